// SPDX-License-Identifier: Apache-2.0
// A project on disk: the folder `name.clocproj/` with the database of images, regions, labels, captions, jobs
// and models (project.sqlite), and the folders that others fill: index/, thumbnails/, models/, runs/. The
// window, the commands and the worker processes each open it for themselves; it reads no images and knows no
// file formats.
//
//   auto project = store::Project::create("cats.clocproj", "Cats");
//   project.import(dataset, "instances.json", progress, cancel);
//   for (const auto& image : project.images()) draw(image.path, project.regions_of(image.id));
//
// A shared project has its images, regions, labels, captions and steps on a PostgreSQL server, where several
// people work on them; the folder is each person's own and holds database.json, which says where, and
// local.sqlite with what concerns this folder alone: jobs, models, index marks and the other values of
// meta(), and what the image files looked like here. Everything below works on both kinds.
//
// Threads and processes: a Project belongs to the thread that opened it (each object is one database
// connection under a name of its own; use from another thread is an Error{Internal}). Open the project once
// in each thread that needs it. Many readers and one writer at a time work together; a writer waits for
// another up to Options::busy_timeout. Every change is durable when the call returns (WAL, synchronous =
// FULL).
//
// Boxes are in original pixels (after the EXIF turn). Image paths are kept relative to the folder that holds
// the project when they lie below it, so that project and images may be moved together, and each person of a
// shared project may have the images somewhere else; else absolute. Callers always see absolute paths.
//
// Errors of every call: Error{Io} when the file is locked, read-only, or the disk is full or refuses;
// LostConnection, which is one, when the server is gone; Error{Corrupt} when the database is damaged: the
// message names the file and says to restore a backup.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/issue_report.h"
#include "core/base/progress.h"
#include "core/data/reader.h"
#include "core/geometry/box.h"
#include "core/store/database.h"
#include "core/store/jobs.h"
#include "core/store/models.h"

namespace cloc::store {

// Row numbers of the database: never given to another row, never changed. A region that was removed and is
// brought back has its number again.
using ImageId = std::int64_t;
using RegionId = std::int64_t;
using LabelId = std::int64_t;

// What the file looked like when it was last read; another pair means that it has changed since.
struct FileStamp {
  std::int64_t mtime_ns = 0;  // since the file system clock's epoch
  std::int64_t size = 0;      // bytes
  bool operator==(const FileStamp&) const = default;
};
// Absent when there is no such file.
std::optional<FileStamp> file_stamp(const std::filesystem::path& path);

struct Image {
  ImageId id = 0;
  std::filesystem::path path;      // absolute
  int width = 0, height = 0;       // pixels after the EXIF turn; 0 when not learned yet
  std::optional<FileStamp> stamp;  // of a shared project: as seen on this machine
  bool verified = false;           // the user has looked at it and found it right; see set_verified()
  std::string split = {};          // "train", "val", "test" or another word; see set_split()
  data::Attributes attributes = {};
};

struct Region {
  RegionId id = 0;
  ImageId image_id = 0;
  PixelBox box;
  std::optional<LabelId> label_id;
  std::string caption;  // may be empty
  std::string source;   // who made it: "instances.json", "user", "vesl", ...
  // Its place among the regions of its image, the greater the higher. Always there when read; absent when
  // written: above all that were made before (add_regions), or as it was (update_region).
  std::optional<double> z = {};
  bool locked = false, hidden = false;          // how the window treats it; see set_locked() and set_hidden()
  std::vector<std::string> more_captions = {};  // others of the same region
  data::Attributes attributes = {};
};

struct Label {
  LabelId id = 0;
  std::string name;
  data::LabelDetails details = {};
  std::string hotkey = {};  // one character, that gives this label to what is selected; empty for none
};

struct Counts {
  std::int64_t images = 0, regions = 0, labels = 0, captions = 0, verified = 0;
};

struct ImportOptions {
  // What to do with an image that the project has already.
  enum class Existing {
    Leave,   // nothing
    Add,     // its regions that the project has not (box within 0.01 pixels, label, caption), and captions
    Replace  // its regions and captions are those of the data
  };
  std::string source = {};  // becomes the regions' source
  Existing existing = Existing::Leave;
  std::string split = {};  // of images for which the data names none
};

struct ImportReport {
  std::int64_t images_added = 0;
  std::int64_t images_already_there = 0;
  std::int64_t images_changed = 0;  // of these
  std::int64_t regions_added = 0;
  std::int64_t regions_removed = 0;
  std::int64_t captions_added = 0;
  std::int64_t labels_added = 0;
  IssueReport issues;
};

struct Options {
  Access access = Access::ReadWrite;
  std::chrono::milliseconds busy_timeout{5000};
};

class ImageFacts;

class Project {
 public:
  static constexpr const char* kDatabaseName = "project.sqlite";
  static constexpr const char* kLocalName = "local.sqlite";  // of a shared project
  static constexpr const char* kSuffix = ".clocproj";

