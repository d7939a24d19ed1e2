// SPDX-License-Identifier: Apache-2.0
#include "training/evaluation/metrics.h"

#include <ATen/autocast_mode.h>
#include <torch/torch.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <map>
#include <numeric>
#include <set>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "core/base/error.h"

namespace cloc::training {
namespace {

constexpr float kTie = 1e-6f;
constexpr std::size_t kPairBlock = 1 << 16;  // (query, right item) pairs scored at once
constexpr double kNothing = std::numeric_limits<double>::quiet_NaN();

double share(std::int64_t part, std::int64_t whole) {
  return whole > 0 ? static_cast<double>(part) / static_cast<double>(whole) : kNothing;
}

[[noreturn]] void refuse(const std::string& what) {
  throw Error(ErrorKind::InvalidInput, "Cannot evaluate: " + what + ".");
}

// By name, since the setter that takes the value is gone in LibTorch 2.
const char* name_of(at::Float32MatmulPrecision precision) {
  if (precision == at::Float32MatmulPrecision::HIGHEST) return "highest";
  return precision == at::Float32MatmulPrecision::HIGH ? "high" : "medium";
}

// Ranks are counted by comparing scores: TF32's or bfloat16's rounding would make ties of neighbours.
class FullPrecision {
 public:
  FullPrecision() : before_(at::globalContext().float32MatmulPrecision()) {
    at::globalContext().setFloat32MatmulPrecision("highest");
  }
  ~FullPrecision() { at::globalContext().setFloat32MatmulPrecision(name_of(before_)); }
  FullPrecision(const FullPrecision&) = delete;
  FullPrecision& operator=(const FullPrecision&) = delete;

 private:
  at::Float32MatmulPrecision before_;
  c10::NoGradGuard no_grad_;
  c10::impl::ExcludeDispatchKeyGuard no_autocast_{c10::autocast_dispatch_keyset};
};

struct Unit {
  at::Tensor rows;    // [N, D] float, each of length 1; 0 where not finite
  at::Tensor finite;  // [N] bool
};

Unit to_unit(const at::Tensor& embeddings) {
  auto rows = embeddings.to(at::kFloat);
  const auto length = rows.norm(2, {1}, true);
  const auto finite = length.isfinite();  // also false where a finite row overflows
  rows = at::where(finite, rows / length.clamp_min(1e-12), at::zeros({}, rows.options()));
  return {rows, finite.squeeze(1)};
}

// The right items of a block of queries, flat: row (within the block) and gallery item of each pair.
struct Pairs {
  std::vector<std::int64_t> row, item;
};

// For each query, how many wrong items rank before its best right one.
struct Ranks {
  std::vector<std::int64_t> ahead;     // ties counted as before it; kMiss without a usable right item
  std::vector<std::int64_t> clearly;   // ties not counted
  std::vector<std::int64_t> weighted;  // as `ahead`, each item by its weight; empty without weights
  std::vector<std::int64_t> nearest;   // the wrong item that scores best; empty unless asked for
};
constexpr std::int64_t kMiss = std::numeric_limits<std::int64_t>::max();

void check_embeddings(const at::Tensor& query, const at::Tensor& gallery) {
  if (query.dim() != 2 || gallery.dim() != 2) refuse("embeddings must be [items, width]");
  if (query.size(1) != gallery.size(1)) {
    refuse("embeddings of width " + std::to_string(query.size(1)) +
           " cannot be compared with those of width " + std::to_string(gallery.size(1)));
  }
  if (!query.is_floating_point() || !gallery.is_floating_point())
    refuse("embeddings must be floating-point numbers");
  if (query.device() != gallery.device()) refuse("the embeddings are on two devices");
}

at::Tensor index_tensor(const std::vector<std::int64_t>& values, const at::Device& device) {
  return at::tensor(values, at::kLong).to(device);
}

std::vector<std::int64_t> to_vector(const at::Tensor& counts) {
  const auto plain = counts.to(at::kCPU, at::kLong).contiguous();
  return {plain.data_ptr<std::int64_t>(), plain.data_ptr<std::int64_t>() + plain.numel()};
}

// [rows of the block], the score of each query's best right item; -infinity where there is none.
at::Tensor best_right_scores(const at::Tensor& query, const Unit& gallery, const Pairs& pairs) {
  constexpr float lowest = -std::numeric_limits<float>::infinity();
  std::vector<float> best(static_cast<std::size_t>(query.size(0)), lowest);
  for (std::size_t begin = 0; begin < pairs.row.size(); begin += kPairBlock) {
    const auto count = std::min(kPairBlock, pairs.row.size() - begin);
    const auto part = [&](const std::vector<std::int64_t>& all) {
      return at::tensor(at::ArrayRef<std::int64_t>(all).slice(begin, count), at::kLong).to(query.device());
    };
    const auto items = part(pairs.item);
    const auto scores = (query.index_select(0, part(pairs.row)) * gallery.rows.index_select(0, items)).sum(1);
    const auto usable = scores.masked_fill(gallery.finite.index_select(0, items).logical_not(), lowest)
                            .to(at::kCPU)
                            .contiguous();
    for (std::size_t i = 0; i < count; ++i) {
      auto& of_row = best[static_cast<std::size_t>(pairs.row[begin + i])];
      of_row = std::max(of_row, usable.data_ptr<float>()[i]);
    }
  }
  return at::tensor(at::ArrayRef<float>(best), at::kFloat).to(query.device());
}

// The best wrong item of each query, over blocks of the gallery; of those that tie, the first.
class NearestWrong {
 public:
  explicit NearestWrong(const at::Tensor& query)
      : score_(at::full({query.size(0)}, -std::numeric_limits<float>::infinity(), query.options())),
        item_(at::full({query.size(0)}, -1, query.options().dtype(at::kLong))) {}

