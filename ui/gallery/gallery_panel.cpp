// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/gallery/gallery_panel.h"

#include <QBoxLayout>
#include <QFrame>
#include <QLabel>
#include <QLocale>
#include <QScrollBar>
#include <QSlider>
#include <QStackedWidget>
#include <QTimer>
#include <algorithm>
#include <utility>

#include "ui/gallery/empty_state.h"
#include "ui/gallery/gallery_filter_bar.h"
#include "ui/gallery/gallery_model.h"
#include "ui/gallery/gallery_view.h"
#include "ui/gallery/thumbnail_cache.h"
#include "ui/theme/theme.h"

namespace cloc::ui {
namespace {

// Below that, a word about it would only flicker.
constexpr int kSlowMs = 300;

QString number(qint64 value) {
  return QLocale().toString(value);
}

QString text(std::string_view utf8) {
  return QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size()));
}

}  // namespace

GalleryPanel::GalleryPanel(DecoderSource decoder, QWidget* parent)
    : QWidget(parent),
      thumbnails_(new ThumbnailCache(std::move(decoder), {}, this)),
      model_(new GalleryModel(thumbnails_, this)),
      bar_(new GalleryFilterBar([this] { return labelEntries(); }, [this] { return folderEntries(); })),
      view_(new GalleryView(model_, thumbnails_)),
      empty_(new EmptyState),
      stack_(new QStackedWidget),
      status_(new QLabel),
      size_(new QSlider(Qt::Horizontal)),
      slow_(new QTimer(this)) {
  size_->setRange(GridView::minimumTile(), GridView::maximumTile());
  size_->setPageStep(32);
  size_->setValue(view_->tileSide());
  size_->setFixedWidth(110);
  size_->setToolTip(tr("Size of the thumbnails (Ctrl+wheel, Ctrl++, Ctrl+-)"));
  size_->setAccessibleName(tr("Size of the thumbnails"));
  status_->setForegroundRole(QPalette::PlaceholderText);
  status_->setMinimumWidth(40);
  slow_->setSingleShot(true);
  slow_->setInterval(kSlowMs);

  stack_->addWidget(view_);
  stack_->addWidget(empty_);
  auto* foot = new QHBoxLayout;
  foot->setContentsMargins(10, 3, 10, 3);
  foot->addWidget(status_, 1);
  foot->addWidget(size_);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  layout->addWidget(bar_);
  const auto addLine = [layout] {
    auto* line = new QFrame;
    line->setFixedHeight(1);
    line->setBackgroundRole(QPalette::Mid);
    line->setAutoFillBackground(true);
    layout->addWidget(line);
  };
  addLine();
  layout->addWidget(stack_, 1);
  addLine();
  layout->addLayout(foot);
  setFocusProxy(view_);

  connect(bar_, &GalleryFilterBar::queryChanged, this, [this] { model_->setQuery(bar_->query()); });
  connect(bar_, &GalleryFilterBar::left, this, [this] {
    view_->setFocus();
    if (view_->current() < 0) view_->setCurrent(0);
  });
  connect(model_, &GalleryModel::arranged, this, &GalleryPanel::refresh);
  connect(model_, &GalleryModel::arrangingChanged, this, [this](bool arranging) {
    if (arranging && !slow_->isActive() && !slowArranging_) slow_->start();
    if (arranging) return;
    slow_->stop();
    if (std::exchange(slowArranging_, false)) showStatus();
  });
  connect(slow_, &QTimer::timeout, this, [this] {
    slowArranging_ = true;
    showStatus();
  });
  connect(view_, &GalleryView::imageActivated, this, &GalleryPanel::imageActivated);
  connect(view_, &GalleryView::currentChanged, this, [this](qint64 image) {
    if (!quiet_) emit currentChanged(image);
  });
  connect(view_, &GridView::selectionChanged, this, [this] {
    showStatus();
    emit selectionChanged();
  });
  connect(view_, &GridView::menuRequested, this,
          [this](int, const QPoint& global) { emit menuRequested(global); });
  connect(view_, &GridView::tileSideChanged, size_, &QSlider::setValue);
  connect(size_, &QSlider::valueChanged, view_, &GridView::setTileSide);
  connect(empty_, &EmptyState::clicked, this, [this] {
    if (model_->table().size() > 0) {
      clearFilter();
    } else {
      emit importRequested();
    }
  });
  connect(thumbnails_, &ThumbnailCache::diskUnavailable, this, &GalleryPanel::notice);
  model_->setQuery(bar_->query());
  refresh();
}

