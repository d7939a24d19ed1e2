// SPDX-License-Identifier: Apache-2.0
// 10,000 texts of many scripts, with joiners, controls, entities, numbers and punctuation, get the ids of
// other people's tokenizers, each of them (data/many_scripts, made by make_many_scripts.py).
#include <QTemporaryDir>
#include <QTest>
#include <filesystem>
#include <iomanip>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>
#include <zlib.h>

#include "core/base/atomic_file.h"
#include "core/base/random.h"
#include "core/base/resources.h"
#include "core/text/tokenizer.h"

using namespace cloc;
using nlohmann::json;
using Ids = std::vector<std::int32_t>;
namespace fs = std::filesystem;

namespace {

const fs::path kData = fs::path(CLOC_TEST_DATA) / "many_scripts";
constexpr std::size_t kTexts = 10000, kGroup = 100;

struct Script {
  std::vector<std::string> words;
  std::vector<std::pair<std::uint64_t, std::uint64_t>> ranges;
};

std::vector<Script> read_scripts() {
  std::vector<Script> scripts;
  for (const auto& entry : json::parse(read_text_file(kData / "scripts.json")))
    scripts.push_back({entry["words"], entry["ranges"]});
  return scripts;
}

// make_scripts.py has the same in Python.
std::string text_number(const std::vector<Script>& scripts, std::uint64_t number) {
  std::uint64_t counter = number << 20;
  const auto below = [&](std::uint64_t count) { return static_cast<std::size_t>(mix64(counter++) % count); };
  const auto mixed = below(3);
  std::size_t chosen[2];
  for (auto& script : chosen) script = below(scripts.size());
  std::string text;
  for (std::size_t part = 1 + below(10); part > 0; --part) {
    const auto& script = scripts[mixed == 0   ? chosen[0]
                                 : mixed == 1 ? chosen[below(2)]
                                              : below(scripts.size())];
    if (!script.ranges.empty() && below(4) == 0) {
      for (std::size_t character = 1 + below(6); character > 0; --character) {
        const auto [first, last] = script.ranges[below(script.ranges.size())];
        const auto code = static_cast<char32_t>(first + below(last - first + 1));
        text += QString::fromUcs4(&code, 1).toStdString();
      }
    } else {
      text += script.words[below(script.words.size())];
    }
    const auto separator = below(12);
    if (separator > 0) text += separator == 1 ? "  " : separator == 2 ? "\n" : " ";
  }
  return text;
}

const std::vector<std::string>& all_texts() {
  static const auto texts = [] {
    const auto scripts = read_scripts();
    std::vector<std::string> made;
    for (std::size_t i = 0; i < kTexts; ++i) made.push_back(text_number(scripts, i));
    return made;
  }();
  return texts;
}

std::string line_of(const Ids& ids) {
  std::string line;
  for (const auto id : ids) {
    if (!line.empty()) line += ',';
    line += std::to_string(id);
  }
  line += '\n';
  return line;
}

// Every text of `name` in expected.json gets its ids.
void compare(const text::Tokenizer& tokenizer, const char* name) {
  const auto expected = json::parse(read_text_file(kData / "expected.json")).at(name);
  const auto left_out = expected.at("left_out").get<std::set<std::size_t>>();
  QVERIFY(left_out.size() < kTexts / 1000);
  QCOMPARE(expected.at("hashes").size(), kTexts / kGroup);
  const auto& written = expected.at("ids");
  const auto& texts = all_texts();
  std::string differences;
  for (std::size_t group = 0; group < kTexts / kGroup; ++group) {
    std::string lines;
    for (std::size_t i = group * kGroup; i < (group + 1) * kGroup; ++i) {
      const auto ids = left_out.contains(i) ? Ids{} : tokenizer.encode(texts[i]);
      lines += line_of(ids);
      if (i < written.size() && written[i].get<Ids>() != ids)
        differences += "text " + std::to_string(i) + " " + json(texts[i]).dump(-1, ' ', true) +
                       "\n  expected " + written[i].dump() + "\n  got      " + json(ids).dump() + "\n";
    }
    std::ostringstream hash;
    hash << std::hex << std::setw(16) << std::setfill('0') << hash64(lines);
    if (hash.str() != expected["hashes"][group])
      differences += "among texts " + std::to_string(group * kGroup) + " to " +
                     std::to_string((group + 1) * kGroup - 1) + "\n";
  }
  if (!differences.empty() && qEnvironmentVariableIsSet("CLOC_DUMP_IDS")) {
    std::string all;
    for (std::size_t i = 0; i < kTexts; ++i) all += line_of(tokenizer.encode(texts[i]));
    write_text_file(qEnvironmentVariable("CLOC_DUMP_IDS").toStdString() + name, all);
  }
  QVERIFY2(differences.empty(), differences.c_str());
}

// transformers' tokenizer.json of CLIP with the real vocabulary, which is in resources/ in another form.
void write_clip_json(const fs::path& path) {
  const auto file = ::gzopen(resource_path("text/bpe_simple_vocab_16e6.txt.gz").c_str(), "rb");
  std::string merges_text(8 << 20, '\0');
  merges_text.resize(static_cast<std::size_t>(
      ::gzread(file, merges_text.data(), static_cast<unsigned>(merges_text.size()))));
  ::gzclose_r(file);
  const auto symbol = [](char32_t code) { return QString::fromUcs4(&code, 1).toStdString(); };
  std::vector<std::string> tokens;
  for (char32_t b = 0; b < 256; ++b)
    if ((b >= 0x21 && b <= 0x7E) || (b >= 0xA1 && b <= 0xAC) || b >= 0xAE) tokens.push_back(symbol(b));
  for (char32_t b = 0x100; tokens.size() < 256; ++b) tokens.push_back(symbol(b));
  for (int i = 0; i < 256; ++i) tokens.push_back(tokens[static_cast<std::size_t>(i)] + "</w>");
  auto document = json::parse(read_text_file(kData / "clip_steps.json"));
  auto& merges = document["model"]["merges"];
  std::istringstream lines(merges_text);
  std::string line;
  std::getline(lines, line);
  for (std::string left, right; tokens.size() < 49406 && lines >> left >> right;) {
    merges.push_back({left, right});
    tokens.push_back(left + right);
  }
  tokens.insert(tokens.end(), {"<|startoftext|>", "<|endoftext|>"});
  json vocabulary = json::object();
  for (std::size_t i = 0; i < tokens.size(); ++i) vocabulary[tokens[i]] = i;
  document["model"]["vocab"] = vocabulary;
  write_text_file(path, document.dump());
}

}  // namespace

