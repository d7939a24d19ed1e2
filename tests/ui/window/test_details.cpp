// SPDX-License-Identifier: GPL-3.0-or-later
// The details panel in the window: captions, flags, attributes and labels of regions, one or many; those of
// the image, its split; a region's history and the way back.
#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QTableView>
#include <QTest>
#include <memory>

#include "core/store/label_edits.h"
#include "tests/ui/window/studio_fixture.h"
#include "ui/canvas/canvas_view.h"
#include "ui/details/details_panel.h"
#include "ui/details/notes_editor.h"
#include "ui/window/image_navigator.h"

using namespace cloc;
using namespace cloc::ui;

class TestDetails : public QObject {
  Q_OBJECT

  std::unique_ptr<test::StudioFixture> fixture_;
  std::unique_ptr<MainWindow> window_;

  RegionDocument& document() { return *window_->canvas().document(); }
  template <class Widget>
  Widget* part(const char* name) {
    auto* found = window_->details().findChild<Widget*>(QLatin1String("details.") + QLatin1String(name));
    if (found == nullptr) qFatal("no details.%s", name);
    return found;
  }
  void type(const char* name, const QString& text) {
    auto* field = part<CaptionField>(name);
    field->setFocus();
    field->selectAll();
    field->insertPlainText(text);
    QTest::keyClick(field, Qt::Key_Return, Qt::ControlModifier);
  }
  bool written() {
    return QTest::qWaitFor([this] { return window_->project().pending() == 0; });
  }
  int steps() { return window_->undoStack().index(); }
  store::Image storedImage() {
    const auto project = fixture_->stored();
    return project.image(window_->navigator().image());
  }
  std::vector<std::string> storedCaptions() {
    return fixture_->stored().captions_of(window_->navigator().image());
  }
  store::RegionId first() { return document().regions()[0].id; }

 private slots:
  void init() {
    fixture_ = std::make_unique<test::StudioFixture>();
    fixture_->showWindow(window_);
    fixture_->openProject(*window_);
    QTRY_COMPARE(document().regions().size(), std::size_t(1));
    window_->actionRegistry().find(QStringLiteral("details.captions"))->trigger();
    QTRY_VERIFY(window_->details().isVisible());
  }
  void cleanup() {
    window_.reset();
    fixture_.reset();
  }

  void withoutASelectionItSaysSo() {
    QVERIFY(!part<CaptionField>("region.captions")->isVisible());
    QVERIFY(part<QLabel>("regionTitle")->text().contains(QStringLiteral("No region")));
    document().select({first()});
    QVERIFY(part<CaptionField>("region.captions")->isVisible());
    QCOMPARE(part<CaptionField>("region.captions")->toPlainText(), QStringLiteral("a square"));
    QCOMPARE(part<QLineEdit>("label")->text(), QStringLiteral("cat"));
  }

  void captionsOfARegionAreOneStep() {
    document().select({first()});
    const int before = steps();
    type("region.captions", QStringLiteral("one\ntwo"));
    QCOMPARE(document().regions()[0].caption, std::string("one"));
    QCOMPARE(document().regions()[0].more_captions, std::vector<std::string>{"two"});
    QCOMPARE(steps(), before + 1);
    QVERIFY(written());
    QCOMPARE(fixture_->stored().region(first()).more_captions, std::vector<std::string>{"two"});
    window_->undoStack().undo();
    QCOMPARE(part<CaptionField>("region.captions")->toPlainText(), QStringLiteral("a square"));
  }

