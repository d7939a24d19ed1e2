// SPDX-License-Identifier: Apache-2.0
// Answers what the window and `cloc-cli search` ask of a project: which regions are like this box, these
// words, or both; which words fit a box; where a phrase is in an image. It owns the model (an
// inference::Session), the index and a connection to the store. Regions are found as far as the project is
// indexed; boxes and phrases of single images are answered without any index.
//
// Behind an interface, so that the window can load it, with LibTorch and FAISS, after its first paint
// (load_engine_module). Not thread-safe: one thread owns an engine, from the call that made it on.
//
//   auto engine = new_engine();
//   engine->open({.project = "cats.clocproj"});
//   Query query;
//   query.boxes.push_back({.image = path, .box = {40, 30, 120, 160}});
//   query.texts.push_back({.text = "red"});
//   for (const Match& match : engine->search(query, {.k = 20}).matches) show(match.path, match.box,
//   match.score);
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/base/progress.h"
#include "core/engine/index_report.h"
#include "core/geometry/box.h"
#include "core/index/entries.h"
#include "core/model/config.h"

namespace cloc::index {
struct SavedIndex;
}

namespace cloc::engine {

struct OpenOptions {
  std::filesystem::path project;
  // The folder of the model to use; empty: the one the index was made with, or else the one that ships.
  std::filesystem::path model = {};
  int threads = 0;                           // that compute; 0: one for each processor
  DeviceChoice device = DeviceChoice::Auto;  // that searches
};

struct ModelInfo {
  std::filesystem::path folder;
  std::string hash;
  std::string name;  // for people
  std::int64_t embed_dim = 0;
  bool grounds = false;
  model::RegionEncoder regions = model::RegionEncoder::Prompter;  // how boxes are answered
};

// Parts of a query. The weighted sum of their unit embeddings is what is searched for; a negative weight
// pushes away.
struct BoxTerm {
  std::filesystem::path image;
  PixelBox box;  // original pixels
  float weight = 1;
  bool operator==(const BoxTerm&) const = default;
};
struct TextTerm {
  std::string text;
  float weight = 1;
  bool operator==(const TextTerm&) const = default;
};
struct ImageTerm {
  std::filesystem::path image;  // the whole of it
  float weight = 1;
  bool operator==(const ImageTerm&) const = default;
};
struct Query {
  std::vector<BoxTerm> boxes = {};
  std::vector<TextTerm> texts = {};
  std::vector<ImageTerm> images = {};
  bool empty() const { return boxes.empty() && texts.empty() && images.empty(); }
  bool operator==(const Query&) const = default;
};

struct SearchOptions {
  std::int64_t k = 50;
  bool whole_images = false;                   // rank images; else regions and proposals
  std::vector<std::string> labels = {};        // only regions with one of these; empty: all
  std::filesystem::path folder = {};           // only images below it; empty: all
  std::optional<float> least_score = {};       // cosine
  std::optional<std::int64_t> not_image = {};  // leave out what lies in this image of the store
};

struct Match {
  std::int64_t image_id = 0;              // of the store
  std::optional<std::int64_t> region_id;  // of the store
  index::EntryKind kind = index::EntryKind::Region;
  PixelBox box;                // original pixels
  float score = 0;             // cosine
  std::filesystem::path path;  // of the image
  std::string label, caption;  // of the region; may be empty
};

struct WordMatch {
  std::string word;
  float score = 0;  // cosine
};

struct SearchAnswer {
  std::vector<Match> matches;    // best first
  std::vector<WordMatch> words;  // of the vocabulary, best first; empty for queries without boxes or images
  std::int64_t searched = 0;     // entries that were compared or walked
  std::chrono::duration<double, std::milli> embed_time{0}, search_time{0}, read_time{0};
};

// Where the model sees a phrase.
struct GroundedPhrase {
  std::string phrase;
  PixelBox box;     // original pixels
  float score = 0;  // cosine of the phrase and of the region at `box`
};

// Boxes of an image that nobody has drawn (image_proposals.h).
struct ImageProposals {
  std::vector<PixelBox> boxes;  // original pixels, inside the image
  std::vector<float> rows;      // their embeddings, [boxes, dim], each of unit length
};

// How like a phrase each part of an image is: [rows, columns], row by row, over the whole image; cosines.
struct HeatMap {
  int columns = 0, rows = 0;
  std::vector<float> values;
};

// All functions throw cloc::Error with a message for people.
class Engine {
 public:
  virtual ~Engine() = default;

