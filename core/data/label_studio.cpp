// SPDX-License-Identifier: Apache-2.0
// Label Studio's JSON and JSON_MIN exports: tasks, each with an image and the results of its annotators.
// Places are percent of the image's size; turned boxes turn around their first corner. Results that share an
// id describe one region: its label, its choices (attributes) and its texts (captions). Texts and choices
// without a place are of the image.
//
// Of several annotations of a task the ground truth or else the first is read; predictions only where there
// is no annotation, with their score. Images are found by the path in "data", from its end: uploads are also
// known without the eight digits that Label Studio puts before their names.
//
// Reported beside what box_in_image says. Left out: "missing image file", "image of unknown size", "duplicate
// image", "task without image", "annotation that is no object", "record that cannot be read", "further
// annotation of a task", "mask without box", "keypoints left out", "relation left out". Kept: "prediction
// taken as annotation", "box made from a mask or polygon", "rotated box made straight", "image turned by the
// annotator", "size other than the image's".
#include "core/data/label_studio.h"

#include <QByteArray>
#include <algorithm>
#include <cctype>
#include <fstream>
#include <limits>
#include <map>
#include <set>

#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/data/annotation_text.h"
#include "core/data/image_search.h"
#include "core/data/json_items.h"
#include "core/data/label_set.h"
#include "core/data/points_box.h"
#include "core/data/text_encoding.h"

namespace cloc::data {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

bool recognises(const fs::path& path) {
  std::error_code ignored;
  if (lower_extension(path) != ".json" || !fs::is_regular_file(path, ignored)) return false;
  std::ifstream file(path, std::ios::binary);
  std::string start(1 << 16, '\0');
  file.read(start.data(), static_cast<std::streamsize>(start.size()));
  start.resize(static_cast<std::size_t>(file.gcount()));
  const auto first = start.find_first_not_of(" \t\r\n\xef\xbb\xbf");
  if (first == std::string::npos || (start[first] != '[' && start[first] != '{')) return false;
  const auto has = [&start](const char* name) { return start.find(name) != std::string::npos; };
  const bool whole = has("\"data\"") &&
                     (has("\"annotations\"") || has("\"completions\"") || has("\"predictions\"")) &&
                     (has("\"result\"") || has("\"file_upload\"") || has("\"lead_time\""));
  return whole || has("\"rectanglelabels\"") || (has("\"annotator\"") && has("\"annotation_id\""));
}

const json& member(const json& object, const char* name) {
  static const json none;
  const auto found = object.is_object() ? object.find(name) : object.end();
  return found == object.end() ? none : *found;
}

double number(const json& object, const char* name) {
  const auto& value = member(object, name);
  return value.is_number() ? value.get<double>() : std::numeric_limits<double>::quiet_NaN();
}

double number_or(const json& object, const char* name, double other) {
  const auto& value = member(object, name);
  return value.is_number() ? value.get<double>() : other;
}

std::string text(const json& object, const char* name) {
  const auto& value = member(object, name);
  return value.is_string() ? value.get<std::string>() : "";
}

std::vector<std::string> texts(const json& value) {
  std::vector<std::string> list;
  if (value.is_string()) list.push_back(value.get<std::string>());
  if (value.is_array()) {
    for (const auto& item : value) {
      if (item.is_string()) list.push_back(item.get<std::string>());
    }
  }
  return list;
}

// One choice is a text, several are a list.
void set_texts(Attributes& attributes, const std::string& name, std::vector<std::string> values) {
  if (values.size() == 1)
    attributes.set(name, values.front());
  else if (!values.empty())
    attributes.set(name, std::move(values));
}

bool names_image(const std::string& value) {
  return is_image_file(fs::path(value.substr(0, value.find('?'))).filename()) ||
         value.find("?d=") != std::string::npos || value.starts_with("data:image/");
}

// The value of "data" (or of a JSON_MIN record) that is the image.
std::string image_value(const json& data) {
  for (const char* usual : {"image", "img", "image_url", "url"}) {
    if (auto value = text(data, usual); !value.empty()) return value;
  }
  if (data.is_object()) {
    for (const auto& [name, value] : data.items()) {
      if (value.is_string() && names_image(value.get<std::string>())) return value.get<std::string>();
    }
  }
  return {};
}

// "/data/local-files/?d=photos%2Fa.jpg" -> "photos/a.jpg", "s3://bucket/a.jpg" -> "bucket/a.jpg".
std::string path_of(std::string value) {
  const auto local = value.find("?d=");
  const bool address = value.find("://") != std::string::npos || value.starts_with("/data/");
  if (local != std::string::npos)
    value = value.substr(local + 3, value.find('&', local) - (local + 3));
  else if (address)
    value = value.substr(0, value.find_first_of("?#"));
  if (const auto scheme = value.find("://"); scheme != std::string::npos) value = value.substr(scheme + 3);
  if (address || local != std::string::npos) {
    const QByteArray plain = QByteArray::fromPercentEncoding(QByteArray::fromStdString(value));
    value = plain.toStdString();
  }
  return value;
}

bool has_upload_prefix(const std::string& name) {
  return name.size() > 9 && name[8] == '-' &&
         std::all_of(name.begin(), name.begin() + 8, [](unsigned char c) { return std::isxdigit(c) != 0; });
}

class LabelStudioReader final : public DatasetReader {
 public:
  LabelStudioReader(const fs::path& path, const ReadOptions& options, const Context& context)
      : path_(path),
        context_(context),
        records_(path, context),
        search_(ImageSearch::roots(options, {path.parent_path(), path.parent_path() / "images"}),
                context.report) {}

