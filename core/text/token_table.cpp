// SPDX-License-Identifier: Apache-2.0
#include "core/text/token_table.h"

#include <algorithm>
#include <fstream>
#include <unordered_map>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/base/atomic_file.h"
#include "core/base/error.h"

namespace cloc::text {
namespace {

using nlohmann::json;

struct Vocabulary {
  std::int64_t size = 0;
  int context_length = kDefaultContextLength;
  std::int32_t pad = 0, end = 0, begin = -1;
};

class TableTokenizer final : public Tokenizer {
 public:
  using Table = std::unordered_map<std::string, std::vector<std::int32_t>>;
  TableTokenizer(const Vocabulary& vocabulary, Table table, std::string file)
      : Tokenizer(vocabulary.context_length),
        vocabulary_(vocabulary),
        table_(std::move(table)),
        file_(std::move(file)) {}

  std::string decode(std::span<const std::int32_t>) const override {
    throw Error(ErrorKind::Unsupported,
                file_ + " holds the tokens of texts, not the vocabulary: they cannot be read back.");
  }
  std::int64_t vocab_size() const override { return vocabulary_.size; }
  std::int32_t pad_id() const override { return vocabulary_.pad; }
  std::int32_t end_id() const override { return vocabulary_.end; }
  std::int32_t begin_id() const override { return vocabulary_.begin; }
  std::string_view name() const override { return "token_table"; }

 protected:
  std::vector<std::int32_t> encode_words(std::string_view text, std::size_t) const override {
    const auto found = table_.find(std::string(text));
    if (found == table_.end()) {
      throw Error(ErrorKind::NotFound,
                  file_ + " has no tokens of the text \"" + std::string(text) +
                      "\". Pack the data set again, or use the program with a tokenizer.");
    }
    return found->second;
  }

 private:
  const Vocabulary vocabulary_;
  const Table table_;
  const std::string file_;
};

}  // namespace

void write_token_table(const std::filesystem::path& file, const Tokenizer& tokenizer,
                       const std::set<std::string>& texts) {
  AtomicFile out(file);
  const json vocabulary{{"format", "cloc-tokens"},
                        {"vocab_size", tokenizer.vocab_size()},
                        {"context_length", tokenizer.context_length()},
                        {"pad", tokenizer.pad_id()},
                        {"end", tokenizer.end_id()},
                        {"begin", tokenizer.begin_id()}};
  out.write(vocabulary.dump() + "\n");
  const auto markers = tokenizer.begin_id() >= 0 ? 1 : 0;
  for (const auto& text : texts) {
    const auto ids = tokenizer.encode(text);
    const std::vector<std::int32_t> words(ids.begin() + markers, ids.end() - 1);
    out.write(json{text, words}.dump(-1, ' ', false, json::error_handler_t::replace) + "\n");
  }
  out.commit();
}

std::unique_ptr<Tokenizer> read_token_table(const std::filesystem::path& file) {
  std::ifstream in(file);
  if (!in)
    throw Error(ErrorKind::NotFound,
                "There is no " + file.string() + ". Pack the data set with a tokenizer.");
  Vocabulary vocabulary;
  TableTokenizer::Table table;
  std::size_t number = 0;
  for (std::string line; std::getline(in, line);) {
    ++number;
    try {
      const auto parsed = json::parse(line);
      if (number == 1) {
        if (parsed.at("format") != "cloc-tokens") throw Error(ErrorKind::Corrupt, "it is no table of tokens");
        vocabulary = {parsed.at("vocab_size"), parsed.at("context_length"), parsed.at("pad"),
                      parsed.at("end"), parsed.at("begin")};
        continue;
      }
      auto ids = parsed.at(1).get<std::vector<std::int32_t>>();
      const auto outside = [&](std::int32_t id) { return id < 0 || id >= vocabulary.size; };
      if (std::any_of(ids.begin(), ids.end(), outside))
        throw Error(ErrorKind::Corrupt, "a token is outside of the vocabulary");
      table[parsed.at(0).get<std::string>()] = std::move(ids);
    } catch (const std::exception& error) {
      throw Error(ErrorKind::Corrupt, file.string() + ", line " + std::to_string(number) + ": " +
                                          error.what() + ". Pack the data set again.");
    }
  }
  if (number == 0) throw Error(ErrorKind::Corrupt, file.string() + " is empty. Pack the data set again.");
  return std::make_unique<TableTokenizer>(vocabulary, std::move(table), file.string());
}

}  // namespace cloc::text