class TestManyScripts : public QObject {
  Q_OBJECT
 private slots:
  void clipsRealVocabularyAsOpenClip() {
    compare(*text::load_tokenizer(resource_path("text/bpe_simple_vocab_16e6.txt.gz")), "clip");
  }

  void clipsRealVocabularyAsTransformers() {
    QTemporaryDir folder;
    write_clip_json(folder.filePath("tokenizer.json").toStdString());
    const auto tokenizer = text::load_tokenizer(folder.path().toStdString());
    QCOMPARE(tokenizer->vocab_size(), 49408);
    QCOMPARE(tokenizer->end_id(), 49407);
    compare(*tokenizer, "clip_json");
  }

  void siglipsSentencePiece() {
    compare(*text::load_tokenizer(resource_path("text/demo_unigram.model"), {.strip_punctuation = true}),
            "siglip");
  }

  void gemmasTokenizerJsonAsTransformers() {
    const auto tokenizer = text::load_tokenizer(kData / "gemma" / "tokenizer.json");
    QCOMPARE(std::string(tokenizer->name()), std::string("gemma_bpe"));
    QCOMPARE(tokenizer->begin_id(), -1);
    QCOMPARE(tokenizer->end_id(), 1);
    QCOMPARE(tokenizer->pad_id(), 0);
    compare(*tokenizer, "gemma_json");
  }

  void openClipsCanonicalTexts() {
    const text::TokenizerOptions options{.strip_punctuation = true, .mend_web_text = true};
    compare(*text::load_tokenizer(kData / "gemma" / "tokenizer.json", options), "gemma_canonical");
    compare(*text::load_tokenizer(resource_path("text/demo_unigram.model"), options), "siglip_canonical");
  }

  void gemmasSentencePieceModel() {
    const auto tokenizer = text::load_tokenizer(kData / "gemma" / "tokenizer.model");
    QCOMPARE(tokenizer->end_id(), 1);
    QCOMPARE(tokenizer->pad_id(), 0);
    compare(*tokenizer, "gemma_model");
  }
};

QTEST_GUILESS_MAIN(TestManyScripts)
#include "test_many_scripts.moc"