  // scores: [Q, block], -infinity for what is right or not finite; `first`: the block's first item.
  void add(const at::Tensor& scores, std::int64_t first) {
    const auto best = scores.amax({1});
    // argmax gives the first of equal values.
    const auto place = scores.ge((best - kTie).unsqueeze(1)).to(at::kByte).argmax(1);
    const auto better = best.gt(score_ + kTie);
    score_ = at::where(better, best, score_);
    item_ = at::where(better, place + first, item_);
  }
  const at::Tensor& items() const { return item_; }  // [Q], -1 where there is none

 private:
  at::Tensor score_, item_;
};

// The engine of all rankings. pairs_of(begin, end) gives the right items of those queries; weights: [G] or
// undefined; with_nearest: also Ranks::nearest.
template <class PairsOf>
Ranks rank(const Unit& query, const Unit& gallery, const PairsOf& pairs_of, const at::Tensor& weights,
           const RankingOptions& options, bool with_nearest = false) {
  const auto queries = query.rows.size(0), items = gallery.rows.size(0);
  const double lowest = -std::numeric_limits<double>::infinity();
  Ranks ranks;
  ProgressMeter meter("ranking", queries, options.progress);
  for (std::int64_t q0 = 0; q0 < queries; q0 += options.query_block) {
    const auto q1 = std::min(q0 + options.query_block, queries);
    const Pairs pairs = pairs_of(q0, q1);
    const auto rows = query.rows.slice(0, q0, q1);
    const auto row = index_tensor(pairs.row, rows.device()), item = index_tensor(pairs.item, rows.device());
    const auto best = best_right_scores(rows, gallery, pairs);
    const auto miss = best.isneginf().logical_or(query.finite.slice(0, q0, q1).logical_not());
    const auto low = (best - kTie).unsqueeze(1), high = (best + kTie).unsqueeze(1);
    auto ahead = at::zeros({q1 - q0}, rows.options().dtype(at::kLong)), clearly = at::zeros_like(ahead);
    auto weighted = at::zeros({q1 - q0}, rows.options().dtype(at::kDouble));
    NearestWrong nearest(rows);
    for (std::int64_t g0 = 0; g0 < items; g0 += options.gallery_block) {
      options.cancel.throw_if_cancelled();
      const auto g1 = std::min(g0 + options.gallery_block, items);
      auto scores = rows.mm(gallery.rows.slice(0, g0, g1).t());
      scores.masked_fill_(gallery.finite.slice(0, g0, g1).logical_not().unsqueeze(0), lowest);
      const auto here = item.ge(g0).logical_and(item.lt(g1));
      scores.index_put_({row.masked_select(here), item.masked_select(here) - g0},
                        at::full({}, lowest, scores.options()));
      const auto before = scores.ge(low);
      ahead += before.sum(1);
      clearly += scores.gt(high).sum(1);
      if (weights.defined()) weighted += before.to(at::kFloat).mv(weights.slice(0, g0, g1)).to(at::kDouble);
      if (with_nearest) nearest.add(scores, g0);
    }
    const auto append = [&](std::vector<std::int64_t>& to, const at::Tensor& counts) {
      const auto values = to_vector(counts.to(at::kLong).masked_fill(miss, kMiss));
      to.insert(to.end(), values.begin(), values.end());
    };
    append(ranks.ahead, ahead);
    append(ranks.clearly, clearly);
    if (weights.defined()) append(ranks.weighted, weighted);
    if (with_nearest) {
      const auto found = to_vector(nearest.items());
      ranks.nearest.insert(ranks.nearest.end(), found.begin(), found.end());
    }
    meter.advance(q1 - q0);
  }
  return ranks;
}

void check_options(const std::vector<std::int64_t>& ks, const RankingOptions& options) {
  if (ks.empty() || *std::min_element(ks.begin(), ks.end()) < 1)
    refuse("recall needs at least one k, each 1 or more");
  if (options.query_block < 1 || options.gallery_block < 1) refuse("blocks need at least one row");
}

void check_index(std::int64_t index, std::int64_t count, const char* what, std::size_t position) {
  if (index < 0 || index >= count) {
    refuse(std::string(what) + " " + std::to_string(position) + " refers to row " + std::to_string(index) +
           " of " + std::to_string(count));
  }
}

std::int64_t count_false(const at::Tensor& flags) {
  return flags.numel() - flags.sum().item<std::int64_t>();
}

// What only the lists of ranks tell. times[q]: how often query q asks, empty for once each; 0 leaves it out.
RetrievalResult summarise(const std::vector<std::int64_t>& ahead, const Ranks& ranks, const Unit& query,
                          const Unit& gallery, const std::vector<std::int64_t>& times,
                          const std::vector<std::int64_t>& ks) {
  RetrievalResult result;
  result.ks = ks;
  result.gallery = gallery.rows.size(0);
  result.non_finite_gallery = count_false(gallery.finite);
  const auto finite = to_vector(query.finite);
  std::vector<std::int64_t> hits(ks.size());
  for (std::size_t q = 0; q < ahead.size(); ++q) {
    const auto weight = times.empty() ? 1 : times[q];
    if (weight == 0) ++result.queries_without_positive;
    result.queries += weight;
    if (finite[q] == 0) result.non_finite_queries += weight;
    if (ranks.ahead[q] != ranks.clearly[q]) result.tied_queries += weight;
    for (std::size_t i = 0; i < ks.size(); ++i) {
      if (ahead[q] < ks[i]) hits[i] += weight;
    }
  }
  for (const auto hit : hits) result.recall.push_back(share(hit, result.queries));
  return result;
}

// LibTorch's own exceptions become ours where they are raised.
template <class Work>
auto guarded(const Work& work) {
  try {
    const FullPrecision full_precision;
    return work();
  } catch (const c10::Error& error) {
    const std::string what = error.what_without_backtrace();
    const bool memory =
        what.find("out of memory") != std::string::npos || what.find("allocate memory") != std::string::npos;
    throw Error(memory ? ErrorKind::OutOfMemory : ErrorKind::Internal,
                "Evaluation failed in LibTorch: " + what + (memory ? " Use smaller blocks." : ""));
  }
}

std::int64_t rows_of(const at::Tensor& embeddings) {
  return embeddings.size(0);
}

}  // namespace

double RetrievalResult::at(std::int64_t k) const {
  const auto found = std::find(ks.begin(), ks.end(), k);
  if (found == ks.end()) refuse("recall at " + std::to_string(k) + " was not computed");
  return recall[static_cast<std::size_t>(found - ks.begin())];
}

RetrievalResult retrieval_recall(const at::Tensor& query, const at::Tensor& gallery,
                                 const std::vector<std::vector<std::int64_t>>& positives_of_query,
                                 const std::vector<std::int64_t>& ks, const RankingOptions& options) {
  check_embeddings(query, gallery);
  check_options(ks, options);
  if (static_cast<std::int64_t>(positives_of_query.size()) != rows_of(query)) {
    refuse("there are " + std::to_string(rows_of(query)) + " queries and right items for " +
           std::to_string(positives_of_query.size()));
  }
  std::vector<std::int64_t> times;
  for (std::size_t q = 0; q < positives_of_query.size(); ++q) {
    times.push_back(positives_of_query[q].empty() ? 0 : 1);
    for (const auto item : positives_of_query[q]) check_index(item, rows_of(gallery), "query", q);
  }
  const auto pairs_of = [&](std::int64_t begin, std::int64_t end) {
    Pairs pairs;
    for (auto q = begin; q < end; ++q) {
      const auto& right = positives_of_query[static_cast<std::size_t>(q)];
      pairs.row.insert(pairs.row.end(), right.size(), q - begin);
      pairs.item.insert(pairs.item.end(), right.begin(), right.end());
    }
    return pairs;
  };
  return guarded([&] {
    const auto queries = to_unit(query), items = to_unit(gallery);
    const auto ranks = rank(queries, items, pairs_of, {}, options);
    return summarise(ranks.ahead, ranks, queries, items, times, ks);
  });
}

ImageTextResult image_text_recall(const at::Tensor& image, const at::Tensor& caption,
                                  const std::vector<std::int64_t>& image_of_caption,
                                  const std::vector<std::int64_t>& ks, const RankingOptions& options) {
  check_embeddings(image, caption);
  std::vector<std::vector<std::int64_t>> captions(static_cast<std::size_t>(rows_of(image))), images;
  for (std::size_t t = 0; t < image_of_caption.size(); ++t) {
    check_index(image_of_caption[t], rows_of(image), "caption", t);
    captions[static_cast<std::size_t>(image_of_caption[t])].push_back(static_cast<std::int64_t>(t));
    images.push_back({image_of_caption[t]});
  }
  return {retrieval_recall(image, caption, captions, ks, options),
          retrieval_recall(caption, image, images, ks, options)};
}

ClassificationResult zero_shot_classification(const at::Tensor& item, const at::Tensor& class_text,
                                              const std::vector<std::int64_t>& labels,
                                              const RankingOptions& options) {
  check_embeddings(item, class_text);
  check_options({1}, options);
  if (static_cast<std::int64_t>(labels.size()) != rows_of(item)) {
    refuse("there are " + std::to_string(rows_of(item)) + " items and " + std::to_string(labels.size()) +
           " labels");
  }
  ClassificationResult result;
  result.classes = rows_of(class_text);
  result.per_class.resize(static_cast<std::size_t>(result.classes));
  const auto pairs_of = [&](std::int64_t begin, std::int64_t end) {
    Pairs pairs;
    for (auto i = begin; i < end; ++i) {
      const auto label = labels[static_cast<std::size_t>(i)];
      if (label < 0) continue;
      check_index(label, result.classes, "the label of item", static_cast<std::size_t>(i));
      pairs.row.push_back(i - begin);
      pairs.item.push_back(label);
    }
    return pairs;
  };
  return guarded([&] {
    const auto items = to_unit(item), classes = to_unit(class_text);
    const auto ranks = rank(items, classes, pairs_of, {}, options, /*with_nearest=*/true);
    const auto finite = to_vector(items.finite);
    std::int64_t top1 = 0, top5 = 0;
    for (std::size_t i = 0; i < labels.size(); ++i) {
      const bool right = labels[i] >= 0 && ranks.ahead[i] < 1;
      result.predicted.push_back(finite[i] == 0 ? -1 : right ? labels[i] : ranks.nearest[i]);
      if (labels[i] < 0) {
        ++result.unlabelled;
        continue;
      }
      auto& count = result.per_class[static_cast<std::size_t>(labels[i])];
      ++count.items;
      count.top1 += ranks.ahead[i] < 1 ? 1 : 0;
      count.top5 += ranks.ahead[i] < 5 ? 1 : 0;
      result.non_finite += finite[i] == 0 ? 1 : 0;
      result.tied += ranks.ahead[i] != ranks.clearly[i] ? 1 : 0;
    }
    double sum_of_accuracies = 0;
    for (const auto& count : result.per_class) {
      result.items += count.items;
      top1 += count.top1;
      top5 += count.top5;
      if (count.items == 0) {
        ++result.classes_without_items;
      } else {
        sum_of_accuracies += share(count.top1, count.items);
      }
    }
    const auto present = result.classes - result.classes_without_items;
    result.mean_class_accuracy = present > 0 ? sum_of_accuracies / static_cast<double>(present) : kNothing;
    result.top1 = share(top1, result.items);
    result.top5 = share(top5, result.items);
    return result;
  });
}

std::vector<ClassPair> confused_classes(const std::vector<std::int64_t>& labels,
                                        const std::vector<std::int64_t>& predicted, std::size_t most_wrong,
                                        std::size_t most_examples) {
  if (labels.size() != predicted.size()) {
    refuse("there are " + std::to_string(labels.size()) + " labels and " + std::to_string(predicted.size()) +
           " predictions");
  }
  std::map<std::pair<std::int64_t, std::int64_t>, ClassPair> found;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    if (labels[i] < 0 || predicted[i] < 0) continue;
    auto& pair = found[{labels[i], predicted[i]}];
    ++pair.count;
    if (pair.examples.size() < most_examples) pair.examples.push_back(static_cast<std::int64_t>(i));
  }
  std::vector<ClassPair> wrong, right;
  for (auto& [classes, pair] : found) {
    std::tie(pair.truth, pair.predicted) = classes;
    (pair.truth == pair.predicted ? right : wrong).push_back(std::move(pair));
  }
  // Stable: pairs of the same count stay in the map's order.
  const auto more = [](const ClassPair& a, const ClassPair& b) { return a.count > b.count; };
  std::stable_sort(wrong.begin(), wrong.end(), more);
  if (wrong.size() > most_wrong) wrong.resize(most_wrong);
  std::set<std::int64_t> confused;
  for (const auto& pair : wrong) confused.insert({pair.truth, pair.predicted});
  std::erase_if(right, [&](const ClassPair& pair) { return !confused.contains(pair.truth); });
  std::vector<ClassPair> all = std::move(wrong);
  std::move(right.begin(), right.end(), std::back_inserter(all));
  std::sort(all.begin(), all.end(), [](const ClassPair& a, const ClassPair& b) {
    return std::tuple(-a.count, a.truth, a.predicted) < std::tuple(-b.count, b.truth, b.predicted);
  });
  return all;
}

