// SPDX-License-Identifier: Apache-2.0
// Flickr30k Entities: a folder with Sentences/ID.txt (captions, their phrases marked [/EN#chain/type ...])
// and Annotations/ID.xml (boxes of the chains); train.txt, val.txt and test.txt list the ids of the splits. A
// box is a region: its label is the phrases' type, its caption the first phrase of its chain, other phrases
// are further captions, the chain is kGroup. Phrases of a chain that has no box (a scene, or not visible) are
// the image's attribute "phrases_without_box"; the sentences with all marks are its kMarkedSentences, for who
// writes them again. Marks that stand alone below an empty line are phrases that no caption holds (see
// flickr30k.h). Pixels count from 1 and both corners belong to the box, as in Pascal VOC: 1..10 becomes 0
// to 10.
#include "core/data/flickr30k.h"

#include <QXmlStreamReader>
#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>
#include <system_error>
#include <unordered_map>
#include <utility>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/data/annotation_text.h"
#include "core/data/flickr30k_sentences.h"
#include "core/data/image_files.h"
#include "core/data/label_set.h"
#include "core/data/record_box.h"
#include "core/data/text_encoding.h"

namespace cloc::data {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t kMaxFile = std::uintmax_t{16} << 20;  // bytes; usual are some thousands

// One <object>.
struct Marked {
  std::vector<std::string> chains;
  std::array<std::optional<double>, 4> corners{};
  bool box = false;
};

struct Annotation {
  int width = 0, height = 0;
  std::vector<Marked> objects;
  std::string error;  // empty when all could be read
};

int side(const QString& text) {
  bool fits = false;
  const int pixels = text.trimmed().toInt(&fits);
  return fits && pixels > 0 && pixels <= (1 << 20) ? pixels : 0;
}

void read_box(QXmlStreamReader& xml, Marked& object) {
  constexpr std::array<const char*, 4> kNames = {"xmin", "ymin", "xmax", "ymax"};
  object.box = true;
  while (xml.readNextStartElement()) {
    const auto found = std::find_if(kNames.begin(), kNames.end(),
                                    [&](const char* name) { return xml.name() == QLatin1String(name); });
    if (found == kNames.end()) {
      xml.skipCurrentElement();
      continue;
    }
    bool fits = false;
    const double value = xml.readElementText(QXmlStreamReader::SkipChildElements).trimmed().toDouble(&fits);
    if (fits) object.corners[static_cast<std::size_t>(found - kNames.begin())] = value;
  }
}

// What stands before damage is kept.
Annotation read_xml(const std::string& text) {
  Annotation annotation;
  QXmlStreamReader xml(QByteArray::fromRawData(text.data(), static_cast<qsizetype>(text.size())));
  if (xml.readNextStartElement() && xml.name() != QLatin1String("annotation"))
    xml.raiseError("no <annotation>");
  while (xml.readNextStartElement()) {
    if (xml.name() == QLatin1String("size")) {
      while (xml.readNextStartElement()) {
        const bool width = xml.name() == QLatin1String("width"),
                   height = xml.name() == QLatin1String("height");
        const int pixels = side(xml.readElementText(QXmlStreamReader::SkipChildElements));
        if (width) annotation.width = pixels;
        if (height) annotation.height = pixels;
      }
    } else if (xml.name() == QLatin1String("object")) {
      Marked object;
      while (xml.readNextStartElement()) {
        if (xml.name() == QLatin1String("name"))
          object.chains.push_back(
              xml.readElementText(QXmlStreamReader::SkipChildElements).trimmed().toStdString());
        else if (xml.name() == QLatin1String("bndbox"))
          read_box(xml, object);
        else
          xml.skipCurrentElement();
      }
      if (!xml.hasError()) annotation.objects.push_back(std::move(object));
    } else {
      xml.skipCurrentElement();
    }
  }
  if (xml.hasError()) {
    annotation.error = "line " + std::to_string(xml.lineNumber()) + ": ";
    annotation.error += xml.errorString().toStdString();
  }
  return annotation;
}

class Flickr30kReader final : public DatasetReader {
 public:
  Flickr30kReader(const fs::path& folder, const ReadOptions& options, const Context& context)
      : folder_(folder),
        report_(context.report),
        cancel_(context.cancel),
        ids_(ids_of(folder)),
        meter_("reading sentences", static_cast<std::int64_t>(ids_.size()), context.progress) {
    const fs::path above = folder / "..";
    roots_ = options.image_root.empty() ? std::vector<fs::path>{folder / "flickr30k-images",
                                                                folder / "flickr30k_images",
                                                                folder / "images",
                                                                folder,
                                                                above / "flickr30k-images",
                                                                above / "flickr30k_images",
                                                                above / "images"}
                                        : std::vector<fs::path>{options.image_root};
    for (const char* split : {"train", "val", "test"}) {
      std::error_code ignored;
      const auto list = folder / (std::string(split) + ".txt");
      if (!fs::is_regular_file(list, ignored) || fs::file_size(list, ignored) > kMaxFile) continue;
      each_line(read_text_file(list), [&](std::string_view line, int /*number*/) {
        if (const auto id = without_blanks(line); !id.empty()) split_of_.emplace(id, split);
      });
    }
  }

