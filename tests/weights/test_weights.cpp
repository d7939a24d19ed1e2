// SPDX-License-Identifier: Apache-2.0
#include <ATen/ATen.h>

#include <QTemporaryDir>
#include <QTest>
#include <array>
#include <bit>
#include <filesystem>
#include <string>
#include <vector>

#include "core/base/atomic_file.h"
#include "core/base/random.h"
#include "core/weights/load_state.h"
#include "core/weights/safetensors.h"
#include "tests/support/expect_error.h"

using namespace cloc;
using namespace cloc::weights;

namespace fs = std::filesystem;

namespace {

const fs::path kPythonFile = fs::path(CLOC_TEST_DATA) / "python.safetensors";

// What make_fixtures.py put into kPythonFile.
SafeTensors same_as_python() {
  SafeTensors contents;
  auto& t = contents.tensors;
  t["visual.proj"] = at::arange(6, at::kFloat).div(2).view({2, 3});
  t["double"] = at::full({1}, 0.1, at::kDouble);
  t["half"] = at::tensor({1.f, -2.f, 65504.f}).to(at::kHalf);
  t["brain"] = at::tensor({1.f, -2.f}).to(at::kBFloat16);
  t["step"] = at::scalar_tensor((std::int64_t{1} << 40) + 1, at::kLong);
  t["int"] = at::full({1}, -7, at::kInt);
  t["short"] = at::full({1}, -7, at::kShort);
  t["char"] = at::full({1}, -7, at::kChar);
  t["bytes"] = at::tensor({0, 255}, at::kByte);
  t["mask"] = at::tensor({1, 0, 1}, at::kInt).to(at::kBool);
  t["empty"] = at::empty({0, 4}, at::kFloat);
  t["ключ \"näme\""] = at::full({1}, 3, at::kFloat);
  contents.metadata["note"] = "écrit par Python\n";
  return contents;
}

bool identical(const at::Tensor& a, const at::Tensor& b) {
  return a.scalar_type() == b.scalar_type() && a.sizes() == b.sizes() && at::equal(a, b);
}

// A file of `header`, padded by nothing, and `data` zero bytes.
std::string file_of(const std::string& header, std::size_t data) {
  const auto prefix = std::bit_cast<std::array<char, 8>>(static_cast<std::uint64_t>(header.size()));
  return std::string(prefix.data(), prefix.size()) + header + std::string(data, '\0');
}

}  // namespace

class TestWeights : public QObject {
  Q_OBJECT

  QTemporaryDir dir_;
  fs::path path(const char* name) const { return dir_.filePath(name).toStdString(); }

  // Reads `bytes` as a file; they must be refused as corrupt.
  std::string corrupt(const std::string& bytes) const {
    const auto file = path("bad.safetensors");
    write_text_file(file, bytes);
    const auto message = test::expect_error(ErrorKind::Corrupt, [&] { read_safetensors(file); });
    if (!test::contains(message, file.string()))
      QTest::qFail("the message does not name the file", __FILE__, __LINE__);
    return message;
  }

 private slots:
  void pythonsFileIsReadEqual() {
    const auto expected = same_as_python();
    const auto contents = read_safetensors(kPythonFile);
    QCOMPARE(contents.metadata, expected.metadata);
    QCOMPARE(contents.tensors.size(), expected.tensors.size());
    for (const auto& [name, tensor] : expected.tensors) {
      QVERIFY2(contents.tensors.contains(name) && identical(contents.tensors.at(name), tensor), name.c_str());
    }
  }

  void ourFileHasPythonsBytes() {
    write_safetensors(path("ours.safetensors"), same_as_python());
    QVERIFY(read_text_file(path("ours.safetensors")) == read_text_file(kPythonFile));
  }

