// SPDX-License-Identifier: Apache-2.0
#include "core/store/index_mark.h"

#include <charconv>
#include <string>

#include "core/store/lookup.h"

namespace cloc::store {
namespace {

constexpr auto kImageKey = "indexed_until_image", kRegionKey = "indexed_until_region";

std::optional<std::int64_t> number(const Project& project, std::string_view key) {
  const auto text = project.meta(key);
  std::int64_t value = 0;
  if (!text || std::from_chars(text->data(), text->data() + text->size(), value).ec != std::errc())
    return std::nullopt;
  return value;
}

}  // namespace

IndexMark last_rows(const Project& project) {
  const Lookup lookup(project);
  return {lookup.last_image(), lookup.last_region()};
}

void set_index_mark(Project& project, const IndexMark& mark) {
  auto transaction = project.transaction();
  project.set_meta(kImageKey, std::to_string(mark.image));
  project.set_meta(kRegionKey, std::to_string(mark.region));
  transaction.commit();
}

std::optional<IndexMark> index_mark(const Project& project) {
  const auto image = number(project, kImageKey), region = number(project, kRegionKey);
  if (!image || !region) return std::nullopt;
  return IndexMark{*image, *region};
}

NotIndexed not_indexed(const Project& project) {
  const auto mark = index_mark(project);
  if (!mark) return {};
  const Lookup lookup(project);
  return {lookup.images_after(mark->image), lookup.regions_after(mark->region)};
}

}  // namespace cloc::store
