// SPDX-License-Identifier: Apache-2.0
#include "core/index/half.h"

#include <bit>
#include <cstring>

#if defined(__x86_64__)
#include <cpuid.h>
#include <immintrin.h>
#endif

namespace cloc::index {
namespace {

float half_to_float(std::uint16_t half) {
  // Shifted into place, the exponent is 112 too small; the product puts it right and normalises what was
  // denormal.
  const auto magnitude = std::bit_cast<float>(static_cast<std::uint32_t>(half & 0x7fffu) << 13) * 0x1p112f;
  return (half & 0x8000u) != 0 ? -magnitude : magnitude;
}

float half_at(const std::uint8_t* codes, std::size_t i) {
  std::uint16_t half;
  std::memcpy(&half, codes + 2 * i, sizeof half);
  return half_to_float(half);
}

std::uint16_t half_from_float(float value) {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  const auto sign = static_cast<std::uint16_t>(bits >> 16 & 0x8000u);
  const std::uint32_t magnitude = bits & 0x7fffffffu;
  std::uint32_t half;
  if (magnitude > 0x7f800000u) {
    half = 0x7e00u;  // not a number
  } else if (magnitude >= 0x47800000u) {
    half = 0x7c00u;  // 65,536 and more
  } else if (magnitude < 0x38800000u) {
    // Below 2^-14, in steps of 2^-24, which is the step of floats at 1/2: the addition rounds.
    half = std::bit_cast<std::uint32_t>(std::bit_cast<float>(magnitude) + 0.5f) -
           std::bit_cast<std::uint32_t>(0.5f);
  } else {
    half = (magnitude - (112u << 23) + 0xfffu + (magnitude >> 13 & 1u)) >> 13;
  }
  return static_cast<std::uint16_t>(sign | half);
}

void encode_portable(const float* values, std::size_t count, std::uint8_t* codes) {
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint16_t half = half_from_float(values[i]);
    std::memcpy(codes + 2 * i, &half, sizeof half);
  }
}

void decode_portable(const std::uint8_t* codes, std::size_t count, float* out) {
  for (std::size_t i = 0; i < count; ++i) out[i] = half_at(codes, i);
}

float dot_portable(const std::uint8_t* codes, const float* query, std::size_t count) {
  float sum = 0;
  for (std::size_t i = 0; i < count; ++i) sum += half_at(codes, i) * query[i];
  return sum;
}

using Floats4 = float __attribute__((vector_size(16)));
using Floats8 = float __attribute__((vector_size(32)));
using Floats16 = float __attribute__((vector_size(64)));

[[gnu::always_inline]] inline float sum_of(const Floats4& lanes) {
  return (lanes[0] + lanes[2]) + (lanes[1] + lanes[3]);
}
// By halves: lane by lane it would take as long as the products.
[[gnu::always_inline]] inline float sum_of(const Floats8& lanes) {
  Floats4 halves[2];
  std::memcpy(halves, &lanes, sizeof lanes);
  return sum_of(halves[0] + halves[1]);
}
[[gnu::always_inline]] inline float sum_of(const Floats16& lanes) {
  Floats8 halves[2];
  std::memcpy(halves, &lanes, sizeof lanes);
  return sum_of(halves[0] + halves[1]);
}

// R rows by Q queries at once, so that each number loaded is used Q or R times. Inlined into functions that
// are compiled for the vector width of Vec.
template <class Vec, int R, int Q>
[[gnu::always_inline]] inline void tile(const float* queries, const float* rows, std::size_t stride,
                                        float* scores, std::size_t row_count) {
  constexpr std::size_t kWidth = sizeof(Vec) / sizeof(float);
  Vec sums[Q][R] = {};
  for (std::size_t i = 0; i < stride; i += kWidth) {
    Vec row[R];
    for (int r = 0; r < R; ++r)
      std::memcpy(&row[r], rows + static_cast<std::size_t>(r) * stride + i, sizeof(Vec));
    for (int q = 0; q < Q; ++q) {
      Vec query;
      std::memcpy(&query, queries + static_cast<std::size_t>(q) * stride + i, sizeof(Vec));
      for (int r = 0; r < R; ++r) sums[q][r] += query * row[r];
    }
  }
  for (int q = 0; q < Q; ++q) {
    for (int r = 0; r < R; ++r) {
      scores[static_cast<std::size_t>(q) * row_count + static_cast<std::size_t>(r)] = sum_of(sums[q][r]);
    }
  }
}

template <class Vec, int R, int Q>
[[gnu::always_inline]] inline void product(const float* queries, std::size_t query_count, const float* rows,
                                           std::size_t row_count, std::size_t stride, float* scores) {
  std::size_t q = 0;
  for (; q + Q <= query_count; q += Q) {
    std::size_t r = 0;
    for (; r + R <= row_count; r += R) {
      tile<Vec, R, Q>(queries + q * stride, rows + r * stride, stride, scores + q * row_count + r, row_count);
    }
    for (; r < row_count; ++r) {
      tile<Vec, 1, Q>(queries + q * stride, rows + r * stride, stride, scores + q * row_count + r, row_count);
    }
  }
  for (; q < query_count; ++q) {
    std::size_t r = 0;
    for (; r + R <= row_count; r += R) {
      tile<Vec, R, 1>(queries + q * stride, rows + r * stride, stride, scores + q * row_count + r, row_count);
    }
    for (; r < row_count; ++r) {
      tile<Vec, 1, 1>(queries + q * stride, rows + r * stride, stride, scores + q * row_count + r, row_count);
    }
  }
}

void product_portable(const float* queries, std::size_t query_count, const float* rows, std::size_t row_count,
                      std::size_t stride, float* scores) {
  product<Floats4, 4, 2>(queries, query_count, rows, row_count, stride, scores);
}

struct Kernels {
  const char* name;
  void (*decode)(const std::uint8_t*, std::size_t, float*);
  void (*encode)(const float*, std::size_t, std::uint8_t*);
  float (*dot)(const std::uint8_t*, const float*, std::size_t);
  void (*product)(const float*, std::size_t, const float*, std::size_t, std::size_t, float*);
};

#if defined(__x86_64__)
#define CLOC_AVX2 [[gnu::target("avx2,fma,f16c")]]
#define CLOC_AVX512 [[gnu::target("avx512f,avx2,fma,f16c")]]

CLOC_AVX2 void decode_avx2(const std::uint8_t* codes, std::size_t count, float* out) {
  std::size_t i = 0;
  for (; i + 8 <= count; i += 8) {
    _mm256_storeu_ps(out + i,
                     _mm256_cvtph_ps(_mm_loadu_si128(reinterpret_cast<const __m128i*>(codes + 2 * i))));
  }
  decode_portable(codes + 2 * i, count - i, out + i);
}

CLOC_AVX2 void encode_avx2(const float* values, std::size_t count, std::uint8_t* codes) {
  std::size_t i = 0;
  for (; i + 8 <= count; i += 8) {
    _mm_storeu_si128(reinterpret_cast<__m128i*>(codes + 2 * i),
                     _mm256_cvtps_ph(_mm256_loadu_ps(values + i), _MM_FROUND_TO_NEAREST_INT));
  }
  encode_portable(values + i, count - i, codes + 2 * i);
}

CLOC_AVX2 float dot_avx2(const std::uint8_t* codes, const float* query, std::size_t count) {
  // Two sums, so that one addition need not wait for the one before it.
  __m256 sums[2] = {_mm256_setzero_ps(), _mm256_setzero_ps()};
  std::size_t i = 0;
  for (; i + 16 <= count; i += 16) {
    for (std::size_t part = 0; part < 2; ++part) {
      const std::size_t at = i + 8 * part;
      const __m256 row = _mm256_cvtph_ps(_mm_loadu_si128(reinterpret_cast<const __m128i*>(codes + 2 * at)));
      sums[part] = _mm256_fmadd_ps(row, _mm256_loadu_ps(query + at), sums[part]);
    }
  }
  float lanes[8];
  _mm256_storeu_ps(lanes, _mm256_add_ps(sums[0], sums[1]));
  float sum = 0;
  for (const float lane : lanes) sum += lane;
  return sum + dot_portable(codes + 2 * i, query + i, count - i);
}

CLOC_AVX2 void product_avx2(const float* queries, std::size_t query_count, const float* rows,
                            std::size_t row_count, std::size_t stride, float* scores) {
  product<Floats8, 4, 2>(queries, query_count, rows, row_count, stride, scores);
}

// Unmasked, GCC 12 warns of its own header (bug 105593); the full mask costs nothing.
CLOC_AVX512 inline __m512 load_halves(const std::uint8_t* codes) {
  return _mm512_maskz_cvtph_ps(0xffff, _mm256_loadu_si256(reinterpret_cast<const __m256i*>(codes)));
}

CLOC_AVX512 void decode_avx512(const std::uint8_t* codes, std::size_t count, float* out) {
  std::size_t i = 0;
  for (; i + 16 <= count; i += 16) {
    _mm512_storeu_ps(out + i, load_halves(codes + 2 * i));
  }
  decode_portable(codes + 2 * i, count - i, out + i);
}

CLOC_AVX512 float dot_avx512(const std::uint8_t* codes, const float* query, std::size_t count) {
  __m512 sums[2] = {_mm512_setzero_ps(), _mm512_setzero_ps()};
  std::size_t i = 0;
  for (; i + 32 <= count; i += 32) {
    for (std::size_t part = 0; part < 2; ++part) {
      const std::size_t at = i + 16 * part;
      sums[part] = _mm512_fmadd_ps(load_halves(codes + 2 * at), _mm512_loadu_ps(query + at), sums[part]);
    }
  }
  float lanes[16];
  _mm512_storeu_ps(lanes, _mm512_add_ps(sums[0], sums[1]));
  float sum = 0;
  for (const float lane : lanes) sum += lane;
  return sum + dot_portable(codes + 2 * i, query + i, count - i);
}

CLOC_AVX512 void product_avx512(const float* queries, std::size_t query_count, const float* rows,
                                std::size_t row_count, std::size_t stride, float* scores) {
  product<Floats16, 4, 4>(queries, query_count, rows, row_count, stride, scores);
}
#endif

#if defined(__x86_64__)
// Clang's __builtin_cpu_supports knows no "f16c" before version 17.
bool has_f16c() {
  unsigned a = 0, b = 0, c = 0, d = 0;
  return __get_cpuid(1, &a, &b, &c, &d) != 0 && (c & bit_F16C) != 0;
}
#endif

std::vector<Kernels> available() {
  std::vector<Kernels> all;
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512f") && has_f16c())
    all.push_back({"AVX-512", decode_avx512, encode_avx2, dot_avx512, product_avx512});
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && has_f16c()) {
    all.push_back({"AVX2", decode_avx2, encode_avx2, dot_avx2, product_avx2});
  }
#endif
  all.push_back({"portable", decode_portable, encode_portable, dot_portable, product_portable});
  return all;
}

Kernels& kernels() {
  static Kernels chosen = available().front();
  return chosen;
}

}  // namespace

void decode_half(const std::uint8_t* codes, std::size_t count, float* out) {
  kernels().decode(codes, count, out);
}

void encode_half(const float* values, std::size_t count, std::uint8_t* codes) {
  kernels().encode(values, count, codes);
}

float dot_half(const std::uint8_t* codes, const float* query, std::size_t count) {
  return kernels().dot(codes, query, count);
}

void dot_products(const float* queries, std::size_t query_count, const float* rows, std::size_t row_count,
                  std::size_t stride, float* scores) {
  kernels().product(queries, query_count, rows, row_count, stride, scores);
}

const char* half_arithmetic() {
  return kernels().name;
}

std::vector<const char*> half_arithmetics() {
  std::vector<const char*> names;
  for (const Kernels& each : available()) names.push_back(each.name);
  return names;
}

void use_half_arithmetic(std::string_view name) {
  for (const Kernels& each : available()) {
    if (each.name == name) kernels() = each;
  }
}

}  // namespace cloc::index
