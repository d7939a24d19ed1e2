// SPDX-License-Identifier: GPL-3.0-or-later
#include <QRegularExpression>
#include <QTest>
#include <algorithm>
#include <numeric>
#include <random>

#include "tests/support/expect_error.h"
#include "tests/ui/gallery/gallery_data.h"
#include "ui/gallery/gallery_arranger.h"
#include "ui/gallery/image_table.h"
#include "ui/gallery/natural_order.h"

using namespace cloc;
using namespace cloc::ui;
using namespace cloc::test;

namespace {

// Natural order as one would write it without keys: for comparison.
bool naturallyBefore(const std::string& a, const std::string& b) {
  std::size_t i = 0, j = 0;
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  while (i < a.size() && j < b.size()) {
    if (digit(a[i]) && digit(b[j])) {
      std::string x, y;
      while (i < a.size() && digit(a[i])) x += a[i++];
      while (j < b.size() && digit(b[j])) y += b[j++];
      x.erase(0, x.find_first_not_of('0') == std::string::npos ? x.size() : x.find_first_not_of('0'));
      y.erase(0, y.find_first_not_of('0') == std::string::npos ? y.size() : y.find_first_not_of('0'));
      if (x.size() != y.size()) return x.size() < y.size();
      if (x != y) return x < y;
      continue;
    }
    const int x = std::tolower(static_cast<unsigned char>(a[i++]));
    const int y = std::tolower(static_cast<unsigned char>(b[j++]));
    if (x != y) return x < y;
  }
  return a.size() - i < b.size() - j;
}

struct Model {  // what is known of an image, plainly
  std::string folder, name;
  std::vector<int> labels;
  std::optional<float> score;
  bool verified = false;
};

std::vector<Row> naive(const std::vector<Model>& images, const GalleryQuery& query,
                       const std::vector<std::uint32_t>& labelIds) {
  std::vector<Row> rows(images.size());
  std::iota(rows.begin(), rows.end(), Row{0});
  const auto& filter = query.filter;
  std::erase_if(rows, [&](Row row) {
    const auto& image = images[row];
    const bool labelled = !image.labels.empty();
    if (filter.state == GalleryFilter::State::Labelled && !labelled) return true;
    if (filter.state == GalleryFilter::State::Unlabelled && labelled) return true;
    if (filter.verified == GalleryFilter::Verified::Yes && !image.verified) return true;
    if (filter.verified == GalleryFilter::Verified::No && image.verified) return true;
    if (!filter.labels.empty() && std::none_of(image.labels.begin(), image.labels.end(), [&](int label) {
          return std::count(filter.labels.begin(), filter.labels.end(),
                            labelIds[static_cast<std::size_t>(label)]) > 0;
        })) {
      return true;
    }
    if (filter.scoreAtLeast && (!image.score || *image.score < *filter.scoreAtLeast)) return true;
    if (!filter.folders.isEmpty()) {
      const QString folder = QString::fromStdString(image.folder) + '/';
      if (std::none_of(filter.folders.begin(), filter.folders.end(),
                       [&](const QString& above) { return folder.startsWith(above + '/'); })) {
        return true;
      }
    }
    const QString name = QString::fromStdString(image.name);
    if (filter.name.contains('*') || filter.name.contains('?')) {
      QString pattern = QRegularExpression::escape(filter.name);
      pattern.replace("\\*", ".*").replace("\\?", ".");
      return !QRegularExpression(QRegularExpression::anchoredPattern(pattern),
                                 QRegularExpression::CaseInsensitiveOption)
                  .match(name)
                  .hasMatch();
    }
    return !name.contains(filter.name, Qt::CaseInsensitive);
  });
  const auto sortBy = [&](auto before) { std::stable_sort(rows.begin(), rows.end(), before); };
  const bool down = query.sort.descending;
  switch (query.sort.key) {
    case GallerySort::Key::Added:
      if (down) std::reverse(rows.begin(), rows.end());
      break;
    case GallerySort::Key::Name:
      sortBy([&](Row a, Row b) { return naturallyBefore(images[a].name, images[b].name); });
      if (down) std::reverse(rows.begin(), rows.end());
      break;
    case GallerySort::Key::FolderAndName:
      sortBy([&](Row a, Row b) {
        if (images[a].folder != images[b].folder) return naturallyBefore(images[a].folder, images[b].folder);
        return naturallyBefore(images[a].name, images[b].name);
      });
      if (down) std::reverse(rows.begin(), rows.end());
      break;
    case GallerySort::Key::Regions:
      sortBy([&](Row a, Row b) {
        const auto x = images[a].labels.size(), y = images[b].labels.size();
        return down ? x > y : x < y;
      });
      break;
    case GallerySort::Key::Score:
      sortBy([&](Row a, Row b) {
        const auto &x = images[a].score, &y = images[b].score;
        if (x.has_value() != y.has_value()) return x.has_value();
        return x && (down ? *x > *y : *x < *y);
      });
      break;
  }
  return rows;
}

}  // namespace

