// SPDX-License-Identifier: Apache-2.0
#include "core/engine/index_report.h"

#include <algorithm>
#include <chrono>
#include <span>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/index/generations.h"
#include "core/indexing/contents.h"
#include "core/store/index_mark.h"
#include "core/store/project.h"

namespace cloc::engine {
namespace {

namespace fs = std::filesystem;

// Whole files are compared with their checksums when the index is opened for searching; here their sizes do.
index::SavedIndex open_index(const store::Project& project) {
  return index::open_generation(project.index_folder(),
                                {.project_id = project.id(), .verify_checksums = false});
}

double median(std::vector<double>& values) {
  if (values.empty()) return 0;
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

// The entries of one image: `from` is moved behind them.
std::span<const index::Entry> take_image(std::span<const index::Entry>& from, std::int64_t image) {
  std::size_t count = 0;
  while (count < from.size() && from[count].image_id == image) ++count;
  const auto taken = from.first(count);
  from = from.subspan(count);
  return taken;
}

void count(Staleness& stale, indexing::Freshness freshness) {
  switch (freshness) {
    case indexing::Freshness::Current:
      ++stale.current;
      break;
    case indexing::Freshness::NotIndexed:
      ++stale.not_indexed;
      break;
    case indexing::Freshness::FileGone:
      ++stale.file_gone;
      break;
    case indexing::Freshness::FileChanged:
      ++stale.file_changed;
      break;
    case indexing::Freshness::RegionsChanged:
      ++stale.regions_changed;
      break;
  }
}

class Checker final : public IndexChecker {
 public:
  Staleness count_stale(const fs::path& folder, const ProgressSink& progress,
                        const CancelToken& cancel) const override {
    const auto project = store::Project::open(folder, {.access = store::Access::ReadOnly});
    auto entries = open_index(project).entries.all();
    // As the project has its images: by number.
    std::stable_sort(entries.begin(), entries.end(),
                     [](const auto& a, const auto& b) { return a.image_id < b.image_id; });
    const auto images = project.images();
    Staleness stale{.images = static_cast<std::int64_t>(images.size())};
    ProgressMeter meter("looking for changed images", stale.images, progress);
    std::span<const index::Entry> rest(entries);
    const auto pass_over = [&] {
      take_image(rest, rest.front().image_id);
      ++stale.left_project;
    };
    for (const auto& image : images) {
      cancel.throw_if_cancelled();
      while (!rest.empty() && rest.front().image_id < image.id) pass_over();
      count(stale, indexing::freshness(project, image, take_image(rest, image.id)));
      meter.advance(1);
    }
    while (!rest.empty()) pass_over();
    return stale;
  }

  Recall measure_recall(const fs::path& folder, const RecallOptions& options, const ProgressSink& progress,
                        const CancelToken& cancel) const override {
    const auto project = store::Project::open(folder, {.access = store::Access::ReadOnly});
    auto index = std::move(open_index(project).index);
    Recall measured{.k = options.k};
    const auto device = choose_device(options.device, index);
    measured.device = device.name;
    measured.device_problem = device.problem;
    auto ids = index.ids();
    Random random(1);
    std::vector<double> times, exact_times;
    double found = 0, all = 0;
    ProgressMeter meter("measuring recall",
                        std::min<std::int64_t>(options.queries, static_cast<std::int64_t>(ids.size())),
                        progress);
    for (; measured.queries < options.queries && !ids.empty(); ++measured.queries) {
      cancel.throw_if_cancelled();
      std::swap(ids[random.below(ids.size())], ids.back());
      const auto query = index.embedding(ids.back());
      const auto nearest = [&](bool exact, std::vector<double>& milliseconds) {
        const auto start = std::chrono::steady_clock::now();
        auto hits = index.search(query, {.k = options.k + 1, .exact = exact})[0];
        milliseconds.push_back(
            std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count());
        // That an entry finds itself says nothing.
        std::erase_if(hits, [&](const index::Hit& hit) { return hit.id == ids.back(); });
        hits.resize(std::min(hits.size(), static_cast<std::size_t>(options.k)));
        return hits;
      };
      const auto hits = nearest(false, times), truth = nearest(true, exact_times);
      for (const auto& wanted : truth) {
        found += std::any_of(hits.begin(), hits.end(), [&](const auto& hit) { return hit.id == wanted.id; });
      }
      all += static_cast<double>(truth.size());
      ids.pop_back();
      meter.advance(1);
    }
    if (all > 0) measured.recall = found / all;
    measured.milliseconds = median(times);
    measured.exact_milliseconds = median(exact_times);
    return measured;
  }
};

}  // namespace

IndexStatus status_of(const index::Manifest& manifest) {
  IndexStatus status{.state = IndexState::Ready, .entries = manifest.count};
  status.model_name = manifest.origin.model_name;
  status.created = manifest.created;
  status.kind = index::to_string(manifest.kind);
  status.reason = manifest.reason;
  status.dim = manifest.dim;
  status.bytes_on_disk = manifest.bytes();
  return status;
}

void add_figures(IndexStatus& status, const index::SavedIndex& saved) {
  status.images = status.regions = status.proposals = 0;
  for (const auto& entry : saved.entries.all()) {
    ++(entry.kind == index::EntryKind::Image    ? status.images
       : entry.kind == index::EntryKind::Region ? status.regions
                                                : status.proposals);
  }
  const auto info = saved.index.info();
  const auto table = static_cast<std::int64_t>(saved.entries.all().capacity() * sizeof(index::Entry));
  status.bytes_mapped = info.mapped;
  status.bytes_in_memory = info.bytes - info.mapped + table;
  status.removed = info.removed;
  status.unsettled = info.unsettled;
}

IndexStatus read_index_status(const store::Project& project) {
  IndexStatus status;
  try {
    if (!index::current_manifest(project.index_folder())) return status;
    const auto saved = open_index(project);
    status = status_of(saved.manifest);
    add_figures(status, saved);
  } catch (const Error& error) {
    return {.state = IndexState::Unreadable, .message = error.what()};
  }
  const auto newer = store::not_indexed(project);
  status.new_images = newer.images;
  status.new_regions = newer.regions;
  return status;
}

std::unique_ptr<IndexChecker> new_index_checker() {
  return std::make_unique<Checker>();
}

}  // namespace cloc::engine
