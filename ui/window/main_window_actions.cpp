// SPDX-License-Identifier: GPL-3.0-or-later
// The commands of MainWindow, its menus and its tool bar.
#include <QActionGroup>
#include <QApplication>
#include <QDesktopServices>
#include <QDockWidget>
#include <QFileDialog>
#include <QMenu>
#include <QMenuBar>
#include <QMessageBox>
#include <QSettings>
#include <QTabWidget>
#include <QToolBar>

#include "ui/actions/command_palette.h"
#include "ui/canvas/canvas_actions.h"
#include "ui/canvas/canvas_view.h"
#include "ui/gallery/gallery_panel.h"
#include "ui/gallery/result_strip.h"
#include "ui/grounding/grounding_panel.h"
#include "ui/index/index_panel.h"
#include "ui/labels/label_panel.h"
#include "ui/search/search_panel.h"
#include "ui/window/conversion_dialog.h"
#include "ui/window/dataset_controller.h"
#include "ui/window/gallery_controller.h"
#include "ui/window/grounding_controller.h"
#include "ui/window/image_navigator.h"
#include "ui/window/index_controller.h"
#include "ui/window/jobs_controller.h"
#include "ui/window/main_window.h"
#include "ui/window/others_controller.h"
#include "ui/window/recent_projects.h"
#include "ui/window/status_line.h"

namespace cloc::ui {

QAction* MainWindow::add(const QString& id, const QString& category, const QString& text,
                         const QList<QKeySequence>& keys, const QString& iconName,
                         std::function<void()> run) {
  return actions_.add(id, category, text, keys, iconName, this, std::move(run));
}

void MainWindow::buildActions() {
  addFileActions();
  addEditActions();
  addGoActions();
  addSearchActions();
  addGalleryActions();
  addLabelActions();
  addAssistActions();
  addModelActions();
  addViewActions();
  addHelpActions();
  canvas_->canvasActions()
      ->action(QStringLiteral("canvas.actualSize"))
      ->setIcon(icon(QStringLiteral("actual-size")));
  for (auto* action : canvas_->canvasActions()->all()) actions_.adopt(action, tr("Canvas"));
  for (auto* action : regionResults_->resultActions()) {
    if (!action->objectName().isEmpty()) actions_.adopt(action, tr("Results"));
  }
  QSettings settings;
  actions_.loadKeys(settings);
  buildMenus();
}

void MainWindow::addFileActions() {
  const QString category = tr("File");
  add(QStringLiteral("file.openProject"), category, tr("Open project…"), {QKeySequence(Qt::CTRL | Qt::Key_O)},
      QStringLiteral("project"), [this] { askForProject(); });
  add(QStringLiteral("file.openFolder"), category, tr("Open folder of images…"),
      {QKeySequence(Qt::CTRL | Qt::Key_U)}, QStringLiteral("folder"), [this] { askForFolder(); });
  add(QStringLiteral("file.openDataset"), category, tr("Open data set…"), {}, QStringLiteral("import"),
      [this] { askForDataset(); });
  add(QStringLiteral("file.openShared"), category, tr("Shared project…"), {}, QStringLiteral("database"),
      [this] { askForShared(); });
  add(QStringLiteral("file.import"), category, tr("Import annotations…"),
      {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_O)}, QStringLiteral("import"),
      [this] { datasets_->showImport(); });
  add(QStringLiteral("file.export"), category, tr("Export…"),
      {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_E)}, QStringLiteral("export"),
      [this] { datasets_->showExport(); });
  add(QStringLiteral("file.exportAgain"), category, tr("Export again as last time"),
      {QKeySequence(Qt::CTRL | Qt::Key_S)}, QStringLiteral("save"), [this] { datasets_->exportAgain(); });
  add(QStringLiteral("file.demo"), category, tr("Open the demo"), {}, QStringLiteral("star"),
      [this] { startDemo(); });
  add(QStringLiteral("file.close"), category, tr("Close project"), {QKeySequence(Qt::CTRL | Qt::Key_W)}, {},
      [this] { closeProject(); });
  add(QStringLiteral("file.quit"), category, tr("Quit"), {QKeySequence(Qt::CTRL | Qt::Key_Q)}, {},
      [this] { close(); });
}