  void manyRegionsShowWhatIsAlikeAndAreChangedTogether() {
    document().add({{0, 0, {5, 5, 30, 30}, std::nullopt, "other", "user"}}, QStringLiteral("add"));
    document().selectAll();
    QCOMPARE(part<CaptionField>("region.captions")->toPlainText(), QString());
    QVERIFY(part<CaptionField>("region.captions")->placeholderText().contains(QStringLiteral("different")));
    QCOMPARE(part<QLineEdit>("label")->placeholderText(), QStringLiteral("(different)"));
    const int before = steps();
    part<QCheckBox>("occluded")->click();
    for (const auto& region : document().regions()) QVERIFY(region.attributes.flag("occluded"));
    QCOMPARE(steps(), before + 1);
    QCOMPARE(part<QCheckBox>("occluded")->checkState(), Qt::Checked);
    document().select({first()});
    part<QCheckBox>("occluded")->click();
    QVERIFY(document().find(first())->attributes.find("occluded") == nullptr);
    document().selectAll();
    QCOMPARE(part<QCheckBox>("occluded")->checkState(), Qt::PartiallyChecked);
    part<QLineEdit>("region.comment")->setFocus();
    QTest::keyClicks(part<QLineEdit>("region.comment"), QStringLiteral("look again"));
    QTest::keyClick(part<QLineEdit>("region.comment"), Qt::Key_Return);
    for (const auto& region : document().regions())
      QCOMPARE(region.attributes.text("comment"), std::string("look again"));
    QVERIFY(written());
  }

  void attributesAreAddedChangedRenamedAndRemoved() {
    document().select({first()});
    auto* table = part<QTableView>("region.attributes");
    auto* model = table->model();
    model->setData(model->index(0, 0), QStringLiteral("pose"));
    model->setData(model->index(0, 1), QStringLiteral("left"));
    QCOMPARE(document().regions()[0].attributes.text("pose"), std::string("left"));
    QCOMPARE(model->rowCount(), 2);
    model->setData(model->index(0, 1), QStringLiteral("3.5"));
    QVERIFY(*document().regions()[0].attributes.find("pose") == data::AttributeValue(3.5));
    model->setData(model->index(0, 0), QStringLiteral("angle"));
    QVERIFY(document().regions()[0].attributes.find("pose") == nullptr);
    QVERIFY(*document().regions()[0].attributes.find("angle") == data::AttributeValue(3.5));
    table->setFocus();
    table->setCurrentIndex(model->index(0, 1));
    QTest::keyClick(table, Qt::Key_Delete);
    QVERIFY(document().regions()[0].attributes.empty());
    QVERIFY(written());
  }

  void theLabelIsTypedAlsoANewOne() {
    document().select({first()});
    auto* label = part<QLineEdit>("label");
    label->selectAll();
    QTest::keyClicks(label, QStringLiteral("dog"));
    QTest::keyClick(label, Qt::Key_Return);
    QCOMPARE(document().labelName(document().regions()[0].label_id), QStringLiteral("dog"));
    label->selectAll();
    QTest::keyClicks(label, QStringLiteral("zebra"));
    QTest::keyClick(label, Qt::Key_Return);
    QTRY_COMPARE(document().labelName(document().regions()[0].label_id), QStringLiteral("zebra"));
    label->selectAll();
    QTest::keyClick(label, Qt::Key_Delete);
    QTest::keyClick(label, Qt::Key_Return);
    QVERIFY(!document().regions()[0].label_id);
  }

  void whatWasTypedBelongsToTheRegionItWasTypedFor() {
    const auto image = window_->navigator().image();
    const auto region = first();
    document().select({region});
    auto* captions = part<CaptionField>("region.captions");
    captions->setFocus();
    captions->selectAll();
    QTest::keyClicks(captions, QStringLiteral("typed and not left"));
    window_->navigator().next();
    QVERIFY(window_->navigator().image() != image);
    QTRY_COMPARE(QString::fromStdString(fixture_->stored().region(region).caption),
                 QStringLiteral("typed and not left"));
  }

  void theImagesNotesAreStepsThatAreUndone() {
    QTRY_VERIFY(part<QComboBox>("split")->isEnabled());
    type("image.captions", QStringLiteral("a scene\nanother"));
    QVERIFY(written());
    QCOMPARE(storedCaptions(), (std::vector<std::string>{"a scene", "another"}));
    auto* model = part<QTableView>("image.attributes")->model();
    model->setData(model->index(0, 0), QStringLiteral("weather"));
    model->setData(model->index(0, 1), QStringLiteral("rain"));
    QVERIFY(written());
    QCOMPARE(storedImage().attributes.text("weather"), std::string("rain"));
    window_->undoStack().undo();
    QTRY_VERIFY(storedImage().attributes.empty());
    QTRY_COMPARE(part<QTableView>("image.attributes")->model()->rowCount(), 1);
    window_->undoStack().undo();
    QTRY_VERIFY(storedCaptions().empty());
    QTRY_COMPARE(part<CaptionField>("image.captions")->toPlainText(), QString());
  }

