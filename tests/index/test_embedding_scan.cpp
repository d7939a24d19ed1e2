// SPDX-License-Identifier: Apache-2.0
#include <QTemporaryDir>
#include <QTest>
#include <bit>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <set>

#include "core/index/embedding_scan.h"
#include "core/index/entries.h"
#include "core/index/half.h"
#include "core/index/id_map.h"
#include "core/index/proposals.h"
#include "tests/index/vectors.h"
#include "tests/support/expect_error.h"

using namespace cloc;
using namespace cloc::index;

namespace {

// By the definition of binary16 (IEEE 754): sign, 5 bits of exponent, 10 of fraction.
double half_value(std::uint16_t half) {
  const int exponent = (half >> 10) & 31, fraction = half & 1023;
  const double magnitude =
      exponent == 0 ? std::ldexp(fraction, -24) : std::ldexp(1024 + fraction, exponent - 25);
  return (half & 0x8000) != 0 ? -magnitude : magnitude;
}

std::vector<std::uint8_t> random_codes(std::size_t count, std::uint64_t seed) {
  Random random(seed);
  std::vector<std::uint8_t> bytes(2 * count);
  for (std::size_t i = 0; i < count; ++i) {
    // Magnitudes below 2: all that an embedding can hold, denormal ones among them.
    const auto half = static_cast<std::uint16_t>((random.below(2) << 15) | random.below(0x4000));
    std::memcpy(bytes.data() + 2 * i, &half, 2);
  }
  return bytes;
}

}  // namespace

class TestEmbeddingScan : public QObject {
  Q_OBJECT

  // Every kernel that this CPU can run, not only the one it would choose.
  static void every_arithmetic() {
    QTest::addColumn<QByteArray>("arithmetic");
    for (const char* name : half_arithmetics()) QTest::newRow(name) << QByteArray(name);
  }
  static void use_this_arithmetic() {
    QFETCH(QByteArray, arithmetic);
    use_half_arithmetic(arithmetic.constData());
    QCOMPARE(QByteArray(half_arithmetic()), arithmetic);
  }

 private slots:
  void cleanup() { use_half_arithmetic(half_arithmetics().front()); }

  void everyFiniteHalfDecodesToItsValue_data() { every_arithmetic(); }
  void everyFiniteHalfDecodesToItsValue() {
    use_this_arithmetic();
    std::vector<std::uint16_t> halves;
    for (int half = 0; half < 0x10000; ++half) {
      if ((half & 0x7c00) != 0x7c00) halves.push_back(static_cast<std::uint16_t>(half));
    }
    std::vector<float> decoded(halves.size());
    decode_half(reinterpret_cast<const std::uint8_t*>(halves.data()), halves.size(), decoded.data());
    for (std::size_t i = 0; i < halves.size(); ++i) {
      QCOMPARE(static_cast<double>(decoded[i]), half_value(halves[i]));
      float alone;  // the tail of each kernel
      decode_half(reinterpret_cast<const std::uint8_t*>(&halves[i]), 1, &alone);
      QCOMPARE(std::bit_cast<std::uint32_t>(alone), std::bit_cast<std::uint32_t>(decoded[i]));
    }
  }

  void dotOfAnyLengthEqualsTheSumInDouble_data() { every_arithmetic(); }
  void dotOfAnyLengthEqualsTheSumInDouble() {
    use_this_arithmetic();
    for (std::size_t count = 1; count < 100; ++count) {
      const auto codes = random_codes(count, count);
      const auto query = test::random_vectors(1, static_cast<int>(count), count);
      double expected = 0;
      for (std::size_t i = 0; i < count; ++i) {
        std::uint16_t half;
        std::memcpy(&half, codes.data() + 2 * i, 2);
        expected += half_value(half) * query[i];
      }
      QVERIFY(std::abs(dot_half(codes.data(), query.data(), count) - expected) < 1e-5);
    }
  }

