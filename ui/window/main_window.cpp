// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/main_window.h"

#include <QAbstractButton>
#include <QApplication>
#include <QCloseEvent>
#include <QDockWidget>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QInputDialog>
#include <QLineEdit>
#include <QMenu>
#include <QMessageBox>
#include <QMimeData>
#include <QPushButton>
#include <QSettings>
#include <QStackedWidget>
#include <QTabWidget>
#include <QTimer>
#include <algorithm>
#include <utility>

#include "core/base/resources.h"
#include "core/store/image_facts.h"
#include "ui/canvas/canvas_view.h"
#include "ui/canvas/display_panel.h"
#include "ui/evaluation/evaluation_view.h"
#include "ui/gallery/gallery_panel.h"
#include "ui/settings/settings_dialog.h"
#include "ui/sharing/shared_project_dialog.h"
#include "ui/training/run_charts.h"
#include "ui/window/compare_area.h"
#include "ui/window/dataset_controller.h"
#include "ui/window/demo_maker.h"
#include "ui/window/edit_history.h"
#include "ui/window/grounding_controller.h"
#include "ui/window/image_navigator.h"
#include "ui/window/index_controller.h"
#include "ui/window/jobs_controller.h"
#include "ui/window/others_controller.h"
#include "ui/window/recent_projects.h"
#include "ui/window/start_page.h"
#include "ui/window/status_line.h"
#include "ui/window/studio.h"
#include "ui/window/training_page.h"

