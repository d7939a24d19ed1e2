// SPDX-License-Identifier: Apache-2.0
#include "core/index/generations.h"

#include <QDateTime>
#include <algorithm>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <numeric>
#include <system_error>
#include <thread>

#include <fcntl.h>
#include <nlohmann/json.hpp>
#include <sys/file.h>
#include <unistd.h>

#include "core/base/atomic_file.h"
#include "core/base/digest.h"
#include "core/base/error.h"

namespace cloc::index {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

constexpr const char* kCurrent = "current";
constexpr const char* kEntriesFile = "entries.bin";
constexpr const char* kManifestFile = "manifest.json";
constexpr const char* kRebuild = " Run `cloc-cli index` to build it again.";
constexpr std::chrono::seconds kLockWait{5};

// Held by the one program that saves. The kernel lets go of it when that program dies at whatever moment; a
// lock file that says who holds it (QLockFile) does not when the program dies before it has written that.
class SaveLock {
 public:
  explicit SaveLock(const fs::path& path) : file_(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666)) {
    if (file_ < 0) {
      throw Error(ErrorKind::Io, "Cannot write " + path.string() + ": " +
                                     std::generic_category().message(errno) +
                                     ". Check the permissions of the folder.");
    }
    const auto until = std::chrono::steady_clock::now() + kLockWait;
    while (::flock(file_, LOCK_EX | LOCK_NB) != 0) {
      if (std::chrono::steady_clock::now() < until) {
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
        continue;
      }
      ::close(file_);
      throw Error(ErrorKind::Io,
                  "The index in " + path.parent_path().string() +
                      " cannot be saved: another program is saving it. Wait for that program.");
    }
  }
  ~SaveLock() { ::close(file_); }
  SaveLock(const SaveLock&) = delete;
  SaveLock& operator=(const SaveLock&) = delete;

 private:
  int file_;
};

// "g000007" -> 7; absent for any other name.
std::optional<std::int64_t> generation_number(const std::string& name) {
  std::int64_t number = 0;
  if (name.size() < 2 || name[0] != 'g') return std::nullopt;
  const auto [end, error] = std::from_chars(name.data() + 1, name.data() + name.size(), number);
  if (error != std::errc() || end != name.data() + name.size() || number < 1) return std::nullopt;
  return number;
}

std::string generation_name(std::int64_t number) {
  char name[32];
  std::snprintf(name, sizeof name, "g%06lld", static_cast<long long>(number));
  return name;
}

// Absent when no generation was ever completed.
std::optional<std::string> current_name(const fs::path& folder) {
  if (!fs::exists(folder / kCurrent)) return std::nullopt;
  std::string name = read_text_file(folder / kCurrent);
  while (!name.empty() && (name.back() == '\n' || name.back() == '\r')) name.pop_back();
  if (!generation_number(name)) {
    throw Error(ErrorKind::Corrupt, (folder / kCurrent).string() + " does not name a generation." + kRebuild);
  }
  return name;
}

Json to_json(const Manifest& manifest) {
  Json files = Json::array();
  for (const FileRecord& file : manifest.files) {
    files.push_back({{"name", file.name}, {"bytes", file.bytes}, {"sha256", file.sha256}});
  }
  return {{"version", manifest.version},
          {"kind", to_string(manifest.kind)},
          {"reason", manifest.reason},
          {"dim", manifest.dim},
          {"count", manifest.count},
          {"model_hash", manifest.origin.model_hash},
          {"model_name", manifest.origin.model_name},
          {"project_id", manifest.origin.project_id},
          {"duplicate_cosine", manifest.origin.duplicate_cosine},
          {"created", manifest.created},
          {"files", std::move(files)}};
}

