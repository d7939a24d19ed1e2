// SPDX-License-Identifier: Apache-2.0
#include "core/engine/query_image_cache.h"

#include <algorithm>
#include <span>

#include "core/image/image.h"

namespace cloc::engine {

QueryImage& QueryImageCache::get(inference::Session& session, const std::filesystem::path& path) {
  // A file that is not there has no stamp; load_image then says what is wrong.
  const auto stamp = store::file_stamp(path).value_or(store::FileStamp{});
  const auto found = std::find_if(images_.begin(), images_.end(),
                                  [&](const Item& item) { return item.path == path.string(); });
  if (found != images_.end()) {
    if (found->stamp == stamp) {
      images_.splice(images_.begin(), images_, found);
      return *images_.front().image;
    }
    images_.erase(found);
  }
  const auto rgb = image::load_image(path);
  auto image = std::make_unique<QueryImage>();
  image->encoded = session.encode(std::span(&rgb, 1))[0];
  images_.push_front({path.string(), stamp, std::move(image)});
  if (images_.size() > kImages) images_.pop_back();
  return *images_.front().image;
}

inference::EncodedImage QueryImageCache::look(inference::Session& session,
                                              const std::filesystem::path& path) const {
  const auto stamp = store::file_stamp(path).value_or(store::FileStamp{});
  const auto found = std::find_if(images_.begin(), images_.end(), [&](const Item& item) {
    return item.path == path.string() && item.stamp == stamp;
  });
  if (found != images_.end()) return found->image->encoded;
  const auto rgb = image::load_image(path);
  return session.encode(std::span(&rgb, 1))[0];
}

}  // namespace cloc::engine