UniqueCaptions unique_captions(std::span<const std::string> captions) {
  UniqueCaptions unique;
  std::unordered_map<std::string_view, std::int64_t> seen;  // views of `captions`
  for (const auto& caption : captions) {
    const auto [entry, is_new] = seen.emplace(caption, static_cast<std::int64_t>(unique.texts.size()));
    if (is_new) unique.texts.push_back(caption);
    unique.index.push_back(entry->second);
  }
  return unique;
}

RegionTextResult region_text_recall(const at::Tensor& region, const at::Tensor& text,
                                    const std::vector<std::int64_t>& caption_of_region,
                                    const std::vector<std::int64_t>& ks, const RankingOptions& options) {
  check_embeddings(region, text);
  check_options(ks, options);
  if (static_cast<std::int64_t>(caption_of_region.size()) != rows_of(region)) {
    refuse("there are " + std::to_string(rows_of(region)) + " regions and captions for " +
           std::to_string(caption_of_region.size()));
  }
  // Each caption asks and is searched for once; `occurrences` makes up for it.
  std::vector<std::vector<std::int64_t>> regions(static_cast<std::size_t>(rows_of(text)));
  for (std::size_t r = 0; r < caption_of_region.size(); ++r) {
    check_index(caption_of_region[r], rows_of(text), "region", r);
    regions[static_cast<std::size_t>(caption_of_region[r])].push_back(static_cast<std::int64_t>(r));
  }
  std::vector<std::int64_t> occurrences;
  occurrences.reserve(regions.size());
  for (const auto& of_caption : regions) occurrences.push_back(static_cast<std::int64_t>(of_caption.size()));
  const auto caption_of = [&](std::int64_t begin, std::int64_t end) {
    Pairs pairs;
    pairs.row.resize(static_cast<std::size_t>(end - begin));
    std::iota(pairs.row.begin(), pairs.row.end(), 0);
    pairs.item.assign(caption_of_region.begin() + begin, caption_of_region.begin() + end);
    return pairs;
  };
  const auto regions_of = [&](std::int64_t begin, std::int64_t end) {
    Pairs pairs;
    for (auto t = begin; t < end; ++t) {
      const auto& right = regions[static_cast<std::size_t>(t)];
      pairs.row.insert(pairs.row.end(), right.size(), t - begin);
      pairs.item.insert(pairs.item.end(), right.begin(), right.end());
    }
    return pairs;
  };
  return guarded([&] {
    const auto region_rows = to_unit(region), text_rows = to_unit(text);
    const auto weights = index_tensor(occurrences, region.device()).to(at::kFloat);
    const auto to_text = rank(region_rows, text_rows, caption_of, weights, options);
    const auto to_region = rank(text_rows, region_rows, regions_of, {}, options);
    RegionTextResult result;
    result.region_to_text = summarise(to_text.weighted, to_text, region_rows, text_rows, {}, ks);
    result.region_to_text.gallery = rows_of(region);
    result.region_to_unique_text = summarise(to_text.ahead, to_text, region_rows, text_rows, {}, ks);
    result.text_to_region = summarise(to_region.ahead, to_region, text_rows, region_rows, occurrences, ks);
    return result;
  });
}

