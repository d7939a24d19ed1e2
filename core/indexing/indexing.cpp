// SPDX-License-Identifier: Apache-2.0
#include "core/indexing/indexing.h"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/image/image.h"
#include "core/index/generations.h"
#include "core/indexing/contents.h"
#include "core/store/index_mark.h"

namespace cloc::indexing {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

// Returns the copy's path relative to the project's folder.
fs::path keep_model(const store::Project& project, const inference::Session& session) {
  auto name = fs::path("models") / session.model_hash();
  const auto target = project.folder() / name;
  if (fs::exists(target)) return name;
  const auto unfinished = fs::path(target.string() + ".tmp");
  std::error_code error;
  fs::remove_all(unfinished, error);
  fs::create_directories(unfinished, error);
  if (!error) {
    for (const auto& file : fs::directory_iterator(session.model_folder())) {
      // What training alone needs stays behind.
      const auto kind = file.path().filename().string();
      if (error || kind == "optimiser.safetensors" || kind == "state.json") continue;
      fs::copy(file.path(), unfinished / file.path().filename(), error);
    }
  }
  if (!error) fs::rename(unfinished, target, error);
  if (error) {
    const auto reason = error.message();
    fs::remove_all(unfinished, error);
    throw Error(ErrorKind::Io, "Cannot copy the model into " + target.string() + ": " + reason +
                                   ". Free some space and try again.");
  }
  return name;
}

class Update {
 public:
  Update(store::Project& project, inference::Session& session, const IndexingOptions& options)
      : project_(project),
        session_(session),
        options_(options),
        origin_{session.model_hash(), keep_model(project, session).string(), project.id()},
        index_(static_cast<int>(session.embed_dim()), expected_entries(), options.kind),
        last_save_(Clock::now()) {}

  IndexingReport run(const ProgressSink& progress, const CancelToken& cancel) {
    const auto mark = store::last_rows(project_);
    const auto images = project_.images();
    report_.images = static_cast<std::int64_t>(images.size());
    reuse(images);
    ProgressMeter meter("encoding images", report_.images, progress);
    for (const auto& image : images) {
      if (cancel.cancelled()) {
        flush();
        save();
        throw Error(ErrorKind::Cancelled,
                    "Stopped after " + std::to_string(report_.encoded + report_.unchanged) + " of " +
                        std::to_string(report_.images) + " images. They are saved; run this again to go on.");
      }
      if (up_to_date(image)) {
        ++report_.unchanged;
      } else {
        read(image);
      }
      if (static_cast<int>(batch_.size()) == options_.batch_size) flush();
      if (Clock::now() - last_save_ > options_.save_every) save();
      meter.advance(1);
    }
    flush();
    settle_kind(progress, cancel);
    folder_ = project_.index_folder();
    save();
    std::error_code ignored;  // a later run removes it
    fs::remove_all(unfinished_folder(), ignored);
    store::set_index_mark(project_, mark);
    report_.entries = index_.count();
    report_.index = index_.info();
    return std::move(report_);
  }

 private:
  std::int64_t expected_entries() const {
    const auto counts = project_.counts();
    return counts.images + counts.regions;
  }

  // Goes on from the index in use when it is this model's and whole; when it is another model's, from what an
  // earlier run has begun beside it; else everything is encoded.
  void reuse(const std::vector<store::Image>& images) {
    auto failure = take_over(folder_);
    if (failure == ErrorKind::Mismatch) {
      folder_ = unfinished_folder();
      failure = take_over(folder_);
      changed_ = true;  // it becomes the index in use
    }
    if (failure) {
      changed_ = true;
      fresh_ = folder_ == project_.index_folder();
      return;
    }
    for (const auto& entry : entries_.all()) known_[entry.image_id].push_back(entry);
    std::unordered_set<std::int64_t> present;
    for (const auto& image : images) present.insert(image.id);
    for (const auto& [image, entries] : known_) {
      if (!present.contains(image)) take_out(entries);
    }
  }

  fs::path unfinished_folder() const { return project_.index_folder() / "next"; }

  // Why not, when there is nothing to go on from.
  std::optional<ErrorKind> take_over(const fs::path& folder) {
    try {
      auto saved = index::open_generation(folder, {.model_hash = origin_.model_hash,
                                                   .dim = static_cast<int>(session_.embed_dim()),
                                                   .project_id = origin_.project_id});
      index_ = std::move(saved.index);
      entries_ = std::move(saved.entries);
      return std::nullopt;
    } catch (const Error& error) {
      if (error.kind() == ErrorKind::Corrupt) {
        report_.issues.add("damaged index", folder.string(),
                           std::string(error.what()) + " Everything is encoded again.");
      } else if (error.kind() != ErrorKind::NotFound && error.kind() != ErrorKind::Mismatch) {
        throw;
      }
      return error.kind();
    }
  }

