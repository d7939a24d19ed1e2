// SPDX-License-Identifier: Apache-2.0
#include "training/labelling/labelling.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <memory>
#include <utility>

#include "core/assist/machine_labels.h"
#include "core/base/digest.h"
#include "training/labelling/caption_thread.h"
#include "training/labelling/image_feed.h"

namespace cloc::labelling {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::int64_t kPage = 500;  // images read from the project at once
constexpr auto kWriteEvery = std::chrono::seconds(2);
constexpr auto kPatience = std::chrono::milliseconds(30);
// Images one after another, from the first on, whose scores are not finite: it is the weights, then.
constexpr int kDamagedFrom = 3;
constexpr std::size_t kHashDigits = 12;
constexpr std::size_t kLongestNgram = 10;  // words, as OWLv2 has it
constexpr std::size_t kMostNgrams = 300;   // of a caption; ours

double since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

std::string short_number(float value) {
  char text[32];
  std::snprintf(text, sizeof text, "%g", static_cast<double>(value));
  return text;
}

std::string to_text(const Suppression& suppression) {
  if (suppression.mode == SuppressionMode::Off) return "off";
  std::string text = suppression.mode == SuppressionMode::ClassFree ? "class-free " : "class-aware ";
  text += short_number(suppression.iou);
  if (suppression.covered < 1) text.append(" ").append(short_number(suppression.covered));
  return text;
}

std::string detector_text(const DetectorIdentity& identity) {
  return identity.kind + " " + identity.name + " " + identity.hash.substr(0, kHashDigits);
}

// All captions of an image as one text, each a sentence of its own for the tagger.
std::string joined(const std::vector<std::string>& captions) {
  std::string text;
  for (const auto& caption : captions) {
    const auto end = caption.find_last_not_of(" \t\r\n");
    if (end == std::string::npos) continue;
    if (!text.empty()) text += ' ';
    text += caption.substr(0, end + 1);
    if (std::string_view(".!?").find(caption[end]) == std::string_view::npos) text += '.';
  }
  return text;
}

ImageFeed::PhrasesOf phrases_of(const LabellingOptions& options) {
  const auto finder = std::make_shared<const PhraseFinder>(PhraseFinder::shipped());
  if (options.phrases == PhraseSource::Ngrams) {
    return [finder](std::string_view caption, PhraseCounts* counts) {
      return finder->ngrams(caption, kLongestNgram, kMostNgrams, counts);
    };
  }
  return [finder](std::string_view caption, PhraseCounts* counts) {
    return finder->phrases(caption, {}, counts);
  };
}

void check(const LabellingOptions& options) {
  const auto require = [](int value, const char* what) {
    if (value >= 1) return;
    std::string message = "Labelling needs at least one ";
    message += what;
    message += "; it was told ";
    message += std::to_string(value);
    message += ".";
    throw Error(ErrorKind::InvalidInput, message);
  };
  require(options.batch, "image at once for the detector");
  require(options.threads, "thread that decodes images");
  require(options.images_a_write, "image each time that it writes");
  if (options.ask_only_missing && !options.captioner) {
    throw Error(ErrorKind::InvalidInput,
                "Images without a caption are to be captioned, and no captioner is named. Name one.");
  }
}

// One call of label_images.
class Run {
 public:
  Run(store::Project& project, RegionDetector& detector, const LabellingOptions& options,
      const ProgressSink& progress, const CancelToken& cancel)
      : project_(project),
        detector_(detector),
        options_(options),
        progress_(progress),
        cancel_(cancel),
        batch_(static_cast<std::size_t>(options.batch)),
        writer_(project, {detector_text(detector.identity()), pipeline_identity(detector, options)}),
        feed_(phrases_of(options), {.threads = options.threads,
                                    .ahead = 2 * batch_ + static_cast<std::size_t>(options.threads),
                                    .check_language = !options.keep_other_language}) {
    report_.pipeline = pipeline_identity(detector, options);
  }

  LabellingReport run() {
    const auto start = Clock::now();
    try {
      collect();
      meter_.emplace("labelling images", static_cast<std::int64_t>(own_.size() + asked_count_), progress_);
      while (step()) {
      }
    } catch (const Error& error) {
      end(error.kind(), error.what());
    }
    finish();
    report_.seconds = since(start);
    return std::move(report_);
  }

 private:
  // The images that there are to label: with captions of their own, and those to ask the captioner for.
  void collect() {
    std::vector<CaptionedImage> asked;
    for (store::ImageId after = 0;;) {
      const auto page = project_.images(after, kPage);
      if (page.empty()) break;
      after = page.back().id;
      cancel_.throw_if_cancelled();
      for (const auto& image : page) {
        if (!options_.selection.holds(image)) continue;
        ++report_.images;
        if (!options_.again && image.attributes.text(assist::kPipeline) == report_.pipeline) {
          ++report_.already;
        } else if (options_.captioner &&
                   (!options_.ask_only_missing || joined(project_.captions_of(image.id)).empty())) {
          asked.push_back({image.id, image.path, {}});
        } else {
          own_.push_back(image.id);
        }
      }
    }
    asked_count_ = asked.size();
    if (options_.captioner && !asked.empty())
      captioner_.emplace(std::move(asked), *options_.captioner, feed_);
  }

