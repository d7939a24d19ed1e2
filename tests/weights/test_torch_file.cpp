// SPDX-License-Identifier: Apache-2.0
// Files of PyTorch's own, and how they and shards are opened.
#include <ATen/ATen.h>

#include <QTemporaryDir>
#include <QTest>
#include <filesystem>
#include <fstream>
#include <string>

#include "core/base/atomic_file.h"
#include "core/base/random.h"
#include "core/weights/safetensors.h"
#include "core/weights/state_dict.h"
#include "core/weights/torch_file.h"
#include "core/weights/zip_directory.h"
#include "tests/support/expect_error.h"

using namespace cloc;
using namespace cloc::weights;

namespace fs = std::filesystem;

namespace {

const fs::path kData = CLOC_TEST_DATA;

// What make_torch_fixtures.py saved as "state_dict".
std::map<std::string, at::Tensor> expected() {
  const auto base = at::arange(12, at::kFloat);
  return {{"visual.proj", at::arange(6, at::kFloat).div(2).view({2, 3})},
          {"visual.input_resolution", at::scalar_tensor(224, at::kLong)},
          {"logit_scale", at::scalar_tensor(2.5, at::kFloat)},
          {"transposed", base.view({3, 4}).t()},
          {"slice", base.slice(0, 5, 9)},
          {"half", at::tensor({1.f, -2.f, 65504.f}).to(at::kHalf)},
          {"brain", at::tensor({1.f, -2.f}).to(at::kBFloat16)},
          {"double", at::full({1}, 0.1, at::kDouble)},
          {"long", at::scalar_tensor((std::int64_t{1} << 40) + 1, at::kLong)},
          {"mask", at::tensor({1, 0, 1}, at::kInt).to(at::kBool)},
          {"empty", at::empty({0, 4}, at::kFloat)}};
}

bool identical(const at::Tensor& a, const at::Tensor& b) {
  return a.scalar_type() == b.scalar_type() && a.sizes() == b.sizes() && at::equal(a, b);
}

}  // namespace

class TestTorchFile : public QObject {
  Q_OBJECT

  QTemporaryDir dir_;
  fs::path path(const std::string& name) const { return fs::path(dir_.path().toStdString()) / name; }
  SafeTensors read(const fs::path& file) const {
    return read_torch_file(std::make_shared<MappedFile>(file, MappedFile::Access::CopyOnWrite),
                           file.string());
  }
  SafeTensors read_bytes(const std::string& bytes) const {
    std::ofstream(path("bytes.pt"), std::ios::binary) << bytes;  // not flushed to the disk: thousands
    return read(path("bytes.pt"));
  }

 private slots:
  void checkpointsOfBothFormatsAreReadEqual_data() {
    QTest::addColumn<QString>("file");
    QTest::newRow("zip") << "checkpoint.pt";
    QTest::newRow("before 1.6") << "legacy.pt";
  }
  void checkpointsOfBothFormatsAreReadEqual() {
    QFETCH(QString, file);
    const auto contents = read(kData / file.toStdString());
    const auto wanted = expected();
    for (const auto& [name, tensor] : wanted) {
      const auto found = contents.tensors.find("state_dict." + name);
      QVERIFY2(found != contents.tensors.end(), name.c_str());
      QVERIFY2(identical(found->second, tensor), name.c_str());
    }
    QVERIFY(identical(contents.tensors.at("optimizer.state.0.step"), at::scalar_tensor(3, at::kFloat)));
    QCOMPARE(contents.tensors.size(), wanted.size() + 1);
    QCOMPARE(contents.metadata.at("epoch"), std::string("7"));
    QCOMPARE(contents.metadata.at("name"), std::string("a run"));
  }

  void parametersAndScriptArchivesGiveTheirTensors() {
    QVERIFY(identical(read(kData / "parameter.pt").tensors.at("w"), at::ones({2})));
    const auto script = read(kData / "script.pt").tensors;
    QCOMPARE(script.size(), std::size_t{3});
    QVERIFY(identical(script.at("visual.proj"), expected().at("visual.proj").to(at::kHalf)));
    QVERIFY(identical(script.at("logit_scale"), expected().at("logit_scale").to(at::kHalf)));
    QVERIFY(identical(script.at("visual.input_resolution"), at::scalar_tensor(224, at::kLong)));
  }

  void writingToATensorNeverChangesTheFile() {
    fs::copy_file(kData / "parameter.pt", path("kept.pt"));
    const auto before = read_text_file(path("kept.pt"));
    {
      const auto contents = read(path("kept.pt"));
      contents.tensors.at("w").fill_(7);
      QVERIFY(identical(contents.tensors.at("w"), at::full({2}, 7, at::kFloat)));
    }
    QCOMPARE(read_text_file(path("kept.pt")), before);
  }

  void codeIsRefusedByNameAndNotExecuted() {
    for (const char* name : {"evil.pt", "evil_legacy.pt"}) {
      const auto message = test::expect_error(ErrorKind::Unsupported, [&] { read(kData / name); });
      QVERIFY_CONTAINS(message, "system'");
      QVERIFY_CONTAINS(message, name);
      QVERIFY(!fs::exists("executed"));
    }
  }

  void truncationAtEveryLengthIsAnError() {
    for (const char* name : {"parameter.pt", "legacy.pt"}) {
      const auto whole = read_text_file(kData / name);
      for (std::size_t size = 0; size < whole.size(); size += 1 + size / 97) {
        std::ofstream(path("cut.pt"), std::ios::binary) << whole.substr(0, size);
        try {
          open_state_dict(path("cut.pt"));
          QFAIL(std::to_string(size).c_str());
        } catch (const Error& error) {
          QVERIFY(error.kind() == ErrorKind::Corrupt || error.kind() == ErrorKind::Unsupported);
          QVERIFY_CONTAINS(error.what(), "cut.pt");
        }
      }
    }
  }

