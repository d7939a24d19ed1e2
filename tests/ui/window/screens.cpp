// SPDX-License-Identifier: GPL-3.0-or-later
// cloc_screens PROJECT FOLDER: opens the real window on the project, does what a user does, and writes what
// it shows, in light and dark, into FOLDER; with a third argument that part alone: `labels`, `assist`,
// `machine` (which labels the project by machine where that has not been done), or `models`, which takes
// weights of another program as a fourth. For people to look at. QT_SCALE_FACTOR=2 gives the same at 2x.
#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QDialog>
#include <QDockWidget>
#include <QElapsedTimer>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSettings>
#include <QTabWidget>
#include <QTest>
#include <algorithm>
#include <cstdio>
#include <filesystem>

#include "core/base/blas_choice.h"
#include "ui/actions/key_editor.h"
#include "ui/assist/example_panel.h"
#include "ui/assist/mistake_list.h"
#include "ui/assist/mistakes_panel.h"
#include "ui/assist/review_grid.h"
#include "ui/assist/suggestion_controller.h"
#include "ui/assist/suggestion_list.h"
#include "ui/canvas/canvas_view.h"
#include "ui/canvas/linked_view.h"
#include "ui/gallery/result_strip.h"
#include "ui/grounding/grounding_panel.h"
#include "ui/index/index_panel.h"
#include "ui/labels/label_panel.h"
#include "ui/labels/label_steps.h"
#include "ui/machine_labels/machine_labels_panel.h"
#include "ui/search/search_panel.h"
#include "ui/settings/settings_dialog.h"
#include "ui/statistics/split_dialog.h"
#include "ui/statistics/statistics_view.h"
#include "ui/window/compare_area.h"
#include "ui/window/image_navigator.h"
#include "ui/window/index_controller.h"
#include "ui/window/jobs_controller.h"
#include "ui/window/main_window.h"
#include "ui/window/studio.h"

using namespace cloc;
using namespace cloc::ui;

namespace {

template <class Condition>
bool waitFor(Condition&& condition, int ms = 30000) {
  return QTest::qWaitFor(condition, ms);
}

class Screens {
 public:
  Screens(MainWindow& window, QString folder, QString scheme)
      : window_(window), folder_(std::move(folder)), scheme_(std::move(scheme)) {}

  void take(const QString& name, QWidget* of = nullptr) {
    QTest::qWait(400);  // crops and thumbnails arrive
    const QString file = QStringLiteral("%1/%2-%3.png").arg(folder_, name, scheme_);
    if (!(of != nullptr ? of : &window_)->grab().save(file)) qFatal("cannot write %s", qPrintable(file));
    std::printf("%s\n", qPrintable(file));
  }

  void drawBox() {
    auto& canvas = window_.canvas();
    const auto& regions = canvas.document()->regions();
    if (regions.empty()) return;
    auto settings = canvas.settings();
    settings.drawCreatesRegion = false;
    canvas.setSettings(settings);
    canvas.setMode(CanvasMode::Draw);
    const auto box = regions.front().box;
    const auto from = canvas.transform().toView(QPointF(box.x1 - 2, box.y1 - 2)).toPoint();
    const auto to = canvas.transform().toView(QPointF(box.x2 + 2, box.y2 + 2)).toPoint();
    QTest::mousePress(&canvas, Qt::LeftButton, {}, from);
    QTest::mouseMove(&canvas, (from + to) / 2);
    QTest::mouseMove(&canvas, to);
    QTest::mouseRelease(&canvas, Qt::LeftButton, {}, to);
    waitFor([&] { return !window_.regionResults().results().empty(); });
  }

