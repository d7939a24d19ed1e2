// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/start_page.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QProgressBar>
#include <QPushButton>
#include <QStackedWidget>
#include <QVBoxLayout>

#include "ui/theme/progress_bar.h"
#include "ui/theme/theme.h"

namespace cloc::ui {
namespace {

constexpr int kWidth = 520;

QLabel* centred(const QString& text, double scale, QFont::Weight weight, QWidget* parent) {
  auto* label = new QLabel(text, parent);
  QFont font = label->font();
  font.setPointSizeF(font.pointSizeF() * scale);
  font.setWeight(weight);
  label->setFont(font);
  label->setAlignment(Qt::AlignCenter);
  label->setWordWrap(true);
  return label;
}

QPushButton* choice(const QString& iconName, const QString& title, const QString& detail, QWidget* parent) {
  auto* button = new QPushButton(icon(iconName), title + QLatin1Char('\n') + detail, parent);
  button->setIconSize({28, 28});
  button->setStyleSheet(QStringLiteral("text-align: left; padding: 10px 14px;"));
  button->setMinimumHeight(60);
  return button;
}

QWidget* column(QWidget* parent, QVBoxLayout*& layout) {
  auto* page = new QWidget(parent);
  auto* across = new QHBoxLayout(page);
  auto* middle = new QWidget(page);
  middle->setFixedWidth(kWidth);
  layout = new QVBoxLayout(middle);
  layout->setSpacing(8);
  across->addStretch(1);
  across->addWidget(middle);
  across->addStretch(1);
  return page;
}

}  // namespace

StartPage::StartPage(QWidget* parent) : QWidget(parent), pages_(new QStackedWidget(this)) {
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(pages_);
  pages_->addWidget(buildChoices());
  pages_->addWidget(buildProgress());
  showChoices();
}

QWidget* StartPage::buildChoices() {
  QVBoxLayout* layout = nullptr;
  auto* page = column(pages_, layout);
  layout->addStretch(2);
  layout->addWidget(centred(tr("Look into images by region"), 1.7, QFont::DemiBold, page));
  layout->addWidget(centred(tr("Draw a box to see what is like it, type words to see where they are."), 1,
                            QFont::Normal, page));
  layout->addSpacing(14);
  error_ = new QLabel(page);
  error_->setWordWrap(true);
  error_->setTextInteractionFlags(Qt::TextSelectableByMouse);
  error_->setObjectName(QStringLiteral("startError"));
  layout->addWidget(error_);

  auto* folder = choice(QStringLiteral("folder"), tr("Open a folder of images"),
                        tr("Makes a project beside it; the images stay where they are"), page);
  auto* dataset = choice(QStringLiteral("import"), tr("Open a data set"),
                         tr("A COCO file with boxes and captions"), page);
  auto* project = choice(QStringLiteral("project"), tr("Open a project"), tr("A folder NAME.clocproj"), page);
  auto* shared = choice(QStringLiteral("database"), tr("Shared project"),
                        tr("Several people work on it: on a PostgreSQL database"), page);
  auto* demo = choice(QStringLiteral("star"), tr("Try the demo"),
                      tr("400 scenes made on this machine, with a small model: ready in a minute"), page);
  for (auto* button : {folder, dataset, project, shared, demo}) layout->addWidget(button);
  connect(folder, &QPushButton::clicked, this, &StartPage::openFolderRequested);
  connect(dataset, &QPushButton::clicked, this, &StartPage::openDatasetRequested);
  connect(project, &QPushButton::clicked, this, &StartPage::openProjectRequested);
  connect(shared, &QPushButton::clicked, this, &StartPage::sharedRequested);
  connect(demo, &QPushButton::clicked, this, &StartPage::demoRequested);

  layout->addSpacing(14);
  recentTitle_ = centred(tr("Used last"), 1, QFont::DemiBold, page);
  recentTitle_->setAlignment(Qt::AlignLeft);
  layout->addWidget(recentTitle_);
  recent_ = new QListWidget(page);
  recent_->setAccessibleName(tr("Projects used last"));
  recent_->setMaximumHeight(170);
  recent_->viewport()->setAutoFillBackground(false);
  layout->addWidget(recent_);
  connect(recent_, &QListWidget::itemActivated, this,
          [this](const QListWidgetItem* item) { emit recentActivated(item->data(Qt::UserRole).toString()); });
  connect(recent_, &QListWidget::itemClicked, recent_, &QListWidget::itemActivated);
  auto* hint = centred(tr("Or drop a folder, a data set or a project here."), 1, QFont::Normal, page);
  hint->setEnabled(false);
  layout->addWidget(hint);
  layout->addStretch(3);
  return page;
}

QWidget* StartPage::buildProgress() {
  QVBoxLayout* layout = nullptr;
  auto* page = column(pages_, layout);
  layout->addStretch(1);
  stage_ = centred({}, 1.2, QFont::DemiBold, page);
  layout->addWidget(stage_);
  bar_ = new QProgressBar(page);
  bar_->setTextVisible(false);
  layout->addWidget(bar_);
  auto* cancel = new QPushButton(tr("Cancel"), page);
  layout->addWidget(cancel, 0, Qt::AlignHCenter);
  layout->addStretch(1);
  connect(cancel, &QPushButton::clicked, this, &StartPage::cancelRequested);
  return page;
}

void StartPage::setRecent(const std::vector<std::filesystem::path>& projects) {
  recent_->clear();
  for (const auto& project : projects) {
    auto* item = new QListWidgetItem(icon(QStringLiteral("project")),
                                     QString::fromStdString(project.stem().string()), recent_);
    item->setToolTip(QString::fromStdString(project.string()));
    item->setData(Qt::UserRole, QString::fromStdString(project.string()));
  }
  recent_->setVisible(!projects.empty());
  recentTitle_->setVisible(!projects.empty());
}

void StartPage::showProgress(const QString& stage, qint64 done, qint64 total) {
  stage_->setText(total > 0 ? tr("%1: %2 of %3").arg(stage, locale().toString(done), locale().toString(total))
                            : stage);
  ui::showProgress(*bar_, done, total);
  pages_->setCurrentIndex(1);
}

void StartPage::showChoices(const QString& error) {
  error_->setText(error);
  error_->setStyleSheet(QStringLiteral("color: %1; padding: 8px;").arg(tone(Tone::Bad).name()));
  error_->setVisible(!error.isEmpty());
  pages_->setCurrentIndex(0);
}

}  // namespace cloc::ui
