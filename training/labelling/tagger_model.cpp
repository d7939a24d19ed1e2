// SPDX-License-Identifier: Apache-2.0
// The tagger's weights as a file, little-endian:
//   "CLOCTAG1"  u32 version of the features  u32 tags  u32 words  u32 features  u32 weights
//   tags: each u8 length and its letters;  words: u32 hash each, then u16 class each
//   features: u32 hash each, then u32 first weight each and one more;  weights: u8 tag and i8 value each
//   u64 FNV-1a of all before it
#include <bit>
#include <cstring>
#include <string_view>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/base/random.h"
#include "training/labelling/tagger.h"
#include "training/labelling/tagger_features.h"

namespace cloc::labelling {
namespace {

static_assert(std::endian::native == std::endian::little);
static_assert(sizeof(TaggerModel::Weight) == 2);

constexpr std::string_view kMagic = "CLOCTAG1";

template <class T>
void put(std::string* out, const T* values, std::size_t count) {
  out->append(reinterpret_cast<const char*>(values), count * sizeof(T));
}

class Reader {
 public:
  Reader(std::string_view bytes, const std::filesystem::path& path) : bytes_(bytes), path_(path) {}

  [[noreturn]] void fail(const std::string& what) const {
    std::string message = "The tagger's weights " + path_.string();
    message += " cannot be read: " + what;
    message += ". Install the program again, or train them anew (resources/text/tagger_corpus.py).";
    throw Error(ErrorKind::Corrupt, message);
  }

  std::string_view take(std::size_t count) {
    if (count > bytes_.size() - at_) fail("the file is cut off");
    at_ += count;
    return bytes_.substr(at_ - count, count);
  }

  template <class T>
  std::vector<T> array(std::size_t count) {
    const auto taken = take(count * sizeof(T));
    std::vector<T> values(count);
    if (count > 0) std::memcpy(values.data(), taken.data(), taken.size());
    return values;
  }

  std::uint32_t number() { return array<std::uint32_t>(1).front(); }
  bool at_end() const { return at_ == bytes_.size(); }

 private:
  std::string_view bytes_;
  const std::filesystem::path& path_;
  std::size_t at_ = 0;
};

}  // namespace

TaggerModel load_tagger_model(const std::filesystem::path& path) {
  const std::string bytes = read_text_file(path);
  Reader reader(bytes, path);
  if (reader.take(kMagic.size()) != kMagic) reader.fail("it is no such file");
  if (bytes.size() < kMagic.size() + sizeof(std::uint64_t)) reader.fail("the file is cut off");
  std::uint64_t sum = 0;
  const std::size_t payload = bytes.size() - sizeof sum;
  std::memcpy(&sum, bytes.data() + payload, sizeof sum);
  if (sum != hash64(std::string_view(bytes).substr(0, payload))) reader.fail("its checksum does not fit");
  if (reader.number() != kTaggerFeatures) reader.fail("it was trained for another version of the features");
  const auto tags = reader.number(), words = reader.number(), features = reader.number(),
             weights = reader.number();
  if (tags == 0 || tags > 255) reader.fail("it has no usable list of tags");
  TaggerModel model;
  for (std::uint32_t t = 0; t < tags; ++t) {
    const auto length = static_cast<unsigned char>(reader.take(1).front());
    model.tags.emplace_back(reader.take(length));
  }
  model.words = reader.array<std::uint32_t>(words);
  model.word_classes = reader.array<std::uint16_t>(words);
  model.features = reader.array<std::uint32_t>(features);
  model.first_weights = reader.array<std::uint32_t>(std::size_t{features} + 1);
  model.weights = reader.array<TaggerModel::Weight>(weights);
  reader.take(sizeof sum);
  if (!reader.at_end()) reader.fail("bytes follow its end");
  // What Tagger relies on.
  for (std::uint32_t f = 0; f < features; ++f) {
    if (model.first_weights[f] > model.first_weights[f + 1])
      reader.fail("its list of weights is out of order");
  }
  if (model.first_weights.front() != 0 || model.first_weights.back() != weights) {
    reader.fail("its list of weights has another length");
  }
  for (const auto& weight : model.weights) {
    if (weight.tag >= tags) reader.fail("a weight is for a tag that is not there");
  }
  return model;
}

void save_tagger_model(const std::filesystem::path& path, const TaggerModel& model) {
  std::string bytes(kMagic);
  const std::uint32_t header[] = {kTaggerFeatures, static_cast<std::uint32_t>(model.tags.size()),
                                  static_cast<std::uint32_t>(model.words.size()),
                                  static_cast<std::uint32_t>(model.features.size()),
                                  static_cast<std::uint32_t>(model.weights.size())};
  put(&bytes, header, 5);
  for (const auto& tag : model.tags) {
    bytes += static_cast<char>(tag.size());
    bytes += tag;
  }
  put(&bytes, model.words.data(), model.words.size());
  put(&bytes, model.word_classes.data(), model.word_classes.size());
  put(&bytes, model.features.data(), model.features.size());
  put(&bytes, model.first_weights.data(), model.first_weights.size());
  put(&bytes, model.weights.data(), model.weights.size());
  const std::uint64_t sum = hash64(bytes);
  put(&bytes, &sum, 1);
  AtomicFile file(path);
  file.write(std::string_view(bytes));
  file.commit();
}

}  // namespace cloc::labelling