  // False when there is nothing left to do.
  bool step() {
    cancel_.throw_if_cancelled();
    while (next_own_ < own_.size() && feed_.has_room()) push_own(own_[next_own_++]);
    const bool captioning = captioner_ && captioner_->running();
    auto image = feed_.pop(kPatience);
    if (!image) {
      // The detector need not wait for a full batch when images come slowly.
      if (!prepared_.empty()) {
        detect_prepared();
      } else if (next_own_ >= own_.size() && !captioning && feed_.empty()) {
        return false;
      }
      write_when_due();
      return true;
    }
    take(std::move(*image));
    write_when_due();
    return true;
  }

  void push_own(store::ImageId id) {
    try {
      feed_.push({id, project_.image(id).path, joined(project_.captions_of(id))});
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::NotFound) throw;
      leave_out("image gone", project_.folder().string() + ", image " + std::to_string(id), error.what(),
                report_.failed);
    }
  }

  void leave_out(const std::string& category, const std::string& where, const std::string& what,
                 std::int64_t& counter) {
    report_.issues.add(category, where, what);
    ++counter;
    ++done_;
    meter_->advance(1);
  }

  void take(PreparedImage image) {
    report_.phrases.add(image.counts);
    ++fed_;
    if (!image.pixels.empty()) ++decoded_;
    if (!image.problem.empty()) {
      auto& counter = image.problem == "image without caption"         ? report_.without_caption
                      : image.problem == "caption in another language" ? report_.other_language
                                                                       : report_.unreadable;
      leave_out(image.problem, image.source.path.string(), image.what, counter);
      return;
    }
    report_.caption_words += image.caption_words;
    prepared_.push_back(std::move(image));
    if (prepared_.size() >= batch_) detect_prepared();
  }

  void detect_prepared() {
    const auto images = std::exchange(prepared_, {});
    detect(images);
  }

  void detect(std::span<const PreparedImage> images) {
    std::vector<cv::Mat> pixels;
    std::vector<std::vector<std::string>> phrases;
    for (const auto& image : images) {
      // The detector asks for an image, also where there is nothing to look for.
      pixels.push_back(image.pixels.empty() ? cv::Mat(1, 1, CV_8UC3, cv::Scalar::all(0)) : image.pixels);
      phrases.push_back(image.phrases);
    }
    const auto start = Clock::now();
    try {
      const auto found = detector_.detect(pixels, phrases);
      detect_seconds_ += since(start);
      for (std::size_t i = 0; i < images.size(); ++i) keep(images[i], found[i]);
    } catch (const Error& error) {
      detect_seconds_ += since(start);
      failed(images, error);
    }
  }

  // Half the images at a time where memory ran out, or to learn which of them it is.
  void failed(std::span<const PreparedImage> images, const Error& error) {
    if (error.kind() != ErrorKind::OutOfMemory && error.kind() != ErrorKind::Numeric) throw;
    if (images.size() > 1) {
      if (error.kind() == ErrorKind::OutOfMemory) batch_ = std::max<std::size_t>(1, images.size() / 2);
      detect(images.first(images.size() / 2));
      detect(images.subspan(images.size() / 2));
      return;
    }
    if (error.kind() == ErrorKind::OutOfMemory || (detected_ == 0 && ++not_finite_ >= kDamagedFrom)) throw;
    leave_out("scores not finite", images[0].source.path.string(), error.what(), report_.failed);
  }

  void keep(const PreparedImage& image, const std::vector<Detection>& found) {
    LabelledImage labelled{.image = image.source.id, .boxes = {}, .new_caption = {}};
    for (const auto& one : found) {
      const PixelBox box{one.box.x1 * image.scale_x, one.box.y1 * image.scale_y, one.box.x2 * image.scale_x,
                         one.box.y2 * image.scale_y};
      labelled.boxes.push_back({box, image.phrases[one.phrase], one.score});
    }
    if (options_.store_captions && image.source.new_caption) labelled.new_caption = image.source.caption;
    detected_ += image.phrases.empty() ? 0 : 1;
    found_.push_back(std::move(labelled));
    ++done_;
    meter_->advance(1);
    if (found_.size() >= static_cast<std::size_t>(options_.images_a_write)) write();
  }

  void write_when_due() {
    if (!found_.empty() && Clock::now() - last_write_ >= kWriteEvery) write();
  }

  void write() {
    const auto start = Clock::now();
    report_.written.add(writer_.write(found_, report_.issues));
    found_.clear();
    last_write_ = Clock::now();
    write_seconds_ += since(start);
  }

  void end(ErrorKind kind, const std::string& why) {
    if (!report_.stopped.empty()) return;
    report_.stop_kind = kind;
    report_.stopped = kind == ErrorKind::Cancelled
                          ? "Stopped. What was labelled is kept: run it again to go on."
                          : why + " What was labelled before is kept: run it again to go on.";
  }

