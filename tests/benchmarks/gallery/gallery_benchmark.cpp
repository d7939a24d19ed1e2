// SPDX-License-Identifier: GPL-3.0-or-later
// How long the gallery holds the window's thread, over a synthetic table:
//   QT_QPA_PLATFORM=offscreen cloc_gallery_benchmark [--rows N]
// prints p50 and p99 of scrolling with painting, and the times of filtering and sorting (in their thread).
// Instead of that:
//   --grab FOLDER      writes pictures of the widgets in both schemes
//   --facts PROJECT    times reading the facts of a project, made when it is not there (N images, five
//   regions each)
//   --pictures FOLDER  times thumbnails of the pictures in it, made when it is not there (40 of 12
//   megapixels)
#include <QApplication>
#include <QCommandLineParser>
#include <QDir>
#include <QElapsedTimer>
#include <QHelpEvent>
#include <QMenu>
#include <QPainter>
#include <QScrollBar>
#include <QSlider>
#include <QTimer>
#include <algorithm>
#include <cstdio>
#include <fstream>
#include <functional>
#include <random>
#include <string>

#include <time.h>

#include "tests/support/import_dataset.h"
#include "ui/gallery/gallery_arranger.h"
#include "ui/gallery/gallery_model.h"
#include "ui/gallery/gallery_panel.h"
#include "ui/gallery/gallery_view.h"
#include "ui/gallery/result_strip.h"
#include "ui/gallery/thumbnail_cache.h"
#include "ui/theme/theme.h"

using namespace cloc;
using namespace cloc::ui;

namespace {

// Pictures without files: a gradient and a shape whose colours come from the name.
class PaintedDecoder : public image::PictureDecoder {
 public:
  image::Picture load(const std::filesystem::path& path) const override { return load_thumbnail(path, 1024); }
  image::Picture load_thumbnail(const std::filesystem::path& path, int side) const override {
    if (path.filename().string().find("broken") != std::string::npos) {
      throw std::runtime_error(path.string() + " is cut off after 3 kB. Copy it again from where it came.");
    }
    const auto seed = std::hash<std::string>()(path.string());
    const double aspect = 0.6 + static_cast<double>(seed % 100) / 100.0;
    const QSize size = QSizeF(aspect * 1000, 1000).scaled(side, side, Qt::KeepAspectRatio).toSize();
    return paint(size, seed);
  }
  image::Picture load_crop(const std::filesystem::path& path, const PixelBox& box, float,
                           int side) const override {
    const QSize size = QSizeF(static_cast<double>(box.width()), static_cast<double>(box.height()))
                           .scaled(side, side, Qt::KeepAspectRatio)
                           .toSize();
    return paint(size, std::hash<std::string>()(path.string()) + static_cast<std::size_t>(box.x1));
  }
  std::optional<Size> probe_size(const std::filesystem::path&) const override { return Size{1024, 768}; }

