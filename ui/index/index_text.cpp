// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/index/index_text.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>

namespace cloc::ui {
namespace {

struct Text {
  Q_DECLARE_TR_FUNCTIONS(cloc::ui::IndexText)
};

// "lists: asked for." is what the index says then.
bool wasAskedFor(const engine::IndexStatus& status) {
  return status.reason.find("asked for") != std::string::npos;
}

std::int64_t embeddingBytes(const engine::IndexStatus& status) {
  return 2 * status.entries * status.dim;
}

}  // namespace

QString countText(std::int64_t count) {
  return QLocale().toString(static_cast<qlonglong>(count));
}

QString bytesText(std::int64_t bytes) {
  return QLocale().formattedDataSize(bytes, bytes < 1000 ? 0 : 1, QLocale::DataSizeSIFormat);
}

QString millisecondsText(double milliseconds) {
  const int digits = milliseconds < 0.1 ? 3 : milliseconds < 1 ? 2 : milliseconds < 10 ? 1 : 0;
  return Text::tr("%1 ms").arg(QLocale().toString(milliseconds, 'f', digits));
}

QString kindText(const engine::IndexStatus& status) {
  if (status.kind == "exact") return Text::tr("Exact");
  if (status.kind == "lists") return Text::tr("Lists");
  if (status.kind == "graph") return Text::tr("Graph");
  return QString::fromStdString(status.kind);
}

QString kindReason(const engine::IndexStatus& status) {
  const QString size = bytesText(embeddingBytes(status));
  QString text;
  if (status.kind == "exact") {
    text = Text::tr("Every entry is compared: nothing is missed, and it takes longer the more there are.");
    if (!wasAskedFor(status)) text += Text::tr(" They are %1, little enough for that.").arg(size);
  } else if (status.kind == "lists") {
    text = Text::tr("Short codes of the likeliest entries are compared, and the best of them once more.");
    if (!wasAskedFor(status)) text += Text::tr(" All are %1, too much to read for every search.").arg(size);
  } else if (status.kind == "graph") {
    text = Text::tr("Near neighbours are walked: as fast at any size; by words it finds less.");
  } else {
    return QString::fromStdString(status.reason);
  }
  if (wasAskedFor(status)) text += Text::tr(" This kind was asked for when the index was made.");
  return text;
}

QString deviceText(const std::string& device) {
  return device.rfind("CPU", 0) == 0 ? Text::tr("CPU") : Text::tr("GPU");
}

QString deviceReason(const std::string& device) {
  const auto colon = device.find(": ");
  if (device.rfind("CPU", 0) != 0 || colon == std::string::npos) return QString::fromStdString(device);
  const auto reason = device.substr(colon + 2);
  // What core/index says, in the user's language; the rest is told as it is.
  if (reason == "this program was built without CUDA") return Text::tr("this program was built without CUDA");
  if (reason == "as chosen") return Text::tr("as you chose");
  if (reason == "the GPU could not take the index") return Text::tr("the GPU could not take the index");
  return QString::fromStdString(reason);
}

QString modelText(const engine::IndexStatus& status) {
  constexpr int kHash = 64, kShown = 8;
  const QString name = QString::fromStdString(status.model_name).section(QLatin1Char('/'), -1);
  return name.size() == kHash ? name.left(kShown) : name;
}

QString createdText(const engine::IndexStatus& status) {
  const auto time = QDateTime::fromString(QString::fromStdString(status.created), Qt::ISODate);
  if (!time.isValid()) return QString::fromStdString(status.created);
  return QLocale().toString(time.toLocalTime(), QLocale::ShortFormat);
}

QString memoryText(const engine::IndexStatus& status) {
  return Text::tr("%1, and %2 mapped from its file, which the system may take back")
      .arg(bytesText(status.bytes_in_memory), bytesText(status.bytes_mapped));
}

QStringList changesText(const engine::Staleness& stale) {
  QStringList lines;
  const auto number = [](std::int64_t count) { return static_cast<int>(count); };
  if (stale.not_indexed > 0)
    lines << Text::tr("%Ln image(s) not in the index: new, or unreadable", nullptr,
                      number(stale.not_indexed));
  if (stale.file_changed > 0)
    lines << Text::tr("%Ln image(s) whose file has changed", nullptr, number(stale.file_changed));
  if (stale.regions_changed > 0)
    lines << Text::tr("%Ln image(s) whose regions have changed", nullptr, number(stale.regions_changed));
  if (stale.left_project > 0)
    lines << Text::tr("%Ln image(s) still in the index that left the project", nullptr,
                      number(stale.left_project));
  if (stale.file_gone > 0)
    lines << Text::tr("%Ln image(s) whose file is gone", nullptr, number(stale.file_gone));
  return lines;
}

QString recallText(const engine::Recall& recall) {
  return Text::tr("%1 % of the %2 nearest")
      .arg(QLocale().toString(100 * recall.recall, 'f', 1), countText(recall.k));
}

QString speedText(const engine::Recall& recall) {
  return Text::tr("%1, and %2 when all are compared")
      .arg(millisecondsText(recall.milliseconds), millisecondsText(recall.exact_milliseconds));
}

QString indexProblem(const engine::IndexStatus& status) {
  switch (status.state) {
    case engine::IndexState::None:
      return Text::tr("The project has no index yet: build it to search all images.");
    case engine::IndexState::OtherModel:
      if (status.other_version) {
        return Text::tr(
            "The index was saved by another version of CLOC Studio. Rebuild it to search all images.");
      }
      return Text::tr(
                 "The index was made with another model (%1). Rebuild it with this model to search all "
                 "images.")
          .arg(modelText(status));
    case engine::IndexState::Unreadable:
      return QString::fromStdString(status.message);  // names the file, and what is wrong with it
    case engine::IndexState::Ready:
      break;
  }
  return {};
}

QString indexSummary(const engine::IndexStatus& status) {
  const auto regions = static_cast<int>(status.regions + status.proposals);
  QString text = Text::tr("Index: %Ln region(s), %1", nullptr, regions).arg(kindText(status).toLower());
  if (!status.device.empty()) text += QStringLiteral(", ") + deviceText(status.device);
  return text;
}

}  // namespace cloc::ui