  const std::vector<std::string>& labels() const override { return labels_.names(); }
  const std::vector<LabelDetails>& label_details() const override { return labels_.all_details(); }
  std::optional<std::int64_t> image_count() const override { return std::nullopt; }

  bool next(ImageRecord& image) override {
    for (std::string record; records_.next(record);) {
      context_.cancel.throw_if_cancelled();
      std::string where = path_.filename().string();
      where += ", task number " + std::to_string(records_.number());
      if (mend_utf8(record))
        context_.report.add("bytes that are not UTF-8", where, "Kept, each replaced by U+FFFD.");
      json task;
      try {
        task = parse_json_text(std::move(record), where);
      } catch (const Error& error) {
        context_.report.add("record that cannot be read", where, std::string(error.what()) + " Left out.");
        continue;
      }
      if (!task.is_object()) {
        context_.report.add("annotation that is no object", where, "Left out: expected a task in braces.");
        continue;
      }
      image = {};
      if (read_task(task, where, image)) return true;
    }
    search_.check_some_found();
    return false;
  }

 private:
  // A region while its results come in.
  struct Draft {
    const json* value = nullptr;  // of the result that has its place
    std::string type, where;
    std::vector<std::string> labels, captions;
    Attributes attributes;
  };

  bool read_task(const json& task, std::string where, ImageRecord& image) {
    if (const auto& id = member(task, "id"); id.is_number_integer()) {
      image.source_id = id.get<std::int64_t>();
      where = path_.filename().string();
      where += ", task id " + std::to_string(image.source_id);
    }
    const bool whole = member(task, "data").is_object();
    const std::string given = image_value(whole ? member(task, "data") : task);
    if (given.empty()) {
      context_.report.add("task without image", where, "Left out: no value of its data names an image file.");
      return false;
    }
    image.path = find_image(given, text(task, "file_upload"), where);
    if (image.path.empty()) return false;
    if (!seen_.insert(image.path.string()).second) {
      context_.report.add("duplicate image", where,
                          "Left out: another task has " + image.path.string() + " too.");
      return false;
    }
    std::vector<json> converted;  // results as the whole export has them
    double score = std::numeric_limits<double>::quiet_NaN();
    const json* results = whole ? results_of(task, where, score) : nullptr;
    if (!whole) converted = results_of_min(task, given, image);
    double width = 0, height = 0;
    const auto said = [&](const json& list) {
      for (const auto& result : list) {
        if (width > 0) break;
        width = number_or(result, "original_width", 0);
        height = number_or(result, "original_height", 0);
      }
    };
    const json list = whole ? json() : json(converted);
    if (results == nullptr) results = &list;
    if (results->is_array()) said(*results);
    if (!take_own_size(image, width, height, where, context_.report)) return false;
    if (results->is_array()) read_results(*results, score, where, image);
    return true;
  }

  fs::path find_image(const std::string& given, const std::string& upload, const std::string& where) {
    const std::string name = path_of(given);
    // From the whole path to the file's name alone: folders are often elsewhere than where the server had
    // them.
    std::vector<std::string> tries = {name};
    for (auto slash = name.find('/'); slash != std::string::npos; slash = name.find('/', slash + 1))
      tries.push_back(name.substr(slash + 1));
    const std::string last = tries.back();
    if (!upload.empty()) tries.push_back(upload);
    for (const std::string* prefixed : {&last, &upload}) {
      if (has_upload_prefix(*prefixed)) tries.push_back(prefixed->substr(9));
    }
    for (const auto& attempt : tries) {
      if (auto found = search_.look_for(attempt); !found.empty()) return found;
    }
    search_.report_missing(given.substr(0, 200), where);
    return {};
  }

