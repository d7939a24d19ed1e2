// SPDX-License-Identifier: Apache-2.0
#include <torch/torch.h>

#include <QTest>
#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <vector>

#include "core/model/attention.h"
#include "core/model/cloc.h"
#include "core/model/positions.h"
#include "core/model/roi_align.h"
#include "tests/support/expect_error.h"

using namespace cloc;
using namespace cloc::model;

namespace {

ClocConfig tiny() {
  auto config = preset("demo");
  config.vision = {32, 8, 16, 2, 2, 64};
  config.text = {50, 12, 16, 2, 2, 64};
  config.embed_dim = 8;
  return config;
}

std::int64_t parameter_count(const ClocConfig& config) {
  Cloc model(config);
  std::int64_t count = 0;
  for (const auto& parameter : model->parameters()) count += parameter.numel();
  return count;
}

}  // namespace

class TestModel : public QObject {
  Q_OBJECT
 private slots:
  void init() { torch::manual_seed(3); }

  // A detector's: so many that without a gradient they are taken in parts.
  void attentionOfThousandsOfTokensIsTheSame() {
    const auto q = torch::randn({1, 8, 3000, 4}), k = torch::randn_like(q), v = torch::randn_like(q);
    const auto whole = attention(q, k, v);
    const torch::NoGradGuard no_grad;
    const auto parts = attention(q, k, v);
    QCOMPARE(parts.sizes().vec(), whole.sizes().vec());
    QVERIFY((parts - whole).abs().max().item<double>() < 1e-6);
  }

  void attentionEqualsANaiveLoop() {
    const std::int64_t tokens = 5, width = 4;
    const auto q = torch::randn({2, 3, tokens, width}, torch::kDouble), k = torch::randn_like(q),
               v = torch::randn_like(q);
    for (const auto mask : {AttentionMask::None, AttentionMask::Causal}) {
      const auto fast = attention(q, k, v, mask);
      double largest = 0;
      for (std::int64_t b = 0; b < 2; ++b) {
        for (std::int64_t h = 0; h < 3; ++h) {
          for (std::int64_t i = 0; i < tokens; ++i) {
            const auto last = mask == AttentionMask::Causal ? i : tokens - 1;
            std::vector<double> weights;
            double sum = 0;
            for (std::int64_t j = 0; j <= last; ++j) {
              double score = 0;
              for (std::int64_t d = 0; d < width; ++d)
                score += (q[b][h][i][d] * k[b][h][j][d]).item<double>();
              weights.push_back(std::exp(score / 2.0));  // sqrt(4)
              sum += weights.back();
            }
            for (std::int64_t d = 0; d < width; ++d) {
              double expected = 0;
              for (std::int64_t j = 0; j <= last; ++j) {
                expected += weights[static_cast<std::size_t>(j)] / sum * v[b][h][j][d].item<double>();
              }
              largest = std::max(largest, std::abs(expected - fast[b][h][i][d].item<double>()));
            }
          }
        }
      }
      QVERIFY(largest < 1e-12);
    }
  }