void MainWindow::addEditActions() {
  const QString category = tr("Edit");
  for (const bool undo : {true, false}) {
    auto* action = undo ? undo_.createUndoAction(this, tr("Undo")) : undo_.createRedoAction(this, tr("Redo"));
    action->setObjectName(undo ? QStringLiteral("edit.undo") : QStringLiteral("edit.redo"));
    action->setIcon(icon(undo ? QStringLiteral("undo") : QStringLiteral("redo")));
    action->setShortcuts(undo ? QList<QKeySequence>{QKeySequence(Qt::CTRL | Qt::Key_Z)}
                              : QList<QKeySequence>{QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Z),
                                                    QKeySequence(Qt::CTRL | Qt::Key_Y)});
    addAction(action);
    actions_.adopt(action, category);
  }
  add(QStringLiteral("edit.conflicts"), category, tr("Decide conflicts…"), {}, {}, [this] {
    others_->showConflict();
  })->setEnabled(false);
  add(QStringLiteral("edit.settings"), category, tr("Settings…"), {QKeySequence(Qt::CTRL | Qt::Key_Comma)},
      QStringLiteral("settings"), [this] { openSettings(false); });
}

void MainWindow::addGoActions() {
  const QString category = tr("Go");
  // Letters are keys of the canvas and the gallery, not of text fields: the window's shortcuts let fields
  // type first.
  add(QStringLiteral("go.next"), category, tr("Next image"),
      {QKeySequence(Qt::Key_D), QKeySequence(Qt::Key_PageDown)}, QStringLiteral("next"),
      [this] { navigator_->next(); });
  add(QStringLiteral("go.previous"), category, tr("Previous image"),
      {QKeySequence(Qt::Key_A), QKeySequence(Qt::Key_PageUp)}, QStringLiteral("previous"),
      [this] { navigator_->previous(); });
  add(QStringLiteral("go.nextUnlabelled"), category, tr("Next unlabelled image"),
      {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_D)}, {}, [this] { navigator_->nextUnlabelled(); });
  add(QStringLiteral("go.previousUnlabelled"), category, tr("Previous unlabelled image"),
      {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_A)}, {}, [this] { navigator_->previousUnlabelled(); });
  add(QStringLiteral("go.filter"), category, tr("Filter the gallery"), {QKeySequence(Qt::CTRL | Qt::Key_L)},
      QStringLiteral("filter"), [this] {
        galleryDock_->show();
        galleryDock_->raise();
        gallery_->focusFilter();
      });
}

void MainWindow::addSearchActions() {
  const QString category = tr("Search");
  add(QStringLiteral("search.words"), category, tr("Search by words"),
      {QKeySequence(Qt::Key_Slash), QKeySequence(Qt::CTRL | Qt::Key_K)}, QStringLiteral("search"), [this] {
        searchDock_->show();
        searchDock_->raise();
        searchPanel_->focusWords();
      });
  add(QStringLiteral("search.ground"), category, tr("Ground a phrase"), {QKeySequence(Qt::Key_G)},
      QStringLiteral("ground"), [this] {
        groundingDock_->show();
        groundingDock_->raise();
        groundingPanel_->focusPhrase();
      });
  add(QStringLiteral("search.clear"), category, tr("Clear the search"),
      {QKeySequence(Qt::CTRL | Qt::Key_Backspace)}, QStringLiteral("close"),
      [this] { searchPanel_->clear(); });
  auto* beside = add(QStringLiteral("search.sideBySide"), category, tr("Two models side by side"),
                     {QKeySequence(Qt::CTRL | Qt::Key_Backslash)}, QStringLiteral("compare"), {});
  beside->setCheckable(true);
  beside->setChecked(QSettings().value(QStringLiteral("grounding/sideBySide"), true).toBool());
  grounding_->setSideBySide(beside->isChecked());
  connect(beside, &QAction::toggled, this, [this](bool on) {
    QSettings().setValue(QStringLiteral("grounding/sideBySide"), on);
    grounding_->setSideBySide(on);
  });
  groundingPanel_->addComparisonAction(beside);
  connect(groundingPanel_, &GroundingPanel::exportPngRequested, this, [this] {
    exportGrounding(tr("Export the picture"), tr("PNG picture (*.png)"), QStringLiteral(".png"),
                    &GroundingController::exportPng);
  });
  connect(groundingPanel_, &GroundingPanel::exportSvgRequested, this, [this] {
    exportGrounding(tr("Export the picture"), tr("SVG drawing (*.svg)"), QStringLiteral(".svg"),
                    &GroundingController::exportSvg);
  });
  connect(groundingPanel_, &GroundingPanel::exportCocoRequested, this, [this] {
    exportGrounding(tr("Export the boxes"), tr("COCO JSON (*.json)"), QStringLiteral(".json"),
                    &GroundingController::exportCoco);
  });
}

