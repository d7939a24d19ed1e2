// SPDX-License-Identifier: Apache-2.0
#include "core/indexing/shards.h"

#include <charconv>
#include <string>
#include <string_view>
#include <system_error>
#include <unordered_map>
#include <utility>

#include "core/base/error.h"
#include "core/base/file_lock.h"
#include "core/indexing/contents.h"
#include "core/indexing/project_index.h"

namespace cloc::indexing {
namespace {

namespace fs = std::filesystem;

constexpr const char* kOf = "-of-";

std::optional<Shard> read_shard(std::string_view text, std::string_view between) {
  Shard shard;
  const auto middle = text.find(between);
  if (middle == std::string_view::npos) return std::nullopt;
  const auto is_number = [](std::string_view digits, int& value) {
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return error == std::errc() && end == digits.data() + digits.size();
  };
  const bool numbers = is_number(text.substr(0, middle), shard.number) &&
                       is_number(text.substr(middle + between.size()), shard.of);
  if (!numbers || shard.number < 1 || shard.number > shard.of) return std::nullopt;
  return shard;
}

// What a worker needs of the project, read at once: the database is closed while it encodes.
struct Part {
  std::string project_id;
  store::IndexMark mark;
  std::vector<store::Image> images;
  std::unordered_map<store::ImageId, std::vector<index::Entry>> regions;  // of images that have any

  std::vector<index::Entry> regions_of(const store::Image& image) const {
    const auto found = regions.find(image.id);
    return found == regions.end() ? std::vector<index::Entry>() : found->second;
  }
};

Part read_once(const fs::path& folder, const Shard& shard, const CancelToken& cancel) {
  const auto project = store::Project::open(folder, {.access = store::Access::ReadStill});
  Part part{project.id(), store::last_rows(project), {}, {}};
  if (part.mark.image == 0) {
    throw Error(ErrorKind::InvalidInput, folder.string() +
                                             " has no images to share out. Add them first: cloc-cli index " +
                                             folder.string() + " --data FOLDER --import-only");
  }
  for (auto& image : project.images()) {
    if (!shard.holds(image.id)) continue;
    cancel.throw_if_cancelled();
    if (auto entries = region_entries(project.regions_of(image.id)); !entries.empty())
      part.regions.emplace(image.id, std::move(entries));
    part.images.push_back(std::move(image));
  }
  return part;
}

Part read_part(const fs::path& folder, const Shard& shard, const CancelToken& cancel) {
  constexpr int kTries = 5;
  const auto file = folder / "project.sqlite";
  for (int i = 0; i < kTries; ++i) {
    const auto before = store::file_stamp(file);
    std::optional<Part> part;
    try {
      part = read_once(folder, shard, cancel);
    } catch (const Error& error) {
      // What is read while another writes may look like damage.
      if (error.kind() != ErrorKind::Corrupt || store::file_stamp(file) == before) throw;
    }
    if (part && store::file_stamp(file) == before) return std::move(*part);
  }
  throw Error(ErrorKind::Io, file.string() +
                                 " is being changed by another program while it is read. Wait until that is "
                                 "done, and start the worker again.");
}

FileLock lock_shard(const fs::path& folder, const Shard& shard) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) {
    throw Error(ErrorKind::Io, "Cannot make the folder " + folder.string() + ": " + error.message() +
                                   ". Check that the project's folder can be written.");
  }
  auto lock = FileLock::try_acquire(folder / "worker.lock");
  if (lock) return std::move(*lock);
  throw Error(ErrorKind::InvalidInput, "Another worker is encoding shard " + std::to_string(shard.number) +
                                           "/" + std::to_string(shard.of) +
                                           " of this project. Give this one another "
                                           "number, or wait for that one.");
}

// The part of the images that is kept in the shard's folder, as far as an earlier run came.
class ShardIndex {
 public:
  ShardIndex(const fs::path& folder, const index::Origin& origin, int dim, IssueReport& issues)
      : folder_(folder), working_(origin, dim, 0, index::Kind::Exact) {
    seen_ = read_seen(issues);
    if (working_.open(folder, issues)) seen_ = {};
    if (working_.other_proposals()) working_.take_out_proposals();
    seen_.complete = false;
  }