  // Null when there are none.
  const json* results_of(const json& task, const std::string& where, double& score) {
    const json* chosen = nullptr;
    int useful = 0;
    for (const char* name : {"annotations", "completions"}) {
      const auto& list = member(task, name);
      if (!list.is_array()) continue;
      for (const auto& annotation : list) {
        if (member(annotation, "was_cancelled") == json(true) || !member(annotation, "result").is_array())
          continue;
        ++useful;
        if (chosen == nullptr || (member(annotation, "ground_truth") == json(true) &&
                                  member(*chosen, "ground_truth") != json(true))) {
          chosen = &annotation;
        }
      }
    }
    for (int i = 1; i < useful; ++i) {
      context_.report.add("further annotation of a task", where,
                          "Left out: one annotation of each task is read.");
    }
    if (chosen == nullptr) {
      const auto& predictions = member(task, "predictions");
      if (!predictions.is_array()) return nullptr;
      for (const auto& prediction : predictions) {
        if (member(prediction, "result").is_array()) chosen = &prediction;
      }
      if (chosen == nullptr) return nullptr;
      score = number(*chosen, "score");
      context_.report.add("prediction taken as annotation", where, "Kept: the task has no annotation.");
    }
    return &member(*chosen, "result");
  }

  // JSON_MIN has lists of values under the names of the tools, and texts or choices as they are.
  std::vector<json> results_of_min(const json& task, const std::string& image_path, ImageRecord& image) {
    static const std::set<std::string> kOthers = {"id",         "annotator",  "annotation_id",
                                                  "created_at", "updated_at", "lead_time"};
    std::vector<json> results;
    for (const auto& [name, value] : task.items()) {
      if (kOthers.contains(name) || (value.is_string() && value.get<std::string>() == image_path)) continue;
      if (value.is_array() && !value.empty() && value[0].is_object()) {
        for (const auto& item : value) {
          json result = {{"from_name", name}, {"value", item}};
          for (const char* side : {"original_width", "original_height"}) {
            if (item.is_object() && item.contains(side)) result[side] = item[side];
          }
          results.push_back(std::move(result));
        }
        continue;
      }
      auto plain = value.is_object() ? texts(member(value, value.contains("text") ? "text" : "choices"))
                                     : texts(value);
      std::string lower = name;
      for (char& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
      const bool caption =
          (value.is_object() && value.contains("text")) || lower.find("caption") != std::string::npos ||
          lower.find("text") != std::string::npos || lower.find("descri") != std::string::npos;
      if (caption)
        image.captions.insert(image.captions.end(), plain.begin(), plain.end());
      else
        set_texts(image.attributes, name, std::move(plain));
    }
    return results;
  }

  void read_results(const json& results, double score, const std::string& where, ImageRecord& image) {
    std::vector<Draft> drafts;
    std::map<std::string, std::size_t> by_id;
    std::size_t count = 0;
    for (const auto& result : results) {
      const std::string record = where + ", result number " + std::to_string(++count);
      const auto& value = member(result, "value");
      const auto type = text(result, "type");
      if (type == "relation") {
        context_.report.add("relation left out", record, "Regions are kept without what connects them.");
        continue;
      }
      if (!value.is_object()) {
        context_.report.add("annotation that is no object", record, "Left out: it has no \"value\".");
        continue;
      }
      const bool placed = value.contains("x") || value.contains("points") || value.contains("rle") ||
                          value.contains("radiusX");
      if (!placed) {
        read_image_value(value, text(result, "from_name"), image);
        continue;
      }
      const auto id = text(result, "id");
      const auto [entry, is_new] = by_id.try_emplace(id.empty() ? record : id, drafts.size());
      if (is_new) drafts.emplace_back();
      read_region_value(result, value, record, score, drafts[entry->second]);
    }
    for (const auto& draft : drafts) add(draft, image);
  }

  static void read_image_value(const json& value, const std::string& from, ImageRecord& image) {
    if (value.contains("text")) {
      const auto list = texts(value["text"]);
      image.captions.insert(image.captions.end(), list.begin(), list.end());
    }
    read_choices(value, from, image.attributes);
  }

  static void read_choices(const json& value, const std::string& from, Attributes& attributes) {
    const std::string name = from.empty() ? "choices" : from;
    if (value.contains("choices")) set_texts(attributes, name, texts(value["choices"]));
    for (const char* kind : {"rating", "number"}) {
      if (member(value, kind).is_number()) attributes.set(name, value[kind].get<double>());
    }
    if (value.contains("taxonomy"))
      attributes.set(name, value["taxonomy"].dump(-1, ' ', false, json::error_handler_t::replace));
  }

  void read_region_value(const json& result, const json& value, const std::string& where, double score,
                         Draft& draft) {
    if (draft.value == nullptr) {
      draft.value = &value;
      draft.where = where;
      if (number_or(result, "image_rotation", 0) != 0)
        context_.report.add("image turned by the annotator", where,
                            "Kept: check that the box is at its place.");
    }
    for (const auto& [name, list] : value.items()) {
      if (!name.ends_with("labels")) continue;
      draft.type = name;
      for (auto& label : texts(list)) draft.labels.push_back(std::move(label));
    }
    if (value.contains("text")) draft.captions = texts(value["text"]);
    read_choices(value, text(result, "from_name"), draft.attributes);
    if (const double own = number_or(result, "score", score); std::isfinite(own))
      draft.attributes.set(kScore, own);
    if (const auto notes = texts(member(member(result, "meta"), "text")); !notes.empty())
      draft.attributes.set(kComment, notes.front());
  }

  void add(const Draft& draft, ImageRecord& image) {
    const json& value = *draft.value;
    if (value.contains("rle")) {
      context_.report.add("mask without box", draft.where,
                          "Left out: a brush's pixels have no box in this format.");
      return;
    }
    const double across = image.width / 100.0, down = image.height / 100.0;
    const double x = number(value, "x") * across, y = number(value, "y") * down;
    const double turn = number_or(value, "rotation", 0);
    FileBox box;
    bool polygon = true;
    if (member(value, "points").is_array()) {
      PointsBox around;
      for (const auto& point : value["points"]) {
        const bool pair =
            point.is_array() && point.size() >= 2 && point[0].is_number() && point[1].is_number();
        constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
        around.add(pair ? point[0].get<double>() * across : kNone,
                   pair ? point[1].get<double>() * down : kNone);
      }
      box = around.box();
    } else if (value.contains("radiusX")) {
      const double wide = number(value, "radiusX") * across, high = number(value, "radiusY") * down;
      box = turned_box({x - wide, y - high, x + wide, y + high}, x, y, turn);
    } else if (draft.type == "keypointlabels" || !value.contains("height")) {
      context_.report.add("keypoints left out", draft.where, "A point has no box.");
      return;
    } else {
      box = {x, y, x + number(value, "width") * across, y + number(value, "height") * down};
      // A negative size would be hidden by turning.
      if (turn != 0 && box.x1 < box.x2 && box.y1 < box.y2) box = turned_box(box, x, y, turn);
      polygon = false;
    }
    const auto inside = box_in_image(box, image.width, image.height, draft.where, context_.report);
    if (!inside) return;
    if (polygon)
      report_made_box(context_.report, draft.where);
    else if (turn != 0)
      report_turned_box(context_.report, draft.where);
    const int label = draft.labels.empty() ? -1 : labels_.number(draft.labels.front());
    Region region = labels_.region(label, *inside);
    region.source_id = static_cast<std::int64_t>(image.regions.size());
    region.attributes = draft.attributes;
    if (draft.labels.size() > 1)
      region.attributes.set("more_labels",
                            std::vector<std::string>(draft.labels.begin() + 1, draft.labels.end()));
    if (!draft.captions.empty()) {
      region.caption = draft.captions.front();
      region.more_captions.assign(draft.captions.begin() + 1, draft.captions.end());
    }
    image.regions.push_back(std::move(region));
  }

  const fs::path path_;
  Context context_;
  JsonItems records_;
  ImageSearch search_;
  LabelSet labels_;
  std::set<std::string> seen_;
};

std::unique_ptr<DatasetReader> read(const fs::path& path, const ReadOptions& options,
                                    const Context& context) {
  return std::make_unique<LabelStudioReader>(path, options, context);
}

}  // namespace

const Format& label_studio_format() {
  static const Format format{
      .id = "labelstudio",
      .name = "Label Studio (JSON)",
      .description = "a JSON or JSON-MIN export: boxes with labels and texts, image captions, choices",
      .holds = {.region_captions = true, .more_captions = true, .image_captions = true},
      .recognises = recognises,
      .read = read,
      .write = write_label_studio};
  return format;
}

}  // namespace cloc::data
