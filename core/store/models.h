// SPDX-License-Identifier: Apache-2.0
// The models a project has used, by the hash of their weights. The files lie in the project's models/ or
// elsewhere.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/store/database.h"

namespace cloc::store {

struct ModelRecord {
  std::string hash;            // sha256 of the weights, hexadecimal
  std::filesystem::path path;  // as given to put()
  std::string config;          // JSON
};

// A view; valid as long as the Project it came from, in the same thread.
class Models {
 public:
  explicit Models(Database& database) : database_(database) {}

  // Adds the model, or replaces path and config of the one with this hash.
  void put(const ModelRecord& model);
  std::optional<ModelRecord> find(std::string_view hash) const;
  std::vector<ModelRecord> list() const;

 private:
  Database& database_;
};

}  // namespace cloc::store
