// SPDX-License-Identifier: Apache-2.0
#include "core/image/header.h"

#include <cstring>
#include <string_view>

namespace cloc::image {
namespace {

constexpr std::uint8_t kPngSignature[] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

bool has_at(Bytes bytes, std::size_t offset, std::string_view text) {
  return bytes.size() >= offset + text.size() &&
         std::memcmp(bytes.data() + offset, text.data(), text.size()) == 0;
}

// The caller has checked that the bytes are there.
std::uint32_t big16(Bytes b, std::size_t i) {
  return static_cast<std::uint32_t>(b[i] << 8 | b[i + 1]);
}
std::uint32_t little16(Bytes b, std::size_t i) {
  return static_cast<std::uint32_t>(b[i + 1] << 8 | b[i]);
}
std::uint32_t big32(Bytes b, std::size_t i) {
  return big16(b, i) << 16 | big16(b, i + 2);
}
std::uint32_t little32(Bytes b, std::size_t i) {
  return little16(b, i + 2) << 16 | little16(b, i);
}

// EXIF is a small TIFF file: tag 0x0112 of its first directory. 1 (no turn) for anything that is not as it
// should be.
int orientation_of_exif(Bytes tiff) {
  if (tiff.size() < 8) return 1;
  const bool little = has_at(tiff, 0, std::string_view("II*\0", 4));
  if (!little && !has_at(tiff, 0, std::string_view("MM\0*", 4))) return 1;
  const auto read16 = [&](std::size_t i) { return little ? little16(tiff, i) : big16(tiff, i); };
  const std::size_t directory = little ? little32(tiff, 4) : big32(tiff, 4);
  if (directory + 2 > tiff.size()) return 1;
  const std::size_t entries = read16(directory);
  for (std::size_t i = 0; i < entries; ++i) {
    const std::size_t entry = directory + 2 + 12 * i;
    if (entry + 12 > tiff.size()) return 1;
    if (read16(entry) != 0x0112) continue;
    const auto value = static_cast<int>(read16(entry + 8));
    return value >= 1 && value <= 8 ? value : 1;
  }
  return 1;
}

// One segment or chunk: its marker or name, what it holds, and where the next one begins.
struct JpegSegment {
  int marker = 0;
  Bytes payload;
  std::size_t next = 0;
};

bool stands_alone(int marker) {
  return marker == 0x01 || (marker >= 0xd0 && marker <= 0xd9);
}

// The segment at `offset`; empty when the file ends inside it or no marker is there.
std::optional<JpegSegment> jpeg_segment(Bytes file, std::size_t offset) {
  if (offset >= file.size() || file[offset] != 0xff) return std::nullopt;
  while (offset < file.size() && file[offset] == 0xff) ++offset;  // any number of fill bytes
  if (offset >= file.size()) return std::nullopt;
  JpegSegment segment;
  segment.marker = file[offset++];
  segment.next = offset;
  if (stands_alone(segment.marker)) return segment;
  if (offset + 2 > file.size()) return std::nullopt;
  const std::size_t length = big16(file, offset);
  if (length < 2 || offset + length > file.size()) return std::nullopt;
  segment.payload = file.subspan(offset + 2, length - 2);
  segment.next = offset + length;
  return segment;
}

bool is_frame_header(int marker) {  // SOF0 .. SOF15 without DHT, JPG and DAC
  return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
}

std::optional<Header> read_jpeg_header(Bytes file) {
  Header header;
  std::size_t offset = 2;
  while (const auto segment = jpeg_segment(file, offset)) {
    if (segment->marker == 0xe1 && has_at(segment->payload, 0, std::string_view("Exif\0\0", 6))) {
      if (header.orientation == 1) header.orientation = orientation_of_exif(segment->payload.subspan(6));
    } else if (is_frame_header(segment->marker) && segment->payload.size() >= 6) {
      header.height = static_cast<int>(big16(segment->payload, 1));
      header.width = static_cast<int>(big16(segment->payload, 3));
      if (header.width == 0 || header.height == 0) return std::nullopt;
      return header;
    } else if (segment->marker == 0xda || segment->marker == 0xd9) {
      return std::nullopt;  // pixels or the end before a frame header
    }
    offset = segment->next;
  }
  return std::nullopt;
}

// The next marker after a scan's compressed bytes, in which 0xff is followed by 0 or by a restart marker.
std::size_t end_of_scan(Bytes file, std::size_t offset) {
  while (offset + 1 < file.size()) {
    const void* found = std::memchr(file.data() + offset, 0xff, file.size() - 1 - offset);
    if (found == nullptr) return file.size();
    offset = static_cast<std::size_t>(static_cast<const std::uint8_t*>(found) - file.data());
    const int next = file[offset + 1];
    if (next != 0x00 && next != 0xff && !(next >= 0xd0 && next <= 0xd7)) return offset;
    offset += next == 0xff ? 1 : 2;
  }
  return file.size();
}

// Walks the segments, since a thumbnail inside EXIF has an end-of-image marker of its own.
bool is_whole_jpeg(Bytes file) {
  std::size_t offset = 2;
  while (const auto segment = jpeg_segment(file, offset)) {
    if (segment->marker == 0xd9) return true;
    offset = segment->marker == 0xda ? end_of_scan(file, segment->next) : segment->next;
  }
  return false;
}

// Calls `see(name, payload)` for each whole chunk until it returns true; whether it did.
template <class See>
bool find_png_chunk(Bytes file, See&& see) {
  std::size_t offset = sizeof kPngSignature;
  while (offset + 12 <= file.size()) {
    const std::size_t length = big32(file, offset);
    if (length > file.size() - offset - 12) return false;
    const std::string_view name(reinterpret_cast<const char*>(file.data()) + offset + 4, 4);
    if (see(name, file.subspan(offset + 8, length))) return true;
    offset += 12 + length;
  }
  return false;
}

std::optional<Header> read_png_header(Bytes file) {
  if (file.size() < 24 || !has_at(file, 12, "IHDR")) return std::nullopt;
  const std::uint32_t width = big32(file, 16), height = big32(file, 20);
  if (width == 0 || height == 0 || width > INT32_MAX || height > INT32_MAX) return std::nullopt;
  Header header{static_cast<int>(width), static_cast<int>(height), 1};
  find_png_chunk(file, [&](std::string_view name, Bytes payload) {
    if (name == "eXIf") header.orientation = orientation_of_exif(payload);
    return name == "eXIf" || name == "IDAT";
  });
  return header;
}

int webp_orientation(Bytes file) {
  std::size_t offset = 12;
  while (offset + 8 <= file.size()) {
    const std::size_t length = little32(file, offset + 4);
    if (length > file.size() - offset - 8) return 1;
    if (has_at(file, offset, "EXIF")) {
      const Bytes payload = file.subspan(offset + 8, length);
      // Some writers keep the JPEG segment's prefix.
      return orientation_of_exif(has_at(payload, 0, std::string_view("Exif\0\0", 6)) ? payload.subspan(6)
                                                                                     : payload);
    }
    offset += 8 + length + length % 2;
  }
  return 1;
}

}  // namespace

Format format_of(Bytes file) {
  if (file.size() >= 3 && file[0] == 0xff && file[1] == 0xd8 && file[2] == 0xff) return Format::Jpeg;
  if (file.size() >= sizeof kPngSignature &&
      std::memcmp(file.data(), kPngSignature, sizeof kPngSignature) == 0) {
    return Format::Png;
  }
  if (has_at(file, 0, "RIFF") && has_at(file, 8, "WEBP")) return Format::WebP;
  if (has_at(file, 0, "GIF87a") || has_at(file, 0, "GIF89a")) return Format::Gif;
  return Format::Other;
}

std::optional<Header> read_header(Bytes file) {
  switch (format_of(file)) {
    case Format::Jpeg:
      return read_jpeg_header(file);
    case Format::Png:
      return read_png_header(file);
    default:
      return std::nullopt;
  }
}

int read_orientation(Bytes file) {
  if (format_of(file) == Format::WebP) return webp_orientation(file);
  const auto header = read_header(file);
  return header ? header->orientation : 1;
}

bool is_whole(Bytes file) {
  switch (format_of(file)) {
    case Format::Jpeg:
      return is_whole_jpeg(file);
    case Format::Png:
      return find_png_chunk(file, [](std::string_view name, Bytes) { return name == "IEND"; });
    default:
      return true;
  }
}

}  // namespace cloc::image
