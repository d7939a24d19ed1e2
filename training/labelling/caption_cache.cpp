// SPDX-License-Identifier: Apache-2.0
#include "training/labelling/caption_cache.h"

#include <system_error>

#include <nlohmann/json.hpp>

#include "core/base/atomic_file.h"
#include "core/base/digest.h"
#include "core/base/error.h"

namespace cloc::labelling {
namespace {

void make_folder(const std::filesystem::path& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (!error && std::filesystem::is_directory(folder)) return;
  std::string message = "Cannot make the folder of kept captions " + folder.string();
  if (error) message += ": " + error.message();
  message += ". Choose a place that you may write to.";
  throw Error(ErrorKind::Io, message);
}

}  // namespace

CaptionCache::CaptionCache(std::filesystem::path folder) : folder_(std::move(folder)) {
  make_folder(folder_);
}

std::string CaptionCache::key(std::string_view image, std::string_view question) {
  // The image's digest first: its length cannot be mistaken for the question's.
  std::string both = sha256(image);
  both += question;
  return sha256(both);
}

std::filesystem::path CaptionCache::file_of(const std::string& key) const {
  return folder_ / key.substr(0, 2) / (key + ".json");
}

std::optional<CachedAnswer> CaptionCache::find(const std::string& key) const {
  const auto path = file_of(key);
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored)) return std::nullopt;
  try {
    const auto json = nlohmann::json::parse(read_text_file(path));
    return CachedAnswer{json.at("text").get<std::string>(), json.at("finish_reason").get<std::string>(),
                        json.at("model").get<std::string>()};
  } catch (const nlohmann::json::exception&) {
    return std::nullopt;
  } catch (const Error&) {
    return std::nullopt;
  }
}

void CaptionCache::keep(const std::string& key, const CachedAnswer& answer) {
  const nlohmann::json json = {
      {"text", answer.text}, {"finish_reason", answer.finish_reason}, {"model", answer.model}};
  const std::string text = json.dump(1, ' ', false, nlohmann::json::error_handler_t::replace);
  const auto path = file_of(key);
  const std::lock_guard lock(writing_);
  make_folder(path.parent_path());
  write_text_file(path, text);
}

}  // namespace cloc::labelling
