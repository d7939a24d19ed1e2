// SPDX-License-Identifier: GPL-3.0-or-later
// The window of the studio: lays out the panels, owns the services and joins them through the controllers.
// What is done with images, searches, labels and jobs is in those; here are the layout, the actions and the
// life of a project.
#pragma once

#include <QMainWindow>
#include <QUndoStack>
#include <filesystem>
#include <memory>
#include <vector>

#include "ui/actions/action_registry.h"
#include "ui/assist/assist_service.h"
#include "ui/canvas/picture_source.h"
#include "ui/engine/engine_service.h"
#include "ui/gallery/gallery_query.h"
#include "ui/gallery/picture_cache.h"
#include "ui/index/index_checks.h"
#include "ui/jobs/jobs_service.h"
#include "ui/project/project_service.h"
#include "ui/theme/theme.h"

class QDockWidget;
class QStackedWidget;
class QTabWidget;
class QTimer;

namespace cloc::ui {

class CanvasView;
class CommandPalette;
class CompareArea;
class ConversionDialog;
class DatasetController;
class DemoMaker;
class DetailsPanel;
class DisplayPanel;
class EditHistory;
class EvaluationView;
class ExamplePanel;
class GalleryController;
class GalleryPanel;
class GroundingController;
class GroundingPanel;
class ImageNavigator;
class IndexController;
class JobsController;
class JobsPanel;
class LabelPanel;
class LabelPicker;
class LabellingController;
class MachineLabelsController;
class MachineLabelsPanel;
class MistakesPanel;
class OthersController;
class ResultStrip;
class SearchController;
class SearchPanel;
class SettingsDialog;
class SharedProjectDialog;
class SplitDialog;
class StartPage;
class StatisticsView;
class StatusLine;
class SuggestionController;
class TrainingPage;

class MainWindow : public QMainWindow {
  Q_OBJECT

 public:
  // What tests replace.
  struct Options {
    std::filesystem::path cli;  // cloc-cli: runs the jobs
    EngineService::Factory engine = engine::load_engine_module;
    AssistService::Factory assistant = assist::load_assistant_module;
    IndexChecks::Factory indexChecker = engine::load_index_checker_module;
    std::shared_ptr<const PictureSource> pictures = std::make_shared<DecoderPictureSource>();
    DecoderSource decoder = image::load_picture_decoder;
    std::filesystem::path demoFolder;  // where the demo project is, or will be made
  };
  explicit MainWindow(const Options& options);
  ~MainWindow() override;

  // A project, a folder of images, a data set, an image: whatever the user pointed at.
  void openPath(const std::filesystem::path& path);
  void closeProject();

  ActionRegistry& actionRegistry() { return actions_; }
  ProjectService& project() { return project_; }
  EngineService& engine() { return engine_; }
  JobsService& jobs() { return jobs_; }
  CanvasView& canvas() { return *canvas_; }
  CompareArea& compareArea() { return *compareArea_; }
  GroundingController& grounding() { return *grounding_; }
  GalleryPanel& gallery() { return *gallery_; }
  SearchPanel& searchPanel() { return *searchPanel_; }
  ResultStrip& regionResults() { return *regionResults_; }
  ResultStrip& imageResults() { return *imageResults_; }
  GroundingPanel& groundingPanel() { return *groundingPanel_; }
  JobsPanel& jobsPanel() { return *jobsPanel_; }
  TrainingPage& trainingPage() { return *trainingPage_; }
  ImageNavigator& navigator() { return *navigator_; }
  IndexController& indexController() { return *indexController_; }
  JobsController& jobsController() { return *jobsController_; }
  DetailsPanel& details() { return *details_; }
  StatisticsView& statisticsView() { return *statistics_; }
  LabelPanel& labels() { return *labels_; }
  ExamplePanel& examples() { return *examples_; }
  MistakesPanel& mistakes() { return *mistakes_; }
  MachineLabelsPanel& machineLabels() { return *machineLabels_; }
  SuggestionController& suggestions() { return *suggestions_; }
  DatasetController& datasets() { return *datasets_; }
  OthersController& others() { return *others_; }
  QUndoStack& undoStack() { return undo_; }
  StatusLine& statusLine() { return *status_; }

  void setScheme(Scheme scheme);

 signals:
  // Everything of the project is there: images, regions of the first, model and index.
  void ready();

