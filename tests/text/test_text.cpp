// SPDX-License-Identifier: Apache-2.0
// The tokenizers against other people's on the same vocabularies (data/, made by make_fixtures.py), and on
// input that nobody should have to fear.
#include <QTemporaryDir>
#include <QTest>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <thread>
#include <unordered_map>
#include <vector>

#include <nlohmann/json.hpp>
#include <sentencepiece_trainer.h>
#include <zlib.h>

#include "core/base/atomic_file.h"
#include "core/base/random.h"
#include "core/base/resources.h"
#include "core/text/html_unescape.h"
#include "core/text/tokenizer.h"
#include "tests/support/expect_error.h"

using namespace cloc;
using Ids = std::vector<std::int32_t>;
namespace fs = std::filesystem;

namespace {

const fs::path kData = CLOC_TEST_DATA;

std::unique_ptr<text::Tokenizer> demo() {
  return text::load_tokenizer(resource_path("text/demo_unigram.model"));
}
std::unique_ptr<text::Tokenizer> clip() {
  return text::load_tokenizer(resource_path("text/bpe_simple_vocab_16e6.txt.gz"));
}
std::unique_ptr<text::Tokenizer> tiny_clip() {
  return text::load_tokenizer(kData / "tiny_clip");
}

std::string show(const Ids& ids) {
  return nlohmann::json(ids).dump();
}

// Every text of `fixture` must get the ids that stand beside it.
void compare_with(const text::Tokenizer& tokenizer, const char* fixture) {
  const auto cases = nlohmann::json::parse(read_text_file(kData / fixture));
  QVERIFY(cases.size() > 100);
  std::string differences;
  for (const auto& entry : cases) {
    const auto ids = tokenizer.encode(entry["text"].get<std::string>());
    if (ids == entry["ids"].get<Ids>()) continue;
    differences +=
        entry["text"].dump() + "\n  expected " + entry["ids"].dump() + "\n  got      " + show(ids) + "\n";
  }
  QVERIFY2(differences.empty(), differences.c_str());
}

// What must hold of the ids of any text.
void verify_well_formed(const text::Tokenizer& tokenizer, const Ids& ids) {
  const std::size_t markers = tokenizer.begin_id() >= 0 ? 2 : 1;
  QVERIFY(ids.size() >= markers && ids.size() <= static_cast<std::size_t>(tokenizer.context_length()));
  QCOMPARE(ids.back(), tokenizer.end_id());
  if (markers == 2) QCOMPARE(ids.front(), tokenizer.begin_id());
  for (const auto id : ids) QVERIFY(id >= 0 && id < tokenizer.vocab_size());
}

std::vector<std::string> awkward_texts() {
  std::vector<std::string> texts = {
      "",
      " \t\r\n ",
      std::string(1, '\0'),
      std::string("a\0b", 3),
      "\xF0\x9F\xA6\x8A\xF0\x9F\x8D\x8E",  // fox, apple
      "\xC3",                              // a sequence that ends early
      "\xF0\x9F\xA6",                      //
      "\xFF\xFE\xC0\x80\xED\xA0\x80",      // never valid, overlong, half a surrogate pair
      "caf\xE9",                           // Latin-1
      "\xF4\x90\x80\x80",                  // above U+10FFFF
      "<|startoftext|> <|endoftext|> <unk></s><pad>",
      "&#xFFFFFFFFFFFF; &#; &",
      std::string(10000, 'a'),
      std::string(10000, ' '),
      std::string(10000, '\''),
      std::string(10000, '\0'),
      std::string(200000, 'x'),
      std::string(200001, '\x80'),
  };
  std::string words, emoji;
  while (words.size() < 10000) words += "a small red apple ";
  while (emoji.size() < 10000) emoji += "\xF0\x9F\xA6\x8A";
  texts.push_back(words);
  texts.push_back(emoji);
  Random random(11);
  for (int i = 0; i < 300; ++i) {
    std::string noise(random.below(200), '\0');
    for (auto& c : noise) c = static_cast<char>(random.below(256));
    texts.push_back(noise);
  }
  return texts;
}

// Trains a unigram model of a few pieces into `prefix`.model.
void train_model(const fs::path& prefix, const std::string& ids) {
  const fs::path corpus = prefix.string() + ".txt";
  std::string text;
  for (int i = 0; i < 50; ++i) text += "the cat sat on the mat\nThe Dog ran AT the cat\n";
  write_text_file(corpus, text);
  const auto status = sentencepiece::SentencePieceTrainer::Train(
      "--input=" + corpus.string() + " --model_prefix=" + prefix.string() +
      " --vocab_size=40 --hard_vocab_limit=false --minloglevel=2 " + ids);
  QVERIFY2(status.ok(), status.ToString().c_str());
}

std::string gunzipped(const fs::path& path) {
  const auto file = ::gzopen(path.c_str(), "rb");
  std::string text(8 << 20, '\0');
  text.resize(static_cast<std::size_t>(::gzread(file, text.data(), static_cast<unsigned>(text.size()))));
  ::gzclose_r(file);
  return text;
}

}  // namespace

