// SPDX-License-Identifier: GPL-3.0-or-later
// What several regions (or images) say alike: captions and attributes, for a panel that shows and edits them
// together. Values alone; no widgets.
#pragma once

#include <QString>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/store/changes.h"

namespace cloc::ui {

struct CommonNotes {
  std::optional<std::vector<std::string>> captions;  // absent: they differ
  struct Entry {
    std::string name;
    std::optional<data::AttributeValue> value;  // absent: not the same in all, or not in all
  };
  std::vector<Entry> attributes;  // that any has, in the order in which they come

  // Null when none has it.
  const Entry* find(std::string_view name) const;
};

CommonNotes commonNotes(std::span<const store::ImageNotes> notes);
// Of a region: its caption and the others of it.
store::ImageNotes notesOf(const store::Region& region);
void setCaptions(store::Region& region, const std::vector<std::string>& captions);

// `value` absent: without it.
data::Attributes withAttribute(const data::Attributes& attributes, const std::string& name,
                               const std::optional<data::AttributeValue>& value);

// As it is typed: true, 2.5, plain text, ["a", "b"]; and back.
QString attributeText(const data::AttributeValue& value);
data::AttributeValue attributeValue(const QString& text);

// A caption a line. Line ends within one are shown as blanks.
QString captionLines(const std::vector<std::string>& captions);
std::vector<std::string> captionsOf(const QString& lines);

}  // namespace cloc::ui