 protected:
  void closeEvent(QCloseEvent* event) override;
  void dragEnterEvent(QDragEnterEvent* event) override;
  void dropEvent(QDropEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  // main_window_layout.cpp
  void buildPanels();
  QDockWidget* dock(const QString& name, const QString& title, QWidget* widget, Qt::DockWidgetArea area);
  std::vector<QDockWidget*> panels() const;
  void fitTitleBars();
  void layOutFirstTime();
  void tabChanged();
  void connectParts();
  void showState();

  // main_window_actions.cpp
  void buildActions();
  void addFileActions();
  void addEditActions();
  void addGoActions();
  void addSearchActions();
  void addGalleryActions();
  void addSplitActions();
  void addLabelActions();
  void addAssistActions();
  void addMachineLabelActions();
  void showMachineLabels();
  void findLikeSelection();
  void findMistakes();
  // Of the command that the canvas obeys when this character is typed; empty when there is none.
  QString commandOfKey(const QString& character) const;
  void showGallery(const GalleryQuery& query);
  void showImagesWith(const std::vector<store::LabelId>& labels);
  void addModelActions();
  void addViewActions();
  void addHelpActions();
  // Ids of actions; an empty one is a separator.
  void fillMenu(QMenu* menu, const QStringList& ids);
  void buildMenus();
  QAction* add(const QString& id, const QString& category, const QString& text,
               const QList<QKeySequence>& keys, const QString& icon, std::function<void()> run);

  void askForProject();
  void askForFolder();
  void askForDataset();
  void askForShared();
  // libpq takes it from the environment, for the jobs too; it is kept nowhere.
  void askForPassword(const std::filesystem::path& project, const QString& message);
  void createProject(const std::filesystem::path& source);
  void startDemo();
  void projectOpened(const ProjectSummary& summary);
  void openEngineSoon();
  void pictureChanged();
  void openEngine();
  // An import has changed what is shown.
  void projectChanged();
  void projectFailed(const QString& message);
  void imagesLoaded(const std::vector<store::Image>& images, bool last);
  void showStart(const QString& error = {});
  void modelState(EngineService::State state, const QString& text);
  void buildIndexOfNewProject(const engine::IndexStatus& index);
  void toggleDisplayPanel();
  void proposeFineTuning();
  void openSettings(bool keys);
  void openModel(const std::filesystem::path& folder);
  void showReport(const QString& title, const std::filesystem::path& file);
  void openRun(const store::Job& job);
  // An image by its file, as reports name it.
  void openImageOf(const QString& path, const PixelBox& box);
  void fillModelMenu(QMenu* menu);
  void exportGrounding(const QString& title, const QString& filter, const QString& suffix,
                       void (GroundingController::*write)(const QString&));
  void saveLayout();
  void restoreLayout();

  Options options_;
  QUndoStack undo_;
  ActionRegistry actions_;
  ProjectService project_;
  EngineService engine_;
  AssistService assist_;
  JobsService jobs_;

  QStackedWidget* pages_ = nullptr;
  StartPage* start_ = nullptr;
  QTabWidget* tabs_ = nullptr;
  QTabWidget* results_ = nullptr;
  CanvasView* canvas_ = nullptr;
  CompareArea* compareArea_ = nullptr;
  GalleryPanel* gallery_ = nullptr;
  SearchPanel* searchPanel_ = nullptr;
  ResultStrip* regionResults_ = nullptr;
  ResultStrip* imageResults_ = nullptr;
  GroundingPanel* groundingPanel_ = nullptr;
  JobsPanel* jobsPanel_ = nullptr;
  LabelPanel* labels_ = nullptr;
  DetailsPanel* details_ = nullptr;
  TrainingPage* trainingPage_ = nullptr;
  EvaluationView* evaluation_ = nullptr;
  ExamplePanel* examples_ = nullptr;
  MistakesPanel* mistakes_ = nullptr;
  MachineLabelsPanel* machineLabels_ = nullptr;
  StatusLine* status_ = nullptr;
  CommandPalette* palette_ = nullptr;
  LabelPicker* picker_ = nullptr;
  DisplayPanel* display_ = nullptr;
  SettingsDialog* settings_ = nullptr;
  ConversionDialog* conversion_ = nullptr;
  SharedProjectDialog* shared_ = nullptr;
  StatisticsView* statistics_ = nullptr;
  SplitDialog* splits_ = nullptr;
  QDockWidget *galleryDock_ = nullptr, *labelsDock_ = nullptr, *searchDock_ = nullptr,
              *groundingDock_ = nullptr, *detailsDock_ = nullptr, *resultsDock_ = nullptr,
              *jobsDock_ = nullptr, *machineLabelsDock_ = nullptr;

  ImageNavigator* navigator_ = nullptr;
  EditHistory* history_ = nullptr;
  SearchController* search_ = nullptr;
  GalleryController* galleryController_ = nullptr;
  GroundingController* grounding_ = nullptr;
  LabellingController* labelling_ = nullptr;
  MachineLabelsController* machineLabelling_ = nullptr;
  SuggestionController* suggestions_ = nullptr;
  JobsController* jobsController_ = nullptr;
  IndexController* indexController_ = nullptr;
  DatasetController* datasets_ = nullptr;
  OthersController* others_ = nullptr;
  DemoMaker* demo_ = nullptr;

  // Layouts that were saved with other panels are not taken.
  static constexpr int kLayoutVersion = 2;

  QTimer* afterEdits_ = nullptr;  // counts what the index does not know yet
  QByteArray defaultLayout_;
  QByteArray imageLayout_;  // of the panels, while another tab than the image is shown
  bool imageTabShown_ = true;
  bool firstImageShown_ = false, imagesComplete_ = false, buildIndexWhenReady_ = false, closing_ = false,
       engineWanted_ = false;
};

}  // namespace cloc::ui
