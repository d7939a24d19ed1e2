// SPDX-License-Identifier: Apache-2.0
// Arithmetic on embeddings stored as 16-bit floats (FAISS's QT_fp16 codes), at the speed the CPU allows:
// AVX-512, AVX2 or portable, chosen when the program runs. Debian's FAISS is built for any x86-64 and
// converts each number in software, which makes its exact search 15 times slower than the memory. Used by the
// exact scan, by the graph's distances and by the store.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace cloc::index {

// Rows and queries of dot_products are padded with zeros to a multiple of this many floats.
constexpr std::size_t kHalfLanes = 16;

// `codes`: `count` halves, little-endian, no alignment asked.
void decode_half(const std::uint8_t* codes, std::size_t count, float* out);
// Each to the nearest half, of two as near to the even one; beyond the largest half: infinity.
void encode_half(const float* values, std::size_t count, std::uint8_t* codes);
// sum_i codes[i] * query[i]; accumulated in fp32.
float dot_half(const std::uint8_t* codes, const float* query, std::size_t count);
// Asks the memory for the codes that will be used soon.
inline void prefetch_half(const std::uint8_t* codes, std::size_t count) {
  constexpr std::size_t kCacheLine = 64;
  for (std::size_t byte = 0; byte < 2 * count; byte += kCacheLine) __builtin_prefetch(codes + byte);
}
// scores[q * row_count + r] = <queries[q], rows[r]>; queries [Q, stride] and rows [R, stride] fp32, stride a
// multiple of kHalfLanes. One thread; calls no BLAS, whose threads would fight with the caller's.
void dot_products(const float* queries, std::size_t query_count, const float* rows, std::size_t row_count,
                  std::size_t stride, float* scores);

// The one in use: the first of half_arithmetics().
const char* half_arithmetic();
// Those that this CPU can do, fastest first, of "AVX-512", "AVX2", "portable".
std::vector<const char*> half_arithmetics();
// For tests and benchmarks: from now on the one of this name, which must be one of those. No other thread may
// compute meanwhile.
void use_half_arithmetic(std::string_view name);

}  // namespace cloc::index
