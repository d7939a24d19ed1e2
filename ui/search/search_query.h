// SPDX-License-Identifier: GPL-3.0-or-later
// A search as the user has put it together: words, boxes, filters. A value: the panel edits it, history and
// saved searches keep it as JSON, and it becomes a query for the engine.
#pragma once

#include <QJsonObject>
#include <QString>
#include <QStringList>
#include <optional>
#include <vector>

#include "core/engine/engine.h"

namespace cloc::ui {

struct SearchQuery {
  // "red apple, round, -leaf": each part between commas is looked for, those with a minus are pushed away. A
  // part may end in ^ and a weight: "red^0.5".
  QString words = {};
  std::vector<engine::BoxTerm> boxes = {};
  QStringList labels = {};  // only regions with one of these
  QString folder = {};      // only images below it
  std::optional<float> leastScore = {};
  bool operator==(const SearchQuery&) const = default;

  // Whether there is something to look for; filters alone are not.
  bool empty() const;
  engine::Query toQuery() const;
  engine::SearchOptions toOptions(bool wholeImages, std::int64_t k) const;
  // For lists and menus: "red apple + box of 000012.jpg".
  QString title() const;

  QJsonObject toJson() const;
  // What is missing or of another type is left at its default.
  static SearchQuery fromJson(const QJsonObject& json);
};

// The parts of `words` as said above; without empty ones.
std::vector<engine::TextTerm> parseWords(const QString& words);

}  // namespace cloc::ui
