// SPDX-License-Identifier: Apache-2.0
// Inputs are those of Pillow behind open_clip's transforms and Hugging Face's image processors
// (make_input_fixtures.py).
#include <torch/torch.h>

#include <QTemporaryDir>
#include <QTest>
#include <cmath>
#include <string>

#include <nlohmann/json.hpp>

#include "core/base/resources.h"
#include "core/inference/image_input.h"
#include "core/inference/preprocessing_config.h"
#include "core/inference/session.h"
#include "core/weights/safetensors.h"
#include "tests/support/expect_error.h"
#include "tests/support/tiny_model.h"

using namespace cloc;
using namespace cloc::inference;
using model::CropStart;
using model::ImageFit;
using model::Resampling;
using nlohmann::json;

namespace {

constexpr int kSide = 24, kImages = 12;

model::ClocConfig config_of(ImageFit fit, Resampling resampling, CropStart start) {
  model::ClocConfig config;
  config.vision.input_size = kSide;
  config.image_fit = fit;
  config.resampling = resampling;
  config.crop_start = start;
  return config;
}

cv::Mat view_of(const at::Tensor& image) {
  return {static_cast<int>(image.size(0)), static_cast<int>(image.size(1)), CV_8UC3, image.data_ptr()};
}

at::Tensor empty_input(int side = kSide) {
  return torch::empty({side, side, 3}, torch::kByte);
}

double cosine(std::span<const float> a, std::span<const float> b) {
  return dot(a, b);
}

}  // namespace

class TestImageInput : public QObject {
  Q_OBJECT

  const weights::SafeTensors expected_ = weights::read_safetensors(CLOC_TEST_DATA "/inputs.safetensors");
  at::Tensor image(int number) const { return expected_.tensors.at("image." + std::to_string(number)); }

  QTemporaryDir dir_;
  // Like a plain CLIP: no Prompter, whole images cropped.
  Session clip(const std::string& name, model::RegionEncoder regions, ImageFit fit) const {
    torch::manual_seed(7);
    auto config = model::preset("demo");
    config.vision = {32, 8, 16, 2, 2, 32};
    config.vision.pool = model::ImagePool::ClassToken;
    config.text.width = 16;
    config.text.layers = 1;
    config.embed_dim = 12;
    config.region_encoder = regions;
    config.image_fit = fit;
    config.resampling = Resampling::Bicubic;
    model::Cloc net(config);
    const auto folder = std::filesystem::path(dir_.path().toStdString()) / name;
    save_model(folder, net, resource_path("text/demo_unigram.model"), {}, StoredPrecision::Full);
    return Session::open(folder, 1);
  }

 private slots:
  void pixelsAreThoseOfTheReference_data() {
    QTest::addColumn<QString>("way");
    QTest::addColumn<int>("fit");
    QTest::addColumn<int>("resampling");
    QTest::addColumn<int>("start");
    const auto row = [](const char* way, ImageFit fit, Resampling resampling, CropStart start) {
      QTest::newRow(way) << way << static_cast<int>(fit) << static_cast<int>(resampling)
                         << static_cast<int>(start);
    };
    row("open_clip", ImageFit::CentreCrop, Resampling::Bicubic, CropStart::HalfEven);
    row("open_clip_bilinear", ImageFit::CentreCrop, Resampling::Bilinear, CropStart::HalfEven);
    row("open_clip_squash", ImageFit::Squash, Resampling::Bicubic, CropStart::Floor);
    row("hf_clip", ImageFit::CentreCrop, Resampling::Bicubic, CropStart::Floor);
    row("hf_siglip", ImageFit::Squash, Resampling::Bicubic, CropStart::Floor);
  }
  void pixelsAreThoseOfTheReference() {
    QFETCH(QString, way);
    QFETCH(int, fit);
    QFETCH(int, resampling);
    QFETCH(int, start);
    const ImageInput input(config_of(static_cast<ImageFit>(fit), static_cast<Resampling>(resampling),
                                     static_cast<CropStart>(start)));
    for (int i = 0; i < kImages; ++i) {
      const auto pixels = empty_input();
      input.of_whole(view_of(image(i)), pixels.data_ptr<std::uint8_t>());
      const auto& truth = expected_.tensors.at(way.toStdString() + "." + std::to_string(i));
      const auto worst = (pixels.to(torch::kInt) - truth.to(torch::kInt)).abs().max().item<int>();
      QVERIFY2(worst == 0, qPrintable(QString("image %1: differs by %2").arg(i).arg(worst)));
    }
  }