class TestGalleryArranger : public QObject {
  Q_OBJECT

 private slots:
  void numbersInNamesCountByTheirValue() {
    const std::vector<std::string> inOrder = {"a",          "IMG1.jpg", "img2.jpg",  "Img10.jpg",
                                              "img10a.jpg", "img0011",  "img100.jpg"};
    for (std::size_t i = 0; i + 1 < inOrder.size(); ++i) {
      std::string a, b;
      appendNaturalKey(inOrder[i], a);
      appendNaturalKey(inOrder[i + 1], b);
      QVERIFY2(a < b, inOrder[i + 1].c_str());
    }
    std::string longer, shorter;
    appendNaturalKey("img" + std::string(300, '9'), longer);
    appendNaturalKey("img" + std::string(299, '9'), shorter);
    QVERIFY(shorter < longer);
  }

  void lettersOutsideAsciiHaveNoCaseEither() {
    QVERIFY(matchesName(foldCase("ÄPFEL.jpg"), foldCase("äpfel")));
    QVERIFY(matchesName(foldCase("äpfel.jpg"), foldCase("?pfel*")));
    QVERIFY(!matchesName(foldCase("äpfel.jpg"), foldCase("??pfel*")));
    // No UTF-8: kept as it is, and told apart.
    QVERIFY(foldCase("\xff.jpg") != foldCase("\xfe.jpg"));
  }

  void rowsAreFoundById() {
    ImageTable table;
    auto images = numberedImages(20000);
    std::erase_if(images, [](const store::Image& image) { return image.id % 3 == 0; });
    table.append(images);
    table.append(images);  // a chunk that comes twice
    QCOMPARE(table.size(), static_cast<Row>(images.size()));
    for (Row row = 0; row < table.size(); row += 7) {
      QCOMPARE(table.find(images[row].id), row);
      QCOMPARE(table.path(row), images[row].path);
    }
    QCOMPARE(table.find(3), kNoRow);
    QCOMPARE(table.find(999999), kNoRow);
  }

  void aSnapshotDoesNotFollowTheTable() {
    ImageTable table;
    table.append(numberedImages(9000));
    const auto before = table.snapshot();
    const std::vector<std::pair<store::ImageId, float>> scores = {{1, 0.5f}, {8999, 0.25f}};
    table.setScores(scores);
    QCOMPARE(table.score(0).value_or(0), 0.5f);
    QVERIFY(!before->score(0));
    QVERIFY(!before->score(8998));
    const auto with = table.snapshot();
    table.clearScores();
    QCOMPARE(with->score(8998).value_or(0), 0.25f);
    QVERIFY(!table.score(8998));
  }

  void filesInTheRootKeepTheirPath() {
    ImageTable table;
    const std::vector<store::Image> images = {{1, "/a.jpg", 1, 1, {}}};
    table.append(images);
    QCOMPARE(table.path(0), std::filesystem::path("/a.jpg"));
  }

