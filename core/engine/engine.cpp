// SPDX-License-Identifier: Apache-2.0
#include "core/engine/engine.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <exception>
#include <functional>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "core/base/error.h"
#include "core/base/resources.h"
#include "core/engine/heat.h"
#include "core/engine/image_proposals.h"
#include "core/engine/query_image_cache.h"
#include "core/engine/vocabulary.h"
#include "core/index/generations.h"
#include "core/inference/session.h"
#include "core/store/index_mark.h"
#include "core/store/lookup.h"
#include "core/store/project.h"

namespace cloc::engine {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

std::string to_text(const PixelBox& box) {
  std::array<char, 96> text;
  std::snprintf(text.data(), text.size(), "%.0f,%.0f,%.0f,%.0f", box.x1, box.y1, box.x2, box.y2);
  return text.data();
}

std::optional<store::FileStamp> stamp_of(const fs::path& model_folder) {
  return store::file_stamp(model_folder / "model.safetensors");
}

// A model, what its file looked like when it was read, and the images encoded with it.
struct OpenModel {
  std::optional<store::FileStamp> stamp;
  inference::Session session;
  QueryImageCache images;

  OpenModel(const fs::path& folder, int threads)
      : stamp(stamp_of(folder)), session(inference::Session::open(folder, threads)) {}
  bool is(const fs::path& folder) const {
    return session.model_folder() == folder && stamp == stamp_of(folder);
  }
};

struct EmbeddedQuery {
  Query query;
  std::vector<std::optional<store::FileStamp>> stamps;  // of its images
  std::vector<float> vector;
};

// The index of one generation, and the entries that are whole images and regions: the two things that are
// searched.
struct OpenIndex {
  std::shared_ptr<index::SavedIndex> shared;  // with core/assist
  index::SavedIndex& saved;
  index::Selection whole_images, regions;
  std::vector<std::pair<std::int64_t, std::int64_t>> by_image;  // an image's id and an entry's, sorted
  IndexStatus status;                                           // as it was opened: nothing newer

  explicit OpenIndex(index::SavedIndex opened)
      : shared(std::make_shared<index::SavedIndex>(std::move(opened))),
        saved(*shared),
        whole_images(saved.index.select(saved.entries.select(
            [](const index::Entry& entry) { return entry.kind == index::EntryKind::Image; }))),
        regions(saved.index.select_all() - whole_images) {
    for (const auto& entry : saved.entries.all()) by_image.emplace_back(entry.image_id, entry.id);
    std::sort(by_image.begin(), by_image.end());
  }

  index::Selection of_image(std::int64_t image) const {
    std::vector<std::int64_t> ids;
    for (auto each = std::lower_bound(by_image.begin(), by_image.end(), std::pair(image, std::int64_t{0}));
         each != by_image.end() && each->first == image; ++each) {
      ids.push_back(each->second);
    }
    return saved.index.select(ids);
  }
};

class ClocEngine final : public Engine {
 public:
  void open(const OpenOptions& options) override {
    auto project = std::make_unique<store::Project>(
        store::Project::open(options.project, {.access = store::Access::ReadOnly}));
    const auto manifest = index::current_manifest(project->index_folder());
    auto folder = options.model;
    if (folder.empty() && manifest) {
      folder = project->folder() / manifest->origin.model_name;
      if (!fs::exists(folder)) folder.clear();  // its index then says that another model made it
    }
    if (folder.empty()) folder = resource_path("models/demo");
    if (!model_ || !model_->is(folder)) {
      model_ = std::make_unique<OpenModel>(folder, options.threads);
      last_query_.reset();
    }
    project_ = std::move(project);
    threads_ = options.threads;
    device_ = options.device;
    index_.reset();
    restore_vocabulary();
    reload_index();
  }

  bool is_open() const override { return model_ != nullptr; }

  bool model_changed() const override { return !model_->is(require_open().session.model_folder()); }

