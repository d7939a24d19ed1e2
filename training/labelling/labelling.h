// SPDX-License-Identifier: Apache-2.0
// VESL (CLOC, section 4): the machine labels of a project's images. Captions, which the images have or a
// captioner writes, become phrases; a detector looks for these; what it finds is kept in the project as
// core/assist/machine_labels.h says. Used by `cloc-cli label` and the job "label".
//
//   auto detector = ClocDetector::open(model, {.filter = {.threshold = 0.1f}});
//   const auto report = label_images(project, *detector, {}, progress, cancel);
//   if (!report.stopped.empty()) say(report.stopped);   // what was done is kept; call again to go on
//
// An image that was labelled bears the pipeline's identity, and is passed over by the next run with the same
// one; so a run that ended early, by Ctrl-C, a full disk, a captioner that went away, or the machine's end,
// is gone on with by calling again. Several processes may share the work, each with its part of the images.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/issue_report.h"
#include "core/base/progress.h"
#include "core/indexing/shards.h"
#include "core/store/project.h"
#include "training/labelling/captioner.h"
#include "training/labelling/label_writer.h"
#include "training/labelling/phrases.h"
#include "training/labelling/region_detector.h"

namespace cloc::labelling {

// In every identity: raised when the same settings would give other labels than before.
inline constexpr int kPipelineVersion = 1;

enum class PhraseSource {
  NounPhrases,  // the paper's, see PhraseFinder::phrases
  Ngrams        // OWLv2's: all runs of up to 10 words, at most 300 a caption, see PhraseFinder::ngrams
};

// Which images of the project: those that fulfil all of it.
struct LabelSelection {
  std::optional<std::vector<store::ImageId>> images = {};  // only these, ascending
  std::vector<std::string> splits = {};                    // only of these; "" is those of none; empty: all
  indexing::Shard shard = {};                              // this worker's part
  bool holds(const store::Image& image) const;
};

struct LabellingOptions {
  LabelSelection selection = {};
  PhraseSource phrases = PhraseSource::NounPhrases;
  // Absent: the captions that the images have, all of an image's together.
  std::optional<CaptionerOptions> captioner = {};
  bool ask_only_missing = false;     // the captioner is asked only for images without a caption
  bool store_captions = false;       // what the captioner wrote becomes the image's first caption
  bool keep_other_language = false;  // own captions that do not read as English are used all the same
  bool again = false;  // also images that the same pipeline has labelled: their labels that nobody has
                       // accepted are replaced. Cannot be resumed: it begins anew
  std::string detector_settings = {};  // what boxes depend on beside the detector's weights and filter
  int batch = 8;                       // images that the detector gets at once
  int threads = 2;                     // that decode images and find phrases ahead of it
  int images_a_write = 16;             // at most; written at least every two seconds
};

// How fast one stage is by itself: images / (seconds / workers).
struct StageFigures {
  std::string name;
  std::int64_t images = 0;  // that went through it
  double seconds = 0;       // that it worked, of all its workers together; waiting is not in it
  int workers = 1;
  double images_per_second() const;  // 0 when nothing went through
};

struct LabellingReport {
  std::string pipeline;              // the identity
  std::int64_t images = 0;           // selected
  std::int64_t already = 0;          // of these, labelled before by the same pipeline
  std::int64_t labelled = 0;         // now
  std::int64_t without_boxes = 0;    // of these
  std::int64_t without_caption = 0;  // not labelled: no caption, an empty one, or the captioner gave none
  std::int64_t other_language = 0;   // not labelled: a caption of its own that is not English
  std::int64_t unreadable = 0;       // not labelled
  std::int64_t failed = 0;           // not labelled for another reason; each in `issues`
  std::int64_t left = 0;             // not reached, since the run ended early

  PhraseCounts phrases;
  WrittenLabels written;
  std::int64_t caption_words = 0;  // of images that were labelled
  std::optional<CaptionReport> captioner;

  // Table 1 of the paper: per labelled image, image and box.
  double boxes_per_image() const;
  double words_per_caption() const;
  double words_per_box() const;

  std::vector<StageFigures> stages;  // in the order of the work
  std::string bottleneck;            // the name of the slowest
  double seconds = 0;
  IssueReport issues;
  // Not empty: why the run ended early, and what to do. What was done is kept.
  std::string stopped;
  ErrorKind stop_kind = ErrorKind::Cancelled;
};

// What an image's labels depend on beside its file and caption, in one line.
std::string pipeline_identity(const RegionDetector& detector, const LabellingOptions& options);

// Progress is reported from this thread, in images. Throws Error{InvalidInput} for options that cannot be
// right, Error{NotFound, Corrupt} for the tagger's files; from the first image on, what ends the run is in
// the report.
LabellingReport label_images(store::Project& project, RegionDetector& detector,
                             const LabellingOptions& options, const ProgressSink& progress = {},
                             const CancelToken& cancel = {});

}  // namespace cloc::labelling
