// SPDX-License-Identifier: Apache-2.0
#include "core/data/reader.h"

#include <utility>

namespace cloc::data {
namespace {

class MemoryReader final : public DatasetReader {
 public:
  explicit MemoryReader(Dataset dataset) : dataset_(std::move(dataset)) {}

  const std::vector<std::string>& labels() const override { return dataset_.labels; }
  const std::vector<LabelDetails>& label_details() const override { return dataset_.label_details; }
  std::optional<std::int64_t> image_count() const override {
    return static_cast<std::int64_t>(dataset_.images.size());
  }
  bool next(ImageRecord& image) override {
    if (at_ == dataset_.images.size()) return false;
    image = std::move(dataset_.images[at_++]);
    return true;
  }

 private:
  Dataset dataset_;
  std::size_t at_ = 0;
};

}  // namespace

Dataset read_all(DatasetReader& reader) {
  Dataset dataset;
  for (ImageRecord image; reader.next(image); image = {}) dataset.images.push_back(std::move(image));
  dataset.labels = reader.labels();
  dataset.label_details = reader.label_details();
  return dataset;
}

std::unique_ptr<DatasetReader> reader_of(Dataset dataset) {
  return std::make_unique<MemoryReader>(std::move(dataset));
}

void copy_all(DatasetReader& reader, DatasetWriter& writer, const char* stage, const Context& context) {
  ProgressMeter meter(stage, reader.image_count().value_or(0), context.progress);
  for (ImageRecord image; reader.next(image); image = {}) {
    context.cancel.throw_if_cancelled();
    writer.add(image);
    meter.advance(1);
  }
  writer.finish();
}

}  // namespace cloc::data