  void aCropIsTheBoxSquashed() {
    const ImageInput input(config_of(ImageFit::CentreCrop, Resampling::Bicubic, CropStart::Floor));
    for (int i = 0; i < kImages; ++i) {
      const auto rgb = view_of(image(i));
      const auto pixels = empty_input();
      const PixelBox box{2, 1, static_cast<float>(rgb.cols - 1), static_cast<float>(rgb.rows - 1)};
      input.of_crop(rgb, box, pixels.data_ptr<std::uint8_t>());
      QVERIFY(at::equal(pixels, expected_.tensors.at("crop." + std::to_string(i))));
    }
  }

  void aBoxOutsideOfTheImageIsReadAtItsEdge() {
    cv::Mat rgb(20, 30, CV_8UC3, cv::Scalar(0, 0, 0));
    rgb.col(29).setTo(cv::Scalar(200, 100, 50));
    const ImageInput input(config_of(ImageFit::CentreCrop, Resampling::Bicubic, CropStart::Floor));
    const auto pixels = empty_input();
    input.of_crop(rgb, {40, 5, 60, 15}, pixels.data_ptr<std::uint8_t>());
    QVERIFY((pixels == torch::tensor({200, 100, 50}, torch::kByte)).all().item<bool>());
  }

  // Where the crop would cut them off, boxes are read in a second input.
  void regionsSeeAllOfTheImage() {
    cv::Mat wide(24, 96, CV_8UC3, cv::Scalar(0, 0, 0));
    wide(cv::Rect(80, 4, 16, 16)).setTo(cv::Scalar(255, 0, 0));
    const ImageInput input(config_of(ImageFit::CentreCrop, Resampling::Bicubic, CropStart::Floor));
    QVERIFY(!input.one_serves_both(96, 24));
    QVERIFY(input.one_serves_both(24, 24));
    const auto whole = empty_input(), regions = empty_input();
    input.of_whole(wide, whole.data_ptr<std::uint8_t>());
    input.of_regions(wide, regions.data_ptr<std::uint8_t>());
    QCOMPARE(whole.max().item<int>(), 0);
    const auto box = input.frame(96, 24).to_normalised({80, 4, 96, 20});
    const auto at = [&](float x, float y) {
      return regions[static_cast<int>(y * kSide)][static_cast<int>(x * kSide)][0].item<int>();
    };
    QVERIFY(at((box.x1 + box.x2) / 2, (box.y1 + box.y2) / 2) > 200);

    const ImageInput squash(config_of(ImageFit::Squash, Resampling::Bicubic, CropStart::Floor));
    QVERIFY(squash.one_serves_both(96, 24));
    const auto frame = squash.frame(96, 24);
    const auto corner = frame.to_normalised({80, 4, 96, 20});
    QCOMPARE(corner.x1, 80.f / 96);
    QCOMPARE(corner.y2, 20.f / 24);
    const auto back = frame.to_pixels(corner);
    QVERIFY(std::abs(back.x1 - 80) < 1e-3f && std::abs(back.y2 - 20) < 1e-3f);
  }