  ModelInfo model() const override {
    const auto& session = require_open().session;
    // Models that an index was made with lie in folders named by their hash: its beginning tells them apart.
    auto name = session.model_folder().filename().string();
    if (name == session.model_hash()) name.resize(8);
    return {session.model_folder(), session.model_hash(), name,
            session.embed_dim(),    session.grounds(),    session.region_encoder()};
  }

  IndexStatus index() const override { return status_; }

  IndexStatus reload_index() override {
    require_open();
    try {
      status_ = read_index();
      const auto newer = store::not_indexed(*project_);
      status_.new_images = newer.images;
      status_.new_regions = newer.regions;
    } catch (const std::exception& error) {
      status_ = {.state = IndexState::Unreadable, .message = error.what()};
    }
    if (status_.state != IndexState::Ready) index_.reset();
    return status_;
  }

  SearchAnswer search(const Query& query, const SearchOptions& options) override {
    auto start = Clock::now();
    const auto lap = [&start] {
      const auto now = Clock::now();
      return std::chrono::duration<double, std::milli>(now - std::exchange(start, now));
    };
    SearchAnswer answer;
    const auto& vector = embedded(query);
    if (!query.boxes.empty() || !query.images.empty())
      answer.words = vocabulary_.best(vector, kWordsWithSearch);
    answer.embed_time = lap();

    if (!index_) throw Error(ErrorKind::Unsupported, status_.message);
    const auto searched = selection_of(options);
    answer.searched = searched.count();
    const index::SearchOptions search{.k = options.k, .selection = searched};
    const auto found = options.least_score
                           ? index_->saved.index.range_search(vector, *options.least_score, search)
                           : index_->saved.index.search(vector, search);
    answer.search_time = lap();
    answer.matches = read_matches(found[0]);
    answer.read_time = lap();
    return answer;
  }

  std::vector<std::pair<std::int64_t, float>> score_images(const Query& query) override {
    const auto& vector = embedded(query);
    if (!index_) throw Error(ErrorKind::Unsupported, status_.message);
    const auto& saved = index_->saved;
    const auto hits = saved.index.search(vector, {.k = saved.index.count(), .exact = true})[0];
    std::unordered_map<std::int64_t, float> best;
    best.reserve(static_cast<std::size_t>(index_->whole_images.count()));
    // Best first: the first of an image is its best.
    for (const auto& hit : hits) best.emplace(saved.entries.at(hit.id).image_id, hit.score);
    return {best.begin(), best.end()};
  }

  std::vector<WordMatch> words(const Query& query, int k) override {
    return vocabulary_.best(embedded(query), k);
  }

  std::vector<float> embed(const Query& query) override { return embedded(query); }

  std::vector<float> embed_texts(const std::vector<std::string>& texts) override {
    auto& session = require_open().session;
    const auto dim = static_cast<std::size_t>(session.embed_dim());
    std::vector<float> rows(texts.size() * dim);
    std::vector<std::string> others;
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < texts.size(); ++i) {
      const auto known = vocabulary_.row(texts[i]);
      std::copy(known.begin(), known.end(), rows.begin() + static_cast<std::ptrdiff_t>(i * dim));
      if (!known.empty()) continue;
      others.push_back(texts[i]);
      places.push_back(i);
    }
    const auto embedded = session.embed_texts(others);
    for (std::size_t i = 0; i < places.size(); ++i) {
      const auto row = embedded.row(static_cast<std::int64_t>(i));
      std::copy(row.begin(), row.end(), rows.begin() + static_cast<std::ptrdiff_t>(places[i] * dim));
    }
    return rows;
  }

  std::shared_ptr<const index::SavedIndex> saved_index() const override {
    return index_ ? index_->shared : nullptr;
  }

