// SPDX-License-Identifier: Apache-2.0
// Sums over product codes of 4 bits by look-up within the processor's registers (Andre, Kermarrec, Le
// Scouarnec 2015, "Cache locality is not enough"; FAISS calls it fast scan): some 5 cycles a row of 128
// codes, where look-ups in memory take 60. Used by Lists. The codes lie as FAISS's BlockInvertedLists has
// them; its own scan allows neither a selection of rows nor another number of lists for each search.
//
// A block holds 32 rows. For each pair of sub-quantizers, 2 p and 2 p + 1, it has 32 bytes: 16 of the first,
// then 16 of the second; the low four bits of byte j are the code of row order[j], the high ones that of row
// 16 + order[j], where order is 0, 8, 1, 9, ..., 7, 15.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace cloc::index {

constexpr std::size_t kBlockRows = 32;
constexpr std::size_t kCodeValues = 16;
// Of sub-quantizers: their sums fit 16 bits.
constexpr std::size_t kMostCodes = 512;

// What each value of each code adds to a query's score, in whole steps.
struct CodeTables {
  std::vector<std::uint8_t> entries;  // [2 * pairs, 16], each at most 127
  float least = 0, step = 1;          // a score is about least + step * (sum of the entries)
};
// `products`: [codes, 16]. `tables` keeps its memory.
void fill_code_tables(std::span<const float> products, CodeTables& tables);

// Writes the code of a row: `code` has a byte for each pair, the first of it in the low bits; the place holds
// zeros. `blocks`: of a list, whose row `row` is meant.
void place_code(const std::uint8_t* code, std::size_t pairs, std::size_t row, std::uint8_t* blocks);

// The sums of a block's 32 rows; bit r of the result says whether row r's is at least `least`. `sums`: [32].
std::uint32_t sum_block(const std::uint8_t* block, const std::uint8_t* entries, std::size_t pairs,
                        std::uint16_t least, std::uint16_t* sums);

// Those that this CPU can do, fastest first; the first is used. For tests: from now on another; no other
// thread may compute meanwhile.
std::vector<const char*> code_arithmetics();
void use_code_arithmetic(std::string_view name);

}  // namespace cloc::index