  void viewsAndGradientsAreWrittenAsPlainTensors() {
    SafeTensors contents;
    const auto base = at::arange(12, at::kFloat).view({3, 4});
    contents.tensors["view"] = base.t().slice(0, 1, 3);
    contents.tensors["gradient"] = base.clone().set_requires_grad(true);
    write_safetensors(path("views.safetensors"), contents);
    const auto read = read_safetensors(path("views.safetensors"));
    QVERIFY(identical(read.tensors.at("view"), contents.tensors.at("view")));
    QVERIFY(identical(read.tensors.at("gradient"), base));
    QVERIFY(!read.tensors.at("gradient").requires_grad());
  }

  void tensorsOutliveTheFile() {
    const auto file = path("gone.safetensors");
    write_safetensors(file, same_as_python());
    const auto contents = read_safetensors(file);
    fs::remove(file);
    QVERIFY(identical(contents.tensors.at("visual.proj"), same_as_python().tensors.at("visual.proj")));
  }

  void emptyFileOfTensorsRoundTrips() {
    write_safetensors(path("none.safetensors"), {});
    const auto contents = read_safetensors(path("none.safetensors"));
    QVERIFY(contents.tensors.empty() && contents.metadata.empty());
  }

  void headerTellsTheTensorsWithoutTheirValues() {
    const auto header = read_safetensors_header(kPythonFile);
    QCOMPARE(header.tensors.size(), std::size_t{12});
    QCOMPARE(header.tensors.front().name, std::string("step"));
    QCOMPARE(header.tensors.back().end, fs::file_size(kPythonFile));
    for (const auto& info : header.tensors) {
      if (info.name != "visual.proj") continue;
      QCOMPARE(info.shape, (std::vector<std::int64_t>{2, 3}));
      QVERIFY(info.dtype == at::kFloat);
      QCOMPARE(info.end - info.begin, std::uint64_t{24});
    }
  }

  void truncatedSafetensorsNamesTheTensor() {
    const auto whole = read_text_file(kPythonFile);
    const auto header = read_safetensors_header(kPythonFile);
    for (const auto& info : header.tensors) {
      if (info.begin == info.end) continue;
      const auto message = corrupt(whole.substr(0, info.end - 1));
      QVERIFY_CONTAINS(message, "cut short: tensor " + shown_name(info.name) + " needs bytes " +
                                    std::to_string(info.begin) + ".." + std::to_string(info.end) +
                                    ", the file has " + std::to_string(info.end - 1));
    }
    QVERIFY_CONTAINS(corrupt(whole.substr(0, 100)),
                     "cut short: its header needs bytes 8..784, the file has 100");
    QVERIFY_CONTAINS(corrupt(whole.substr(0, 5)), "cut short: it has 5 bytes");
    QVERIFY_CONTAINS(corrupt(""), "cut short");
  }

