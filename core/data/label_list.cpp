// SPDX-License-Identifier: Apache-2.0
#include "core/data/label_list.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <set>
#include <string_view>

#include <nlohmann/json.hpp>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/data/annotation_text.h"
#include "core/data/csv_parser.h"
#include "core/data/format.h"
#include "core/data/json_text.h"

namespace cloc::data {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr std::uintmax_t kLargestJson = 16 << 20;

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

bool is_colour(const std::string& text) {
  return text.size() == 7 && text[0] == '#' &&
         std::all_of(text.begin() + 1, text.end(), [](unsigned char c) { return std::isxdigit(c) != 0; });
}

// One character, which may take several bytes.
bool is_character(const std::string& text) {
  const auto characters = std::count_if(
      text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; });
  return characters == 1 && !std::iscntrl(static_cast<unsigned char>(text[0])) && text[0] != ' ';
}

// Takes what the file has, one label after the other.
class List {
 public:
  explicit List(IssueReport& report) : report_(report) {}

  // `where`: file and line or number.
  void add(ListedLabel label, const std::string& where) {
    label.name = without_blanks(label.name);
    label.details.parent = without_blanks(label.details.parent);
    if (label.name.empty()) {
      report_.add("label without a name", where, "Left out.");
      return;
    }
    if (!names_.insert(label.name).second) {
      report_.add("label that comes twice", where, "\"" + label.name + "\" is there already: left out.");
      return;
    }
    auto& colour = label.details.colour;
    if (!colour.empty() && !is_colour(colour)) {
      report_.add("colour that is none", where,
                  "\"" + colour + "\" is not of the form #rrggbb: the program chooses a colour.");
      colour.clear();
    }
    if (!label.hotkey.empty() && !is_character(label.hotkey)) {
      report_.add("key that is none", where, "\"" + label.hotkey + "\" is not one character: left out.");
      label.hotkey.clear();
    }
    if (label.hotkey.size() == 1) label.hotkey = lower(label.hotkey);
    labels_.push_back(std::move(label));
  }
  std::vector<ListedLabel> take() { return std::move(labels_); }

 private:
  IssueReport& report_;
  std::set<std::string> names_;
  std::vector<ListedLabel> labels_;
};

std::string line_of(const fs::path& path, std::int64_t line) {
  return path.filename().string() + ", line " + std::to_string(line);
}

void read_lines(const fs::path& path, IssueReport& report, List& list) {
  const std::string text = read_annotation_text(path, report);
  each_line(text, [&](std::string_view line, int number) {
    if (!without_blanks(line).empty() && line.front() != '#')
      list.add({std::string(line)}, line_of(path, number));
  });
}

void read_table(const fs::path& path, IssueReport& report, List& list) {
  CsvParser rows(path, report);
  std::vector<std::string> fields;
  static const std::map<std::string, int> kColumns{{"name", 0},   {"label", 0},         {"class", 0},
                                                   {"parent", 1}, {"supercategory", 1}, {"color", 2},
                                                   {"colour", 2}, {"hotkey", 3},        {"key", 3}};
  // Where each of name, parent, colour and key is.
  std::vector<int> places{-1, -1, -1, -1};
  for (bool first = true; rows.next(fields); first = false) {
    if (first) {
      for (std::size_t i = 0; i < fields.size(); ++i) {
        const auto known = kColumns.find(lower(std::string(without_blanks(fields[i]))));
        if (known != kColumns.end() && places[static_cast<std::size_t>(known->second)] < 0)
          places[static_cast<std::size_t>(known->second)] = static_cast<int>(i);
      }
      if (places[0] >= 0) continue;
      places = {0, -1, -1, -1};
    }
    const auto field = [&](std::size_t which) {
      const int at = places[which];
      return at >= 0 && at < static_cast<int>(fields.size())
                 ? std::string(without_blanks(fields[static_cast<std::size_t>(at)]))
                 : std::string();
    };
    list.add({field(0), {field(1), field(2), {}}, field(3)}, line_of(path, rows.line()));
  }
}

std::string text_of(const json& object, std::initializer_list<const char*> keys) {
  for (const char* key : keys) {
    const auto found = object.find(key);
    if (found != object.end() && found->is_string()) return found->get<std::string>();
  }
  return {};
}