namespace cloc::ui {
namespace {

namespace fs = std::filesystem;

QString text(const fs::path& path) {
  return QString::fromStdString(path.string());
}

constexpr auto kProjectSuffix = ".clocproj";

}  // namespace

MainWindow::MainWindow(const Options& options)
    : options_(options),
      engine_(options.engine),
      assist_(project_, engine_, options.assistant),
      jobs_(options.cli) {
  setWindowTitle(QApplication::applicationDisplayName());
  setAcceptDrops(true);
  buildPanels();
  buildActions();
  connectParts();
  defaultLayout_ = saveState(kLayoutVersion);
  restoreLayout();
  showStart();
  modelState(EngineService::State::Closed, {});
}

MainWindow::~MainWindow() {
  delete history_;  // it listens to the undo stack, which clears itself when the project has gone
}

void MainWindow::showStart(const QString& error) {
  tabs_->setCurrentWidget(compareArea_);
  for (auto* panel : panels()) panel->hide();
  status_->clearProject();
  start_->setRecent(recentProjects());
  start_->showChoices(error);
  pages_->setCurrentWidget(start_);
  showState();
}

// What can be done without a project, and what cannot.
void MainWindow::showState() {
  const bool open = project_.isOpen();
  for (const auto& entry : actions_.entries()) {
    const QString id = entry.action->objectName();
    if (id.startsWith(QLatin1String("go.")) || id.startsWith(QLatin1String("search.")) ||
        id.startsWith(QLatin1String("model.")) || id == QLatin1String("labels.find") ||
        id.startsWith(QLatin1String("details.")) || id.startsWith(QLatin1String("data.")) ||
        id.startsWith(QLatin1String("gallery.split")) || id == QLatin1String("file.close") ||
        id == QLatin1String("file.import") || id.startsWith(QLatin1String("file.export"))) {
      entry.action->setEnabled(open);
    }
  }
}

void MainWindow::openPath(const fs::path& path) {
  std::error_code ignored;
  const fs::path whole = fs::absolute(path, ignored).lexically_normal();
  if (whole.extension() == kProjectSuffix) {
    closeProject();
    start_->showProgress(tr("Opening %1").arg(text(whole.filename())), 0, 0);
    project_.open(whole);
  } else {
    createProject(whole);
  }
}

void MainWindow::createProject(const fs::path& source) {
  std::error_code ignored;
  // Beside a data set, and beside a folder of images: the user's folder stays as it is.
  const fs::path parent = source.has_filename() ? source.parent_path() : source.parent_path().parent_path();
  const fs::path name = source.has_filename() ? source.stem() : source.parent_path().filename();
  const fs::path folder = parent / (name.string() + kProjectSuffix);
  if (fs::exists(folder, ignored)) {  // made before
    openPath(folder);
    return;
  }
  closeProject();
  start_->showProgress(tr("Reading %1").arg(text(source.filename())), 0, 0);
  project_.create(folder, source);
}

void MainWindow::startDemo() {
  demo_->start();
}

void MainWindow::closeProject() {
  if (!project_.isOpen()) return;
  saveLayout();
  navigator_->close();
  gallery_->closeProject();
  jobs_.close();
  engine_.close();
  project_.close();
  indexController_->closeProject();
  datasets_->closeProject();
  setWindowTitle(QApplication::applicationDisplayName());
  showStart();
}

void MainWindow::projectOpened(const ProjectSummary& summary) {
  firstImageShown_ = false;
  imagesComplete_ = false;
  rememberProject(summary.folder);
  const QString name = summary.server.isEmpty() ? summary.name : tr("%1 (shared)").arg(summary.name);
  setWindowTitle(QStringLiteral("%1 — %2").arg(name, QApplication::applicationDisplayName()));
  gallery_->openProject(summary.folder, summary.counts.images);
  jobs_.open(summary.folder);
  openEngineSoon();
  pages_->setCurrentWidget(tabs_);
  tabs_->setCurrentWidget(compareArea_);
  const auto layout = QSettings().value(QStringLiteral("window/layout")).toByteArray();
  if (layout.isEmpty() || !restoreState(layout, kLayoutVersion)) layOutFirstTime();
  fitTitleBars();
  status_->setPending(0, summary.read_only);
  if (summary.read_only)
    status_->warn(
        tr("The project's folder cannot be written: you can look and search, changes are not kept."));
  showState();
  canvas_->setFocus();
}

// Not at once: while LibTorch is being loaded, half a second, no thread can be started, and a window that
// starts one waits for it. The threads that decode the first pictures are there when the first image is.
void MainWindow::openEngineSoon() {
  engineWanted_ = true;
  constexpr int kLongest = 500;  // ms: an image may be slow, or not to be had
  QTimer::singleShot(kLongest, this, &MainWindow::openEngine);
}

void MainWindow::pictureChanged() {
  if (engineWanted_ && canvas_->loader()->state() == TileLoader::State::Ready)
    QTimer::singleShot(100, this, &MainWindow::openEngine);
}

void MainWindow::openEngine() {
  if (!std::exchange(engineWanted_, false) || !project_.isOpen()) return;
  engine_.open({.project = project_.summary()->folder, .device = IndexController::storedDevice()});
}

void MainWindow::projectChanged() {
  if (navigator_->image() != 0) project_.loadRegions(navigator_->image());
  history_->reload();
  afterEdits_->start();
}

void MainWindow::projectFailed(const QString& message) {
  showStart(message);
}

void MainWindow::imagesLoaded(const std::vector<store::Image>& images, bool last) {
  gallery_->appendImages(images, last);
  // Before the rest has come.
  if (!firstImageShown_ && !images.empty()) {
    firstImageShown_ = true;
    navigator_->open(images.front().id);
  }
  if (!last) return;
  imagesComplete_ = true;
  auto facts = std::make_shared<store::ImageFacts>();
  project_.post([facts](store::Project& project) { *facts = store::read_image_facts(project); }, this,
                [this, facts] { gallery_->setFacts(facts); });
  if (engine_.state() == EngineService::State::Ready) emit ready();
}

void MainWindow::modelState(EngineService::State state, const QString& text) {
  switch (state) {
    case EngineService::State::Closed:
      status_->setModel(tr("No model"), Tone::Muted, false);
      break;
    case EngineService::State::Loading:
      status_->setModel(text, Tone::Muted, true);
      break;
    case EngineService::State::Ready:
      status_->setModel(text, Tone::Muted, false, EngineService::boxesText(engine_.model().regions));
      break;
    case EngineService::State::Failed:
      status_->setModel(tr("No model"), Tone::Bad, false);
      status_->warn(text);
      break;
  }
}

void MainWindow::buildIndexOfNewProject(const engine::IndexStatus& index) {
  // A project that was just made is searched as soon as can be, without being asked for it.
  if (std::exchange(buildIndexWhenReady_, false) && index.state != engine::IndexState::Ready)
    jobsController_->buildIndex();
}

void MainWindow::toggleDisplayPanel() {
  if (display_->isVisible()) {
    display_->hide();
    canvas_->setFocus();
    return;
  }
  display_->adjustSize();
  display_->move(std::max(0, canvas_->width() - display_->width() - 12), 30);
  display_->show();
  display_->raise();
}

// The user looks it over and starts it.
void MainWindow::proposeFineTuning() {
  if (!project_.isOpen()) return;
  if (engine_.state() != EngineService::State::Ready) {
    status_->tell(tr("The model is not there yet: try again when it is ready."));
    return;
  }
  // No batch can be larger than the data set, of which a part is held out.
  const auto images = project_.summary()->counts.images;
  const auto batch = std::clamp<std::int64_t>(images / 2, 1, 32);
  tabs_->setCurrentWidget(trainingPage_);
  trainingPage_->propose(text(resource_path("recipes/finetune.toml")),
                         {{QStringLiteral("model.start_from"), text(engine_.model().folder)},
                          {QStringLiteral("data.train"), text(project_.summary()->folder)},
                          {QStringLiteral("optimiser.batch_size"), QString::number(batch)}});
}

void MainWindow::showImagesWith(const std::vector<store::LabelId>& labels) {
  auto query = gallery_->query();
  query.filter = {};
  for (const auto label : labels) query.filter.labels.push_back(static_cast<std::uint32_t>(label));
  showGallery(query);
}

void MainWindow::showGallery(const GalleryQuery& query) {
  gallery_->setQuery(query);
  tabs_->setCurrentWidget(compareArea_);
  galleryDock_->show();
  galleryDock_->raise();
}

void MainWindow::openSettings(bool keys) {
  if (settings_ == nullptr) {
    settings_ = new SettingsDialog(actions_, *canvas_, translatedLanguages(), this);
    connect(settings_, &SettingsDialog::schemeChosen, this, &MainWindow::setScheme);
  }
  settings_->open(keys ? SettingsDialog::Page::Keys : SettingsDialog::Page::General);
}

void MainWindow::openModel(const fs::path& folder) {
  if (!project_.isOpen()) return;
  engine_.open(
      {.project = project_.summary()->folder, .model = folder, .device = IndexController::storedDevice()});
}

void MainWindow::showReport(const QString& title, const fs::path& file) {
  evaluation_->addReport(title, file);
  tabs_->setCurrentWidget(evaluation_);
}

void MainWindow::openRun(const store::Job& job) {
  if (!project_.isOpen()) return;
  const fs::path folder = project_.summary()->folder / "runs" / std::to_string(job.id);
  if (job.kind == "import" || job.kind == "export") {
    datasets_->showReport(job);
    return;
  }
  if (job.kind == "label") {
    showMachineLabels();
    datasets_->showReport(job);
    return;
  }
  if (job.kind == "eval") {
    showReport(tr("Evaluation %1").arg(job.id), folder / "report.json");
    return;
  }
  auto* charts = trainingPage_->charts();
  if (!charts->hasRun(job.id)) charts->addRun(job.id, tr("Run %1").arg(job.id), folder / "metrics.jsonl");
  tabs_->setCurrentWidget(trainingPage_);
}

void MainWindow::openImageOf(const QString& path, const PixelBox& box) {
  auto found = std::make_shared<std::optional<store::Image>>();
  project_.post([found, file = path.toStdString()](
                    store::Project& project) { *found = project.find_image(fs::path(file)); },
                this,
                [this, found, path, box] {
                  if (*found && navigator_->open((*found)->id, box)) {
                    tabs_->setCurrentWidget(compareArea_);
                  } else {
                    status_->tell(tr("%1 is not in this project.").arg(path));
                  }
                });
}

void MainWindow::askForProject() {
  const QString folder =
      QFileDialog::getExistingDirectory(this, tr("Open a project (a folder NAME.clocproj)"));
  if (!folder.isEmpty()) openPath(folder.toStdString());
}

void MainWindow::askForFolder() {
  const QString folder = QFileDialog::getExistingDirectory(this, tr("Open a folder of images"));
  if (!folder.isEmpty()) openPath(folder.toStdString());
}

void MainWindow::askForDataset() {
  const QString file =
      QFileDialog::getOpenFileName(this, tr("Open a data set"), {}, tr("COCO annotations (*.json)"));
  if (!file.isEmpty()) openPath(file.toStdString());
}

void MainWindow::askForShared() {
  if (shared_ == nullptr) {
    shared_ = new SharedProjectDialog(this);
    connect(shared_, &SharedProjectDialog::projectChosen, this,
            [this](const fs::path& folder, const store::ServerAddress& server) {
              closeProject();
              start_->showProgress(tr("Opening %1").arg(text(folder.filename())), 0, 0);
              pages_->setCurrentWidget(start_);
              project_.createShared(folder, server, {});
            });
  }
  shared_->open();
}

void MainWindow::askForPassword(const fs::path& project, const QString& message) {
  showStart(message);
  auto* ask = new QInputDialog(this);
  ask->setAttribute(Qt::WA_DeleteOnClose);
  ask->setObjectName(QStringLiteral("askPassword"));
  ask->setWindowTitle(tr("Password"));
  ask->setLabelText(tr("%1\n\nPassword for the database (kept only until you quit):").arg(message));
  ask->setTextEchoMode(QLineEdit::Password);
  connect(ask, &QInputDialog::textValueSelected, this, [this, project](const QString& password) {
    qputenv("PGPASSWORD", password.toUtf8());
    openPath(project);
  });
  ask->open();
}

void MainWindow::exportGrounding(const QString& title, const QString& filter, const QString& suffix,
                                 void (GroundingController::*write)(const QString&)) {
  if (navigator_->image() == 0) return;
  const QString proposed = text(navigator_->path().stem()) + suffix;
  const QString path = QFileDialog::getSaveFileName(this, title, proposed, filter);
  if (!path.isEmpty()) (grounding_->*write)(path);
}

void MainWindow::setScheme(Scheme scheme) {
  QSettings().setValue(QStringLiteral("window/scheme"), static_cast<int>(scheme));
  applyTheme(*qApp, scheme);
}

void MainWindow::changeEvent(QEvent* event) {
  QMainWindow::changeEvent(event);
  // Back from another program, which may have trained the model further.
  if (event->type() == QEvent::ActivationChange && isActiveWindow()) engine_.checkModel();
  // Colours of the last line are set by hand.
  if (event->type() == QEvent::PaletteChange && status_ != nullptr) {
    modelState(engine_.state(), engine_.stateText());
    indexController_->tellStatus();
    if (project_.isOpen()) status_->setPending(project_.pending(), project_.summary()->read_only);
  }
}

void MainWindow::closeEvent(QCloseEvent* event) {
  if (closing_) {
    event->accept();
    return;
  }
  const int unwritten = others_->conflicts() + (others_->lost() ? project_.pending() : 0);
  if (unwritten > 0 &&
      QMessageBox::question(
          this, tr("Changes are not saved"),
          tr("%n of your steps are not in the project: the server is gone, or they wait for "
             "you to decide. Close and lose them?",
             nullptr, unwritten),
          QMessageBox::Discard | QMessageBox::Cancel, QMessageBox::Cancel) != QMessageBox::Discard) {
    event->ignore();
    return;
  }
  int running = 0;
  for (const auto& job : jobsController_->jobs()) running += job.state == store::JobState::Running ? 1 : 0;
  if (running > 0) {
    QMessageBox box(QMessageBox::Question, tr("Jobs are running"),
                    tr("%n job(s) still running. They can go on without the window.", nullptr, running),
                    QMessageBox::NoButton, this);
    const QAbstractButton* leave = box.addButton(tr("Let them run"), QMessageBox::AcceptRole);
    const QAbstractButton* stop = box.addButton(tr("Pause them"), QMessageBox::DestructiveRole);
    box.addButton(QMessageBox::Cancel);
    box.exec();
    if (box.clickedButton() != leave && box.clickedButton() != stop) {
      event->ignore();
      return;
    }
    if (box.clickedButton() == stop) {
      // They save first; the window closes when they have.
      event->ignore();
      setEnabled(false);
      status_->tell(tr("Waiting for the jobs to save…"));
      connect(&jobs_, &JobsService::allStopped, this, [this] {
        closing_ = true;
        close();
      });
      jobs_.stopAll(false);
      return;
    }
  }
  saveLayout();
  event->accept();
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
  if (event->mimeData()->hasUrls() && event->mimeData()->urls().first().isLocalFile())
    event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event) {
  const QString path = event->mimeData()->urls().first().toLocalFile();
  // Data goes into the project that is open, which asks what to do with it; another project is opened.
  if (project_.isOpen() && !path.endsWith(QLatin1String(kProjectSuffix)) &&
      !path.endsWith(QLatin1String(kProjectSuffix) + QLatin1Char('/'))) {
    datasets_->showImport(path);
  } else {
    openPath(path.toStdString());
  }
  event->acceptProposedAction();
}

}  // namespace cloc::ui
