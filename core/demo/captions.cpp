// SPDX-License-Identifier: Apache-2.0
#include "core/demo/captions.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

namespace cloc::demo {
namespace {

constexpr double kClearlyLarger = 1.4;
constexpr double kSmall = 0.20, kLarge = 0.38, kEdge = 0.36;

enum Attribute : std::size_t { Size, Turned, Blur, Colour, kAttributes };

// What can be said of one object, in the order in which English puts it before the noun.
struct Facts {
  std::string name;
  bool plural = false;
  std::string which;  // "left", "right", "upper", "lower": among two of the same class; empty otherwise
  std::array<std::string, kAttributes> attributes;  // see Attribute; empty where nothing is to be said
  std::vector<std::size_t> telling;                 // of `attributes`: those that its twin clearly has not
  double share = 0, degrees = 0;                    // longer side of the box, of the scene's; turned
  std::string place;                                // "on the left", "in the top right corner", ...
  float x = 0, y = 0;                               // middle of the box, pixels
};

float middle_x(const PixelBox& box) {
  return (box.x1 + box.x2) / 2;
}
float middle_y(const PixelBox& box) {
  return (box.y1 + box.y2) / 2;
}

std::string size_word(double share) {
  if (share < kSmall) return "small";
  if (share > kLarge) return "large";
  return {};
}

std::string turn_word(double degrees) {
  switch (turn_of(degrees)) {
    case Turn::Tilted:
      return "tilted";
    case Turn::Sideways:
      return "sideways";
    case Turn::UpsideDown:
      return "upside-down";
    default:
      return {};
  }
}

std::string place_words(double x, double y) {  // 0..1
  const std::string across = x < kEdge ? "left" : x > 1 - kEdge ? "right" : "";
  const std::string down = y < kEdge ? "top" : y > 1 - kEdge ? "bottom" : "";
  if (across.empty() && down.empty()) return "in the middle";
  if (down.empty()) return "on the " + across;
  if (across.empty()) return "at the " + down;
  return "in the " + down + " " + across;
}

Facts facts_of(const PlacedObject& placed, const DemoObject& object, const Glyph& glyph, cv::Size size) {
  Facts facts;
  facts.name = object.name;
  facts.plural = object.plural;
  facts.share = std::max(placed.box.width(), placed.box.height()) / std::max(size.width, size.height);
  facts.degrees = placed.degrees;
  facts.attributes[Size] = size_word(facts.share);
  facts.attributes[Turned] = turn_word(placed.degrees);
  if (placed.blurry) facts.attributes[Blur] = "blurry";
  if (!placed.tint.empty()) {
    facts.attributes[Colour] = placed.tint + " tinted";
  } else if (!names_a_colour(object.name)) {
    facts.attributes[Colour] = glyph.colour;
  }
  facts.x = middle_x(placed.box);
  facts.y = middle_y(placed.box);
  facts.place = place_words(facts.x / size.width, facts.y / size.height);
  return facts;
}

// Whether the attribute is said of `facts` and is clearly not true of its twin.
bool tells(Attribute attribute, const Facts& facts, const Facts& twin) {
  const std::string& word = facts.attributes[attribute];
  if (word.empty() || word == twin.attributes[attribute]) return false;
  switch (attribute) {
    case Size:  // 19 % against 21 % is nothing that people see
      return std::max(facts.share, twin.share) > kClearlyLarger * std::min(facts.share, twin.share);
    case Turned: {
      const Turn other = turn_of(twin.degrees);
      return other != Turn::Leaning && other != Turn::Odd;
    }
    case Colour:  // a dye that differs, and not from the glyph's own colour of that name
      return word.ends_with(" tinted") && !word.starts_with(twin.attributes[Colour] + " ");
    default:
      return true;
  }
}

// Two of one class are told apart by where they are, or by an attribute that only one has, in every caption.
void tell_apart(std::vector<Facts>& facts) {
  for (std::size_t i = 0; i < facts.size(); ++i) {
    for (std::size_t j = i + 1; j < facts.size(); ++j) {
      if (facts[i].name != facts[j].name) continue;
      const float dx = facts[i].x - facts[j].x, dy = facts[i].y - facts[j].y;
      const bool across = std::abs(dx) >= std::abs(dy);
      facts[i].which = across ? (dx < 0 ? "left" : "right") : (dy < 0 ? "upper" : "lower");
      facts[j].which = across ? (dx < 0 ? "right" : "left") : (dy < 0 ? "lower" : "upper");
      for (const Attribute attribute : {Size, Turned, Blur, Colour}) {
        if (tells(attribute, facts[i], facts[j])) facts[i].telling.push_back(attribute);
        if (tells(attribute, facts[j], facts[i])) facts[j].telling.push_back(attribute);
      }
    }
  }
}

void append_word(std::string& phrase, const std::string& word) {
  if (word.empty()) return;
  if (!phrase.empty()) phrase += ' ';
  phrase += word;
}

// The noun with up to `most` of its attributes, without an article: "small upside-down tiger".
std::string noun_phrase(const Facts& facts, int most, Random& random) {
  std::vector<std::size_t> there;
  for (std::size_t i = 0; i < facts.attributes.size(); ++i) {
    if (!facts.attributes[i].empty()) there.push_back(i);
  }
  random.shuffle(there);
  there.resize(std::min(there.size(), static_cast<std::size_t>(most)));
  std::sort(there.begin(), there.end());
  std::string phrase = facts.which;
  for (const std::size_t i : there) append_word(phrase, facts.attributes[i]);
  append_word(phrase, facts.name);
  return phrase;
}

std::string with_article(const Facts& facts, const std::string& phrase) {
  if (!facts.which.empty()) return "the " + phrase;
  if (facts.plural) return "some " + phrase;
  return std::string(article_for(phrase)) + " " + phrase;
}

std::string region_caption(const Facts& facts, Random& random) {
  if (!facts.telling.empty() && random.chance(0.7)) {  // rather what it is like than where it is
    const auto& word = facts.attributes[facts.telling[random.below(facts.telling.size())]];
    return (random.chance(0.25) ? "the " : "") + word + " " + facts.name;
  }
  if (random.chance(0.45)) return noun_phrase(facts, 0, random);
  const bool plain = std::all_of(facts.attributes.begin(), facts.attributes.end(),
                                 [](const std::string& word) { return word.empty(); });
  const bool place = facts.which.empty() && (plain || random.chance(0.3));
  std::string caption = noun_phrase(facts, random.chance(0.7) ? 1 : 2, random);
  if (place) append_word(caption, facts.place);
  return random.chance(0.25) ? with_article(facts, caption) : caption;
}

std::string relation(const Facts& a, const Facts& b, Random& random) {
  const float dx = b.x - a.x, dy = b.y - a.y;
  if (random.chance(0.15)) return "next to";
  if (std::abs(dx) >= std::abs(dy)) {
    const std::string side = dx > 0 ? "left" : "right";
    return random.chance(0.5) ? side + " of" : "to the " + side + " of";
  }
  return dy > 0 ? "above" : "below";
}

std::string join(const std::vector<std::string>& parts) {
  std::string text;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) text += i + 1 == parts.size() ? " and " : ", ";
    text += parts[i];
  }
  return text;
}

