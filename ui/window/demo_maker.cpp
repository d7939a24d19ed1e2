// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/demo_maker.h"

#include <system_error>
#include <utility>

namespace cloc::ui {
namespace {

namespace fs = std::filesystem;

QString text(const fs::path& path) {
  return QString::fromStdString(path.string());
}

}  // namespace

DemoMaker::DemoMaker(fs::path program, fs::path folder, QObject* parent)
    : QObject(parent),
      program_(std::move(program)),
      folder_(std::move(folder)),
      making_(folder_ / ".cloc-making") {
  connect(&process_, &QProcess::finished, this, &DemoMaker::ended);
  connect(&process_, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
    if (error != QProcess::FailedToStart) return;
    emit failed(tr("%1 cannot be started. Install the program again.").arg(text(program_)));
  });
}

DemoMaker::~DemoMaker() {
  process_.disconnect(this);
  process_.kill();
  process_.waitForFinished(1000);
}

void DemoMaker::start() {
  if (process_.state() != QProcess::NotRunning) return;
  if (fs::exists(project())) {
    emit projectReady();
    return;
  }
  if (fs::exists(scenes())) {
    emit scenesReady();
    return;
  }
  // Made under another name and moved when whole, so that a stopped run leaves none by half.
  std::error_code error;
  fs::remove_all(making_, error);
  fs::create_directories(making_, error);
  if (error) {
    emit failed(tr("Cannot make the folder %1 (%2). Free some space, or open a folder of your own images.")
                    .arg(text(making_), QString::fromStdString(error.message())));
    return;
  }
  cancelled_ = false;
  emit started(tr("Making the demo scenes"));
  process_.start(text(program_), {QStringLiteral("demo"), QStringLiteral("create"), text(making_ / "scenes"),
                                  QStringLiteral("--scenes"), QStringLiteral("400"), QStringLiteral("--seed"),
                                  QStringLiteral("20")});
}

void DemoMaker::ended(int code) {
  std::error_code error;
  if (code == 0 && !cancelled_) fs::rename(making_ / "scenes", scenes(), error);
  std::error_code ignored;
  fs::remove_all(making_, ignored);
  if (cancelled_) {
    emit failed({});
  } else if (code != 0) {
    const QString said = QString::fromUtf8(process_.readAllStandardError()).trimmed();
    emit failed(said.isEmpty() ? tr("cloc-cli ended with code %1.").arg(code) : said);
  } else if (error) {
    emit failed(
        tr("Cannot make the folder %1 (%2).").arg(text(scenes()), QString::fromStdString(error.message())));
  } else {
    emit scenesReady();
  }
}

void DemoMaker::cancel() {
  cancelled_ = true;
  process_.terminate();
}

}  // namespace cloc::ui