 private:
  MainWindow& window_;
  QString folder_, scheme_;
};

// Suggestions for a drawn box, label by example, mistakes.
void assistTour(MainWindow& window, Screens& screens) {
  QTest::qWait(4000);  // the names of the labels
  auto& canvas = window.canvas();
  const auto regions = canvas.document()->regions();
  canvas.setMode(CanvasMode::Draw);
  const auto box = regions.front().box;
  const auto from = canvas.transform().toView(QPointF(box.x1 - 2, box.y1 - 2)).toPoint();
  const auto to = canvas.transform().toView(QPointF(box.x2 + 2, box.y2 + 2)).toPoint();
  QTest::mousePress(&canvas, Qt::LeftButton, {}, from);
  QTest::mouseMove(&canvas, (from + to) / 2);
  QTest::mouseMove(&canvas, to);
  QTest::mouseRelease(&canvas, Qt::LeftButton, {}, to);
  waitFor([&] { return window.suggestions().list().isVisible(); });
  screens.take(QStringLiteral("suggestions"));
  window.undoStack().undo();
  canvas.setMode(CanvasMode::Select);
  canvas.document()->select({regions.front().id});
  window.actionRegistry().find(QStringLiteral("assist.findLike"))->trigger();
  auto& grid = window.examples().grid();
  if (waitFor([&] { return grid.candidates().size() > 3; })) {
    grid.judge({0, 1, 3}, Verdict::Accepted);
    grid.judge({2}, Verdict::Rejected);
  }
  screens.take(QStringLiteral("example"));
  window.mistakes().review().clear();
  window.actionRegistry().find(QStringLiteral("view.tab5"))->trigger();
  screens.take(QStringLiteral("mistakes-start"));
  window.actionRegistry().find(QStringLiteral("assist.mistakes"))->trigger();
  screens.take(QStringLiteral("mistakes-searching"));
  waitFor([&] { return window.mistakes().review().hasReport(); }, 120000);
  for (int kind = 0; kind < assist::kMistakeKinds; ++kind) {
    window.mistakes().setKind(static_cast<assist::MistakeKind>(kind));
    auto& list = window.mistakes().list();
    list.setFocus();
    if (kind == 0) {
      QTest::keyClick(&list, Qt::Key_A);
      QTest::keyClick(&list, Qt::Key_K);
      waitFor([&] { return window.project().pending() == 0; });
      QTest::qWait(300);
    }
    if (kind == static_cast<int>(assist::MistakeKind::Missing)) {
      window.mistakes().lookForMissing(
          {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20});
      waitFor([&] { return !window.mistakes().searching(); }, 60000);
    }
    screens.take(QStringLiteral("mistakes-%1").arg(kind));
  }
  window.undoStack().undo();
  window.undoStack().undo();
  window.mistakes().setKind(assist::MistakeKind::Label);
  QTest::keyClick(&window.mistakes().list(), Qt::Key_Down, Qt::ShiftModifier);
  screens.take(QStringLiteral("mistakes-undone"));
  waitFor([&] { return window.project().pending() == 0; });
}

void tour(MainWindow& window, Screens& screens) {
  QTest::qWait(6000);  // the vocabulary
  screens.drawBox();
  screens.take(QStringLiteral("box"));
  window.canvas().cancel();
  window.canvas().setMode(CanvasMode::Select);
  window.searchPanel().setQuery({.words = QStringLiteral("red apple")});
  waitFor([&] {
    return window.searchPanel().query().words == QLatin1String("red apple") &&
           !window.regionResults().results().empty();
  });
  screens.take(QStringLiteral("words"));
  window.findChild<QDockWidget*>(QStringLiteral("dock.grounding"))->raise();
  window.groundingPanel().addPhrases(
      {QString::fromStdString(window.canvas().document()->regions().front().caption),
       QStringLiteral("a cat")});
  waitFor([&] { return window.canvas().snapshot().overlays.size() == 2; });
  for (auto* box : window.groundingPanel().findChildren<QCheckBox*>()) box->setChecked(true);
  waitFor([&] { return !window.canvas().snapshot().heat.isNull(); });
  screens.take(QStringLiteral("grounding"));
  // With the second model of the project where it has trained one, else with the same.
  auto* models = window.groundingPanel().findChild<QComboBox*>();
  models->setCurrentIndex(std::min(2, models->count() - 1));
  auto& other = window.compareArea().other();
  waitFor([&] { return other.overlays().size() == 2 && !other.snapshot().heat.isNull(); });
  screens.take(QStringLiteral("compare-heat"));
  for (auto* box : window.groundingPanel().findChildren<QCheckBox*>()) box->setChecked(false);
  screens.take(QStringLiteral("compare"));
  window.actionRegistry().find(QStringLiteral("search.sideBySide"))->trigger();
  screens.take(QStringLiteral("compare-overlay"));
  window.actionRegistry().find(QStringLiteral("search.sideBySide"))->trigger();
  models->setCurrentIndex(0);
  window.findChild<QDockWidget*>(QStringLiteral("dock.search"))->raise();
  window.findChild<QDockWidget*>(QStringLiteral("dock.jobs"))->raise();
  window.actionRegistry().find(QStringLiteral("view.tab2"))->trigger();
  QTest::qWait(2500);
  screens.take(QStringLiteral("training"));
  window.actionRegistry().find(QStringLiteral("view.tab3"))->trigger();
  screens.take(QStringLiteral("evaluation"));
  window.actionRegistry().find(QStringLiteral("view.tab1"))->trigger();
  window.findChild<QDockWidget*>(QStringLiteral("dock.results"))->raise();
  window.actionRegistry().find(QStringLiteral("help.palette"))->trigger();
  screens.take(QStringLiteral("palette"));
  QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
  for (const char* page : {"edit.settings", "help.keys"}) {
    window.actionRegistry().find(QLatin1String(page))->trigger();
    auto* settings = window.findChild<SettingsDialog*>();
    settings->findChild<KeyEditor*>()->selectCommand(QStringLiteral("canvas.draw"));
    screens.take(QString::fromLatin1(page).replace('.', '-'), settings);
  }
  window.findChild<SettingsDialog*>()->close();
  for (const char* name : {"import", "export"}) {
    window.actionRegistry().find(QLatin1String("file.") + QLatin1String(name))->trigger();
    auto* dialog = window.findChild<QDialog*>(QLatin1String(name) + QLatin1String("Dialog"));
    QTest::qWait(1500);  // formats, counts
    screens.take(QString::fromLatin1(name), dialog);
    dialog->close();
  }
  window.actionRegistry().find(QStringLiteral("model.indexFigures"))->trigger();
  auto* figures = window.findChild<QDialog*>(QStringLiteral("indexDialog"));
  waitFor([&] { return window.indexController().panel().staleness().has_value(); });
  screens.take(QStringLiteral("index"), figures);
  figures->findChild<QPushButton*>(QStringLiteral("index.measure"))->click();
  auto* found = figures->findChild<QLabel*>(QStringLiteral("index.found"));
  const QString before = found->text();
  waitFor([&] { return found->text() != before; });
  screens.take(QStringLiteral("index-measured"), figures);
  figures->close();
}

// The label set, details, statistics and splits.
void labelsTour(MainWindow& window, Screens& screens) {
  const auto trigger = [&](const char* id) { window.actionRegistry().find(QLatin1String(id))->trigger(); };
  auto& document = *window.canvas().document();
  const auto& labels = window.project().labels();
  window.labels().steps().setHotkey(labels.front().id, QStringLiteral("q"));
  window.labels().steps().move({labels[1].id, labels[2].id}, QString::fromStdString(labels.front().name));
  window.labels().steps().setColour({labels[3].id}, QColor(220, 40, 90));
  trigger("labels.find");
  trigger("details.captions");
  document.select({document.regions().front().id});
  document.setBoxes({document.regions().front().id}, {{20, 20, 80, 90}}, QStringLiteral("resize"));
  if (!document.verified()) document.toggleVerified();
  QTest::qWait(800);
  window.labels().select(labels.front().id);
  screens.take(QStringLiteral("labels"));
  document.selectAll();
  screens.take(QStringLiteral("details-many"));
  trigger("labels.remove");
  screens.take(QStringLiteral("labels-delete"), window.findChild<QDialog*>(QStringLiteral("labelTarget")));
  window.findChild<QDialog*>(QStringLiteral("labelTarget"))->close();
  window.labels().steps().setHotkey(labels[1].id, QStringLiteral("d"));
  window.findChild<QLineEdit*>(QStringLiteral("labels.filter"))->setText(QStringLiteral("xyz"));
  screens.take(QStringLiteral("labels-none"));
  window.findChild<QLineEdit*>(QStringLiteral("labels.filter"))->clear();
  document.select({});
  trigger("data.split");
  auto& splits = *window.findChild<SplitDialog*>();
  waitFor([&] { return splits.plan() != nullptr; });
  screens.take(QStringLiteral("splits"), &splits);
  QTest::qWait(50);
  splits.findChild<QPushButton*>(QStringLiteral("split.apply"))->click();
  QTest::qWait(500);
  trigger("data.statistics");
  waitFor([&] { return window.statisticsView().statistics() != nullptr; });
  screens.take(QStringLiteral("statistics"));
  window.statisticsView().findChild<QTabWidget*>()->setCurrentIndex(1);
  screens.take(QStringLiteral("balance"));
  window.undoStack().undo();
  waitFor([&] { return window.project().pending() == 0; });
}

// Labelling by machine: the dialog, the job, what it finds beside the image.
void machineTour(MainWindow& window, Screens& screens) {
  const auto trigger = [&](const char* id) { window.actionRegistry().find(QLatin1String(id))->trigger(); };
  waitFor([&] { return window.engine().state() == EngineService::State::Ready; });
  trigger("assist.label");
  auto* dialog = window.findChild<QDialog*>(QStringLiteral("labellingDialog"));
  const auto choose = [&](int index) {
    for (const char* name : {"labelling.detector", "labelling.captions"})
      dialog->findChild<QComboBox*>(QLatin1String(name))->setCurrentIndex(index);
  };
  screens.take(QStringLiteral("label-by-machine"), dialog);
  choose(1);
  screens.take(QStringLiteral("label-by-machine-server"), dialog);
  choose(0);
  dialog->close();
  trigger("assist.machineLabels");
  auto& panel = window.machineLabels();
  QTest::qWait(1000);
  if (panel.waiting().waiting() == 0) {
    screens.take(QStringLiteral("machine-labels-none"));
    trigger("assist.label");
    dialog->findChild<QPushButton*>(QStringLiteral("labelling.start"))->click();
    window.findChild<QDockWidget*>(QStringLiteral("dock.jobs"))->raise();
    waitFor([&] { return panel.waiting().waiting() > 0; }, 120000);
    screens.take(QStringLiteral("machine-labels-arriving"));
    waitFor(
        [&] {
          const auto& jobs = window.jobsController().jobs();
          return !jobs.empty() && jobs.front().state != store::JobState::Running;
        },
        120000);
  }
  window.findChild<QDockWidget*>(QStringLiteral("dock.jobs"))->raise();
  QTest::keyClick(&panel.list(), Qt::Key_Down);
  QTest::keyClick(&panel.list(), Qt::Key_Return);
  QTest::qWait(800);
  screens.take(QStringLiteral("machine-labels"));
  QTest::keyClick(&panel.list(), Qt::Key_A);
  waitFor([&] { return window.project().pending() == 0; });
  screens.take(QStringLiteral("machine-labels-accepted"));
  window.undoStack().undo();
  waitFor([&] { return window.project().pending() == 0; });
}

// Weights of another program become the model.
void modelsTour(MainWindow& window, Screens& screens, const QString& weights) {
  waitFor([&] { return window.engine().state() == EngineService::State::Ready; });
  window.actionRegistry().find(QStringLiteral("model.convert"))->trigger();
  auto* dialog = window.findChild<QDialog*>(QStringLiteral("conversionDialog"));
  screens.take(QStringLiteral("convert-empty"), dialog);
  dialog->findChild<QLineEdit*>(QStringLiteral("convert.weights"))->setText(weights);
  dialog->findChild<QComboBox*>(QStringLiteral("convert.regions"))->setCurrentIndex(1);
  screens.take(QStringLiteral("convert"), dialog);
  dialog->findChild<QPushButton*>(QStringLiteral("convert.start"))->click();
  waitFor([&] { return !window.engine().model().grounds; });
  QTest::qWait(1500);
  screens.take(QStringLiteral("converted"));
}

}  // namespace