class TestText : public QObject {
  Q_OBJECT
 private slots:
  void clipIdsAreOpenClips() { compare_with(*clip(), "clip.json"); }

  void huggingFaceFilesGiveTransformersIds() { compare_with(*tiny_clip(), "tiny_clip.json"); }

  void siglipIdsAreTransformers() {
    compare_with(*text::load_tokenizer(resource_path("text/demo_unigram.model"), {.strip_punctuation = true}),
                 "siglip.json");
  }

  void sentencePieceIdsAreThePythonPackages() { compare_with(*demo(), "sentencepiece.json"); }

  void clipHasTheUsualIds() {
    const auto tokenizer = clip();
    QCOMPARE(tokenizer->vocab_size(), 49408);
    QCOMPARE(tokenizer->begin_id(), 49406);
    QCOMPARE(tokenizer->end_id(), 49407);
    QCOMPARE(tokenizer->pad_id(), 0);
    QCOMPARE(tokenizer->context_length(), 77);
    QCOMPARE(std::string(tokenizer->name()), std::string("clip_bpe"));
    QCOMPARE(tokenizer->encode("a photo of a cat"), (Ids{49406, 320, 1125, 539, 320, 2368, 49407}));
  }

  void demoHasT5sIds() {
    const auto tokenizer = demo();
    QCOMPARE(tokenizer->pad_id(), 0);
    QCOMPARE(tokenizer->end_id(), 1);
    QCOMPARE(tokenizer->begin_id(), -1);
    QCOMPARE(tokenizer->encode(""), Ids{1});
    QCOMPARE(std::string(tokenizer->name()), std::string("sentencepiece"));
    QVERIFY(tokenizer->vocab_size() <= 2048);
  }

  void everyWordOfTheDemosObjectsIsOnePiece() {
    const auto tokenizer = demo();
    std::istringstream lines(read_text_file(resource_path("demo/objects.tsv")));
    std::set<std::string> split;
    for (std::string line; std::getline(lines, line);) {
      if (line.starts_with('#')) continue;
      const auto begin = line.find('\t') + 1;
      std::istringstream name(line.substr(begin, line.find('\t', begin) - begin));
      for (std::string word; name >> word;) {
        if (tokenizer->encode(word).size() != 2) split.insert(word);
      }
    }
    QVERIFY2(split.empty(), qPrintable("Run resources/text/train_demo_tokenizer.py; in pieces: " +
                                       QString::fromStdString(nlohmann::json(split).dump())));
  }

  void demoKnowsEveryByteSoNothingIsUnknown() {
    const auto tokenizer = demo();
    constexpr std::int32_t kUnknown = 2;
    for (const auto& text : awkward_texts()) {
      const auto ids = tokenizer->encode(text);
      QVERIFY(std::find(ids.begin(), ids.end(), kUnknown) == ids.end());
    }
  }

  void upperCaseAndBlanksMakeNoDifference() {
    for (const auto& tokenizer : {demo(), clip(), tiny_clip()}) {
      QCOMPARE(tokenizer->encode("  A  Red\tÄPFEL \n"), tokenizer->encode("a red äpfel"));
    }
  }