  const std::vector<std::string>& labels() const override { return labels_.names(); }
  const std::vector<LabelDetails>& label_details() const override { return labels_.all_details(); }
  std::optional<std::int64_t> image_count() const override { return std::nullopt; }

  bool next(ImageRecord& image) override {
    while (at_ < ids_.size()) {
      cancel_.throw_if_cancelled();
      const auto& id = ids_[at_++];
      meter_.advance(1);
      if (!read_image(id, image)) continue;
      ++given_;
      return true;
    }
    if (given_ == 0 && missing_ > 0) {
      throw Error(ErrorKind::NotFound, "None of the " + std::to_string(missing_) + " images is in " +
                                           roots_.front().string() + ", e.g. " + ids_.front() +
                                           ".jpg. Give the folder that holds them.");
    }
    return false;
  }

 private:
  static std::vector<std::string> ids_of(const fs::path& folder) {
    std::vector<std::string> ids;
    std::error_code error;
    for (fs::directory_iterator item(folder / "Sentences", error), end; !error && item != end;
         item.increment(error)) {
      const auto& path = item->path();
      if (path.extension() == ".txt" && !path.filename().string().starts_with('.'))
        ids.push_back(path.stem().string());
    }
    std::sort(ids.begin(), ids.end());
    return ids;
  }

  bool read_image(const std::string& id, ImageRecord& image) {
    image = {};
    image.source_id = static_cast<std::int64_t>(at_);
    for (const auto& root : roots_) {
      const auto file = listings_.image_of_stem(root, id);
      if (!file) continue;
      image.path = *file;
      break;
    }
    if (image.path.empty()) {
      ++missing_;
      report_.add("missing image file", "Sentences/" + id + ".txt", id + ".jpg is not there: left out.");
      return false;
    }
    if (const auto split = split_of_.find(id); split != split_of_.end()) image.split = split->second;
    const auto sentences = read_sentences(id, image);
    const auto chains = chains_of(sentences);
    const auto annotation = read_annotation(id);
    image.width = annotation.width;
    image.height = annotation.height;
    if (!learn_size(image, "Annotations/" + id + ".xml", report_)) return false;
    std::set<std::string> with_box = {"0"};  // 0: "not visual"
    for (std::size_t i = 0; i < annotation.objects.size(); ++i) {
      std::string where = "Annotations/" + id;
      where += ".xml, object " + std::to_string(i + 1);
      if (add_object(annotation.objects[i], where, image, chains))
        with_box.insert(annotation.objects[i].chains.begin(), annotation.objects[i].chains.end());
    }
    std::vector<std::string> without_box;
    for (const auto& [number, chain] : chains) {
      if (with_box.contains(number)) continue;
      for (const auto& phrase : chain.phrases) add_once(without_box, phrase);
    }
    if (!without_box.empty()) image.attributes.set("phrases_without_box", std::move(without_box));
    return true;
  }

  // Empty, and reported, when it cannot be taken.
  std::string text_of(const fs::path& path, const std::string& where) {
    std::error_code error;
    if (const auto size = fs::file_size(path, error); error || size > kMaxFile) {
      report_.add(
          "file that cannot be read", where,
          error ? error.message() + ": left out." : std::string("It is larger than 16 MB: left out."));
      return {};
    }
    return read_text_file(path);
  }

