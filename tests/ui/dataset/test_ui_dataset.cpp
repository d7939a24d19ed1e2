// SPDX-License-Identifier: GPL-3.0-or-later
// The dialogs of imports and exports, the reports of jobs, and what they find out in the background, over a
// real project.
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QTreeWidget>
#include <algorithm>
#include <fstream>
#include <memory>
#include <string>

#include "core/store/project.h"
#include "ui/dataset/dataset_text.h"
#include "ui/dataset/export_dialog.h"
#include "ui/dataset/import_dialog.h"
#include "ui/dataset/report_dialog.h"
#include "ui/theme/theme.h"

using namespace cloc;
using namespace cloc::ui;

namespace {

// As app/cli/labelling_task.cpp writes it; with ' in the place of ".
constexpr const char* kLabelling =
    "{'kind': 'label', 'params': {'threads': 1}, 'result': {'pipeline': 'vesl 1 | own captions | noun "
    "phrases "
    "| CLOC demo 0a1b2c3d4e5f | score 0.1 | class-free 0.5', 'images': 1200, 'already': 0, 'labelled': 1180, "
    "'without_boxes': 9, 'without_caption': 17, 'other_language': 2, 'unreadable': 1, 'failed': 0, 'left': "
    "0, "
    "'phrases': 5300, 'boxes': 4711, 'boxes_with_label': 4200, 'replaced': 0, 'accepted_already': 0, "
    "'issues': {'image without caption': 17, 'image not readable': 1}}, 'examples': [{'category': 'image not "
    "readable', 'where': '/photos/broken.png', 'what': 'It is no image that can be read.'}, {'category': "
    "'image without caption', 'where': '/photos/7.png', 'what': 'There is nothing to look for in it.'}]}";

}  // namespace

class TestUiDataset : public QObject {
  Q_OBJECT

  std::unique_ptr<QTemporaryDir> dir_;
  std::unique_ptr<DatasetChecks> checks_;

  std::filesystem::path at(const char* name) const {
    return dir_->filePath(QLatin1String(name)).toStdString();
  }
  // With ' in the place of ": moc does not read raw strings.
  void write(const char* name, std::string text) const {
    std::replace(text.begin(), text.end(), '\'', '"');
    std::ofstream(at(name)) << text;
  }
  std::filesystem::path project() const { return at("small.clocproj"); }
  void makeProject() const {
    auto made = store::Project::create(project(), "Small");
    for (int i = 0; i < 4; ++i) {
      const auto id = made.add_image({0, at("image.png") / std::to_string(i), 100, 100, {}});
      if (i == 3) continue;
      const std::vector<store::Region> regions{
          {0, id, {10, 10, 40, 40}, made.label("cat"), i == 0 ? "a tabby" : "cat", "t"},
          {0, id, {50, 10, 90, 40}, std::nullopt, "", "t"}};
      made.add_regions(id, regions);
      if (i == 1) made.set_verified(id, true);
    }
    made.set_captions(1, std::vector<std::string>{"a picture"});
    made.set_split(std::vector<store::ImageId>{1, 2}, "train");
  }

  template <class Widget>
  static Widget* part(QWidget& of, const char* name) {
    auto* found = of.findChild<Widget*>(QLatin1String(name));
    if (found == nullptr) qFatal("no %s", name);
    return found;
  }
  static QTreeWidgetItem* formatRow(QWidget& of, const QString& name) {
    const auto found = part<QTreeWidget>(of, "export.formats")
                           ->findItems(name, Qt::MatchStartsWith | Qt::MatchCaseSensitive);
    return found.isEmpty() ? nullptr : found.first();
  }

