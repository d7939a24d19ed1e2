// SPDX-License-Identifier: Apache-2.0
#include <QByteArray>
#include <QXmlStreamWriter>
#include <algorithm>
#include <array>
#include <cctype>
#include <cstdlib>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "core/base/error.h"
#include "core/data/annotation_text.h"
#include "core/data/flickr30k.h"
#include "core/data/flickr30k_sentences.h"
#include "core/data/image_files.h"
#include "core/data/json_text.h"
#include "core/data/output_folder.h"

namespace cloc::data {
namespace {

namespace fs = std::filesystem;

void replace_each(std::string& text, std::string_view those, char by) {
  for (char& c : text) {
    if (those.find(c) != std::string_view::npos) c = by;
  }
}

// What would be read as marks begins with another bracket then.
void hide_marks(std::string& text) {
  for (auto at = text.find("[/EN#"); at != std::string::npos; at = text.find("[/EN#", at)) text[at] = '(';
}

bool is_part_of_word(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x80 || std::isalnum(byte) != 0;
}

// The sentences of one image, whose marks follow its regions.
class Marks {
 public:
  Marks(const ImageRecord& image, IssueReport& report) {
    std::vector<MarkedSentence> stored;
    if (const auto* kept = image.attributes.find(kMarkedSentences); kept != nullptr) {
      if (const auto* lines = std::get_if<std::vector<std::string>>(kept)) {
        for (const auto& line : *lines) stored.push_back(read_marks(line));
      }
    }
    for (std::size_t i = 0; i < image.captions.size(); ++i) {
      std::string where = image.path.string();
      where += ", caption " + std::to_string(i + 1);
      auto caption = image.captions[i];
      replace_each(caption, "\r\n", ' ');
      hide_marks(caption);
      while (!caption.empty() && caption.back() == ' ') caption.pop_back();
      if (caption != image.captions[i]) {
        report.add("text written otherwise", where,
                   "Line ends, blanks at the end and marks have no place in a sentence.");
      }
      if (caption.empty()) continue;
      const auto same = std::find_if(stored.begin(), stored.end(), [&](const MarkedSentence& sentence) {
        return !sentence.damaged && sentence.text == caption;
      });
      if (same == stored.end()) {
        sentences_.push_back({std::move(caption), {}});
      } else {
        sentences_.push_back(std::move(*same));
        stored.erase(same);
      }
    }
    // Phrases that no caption held, as an export of ours wrote them.
    for (auto& sentence : stored) {
      if (is_only_a_phrase(sentence)) added_.push_back(std::move(sentence));
    }
    update_chains();
    for (const auto& [number, chain] : chains_)
      next_ = std::max(next_, std::strtoll(number.c_str(), nullptr, 10) + 1);
  }

  Chain said_of(const std::vector<std::string>& numbers) const { return chain_of_box(numbers, chains_); }
  const Chains& chains() const { return chains_; }

  void drop(const std::set<std::string>& numbers) {
    const auto dropped = [&](const MarkedPhrase& phrase) { return numbers.contains(phrase.chain); };
    for (auto& sentence : sentences_) std::erase_if(sentence.phrases, dropped);
    std::erase_if(added_, [&](const MarkedSentence& line) { return dropped(line.phrases.front()); });
    update_chains();
  }

  // Marks the phrases, each once. Returns the new chain's number.
  std::string add(const std::vector<std::string>& phrases, const std::vector<std::string>& types) {
    const auto number = std::to_string(next_++);
    std::size_t from = 0;  // so that the phrases keep their order where they can
    for (const auto& phrase : phrases) {
      auto place = free_place(phrase, from);
      if (!place) place = free_place(phrase, 0);
      if (!place) {
        added_.push_back({phrase, {{0, phrase.size(), number, types}}});
        continue;
      }
      auto& marked = sentences_[place->sentence].phrases;
      const auto after = std::find_if(marked.begin(), marked.end(),
                                      [&](const MarkedPhrase& other) { return other.begin > place->begin; });
      marked.insert(after, {place->begin, phrase.size(), number, types});
      from = place->sentence;
    }
    update_chains();
    return number;
  }

  std::string text() const {
    std::string text;
    for (const auto& sentence : sentences_) text += with_marks(sentence) + "\n";
    if (!added_.empty()) text += "\n";
    for (const auto& sentence : added_) text += with_marks(sentence) + "\n";
    return text;
  }