  // Makes the folder, whose name must end in ".clocproj" and must not exist; whole or not at all. Throws
  // Error{InvalidInput} and Error{Io}.
  static Project create(const std::filesystem::path& folder, std::string_view name);
  // The same for a shared project: makes it on the server, or joins the one that is there under
  // `server.schema` (where that is empty: schema_name(name)), which keeps its name. Throws also as opening a
  // Database does, and Error{InvalidInput} when the schema holds something else.
  static Project create(const std::filesystem::path& folder, std::string_view name,
                        const ServerAddress& server);
  // Whether the folder is a project, of either kind; says nothing of whether it can be opened.
  static bool is_project(const std::filesystem::path& folder);
  // local.sqlite in the folder of a shared project, where it is not there yet: for sharing.h.
  static void make_local_database(const std::filesystem::path& folder);
  // Brings an older schema forward (not when read only). Throws Error{NotFound}; Error{InvalidInput} when the
  // folder is no project; Error{Unsupported} when a newer CLOC Studio made it.
  static Project open(const std::filesystem::path& folder, const Options& options = {});

  Project(Project&&) noexcept;
  Project& operator=(Project&&) noexcept;
  ~Project();

  // From now on another one than Options::busy_timeout, which opening waited for.
  void set_busy_timeout(std::chrono::milliseconds timeout);

  const std::filesystem::path& folder() const { return folder_; }
  std::filesystem::path index_folder() const { return folder_ / "index"; }
  std::filesystem::path thumbnails_folder() const { return folder_ / "thumbnails"; }
  std::filesystem::path models_folder() const { return folder_ / "models"; }
  std::filesystem::path run_folder(std::int64_t job) const { return folder_ / "runs" / std::to_string(job); }
  // Where a shared project is kept; absent for one in a file.
  const std::optional<ServerAddress>& server() const { return server_; }
  // Who makes the steps (edits.h): user_name() until it is set.
  const std::string& user() const { return user_; }
  void set_user(std::string name) { user_ = std::move(name); }
  // Unlike any other: tells the steps made through this object from those of others.
  const std::string& origin() const { return origin_; }
  std::string name() const;
  // A UUID made at creation: the index says which project it belongs to.
  std::string id() const;

  Counts counts() const;
  // In the order of ids, beginning after `after`; at most `limit`, or all when it is negative.
  std::vector<Image> images(ImageId after = 0, std::int64_t limit = -1) const;
  // Throws Error{NotFound}; so do region(), and the changes below for an id that is not there.
  Image image(ImageId id) const;
  std::optional<Image> find_image(const std::filesystem::path& path) const;
  // From the lowest to the topmost.
  std::vector<Region> regions_of(ImageId image) const;
  Region region(RegionId id) const;
  std::vector<std::string> captions_of(ImageId image) const;
  std::vector<Label> labels() const;
  // Everything, in memory; who can take one image after the other uses read_project (project_reader.h).
  data::Dataset dataset() const;