  void decodingGivesTheCleanedTextBack() {
    for (const auto& tokenizer : {demo(), clip(), tiny_clip()}) {
      for (const std::string text :
           {"a small red apple left of a sleeping cat", "größe привет 猫", "", "x"}) {
        auto ids = tokenizer->encode("  " + text);
        ids.push_back(tokenizer->pad_id() == 0 && tokenizer->begin_id() < 0 ? 0 : -1);
        ids.push_back(1 << 30);
        QCOMPARE(QString::fromStdString(tokenizer->decode(ids)), QString::fromStdString(text));
      }
    }
  }

  void anyBytesGiveWellFormedIds() {
    for (const auto& tokenizer : {demo(), clip(), tiny_clip()}) {
      for (const auto& text : awkward_texts()) verify_well_formed(*tokenizer, tokenizer->encode(text));
    }
  }

  void brokenUtf8ReadsAsReplacementCharacter() {
    for (const auto& tokenizer : {demo(), clip()}) {
      QCOMPARE(tokenizer->encode("caf\xE9 noir"), tokenizer->encode("caf\xEF\xBF\xBD noir"));
    }
  }

  void nulDoesNotEndTheText() {
    for (const auto& tokenizer : {demo(), clip()}) {
      const auto ids = tokenizer->encode(std::string("red\0 apple", 10));
      const auto apple = tokenizer->encode("apple");
      QVERIFY(std::find(ids.begin(), ids.end(), apple[apple.size() - 2]) != ids.end());
    }
  }

  void truncationKeepsTheEndMarkerAndSaysSo() {
    for (const auto& tokenizer : {demo(), clip()}) {
      const std::size_t room = tokenizer->begin_id() >= 0 ? 75 : 76;
      std::string text;
      for (std::size_t i = 0; i < room; ++i) text += "cat ";
      const auto whole = tokenizer->encode_checked(text);
      QCOMPARE(whole.ids.size(), std::size_t{77});
      QVERIFY(!whole.truncated);
      const auto cut = tokenizer->encode_checked(text + "dog");
      QVERIFY(cut.truncated);
      QCOMPARE(cut.ids, whole.ids);
      QCOMPARE(cut.ids.back(), tokenizer->end_id());
    }
  }

  void aTextLongerThanTheBoundIsTruncatedWhateverItsTokens() {
    const std::string blanks(100000, ' ');
    QVERIFY(demo()->encode_checked(blanks).truncated);
    QVERIFY(!demo()->encode_checked(blanks.substr(0, 16000)).truncated);
  }

  void contextLengthIsTheCallersToChoose() {
    const auto tokenizer =
        text::load_tokenizer(resource_path("text/demo_unigram.model"), {.context_length = 4});
    QCOMPARE(tokenizer->encode("a red cat and a dog").size(), std::size_t{4});
    const auto message = test::expect_error(ErrorKind::InvalidInput, [] {
      text::load_tokenizer(resource_path("text/demo_unigram.model"), {.context_length = 2});
    });
    QVERIFY_CONTAINS(message, "77");
  }

  void batchIsPaddedToItsLongestTextAndKnowsEachLength() {
    const auto tokenizer = clip();
    const std::vector<std::string> texts = {"cat", "", "a small red apple", std::string(4000, '1')};
    const auto batch = text::encode_batch(*tokenizer, std::span(texts).first(3));
    QCOMPARE(batch.texts, 3);
    QCOMPARE(batch.length, 6);
    QCOMPARE(batch.lengths, (std::vector<std::int64_t>{3, 2, 6}));
    QCOMPARE(batch.truncated, 0);
    QCOMPARE(batch.ids, (std::vector<std::int64_t>{49406, 2368, 49407, 0, 0, 0,  //
                                                   49406, 49407, 0, 0, 0, 0,     //
                                                   49406, 320, 2442, 736, 3055, 49407}));
    const auto longer = text::encode_batch(*tokenizer, texts);
    QCOMPARE(longer.length, 77);
    QCOMPARE(longer.truncated, 1);
    QCOMPARE(text::encode_batch(*tokenizer, {}).ids.size(), std::size_t{0});
  }