GroundingResult grounding_accuracy(std::span<const NormBox> predicted, std::span<const NormBox> truth) {
  if (predicted.size() != truth.size()) {
    refuse("there are " + std::to_string(predicted.size()) + " predicted boxes and " +
           std::to_string(truth.size()) + " true ones");
  }
  GroundingResult result;
  std::int64_t at_50 = 0, at_75 = 0;
  double sum_iou = 0, sum_giou = 0;
  for (std::size_t i = 0; i < truth.size(); ++i) {
    if (!truth[i].valid()) {
      ++result.invalid_truth;
      continue;
    }
    ++result.items;
    if (!predicted[i].finite()) {
      ++result.non_finite;
      sum_giou += -1;
      continue;
    }
    if (!predicted[i].valid()) ++result.without_area;
    const double overlap = iou(predicted[i], truth[i]);
    at_50 += overlap >= 0.5 ? 1 : 0;
    at_75 += overlap >= 0.75 ? 1 : 0;
    sum_iou += overlap;
    sum_giou += giou(predicted[i], truth[i]);
  }
  const auto items = static_cast<double>(result.items);
  result.accuracy_50 = share(at_50, result.items);
  result.accuracy_75 = share(at_75, result.items);
  result.mean_iou = result.items > 0 ? sum_iou / items : kNothing;
  result.mean_giou = result.items > 0 ? sum_giou / items : kNothing;
  return result;
}

