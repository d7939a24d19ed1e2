// SPDX-License-Identifier: Apache-2.0
#include "core/text/tokenizer_json.h"

#include <optional>
#include <string_view>

#include <nlohmann/json.hpp>

#include "core/base/atomic_file.h"
#include "core/base/error.h"

namespace cloc::text {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

// The steps as transformers writes them, for both kinds. null stands for any value. Files of older versions
// lack keys, which then have the value that stands here.
constexpr const char* kClipNormalizer = R"({"type": "Sequence", "normalizers": [
  {"type": "NFC"}, {"type": "Replace", "pattern": {"Regex": "\\s+"}, "content": " "}, {"type": "Lowercase"}]})";
constexpr const char* kClipSplit = R"({"type": "Sequence", "pretokenizers": [
  {"type": "Split", "pattern": {"Regex":
    "'s|'t|'re|'ve|'m|'ll|'d|[\\p{L}]+|[\\p{N}]|[^\\s\\p{L}\\p{N}]+"}, "behavior": "Removed", "invert": true},
  {"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": null, "use_regex": true}]})";
// What may stand in front of that pattern. The markers are among the added tokens, which are found first, so
// it makes no difference.
constexpr std::string_view kClipMarkers = R"(<\|startoftext\|>|<\|endoftext\|>|)";
constexpr const char* kClipModel = R"({"type": "BPE", "dropout": null, "unk_token": null,
  "continuing_subword_prefix": "", "end_of_word_suffix": "</w>", "fuse_unk": false, "byte_fallback": false,
  "ignore_merges": false, "vocab": null, "merges": null})";

constexpr const char* kGemmaNormalizer = R"({"type": "Replace", "pattern": {"String": " "}, "content": "▁"})";
// Gemma's file knows upper case; SigLIP 2's tokenizer lowers it first, whether its file says so or not.
constexpr const char* kLowerGemmaNormalizer = R"({"type": "Sequence", "normalizers": [{"type": "Lowercase"},
  {"type": "Replace", "pattern": {"String": " "}, "content": "▁"}]})";
// Cuts nothing: the normaliser left no blank.
constexpr const char* kGemmaSplit =
    R"({"type": "Split", "pattern": {"String": " "}, "behavior": "MergedWithPrevious", "invert": false})";
constexpr const char* kGemmaModel = R"({"type": "BPE", "dropout": null, "unk_token": null,
  "continuing_subword_prefix": null, "end_of_word_suffix": null, "fuse_unk": true, "byte_fallback": true,
  "ignore_merges": false, "vocab": null, "merges": null})";

Error damaged(const fs::path& path, const std::string& why) {
  return Error(ErrorKind::Corrupt, path.string() + " is not a whole tokenizer.json: " + why +
                                       ". Copy the file again from where you have it.");
}

std::string shortened(const json& value) {
  auto text = value.dump(-1, ' ', false, json::error_handler_t::replace);
  if (text.size() > 120) text = text.substr(0, 120) + "...";
  return text;
}

Error not_understood(const fs::path& path, const std::string& where, const json& value) {
  return Error(ErrorKind::Unsupported,
               path.string() + ": " + where + " is " + shortened(value) +
                   ", which this program does not know of: it would cut texts into other tokens than the "
                   "model was trained with. Known are the tokenizers of CLIP and of SigLIP 2 (Gemma).");
}

// "" when `found` says what `known` says, otherwise where they first differ. At the depth of the model "" and
// null are the same, as they are to the tokenizers library.
std::string difference(const json& found, const json& known, const std::string& where) {
  if (known.is_null() || found == known) return {};
  if (found.is_null() && known == "") return {};
  if (found.type() != known.type()) return where;
  if (known.is_array()) {
    if (found.size() != known.size()) return where;
    for (std::size_t i = 0; i < known.size(); ++i) {
      const auto place = where + "[" + std::to_string(i) + "]";
      if (auto inside = difference(found[i], known[i], place); !inside.empty()) return inside;
    }
    return {};
  }
  if (!known.is_object()) return where;
  for (const auto& [key, value] : found.items()) {
    const auto expected = known.find(key);
    if (expected == known.end() && !value.is_null()) return where + "." + key;
    if (expected == known.end()) continue;
    if (auto inside = difference(value, *expected, where + "." + key); !inside.empty()) return inside;
  }
  // What the library cannot do without must be there.
  for (const char* needed : {"type", "pattern", "content", "vocab", "merges", "normalizers", "pretokenizers",
                             "behavior", "end_of_word_suffix"}) {
    const auto expected = known.find(needed);
    if (expected == known.end() || found.contains(needed)) continue;
    if (!expected->is_null() || needed == std::string_view("vocab") || needed == std::string_view("merges"))
      return where + "." + needed;
  }
  return {};
}

