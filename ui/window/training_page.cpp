// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/training_page.h"

#include <QSplitter>
#include <QVBoxLayout>
#include <utility>

#include "ui/training/recipe_form.h"
#include "ui/training/recipe_source.h"
#include "ui/training/run_charts.h"

namespace cloc::ui {

TrainingPage::TrainingPage(const std::filesystem::path& program, QWidget* parent)
    : QWidget(parent),
      source_(new RecipeSource(program, this)),
      form_(new RecipeForm(this)),
      charts_(new RunCharts(this)) {
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  auto* splitter = new QSplitter(Qt::Horizontal, this);
  splitter->addWidget(form_);
  splitter->addWidget(charts_);
  splitter->setStretchFactor(1, 1);
  splitter->setSizes({460, 700});
  splitter->setChildrenCollapsible(false);
  form_->setMinimumWidth(380);
  layout->addWidget(splitter);
  connect(form_, &RecipeForm::startAsked, this, &TrainingPage::startRequested);
  connect(form_, &RecipeForm::loadAsked, source_, &RecipeSource::describe);
  connect(form_, &RecipeForm::saveAsked, source_, &RecipeSource::save);
  connect(source_, &RecipeSource::described, this, [this](std::vector<RecipeFieldInfo> fields) {
    const auto proposed = std::exchange(proposed_, {});
    for (auto& field : fields) {
      const auto value = proposed.constFind(field.key);
      if (value != proposed.cend() && fieldProblem(field, *value).isEmpty())
        field.value = fieldValue(field, *value);
    }
    form_->setFieldsInSteps(fields);
  });
  connect(source_, &RecipeSource::failed, this, [this] { proposed_.clear(); });
  connect(source_, &RecipeSource::saved, this,
          [this](const QString& file) { emit told(tr("Written: %1").arg(file)); });
  connect(source_, &RecipeSource::failed, this, &TrainingPage::failed);
  connect(charts_, &RunCharts::exported, this,
          [this](const QString& file) { emit told(tr("Written: %1").arg(file)); });
  connect(charts_, &RunCharts::failed, this, &TrainingPage::failed);
}

void TrainingPage::propose(const QString& file, const QMap<QString, QString>& values) {
  proposed_ = values;
  asked_ = true;
  source_->describe(file);
}

void TrainingPage::showEvent(QShowEvent* event) {
  QWidget::showEvent(event);
  if (!std::exchange(asked_, true)) source_->describe();
}

}  // namespace cloc::ui
