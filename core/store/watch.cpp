// SPDX-License-Identifier: Apache-2.0
#include "core/store/watch.h"

#include <algorithm>
#include <set>

#include "core/store/changes.h"
#include "core/store/database.h"

namespace cloc::store {

Watch::Watch(const Project& project)
    : project_(project),
      writes_(project.database_->foreign_writes()),
      revision_(last_revision()),
      extent_(extent()) {}

std::int64_t Watch::last_revision() const {
  auto query = project_.database_->prepare("SELECT coalesce(max(revision), 0) FROM edits");
  query.run().next();
  return query.integer(0);
}

Watch::Extent Watch::extent() const {
  auto query = project_.database_->prepare(
      "SELECT (SELECT coalesce(max(id), 0) FROM images), (SELECT coalesce(max(id), 0) FROM regions),"
      " (SELECT coalesce(max(id), 0) FROM captions), (SELECT coalesce(max(id), 0) FROM labels),"
      " (SELECT CAST(coalesce(sum(regions), 0) AS BIGINT) FROM label_counts)");
  query.run().next();
  return {query.integer(0), query.integer(1), query.integer(2), query.integer(3), query.integer(4)};
}

std::optional<News> Watch::look() {
  const auto before = extent();
  const auto writes = project_.database_->foreign_writes();
  if (writes == writes_) {
    extent_ = before;  // own work alone
    return std::nullopt;
  }
  // First the number, then what it counts: what comes in between is seen again, and not missed.
  writes_ = writes;
  const auto newest = last_revision();
  News news;
  std::set<ImageId> images;
  auto steps = project_.database_->prepare(
      "SELECT edits.id, revision, changed_by, text, changed_ms, state, kind, image_id FROM edits"
      " JOIN edit_changes ON edit_id = edits.id WHERE revision > ? AND origin <> ? ORDER BY revision, "
      "image_id");
  std::int64_t step = 0;
  for (steps.run(revision_, project_.origin()); steps.next();) {
    if (news.deeds.empty() || steps.integer(0) != step) {
      step = steps.integer(0);
      revision_ = steps.integer(1);
      using namespace std::chrono;
      const auto state = steps.text(5);
      news.deeds.push_back({steps.text(2),
                            steps.text(3),
                            system_clock::time_point(milliseconds(steps.integer(4))),
                            state == "undone" || state == "dropped",
                            {}});
    }
    Change change;
    change.kind = kind_of(steps.text(6));
    news.labels = news.labels || change.of_label_set();
    news.many = news.many || change.kind == Change::Kind::Relabel;
    news.splits = news.splits || change.kind == Change::Kind::Resplit;
    const ImageId image = steps.integer(7);
    if (image == 0) continue;
    images.insert(image);
    auto& own = news.deeds.back().images;
    if (own.empty() || own.back() != image) own.push_back(image);
  }
  news.images.assign(images.begin(), images.end());
  const bool restored = newest < revision_;  // from a backup
  revision_ = restored ? newest : std::max(revision_, newest);
  const auto now = extent();
  // Steps change the rest too: only where there is none it tells of something else.
  news.rows = restored || now.last_image != extent_.last_image || (news.deeds.empty() && now != extent_);
  extent_ = now;
  if (news.deeds.empty() && !news.rows) return std::nullopt;
  return news;
}

}  // namespace cloc::store
