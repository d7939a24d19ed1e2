// SPDX-License-Identifier: Apache-2.0
#include "core/indexing/indexing.h"

#include <string>
#include <utility>

#include "core/base/error.h"
#include "core/indexing/contents.h"
#include "core/indexing/image_encoder.h"
#include "core/indexing/kept_model.h"
#include "core/indexing/project_index.h"

namespace cloc::indexing {

void IndexingOptions::check() const {
  if (batch_size < 1) {
    throw Error(ErrorKind::InvalidInput, "A batch of " + std::to_string(batch_size) +
                                             " images cannot be encoded. Give a number from 1 on.");
  }
  if (!(duplicate_cosine > 0 && duplicate_cosine <= 1)) {
    throw Error(ErrorKind::InvalidInput, "Near duplicates cannot be told by a cosine of " +
                                             std::to_string(duplicate_cosine) +
                                             ". Give a number above 0, up to 1, which keeps all.");
  }
}

IndexingReport update_index(store::Project& project, inference::Session& session,
                            const IndexingOptions& options, const ProgressSink& progress,
                            const CancelToken& cancel) {
  options.check();
  IndexingReport report;
  const auto model = keep_model(project, session.model_folder(), session.model_hash());
  ProjectIndex index(project, {session.model_hash(), model.string(), project.id(), options.duplicate_cosine},
                     static_cast<int>(session.embed_dim()), options.kind, report.issues);
  const auto mark = store::last_rows(project);
  const auto images = project.images();
  report.images = static_cast<std::int64_t>(images.size());
  const auto known = [&](const store::Image& image) { return index.up_to_date(image); };
  const auto missing = images_to_encode(images, known, progress, cancel);
  report.unchanged = report.images - static_cast<std::int64_t>(missing.size());
  index.take_out_others(images);

  Encoding encoding;
  encoding.regions_of = [&](const store::Image& image) {
    return region_entries(project.regions_of(image.id));
  };
  encoding.keep = [&](EncodedEntries encoded) { index.keep(std::move(encoded)); };
  encoding.leave_out = [&](const store::Image& image) { index.leave_out(image); };
  encoding.save = [&] { index.save(); };
  encode_images(missing, session, options, encoding, report, progress, cancel);
  refuse_if_nothing_is_finite(index.index(), report);
  try {
    index.settle(progress, cancel);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::Cancelled) throw;
    index.save();
    throw Error(
        ErrorKind::Cancelled,
        "Stopped while the index was put in order. All images are encoded and saved; run this again to "
        "go on.");
  }
  index.finish(mark);
  report.entries = index.index().count();
  report.index = index.index().info();
  return report;
}

}  // namespace cloc::indexing