  // Damage may go unseen inside of the numbers; it is an error or other numbers, never a crash.
  void randomDamageIsNeverACrash() {
    Random random(9);
    for (const char* name : {"checkpoint.pt", "legacy.pt", "script.pt", "evil.pt"}) {
      const auto whole = read_text_file(kData / name);
      for (int i = 0; i < 1500; ++i) {
        auto bytes = whole;
        for (auto changes = 1 + random.below(6); changes > 0; --changes)
          bytes[random.below(bytes.size())] = static_cast<char>(random.below(256));
        try {
          for (const auto& [tensor, values] : read_bytes(bytes).tensors) values.clone();
        } catch (const Error& error) {
          QVERIFY(error.kind() == ErrorKind::Corrupt || error.kind() == ErrorKind::Unsupported ||
                  error.kind() == ErrorKind::Mismatch);
        }
      }
    }
    QVERIFY(!fs::exists("executed"));
  }

  // Lists that hold the same list twice, sixty deep: a tree of 2^60 leaves in 300 bytes.
  void listsThatHoldEachOtherAreRefusedInTime() {
    const auto whole = read_text_file(kData / "legacy.pt");
    // magic number, version and machine stay; the object comes from here, then no storages.
    const auto little = whole.find("little_endian");
    const auto machine_end = whole.find("\x80\x02", little);
    QVERIFY(machine_end != std::string::npos);
    std::string object = "\x80\x02}X\x01";
    object += std::string("\0\0\0a", 4) + "N";
    for (int i = 0; i < 60; ++i) object += "2\x86";
    object += "s.";
    const auto message = test::expect_error(
        ErrorKind::Corrupt, [&] { read_bytes(whole.substr(0, machine_end) + object + "\x80\x02]."); });
    QVERIFY_CONTAINS(message, "too often");
  }

  void compressedMembersAreRefused() {
    auto bytes = read_text_file(kData / "parameter.pt");
    const auto entry = bytes.find("PK\1\2");
    bytes[entry + 10] = 8;  // deflate
    QVERIFY_CONTAINS(test::expect_error(ErrorKind::Unsupported, [&] { read_bytes(bytes); }), "compressed");
  }

  void foldersAndShardsAreOpenedByWhatTheyHold() {
    const auto folder = path("model");
    fs::create_directories(folder);
    QVERIFY_CONTAINS(test::expect_error(ErrorKind::NotFound, [&] { open_state_dict(folder); }),
                     "model.safetensors");
    // A name says nothing: this one is a zip.
    fs::copy_file(kData / "parameter.pt", folder / "weights.safetensors");
    QVERIFY(open_state_dict(folder).contents.tensors.contains("w"));
    fs::copy_file(kData / "parameter.pt", folder / "more.bin");
    QVERIFY_CONTAINS(test::expect_error(ErrorKind::NotFound, [&] { open_state_dict(folder); }), "several");
    SafeTensors first, second;
    first.tensors["a"] = at::ones({2});
    second.tensors["b"] = at::zeros({3});
    write_safetensors(folder / "model-00001-of-00002.safetensors", first);
    write_safetensors(folder / "model-00002-of-00002.safetensors", second);
    const auto index = folder / "model.safetensors.index.json";
    write_text_file(index,
                    "{\"metadata\": {}, \"weight_map\": {\"a\": \"model-00001-of-00002.safetensors\", "
                    "\"b\": \"model-00002-of-00002.safetensors\"}}");
    const auto whole = open_state_dict(folder);
    QCOMPARE(whole.files.size(), std::size_t{2});
    QVERIFY(identical(whole.contents.tensors.at("a"), at::ones({2})));
    QVERIFY(identical(whole.contents.tensors.at("b"), at::zeros({3})));

    second.tensors["c"] = at::zeros({1});
    write_safetensors(folder / "model-00002-of-00002.safetensors", second);
    QVERIFY_CONTAINS(test::expect_error(ErrorKind::Corrupt, [&] { open_state_dict(folder); }), "\"c\"");
    second.tensors = {};
    write_safetensors(folder / "model-00002-of-00002.safetensors", second);
    QVERIFY_CONTAINS(test::expect_error(ErrorKind::Corrupt, [&] { open_state_dict(folder); }), "\"b\"");
    fs::remove(folder / "model-00002-of-00002.safetensors");
    QVERIFY_CONTAINS(test::expect_error(ErrorKind::NotFound, [&] { open_state_dict(folder); }),
                     "model-00002-of-00002.safetensors");
    write_text_file(index, "{\"weight_map\": {\"a\": \"../outside.safetensors\"}}");
    test::expect_error(ErrorKind::NotFound, [&] { open_state_dict(folder); });
    write_text_file(index, "{\"weight_map\": 3}");
    QVERIFY_CONTAINS(test::expect_error(ErrorKind::Corrupt, [&] { open_state_dict(folder); }), "index.json");
  }

  void otherFilesAreRefused() {
    write_text_file(path("notes.txt"), "no weights");
    test::expect_error(ErrorKind::Unsupported, [&] { open_state_dict(path("notes.txt")); });
    write_text_file(path("empty.pt"), "");
    test::expect_error(ErrorKind::Unsupported, [&] { open_state_dict(path("empty.pt")); });
    test::expect_error(ErrorKind::NotFound, [&] { open_state_dict(path("missing.pt")); });
  }
};

QTEST_GUILESS_MAIN(TestTorchFile)
#include "test_torch_file.moc"
