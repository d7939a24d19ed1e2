// SPDX-License-Identifier: Apache-2.0
#include "core/store/changes.h"

#include <array>
#include <utility>

#include <nlohmann/json.hpp>

#include "core/base/error.h"

namespace cloc::store {
namespace {

using Kind = Change::Kind;

constexpr std::array<std::pair<Kind, const char*>, 5> kNames{{{Kind::Insert, "insert"},
                                                              {Kind::Update, "update"},
                                                              {Kind::Remove, "remove"},
                                                              {Kind::Verify, "verify"},
                                                              {Kind::Unverify, "unverify"}}};

}  // namespace

Change verified_change(ImageId image, bool verified) {
  Change change;
  change.kind = verified ? Kind::Verify : Kind::Unverify;
  change.before.image_id = change.after.image_id = image;
  return change;
}

Changes inverse(const Changes& changes) {
  Changes back;
  back.reserve(changes.size());
  for (auto change = changes.rbegin(); change != changes.rend(); ++change) {
    switch (change->kind) {
      case Kind::Insert:
        back.push_back({Kind::Remove, change->after, {}});
        break;
      case Kind::Update:
        back.push_back({Kind::Update, change->after, change->before});
        break;
      case Kind::Remove:
        back.push_back({Kind::Insert, {}, change->before});
        break;
      case Kind::Verify:
      case Kind::Unverify:
        back.push_back(verified_change(change->image(), change->kind == Kind::Unverify));
        break;
    }
  }
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

}  // namespace cloc::store
