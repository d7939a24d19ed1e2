// SPDX-License-Identifier: Apache-2.0
#include "core/assist/machine_labels.h"

#include <variant>

namespace cloc::assist {

bool is_machine_label(const store::Region& region) {
  return region.source == kMachineSource;
}

std::optional<double> score_of(const store::Region& region) {
  const auto* value = region.attributes.find(data::kScore);
  const auto* score = value != nullptr ? std::get_if<double>(value) : nullptr;
  return score != nullptr ? std::optional(*score) : std::nullopt;
}

store::Change accepted(const store::Region& now, std::optional<store::LabelId> label) {
  store::Change change{store::Change::Kind::Update, now, now};
  change.after.source = kAcceptedSource;
  if (label) change.after.label_id = label;
  return change;
}

store::Change rejected(const store::Region& now) {
  store::Change change{store::Change::Kind::Remove, now, {}};
  return change;
}

std::string label_name_of(std::string_view phrase) {
  for (const std::string_view article :
       {"a ", "an ", "the ", "some ", "this ", "that ", "these ", "those "}) {
    if (phrase.starts_with(article)) return std::string(phrase.substr(article.size()));
  }
  return std::string(phrase);
}

}  // namespace cloc::assist