  bool advance_vocabulary(std::chrono::milliseconds budget) override {
    auto& session = require_open().session;
    if (!vocabulary_read_) {
      std::vector<std::string> words;
      for (auto& label : project_->labels()) words.push_back(std::move(label.name));
      const auto room = kMaxVocabulary - static_cast<std::int64_t>(words.size());
      for (auto& caption : store::Lookup(*project_).frequent_captions(std::max<std::int64_t>(0, room)))
        words.push_back(std::move(caption));
      vocabulary_.set_words(std::move(words));
      vocabulary_read_ = true;
    }
    if (vocabulary_.advance(session, budget)) return true;
    keep_vocabulary();
    return false;
  }

  std::vector<GroundedPhrase> ground(const fs::path& image, const std::vector<std::string>& phrases,
                                     const fs::path& model) override {
    auto& opened = model_at(model);
    const auto& query_image = opened.images.get(opened.session, image);
    const auto found = opened.session.ground(query_image.encoded, phrases);
    std::vector<GroundedPhrase> grounded;
    for (std::size_t i = 0; i < found.size(); ++i)
      grounded.push_back({phrases[i], found[i].box, found[i].score});
    return grounded;
  }

  std::vector<HeatMap> heat(const fs::path& image, const std::vector<std::string>& phrases, int cells,
                            const fs::path& model, const CancelToken& cancel) override {
    auto& opened = model_at(model);
    auto& query_image = opened.images.get(opened.session, image);
    const int width = query_image.encoded.width(), height = query_image.encoded.height();
    if (query_image.heat_boxes.empty()) embed_heat_boxes(opened.session, query_image, cancel);
    const auto texts = opened.session.embed_texts(phrases);
    std::vector<HeatMap> maps;
    std::vector<float> scores(query_image.heat_boxes.size());
    for (std::int64_t phrase = 0; phrase < texts.count; ++phrase) {
      for (std::size_t i = 0; i < scores.size(); ++i) {
        scores[i] =
            inference::dot(texts.row(phrase), query_image.heat_embeddings.row(static_cast<std::int64_t>(i)));
      }
      maps.push_back(heat_map(width, height, cells, query_image.heat_boxes, scores));
    }
    return maps;
  }

  ImageProposals propose(const fs::path& image, const std::vector<std::string>& names) override {
    auto& opened = require_open();
    if (!proposed_names_ || proposed_names_->first != names ||
        proposed_with_ != opened.session.model_hash()) {
      proposed_names_.emplace(names, embed_texts(names));
      proposed_with_ = opened.session.model_hash();
    }
    const auto encoded = opened.images.look(opened.session, image);
    return propose_boxes(opened.session, encoded, names, proposed_names_->second);
  }

  void prefetch(const fs::path& image) override {
    auto& opened = require_open();
    opened.images.get(opened.session, image);
  }

 private:
  static constexpr int kWordsWithSearch = 12;

  // Into index_, unless it holds that generation already.
  IndexStatus read_index() {
    const auto& session = require_open().session;
    const auto manifest = index::current_manifest(project_->index_folder());
    if (!manifest) {
      return {.message = "The project has no index yet: build it to search all images."};
    }
    auto status = status_of(*manifest);
    if (manifest->origin.model_hash != session.model_hash()) {
      status.state = IndexState::OtherModel;
      status.message = "The index was made with another model (" + manifest->origin.model_name +
                       "). Rebuild it with this model to search all images.";
      return status;
    }
    if (manifest->version != index::Manifest::kVersion) {
      status.state = IndexState::OtherModel;
      status.other_version = true;
      status.message =
          "The index was saved by another version of CLOC Studio. Rebuild it to search all images.";
      return status;
    }
    if (!index_ || index_->saved.manifest.files != manifest->files) open_index(*manifest);
    return index_->status;
  }

  void open_index(const index::Manifest& manifest) {
    const auto& session = require_open().session;
    // Reading everything once more to compare checksums is for small indexes; sizes are compared always.
    constexpr std::int64_t kVerified = 256 << 20;
    index_ = std::make_unique<OpenIndex>(
        index::open_generation(project_->index_folder(), {.model_hash = session.model_hash(),
                                                          .dim = static_cast<int>(session.embed_dim()),
                                                          .project_id = project_->id(),
                                                          .verify_checksums = manifest.bytes() < kVerified}));
    vocabulary_read_ = false;
    index_->status = status_of(manifest);
    add_figures(index_->status, index_->saved);
    const auto device = choose_device(device_, index_->saved.index);
    index_->status.device = device.name;
    index_->status.device_problem = device.problem;
  }