std::vector<std::size_t> worst_groundings(std::span<const NormBox> predicted, std::span<const NormBox> truth,
                                          std::span<const float> score, std::size_t most) {
  if (predicted.size() != truth.size() || score.size() != truth.size()) {
    refuse("there are " + std::to_string(predicted.size()) + " predicted boxes, " +
           std::to_string(truth.size()) + " true ones and " + std::to_string(score.size()) + " scores");
  }
  struct Phrase {
    float overlap, unsureness;
    std::size_t row;
  };
  std::vector<Phrase> phrases;
  for (std::size_t i = 0; i < truth.size(); ++i) {
    if (!truth[i].valid() || !predicted[i].finite()) continue;
    const float unsureness = std::isnan(score[i]) ? std::numeric_limits<float>::infinity() : -score[i];
    phrases.push_back({iou(predicted[i], truth[i]), unsureness, i});
  }
  const auto end = phrases.begin() + static_cast<std::ptrdiff_t>(std::min(most, phrases.size()));
  std::partial_sort(phrases.begin(), end, phrases.end(), [](const Phrase& a, const Phrase& b) {
    return std::tie(a.overlap, a.unsureness, a.row) < std::tie(b.overlap, b.unsureness, b.row);
  });
  std::vector<std::size_t> rows;
  for (auto phrase = phrases.begin(); phrase != end; ++phrase) rows.push_back(phrase->row);
  return rows;
}

}  // namespace cloc::training