  void take_out(const std::vector<index::Entry>& entries) {
    std::vector<std::int64_t> ids;
    ids.reserve(entries.size());
    for (const auto& entry : entries) ids.push_back(entry.id);
    index_.remove(ids);
    entries_.remove(ids);
    changed_ = true;
  }

  bool up_to_date(const store::Image& image) const {
    const auto known = known_.find(image.id);
    if (known == known_.end()) return false;
    return freshness(project_, image, known->second) == Freshness::Current;
  }

  void read(store::Image image) {
    if (const auto known = known_.find(image.id); known != known_.end()) take_out(known->second);
    try {
      const auto stamp = store::file_stamp(image.path);  // before reading: a later change is seen next time
      pixels_.push_back(image::load_image(image.path));
      image.stamp = stamp;
      image.width = pixels_.back().cols;
      image.height = pixels_.back().rows;
      batch_.push_back(std::move(image));
    } catch (const Error& error) {
      report_.issues.add("unreadable image", image.path.string(),
                         std::string(error.what()) + " Left out of the index.");
    }
  }

  void flush() {
    if (batch_.empty()) return;
    const auto encoded = session_.encode(pixels_);
    const auto whole = session_.embed_images(encoded);
    for (std::size_t i = 0; i < batch_.size(); ++i) {
      std::vector<PixelBox> boxes;
      std::vector<std::int64_t> ids;
      for (const auto& entry : wanted_entries(batch_[i], project_.regions_of(batch_[i].id))) {
        ids.push_back(entries_.add(entry));
        if (entry.kind != index::EntryKind::Image) boxes.push_back(entry.box);
      }
      const auto row = whole.row(static_cast<std::int64_t>(i));
      std::vector<float> values(row.begin(), row.end());
      const auto regions = session_.embed_boxes(encoded[i], boxes);
      values.insert(values.end(), regions.values.begin(), regions.values.end());
      index_.add(ids, values);
      unsaved_.push_back(std::move(batch_[i]));
    }
    report_.encoded += static_cast<std::int64_t>(batch_.size());
    changed_ = true;
    pixels_.clear();
    batch_.clear();
  }

  void settle_kind(const ProgressSink& progress, const CancelToken& cancel) {
    const auto kind =
        options_.kind ? *options_.kind : index::RegionIndex(index_.dim(), index_.count()).kind();
    const auto info = index_.info();
    // Places of removed entries are searched and saved too: from a quarter of all on, a new index is the
    // cheaper one.
    if (kind != info.kind || 4 * info.removed > info.count) {
      index_ = index_.rebuilt(options_.kind, progress, cancel);
      changed_ = true;
    } else if (info.unsettled > 0) {
      index_.settle(progress, cancel);
      changed_ = true;
    }
  }

  void save() {
    last_save_ = Clock::now();
    if (!changed_) return;
    index::save_generation(folder_, index_, entries_, origin_);
    // Only now: an image counts as known by its stamp, and what is not saved is not known.
    auto transaction = project_.transaction();
    for (const auto& image : unsaved_) project_.update_image(image);
    if (fresh_) store::set_index_mark(project_, {});  // until all is in it
    transaction.commit();
    unsaved_.clear();
    changed_ = false;
  }

  store::Project& project_;
  inference::Session& session_;
  const IndexingOptions& options_;
  const index::Origin origin_;
  fs::path folder_ = project_.index_folder();  // where it is saved
  index::RegionIndex index_;
  index::EntryTable entries_;
  std::unordered_map<std::int64_t, std::vector<index::Entry>> known_;  // by image, as the index had them
  std::vector<store::Image> batch_, unsaved_;  // read and not encoded; encoded and not saved
  std::vector<cv::Mat> pixels_;                // of batch_
  bool changed_ = false;
  bool fresh_ = false;  // begun with nothing, in the place of the index in use
  Clock::time_point last_save_;
  IndexingReport report_;
};

}  // namespace

IndexingReport update_index(store::Project& project, inference::Session& session,
                            const IndexingOptions& options, const ProgressSink& progress,
                            const CancelToken& cancel) {
  return Update(project, session, options).run(progress, cancel);
}

}  // namespace cloc::indexing
