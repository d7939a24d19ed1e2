// SPDX-License-Identifier: Apache-2.0
// Scenes and captions, without files.
#include <QTest>
#include <map>
#include <regex>
#include <set>
#include <sstream>

#include <opencv2/imgproc.hpp>

#include "core/base/resources.h"
#include "core/demo/captions.h"
#include "core/demo/photograph.h"
#include "core/demo/scene.h"
#include "tests/support/expect_error.h"

using namespace cloc;
using namespace cloc::demo;

namespace {

constexpr std::uint64_t kSeed = 11;

const std::vector<DemoObject>& objects() {
  static const auto all = read_objects(resource_path("demo/objects.tsv"));
  return all;
}

const GlyphSet& glyphs() {
  static const GlyphSet all(kDefaultFont, objects());
  return all;
}

SceneCaptions captions_of(const Scene& scene, std::uint64_t index) {
  return make_captions(scene, objects(), glyphs(), Random(kSeed, index, 99));
}

std::vector<std::string> words_of(const std::string& text) {
  std::istringstream in(text);
  std::vector<std::string> words;
  for (std::string word; in >> word;) words.push_back(word);
  return words;
}

bool starts_or_has(const std::string& text, const std::string& word) {
  return text.starts_with(word + " ") || text.find(" " + word + " ") != std::string::npos;
}

// Empty when every attribute and position that `caption` says of the object is true; the lie otherwise.
// Written from the definitions in captions.h, not from the code.
std::string lie_in(const std::string& caption, const PlacedObject& placed, cv::Size scene) {
  const std::string& name = objects()[placed.object].name;
  const auto at = caption.find(name);
  if (at == std::string::npos) return "does not name the object";
  const std::string before = caption.substr(0, at), after = caption.substr(at + name.size());
  const double share = std::max(placed.box.x2 - placed.box.x1, placed.box.y2 - placed.box.y1) /
                       static_cast<double>(std::max(scene.width, scene.height));
  const double turned = std::abs(placed.degrees);
  if (starts_or_has(before, "small") && share >= 0.20) return "small";
  if (starts_or_has(before, "large") && share <= 0.38) return "large";
  if (starts_or_has(before, "tilted") && (turned < 15 || turned > 65)) return "tilted";
  if (starts_or_has(before, "sideways") && (turned < 65 || turned > 115)) return "sideways";
  if (starts_or_has(before, "upside-down") && turned < 155) return "upside-down";
  if (starts_or_has(before, "blurry") && !placed.blurry) return "blurry";
  std::smatch tint;
  if (std::regex_search(before, tint, std::regex("(\\w+) tinted")) && tint[1] != placed.tint) return "tint";
  const double x = (placed.box.x1 + placed.box.x2) / 2 / scene.width;
  const double y = (placed.box.y1 + placed.box.y2) / 2 / scene.height;
  if (test::contains(after, "left") != (!after.empty() && x < 0.36)) return after.empty() ? "" : "left";
  if (test::contains(after, "right") && x <= 0.64) return "right";
  if (test::contains(after, "top") && y >= 0.36) return "top";
  if (test::contains(after, "bottom") && y <= 0.64) return "bottom";
  if (test::contains(after, "middle") && (x < 0.36 || x > 0.64 || y < 0.36 || y > 0.64)) return "middle";
  return {};
}

}  // namespace

class TestDemoScene : public QObject {
  Q_OBJECT
 private slots:
  void thereAreAtLeast600NamedObjectsEachWithItsOwnPicture() {
    QVERIFY(objects().size() >= 600);
    QCOMPARE(glyphs().size(), objects().size());
    std::set<std::string> names, pictures;
    for (std::size_t i = 0; i < objects().size(); ++i) {
      names.insert(objects()[i].name);
      const cv::Mat& picture = glyphs()[i].levels.front();
      QVERIFY2(std::max(picture.cols, picture.rows) >= 60, objects()[i].name.c_str());
      pictures.insert(std::string(picture.begin<cv::Vec4b>()[0].val, picture.begin<cv::Vec4b>()[0].val + 4) +
                      std::to_string(cv::sum(picture)[0]) + std::to_string(cv::sum(picture)[1]));
    }
    QCOMPARE(names.size(), objects().size());
    QCOMPARE(pictures.size(), objects().size());
  }

