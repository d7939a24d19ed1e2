// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/actions/key_presets.h"

#include <algorithm>

namespace cloc::ui {
namespace {

// F goes on and D back; N draws; T before H is about all objects; digits label with Ctrl. What CVAT has on a
// key and we do not have at all (G groups, M merges) leaves our own command there.
QHash<QString, QString> cvat() {
  QHash<QString, QString> keys{
      {QStringLiteral("canvas.draw"), QStringLiteral("N")},
      {QStringLiteral("canvas.hideAll"), QStringLiteral("T, H")},
      {QStringLiteral("go.next"), QStringLiteral("F; PgDown")},
      {QStringLiteral("go.previous"), QStringLiteral("D; PgUp")},
      {QStringLiteral("canvas.delete"), QStringLiteral("Del; Shift+Del")},
      {QStringLiteral("help.keys"), QStringLiteral("F1")},
      {QStringLiteral("edit.settings"), QStringLiteral("F2; Ctrl+,")},
      {QStringLiteral("labels.rename"), QStringLiteral("Shift+F2")},
  };
  for (int digit = 1; digit <= 9; ++digit)
    keys.insert(QStringLiteral("canvas.label%1").arg(digit), QStringLiteral("Ctrl+%1").arg(digit));
  return keys;
}

}  // namespace

const std::vector<KeyPreset>& keyPresets() {
  static const std::vector<KeyPreset> presets{
      // As the actions are made.
      {QStringLiteral("labelme"), QStringLiteral("labelme / X-AnyLabeling")},
      {QStringLiteral("cvat"), QStringLiteral("CVAT"), cvat()},
  };
  return presets;
}

const KeyPreset& keyPreset(const QString& id) {
  const auto& presets = keyPresets();
  const auto found =
      std::find_if(presets.begin(), presets.end(), [&](const KeyPreset& preset) { return preset.id == id; });
  return found == presets.end() ? presets.front() : *found;
}

}  // namespace cloc::ui
