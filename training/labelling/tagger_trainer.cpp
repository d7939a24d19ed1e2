// SPDX-License-Identifier: Apache-2.0
#include "training/labelling/tagger_trainer.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <sstream>
#include <unordered_map>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "training/labelling/tagger_features.h"

namespace cloc::labelling {
namespace {

// One weight and what its average needs.
struct Averaged {
  std::uint8_t tag = 0;
  float value = 0;
  double total = 0;
  std::int64_t since = 0;
};
using Features = std::unordered_map<std::uint32_t, std::vector<Averaged>>;

// Which tags each frequent word had in at least a tenth of its places, as a number of its own.
void find_known_words(const TaggedText& text, int least, TaggerModel* model) {
  std::map<std::uint32_t, std::vector<int>> counts;
  for (std::size_t s = 0; s < text.words.size(); ++s) {
    for (std::size_t i = 0; i < text.words[s].size(); ++i) {
      auto& of_word = counts[word_key(text.words[s][i].text)];
      of_word.resize(text.tags.size());
      ++of_word[text.word_tags[s][i]];
    }
  }
  std::map<std::vector<std::size_t>, std::uint16_t> classes;
  for (const auto& [word, of_tag] : counts) {
    const int all = std::accumulate(of_tag.begin(), of_tag.end(), 0);
    if (all < least) continue;
    std::vector<std::size_t> often;
    for (std::size_t t = 0; t < of_tag.size(); ++t) {
      if (of_tag[t] * 10 >= all) often.push_back(t);
    }
    // The most frequent one first: it matters which.
    std::stable_sort(often.begin(), often.end(), [&](auto a, auto b) { return of_tag[a] > of_tag[b]; });
    if (often.size() > 3) often.resize(3);
    const auto next = static_cast<std::uint16_t>(classes.size() + 1);
    model->words.push_back(word);
    model->word_classes.push_back(classes.try_emplace(often, next).first->second);
  }
}

class Learner {
 public:
  explicit Learner(std::size_t tags) : scores_(tags) {}

  std::uint8_t guess(std::span<const std::uint32_t> features) {
    std::fill(scores_.begin(), scores_.end(), 0.0F);
    for (const auto feature : features) {
      const auto found = weights_.find(feature);
      if (found == weights_.end()) continue;
      for (const auto& weight : found->second) scores_[weight.tag] += weight.value;
    }
    return static_cast<std::uint8_t>(std::max_element(scores_.begin(), scores_.end()) - scores_.begin());
  }

  void learn(std::span<const std::uint32_t> features, std::uint8_t truth, std::uint8_t guess) {
    ++step_;
    if (truth == guess) return;
    for (const auto feature : features) {
      auto& of_feature = weights_[feature];
      change(&of_feature, truth, 1);
      change(&of_feature, guess, -1);
    }
  }

  // Averages as bytes, without the small ones.
  void finish(double least, TaggerModel* model) {
    double largest = 1e-9;
    for (auto& [feature, of_feature] : weights_) {
      for (auto& weight : of_feature) {
        weight.total += weight.value * static_cast<double>(step_ - weight.since);
        largest = std::max(largest, std::abs(weight.total));
      }
    }
    // A few weights are far larger than all others: those are held at the ends.
    largest *= 0.25;
    std::map<std::uint32_t, std::vector<TaggerModel::Weight>> kept;
    for (auto& [feature, of_feature] : weights_) {
      for (const auto& weight : of_feature) {
        if (std::abs(weight.total) < least * largest) continue;
        const double value = std::clamp(std::round(127 * weight.total / largest), -127.0, 127.0);
        if (value != 0) kept[feature].push_back({weight.tag, static_cast<std::int8_t>(value)});
      }
    }
    model->first_weights = {0};
    for (auto& [feature, of_feature] : kept) {
      std::sort(of_feature.begin(), of_feature.end(), [](auto a, auto b) { return a.tag < b.tag; });
      model->features.push_back(feature);
      model->weights.insert(model->weights.end(), of_feature.begin(), of_feature.end());
      model->first_weights.push_back(static_cast<std::uint32_t>(model->weights.size()));
    }
  }

 private:
  void change(std::vector<Averaged>* of_feature, std::uint8_t tag, float by) {
    auto found =
        std::find_if(of_feature->begin(), of_feature->end(), [&](const auto& w) { return w.tag == tag; });
    if (found == of_feature->end()) found = of_feature->insert(of_feature->end(), Averaged{tag, 0, 0, step_});
    found->total += found->value * static_cast<double>(step_ - found->since);
    found->since = step_;
    found->value += by;
  }

  Features weights_;
  std::vector<float> scores_;
  std::int64_t step_ = 0;
};

}  // namespace

void read_tagged_text(const std::filesystem::path& path, TaggedText* text) {
  std::istringstream lines(read_text_file(path));
  std::string line, word;
  const auto refuse = [&](std::size_t number, const std::string& what) {
    throw Error(ErrorKind::InvalidInput, path.string() + ", line " + std::to_string(number) + ": " + what +
                                             ". Write the text with resources/text/tagger_corpus.py.");
  };
  for (std::size_t number = 1; std::getline(lines, line); ++number) {
    auto& words = text->words.emplace_back();
    auto& word_tags = text->word_tags.emplace_back();
    std::istringstream parts(line);
    while (parts >> word) {
      const auto slash = word.rfind('/');
      if (slash == std::string::npos || slash == 0) refuse(number, "'" + word + "' has no tag");
      const std::string tag = word.substr(slash + 1);
      auto found = std::find(text->tags.begin(), text->tags.end(), tag);
      if (found == text->tags.end()) {
        if (text->tags.size() == 255) refuse(number, "there are more than 255 tags");
        found = text->tags.insert(text->tags.end(), tag);
      }
      words.push_back({word.substr(0, slash), 0, 0, TokenKind::Word});
      word_tags.push_back(static_cast<std::uint8_t>(found - text->tags.begin()));
    }
  }
}

TaggerModel train_tagger(const TaggedText& text, const TaggerTraining& options, const EpochSink& sink) {
  TaggerModel model;
  model.tags = text.tags;
  find_known_words(text, options.least_words, &model);
  Learner learner(text.tags.size());
  std::vector<std::size_t> order(text.words.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  Random random(options.seed);
  std::vector<WordView> views;
  for (int epoch = 1; epoch <= options.epochs; ++epoch) {
    random.shuffle(order);
    std::int64_t right = 0, all = 0;
    for (const auto s : order) {
      const auto& words = text.words[s];
      views.assign(words.size(), {});
      for (std::size_t i = 0; i < words.size(); ++i) {
        views[i] = view_of(words[i].text);
        views[i].known = class_of(model.words, model.word_classes, words[i].text);
      }
      std::uint8_t tag1 = 255, tag2 = 255;
      for (std::size_t i = 0; i < words.size(); ++i) {
        const auto features = features_of(views, i, tag1, tag2);
        const auto truth = text.word_tags[s][i];
        const auto guess = learner.guess(features);
        learner.learn(features, truth, guess);
        right += guess == truth ? 1 : 0;
        ++all;
        tag2 = tag1;
        tag1 = guess;
      }
    }
    if (sink) sink(epoch, static_cast<double>(right) / static_cast<double>(std::max<std::int64_t>(all, 1)));
  }
  learner.finish(options.least_weight, &model);
  return model;
}

}  // namespace cloc::labelling
