// SPDX-License-Identifier: Apache-2.0
#include "core/store/label_edits.h"

#include <algorithm>
#include <set>
#include <utility>

#include "core/base/error.h"

namespace cloc::store {
namespace {

[[noreturn]] void refuse(const std::string& why) {
  throw Error(ErrorKind::InvalidInput, why);
}

const Label* find(std::span<const Label> labels, LabelId id) {
  const auto found =
      std::find_if(labels.begin(), labels.end(), [id](const auto& one) { return one.id == id; });
  return found == labels.end() ? nullptr : &*found;
}

const Label* find(std::span<const Label> labels, const std::string& name) {
  const auto found =
      std::find_if(labels.begin(), labels.end(), [&](const auto& one) { return one.name == name; });
  return found == labels.end() ? nullptr : &*found;
}

const Label& require(std::span<const Label> labels, LabelId id) {
  if (const auto* label = find(labels, id)) return *label;
  refuse("The label is not in the project any more.");
}

std::string trimmed(const std::string& text) {
  constexpr const char* kBlanks = " \t\r\n";
  const auto begin = text.find_first_not_of(kBlanks);
  if (begin == std::string::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

// Those below `old` come below `fresh`, apart from the label `but`.
void move_children(std::span<const Label> labels, const std::string& old, const std::string& fresh,
                   LabelId but, Changes& changes) {
  for (const auto& label : labels) {
    if (label.details.parent != old || label.id == but) continue;
    auto after = label;
    after.details.parent = label.name == fresh ? std::string() : fresh;
    changes.push_back(label_change(label, std::move(after)));
  }
}

// Whether `name` is `above` or lies below it. Parents that form a ring end the walk.
bool lies_below(std::span<const Label> labels, std::string name, const std::string& above) {
  std::set<std::string> seen;
  while (!name.empty() && seen.insert(name).second) {
    if (name == above) return true;
    const auto* label = find(labels, name);
    name = label == nullptr ? std::string() : label->details.parent;
  }
  return false;
}

}  // namespace

Changes add_labels(std::span<const Label> labels, std::span<const Label> wanted) {
  std::set<std::string> names, keys;
  for (const auto& label : labels) {
    names.insert(label.name);
    keys.insert(label.hotkey);
  }
  Changes changes;
  for (auto label : wanted) {
    label.name = trimmed(label.name);
    if (label.name.empty() || !names.insert(label.name).second) continue;
    label.id = 0;
    if (!label.hotkey.empty() && !keys.insert(label.hotkey).second) label.hotkey.clear();
    changes.push_back(add_label_change(std::move(label)));
  }
  return changes;
}

Changes change_label(std::span<const Label> labels, const Label& wanted) {
  const auto& before = require(labels, wanted.id);
  auto after = wanted;
  after.name = trimmed(after.name);
  if (after.name.empty()) refuse("A label needs a name.");
  for (const auto& other : labels) {
    if (other.id == after.id) continue;
    if (other.name == after.name) {
      refuse("There is another label \"" + after.name + "\". Choose another name, or merge the two.");
    }
    if (!after.hotkey.empty() && other.hotkey == after.hotkey) {
      refuse("The key " + after.hotkey + " is that of the label \"" + other.name + "\". Choose another one.");
    }
  }
  if (before.name == after.name && before.details == after.details && before.hotkey == after.hotkey)
    return {};
  Changes changes{label_change(before, after)};
  if (before.name != after.name) move_children(labels, before.name, after.name, after.id, changes);
  return changes;
}

Changes merge_labels(std::span<const Label> labels, LabelId from, LabelId into) {
  if (from == into) refuse("A label cannot be merged with itself.");
  return remove_label(labels, from, into);
}

Changes remove_label(std::span<const Label> labels, LabelId id, std::optional<LabelId> instead) {
  const auto& label = require(labels, id);
  if (instead == id) refuse("The label that goes cannot take its own boxes.");
  Changes changes{relabel_change(id, instead)};
  const std::string heir = instead ? require(labels, *instead).name : label.details.parent;
  std::vector<Label> after(labels.begin(), labels.end());
  // Where the heir lies below the label, it takes its place in the tree.
  if (instead && lies_below(labels, heir, label.name)) {
    const auto& before = require(labels, *instead);
    auto raised = before;
    raised.details.parent = label.details.parent == raised.name ? std::string() : label.details.parent;
    if (raised.details != before.details) changes.push_back(label_change(before, std::move(raised)));
    std::erase_if(after, [&](const Label& one) { return one.id == *instead; });
  }
  move_children(after, label.name, heir, id, changes);
  changes.push_back(remove_label_change(label));
  return changes;
}

Changes move_label(std::span<const Label> labels, LabelId id, const std::string& parent) {
  const auto& before = require(labels, id);
  if (before.details.parent == parent) return {};
  if (lies_below(labels, parent, before.name)) {
    refuse("\"" + parent + "\" lies below \"" + before.name + "\": a label cannot lie below itself.");
  }
  auto after = before;
  after.details.parent = parent;
  return {label_change(before, std::move(after))};
}

}  // namespace cloc::store
