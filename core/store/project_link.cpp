// SPDX-License-Identifier: Apache-2.0
#include "core/store/project_link.h"

#include <nlohmann/json.hpp>

#include "core/base/atomic_file.h"
#include "core/base/error.h"

namespace cloc::store {
namespace {

constexpr int kFormat = 1;

}  // namespace

ProjectLink read_project_link(const std::filesystem::path& folder) {
  const auto file = folder / ProjectLink::kName;
  const auto text = read_text_file(file);
  try {
    const auto json = nlohmann::json::parse(text);
    if (json.at("format").get<int>() > kFormat) {
      throw Error(ErrorKind::Unsupported, file.string() +
                                              " was written by a newer CLOC Studio. Update CLOC Studio to "
                                              "open the project.");
    }
    ProjectLink link;
    link.server = ServerAddress::parse(json.at("database").get<std::string>());
    link.project = json.at("project").get<std::string>();
    link.images = json.value("images", std::string(".."));
    if (!link.server.schema.empty()) return link;
  } catch (const nlohmann::json::exception& error) {
    throw Error(ErrorKind::Corrupt,
                file.string() + " cannot be read: " + error.what() +
                    ". Mend it, or remove the folder and make the project anew with the same URL: what is on "
                    "the server stays.");
  }
  throw Error(ErrorKind::Corrupt, file.string() +
                                      " does not say which schema holds the project. Add ?schema=NAME to its "
                                      "database.");
}

void write_project_link(const std::filesystem::path& folder, const ProjectLink& link) {
  const nlohmann::json json{{"format", kFormat},
                            {"database", link.server.url()},
                            {"project", link.project},
                            {"images", link.images.empty() ? std::string("..") : link.images.string()}};
  AtomicFile file(folder / ProjectLink::kName);
  file.write(json.dump(2) + "\n");
  file.commit();
}

}  // namespace cloc::store