  OpenModel& require_open() const {
    if (!model_) throw Error(ErrorKind::InvalidInput, "No project is open: open one first.");
    return *model_;
  }

  OpenModel& model_at(const fs::path& folder) {
    auto& own = require_open();
    if (folder.empty() || folder == own.session.model_folder()) return own;
    if (!other_model_ || !other_model_->is(folder)) {
      other_model_ = std::make_unique<OpenModel>(folder, threads_);
    }
    return *other_model_;
  }

  fs::path vocabulary_file() const { return project_->index_folder() / "vocabulary.bin"; }

  // Derived data: what cannot be read is embedded anew, what cannot be written (a project that is only read)
  // is embedded again next time.
  void restore_vocabulary() {
    vocabulary_read_ = false;
    vocabulary_.restore({});  // another project's words are not to be named
    try {
      const auto& session = model_->session;
      vocabulary_.restore(read_vocabulary(vocabulary_file(), session.model_hash(),
                                          static_cast<std::size_t>(session.embed_dim())));
    } catch (const Error&) {
    }
  }
  void keep_vocabulary() {
    if (!vocabulary_.grown()) return;
    vocabulary_.mark_written();
    try {
      fs::create_directories(project_->index_folder());
      write_vocabulary(vocabulary_file(), model_->session.model_hash(), vocabulary_.embedded_words(),
                       vocabulary_.rows());
    } catch (const Error&) {
    } catch (const fs::filesystem_error&) {
    }
  }

  // The embedding of the query; the last one is kept, since one gesture asks for regions, images and words.
  const std::vector<float>& embedded(const Query& query) {
    std::vector<std::optional<store::FileStamp>> stamps;
    for (const auto& term : query.boxes) stamps.push_back(store::file_stamp(term.image));
    for (const auto& term : query.images) stamps.push_back(store::file_stamp(term.image));
    if (!last_query_ || last_query_->query != query || last_query_->stamps != stamps)
      last_query_ = EmbeddedQuery{query, std::move(stamps), weighted_sum(query)};
    return last_query_->vector;
  }

  // The weighted sum of the terms' unit embeddings, of unit length: [dim].
  std::vector<float> weighted_sum(const Query& query) {
    auto& opened = require_open();
    if (query.empty()) {
      throw Error(ErrorKind::InvalidInput, "Nothing to search for: give words, an image, or a box of one.");
    }
    std::vector<float> sum(static_cast<std::size_t>(opened.session.embed_dim()), 0.f);
    const auto add = [&sum](std::span<const float> row, float weight) {
      std::transform(row.begin(), row.end(), sum.begin(), sum.begin(),
                     [weight](float value, float total) { return total + weight * value; });
    };
    std::vector<std::string> texts;
    for (const auto& term : query.texts) texts.push_back(term.text);
    const auto text_rows = opened.session.embed_texts(texts);
    for (std::size_t i = 0; i < texts.size(); ++i)
      add(text_rows.row(static_cast<std::int64_t>(i)), query.texts[i].weight);
    for (const auto& term : query.boxes) {
      const auto& image = opened.images.get(opened.session, term.image).encoded;
      const auto box = clip(term.box, static_cast<float>(image.width()), static_cast<float>(image.height()));
      if (!box.valid()) {
        throw Error(ErrorKind::InvalidInput,
                    "The box " + to_text(term.box) + " lies outside " + term.image.string() + ", which is " +
                        std::to_string(image.width()) + " x " + std::to_string(image.height()) + " pixels.");
      }
      add(opened.session.embed_boxes(image, std::span(&box, 1)).row(0), term.weight);
    }
    for (const auto& term : query.images) {
      const auto& image = opened.images.get(opened.session, term.image).encoded;
      add(opened.session.embed_images(std::span(&image, 1)).row(0), term.weight);
    }
    const float length = std::sqrt(inference::dot(sum, sum));
    if (length < 1e-6f) {
      throw Error(ErrorKind::InvalidInput,
                  "The parts of the query cancel each other out. Remove one, or give it another weight.");
    }
    for (float& value : sum) value /= length;
    return sum;
  }