  void manyThreadsGetTheIdsOfOne() {
    const std::vector<std::string> texts = {"a small red apple", "Fish &amp; chips \xF0\x9F\xA6\x8A",
                                            "an upside-down guitar left of a sleeping cat",
                                            std::string(3000, 'q')};
    for (const auto& tokenizer : {demo(), clip()}) {
      const auto alone = text::encode_batch(*tokenizer, texts).ids;
      std::atomic<int> different = 0;
      {
        std::vector<std::jthread> threads;
        for (int t = 0; t < 8; ++t) {
          threads.emplace_back([&] {
            for (int i = 0; i < 50; ++i) different += text::encode_batch(*tokenizer, texts).ids != alone;
          });
        }
      }
      QCOMPARE(different.load(), 0);
    }
  }

  void byteMergesEqualTheNaiveOnes() {
    // Any alphabet of three letters in long words: merges that overlap, meet and repeat. The naive way: as
    // long as any neighbours merge, find the pair of lowest rank and join its occurrences from left to right.
    const auto tokenizer = tiny_clip();
    const auto ids = nlohmann::json::parse(read_text_file(kData / "tiny_clip/vocab.json"));
    std::vector<std::pair<std::string, std::string>> merges;
    std::istringstream lines(read_text_file(kData / "tiny_clip/merges.txt"));
    std::string line;
    std::getline(lines, line);
    for (std::string left, right; lines >> left >> right;) merges.emplace_back(left, right);

    Random random(5);
    for (int round = 0; round < 200; ++round) {
      const std::string letters = round % 2 ? "etaoinshrl" : "the";
      std::vector<std::string> word;
      std::string text;
      for (std::uint64_t i = 0, n = 1 + random.below(40); i < n; ++i)
        text += letters[random.below(letters.size())];
      for (const char c : text) word.emplace_back(1, c);
      word.back() += "</w>";
      for (bool joined = true; joined;) {
        joined = false;
        for (const auto& [left, right] : merges) {
          for (std::size_t i = 0; i + 1 < word.size(); ++i) {
            if (word[i] != left || word[i + 1] != right) continue;
            word[i] += word[i + 1];
            word.erase(word.begin() + static_cast<std::ptrdiff_t>(i) + 1);
            joined = true;
          }
          if (joined) break;
        }
      }
      Ids expected = {tokenizer->begin_id()};
      for (const auto& symbol : word) expected.push_back(ids.at(symbol).get<std::int32_t>());
      expected.push_back(tokenizer->end_id());
      QCOMPARE(show(tokenizer->encode(text)), show(expected));
    }
  }

  void entitiesAreDecodedAsBrowsersDo() {
    const auto unescaped = [](const char16_t* text) { return text::html_unescape(QString::fromUtf16(text)); };
    QCOMPARE(unescaped(u"fish &amp; chips"), QString("fish & chips"));
    QCOMPARE(unescaped(u"&amp;lt;"), QString("&lt;"));
    QCOMPARE(unescaped(u"&notit; &copy 2020 &eacute;"), QString::fromUtf16(u"\u00ACit; \u00A9 2020 \u00E9"));
    QCOMPARE(unescaped(u"&#39;&#x41;&#150;&#128512;"), QString::fromUtf16(u"'A\u2013\U0001F600"));
    QCOMPARE(unescaped(u"&#0;&#xD800;&#99999999999999999999;"), QString::fromUtf16(u"\uFFFD\uFFFD\uFFFD"));
    QCOMPARE(unescaped(u"AT&T & &; &#; &#x; &bogus; &alpha"), QString("AT&T & &; &#; &#x; &bogus; &alpha"));
  }

  void openAiAndHuggingFaceFilesOfOneVocabularyAgree() {
    // The OpenAI form of tiny_clip is its merges alone; the ids follow from their order.
    QTemporaryDir dir;
    const fs::path path = dir.filePath("tiny.txt").toStdString();
    fs::copy_file(kData / "tiny_clip/merges.txt", path);
    const auto plain = text::load_tokenizer(path);
    const auto pair = tiny_clip();
    QCOMPARE(plain->vocab_size(), pair->vocab_size());
    QCOMPARE(plain->end_id(), pair->end_id());
    for (const auto& text : awkward_texts()) QCOMPARE(plain->encode(text), pair->encode(text));
  }