std::string background_words(const Scene& scene) {
  return " on " + std::string(article_for(scene.background)) + " " + scene.background + " background";
}

std::string full_phrase(const Facts& facts, int most, Random& random) {
  return with_article(facts, noun_phrase(facts, most, random));
}

// "a small red apple left of a tiger, and a guitar in the middle"
std::string relation_caption(const std::vector<Facts>& facts, const Scene& scene, Random& random) {
  std::vector<std::size_t> order(facts.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  random.shuffle(order);
  const int most = facts.size() <= 2 ? 2 : 1;  // attributes of each: the fewer objects, the more of each
  std::vector<std::string> parts;
  std::size_t i = 0;
  for (; i + 1 < order.size() && parts.size() < 2; i += 2) {
    const Facts& a = facts[order[i]];
    const Facts& b = facts[order[i + 1]];
    parts.push_back(full_phrase(a, most, random) + " " + relation(a, b, random) + " " +
                    full_phrase(b, most, random));
  }
  if (i < order.size()) {
    const Facts& last = facts[order[i]];
    parts.push_back(full_phrase(last, most, random) + " " + last.place);
  }
  std::string caption = join(parts);
  if (facts.size() == 1 || random.chance(facts.size() == 2 ? 0.6 : 0.25)) caption += background_words(scene);
  return caption;
}

// "three objects: a tiger, a guitar and a teapot"
std::string list_caption(const std::vector<Facts>& facts, const Scene& scene, Random& random) {
  static constexpr std::array<const char*, 8> numbers = {"no",   "one",  "two", "three",
                                                         "four", "five", "six", "seven"};
  std::vector<std::string> phrases;
  const std::size_t most = 8;  // keeps the caption under 60 words
  for (std::size_t i = 0; i < std::min(facts.size(), most); ++i) {
    // Enough that the caption tells its scene from a thousand others, and no more than a person would say.
    const int attributes = facts.size() <= 2 ? 2 : facts.size() <= 4 || random.chance(0.3) ? 1 : 0;
    phrases.push_back(full_phrase(facts[i], attributes, random));
  }
  random.shuffle(phrases);
  std::string listed = join(phrases);
  if (facts.size() == 1) {
    return (random.chance(0.3) ? "a picture of " : "") + listed + " " + facts[0].place +
           background_words(scene);
  }
  switch (random.below(4)) {
    case 0:
      if (facts.size() > 1 && facts.size() < numbers.size()) {
        return std::string(numbers[facts.size()]) + " objects: " + listed;
      }
      return listed;
    case 1:
      return "a picture of " + listed;
    case 2:
      return listed + background_words(scene);
    default:
      return listed;
  }
}

}  // namespace

std::string_view article_for(std::string_view phrase) {
  // Letters do not tell the sound of these; they are all that the objects' names and our words need.
  for (const std::string_view start : {"uni", "one", "eu", "uk"}) {
    if (phrase.starts_with(start)) return "a";
  }
  for (const std::string_view start : {"hour", "x-"}) {
    if (phrase.starts_with(start)) return "an";
  }
  if (phrase == "suv") return "an";
  return !phrase.empty() && std::string_view("aeiou").find(phrase.front()) != std::string_view::npos ? "an"
                                                                                                     : "a";
}

SceneCaptions make_captions(const Scene& scene, const std::vector<DemoObject>& objects,
                            const GlyphSet& glyphs, Random random) {
  std::vector<Facts> facts;
  for (const auto& placed : scene.objects) {
    facts.push_back(facts_of(placed, objects[placed.object], glyphs[placed.object], scene.image.size()));
  }
  tell_apart(facts);
  SceneCaptions captions;
  for (const auto& fact : facts) captions.regions.push_back(region_caption(fact, random));
  captions.image.push_back(relation_caption(facts, scene, random));
  captions.image.push_back(list_caption(facts, scene, random));
  return captions;
}

}  // namespace cloc::demo
