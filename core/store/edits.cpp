// SPDX-License-Identifier: Apache-2.0
#include "core/store/edits.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <unordered_map>

#include <pwd.h>
#include <unistd.h>

#include "core/base/error.h"
#include "core/store/label_rows.h"
#include "core/store/region_rows.h"
#include "core/store/step_name.h"

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

bool same(const std::optional<Label>& now, const Label& then) {
  return now && now->id == then.id && now->name == then.name && now->details == then.details &&
         now->hotkey == then.hotkey;
}

// Of the columns id, text, user, time_ms, from `first` on.
EditInfo read_info(const Statement& row, int first = 0) {
  using namespace std::chrono;
  return {row.integer(first), row.text(first + 1), row.text(first + 2),
          system_clock::time_point(milliseconds(row.integer(first + 3)))};
}

std::int64_t now_ms() {
  using namespace std::chrono;
  return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

}  // namespace

std::string user_name() {
  if (const char* given = std::getenv("CLOC_USER"); given != nullptr && *given != '\0') return given;
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
    case State::Dropped:
      return "dropped";
    case State::Aside:
      break;
  }
  return "aside";
}

// In order. Insert gets its id, Remove the region as it was, locked and hidden included.
void Edits::perform(Changes& changes) {
  RegionRows rows(database_);
  std::unordered_map<RegionId, RegionId> made;  // by placeholder
  const auto translate = [&](Region& region) {
    if (const auto found = made.find(region.id); found != made.end()) region.id = found->second;
  };
  ImageId seen = 0;
  std::vector<RegionConflict> conflicts;
  // Whether the region is as the change believes; else it is told of with all others at the end.
  const auto stands = [&](const Change& change, const std::optional<Region>& now) {
    if (now && same(*now, change.before)) return true;
    conflicts.push_back({change, now, last_change(change.region())});
    return false;
  };
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
        if (stands(change, rows.find(change.after.id))) rows.update(change.after);
        break;
      }
      case Kind::Remove: {
        const auto now = rows.find(change.before.id);
        if (!stands(change, now)) break;
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
      case Kind::AddLabel:
      case Kind::ChangeLabel:
      case Kind::RemoveLabel:
        change_label(change);
        break;
      case Kind::Relabel:
      case Kind::Resplit:
        move(change);
        break;
      case Kind::ChangeImage: {
        const ImageId id = change.image();
        const auto& [before, after] = *change.notes;
        const ImageNotes now{project_.captions_of(id), project_.image(id).attributes};
        if (now != before) changed_meanwhile(change, false);
        if (before.captions != after.captions) project_.set_captions(id, after.captions);
        if (before.attributes != after.attributes) project_.set_attributes(id, after.attributes);
        break;
      }
    }
  }
  if (conflicts.empty()) return;
  const auto& first = conflicts.front();
  throw Conflict(what_happened(first.mine, !first.theirs), conflicts);
}

void Edits::change_label(Change& change) {
  const LabelRows rows(database_);
  const auto& [before, after] = *change.label;
  if (change.kind == Kind::AddLabel) {
    if (after.id != 0 && rows.find(after.id)) changed_meanwhile(change, false);
    auto made = after;
    made.id = rows.insert(after);
    change = add_label_change(std::move(made));
    return;
  }
  const auto now = rows.find(before.id);
  if (!same(now, before)) changed_meanwhile(change, !now);
  if (change.kind == Kind::ChangeLabel) {
    rows.update(after);
  } else {
    // Regions would lose it without a record.
    if (rows.used(before.id)) changed_meanwhile(change, false);
    rows.remove(before.id);
  }
}

void Edits::move(Change& change) {
  const bool relabel = change.kind == Kind::Relabel;
  const auto& move = *change.move;
  if (move.all) {
    auto named = move;
    named.all = false;
    auto query =
        database_.prepare("SELECT id FROM regions WHERE label_id IS NOT DISTINCT FROM ? ORDER BY id");
    for (query.run(move.from_label); query.next();) named.ids.push_back(query.integer(0));
    database_.prepare("UPDATE regions SET label_id = ? WHERE label_id IS NOT DISTINCT FROM ?")
        .run(move.to_label, move.from_label);
    change.move = std::make_shared<const MoveChange>(std::move(named));
    return;
  }
  auto update = database_.prepare(
      relabel ? "UPDATE regions SET label_id = ? WHERE id BETWEEN ? AND ? AND label_id IS NOT DISTINCT FROM ?"
              : "UPDATE images SET split = ? WHERE id BETWEEN ? AND ? AND split = ?");
  for_each_run(move.ids, [&](std::int64_t first, std::int64_t last) {
    if (relabel) {
      update.run(move.to_label, first, last, move.from_label);
    } else {
      update.run(move.to_split, first, last, move.from_split);
    }
    if (update.rows_changed() != last - first + 1) changed_meanwhile(change, false);
  });
}