  void coloursOfTheFontAreReadInTheRightOrder() {
    // A strawberry is red and a frog green, whatever BGRA was taken for; and premultiplied means no channel
    // over alpha.
    for (const auto& [name, channel] :
         {std::pair{"strawberry", 2}, std::pair{"frog", 1}, std::pair{"blueberries", 0}}) {
      const auto object =
          std::find_if(objects().begin(), objects().end(), [&](const auto& o) { return o.name == name; });
      const cv::Mat& picture = glyphs()[static_cast<std::size_t>(object - objects().begin())].levels.front();
      const cv::Scalar sum = cv::sum(picture);
      for (int c = 0; c < 3; ++c) QVERIFY2(c == channel || sum[channel] > sum[c], name);
      for (const auto& pixel : cv::Mat_<cv::Vec4b>(picture)) {
        QVERIFY(pixel[0] <= pixel[3] && pixel[1] <= pixel[3] && pixel[2] <= pixel[3]);
      }
    }
  }

  void noNameHoldsAWordThatCaptionsUseAsAnAttribute() {
    for (const auto& object : objects()) {
      for (const auto& word : words_of(object.name)) {
        for (const char* attribute :
             {"small", "large", "tilted", "sideways", "upside-down", "blurry", "tinted", "upper", "lower",
              "left", "right", "top", "bottom", "middle"}) {
          QVERIFY2(word != attribute || object.name == "top hat", object.name.c_str());
        }
      }
    }
  }

  void sceneDependsOnSeedAndIndexAlone() {
    const Scene a = make_scene({}, glyphs(), 3, 7), b = make_scene({}, glyphs(), 3, 7);
    QCOMPARE(cv::norm(a.image, b.image, cv::NORM_INF), 0.0);
    QCOMPARE(a.objects.size(), b.objects.size());
    const Scene seed = make_scene({}, glyphs(), 4, 7), index = make_scene({}, glyphs(), 3, 8);
    QVERIFY(seed.image.size() != a.image.size() || cv::norm(a.image, seed.image, cv::NORM_INF) > 0);
    QVERIFY(index.image.size() != a.image.size() || cv::norm(a.image, index.image, cv::NORM_INF) > 0);
  }

  void boxesAreInsideAndTightAroundTheVisiblePixels() {
    const SceneOptions defaults;
    int hidden = 0, tiny = 0;
    for (std::uint64_t index = 0; index < 600; ++index) {
      const Scene scene = make_scene(defaults, glyphs(), kSeed, index);
      QCOMPARE(std::max(scene.image.cols, scene.image.rows), 224);
      QVERIFY(std::min(scene.image.cols, scene.image.rows) >= 168);
      for (std::size_t i = 0; i < scene.objects.size(); ++i) {
        const auto& object = scene.objects[i];
        const cv::Mat mask = scene.ids == static_cast<int>(i + 1);
        const cv::Rect tight = cv::boundingRect(mask);
        QCOMPARE(object.box, (PixelBox{float(tight.x), float(tight.y), float(tight.x + tight.width),
                                       float(tight.y + tight.height)}));
        QVERIFY(object.box.valid());
        QCOMPARE(object.visible_pixels, cv::countNonZero(mask));
        QVERIFY(object.visible_pixels >= defaults.crowded_visible * object.whole_pixels);
        hidden += object.visible_pixels < defaults.least_visible * object.whole_pixels;
        tiny += std::max(object.box.width(), object.box.height()) < 0.12f * 224;
        // Turning makes a square at most the square root of 2 longer; a soft edge takes some pixels away.
        QVERIFY(std::max(object.box.width(), object.box.height()) <= defaults.most_share * 224 * 1.42 + 2);
      }
    }
    QVERIFY2(hidden > 10, qPrintable(QString::number(hidden)));  // occlusion beyond 40 % occurs
    QVERIFY2(tiny > 50, qPrintable(QString::number(tiny)));
  }

  // The mask is the object's: painting the same scene with another ground changes no pixel inside it by much.
  // Here it is enough that an opaque, unblurred object differs from its surroundings, seen as strong edges at
  // its mask's border.
  void objectsAreWhereTheirMasksAre() {
    double at_border = 0, elsewhere = 0;
    for (std::uint64_t index = 0; index < 60; ++index) {
      const Scene scene = make_scene({}, glyphs(), kSeed, index);
      cv::Mat edges, grey, inside = scene.ids > 0, eroded, dilated, border;
      cv::cvtColor(scene.image, grey, cv::COLOR_BGR2GRAY);
      cv::Laplacian(grey, edges, CV_32F);
      edges = cv::abs(edges);
      cv::erode(inside, eroded, {});
      cv::dilate(inside, dilated, {});
      border = dilated - eroded;
      at_border += cv::mean(edges, border)[0];
      elsewhere += cv::mean(edges, inside == 0)[0];
    }
    QVERIFY2(at_border > 2 * elsewhere, qPrintable(QString("%1 against %2").arg(at_border).arg(elsewhere)));
  }

