// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/jobs/job_text.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QLocale>
#include <algorithm>
#include <cmath>

#include <nlohmann/json.hpp>
#include <toml++/toml.h>

namespace cloc::ui {
namespace {

using nlohmann::json;
using store::JobState;

// lupdate finds texts by the class they are in.
struct Text {
  Q_DECLARE_TR_FUNCTIONS(Jobs)
};

QString stringField(const json& object, const char* name) {
  const auto found = object.is_object() ? object.find(name) : object.end();
  return found != object.end() && found->is_string() ? QString::fromStdString(found->get<std::string>())
                                                     : QString();
}

template <class Number>
Number numberField(const json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_number() ? found->get<Number>() : Number{};
}

json parsed(const std::string& text) {
  return json::parse(text, nullptr, /*allow_exceptions=*/false);
}

// The recipe of a training job; empty when it cannot be read.
toml::table recipeOf(const store::Job& job) {
  try {
    return toml::parse(stringField(parsed(job.params), "recipe").toStdString());
  } catch (const toml::parse_error&) {
    return {};
  }
}

bool trains(const store::Job& job, const JobProgress& progress) {
  return job.kind == "train" && progress.stage == QLatin1String("training");
}

bool countsImages(const store::Job& job) {
  return job.kind == "index" || job.kind == "eval" || job.kind == "import" || job.kind == "export" ||
         job.kind == "label";
}

// A folder may be given with a slash at its end.
QString fileName(const QString& path) {
  return QFileInfo(QDir::cleanPath(path)).fileName();
}

QString number(double value) {
  const QLocale locale;
  return value >= 100 ? locale.toString(std::llround(value)) : locale.toString(value, 'g', 3);
}

}  // namespace

std::optional<double> JobProgress::share() const {
  if (total <= 0) return std::nullopt;
  return std::clamp(static_cast<double>(done) / static_cast<double>(total), 0.0, 1.0);
}

JobProgress jobProgress(const store::Job& job) {
  JobProgress progress;
  const auto fields = parsed(job.progress);
  if (!fields.is_object()) return progress;
  progress.stage = stringField(fields, "stage");
  progress.done = numberField<qint64>(fields, "done");
  progress.total = numberField<qint64>(fields, "total");
  progress.per_second = numberField<double>(fields, "per_second");
  if (fields.contains("seconds_left")) progress.seconds_left = numberField<double>(fields, "seconds_left");
  return progress;
}

QString jobTitle(const store::Job& job) {
  const auto params = parsed(job.params);
  if (job.kind == "index") return Text::tr("Index");
  if (job.kind == "train") {
    const auto preset = recipeOf(job)["model"]["preset"].value<std::string>();
    return preset ? Text::tr("Train: %1 recipe").arg(QString::fromStdString(*preset)) : Text::tr("Train");
  }
  if (job.kind == "eval") {
    const auto data = stringField(params, "data");
    return data.isEmpty() ? Text::tr("Evaluate") : Text::tr("Evaluate: %1").arg(QFileInfo(data).fileName());
  }
  if (job.kind == "convert") return Text::tr("Convert: %1").arg(fileName(stringField(params, "weights")));
  if (job.kind == "import") return Text::tr("Import: %1").arg(fileName(stringField(params, "data")));
  if (job.kind == "export") return Text::tr("Export: %1").arg(fileName(stringField(params, "out")));
  if (job.kind == "label") {
    const auto images = params.is_object() ? params.find("images") : params.end();
    return images != params.end() && images->is_array()
               ? Text::tr("Label %n image(s) by machine", nullptr, static_cast<int>(images->size()))
               : Text::tr("Label by machine");
  }
  auto kind = QString::fromStdString(job.kind);
  if (!kind.isEmpty()) kind[0] = kind[0].toUpper();
  return kind;
}

QString jobIconName(const store::Job& job) {
  if (job.kind == "index") return QStringLiteral("grid");
  if (job.kind == "train") return QStringLiteral("train");
  if (job.kind == "eval") return QStringLiteral("evaluate");
  if (job.kind == "import" || job.kind == "export") return QString::fromStdString(job.kind);
  if (job.kind == "convert") return QStringLiteral("import");
  if (job.kind == "label") return QStringLiteral("label");
  return QStringLiteral("jobs");
}

QString jobStateText(const store::Job& job, JobStanding standing) {
  switch (standing) {
    case JobStanding::Waiting:
      return Text::tr("Waiting");
    case JobStanding::Starting:
      return Text::tr("Starting");
    case JobStanding::Stopping:
      return Text::tr("Stopping");
    case JobStanding::None:
      break;
  }
  switch (job.state) {
    case JobState::Queued:
      return Text::tr("Not started");
    case JobState::Running:
      return Text::tr("Running");
    case JobState::Finished:
      return Text::tr("Finished");
    case JobState::Failed:
      return Text::tr("Failed");
    case JobState::Cancelled:
      return Text::tr("Cancelled");
    case JobState::Interrupted:
      return Text::tr("Paused");
  }
  return {};
}

Tone jobStateTone(const store::Job& job, JobStanding standing) {
  if (standing == JobStanding::Stopping) return Tone::Warning;
  if (standing == JobStanding::Starting) return Tone::Accent;
  switch (job.state) {
    case JobState::Running:
      return Tone::Accent;
    case JobState::Finished:
      return Tone::Good;
    case JobState::Failed:
      return Tone::Bad;
    case JobState::Interrupted:
      return Tone::Warning;
    case JobState::Queued:
    case JobState::Cancelled:
      break;
  }
  return Tone::Muted;
}

QString jobRateText(const store::Job& job) {
  const auto progress = jobProgress(job);
  if (!(progress.per_second > 0) || !std::isfinite(progress.per_second)) return {};
  if (trains(job, progress)) {
    const auto batch = recipeOf(job)["optimiser"]["batch_size"].value<std::int64_t>();
    if (batch) return Text::tr("%1 images/s").arg(number(progress.per_second * static_cast<double>(*batch)));
    return Text::tr("%1 steps/s").arg(number(progress.per_second));
  }
  if (countsImages(job)) return Text::tr("%1 images/s").arg(number(progress.per_second));
  return Text::tr("%1 /s").arg(number(progress.per_second));
}

QString jobAmountText(const store::Job& job) {
  const auto progress = jobProgress(job);
  if (progress.stage.isEmpty()) return {};
  const QLocale locale;
  QString amount = progress.total > 0 ? Text::tr("%1 / %2").arg(locale.toString(progress.done),
                                                                locale.toString(progress.total))
                                      : locale.toString(progress.done);
  if (trains(job, progress)) return Text::tr("%1 steps").arg(amount);
  if (countsImages(job)) return Text::tr("%1 images").arg(amount);
  return amount;
}

JobOutcome jobOutcome(const store::Job& job) {
  if (job.kind == "train") return JobOutcome::Run;
  const bool reports =
      job.kind == "eval" || job.kind == "import" || job.kind == "export" || job.kind == "label";
  return reports && job.state == JobState::Finished ? JobOutcome::Report : JobOutcome::None;
}

QString durationText(double seconds) {
  if (!std::isfinite(seconds)) return {};
  const auto whole = static_cast<qint64>(std::llround(std::max(0.0, seconds)));
  if (whole < 60) return Text::tr("%1 s").arg(whole);
  if (whole < 3600) {
    return whole < 600 ? Text::tr("%1 min %2 s").arg(whole / 60).arg(whole % 60, 2, 10, QLatin1Char('0'))
                       : Text::tr("%1 min").arg(whole / 60);
  }
  if (whole < 86400) {
    return Text::tr("%1 h %2 min").arg(whole / 3600).arg(whole % 3600 / 60, 2, 10, QLatin1Char('0'));
  }
  return Text::tr("%1 d %2 h").arg(whole / 86400).arg(whole % 86400 / 3600);
}

}  // namespace cloc::ui