  // The entries that may answer.
  index::Selection selection_of(const SearchOptions& options) const {
    const auto& entries = index_->saved.entries;
    auto chosen = options.whole_images ? index_->whole_images : index_->regions;
    if (!options.labels.empty()) {
      const auto ids = store::Lookup(*project_).regions_with_labels(options.labels);
      const std::unordered_set<std::int64_t> regions(ids.begin(), ids.end());
      chosen = chosen & index_->saved.index.select(entries.select([&](const index::Entry& entry) {
        return entry.region_id && regions.contains(*entry.region_id);
      }));
    }
    if (!options.folder.empty()) {
      const auto ids = store::Lookup(*project_).images_below(options.folder);
      const std::unordered_set<std::int64_t> images(ids.begin(), ids.end());
      chosen = chosen & index_->saved.index.select(entries.select(
                            [&](const index::Entry& entry) { return images.contains(entry.image_id); }));
    }
    if (options.not_image) chosen = chosen - index_->of_image(*options.not_image);
    return chosen;
  }

  // With what the store says of them now; what has left the store since it was indexed is passed over.
  std::vector<Match> read_matches(const std::vector<index::Hit>& hits) const {
    store::Lookup lookup(*project_);
    std::vector<Match> matches;
    for (const auto& hit : hits) {
      const auto& entry = index_->saved.entries.at(hit.id);
      const auto image = lookup.image(entry.image_id);
      if (!image) continue;
      Match match{entry.image_id, entry.region_id, entry.kind, entry.box, hit.score, image->path, "", ""};
      if (entry.region_id) {
        auto region = lookup.region(*entry.region_id);
        if (!region) continue;
        match.box = region->box;
        match.label = std::move(region->label);
        match.caption = std::move(region->caption);
      }
      matches.push_back(std::move(match));
    }
    return matches;
  }

  static void embed_heat_boxes(inference::Session& session, QueryImage& image, const CancelToken& cancel) {
    // A cancel is seen after so many. Crops take a pass of the encoder each.
    const std::size_t together = session.region_encoder() == model::RegionEncoder::Crops ? 4 : 64;
    const auto boxes = heat_boxes(image.encoded.width(), image.encoded.height());
    inference::Embeddings all{0, session.embed_dim(), {}};
    for (std::size_t begin = 0; begin < boxes.size(); begin += together) {
      cancel.throw_if_cancelled();
      const auto part = session.embed_boxes(
          image.encoded, std::span(boxes).subspan(begin, std::min(together, boxes.size() - begin)));
      all.values.insert(all.values.end(), part.values.begin(), part.values.end());
      all.count += part.count;
    }
    image.heat_boxes = boxes;
    image.heat_embeddings = std::move(all);
  }

  std::unique_ptr<store::Project> project_;
  std::unique_ptr<OpenModel> model_;
  std::unique_ptr<OpenModel> other_model_;  // for comparing
  std::unique_ptr<OpenIndex> index_;
  IndexStatus status_;
  std::optional<EmbeddedQuery> last_query_;
  // The names that propose() was last asked for, their embeddings, and the model that made these: it is asked
  // for one image after the other.
  std::optional<std::pair<std::vector<std::string>, std::vector<float>>> proposed_names_;
  std::string proposed_with_;
  Vocabulary vocabulary_;
  bool vocabulary_read_ = false;
  int threads_ = 0;
  DeviceChoice device_ = DeviceChoice::Auto;
};

}  // namespace

std::unique_ptr<Engine> new_engine() {
  return std::make_unique<ClocEngine>();
}

}  // namespace cloc::engine