 private:
  static image::Picture paint(const QSize& size, std::size_t seed) {
    auto image = std::make_shared<QImage>(size, QImage::Format_RGB888);
    const int hue = static_cast<int>(seed % 360);
    QLinearGradient gradient(0, 0, size.width(), size.height());
    gradient.setColorAt(0, QColor::fromHsv(hue, 90, 220));
    gradient.setColorAt(1, QColor::fromHsv((hue + 60) % 360, 140, 110));
    QPainter painter(image.get());
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillRect(image->rect(), gradient);
    painter.setBrush(QColor::fromHsv((hue + 180) % 360, 160, 230));
    painter.setPen(Qt::NoPen);
    painter.drawEllipse(QPoint(size.width() / 2, size.height() / 2), size.width() / 4, size.height() / 4);
    painter.end();
    image::Picture picture;
    picture.width = size.width();
    picture.height = size.height();
    picture.original_width = 1024;
    picture.original_height = 768;
    picture.bytes_per_row = image->bytesPerLine();
    picture.bytes = std::shared_ptr<const std::uint8_t>(image, image->constBits());
    return picture;
  }
};

void until(const std::function<bool()>& done) {
  while (!done()) QApplication::processEvents(QEventLoop::AllEvents | QEventLoop::WaitForMoreEvents, 20);
}
void settle(int ms) {
  QElapsedTimer clock;
  clock.start();
  while (clock.elapsed() < ms) QApplication::processEvents(QEventLoop::AllEvents, 10);
}

double residentMegabytes() {
  std::ifstream file("/proc/self/statm");
  long pages = 0, resident = 0;
  file >> pages >> resident;
  return static_cast<double>(resident) * 4096 / 1e6;
}

struct Times {
  std::vector<double> ms;
  void print(const char* what) {
    std::sort(ms.begin(), ms.end());
    const auto at = [&](double part) {
      return ms[std::min(ms.size() - 1, static_cast<std::size_t>(part * static_cast<double>(ms.size())))];
    };
    std::printf("%-44s p50 %6.2f ms  p99 %6.2f ms  max %6.2f ms\n", what, at(0.5), at(0.99), ms.back());
  }
};

template <class Work>
double milliseconds(Work&& work) {
  QElapsedTimer clock;
  clock.start();
  work();
  return static_cast<double>(clock.nsecsElapsed()) / 1e6;
}

// What this thread has computed: what is left when other programs keep the machine busy.
double processorMilliseconds() {
  timespec time{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
}

std::vector<store::Image> imagesOf(int first, int count) {
  std::vector<store::Image> images;
  for (int i = first; i < first + count; ++i) {
    const bool broken = i % 17 == 9;
    const std::string name = (i % 5 == 3 ? "a rather long name of a picture " : "img_") + std::to_string(i) +
                             (broken ? "_broken" : "") + ".jpg";
    images.push_back({i + 1, "/data/pictures/" + std::to_string(i / 5000) + "/" + name, 1024, 768, {}});
  }
  return images;
}

void fillProject(store::Project& project, int images) {
  data::Dataset dataset;
  std::mt19937 random(1);
  for (int l = 0; l < 80; ++l) dataset.labels.push_back("label " + std::to_string(l));
  for (const auto& image : imagesOf(0, images)) {
    data::ImageRecord record;
    record.path = image.path;
    record.width = 1024;
    record.height = 768;
    record.captions = {"a caption"};
    for (int r = 0; r < 5; ++r) {
      record.regions.push_back({{1, 1, 50, 50}, static_cast<int>(random() % 80), "", 0});
    }
    dataset.images.push_back(std::move(record));
  }
  test::import_dataset(project, std::move(dataset), "benchmark");
}

void measure(int rows) {
  const double memoryBefore = residentMegabytes();
  GalleryPanel panel([] { return std::make_shared<PaintedDecoder>(); });
  panel.resize(1200, 900);
  panel.show();
  panel.openProject({}, rows);
  constexpr int kChunk = 20000;
  Times append, frames;
  QElapsedTimer all;
  all.start();
  for (int first = 0; first < rows; first += kChunk) {
    const auto chunk = imagesOf(first, std::min(kChunk, rows - first));
    append.ms.push_back(milliseconds([&] { panel.appendImages(chunk, first + kChunk >= rows); }));
    frames.ms.push_back(milliseconds([] { QApplication::processEvents(); }));
  }
  append.print("append a chunk of 20,000");
  frames.print("events while loading (swaps, paints)");
  auto* model = panel.model();
  until([&] { return !model->arranging() && model->count() == rows; });
  std::printf("%-44s %.0f ms; memory %.0f MB\n", "all shown, in order, after",
              static_cast<double>(all.elapsed()), residentMegabytes() - memoryBefore);

  const auto arrange = [&](const char* what, const GalleryQuery& query) {
    QElapsedTimer clock;
    clock.start();
    model->setQuery(query);
    until([&] { return !model->arranging(); });
    std::printf("%-44s %lld ms, %d images\n", what, static_cast<long long>(clock.elapsed()), model->count());
  };
  GalleryQuery query;
  query.filter.name = QStringLiteral("77");
  arrange("filter: name contains 77", query);
  query.filter.name = QStringLiteral("*9?.jpg");
  arrange("filter: *9?.jpg", query);
  query = {};
  query.sort.key = GallerySort::Key::Regions;
  arrange("sort by regions", query);
  query.sort.key = GallerySort::Key::Name;
  arrange("sort by name", query);
  arrange("sort by folder and name", {});

  std::printf("%-44s %.2f ms\n", "next without regions, from the end back",
              milliseconds([&] { model->nextUnlabelled(model->idAt(rows - 1), -1); }));

  auto* view = panel.view();
  std::printf("%-44s %.2f ms\n", "select all", milliseconds([&] { view->selectAll(); }));
  GalleryQuery unlabelled;
  unlabelled.filter.state = GalleryFilter::State::Unlabelled;
  QElapsedTimer clock;
  clock.start();
  Times swap;
  QObject::connect(model, &QAbstractItemModel::modelAboutToBeReset, view, [&] { clock.restart(); });
  QObject::connect(model, &GalleryModel::arranged, view,
                   [&] { swap.ms.push_back(static_cast<double>(clock.nsecsElapsed()) / 1e6); });
  for (int i = 0; i < 5; ++i) {
    query.sort.descending = i % 2 == 0;
    model->setQuery(query);
    until([&] { return !model->arranging(); });
  }
  swap.print("swap the order, all selected");
  view->clearSelection();

  Times paints;
  // Wheel steps, pages, and jumps of the scroll bar, each with the paint it causes.
  auto* bar = view->verticalScrollBar();
  const auto scroll = [&](const char* what, int count, const std::function<int(int)>& next) {
    Times times, processor;
    for (int i = 0; i < count; ++i) {
      const int value = next(i);
      const double before = processorMilliseconds();
      times.ms.push_back(milliseconds([&] {
        bar->setValue(value);
        QApplication::processEvents();
      }));
      processor.ms.push_back(processorMilliseconds() - before);
      paints.ms.push_back(milliseconds([&] { view->viewport()->repaint(); }));
      settle(4);  // thumbnails come meanwhile
    }
    times.print(what);
    processor.print("  of which this thread computed");
  };
  bar->setValue(0);
  scroll("scroll by 53 px", 500, [&](int) { return bar->value() + 53; });
  scroll("scroll by a page", 300, [&](int) { return bar->value() + bar->pageStep(); });
  std::mt19937 random(3);
  scroll("jump anywhere", 300,
         [&](int) { return static_cast<int>(random() % static_cast<unsigned>(bar->maximum())); });
  paints.print("paint the whole view");
  view->setTileSide(GridView::minimumTile());
  scroll("scroll by 53 px, smallest thumbnails", 300, [&](int) { return bar->value() + 53; });
}

// 12 megapixels with grain, as a camera writes them.
void makePictures(const QString& folder, int count) {
  QDir().mkpath(folder);
  std::mt19937 random(1);
  for (int i = 0; i < count; ++i) {
    QImage picture(4000, 3000, QImage::Format_RGB32);
    for (int y = 0; y < picture.height(); ++y) {
      auto* line = reinterpret_cast<QRgb*>(picture.scanLine(y));
      for (int x = 0; x < picture.width(); ++x) {
        const auto grain = static_cast<int>(random() % 24U);
        line[x] = qRgb(x * 230 / 4000 + grain, y * 230 / 3000 + grain, i * 200 / count + grain);
      }
    }
    picture.save(QStringLiteral("%1/%2.jpg").arg(folder).arg(i), "JPG", 90);
  }
}

// The real decoders and the real store: every picture in `folder` as a thumbnail, twice. The second time they
// come from thumbnails.sqlite, which is made beside the pictures.
void timeThumbnails(const QString& folder) {
  if (!QDir(folder).exists()) makePictures(folder, 40);
  const auto place = std::filesystem::path(folder.toStdString()) / "p.clocproj" / "thumbnails";
  std::filesystem::remove_all(place);
  for (const char* what : {"decoded", "from the disk"}) {
    ThumbnailCache cache;
    cache.open(place);
    std::vector<PictureRequest> requests;
    for (const auto& entry : QDir(folder).entryInfoList(QDir::Files)) {
      requests.push_back({ThumbnailCache::keyOf(static_cast<store::ImageId>(requests.size())),
                          entry.filePath().toStdString(), 144});
    }
    std::size_t done = 0;
    QObject::connect(&cache, &PictureCache::ready,
                     [&](const std::vector<PictureKey>& keys) { done += keys.size(); });
    const double ms = milliseconds([&] {
      cache.request(requests);
      until([&] { return done >= requests.size(); });
    });
    std::printf("%zu thumbnails %s: %.0f ms, %.1f ms each\n", requests.size(), what, ms,
                ms / static_cast<double>(requests.size()));
  }
}

void grab(const QString& folder) {
  const auto decoder = [] { return std::make_shared<PaintedDecoder>(); };
  for (const auto scheme : {Scheme::Light, Scheme::Dark}) {
    applyTheme(*qApp, scheme);
    const QString name = scheme == Scheme::Light ? QStringLiteral("light") : QStringLiteral("dark");
    GalleryPanel panel(decoder);
    panel.resize(900, 640);
    panel.show();
    settle(50);
    panel.grab().save(folder + QStringLiteral("/no-project-%1.png").arg(name));
    panel.openProject({}, 500);
    panel.setLabels({{1, "apple"}, {2, "sleeping cat with a rather long name indeed"}, {3, "bicycle"}});
    panel.appendImages(imagesOf(0, 500), true);
    std::vector<std::pair<store::ImageId, float>> scores;
    for (int i = 0; i < 40; i += 2) scores.emplace_back(i + 1, 0.9f - 0.01f * static_cast<float>(i));
    settle(300);
    auto folderOfProject = QDir::temp().filePath(QStringLiteral("cloc-gallery-grab-%1.clocproj").arg(name));
    QDir(folderOfProject).removeRecursively();
    auto project = store::Project::create(folderOfProject.toStdString(), "grab");
    fillProject(project, 30);
    panel.setFacts(std::make_shared<store::ImageFacts>(store::read_image_facts(project)));
    settle(100);
    auto* view = panel.view();
    view->setFocus();
    view->setCurrent(2);
    settle(500);
    panel.grab().save(folder + QStringLiteral("/gallery-%1.png").arg(name));
    for (auto* button : panel.findChildren<CheckListButton*>()) {
      QTimer::singleShot(200, button, [&, button] {
        button->menu()->grab().save(folder +
                                    QStringLiteral("/menu-%1-%2.png").arg(button->accessibleName(), name));
        button->menu()->close();
      });
      button->showMenu();
    }
    panel.setScores(scores);
    settle(500);
    view->setTileSide(96);
    settle(400);
    panel.grab().save(folder + QStringLiteral("/scores-%1.png").arg(name));
    auto query = panel.query();
    query.filter.name = QStringLiteral("no such name");
    panel.setQuery(query);
    settle(200);
    panel.resize(420, 500);
    settle(50);
    panel.grab().save(folder + QStringLiteral("/nothing-%1.png").arg(name));

    ResultStrip strip(decoder);
    strip.setEmptyText(QStringLiteral("Draw a box to find what looks like it."));
    strip.resize(900, strip.sizeHint().height());
    strip.show();
    std::vector<ResultItem> results;
    for (int i = 0; i < 60; ++i) {
      const auto at = static_cast<float>(i * 7 % 300);
      results.push_back({i,
                         i + 1,
                         "/data/pictures/img_" + std::to_string(i) + (i == 4 ? "_broken" : "") + ".jpg",
                         {at, 20, at + 120, 20 + 60 + static_cast<float>(i % 5) * 30},
                         0.41f - 0.005f * static_cast<float>(i),
                         i % 3 == 0 ? QStringLiteral("a small red apple left of a sleeping cat") : QString(),
                         i % 2 == 0 ? QStringLiteral("apple") : QString(),
                         i == 4});
    }
    strip.setResults(results);
    strip.setFocus();
    strip.setCurrent(1);
    settle(500);
    strip.grab().save(folder + QStringLiteral("/strip-%1.png").arg(name));
    strip.setWrapped(true);
    strip.resize(420, 640);
    settle(400);
    strip.grab().save(folder + QStringLiteral("/results-%1.png").arg(name));
    QHelpEvent help(QEvent::ToolTip, strip.cellRect(0).center(),
                    strip.mapToGlobal(strip.cellRect(0).center()));
    QApplication::sendEvent(strip.viewport(), &help);
    settle(300);
    for (auto* widget : QApplication::topLevelWidgets()) {
      if (widget->isVisible() && widget->windowType() == Qt::ToolTip) {
        widget->grab().save(folder + QStringLiteral("/preview-%1.png").arg(name));
      }
    }
  }
}

}  // namespace

int main(int argc, char** argv) {
  QApplication application(argc, argv);
  QCommandLineParser options;
  options.addHelpOption();
  options.addOptions(
      {{QStringLiteral("rows"), QStringLiteral("Images."), QStringLiteral("n"), QStringLiteral("1000000")},
       {QStringLiteral("grab"), QStringLiteral("Where pictures go."), QStringLiteral("folder")},
       {QStringLiteral("pictures"), QStringLiteral("Pictures to make thumbnails of."),
        QStringLiteral("folder")},
       {QStringLiteral("facts"), QStringLiteral("Project to make."), QStringLiteral("folder")}});
  options.process(application);
  const int rows = options.value(QStringLiteral("rows")).toInt();
  applyTheme(application, Scheme::Dark);
  if (options.isSet(QStringLiteral("grab"))) {
    grab(options.value(QStringLiteral("grab")));
  } else if (options.isSet(QStringLiteral("pictures"))) {
    timeThumbnails(options.value(QStringLiteral("pictures")));
  } else if (options.isSet(QStringLiteral("facts"))) {
    const std::filesystem::path folder(options.value(QStringLiteral("facts")).toStdString());
    if (!std::filesystem::exists(folder)) {
      auto made = store::Project::create(folder, "facts");
      fillProject(made, rows);
    }
    auto project = store::Project::open(folder);
    store::ImageFacts facts;
    std::printf("read_image_facts %.0f ms\n",
                milliseconds([&] { facts = store::read_image_facts(project); }));
    std::printf("%zu images, %zu sets of labels\n", facts.size(), facts.label_set_count());
    ImageTable table;
    table.append(project.images());
    auto shared = std::make_shared<store::ImageFacts>(std::move(facts));
    const auto snapshot = table.snapshot();
    ImageTable::Facts prepared;
    std::printf("ImageTable::prepareFacts %.1f ms\n",
                milliseconds([&] { prepared = ImageTable::prepareFacts(*snapshot, shared); }));
    std::printf("ImageTable::takeFacts %.1f ms\n",
                milliseconds([&] { table.takeFacts(std::move(prepared)); }));
    GalleryArranger arranger;
    const auto labelled = [&](GalleryFilter filter) {
      GalleryQuery query;
      query.filter = std::move(filter);
      Arrangement arrangement;
      const double ms = milliseconds([&] { arrangement = arranger.arrange(*table.snapshot(), query, {}); });
      std::printf("arrange %.0f ms, %zu images\n", ms, arrangement.order.size());
    };
    labelled({});
    labelled({});
    GalleryFilter filter;
    filter.labels = {3};
    labelled(filter);
  } else {
    measure(rows);
  }
}