 private:
  struct Place {
    std::size_t sentence, begin;
  };

  void update_chains() {
    auto all = sentences_;
    all.insert(all.end(), added_.begin(), added_.end());
    chains_ = chains_of(all);
  }

  // The first occurrence as whole words that no mark touches, from that sentence on.
  std::optional<Place> free_place(const std::string& phrase, std::size_t from) const {
    if (phrase.empty()) return std::nullopt;
    for (auto i = from; i < sentences_.size(); ++i) {
      const auto& [text, marked, damaged] = sentences_[i];
      for (auto at = text.find(phrase); at != std::string::npos; at = text.find(phrase, at + 1)) {
        const auto end = at + phrase.size();
        const bool whole =
            (at == 0 || !is_part_of_word(text[at - 1]) || !is_part_of_word(phrase.front())) &&
            (end == text.size() || !is_part_of_word(text[end]) || !is_part_of_word(phrase.back()));
        const bool free = std::none_of(marked.begin(), marked.end(), [&](const MarkedPhrase& other) {
          return other.begin < end && at < other.begin + other.size;
        });
        if (whole && free) return Place{i, at};
      }
    }
    return std::nullopt;
  }

  std::vector<MarkedSentence> sentences_, added_;
  Chains chains_;
  long long next_ = 1;
};

class Flickr30kWriter final : public DatasetWriter {
 public:
  Flickr30kWriter(const fs::path& path, const std::vector<std::string>& labels, const WriteOptions& options,
                  const Context& context)
      : folder_(path, options.overwrite),
        images_(folder_.path() / "flickr30k-images", options, true, true),
        context_(context) {
    for (const auto& label : labels) {
      auto type = label;
      replace_each(type, " /]\t\r\n", '_');
      if (type != label) {
        context_.report.add(
            "label written otherwise", "label " + json_string(label),
            "As " + json_string(type) + ": a mark has no place for blanks, slashes and brackets.");
      }
      types_.push_back(std::move(type));
    }
    for (const char* part : {"Sentences", "Annotations", "flickr30k-images"})
      fs::create_directories(folder_.path() / part);
  }

  void add(const ImageRecord& image) override {
    context_.cancel.throw_if_cancelled();
    const auto sized = with_size(image, "Flickr30k Entities has to say it", context_.report);
    const auto name = images_.place(image);
    const auto stem = fs::path(name).stem().string();
    Marks marks(image, context_.report);
    const auto chains = chains_of_regions(image, marks);
    write_file_below(folder_.path() / "Sentences" / (stem + ".txt"), marks.text());
    write_annotation(sized, name, stem, marks, chains);
    if (image.split.empty()) return;
    if (image.split != "train" && image.split != "val" && image.split != "test") {
      context_.report.add(
          "split left out", image.path.string(),
          "There are lists of train, val and test alone, not of " + json_string(image.split) + ".");
      return;
    }
    lists_[image.split] += stem + "\n";
  }

  void finish() override {
    for (const auto& [split, lines] : lists_) write_file_below(folder_.path() / (split + ".txt"), lines);
    folder_.finish();
  }

 private:
  // Of each region: its chains' numbers.
  std::vector<std::vector<std::string>> chains_of_regions(const ImageRecord& image, Marks& marks) {
    std::vector<std::vector<std::string>> chains(image.regions.size());
    std::vector<Chain> wanted;
    std::set<std::string> kept, claimed;
    for (std::size_t i = 0; i < image.regions.size(); ++i) {
      const auto& region = image.regions[i];
      wanted.push_back(wanted_of(region, image));
      auto numbers = chains_of_group(region.attributes.text(kGroup));
      const auto said = marks.said_of(numbers);
      const bool fits =
          !numbers.empty() && said.phrases == wanted[i].phrases && said.types == wanted[i].types;
      (fits ? kept : claimed).insert(numbers.begin(), numbers.end());
      if (fits) chains[i] = std::move(numbers);
    }
    // What is said of boxes that are there no more, or are called otherwise now.
    std::set<std::string> dropped;
    std::set_difference(claimed.begin(), claimed.end(), kept.begin(), kept.end(),
                        std::inserter(dropped, dropped.end()));
    marks.drop(dropped);
    // Boxes of one group that are called the same are one thing still.
    std::map<std::array<std::vector<std::string>, 3>, std::string> made;
    for (std::size_t i = 0; i < image.regions.size(); ++i) {
      if (!chains[i].empty()) continue;
      const auto group = image.regions[i].attributes.text(kGroup);
      const std::array<std::vector<std::string>, 3> key = {{{group}, wanted[i].phrases, wanted[i].types}};
      const auto before = group.empty() ? made.end() : made.find(key);
      chains[i] = {before == made.end() ? marks.add(wanted[i].phrases, wanted[i].types) : before->second};
      if (!group.empty()) made.emplace(key, chains[i].front());
    }
    return chains;
  }