  bool up_to_date(const store::Image& image, const Part& part) const {
    return freshness(seen_.seen(image), working_.known(image.id), part.regions_of(image)) ==
           Freshness::Current;
  }
  void take_out_others(const std::vector<store::Image>& images) { working_.take_out_others(images); }
  void keep(EncodedEntries encoded) {
    working_.put(encoded);
    unsaved_.push_back(std::move(encoded.image));
  }
  void leave_out(store::ImageId image) {
    working_.take_out(image);
    seen_.remove(image);
  }
  void begin(const store::IndexMark& mark, const fs::path& model) {
    seen_.mark = mark;
    seen_.model = fs::absolute(model).lexically_normal().string();
    working_.must_be_saved();
  }
  void save() {
    working_.save(folder_);
    for (const auto& image : unsaved_) seen_.add(image);
    unsaved_.clear();
    seen_.save(folder_);
  }
  void finish() {
    seen_.complete = true;
    save();
  }
  const index::RegionIndex& index() const { return working_.index(); }

 private:
  SeenImages read_seen(IssueReport& issues) const {
    try {
      return SeenImages::load(folder_);
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::Corrupt) throw;
      issues.add("damaged shard", folder_.string(), std::string(error.what()) + " It is encoded again.");
      return {};
    }
  }

  const fs::path folder_;
  WorkingIndex working_;
  SeenImages seen_;
  std::vector<store::Image> unsaved_;
};

}  // namespace

Shard Shard::parse(const std::string& text) {
  if (const auto shard = read_shard(text, "/")) return *shard;
  throw Error(ErrorKind::InvalidInput, "'" + text +
                                           "' is no shard. Write i/n, with i from 1 to n: 2/4 is the second "
                                           "of four workers.");
}

fs::path shard_folder(const fs::path& project, const Shard& shard) {
  return project / "index" / "shards" / (std::to_string(shard.number) + kOf + std::to_string(shard.of));
}

std::optional<Shard> shard_of(const fs::path& folder) {
  return read_shard(folder.filename().string(), kOf);
}

IndexingReport encode_shard(const fs::path& project, inference::Session& session, const Shard& shard,
                            const IndexingOptions& options, const ProgressSink& progress,
                            const CancelToken& cancel) {
  options.check();
  IndexingReport report;
  const Part part = read_part(project, shard, cancel);
  const auto folder = shard_folder(project, shard);
  const auto lock = lock_shard(folder, shard);
  const index::Origin origin{session.model_hash(), "models/" + session.model_hash(), part.project_id,
                             options.duplicate_cosine};
  const int dim = static_cast<int>(session.embed_dim());
  report.images = static_cast<std::int64_t>(part.images.size());

  ShardIndex index(folder, origin, dim, report.issues);
  std::vector<store::Image> missing;
  {
    // Not verified: what it holds is compared, not searched.
    WorkingIndex in_use(origin, dim, 0, index::Kind::Exact);
    IssueReport ignored;
    const bool usable =
        !in_use.open(project / "index", ignored, /*verify_checksums=*/false) && !in_use.other_proposals();
    const auto known = [&](const store::Image& image) {
      return (usable &&
              freshness(image, in_use.known(image.id), part.regions_of(image)) == Freshness::Current) ||
             index.up_to_date(image, part);
    };
    missing = images_to_encode(part.images, known, progress, cancel);
  }
  index.take_out_others(part.images);
  report.unchanged = report.images - static_cast<std::int64_t>(missing.size());

  Encoding encoding;
  encoding.regions_of = [&](const store::Image& image) { return part.regions_of(image); };
  encoding.keep = [&](EncodedEntries encoded) { index.keep(std::move(encoded)); };
  encoding.leave_out = [&](const store::Image& image) { index.leave_out(image.id); };
  encoding.save = [&] { index.save(); };
  encoding.of_what = "images of shard " + std::to_string(shard.number) + "/" + std::to_string(shard.of);
  index.begin(part.mark, session.model_folder());
  encode_images(missing, session, options, encoding, report, progress, cancel);
  refuse_if_nothing_is_finite(index.index(), report);
  index.finish();
  report.entries = index.index().count();
  report.index = index.index().info();
  return report;
}

}  // namespace cloc::indexing
