// SPDX-License-Identifier: GPL-3.0-or-later
// Weights of another program become a model in the real window: the dialog, the job, the model that is
// opened.
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QToolButton>

#include "tests/ui/window/studio_fixture.h"
#include "ui/window/conversion_dialog.h"
#include "ui/window/jobs_controller.h"
#include "ui/window/status_line.h"

using namespace cloc;
using namespace cloc::ui;
using namespace cloc::ui::test;

class TestConversionInWindow : public QObject {
  Q_OBJECT

  std::unique_ptr<StudioFixture> fixture_;
  std::unique_ptr<MainWindow> window_;

  ConversionDialog* dialog() { return window_->findChild<ConversionDialog*>(); }
  template <class Part>
  Part* part(const char* name) {
    return dialog()->findChild<Part*>(QStringLiteral("convert.") + QLatin1String(name));
  }
  QString statusTexts() {
    QStringList texts;
    for (auto* button : window_->statusLine().findChildren<QToolButton*>()) texts << button->text();
    return texts.join(QLatin1Char('|'));
  }
  void openDialog() {
    fixture_->showWindow(window_);
    fixture_->openProject(*window_);
    window_->actionRegistry().find(QStringLiteral("model.convert"))->trigger();
    QVERIFY(dialog() != nullptr && dialog()->isVisible());
  }

 private slots:
  void init() { fixture_ = std::make_unique<StudioFixture>(); }
  void cleanup() {
    window_.reset();
    fixture_.reset();
  }

  void theWeightsBecomeAModelThatIsOpenedAndSaysHowItAnswersBoxes() {
    openDialog();
    QVERIFY(!part<QPushButton>("start")->isEnabled());
    part<QLineEdit>("weights")->setText(QStringLiteral(CLOC_TEST_WEIGHTS "/hf_clip_gelu"));
    QVERIFY(part<QPushButton>("start")->isEnabled());
    part<QPushButton>("start")->click();
    QVERIFY(!dialog()->isVisible());
    QTRY_VERIFY_WITH_TIMEOUT(statusTexts().contains(QStringLiteral(
                                 "Model hf_clip_gelu is ready · no Prompter: boxes by RoI-Align")),
                             60000);
    const auto job = fixture_->stored().jobs().list().front();
    QCOMPARE(job.kind, std::string("convert"));
    QVERIFY(job.state == store::JobState::Finished);
    // It stands in the menu from now on.
    const auto listed = [&] {
      for (const auto& choice : window_->jobsController().models()) {
        if (choice.name == QLatin1String("hf_clip_gelu (converted)")) return true;
      }
      return false;
    };
    QTRY_VERIFY(listed());
  }

  void whatCannotBeReadIsSaidAndTheModelStays() {
    openDialog();
    part<QLineEdit>("weights")->setText(QStringLiteral("nowhere.pt"));
    QVERIFY(part<QLabel>("problem")->isVisible());
    QVERIFY(!part<QPushButton>("start")->isEnabled());
    // Trained with which activation? The file does not tell.
    part<QLineEdit>("weights")->setText(QStringLiteral(CLOC_TEST_WEIGHTS "/training/epoch_3.pt"));
    QVERIFY(!part<QLabel>("problem")->isVisible());
    part<QPushButton>("start")->click();
    const auto failed = [&] {
      const auto jobs = fixture_->stored().jobs().list();
      return !jobs.empty() && jobs.front().state == store::JobState::Failed;
    };
    QTRY_VERIFY_WITH_TIMEOUT(failed(), 60000);
    QVERIFY(QString::fromStdString(fixture_->stored().jobs().list().front().message)
                .contains(QLatin1String("quick_gelu")));
    QVERIFY(statusTexts().contains(QStringLiteral("Model rule is ready")));
    QVERIFY(!statusTexts().contains(QStringLiteral("no Prompter")));
  }

  void theChoicesAreTheJobsParameters() {
    openDialog();
    part<QLineEdit>("weights")->setText(QStringLiteral(CLOC_TEST_WEIGHTS "/hf_clip_gelu"));
    part<QLineEdit>("tokenizer")->setText(QStringLiteral("words.json"));
    part<QComboBox>("regions")->setCurrentIndex(1);
    QVERIFY(part<QLabel>("regionsHelp")->text().contains(QLatin1String("each box")));
    part<QComboBox>("activation")->setCurrentIndex(1);
    part<QSpinBox>("imageSize")->setValue(48);
    const auto request = dialog()->request();
    QCOMPARE(request.regions, QStringLiteral("crops"));
    QCOMPARE(request.activation, QStringLiteral("quick_gelu"));
    QCOMPARE(request.tokenizer, QStringLiteral("words.json"));
    QCOMPARE(request.imageSize, 48);
  }
};

QTEST_MAIN(TestConversionInWindow)
#include "test_conversion_in_window.moc"