  // May be called again, with another project, model or device; on an error of the project or the model the
  // engine is as before; an index that cannot be read leaves it open without one. Takes seconds for a large
  // model.
  virtual void open(const OpenOptions& options) = 0;
  virtual bool is_open() const = 0;
  virtual ModelInfo model() const = 0;
  // Whether the model's file is another one now, or gone: open() reads it again.
  virtual bool model_changed() const = 0;
  virtual IndexStatus index() const = 0;
  // Opens the newest generation of the index; to be called after indexing, and after edits to count what is
  // new. Costs little when nothing has changed. An index that cannot be read is not searched, and the
  // message says why.
  virtual IndexStatus reload_index() = 0;

  // Throws Error{InvalidInput} for an empty query or a box outside its image; Error{NotFound} when an image
  // has gone; Error{Unsupported}, with what to do, when index().state is not Ready.
  virtual SearchAnswer search(const Query& query, const SearchOptions& options) = 0;
  // Every indexed image with the score of what fits best in it: a region, a proposal or the whole; in no
  // order. Exact, and so slow as comparing every entry is. Throws as search().
  virtual std::vector<std::pair<std::int64_t, float>> score_images(const Query& query) = 0;
  // The words of the vocabulary that fit the query best; needs no index.
  virtual std::vector<WordMatch> words(const Query& query, int k) = 0;

  // What search() searches for: [dim], of unit length; needs no index. Throws as search() of a query.
  virtual std::vector<float> embed(const Query& query) = 0;
  // [texts, dim], each of unit length; what the vocabulary holds already costs nothing.
  virtual std::vector<float> embed_texts(const std::vector<std::string>& texts) = 0;
  // The index that search() searches, for core/assist to search beside this engine, in any thread; null when
  // index().state is not Ready. A newer generation does not change it.
  virtual std::shared_ptr<const index::SavedIndex> saved_index() const = 0;

  // The vocabulary: the project's labels and region captions, at most kMaxVocabulary of them. Embeds some
  // more words, for about `budget`; true while there are more to come. words() uses those that are there.
  virtual bool advance_vocabulary(std::chrono::milliseconds budget) = 0;
  static constexpr std::int64_t kMaxVocabulary = 20000;

  // `model`: another folder than the open one, for comparing; empty: the open one. Two models are kept.
  virtual std::vector<GroundedPhrase> ground(const std::filesystem::path& image,
                                             const std::vector<std::string>& phrases,
                                             const std::filesystem::path& model = {}) = 0;
  // One map for each phrase. `cells`: along the long side. Throws Error{Cancelled}.
  virtual std::vector<HeatMap> heat(const std::filesystem::path& image,
                                    const std::vector<std::string>& phrases, int cells,
                                    const std::filesystem::path& model, const CancelToken& cancel) = 0;

  // Where the model sees one of `names`, the labels of the project: for core/assist to judge. Needs no index.
  virtual ImageProposals propose(const std::filesystem::path& image,
                                 const std::vector<std::string>& names) = 0;

  // Encodes an image now, so that the first box drawn on it is answered at once.
  virtual void prefetch(const std::filesystem::path& image) = 0;
};

// For programs that are linked with LibTorch.
std::unique_ptr<Engine> new_engine();

// For the window: loads libcloc_engine.so the first time, which takes up to a second: not for the window's
// thread. Throws Error{NotFound}.
std::unique_ptr<Engine> load_engine_module();

}  // namespace cloc::engine