 private slots:
  void init() {
    dir_ = std::make_unique<QTemporaryDir>();
    QSettings::setDefaultFormat(QSettings::IniFormat);
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, dir_->path());
    checks_ = std::make_unique<DatasetChecks>();
  }
  void cleanup() {
    checks_.reset();
    dir_.reset();
  }

  void whatIsAtThePathIsSaidBeforeAnythingIsStarted() {
    write("instances.json", "{'images': [], 'annotations': [], 'categories': []}");
    ImportDialog dialog(*checks_, nullptr);
    dialog.showFor(QString::fromStdString(at("instances.json").string()));
    QTRY_VERIFY(part<QLabel>(dialog, "import.found")->text().contains(QLatin1String("COCO")));
    QVERIFY(part<QPushButton>(dialog, "import.start")->isEnabled());
    QVERIFY(!part<QLabel>(dialog, "import.description")->text().isEmpty());
    QVERIFY(part<QComboBox>(dialog, "import.format")->count() >= 4);
  }

  void whatCannotBeReadIsSaidAndCannotBeStarted() {
    ImportDialog dialog(*checks_, nullptr);
    dialog.showFor(QString::fromStdString(at("nowhere").string()));
    auto* found = part<QLabel>(dialog, "import.found");
    QTRY_VERIFY(found->text().contains(QLatin1String("nowhere")));
    QVERIFY(!found->text().contains('\n'));
    auto* start = part<QPushButton>(dialog, "import.start");
    QVERIFY(!start->isEnabled());
    // Whoever names the format knows what it is.
    auto* format = part<QComboBox>(dialog, "import.format");
    QTRY_VERIFY(format->count() > 1);
    format->setCurrentIndex(1);
    QVERIFY(start->isEnabled());
  }

  void anotherPathForgetsWhatWasFoundAtTheFirst() {
    write("a.json", "{'images': [], 'annotations': [], 'categories': []}");
    write("b.txt", "nothing");
    ImportDialog dialog(*checks_, nullptr);
    dialog.showFor(QString::fromStdString(at("a.json").string()));
    auto* start = part<QPushButton>(dialog, "import.start");
    QTRY_VERIFY(start->isEnabled());
    part<QLineEdit>(dialog, "import.path")->setText(QString::fromStdString(at("b.txt").string()));
    QVERIFY(!start->isEnabled());
    QTRY_VERIFY(part<QLabel>(dialog, "import.found")->text().contains(QLatin1String("b.txt")));
    QVERIFY(!start->isEnabled());
  }

  void theImportIsAskedForAsChosenAndTheChoicesAreKept() {
    write("a.json", "{'images': [], 'annotations': [], 'categories': []}");
    {
      ImportDialog dialog(*checks_, nullptr);
      dialog.showFor(QString::fromStdString(at("a.json").string()));
      QTRY_VERIFY(part<QPushButton>(dialog, "import.start")->isEnabled());
      part<QComboBox>(dialog, "import.existing")->setCurrentIndex(2);
      QVERIFY(part<QLabel>(dialog, "import.existingHelp")->text().contains(QLatin1String("Ctrl+Z")));
      part<QComboBox>(dialog, "import.split")->setCurrentText(QStringLiteral("val"));
      ImportRequest asked;
      connect(&dialog, &ImportDialog::importRequested, &dialog,
              [&](const ImportRequest& request) { asked = request; });
      QTest::keyClick(&dialog, Qt::Key_Return);
      QCOMPARE(asked.path, QString::fromStdString(at("a.json").string()));
      QCOMPARE(asked.existing, QStringLiteral("replace"));
      QCOMPARE(asked.split, QStringLiteral("val"));
      QVERIFY(asked.format.isEmpty());
      QVERIFY(!dialog.isVisible());
    }
    const ImportDialog again(*checks_, nullptr);
    QCOMPARE(again.request().existing, QStringLiteral("replace"));
    QCOMPARE(again.request().split, QStringLiteral("val"));
  }

  void everyFormatSaysWhatItWouldLeaveOutOfThisProject() {
    makeProject();
    ExportDialog dialog(*checks_, nullptr);
    dialog.showFor(project());
    auto* start = part<QPushButton>(dialog, "export.start");
    QVERIFY(!start->isEnabled());  // before it is counted
    QTRY_VERIFY(start->isEnabled());
    QCOMPARE(part<QLabel>(dialog, "export.amount")->text(),
             QStringLiteral("4 image(s) with 6 region(s) will be written."));
    auto* yolo = formatRow(dialog, QStringLiteral("YOLO"));
    QVERIFY(yolo != nullptr);
    QVERIFY(yolo->text(2).contains(QLatin1String("3 region(s) without a label")));
    part<QTreeWidget>(dialog, "export.formats")->setCurrentItem(yolo);
    const QString losses = part<QLabel>(dialog, "export.losses")->text();
    QVERIFY(losses.contains(QLatin1String("1 region caption(s)")));
    QVERIFY(losses.contains(QLatin1String("1 image caption(s)")));
    // What is only read is not offered.
    QVERIFY(formatRow(dialog, QStringLiteral("Folder of images")) == nullptr);
  }

  void aFilterIsCountedAgainAndIsInTheRequest() {
    makeProject();
    ExportDialog dialog(*checks_, nullptr);
    dialog.showFor(project());
    auto* start = part<QPushButton>(dialog, "export.start");
    auto* amount = part<QLabel>(dialog, "export.amount");
    QTRY_VERIFY(start->isEnabled());
    part<QCheckBox>(dialog, "export.verified")->setChecked(true);
    QVERIFY(!start->isEnabled());
    QTRY_COMPARE(amount->text(), QStringLiteral("1 image(s) with 2 region(s) will be written."));
    auto* labels = part<CheckListButton>(dialog, "export.labels");
    labels->setChecked({QStringLiteral("cat")});
    QTRY_COMPARE(amount->text(), QStringLiteral("1 image(s) with 1 region(s) will be written."));
    const auto asked = dialog.request();
    QCOMPARE(asked.labels, QStringList{QStringLiteral("cat")});
    QVERIFY(asked.verifiedOnly);
    QVERIFY(!asked.overwrite);
    QVERIFY(asked.path.contains(asked.format));
  }

  void theReportListsFiguresIssuesWithPlaceAndFindsThem() {
    write("report.json",
          "{'kind': 'import', 'params': {'data': '/data/instances.json'}, "
          "'format_name': 'COCO', 'result': {'format': 'coco', 'images_added': 1200, 'regions_added': 3, "
          "'issues': {'box without area': 30, 'missing': 1}}, "
          "'examples': [{'category': 'box without area', 'where': 'instances.json, annotation id 17', "
          "'what': 'The region was left out.'}, "
          "{'category': 'missing', 'where': 'cat.jpg', 'what': 'The image was added.'}]}");
    const auto report = readJobReport(at("report.json"));
    QCOMPARE(report.issueCount(), qint64{31});
    ReportDialog dialog(nullptr);
    dialog.showReport(report);
    QCOMPARE(part<QLabel>(dialog, "report.images_added")->text(), QLocale().toString(1200));
    auto* issues = part<QTreeWidget>(dialog, "report.issues");
    QCOMPARE(issues->topLevelItemCount(), 2);
    QCOMPARE(issues->topLevelItem(0)->text(0), QStringLiteral("box without area: 30"));
    QCOMPARE(issues->topLevelItem(0)->childCount(), 2);  // the one, and how many more
    QVERIFY(issues->topLevelItem(0)->child(1)->text(0).contains(QLatin1String("29")));
    part<QLineEdit>(dialog, "report.filter")->setText(QStringLiteral("CAT.jpg"));
    QCOMPARE(issues->topLevelItemCount(), 1);
    QCOMPARE(issues->topLevelItem(0)->child(0)->text(0), QStringLiteral("cat.jpg"));
    part<QPushButton>(dialog, "report.copy")->click();
    QVERIFY(QGuiApplication::clipboard()->text().contains(QLatin1String("annotation id 17")));
  }

  void theReportOfLabellingTellsWhatWasFoundAndWhatWasNot() {
    write("report.json", kLabelling);
    const auto report = readJobReport(at("report.json"));
    QVERIFY(report.kind == JobReport::Kind::Label);
    ReportDialog dialog(nullptr);
    dialog.showReport(report);
    QCOMPARE(dialog.windowTitle(), QStringLiteral("Labelled by machine"));
    QCOMPARE(part<QLabel>(dialog, "report.labelled")->text(), QLocale().toString(1180));
    QCOMPARE(part<QLabel>(dialog, "report.boxes")->text(), QLocale().toString(4711));
    QCOMPARE(part<QLabel>(dialog, "report.without_caption")->text(), QStringLiteral("17"));
    QVERIFY(dialog.findChild<QLabel*>(QStringLiteral("report.replaced")) == nullptr);  // nothing was
    QVERIFY(part<QLabel>(dialog, "report.path")->text().contains(QLatin1String("CLOC demo")));
    QVERIFY(part<QPushButton>(dialog, "report.folder")->isHidden());  // no folder was written
    QCOMPARE(part<QTreeWidget>(dialog, "report.issues")->topLevelItemCount(), 2);
  }

  void aDamagedReportIsAnErrorThatNamesTheFile() {
    write("report.json", "{'kind': 'import', 'par");
    try {
      readJobReport(at("report.json"));
      QFAIL("was read");
    } catch (const std::exception& error) {
      QVERIFY(QByteArray(error.what()).contains("report.json"));
    }
  }

  // With CLOC_SCREENS=FOLDER the dialogs are written there, to be looked at; without, they are only laid out.
  void dialogsFitTheirTextsInBothThemes() {
    makeProject();
    write("a.json", "{'images': [], 'annotations': [], 'categories': []}");
    write("report.json",
          "{'kind': 'import', 'params': {'data': '/data/instances.json'}, 'format_name': 'COCO (JSON)', "
          "'result': {'images_added': 1200, 'regions_added': 38412, 'labels_added': 80, 'issues': "
          "{'box without area': 30, 'image file is missing': 1}}, 'examples': [{'category': 'box without "
          "area', "
          "'where': 'instances.json, annotation id 17', 'what': 'The region was left out.'}, {'category': "
          "'image "
          "file is missing', 'where': 'cat.jpg', 'what': 'The image was added; it shows when the file is "
          "there.'}]}");
    const QString folder = qEnvironmentVariable("CLOC_SCREENS");
    for (const auto scheme : {Scheme::Light, Scheme::Dark}) {
      applyTheme(*qApp, scheme);
      ImportDialog import(*checks_, nullptr);
      import.showFor(QString::fromStdString(at("a.json").string()));
      QTRY_VERIFY(part<QPushButton>(import, "import.start")->isEnabled());
      ExportDialog exporting(*checks_, nullptr);
      exporting.showFor(project());
      QTRY_VERIFY(part<QPushButton>(exporting, "export.start")->isEnabled());
      ReportDialog report(nullptr), labelling(nullptr);
      report.showReport(readJobReport(at("report.json")));
      write("label.json", kLabelling);
      labelling.showReport(readJobReport(at("label.json")));
      labelling.setObjectName(QStringLiteral("labellingReport"));
      for (QDialog* dialog : std::initializer_list<QDialog*>{&import, &exporting, &report, &labelling}) {
        QTest::qWait(50);
        QVERIFY(dialog->height() >= dialog->minimumSizeHint().height());
        if (!folder.isEmpty())
          dialog->grab().save(
              QStringLiteral("%1/%2-%3.png")
                  .arg(folder, dialog->objectName(),
                       scheme == Scheme::Light ? QStringLiteral("light") : QStringLiteral("dark")));
      }
    }
  }

  void everySortOfLossHasItsTextAndIsFoundByItsWord() {
    for (int i = 0; i <= static_cast<int>(data::Loss::Kind::EmptyImages); ++i) {
      const auto kind = static_cast<data::Loss::Kind>(i);
      QVERIFY(lossText(kind, 1234).contains(QLocale().toString(1234)));
      QVERIFY(lossKind(QLatin1String(data::to_string(kind))) == kind);
    }
    QVERIFY(!lossKind(QStringLiteral("nonsense")));
  }
};

QTEST_MAIN(TestUiDataset)
#include "test_ui_dataset.moc"
