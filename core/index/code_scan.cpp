// SPDX-License-Identifier: Apache-2.0
#include "core/index/code_scan.h"

#include <algorithm>
#include <cmath>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace cloc::index {
namespace {

constexpr std::size_t kPairBytes = 32;
constexpr std::size_t kAhead = 3072;             // bytes that are asked for before they are needed
constexpr std::uint64_t kPairMask = 0xffffffff;  // a pair's bytes in a register of 64
// Two entries are added in 8 bits.
constexpr float kLargestEntry = 127;

// Byte of a pair's 16 that holds row `row` of the 16.
constexpr std::size_t place_of(std::size_t row) {
  return row < 8 ? 2 * row : 2 * (row - 8) + 1;
}

std::uint32_t sum_portable(const std::uint8_t* block, const std::uint8_t* entries, std::size_t pairs,
                           std::uint16_t least, std::uint16_t* sums) {
  std::fill_n(sums, kBlockRows, std::uint16_t{0});
  for (std::size_t code = 0; code < 2 * pairs; ++code, block += 16, entries += kCodeValues) {
    for (std::size_t row = 0; row < 16; ++row) {
      const std::uint8_t both = block[place_of(row)];
      sums[row] = static_cast<std::uint16_t>(sums[row] + entries[both & 15]);
      sums[row + 16] = static_cast<std::uint16_t>(sums[row + 16] + entries[both >> 4]);
    }
  }
  std::uint32_t enough = 0;
  for (std::size_t row = 0; row < kBlockRows; ++row) {
    if (sums[row] >= least) enough |= std::uint32_t{1} << row;
  }
  return enough;
}

#if defined(__x86_64__)
#define CLOC_AVX2 [[gnu::target("avx2")]]
#define CLOC_AVX512BW [[gnu::target("avx512f,avx512bw,avx512vl,avx2")]]

// Sums of 16-bit numbers whose low byte is of one row and whose high byte of another: `all` has carried the
// high bytes along, `high` has them alone.
CLOC_AVX2 inline __m128i fold(__m256i lanes) {
  return _mm_add_epi16(_mm256_castsi256_si128(lanes), _mm256_extracti128_si256(lanes, 1));
}
CLOC_AVX2 inline void store_sums(__m128i all, __m128i high, std::uint16_t* sums) {
  const __m128i low = _mm_sub_epi16(all, _mm_slli_epi16(high, 8));
  _mm_storeu_si128(reinterpret_cast<__m128i*>(sums), low);
  _mm_storeu_si128(reinterpret_cast<__m128i*>(sums + 8), high);
}

CLOC_AVX2 std::uint32_t sum_avx2(const std::uint8_t* block, const std::uint8_t* entries, std::size_t pairs,
                                 std::uint16_t least, std::uint16_t* sums) {
  const __m256i low_bits = _mm256_set1_epi8(15);
  __m256i first = _mm256_setzero_si256(), first_high = first, second = first, second_high = first;
  for (std::size_t pair = 0; pair < pairs; ++pair) {
    const auto at = pair * kPairBytes;
    const __m256i codes = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(block + at));
    const __m256i table = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(entries + at));
    const __m256i a = _mm256_shuffle_epi8(table, _mm256_and_si256(codes, low_bits));
    const __m256i b = _mm256_shuffle_epi8(table, _mm256_and_si256(_mm256_srli_epi16(codes, 4), low_bits));
    first = _mm256_add_epi16(first, a);
    first_high = _mm256_add_epi16(first_high, _mm256_srli_epi16(a, 8));
    second = _mm256_add_epi16(second, b);
    second_high = _mm256_add_epi16(second_high, _mm256_srli_epi16(b, 8));
  }
  store_sums(fold(first), fold(first_high), sums);
  store_sums(fold(second), fold(second_high), sums + 16);
  const __m256i limit = _mm256_set1_epi16(static_cast<short>(least));
  std::uint32_t enough = 0;
  for (std::size_t half = 0; half < 2; ++half) {
    const __m256i here = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(sums + 16 * half));
    const __m256i reached = _mm256_cmpeq_epi16(_mm256_max_epu16(here, limit), here);
    const __m128i bytes =
        _mm_packs_epi16(_mm256_castsi256_si128(reached), _mm256_extracti128_si256(reached, 1));
    enough |= static_cast<std::uint32_t>(_mm_movemask_epi8(bytes)) << (16 * half);
  }
  return enough;
}

// Unmasked, GCC 12 warns of its own header (bug 105593); the full mask costs nothing.
CLOC_AVX512BW inline __m128i fold(__m512i lanes) {
  return fold(_mm256_add_epi16(_mm512_maskz_extracti64x4_epi64(0xff, lanes, 0),
                               _mm512_maskz_extracti64x4_epi64(0xff, lanes, 1)));
}

