// SPDX-License-Identifier: Apache-2.0
#include "core/text/clip_vocabulary.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

#include <nlohmann/json.hpp>
#include <zlib.h>

#include "core/base/atomic_file.h"
#include "core/base/error.h"

namespace cloc::text {
namespace {

constexpr std::string_view kWordEnd = "</w>";
constexpr std::size_t kOpenAiMerges = 49152 - 256 - 2;
// The real merges file has 3 MB; more is not one, and a small .gz can hold any amount of zeros.
constexpr std::size_t kMaxFileBytes = 256u << 20;

Error damaged(const std::filesystem::path& path, const std::string& why) {
  return Error(ErrorKind::Corrupt, path.string() + " is not a whole CLIP vocabulary: " + why +
                                       ". Copy the file again from where you have it.");
}

// Plain or gzipped, zlib tells by itself.
std::string read_maybe_gzipped(const std::filesystem::path& path) {
  const std::unique_ptr<gzFile_s, int (*)(gzFile)> file(::gzopen(path.c_str(), "rb"), &::gzclose_r);
  if (!file) {
    throw Error(ErrorKind::Io, "Cannot read " + path.string() + ". Check that it is a file you may read.");
  }
  std::string text;
  std::array<char, 1 << 16> buffer;
  int got = 0;
  while ((got = ::gzread(file.get(), buffer.data(), buffer.size())) > 0) {
    text.append(buffer.data(), static_cast<std::size_t>(got));
    if (text.size() > kMaxFileBytes) throw damaged(path, "it unpacks to more than 256 MiB");
  }
  int error = Z_OK;
  const char* why = ::gzerror(file.get(), &error);
  if (error == Z_ERRNO)
    throw Error(ErrorKind::Io, "Cannot read " + path.string() + ". Check that it is a file.");
  if (error != Z_OK) throw damaged(path, std::string("it cannot be unpacked (") + why + ")");
  return text;
}

std::string utf8_of(unsigned code) {
  if (code < 0x80) return std::string(1, static_cast<char>(code));
  return {static_cast<char>(0xC0 | code >> 6), static_cast<char>(0x80 | (code & 0x3F))};
}

// The files write each byte as a visible character: printable Latin-1 as itself, the other 68 in their order
// from U+0100 on. by_id is the order of the bytes in OpenAI's vocabulary: the printable ones first.
struct ByteAlphabet {
  std::array<std::string, 256> symbols;  // UTF-8, by byte
  std::vector<unsigned char> by_id;
  std::unordered_map<std::string, unsigned char> bytes;

