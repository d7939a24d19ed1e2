// SPDX-License-Identifier: Apache-2.0
// The directory that create_demo fills: made ready before the first scene, taken back when it does not come
// to an end.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

namespace cloc::demo {

// "000042.jpg": the file of scene 42 inside images/.
std::string image_name(std::int64_t index);

//   Output output(directory, overwrite);
//   output.write_image(0, jpeg_bytes); ...
//   output.keep();   // without this, the destructor removes everything again
class Output {
 public:
  // Makes `directory` and images/ in it. A directory that is not empty is refused, unless `overwrite` is set
  // and everything in it is demo data or what a killed run left of it: then that is removed first. Throws
  // Error{InvalidInput} for a refused directory, Error{Io} when the system does not let us.
  Output(const std::filesystem::path& directory, bool overwrite);
  ~Output();
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;

  // Any number of threads at once, each with its own index. Throws Error{Io} naming the path.
  void write_image(std::int64_t index, std::span<const unsigned char> bytes) const;

  void keep() { kept_ = true; }

 private:
  void clear_or_refuse(bool overwrite) const;
  void remove_all() const noexcept;

  std::filesystem::path directory_, images_;
  std::filesystem::path first_made_;  // the outermost folder that was not there before; empty when all were
  bool kept_ = false;
};

}  // namespace cloc::demo
