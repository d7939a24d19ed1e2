// SPDX-License-Identifier: Apache-2.0
#include <QTemporaryDir>
#include <QTest>
#include <atomic>
#include <thread>

#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/atomic_file.h"
#include "core/base/random.h"
#include "core/image/image.h"
#include "tests/image/image_files.h"
#include "tests/support/expect_error.h"

using namespace cloc;
using cloc::image::ImageSize;
using cloc::image::load_image;
using cloc::image::probe_size;
using cloc::test::encoded;
using cloc::test::FileBytes;
using cloc::test::quarters_bgr;

namespace {

bool is_near(const cv::Vec3b& pixel, int r, int g, int b, int tolerance = 8) {
  return std::abs(pixel[0] - r) <= tolerance && std::abs(pixel[1] - g) <= tolerance &&
         std::abs(pixel[2] - b) <= tolerance;
}

cv::Mat decoded(const FileBytes& bytes) {
  return image::decode_image(bytes, "memory");
}

}  // namespace

class TestImage : public QObject {
  Q_OBJECT

  QTemporaryDir dir_;
  std::filesystem::path file(const std::string& name) const {
    return std::filesystem::path(dir_.path().toStdString()) / name;
  }
  std::filesystem::path file(const std::string& name, const FileBytes& bytes) const {
    test::write_file(file(name), bytes);
    return file(name);
  }

 private slots:
  void everyFormatComesAsRgbTopLeftFirst() {
    for (const std::string extension : {".png", ".jpg", ".bmp", ".tif", ".webp"}) {
      const auto rgb = load_image(file("a" + extension, encoded(quarters_bgr(40, 24), extension)));
      QCOMPARE(rgb.type(), CV_8UC3);
      QCOMPARE(rgb.size(), cv::Size(40, 24));
      QVERIFY2(is_near(rgb.at<cv::Vec3b>(4, 4), 255, 0, 0), extension.c_str());
      QVERIFY2(is_near(rgb.at<cv::Vec3b>(4, 34), 0, 255, 0), extension.c_str());
      QVERIFY2(is_near(rgb.at<cv::Vec3b>(20, 4), 0, 0, 255), extension.c_str());
    }
  }

  // As Pillow writes them.
  void colourModelsAndAnimationsOfOtherProgramsAreRead() {
    int files = 0;
    for (const auto& entry : std::filesystem::directory_iterator(CLOC_TEST_FIXTURES)) {
      const auto name = entry.path().filename().string();
      const auto rgb = load_image(entry.path());
      QCOMPARE(rgb.type(), CV_8UC3);
      QVERIFY2(rgb.size() == cv::Size(40, 24), name.c_str());
      QVERIFY2(is_near(rgb.at<cv::Vec3b>(4, 4), 255, 0, 0), name.c_str());
      QVERIFY2(is_near(rgb.at<cv::Vec3b>(5, 34), 0, 255, 0), name.c_str());
      QVERIFY2(is_near(rgb.at<cv::Vec3b>(20, 4), 0, 0, 255), name.c_str());
      QVERIFY2(is_near(rgb.at<cv::Vec3b>(21, 34), 255, 255, 255), name.c_str());
      QCOMPARE(probe_size(entry.path()), (ImageSize{40, 24}));
      QCOMPARE(image::load_reduced_image(entry.path(), 10).original, (ImageSize{40, 24}));
      ++files;
    }
    QCOMPARE(files, 8);
  }

