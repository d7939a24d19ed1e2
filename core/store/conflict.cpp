// SPDX-License-Identifier: Apache-2.0
#include "core/store/conflict.h"

#include <algorithm>

namespace cloc::store {
namespace {

using Kind = Change::Kind;

const RegionConflict* find(const std::vector<RegionConflict>& conflicts, const Change& change) {
  if (change.kind != Kind::Update && change.kind != Kind::Remove) return nullptr;
  const auto found = std::find_if(conflicts.begin(), conflicts.end(), [&](const RegionConflict& one) {
    return one.mine.region() == change.region();
  });
  return found == conflicts.end() ? nullptr : &*found;
}

}  // namespace

Region merged(const Region& now, const Region& before, const Region& after) {
  auto region = now;
  const auto take = [&](auto Region::*field) {
    if (!(before.*field == after.*field)) region.*field = after.*field;
  };
  take(&Region::box);
  take(&Region::label_id);
  take(&Region::caption);
  take(&Region::source);
  take(&Region::z);
  take(&Region::more_captions);
  take(&Region::attributes);
  return region;
}

bool same_contents(const Region& a, const Region& b) {
  return a.box == b.box && a.label_id == b.label_id && a.caption == b.caption && a.source == b.source &&
         a.z == b.z && a.more_captions == b.more_captions && a.attributes == b.attributes;
}

Changes over_theirs(const Changes& changes, const std::vector<RegionConflict>& conflicts) {
  Changes again;
  for (const auto& change : changes) {
    const auto* conflict = find(conflicts, change);
    if (conflict == nullptr) {
      again.push_back(change);
      continue;
    }
    const auto& theirs = conflict->theirs;
    if (change.kind == Kind::Remove) {
      if (theirs) again.push_back({Kind::Remove, *theirs, {}});
    } else if (theirs) {
      auto after = merged(*theirs, change.before, change.after);
      if (!same_contents(*theirs, after)) again.push_back({Kind::Update, *theirs, std::move(after)});
    } else {
      again.push_back({Kind::Insert, {}, change.after});
    }
  }
  return again;
}

Changes without(const Changes& changes, const std::vector<RegionConflict>& conflicts) {
  Changes rest;
  for (const auto& change : changes) {
    if (find(conflicts, change) == nullptr) rest.push_back(change);
  }
  return rest;
}

}  // namespace cloc::store
