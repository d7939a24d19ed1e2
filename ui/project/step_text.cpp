// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/project/step_text.h"

#include <QCoreApplication>
#include <algorithm>
#include <limits>

#include "core/store/step_name.h"

namespace cloc::ui {
namespace {

// lupdate finds texts by the class they are in.
struct Text {
  Q_DECLARE_TR_FUNCTIONS(cloc::ui::StepText)
};

}  // namespace

QString stepText(const std::string& text) {
  const auto name = store::step_name_of(text);
  if (!name) return QString::fromStdString(text);
  using Kind = store::StepName::Kind;
  switch (name->kind) {
    case Kind::MachineLabels:
      return Text::tr(
          "machine labels of %Ln image(s)", nullptr,
          static_cast<int>(std::min<std::int64_t>(name->images, std::numeric_limits<int>::max())));
    case Kind::AcceptMachineLabels:
      return Text::tr("accept machine labels");
    case Kind::RemoveMachineLabels:
      return Text::tr("remove machine labels");
    case Kind::Import:
      return Text::tr("import %1").arg(QString::fromStdString(name->source));
    case Kind::SplitImages:
      return Text::tr("split the images");
    case Kind::Revert:
      return Text::tr("revert");
  }
  return QString::fromStdString(text);
}

}  // namespace cloc::ui
