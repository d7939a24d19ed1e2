// SPDX-License-Identifier: Apache-2.0
#include "core/store/edits.h"

#include <algorithm>
#include <array>
#include <unordered_map>

#include <pwd.h>
#include <unistd.h>

#include "core/base/error.h"
#include "core/store/region_rows.h"

namespace cloc::store {
namespace {

using Kind = Change::Kind;

// Apart from what an edit does not touch: locked and hidden.
bool same(const Region& now, const Region& then) {
  return now.image_id == then.image_id && now.box == then.box && now.label_id == then.label_id &&
         now.caption == then.caption && now.source == then.source &&
         now.more_captions == then.more_captions && now.attributes == then.attributes &&
         (!then.z || now.z == then.z);
}

EditInfo read_info(const Statement& row) {
  using namespace std::chrono;
  return {row.integer(0), row.text(1), row.text(2), system_clock::time_point(milliseconds(row.integer(3)))};
}

std::int64_t now_ms() {
  using namespace std::chrono;
  return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

}  // namespace

std::string user_name() {
  std::array<char, 4096> buffer{};
  passwd entry{};
  passwd* found = nullptr;
  if (::getpwuid_r(::geteuid(), &entry, buffer.data(), buffer.size(), &found) == 0 && found != nullptr)
    return found->pw_name;
  return "unknown";
}

const char* Edits::name(State state) {
  switch (state) {
    case State::Done:
      return "done";
    case State::Undone:
      return "undone";
    case State::Aside:
      break;
  }
  return "aside";
}

void Edits::changed_meanwhile(const Change& change, bool gone) const {
  const auto image = [&] {
    try {
      return project_.image(change.image()).path.filename().string();
    } catch (const Error&) {
      return "image " + std::to_string(change.image());
    }
  }();
  std::string what;
  if (change.of_region()) {
    what = "Region " + std::to_string(change.region()) + " of " + image;
    what += gone ? " has been removed" : " has been changed";
  } else {
    what = image + " has been marked as ";
    what += change.kind == Kind::Verify ? "verified" : "not verified";
  }
  throw Error(ErrorKind::Mismatch, what + " elsewhere meanwhile.");
}

// In order. Insert gets its id, Remove the region as it was, locked and hidden included.
void Edits::perform(Changes& changes) {
  RegionRows rows(database_);
  std::unordered_map<RegionId, RegionId> made;  // by placeholder
  const auto translate = [&](Region& region) {
    if (const auto found = made.find(region.id); found != made.end()) region.id = found->second;
  };
  ImageId seen = 0;
  for (auto& change : changes) {
    translate(change.before);
    translate(change.after);
    switch (change.kind) {
      case Kind::Insert: {
        if (change.after.image_id != seen) seen = project_.image(change.after.image_id).id;
        const RegionId wanted = change.after.id;
        if (wanted > 0 && rows.find(wanted)) changed_meanwhile(change, false);
        if (wanted < 0) change.after.id = 0;
        change.after.id = rows.insert(change.after);
        if (wanted < 0) made[wanted] = change.after.id;
        break;
      }
      case Kind::Update: {
        const auto now = rows.find(change.after.id);
        if (!now || !same(*now, change.before)) changed_meanwhile(change, !now);
        rows.update(change.after);
        break;
      }
      case Kind::Remove: {
        const auto now = rows.find(change.before.id);
        if (!now || !same(*now, change.before)) changed_meanwhile(change, !now);
        change.before = *now;
        rows.remove(now->id);
        break;
      }
      case Kind::Verify:
      case Kind::Unverify: {
        const bool verified = change.kind == Kind::Verify;
        if (project_.image(change.image()).verified == verified) changed_meanwhile(change, false);
        project_.set_verified(change.image(), verified);
        break;
      }
    }
  }
}

void Edits::record(EditId id, const Changes& changes) {
  auto insert = database_.prepare(
      "INSERT INTO edit_changes(edit_id, position, kind, image_id, region_id, before, after)"
      " VALUES(?, ?, ?, ?, ?, ?, ?)");
  std::int64_t position = 0;
  for (const auto& change : changes) {
    const bool before = change.kind == Kind::Update || change.kind == Kind::Remove;
    const bool after = change.kind == Kind::Insert || change.kind == Kind::Update;
    insert.run(id, position++, to_string(change.kind), change.image(),
               change.of_region() ? std::optional(change.region()) : std::nullopt,
               before ? to_json(change.before) : std::string(),
               after ? to_json(change.after) : std::string());
  }
}

void Edits::join_to(EditId id, const Changes& changes) {
  info(id, State::Done);  // throws NotFound
  if (!can_join(this->changes(id), changes)) {
    throw Error(ErrorKind::Internal,
                "Step " + std::to_string(id) + " cannot be joined by one that changes other regions.");
  }
  auto update = database_.prepare("UPDATE edit_changes SET after = ? WHERE edit_id = ? AND position = ?");
  std::int64_t position = 0;
  for (const auto& change : changes) update.run(to_json(change.after), id, position++);
  database_.prepare("UPDATE edits SET time_ms = ? WHERE id = ?").run(now_ms(), id);
}

EditId Edits::apply(std::string_view text, Changes& changes, std::optional<EditId> join) {
  Transaction transaction(database_);
  try {
    perform(changes);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::Mismatch) throw;
    throw Error(ErrorKind::Mismatch,
                std::string(error.what()) +
                    " Nothing was written: look at it as it is now, and make the change again.");
  }
  database_.prepare("DELETE FROM edits WHERE state = ?").run(name(State::Undone));
  EditId id = 0;
  if (join) {
    id = *join;
    join_to(id, changes);
  } else {
    static const std::string kUser = user_name();
    id = database_.prepare("INSERT INTO edits(state, text, user, time_ms) VALUES(?, ?, ?, ?)")
             .run(name(State::Done), text, kUser, now_ms())
             .inserted_id();
    record(id, changes);
  }
  transaction.commit();
  return id;
}

Changes Edits::undo(EditId id) {
  return turn(id, State::Done, State::Undone);
}

Changes Edits::redo(EditId id) {
  return turn(id, State::Undone, State::Done);
}

Changes Edits::turn(EditId id, State from, State to) {
  std::optional<EditInfo> step;
  try {
    Transaction transaction(database_);
    step = info(id, from);
    auto changes = this->changes(id);
    if (to == State::Undone) changes = inverse(changes);
    perform(changes);
    set_state(id, to);
    transaction.commit();
    return changes;
  } catch (const Error& error) {
    // An image that is gone is as good a reason as a region that was changed; a full disk is none.
    if (!step || (error.kind() != ErrorKind::Mismatch && error.kind() != ErrorKind::NotFound)) throw;
    set_state(id, State::Aside);
    throw Error(ErrorKind::Mismatch, "\"" + step->text + "\" cannot be " +
                                         (to == State::Undone ? "undone" : "redone") + ": " + error.what() +
                                         " Nothing was changed; the step is left as it is and passed over.");
  }
}

void Edits::set_state(EditId id, State state) {
  database_.prepare("UPDATE edits SET state = ? WHERE id = ?").run(name(state), id);
}

EditInfo Edits::info(EditId id, State state) const {
  auto query = database_.prepare("SELECT id, text, user, time_ms FROM edits WHERE id = ? AND state = ?");
  if (!query.run(id, name(state)).next()) {
    throw Error(ErrorKind::NotFound,
                "Step " + std::to_string(id) + " is not among those that can be " +
                    (state == State::Done ? "undone" : "redone") + " in " + database_.file().string() +
                    ". Another program may have made steps meanwhile: the list is read again.");
  }
  return read_info(query);
}

std::vector<EditInfo> Edits::list(State state, bool newest, std::int64_t limit) const {
  auto query = database_.prepare(
      std::string("SELECT id, text, user, time_ms FROM edits WHERE state = ? ORDER BY id ") +
      (newest ? "DESC" : "ASC") + " LIMIT ?");
  query.run(name(state), limit);
  std::vector<EditInfo> steps;
  while (query.next()) steps.push_back(read_info(query));
  if (newest) std::reverse(steps.begin(), steps.end());
  return steps;
}

std::vector<EditInfo> Edits::done(std::int64_t limit) const {
  return list(State::Done, true, limit);
}

std::vector<EditInfo> Edits::undone(std::int64_t limit) const {
  return list(State::Undone, false, limit);
}

Changes Edits::changes(EditId id) const {
  auto query = database_.prepare(
      "SELECT kind, image_id, region_id, before, after FROM edit_changes WHERE edit_id = ? ORDER BY "
      "position");
  query.run(id);
  Changes changes;
  while (query.next()) {
    Change change;
    change.kind = kind_of(query.text(0));
    if (const auto before = query.text(3); !before.empty()) change.before = region_from_json(before);
    if (const auto after = query.text(4); !after.empty()) change.after = region_from_json(after);
    change.before.image_id = change.after.image_id = query.integer(1);
    change.before.id = change.after.id = query.optional_integer(2).value_or(0);
    changes.push_back(std::move(change));
  }
  if (changes.empty()) {
    throw Error(ErrorKind::NotFound, "There is no step " + std::to_string(id) + " in " +
                                         database_.file().string() +
                                         ". It may have been removed meanwhile: reload.");
  }
  return changes;
}

}  // namespace cloc::store