void MainWindow::addGalleryActions() {
  const QString category = tr("Gallery");
  auto* order = add(QStringLiteral("gallery.orderBySearch"), category, tr("Order the gallery by the search"),
                    {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_G)}, QStringLiteral("grid"), {});
  order->setCheckable(true);
  connect(order, &QAction::toggled, galleryController_, &GalleryController::setOrderedBySearch);
  add(QStringLiteral("gallery.findSimilar"), category, tr("Search for the selected images"), {},
      QStringLiteral("search"), [this] { galleryController_->searchForSelected(); });
  add(QStringLiteral("gallery.searchFolder"), category, tr("Search only in their folder"), {},
      QStringLiteral("filter"), [this] { galleryController_->searchBesideSelected(); });
  add(QStringLiteral("gallery.copyPaths"), category, tr("Copy their paths"), {}, QStringLiteral("copy"),
      [this] { galleryController_->copyPathsOfSelected(); });
  add(QStringLiteral("gallery.reveal"), category, tr("Show in the file manager"), {},
      QStringLiteral("folder"), [this] { galleryController_->showSelectedInFileManager(); });
  addSplitActions();
  connect(gallery_, &GalleryPanel::menuRequested, this, [this](const QPoint& global) {
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    fillMenu(menu, {"gallery.findSimilar", "gallery.searchFolder", "", "assist.label", "",
                    "gallery.copyPaths", "gallery.reveal", "", "gallery.orderBySearch"});
    menu->addSeparator();
    fillMenu(menu->addMenu(icon(QStringLiteral("select")), tr("Split")),
             {"gallery.splitTrain", "gallery.splitVal", "gallery.splitTest", "gallery.splitOther", "",
              "gallery.splitNone"});
    menu->popup(global);
  });
}

void MainWindow::addModelActions() {
  const QString category = tr("Model");
  auto* choose = add(QStringLiteral("model.choose"), category, tr("Choose model"), {},
                     QStringLiteral("settings"), [this] {
                       QMenu menu;
                       fillModelMenu(&menu);
                       menu.exec(QCursor::pos());
                     });
  connect(status_, &StatusLine::modelClicked, choose, &QAction::trigger);
  add(QStringLiteral("model.index"), category, tr("Build index"), {QKeySequence(Qt::CTRL | Qt::Key_I)},
      QStringLiteral("refresh"), [this] { jobsController_->buildIndex(); });
  auto* figures =
      add(QStringLiteral("model.indexFigures"), category, tr("About the index"),
          {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_I)}, QStringLiteral("evaluate"), [this] {
            const auto* build = actions_.find(QStringLiteral("model.index"));
            indexController_->panel().setUpdateKey(build->shortcut().toString(QKeySequence::NativeText));
            indexController_->showDialog();
          });
  connect(status_, &StatusLine::indexClicked, figures, &QAction::trigger);
  add(QStringLiteral("model.train"), category, tr("Train a model"), {QKeySequence(Qt::CTRL | Qt::Key_T)},
      QStringLiteral("train"), [this] { tabs_->setCurrentIndex(1); });
  add(QStringLiteral("model.fineTune"), category, tr("Fine-tune on this project's labels"), {},
      QStringLiteral("train"), [this] { proposeFineTuning(); });
  add(QStringLiteral("model.convert"), category, tr("Weights of another program…"), {},
      QStringLiteral("import"), [this] {
        if (!project_.isOpen()) return;
        if (conversion_ == nullptr) {
          conversion_ = new ConversionDialog(this);
          connect(conversion_, &ConversionDialog::conversionRequested, jobsController_,
                  &JobsController::convert);
        }
        conversion_->showFor({});
      });
  add(QStringLiteral("model.evaluateProject"), category, tr("Evaluate on this project's labels"), {},
      QStringLiteral("evaluate"), [this] {
        if (project_.isOpen())
          jobsController_->evaluate(QString::fromStdString(project_.summary()->folder.string()));
      });
  add(QStringLiteral("model.evaluate"), category, tr("Evaluate the model…"), {}, QStringLiteral("evaluate"),
      [this] {
        const QString file = QFileDialog::getOpenFileName(this, tr("Evaluate on a labelled data set"), {},
                                                          tr("COCO annotations (*.json)"));
        if (!file.isEmpty()) jobsController_->evaluate(file);
      });
}

