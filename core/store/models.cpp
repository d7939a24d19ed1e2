// SPDX-License-Identifier: Apache-2.0
#include "core/store/models.h"

namespace cloc::store {

void Models::put(const ModelRecord& model) {
  database_.require_writable();
  database_
      .prepare(
          "INSERT INTO models(hash, path, config) VALUES(?, ?, ?)"
          " ON CONFLICT(hash) DO UPDATE SET path = excluded.path, config = excluded.config")
      .run(model.hash, model.path.string(), model.config);
}

std::optional<ModelRecord> Models::find(std::string_view hash) const {
  auto query = database_.prepare("SELECT hash, path, config FROM models WHERE hash = ?");
  if (!query.run(hash).next()) return std::nullopt;
  return ModelRecord{query.text(0), query.text(1), query.text(2)};
}

std::vector<ModelRecord> Models::list() const {
  std::vector<ModelRecord> models;
  auto query = database_.prepare("SELECT hash, path, config FROM models ORDER BY rowid");
  query.run();
  while (query.next()) models.push_back({query.text(0), query.text(1), query.text(2)});
  return models;
}

}  // namespace cloc::store