  void animationsCutOrDamagedAreCorruptAndNeverACrash() {
    Random random(5);
    for (const std::string name : {"moving.gif", "interlaced.gif", "moving.webp"}) {
      const auto text = read_text_file(std::filesystem::path(CLOC_TEST_FIXTURES) / name);
      const FileBytes whole(text.begin(), text.end());
      for (std::size_t size = 1; size < whole.size(); ++size) {
        const auto cut = test::part(whole, 0, size);
        try {
          QCOMPARE(decoded(cut).size(), cv::Size(40, 24));  // the first frame ends before the file does
          QVERIFY(size > whole.size() / 3);
        } catch (const Error& error) {
          QVERIFY(error.kind() == ErrorKind::Corrupt);
          QVERIFY_CONTAINS(error.what(), "memory");
        }
      }
      for (int i = 0; i < 3000; ++i) {
        auto damaged = whole;
        for (auto changes = 1 + random.below(4); changes > 0; --changes)
          damaged[random.below(damaged.size())] = static_cast<std::uint8_t>(random.below(256));
        if (damaged[7] > 3 || damaged[9] > 3) continue;  // gigabytes of canvas are not what is tested here
        try {
          QVERIFY(!decoded(damaged).empty());
        } catch (const Error& error) {
          QVERIFY(error.kind() == ErrorKind::Corrupt || error.kind() == ErrorKind::Unsupported ||
                  error.kind() == ErrorKind::OutOfMemory);
        }
      }
    }
  }

  // OpenCV's own EXIF turn is the independent reference.
  void everyExifOrientationIsTurnedAsOpenCvDoes() {
    const auto jpeg = encoded(quarters_bgr(48, 32), ".jpg");
    for (int orientation = 1; orientation <= 8; ++orientation) {
      for (const bool little : {false, true}) {
        const auto bytes = test::with_exif(jpeg, orientation, little);
        cv::Mat expected;
        cv::cvtColor(cv::imdecode(bytes, cv::IMREAD_COLOR), expected, cv::COLOR_BGR2RGB);
        const auto path = file("turned.jpg", bytes);
        const cv::Mat rgb = load_image(path);
        QCOMPARE(rgb.size(), orientation >= 5 ? cv::Size(32, 48) : cv::Size(48, 32));
        QCOMPARE(cv::norm(rgb, expected, cv::NORM_INF), 0.0);
        QVERIFY(probe_size(path) == (ImageSize{rgb.cols, rgb.rows}));
      }
    }
  }

  void orientationSixPutsTheStoredBottomLeftOnTop() {
    const auto rgb = decoded(test::with_exif(encoded(quarters_bgr(48, 32), ".jpg"), 6, true));
    QVERIFY(is_near(rgb.at<cv::Vec3b>(4, 4), 0, 0, 255));
    QVERIFY(is_near(rgb.at<cv::Vec3b>(4, 28), 255, 0, 0));
  }

  void nonsenseInExifIsNoTurnAndNoCrash() {
    const auto jpeg = encoded(quarters_bgr(48, 32), ".jpg");
    Random random(5);
    for (int i = 0; i < 300; ++i) {
      auto bytes = test::with_exif(jpeg, 1 + i % 8, i % 2 == 0);
      for (int k = 0; k < 4; ++k) bytes[12 + random.below(26)] = static_cast<std::uint8_t>(random.next());
      const auto rgb = decoded(bytes);
      QVERIFY(rgb.total() == 48 * 32);
    }
    QCOMPARE(decoded(test::with_exif(jpeg, 9, true)).size(), cv::Size(48, 32));
  }

  void exifInPngIsTurnedToo() {
    const auto png = encoded(quarters_bgr(48, 32), ".png");
    FileBytes bytes = test::part(png, 0, 33);  // signature and IHDR
    test::append(bytes, test::png_chunk("eXIf", test::exif_block(6, false)));
    test::append(bytes, test::part(png, 33));
    const auto path = file("turned.png", bytes);
    const auto rgb = load_image(path);
    QCOMPARE(rgb.size(), cv::Size(32, 48));
    QVERIFY(is_near(rgb.at<cv::Vec3b>(4, 4), 0, 0, 255));
    QVERIFY(probe_size(path) == (ImageSize{32, 48}));
  }

  void greyBecomesThreeEqualChannels() {
    for (const std::string extension : {".png", ".jpg"}) {
      const auto rgb = decoded(encoded(cv::Mat(8, 8, CV_8UC1, cv::Scalar(77)), extension));
      QCOMPARE(rgb.at<cv::Vec3b>(3, 3), cv::Vec3b(77, 77, 77));
    }
  }

