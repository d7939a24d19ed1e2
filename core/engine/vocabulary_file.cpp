// SPDX-License-Identifier: Apache-2.0
#include "core/engine/vocabulary_file.h"

#include <cstring>
#include <string_view>

#include <nlohmann/json.hpp>

#include "core/base/atomic_file.h"
#include "core/base/digest.h"
#include "core/base/error.h"

namespace cloc::engine {
namespace {

using nlohmann::json;

constexpr auto kFormat = "cloc vocabulary 1";

std::string_view bytes_of(std::span<const float> rows) {
  return {reinterpret_cast<const char*>(rows.data()), rows.size_bytes()};
}

}  // namespace

void write_vocabulary(const std::filesystem::path& file, const std::string& model_hash,
                      std::span<const std::string> words, std::span<const float> rows) {
  const json header = {
      {"format", kFormat}, {"model", model_hash}, {"words", words}, {"sha256", sha256(bytes_of(rows))}};
  AtomicFile out(file);
  out.write(header.dump(-1, ' ', false, json::error_handler_t::replace));
  out.write("\n");
  out.write(bytes_of(rows));
  out.commit();
}

EmbeddedWords read_vocabulary(const std::filesystem::path& file, const std::string& model_hash,
                              std::size_t dim) {
  const auto text = read_text_file(file);
  const auto line = text.find('\n');
  const auto damaged = [&file] {
    return Error(ErrorKind::Corrupt, file.string() + " is damaged: delete it, its words are embedded anew.");
  };
  if (line == std::string::npos) throw damaged();
  EmbeddedWords embedded;
  std::string model, checksum;
  try {
    const auto header = json::parse(std::string_view(text).substr(0, line));
    if (header.at("format") != kFormat) throw damaged();
    header.at("model").get_to(model);
    header.at("words").get_to(embedded.words);
    header.at("sha256").get_to(checksum);
  } catch (const json::exception&) {
    throw damaged();
  }
  if (model != model_hash)
    throw Error(ErrorKind::Mismatch, file.string() + " holds the words of another model.");
  const auto body = std::string_view(text).substr(line + 1);
  if (sha256(body) != checksum) throw damaged();
  if (body.size() != embedded.words.size() * dim * sizeof(float))
    throw Error(ErrorKind::Mismatch, file.string() + " holds embeddings of another width.");
  embedded.rows.resize(embedded.words.size() * dim);
  std::memcpy(embedded.rows.data(), body.data(), body.size());
  return embedded;
}

}  // namespace cloc::engine
