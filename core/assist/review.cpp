// SPDX-License-Identifier: Apache-2.0
#include "core/assist/review.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <string_view>
#include <utility>

namespace cloc::assist {
namespace {

constexpr std::string_view kMissing = "missing=";

std::string mark_of(MistakeKind kind, const std::string& label) {
  std::string mark;
  switch (kind) {
    case MistakeKind::Label:
      mark = "label=";
      mark += label;
      break;
    case MistakeKind::Outlier:
      mark = "outlier=";
      mark += label;
      break;
    case MistakeKind::Duplicate:
      mark = "duplicate";
      break;
    case MistakeKind::Missing:  // of an image, with a box
      break;
  }
  return mark;
}

std::vector<std::string> marks(const data::Attributes& attributes) {
  const auto* value = attributes.find(kReviewed);
  const auto* list = value != nullptr ? std::get_if<std::vector<std::string>>(value) : nullptr;
  if (list != nullptr) return *list;
  // A list of one may have come back as text from a format that has no lists.
  const auto* text = value != nullptr ? std::get_if<std::string>(value) : nullptr;
  return text != nullptr ? std::vector<std::string>{*text} : std::vector<std::string>();
}

}  // namespace

void mark_right(data::Attributes& attributes, MistakeKind kind, const std::string& label) {
  if (is_marked_right(attributes, kind, label)) return;
  auto list = marks(attributes);
  list.push_back(mark_of(kind, label));
  attributes.set(kReviewed, std::move(list));
}

bool is_marked_right(const data::Attributes& attributes, MistakeKind kind, const std::string& label) {
  const auto list = marks(attributes);
  return std::find(list.begin(), list.end(), mark_of(kind, label)) != list.end();
}

void mark_nothing_missing(data::Attributes& attributes, const PixelBox& box) {
  std::array<char, 96> text;
  std::snprintf(text.data(), text.size(), "missing=%.0f,%.0f,%.0f,%.0f", box.x1, box.y1, box.x2, box.y2);
  auto list = marks(attributes);
  if (std::find(list.begin(), list.end(), text.data()) != list.end()) return;
  list.emplace_back(text.data());
  attributes.set(kReviewed, std::move(list));
}

std::vector<PixelBox> nothing_missing(const data::Attributes& attributes) {
  std::vector<PixelBox> boxes;
  for (const auto& mark : marks(attributes)) {
    if (!mark.starts_with(kMissing)) continue;
    PixelBox box;
    if (std::sscanf(mark.c_str() + kMissing.size(), "%f,%f,%f,%f", &box.x1, &box.y1, &box.x2, &box.y2) == 4)
      boxes.push_back(box);
  }
  return boxes;
}

Fix proposed_fix(const Mistake& mistake) {
  switch (mistake.kind) {
    case MistakeKind::Label:
    case MistakeKind::Outlier:
      return mistake.suggested && mistake.suggested != mistake.label ? Fix::Relabel : Fix::None;
    case MistakeKind::Duplicate:
      if (mistake.other_image == mistake.image_id) return Fix::Remove;
      return mistake.other_label && mistake.other_label != mistake.label ? Fix::Relabel : Fix::None;
    case MistakeKind::Missing:
      return mistake.suggested ? Fix::Insert : Fix::None;
  }
  return Fix::None;
}

bool is_current(const Mistake& mistake, const store::Region& now) {
  return now.label_id == mistake.label;
}

std::optional<store::Change> judged(const Mistake& mistake, Judgement judgement, const store::Region& now,
                                    const std::string& label) {
  using Kind = store::Change::Kind;
  if (judgement == Judgement::Keep) {
    if (is_marked_right(now.attributes, mistake.kind, label)) return std::nullopt;
    auto after = now;
    mark_right(after.attributes, mistake.kind, label);
    return store::Change{Kind::Update, now, std::move(after)};
  }
  if (now.locked) return std::nullopt;
  const auto fix = judgement == Judgement::Remove ? Fix::Remove : proposed_fix(mistake);
  if (fix == Fix::Remove) return store::Change{Kind::Remove, now, {}};
  if (fix != Fix::Relabel) return std::nullopt;
  auto after = now;
  after.label_id = mistake.kind == MistakeKind::Duplicate ? mistake.other_label : mistake.suggested;
  return store::Change{Kind::Update, now, std::move(after)};
}

std::optional<store::Change> made_region(const Mistake& mistake, store::RegionId id) {
  if (proposed_fix(mistake) != Fix::Insert) return std::nullopt;
  return store::Change{
      store::Change::Kind::Insert, {}, {id, mistake.image_id, mistake.box, mistake.suggested, "", "model"}};
}

store::Change nothing_missing_change(store::ImageId image, const store::ImageNotes& now,
                                     const std::vector<PixelBox>& boxes) {
  auto after = now;
  for (const auto& box : boxes) mark_nothing_missing(after.attributes, box);
  return store::notes_change(image, now, std::move(after));
}

}  // namespace cloc::assist
