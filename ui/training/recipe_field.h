// SPDX-License-Identifier: GPL-3.0-or-later
// The values of a training recipe as descriptions: what a key may hold and what it means. The form is made
// from them and knows no key by itself, so a new setting of the trainer appears in the window without a
// change here. The truth they come from is training/recipe.h (`cloc-cli --json train --show-recipe`), which
// this does not link.
#pragma once

#include <QByteArray>
#include <QString>
#include <QStringList>
#include <QVariant>
#include <vector>

namespace cloc::ui {

struct RecipeFieldInfo {
  enum class Type { Integer, Real, Text, Choice, Path };

  QString key;  // "section.name"
  Type type = Type::Text;
  QVariant value, defaultValue;  // qint64, double or QString, by type
  double least = 0, most = 0;    // of numbers; equal: no limits
  QStringList choices;           // of a Choice
  QString help;
  QString unit;           // of numbers: "pixels", "steps"; may be empty
  bool required = false;  // of Text and Path: must not be empty

  QString section() const { return key.section(QLatin1Char('.'), 0, 0); }
  QString name() const { return key.section(QLatin1Char('.'), 1); }
};

// {"fields": [{"key": "optimiser.learning_rate", "type": "real", "value": 5e-4, "default": 5e-4, "least": 0,
// "most": 1, "choices": [], "help": "...", "unit": "", "required": false}]}; type: integer, real, text,
// choice or path; unit and required may be left out. Throws Error{Corrupt} that names the field.
std::vector<RecipeFieldInfo> fieldsFromJson(const QByteArray& json);

// As a person types it: numbers in the C locale, "5e-4".
QString fieldText(const RecipeFieldInfo& field, const QVariant& value);
// What is wrong with `text` as a value of the field, with its range and unit; empty when nothing is.
QString fieldProblem(const RecipeFieldInfo& field, const QString& text);
// Of a text without a problem.
QVariant fieldValue(const RecipeFieldInfo& field, const QString& text);
// Equal as values: 5e-4 and 0.0005 are.
bool sameValue(const RecipeFieldInfo& field, const QVariant& a, const QVariant& b);

// A TOML file of all values, one table a section, each value under its help as a comment.
QString recipeToml(const std::vector<RecipeFieldInfo>& fields);

}  // namespace cloc::ui
