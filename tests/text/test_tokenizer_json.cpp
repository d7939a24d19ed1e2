// SPDX-License-Identifier: Apache-2.0
// tokenizer.json: what it may say, and that everything else is refused by name.
#include <QTemporaryDir>
#include <QTest>
#include <filesystem>
#include <sstream>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/base/atomic_file.h"
#include "core/base/random.h"
#include "core/text/tokenizer.h"
#include "tests/support/expect_error.h"

using namespace cloc;
using nlohmann::json;
using Ids = std::vector<std::int32_t>;
namespace fs = std::filesystem;

namespace {

const fs::path kData = CLOC_TEST_DATA;

json gemma() {
  return json::parse(read_text_file(kData / "many_scripts" / "gemma" / "tokenizer.json"));
}

// The steps of CLIP's file with the vocabulary of tiny_clip.
json clip() {
  auto document = json::parse(read_text_file(kData / "many_scripts" / "clip_steps.json"));
  auto& model = document["model"];
  model["vocab"] = json::parse(read_text_file(kData / "tiny_clip" / "vocab.json"));
  std::istringstream lines(read_text_file(kData / "tiny_clip" / "merges.txt"));
  std::string line;
  std::getline(lines, line);
  for (std::string left, right; lines >> left >> right;) model["merges"].push_back({left, right});
  for (auto& token : document["added_tokens"]) {
    token["id"] = model["vocab"][token["content"].get<std::string>()];
  }
  return document;
}

}  // namespace

class TestTokenizerJson : public QObject {
  Q_OBJECT

  QTemporaryDir dir_;
  std::unique_ptr<text::Tokenizer> load(const json& document, bool strip_punctuation = false) const {
    const fs::path path = dir_.filePath("tokenizer.json").toStdString();
    write_text_file(path, document.dump());
    return text::load_tokenizer(path, {.strip_punctuation = strip_punctuation});
  }
  std::string refusal(ErrorKind kind, const json& document) const {
    const auto message = test::expect_error(kind, [&] { load(document); });
    return message.find("tokenizer.json") == std::string::npos ? "does not name the file: " + message
                                                               : message;
  }

 private slots:
  void settingsThatAreNotUnderstoodAreNamed_data() {
    QTest::addColumn<bool>("of_clip");
    QTest::addColumn<QString>("place");  // JSON pointer
    QTest::addColumn<QString>("value");
    QTest::addColumn<QString>("named");
    const auto row = [](bool of_clip, const char* place, const char* value, const char* named) {
      QTest::addRow("%s %s %s", of_clip ? "clip" : "gemma", place, value)
          << of_clip << place << value << named;
    };
    for (const bool of_clip : {true, false}) {
      row(of_clip, "/model/type", "\"WordPiece\"", "model.type");
      row(of_clip, "/model/dropout", "0.1", "model.dropout");
      row(of_clip, "/model/ignore_merges", "true", "model.ignore_merges");
      row(of_clip, "/model/fuse_unk", of_clip ? "true" : "false", "model.fuse_unk");
      row(of_clip, "/model/byte_fallback", of_clip ? "true" : "false", "model.byte_fallback");
      row(of_clip, "/model/continuing_subword_prefix", "\"##\"", "model.continuing_subword_prefix");
      row(of_clip, "/model/new_setting", "1", "model.new_setting");
      row(of_clip, "/normalizer", "null", "normalizer");
      row(of_clip, "/normalizer", "{\"type\": \"NFKC\"}", "normalizer.type");
      row(of_clip, "/normalizer/new_setting", "1", "normalizer.new_setting");
      row(of_clip, "/pre_tokenizer", "{\"type\": \"Whitespace\"}", "pre_tokenizer.type");
      row(of_clip, "/post_processor", "null", "post_processor");
      row(of_clip, "/post_processor/type", "\"BertProcessing\"", "post_processor.type");
      row(of_clip, "/added_tokens/1/lstrip", "true", "added_tokens[1].lstrip");
      row(of_clip, "/added_tokens/1/single_word", "true", "added_tokens[1].single_word");
    }
    row(true, "/normalizer/normalizers/0/type", "\"NFD\"", "normalizer.normalizers[0].type");
    row(true, "/normalizer/normalizers/1/pattern/Regex", "\"\\\\t\"", "normalizers[1].pattern.Regex");
    row(true, "/pre_tokenizer/pretokenizers/0/pattern/Regex", "\"[a-z]+\"", "pretokenizers[0].pattern.Regex");
    row(true, "/pre_tokenizer/pretokenizers/1/use_regex", "false", "pretokenizers[1].use_regex");
    row(true, "/pre_tokenizer/pretokenizers/1/add_prefix_space", "true", "pretokenizers[1].add_prefix_space");
    row(true, "/model/end_of_word_suffix", "\"<w>\"", "model.");
    row(false, "/normalizer/content", "\"_\"", "normalizer.content");
    row(false, "/pre_tokenizer/behavior", "\"Isolated\"", "pre_tokenizer.behavior");
    row(false, "/post_processor/single", "[{\"Sequence\": {\"id\": \"A\", \"type_id\": 0}}]",
        "post_processor.single");
  }
  void settingsThatAreNotUnderstoodAreNamed() {
    QFETCH(bool, of_clip);
    QFETCH(QString, place);
    QFETCH(QString, value);
    QFETCH(QString, named);
    auto document = of_clip ? clip() : gemma();
    document[json::json_pointer(place.toStdString())] = json::parse(value.toStdString());
    QVERIFY_CONTAINS(refusal(ErrorKind::Unsupported, document), named.toStdString());
  }