  // All that `reader` gives, in one transaction. What it does to the regions of images that were there is one
  // step that can be undone (edits.h). Boxes that are not valid() and paths that are not UTF-8 are left out,
  // label numbers outside the list are dropped, missing files are kept; each is in the report. Throws
  // Error{Cancelled} and what the reader throws: nothing was added.
  ImportReport import(data::DatasetReader& reader, const ImportOptions& options,
                      const ProgressSink& progress = {}, const CancelToken& cancel = {});
  // `image.id` is ignored. Throws Error{InvalidInput} when the path is there already.
  ImageId add_image(const Image& image);
  // Width, height and stamp of the row `image.id`, nothing else.
  void update_image(const Image& image);
  void remove_image(ImageId image);  // with its regions and captions; the file stays
  // One transaction. Their id and image_id are ignored. Throws Error{InvalidInput} for a box that is not
  // valid().
  std::vector<RegionId> add_regions(ImageId image, std::span<const Region> regions);
  // Box, label, captions, source, z and attributes of the row `region.id`.
  void update_region(const Region& region);
  void remove_region(RegionId region);
  // One transaction. Those that are not there are passed over: they may have been removed meanwhile.
  void set_locked(std::span<const RegionId> regions, bool locked);
  void set_hidden(std::span<const RegionId> regions, bool hidden);
  void set_verified(ImageId image, bool verified);
  // One transaction; images that are not there are passed over.
  void set_split(std::span<const ImageId> images, std::string_view split);
  void set_attributes(ImageId image, const data::Attributes& attributes);
  void set_captions(ImageId image, std::span<const std::string> captions);
  // The label of this name, added when it is not there.
  LabelId label(std::string_view name);
  // All but its number. Throws Error{NotFound}; Error{InvalidInput} when another label has the name or the
  // hot key, or the name is empty.
  void update_label(const Label& label);

  Jobs jobs() { return Jobs(own()); }
  Models models() { return Models(own()); }
  // Small values of this folder by name: in a shared project each person has others.
  std::optional<std::string> meta(std::string_view key) const;
  void set_meta(std::string_view key, std::string_view value);

  // Several changes as one: see Transaction.
  Transaction transaction() { return Transaction(*database_); }
  // Reads the whole database for damage (SQLite's own check; rows that refer to nothing, counts that are
  // wrong); throws Error{Corrupt}. Slow when large.
  void check() const;
  // The whole database as it is now into a new SQLite file, whole or not at all; others may go on writing.
  // The index, models and runs are not in it. Throws Error{InvalidInput} when `file` exists, Error{Io}.
  void backup(const std::filesystem::path& file) const;
  // Puts a backup in the place of the project's database, which is kept beside it as
  // project.sqlite.before-restore. For a damaged project too; nobody may have it open. Throws
  // Error{NotFound}; Error{Corrupt} when the backup is damaged or no project; Error{Mismatch} when it is of
  // another project (not told when the project cannot be read); Error{InvalidInput} when an earlier
  // project.sqlite.before-restore is still there; Error{Io}. On a server the old state is kept as the schema
  // of the same name with ".before-restore" behind it, and those who have the project open go on with the new
  // one when they read it again.
  static void restore(const std::filesystem::path& folder, const std::filesystem::path& backup);

 private:
  Project(std::filesystem::path folder, std::unique_ptr<Database> database);
  static Project open_shared(const std::filesystem::path& folder, const Options& options);
  static void restore_on_server(const std::filesystem::path& folder, const std::filesystem::path& backup);

  // Of what concerns this folder alone.
  Database& own() const { return local_ ? *local_ : *database_; }
  void set_local_stamp(ImageId image, const std::optional<FileStamp>& stamp);

  // What read_image() reads, in its order.
  static constexpr const char* kImageColumns =
      "SELECT id, path, width, height, mtime_ns, file_size, verified, split, attributes FROM images ";
  // As in the column images.path, and back.
  std::string stored_path(const std::filesystem::path& path) const;
  std::filesystem::path absolute_path(const std::string& stored) const;
  Image read_image(const Statement& row) const;

  void set_flag(const char* column, std::span<const RegionId> regions, bool value);

  friend class Edits;
  friend class Importer;
  friend class Lookup;
  friend class ProjectReader;
  friend class Watch;
  friend ImageFacts read_image_facts(const Project& project);
  friend ImageFacts read_image_facts(const Project& project, std::span<const ImageId> images);

  std::filesystem::path folder_;
  std::optional<ServerAddress> server_;
  std::filesystem::path images_;  // where relative paths begin
  std::string user_, origin_;
  std::unique_ptr<Database> database_, local_;
  // Of local_, so behind it.
  std::unique_ptr<Statement> stamp_of_, set_stamp_;
};

}  // namespace cloc::store
