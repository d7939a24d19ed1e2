// SPDX-License-Identifier: Apache-2.0
// Writes very many rows into one table: to a file each at once, to a server hundreds in one statement, which
// takes a tenth of the time. For the classes of core/store, inside of a Transaction.
//
//   BulkInsert captions(database, "captions(image_id, text)", 2);
//   captions.add(image, text);
//   captions.finish();
#pragma once

#include <string>

#include "core/store/database.h"

namespace cloc::store {

class BulkInsert {
 public:
  // `into`: table and columns, of which there are `columns`. `first`: what its rows refer to, which is
  // written before them whenever they are. The database and `first` outlive this.
  BulkInsert(const Database& database, const std::string& into, int columns, BulkInsert* first = nullptr);

  template <class... Values>
  void add(const Values&... values) {
    add_row({Statement::to_variant(values)...});
  }
  void add_row(const QVariantList& values);
  // Writes what waits. To be called before the rows are read, or others written that refer to them; more may
  // be added afterwards.
  void finish();

 private:
  const Database& database_;
  BulkInsert* first_;
  std::string insert_;
  std::optional<Statement> statement_;  // into a file
  QString rows_;                        // to a server: waiting
  int waiting_ = 0;
};

}  // namespace cloc::store