  void sixteenBitsScaleToEight() {
    cv::Mat deep(1, 4, CV_16UC3);
    const int values[] = {0, 257, 32768, 65535};
    for (int i = 0; i < 4; ++i)
      deep.at<cv::Vec3w>(0, i) = cv::Vec3w::all(static_cast<std::uint16_t>(values[i]));
    for (const std::string extension : {".png", ".tif"}) {
      const auto rgb = decoded(encoded(deep, extension));
      QCOMPARE(rgb.type(), CV_8UC3);
      QCOMPARE(int(rgb.at<cv::Vec3b>(0, 0)[0]), 0);
      QCOMPARE(int(rgb.at<cv::Vec3b>(0, 1)[1]), 1);
      QVERIFY(std::abs(int(rgb.at<cv::Vec3b>(0, 2)[2]) - 128) <= 1);
      QCOMPARE(int(rgb.at<cv::Vec3b>(0, 3)[0]), 255);
    }
  }

  void sixteenBitGreyScalesToo() {
    const auto rgb = decoded(encoded(cv::Mat(4, 4, CV_16UC1, cv::Scalar(200 * 257)), ".png"));
    QCOMPARE(rgb.at<cv::Vec3b>(2, 2), cv::Vec3b(200, 200, 200));
  }

  void floatsStretchFromLeastToGreatestAndNanIsLeast() {
    cv::Mat values = (cv::Mat_<float>(1, 4) << -2.f, 0.f, 2.f, std::numeric_limits<float>::quiet_NaN());
    const auto rgb = decoded(encoded(values, ".tif"));
    QCOMPARE(int(rgb.at<cv::Vec3b>(0, 0)[0]), 0);
    QVERIFY(std::abs(int(rgb.at<cv::Vec3b>(0, 1)[0]) - 128) <= 1);
    QCOMPARE(int(rgb.at<cv::Vec3b>(0, 2)[0]), 255);
    QCOMPARE(int(rgb.at<cv::Vec3b>(0, 3)[0]), 0);
  }

  void alphaIsCompositedOnWhite() {
    cv::Mat bgra(1, 3, CV_8UC4);
    bgra.at<cv::Vec4b>(0, 0) = {30, 20, 10, 0};
    bgra.at<cv::Vec4b>(0, 1) = {30, 20, 10, 255};
    bgra.at<cv::Vec4b>(0, 2) = {0, 0, 0, 128};
    const auto rgb = decoded(encoded(bgra, ".png"));
    QCOMPARE(rgb.at<cv::Vec3b>(0, 0), cv::Vec3b(255, 255, 255));
    QCOMPARE(rgb.at<cv::Vec3b>(0, 1), cv::Vec3b(10, 20, 30));
    QVERIFY(is_near(rgb.at<cv::Vec3b>(0, 2), 127, 127, 127, 1));
  }

  void onePixelImageLoads() {
    const auto path = file("one.png", encoded(cv::Mat(1, 1, CV_8UC3, cv::Scalar(3, 2, 1)), ".png"));
    QCOMPARE(load_image(path).at<cv::Vec3b>(0, 0), cv::Vec3b(1, 2, 3));
    QVERIFY(probe_size(path) == (ImageSize{1, 1}));
  }

  void truncatedImageIsCorruptAtEveryLength_data() {
    QTest::addColumn<QString>("extension");
    QTest::addColumn<bool>("progressive");
    QTest::newRow("jpeg") << ".jpg" << false;
    QTest::newRow("progressive jpeg") << ".jpg" << true;
    QTest::newRow("png") << ".png" << false;
    QTest::newRow("bmp") << ".bmp" << false;
    QTest::newRow("tiff") << ".tif" << false;
    QTest::newRow("webp") << ".webp" << false;
  }
  void truncatedImageIsCorruptAtEveryLength() {
    QFETCH(QString, extension);
    QFETCH(bool, progressive);
    cv::Mat noise(24, 32, CV_8UC3);
    cv::theRNG().state = 11;
    cv::randu(noise, 0, 255);
    std::vector<int> options;
    if (progressive) options = {cv::IMWRITE_JPEG_PROGRESSIVE, 1};
    const auto whole = encoded(noise, extension.toStdString(), options);
    QCOMPARE(decoded(whole).size(), cv::Size(32, 24));
    for (std::size_t length = 0; length < whole.size();
         length += length < 64 || length + 64 > whole.size() ? 1 : 7) {
      const FileBytes cut = test::part(whole, 0, length);
      const auto message =
          test::expect_error(ErrorKind::Corrupt, [&] { image::decode_image(cut, "photo-7"); });
      QVERIFY2(test::contains(message, "photo-7"), qPrintable(QString::number(length)));
    }
  }