  void theSplitAndTheMarkOfTheImage() {
    QTRY_VERIFY(part<QComboBox>("split")->isEnabled());
    auto* split = part<QComboBox>("split");
    QTRY_VERIFY(split->findText(QStringLiteral("val")) >= 0);
    split->lineEdit()->selectAll();
    QTest::keyClicks(split->lineEdit(), QStringLiteral("holdout"));
    QTest::keyClick(split->lineEdit(), Qt::Key_Return);
    QVERIFY(written());
    QCOMPARE(storedImage().split, std::string("holdout"));
    window_->undoStack().undo();
    QTRY_COMPARE(QString::fromStdString(storedImage().split), QString());
    QTRY_COMPARE(split->currentText(), QString());
    part<QCheckBox>("verified")->click();
    QVERIFY(document().verified());
    document().toggleVerified();
    QVERIFY(!part<QCheckBox>("verified")->isChecked());
    QTRY_VERIFY2(part<QLabel>("imageFacts")->text().contains(QStringLiteral("320 × 240")),
                 qPrintable(part<QLabel>("imageFacts")->text()));
  }

  void theHistoryLeadsBackAlsoFromAMerge() {
    const auto region = first();
    document().select({region});
    const auto box = document().regions()[0].box;
    document().setBoxes({region}, {{10, 10, 60, 60}}, QStringLiteral("resize"));
    type("region.captions", QStringLiteral("later"));
    auto* list = part<QListWidget>("history");
    QTRY_COMPARE(list->count(), 2);
    QVERIFY(list->item(1)->text().startsWith(QStringLiteral("resize")));
    list->setCurrentRow(1);
    part<QPushButton>("before")->click();
    QCOMPARE(document().regions()[0].box, box);
    QCOMPARE(document().regions()[0].caption, std::string("a square"));
    QVERIFY(written());
    window_->undoStack().undo();
    QCOMPARE(document().regions()[0].caption, std::string("later"));
    const auto cat = *document().regions()[0].label_id;
    store::LabelId dog = 0;
    for (const auto& label : window_->project().labels()) dog = label.name == "dog" ? label.id : dog;
    QVERIFY(written());
    document().editProject({store::relabel_change(cat, dog)}, QStringLiteral("all cats are dogs"));
    QTRY_VERIFY(list->count() == 3 && list->item(0)->text().startsWith(QStringLiteral("all cats")));
    list->setCurrentRow(0);
    part<QPushButton>("before")->click();
    QCOMPARE(*document().regions()[0].label_id, cat);
    QVERIFY(written());
    QCOMPARE(*fixture_->stored().region(region).label_id, cat);
  }

  // It is known to the window by another number than to the store.
  void aRegionOfThisSessionHasAHistoryToo() {
    const auto made =
        document().add({{0, 0, {5, 5, 30, 30}, std::nullopt, "", "user"}}, QStringLiteral("draw"));
    document().select(made);
    auto* list = part<QListWidget>("history");
    QTRY_COMPARE(list->count(), 1);
    list->setCurrentRow(0);
    QVERIFY(!part<QPushButton>("before")->isEnabled());
    QVERIFY(part<QPushButton>("after")->isEnabled());
  }

  void lockedRegionsStay() {
    document().setLocked({first()}, true);
    document().select({first()});
    const int before = steps();
    type("region.captions", QStringLiteral("no"));
    QCOMPARE(steps(), before);
    QCOMPARE(document().regions()[0].caption, std::string("a square"));
  }
};

QTEST_MAIN(TestDetails)
#include "test_details.moc"