  // Of transformers before 2024: no keys for what was not there yet, merges with a blank.
  void filesOfOlderVersionsReadTheSame() {
    const std::vector<std::string> texts = {"The thing, in there's", "<|endoftext|> a\n b",
                                            "\xC3\x89t\xC3\xA9"};
    auto old = clip();
    for (const char* key : {"ignore_merges", "byte_fallback"}) old["model"].erase(key);
    old["pre_tokenizer"]["pretokenizers"][1].erase("use_regex");
    old["pre_tokenizer"]["pretokenizers"][0]["pattern"]["Regex"] =
        "'s|'t|'re|'ve|'m|'ll|'d|[\\p{L}]+|[\\p{N}]|[^\\s\\p{L}\\p{N}]+";
    for (auto& merge : old["model"]["merges"])
      merge = merge[0].get<std::string>() + " " + merge[1].get<std::string>();
    old["added_tokens"][0]["normalized"] = true;
    const auto older = load(old), newer = load(clip());
    for (const auto& text : texts) QCOMPARE(older->encode(text), newer->encode(text));
  }

  void addedTokensAreFoundBeforeAndAfterTheNormaliser() {
    auto document = clip();
    const auto begin = document["added_tokens"][0]["id"].get<std::int32_t>();
    const auto count = [&](const json& changed, const char* text) {
      const auto ids = load(changed)->encode(text);
      return std::count(ids.begin() + 1, ids.end(), begin);
    };
    QCOMPARE(count(document, "a <|startoftext|> b<|startoftext|>"), 2);
    QCOMPARE(count(document, "a <|StartOfText|> b"), 0);
    document["added_tokens"][0]["normalized"] = true;
    QCOMPARE(count(document, "a <|StartOfText|> b"), 1);
  }

  void gemmaLowersAndKeepsBlanks() {
    const auto tokenizer = load(gemma());
    QCOMPARE(tokenizer->encode("The CAT"), tokenizer->encode("the cat"));
    QVERIFY(tokenizer->encode("the  cat") != tokenizer->encode("the cat"));
    QVERIFY(tokenizer->encode("the\tcat") != tokenizer->encode("the cat"));
    QCOMPARE(tokenizer->decode(tokenizer->encode("The  caf\xC3\xA9 \xE7\x8C\xAB!")),
             std::string("the  caf\xC3\xA9 \xE7\x8C\xAB!"));
    auto lowering = gemma();
    const auto replace = lowering["normalizer"];
    lowering["normalizer"] = {{"type", "Sequence"}, {"normalizers", {{{"type", "Lowercase"}}, replace}}};
    QCOMPARE(load(lowering)->encode("The CAT"), tokenizer->encode("the cat"));
    // open_clip's rule for the same files.
    QCOMPARE(load(gemma(), true)->encode("The cat's,  hat!"), tokenizer->encode("the cats hat"));
  }

  void gemmaMayHaveABeginMarker() {
    auto document = gemma();
    document["post_processor"]["single"] = {{{"SpecialToken", {{"id", "<bos>"}, {"type_id", 0}}}},
                                            {{"Sequence", {{"id", "A"}, {"type_id", 0}}}},
                                            {{"SpecialToken", {{"id", "<eos>"}, {"type_id", 0}}}}};
    const auto tokenizer = load(document);
    QCOMPARE(tokenizer->encode(""), (Ids{2, 1}));
  }