GalleryPanel::~GalleryPanel() {
  // The view speaks to the model and the cache, which Qt would destroy first.
  delete view_;
}

// --- The project

void GalleryPanel::openProject(const std::filesystem::path& folder, qint64 expected) {
  closeProject();
  thumbnails_->open(folder.empty() ? folder : folder / "thumbnails");
  open_ = loading_ = true;
  expected_ = expected;
  refresh();
}

void GalleryPanel::closeProject() {
  open_ = loading_ = false;
  expected_ = 0;
  labelNames_.clear();
  clearScores();
  view_->forgetSelection();
  thumbnails_->open({});
  model_->clear();
  bar_->clearFilter();
  refresh();
}

void GalleryPanel::appendImages(const std::vector<store::Image>& images, bool last) {
  loading_ = !last;
  model_->append(images);
  showStatus();
  if (model_->count() == 0) showEmpty();
}

void GalleryPanel::setLabels(const std::vector<store::Label>& labels) {
  labelNames_.clear();
  for (const auto& label : labels) {
    labelNames_[static_cast<std::uint32_t>(label.id)] = QString::fromStdString(label.name);
  }
}

void GalleryPanel::setFacts(std::shared_ptr<const store::ImageFacts> facts) {
  model_->setFacts(std::move(facts));
}

void GalleryPanel::updateFacts(const store::ImageFacts& facts) {
  model_->updateFacts(facts);
}

void GalleryPanel::setScores(std::span<const std::pair<store::ImageId, float>> scores) {
  toTop_ = true;  // a search is looked at from its best
  model_->setScores(scores);
  bar_->setScored(true);
  if (sortBeforeScores_) return;
  GalleryQuery query = bar_->query();
  sortBeforeScores_ = query.sort;
  query.sort = {GallerySort::Key::Score, true};
  bar_->setQuery(query);
}

void GalleryPanel::clearScores() {
  model_->clearScores();
  bar_->setScored(false);
  if (!sortBeforeScores_) return;
  GalleryQuery query = bar_->query();
  query.sort = *std::exchange(sortBeforeScores_, std::nullopt);
  query.filter.scoreAtLeast.reset();
  bar_->setQuery(query);
}

std::vector<CheckListEntry> GalleryPanel::labelEntries() const {
  std::map<std::uint32_t, qint64> counts;
  for (const auto& [label, images] : model_->arrangement().imagesPerLabel) counts[label] = images;
  std::vector<CheckListEntry> entries;
  for (const auto& [label, name] : labelNames_) {
    entries.push_back({QString::number(label), name, counts[label]});
  }
  std::sort(entries.begin(), entries.end(), [](const CheckListEntry& a, const CheckListEntry& b) {
    return QString::localeAwareCompare(a.text, b.text) < 0;
  });
  return entries;
}

std::vector<CheckListEntry> GalleryPanel::folderEntries() const {
  const auto& table = model_->table();
  const auto& counts = model_->arrangement().imagesPerFolder;
  std::vector<CheckListEntry> entries;
  for (std::uint32_t folder = 0; folder < counts.size(); ++folder) {
    const QString path = text(table.folderPath(folder));
    entries.push_back({path, path, counts[folder]});
  }
  std::sort(entries.begin(), entries.end(),
            [](const CheckListEntry& a, const CheckListEntry& b) { return a.text < b.text; });
  // What all have in common says nothing. After sorting, the first and the last differ the most.
  if (entries.size() > 1) {
    const QString first = entries.front().text + QLatin1Char('/'),
                  last = entries.back().text + QLatin1Char('/');
    const auto [end, unused] = std::mismatch(first.begin(), first.end(), last.begin(), last.end());
    const qsizetype common = first.left(end - first.begin()).lastIndexOf(QLatin1Char('/')) + 1;
    for (auto& entry : entries) {
      entry.text = entry.text.mid(common);
      if (entry.text.isEmpty()) entry.text = tr("(top folder)");
    }
  }
  return entries;
}