  // SigLIP's so400m reads 27 patches of 14 pixels of images that have 384: the last 6 are no patch's.
  void whatNoPatchCoversIsCutOffAtTheRightAndLowerEdge() {
    auto config = config_of(ImageFit::Squash, Resampling::Bicubic, CropStart::Floor);
    const ImageInput larger(config);
    config.vision.input_size = kSide - 4;
    config.unread_edge = 4;
    const ImageInput input(config);
    for (int i = 0; i < kImages; ++i) {
      const auto whole = empty_input(), part = empty_input(kSide - 4);
      const auto picture = image(i);
      larger.of_whole(view_of(picture), whole.data_ptr<std::uint8_t>());
      input.of_whole(view_of(picture), part.data_ptr<std::uint8_t>());
      QVERIFY(torch::equal(part, whole.slice(0, 0, kSide - 4).slice(1, 0, kSide - 4)));
    }
    const auto box = input.frame(48, 96).to_normalised({0, 0, 40, 48});
    QCOMPARE(box.x2, 1.0f);  // 40 of 48 pixels are 20 of 24
    QCOMPARE(box.y2, 0.6f);
  }

  void anExtremeShapeTakesNoMoreThanItsMiddle() {
    const ImageInput input(config_of(ImageFit::CentreCrop, Resampling::Bicubic, CropStart::Floor));
    // Resized whole it would have 24 x 24 x 60,000 pixels.
    cv::Mat line(1, 60000, CV_8UC3, cv::Scalar(10, 20, 30));
    const auto pixels = empty_input();
    input.of_whole(line, pixels.data_ptr<std::uint8_t>());
    QCOMPARE(pixels[5][5][2].item<int>(), 30);
  }

  void cropsAreEncodedAsImagesOfTheirOwn() {
    auto session = clip("crops", model::RegionEncoder::Crops, ImageFit::Squash);
    QVERIFY(!session.grounds());
    QVERIFY(session.region_encoder() == model::RegionEncoder::Crops);
    const cv::Mat rgb = view_of(image(9));
    std::vector<PixelBox> boxes;
    for (int i = 0; i < 19; ++i)  // more than are encoded together
      boxes.push_back({static_cast<float>(i), 2, static_cast<float>(i + 20), 40});
    const auto encoded = session.encode(std::span(&rgb, 1))[0];
    const auto got = session.embed_boxes(encoded, boxes);
    QCOMPARE(got.count, 19);
    for (std::size_t i = 0; i < boxes.size(); ++i) {
      const cv::Mat part = rgb(cv::Rect(static_cast<int>(i), 2, 20, 38)).clone();
      const auto alone = session.embed_images(session.encode(std::span(&part, 1)));
      QVERIFY(cosine(got.row(static_cast<std::int64_t>(i)), alone.row(0)) > 0.99999);
    }
  }

  // An image in a batch is what it is alone, whether it needs one input or two.
  void imagesOfManyShapesAreEncodedTogether() {
    auto session = clip("values", model::RegionEncoder::ValueRoi, ImageFit::CentreCrop);
    std::vector<cv::Mat> images;
    for (int i = 0; i < kImages; ++i) images.push_back(view_of(image(i)));
    const auto together = session.encode(images);
    const auto whole = session.embed_images(together);
    for (std::size_t i = 0; i < images.size(); ++i) {
      const auto alone = session.encode(std::span(&images[i], 1));
      const auto row = static_cast<std::int64_t>(i);
      QVERIFY(cosine(whole.row(row), session.embed_images(alone).row(0)) > 0.99999);
      const PixelBox box{0, 0, static_cast<float>(images[i].cols), static_cast<float>(images[i].rows) / 2};
      QVERIFY(cosine(session.embed_boxes(together[i], std::span(&box, 1)).row(0),
                     session.embed_boxes(alone[0], std::span(&box, 1)).row(0)) > 0.99999);
    }
  }