  // However the run ended: what is found is kept, and all is counted.
  void finish() {
    feed_.close();
    double caption_seconds = 0;
    if (captioner_) {
      captioner_->stop();
      try {
        auto captions = captioner_->result();
        report_.issues.merge(captions.issues);
        report_.without_caption += captions.failed;
        done_ += captions.failed;
        if (!captions.stopped.empty()) end(ErrorKind::Io, captions.stopped);
        report_.captioner = std::move(captions);
      } catch (const Error& error) {
        end(error.kind(), error.what());
      }
      caption_seconds = captioner_->seconds();
    }
    const auto found = static_cast<std::int64_t>(found_.size());
    try {
      if (found > 0) write();
    } catch (const Error& error) {
      done_ -= found;  // not kept
      end(error.kind(), error.what());
    }
    report_.labelled = report_.written.images;
    report_.without_boxes = report_.labelled - report_.written.images_with_boxes;
    report_.left = static_cast<std::int64_t>(own_.size() + asked_count_) - done_;
    count_stages(caption_seconds);
  }

  void count_stages(double caption_seconds) {
    const int threads = options_.threads;
    if (report_.captioner) {
      report_.stages.push_back({"captioning", report_.captioner->captioned, caption_seconds, 1});
    }
    report_.stages.push_back({"finding phrases", fed_, feed_.phrase_seconds(), threads});
    report_.stages.push_back({"decoding", decoded_, feed_.decode_seconds(), threads});
    report_.stages.push_back({"detecting", detected_, detect_seconds_, 1});
    report_.stages.push_back({"writing", report_.labelled, write_seconds_, 1});
    double slowest = 0;
    for (const auto& stage : report_.stages) {
      const double speed = stage.images_per_second();
      if (speed <= 0 || (slowest > 0 && speed >= slowest)) continue;
      slowest = speed;
      report_.bottleneck = stage.name;
    }
  }

  store::Project& project_;
  RegionDetector& detector_;
  const LabellingOptions& options_;
  const ProgressSink& progress_;
  const CancelToken& cancel_;
  std::size_t batch_;
  LabelWriter writer_;
  LabellingReport report_;

  std::vector<store::ImageId> own_;  // to be labelled by the captions that they have
  std::size_t next_own_ = 0, asked_count_ = 0;
  std::optional<ProgressMeter> meter_;
  ImageFeed feed_;
  std::optional<CaptionThread> captioner_;  // before the feed goes, it does
  std::vector<PreparedImage> prepared_;
  std::vector<LabelledImage> found_;
  Clock::time_point last_write_ = Clock::now();
  std::int64_t done_ = 0, fed_ = 0, decoded_ = 0, detected_ = 0;
  int not_finite_ = 0;
  double detect_seconds_ = 0, write_seconds_ = 0;
};

double share(std::int64_t part, std::int64_t whole) {
  return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

}  // namespace

bool LabelSelection::holds(const store::Image& image) const {
  if (!shard.holds(image.id)) return false;
  if (!splits.empty() && std::find(splits.begin(), splits.end(), image.split) == splits.end()) return false;
  return !images || std::binary_search(images->begin(), images->end(), image.id);
}

double StageFigures::images_per_second() const {
  return seconds <= 0 ? 0 : static_cast<double>(images) * workers / seconds;
}

double LabellingReport::boxes_per_image() const {
  return share(written.boxes, labelled);
}
double LabellingReport::words_per_caption() const {
  return share(caption_words, labelled);
}
double LabellingReport::words_per_box() const {
  return share(written.words, written.boxes);
}

std::string pipeline_identity(const RegionDetector& detector, const LabellingOptions& options) {
  std::string text = "vesl ";
  text += std::to_string(kPipelineVersion);
  text += " | ";
  if (options.captioner) {
    const auto& question = options.captioner->question;
    text += question.model.empty() ? "a captioner" : question.model;
    text.append(" ").append(sha256(question_identity(question)), 0, 8);
    if (options.ask_only_missing) text += " where needed";
  } else {
    text += "own captions";
  }
  text += options.phrases == PhraseSource::Ngrams ? " | n-grams | " : " | noun phrases | ";
  text += detector_text(detector.identity());
  text.append(" | score ").append(short_number(detector.filter().threshold));
  text.append(" | ").append(to_text(detector.filter().suppression));
  if (!options.detector_settings.empty()) text.append(" | ").append(options.detector_settings);
  return text;
}

LabellingReport label_images(store::Project& project, RegionDetector& detector,
                             const LabellingOptions& options, const ProgressSink& progress,
                             const CancelToken& cancel) {
  check(options);
  // Asked for nothing: what its options lack is said before the work begins.
  if (options.captioner) caption_images({}, *options.captioner, {}, {}, cancel);
  return Run(project, detector, options, progress, cancel).run();
}

}  // namespace cloc::labelling
