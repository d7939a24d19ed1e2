// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/training_page.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QJsonObject>
#include <QPointer>
#include <QSplitter>
#include <QThreadPool>
#include <QVBoxLayout>
#include <utility>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "ui/training/recipe_field.h"
#include "ui/training/recipe_form.h"
#include "ui/training/run_charts.h"

namespace cloc::ui {

TrainingPage::TrainingPage(std::filesystem::path program, QWidget* parent)
    : QWidget(parent),
      program_(std::move(program)),
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
  connect(form_, &RecipeForm::loadAsked, this, &TrainingPage::describe);
  connect(form_, &RecipeForm::saveAsked, this, &TrainingPage::save);
  connect(charts_, &RunCharts::failed, this, &TrainingPage::failed);
  connect(&process_, &QProcess::finished, this, &TrainingPage::described);
  connect(&process_, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
    if (error == QProcess::FailedToStart) {
      emit failed(tr("%1 cannot be started. Install the program again.")
                      .arg(QString::fromStdString(program_.string())));
    }
  });
}

void TrainingPage::showEvent(QShowEvent* event) {
  QWidget::showEvent(event);
  prepare();
}

void TrainingPage::prepare() {
  if (!std::exchange(prepared_, true)) describe({});
}

void TrainingPage::describe(const QString& recipe) {
  if (process_.state() != QProcess::NotRunning) return;
  QStringList arguments{QStringLiteral("--json"), QStringLiteral("train"), QStringLiteral("--show-recipe")};
  if (!recipe.isEmpty()) arguments << recipe;
  process_.start(QString::fromStdString(program_.string()), arguments);
}

void TrainingPage::described(int code) {
  const QByteArray output = process_.readAllStandardOutput();
  if (code != 0) {
    const auto error = QJsonDocument::fromJson(output).object()["error"].toObject()["message"].toString();
    emit failed(error.isEmpty() ? tr("The recipe cannot be read: cloc-cli ended with code %1.").arg(code)
                                : error);
    return;
  }
  try {
    form_->setFields(fieldsFromJson(output));
  } catch (const Error& error) {
    emit failed(QString::fromStdString(error.what()));
  }
}

void TrainingPage::save(const QString& path, const QString& toml) {
  QThreadPool::globalInstance()->start(
      [page = QPointer<TrainingPage>(this), path, text = toml.toStdString()] {
        try {
          write_text_file(path.toStdString(), text);
        } catch (const Error& error) {
          QMetaObject::invokeMethod(qApp, [page, message = QString::fromStdString(error.what())] {
            if (page) emit page->failed(message);
          });
        }
      });
}

}  // namespace cloc::ui
