// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/window/recent_projects.h"

#include <QSettings>
#include <QStringList>

namespace cloc::ui {
namespace {
constexpr auto kKey = "recentProjects";
constexpr int kMost = 10;
}  // namespace

std::vector<std::filesystem::path> recentProjects() {
  std::vector<std::filesystem::path> projects;
  for (const auto& text : QSettings().value(kKey).toStringList()) projects.emplace_back(text.toStdString());
  return projects;
}

void rememberProject(const std::filesystem::path& project) {
  QSettings settings;
  QStringList list = settings.value(kKey).toStringList();
  const QString text = QString::fromStdString(project.string());
  list.removeAll(text);
  list.prepend(text);
  settings.setValue(kKey, list.mid(0, kMost));
}

}  // namespace cloc::ui