  // The thumbnail's end marker must not pass for the image's.
  void truncatedJpegWithAThumbnailIsStillCorrupt() {
    const auto thumbnail = encoded(quarters_bgr(16, 16), ".jpg");
    const auto jpeg = encoded(quarters_bgr(64, 64), ".jpg");
    const std::size_t length = thumbnail.size() + 2;
    FileBytes bytes = {
        0xff, 0xd8, 0xff, 0xe2, static_cast<std::uint8_t>(length >> 8), static_cast<std::uint8_t>(length)};
    test::append(bytes, thumbnail);
    test::append(bytes, test::part(jpeg, 2));
    QCOMPARE(decoded(bytes).size(), cv::Size(64, 64));
    bytes.resize(bytes.size() - 20);
    QVERIFY_CONTAINS(test::expect_error(ErrorKind::Corrupt, [&] { decoded(bytes); }), "cut off");
  }

  void bytesBehindTheEndMarkerDoNotMatter() {
    auto bytes = encoded(quarters_bgr(20, 20), ".jpg");
    test::append(bytes, FileBytes(1000, 0x55));
    QCOMPARE(decoded(bytes).size(), cv::Size(20, 20));
  }

  void emptyFileIsCorruptAndNamed() {
    const auto path = file("empty.jpg", {});
    const auto message = test::expect_error(ErrorKind::Corrupt, [&] { load_image(path); });
    QVERIFY_CONTAINS(message, "empty.jpg");
    QVERIFY_CONTAINS(message, "0 bytes");
    QVERIFY(!probe_size(path));
  }

  void textIsNoImage() {
    const auto path = file("text.png", {'h', 'e', 'l', 'l', 'o'});
    QVERIFY_CONTAINS(test::expect_error(ErrorKind::Corrupt, [&] { load_image(path); }), "text.png");
    QVERIFY(!probe_size(path));
  }

  void missingFileIsNotFoundAndNamed() {
    QVERIFY_CONTAINS(test::expect_error(ErrorKind::NotFound, [&] { load_image(file("none.png")); }),
                     "none.png");
    QVERIFY(!probe_size(file("none.png")));
  }

  void folderIsInvalidInput() {
    const auto message =
        test::expect_error(ErrorKind::InvalidInput, [&] { load_image(dir_.path().toStdString()); });
    QVERIFY_CONTAINS(message, "is a folder");
    QVERIFY(!probe_size(dir_.path().toStdString()));
  }

  void unreadableFileIsAnIoError() {
    if (::geteuid() == 0) QSKIP("root may read everything");
    const auto path = file("secret.png", encoded(quarters_bgr(8, 8), ".png"));
    ::chmod(path.c_str(), 0);
    test::expect_error(ErrorKind::Io, [&] { load_image(path); });
  }

  void tooManyPixelsNameTheLimit() {
    FileBytes bytes = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    FileBytes header;
    test::append_big32(header, 60000);
    test::append_big32(header, 60000);
    test::append(header, FileBytes{8, 2, 0, 0, 0});
    for (const auto& chunk :
         {test::png_chunk("IHDR", header), test::png_chunk("IDAT", {0}), test::png_chunk("IEND", {})}) {
      test::append(bytes, chunk);
    }
    const auto path = file("huge.png", bytes);
    const auto message = test::expect_error(ErrorKind::Unsupported, [&] { load_image(path); });
    QVERIFY_CONTAINS(message, "huge.png");
    QVERIFY_CONTAINS(message, "limit");
    QVERIFY(probe_size(path) == (ImageSize{60000, 60000}));
  }

