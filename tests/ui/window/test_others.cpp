// SPDX-License-Identifier: GPL-3.0-or-later
// Others on the same project, as the window shows it: their changes appear, a step that conflicts with theirs
// is put to the user, and a server that is gone for a while loses nothing. With a project in a file (another
// program) and with one on a server (other people).
#include <QApplication>
#include <QComboBox>
#include <QElapsedTimer>
#include <QInputDialog>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTableWidget>
#include <QTest>
#include <memory>

#include "core/store/edits.h"
#include "core/store/sharing.h"
#include "tests/support/postgres_server.h"
#include "tests/ui/window/studio_fixture.h"
#include "ui/canvas/canvas_view.h"
#include "ui/sharing/conflict_dialog.h"
#include "ui/sharing/shared_project_dialog.h"
#include "ui/window/image_navigator.h"
#include "ui/window/others_controller.h"
#include "ui/window/status_line.h"

using namespace cloc;
using namespace cloc::ui;

class TestOthers : public QObject {
  Q_OBJECT

  std::unique_ptr<cloc::test::PostgresServer> server_;
  std::unique_ptr<ui::test::StudioFixture> fixture_;
  std::unique_ptr<MainWindow> window_;
  int schemas_ = 0;

  RegionDocument& document() { return *window_->canvas().document(); }
  ConflictDialog& dialog() { return *window_->findChild<ConflictDialog*>(); }
  bool written() {
    return QTest::qWaitFor([this] { return window_->project().pending() == 0; }, 20000);
  }
  std::string schema() const { return "window_" + std::to_string(schemas_); }

  void openWindow(bool shared) {
    fixture_ = std::make_unique<ui::test::StudioFixture>();
    ++schemas_;
    if (shared) {
      if (!server_) server_ = std::make_unique<cloc::test::PostgresServer>();
      store::share_project(fixture_->projectFolder(), server_->address(schema()));
    }
    fixture_->showWindow(window_);
    fixture_->openProject(*window_);
    QTRY_COMPARE(document().regions().size(), std::size_t(1));
  }
  store::Project ben() {
    auto project = store::Project::open(fixture_->projectFolder());
    project.set_user("ben");
    return project;
  }
  // Ben moves the region that the window shows.
  store::Region move(store::Project& project, float by) {
    auto before = project.region(document().regions()[0].id), after = before;
    after.box.x1 += by;
    after.box.x2 += by;
    store::Changes changes{{store::Change::Kind::Update, before, after}};
    store::Edits(project).apply("move", changes);
    return after;
  }
  static void twoKinds() {
    QTest::addColumn<bool>("shared");
    QTest::newRow("file") << false;
    if (cloc::test::PostgresServer::missing().isEmpty()) QTest::newRow("server") << true;
  }
  // The user writes a caption before the window can know what Ben has done.
  void makeConflict(store::Project& other) {
    move(other, 7);
    document().change({document().regions()[0].id}, QStringLiteral("caption"),
                      [](store::Region& region) { region.caption = "mine"; });
    QTRY_VERIFY(dialog().isVisible());
    QVERIFY(written());
  }

 private slots:
  void cleanup() {
    window_.reset();
    fixture_.reset();
  }
  void cleanupTestCase() { server_.reset(); }

  void whatAnotherDoesShowsWithinASecond_data() { twoKinds(); }
  void whatAnotherDoesShowsWithinASecond() {
    QFETCH(bool, shared);
    openWindow(shared);
    auto other = ben();
    const auto moved = move(other, 7);
    QElapsedTimer timer;
    timer.start();
    QTRY_COMPARE(document().regions()[0].box, moved.box);
    QVERIFY2(timer.elapsed() < 1000, qPrintable(QString::number(timer.elapsed())));
    QTRY_VERIFY(window_->statusLine().currentMessage().contains("ben"));
    // A label of theirs can be given at once.
    store::Changes label{store::add_label_change({0, "bird", {}, ""})};
    store::Edits(other).apply("label", label);
    QTRY_COMPARE(window_->project().labels().size(), std::size_t{3});
    // And an image of theirs is there.
    other.add_image({0, "/photos/new.png", 10, 10, {}});
    QTRY_COMPARE(window_->project().summary()->counts.images, std::int64_t{6});
    // Undo is of one's own steps where they are shared, and of all in a file.
    QTRY_COMPARE(window_->undoStack().canUndo(), !shared);
  }