void MainWindow::fillModelMenu(QMenu* menu) {
  auto* group = new QActionGroup(menu);
  for (const auto& choice : jobsController_->models()) {
    auto* action = menu->addAction(choice.name, this, [this, folder = choice.folder] { openModel(folder); });
    action->setCheckable(true);
    action->setChecked(choice.folder == engine_.model().folder);
    group->addAction(action);
  }
  menu->addSeparator();
  menu->addAction(tr("Another folder…"), this, [this] {
    const QString folder =
        QFileDialog::getExistingDirectory(this, tr("A model folder (with model.safetensors)"));
    if (!folder.isEmpty()) openModel(folder.toStdString());
  });
  menu->addAction(actions_.find(QStringLiteral("model.convert")));
}

void MainWindow::addViewActions() {
  const QString category = tr("View");
  for (auto* panel : panels()) {
    auto* action = panel->toggleViewAction();
    action->setObjectName(QStringLiteral("view.") + panel->objectName().section(QLatin1Char('.'), 1));
    action->setText(panel->windowTitle());
    actions_.adopt(action, category);
  }
  auto* grid = add(QStringLiteral("view.resultsGrid"), category, tr("Results in rows"), {},
                   QStringLiteral("grid"), {});
  grid->setCheckable(true);
  connect(grid, &QAction::toggled, this, [this](bool on) {
    regionResults_->setWrapped(on);
    imageResults_->setWrapped(on);
  });
  add(QStringLiteral("view.display"), category, tr("Brightness and contrast"),
      {QKeySequence(Qt::CTRL | Qt::Key_B)}, QStringLiteral("contrast"), [this] { toggleDisplayPanel(); });
  const struct {
    const char* id;
    QString text;
    Scheme scheme;
  } schemes[] = {{"view.themeSystem", tr("Theme: as the desktop"), Scheme::System},
                 {"view.themeLight", tr("Theme: light"), Scheme::Light},
                 {"view.themeDark", tr("Theme: dark"), Scheme::Dark}};
  for (const auto& [id, label, scheme] : schemes)
    add(QString::fromLatin1(id), category, label, {}, QStringLiteral("contrast"),
        [this, scheme = scheme] { setScheme(scheme); });
  add(QStringLiteral("view.resetLayout"), category, tr("Panels as delivered"), {}, {},
      [this] { layOutFirstTime(); });
  add(QStringLiteral("view.fullScreen"), category, tr("Full screen"), {QKeySequence(Qt::Key_F11)},
      QStringLiteral("fit"), [this] { isFullScreen() ? showNormal() : showFullScreen(); });
  for (int tab = 0; tab < tabs_->count(); ++tab) {
    add(QStringLiteral("view.tab%1").arg(tab + 1), category, tr("Show: %1").arg(tabs_->tabText(tab)),
        {QKeySequence(QStringLiteral("Alt+%1").arg(tab + 1))}, {},
        [this, tab] { tabs_->setCurrentIndex(tab); });
  }
}

void MainWindow::addHelpActions() {
  const QString category = tr("Help");
  add(QStringLiteral("help.palette"), category, tr("Command palette"),
      {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_P)}, QStringLiteral("words"),
      [this] { palette_->popUp(); });
  add(QStringLiteral("help.keys"), category, tr("Keys"),
      {QKeySequence(Qt::Key_F1), QKeySequence(Qt::Key_Question)}, QStringLiteral("help"),
      [this] { openSettings(true); });
  add(QStringLiteral("help.about"), category, tr("About"), {}, {}, [this] {
    auto* box =
        new QMessageBox(QMessageBox::NoIcon, tr("About"),
                        tr("<h3>%1 %2</h3><p>Looks into images by region, with CLOC (Contrastive Localized "
                           "Language-Image Pre-Training).</p><p>Window: GPL-3.0-or-later. Model and data: "
                           "Apache-2.0.</p>")
                            .arg(QApplication::applicationDisplayName(), QApplication::applicationVersion()),
                        QMessageBox::Close, this);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->open();
  });
}

