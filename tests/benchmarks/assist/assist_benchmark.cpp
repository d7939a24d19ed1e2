// SPDX-License-Identifier: Apache-2.0
// assist_benchmark: how well the model helps to label, on indexed demo projects whose labels are known to be
// right, and how long it takes. run.sh makes the projects; docs/benchmarks.md has the figures.
//
//   --tune PROJECT    the mixture of suggestions, setting by setting
//   --state PROJECT   suggestions, label by example, mistakes, missing boxes
//   --times PROJECT   how long each takes
#include <QCoreApplication>
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>
#include <numeric>

#include <CLI/CLI.hpp>

#include "core/assist/assistant.h"
#include "core/assist/fusion_fit.h"
#include "core/assist/missing_boxes.h"
#include "core/base/error.h"
#include "core/base/random.h"
#include "tests/benchmarks/assist/indexed_project.h"
#include "tests/benchmarks/index/measure.h"

using namespace cloc;
using namespace cloc::benchmark;

namespace {

constexpr std::size_t kSample = 2000;  // regions that are asked for
constexpr std::int64_t kNeighbours = 20;

// A region whose label is asked for, and its nearest labelled regions without itself.
struct Question {
  std::vector<float> embedding;
  store::LabelId label = 0;
  std::vector<assist::Neighbour> neighbours;
};

// `share`: of the regions are labelled, by chance; the others are asked for as ever.
std::vector<Question> ask(const IndexedProject& from, double share) {
  const auto& items = from.labelled.items();
  Random random(5);
  std::vector<std::int64_t> known;
  for (const auto& item : items) {
    if (random.chance(share)) known.push_back(item.entry);
  }
  const auto selection = from.index->index.select(known);
  std::vector<Question> questions;
  const auto step = std::max<std::size_t>(1, items.size() / kSample);
  for (std::size_t i = 0; i < items.size(); i += step) {
    Question question{from.index->index.embedding(items[i].entry), items[i].label, {}};
    const auto hits =
        from.index->index.search(question.embedding, {.k = kNeighbours + 1, .selection = selection})[0];
    for (const auto& hit : hits) {
      const auto* item = from.labelled.find(hit.id);
      if (item->region == items[i].region || std::ssize(question.neighbours) == kNeighbours) continue;
      question.neighbours.push_back({item->label, hit.score});
    }
    questions.push_back(std::move(question));
  }
  return questions;
}

struct Accuracy {
  double top1 = 0, top5 = 0;
};

Accuracy accuracy(const IndexedProject& from, const std::vector<Question>& questions,
                  const assist::FusionOptions& options, bool words = true) {
  static const assist::LabelTexts kNone;
  double top1 = 0, top5 = 0;
  for (const auto& question : questions) {
    const auto scores =
        assist::label_scores(question.embedding, words ? from.texts : kNone, question.neighbours, options);
    for (std::size_t place = 0; place < std::min<std::size_t>(5, scores.size()); ++place) {
      if (scores[place].label != question.label) continue;
      top1 += place == 0;
      ++top5;
    }
  }
  const auto all = static_cast<double>(questions.size());
  return {100 * top1 / all, 100 * top5 / all};
}

void tune(const IndexedProject& from) {
  std::printf("text_scale neighbour_scale most_trust: top-1, top-5 with all labelled; with 10 %% labelled\n");
  const auto all = ask(from, 1), tenth = ask(from, 0.1);
  for (const float text : {20.f, 30.f, 40.f}) {
    for (const float neighbour : {10.f, 20.f, 30.f}) {
      for (const float trust : {0.3f, 0.45f, 0.6f, 0.75f}) {
        const assist::FusionOptions options{text, neighbour, trust};
        const auto full = accuracy(from, all, options), part = accuracy(from, tenth, options);
        std::printf("%2.0f %2.0f %.2f: %.1f %.1f; %.1f %.1f\n", text, neighbour, trust, full.top1, full.top5,
                    part.top1, part.top5);
      }
    }
  }
}

// The mixture as it is fitted to these questions' own kind: other regions, as many as the assistant asks.
assist::FusionOptions fit(const IndexedProject& from, const std::vector<Question>& questions) {
  assist::FusionFit fit;
  const auto step = std::max<std::size_t>(1, questions.size() / assist::FusionFit::kMost);
  for (std::size_t i = 0; i < questions.size(); i += step) {
    fit.add(assist::label_scores(questions[i].embedding, from.texts, questions[i].neighbours),
            questions[i].label);
  }
  return fit.fitted({});
}

void state_suggestions(const IndexedProject& from, const char* names) {
  std::printf("suggestions, %s, top-1 / top-5 in %%:\n", names);
  for (const double share : {1.0, 0.1, 0.01}) {
    auto questions = ask(from, share);
    // Half to fit by, half to state.
    const auto half = questions.begin() + std::ssize(questions) / 2;
    const std::vector<Question> fitted_by(questions.begin(), half);
    questions.erase(questions.begin(), half);
    const auto fitted = fit(from, fitted_by);
    const auto words = accuracy(from, questions, {.most_trust = 0});
    const auto neighbours = accuracy(from, questions, {.most_trust = 1}, false);
    const auto fixed = accuracy(from, questions, {}), both = accuracy(from, questions, fitted);
    std::printf(
        "  %3.0f %% labelled: words %.1f / %.1f, neighbours %.1f / %.1f, both (trust %.2f) %.1f / %.1f, "
        "fitted (trust %.2f) %.1f / %.1f (%zu asked)\n",
        100 * share, words.top1, words.top5, neighbours.top1, neighbours.top5,
        assist::FusionOptions().most_trust, fixed.top1, fixed.top5, fitted.most_trust, both.top1, both.top5,
        questions.size());
  }
}

// Of a ranking: the mean over the relevant ones of the precision at their places.
template <class Hits, class Relevant>
double average_precision(const Hits& hits, std::size_t relevant, Relevant&& is_relevant) {
  double sum = 0, found = 0, place = 0;
  for (const auto& hit : hits) {
    ++place;
    if (is_relevant(hit)) sum += ++found / place;
  }
  return relevant == 0 ? 0 : sum / static_cast<double>(relevant);
}

void state_examples(const IndexedProject& from, const char* names) {
  std::map<store::LabelId, std::vector<const assist::LabelledEntries::Item*>> by_label;
  std::vector<std::int64_t> ids;
  for (const auto& item : from.labelled.items()) {
    by_label[item.label].push_back(&item);
    ids.push_back(item.entry);
  }
  const auto selection = from.index->index.select(ids);
  const auto dim = static_cast<std::size_t>(from.index->index.dim());
  for (const float fixed : {0.f, 0.5f, 1.f, -1.f}) {  // the name's weight beside the example; -1: as it fits
    Random random(3);
    double sum = 0;
    int labels = 0;
    for (std::size_t l = 0; l < from.texts.labels.size(); l += 2) {
      const auto label = from.texts.labels[l];
      const auto& members = by_label[label];
      if (members.size() < 5) continue;
      const auto* example = members[random.below(members.size())];
      auto query = from.index->index.embedding(example->entry);
      const float weight = fixed >= 0 ? fixed : assist::name_weight(query, from.texts, label);
      for (std::size_t d = 0; d < dim; ++d) query[d] += weight * from.texts.rows[l * dim + d];
      auto hits =
          from.index->index.search(query, {.k = std::ssize(ids), .selection = selection, .exact = true})[0];
      std::erase_if(hits, [&](const index::Hit& hit) { return hit.id == example->entry; });
      sum += average_precision(hits, members.size() - 1, [&](const index::Hit& hit) {
        return from.labelled.find(hit.id)->label == label;
      });
      ++labels;
    }
    char said[16] = "as it fits";
    if (fixed >= 0) std::snprintf(said, sizeof said, "%.1f", static_cast<double>(fixed));
    std::printf(
        "label by example, %s, weight of the name %s: mean average precision from one example %.3f (%d "
        "labels of 5 regions or more, %zu regions)\n",
        names, said, sum / labels, labels, ids.size());
  }
}

void state_mistakes(const std::filesystem::path& folder) {
  const auto spoilt = copy_project(folder, "swapped");
  const auto swapped = swap_labels(spoilt, 0.02, 7);
  const IndexedProject from(spoilt);
  for (const bool words : {true, false}) {
    const auto report =
        assist::find_mistakes(from.project, from.index, words ? from.texts : assist::LabelTexts{});
    const auto& list = report.list(assist::MistakeKind::Label);
    const auto wrong = [&](const assist::Mistake& one) { return swapped.contains(*one.region_id); };
    std::printf("mistakes, %s, %zu of %lld labels swapped: average precision %.3f; ",
                words ? "words and neighbours" : "neighbours alone", swapped.size(),
                static_cast<long long>(report.regions), average_precision(list, swapped.size(), wrong));
    for (const double times : {1.0, 2.0}) {
      const auto seen =
          std::min(list.size(), static_cast<std::size_t>(times * static_cast<double>(swapped.size())));
      const auto found = std::count_if(list.begin(), list.begin() + static_cast<std::ptrdiff_t>(seen), wrong);
      std::printf("first %zu: precision %.3f, recall %.3f; ", seen,
                  static_cast<double>(found) / static_cast<double>(seen),
                  static_cast<double>(found) / static_cast<double>(swapped.size()));
    }
    const auto found = std::count_if(list.begin(), list.end(), wrong);
    std::printf("all %zu: precision %.3f, recall %.3f\n", list.size(),
                static_cast<double>(found) / static_cast<double>(list.size()),
                static_cast<double>(found) / static_cast<double>(swapped.size()));
    const auto& outliers = report.list(assist::MistakeKind::Outlier);
    const auto among = std::count_if(outliers.begin(), outliers.end(), wrong);
    std::printf("  outliers: %zu listed, %lld of them swapped (recall %.3f)\n", outliers.size(),
                static_cast<long long>(among),
                static_cast<double>(among) / static_cast<double>(swapped.size()));
  }
}

// One removed region in ten, looked for in the images that it was removed from and in as many others.
void state_missing(const std::filesystem::path& folder) {
  const auto spoilt = copy_project(folder, "removed");
  const auto removed = remove_regions(spoilt, 0.1, 9);
  IndexedProject from(spoilt);
  std::map<store::ImageId, std::vector<store::Region>> gone;
  for (const auto& region : removed) gone[region.image_id].push_back(region);
  std::vector<store::Image> images;
  std::size_t others = 0, wanted = 0;
  for (const auto& image : from.project.images()) {
    constexpr std::size_t kMost = 200;  // of either sort
    const bool has = gone.contains(image.id);
    if (has ? images.size() - others == kMost : others == kMost) continue;
    images.push_back(image);
    if (has) {
      wanted += gone[image.id].size();
    } else {
      ++others;
    }
  }
  assist::MistakeOptions options;
  options.least_missing = 0;
  std::vector<std::pair<assist::Mistake, std::size_t>> all;  // and which removed one it is, 0: none
  options.fusion =
      assist::fit_fusion(from.labelled, *from.index, from.texts, options.neighbours, {}).fitted({});
  assist::MissingBoxes missing(from.project, from.labelled, from.texts, options);
  double propose = 0, judge = 0;
  std::size_t found = 0, named = 0;
  for (const auto& image : images) {
    engine::ImageProposals proposals;
    propose += seconds_of([&] { proposals = from.engine->propose(image.path, from.names); });
    std::vector<assist::Mistake> judged;
    judge += seconds_of([&] { judged = missing.judge(image.id, proposals.boxes, proposals.rows); });
    const auto& there = gone[image.id];
    for (const auto& region : there) {
      found += std::any_of(proposals.boxes.begin(), proposals.boxes.end(),
                           [&](const PixelBox& box) { return iou(box, region.box) >= 0.5f; });
    }
    for (auto& one : judged) {
      std::size_t which = 0;
      for (const auto& region : there) {
        if (iou(one.box, region.box) < 0.5f) continue;
        named += one.suggested == region.label_id;
        which = one.suggested == region.label_id ? static_cast<std::size_t>(region.id) : 0;
      }
      all.emplace_back(std::move(one), which);
    }
  }
  std::sort(all.begin(), all.end(),
            [](const auto& a, const auto& b) { return a.first.score > b.first.score; });
  std::printf("missing boxes: %zu removed regions in %zu images; proposed at IoU 0.5: %.3f\n", wanted,
              images.size(), static_cast<double>(found) / static_cast<double>(wanted));
  for (const float least : {0.2f, 0.3f, 0.4f, 0.5f, 0.6f, 0.7f}) {
    std::size_t listed = 0;
    std::set<std::size_t> right;
    for (const auto& [mistake, which] : all) {
      if (mistake.score < least) continue;
      ++listed;
      if (which != 0) right.insert(which);
    }
    std::printf("  score of %.1f and more: %zu listed, precision %.3f, recall %.3f (box and label)\n", least,
                listed,
                static_cast<double>(right.size()) / static_cast<double>(std::max<std::size_t>(1, listed)),
                static_cast<double>(right.size()) / static_cast<double>(wanted));
  }
  const auto per_image = 1e3 / static_cast<double>(images.size());
  std::printf("  proposing %.1f ms an image, judging %.2f ms\n", propose * per_image, judge * per_image);
}

void times(const std::filesystem::path& folder) {
  IndexedProject from(folder);
  const auto& items = from.labelled.items();
  std::printf("times with %zu labelled regions, %zu labels, index %s:\n", items.size(), from.names.size(),
              index::to_string(from.index->index.kind()));
  const auto assistant = assist::new_assistant();
  assistant->open(folder, from.index);
  const auto row = [&](std::size_t i) {
    return from.index->index.embedding(items[i * 7919 % items.size()].entry);
  };
  const auto tell = [](const char* what, const Latency& latency) {
    std::printf("  %s: p50 %.2f ms, p99 %.2f ms\n", what, latency.p50, latency.p99);
  };
  tell("suggestions for a box (embedding given)",
       latency_of(300, [&](std::size_t i) { assistant->suggest(row(i), from.texts, 5); }));
  tell("regions like an example, 20,000 candidates at most", latency_of(20, [&](std::size_t i) {
         assistant->find_like({.start = row(i)}, from.texts, {.label = items[0].label}, {});
       }));
  assist::MistakeReport report;
  const double seconds = seconds_of([&] { report = assistant->find_mistakes(from.texts, {}, {}, {}); });
  std::printf("  mistakes: %.1f s (%.0f regions/s)\n", seconds,
              static_cast<double>(report.regions) / seconds);
  const auto image = from.project.images(0, 1)[0];
  const auto proposals = from.engine->propose(image.path, from.names);
  const CancelToken none;
  tell("missing boxes of an image: proposing",
       latency_of(30, [&](std::size_t) { from.engine->propose(image.path, from.names); }));
  assistant->missing_boxes(image.id, proposals.boxes, proposals.rows, from.texts, {},
                           none);  // reads the regions
  tell("missing boxes of an image: judging", latency_of(30, [&](std::size_t) {
         assistant->missing_boxes(image.id, proposals.boxes, proposals.rows, from.texts, {}, none);
       }));
  std::printf("  peak memory %.0f MB\n", status_megabytes("VmHWM"));
}

}  // namespace

int main(int argc, char** argv) {
  const QCoreApplication application(argc, argv);
  std::setvbuf(stdout, nullptr, _IOLBF, 0);  // each line as it is known
  CLI::App app("How well the model helps to label");
  std::filesystem::path tuned, stated, timed;
  app.add_option("--tune", tuned);
  app.add_option("--state", stated);
  app.add_option("--times", timed);
  CLI11_PARSE(app, argc, argv);
  try {
    if (!tuned.empty()) tune(IndexedProject(tuned));
    if (!stated.empty()) {
      IndexedProject from(stated);
      state_suggestions(from, "true names");
      state_examples(from, "true names");
      // Each label with the name of another: as names that say nothing to the model.
      std::rotate(from.texts.labels.begin(), from.texts.labels.begin() + 100, from.texts.labels.end());
      state_suggestions(from, "names that mislead");
      state_examples(from, "names that mislead");
      state_mistakes(stated);
      state_missing(stated);
    }
    if (!timed.empty()) times(timed);
  } catch (const Error& error) {
    std::fprintf(stderr, "assist_benchmark: %s\n", error.what());
    return 1;
  }
  return 0;
}