  void mineIsWrittenOverTheirsAndCanBeTakenBack_data() { twoKinds(); }
  void mineIsWrittenOverTheirsAndCanBeTakenBack() {
    QFETCH(bool, shared);
    openWindow(shared);
    auto other = ben();
    makeConflict(other);
    const auto* table = dialog().findChild<QTableWidget*>(QStringLiteral("conflict.table"));
    QVERIFY(table->rowCount() >= 2);
    QString all;
    for (const auto* label : dialog().findChildren<QLabel*>()) all += label->text();
    QVERIFY2(all.contains("ben") && all.contains("move") && all.contains("caption"), qPrintable(all));
    // Nothing is written before the user has decided, and theirs shows.
    const auto id = document().regions()[0].id;
    QCOMPARE(other.region(id).caption, std::string("a square"));
    QTRY_COMPARE(document().regions()[0].box.x1, 47.f);
    dialog().findChild<QPushButton*>(QStringLiteral("conflict.mine"))->click();
    QVERIFY(written());
    QCOMPARE(other.region(id).caption, std::string("mine"));
    QCOMPARE(other.region(id).box.x1, 47.f);
    QVERIFY(!dialog().isVisible());
    QTRY_COMPARE(document().regions()[0].caption, std::string("mine"));
    QTest::qWait(50);
    window_->undoStack().undo();
    QVERIFY(written());
    QCOMPARE(other.region(id).caption, std::string("a square"));
    QCOMPARE(other.region(id).box.x1, 47.f);
  }

  void theirsStaysWhenTheUserSaysSo_data() { twoKinds(); }
  void theirsStaysWhenTheUserSaysSo() {
    QFETCH(bool, shared);
    openWindow(shared);
    auto other = ben();
    makeConflict(other);
    dialog().findChild<QPushButton*>(QStringLiteral("conflict.theirs"))->click();
    QVERIFY(written());
    QCOMPARE(other.region(document().regions()[0].id).caption, std::string("a square"));
    QTRY_COMPARE(document().regions()[0].caption, std::string("a square"));
    QTRY_COMPARE(document().regions()[0].box.x1, 47.f);
    QCOMPARE(window_->others().conflicts(), 0);
  }