int main(int argc, char** argv) {
  choose_blas_kernels();
  QApplication application(argc, argv);
  if (argc < 3 || argc > 5) {
    std::fprintf(stderr, "Use: cloc_screens PROJECT FOLDER [labels | assist | machine | models WEIGHTS]\n");
    return 2;
  }
  QApplication::setOrganizationName(QStringLiteral("CLOC Studio screens"));
  QApplication::setApplicationDisplayName(QStringLiteral("CLOC Studio"));
  QSettings::setDefaultFormat(QSettings::IniFormat);
  QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, QString::fromLocal8Bit(argv[2]));
  std::filesystem::create_directories(argv[2]);
  installTranslations(application, QLocale(qEnvironmentVariable("LANGUAGE", QStringLiteral("en"))));
  for (const auto& [scheme, name] : {std::pair{Scheme::Light, "light"}, {Scheme::Dark, "dark"}}) {
    applyTheme(application, scheme);
    MainWindow::Options options;
    options.cli = CLOC_TEST_CLI;
    options.demoFolder = std::filesystem::path(argv[2]) / "demo";
    MainWindow window(options);
    window.resize(1440, 900);
    window.show();
    Screens screens(window, QString::fromLocal8Bit(argv[2]), QString::fromLatin1(name));
    screens.take(QStringLiteral("start"));
    bool ready = false;
    QObject::connect(&window, &MainWindow::ready, &window, [&] { ready = true; });
    window.openPath(argv[1]);
    if (!waitFor([&] { return ready && !window.canvas().document()->regions().empty(); })) {
      std::fprintf(stderr, "The project did not open.\n");
      return 1;
    }
    const auto part = argc >= 4 ? QString::fromLocal8Bit(argv[3]) : QString();
    if (part == QLatin1String("labels")) {
      labelsTour(window, screens);
    } else if (part == QLatin1String("models") && argc == 5) {
      modelsTour(window, screens, QString::fromLocal8Bit(argv[4]));
    } else if (part == QLatin1String("machine")) {
      machineTour(window, screens);
    } else if (part == QLatin1String("assist")) {
      assistTour(window, screens);
    } else {
      tour(window, screens);
      window.actionRegistry().find(QStringLiteral("view.tab1"))->trigger();
      assistTour(window, screens);
    }
  }
  return 0;
}