  void vocabularyIsFoundByFolderAndByEitherFile() {
    for (const auto* name : {"", "vocab.json", "merges.txt"}) {
      QCOMPARE(text::load_tokenizer(kData / "tiny_clip" / name)->vocab_size(), 914);
    }
  }

  void modelWithoutPaddingPadsWithZeroAndOneWithoutAnEndIsRefused() {
    QTemporaryDir dir;
    const fs::path folder = dir.path().toStdString();
    train_model(folder / "default", "");  // unknown 0, <s> 1, </s> 2, no padding
    const auto tokenizer = text::load_tokenizer(folder / "default.model");
    QCOMPARE(tokenizer->pad_id(), 0);
    QCOMPARE(tokenizer->end_id(), 2);
    QCOMPARE(tokenizer->encode(""), Ids{2});
    verify_well_formed(*tokenizer, tokenizer->encode("the cat \xF0\x9F\xA6\x8A"));
    for (const auto& text : awkward_texts()) verify_well_formed(*tokenizer, tokenizer->encode(text));

    train_model(folder / "endless", "--eos_id=-1");
    const auto message =
        test::expect_error(ErrorKind::Unsupported, [&] { text::load_tokenizer(folder / "endless.model"); });
    QVERIFY_CONTAINS(message, "endless.model");
    QVERIFY_CONTAINS(message, "</s>");
  }

  void missingFilesAreNamed() {
    QTemporaryDir dir;
    const fs::path folder = dir.path().toStdString();
    const auto missing = [&](const fs::path& path) {
      return test::expect_error(ErrorKind::NotFound, [&] { text::load_tokenizer(path); });
    };
    QVERIFY_CONTAINS(missing(folder / "no.model"), "no.model");
    QVERIFY_CONTAINS(missing(folder / "no.txt.gz"), "no.txt.gz");
    QVERIFY_CONTAINS(missing(folder), "vocab.json");
    fs::copy_file(kData / "tiny_clip/merges.txt", folder / "merges.txt");
    QVERIFY_CONTAINS(missing(folder / "merges.txt"), (folder / "vocab.json").string());
  }

  void unknownKindOfFileIsRefusedWithWhatWouldDo() {
    QTemporaryDir dir;
    const fs::path path = dir.filePath("tokens.bin").toStdString();
    write_text_file(path, "x");
    const auto message = test::expect_error(ErrorKind::InvalidInput, [&] { text::load_tokenizer(path); });
    QVERIFY_CONTAINS(message, "tokens.bin");
    QVERIFY_CONTAINS(message, "merges.txt");
  }

  void modelCutAnywhereIsCorruptAndNamed() {
    QTemporaryDir dir;
    const fs::path path = dir.filePath("cut.model").toStdString();
    const auto bytes = read_text_file(resource_path("text/demo_unigram.model"));
    for (std::size_t size = 0; size < bytes.size();
         size += size < 200 || size > bytes.size() - 200 ? 1 : 997) {
      std::ofstream(path, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(size));
      const auto message = test::expect_error(ErrorKind::Corrupt, [&] { text::load_tokenizer(path); });
      QVERIFY_CONTAINS(message, path.string());
    }
  }

  void noiseIsNoModel() {
    QTemporaryDir dir;
    const fs::path path = dir.filePath("noise.model").toStdString();
    Random random(3);
    for (int i = 0; i < 50; ++i) {
      std::string noise(1 + random.below(5000), '\0');
      for (auto& c : noise) c = static_cast<char>(random.below(256));
      write_text_file(path, noise);
      test::expect_error(ErrorKind::Corrupt, [&] { text::load_tokenizer(path); });
    }
  }

