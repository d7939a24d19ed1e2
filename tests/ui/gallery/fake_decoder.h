// SPDX-License-Identifier: GPL-3.0-or-later
// A decoder for tests: says what it was asked for, can be held up, fails on demand, and needs no image files.
#pragma once

#include <QImage>
#include <QString>
#include <QTest>
#include <algorithm>
#include <condition_variable>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/image/decoder.h"

namespace cloc::test {

class FakeDecoder : public image::PictureDecoder {
 public:
  image::Picture load(const std::filesystem::path& path) const override { return load_thumbnail(path, 64); }
  image::Picture load_thumbnail(const std::filesystem::path& path, int side) const override {
    enter(path);
    return picture(side, side * 3 / 4);
  }
  image::Picture load_crop(const std::filesystem::path& path, const PixelBox&, float,
                           int side) const override {
    enter(path);
    return picture(side, side / 2);
  }
  std::optional<Size> probe_size(const std::filesystem::path&) const override { return Size{400, 300}; }

  // From now on calls wait until release().
  void hold() {
    const std::lock_guard lock(mutex_);
    held_ = true;
  }
  void release() {
    {
      const std::lock_guard lock(mutex_);
      held_ = false;
    }
    changed_.notify_all();
  }
  void failOn(const std::string& name) {
    const std::lock_guard lock(mutex_);
    failing_.insert(name);
  }

  // File names, in the order of the calls.
  std::vector<std::string> asked() const {
    const std::lock_guard lock(mutex_);
    return asked_;
  }
  int times(const std::string& name) const {
    const auto all = asked();
    return static_cast<int>(std::count(all.begin(), all.end(), name));
  }

 private:
  void enter(const std::filesystem::path& path) const {
    std::unique_lock lock(mutex_);
    asked_.push_back(path.filename().string());
    changed_.wait(lock, [this] { return !held_; });
    if (failing_.contains(path.filename().string())) {
      throw Error(ErrorKind::Corrupt, path.string() + " is cut off. Copy it again.");
    }
  }
  static image::Picture picture(int width, int height) {
    auto image = std::make_shared<QImage>(width, std::max(1, height), QImage::Format_RGB888);
    image->fill(Qt::red);
    image::Picture picture;
    picture.width = image->width();
    picture.height = image->height();
    picture.original_width = 400;
    picture.original_height = 300;
    picture.bytes_per_row = image->bytesPerLine();
    picture.bytes = std::shared_ptr<const std::uint8_t>(image, image->constBits());
    return picture;
  }

  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  mutable std::vector<std::string> asked_;
  std::set<std::string> failing_;
  bool held_ = false;
};

}  // namespace cloc::test