void Edits::record(EditId id, const Changes& changes) {
  auto insert = database_.prepare(
      "INSERT INTO edit_changes(edit_id, position, kind, image_id, region_id, before, after)"
      " VALUES(?, ?, ?, ?, ?, ?, ?)");
  auto count = database_.prepare("SELECT count(*) FROM edit_changes WHERE edit_id = ?");
  count.run(id).next();
  auto position = count.integer(0);
  for (const auto& change : changes) {
    insert.run(id, position++, to_string(change.kind), change.image(),
               change.of_region() ? std::optional(change.region()) : std::nullopt, before_json(change),
               after_json(change));
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

void Edits::make(Changes& changes) {
  constexpr const char* kAdvice = " Nothing was written: look at it as it is now, and make the change again.";
  try {
    perform(changes);
  } catch (const Conflict& conflict) {
    throw Conflict(std::string(conflict.what()) + kAdvice, conflict.regions());
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::Mismatch) throw;
    throw Error(ErrorKind::Mismatch, std::string(error.what()) + kAdvice);
  }
}

EditId Edits::apply(std::string_view text, Changes& changes, std::optional<EditId> join) {
  Transaction transaction(database_);
  make(changes);
  EditId id = 0;
  if (join) {
    id = *join;
    join_to(id, changes);
  } else {
    auto insert =
        database_.prepare_insert(R"(INSERT INTO edits(state, text, "user", time_ms) VALUES(?, ?, ?, ?))");
    id = insert.run(name(State::Done), text, project_.user(), now_ms()).inserted_id();
    record(id, changes);
  }
  stamp(id);
  drop_undone();  // behind it, so that the newest revision is never given again
  transaction.commit();
  return id;
}

void Edits::stamp(EditId id) {
  database_
      .prepare(
          "UPDATE edits SET revision = (SELECT max(revision) FROM edits) + 1, changed_by = ?, "
          "changed_ms = ?, origin = ? WHERE id = ?")
      .run(project_.user(), now_ms(), project_.origin(), id);
}

void Edits::drop_undone() {
  constexpr std::int64_t kKept = 60'000;  // ms: who looks at what others do looks more often
  database_.prepare("DELETE FROM edits WHERE state = ? AND changed_ms < ?")
      .run(name(State::Dropped), now_ms() - kKept);
  database_.prepare("UPDATE edits SET state = ? WHERE state = ?" + of_user())
      .run(name(State::Dropped), name(State::Undone));
}

std::string Edits::of_user() const {
  if (!project_.server()) return {};
  return " AND \"user\" = " + Database::literal(Statement::to_variant(project_.user())).toStdString();
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
    stamp(id);
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
  Transaction transaction(database_);
  database_.prepare("UPDATE edits SET state = ? WHERE id = ?").run(name(state), id);
  transaction.commit();
}

EditInfo Edits::info(EditId id, State state) const {
  auto query = database_.prepare(R"(SELECT id, text, "user", time_ms FROM edits WHERE id = ? AND state = ?)");
  if (!query.run(id, name(state)).next()) {
    throw Error(ErrorKind::NotFound,
                "Step " + std::to_string(id) + " is not among those that can be " +
                    (state == State::Done ? "undone" : "redone") + " in " + database_.where() +
                    ". Another program may have made steps meanwhile: the list is read again.");
  }
  return read_info(query);
}

std::vector<EditInfo> Edits::list(State state, bool newest, std::int64_t limit) const {
  auto query = database_.prepare(R"(SELECT id, text, "user", time_ms FROM edits WHERE state = ?)" +
                                 of_user() + " ORDER BY id " + (newest ? "DESC" : "ASC") + " LIMIT ?");
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

// Of the columns kind, image_id, region_id, before, after.
Change Edits::read_change(const Statement& row) {
  Change change;
  change.kind = kind_of(row.text(0));
  change.before.image_id = change.after.image_id = row.integer(1);
  change.before.id = change.after.id = row.optional_integer(2).value_or(0);
  store::read_change(change, row.text(3), row.text(4));
  return change;
}

Changes Edits::changes(EditId id) const {
  auto query = database_.prepare(
      "SELECT kind, image_id, region_id, before, after FROM edit_changes WHERE edit_id = ? ORDER BY "
      "position");
  query.run(id);
  Changes changes;
  while (query.next()) changes.push_back(read_change(query));
  if (changes.empty()) {
    throw Error(ErrorKind::NotFound, "There is no step " + std::to_string(id) + " in " + database_.where() +
                                         ". It may have been removed meanwhile: reload.");
  }
  return changes;
}

std::vector<RegionEvent> Edits::history(RegionId region) const {
  auto query = database_.prepare(
      R"(SELECT kind, image_id, region_id, before, after, edits.id, text, "user", time_ms FROM edit_changes)"
      " JOIN edits ON edits.id = edit_id WHERE region_id = ? AND state NOT IN (?, ?) ORDER BY edit_id, "
      "position");
  query.run(region, name(State::Undone), name(State::Dropped));
  std::vector<RegionEvent> events;
  while (query.next()) events.push_back({read_info(query, 5), read_change(query)});
  auto moves = database_.prepare(
      R"(SELECT kind, image_id, region_id, before, after, edits.id, text, "user", time_ms FROM edit_changes)"
      " JOIN edits ON edits.id = edit_id WHERE kind = 'relabel' AND state NOT IN (?, ?) ORDER BY edit_id");
  for (moves.run(name(State::Undone), name(State::Dropped)); moves.next();) {
    auto change = read_change(moves);
    const auto& ids = change.move->ids;
    if (std::binary_search(ids.begin(), ids.end(), region))
      events.push_back({read_info(moves, 5), std::move(change)});
  }
  std::stable_sort(events.begin(), events.end(),
                   [](const RegionEvent& a, const RegionEvent& b) { return a.edit.id < b.edit.id; });
  return events;
}

void Edits::require_label(const Region& region) const {
  if (!region.label_id || LabelRows(database_).find(*region.label_id)) return;
  throw Error(ErrorKind::Mismatch,
              "The label that region " + std::to_string(region.id) +
                  " had then is not in the project any more. Undo the removal of the label, or give the "
                  "region another one.");
}

EditId Edits::revert(RegionId region, EditId edit, Moment moment) {
  const auto events = history(region);
  const auto event = std::find_if(events.begin(), events.end(),
                                  [edit](const RegionEvent& one) { return one.edit.id == edit; });
  if (event == events.end()) {
    throw Error(ErrorKind::NotFound, "Step " + std::to_string(edit) + " did nothing to region " +
                                         std::to_string(region) +
                                         ", or has been undone. Read its history again.");
  }
  const auto& change = event->change;
  const bool there =
      change.kind == (moment == Moment::Before ? Kind::Remove : Kind::Insert) || change.kind == Kind::Update;
  const auto& then = moment == Moment::Before ? change.before : change.after;
  const auto now = RegionRows(database_).find(region);
  Changes changes;
  if (change.kind == Kind::Relabel) {
    // Of the rest the record does not know what it was.
    if (!now) {
      throw Error(ErrorKind::Mismatch, "Region " + std::to_string(region) +
                                           " is not there now: make it what it was before or "
                                           "after another step.");
    }
    auto after = *now;
    after.label_id = moment == Moment::Before ? change.move->from_label : change.move->to_label;
    require_label(after);
    changes.push_back({Kind::Update, *now, std::move(after)});
    return apply(to_string(StepName{.kind = StepName::Kind::Revert}), changes);
  }
  if (there) require_label(then);
  if (now && there) {
    changes.push_back({Kind::Update, *now, then});
  } else if (now) {
    changes.push_back({Kind::Remove, *now, {}});
  } else if (there) {
    changes.push_back({Kind::Insert, {}, then});
  } else {
    throw Error(ErrorKind::Mismatch, "Region " + std::to_string(region) +
                                         " is not there now and was not there then: there is nothing to do.");
  }
  return apply(to_string(StepName{.kind = StepName::Kind::Revert}), changes);
}

}  // namespace cloc::store
