// SPDX-License-Identifier: Apache-2.0
// Image files made in memory for the tests, among them such as no ordinary program writes.
#pragma once

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <opencv2/imgcodecs.hpp>

namespace cloc::test {

using FileBytes = std::vector<std::uint8_t>;

inline void write_file(const std::filesystem::path& path, const FileBytes& bytes) {
  std::ofstream(path, std::ios::binary)
      .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
}

// Byte by byte: GCC 12 warns falsely about ranges inserted into short vectors.
template <class Range>
void append(FileBytes& bytes, const Range& more) {
  for (const auto byte : more) bytes.push_back(static_cast<std::uint8_t>(byte));
}

inline FileBytes part(const FileBytes& bytes, std::size_t first, std::size_t end = SIZE_MAX) {
  FileBytes some;
  for (std::size_t i = first; i < std::min(end, bytes.size()); ++i) some.push_back(bytes[i]);
  return some;
}

// Four flat quarters: red top left, green top right, blue bottom left, white bottom right (BGR, as OpenCV
// encodes).
inline cv::Mat quarters_bgr(int width, int height) {
  cv::Mat image(height, width, CV_8UC3, cv::Scalar(255, 255, 255));
  image(cv::Rect(0, 0, width / 2, height / 2)).setTo(cv::Scalar(0, 0, 255));
  image(cv::Rect(width / 2, 0, width - width / 2, height / 2)).setTo(cv::Scalar(0, 255, 0));
  image(cv::Rect(0, height / 2, width / 2, height - height / 2)).setTo(cv::Scalar(255, 0, 0));
  return image;
}

inline FileBytes encoded(const cv::Mat& bgr, const std::string& extension,
                         const std::vector<int>& options = {}) {
  FileBytes bytes;
  cv::imencode(extension, bgr, bytes, options);
  return bytes;
}

// An EXIF block (TIFF) that holds the orientation alone, in either byte order.
inline FileBytes exif_block(int orientation, bool little) {
  const auto o = static_cast<std::uint8_t>(orientation);
  if (little)
    return {'I', 'I', 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, o, 0, 0, 0, 0, 0, 0, 0};
  return {'M', 'M', 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, o, 0, 0, 0, 0, 0, 0};
}

// `jpeg` with an APP1 segment behind its start marker. `padding` zero bytes follow the block, as big metadata
// would.
inline FileBytes with_exif(const FileBytes& jpeg, int orientation, bool little, std::size_t padding = 0) {
  const auto block = exif_block(orientation, little);
  const std::size_t length = 2 + 6 + block.size() + padding;
  FileBytes bytes = {0xff, 0xd8, 0xff, 0xe1};
  bytes.push_back(static_cast<std::uint8_t>(length >> 8));
  bytes.push_back(static_cast<std::uint8_t>(length & 255));
  append(bytes, std::string("Exif\0\0", 6));
  append(bytes, block);
  append(bytes, FileBytes(padding, 0));
  append(bytes, part(jpeg, 2));
  return bytes;
}

inline void append_big32(FileBytes& bytes, std::uint32_t value) {
  for (int shift = 24; shift >= 0; shift -= 8) bytes.push_back(static_cast<std::uint8_t>(value >> shift));
}

inline FileBytes png_chunk(const std::string& name, const FileBytes& payload) {
  FileBytes chunk;
  append_big32(chunk, static_cast<std::uint32_t>(payload.size()));
  append(chunk, name);
  append(chunk, payload);
  std::uint32_t crc = 0xffffffffu;  // CRC-32 of name and payload, bit by bit
  for (std::size_t i = 4; i < chunk.size(); ++i) {
    crc ^= chunk[i];
    for (int bit = 0; bit < 8; ++bit) crc = (crc & 1) != 0 ? crc >> 1 ^ 0xedb88320u : crc >> 1;
  }
  append_big32(chunk, ~crc);
  return chunk;
}

}  // namespace cloc::test
