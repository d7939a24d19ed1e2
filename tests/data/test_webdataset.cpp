// SPDX-License-Identifier: Apache-2.0
#include <QElapsedTimer>
#include <QTest>
#include <cstdio>
#include <cstring>
#include <string>
#include <vector>

#include <sys/stat.h>
#include <zlib.h>

#include "core/base/atomic_file.h"
#include "core/data/tar_reader.h"
#include "core/data/webdataset.h"
#include "tests/data/round_trip.h"
#include "tests/support/expect_error.h"

using namespace cloc;
using data::Dataset;
using test::CocoFolder;
using test::quoted;

namespace {

std::filesystem::path fixture(const std::string& name) {
  return std::filesystem::path(CLOC_TEST_FIXTURES) / "webdataset" / name;
}

// One member as tar writes it. `claimed`: the size in its header, when not that of `content`.
std::string member(const std::string& name, const std::string& content, char type = '0',
                   const std::string& link = "", std::uint64_t claimed = 0) {
  std::string header(512, '\0');
  const auto put = [&](std::size_t at, const std::string& text) { header.replace(at, text.size(), text); };
  const auto octal = [&](std::size_t at, int digits, std::uint64_t value) {
    char text[16];
    std::snprintf(text, sizeof text, "%0*llo", digits, static_cast<unsigned long long>(value));
    put(at, text);
  };
  put(0, name.substr(0, 100));
  octal(100, 7, 0644);
  octal(108, 7, 0);
  octal(116, 7, 0);
  octal(124, 11, claimed > 0 ? claimed : content.size());
  octal(136, 11, 0);
  put(148, "        ");
  header[156] = type;
  put(157, link);
  put(257, std::string("ustar\0"
                       "00",
                       8));
  unsigned sum = 0;
  for (const char byte : header) sum += static_cast<unsigned char>(byte);
  char text[8];
  std::snprintf(text, sizeof text, "%06o", sum);
  header.replace(148, 7, std::string(text, 7));
  return header + content + std::string((512 - content.size() % 512) % 512, '\0');
}

const std::string kEnd(1024, '\0');

std::string zipped(const std::string& bytes) {
  z_stream stream{};
  deflateInit2(&stream, 6, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY);
  std::string out(deflateBound(&stream, bytes.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

struct Shards {
  Shards() {
    folder.write_image("a.png");
    image = read_text_file(folder / "a.png");
  }
  Dataset read(const std::filesystem::path& path, const data::ReadOptions& options = {}) {
    return data::read_all(*data::format_named("webdataset").read(path, options, {report}));
  }
  Dataset read_tar(const std::string& bytes, const std::string& name = "x.tar") {
    folder.write(name, bytes);
    report = {};
    return read(folder / name, {.unpack_folder = folder / "unpacked"});
  }
  CocoFolder folder;
  std::string image;
  IssueReport report;
};

}  // namespace

class TestWebDataset : public QObject {
  Q_OBJECT
 private slots:
  void shardsOfThePythonPackageAreRead_data() {
    QTest::addColumn<QString>("name");
    for (const char* name : {"train-0000.tar", "train-0001.tar.gz", "train-0002.tar.zst"})
      QTest::newRow(name) << name;
  }
  void shardsOfThePythonPackageAreRead() {
    QFETCH(QString, name);
    Shards shards;
    std::filesystem::copy_file(fixture(name.toStdString()), shards.folder / name.toStdString());
    QCOMPARE(data::recognised_format(shards.folder / name.toStdString()).id, std::string("webdataset"));
    const auto dataset = shards.read(shards.folder / name.toStdString());
    QVERIFY_NO_ISSUES(shards.report);
    QCOMPARE(dataset.images.size(), 2u);
    const auto& plain = dataset.images[0];
    // Beside the archive, in a folder of its name.
    const auto stem = name.toStdString().substr(0, 10);
    QCOMPARE(plain.path, shards.folder / stem / "sub/000000000.png");
    QCOMPARE(plain.width, 100);
    QCOMPARE(plain.captions, std::vector<std::string>{"a plain caption"});
    QCOMPARE(plain.split, std::string("train"));
    QCOMPARE(plain.attributes.text("url"), std::string("http://x/1.png"));
    QCOMPARE(plain.attributes.text("cls"), std::string("3"));
    QVERIFY(*plain.attributes.find("similarity") == data::AttributeValue(0.25));
    const auto& grit = dataset.images[1];
    QCOMPARE(grit.captions.size(), 1u);
    QCOMPARE(grit.width, 200);  // its file's, whatever the JSON says
    QCOMPARE(grit.regions.size(), 2u);
    QVERIFY(grit.regions[0].box == (PixelBox{50, 50, 150, 100}));
    QCOMPARE(grit.regions[0].caption, std::string("a wire hanger"));  // characters, not bytes
    QCOMPARE(grit.regions[0].more_captions, std::vector<std::string>{"a wire hanger with a paper cover"});
    QVERIFY(*grit.regions[0].attributes.find(data::kScore) == data::AttributeValue(0.875));
    QCOMPARE(grit.regions[1].caption, std::string("a paper cover"));
  }

  void foldersListsAndPatternsMeanTheirShards() {
    Shards shards;
    for (const char* name : {"s-08.tar", "s-09.tar", "s-10.tar"})
      shards.folder.write(std::string("shards/") + name, member("k.png", shards.image) + kEnd);
    shards.folder.write("shards/other.dat", "x");
    shards.folder.write("shards/list.txt", "s-10.tar\r\n\ns-08.tar\n");
    using data::shards_of;
    const auto folder = shards.folder / "shards";
    QCOMPARE(shards_of(folder).size(), 3u);
    QCOMPARE(shards_of(folder / "list.txt").at(0), folder / "s-10.tar");
    QCOMPARE(shards_of(folder / "s-{08..11}.tar").size(), 4u);
    QCOMPARE(shards_of(folder / "s-{08..11}.tar").at(3), folder / "s-11.tar");
    for (const char* bad :
         {"s-{a..b}.tar", "s-{5..1}.tar", "s-{0..99999999999}.tar", "s-{..}.tar", "s-{1}.tar"})
      QVERIFY(shards_of(folder / bad).empty());
    QCOMPARE(data::recognised_format(folder / "s-{08..11}.tar").id, std::string("webdataset"));
    QCOMPARE(shards.read(folder / "s-{08..11}.tar").images.size(), 3u);
    QCOMPARE(shards.report.count("missing shard"), 1);
    QVERIFY_CONTAINS(test::expect_error(ErrorKind::NotFound, [&] { shards.read(folder / "t-{08..11}.tar"); }),
                     "t-08.tar");
  }

  void membersThatLeadElsewhereAreRefused() {
    Shards shards;
    const auto outside = shards.folder / "outside.png";
    const std::string tar = member(outside.string(), shards.image) + member("../outside.png", shards.image) +
                            member("a/../../outside.png", shards.image) +
                            member("l.png", "", '2', "/etc/passwd") + member("h.png", "", '1', "../a.png") +
                            member("c.png", "", '3') + member("f.png", "", '6') + member("d/", "", '5') +
                            member("ok.png", shards.image) + kEnd;
    const auto dataset = shards.read_tar(tar);
    QCOMPARE(dataset.images.size(), 1u);
    QCOMPARE(shards.report.count("archive member refused"), 7);
    QCOMPARE(shards.report.total(), 7);
    QVERIFY_CONTAINS(shards.report.examples()[1].where, "x.tar, member ../outside.png");
    QVERIFY(!std::filesystem::exists(outside));
    std::size_t entries = 0;
    for ([[maybe_unused]] const auto& item :
         std::filesystem::recursive_directory_iterator(shards.folder / "unpacked"))
      ++entries;
    QCOMPARE(entries, 2u);  // x/ and ok.png
  }

  void archiveThatUnfoldsWithoutEndIsStopped() {
    Shards shards;
    // A header that claims 3 GB.
    const auto good = member("ok.png", shards.image) + member("ok.txt", "fine");
    shards.folder.write("bomb.tar.gz", "");
    {
      std::FILE* file = std::fopen((shards.folder / "bomb.tar.gz").c_str(), "wb");
      const auto start = zipped(good + member("zeros.bin", "", '0', "", std::uint64_t{3} << 30));
      std::fwrite(start.data(), 1, start.size(), file);
      std::fclose(file);
    }
    QElapsedTimer timer;
    timer.start();
    auto dataset = shards.read(shards.folder / "bomb.tar.gz", {.unpack_folder = shards.folder / "unpacked"});
    QVERIFY(timer.elapsed() < 5000);
    QCOMPARE(dataset.images.size(), 1u);
    QCOMPARE(dataset.images[0].captions, std::vector<std::string>{"fine"});
    QCOMPARE(shards.report.count("archive that unfolds without end"), 1);
    // Many members, each small enough.
    std::string many = zipped(good);
    const auto zeros = zipped(member("z.bin", std::string(200 << 20, '\0')));
    for (int i = 0; i < 6; ++i) many += zeros;
    dataset = shards.read_tar(many, "many.tar.gz");
    QCOMPARE(dataset.images.size(), 1u);
    QCOMPARE(shards.report.count("archive that unfolds without end"), 1);
  }

  void membersThatAreTooLargeAreLeftOut() {
    Shards shards;
    const auto dataset = shards.read_tar(member("a.png", shards.image) +
                                         member("a.json", std::string(data::TarReader::kMaxText + 1, ' ')) +
                                         member("b.png", shards.image) + kEnd);
    QCOMPARE(dataset.images.size(), 2u);
    QCOMPARE(shards.report.count("archive member too large"), 1);
  }

  void cutShardsKeepWhatCameBefore() {
    Shards shards;
    const auto first = member("a.png", shards.image) + member("a.txt", "one");
    const auto whole = first + member("b.png", shards.image) + kEnd;
    for (const auto cut : {first.size() + 100, first.size() + 512, first.size() + 600}) {
      const auto dataset = shards.read_tar(whole.substr(0, cut));
      QCOMPARE(dataset.images.size(), 1u);
      QCOMPARE(shards.report.count("archive cut or damaged"), 1);
    }
    for (const auto& bytes : {std::string(), std::string("no archive at all"), whole.substr(0, 700),
                              zipped(whole).substr(0, 40)}) {
      QVERIFY_CONTAINS(test::expect_error(ErrorKind::Corrupt, [&] { shards.read_tar(bytes, "y.tar"); }),
                       "y.tar");
    }
  }

  void samplesThatMakeNoSenseAreLeftOutCountedAndNamed() {
    Shards shards;
    const auto dataset = shards.read_tar(
        member("._a.txt", "hidden") + member("d/.png", shards.image) + member("a.txt", "no image") +
        member("b.png", "no png") + member("c.png", shards.image) + member("c.json", "{cut") +
        member("c.seg.npy", "x") + member("d.png", shards.image) + member("d.jpg", shards.image) +
        member("c.png", shards.image) + member("e.png", shards.image) +
        member("e.json", quoted("{'caption': 'a cat', 'noun_chunks': [[0, 5, 0.1, 0.1, 0.5], [0, 5, 0.5, "
                                "0.5, 0.1, 0.9, 0.9], [0, "
                                "5, 2, 2, 3, 3, 0.9], [90, 95, 0, 0, 1, 1, 0.5], 'x'], 'regions': [{'box': "
                                "[1, 2, 3]}, {'box': "
                                "[1, 2, 3, 4], 'label': 'cat'}]}")) +
        kEnd);
    const auto& report = shards.report;
    QCOMPARE(report.count("sample without image"), 2);  // a, and the second c
    QCOMPARE(report.count("image of unknown size"), 1);
    QCOMPARE(report.count("record that cannot be read"), 1);
    QCOMPARE(report.count("archive member of another sort"), 3);
    QCOMPARE(report.count("duplicate key"), 2);
    QCOMPARE(report.count("box that is not numbers"), 3);
    QCOMPARE(report.count("box with swapped corners"), 1);
    QCOMPARE(report.count("box outside the image"), 1);
    QCOMPARE(report.count("region without phrase"), 1);
    QCOMPARE(report.total(), 15);
    QCOMPARE(dataset.images.size(), 3u);
    QCOMPARE(dataset.images[2].regions.size(), 3u);
    QCOMPARE(dataset.images[2].regions[2].caption, std::string("cat"));
  }

  void imagesThatAreUnpackedAreNotUnpackedAgain() {
    Shards shards;
    const auto tar = member("a.png", shards.image) + kEnd;
    const auto dataset = shards.read_tar(tar);
    struct stat first {
    }, second{};
    QCOMPARE(::stat(dataset.images[0].path.c_str(), &first), 0);
    shards.read_tar(tar);
    QCOMPARE(::stat(dataset.images[0].path.c_str(), &second), 0);
    QVERIFY(first.st_ino == second.st_ino);
    shards.folder.write("unpacked/x/a.png", "cut");
    QCOMPARE(shards.read_tar(tar).images.size(), 1u);
    QCOMPARE(read_text_file(dataset.images[0].path), shards.image);
  }

  void randomDamageIsNeverACrash() {
    Shards shards;
    const auto whole = read_text_file(fixture("train-0000.tar"));
    Random random(6);
    for (int i = 0; i < 600; ++i) {
      auto bytes = i % 3 == 0 ? read_text_file(fixture("train-0001.tar.gz")) : whole;
      for (auto changes = 1 + random.below(8); changes > 0; --changes)
        bytes[random.below(bytes.size())] = static_cast<char>(random.below(256));
      try {
        for (const auto& image : shards.read_tar(bytes).images) {
          for (const auto& region : image.regions) QVERIFY(region.box.valid());
        }
      } catch (const Error& error) {
        QVERIFY(error.kind() == ErrorKind::Corrupt);
      }
    }
  }

  void exportAndImportGiveTheSame() {
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
      CocoFolder folder;
      auto dataset = test::random_dataset(folder, seed, {.more_captions = true, .label_details = false});
      dataset.images[0].split = "val";
      IssueReport report;
      const auto& format = data::format_named("webdataset");
      test::write_dataset(format, folder / "out", dataset, {}, report);
      QVERIFY(&data::recognised_format(folder / "out") == &format);
      const auto again =
          data::read_all(*format.read(folder / "out", {.unpack_folder = folder / "again"}, {report}));
      QVERIFY_NO_ISSUES(report);
      for (std::size_t i = 0; i < dataset.images.size(); ++i) {
        QCOMPARE(read_text_file(again.images.at(i).path), read_text_file(dataset.images[i].path));
        dataset.images[i].path = again.images[i].path;  // named by its key
      }
      QVERIFY_SAME(dataset, again, 0.f);
    }
  }

  void shardsAreTheSameBytesEachTimeAndHoldAThousandImages() {
    CocoFolder folder;
    auto dataset = test::random_dataset(folder, 1, {});
    while (dataset.images.size() < 1500) dataset.images.push_back(dataset.images[0]);
    IssueReport report;
    const auto& format = data::format_named("webdataset");
    test::write_dataset(format, folder / "one", dataset, {}, report);
    test::write_dataset(format, folder / "two", dataset, {}, report);
    QCOMPARE(data::shards_of(folder / "one").size(), 2u);
    QCOMPARE(read_text_file(folder / "one/shard-000000.tar"),
             read_text_file(folder / "two/shard-000000.tar"));
    const auto again =
        data::read_all(*format.read(folder / "one", {.unpack_folder = folder / "again"}, {report}));
    QCOMPARE(again.images.size(), 1500u);
    {
      const auto writer = format.write(folder / "three", dataset.labels, {}, {}, {report});
      writer->add(dataset.images[0]);
    }
    QVERIFY(!std::filesystem::exists(folder / "three"));
  }

  void whatItCannotHoldIsSaid() {
    CocoFolder folder;
    const auto dataset = test::random_dataset(folder, 2, {.more_captions = true});
    const auto lost =
        data::left_out(data::contents_of(*reader_of(dataset)), data::format_named("webdataset").holds);
    QCOMPARE(lost.size(), 1u);
    QVERIFY_CONTAINS(lost[0], "colours, parents");
  }
};

QTEST_GUILESS_MAIN(TestWebDataset)
#include "test_webdataset.moc"
