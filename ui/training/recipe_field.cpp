// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/training/recipe_field.h"

#include <QCoreApplication>
#include <QLocale>
#include <algorithm>
#include <charconv>
#include <cmath>

#include <nlohmann/json.hpp>

#include "core/base/error.h"

namespace cloc::ui {
namespace {

using nlohmann::json;
using Type = RecipeFieldInfo::Type;

// Beyond this a limit only means "many", and integers lose digits as a double.
constexpr double kMany = 1e12;

// lupdate finds texts by the class they are in.
struct Text {
  Q_DECLARE_TR_FUNCTIONS(Recipe)
};

[[noreturn]] void refuse(const std::string& where, const std::string& what) {
  throw Error(ErrorKind::Corrupt,
              "The description of the recipe's fields, " + where + ": " + what +
                  ". Window and cloc-cli may be of different versions: install both again.");
}

// Digits enough to give the same number back, and no more; without an exponent where a person would not write
// one.
QString shortest(double value) {
  const double size = std::abs(value);
  if (size == 0 || (size >= 1e-4 && size < 1e15))
    return QString::number(value, 'f', QLocale::FloatingPointShortest);
  char text[32];
  return QString::fromLatin1(text, std::to_chars(text, text + sizeof text, value).ptr - text);
}

Type typeFrom(const std::string& word, const std::string& where) {
  if (word == "integer") return Type::Integer;
  if (word == "real") return Type::Real;
  if (word == "text") return Type::Text;
  if (word == "choice") return Type::Choice;
  if (word == "path") return Type::Path;
  refuse(where, "the type '" + word + "' is not known");
}

QVariant valueFrom(const json& value, Type type, const std::string& where) {
  switch (type) {
    case Type::Integer:
      if (value.is_number_integer()) return QVariant(static_cast<qint64>(value.get<std::int64_t>()));
      break;
    case Type::Real:
      if (value.is_number()) return QVariant(value.get<double>());
      break;
    case Type::Text:
    case Type::Choice:
    case Type::Path:
      if (value.is_string()) return QVariant(QString::fromStdString(value.get<std::string>()));
      break;
  }
  refuse(where, "the value " + value.dump() + " is not of the field's type");
}

RecipeFieldInfo fieldFrom(const json& object) {
  RecipeFieldInfo field;
  std::string where = "a field";
  try {
    const auto key = object.at("key").get<std::string>();
    where = "field " + key;
    field.key = QString::fromStdString(key);
    if (field.section().isEmpty() || field.name().isEmpty()) refuse(where, "the key is not section.name");
    field.type = typeFrom(object.at("type").get<std::string>(), where);
    field.value = valueFrom(object.at("value"), field.type, where);
    field.defaultValue = valueFrom(object.at("default"), field.type, where);
    field.least = object.value("least", 0.0);
    field.most = object.value("most", 0.0);
    for (const auto& choice : object.value("choices", json::array())) {
      field.choices << QString::fromStdString(choice.get<std::string>());
    }
    field.help = QString::fromStdString(object.value("help", ""));
    field.unit = QString::fromStdString(object.value("unit", ""));
    field.required = object.value("required", false);
  } catch (const json::exception& error) {
    refuse(where, error.what());
  }
  return field;
}

QString limitText(double limit) {
  const QLocale c = QLocale::c();
  return std::floor(limit) == limit && std::abs(limit) < 1e13 ? c.toString(static_cast<qint64>(limit))
                                                              : shortest(limit);
}

QString rangeProblem(const RecipeFieldInfo& field) {
  const QString kind = field.type == Type::Integer ? Text::tr("a whole number") : Text::tr("a number");
  const QString what = field.unit.isEmpty() ? kind : Text::tr("%1 of %2").arg(kind, field.unit);
  if (field.least >= field.most) return Text::tr("Must be %1.").arg(what);
  if (field.most >= kMany) return Text::tr("Must be %1, at least %2.").arg(what, limitText(field.least));
  return Text::tr("Must be %1 between %2 and %3.").arg(what, limitText(field.least), limitText(field.most));
}

QString tomlString(const QString& text) {
  QString out = QStringLiteral("\"");
  for (const QChar c : text) {
    if (c == QLatin1Char('"') || c == QLatin1Char('\\')) {
      out += QLatin1Char('\\');
      out += c;
    } else if (c.unicode() < 0x20 || c.unicode() == 0x7f) {
      out += QStringLiteral("\\u%1").arg(c.unicode(), 4, 16, QLatin1Char('0'));
    } else {
      out += c;
    }
  }
  return out + QLatin1Char('"');
}

QString tomlValue(const RecipeFieldInfo& field) {
  switch (field.type) {
    case Type::Integer:
      return QString::number(field.value.toLongLong());
    case Type::Real: {
      // TOML tells floats from integers by the point or the exponent.
      const QString text = shortest(field.value.toDouble());
      const bool isFloat = text.contains(QLatin1Char('.')) || text.contains(QLatin1Char('e'));
      return isFloat ? text : text + QStringLiteral(".0");
    }
    case Type::Text:
    case Type::Choice:
    case Type::Path:
      return tomlString(field.value.toString());
  }
  return {};
}

}  // namespace

std::vector<RecipeFieldInfo> fieldsFromJson(const QByteArray& text) {
  const auto document = json::parse(text.begin(), text.end(), nullptr, /*allow_exceptions=*/false);
  if (!document.is_object() || !document.contains("fields") || !document.at("fields").is_array()) {
    refuse("whole", "it is no JSON object with a list of fields");
  }
  std::vector<RecipeFieldInfo> fields;
  for (const auto& object : document.at("fields")) {
    auto field = fieldFrom(object);
    if (std::any_of(fields.begin(), fields.end(),
                    [&](const auto& other) { return other.key == field.key; })) {
      refuse("field " + field.key.toStdString(), "it is there twice");
    }
    fields.push_back(std::move(field));
  }
  return fields;
}

QString fieldText(const RecipeFieldInfo& field, const QVariant& value) {
  switch (field.type) {
    case Type::Integer:
      return QString::number(value.toLongLong());
    case Type::Real:
      return shortest(value.toDouble());
    case Type::Text:
    case Type::Choice:
    case Type::Path:
      break;
  }
  return value.toString();
}

QString fieldProblem(const RecipeFieldInfo& field, const QString& text) {
  const QString trimmed = text.trimmed();
  if (field.type == Type::Choice) {
    return field.choices.contains(text)
               ? QString()
               : Text::tr("Must be one of: %1.").arg(field.choices.join(QStringLiteral(", ")));
  }
  if (field.type == Type::Text || field.type == Type::Path) {
    if (!field.required || !trimmed.isEmpty()) return {};
    return field.help.isEmpty() ? Text::tr("Must not be empty.")
                                : Text::tr("Must not be empty: %1.").arg(field.help);
  }
  bool isNumber = false;
  const double value = QLocale::c().toDouble(trimmed, &isNumber);
  const bool inRange = field.least >= field.most || (value >= field.least && value <= field.most);
  const bool isWhole =
      field.type != Type::Integer || (value == std::floor(value) && std::abs(value) < 9.1e15);
  return isNumber && std::isfinite(value) && inRange && isWhole ? QString() : rangeProblem(field);
}

QVariant fieldValue(const RecipeFieldInfo& field, const QString& text) {
  switch (field.type) {
    case Type::Integer: {
      bool exact = false;
      const qint64 whole = text.trimmed().toLongLong(&exact);
      // "1e6" is a whole number too.
      return exact ? whole : static_cast<qint64>(QLocale::c().toDouble(text.trimmed()));
    }
    case Type::Real:
      return QLocale::c().toDouble(text.trimmed());
    case Type::Path:
      return text.trimmed();
    case Type::Text:
    case Type::Choice:
      break;
  }
  return text;
}

bool sameValue(const RecipeFieldInfo& field, const QVariant& a, const QVariant& b) {
  if (field.type == Type::Integer) return a.toLongLong() == b.toLongLong();
  if (field.type == Type::Real) return a.toDouble() == b.toDouble();
  return a.toString() == b.toString();
}

QString recipeToml(const std::vector<RecipeFieldInfo>& fields) {
  // A table must not be opened twice, whatever the order of the fields.
  QStringList sections;
  for (const auto& field : fields) {
    if (!sections.contains(field.section())) sections << field.section();
  }
  QString out;
  for (const auto& section : sections) {
    out += (out.isEmpty() ? QString() : QStringLiteral("\n")) + QStringLiteral("[%1]\n").arg(section);
    for (const auto& field : fields) {
      if (field.section() != section) continue;
      if (!field.help.isEmpty()) {
        out += QStringLiteral("# ") + QString(field.help).replace(QLatin1Char('\n'), QLatin1Char(' ')) +
               QLatin1Char('\n');
      }
      out += field.name() + QStringLiteral(" = ") + tomlValue(field) + QLatin1Char('\n');
    }
  }
  return out;
}

}  // namespace cloc::ui
