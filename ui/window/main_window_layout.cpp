// SPDX-License-Identifier: GPL-3.0-or-later
// The panels of MainWindow, where they are, and how they are joined.
#include <QDockWidget>
#include <QSettings>
#include <QStackedWidget>
#include <QTabWidget>
#include <QTimer>
#include <algorithm>

#include "ui/actions/command_palette.h"
#include "ui/assist/example_panel.h"
#include "ui/assist/mistakes_panel.h"
#include "ui/assist/suggestion_controller.h"
#include "ui/canvas/canvas_view.h"
#include "ui/canvas/display_panel.h"
#include "ui/canvas/linked_view.h"
#include "ui/details/details_panel.h"
#include "ui/evaluation/evaluation_view.h"
#include "ui/gallery/gallery_panel.h"
#include "ui/gallery/result_strip.h"
#include "ui/grounding/grounding_panel.h"
#include "ui/jobs/jobs_panel.h"
#include "ui/labels/label_panel.h"
#include "ui/labels/label_steps.h"
#include "ui/machine_labels/machine_labels_panel.h"
#include "ui/search/search_panel.h"
#include "ui/settings/canvas_preferences.h"
#include "ui/statistics/split_dialog.h"
#include "ui/statistics/statistics_view.h"
#include "ui/training/run_charts.h"
#include "ui/window/compare_area.h"
#include "ui/window/dataset_controller.h"
#include "ui/window/demo_maker.h"
#include "ui/window/edit_history.h"
#include "ui/window/gallery_controller.h"
#include "ui/window/grounding_controller.h"
#include "ui/window/image_navigator.h"
#include "ui/window/index_controller.h"
#include "ui/window/jobs_controller.h"
#include "ui/window/label_picker.h"
#include "ui/window/labelling_controller.h"
#include "ui/window/machine_labels_controller.h"
#include "ui/window/main_window.h"
#include "ui/window/others_controller.h"
#include "ui/window/search_controller.h"
#include "ui/window/start_page.h"
#include "ui/window/status_line.h"
#include "ui/window/training_page.h"

