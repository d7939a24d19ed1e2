// SPDX-License-Identifier: Apache-2.0
#include "core/store/changes.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include <nlohmann/json.hpp>

#include "core/base/error.h"

namespace cloc::store {
namespace {

using Kind = Change::Kind;

constexpr std::array<std::pair<Kind, const char*>, 11> kNames{{{Kind::Insert, "insert"},
                                                               {Kind::Update, "update"},
                                                               {Kind::Remove, "remove"},
                                                               {Kind::Verify, "verify"},
                                                               {Kind::Unverify, "unverify"},
                                                               {Kind::AddLabel, "add label"},
                                                               {Kind::ChangeLabel, "change label"},
                                                               {Kind::RemoveLabel, "remove label"},
                                                               {Kind::Relabel, "relabel"},
                                                               {Kind::ChangeImage, "change image"},
                                                               {Kind::Resplit, "resplit"}}};

Change with_label(Kind kind, Label before, Label after) {
  Change change;
  change.kind = kind;
  change.label = std::make_shared<const LabelChange>(LabelChange{std::move(before), std::move(after)});
  return change;
}

Change moving(Kind kind, MoveChange move) {
  Change change;
  change.kind = kind;
  change.move = std::make_shared<const MoveChange>(std::move(move));
  return change;
}

Change inverse(const Change& change) {
  switch (change.kind) {
    case Kind::Insert:
      return {Kind::Remove, change.after, {}};
    case Kind::Update:
      return {Kind::Update, change.after, change.before};
    case Kind::Remove:
      return {Kind::Insert, {}, change.before};
    case Kind::Verify:
    case Kind::Unverify:
      return verified_change(change.image(), change.kind == Kind::Unverify);
    case Kind::AddLabel:
      return remove_label_change(change.label->after);
    case Kind::ChangeLabel:
      return label_change(change.label->after, change.label->before);
    case Kind::RemoveLabel:
      return add_label_change(change.label->before);
    case Kind::Relabel:
    case Kind::Resplit: {
      auto move = *change.move;
      std::swap(move.from_label, move.to_label);
      std::swap(move.from_split, move.to_split);
      move.all = false;
      return moving(change.kind, std::move(move));
    }
    case Kind::ChangeImage:
      return notes_change(change.image(), change.notes->after, change.notes->before);
  }
  throw Error(ErrorKind::Internal, "A change of no kind was made.");
}

nlohmann::json json_of(const ImageNotes& notes) {
  return {{"captions", notes.captions}, {"attributes", notes.attributes.to_json()}};
}

ImageNotes notes_from(std::string_view text) {
  const auto json = nlohmann::json::parse(text);
  return {json.at("captions").get<std::vector<std::string>>(),
          data::Attributes::from_json(json.at("attributes").get<std::string>())};
}

nlohmann::json json_of(const Label& label) {
  return {{"id", label.id},
          {"name", label.name},
          {"parent", label.details.parent},
          {"colour", label.details.colour},
          {"attributes", label.details.attributes.to_json()},
          {"hotkey", label.hotkey}};
}

Label label_from(std::string_view text) {
  const auto json = nlohmann::json::parse(text);
  Label label;
  label.id = json.at("id").get<LabelId>();
  label.name = json.at("name").get<std::string>();
  label.details.parent = json.at("parent").get<std::string>();
  label.details.colour = json.at("colour").get<std::string>();
  label.details.attributes = data::Attributes::from_json(json.at("attributes").get<std::string>());
  label.hotkey = json.at("hotkey").get<std::string>();
  return label;
}

nlohmann::json end_of_move(Kind kind, const std::optional<LabelId>& label, const std::string& split) {
  auto json = nlohmann::json::object();
  if (kind == Kind::Resplit) {
    json["split"] = split;
  } else if (label) {
    json["label"] = *label;
  }
  return json;
}

std::optional<LabelId> label_in(const nlohmann::json& json) {
  return json.contains("label") ? std::optional(json["label"].get<LabelId>()) : std::nullopt;
}

std::string text_of(const nlohmann::json& json) {
  return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace

Change verified_change(ImageId image, bool verified) {
  Change change;
  change.kind = verified ? Kind::Verify : Kind::Unverify;
  change.before.image_id = change.after.image_id = image;
  return change;
}

Change add_label_change(Label label) {
  return with_label(Kind::AddLabel, {}, std::move(label));
}

Change label_change(Label before, Label after) {
  return with_label(Kind::ChangeLabel, std::move(before), std::move(after));
}

Change remove_label_change(Label label) {
  return with_label(Kind::RemoveLabel, std::move(label), {});
}

Change relabel_change(LabelId from, std::optional<LabelId> to) {
  return moving(Kind::Relabel, {.from_label = from, .to_label = to, .all = true});
}

Change notes_change(ImageId image, ImageNotes before, ImageNotes after) {
  Change change;
  change.kind = Kind::ChangeImage;
  change.before.image_id = change.after.image_id = image;
  change.notes = std::make_shared<const NotesChange>(NotesChange{std::move(before), std::move(after)});
  return change;
}

Change resplit_change(std::vector<ImageId> images, std::string from, std::string to) {
  std::sort(images.begin(), images.end());
  images.erase(std::unique(images.begin(), images.end()), images.end());
  return moving(Kind::Resplit,
                {.from_split = std::move(from), .to_split = std::move(to), .ids = std::move(images)});
}

Changes inverse(const Changes& changes) {
  Changes back;
  back.reserve(changes.size());
  for (auto change = changes.rbegin(); change != changes.rend(); ++change) back.push_back(inverse(*change));
  return back;
}

bool can_join(const Changes& earlier, const Changes& later) {
  if (earlier.size() != later.size()) return false;
  for (std::size_t i = 0; i < later.size(); ++i) {
    if (earlier[i].kind != Kind::Update || later[i].kind != Kind::Update ||
        earlier[i].after.id != later[i].before.id || earlier[i].after.image_id != later[i].before.image_id) {
      return false;
    }
  }
  return true;
}

void join(Changes& earlier, const Changes& later) {
  for (std::size_t i = 0; i < later.size(); ++i) earlier[i].after = later[i].after;
}

const char* to_string(Kind kind) {
  for (const auto& [known, name] : kNames) {
    if (known == kind) return name;
  }
  throw Error(ErrorKind::Internal, "A change of no kind was made.");
}

Kind kind_of(std::string_view text) {
  for (const auto& [kind, name] : kNames) {
    if (text == name) return kind;
  }
  throw Error(ErrorKind::Corrupt, "The project's history has a change of the unknown kind \"" +
                                      std::string(text) + "\". Restore a backup of the project.");
}

std::string to_json(const Region& region) {
  nlohmann::json json{{"box", {region.box.x1, region.box.y1, region.box.x2, region.box.y2}},
                      {"caption", region.caption},
                      {"source", region.source}};
  if (region.label_id) json["label"] = *region.label_id;
  if (region.z) json["z"] = *region.z;
  if (region.locked) json["locked"] = true;
  if (region.hidden) json["hidden"] = true;
  if (!region.more_captions.empty()) json["more_captions"] = region.more_captions;
  if (!region.attributes.empty()) json["attributes"] = region.attributes.to_json();
  return json.dump();
}

Region region_from_json(std::string_view text) {
  try {
    const auto json = nlohmann::json::parse(text);
    Region region;
    const auto& box = json.at("box");
    region.box = {box.at(0).get<float>(), box.at(1).get<float>(), box.at(2).get<float>(),
                  box.at(3).get<float>()};
    region.caption = json.at("caption").get<std::string>();
    region.source = json.at("source").get<std::string>();
    if (json.contains("label")) region.label_id = json["label"].get<LabelId>();
    if (json.contains("z")) region.z = json["z"].get<double>();
    region.locked = json.value("locked", false);
    region.hidden = json.value("hidden", false);
    region.more_captions = json.value("more_captions", std::vector<std::string>());
    region.attributes = data::Attributes::from_json(json.value("attributes", std::string()));
    return region;
  } catch (const nlohmann::json::exception& error) {
    throw Error(ErrorKind::Corrupt, "The project's history has a region that cannot be read: " +
                                        std::string(error.what()) + ". Restore a backup of the project.");
  }
}

std::string before_json(const Change& change) {
  switch (change.kind) {
    case Kind::Update:
    case Kind::Remove:
      return to_json(change.before);
    case Kind::ChangeLabel:
    case Kind::RemoveLabel:
      return text_of(json_of(change.label->before));
    case Kind::ChangeImage:
      return text_of(json_of(change.notes->before));
    case Kind::Relabel:
    case Kind::Resplit: {
      auto json = end_of_move(change.kind, change.move->from_label, change.move->from_split);
      json["ids"] = runs_of(change.move->ids);
      return text_of(json);
    }
    default:
      return {};
  }
}

std::string after_json(const Change& change) {
  switch (change.kind) {
    case Kind::Insert:
    case Kind::Update:
      return to_json(change.after);
    case Kind::AddLabel:
    case Kind::ChangeLabel:
      return text_of(json_of(change.label->after));
    case Kind::ChangeImage:
      return text_of(json_of(change.notes->after));
    case Kind::Relabel:
    case Kind::Resplit:
      return text_of(end_of_move(change.kind, change.move->to_label, change.move->to_split));
    default:
      return {};
  }
}

void read_change(Change& change, std::string_view before, std::string_view after) {
  const ImageId image = change.image();
  const RegionId region = change.region();
  try {
    switch (change.kind) {
      case Kind::Insert:
      case Kind::Update:
      case Kind::Remove:
        if (!before.empty()) change.before = region_from_json(before);
        if (!after.empty()) change.after = region_from_json(after);
        break;
      case Kind::AddLabel:
        change.label = std::make_shared<const LabelChange>(LabelChange{{}, label_from(after)});
        break;
      case Kind::ChangeLabel:
        change.label =
            std::make_shared<const LabelChange>(LabelChange{label_from(before), label_from(after)});
        break;
      case Kind::RemoveLabel:
        change.label = std::make_shared<const LabelChange>(LabelChange{label_from(before), {}});
        break;
      case Kind::ChangeImage:
        change.notes =
            std::make_shared<const NotesChange>(NotesChange{notes_from(before), notes_from(after)});
        break;
      case Kind::Relabel:
      case Kind::Resplit: {
        const auto from = nlohmann::json::parse(before), to = nlohmann::json::parse(after);
        change.move = std::make_shared<const MoveChange>(
            MoveChange{label_in(from), label_in(to), from.value("split", std::string()),
                       to.value("split", std::string()),
                       ids_from_runs(from.at("ids").get_ref<const std::string&>()), false});
        break;
      }
      case Kind::Verify:
      case Kind::Unverify:
        break;
    }
  } catch (const nlohmann::json::exception& error) {
    throw Error(ErrorKind::Corrupt, "The project's history has a change that cannot be read: " +
                                        std::string(error.what()) + ". Restore a backup of the project.");
  }
  change.before.image_id = change.after.image_id = image;
  change.before.id = change.after.id = region;
}

std::string runs_of(std::span<const std::int64_t> ids) {
  std::string text;
  for_each_run(ids, [&text](std::int64_t first, std::int64_t last) {
    if (!text.empty()) text += ',';
    text += std::to_string(first);
    if (last == first) return;
    text += '-';
    text += std::to_string(last);
  });
  return text;
}

std::vector<std::int64_t> ids_from_runs(std::string_view runs) {
  std::vector<std::int64_t> ids;
  const char* at = runs.data();
  const char* const end = at + runs.size();
  const auto refuse = [] {
    throw Error(ErrorKind::Corrupt,
                "The project's history has a list of numbers that cannot be read. Restore a backup of the "
                "project.");
  };
  const auto number = [&] {
    std::int64_t value = 0;
    const auto [next, error] = std::from_chars(at, end, value);
    if (error != std::errc() || value <= 0 || (!ids.empty() && value <= ids.back())) refuse();
    at = next;
    return value;
  };
  while (at < end) {
    std::int64_t value = number();
    ids.push_back(value);
    if (at < end && *at == '-') {
      ++at;
      for (const auto last = number(); value < last;) ids.push_back(++value);
    }
    if (at < end && *at++ != ',') refuse();
  }
  return ids;
}

}  // namespace cloc::store
