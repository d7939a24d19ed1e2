// SPDX-License-Identifier: Apache-2.0
// The look-ups of 4-bit codes against naive loops, in each arithmetic that this CPU can do.
#include <QTest>
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "core/base/random.h"
#include "core/index/code_scan.h"

using namespace cloc;
using namespace cloc::index;

class TestCodeScan : public QObject {
  Q_OBJECT
 private slots:
  void cleanup() { use_code_arithmetic(code_arithmetics().front()); }

  // 128 pairs of the largest entries: the sums need all of their 16 bits.
  void sumsOfAnyCodesEqualTheNaiveLoop_data() {
    QTest::addColumn<int>("pairs");
    QTest::addColumn<int>("largest");
    for (const int pairs : {1, 2, 3, 4, 5, 7, 8, 64, 255, 256}) {
      QTest::addRow("%d pairs", pairs) << pairs << 127;
      QTest::addRow("%d pairs, all the same", pairs) << pairs << 0;
    }
  }
  void sumsOfAnyCodesEqualTheNaiveLoop() {
    QFETCH(const int, pairs);
    QFETCH(const int, largest);
    const auto count = static_cast<std::size_t>(pairs);
    constexpr std::size_t kRows = 2 * kBlockRows;
    Random random(static_cast<std::uint64_t>(pairs));
    std::vector<std::uint8_t> entries(2 * count * kCodeValues), codes(kRows * count), blocks(kRows * count);
    for (auto& entry : entries)
      entry = static_cast<std::uint8_t>(largest == 0 ? 127
                                                     : random.below(static_cast<std::uint64_t>(largest) + 1));
    for (auto& code : codes) code = static_cast<std::uint8_t>(random.below(256));
    // In any order, as rows come to lists one after the other.
    for (std::size_t row = 0; row < kRows; ++row)
      place_code(codes.data() + row * count, count, row, blocks.data());

    for (const char* name : code_arithmetics()) {
      use_code_arithmetic(name);
      for (std::size_t block = 0; block < 2; ++block) {
        std::vector<std::uint16_t> expected;
        for (std::size_t row = block * kBlockRows; row < (block + 1) * kBlockRows; ++row) {
          unsigned sum = 0;
          for (std::size_t pair = 0; pair < count; ++pair) {
            const unsigned both = codes[row * count + pair];
            sum += entries[2 * pair * kCodeValues + (both & 15)] +
                   entries[(2 * pair + 1) * kCodeValues + both / 16];
          }
          expected.push_back(static_cast<std::uint16_t>(sum));
        }
        for (const unsigned least : {0u, unsigned{expected[5]}, unsigned{expected[5]} + 1, 65535u}) {
          std::vector<std::uint16_t> sums(kBlockRows);
          const auto enough = sum_block(blocks.data() + block * kBlockRows * count, entries.data(), count,
                                        static_cast<std::uint16_t>(least), sums.data());
          QCOMPARE(sums, expected);
          for (std::size_t row = 0; row < kBlockRows; ++row)
            QVERIFY2((enough >> row & 1) == (expected[row] >= least ? 1u : 0u), name);
        }
      }
    }
  }

  void tablesGiveTheProductsBackWithinHalfAStep() {
    Random random(3);
    constexpr std::size_t kCodes = 7;  // an odd number: the last pair is half empty
    std::vector<float> products(kCodes * kCodeValues);
    for (std::size_t i = 0; i < products.size(); ++i)
      products[i] = static_cast<float>(random.normal()) * static_cast<float>(1 + i / kCodeValues);
    CodeTables tables;
    fill_code_tables(products, tables);
    QCOMPARE(tables.entries.size(), (kCodes + 1) * kCodeValues);
    QVERIFY(std::all_of(tables.entries.end() - kCodeValues, tables.entries.end(),
                        [](auto entry) { return entry == 0; }));
    QVERIFY(*std::max_element(tables.entries.begin(), tables.entries.end()) == 127);
    for (int round = 0; round < 100; ++round) {
      double exact = 0;
      unsigned sum = 0;
      for (std::size_t code = 0; code < kCodes; ++code) {
        const auto value = random.below(kCodeValues);
        exact += products[code * kCodeValues + value];
        sum += tables.entries[code * kCodeValues + value];
      }
      const double score = static_cast<double>(tables.least) + static_cast<double>(tables.step) * sum;
      QVERIFY(std::abs(score - exact) <= 0.501 * static_cast<double>(tables.step) * kCodes);
    }
    // No step of zero when all products are the same.
    fill_code_tables(std::vector<float>(2 * kCodeValues, 0.25f), tables);
    QCOMPARE(tables.least, 0.5f);
    QVERIFY(tables.step > 0);
  }
};

QTEST_GUILESS_MAIN(TestCodeScan)
#include "test_code_scan.moc"