  void productsOfAnyShapeEqualTheSumsInDouble_data() { every_arithmetic(); }
  void productsOfAnyShapeEqualTheSumsInDouble() {
    use_this_arithmetic();
    for (const std::size_t stride : {16u, 64u}) {
      for (std::size_t queries = 1; queries <= 9; ++queries) {
        for (std::size_t rows = 1; rows <= 9; ++rows) {
          const auto q =
              test::random_vectors(static_cast<std::int64_t>(queries), static_cast<int>(stride), queries);
          const auto r =
              test::random_vectors(static_cast<std::int64_t>(rows), static_cast<int>(stride), 50 + rows);
          std::vector<float> scores(queries * rows, NAN);
          dot_products(q.data(), queries, r.data(), rows, stride, scores.data());
          for (std::size_t i = 0; i < scores.size(); ++i) {
            double expected = 0;
            for (std::size_t d = 0; d < stride; ++d) {
              expected += static_cast<double>(q[i / rows * stride + d]) * r[i % rows * stride + d];
            }
            QVERIFY(std::abs(scores[i] - expected) < 1e-5);
          }
        }
      }
    }
  }

  void roundingIsToTheNearestHalf_data() { every_arithmetic(); }
  void roundingIsToTheNearestHalf() {
    use_this_arithmetic();
    std::vector<float> values = {0.f,   -0.f,     1.f,      65504.f,    65519.f,   65520.f,
                                 1e30f, 0x1p-24f, 0x1p-25f, 0x1.8p-25f, 0x1.8p-24f};
    // Every half, every middle between two neighbours, and a hair beside each.
    for (std::uint16_t half = 0; half < 0x7bff; ++half) {
      const double here = half_value(half), next = half_value(static_cast<std::uint16_t>(half + 1));
      const auto middle = static_cast<float>((here + next) / 2);
      for (const float value : {static_cast<float>(here), middle, std::nextafter(middle, 0.f),
                                std::nextafter(middle, 1e9f), -middle}) {
        values.push_back(value);
      }
    }
    std::vector<std::uint8_t> codes(2 * values.size());
    encode_half(values.data(), values.size(), codes.data());
    for (std::size_t i = 0; i < values.size(); ++i) {
      std::uint16_t half;
      std::memcpy(&half, codes.data() + 2 * i, 2);
      QCOMPARE((half & 0x8000) != 0, std::signbit(values[i]));
      if (std::abs(values[i]) >= 65520) {
        QCOMPARE(half & 0x7fff, 0x7c00);
        continue;
      }
      const double error = std::abs(half_value(half) - values[i]);
      const auto magnitude = static_cast<std::uint16_t>(half & 0x7fff);
      for (const int other : {magnitude - 1, magnitude + 1}) {
        if (other < 0 || other > 0x7bff) continue;
        const double others = std::abs(half_value(static_cast<std::uint16_t>(other)) - std::abs(values[i]));
        QVERIFY2(error < others || (error == others && half % 2 == 0),
                 qPrintable(QString::number(values[i], 'g', 12)));
      }
    }
  }