  void settingsAreReadAndWrittenAgain() {
    auto config = config_of(ImageFit::Letterbox, Resampling::Area, CropStart::Floor);
    set_siglip_preprocessing(config);
    auto read = config_of(ImageFit::CentreCrop, Resampling::Bilinear, CropStart::Floor);
    read_hugging_face_preprocessing(hugging_face_preprocessing(config), "p.json", read);
    QVERIFY(read.image_fit == ImageFit::Squash && read.resampling == Resampling::Bicubic);
    QVERIFY(read.image_mean == config.image_mean);

    set_clip_preprocessing(config, CropStart::Floor);
    config.resampling = Resampling::Bilinear;
    read_hugging_face_preprocessing(hugging_face_preprocessing(config), "p.json", read);
    QVERIFY(read.image_fit == ImageFit::CentreCrop && read.resampling == Resampling::Bilinear);

    // Files of before 2022.
    read.image_fit = ImageFit::CentreCrop;
    read_hugging_face_preprocessing(json{{"size", kSide}, {"crop_size", kSide}}, "p.json", read);
    QVERIFY(read.image_fit == ImageFit::CentreCrop && read.resampling == Resampling::Bicubic);
    read_open_clip_preprocessing(
        json{{"resize_mode", "squash"}, {"interpolation", "bilinear"}, {"size", {kSide, kSide}}}, "o.json",
        read);
    QVERIFY(read.image_fit == ImageFit::Squash && read.resampling == Resampling::Bilinear);
  }

  void aSizeThatPatchesDoNotFillLeavesAnEdge() {
    model::ClocConfig config;
    config.vision.patch_size = 14;
    config.vision.input_size = 378;
    config.vision.pool = model::ImagePool::Probe;
    set_siglip_preprocessing(config);
    read_hugging_face_preprocessing(json{{"size", {{"height", 384}, {"width", 384}}}}, "p.json", config);
    QCOMPARE(config.unread_edge, 6);
    QCOMPARE(hugging_face_preprocessing(config).at("size").at("height").get<int>(), 384);
    read_open_clip_preprocessing(json{{"resize_mode", "squash"}, {"size", {378, 378}}}, "o.json", config);
    QCOMPARE(config.unread_edge, 0);
    test::expect_error(ErrorKind::Mismatch, [&] {
      read_open_clip_preprocessing(json{{"resize_mode", "squash"}, {"size", 392}}, "o.json", config);
    });
    test::expect_error(ErrorKind::Mismatch, [&] {
      read_open_clip_preprocessing(json{{"resize_mode", "shortest"}, {"size", 384}}, "o.json", config);
    });
  }

  void settingsOfOtherSizesAndKindsAreRefused() {
    const auto refused = [](ErrorKind kind, const json& settings, bool open_clip = false) {
      auto config = config_of(ImageFit::CentreCrop, Resampling::Bicubic, CropStart::Floor);
      return test::expect_error(kind, [&] {
        open_clip ? read_open_clip_preprocessing(settings, "p.json", config)
                  : read_hugging_face_preprocessing(settings, "p.json", config);
      });
    };
    QVERIFY_CONTAINS(refused(ErrorKind::Mismatch, {{"crop_size", {{"height", 32}, {"width", 32}}}}), "32");
    QVERIFY_CONTAINS(refused(ErrorKind::Mismatch, {{"size", {{"shortest_edge", 32}}}}), "p.json");
    QVERIFY_CONTAINS(refused(ErrorKind::Unsupported, {{"size", {{"height", 24}, {"width", 32}}}}), "size");
    QVERIFY_CONTAINS(refused(ErrorKind::Unsupported, {{"resample", 0}}), "resample");
    QVERIFY_CONTAINS(refused(ErrorKind::Unsupported, {{"do_rescale", false}}), "do_rescale");
    QVERIFY_CONTAINS(refused(ErrorKind::Unsupported, {{"rescale_factor", 1}}), "rescale_factor");
    QVERIFY_CONTAINS(
        refused(ErrorKind::Unsupported, {{"do_center_crop", false}, {"size", {{"shortest_edge", 24}}}}),
        "do_center_crop");
    QVERIFY_CONTAINS(refused(ErrorKind::Corrupt, {{"image_mean", "grey"}}), "image_mean");
    QVERIFY_CONTAINS(refused(ErrorKind::Unsupported, {{"resize_mode", "longest"}}, true), "longest");
    QVERIFY_CONTAINS(refused(ErrorKind::Unsupported, {{"interpolation", "random"}}, true), "random");
    QVERIFY_CONTAINS(refused(ErrorKind::Mismatch, {{"size", 32}}, true), "32");
  }
};

QTEST_GUILESS_MAIN(TestImageInput)
#include "test_image_input.moc"
