// SPDX-License-Identifier: Apache-2.0
#include "core/image/image.h"

#include <algorithm>
#include <cctype>
#include <climits>
#include <cmath>
#include <fstream>
#include <limits>
#include <new>
#include <string_view>
#include <system_error>
#include <vector>

#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/image/first_frame.h"
#include "core/image/header.h"

namespace cloc::image {
namespace {

// At most `limit` bytes from the start of the file.
std::vector<std::uint8_t> read_bytes(const std::filesystem::path& path, std::uintmax_t limit) {
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  if (status.type() == std::filesystem::file_type::not_found) {
    throw Error(ErrorKind::NotFound, "The image " + path.string() + " does not exist. Check the path.");
  }
  if (std::filesystem::is_directory(status)) {
    throw Error(ErrorKind::InvalidInput, path.string() + " is a folder, not an image. Give a file in it.");
  }
  const auto size = std::filesystem::file_size(path, error);
  std::ifstream in(path, std::ios::binary);
  if (error || !in) {
    throw Error(ErrorKind::Io,
                "Cannot open the image " + path.string() + ". Check that it is a file you may read.");
  }
  std::vector<std::uint8_t> bytes(static_cast<std::size_t>(std::min<std::uintmax_t>(size, limit)));
  in.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  if (in.bad())
    throw Error(ErrorKind::Io, "Cannot read the image " + path.string() + ": the disk reports an error.");
  bytes.resize(static_cast<std::size_t>(in.gcount()));
  return bytes;
}

[[noreturn]] void throw_corrupt(const std::string& name, const std::string& what) {
  throw Error(ErrorKind::Corrupt, "The image " + name + " " + what + ". Replace the file or leave it out.");
}

[[noreturn]] void rethrow(const cv::Exception& error, const std::string& name) {
  if (error.code == cv::Error::StsNoMem) {
    throw Error(ErrorKind::OutOfMemory, "Not enough memory to decode the image " + name + ".");
  }
  // OpenCV has no code of its own for its limit; the assertion that it prints names the setting.
  if (std::string_view(error.what()).find("CV_IO_MAX_IMAGE") != std::string_view::npos) {
    throw Error(ErrorKind::Unsupported,
                "The image " + name +
                    " has more pixels than the limit of OpenCV (2^30 in all, 2^20 a side). "
                    "Make it smaller, or raise OPENCV_IO_MAX_IMAGE_PIXELS.");
  }
  throw_corrupt(name, "cannot be decoded (" + error.err + ")");
}

// Turns stored pixels into what the user sees (EXIF 2.3, tag 0x0112).
cv::Mat turn(const cv::Mat& stored, int orientation) {
  cv::Mat seen;
  switch (orientation) {
    case 2:
      cv::flip(stored, seen, 1);
      return seen;
    case 3:
      cv::rotate(stored, seen, cv::ROTATE_180);
      return seen;
    case 4:
      cv::flip(stored, seen, 0);
      return seen;
    case 5:
      cv::transpose(stored, seen);
      return seen;
    case 6:
      cv::rotate(stored, seen, cv::ROTATE_90_CLOCKWISE);
      return seen;
    case 7:
      cv::transpose(stored, seen);
      cv::rotate(seen, seen, cv::ROTATE_180);
      return seen;
    case 8:
      cv::rotate(stored, seen, cv::ROTATE_90_COUNTERCLOCKWISE);
      return seen;
    default:
      return stored;
  }
}

cv::Mat to_8_bits(const cv::Mat& decoded) {
  if (decoded.depth() == CV_8U) return decoded;
  cv::Mat bytes;
  if (decoded.depth() == CV_16U) {
    decoded.convertTo(bytes, CV_8U, 1.0 / 257);
    return bytes;
  }
  cv::Mat values;
  decoded.convertTo(values, CV_64F);
  cv::Mat flat = values.reshape(1);
  // Both comparisons are false for NaN and infinities.
  const cv::Mat finite =
      (flat > -std::numeric_limits<double>::max()) & (flat < std::numeric_limits<double>::max());
  double least = 0, greatest = 0;
  cv::minMaxLoc(flat, &least, &greatest, nullptr, nullptr, finite);
  flat.setTo(least, ~finite);
  const double scale = greatest > least ? 255 / (greatest - least) : 0;
  values.convertTo(bytes, CV_8U, scale, -least * scale);
  return bytes;
}

cv::Mat composite_on_white(const cv::Mat& bgra) {
  cv::Mat rgb(bgra.size(), CV_8UC3);
  for (int y = 0; y < bgra.rows; ++y) {
    const auto* from = bgra.ptr<cv::Vec4b>(y);
    auto* to = rgb.ptr<cv::Vec3b>(y);
    for (int x = 0; x < bgra.cols; ++x) {
      const int alpha = from[x][3];
      for (int c = 0; c < 3; ++c) {
        to[x][c] = static_cast<std::uint8_t>((from[x][2 - c] * alpha + 255 * (255 - alpha) + 127) / 255);
      }
    }
  }
  return rgb;
}

cv::Mat to_rgb(const cv::Mat& decoded, const std::string& name) {
  const cv::Mat bytes = to_8_bits(decoded);
  cv::Mat rgb;
  switch (bytes.channels()) {
    case 1:
      cv::cvtColor(bytes, rgb, cv::COLOR_GRAY2RGB);
      return rgb;
    case 3:
      cv::cvtColor(bytes, rgb, cv::COLOR_BGR2RGB);
      return rgb;
    case 4:
      return composite_on_white(bytes);
    default:
      throw Error(ErrorKind::Unsupported, "The image " + name + " has " + std::to_string(bytes.channels()) +
                                              " channels; 1, 3 and 4 can be read.");
  }
}

// As decoded, but RGB.
cv::Mat to_16_bit_rgb(const cv::Mat& decoded) {
  if (decoded.channels() == 1) return decoded;
  cv::Mat rgb;
  cv::cvtColor(decoded, rgb, cv::COLOR_BGR2RGB);
  return rgb;
}

enum class Depth { Eight, Native };

// `reduction` is 1, or 2, 4 or 8 for a JPEG. Native: 16-bit grey and colour stay as they are.
cv::Mat decode(Bytes file, const std::string& name, int reduction, Depth depth = Depth::Eight) {
  if (file.empty()) throw_corrupt(name, "has 0 bytes");
  if (file.size() > INT_MAX) {  // OpenCV counts a buffer's bytes in an int
    throw Error(ErrorKind::Unsupported, "The image file " + name + " is larger than 2 GB. Make it smaller.");
  }
  if (!is_whole(file))
    throw_corrupt(name, "is cut off: its end is missing after " + std::to_string(file.size()) + " bytes");
  int flags =
      cv::IMREAD_UNCHANGED;  // the turn is ours in any case, so that probe_size and this can never disagree
  if (reduction > 1) {
    flags = reduction == 2   ? cv::IMREAD_REDUCED_COLOR_2
            : reduction == 4 ? cv::IMREAD_REDUCED_COLOR_4
                             : cv::IMREAD_REDUCED_COLOR_8;
    flags |= cv::IMREAD_IGNORE_ORIENTATION;
  }
  try {
    if (const auto frame = first_frame(file, name)) return turn(to_rgb(*frame, name), read_orientation(file));
    // OpenCV only reads from it.
    const cv::Mat buffer(1, static_cast<int>(file.size()), CV_8U, const_cast<std::uint8_t*>(file.data()));
    const cv::Mat decoded = cv::imdecode(buffer, flags);
    if (decoded.empty()) {
      throw_corrupt(name,
                    "cannot be decoded: it is damaged, or not a JPEG, PNG, WebP, GIF, TIFF or BMP file");
    }
    const bool keep = depth == Depth::Native && (decoded.type() == CV_16UC1 || decoded.type() == CV_16UC3);
    return turn(keep ? to_16_bit_rgb(decoded) : to_rgb(decoded, name), read_orientation(file));
  } catch (const cv::Exception& error) {
    rethrow(error, name);
  } catch (const std::bad_alloc&) {
    throw Error(ErrorKind::OutOfMemory, "Not enough memory to decode the image " + name + ".");
  }
}

ImageSize turned_size(const Header& header) {
  if (header.orientation >= 5) return {header.height, header.width};
  return {header.width, header.height};
}

std::string lower_extension(const std::filesystem::path& path) {
  std::string extension = path.extension().string();
  for (char& c : extension) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return extension;
}

void check_rgb(const cv::Mat& rgb) {
  if (rgb.empty() || rgb.type() != CV_8UC3) {
    throw Error(ErrorKind::InvalidInput,
                "Expected an 8-bit RGB image with pixels, got " + cv::typeToString(rgb.type()) + " of " +
                    std::to_string(rgb.cols) + " x " + std::to_string(rgb.rows) + ".");
  }
}

}  // namespace

cv::Mat decode_image(std::span<const std::uint8_t> file, const std::string& name) {
  return decode(file, name, 1);
}

cv::Mat load_image(const std::filesystem::path& path) {
  return decode(read_bytes(path, UINTMAX_MAX), path.string(), 1);
}

cv::Mat load_native_image(const std::filesystem::path& path) {
  return decode(read_bytes(path, UINTMAX_MAX), path.string(), 1, Depth::Native);
}

ReducedImage load_reduced_image(const std::filesystem::path& path, int long_side) {
  const auto file = read_bytes(path, UINTMAX_MAX);
  const auto header = format_of(file) == Format::Jpeg ? read_header(file) : std::nullopt;
  if (!header) {
    const cv::Mat rgb = decode(file, path.string(), 1);
    return {rgb, {rgb.cols, rgb.rows}};
  }
  int reduction = 8;
  while (reduction > 1 && std::max(header->width, header->height) / reduction < long_side) reduction /= 2;
  return {decode(file, path.string(), reduction), turned_size(*header)};
}

std::optional<ImageSize> probe_size(const std::filesystem::path& path) {
  // Enough for the headers of nearly all files; those with larger metadata are read again, whole.
  constexpr std::uintmax_t kBeginning = 1 << 16;
  try {
    auto file = read_bytes(path, kBeginning);
    if (const auto header = read_header(file)) return turned_size(*header);
    if (file.size() == kBeginning) file = read_bytes(path, UINTMAX_MAX);
    if (const auto header = read_header(file)) return turned_size(*header);
    const cv::Mat rgb = decode(file, path.string(), 1);
    return ImageSize{rgb.cols, rgb.rows};
  } catch (const Error&) {
    return std::nullopt;  // the promise: no size, whatever the reason
  }
}

cv::Mat letterbox_image(const cv::Mat& rgb, int input_size) {
  check_rgb(rgb);
  const Letterbox letterbox(rgb.cols, rgb.rows, input_size);
  cv::Mat square(input_size, input_size, CV_8UC3);
  letterbox_into(rgb, letterbox, square.data);
  return square;
}

void letterbox_into(const cv::Mat& rgb, int input_size, std::uint8_t* out) {
  check_rgb(rgb);
  letterbox_into(rgb, Letterbox(rgb.cols, rgb.rows, input_size), out);
}

cv::Mat pad_letterbox(const Letterbox& letterbox, std::uint8_t* out) {
  const int size = letterbox.input_size();
  cv::Mat square(size, size, CV_8UC3, out);
  const cv::Rect content(letterbox.offset_x(), letterbox.offset_y(), letterbox.content_width(),
                         letterbox.content_height());
  const cv::Scalar padding(kPaddingRgb[0], kPaddingRgb[1], kPaddingRgb[2]);
  if (content.x > 0) square.colRange(0, content.x).setTo(padding);
  if (content.br().x < size) square.colRange(content.br().x, size).setTo(padding);
  if (content.y > 0) square.rowRange(0, content.y).setTo(padding);
  if (content.br().y < size) square.rowRange(content.br().y, size).setTo(padding);
  return square(content);
}

void letterbox_into(const cv::Mat& rgb, const Letterbox& letterbox, std::uint8_t* out) {
  check_rgb(rgb);
  // A header of the right size and type: OpenCV writes through it and allocates nothing.
  cv::Mat inside = pad_letterbox(letterbox, out);
  const bool shrinks = inside.cols < rgb.cols || inside.rows < rgb.rows;
  cv::resize(rgb, inside, inside.size(), 0, 0, shrinks ? cv::INTER_AREA : cv::INTER_CUBIC);
}

ImageSize load_letterboxed(const std::filesystem::path& path, int input_size, std::uint8_t* out) {
  const auto reduced = load_reduced_image(path, input_size);
  const Letterbox letterbox(reduced.original.width, reduced.original.height, input_size);
  letterbox_into(reduced.rgb, letterbox, out);
  return reduced.original;
}

cv::Mat crop(const cv::Mat& image, const PixelBox& box) {
  const PixelBox inside = clip(box, static_cast<float>(image.cols), static_cast<float>(image.rows));
  if (!box.valid() || !inside.valid()) {
    throw Error(ErrorKind::InvalidInput, "The box " + std::to_string(box.x1) + ", " + std::to_string(box.y1) +
                                             ", " + std::to_string(box.x2) + ", " + std::to_string(box.y2) +
                                             " has no area inside the image of " +
                                             std::to_string(image.cols) + " x " + std::to_string(image.rows) +
                                             " pixels.");
  }
  const cv::Point first(static_cast<int>(std::floor(inside.x1)), static_cast<int>(std::floor(inside.y1)));
  const cv::Point end(static_cast<int>(std::ceil(inside.x2)), static_cast<int>(std::ceil(inside.y2)));
  return image(cv::Rect(first, end));
}

void save_image(const std::filesystem::path& path, const cv::Mat& rgb) {
  check_rgb(rgb);
  const std::string extension = lower_extension(path);
  if (extension != ".png" && extension != ".jpg" && extension != ".jpeg") {
    throw Error(ErrorKind::InvalidInput,
                "Cannot write " + path.string() + ": the name of a picture must end in .png, .jpg or .jpeg.");
  }
  std::vector<std::uint8_t> file;
  try {
    cv::Mat bgr;
    cv::cvtColor(rgb, bgr, cv::COLOR_RGB2BGR);
    cv::imencode(extension, bgr, file, {cv::IMWRITE_JPEG_QUALITY, 92});
  } catch (const cv::Exception& error) {
    throw Error(ErrorKind::Internal, "Cannot encode " + path.string() + ": " + error.err);
  }
  AtomicFile out(path);
  out.write(std::as_bytes(std::span(file)));
  out.commit();
}

}  // namespace cloc::image