  void oneThreadAndManyGiveTheSameLists() {
    // Equal rows, far apart: ties must come in the order of rows wherever the slices are cut.
    constexpr int kDim = 24;
    constexpr std::int64_t kRows = 120'000;
    auto rows = test::random_vectors(kRows, kDim, 5);
    for (const std::int64_t copy : {7, 60'000, 119'999}) {
      std::copy_n(rows.begin() + kDim * 3, kDim, rows.begin() + kDim * copy);
    }
    EmbeddingStore store(kDim);
    store.append(rows);
    auto queries = test::random_vectors(8, kDim, 6);
    std::copy_n(rows.begin() + kDim * 3, kDim, queries.begin());
    const auto together = scan_best(store, queries, {.k = 500});
    QCOMPARE(together[0][0].row, 3);
    QCOMPARE(together[0][3].row, 119'999);
    for (std::size_t q = 0; q < 8; ++q) {
      const auto alone = scan_best(store, std::span(queries).subspan(q * kDim, kDim), {.k = 500})[0];
      QCOMPARE(together[q].size(), 500u);
      for (std::size_t i = 0; i < 500; ++i) {
        QVERIFY(std::abs(together[q][i].score - alone[i].score) < 1e-4);
        if (i > 0) {
          QVERIFY(together[q][i - 1].score > together[q][i].score ||
                  (together[q][i - 1].score == together[q][i].score &&
                   together[q][i - 1].row < together[q][i].row));
        }
      }
    }
  }

  void scanOfAMaskEqualsTheNaiveLoop() {
    constexpr int kDim = 20;
    constexpr std::int64_t kRows = 10'000;  // more than a segment
    const auto rows = test::random_vectors(kRows, kDim, 7);
    EmbeddingStore store(kDim);
    store.append(rows);
    Random random(8);
    for (const double part : {0.0, 0.001, 0.3, 0.98, 1.0}) {
      RowMask mask(kRows);
      for (std::int64_t row = 0; row < kRows; ++row) {
        if (random.chance(part)) mask.set(row);
      }
      for (const std::int64_t first : {0, 5000, 9990}) {
        for (const std::int64_t query_count : {1, 3}) {
          const auto queries = test::random_vectors(query_count, kDim, 9);
          const auto found = scan_best(store, queries, {.k = 30, .allowed = &mask, .first_row = first});
          for (std::int64_t q = 0; q < query_count; ++q) {
            const auto query = std::span(queries).subspan(static_cast<std::size_t>(q * kDim), kDim);
            const auto naive = test::naive_search(
                rows, kDim, query, [&](std::int64_t row) { return row >= first && mask.test(row); });
            const auto& list = found[static_cast<std::size_t>(q)];
            QCOMPARE(list.size(), std::min<std::size_t>(30, naive.size()));
            for (std::size_t i = 0; i < list.size(); ++i) {
              QVERIFY(list[i].row >= first && mask.test(list[i].row));
              QVERIFY(std::abs(list[i].score - naive[i].score) < 1e-3);
            }
          }
        }
      }
    }
  }

  void masksJoinAsSetsDo() {
    Random random(10);
    RowMask a(200), b(130);  // rows beyond the end of one are not in it
    std::set<std::int64_t> in_a, in_b;
    for (std::int64_t row = 0; row < 200; ++row) {
      if (random.chance(0.5)) a.set(row), in_a.insert(row);
      if (row < 130 && random.chance(0.5)) b.set(row), in_b.insert(row);
    }
    auto both = a, rest = a;
    both &= b;
    rest -= b;
    for (std::int64_t row = 0; row < 250; ++row) {
      QCOMPARE(a.test(row), in_a.contains(row));
      QCOMPARE(both.test(row), in_a.contains(row) && in_b.contains(row));
      QCOMPARE(rest.test(row), in_a.contains(row) && !in_b.contains(row));
    }
    QCOMPARE(both.count() + rest.count(), static_cast<std::int64_t>(in_a.size()));
    const auto before = a.count();
    a.append();
    QVERIFY(a.test(200));
    a.reset(200);
    QCOMPARE(a.count(), before);
    QCOMPARE(a.rows(), 201);
  }

  void mappedRowsAndAddedOnesAreTheSameStore() {
    QTemporaryDir dir;
    const std::filesystem::path path = dir.path().toStdString() + "/rows.f16";
    constexpr int kDim = 6;
    constexpr std::int64_t kRows = 9000, kMore = 8000;  // the file ends within a segment
    const auto rows = test::random_vectors(kRows + kMore, kDim, 1);
    EmbeddingStore whole(kDim), first(kDim);
    whole.append(rows);
    first.append(std::span(rows).first(kRows * kDim));
    const auto ids = test::ids_from(70, kRows);
    const auto record = first.write(path, ids, true);
    QCOMPARE(record.bytes, static_cast<std::int64_t>(std::filesystem::file_size(path)));
    auto opened = EmbeddingStore::open(path);
    QCOMPARE(opened.ids, ids);
    QCOMPARE(opened.store.mapped_bytes(), kRows * kDim * 2);
    QCOMPARE(opened.store.memory_bytes(), 0);
    std::filesystem::remove(path);  // the mapping stays
    opened.store.append(std::span(rows).subspan(kRows * kDim));
    QCOMPARE(opened.store.rows(), kRows + kMore);
    QCOMPARE(opened.store.mapped_bytes() + opened.store.memory_bytes(), (kRows + kMore) * kDim * 2);
    for (std::int64_t row = 0; row < kRows + kMore; ++row) {
      QVERIFY(std::memcmp(opened.store.row(row), whole.row(row), 2 * kDim) == 0);
    }
  }

  void idsAreFoundInAnyOrderOfAdding() {
    IdMap map;
    std::vector<std::int64_t> ids;
    Random random(4);
    for (std::int64_t i = 0; i < 500; ++i) ids.push_back(3 * i);
    std::vector<std::int64_t> later = test::ids_from(10'000, 500);
    random.shuffle(later);
    ids.insert(ids.end(), later.begin(), later.end());
    for (const auto id : ids) map.append(id);
    for (std::size_t row = 0; row < ids.size(); ++row) {
      QCOMPARE(map.row(ids[row]), std::optional(static_cast<std::int64_t>(row)));
      QVERIFY(!map.row(ids[row] + 1) || ids[row] >= 10'000);
    }
    map.erase_row(5);
    QVERIFY(!map.row(15));
    map.append(15);
    QCOMPARE(map.row(15), std::optional<std::int64_t>(1000));
    QCOMPARE(IdMap(map.ids()).row(15), std::optional<std::int64_t>(1000));
    QCOMPARE(IdMap(map.ids()).removed(), 1);
  }

  void rowsOfAListAreThoseOfEachId() {
    for (const bool ascending : {true, false}) {
      Random random(12);
      std::vector<std::int64_t> known;
      for (std::int64_t id = 0; id < 3000; ++id) {
        if (random.chance(0.4)) known.push_back(id);
      }
      if (!ascending) random.shuffle(known);
      const IdMap map(known);
      for (int round = 0; round < 20; ++round) {
        std::vector<std::int64_t> asked;
        for (int i = 0; i < 200; ++i) asked.push_back(static_cast<std::int64_t>(random.below(3200)) - 100);
        if (round % 2 == 0) std::sort(asked.begin(), asked.end());
        const auto mask = map.rows_of(asked);
        std::set<std::int64_t> expected;
        for (const auto id : asked) {
          if (const auto row = map.row(id)) expected.insert(*row);
        }
        QCOMPARE(mask.count(), static_cast<std::int64_t>(expected.size()));
        for (const auto row : expected) QVERIFY(mask.test(row));
      }
    }
    QCOMPARE(IdMap().rows_of(std::vector<std::int64_t>{1, 2}).count(), 0);
  }

  void proposalsCoverTheImageWithHalfOverlap() {
    const auto boxes = grid_proposals(640, 480);
    QCOMPARE(boxes.size(), 1u + 9u + 25u);
    QCOMPARE(boxes[0], (PixelBox{0, 0, 640, 480}));
    QCOMPARE(boxes[1], (PixelBox{0, 0, 320, 240}));
    QCOMPARE(boxes[2], (PixelBox{160, 0, 480, 240}));
    for (const auto& box : boxes) {
      QVERIFY(box.valid());
      QCOMPARE(clip(box, 640, 480), box);
    }
    QCOMPARE(boxes.back().x2, 640.f);
    QCOMPARE(boxes.back().y2, 480.f);
    // Of any place, some box of each scale holds it: a grid without gaps.
    for (float x = 1; x < 640; x += 13) {
      int holding = 0;
      for (std::size_t i = 10; i < boxes.size(); ++i) {
        holding += boxes[i].x1 <= x && x <= boxes[i].x2 && boxes[i].y1 <= 240 && 240 <= boxes[i].y2;
      }
      QVERIFY(holding >= 1);
    }
  }

  void proposalsOfTinyImagesAreTheImage() {
    QCOMPARE(grid_proposals(1, 1), (std::vector<PixelBox>{{0, 0, 1, 1}}));
    QCOMPARE(grid_proposals(4000, 20), (std::vector<PixelBox>{{0, 0, 4000, 20}}));
    test::expect_error(ErrorKind::InvalidInput, [] { grid_proposals(0, 10); });
    test::expect_error(ErrorKind::InvalidInput, [] { grid_proposals(10, 10, {.scales = {0.f}}); });
    test::expect_error(ErrorKind::InvalidInput, [] { grid_proposals(10, 10, {.scales = {NAN}}); });
    test::expect_error(ErrorKind::InvalidInput, [] { grid_proposals(10, 10, {.overlap = 1.f}); });
  }

  void entryIdsAreNeverGivenTwice() {
    EntryTable table;
    const auto a = table.add({0, 1, {}, {0, 0, 9, 9}, EntryKind::Image});
    const auto b = table.add({0, 1, 5, {1, 2, 3, 4}, EntryKind::Region});
    QCOMPARE(table.at(b).region_id, std::optional<std::int64_t>(5));
    QCOMPARE(table.remove(std::vector{b, std::int64_t{77}}), 1);
    const auto c = table.add({0, 2, {}, {0, 0, 9, 9}, EntryKind::Proposal});
    QVERIFY(c > b);
    test::expect_error(ErrorKind::NotFound, [&] { (void)table.at(b); });
    QCOMPARE(table.select([](const Entry& entry) { return entry.image_id == 1; }), std::vector{a});
  }
};

QTEST_GUILESS_MAIN(TestEmbeddingScan)
#include "test_embedding_scan.moc"
