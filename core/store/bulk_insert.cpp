// SPDX-License-Identifier: Apache-2.0
#include "core/store/bulk_insert.h"

namespace cloc::store {
namespace {

// More rows gain nothing; longer texts take memory on both sides.
constexpr int kRows = 1000;
constexpr qsizetype kLength = 1 << 20;  // characters

}  // namespace

BulkInsert::BulkInsert(const Database& database, const std::string& into, int columns, BulkInsert* first)
    : database_(database), first_(first), insert_("INSERT INTO " + into + " VALUES ") {
  if (database.on_server()) return;
  std::string row = "(?";
  for (int i = 1; i < columns; ++i) row += ", ?";
  row += ')';
  statement_ = database.prepare(insert_ + row);
}

void BulkInsert::add_row(const QVariantList& values) {
  if (statement_) {
    statement_->run_all(values);
    return;
  }
  rows_ += waiting_ == 0 ? QStringLiteral("(") : QStringLiteral(",(");
  for (qsizetype i = 0; i < values.size(); ++i) {
    if (i > 0) rows_ += QLatin1Char(',');
    rows_ += Database::literal(values[i]);
  }
  rows_ += QLatin1Char(')');
  if (++waiting_ >= kRows || rows_.size() > kLength) finish();
}

void BulkInsert::finish() {
  if (waiting_ == 0) return;
  if (first_ != nullptr) first_->finish();
  database_.execute_text(QString::fromStdString(insert_) + rows_);
  rows_.clear();
  waiting_ = 0;
}

}  // namespace cloc::store