  void everyInconsistencyIsRefusedWithItsReason_data() {
    QTest::addColumn<QByteArray>("header");
    QTest::addColumn<int>("data");
    QTest::addColumn<QString>("reason");
    const auto row = [](const char* tag, const char* header, int data, const char* reason) {
      QTest::newRow(tag) << QByteArray(header) << data << QString(reason);
    };
    const char* a = R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}})";
    row("trailing bytes", a, 12, "4 bytes at its end belong to no tensor");
    row("not json", R"({"a":)", 0, "not JSON");
    row("not an object", "[1]", 0, "does not begin with '{'");
    row("leading blank", " {}", 0, "does not begin with '{'");
    row("text after it", "{}x", 0, "not JSON");
    row("not utf-8", "{\"\xff\":1}", 0, "not JSON");
    row("zero shape product too small", R"({"a":{"dtype":"F32","shape":[2,0],"data_offsets":[0,8]}})", 8,
        "needs 0 bytes by its shape and dtype, its data_offsets give it 8");
    row("size against shape", R"({"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}})", 8,
        "\"a\" needs 12 bytes");
    row("unknown dtype", R"({"a":{"dtype":"F31","shape":[2],"data_offsets":[0,8]}})", 8,
        "unknown dtype \"F31\"");
    row("no dtype", R"({"a":{"shape":[2],"data_offsets":[0,8]}})", 8, "\"a\" has no dtype");
    row("no shape", R"({"a":{"dtype":"F32","data_offsets":[0,8]}})", 8, "\"a\" has no shape");
    row("no offsets", R"({"a":{"dtype":"F32","shape":[2]}})", 8, "no data_offsets");
    row("three offsets", R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8,9]}})", 8, "no data_offsets");
    row("negative offset", R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[-8,0]}})", 8,
        "no data_offsets");
    row("offsets reversed", R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}})", 8, "out of order");
    row("offset overflow",
        R"({"a":{"dtype":"U8","shape":[8],"data_offsets":[18446744073709551607,18446744073709551615]}})", 8,
        "out of order");
    row("offset beyond 64 bits",
        R"({"a":{"dtype":"U8","shape":[8],"data_offsets":[0,99999999999999999999]}})", 8, "no data_offsets");
    row("negative size", R"({"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}})", 8,
        "not a list of sizes");
    row("broken size", R"({"a":{"dtype":"F32","shape":[2.0],"data_offsets":[0,8]}})", 8,
        "not a list of sizes");
    row("shape overflow", R"({"a":{"dtype":"F32","shape":[4294967296,4294967296,2],"data_offsets":[0,8]}})",
        8, "not a list of sizes");
    row("shape overflow hidden by a zero",
        R"({"a":{"dtype":"F32","shape":[4294967296,4294967296,0],"data_offsets":[0,0]}})", 0,
        "not a list of sizes");
    row("deeply nested", R"({"a":{"dtype":"F32","shape":[[[[2]]]],"data_offsets":[0,8]}})", 8,
        "nested too deeply");
    row("entry not an object", R"({"a":[0,8]})", 8, "\"a\" is described by something that is not an object");
    row("metadata not an object", R"({"__metadata__":"x"})", 0, "__metadata__ is not an object");
    row("metadata not text", R"({"__metadata__":{"x":1}})", 0, "__metadata__ \"x\" is not a string");
    row("overlap",
        R"({"a":{"dtype":"U8","shape":[8],"data_offsets":[0,8]},"b":{"dtype":"U8","shape":[4],"data_offsets":[4,8]}})",
        8, "\"b\" overlaps");
    row("the same bytes twice",
        R"({"a":{"dtype":"U8","shape":[8],"data_offsets":[0,8]},"b":{"dtype":"U8","shape":[8],"data_offsets":[0,8]}})",
        8, "overlaps");
    row("hole",
        R"({"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[4],"data_offsets":[4,8]}})",
        8, "hole before tensor \"b\"");
    row("name twice",
        R"({"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"a":{"dtype":"U8","shape":[2],"data_offsets":[2,4]}})",
        4, "\"a\" twice");
    row("offsets twice", R"({"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2],"data_offsets":[0,4]}})", 4,
        "twice");
  }

  void everyInconsistencyIsRefusedWithItsReason() {
    QFETCH(QByteArray, header);
    QFETCH(int, data);
    QFETCH(QString, reason);
    const auto bytes = file_of(header.toStdString(), static_cast<std::size_t>(data));
    QVERIFY_CONTAINS(corrupt(bytes), reason.toStdString());
  }

  void zeroByteInTheHeaderIsRefused() {
    QVERIFY_CONTAINS(corrupt(file_of(std::string("{}\0{", 4), 0)), "zero byte");
  }

  void hugeHeaderIsRefusedBeforeItIsRead() {
    const auto prefix = std::bit_cast<std::array<char, 8>>(std::uint64_t{100'000'001});
    QVERIFY_CONTAINS(corrupt(std::string(prefix.data(), 8) + "{}"), "100000001 bytes");
    const auto most = std::bit_cast<std::array<char, 8>>(~std::uint64_t{0});
    QVERIFY_CONTAINS(corrupt(std::string(most.data(), 8) + "{}"), "the format allows 100000000");
  }

  void boolsOtherThanZeroAndOneAreRefused() {
    auto bytes = file_of(R"({"m":{"dtype":"BOOL","shape":[2],"data_offsets":[0,2]}})", 2);
    bytes.back() = 2;
    QVERIFY_CONTAINS(corrupt(bytes), "tensor \"m\" is BOOL");
  }

  void eightBitFloatsAreUnsupportedAndSaidSo() {
    write_text_file(path("f8.safetensors"),
                    file_of(R"({"a":{"dtype":"F8_E4M3","shape":[8],"data_offsets":[0,8]}})", 8));
    const auto message =
        test::expect_error(ErrorKind::Unsupported, [&] { read_safetensors(path("f8.safetensors")); });
    QVERIFY_CONTAINS(message, "F8_E4M3");
  }

  void missingFileAndFolderAreToldApart() {
    test::expect_error(ErrorKind::NotFound, [&] { read_safetensors(path("absent.safetensors")); });
    test::expect_error(ErrorKind::InvalidInput, [&] { read_safetensors(dir_.path().toStdString()); });
  }

  // 2,000 damaged copies of a small file: cut, or with bytes changed. What is read must be whole: the damage
  // of a value cannot be seen, that of a header, an offset or the length must be.
  void damagedFilesNeverCrashAndAreReadEqualOrRefused() {
    const auto whole = read_text_file(kPythonFile);
    const auto expected = same_as_python();
    const auto data_begin = read_safetensors_header(kPythonFile).tensors.front().begin;
    Random random(20);
    int refused = 0, read = 0;
    for (int round = 0; round < 2000; ++round) {
      auto bytes = whole;
      bool header_intact = true;
      const bool cut = random.chance(0.3);
      if (cut) bytes.resize(random.below(bytes.size()));
      for (std::uint64_t i = cut ? 0 : 1 + random.below(3); i > 0; --i) {
        const auto at = random.chance(0.2) ? random.below(8) : random.below(bytes.size());
        const auto bit = static_cast<char>(1 << random.below(8));
        bytes[at] =
            random.chance(0.5) ? static_cast<char>(random.below(256)) : static_cast<char>(bytes[at] ^ bit);
        header_intact = header_intact && at >= data_begin;
      }
      write_text_file(path("damaged.safetensors"), bytes);
      try {
        const auto contents = read_safetensors(path("damaged.safetensors"));
        ++read;
        QVERIFY(!cut);
        if (header_intact) QCOMPARE(contents.tensors.size(), expected.tensors.size());
        std::size_t total = 0;
        for (const auto& [name, tensor] : contents.tensors) {
          total += tensor.nbytes();
          tensor.to(at::kDouble).sum().item<double>();  // the sanitizers look at every byte
        }
        QVERIFY(!header_intact || total == whole.size() - data_begin);
        if (bytes == whole) QVERIFY(identical(contents.tensors.at("half"), expected.tensors.at("half")));
      } catch (const Error& error) {
        ++refused;
        QVERIFY2(error.kind() == ErrorKind::Corrupt || error.kind() == ErrorKind::Unsupported, error.what());
      }
    }
    QVERIFY(refused > 800 && read > 50);  // both ways were taken
  }

  void whatCannotBeWrittenIsNamedAndLeavesNoFile() {
    SafeTensors contents;
    contents.tensors["odd"] = at::zeros({2}, at::kComplexFloat);
    QVERIFY_CONTAINS(test::expect_error(ErrorKind::Unsupported,
                                        [&] { write_safetensors(path("no.safetensors"), contents); }),
                     "\"odd\"");
    contents.tensors["odd"] = at::Tensor();
    test::expect_error(ErrorKind::InvalidInput, [&] { write_safetensors(path("no.safetensors"), contents); });
    contents.tensors = {{"__metadata__", at::zeros({1})}};
    test::expect_error(ErrorKind::InvalidInput, [&] { write_safetensors(path("no.safetensors"), contents); });
    contents.tensors = {{"\xff", at::zeros({1})}};
    test::expect_error(ErrorKind::InvalidInput, [&] { write_safetensors(path("no.safetensors"), contents); });
    QVERIFY(!fs::exists(path("no.safetensors")));
  }

  void loadingCopiesInPlaceAndConvertsFloats() {
    SafeTensors source;
    source.tensors["w"] = at::tensor({1.5f, -2.f}).to(at::kHalf);
    source.tensors["scale"] = at::full({1}, 3.f);
    const auto w = at::zeros({2}).set_requires_grad(true), scale = at::zeros({});
    const auto* place = w.data_ptr();
    const auto report = load_state({{"w", w}, {"scale", scale}}, source, "model.safetensors");
    QCOMPARE(report.loaded, (std::vector<std::string>{"w", "scale"}));
    QVERIFY(w.data_ptr() == place && w.requires_grad() && !w.grad_fn());
    QVERIFY(identical(w.detach(), at::tensor({1.5f, -2.f})));
    QCOMPARE(scale.item<float>(), 3.f);
  }

  void everyMisfitIsNamedAndNothingIsChanged() {
    SafeTensors source;
    source.tensors = {{"good", at::ones({2})},
                      {"shape", at::ones({2, 3})},
                      {"kind", at::ones({2}, at::kLong)},
                      {"extra", at::ones({1})}};
    const auto good = at::zeros({2});
    const std::vector<std::pair<std::string, at::Tensor>> targets{
        {"good", good}, {"shape", at::zeros({3, 2})}, {"kind", at::zeros({2})}, {"absent", at::zeros({1})}};
    const auto message =
        test::expect_error(ErrorKind::Mismatch, [&] { load_state(targets, source, "m.safetensors"); });
    QVERIFY_CONTAINS(message, "tensor \"shape\" is [2, 3] in m.safetensors but the model needs [3, 2]");
    QVERIFY_CONTAINS(message, "tensor \"kind\" is I64 in m.safetensors but the model needs F32");
    QVERIFY_CONTAINS(message, "missing in the file (1): absent");
    QVERIFY_CONTAINS(message, "unknown to the model (1): extra");
    QVERIFY(identical(good, at::zeros({2})));
    // Not strict, names may be missing on both sides, but shapes must still fit.
    test::expect_error(ErrorKind::Mismatch, [&] { load_state(targets, source, "m.safetensors", false); });
  }

  void notStrictLoadsWhatFitsAndReportsTheRest() {
    SafeTensors source;
    source.tensors = {{"a", at::ones({2})}, {"extra", at::ones({1})}};
    const auto a = at::zeros({2}), b = at::zeros({2});
    const auto report = load_state({{"a", a}, {"b", b}}, source, "m.safetensors", false);
    QCOMPARE(report.loaded, std::vector<std::string>{"a"});
    QCOMPARE(report.missing, std::vector<std::string>{"b"});
    QCOMPARE(report.unexpected, std::vector<std::string>{"extra"});
    QVERIFY(identical(a, at::ones({2})) && identical(b, at::zeros({2})));
  }

  void aWhollyOtherModelGivesAShortMessage() {
    SafeTensors source;
    std::vector<std::pair<std::string, at::Tensor>> targets;
    for (int i = 0; i < 500; ++i) targets.emplace_back("layer." + std::to_string(i), at::zeros({1}));
    const auto message = test::expect_error(ErrorKind::Mismatch, [&] { load_state(targets, source, "m"); });
    QVERIFY_CONTAINS(message, "and 490 more");
    QVERIFY(message.size() < 500);
  }
};

QTEST_GUILESS_MAIN(TestWeights)
#include "test_weights.moc"