  // Every combination of random conditions and orders, on random tables that grow between the calls.
  void arrangementsEqualThoseOfANaiveReference() {
    std::mt19937 random(5);
    const auto below = [&](std::size_t n) { return static_cast<std::size_t>(random()) % n; };
    FactsMaker facts;
    std::vector<std::uint32_t> labelIds;
    for (int label = 0; label < 4; ++label) labelIds.push_back(facts.labelId(label));
    const std::vector<std::string> folders = {"/p", "/p/a", "/p/ab", "/p/A10", "/p/a2", "/q"};
    const std::vector<std::string> stems = {"img", "IMG_", "cat", "Cat 0", "x"};
    const std::vector<QString> patterns = {"", "", "1", "CAT", "*1?.jpg", "img*", "*", "nothing at all"};

    GalleryArranger arranger;
    ImageTable table;
    std::vector<Model> images;
    std::vector<std::vector<int>> regions;
    std::vector<bool> verified;
    for (int round = 0; round < 4; ++round) {
      std::vector<store::Image> added;
      for (int i = 0; i < 150; ++i) {
        Model image;
        image.folder = folders[below(folders.size())];
        image.name = stems[below(stems.size())] + std::to_string(below(60)) + ".jpg";
        for (auto r = below(4); r > 0; --r) image.labels.push_back(static_cast<int>(below(4)));
        added.push_back(
            {static_cast<store::ImageId>(images.size()) + 1, image.folder + "/" + image.name, 1, 1, {}});
        image.verified = below(2) == 0;
        verified.push_back(image.verified);
        images.push_back(image);
        regions.push_back(image.labels);
      }
      table.append(added);
      table.takeFacts(ImageTable::prepareFacts(
          table, std::make_shared<store::ImageFacts>(facts.make(regions, verified))));
      std::vector<std::pair<store::ImageId, float>> scores;
      for (std::size_t i = 0; i < images.size(); ++i) {
        images[i].score.reset();
        if (below(2) == 0) continue;
        images[i].score = static_cast<float>(below(20)) / 20;
        scores.emplace_back(static_cast<store::ImageId>(i) + 1, *images[i].score);
      }
      table.setScores(scores);
      for (int trial = 0; trial < 120; ++trial) {
        GalleryQuery query;
        query.filter.name = patterns[below(patterns.size())];
        query.filter.state = static_cast<GalleryFilter::State>(below(3));
        query.filter.verified = static_cast<GalleryFilter::Verified>(below(3));
        for (auto l = below(3); l > 0; --l) query.filter.labels.push_back(labelIds[below(4)]);
        if (below(3) == 0) query.filter.scoreAtLeast = 0.3f;
        if (below(3) == 0)
          query.filter.folders.append(QString::fromStdString(folders[below(folders.size())]));
        query.sort.key = static_cast<GallerySort::Key>(below(5));
        query.sort.descending = below(2) == 0;
        const auto arrangement = arranger.arrange(*table.snapshot(), query, {});
        QVERIFY(arrangement.order == naive(images, query, labelIds));
        for (Row row = 0; row < arrangement.rows; ++row) {
          const auto position = arrangement.positions[row];
          const bool shown = std::count(arrangement.order.begin(), arrangement.order.end(), row) > 0;
          QCOMPARE(position != kNoPosition, shown);
          if (shown) QCOMPARE(arrangement.order[position], row);
        }
      }
      const auto all = arranger.arrange(*table.snapshot(), {}, {});
      for (std::size_t label = 0; label < 4; ++label) {
        const auto expected = std::count_if(images.begin(), images.end(), [&](const Model& image) {
          return std::count(image.labels.begin(), image.labels.end(), static_cast<int>(label)) > 0;
        });
        const auto found = std::find_if(all.imagesPerLabel.begin(), all.imagesPerLabel.end(),
                                        [&](const auto& entry) { return entry.first == labelIds[label]; });
        QVERIFY(found != all.imagesPerLabel.end());
        QCOMPARE(static_cast<std::ptrdiff_t>(found->second), expected);
      }
    }
  }

  void changedFactsReplaceThoseOfTheImage() {
    FactsMaker maker;
    ImageTable table;
    table.append(numberedImages(3));
    table.takeFacts(
        ImageTable::prepareFacts(table, std::make_shared<store::ImageFacts>(maker.make({{0}, {0, 1}, {}}))));
    const auto before = table.snapshot();
    table.updateFacts(maker.change(3, {2, 1}));
    table.updateFacts(maker.change(1, {}));
    QCOMPARE(table.regions(2), 2u);
    QCOMPARE(table.labels(2).size(), std::size_t{2});
    QCOMPARE(table.regions(0), 0u);
    QVERIFY(table.labels(0).empty());
    QCOMPARE(before->regions(2), 0u);
    QCOMPARE(before->regions(0), 1u);
  }

  // An image that comes after the facts of the project were read.
  void factsReachImagesThatComeLater() {
    FactsMaker maker;
    ImageTable table;
    table.takeFacts(
        ImageTable::prepareFacts(table, std::make_shared<store::ImageFacts>(maker.make({{0}, {0, 1}}))));
    table.append(numberedImages(2));
    QCOMPARE(table.regions(1), 2u);
  }

  // Images and scores come while the facts are prepared.
  void factsPreparedFromAnOlderTableFitTheNewerOne() {
    FactsMaker maker;
    ImageTable table;
    const auto images = numberedImages(4);
    table.append(std::span(images).first(2));
    auto prepared = ImageTable::prepareFacts(
        *table.snapshot(), std::make_shared<store::ImageFacts>(maker.make({{0}, {}, {}, {0, 1, 1}})));
    table.append(images);
    const std::vector<std::pair<store::ImageId, float>> scores = {{1, 0.5f}, {4, 0.25f}};
    table.setScores(scores);
    table.takeFacts(std::move(prepared));
    QCOMPARE(table.regions(0), 1u);
    QCOMPARE(table.regions(3), 3u);
    QCOMPARE(table.labels(3).size(), std::size_t{2});
    QCOMPARE(table.score(0).value_or(0), 0.5f);
    QCOMPARE(table.score(3).value_or(0), 0.25f);
    table.clearScores();
    QVERIFY(!table.score(3));
  }

  void aCancelledArrangementStops() {
    ImageTable table;
    table.append(numberedImages(50000));
    GalleryArranger arranger;
    const auto snapshot = table.snapshot();
    CancelToken cancel;
    cancel.cancel();
    expect_error(ErrorKind::Cancelled, [&] { arranger.arrange(*snapshot, {}, cancel); });
    // And what it had begun does not spoil the next one.
    const auto arrangement = arranger.arrange(*snapshot, {}, {});
    for (Row row = 0; row < 50000; ++row) QCOMPARE(arrangement.order[row], row);
  }
};

QTEST_GUILESS_MAIN(TestGalleryArranger)
#include "test_gallery_arranger.moc"