  void gzipCutInHalfIsCorruptAndNamed() {
    QTemporaryDir dir;
    const fs::path path = dir.filePath("half.txt.gz").toStdString();
    const auto bytes = read_text_file(resource_path("text/bpe_simple_vocab_16e6.txt.gz"));
    write_text_file(path, bytes.substr(0, bytes.size() / 2));
    const auto message = test::expect_error(ErrorKind::Corrupt, [&] { text::load_tokenizer(path); });
    QVERIFY_CONTAINS(message, "half.txt.gz");
  }

  void unpackedVocabularyReadsLikeThePackedOne() {
    QTemporaryDir dir;
    const fs::path path = dir.filePath("bpe_simple_vocab_16e6.txt").toStdString();
    write_text_file(path, gunzipped(resource_path("text/bpe_simple_vocab_16e6.txt.gz")));
    const auto tokenizer = text::load_tokenizer(dir.path().toStdString());
    QCOMPARE(tokenizer->vocab_size(), 49408);
    QCOMPARE(tokenizer->encode("an upside down guitar"), clip()->encode("an upside down guitar"));
  }

  void brokenMergesNameTheLine() {
    QTemporaryDir dir;
    const fs::path path = dir.filePath("m.txt").toStdString();
    const auto message_for = [&](const std::string& text) {
      write_text_file(path, text);
      return test::expect_error(ErrorKind::Corrupt, [&] { text::load_tokenizer(path); });
    };
    QVERIFY_CONTAINS(message_for(""), "no merges");
    QVERIFY_CONTAINS(message_for("#version\nt h\nthe\n"), "line 3");
    QVERIFY_CONTAINS(message_for("#version\nt h e\n"), "line 2");
    QVERIFY_CONTAINS(message_for("#version\nt h\nt h\n"), "line 3");
    QVERIFY_CONTAINS(message_for("#version\nth e\n"), "line 2");
    QVERIFY_CONTAINS(message_for("#version\nt \xFF\n"), "line 2");
    QVERIFY_CONTAINS(message_for("#version\n" + std::string("\0 \0", 3)), path.string());
  }

  void brokenVocabularyJsonNamesTheToken() {
    QTemporaryDir dir;
    const fs::path folder = dir.path().toStdString();
    const auto path = folder / "vocab.json";
    fs::copy_file(kData / "tiny_clip/merges.txt", folder / "merges.txt");
    const auto good = nlohmann::json::parse(read_text_file(kData / "tiny_clip/vocab.json"));
    const auto message_for = [&](const std::string& text) {
      write_text_file(path, text);
      const auto message = test::expect_error(ErrorKind::Corrupt, [&] { text::load_tokenizer(folder); });
      return message.find("vocab.json") == std::string::npos &&
                     message.find("merges.txt") == std::string::npos
                 ? "does not name the file: " + message
                 : message;
    };
    const auto with = [&](const std::string& token, const nlohmann::json& id) {
      auto changed = good;
      changed[token] = id;
      return changed.dump();
    };
    QVERIFY_CONTAINS(message_for(""), "vocab.json");
    QVERIFY_CONTAINS(message_for("[1, 2]"), "JSON object");
    QVERIFY_CONTAINS(message_for(good.dump().substr(0, 5000)), "vocab.json");
    QVERIFY_CONTAINS(message_for(with("!", -1)), "-1");
    QVERIFY_CONTAINS(message_for(with("!", 914)), "914");
    QVERIFY_CONTAINS(message_for(with("!", "0")), "!");
    QVERIFY_CONTAINS(message_for(with("!", 1.5)), "1.5");
    QVERIFY_CONTAINS(message_for(with("!", 5)), "twice");
    const auto renamed = [&](const std::string& token) {
      auto changed = good;
      changed["renamed"] = changed[token];
      changed.erase(token);
      return changed.dump();
    };
    QVERIFY_CONTAINS(message_for(renamed("a</w>")), "a</w>");
    QVERIFY_CONTAINS(message_for(renamed("the</w>")), "the</w>");
    QVERIFY_CONTAINS(message_for(renamed("<|endoftext|>")), "<|endoftext|>");
  }
};

QTEST_GUILESS_MAIN(TestText)
#include "test_text.moc"