Manifest read_manifest(const fs::path& path) {
  const std::string text = read_text_file(path);
  try {
    const Json json = Json::parse(text);
    Manifest manifest;
    manifest.version = json.at("version");
    if (manifest.version > Manifest::kVersion) {
      throw Error(ErrorKind::Unsupported,
                  path.string() + " has version " + std::to_string(manifest.version) +
                      ", made by a newer CLOC Studio. Update it, or run `cloc-cli index`.");
    }
    manifest.kind = kind_from(json.at("kind"));
    manifest.reason = json.at("reason");
    manifest.dim = json.at("dim");
    manifest.count = json.at("count");
    manifest.origin = {json.at("model_hash"), json.at("model_name"), json.at("project_id"),
                       json.value("duplicate_cosine", 1.f)};
    manifest.created = json.at("created");
    if (manifest.version < Manifest::kVersion) return manifest;
    for (const Json& file : json.at("files")) {
      manifest.files.push_back({file.at("name"), file.at("bytes"), file.at("sha256")});
    }
    return manifest;
  } catch (const Json::exception& error) {
    throw Error(ErrorKind::Corrupt, path.string() + " is damaged (" + error.what() + ")." + kRebuild);
  }
}

void check_origin(const fs::path& folder, const Manifest& manifest, const Expected& expected) {
  const auto refuse = [&](const std::string& what) {
    throw Error(ErrorKind::Mismatch, "The index in " + folder.string() + " " + what + kRebuild);
  };
  if (manifest.version < Manifest::kVersion) refuse("was saved by an older CLOC Studio in another way.");
  const auto& origin = manifest.origin;
  if (expected.model_hash && *expected.model_hash != origin.model_hash) {
    refuse("was made by the model " + origin.model_name + " (" + origin.model_hash.substr(0, 12) +
           "), and the model in use is " + expected.model_hash->substr(0, 12) +
           ": their embeddings do not compare.");
  }
  if (expected.dim && *expected.dim != manifest.dim) {
    refuse("holds embeddings of " + std::to_string(manifest.dim) + " numbers, made by the model " +
           origin.model_name + ", and the model in use makes " + std::to_string(*expected.dim) + ".");
  }
  if (expected.project_id && *expected.project_id != origin.project_id) refuse("belongs to another project.");
}

void check_files(const fs::path& folder, const Manifest& manifest, bool verify) {
  for (const FileRecord& file : manifest.files) {
    const fs::path path = folder / file.name;
    if (fs::path(file.name).filename() != file.name) {
      throw Error(ErrorKind::Corrupt, (folder / kManifestFile).string() + " names the file '" + file.name +
                                          "', which is none of an index." + kRebuild);
    }
    std::error_code missing;
    const auto bytes = static_cast<std::int64_t>(fs::file_size(path, missing));
    if (missing || bytes != file.bytes) {
      throw Error(ErrorKind::Corrupt, path.string() + " is cut: it has " +
                                          std::to_string(missing ? 0 : bytes) + " of " +
                                          std::to_string(file.bytes) + " bytes." + kRebuild);
    }
    if (verify && sha256_file(path) != file.sha256) {
      throw Error(ErrorKind::Corrupt,
                  path.string() + " is not what was saved: its checksum differs." + kRebuild);
    }
  }
}

void check_pair(const RegionIndex& index, const EntryTable& entries, ErrorKind kind, const fs::path& folder) {
  auto ids = index.ids();  // each once, as those of the entries, which ascend
  if (!std::is_sorted(ids.begin(), ids.end())) std::sort(ids.begin(), ids.end());
  const bool fits = std::equal(ids.begin(), ids.end(), entries.all().begin(), entries.all().end(),
                               [](std::int64_t id, const Entry& entry) { return id == entry.id; });
  if (fits) return;
  throw Error(kind, "The entries and the embeddings of the index in " + folder.string() +
                        " do not belong together." + kRebuild);
}