  void drawingLeavesTheSharedGlyphsAsTheyWere() {
    std::vector<cv::Mat> before;
    for (std::size_t i = 0; i < glyphs().size(); ++i) before.push_back(glyphs()[i].levels.front().clone());
    for (std::uint64_t index = 0; index < 300; ++index) make_scene({}, glyphs(), kSeed, index);
    for (std::size_t i = 0; i < glyphs().size(); ++i) {
      QCOMPARE(cv::norm(before[i], glyphs()[i].levels.front(), cv::NORM_INF), 0.0);
    }
  }

  void everyClassTurnSizeAndBackgroundOccurs() {
    SceneOptions options;
    options.size = 64;
    std::set<std::size_t> classes, counts;
    std::set<std::string> backgrounds, tints;
    std::set<Turn> turns;
    int upright = 0, total = 0, twins = 0;
    const int scenes = 2000;
    for (std::uint64_t index = 0; index < scenes; ++index) {
      const Scene scene = make_scene(options, glyphs(), 2, index);
      std::set<std::size_t> here;
      for (const auto& object : scene.objects) {
        here.insert(object.object);
        turns.insert(turn_of(object.degrees));
        tints.insert(object.tint);
        upright += std::abs(object.degrees) <= 25;
        ++total;
      }
      QVERIFY(scene.objects.size() - here.size() <= 1);
      twins += here.size() < scene.objects.size();
      classes.merge(here);
      counts.insert(scene.objects.size());
      backgrounds.insert(scene.background);
    }
    QCOMPARE(classes.size(), objects().size());
    QCOMPARE(counts, (std::set<std::size_t>{1, 2, 3, 4, 5, 6, 7}));
    QCOMPARE(turns.size(), std::size_t{6});
    QCOMPARE(tints.size(), std::size_t{8});
    QVERIFY(backgrounds.size() >= 8);
    QVERIFY(upright > 0.7 * total);
    QVERIFY(twins > 0.05 * scenes && twins < 0.12 * scenes);
  }

  void lookAlikesShareGroupAndAreNotAlwaysThere() {
    const auto named = [](const std::string& name) {
      const auto found =
          std::find_if(objects().begin(), objects().end(), [&](const auto& o) { return o.name == name; });
      return static_cast<std::size_t>(found - objects().begin());
    };
    const auto& like_apple = glyphs()[named("red apple")].look_alikes;
    QVERIFY(std::find(like_apple.begin(), like_apple.end(), named("green apple")) != like_apple.end());
    for (const double chance : {0.0, 1.0}) {
      SceneOptions options;
      options.size = 96;
      options.min_objects = options.max_objects = 4;
      options.twins_chance = 0;
      options.look_alike_chance = chance;
      int with = 0;
      for (std::uint64_t index = 0; index < 200; ++index) {
        const Scene scene = make_scene(options, glyphs(), kSeed, index);
        const auto& likes = glyphs()[scene.objects[0].object].look_alikes;
        with += std::find(likes.begin(), likes.end(), scene.objects[1].object) != likes.end();
      }
      QVERIFY2(chance > 0 ? with > 190 : with < 40, qPrintable(QString::number(with)));
    }
  }

  void namesWithAColourAreNeverDyed() {
    QVERIFY(names_a_colour("red apple") && names_a_colour("gold medal") && names_a_colour("billiard black"));
    QVERIFY(!names_a_colour("redwood") && !names_a_colour("bored") && !names_a_colour(""));
    SceneOptions options;
    options.size = 64;
    options.tint_chance = 1;
    for (std::uint64_t index = 0; index < 200; ++index) {
      for (const auto& object : make_scene(options, glyphs(), kSeed, index).objects) {
        if (names_a_colour(objects()[object.object].name)) QVERIFY(object.tint.empty());
      }
    }
  }

  void imageCaptionsTellTheirScenes() {
    std::map<std::string, int> uses;
    for (std::uint64_t index = 0; index < 2000; ++index) {
      // A scene of one object may say the same twice.
      const auto captions = captions_of(make_scene({}, glyphs(), kSeed, index), index).image;
      for (const auto& text : std::set<std::string>(captions.begin(), captions.end())) ++uses[text];
    }
    int repeated = 0;
    for (const auto& [text, count] : uses) repeated += count > 1 ? count : 0;
    QVERIFY2(repeated < 40, qPrintable(QString::number(repeated)));  // 1 % of 4,000
  }

