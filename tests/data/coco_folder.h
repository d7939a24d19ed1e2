// SPDX-License-Identifier: Apache-2.0
// A small data set on disk, in the layout that the demo generator writes, for the tests to spoil.
#pragma once

#include <QTemporaryDir>
#include <filesystem>
#include <fstream>
#include <string>

#include <opencv2/core.hpp>

#include "core/image/image.h"

namespace cloc::test {

class CocoFolder {
 public:
  CocoFolder() { std::filesystem::create_directory(path() / "images"); }

  std::filesystem::path path() const { return dir_.path().toStdString(); }
  std::filesystem::path operator/(const std::string& name) const { return path() / name; }

  void write(const std::string& name, const std::string& text) const {
    std::filesystem::create_directories((path() / name).parent_path());
    std::ofstream(path() / name, std::ios::binary) << text;  // thousands of files: no fsync for each
  }
  void write_image(const std::string& name, int width = 100, int height = 80) const {
    std::filesystem::create_directories((path() / name).parent_path());
    image::save_image(path() / name, cv::Mat(height, width, CV_8UC3, cv::Scalar(10, 20, 30)));
  }

 private:
  QTemporaryDir dir_;
};

}  // namespace cloc::test
