// SPDX-License-Identifier: Apache-2.0
// The part of Edits that says why a step cannot be made: what others have done, who and when.
#include <algorithm>
#include <array>
#include <ctime>

#include "core/base/error.h"
#include "core/store/edits.h"

namespace cloc::store {

using Kind = Change::Kind;

namespace {

// "14:03:22", of this place.
std::string clock_text(std::chrono::system_clock::time_point time) {
  const auto seconds = std::chrono::system_clock::to_time_t(time);
  std::tm parts{};
  ::localtime_r(&seconds, &parts);
  std::array<char, 16> text{};
  return std::strftime(text.data(), text.size(), "%H:%M:%S", &parts) > 0 ? text.data() : "";
}

}  // namespace

std::string Edits::image_name(ImageId image) const {
  if (image == 0) return {};
  try {
    return project_.image(image).path.filename().string();
  } catch (const Error&) {
    return "image " + std::to_string(image);
  }
}

std::optional<LastChange> Edits::last_change(RegionId region) const {
  // Of the columns revision, changed_by, text, changed_ms, state, from `first` on.
  const auto read = [](const Statement& row, int first) {
    using namespace std::chrono;
    const auto state = row.text(first + 4);
    return LastChange{row.text(first + 1), row.text(first + 2),
                      system_clock::time_point(milliseconds(row.integer(first + 3))),
                      state == name(State::Undone) || state == name(State::Dropped)};
  };
  std::optional<LastChange> last;
  std::int64_t revision = -1;
  auto query = database_.prepare(
      "SELECT revision, changed_by, text, changed_ms, state FROM edits WHERE id IN"
      " (SELECT edit_id FROM edit_changes WHERE region_id = ?) ORDER BY revision DESC, id DESC LIMIT 1");
  if (query.run(region).next()) {
    last = read(query, 0);
    revision = query.integer(0);
  }
  // Or it was moved with many others.
  auto moves = database_.prepare(
      "SELECT kind, image_id, region_id, before, after, revision, changed_by, text, changed_ms, state"
      " FROM edit_changes JOIN edits ON edits.id = edit_id WHERE kind = 'relabel' AND revision > ?"
      " ORDER BY revision DESC");
  for (moves.run(revision); moves.next();) {
    const auto change = read_change(moves);
    if (std::binary_search(change.move->ids.begin(), change.move->ids.end(), region)) return read(moves, 5);
  }
  return last;
}

std::string Edits::what_happened(const Change& change, bool gone) const {
  const auto image = image_name(change.image());
  std::string what;
  if (change.of_region()) {
    what = "Region " + std::to_string(change.region()) + " of " + image;
    what += gone ? " has been removed" : " has been changed";
  } else if (change.of_label_set()) {
    what = "The label \"";
    what += (change.kind == Kind::AddLabel ? change.label->after : change.label->before).name;
    what += gone ? "\" has been removed" : "\" has been changed or is in use";
  } else if (change.kind == Kind::Relabel) {
    what = "Some of the regions have been removed or have got another label";
  } else if (change.kind == Kind::Resplit) {
    what = "Some of the images have been removed or have gone to another split";
  } else if (change.kind == Kind::ChangeImage) {
    what = "The captions or attributes of " + image + " have been changed";
  } else {
    what = image + " has been marked as ";
    what += change.kind == Kind::Verify ? "verified" : "not verified";
  }
  what += " elsewhere meanwhile";
  if (const auto last = change.of_region() ? last_change(change.region()) : std::nullopt) {
    what += last->undone ? " (by taking back \"" : " (\"";
    what += last->text + "\", " + last->user + " at " + clock_text(last->time) + ")";
  }
  return what + ".";
}

void Edits::changed_meanwhile(const Change& change, bool gone) const {
  throw Error(ErrorKind::Mismatch, what_happened(change, gone));
}

}  // namespace cloc::store