  std::vector<MarkedSentence> read_sentences(const std::string& id, ImageRecord& image) {
    const std::string where = "Sentences/" + id + ".txt";
    int number = 0;
    bool below_empty = false;
    std::vector<MarkedSentence> sentences;
    std::vector<std::string> marked;
    each_line(utf8_text(text_of(folder_ / where, where), where, report_),
              [&](std::string_view line, int /*number*/) {
                while (!line.empty() && line.back() == ' ') line.remove_suffix(1);
                if (line.empty()) {
                  below_empty = true;
                  return;
                }
                ++number;
                sentences.push_back(read_marks(line));
                if (!below_empty || !is_only_a_phrase(sentences.back()))
                  image.captions.push_back(sentences.back().text);
                marked.emplace_back(line);
                if (sentences.back().damaged) {
                  report_.add("phrase that cannot be read", where + ", sentence " + std::to_string(number),
                              "A mark [/EN#... has no end or no text: kept as it stands.");
                }
              });
    const bool any = std::any_of(sentences.begin(), sentences.end(),
                                 [](const MarkedSentence& sentence) { return !sentence.phrases.empty(); });
    if (any) image.attributes.set(kMarkedSentences, std::move(marked));
    return sentences;
  }

  Annotation read_annotation(const std::string& id) {
    const std::string where = "Annotations/" + id + ".xml";
    const auto text = text_of(folder_ / where, where);
    if (text.empty()) return {};
    auto annotation = read_xml(text);
    if (!annotation.error.empty()) {
      report_.add("file that cannot be read", where,
                  "At " + annotation.error + " What stands before it is kept.");
    }
    return annotation;
  }

  // False when it has no box that can be used.
  bool add_object(const Marked& object, const std::string& where, ImageRecord& image, const Chains& chains) {
    if (!object.box) return false;  // a scene, or not visible
    const auto& c = object.corners;
    if (!c[0] || !c[1] || !c[2] || !c[3]) {
      report_.add("box that is not numbers", where, "xmin, ymin, xmax and ymax must be numbers: left out.");
      return false;
    }
    const auto box = box_in_image({*c[0] - 1, *c[1] - 1, *c[2], *c[3]}, image.width, image.height, where,
                                  report_, Swapped::Mend, 1);
    if (!box) return false;
    Region region;
    region.box = *box;
    region.source_id = static_cast<std::int64_t>(image.regions.size()) + 1;
    std::string group;
    for (const auto& number : object.chains) {
      if (!group.empty()) group += ',';
      group += number;
    }
    auto [phrases, types] = chain_of_box(object.chains, chains);
    if (!types.empty()) region.label = labels_.number(types.front());
    if (types.size() > 1) region.attributes.set("types", types);
    if (!group.empty()) region.attributes.set(kGroup, group);
    if (phrases.empty()) {
      report_.add("region without phrase", where, "No sentence speaks of it: kept, without a caption.");
    } else {
      region.caption = std::move(phrases.front());
      region.more_captions.assign(std::make_move_iterator(phrases.begin() + 1),
                                  std::make_move_iterator(phrases.end()));
    }
    image.regions.push_back(std::move(region));
    return true;
  }

  const fs::path folder_;
  IssueReport& report_;
  const CancelToken cancel_;
  const std::vector<std::string> ids_;
  ProgressMeter meter_;
  std::vector<fs::path> roots_;
  std::unordered_map<std::string, std::string> split_of_;  // by id
  FolderListings listings_;
  LabelSet labels_;
  std::size_t at_ = 0;
  std::int64_t given_ = 0, missing_ = 0;
};

bool recognises(const fs::path& path) {
  std::error_code ignored;
  return fs::is_directory(path / "Sentences", ignored) && fs::is_directory(path / "Annotations", ignored);
}

std::unique_ptr<DatasetReader> read(const fs::path& path, const ReadOptions& options,
                                    const Context& context) {
  if (!recognises(path)) {
    throw Error(ErrorKind::NotFound, path.string() + " holds no folders Sentences and Annotations.");
  }
  return std::make_unique<Flickr30kReader>(path, options, context);
}

}  // namespace

const Format& flickr30k_format() {
  static const Format format{
      .id = "flickr30k",
      .name = "Flickr30k Entities",
      .description =
          "a folder with Sentences/*.txt and Annotations/*.xml: captions, and boxes with their phrases",
      .holds = {.region_captions = true, .more_captions = true, .image_captions = true, .splits = true},
      .recognises = recognises,
      .read = read,
      .write = write_flickr30k};
  return format;
}

}  // namespace cloc::data
