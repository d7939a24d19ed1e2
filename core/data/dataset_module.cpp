// SPDX-License-Identifier: Apache-2.0
// libcloc_datasets.so.
#include "core/data/dataset_module.h"

namespace cloc::data {
namespace {

class Opener final : public DatasetOpener {
 public:
  std::unique_ptr<DatasetReader> open(const std::filesystem::path& path,
                                      const Context& context) const override {
    return recognised_format(path).read(path, {}, context);
  }
  std::span<const Format* const> formats() const override { return data::formats(); }
  const Format& recognised(const std::filesystem::path& path) const override {
    return recognised_format(path);
  }
  std::vector<ListedLabel> read_label_list(const std::filesystem::path& path,
                                           const Context& context) const override {
    return data::read_label_list(path, context);
  }
  void write_label_list(const std::filesystem::path& path,
                        std::span<const ListedLabel> labels) const override {
    data::write_label_list(path, labels);
  }
};

}  // namespace
}  // namespace cloc::data

extern "C" cloc::data::DatasetOpener* cloc_new_dataset_opener() {
  return new cloc::data::Opener();
}
