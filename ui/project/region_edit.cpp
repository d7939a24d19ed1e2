// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/project/region_edit.h"

namespace cloc::ui {

RegionEdits inverse(const RegionEdits& edits) {
  RegionEdits back;
  for (auto edit = edits.rbegin(); edit != edits.rend(); ++edit) {
    switch (edit->kind) {
      case RegionEdit::Kind::Insert:
        back.push_back({RegionEdit::Kind::Remove, edit->after, {}});
        break;
      case RegionEdit::Kind::Update:
        back.push_back({RegionEdit::Kind::Update, edit->after, edit->before});
        break;
      case RegionEdit::Kind::Remove:
        back.push_back({RegionEdit::Kind::Insert, {}, edit->before});
        break;
    }
  }
  return back;
}

}  // namespace cloc::ui