  ByteAlphabet() {
    const auto printable = [](unsigned b) {
      return (b >= 0x21 && b <= 0x7E) || (b >= 0xA1 && b <= 0xAC) || b >= 0xAE;
    };
    unsigned next = 0x100;
    std::vector<unsigned char> others;
    for (unsigned b = 0; b < 256; ++b) {
      symbols[b] = utf8_of(printable(b) ? b : next++);
      (printable(b) ? by_id : others).push_back(static_cast<unsigned char>(b));
      bytes.emplace(symbols[b], static_cast<unsigned char>(b));
    }
    by_id.insert(by_id.end(), others.begin(), others.end());
  }
};

const ByteAlphabet& alphabet() {
  static const ByteAlphabet instance;
  return instance;
}

// The bytes that token `symbols` stands for, and a blank when it ends a word; nothing when it is not written
// in the alphabet.
std::optional<std::string> token_bytes(std::string_view symbols) {
  const bool ends_word = symbols.ends_with(kWordEnd);
  if (ends_word) symbols.remove_suffix(kWordEnd.size());
  std::string bytes;
  while (!symbols.empty()) {
    const std::size_t length = static_cast<unsigned char>(symbols.front()) < 0x80 ? 1 : 2;
    const auto found = alphabet().bytes.find(std::string(symbols.substr(0, length)));
    if (found == alphabet().bytes.end()) return std::nullopt;
    bytes += static_cast<char>(found->second);
    symbols.remove_prefix(std::min(length, symbols.size()));
  }
  if (ends_word) bytes += ' ';
  return bytes;
}

struct MergeLine {
  std::string left, right;
  std::size_t line = 0;  // counted from 1; 0 when it does not stand in a line of its own
};

// The first `most` merges behind the header line. Empty lines are passed over.
std::vector<MergeLine> parse_merges(std::string_view text, const std::filesystem::path& path,
                                    std::size_t most) {
  std::vector<MergeLine> merges;
  for (std::size_t number = 1; !text.empty() && merges.size() < most; ++number) {
    const auto end = text.find('\n');
    auto line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (number == 1 || line.empty()) continue;
    const auto blank = line.find(' ');
    if (blank == 0 || blank >= line.size() - 1 || line.find(' ', blank + 1) != std::string_view::npos) {
      throw damaged(path, "line " + std::to_string(number) + " is not two symbols with one blank between");
    }
    merges.push_back({std::string(line.substr(0, blank)), std::string(line.substr(blank + 1)), number});
  }
  if (merges.empty()) throw damaged(path, "it holds no merges");
  return merges;
}

std::int32_t require_id(const TokenIds& ids, const std::string& token, const std::filesystem::path& path) {
  const auto found = ids.find(token);
  if (found == ids.end()) throw damaged(path, "the token \"" + token + "\" is missing");
  return found->second;
}

// Everything but the markers. `path` is the file whose fault a missing token is.
ClipVocabulary assemble(const TokenIds& ids, const std::vector<MergeLine>& merges,
                        const std::filesystem::path& path, const std::filesystem::path& merges_path) {
  ClipVocabulary vocabulary;
  vocabulary.tokens.resize(ids.size());
  for (const auto& [token, id] : ids)
    vocabulary.tokens[static_cast<std::size_t>(id)] = token_bytes(token).value_or("");
  for (unsigned b = 0; b < 256; ++b) {
    vocabulary.byte_ids[b] = require_id(ids, alphabet().symbols[b], path);
    vocabulary.byte_end_ids[b] = require_id(ids, alphabet().symbols[b] + std::string(kWordEnd), path);
  }
  vocabulary.merges.reserve(merges.size());
  std::int32_t rank = 0;
  for (const auto& merge : merges) {
    const auto id = [&](const std::string& token) {
      const auto found = ids.find(token);
      if (found != ids.end()) return found->second;
      const auto where = merge.line > 0 ? "line " + std::to_string(merge.line)
                                        : "\"" + merge.left + " " + merge.right + "\"";
      throw damaged(merges_path,
                    where + " merges into or from \"" + token + "\", which the vocabulary does not hold");
    };
    const auto key = pair_key(id(merge.left), id(merge.right));
    vocabulary.merges.try_emplace(key, PairMerge{rank++, id(merge.left + merge.right)});
  }
  return vocabulary;
}

// token -> id of `path`, with every id of [0, tokens) used once.
TokenIds parse_vocab_json(const std::filesystem::path& path) {
  TokenIds ids;
  try {
    const auto json = nlohmann::json::parse(read_text_file(path));
    if (!json.is_object()) throw damaged(path, "it is not a JSON object of tokens and ids");
    std::vector<bool> used(json.size());
    for (const auto& [token, id] : json.items()) {
      if (!id.is_number_integer() || id.get<std::int64_t>() < 0 ||
          id.get<std::int64_t>() >= static_cast<std::int64_t>(used.size())) {
        throw damaged(path, "token \"" + token + "\" has the id " + id.dump() +
                                ", and ids must count from 0 to " + std::to_string(used.size() - 1));
      }
      const auto index = id.get<std::size_t>();
      if (used[index]) throw damaged(path, "the id " + std::to_string(index) + " is given twice");
      used[index] = true;
      ids.emplace(token, static_cast<std::int32_t>(index));
    }
  } catch (const nlohmann::json::exception& error) {
    throw damaged(path, error.what());
  }
  return ids;
}

std::int32_t marker_id(const TokenIds& ids, const char* name, const char* other,
                       const std::filesystem::path& path) {
  const auto found = ids.find(other);
  return found != ids.end() ? found->second : require_id(ids, name, path);
}

// Everything, with the markers by their names.
ClipVocabulary with_markers(const TokenIds& ids, const std::vector<MergeLine>& merges,
                            const std::filesystem::path& path, const std::filesystem::path& merges_path) {
  auto vocabulary = assemble(ids, merges, path, merges_path);
  vocabulary.begin_id = marker_id(ids, "<|startoftext|>", "<start_of_text>", path);
  vocabulary.end_id = marker_id(ids, "<|endoftext|>", "<end_of_text>", path);
  // The markers are no words, though their names are written in the alphabet.
  for (const auto id : {vocabulary.begin_id, vocabulary.end_id}) {
    vocabulary.tokens[static_cast<std::size_t>(id)].clear();
  }
  return vocabulary;
}

}  // namespace

ClipVocabulary read_openai_vocabulary(const std::filesystem::path& path) {
  const auto merges = parse_merges(read_maybe_gzipped(path), path, kOpenAiMerges);
  TokenIds ids;
  std::int32_t next = 0;
  for (const auto* end : {"", kWordEnd.data()}) {
    for (const auto byte : alphabet().by_id) ids.emplace(alphabet().symbols[byte] + end, next++);
  }
  for (const auto& merge : merges) {
    if (!ids.emplace(merge.left + merge.right, next++).second) {
      throw damaged(path, "line " + std::to_string(merge.line) + " makes a token that an earlier line made");
    }
  }
  auto vocabulary = assemble(ids, merges, path, path);
  vocabulary.tokens.resize(vocabulary.tokens.size() + 2);
  vocabulary.begin_id = next++;
  vocabulary.end_id = next;
  return vocabulary;
}

ClipVocabulary read_hugging_face_vocabulary(const std::filesystem::path& vocab_json,
                                            const std::filesystem::path& merges_txt) {
  const auto ids = parse_vocab_json(vocab_json);
  return with_markers(ids, parse_merges(read_text_file(merges_txt), merges_txt, SIZE_MAX), vocab_json,
                      merges_txt);
}

ClipVocabulary make_clip_vocabulary(const TokenIds& ids,
                                    const std::vector<std::pair<std::string, std::string>>& merges,
                                    const std::filesystem::path& path) {
  std::vector<MergeLine> lines;
  lines.reserve(merges.size());
  for (const auto& [left, right] : merges) lines.push_back({left, right});
  return with_markers(ids, lines, path, path);
}

}  // namespace cloc::text