void MainWindow::fillMenu(QMenu* menu, const QStringList& ids) {
  for (const auto& id : ids) {
    if (id.isEmpty()) {
      menu->addSeparator();
    } else if (auto* action = actions_.find(id)) {
      menu->addAction(action);
    }
  }
}

void MainWindow::buildMenus() {
  auto* file = menuBar()->addMenu(tr("&File"));
  fillMenu(file, {"file.openProject", "file.openFolder", "file.openDataset", "file.openShared", "file.demo"});
  auto* recent = file->addMenu(tr("Open recent"));
  connect(recent, &QMenu::aboutToShow, this, [this, recent] {
    recent->clear();
    for (const auto& project : recentProjects())
      recent->addAction(QString::fromStdString(project.string()), this,
                        [this, project] { openPath(project); });
  });
  fillMenu(file, {"", "file.import", "file.export", "file.exportAgain", "", "file.close", "file.quit"});
  fillMenu(menuBar()->addMenu(tr("&Edit")), {"edit.undo",
                                             "edit.redo",
                                             "",
                                             "canvas.copy",
                                             "canvas.paste",
                                             "canvas.duplicate",
                                             "canvas.delete",
                                             "",
                                             "canvas.selectAll",
                                             "canvas.editLabel",
                                             "canvas.verified",
                                             "",
                                             "assist.findLike",
                                             "assist.mistakes",
                                             "assist.suggest",
                                             "",
                                             "assist.label",
                                             "assist.machineLabels",
                                             "",
                                             "edit.conflicts",
                                             "edit.settings"});
  fillMenu(menuBar()->addMenu(tr("&Go")),
           {"go.next", "go.previous", "go.nextUnlabelled", "go.previousUnlabelled", "", "go.filter"});
  fillMenu(menuBar()->addMenu(tr("&Search")),
           {"search.words", "search.ground", "search.sideBySide", "canvas.findSimilar", "",
            "gallery.orderBySearch", "", "search.clear"});
  fillMenu(menuBar()->addMenu(tr("&Labels")),
           {"labels.find", "labels.add", "labels.import", "labels.export", "", "labels.images", "",
            "details.captions", "data.split", "data.statistics"});
  auto* model = menuBar()->addMenu(tr("&Model"));
  auto* choose = model->addMenu(icon(QStringLiteral("settings")), tr("Choose model"));
  connect(choose, &QMenu::aboutToShow, this, [this, choose] {
    choose->clear();
    fillModelMenu(choose);
  });
  fillMenu(model, {"model.index", "model.indexFigures", "", "model.fineTune", "model.train", "",
                   "model.evaluateProject", "model.evaluate"});
  fillMenu(menuBar()->addMenu(tr("&View")), {"canvas.fit",
                                             "canvas.fitWidth",
                                             "canvas.actualSize",
                                             "canvas.zoomIn",
                                             "canvas.zoomOut",
                                             "view.display",
                                             "",
                                             "view.gallery",
                                             "view.labels",
                                             "view.machineLabels",
                                             "view.search",
                                             "view.grounding",
                                             "view.details",
                                             "view.results",
                                             "view.resultsGrid",
                                             "view.jobs",
                                             "view.resetLayout",
                                             "",
                                             "view.themeSystem",
                                             "view.themeLight",
                                             "view.themeDark",
                                             "",
                                             "view.fullScreen"});
  fillMenu(menuBar()->addMenu(tr("&Help")), {"help.palette", "help.keys", "", "help.about"});

  auto* bar = addToolBar(tr("Tools"));
  bar->setObjectName(QStringLiteral("toolbar"));
  bar->setMovable(false);
  bar->setIconSize({20, 20});
  for (const char* id : {"canvas.select", "canvas.draw", "", "edit.undo", "edit.redo", "", "go.previous",
                         "go.next", "", "canvas.fit", "canvas.actualSize", "view.display", "", "search.words",
                         "search.ground", "", "model.index", "model.train"}) {
    if (*id == 0) {
      bar->addSeparator();
    } else if (auto* action = actions_.find(QString::fromLatin1(id))) {
      bar->addAction(action);
    }
  }
}

}  // namespace cloc::ui