  void asManyObjectsAsAskedForFindRoom() {
    SceneOptions options;
    options.min_objects = options.max_objects = 7;
    for (std::uint64_t index = 0; index < 50; ++index) {
      QCOMPARE(make_scene(options, glyphs(), kSeed, index).objects.size(), std::size_t{7});
    }
  }

  void everyWordOfARegionCaptionIsTrue() {
    int with_attributes = 0, total = 0;
    for (std::uint64_t index = 0; index < 1000; ++index) {
      const Scene scene = make_scene({}, glyphs(), kSeed, index);
      const auto captions = captions_of(scene, index);
      QCOMPARE(captions.regions.size(), scene.objects.size());
      for (std::size_t i = 0; i < scene.objects.size(); ++i) {
        const auto lie = lie_in(captions.regions[i], scene.objects[i], scene.image.size());
        QVERIFY2(lie.empty(), qPrintable(QString::fromStdString(captions.regions[i] + ": " + lie)));
        with_attributes += captions.regions[i] != objects()[scene.objects[i].object].name;
        ++total;
      }
    }
    QVERIFY(with_attributes > 0.35 * total && with_attributes < 0.65 * total);
  }

  void regionCaptionsOfOneSceneDifferAndTellTwinsApart() {
    int twins = 0, looks = 0;
    for (std::uint64_t index = 0; index < 1000; ++index) {
      const Scene scene = make_scene({}, glyphs(), kSeed, index);
      const auto captions = captions_of(scene, index);
      QCOMPARE(std::set(captions.regions.begin(), captions.regions.end()).size(), captions.regions.size());
      for (std::size_t i = 0; i < scene.objects.size(); ++i) {
        for (std::size_t j = 0; j < scene.objects.size(); ++j) {
          const auto &a = scene.objects[i], &b = scene.objects[j];
          if (i == j || a.object != b.object) continue;
          ++twins;
          const std::string& said = captions.regions[i];
          const float dx = a.box.x1 + a.box.x2 - b.box.x1 - b.box.x2;
          const float dy = a.box.y1 + a.box.y2 - b.box.y1 - b.box.y2;
          const auto says = [&](const std::string& word) { return starts_or_has(said, word); };
          const bool by_place = (says("left") && dx < 0) || (says("right") && dx > 0) ||
                                (says("upper") && dy < 0) || (says("lower") && dy > 0);
          // Otherwise every word before the name that is true of it must be false of its twin: it says one.
          const bool by_look = !by_place && !lie_in(said, b, scene.image.size()).empty();
          QVERIFY2(by_place || by_look, said.c_str());
          looks += by_look;
        }
      }
    }
    QVERIFY(twins > 50);
    QVERIFY2(looks > 20, qPrintable(QString::number(looks)));
  }

  void relationsOfImageCaptionsAreTrue() {
    // Two objects of different classes: the first caption is "A relation B", perhaps with a background.
    SceneOptions options;
    options.min_objects = options.max_objects = 2;
    int checked = 0;
    for (std::uint64_t index = 0; index < 500; ++index) {
      const Scene scene = make_scene(options, glyphs(), kSeed, index);
      const auto &first = scene.objects[0], &second = scene.objects[1];
      if (first.object == second.object) continue;
      const std::string said = captions_of(scene, index).image[0];
      std::smatch match;
      if (!std::regex_search(said, match, std::regex(" (?:to the )?(left of|right of|above|below) ")))
        continue;
      // "a circus tent below a tent": both names end what stands before, and the longer one is meant.
      const std::string before = match.prefix().str();
      const auto &one = objects()[first.object].name, &other = objects()[second.object].name;
      const bool in_order = before.ends_with(one) && (!before.ends_with(other) || one.size() > other.size());
      const PixelBox &a = in_order ? first.box : second.box, &b = in_order ? second.box : first.box;
      const float dx = b.x1 + b.x2 - a.x1 - a.x2, dy = b.y1 + b.y2 - a.y1 - a.y2;
      const std::string relation = match[1];
      const bool holds = relation == "left of"    ? dx > 0 && dx >= std::abs(dy)
                         : relation == "right of" ? dx < 0 && -dx >= std::abs(dy)
                         : relation == "above"    ? dy > 0 && dy >= std::abs(dx)
                                                  : dy < 0 && -dy >= std::abs(dx);
      QVERIFY2(holds, said.c_str());
      ++checked;
    }
    QVERIFY(checked > 300);
  }

