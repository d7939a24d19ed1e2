// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/training/recipe_source.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <utility>

#include "core/base/atomic_file.h"
#include "ui/base/pool_work.h"

namespace cloc::ui {

RecipeSource::RecipeSource(std::filesystem::path program, QObject* parent)
    : QObject(parent), program_(std::move(program)) {}

RecipeSource::~RecipeSource() {
  drop();
}

// Ends a question that nobody waits for any more. Its process is let go of first: ~QProcess would wait.
void RecipeSource::drop() {
  if (!process_) return;
  auto* old = process_.data();
  process_.clear();
  old->disconnect(this);
  old->setParent(nullptr);
  connect(old, &QProcess::finished, old, &QObject::deleteLater);
  connect(old, &QProcess::errorOccurred, old, &QObject::deleteLater);
  old->kill();
}

void RecipeSource::describe(const QString& file) {
  drop();
  auto* process = new QProcess(this);
  process_ = process;
  const QString program = QString::fromStdString(program_.string());
  connect(process, &QProcess::errorOccurred, this, [this, process, program](QProcess::ProcessError error) {
    if (error != QProcess::FailedToStart) return;  // the others are told by finished()
    emit failed(tr("Cannot start %1: %2. Install the program again.").arg(program, process->errorString()));
    process->deleteLater();
  });
  connect(process, &QProcess::finished, this,
          [this, process, program](int code, QProcess::ExitStatus status) {
            process->deleteLater();
            if (status != QProcess::NormalExit || code != 0) {
              // With --json the program's message is on its standard output.
              const auto answer = QJsonDocument::fromJson(process->readAllStandardOutput()).object();
              QString said = answer["error"].toObject()["message"].toString();
              if (said.isEmpty()) said = QString::fromUtf8(process->readAllStandardError()).trimmed();
              emit failed(said.isEmpty()
                              ? tr("%1 ended without describing the recipe (code %2).").arg(program).arg(code)
                              : said);
              return;
            }
            try {
              emit described(fieldsFromJson(process->readAllStandardOutput()));
            } catch (const std::exception& error) {
              emit failed(QString::fromUtf8(error.what()));
            }
          });
  QStringList arguments{QStringLiteral("--json"), QStringLiteral("train"), QStringLiteral("--show-recipe")};
  if (!file.isEmpty()) arguments << file;
  process->setStandardInputFile(QProcess::nullDevice());
  process->start(program, arguments);
}

void RecipeSource::save(const QString& file, const QString& toml) {
  runOnPool(
      this, [file, toml] { write_text_file(file.toStdString(), toml.toStdString()); },
      [this, file](const QString& problem) { problem.isEmpty() ? emit saved(file) : emit failed(problem); });
}

}  // namespace cloc::ui