SavedIndex open_folder(const fs::path& folder, const Expected& expected) {
  const Manifest manifest = read_manifest(folder / kManifestFile);
  check_origin(folder, manifest, expected);
  check_files(folder, manifest, expected.verify_checksums);
  SavedIndex saved{RegionIndex::read(folder, manifest.kind, manifest.reason),
                   EntryTable::load(folder / kEntriesFile), manifest};
  if (saved.index.dim() != manifest.dim) {
    throw Error(ErrorKind::Corrupt,
                folder.string() + " is not what its " + kManifestFile + " says." + kRebuild);
  }
  check_pair(saved.index, saved.entries, ErrorKind::Corrupt, folder);
  return saved;
}

void remove_other_generations(const fs::path& folder, const std::optional<std::string>& keep) {
  std::error_code ignored;  // what cannot be removed now is removed by a later save
  for (const auto& item : fs::directory_iterator(folder, ignored)) {
    const std::string name = item.path().filename().string();
    if (generation_number(name) && name != keep) fs::remove_all(item.path(), ignored);
  }
}

std::int64_t newest_generation(const fs::path& folder) {
  std::int64_t newest = 0;
  for (const auto& item : fs::directory_iterator(folder)) {
    newest = std::max(newest, generation_number(item.path().filename().string()).value_or(0));
  }
  return newest;
}

void write_generation(const fs::path& folder, const RegionIndex& index, const EntryTable& entries,
                      const Origin& origin) {
  Manifest manifest;
  manifest.kind = index.kind();
  manifest.reason = index.reason();
  manifest.dim = index.dim();
  manifest.count = index.count();
  manifest.origin = origin;
  manifest.created = QDateTime::currentDateTimeUtc().toString(Qt::ISODate).toStdString();
  manifest.files = index.write(folder);
  manifest.files.push_back(entries.save(folder / kEntriesFile));
  write_text_file(folder / kManifestFile,
                  to_json(manifest).dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
}

void make_folder(const fs::path& path) {
  std::error_code error;
  fs::create_directories(path, error);
  if (!error) return;
  throw Error(ErrorKind::Io, "Cannot make the folder " + path.string() + ": " + error.message() +
                                 ". Choose a place that you may write to and that has room.");
}

}  // namespace

std::int64_t Manifest::bytes() const {
  return std::accumulate(files.begin(), files.end(), std::int64_t{0},
                         [](std::int64_t total, const FileRecord& file) { return total + file.bytes; });
}

void save_generation(const fs::path& index_folder, const RegionIndex& index, const EntryTable& entries,
                     const Origin& origin) {
  check_pair(index, entries, ErrorKind::Internal, index_folder);
  make_folder(index_folder);
  const SaveLock lock(index_folder / "write.lock");
  const std::int64_t number = newest_generation(index_folder) + 1;
  const fs::path folder = index_folder / generation_name(number);
  make_folder(folder);
  try {
    write_generation(folder, index, entries, origin);
    write_text_file(index_folder / kCurrent, folder.filename().string() + "\n");
  } catch (...) {
    std::error_code ignored;  // the next save removes it
    fs::remove_all(folder, ignored);
    throw;
  }
  remove_other_generations(index_folder, folder.filename().string());
}

SavedIndex open_generation(const fs::path& index_folder, const Expected& expected) {
  for (;;) {
    const auto name = current_name(index_folder);
    if (!name) {
      throw Error(ErrorKind::NotFound,
                  "There is no index in " + index_folder.string() + " yet. Run `cloc-cli index` to make it.");
    }
    try {
      return open_folder(index_folder / *name, expected);
    } catch (const Error& error) {
      // A save may have replaced and removed this generation while it was read: then another is current now.
      if (current_name(index_folder) != name) continue;
      if (error.kind() != ErrorKind::NotFound) throw;
      throw Error(ErrorKind::Corrupt, std::string(error.what()) + " The index is incomplete." + kRebuild);
    }
  }
}

std::optional<Manifest> current_manifest(const fs::path& index_folder) {
  const auto name = current_name(index_folder);
  if (!name) return std::nullopt;
  return read_manifest(index_folder / *name / kManifestFile);
}

}  // namespace cloc::index
