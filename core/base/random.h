// SPDX-License-Identifier: Apache-2.0
// Seeded random numbers that are the same on every machine and standard library (std::uniform_*_distribution
// is not).
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace cloc {

// One step of SplitMix64 (Steele, Lea, Flood 2014): a bijective mixer of 64 bits.
std::uint64_t mix64(std::uint64_t value) noexcept;

// FNV-1a, 64 bits: a stable hash of a name.
std::uint64_t hash64(std::string_view text) noexcept;

// xoshiro256** (Blackman, Vigna 2018). `state()` and `set_state()` make it part of a checkpoint.
class Random {
 public:
  using State = std::array<std::uint64_t, 4>;

  explicit Random(std::uint64_t seed) noexcept;
  // An independent stream for each (seed, a, b), e.g. (run seed, epoch, image id).
  Random(std::uint64_t seed, std::uint64_t a, std::uint64_t b = 0) noexcept;

  std::uint64_t next() noexcept;
  // Uniform in [0, 1).
  double uniform() noexcept;
  // Uniform in [low, high).
  double uniform(double low, double high) noexcept;
  // Uniform in 0 .. count-1 without bias; count must be at least 1.
  std::uint64_t below(std::uint64_t count) noexcept;
  // Standard normal (Box-Muller, one of the pair).
  double normal() noexcept;
  bool chance(double probability) noexcept { return uniform() < probability; }

  const State& state() const noexcept { return state_; }
  void set_state(const State& state) noexcept { state_ = state; }

  // Fisher-Yates. Works on any random-access container.
  template <class Container>
  void shuffle(Container& items) noexcept {
    for (std::size_t i = items.size(); i > 1; --i) {
      using std::swap;
      swap(items[i - 1], items[below(i)]);
    }
  }

 private:
  State state_;
};

}  // namespace cloc