  void aConflictThatIsPutOffWaits() {
    openWindow(false);
    auto other = ben();
    makeConflict(other);
    // A key that was meant for the image decides nothing.
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Space);
    QTest::keyClick(&dialog(), Qt::Key_Return);
    QCOMPARE(window_->others().conflicts(), 1);
    dialog().reject();
    QCOMPARE(window_->others().conflicts(), 1);
    auto* action = window_->actionRegistry().find(QStringLiteral("edit.conflicts"));
    QVERIFY(action->isEnabled());
    action->trigger();
    QVERIFY(dialog().isVisible());
    dialog().findChild<QPushButton*>(QStringLiteral("conflict.mine"))->click();
    QVERIFY(written());
    QCOMPARE(other.region(document().regions()[0].id).caption, std::string("mine"));
    QVERIFY(!action->isEnabled());
  }

  void whatIsDoneWhileTheServerIsGoneIsWrittenWhenItIsBack() {
    SKIP_WITHOUT_POSTGRES
    openWindow(true);
    server_->kill();
    const auto id = document().regions()[0].id;
    document().setBoxes({id}, {{50, 30, 150, 110}}, QStringLiteral("move"));
    document().change({id}, QStringLiteral("caption"),
                      [](store::Region& region) { region.caption = "written later"; });
    QTRY_VERIFY(window_->others().lost());
    QVERIFY(window_->statusLine().currentMessage().contains("written when it is back"));
    QVERIFY(window_->project().pending() > 0);
    server_->start();
    QVERIFY(written());
    QTRY_VERIFY(!window_->others().lost());
    const auto stored = fixture_->stored().region(id);
    QCOMPARE(stored.caption, std::string("written later"));
    QCOMPARE(stored.box.x1, 50.f);
    QTRY_COMPARE(document().regions()[0].caption, std::string("written later"));
  }

  void theWindowClosesAlsoWhenTheServerDoesNotComeBack() {
    SKIP_WITHOUT_POSTGRES
    openWindow(true);
    server_->kill();
    document().setBoxes({document().regions()[0].id}, {{50, 30, 150, 110}}, QStringLiteral("move"));
    QTRY_VERIFY(window_->others().lost());
    QElapsedTimer timer;
    timer.start();
    window_.reset();
    QVERIFY2(timer.elapsed() < 5000, qPrintable(QString::number(timer.elapsed())));
    server_->start();
  }

  void aMissingPasswordIsAskedFor() {
    SKIP_WITHOUT_POSTGRES
    openWindow(true);
    window_->closeProject();
    const auto folder = fixture_->at("locked.clocproj");
    qputenv("PGPASSWORD", "right");
    { store::Project::create(folder, "L", server_->address(schema() + "_locked", "locked")); }
    qputenv("PGPASSWORD", "wrong");
    QSignalSpy opened(&window_->project(), &ProjectService::opened);
    window_->openPath(folder);
    QInputDialog* ask = nullptr;
    QTRY_VERIFY((ask = window_->findChild<QInputDialog*>(QStringLiteral("askPassword"))) != nullptr);
    QVERIFY(ask->labelText().contains("locked"));
    QCOMPARE(ask->textEchoMode(), QLineEdit::Password);
    ask->setTextValue(QStringLiteral("right"));
    ask->accept();
    QTRY_COMPARE(opened.size(), 1);
    qunsetenv("PGPASSWORD");
  }

  void aSharedProjectIsJoinedFromTheStartPage() {
    SKIP_WITHOUT_POSTGRES
    openWindow(true);
    window_->closeProject();
    window_->actionRegistry().find(QStringLiteral("file.openShared"))->trigger();
    auto* shared = window_->findChild<SharedProjectDialog*>();
    QVERIFY(shared != nullptr && shared->isVisible());
    const auto text = [&](const char* name) {
      return shared->findChild<QLabel*>(QLatin1String(name))->text();
    };
    auto* url = shared->findChild<QLineEdit*>(QStringLiteral("shared.url"));
    auto* attempt = shared->findChild<QPushButton*>(QStringLiteral("shared.test"));
    auto* open = shared->findChild<QPushButton*>(QStringLiteral("shared.open"));
    auto* project = shared->findChild<QComboBox*>(QStringLiteral("shared.project"));
    QVERIFY(!open->isEnabled());
    url->setText(QStringLiteral("postgresql://nobody@127.0.0.1:1/labels"));
    attempt->click();
    QTRY_VERIFY(text("shared.result").contains("Check that it runs"));
    QVERIFY(!open->isEnabled());
    url->setText(QString::fromStdString(server_->address("").url()));
    attempt->click();
    QTRY_VERIFY2(text("shared.result").contains("PostgreSQL"), qPrintable(text("shared.result")));
    QVERIFY(project->findData(QString::fromStdString(schema())) >= 0);
    shared->findChild<QLineEdit*>(QStringLiteral("shared.folder"))
        ->setText(QString::fromStdString(fixture_->at("elsewhere").string()));
    std::filesystem::create_directories(fixture_->at("elsewhere"));
    project->setCurrentIndex(project->findData(QString::fromStdString(schema())));
    QVERIFY(open->isEnabled());
    QVERIFY(text("shared.outcome").contains("Joins"));
    QSignalSpy opened(&window_->project(), &ProjectService::opened);
    open->click();
    QVERIFY(opened.wait());
    QCOMPARE(window_->project().summary()->counts.images, std::int64_t{5});
    QVERIFY(window_->project().summary()->server.contains(QString::fromStdString(schema())));
  }
};

QTEST_MAIN(TestOthers)
#include "test_others.moc"