// Four sub-quantizers in a register, of two registers the entries are added in 8 bits.
CLOC_AVX512BW std::uint32_t sum_avx512(const std::uint8_t* block, const std::uint8_t* entries,
                                       std::size_t pairs, std::uint16_t least, std::uint16_t* sums) {
  const __m512i low_bits = _mm512_set1_epi8(15), zero = _mm512_setzero_si512();
  __m512i first = zero, first_high = zero, second = zero, second_high = zero;
  const std::size_t bytes = pairs * kPairBytes;
  std::size_t at = 0;
  for (; at + 128 <= bytes; at += 128) {
    // Lists lie here and there in pages of 4 kB: the processor's own reading ahead stops at their ends.
    _mm_prefetch(reinterpret_cast<const char*>(block + at + kAhead), _MM_HINT_T0);
    _mm_prefetch(reinterpret_cast<const char*>(block + at + kAhead + 64), _MM_HINT_T0);
    const __m512i codes0 = _mm512_loadu_si512(block + at), codes1 = _mm512_loadu_si512(block + at + 64);
    const __m512i table0 = _mm512_loadu_si512(entries + at), table1 = _mm512_loadu_si512(entries + at + 64);
    const __m512i a = _mm512_add_epi8(_mm512_shuffle_epi8(table0, _mm512_and_si512(codes0, low_bits)),
                                      _mm512_shuffle_epi8(table1, _mm512_and_si512(codes1, low_bits)));
    const __m512i b = _mm512_add_epi8(
        _mm512_shuffle_epi8(table0, _mm512_and_si512(_mm512_srli_epi16(codes0, 4), low_bits)),
        _mm512_shuffle_epi8(table1, _mm512_and_si512(_mm512_srli_epi16(codes1, 4), low_bits)));
    first = _mm512_add_epi16(first, a);
    first_high = _mm512_add_epi16(first_high, _mm512_srli_epi16(a, 8));
    second = _mm512_add_epi16(second, b);
    second_high = _mm512_add_epi16(second_high, _mm512_srli_epi16(b, 8));
  }
  for (; at < bytes; at += kPairBytes) {  // the entries beyond the last pair are zero
    const __m512i codes = _mm512_maskz_loadu_epi8(kPairMask, block + at);
    const __m512i table = _mm512_maskz_loadu_epi8(kPairMask, entries + at);
    const __m512i a = _mm512_shuffle_epi8(table, _mm512_and_si512(codes, low_bits));
    const __m512i b = _mm512_shuffle_epi8(table, _mm512_and_si512(_mm512_srli_epi16(codes, 4), low_bits));
    first = _mm512_add_epi16(first, a);
    first_high = _mm512_add_epi16(first_high, _mm512_srli_epi16(a, 8));
    second = _mm512_add_epi16(second, b);
    second_high = _mm512_add_epi16(second_high, _mm512_srli_epi16(b, 8));
  }
  store_sums(fold(first), fold(first_high), sums);
  store_sums(fold(second), fold(second_high), sums + 16);
  return _mm512_cmpge_epu16_mask(_mm512_loadu_si512(sums), _mm512_set1_epi16(static_cast<short>(least)));
}
#endif

struct Arithmetic {
  const char* name;
  std::uint32_t (*sum)(const std::uint8_t*, const std::uint8_t*, std::size_t, std::uint16_t, std::uint16_t*);
};

std::vector<Arithmetic> available() {
  std::vector<Arithmetic> all;
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl"))
    all.push_back({"AVX-512", sum_avx512});
  if (__builtin_cpu_supports("avx2")) all.push_back({"AVX2", sum_avx2});
#endif
  all.push_back({"portable", sum_portable});
  return all;
}

Arithmetic& arithmetic() {
  static Arithmetic chosen = available().front();
  return chosen;
}

}  // namespace

void fill_code_tables(std::span<const float> products, CodeTables& tables) {
  const std::size_t codes = products.size() / kCodeValues;
  tables.entries.assign((codes + 1) / 2 * kPairBytes, 0);
  tables.least = 0;
  float widest = 0;
  std::vector<float> least(codes);
  for (std::size_t code = 0; code < codes; ++code) {
    const auto [low, high] =
        std::minmax_element(products.begin() + static_cast<std::ptrdiff_t>(code * kCodeValues),
                            products.begin() + static_cast<std::ptrdiff_t>((code + 1) * kCodeValues));
    least[code] = *low;
    tables.least += *low;
    widest = std::max(widest, *high - *low);
  }
  tables.step = widest > 0 ? widest / kLargestEntry : 1;
  const float scale = 1 / tables.step;
  for (std::size_t i = 0; i < products.size(); ++i) {
    const float steps = (products[i] - least[i / kCodeValues]) * scale + 0.5f;
    tables.entries[i] = static_cast<std::uint8_t>(steps < kLargestEntry ? steps : kLargestEntry);
  }
}

void place_code(const std::uint8_t* code, std::size_t pairs, std::size_t row, std::uint8_t* blocks) {
  const std::size_t within = row % kBlockRows;
  const int shift = within < 16 ? 0 : 4;
  std::uint8_t* at = blocks + row / kBlockRows * pairs * kPairBytes + place_of(within % 16);
  for (std::size_t pair = 0; pair < pairs; ++pair, at += kPairBytes) {
    at[0] = static_cast<std::uint8_t>(at[0] | (code[pair] & 15) << shift);
    at[16] = static_cast<std::uint8_t>(at[16] | (code[pair] >> 4) << shift);
  }
}

std::uint32_t sum_block(const std::uint8_t* block, const std::uint8_t* entries, std::size_t pairs,
                        std::uint16_t least, std::uint16_t* sums) {
  return arithmetic().sum(block, entries, pairs, least, sums);
}

std::vector<const char*> code_arithmetics() {
  std::vector<const char*> names;
  for (const auto& each : available()) names.push_back(each.name);
  return names;
}

void use_code_arithmetic(std::string_view name) {
  for (const auto& each : available()) {
    if (each.name == name) arithmetic() = each;
  }
}

}  // namespace cloc::index