// The list that the document is or has; null when it has none.
const json* list_in(const json& document) {
  const auto lists_labels = [](const json& value) {
    return (value.is_array() &&
            (value.empty() || value[0].is_string() || (value[0].is_object() && value[0].contains("name")))) ||
           (value.is_object() && !value.empty() && value.begin()->is_string());
  };
  if (document.is_array()) return lists_labels(document) ? &document : nullptr;
  if (!document.is_object()) return nullptr;
  for (const char* key : {"labels", "categories", "classes", "names"}) {
    const auto found = document.find(key);
    if (found != document.end() && lists_labels(*found)) return &*found;
  }
  return nullptr;
}

// False when there is no label list in it.
bool read_json(const fs::path& path, IssueReport& report, List& list) {
  const std::string text = read_annotation_text(path, report);
  json document;
  try {
    document = json::parse(text);
  } catch (const json::exception& error) {
    throw Error(ErrorKind::Corrupt, path.string() + " is no JSON: " + error.what() +
                                        ". Save it again with the tool it came from.");
  }
  const json* labels = list_in(document);
  if (labels == nullptr) return false;
  std::int64_t number = 0;
  for (const auto& one : *labels) {
    const std::string where = path.filename().string() + ", label " + std::to_string(++number);
    if (one.is_string()) {
      list.add({one.get<std::string>()}, where);
    } else if (one.is_object()) {
      list.add({text_of(one, {"name"}),
                {text_of(one, {"parent", "supercategory"}), text_of(one, {"color", "colour"}), {}},
                text_of(one, {"hotkey", "key"})},
               where);
    } else {
      report.add("label without a name", where, "Neither a text nor an object: left out.");
    }
  }
  return true;
}

void read_dataset(const fs::path& path, const Context& context, List& list) {
  const auto reader = recognised_format(path).read(path, {}, context);
  for (ImageRecord image; reader->next(image); image = {}) context.cancel.throw_if_cancelled();
  const auto& names = reader->labels();
  const auto& details = reader->label_details();
  for (std::size_t i = 0; i < names.size(); ++i)
    list.add({names[i], i < details.size() ? details[i] : LabelDetails{}}, path.filename().string());
}

}  // namespace

std::vector<ListedLabel> read_label_list(const fs::path& path, const Context& context) {
  std::error_code error;
  if (!fs::exists(path, error)) {
    throw Error(ErrorKind::NotFound, "There is nothing at " + path.string() + ". Choose another file.");
  }
  const std::string ending = lower(path.extension().string());
  const bool file = fs::is_regular_file(path, error);
  List list(context.report);
  if (file && (ending == ".txt" || ending == ".names")) {
    read_lines(path, context.report, list);
  } else if (file && (ending == ".csv" || ending == ".tsv")) {
    read_table(path, context.report, list);
  } else if (!(file && ending == ".json" && fs::file_size(path, error) <= kLargestJson &&
               read_json(path, context.report, list))) {
    read_dataset(path, context, list);
  }
  return list.take();
}

void write_label_list(const fs::path& path, std::span<const ListedLabel> labels) {
  const std::string ending = lower(path.extension().string());
  std::string text;
  if (ending == ".txt") {
    for (const auto& label : labels) {
      if (label.name.find_first_of("\r\n") != std::string::npos) {
        throw Error(ErrorKind::InvalidInput, "The label \"" + label.name +
                                                 "\" has a line end in its name, which a list of lines "
                                                 "cannot hold. Export as .csv or .json, or rename it.");
      }
      text += label.name;
      text += '\n';
    }
  } else if (ending == ".csv") {
    text = "name,parent,color,key\n";
    for (const auto& label : labels) {
      text += csv_field(label.name);
      for (const auto* field : {&label.details.parent, &label.details.colour, &label.hotkey}) {
        text += ',';
        text += csv_field(*field);
      }
      text += '\n';
    }
  } else if (ending == ".json") {
    std::vector<std::string> objects;
    for (const auto& label : labels) {
      std::string object = "{\"name\": ";
      object += json_string(label.name);
      for (const auto& [name, value] :
           {std::pair{"parent", &label.details.parent}, std::pair{"color", &label.details.colour},
            std::pair{"hotkey", &label.hotkey}}) {
        if (!value->empty()) append_field(object, name, json_string(*value));
      }
      object += '}';
      objects.push_back(std::move(object));
    }
    text = "[";
    for (std::size_t i = 0; i < objects.size(); ++i) {
      text += i == 0 ? "\n  " : ",\n  ";
      text += objects[i];
    }
    text += "\n]\n";
  } else {
    throw Error(ErrorKind::InvalidInput, "A label list cannot be written as \"" + path.filename().string() +
                                             "\": let its name end in .txt, .csv or .json.");
  }
  write_text_file(path, text);
}

}  // namespace cloc::data