  Chain wanted_of(const Region& region, const ImageRecord& image) {
    Chain chain;
    if (region.label >= 0) chain.types.push_back(types_.at(static_cast<std::size_t>(region.label)));
    if (const auto* types = region.attributes.find("types"); types != nullptr) {
      if (const auto* more = std::get_if<std::vector<std::string>>(types)) {
        for (auto type : *more) {
          replace_each(type, " /]\t\r\n", '_');
          add_once(chain.types, type);
        }
      }
    }
    const auto add = [&](const std::string& text) {
      auto phrase = text;
      replace_each(phrase, "\r\n", ' ');
      replace_each(phrase, "]", ')');
      hide_marks(phrase);
      if (phrase != text) {
        context_.report.add("text written otherwise", image.path.string(),
                            "Line ends and brackets have no place in the phrase " + json_string(text) + ".");
      }
      if (!phrase.empty()) add_once(chain.phrases, phrase);
    };
    add(region.caption);
    for (const auto& caption : region.more_captions) add(caption);
    // The type stands at a phrase.
    if (chain.phrases.empty() && !chain.types.empty()) chain.phrases.push_back(chain.types.front());
    return chain;
  }

  void write_annotation(const ImageRecord& image, const std::string& name, const std::string& stem,
                        const Marks& marks, const std::vector<std::vector<std::string>>& chains) {
    QByteArray bytes;
    QXmlStreamWriter xml(&bytes);
    xml.setAutoFormatting(true);
    const auto text = [&xml](const char* tag, const std::string& value) {
      xml.writeTextElement(QLatin1String(tag), QString::fromStdString(value));
    };
    xml.writeStartElement("annotation");
    text("filename", name);
    xml.writeStartElement("size");
    text("width", std::to_string(image.width));
    text("height", std::to_string(image.height));
    text("depth", "3");
    xml.writeEndElement();
    std::set<std::string> with_box = {"0"};
    for (std::size_t i = 0; i < image.regions.size(); ++i) {
      xml.writeStartElement("object");
      for (const auto& number : chains[i]) text("name", number);
      with_box.insert(chains[i].begin(), chains[i].end());
      const auto& box = image.regions[i].box;
      xml.writeStartElement("bndbox");
      text("xmin", number_text(double{box.x1} + 1, 2));
      text("ymin", number_text(double{box.y1} + 1, 2));
      text("xmax", number_text(double{box.x2}, 2));
      text("ymax", number_text(double{box.y2}, 2));
      xml.writeEndElement();
      xml.writeEndElement();
    }
    for (const auto& [number, chain] : marks.chains()) {
      if (with_box.contains(number)) continue;
      const bool scene = std::find(chain.types.begin(), chain.types.end(), "scene") != chain.types.end();
      xml.writeStartElement("object");
      text("name", number);
      text("scene", scene ? "1" : "0");
      text("nobndbox", scene ? "0" : "1");
      xml.writeEndElement();
    }
    xml.writeEndElement();
    bytes += '\n';
    write_file_below(folder_.path() / "Annotations" / (stem + ".xml"),
                     {bytes.constData(), static_cast<std::size_t>(bytes.size())});
  }

  OutputFolder folder_;
  OutputImages images_;
  Context context_;
  std::vector<std::string> types_;  // the labels, as marks hold them
  std::map<std::string, std::string> lists_;
};

}  // namespace

std::unique_ptr<DatasetWriter> write_flickr30k(const fs::path& path, const std::vector<std::string>& labels,
                                               const std::vector<LabelDetails>&, const WriteOptions& options,
                                               const Context& context) {
  return std::make_unique<Flickr30kWriter>(path, labels, options, context);
}

}  // namespace cloc::data
