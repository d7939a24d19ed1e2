// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dataset/report_dialog.h"

#include <QClipboard>
#include <QDialogButtonBox>
#include <QFileInfo>
#include <QFormLayout>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QToolButton>
#include <QTreeWidget>
#include <QVBoxLayout>
#include <algorithm>
#include <limits>

#include "ui/theme/theme.h"

namespace cloc::ui {
namespace {

QLabel* wrapped(const QString& name, QWidget* parent) {
  auto* label = new QLabel(parent);
  label->setObjectName(QStringLiteral("report.") + name);
  label->setWordWrap(true);
  label->setTextFormat(Qt::PlainText);
  label->setTextInteractionFlags(Qt::TextSelectableByMouse);
  return label;
}

QFont demiBold(QFont font) {
  font.setWeight(QFont::DemiBold);
  return font;
}

QString figureText(const QString& figure) {
  const struct {
    const char* figure;
    QString text;
  } known[] = {{"images_added", ReportDialog::tr("Images added")},
               {"images_already_there", ReportDialog::tr("Images that were here already")},
               {"images_changed", ReportDialog::tr("Of these changed")},
               {"regions_added", ReportDialog::tr("Regions added")},
               {"regions_removed", ReportDialog::tr("Regions removed")},
               {"captions_added", ReportDialog::tr("Image captions added")},
               {"labels_added", ReportDialog::tr("New labels")},
               {"images", ReportDialog::tr("Images written")},
               {"regions", ReportDialog::tr("Regions")},
               {"labelled", ReportDialog::tr("Images labelled")},
               {"already", ReportDialog::tr("Labelled before in the same way")},
               {"without_boxes", ReportDialog::tr("Images in which nothing was found")},
               {"without_caption", ReportDialog::tr("Images without a caption")},
               {"other_language", ReportDialog::tr("Images not captioned in English")},
               {"unreadable", ReportDialog::tr("Images that could not be read")},
               {"failed", ReportDialog::tr("Images not labelled for another reason")},
               {"left", ReportDialog::tr("Images not reached")},
               {"phrases", ReportDialog::tr("Phrases looked for")},
               {"boxes", ReportDialog::tr("Machine labels found")},
               {"boxes_with_label", ReportDialog::tr("Of these with a label of the project")},
               {"replaced", ReportDialog::tr("Machine labels of an earlier run replaced")},
               {"accepted_already", ReportDialog::tr("Left out, as the like had been accepted")}};
  for (const auto& each : known) {
    if (figure == QLatin1String(each.figure)) return each.text;
  }
  return figure;
}

}  // namespace

ReportDialog::ReportDialog(QWidget* window)
    : QDialog(window),
      title_(wrapped(QStringLiteral("title"), this)),
      path_(wrapped(QStringLiteral("path"), this)),
      losses_(wrapped(QStringLiteral("losses"), this)),
      issuesTitle_(wrapped(QStringLiteral("issuesTitle"), this)),
      figures_(new QFormLayout),
      filter_(new QLineEdit(this)),
      issues_(new QTreeWidget(this)) {
  setObjectName(QStringLiteral("reportDialog"));
  setAttribute(Qt::WA_ShowWithoutActivating);
  resize(680, 520);
  QFont large = demiBold(font());
  large.setPointSizeF(large.pointSizeF() * 1.15);
  title_->setFont(large);
  path_->setForegroundRole(QPalette::PlaceholderText);
  issuesTitle_->setFont(demiBold(font()));
  figures_->setHorizontalSpacing(20);
  figures_->setVerticalSpacing(4);
  filter_->setObjectName(QStringLiteral("report.filter"));
  filter_->setPlaceholderText(tr("Filter by file or words"));
  filter_->setClearButtonEnabled(true);
  filter_->setAccessibleName(tr("Filter the list"));
  issues_->setObjectName(QStringLiteral("report.issues"));
  issues_->setAccessibleName(tr("What was left out or mended"));
  issues_->setHeaderLabels({tr("File and record"), tr("What was done")});
  issues_->setColumnWidth(0, 280);
  issues_->setUniformRowHeights(true);

  auto* top = new QHBoxLayout;
  top->addWidget(issuesTitle_, 1);
  top->addWidget(filter_);
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
  auto* folder = buttons->addButton(tr("&Open folder"), QDialogButtonBox::ActionRole);
  folder->setObjectName(QStringLiteral("report.folder"));
  folder->setIcon(icon(QStringLiteral("folder")));
  folder->setToolTip(tr("Show it in the file manager"));
  auto* copy = buttons->addButton(tr("&Copy the list"), QDialogButtonBox::ActionRole);
  copy->setObjectName(QStringLiteral("report.copy"));
  copy->setIcon(icon(QStringLiteral("copy")));
  copy->setToolTip(tr("Put all of it on the clipboard, one a line"));
  for (auto* button : buttons->findChildren<QPushButton*>()) button->setAutoDefault(false);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  connect(copy, &QPushButton::clicked, this, &ReportDialog::copyIssues);
  connect(folder, &QPushButton::clicked, this, [this] {
    const QFileInfo info(report_.path);
    emit folderRequested(info.isDir() ? info.filePath() : info.path());
  });
  connect(filter_, &QLineEdit::textChanged, this, &ReportDialog::fillIssues);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(16, 16, 16, 16);
  layout->setSpacing(8);
  layout->addWidget(title_);
  layout->addWidget(path_);
  layout->addSpacing(4);
  layout->addLayout(figures_);
  layout->addWidget(losses_);
  layout->addSpacing(6);
  layout->addLayout(top);
  layout->addWidget(issues_, 1);
  layout->addWidget(buttons);
}

void ReportDialog::showReport(const JobReport& report) {
  report_ = report;
  const QString name = QFileInfo(report.path).fileName();
  switch (report.kind) {
    case JobReport::Kind::Import:
      setWindowTitle(tr("Imported: %1").arg(name));
      title_->setText(tr("%1 has been imported").arg(name));
      break;
    case JobReport::Kind::Export:
      setWindowTitle(tr("Exported: %1").arg(name));
      title_->setText(tr("%1 has been written").arg(name));
      break;
    case JobReport::Kind::Label:
      setWindowTitle(tr("Labelled by machine"));
      title_->setText(tr("Labelling by machine is done"));
      break;
  }
  path_->setText(report.path.isEmpty() ? report.how : report.path + QStringLiteral("  ·  ") + report.how);
  if (auto* folder = findChild<QPushButton*>(QStringLiteral("report.folder")))
    folder->setVisible(!report.path.isEmpty());
  fillFigures();
  losses_->setVisible(!report.losses.isEmpty());
  losses_->setText(
      tr("Left out, as the format has no place for it: %1.").arg(report.losses.join(QStringLiteral("; "))));
  QPalette palette = this->palette();
  palette.setColor(QPalette::WindowText, tone(Tone::Warning));
  losses_->setPalette(palette);
  const auto count = report.issueCount();
  issuesTitle_->setText(count == 0
                            ? tr("Nothing was wrong with the data.")
                            : tr("%Ln thing(s) left out, mended or doubtful", nullptr,
                                 static_cast<int>(std::min<qint64>(count, std::numeric_limits<int>::max()))));
  issues_->setVisible(count > 0);
  filter_->setVisible(count > 0);
  if (auto* copy = findChild<QPushButton*>(QStringLiteral("report.copy"))) copy->setVisible(count > 0);
  filter_->clear();
  fillIssues();
  if (count == 0) resize(width(), minimumSizeHint().height());
  show();
  raise();
}

void ReportDialog::fillFigures() {
  while (figures_->rowCount() > 0) figures_->removeRow(0);
  for (const auto& [figure, number] : report_.figures) {
    auto* title = new QLabel(figureText(figure), this);
    title->setForegroundRole(QPalette::PlaceholderText);
    auto* value = new QLabel(QLocale().toString(number), this);
    value->setObjectName(QStringLiteral("report.") + figure);
    value->setTextInteractionFlags(Qt::TextSelectableByMouse);
    figures_->addRow(title, value);
  }
}

void ReportDialog::fillIssues() {
  const QString wanted = filter_->text();
  issues_->clear();
  for (const auto& group : report_.issues) {
    const bool all = wanted.isEmpty() || group.category.contains(wanted, Qt::CaseInsensitive);
    QList<QTreeWidgetItem*> rows;
    for (const auto& example : group.examples) {
      if (!all && !example.where.contains(wanted, Qt::CaseInsensitive) &&
          !example.what.contains(wanted, Qt::CaseInsensitive))
        continue;
      auto* row = new QTreeWidgetItem({example.where, example.what});
      row->setToolTip(0, example.where);
      row->setToolTip(1, example.what);
      rows << row;
    }
    if (!all && rows.isEmpty()) continue;
    const auto more = group.count - static_cast<qint64>(group.examples.size());
    if (all && more > 0) {
      auto* row = new QTreeWidgetItem({tr("and %1 more").arg(QLocale().toString(more)), QString()});
      row->setForeground(0, palette().brush(QPalette::PlaceholderText));
      rows << row;
    }
    auto* item = new QTreeWidgetItem(
        issues_, {QStringLiteral("%1: %2").arg(group.category, QLocale().toString(group.count)), QString()});
    item->setFont(0, demiBold(font()));
    item->addChildren(rows);
    item->setFirstColumnSpanned(true);
    item->setExpanded(true);
  }
}

void ReportDialog::copyIssues() const {
  QStringList lines;
  for (const auto& group : report_.issues) {
    lines << QStringLiteral("%1: %2").arg(group.category).arg(group.count);
    for (const auto& example : group.examples)
      lines << QStringLiteral("\t%1\t%2").arg(example.where, example.what);
  }
  QGuiApplication::clipboard()->setText(lines.join(QLatin1Char('\n')));
}

}  // namespace cloc::ui
