// SPDX-License-Identifier: GPL-3.0-or-later
// Makes the scenes of the demo project by running cloc-cli, as packaging/run.sh does. The window goes on
// meanwhile.
#pragma once

#include <QObject>
#include <QProcess>
#include <QString>
#include <filesystem>

namespace cloc::ui {

class DemoMaker : public QObject {
  Q_OBJECT

 public:
  // `program`: cloc-cli. `folder`: where the scenes and the project go.
  DemoMaker(std::filesystem::path program, std::filesystem::path folder, QObject* parent);
  ~DemoMaker() override;
  // Answered at once when the scenes or the project are there.
  void start();
  void cancel();

  std::filesystem::path scenes() const { return folder_ / "scenes"; }
  std::filesystem::path project() const { return folder_ / "demo.clocproj"; }

 signals:
  void started(const QString& stage);
  // Of a project that was made before.
  void projectReady();
  void scenesReady();
  // Empty when cancelled.
  void failed(const QString& message);

 private:
  void ended(int code);

  std::filesystem::path program_, folder_, making_;
  QProcess process_;
  bool cancelled_ = false;
};

}  // namespace cloc::ui