// Of `null` alone "" differs from nothing: those settings must be absent.
std::string model_difference(const json& model, const json& known) {
  for (const char* absent : {"dropout", "continuing_subword_prefix", "end_of_word_suffix"}) {
    const auto found = model.find(absent);
    if (found == model.end() || found->is_null() || *found == "" || *found == 0.0) continue;
    if (known.at(absent).is_null() || known.at(absent) == "") return "model." + std::string(absent);
  }
  for (const char* flag : {"fuse_unk", "byte_fallback"}) {  // absent means false
    if (known.at(flag) == true && !model.contains(flag)) return "model." + std::string(flag);
  }
  return difference(model, known, "model");
}

json at_pointer(const json& document, const std::string& where) {
  std::string pointer;
  for (const char c : where) {
    if (c == '.' || c == '[') {
      pointer += '/';
    } else if (c != ']') {
      pointer += c;
    }
  }
  const json::json_pointer place("/" + pointer);
  return document.contains(place) ? document.at(place) : json("missing");
}

class Reader {
 public:
  explicit Reader(const fs::path& path) : path_(path) {
    document_ = json::parse(read_text_file(path), nullptr, false);
    if (!document_.is_object()) throw damaged(path, "it is not a JSON object");
    const auto model = document_.find("model");
    if (model == document_.end() || !model->is_object()) throw damaged(path, "it has no model");
  }

  TokenizerJson read() {
    const auto& model = document_["model"];
    const auto suffix = model.find("end_of_word_suffix");
    const bool clip = suffix != model.end() && *suffix == "</w>";
    out_.kind = clip ? TokenizerJson::Kind::Clip : TokenizerJson::Kind::Gemma;
    if (model.value("type", json("BPE")) != "BPE") refuse("model.type");
    require(model_difference(model, json::parse(clip ? kClipModel : kGemmaModel)));
    one_of("normalizer",
           clip ? std::vector{kClipNormalizer} : std::vector{kGemmaNormalizer, kLowerGemmaNormalizer});
    forget_markers();
    one_of("pre_tokenizer", clip ? std::vector{kClipSplit} : std::vector{kGemmaSplit, "null"});
    read_ids(model.at("vocab"));
    read_merges(model.at("merges"));
    read_added_tokens();
    require_all_ids();
    read_markers();
    return std::move(out_);
  }

 private:
  [[noreturn]] void refuse(const std::string& where) const {
    throw not_understood(path_, where, at_pointer(document_, where));
  }
  void require(const std::string& difference) const {
    if (!difference.empty()) refuse(difference);
  }
  void forget_markers() {
    const json::json_pointer place("/pre_tokenizer/pretokenizers/0/pattern/Regex");
    if (!document_.contains(place) || !document_.at(place).is_string()) return;
    auto pattern = document_.at(place).get<std::string>();
    if (pattern.starts_with(kClipMarkers)) document_.at(place) = pattern.substr(kClipMarkers.size());
  }
  // The step `name` must be one of those; the difference told is the one from the first.
  void one_of(const std::string& name, const std::vector<const char*>& known) const {
    const auto found = document_.find(name);
    const json step = found == document_.end() ? json(nullptr) : *found;
    std::string where;
    for (const char* text : known) {
      const auto expected = json::parse(text);
      if (expected.is_null() ? step.is_null() : difference(step, expected, name).empty()) return;
      if (where.empty() && !expected.is_null()) where = difference(step, expected, name);
    }
    refuse(where);
  }

  std::int32_t id_of(const json& value, const std::string& token) const {
    if (!value.is_number_integer() || value.get<std::int64_t>() < 0 || value.get<std::int64_t>() > INT32_MAX)
      throw damaged(path_, "token \"" + token + "\" has the id " + value.dump());
    return static_cast<std::int32_t>(value.get<std::int64_t>());
  }

  void read_ids(const json& vocab) {
    if (!vocab.is_object()) throw damaged(path_, "model.vocab is not an object of tokens and ids");
    out_.ids.reserve(vocab.size());
    for (const auto& [token, id] : vocab.items()) out_.ids.emplace(token, id_of(id, token));
  }

  // As ["a", "b"], or "a b" in files of before 2024.
  void read_merges(const json& merges) {
    if (!merges.is_array()) throw damaged(path_, "model.merges is not a list");
    out_.merges.reserve(merges.size());
    for (const auto& merge : merges) {
      if (merge.is_array() && merge.size() == 2 && merge[0].is_string() && merge[1].is_string()) {
        out_.merges.emplace_back(merge[0].get<std::string>(), merge[1].get<std::string>());
        continue;
      }
      const auto text = merge.is_string() ? merge.get<std::string>() : std::string();
      const auto blank = text.find(' ');
      if (blank == std::string::npos || text.find(' ', blank + 1) != std::string::npos)
        throw damaged(path_, "the merge " + shortened(merge) + " is not two tokens");
      out_.merges.emplace_back(text.substr(0, blank), text.substr(blank + 1));
    }
  }

