// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <utility>

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <unistd.h>

#include "core/base/error.h"
#include "core/data/image_files.h"
#include "core/data/json_text.h"
#include "core/data/output_folder.h"
#include "core/data/webdataset.h"

namespace cloc::data {
namespace {

namespace fs = std::filesystem;

constexpr int kImagesInShard = 1000;
constexpr std::int64_t kBytesInShard = std::int64_t{1} << 30;

struct FreeArchive {
  void operator()(archive* written) const { archive_write_free(written); }
};
struct FreeEntry {
  void operator()(archive_entry* entry) const { archive_entry_free(entry); }
};
struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};

std::string padded(std::int64_t number, std::size_t digits) {
  std::string text = std::to_string(number);
  if (text.size() < digits) text.insert(0, digits - text.size(), '0');
  return text;
}

class WebDatasetWriter final : public DatasetWriter {
 public:
  WebDatasetWriter(const fs::path& path, const std::vector<std::string>& labels, const WriteOptions& options,
                   const Context& context)
      : labels_(labels), report_(context.report), cancel_(context.cancel), folder_(path, options.overwrite) {}

  void add(const ImageRecord& record) override {
    cancel_.throw_if_cancelled();
    ImageRecord image = record;
    if (!learn_size(image, image.path.string(), report_)) return;
    if (!shard_ || in_shard_ >= kImagesInShard || bytes_ >= kBytesInShard) open_shard();
    const auto key = padded(count_++, 9);
    std::string extension = lower_extension(image.path);
    add_image(key + extension, image.path);
    add_text(key + ".json", json_of(image, key));
    if (!image.captions.empty()) add_text(key + ".txt", image.captions.front());
    ++in_shard_;
  }

  void finish() override {
    if (!shard_) open_shard();  // a data set without images is one all the same
    close_shard();
    folder_.finish();
  }

 private:
  void open_shard() {
    close_shard();
    shard_path_ = folder_.path() / ("shard-" + padded(shard_count_++, 6) + ".tar");
    shard_.reset(archive_write_new());
    archive_write_set_format_pax_restricted(shard_.get());
    archive_write_set_bytes_in_last_block(shard_.get(), 1);
    if (archive_write_open_filename(shard_.get(), shard_path_.c_str()) != ARCHIVE_OK) fail();
    in_shard_ = 0;
    bytes_ = 0;
  }

  void close_shard() {
    if (!shard_) return;
    if (archive_write_close(shard_.get()) != ARCHIVE_OK) fail();
    shard_.reset();
    // On the disk before the folder is put in place.
    const int file = ::open(shard_path_.c_str(), O_RDONLY);
    if (file < 0 || ::fsync(file) != 0) {
      if (file >= 0) ::close(file);
      fail();
    }
    ::close(file);
  }

  [[noreturn]] void fail() const {
    const char* why = shard_ ? archive_error_string(shard_.get()) : std::strerror(errno);
    throw Error(ErrorKind::Io, "Writing " + shard_path_.string() + " failed: " +
                                   (why == nullptr ? "unknown" : why) + ". Check that the disk has room.");
  }

  // The same bytes each time: no times, no owners.
  void add_header(const std::string& name, std::int64_t size) {
    const std::unique_ptr<archive_entry, FreeEntry> entry(archive_entry_new());
    archive_entry_set_pathname(entry.get(), name.c_str());
    archive_entry_set_size(entry.get(), size);
    archive_entry_set_filetype(entry.get(), AE_IFREG);
    archive_entry_set_perm(entry.get(), 0644);
    archive_entry_set_mtime(entry.get(), 0, 0);
    if (archive_write_header(shard_.get(), entry.get()) != ARCHIVE_OK) fail();
    bytes_ += size;
  }

  void add_text(const std::string& name, const std::string& text) {
    add_header(name, static_cast<std::int64_t>(text.size()));
    if (archive_write_data(shard_.get(), text.data(), text.size()) != static_cast<la_ssize_t>(text.size()))
      fail();
  }

  void add_image(const std::string& name, const fs::path& path) {
    const std::unique_ptr<std::FILE, CloseFile> file(std::fopen(path.c_str(), "rb"));
    std::error_code error;
    const auto size = fs::file_size(path, error);
    if (!file || error) {
      throw Error(ErrorKind::NotFound,
                  "Cannot read " + path.string() +
                      ". Nothing was written. Put the image back or leave it out, and try again.");
    }
    add_header(name, static_cast<std::int64_t>(size));
    std::vector<char> block(std::size_t{1} << 18);
    std::uint64_t left = size;
    while (left > 0) {
      const auto got = std::fread(block.data(), 1, std::min<std::uint64_t>(block.size(), left), file.get());
      if (got == 0)
        throw Error(ErrorKind::Io, "Reading " + path.string() + " failed: it has changed meanwhile.");
      if (archive_write_data(shard_.get(), block.data(), got) != static_cast<la_ssize_t>(got)) fail();
      left -= got;
    }
  }

  std::string json_of(const ImageRecord& image, const std::string& key) const {
    std::string json = "{\"key\": " + json_string(key);
    append_field(json, "width", std::to_string(image.width));
    append_field(json, "height", std::to_string(image.height));
    if (!image.captions.empty()) append_field(json, "caption", json_string(image.captions.front()));
    if (image.captions.size() > 1) append_field(json, "captions", json_value(image.captions));
    if (!image.split.empty()) append_field(json, "split", json_string(image.split));
    if (!image.attributes.empty()) append_field(json, "attributes", image.attributes.to_json());
    std::vector<std::string> regions;
    for (const auto& region : image.regions) regions.push_back(json_of(region));
    append_field(json, "regions", json_list(regions));
    return json + "}";
  }

  std::string json_of(const Region& region) const {
    std::string json = "{\"id\": " + std::to_string(region.source_id);
    append_field(json, "box",
                 json_list({json_number(region.box.x1), json_number(region.box.y1),
                            json_number(region.box.x2), json_number(region.box.y2)}));
    if (region.label >= 0)
      append_field(json, "label", json_string(labels_.at(static_cast<std::size_t>(region.label))));
    if (!region.caption.empty()) append_field(json, "caption", json_string(region.caption));
    if (!region.more_captions.empty()) append_field(json, "more_captions", json_value(region.more_captions));
    if (!region.attributes.empty()) append_field(json, "attributes", region.attributes.to_json());
    return json + "}";
  }

  const std::vector<std::string> labels_;
  IssueReport& report_;
  const CancelToken cancel_;
  OutputFolder folder_;
  std::unique_ptr<archive, FreeArchive> shard_;
  fs::path shard_path_;
  std::int64_t count_ = 0, shard_count_ = 0, bytes_ = 0;
  int in_shard_ = 0;
};

}  // namespace

std::unique_ptr<DatasetWriter> webdataset_writer(const fs::path& path, const std::vector<std::string>& labels,
                                                 const std::vector<LabelDetails>&,
                                                 const WriteOptions& options, const Context& context) {
  return std::make_unique<WebDatasetWriter>(path, labels, options, context);
}

}  // namespace cloc::data
