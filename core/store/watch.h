// SPDX-License-Identifier: Apache-2.0
// What others have done to a project since one looked last: other people on a shared one, other programs and
// windows on one in a file. The window looks twice a second, in the store's thread; a look at a project that
// nobody has changed is one small question.
//
//   store::Watch watch(project);
//   if (const auto news = watch.look()) show(*news);
//
// A view; valid as long as the Project, in the same thread. Errors as of Project.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/store/project.h"

namespace cloc::store {

struct News {
  // A step that was made, joined, undone or redone, the oldest first.
  struct Deed {
    std::string user, text;
    std::chrono::system_clock::time_point time;
    bool undone = false;
    std::vector<ImageId> images;  // ascending; none for what is done to the label set or to many images
  };
  std::vector<Deed> deeds;
  std::vector<ImageId> images;  // of all deeds, ascending
  bool labels = false;          // the label set
  bool many = false;            // regions of images that are not named have got another label
  bool splits = false;
  // Rows have come or gone of which no step tells: an import, images that were removed.
  bool rows = false;
};

class Watch {
 public:
  // From now on.
  explicit Watch(const Project& project);

  // Absent when nobody else has written what concerns the data. What this Project did itself is not in it.
  std::optional<News> look();

 private:
  // What an import changes, at once however large the project is.
  struct Extent {
    std::int64_t last_image = 0, last_region = 0, last_caption = 0, last_label = 0, regions = 0;
    bool operator==(const Extent&) const = default;
  };
  Extent extent() const;
  std::int64_t last_revision() const;

  const Project& project_;
  std::int64_t writes_ = 0, revision_ = 0;
  Extent extent_;
};

}  // namespace cloc::store
