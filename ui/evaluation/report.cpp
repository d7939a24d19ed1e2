// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/evaluation/report.h"

#include <QCoreApplication>
#include <algorithm>
#include <array>
#include <cmath>
#include <tuple>

#include <nlohmann/json.hpp>

#include "core/base/atomic_file.h"
#include "core/base/error.h"

namespace cloc::ui {
namespace {

using nlohmann::json;

// lupdate finds texts by the class they are in.
struct Text {
  Q_DECLARE_TR_FUNCTIONS(Evaluation)
};

QString textOf(const json& object, const char* name) {
  return QString::fromStdString(object.value(name, std::string()));
}

PixelBox boxFrom(const json& corners) {
  const auto all = corners.get<std::array<float, 4>>();
  return {all[0], all[1], all[2], all[3]};
}

std::vector<Measure> measuresFrom(const json& measures) {
  std::vector<Measure> all;
  for (const auto& [name, fields] : measures.items()) {
    Measure measure;
    measure.name = QString::fromStdString(name);
    measure.items = fields.value("items", std::int64_t{0});
    if (const auto& value = fields.at("value"); !value.is_null()) measure.value = value.get<double>();
    all.push_back(std::move(measure));
  }
  return all;
}

std::vector<ClassAccuracy> classesFrom(const json& classes) {
  std::vector<ClassAccuracy> all;
  for (const auto& one : classes) {
    all.push_back({QString::fromStdString(one.at("name").get<std::string>()),
                   one.at("items").get<std::int64_t>(), one.at("top1").get<std::int64_t>(),
                   one.value("top5", std::int64_t{0})});
  }
  return all;
}

std::vector<Confusion> confusionFrom(const json& pairs) {
  std::vector<Confusion> all;
  for (const auto& pair : pairs) {
    Confusion confusion{QString::fromStdString(pair.at("truth").get<std::string>()),
                        QString::fromStdString(pair.at("predicted").get<std::string>()),
                        pair.at("count").get<std::int64_t>(),
                        {}};
    for (const auto& example : pair.value("examples", json::array())) {
      confusion.examples.push_back({textOf(example, "image"), boxFrom(example.at("box")), {}});
    }
    all.push_back(std::move(confusion));
  }
  return all;
}

std::vector<WorstGrounding> groundingsFrom(const json& groundings) {
  std::vector<WorstGrounding> all;
  for (const auto& one : groundings) {
    all.push_back({textOf(one, "image"), textOf(one, "phrase"), boxFrom(one.at("box")),
                   boxFrom(one.at("predicted")), one.at("iou").get<double>(), one.value("score", 0.0)});
  }
  return all;
}

// The file's keys come in alphabetical order, which puts r10 before r5.
int suffixRank(const QString& name) {
  static constexpr std::array kOrder = {"_macc", "_top1", "_top5", "_r1", "_r5", "_r10", "_acc50", "_acc75"};
  for (std::size_t i = 0; i < kOrder.size(); ++i) {
    if (name.endsWith(QLatin1String(kOrder[i]))) return static_cast<int>(i);
  }
  return static_cast<int>(kOrder.size());
}
int taskRank(const QString& name) {
  static constexpr std::array kOrder = {"region_classification", "region_templates", "grounding",
                                        "region_to_text",        "text_to_region",   "image_classification",
                                        "image_templates",       "image_to_text",    "text_to_image"};
  for (std::size_t i = 0; i < kOrder.size(); ++i) {
    if (name.startsWith(QLatin1String(kOrder[i]))) return static_cast<int>(i);
  }
  return static_cast<int>(kOrder.size());
}

}  // namespace

const Measure* Report::measure(const QString& measure_name) const {
  const auto found = std::find_if(measures.begin(), measures.end(),
                                  [&](const Measure& other) { return other.name == measure_name; });
  return found == measures.end() ? nullptr : &*found;
}

Report reportFromJson(const QByteArray& text, const QString& name, const QString& where) {
  auto document = json::parse(text.begin(), text.end(), nullptr, /*allow_exceptions=*/false);
  if (document.is_object() && document.contains("validation")) document = json(document.at("validation"));
  const auto refuse = [&](const std::string& what) {
    throw Error(ErrorKind::Corrupt, where.toStdString() + " is no evaluation report: " + what +
                                        ". Choose the report.json of an evaluation, or evaluate again.");
  };
  if (!document.is_object()) refuse("it is no JSON object (its end may be missing)");
  Report report;
  report.name = name;
  const char* part = "measures";
  try {
    report.measures = measuresFrom(document.at("measures"));
    part = "images and regions";
    report.images = document.value("images", std::int64_t{0});
    report.regions = document.value("regions", std::int64_t{0});
    part = "model";
    report.model = textOf(document, "model");
    part = "skipped";
    const auto skipped = document.value("skipped", json::object());
    for (const auto& [what, count] : skipped.items()) {
      report.skipped.emplace_back(QString::fromStdString(what), count.get<std::int64_t>());
    }
    part = "classes";
    if (document.contains(part)) report.classes = classesFrom(document.at(part));
    part = "confusion";
    if (document.contains(part)) report.confusion = confusionFrom(document.at(part));
    part = "worst_groundings";
    if (document.contains(part)) report.worst_groundings = groundingsFrom(document.at(part));
  } catch (const json::exception& error) {
    refuse(std::string("its part '") + part + "' cannot be read (" + error.what() + ")");
  }
  std::stable_sort(report.measures.begin(), report.measures.end(), [](const Measure& a, const Measure& b) {
    return std::tuple(taskRank(a.name), suffixRank(a.name)) <
           std::tuple(taskRank(b.name), suffixRank(b.name));
  });
  return report;
}

Report readReport(const std::filesystem::path& file, const QString& name) {
  const auto text = read_text_file(file);
  return reportFromJson(QByteArray::fromStdString(text), name, QString::fromStdString(file.string()));
}

QString measureTitle(const QString& name) {
  const int cut = static_cast<int>(name.lastIndexOf(QLatin1Char('_')));
  QString task = name.left(cut), figure = name.mid(cut + 1);
  if (name.endsWith(QLatin1String("_mean_iou"))) {
    task = name.left(name.size() - 9);
    figure = Text::tr("mean IoU");
  } else if (figure == QLatin1String("macc")) {
    figure = Text::tr("mAcc");
  } else if (figure.startsWith(QLatin1String("top"))) {
    figure = Text::tr("top-%1").arg(figure.mid(3));
  } else if (figure.startsWith(QLatin1String("acc"))) {
    figure = Text::tr("Acc@0.%1").arg(figure.mid(3));
  } else if (figure.startsWith(QLatin1Char('r'))) {
    figure = Text::tr("R@%1").arg(figure.mid(1));
  }
  task.replace(QLatin1Char('_'), QLatin1Char(' '));
  if (!task.isEmpty()) task[0] = task[0].toUpper();
  return task.isEmpty() ? figure : task + QStringLiteral("  ·  ") + figure;
}

QString measureText(const Measure& measure) {
  if (!measure.value || !std::isfinite(*measure.value)) return Text::tr("n/a");
  return measure.isShare() ? Text::tr("%1 %").arg(100 * *measure.value, 0, 'f', 2)
                           : QString::number(*measure.value, 'f', 4);
}

}  // namespace cloc::ui
