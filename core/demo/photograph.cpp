// SPDX-License-Identifier: Apache-2.0
#include "core/demo/photograph.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include <opencv2/imgproc.hpp>

#include "core/base/error.h"
#include "core/demo/background.h"

namespace cloc::demo {
namespace {

constexpr Photo kFull{.angle = 1, .blur = 0.008, .jpeg_quality = 30};

// Where the corners of a print of `size` come to lie: it is turned in space, projected by a camera 1.8 long
// sides away, and fills 94 to 100 % of the picture.
std::array<cv::Point2f, 4> projected_corners(cv::Size size, double angle, Random& random) {
  const auto up_to = [&](double degrees) {
    return random.uniform(-degrees, degrees) * angle * std::numbers::pi / 180;
  };
  const double roll = up_to(12), pitch = up_to(35), yaw = up_to(35);
  const double distance = 1.8 * std::max(size.width, size.height);
  std::array<cv::Point2d, 4> seen;
  const std::array<cv::Point2d, 4> corners = {{{-0.5, -0.5}, {0.5, -0.5}, {0.5, 0.5}, {-0.5, 0.5}}};
  double left = 1e9, top = 1e9, right = -1e9, bottom = -1e9;
  for (std::size_t i = 0; i < 4; ++i) {
    const double x0 = corners[i].x * size.width, y0 = corners[i].y * size.height;
    const double x1 = x0 * std::cos(roll) - y0 * std::sin(roll),
                 y1 = x0 * std::sin(roll) + y0 * std::cos(roll);
    const double y2 = y1 * std::cos(pitch), z2 = y1 * std::sin(pitch);
    const double x3 = x1 * std::cos(yaw) + z2 * std::sin(yaw), z3 = z2 * std::cos(yaw) - x1 * std::sin(yaw);
    seen[i] = {x3 * distance / (distance + z3), y2 * distance / (distance + z3)};
    left = std::min(left, seen[i].x);
    right = std::max(right, seen[i].x);
    top = std::min(top, seen[i].y);
    bottom = std::max(bottom, seen[i].y);
  }
  const double scale =
      std::min(size.width / (right - left), size.height / (bottom - top)) * random.uniform(0.94, 1.0);
  const double x = random.uniform(0, size.width - scale * (right - left)) - scale * left,
               y = random.uniform(0, size.height - scale * (bottom - top)) - scale * top;
  std::array<cv::Point2f, 4> places;
  for (std::size_t i = 0; i < 4; ++i) places[i] = cv::Point2d(x + scale * seen[i].x, y + scale * seen[i].y);
  return places;
}

bool shows_all(const cv::Mat_<uchar>& ids, std::size_t objects) {
  std::vector<bool> there(objects + 1);
  for (const uchar id : ids) there[id] = true;
  return std::all_of(there.begin() + 1, there.end(), [](bool seen) { return seen; });
}

void tilt(Scene& scene, double angle, Random& random) {
  const cv::Size size = scene.image.size();
  const std::array<cv::Point2f, 4> from = {{{0, 0},
                                            {static_cast<float>(size.width), 0},
                                            {static_cast<float>(size.width), static_cast<float>(size.height)},
                                            {0, static_cast<float>(size.height)}}};
  for (int attempt = 0; attempt < 4; ++attempt, angle /= 2) {
    const auto to = projected_corners(size, angle, random);
    // Corners are given between pixels; OpenCV's pixels have their middles at whole numbers.
    const cv::Mat half = (cv::Mat_<double>(3, 3) << 1, 0, -0.5, 0, 1, -0.5, 0, 0, 1);
    const cv::Mat transform = half * cv::getPerspectiveTransform(from.data(), to.data()) * half.inv();
    cv::Mat_<uchar> ids;
    cv::warpPerspective(scene.ids, ids, transform, size, cv::INTER_NEAREST);
    if (!shows_all(ids, scene.objects.size())) continue;
    auto ground = paint_background(size, random).image;
    cv::warpPerspective(scene.image, ground, transform, size, cv::INTER_LINEAR, cv::BORDER_TRANSPARENT);
    scene.image = ground;
    scene.ids = ids;
    find_boxes(scene);
    return;
  }
}

}  // namespace

const std::vector<std::string>& photo_settings() {
  static const std::vector<std::string> names = {"none", "angle", "blur", "jpeg", "all", "mixed"};
  return names;
}

Photo photo_of(const std::string& setting, Random& random) {
  if (setting == "none") return {};
  if (setting == "angle") return {.angle = kFull.angle};
  if (setting == "blur") return {.blur = kFull.blur};
  if (setting == "jpeg") return {.jpeg_quality = kFull.jpeg_quality};
  if (setting == "all") return kFull;
  if (setting != "mixed") {
    throw Error(ErrorKind::InvalidInput, "The demo option 'photo' is '" + setting +
                                             "'; it must be none, angle, blur, jpeg, all or mixed.");
  }
  Photo photo;
  if (random.chance(0.5)) return photo;
  if (random.chance(0.6)) photo.angle = random.uniform(0.2, 1.1);
  if (random.chance(0.5)) photo.blur = random.uniform(0.2, 1.2) * kFull.blur;
  if (random.chance(0.5)) photo.jpeg_quality = static_cast<int>(random.uniform(22, 60));
  return photo;
}

void photograph(Scene& scene, const Photo& photo, Random& random) {
  if (photo.angle > 0) tilt(scene, photo.angle, random);
  if (photo.blur > 0)
    cv::GaussianBlur(scene.image, scene.image, {}, photo.blur * std::max(scene.image.cols, scene.image.rows));
  if (photo.jpeg_quality > 0) scene.jpeg_quality = photo.jpeg_quality;
}

}  // namespace cloc::demo
