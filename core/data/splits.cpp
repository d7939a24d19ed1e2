// SPDX-License-Identifier: Apache-2.0
#include "core/data/splits.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <set>
#include <unordered_map>
#include <utility>

#include "core/base/error.h"
#include "core/base/random.h"

namespace cloc::data {
namespace {

void check(const std::vector<SplitPart>& parts) {
  const auto refuse = [](const std::string& why) {
    throw Error(ErrorKind::InvalidInput,
                "Cannot split like this: " + why + " Write, for example, train=0.8,val=0.1,test=0.1.");
  };
  if (parts.size() < 2) refuse("at least two parts are needed.");
  std::set<std::string> names;
  double sum = 0;
  for (const auto& part : parts) {
    if (part.name.empty()) refuse("a part has no name.");
    if (!names.insert(part.name).second) refuse("two parts are called " + part.name + ".");
    if (!(part.share > 0)) refuse("the share of " + part.name + " must be above 0.");
    sum += part.share;
  }
  if (!(std::abs(sum - 1) <= 1e-3)) refuse("the shares sum up to " + std::to_string(sum) + ", not to 1.");
}

// Items that go together.
struct Group {
  std::vector<std::size_t> items;
  std::unordered_map<int, int> labels;  // how many regions of each
};

std::vector<Group> groups_of(std::span<const SplitItem> items, bool with_labels) {
  std::vector<Group> groups;
  std::unordered_map<std::string, std::size_t> by_name;
  for (std::size_t i = 0; i < items.size(); ++i) {
    std::size_t at = groups.size();
    if (!items[i].group.empty()) at = by_name.try_emplace(items[i].group, at).first->second;
    if (at == groups.size()) groups.emplace_back();
    groups[at].items.push_back(i);
    if (!with_labels) continue;
    for (const int label : items[i].labels) {
      if (label >= 0) ++groups[at].labels[label];
    }
  }
  return groups;
}

class Splitter {
 public:
  Splitter(std::span<const SplitItem> items, const SplitOptions& options)
      : parts_(options.parts),
        random_(options.seed),
        groups_(groups_of(items, options.stratify)),
        order_(groups_.size()),
        part_of_group_(groups_.size(), -1),
        part_of_item_(items.size()) {
    for (std::size_t g = 0; g < groups_.size(); ++g) order_[g] = g;
    random_.shuffle(order_);
    // Large groups first: what they upset, the small ones mend.
    std::stable_sort(order_.begin(), order_.end(), [&](std::size_t a, std::size_t b) {
      return groups_[a].items.size() > groups_[b].items.size();
    });
    for (const auto& part : parts_) images_wanted_.push_back(part.share * static_cast<double>(items.size()));
    for (const std::size_t g : order_) {
      for (const auto& [label, count] : groups_[g].labels) {
        auto& dealt = labels_[label];
        dealt.groups.push_back(g);
        dealt.undealt += count;
      }
    }
    for (auto& [label, dealt] : labels_) {
      for (const auto& part : parts_) dealt.wanted.push_back(part.share * static_cast<double>(dealt.undealt));
    }
  }

  std::vector<int> run() {
    for (const auto& [label, dealt] : labels_) undealt_.emplace(dealt.undealt, label);
    while (!undealt_.empty()) {
      const auto& dealt = labels_.at(undealt_.begin()->second);  // the rarest of what is left
      for (const std::size_t g : dealt.groups) {
        if (part_of_group_[g] < 0) give(g, best_part(&dealt.wanted));
      }
    }
    for (const std::size_t g : order_) {
      if (part_of_group_[g] < 0) give(g, best_part(nullptr));
    }
    return std::move(part_of_item_);
  }

 private:
  struct Dealt {
    std::vector<std::size_t> groups;  // with this label
    std::int64_t undealt = 0;         // regions of groups that no part has yet
    std::vector<double> wanted;       // regions that each part still lacks
  };

  // Of the parts that lack images the one that lacks most of the label; of these the one that lacks most
  // images; of these any. (The paper looks at images second only; large groups then upset the parts' sizes.)
  std::size_t best_part(const std::vector<double>* label_wanted) {
    std::vector<std::size_t> best;
    const auto better = [&](std::size_t a, std::size_t b) {
      if ((images_wanted_[a] > 0) != (images_wanted_[b] > 0)) return images_wanted_[a] > 0;
      if (label_wanted && (*label_wanted)[a] != (*label_wanted)[b])
        return (*label_wanted)[a] > (*label_wanted)[b];
      return images_wanted_[a] > images_wanted_[b];
    };
    for (std::size_t part = 0; part < parts_.size(); ++part) {
      if (best.empty() || better(part, best.front())) {
        best.assign(1, part);
      } else if (!better(best.front(), part)) {
        best.push_back(part);
      }
    }
    return best[random_.below(best.size())];
  }

  void give(std::size_t g, std::size_t part) {
    part_of_group_[g] = static_cast<int>(part);
    images_wanted_[part] -= static_cast<double>(groups_[g].items.size());
    for (const auto& [label, count] : groups_[g].labels) {
      auto& dealt = labels_.at(label);
      dealt.wanted[part] -= count;
      undealt_.erase({dealt.undealt, label});
      dealt.undealt -= count;
      if (dealt.undealt > 0) undealt_.emplace(dealt.undealt, label);
    }
    for (const std::size_t item : groups_[g].items) part_of_item_[item] = static_cast<int>(part);
  }

  const std::vector<SplitPart>& parts_;
  Random random_;
  std::vector<Group> groups_;
  std::vector<std::size_t> order_;
  std::vector<int> part_of_group_;
  std::vector<int> part_of_item_;
  std::vector<double> images_wanted_;  // that each part still lacks
  std::unordered_map<int, Dealt> labels_;
  std::set<std::pair<std::int64_t, int>> undealt_;  // how many regions of which label
};

}  // namespace

std::vector<SplitPart> parse_split_parts(std::string_view text) {
  std::vector<SplitPart> parts;
  while (!text.empty()) {
    const auto comma = text.find(',');
    const std::string one(text.substr(0, comma));
    text = comma == std::string_view::npos ? std::string_view() : text.substr(comma + 1);
    const auto equals = one.find('=');
    char* end = nullptr;
    const double share = equals == std::string::npos ? 0 : std::strtod(one.c_str() + equals + 1, &end);
    if (equals == std::string::npos || end == one.c_str() + equals + 1 || *end != '\0') {
      throw Error(ErrorKind::InvalidInput, "'" + one +
                                               "' is no part of a split. Write, for example, "
                                               "train=0.8,val=0.1,test=0.1.");
    }
    parts.push_back({one.substr(0, equals), share});
  }
  check(parts);
  return parts;
}

std::vector<int> split_items(std::span<const SplitItem> items, const SplitOptions& options) {
  check(options.parts);
  return Splitter(items, options).run();
}

}  // namespace cloc::data