  void damagedFilesSayWhatIsWrong() {
    const auto with = [](json document, const char* place, const json& value) {
      document[json::json_pointer(place)] = value;
      return document;
    };
    const auto damaged = [&](const json& document) { return refusal(ErrorKind::Corrupt, document); };
    QVERIFY_CONTAINS(damaged(json::array()), "object");
    QVERIFY_CONTAINS(damaged(json::object()), "model");
    QVERIFY_CONTAINS(damaged(with(gemma(), "/model/vocab", json::array())), "vocab");
    QVERIFY_CONTAINS(damaged(with(gemma(), "/model/vocab/a", -1)), "-1");
    QVERIFY_CONTAINS(damaged(with(gemma(), "/model/vocab/a", 5)), "twice");
    QVERIFY_CONTAINS(damaged(with(gemma(), "/model/vocab/a", 99999)), "99999");
    QVERIFY_CONTAINS(damaged(with(gemma(), "/model/merges/0", "abc")), "abc");
    QVERIFY_CONTAINS(damaged(with(gemma(), "/model/merges/0", {"nowhere", "q"})), "nowhere");
    QVERIFY_CONTAINS(damaged(with(clip(), "/model/merges/0", {"nowhere", "q"})), "nowhere");
    QVERIFY_CONTAINS(damaged(with(gemma(), "/added_tokens/1/id", 2)), "<eos>");
    QVERIFY_CONTAINS(damaged(with(gemma(), "/added_tokens/1/content", "")), "added_tokens[1]");
    auto byteless = gemma();
    byteless["model"]["vocab"]["renamed"] = byteless["model"]["vocab"]["<0x41>"];
    byteless["model"]["vocab"].erase("<0x41>");
    QVERIFY_CONTAINS(damaged(byteless), "<0x41>");
    auto endless = clip();
    endless["added_tokens"].erase(1);
    QVERIFY_CONTAINS(damaged(endless), "<|endoftext|>");
  }

  void aFileCutAnywhereIsCorrupt() {
    const auto whole = gemma().dump();
    const fs::path path = dir_.filePath("tokenizer.json").toStdString();
    for (std::size_t size = 0; size < whole.size(); size += 1499) {
      write_text_file(path, whole.substr(0, size));
      test::expect_error(ErrorKind::Corrupt, [&] { text::load_tokenizer(path); });
    }
  }

  void anyBytesGiveWellFormedIds() {
    const auto of_clip = load(clip()), of_gemma = load(gemma());
    Random random(7);
    std::vector<std::string> texts = {"", std::string(20000, 'a'), std::string(20000, ' '),
                                      std::string(3, '\0'), "\xFF\xC0<eos>\xED\xA0\x80"};
    for (int i = 0; i < 300; ++i) {
      std::string noise(random.below(200), '\0');
      for (auto& c : noise) c = static_cast<char>(random.below(256));
      texts.push_back(noise);
    }
    for (const auto* tokenizer : {of_clip.get(), of_gemma.get()}) {
      for (const auto& text : texts) {
        const auto ids = tokenizer->encode(text);
        QVERIFY(!ids.empty() && ids.size() <= 77);
        QCOMPARE(ids.back(), tokenizer->end_id());
        for (const auto id : ids) QVERIFY(id >= 0 && id < tokenizer->vocab_size());
        tokenizer->decode(ids);
      }
    }
  }

  void theFilesOfAVocabularyAreThoseThatAreRead() {
    const auto names = [](const fs::path& path) {
      std::string all;
      for (const auto& [file, name] : text::vocabulary_files(path)) all += name + " ";
      return all;
    };
    QCOMPARE(names(kData / "tiny_clip"), std::string("vocab.json merges.txt "));
    QCOMPARE(names(kData / "tiny_clip" / "merges.txt"), std::string("vocab.json merges.txt "));
    QCOMPARE(names(kData / "many_scripts" / "gemma"), std::string("tokenizer.model "));
    QCOMPARE(names(kData / "many_scripts" / "gemma" / "tokenizer.json"), std::string("tokenizer.json "));
    test::expect_error(ErrorKind::NotFound, [&] { text::vocabulary_files(kData / "nowhere"); });
  }
};

QTEST_GUILESS_MAIN(TestTokenizerJson)
#include "test_tokenizer_json.moc"