  void randomDamageIsNeverACrash() {
    cv::Mat noise(24, 32, CV_8UC3);
    cv::randu(noise, 0, 255);
    Random random(3);
    for (const std::string extension : {".jpg", ".png", ".bmp", ".tif", ".webp"}) {
      const auto whole = encoded(noise, extension);
      for (int i = 0; i < 200; ++i) {
        auto bytes = whole;
        for (int k = 0; k < 6; ++k)
          bytes[random.below(bytes.size())] = static_cast<std::uint8_t>(random.next());
        try {
          QVERIFY(!decoded(bytes).empty());
        } catch (const Error&) {
        }
      }
    }
  }

  void probeReadsOnlyTheBeginning() {
    for (const std::string extension : {".png", ".jpg"}) {
      auto bytes = encoded(quarters_bgr(300, 200), extension);
      bytes.resize(bytes.size() / 2);
      QVERIFY(probe_size(file("half" + extension, bytes)) == (ImageSize{300, 200}));
    }
  }

  void probeFindsTheSizeBehindLargeMetadata() {
    auto bytes = encoded(quarters_bgr(300, 200), ".jpg");
    for (int i = 0; i < 3; ++i) bytes = test::with_exif(bytes, 6, true, 60000);
    QVERIFY(probe_size(file("metadata.jpg", bytes)) == (ImageSize{200, 300}));
  }

  void probeDecodesOtherFormats() {
    for (const std::string extension : {".bmp", ".tif", ".webp"}) {
      QVERIFY(probe_size(file("p" + extension, encoded(quarters_bgr(30, 20), extension))) ==
              (ImageSize{30, 20}));
    }
  }

  void reducedImageKeepsTheOriginalSizeAndEnoughPixels() {
    const auto jpeg = file("large.jpg", test::with_exif(encoded(quarters_bgr(1000, 600), ".jpg"), 6, true));
    const auto reduced = image::load_reduced_image(jpeg, 224);
    QVERIFY(reduced.original == (ImageSize{600, 1000}));
    QCOMPARE(reduced.rgb.size(), cv::Size(150, 250));
    QVERIFY(is_near(reduced.rgb.at<cv::Vec3b>(10, 10), 0, 0, 255));
    QCOMPARE(image::load_reduced_image(jpeg, 900).rgb.size(), cv::Size(600, 1000));

    const auto png = file("large.png", encoded(quarters_bgr(1000, 600), ".png"));
    QCOMPARE(image::load_reduced_image(png, 100).rgb.size(), cv::Size(1000, 600));
  }

  void savedImageComesBackAndBadNamesAreRefused() {
    cv::Mat rgb(10, 12, CV_8UC3);
    cv::randu(rgb, 0, 255);
    image::save_image(file("out.PNG"), rgb);
    QCOMPARE(cv::norm(load_image(file("out.PNG")), rgb, cv::NORM_INF), 0.0);
    image::save_image(file("out.jpg"), rgb);
    QCOMPARE(load_image(file("out.jpg")).size(), rgb.size());
    QVERIFY_CONTAINS(
        test::expect_error(ErrorKind::InvalidInput, [&] { image::save_image(file("out.gif"), rgb); }),
        ".png");
    test::expect_error(ErrorKind::InvalidInput, [&] { image::save_image(file("none.png"), cv::Mat()); });
    test::expect_error(ErrorKind::Io, [&] { image::save_image("/nonexistent-folder/a.png", rgb); });
  }

  void threadsMayLoadAtOnce() {
    const auto path = file("shared.jpg", encoded(quarters_bgr(64, 48), ".jpg"));
    std::atomic<int> good = 0;
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
      threads.emplace_back([&] {
        for (int i = 0; i < 20; ++i) good += load_image(path).cols == 64;
      });
    }
    for (auto& thread : threads) thread.join();
    QCOMPARE(good.load(), 80);
  }
};

QTEST_GUILESS_MAIN(TestImage)
#include "test_image.moc"