  void read_added_tokens() {
    const auto found = document_.find("added_tokens");
    if (found == document_.end() || found->is_null()) return;
    if (!found->is_array()) throw damaged(path_, "added_tokens is not a list");
    for (std::size_t i = 0; i < found->size(); ++i) {
      const auto& token = (*found)[i];
      const auto where = "added_tokens[" + std::to_string(i) + "]";
      const auto content = token.is_object() ? token.value("content", json()) : json();
      if (!content.is_string() || content == "") throw damaged(path_, where + " has no content");
      for (const char* flag : {"single_word", "lstrip", "rstrip"}) {
        if (token.value(flag, json(false)) != false) refuse(where + "." + flag);
      }
      const auto name = content.get<std::string>();
      const auto id = id_of(token.value("id", json()), name);
      if (!out_.ids.emplace(name, id).second && out_.ids.at(name) != id)
        throw damaged(path_, "the added token \"" + name + "\" has two ids");
      const bool normalised = token.value("normalized", json(false)) == true;
      (normalised ? out_.added.normalised : out_.added.raw).add(name, id);
      if (token.value("special", json(false)) == true) out_.special_ids.push_back(id);
      added_.push_back(name);
    }
  }

  void require_all_ids() const {
    std::vector<bool> used(out_.ids.size());
    for (const auto& [token, id] : out_.ids) {
      const auto place = static_cast<std::size_t>(id);
      if (place >= used.size())
        throw damaged(path_, "token \"" + token + "\" has the id " + std::to_string(id) +
                                 ", and ids must count from 0 to " + std::to_string(used.size() - 1));
      if (used[place]) throw damaged(path_, "the id " + std::to_string(id) + " is given twice");
      used[place] = true;
    }
  }

  std::int32_t marker(const std::string& name) const {
    for (const auto& added : added_) {
      if (added == name) return out_.ids.at(name);
    }
    throw damaged(path_, "the marker \"" + name + "\" is not among the added tokens");
  }

  // What stands around a text: RobertaProcessing of CLIP, TemplateProcessing of Gemma.
  void read_markers() {
    const auto found = document_.find("post_processor");
    if (found == document_.end() || !found->is_object()) refuse("post_processor");
    const auto& step = *found;
    const auto type = step.value("type", json());
    if (type == "RobertaProcessing") {
      if (step.value("add_prefix_space", json(false)) != false) refuse("post_processor.add_prefix_space");
      out_.begin_id = marker(pair_name(step, "cls"));
      out_.end_id = marker(pair_name(step, "sep"));
    } else if (type == "TemplateProcessing") {
      read_template(step.value("single", json()));
    } else {
      refuse("post_processor.type");
    }
    const auto padding = document_.find("padding");
    if (padding != document_.end() && padding->is_object() && padding->contains("pad_id")) {
      out_.pad_id = id_of(padding->at("pad_id"), "of padding");
    } else if (out_.ids.contains("<pad>")) {
      out_.pad_id = out_.ids.at("<pad>");
    }
    if (out_.pad_id >= static_cast<std::int32_t>(out_.ids.size()))
      throw damaged(path_, "the padding's id " + std::to_string(out_.pad_id) + " is no token's");
  }

  std::string pair_name(const json& step, const char* key) const {
    const auto pair = step.value(key, json());
    if (!pair.is_array() || pair.size() != 2 || !pair[0].is_string())
      throw damaged(path_, std::string("post_processor.") + key + " is not a token and its id");
    return pair[0].get<std::string>();
  }

  // At most one marker, the text, one marker.
  void read_template(const json& steps) {
    std::vector<std::string> before, after;
    bool text_seen = false;
    if (!steps.is_array()) throw damaged(path_, "post_processor.single is not a list");
    for (const auto& step : steps) {
      if (step.is_object() && step.contains("Sequence") && !text_seen) {
        text_seen = true;
      } else if (step.is_object() && step.contains("SpecialToken")) {
        const auto name =
            step["SpecialToken"].is_object() ? step["SpecialToken"].value("id", json()) : json();
        if (!name.is_string()) throw damaged(path_, "a marker of post_processor.single has no id");
        (text_seen ? after : before).push_back(name.get<std::string>());
      } else {
        refuse("post_processor.single");
      }
    }
    if (!text_seen || before.size() > 1 || after.size() != 1) refuse("post_processor.single");
    if (!before.empty()) out_.begin_id = marker(before.front());
    out_.end_id = marker(after.front());
  }

  const fs::path& path_;
  json document_;
  TokenizerJson out_;
  std::vector<std::string> added_;
};

}  // namespace

TokenizerJson read_tokenizer_json(const fs::path& path) {
  try {
    return Reader(path).read();
  } catch (const json::exception& error) {
    throw damaged(path, error.what());
  }
}

}  // namespace cloc::text