  void sizesAreThoseOfThePaper_data() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<int>("tokens");
    QTest::newRow("Ti") << "vit-ti-16" << 196;
    QTest::newRow("S") << "vit-s-16" << 196;
    QTest::newRow("B") << "vit-b-16" << 196;
    QTest::newRow("L") << "vit-l-14" << 576;
    QTest::newRow("H") << "vit-h-14" << 576;
  }
  void sizesAreThoseOfThePaper() {
    QFETCH(QString, name);
    QFETCH(int, tokens);
    const auto config = preset(name.toStdString());
    config.validate();
    QCOMPARE(config.vision.grid() * config.vision.grid(), tokens);
  }

  void baseModelHasTheParametersOfClip() {
    // open_clip's ViT-B/16 has 86.19 M in its image tower. Ours: the same without class token (768), its
    // position (768) and its projection (768 x 512), with an attention pooler (3 x 768 x 769 + 769 x 512).
    auto config = preset("vit-b-16");
    VisionTransformer visual(config);
    std::int64_t count = 0;
    for (const auto& parameter : visual->parameters()) count += parameter.numel();
    QCOMPARE(count, 86192640 - 768 - 768 - 768 * 512);
    QVERIFY(parameter_count(config) > 140'000'000);
  }

  void anyInputSizeThatIsAMultipleOfThePatchWorks() {
    Cloc model(tiny());
    for (const std::int64_t side : {16, 32, 64, 72}) {
      const auto tokens = model->encode_tokens(torch::randn({2, 3, side, side}));
      QCOMPARE(tokens.grid.size(1), (side / 8) * (side / 8));
      QCOMPARE(model->embed_image(tokens).size(1), 8);
    }
    const auto message = test::expect_error(ErrorKind::InvalidInput, [&] {
      model->encode_tokens(torch::randn({1, 3, 30, 32}));
    });
    QVERIFY_CONTAINS(message, "multiples of 8");
  }

  void interpolatedPositionsEqualABicubicLoop() {
    // Keys' kernel with a = -0.75 on half-pixel centres, indices clamped to the border: PyTorch's bicubic, in
    // float64.
    const auto taps = [](double place, std::array<std::int64_t, 4>& index, std::array<double, 4>& weight,
                         std::int64_t size) {
      const double floor = std::floor(place);
      for (int t = 0; t < 4; ++t) {
        const double d = std::abs(place - (floor + t - 1)), a = -0.75;
        weight[t] = d <= 1 ? (a + 2) * d * d * d - (a + 3) * d * d + 1
                           : a * d * d * d - 5 * a * d * d + 8 * a * d - 4 * a;
        index[t] = std::clamp<std::int64_t>(static_cast<std::int64_t>(floor) + t - 1, 0, size - 1);
      }
    };
    const std::int64_t grid = 5, rows = 7, columns = 3;
    const auto positions = torch::randn({grid * grid, 2}, torch::kDouble);
    const auto resized = interpolate_positions(positions, rows, columns);
    for (std::int64_t r = 0; r < rows; ++r) {
      for (std::int64_t c = 0; c < columns; ++c) {
        std::array<std::int64_t, 4> y{}, x{};
        std::array<double, 4> wy{}, wx{};
        taps((static_cast<double>(r) + 0.5) * grid / rows - 0.5, y, wy, grid);
        taps((static_cast<double>(c) + 0.5) * grid / columns - 0.5, x, wx, grid);
        double expected = 0;
        for (int i = 0; i < 4; ++i) {
          for (int k = 0; k < 4; ++k)
            expected += wy[i] * wx[k] * positions[y[i] * grid + x[k]][1].item<double>();
        }
        QVERIFY(std::abs(expected - resized[r * columns + c][1].item<double>()) < 1e-12);
      }
    }
    QVERIFY(interpolate_positions(positions, grid, grid).is_same(positions));
  }

  void paddingATextChangesNothing() {
    Cloc model(tiny());
    model->eval();
    const auto ids = torch::randint(3, 50, {1, 5}, torch::kInt64),
               lengths = torch::tensor({5}, torch::kInt64);
    const auto padded = torch::cat({ids, torch::zeros({1, 4}, torch::kInt64)}, 1);
    QVERIFY(torch::allclose(model->embed_text(ids, lengths), model->embed_text(padded, lengths), 1e-5, 1e-6));
  }

  void tooLongATextIsRefused() {
    Cloc model(tiny());
    const auto message = test::expect_error(ErrorKind::InvalidInput, [&] {
      model->embed_text(torch::ones({1, 13}, torch::kInt64), torch::tensor({13}, torch::kInt64));
    });
    QVERIFY_CONTAINS(message, "13 tokens");
  }

  void imagesOfABatchDoNotSeeEachOther() {
    Cloc model(tiny());
    const auto images = torch::randn({3, 3, 32, 32});
    const auto together = model->encode_tokens(images);
    for (std::int64_t i = 0; i < 3; ++i) {
      QVERIFY(torch::allclose(together.grid[i], model->encode_tokens(images.slice(0, i, i + 1)).grid[0], 1e-4,
                              1e-5));
    }
  }

  void roiAlignEqualsBilinearReadings() {
    const std::int64_t rows = 4, columns = 6, samples = 8;
    const auto tokens = torch::randn({2, rows * columns, 3}, torch::kDouble);
    const auto boxes =
        torch::tensor({{0.1, 0.2, 0.7, 0.9}, {0.0, 0.0, 1.0, 1.0}, {0.55, 0.5, 0.6, 0.55}}, torch::kDouble);
    const auto image = torch::tensor({1, 0, 1}, torch::kInt64);
    const auto fast = roi_align(tokens, rows, columns, boxes, image, samples);
    for (std::int64_t r = 0; r < 3; ++r) {
      const auto grid = tokens[image[r].item<std::int64_t>()].view({rows, columns, 3});
      const auto corner = [&](std::int64_t c) { return boxes[r][c].item<double>(); };
      for (std::int64_t d = 0; d < 3; ++d) {
        double sum = 0;
        for (std::int64_t sy = 0; sy < samples; ++sy) {
          for (std::int64_t sx = 0; sx < samples; ++sx) {
            const auto place = [&](std::int64_t s, double low, double high, std::int64_t cells) {
              const double at =
                  low + (high - low) * (static_cast<double>(s) + 0.5) / static_cast<double>(samples);
              return std::clamp(at * static_cast<double>(cells) - 0.5, 0.0, static_cast<double>(cells - 1));
            };
            const double y = place(sy, corner(1), corner(3), rows),
                         x = place(sx, corner(0), corner(2), columns);
            const auto y0 = static_cast<std::int64_t>(y), x0 = static_cast<std::int64_t>(x);
            const auto y1 = std::min(y0 + 1, rows - 1), x1 = std::min(x0 + 1, columns - 1);
            const double fy = y - static_cast<double>(y0), fx = x - static_cast<double>(x0);
            const auto at = [&](std::int64_t i, std::int64_t j) { return grid[i][j][d].item<double>(); };
            sum += (1 - fy) * ((1 - fx) * at(y0, x0) + fx * at(y0, x1)) +
                   fy * ((1 - fx) * at(y1, x0) + fx * at(y1, x1));
          }
        }
        QVERIFY(std::abs(sum / 64 - fast[r][d].item<double>()) < 1e-12);
      }
    }
  }

  void roiAlignModelRefusesPhrases() {
    auto config = tiny();
    config.region_encoder = RegionEncoder::RoiAlign;
    Cloc model(config);
    const auto images = model->prepare(model->encode_tokens(torch::randn({1, 3, 32, 32})));
    QCOMPARE(model->embed_boxes(images, torch::rand({3, 4}), torch::zeros({3}, torch::kInt64)).size(1), 8);
    const auto message = test::expect_error(ErrorKind::Unsupported, [&] {
      model->ground(images, torch::randn({1, 8}), {});
    });
    QVERIFY_CONTAINS(message, "region_encoder");
  }

  void groundedBoxesLieInTheInput() {
    Cloc model(tiny());
    const auto images = model->prepare(model->encode_tokens(torch::randn({2, 3, 32, 32})));
    const auto boxes =
        model->ground(images, 100 * torch::randn({5, 8}), torch::tensor({0, 1, 1, 0, 1}, torch::kInt64));
    QVERIFY(boxes.min().item<float>() >= 0 && boxes.max().item<float>() <= 1);
  }

  void pixelsAreScaledByTheModelsMeanAndDeviation() {
    const auto config = tiny();
    const auto pixels = torch::randint(0, 256, {2, 4, 6, 3}, torch::kByte);
    const auto out = normalise_images(pixels, config);
    QCOMPARE(out.sizes(), (at::IntArrayRef{2, 3, 4, 6}));
    const double expected =
        (pixels[1][2][5][1].item<double>() / 255 - config.image_mean[1]) / config.image_std[1];
    QVERIFY(std::abs(out[1][1][2][5].item<double>() - expected) < 1e-5);
  }

  void temperatureStaysBetweenOneAndAHundred() {
    Cloc model(tiny());
    const torch::NoGradGuard no_grad;
    auto scale = model->named_parameters()["logit_scale"];
    scale.fill_(9.0);
    model->clamp_logit_scale();
    QVERIFY(std::abs(model->temperature_scale().item<float>() - 100.f) < 1e-2f);
    scale.fill_(-3.0);
    model->clamp_logit_scale();
    QCOMPARE(model->temperature_scale().item<float>(), 1.f);
  }

  void sizesThatDoNotFitAreRefusedByName() {
    auto config = tiny();
    config.vision.heads = 3;
    QVERIFY_CONTAINS(test::expect_error(ErrorKind::InvalidInput, [&] { Cloc{config}; }), "vision.heads");
    config = tiny();
    config.vision.input_size = 33;
    QVERIFY_CONTAINS(test::expect_error(ErrorKind::InvalidInput, [&] { Cloc{config}; }),
                     "vision.input_size 33");
    QVERIFY_CONTAINS(test::expect_error(ErrorKind::InvalidInput, [] { preset("vit-x"); }), "vit-b-16");
  }
};

QTEST_APPLESS_MAIN(TestModel)
#include "test_model.moc"