  void imageCaptionsAreShortPlainEnglish() {
    for (std::uint64_t index = 0; index < 1000; ++index) {
      const auto captions = captions_of(make_scene({}, glyphs(), kSeed, index), index);
      QCOMPARE(captions.image.size(), std::size_t{2});
      for (const auto& caption : captions.image) {
        QVERIFY2(words_of(caption).size() <= 60, caption.c_str());
        QVERIFY2(!test::contains(caption, "  "), caption.c_str());
        QVERIFY2(
            !std::regex_search(caption, std::regex("\\ba [aio]|\\ban (?!hour)[^aeiousx]|\\bthe the\\b| $")),
            caption.c_str());
      }
    }
  }

  void photographsKeepEveryObjectUnderItsBox() {
    double moved = 0;
    int objects_seen = 0;
    for (std::uint64_t index = 0; index < 200; ++index) {
      Scene drawn = make_scene({}, glyphs(), kSeed, index);
      Scene seen = drawn;
      seen.image = drawn.image.clone();
      seen.ids = drawn.ids.clone();
      Random random(kSeed, index, 5);
      photograph(seen, {.angle = 1}, random);
      QCOMPARE(seen.image.size(), drawn.image.size());
      QCOMPARE(seen.objects.size(), drawn.objects.size());
      for (std::size_t i = 0; i < seen.objects.size(); ++i) {
        const cv::Mat before = drawn.ids == static_cast<int>(i + 1),
                      after = seen.ids == static_cast<int>(i + 1);
        const auto tight = cv::boundingRect(after);
        const auto& object = seen.objects[i];
        QCOMPARE(object.object, drawn.objects[i].object);
        QCOMPARE(object.visible_pixels, cv::countNonZero(after));
        QVERIFY(object.visible_pixels > 0);
        QVERIFY(object.box == (PixelBox{static_cast<float>(tight.x), static_cast<float>(tight.y),
                                        static_cast<float>(tight.br().x), static_cast<float>(tight.br().y)}));
        // Pixels and boxes went the same way: the object has its colours still.
        if (object.visible_pixels < 200) continue;
        const auto a = cv::mean(drawn.image, before), b = cv::mean(seen.image, after);
        for (int c = 0; c < 3; ++c) QVERIFY2(std::abs(a[c] - b[c]) < 12, std::to_string(index).c_str());
        moved += std::abs(object.box.x1 - drawn.objects[i].box.x1);
        ++objects_seen;
      }
    }
    QVERIFY(moved / objects_seen > 10);
  }

  void photographsAreAsTheirSettingSays() {
    Random random(3);
    const auto sharpness = [](const Scene& scene) {
      cv::Mat edges;
      cv::Laplacian(scene.image, edges, CV_32F);
      return cv::norm(edges);
    };
    const Scene drawn = make_scene({}, glyphs(), kSeed, 4);
    for (const auto& setting : photo_settings()) {
      Scene scene = drawn;
      scene.image = drawn.image.clone();
      scene.ids = drawn.ids.clone();
      const auto photo = photo_of(setting, random);
      photograph(scene, photo, random);
      if (setting == "mixed") continue;
      const bool all = setting == "all";
      QCOMPARE(cv::norm(scene.ids, drawn.ids, cv::NORM_INF) > 0, all || setting == "angle");
      QCOMPARE(sharpness(scene) < 0.6 * sharpness(drawn), all || setting == "blur");
      QCOMPARE(scene.jpeg_quality, all || setting == "jpeg" ? 30 : drawn.jpeg_quality);
    }
    int plain = 0;
    for (int i = 0; i < 1000; ++i) {
      const auto photo = photo_of("mixed", random);
      plain += photo.angle == 0 && photo.blur == 0 && photo.jpeg_quality == 0;
    }
    QVERIFY(plain > 500 && plain < 650);  // half, and who of the others get nothing
    test::expect_error(ErrorKind::InvalidInput, [&] { photo_of("film", random); });
  }

  void articlesFollowTheSound() {
    QCOMPARE(article_for("apple"), std::string_view("an"));
    QCOMPARE(article_for("upside-down cat"), std::string_view("an"));
    QCOMPARE(article_for("unicorn"), std::string_view("a"));
    QCOMPARE(article_for("hourglass"), std::string_view("an"));
    QCOMPARE(article_for("tiger"), std::string_view("a"));
  }
};

QTEST_GUILESS_MAIN(TestDemoScene)
#include "test_demo_scene.moc"