// --- Where the user is

std::optional<store::ImageId> GalleryPanel::currentImage() const {
  return view_->currentImage();
}
QVector<qint64> GalleryPanel::selectedImages() const {
  return view_->selectedImages();
}
int GalleryPanel::shownImages() const {
  return model_->count();
}
std::optional<store::ImageId> GalleryPanel::nextImage(store::ImageId image) const {
  return model_->next(image);
}
std::optional<store::ImageId> GalleryPanel::previousImage(store::ImageId image) const {
  return model_->previous(image);
}
std::optional<store::ImageId> GalleryPanel::nextUnlabelled(store::ImageId image) const {
  return model_->nextUnlabelled(image, 1);
}
std::optional<store::ImageId> GalleryPanel::previousUnlabelled(store::ImageId image) const {
  return model_->nextUnlabelled(image, -1);
}

void GalleryPanel::showImage(qint64 image) {
  quiet_ = true;
  view_->setCurrentImage(image);
  quiet_ = false;
  model_->setWorkingImage(image);
}

GalleryQuery GalleryPanel::query() const {
  return bar_->query();
}
void GalleryPanel::setQuery(const GalleryQuery& query) {
  bar_->setQuery(query);
}
void GalleryPanel::focusFilter() {
  bar_->focusName();
}
void GalleryPanel::retryFailed() {
  view_->retryFailed();
}
void GalleryPanel::clearFilter() {
  bar_->clearFilter();
  view_->setFocus();
}

// --- What is said

void GalleryPanel::refresh() {
  if (toTop_ && !model_->arranging()) {
    toTop_ = false;
    view_->scrollToTop();
  }
  const bool some = model_->count() > 0;
  if (!some) showEmpty();
  stack_->setCurrentWidget(some ? static_cast<QWidget*>(view_) : empty_);
  bar_->setEnabled(open_);
  showStatus();
  const auto& arrangement = model_->arrangement();
  emit progressChanged(arrangement.verified, arrangement.labelled, arrangement.rows);
}

void GalleryPanel::showEmpty() {
  if (!open_) {
    empty_->show(QStringLiteral("project"), tr("No project is open"),
                 tr("Open a project, or make one from a folder of images."));
  } else if (model_->table().size() > 0 && !model_->query().filter.empty()) {
    empty_->show(QStringLiteral("filter"), tr("No image matches"),
                 tr("None of the %1 images meets all conditions above.").arg(number(model_->table().size())),
                 tr("Clear the filter"));
  } else if (loading_ || model_->table().size() > 0) {
    empty_->show(QStringLiteral("image"), tr("Loading images …"), {});
  } else {
    empty_->show(QStringLiteral("import"), tr("The project has no images yet"),
                 tr("Import a folder of images or a data set."), tr("Import …"));
  }
}

void GalleryPanel::showStatus() {
  if (!open_) {
    status_->clear();
    return;
  }
  const qint64 all = model_->table().size(), shown = model_->count();
  QStringList parts;
  if (loading_) {
    parts << (expected_ > 0
                  ? tr("Loading %1 of %2 images …").arg(number(all), number(std::max(all, expected_)))
                  : tr("Loading %1 images …").arg(number(all)));
  } else if (model_->query().filter.empty()) {
    parts << tr("%1 images").arg(number(all));
  } else {
    parts << tr("%1 of %2 images").arg(number(shown), number(all));
  }
  if (view_->selectedCount() > 0) parts << tr("%1 selected").arg(number(view_->selectedCount()));
  if (slowArranging_ && !loading_) parts << tr("sorting …");
  status_->setText(parts.join(QStringLiteral(" · ")));
}

}  // namespace cloc::ui