namespace cloc::ui {

void MainWindow::buildPanels() {
  setDockOptions(AnimatedDocks | AllowTabbedDocks | AllowNestedDocks);
  setDockNestingEnabled(true);
  setCorner(Qt::BottomLeftCorner, Qt::LeftDockWidgetArea);
  setCorner(Qt::BottomRightCorner, Qt::RightDockWidgetArea);
  setTabPosition(Qt::AllDockWidgetAreas, QTabWidget::North);

  pages_ = new QStackedWidget(this);
  start_ = new StartPage(pages_);
  tabs_ = new QTabWidget(pages_);
  tabs_->setDocumentMode(true);
  canvas_ = new CanvasView(options_.pictures, &undo_, tabs_);
  canvas_->setSettings(loadCanvasSettings(QSettings()));
  compareArea_ = new CompareArea(canvas_, tabs_);
  trainingPage_ = new TrainingPage(options_.cli, tabs_);
  evaluation_ = new EvaluationView(tabs_);
  tabs_->addTab(compareArea_, icon(QStringLiteral("image")), tr("Image"));
  tabs_->addTab(trainingPage_, icon(QStringLiteral("train")), tr("Training"));
  tabs_->addTab(evaluation_, icon(QStringLiteral("evaluate")), tr("Evaluation"));
  examples_ = new ExamplePanel({project_, engine_, assist_, *canvas_->document()}, options_.decoder, tabs_);
  tabs_->addTab(examples_, icon(QStringLiteral("label")), tr("By example"));
  const auto openImage = [this] {
    return navigator_->image() != 0 ? std::vector{navigator_->image()} : std::vector<store::ImageId>();
  };
  const auto selectedImages = [this] {
    const auto selected = gallery_->selectedImages();
    return std::vector<store::ImageId>(selected.begin(), selected.end());
  };
  mistakes_ = new MistakesPanel({project_, engine_, assist_, *canvas_->document(), openImage, selectedImages},
                                options_.decoder, tabs_);
  tabs_->addTab(mistakes_, icon(QStringLiteral("warning")), tr("Mistakes"));
  statistics_ = new StatisticsView(project_, tabs_);
  tabs_->addTab(statistics_, icon(QStringLiteral("grid")), tr("Statistics"));
  splits_ = new SplitDialog(project_, *canvas_->document(), this);
  pages_->addWidget(start_);
  pages_->addWidget(tabs_);
  setCentralWidget(pages_);

  gallery_ = new GalleryPanel(options_.decoder, this);
  galleryDock_ = dock(QStringLiteral("gallery"), tr("Gallery"), gallery_, Qt::LeftDockWidgetArea);
  labels_ = new LabelPanel(project_, *canvas_->document(), this);
  labelsDock_ = dock(QStringLiteral("labels"), tr("Labels"), labels_, Qt::LeftDockWidgetArea);
  machineLabels_ = new MachineLabelsPanel(project_, *canvas_->document(), options_.decoder, this);
  machineLabelsDock_ =
      dock(QStringLiteral("machineLabels"), tr("Machine labels"), machineLabels_, Qt::LeftDockWidgetArea);
  tabifyDockWidget(galleryDock_, labelsDock_);
  tabifyDockWidget(labelsDock_, machineLabelsDock_);
  galleryDock_->raise();

  searchPanel_ = new SearchPanel(this);
  searchDock_ = dock(QStringLiteral("search"), tr("Search"), searchPanel_, Qt::RightDockWidgetArea);
  groundingPanel_ = new GroundingPanel(this);
  groundingDock_ = dock(QStringLiteral("grounding"), tr("Ground"), groundingPanel_, Qt::RightDockWidgetArea);
  details_ = new DetailsPanel(project_, *canvas_->document(), this);
  detailsDock_ = dock(QStringLiteral("details"), tr("Details"), details_, Qt::RightDockWidgetArea);
  tabifyDockWidget(searchDock_, groundingDock_);
  tabifyDockWidget(groundingDock_, detailsDock_);
  searchDock_->raise();

  results_ = new QTabWidget(this);
  results_->setDocumentMode(true);
  regionResults_ = new ResultStrip(options_.decoder, results_);
  imageResults_ = new ResultStrip(options_.decoder, results_);
  results_->addTab(regionResults_, tr("Regions"));
  results_->addTab(imageResults_, tr("Images"));
  resultsDock_ = dock(QStringLiteral("results"), tr("Results"), results_, Qt::BottomDockWidgetArea);
  jobsPanel_ = new JobsPanel(&jobs_, this);
  jobsDock_ = dock(QStringLiteral("jobs"), tr("Jobs"), jobsPanel_, Qt::BottomDockWidgetArea);
  tabifyDockWidget(resultsDock_, jobsDock_);
  resultsDock_->raise();
  // Their empty pages would otherwise make the window taller than small screens.
  jobsPanel_->setMinimumHeight(120);
  start_->setMinimumHeight(200);

  status_ = new StatusLine(this);
  setStatusBar(status_);
  palette_ = new CommandPalette(actions_, this);
  picker_ = new LabelPicker(this);
  display_ = new DisplayPanel(canvas_);
  display_->hide();
  demo_ = new DemoMaker(options_.cli, options_.demoFolder, this);

  navigator_ = new ImageNavigator(project_, engine_, *gallery_, *canvas_, this);
  history_ = new EditHistory(project_, *canvas_->document(), undo_, this);
  search_ = new SearchController(
      {project_, engine_, *navigator_, *canvas_, *searchPanel_, *regionResults_, *imageResults_}, this);
  galleryController_ = new GalleryController(project_, engine_, *gallery_, *searchPanel_, this);
  grounding_ = new GroundingController(engine_, *navigator_, *canvas_, *compareArea_, *groundingPanel_, this);
  labelling_ = new LabellingController(project_, *canvas_, *search_, *picker_, this);
  suggestions_ = new SuggestionController({project_, engine_, assist_, *canvas_}, this);
  jobsController_ = new JobsController(project_, engine_, jobs_, *trainingPage_->charts(), this);
  machineLabelling_ = new MachineLabelsController({project_, engine_, *jobsController_, *navigator_,
                                                   *canvas_->document(), *machineLabels_, selectedImages},
                                                  this);
  indexController_ =
      new IndexController({project_, engine_, jobs_, *jobsController_}, options_.indexChecker, this);
  datasets_ = new DatasetController(project_, jobs_, this);
  others_ = new OthersController({project_, *navigator_, *canvas_->document(), *history_}, this);
}

QDockWidget* MainWindow::dock(const QString& name, const QString& title, QWidget* widget,
                              Qt::DockWidgetArea area) {
  auto* made = new QDockWidget(title, this);
  made->setObjectName(QStringLiteral("dock.") + name);
  made->setWidget(widget);
  addDockWidget(area, made);
  connect(made, &QDockWidget::dockLocationChanged, this, &MainWindow::fitTitleBars);
  connect(made, &QDockWidget::topLevelChanged, this, &MainWindow::fitTitleBars);
  connect(made->toggleViewAction(), &QAction::toggled, this, &MainWindow::fitTitleBars, Qt::QueuedConnection);
  return made;
}

std::vector<QDockWidget*> MainWindow::panels() const {
  return {galleryDock_,   labelsDock_,  machineLabelsDock_, searchDock_,
          groundingDock_, detailsDock_, resultsDock_,       jobsDock_};
}

// A panel among tabs has its name on the tab already; it is dragged by that.
void MainWindow::fitTitleBars() {
  for (auto* panel : panels()) {
    if (panel == nullptr) return;  // still being built
    const auto others = tabifiedDockWidgets(panel);
    const bool tabbed =
        !panel->isFloating() && std::any_of(others.begin(), others.end(), [](const QDockWidget* other) {
          return !other->isHidden() && !other->isFloating();
        });
    if (tabbed == (panel->titleBarWidget() != nullptr)) continue;
    auto* old = panel->titleBarWidget();
    panel->setTitleBarWidget(tabbed ? new QWidget(panel) : nullptr);
    delete old;
  }
}

void MainWindow::layOutFirstTime() {
  restoreState(defaultLayout_, kLayoutVersion);
  fitTitleBars();
  // When the panels have been laid out once: before that their sizes are not kept.
  QTimer::singleShot(0, this, [this] {
    resizeDocks({galleryDock_, searchDock_}, {300, 290}, Qt::Horizontal);
    resizeDocks({resultsDock_}, {268}, Qt::Vertical);
  });
}

// Training and evaluation want the width, what is gone through piece by piece the height too; the panels
// about images come back with the image.
void MainWindow::tabChanged() {
  const auto* tab = tabs_->currentWidget();
  const bool image = tab == compareArea_;
  if (image && imageTabShown_) return;
  if (imageTabShown_) imageLayout_ = saveState(kLayoutVersion);
  imageTabShown_ = image;
  if (image) {
    restoreState(imageLayout_, kLayoutVersion);
    fitTitleBars();
    return;
  }
  const bool review = tab == examples_ || tab == mistakes_;
  for (auto* panel : panels()) {
    if (panel != resultsDock_ && panel != jobsDock_) panel->hide();
  }
  for (auto* panel : {resultsDock_, jobsDock_}) panel->setVisible(!review);
  jobsDock_->raise();
}

void MainWindow::connectParts() {
  connect(&project_, &ProjectService::opened, this, &MainWindow::projectOpened);
  connect(&project_, &ProjectService::openFailed, this, &MainWindow::projectFailed);
  connect(&project_, &ProjectService::imagesLoaded, this, &MainWindow::imagesLoaded);
  connect(&project_, &ProjectService::creating, start_, &StartPage::showProgress);
  connect(&project_, &ProjectService::created, this, [this](const QString& report) {
    buildIndexWhenReady_ = true;
    if (!report.isEmpty())
      status_->warn(tr("Some of the data was left out: %1").arg(report.section('\n', 0, 0)));
  });
  connect(&project_, &ProjectService::labelsChanged, gallery_, &GalleryPanel::setLabels);
  connect(&project_, &ProjectService::pendingChanged, this, [this](int pending) {
    status_->setPending(pending, project_.isOpen() && project_.summary()->read_only);
  });
  connect(&project_, &ProjectService::editFailed, this, [this](const QString& message) {
    status_->setSaveFailed();
    status_->warn(message);
    // What the screen shows must be what the store has; steps that build on the failed one mean nothing any
    // more.
    history_->reload();
    if (navigator_->image() != 0) project_.loadRegions(navigator_->image());
  });
  connect(&project_, &ProjectService::failed, status_, &StatusLine::warn);
  connect(&project_, &ProjectService::passwordWanted, this, &MainWindow::askForPassword);
  connect(others_, &OthersController::told, status_, &StatusLine::tell);
  connect(others_, &OthersController::warned, status_, &StatusLine::warn);
  connect(others_, &OthersController::conflictsChanged, this, [this](int waiting) {
    actions_.find(QStringLiteral("edit.conflicts"))->setEnabled(waiting > 0);
    if (waiting > 0) {
      status_->setSaveFailed();
      status_->warn(tr("%n step(s) wait for you to decide: Edit, Decide conflicts.", nullptr, waiting));
    } else if (project_.isOpen()) {
      status_->warn({});
      status_->setPending(project_.pending(), project_.summary()->read_only);
    }
  });
  afterEdits_ = new QTimer(this);
  afterEdits_->setSingleShot(true);
  afterEdits_->setInterval(1000);
  connect(afterEdits_, &QTimer::timeout, &engine_, &EngineService::reloadIndex);
  connect(&project_, &ProjectService::regionsChanged, afterEdits_, qOverload<>(&QTimer::start));
  connect(galleryController_, &GalleryController::told, status_, &StatusLine::tell);
  connect(gallery_, &GalleryPanel::progressChanged, status_, &StatusLine::setProgress);
  connect(status_, &StatusLine::progressClicked, this, [this] {
    GalleryQuery query = gallery_->query();
    query.filter = {};
    query.filter.verified = GalleryFilter::Verified::No;
    showGallery(query);
  });
  connect(gallery_, &GalleryPanel::notice, status_, &StatusLine::tell);
  connect(gallery_, &GalleryPanel::importRequested, this, &MainWindow::askForFolder);

  connect(&engine_, &EngineService::stateChanged, this, &MainWindow::modelState);
  connect(&engine_, &EngineService::stateChanged, this, [this](EngineService::State state) {
    if (state == EngineService::State::Ready && imagesComplete_) emit ready();
  });
  connect(&engine_, &EngineService::indexChanged, this, &MainWindow::buildIndexOfNewProject);
  connect(&engine_, &EngineService::modelUnreadable, status_, &StatusLine::warn);
  connect(searchPanel_, &SearchPanel::noticeActionTriggered, jobsController_, &JobsController::buildIndex);
  connect(search_, &SearchController::answered, status_, &StatusLine::setLatency);
  connect(labelling_, &LabellingController::told, status_, &StatusLine::tell);
  connect(navigator_, &ImageNavigator::opened, details_,
          [this](store::ImageId, const std::filesystem::path& path) { details_->setImagePath(path); });
  connect(details_, &DetailsPanel::labelRequested, labelling_, &LabellingController::labelRegions);
  connect(details_, &DetailsPanel::told, status_, &StatusLine::tell);
  connect(statistics_, &StatisticsView::told, status_, &StatusLine::tell);
  connect(statistics_, &StatisticsView::failed, status_, &StatusLine::warn);
  connect(statistics_, &StatisticsView::labelActivated, this, [this](const QString& name) {
    for (const auto& label : project_.labels()) {
      if (QString::fromStdString(label.name) == name) showImagesWith({label.id});
    }
  });
  connect(splits_, &SplitDialog::told, status_, &StatusLine::tell);
  connect(galleryController_, &GalleryController::stepAsked, canvas_->document(),
          &RegionDocument::editProject);
  connect(labels_, &LabelPanel::told, status_, &StatusLine::tell);
  connect(labels_, &LabelPanel::activated, labelling_, &LabellingController::give);
  connect(labels_, &LabelPanel::imagesRequested, this, &MainWindow::showImagesWith);
  labels_->steps().setCommandOfKey([this](const QString& key) { return commandOfKey(key); });
  connect(examples_, &ExamplePanel::told, status_, &StatusLine::tell);
  connect(examples_, &ExamplePanel::activated, this, [this](store::ImageId image, const PixelBox& box) {
    if (navigator_->open(image, box)) tabs_->setCurrentWidget(compareArea_);
  });
  connect(mistakes_, &MistakesPanel::told, status_, &StatusLine::tell);
  connect(mistakes_, &MistakesPanel::buildIndexRequested, jobsController_, &JobsController::buildIndex);
  connect(mistakes_, &MistakesPanel::activated, this, [this](store::ImageId image, const PixelBox& box) {
    if (navigator_->open(image, box)) tabs_->setCurrentWidget(compareArea_);
  });
  connect(machineLabels_, &MachineLabelsPanel::told, status_, &StatusLine::tell);
  connect(machineLabels_, &MachineLabelsPanel::madeInStore, this, &MainWindow::projectChanged);
  connect(machineLabelling_, &MachineLabelsController::panelRequested, this, &MainWindow::showMachineLabels);
  connect(suggestions_, &SuggestionController::told, status_, &StatusLine::tell);
  connect(&assist_, &AssistService::failed, this,
          [this](quint64, const QString& message) { status_->warn(message); });
  connect(navigator_, &ImageNavigator::opened, suggestions_,
          [this](store::ImageId, const std::filesystem::path& path) { suggestions_->setImagePath(path); });
  connect(grounding_, &GroundingController::keepRequested, labelling_, &LabellingController::keep);
  connect(grounding_, &GroundingController::exported, this,
          [this](const QString& path) { status_->tell(tr("Written: %1").arg(path)); });
  connect(grounding_, &GroundingController::exportFailed, status_, &StatusLine::warn);
  connect(groundingDock_, &QDockWidget::visibilityChanged, grounding_, &GroundingController::setActive);

  const auto showPointer = [this](const QPointF& original, const QPointF& normalised) {
    status_->setPointer(QStringLiteral("%1, %2   %3, %4")
                            .arg(original.x(), 0, 'f', 0)
                            .arg(original.y(), 0, 'f', 0)
                            .arg(normalised.x(), 0, 'f', 3)
                            .arg(normalised.y(), 0, 'f', 3));
  };
  const auto hidePointer = [this] { status_->setPointer({}); };
  connect(canvas_, &CanvasView::pointerMoved, this, showPointer);
  connect(canvas_, &CanvasView::pointerLeft, this, hidePointer);
  connect(&compareArea_->other(), &LinkedView::pointerMoved, this, showPointer);
  connect(&compareArea_->other(), &LinkedView::pointerLeft, this, hidePointer);
  connect(display_, &DisplayPanel::changed, canvas_, &CanvasView::setDisplay);
  connect(canvas_, &CanvasView::pictureStateChanged, this, &MainWindow::pictureChanged);
  connect(canvas_, &CanvasView::settingsChanged, this, [](const CanvasSettings& settings) {
    QSettings stored;
    saveCanvasSettings(settings, stored);
  });
  connect(navigator_, &ImageNavigator::opened, this, [this] {
    if (!canvas_->settings().keepDisplay) display_->reset();
  });

  connect(jobsController_, &JobsController::runningChanged, status_, &StatusLine::setJobs);
  connect(jobsController_, &JobsController::told, status_, &StatusLine::tell);
  connect(jobsController_, &JobsController::warned, status_, &StatusLine::warn);
  connect(jobsController_, &JobsController::modelsChanged, groundingPanel_, &GroundingPanel::setModels);
  connect(jobsController_, &JobsController::modelMade, this, &MainWindow::openModel);
  connect(jobsController_, &JobsController::reportReady, this, &MainWindow::showReport);
  connect(jobsPanel_, &JobsPanel::runOpened, this, &MainWindow::openRun);
  connect(jobsPanel_, &JobsPanel::newJobAsked, this, [this](const QString& kind) {
    actions_
        .find(kind == QLatin1String("index")   ? QStringLiteral("model.index")
              : kind == QLatin1String("train") ? QStringLiteral("model.train")
                                               : QStringLiteral("model.evaluate"))
        ->trigger();
  });
  connect(evaluation_, &EvaluationView::regionActivated, this, &MainWindow::openImageOf);
  connect(evaluation_, &EvaluationView::failed, status_, &StatusLine::warn);
  connect(tabs_, &QTabWidget::currentChanged, this, &MainWindow::tabChanged);
  connect(trainingPage_, &TrainingPage::startRequested, jobsController_, &JobsController::train);
  connect(trainingPage_, &TrainingPage::told, status_, &StatusLine::tell);
  connect(trainingPage_, &TrainingPage::failed, status_, &StatusLine::warn);
  const auto showJobs = [this] {
    jobsDock_->show();
    jobsDock_->raise();
  };
  connect(status_, &StatusLine::jobsClicked, jobsDock_, showJobs);
  connect(indexController_, &IndexController::jobsRequested, jobsDock_, showJobs);
  connect(indexController_, &IndexController::statusChanged, status_, &StatusLine::setIndex);
  connect(indexController_, &IndexController::warned, status_, &StatusLine::warn);

  connect(datasets_, &DatasetController::imported, this, &MainWindow::projectChanged);
  connect(datasets_, &DatasetController::told, status_, &StatusLine::tell);
  connect(datasets_, &DatasetController::warned, status_, &StatusLine::warn);

  connect(start_, &StartPage::openProjectRequested, this, &MainWindow::askForProject);
  connect(start_, &StartPage::openFolderRequested, this, &MainWindow::askForFolder);
  connect(start_, &StartPage::openDatasetRequested, this, &MainWindow::askForDataset);
  connect(start_, &StartPage::sharedRequested, this, &MainWindow::askForShared);
  connect(start_, &StartPage::demoRequested, this, &MainWindow::startDemo);
  connect(start_, &StartPage::recentActivated, this,
          [this](const QString& path) { openPath(path.toStdString()); });
  connect(start_, &StartPage::cancelRequested, this, [this] {
    demo_->cancel();
    project_.cancelCreating();
  });
  connect(demo_, &DemoMaker::started, this,
          [this](const QString& stage) { start_->showProgress(stage, 0, 0); });
  connect(demo_, &DemoMaker::failed, this, [this](const QString& message) { showStart(message); });
  connect(demo_, &DemoMaker::projectReady, this, [this] { openPath(demo_->project()); });
  connect(demo_, &DemoMaker::scenesReady, this, [this] {
    closeProject();
    start_->showProgress(tr("Making the demo project"), 0, 0);
    project_.create(demo_->project(), demo_->scenes());
  });
}

void MainWindow::saveLayout() {
  QSettings settings;
  settings.setValue(QStringLiteral("window/geometry"), saveGeometry());
  if (pages_->currentWidget() != tabs_) return;
  settings.setValue(QStringLiteral("window/layout"),
                    imageTabShown_ ? saveState(kLayoutVersion) : imageLayout_);
}

void MainWindow::restoreLayout() {
  const QSettings settings;
  if (!restoreGeometry(settings.value(QStringLiteral("window/geometry")).toByteArray())) resize(1440, 900);
}

}  // namespace cloc::ui
