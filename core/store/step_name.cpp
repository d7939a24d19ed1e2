// SPDX-License-Identifier: Apache-2.0
#include "core/store/step_name.h"

#include <charconv>

namespace cloc::store {
namespace {

using Kind = StepName::Kind;

constexpr std::string_view kMachineLabels = "machine labels of ", kImport = "import ";

struct Plain {
  Kind kind;
  const char* text;
};
constexpr Plain kPlain[] = {{Kind::AcceptMachineLabels, "accept machine labels"},
                            {Kind::RemoveMachineLabels, "remove machine labels"},
                            {Kind::SplitImages, "split the images"},
                            {Kind::Revert, "revert"}};

std::string_view unit(std::int64_t images) {
  return images == 1 ? " image" : " images";
}

}  // namespace

std::string to_string(const StepName& name) {
  std::string text;
  switch (name.kind) {
    case Kind::MachineLabels:
      return text.append(kMachineLabels).append(std::to_string(name.images)).append(unit(name.images));
    case Kind::Import:
      return text.append(kImport).append(name.source);
    default:
      break;
  }
  for (const auto& [kind, plain] : kPlain) {
    if (kind == name.kind) text = plain;
  }
  return text;
}

std::optional<StepName> step_name_of(std::string_view text) {
  if (text.starts_with(kMachineLabels)) {
    text.remove_prefix(kMachineLabels.size());
    std::int64_t images = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), images);
    const auto rest = text.substr(static_cast<std::size_t>(end - text.data()));
    if (error != std::errc() || rest != unit(images)) return std::nullopt;
    return StepName{.kind = Kind::MachineLabels, .images = images};
  }
  if (text.starts_with(kImport)) {
    return StepName{.kind = Kind::Import, .source = std::string(text.substr(kImport.size()))};
  }
  for (const auto& [kind, plain] : kPlain) {
    if (text == plain) return StepName{.kind = kind};
  }
  return std::nullopt;
}

}  // namespace cloc::store
