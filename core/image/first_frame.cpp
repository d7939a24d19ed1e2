// SPDX-License-Identifier: Apache-2.0
#include "core/image/first_frame.h"

#include <algorithm>
#include <cstring>
#include <memory>
#include <string_view>
#include <vector>

#include <gif_lib.h>
#include <webp/demux.h>

#include "core/base/error.h"

namespace cloc::image {
namespace {

constexpr std::int64_t kMostPixels = std::int64_t{1} << 30;  // as OpenCV's own limit

[[noreturn]] void throw_damaged(const std::string& name, const char* kind) {
  std::string message = "The ";
  message += kind;
  message += " file " + name + " is damaged before the end of its first frame. Replace it or leave it out.";
  throw Error(ErrorKind::Corrupt, message);
}

void check_size(std::int64_t width, std::int64_t height, const std::string& name) {
  if (width * height <= kMostPixels) return;
  throw Error(ErrorKind::Unsupported, "The image " + name + " has " + std::to_string(width) + " x " +
                                          std::to_string(height) +
                                          " pixels, more than 2^30. Make it smaller.");
}

struct GifInput {
  Bytes rest;
};

int read_gif(GifFileType* gif, GifByteType* to, int wanted) {
  auto& input = *static_cast<GifInput*>(gif->UserData);
  const auto size = std::min<std::size_t>(input.rest.size(), static_cast<std::size_t>(std::max(wanted, 0)));
  std::memcpy(to, input.rest.data(), size);
  input.rest = input.rest.subspan(size);
  return static_cast<int>(size);
}

struct CloseGif {
  void operator()(GifFileType* gif) const { DGifCloseFile(gif, nullptr); }
};

// The rows in the order in which an interlaced frame has them (GIF89a, appendix E).
std::vector<int> row_order(int height, bool interlaced) {
  std::vector<int> rows;
  if (!interlaced) {
    for (int y = 0; y < height; ++y) rows.push_back(y);
    return rows;
  }
  constexpr int kFirst[] = {0, 4, 2, 1}, kStep[] = {8, 8, 4, 2};
  for (int pass = 0; pass < 4; ++pass) {
    for (int y = kFirst[pass]; y < height; y += kStep[pass]) rows.push_back(y);
  }
  return rows;
}

cv::Mat draw_frame(GifFileType& gif, int transparent, const std::string& name) {
  const auto& frame = gif.Image;
  const auto* colours = frame.ColorMap != nullptr ? frame.ColorMap : gif.SColorMap;
  if (colours == nullptr || frame.Width < 1 || frame.Height < 1 || frame.Left < 0 || frame.Top < 0)
    throw_damaged(name, "GIF");
  // Some files' first frame is larger than what they say to be their size.
  const int width = std::max(gif.SWidth, frame.Left + frame.Width),
            height = std::max(gif.SHeight, frame.Top + frame.Height);
  check_size(width, height, name);
  cv::Mat canvas(height, width, CV_8UC4, cv::Scalar::all(0));
  std::vector<GifPixelType> row(static_cast<std::size_t>(frame.Width));
  for (const int y : row_order(frame.Height, frame.Interlace)) {
    if (DGifGetLine(&gif, row.data(), frame.Width) == GIF_ERROR) throw_damaged(name, "GIF");
    auto* to = canvas.ptr<cv::Vec4b>(frame.Top + y) + frame.Left;
    for (std::size_t x = 0; x < row.size(); ++x) {
      if (row[x] == transparent || row[x] >= colours->ColorCount) continue;
      const auto& colour = colours->Colors[row[x]];
      to[x] = {colour.Blue, colour.Green, colour.Red, 255};
    }
  }
  return canvas;
}

cv::Mat first_frame_of_gif(Bytes file, const std::string& name) {
  GifInput input{file};
  const std::unique_ptr<GifFileType, CloseGif> gif(DGifOpen(&input, read_gif, nullptr));
  if (!gif) throw_damaged(name, "GIF");
  int transparent = NO_TRANSPARENT_COLOR;
  for (;;) {
    GifRecordType record = UNDEFINED_RECORD_TYPE;
    if (DGifGetRecordType(gif.get(), &record) == GIF_ERROR) throw_damaged(name, "GIF");
    if (record == IMAGE_DESC_RECORD_TYPE) {
      if (DGifGetImageDesc(gif.get()) == GIF_ERROR) throw_damaged(name, "GIF");
      return draw_frame(*gif, transparent, name);
    }
    if (record != EXTENSION_RECORD_TYPE) throw_damaged(name, "GIF");
    int code = 0;
    GifByteType* block = nullptr;
    if (DGifGetExtension(gif.get(), &code, &block) == GIF_ERROR) throw_damaged(name, "GIF");
    while (block != nullptr) {
      GraphicsControlBlock control{};
      if (code == GRAPHICS_EXT_FUNC_CODE && DGifExtensionToGCB(block[0], block + 1, &control) == GIF_OK)
        transparent = control.TransparentColor;
      if (DGifGetExtensionNext(gif.get(), &block) == GIF_ERROR) throw_damaged(name, "GIF");
    }
  }
}

struct DeleteDecoder {
  void operator()(WebPAnimDecoder* decoder) const { WebPAnimDecoderDelete(decoder); }
};

cv::Mat first_frame_of_webp(Bytes file, const std::string& name) {
  const WebPData data{file.data(), file.size()};
  WebPAnimDecoderOptions options;
  if (!WebPAnimDecoderOptionsInit(&options)) throw Error(ErrorKind::Internal, "libwebp is another version.");
  options.color_mode = MODE_BGRA;
  const std::unique_ptr<WebPAnimDecoder, DeleteDecoder> decoder(WebPAnimDecoderNew(&data, &options));
  WebPAnimInfo info;
  std::uint8_t* pixels = nullptr;
  int milliseconds = 0;
  if (!decoder || !WebPAnimDecoderGetInfo(decoder.get(), &info) ||
      !WebPAnimDecoderGetNext(decoder.get(), &pixels, &milliseconds)) {
    throw_damaged(name, "WebP");
  }
  const cv::Mat canvas(static_cast<int>(info.canvas_height), static_cast<int>(info.canvas_width), CV_8UC4,
                       pixels);
  return canvas.clone();
}

bool moves(Bytes webp) {
  WebPBitstreamFeatures features;
  return WebPGetFeatures(webp.data(), webp.size(), &features) == VP8_STATUS_OK && features.has_animation != 0;
}

}  // namespace

std::optional<cv::Mat> first_frame(Bytes file, const std::string& name) {
  switch (format_of(file)) {
    case Format::Gif:
      return first_frame_of_gif(file, name);
    case Format::WebP:
      if (moves(file)) return first_frame_of_webp(file, name);
      return std::nullopt;
    default:
      return std::nullopt;
  }
}

}  // namespace cloc::image
