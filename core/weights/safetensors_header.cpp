// SPDX-License-Identifier: Apache-2.0
#include "core/weights/safetensors_header.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <fstream>
#include <limits>
#include <set>
#include <system_error>
#include <utility>

#include <nlohmann/json.hpp>

#include "core/base/error.h"

namespace cloc::weights {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

static_assert(std::endian::native == std::endian::little, "safetensors files are little endian");

constexpr std::uint64_t kLengthBytes = 8;
constexpr const char* kMetadata = "__metadata__";
// {"name": {"shape": [..]}} is three deep.
constexpr int kMaxDepth = 3;

// In the order in which the format's own library writes them.
constexpr std::array<std::pair<std::string_view, c10::ScalarType>, 10> kTypes{{
    {"I64", c10::ScalarType::Long},
    {"F64", c10::ScalarType::Double},
    {"F32", c10::ScalarType::Float},
    {"I32", c10::ScalarType::Int},
    {"BF16", c10::ScalarType::BFloat16},
    {"F16", c10::ScalarType::Half},
    {"I16", c10::ScalarType::Short},
    {"I8", c10::ScalarType::Char},
    {"U8", c10::ScalarType::Byte},
    {"BOOL", c10::ScalarType::Bool},
}};

// Names of the format that LibTorch 1.13 has no element type for.
constexpr std::array<std::string_view, 10> kForeignTypes{"U16",     "U32", "U64",     "C64",     "F8_E4M3",
                                                         "F8_E5M2", "F4",  "F8_E8M0", "F6_E2M3", "F6_E3M2"};

// Builds the errors of one file.
class Reader {
 public:
  Reader(const fs::path& path, std::uint64_t file_bytes) : path_(path), file_bytes_(file_bytes) {}

  SafeTensorsHeader parse(const std::string& text) const;
  [[noreturn]] void corrupt(const std::string& what) const {
    throw Error(ErrorKind::Corrupt, path_.string() + " is not a valid safetensors file: " + what +
                                        ". Get or write the file again.");
  }

 private:
  json parse_json(const std::string& text) const;
  TensorInfo entry(const std::string& name, const json& value, std::uint64_t data_begin) const;
  c10::ScalarType dtype(const std::string& name, const json& value) const;
  std::vector<std::int64_t> shape(const std::string& name, const json& value) const;
  std::map<std::string, std::string> metadata(const json& value) const;
  void check_places(const std::vector<TensorInfo>& tensors, std::uint64_t data_begin) const;

  const fs::path& path_;
  std::uint64_t file_bytes_;
};

// nlohmann keeps the last of two equal keys: a way to hide a tensor behind another, so they are looked for
// while parsing.
json Reader::parse_json(const std::string& text) const {
  if (text.empty() || text.front() != '{') corrupt("its header does not begin with '{'");
  if (text.find('\0') != std::string::npos)
    corrupt("its header holds a zero byte");  // would end nlohmann's parse early
  std::array<std::set<std::string>, kMaxDepth + 1> keys;
  const auto watch = [&](int depth, json::parse_event_t event, json& parsed) {
    if (depth > kMaxDepth) corrupt("its header is nested too deeply");
    const auto level = static_cast<std::size_t>(depth);
    if (event == json::parse_event_t::object_start && level + 1 < keys.size()) keys[level + 1].clear();
    if (event == json::parse_event_t::key && !keys[level].insert(parsed.get<std::string>()).second) {
      corrupt("its header has " + shown_name(parsed.get<std::string>()) + " twice");
    }
    return true;
  };
  try {
    return json::parse(text, watch);
  } catch (const json::exception& error) {
    corrupt("its header is not JSON (" + std::string(error.what()).substr(0, 200) + ")");
  }
}

SafeTensorsHeader Reader::parse(const std::string& text) const {
  const json document = parse_json(text);
  const std::uint64_t data_begin = kLengthBytes + text.size();
  SafeTensorsHeader header;
  for (const auto& [name, value] : document.items()) {
    if (name == kMetadata) {
      header.metadata = metadata(value);
    } else {
      header.tensors.push_back(entry(name, value, data_begin));
    }
  }
  // Empty tensors first, so that one between two others is no overlap.
  std::stable_sort(header.tensors.begin(), header.tensors.end(),
                   [](const TensorInfo& a, const TensorInfo& b) {
                     return std::pair(a.begin, a.end) < std::pair(b.begin, b.end);
                   });
  check_places(header.tensors, data_begin);
  return header;
}

TensorInfo Reader::entry(const std::string& name, const json& value, std::uint64_t data_begin) const {
  const auto bad = [&](const std::string& what) { corrupt("tensor " + shown_name(name) + " " + what); };
  if (!value.is_object()) bad("is described by something that is not an object");
  TensorInfo info;
  info.name = name;
  info.dtype = dtype(name, value);
  info.shape = shape(name, value);
  const auto offsets = value.find("data_offsets");
  if (offsets == value.end() || !offsets->is_array() || offsets->size() != 2 ||
      !(*offsets)[0].is_number_unsigned() || !(*offsets)[1].is_number_unsigned()) {
    bad("has no data_offsets [begin, end]");
  }
  const auto begin = (*offsets)[0].get<std::uint64_t>(), end = (*offsets)[1].get<std::uint64_t>();
  if (begin > end || end > std::numeric_limits<std::uint64_t>::max() - data_begin)
    bad("has data_offsets out of order");
  std::uint64_t bytes = c10::elementSize(info.dtype);
  for (const auto size : info.shape) {
    if (__builtin_mul_overflow(bytes, static_cast<std::uint64_t>(size), &bytes))
      bad("has a shape too large to exist");
  }
  if (bytes != end - begin) {
    bad("needs " + std::to_string(bytes) + " bytes by its shape and dtype, its data_offsets give it " +
        std::to_string(end - begin));
  }
  info.begin = data_begin + begin;
  info.end = data_begin + end;
  return info;
}

c10::ScalarType Reader::dtype(const std::string& name, const json& value) const {
  const auto found = value.find("dtype");
  if (found == value.end() || !found->is_string()) corrupt("tensor " + shown_name(name) + " has no dtype");
  const auto& text = found->get_ref<const std::string&>();
  for (const auto& [known, type] : kTypes) {
    if (known == text) return type;
  }
  if (std::find(kForeignTypes.begin(), kForeignTypes.end(), text) != kForeignTypes.end()) {
    throw Error(ErrorKind::Unsupported,
                path_.string() + ": tensor " + shown_name(name) + " has dtype " + text +
                    ", which this program cannot hold. Convert it to F16, BF16 or F32.");
  }
  corrupt("tensor " + shown_name(name) + " has the unknown dtype " + shown_name(text));
}

std::vector<std::int64_t> Reader::shape(const std::string& name, const json& value) const {
  const auto found = value.find("shape");
  if (found == value.end() || !found->is_array()) corrupt("tensor " + shown_name(name) + " has no shape");
  std::vector<std::int64_t> sizes;
  std::uint64_t elements_of_others = 1;  // LibTorch multiplies strides also when one size is 0
  for (const auto& size : *found) {
    const auto whole =
        size.is_number_unsigned() ? size.get<std::uint64_t>() : std::numeric_limits<std::uint64_t>::max();
    if (whole > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()) ||
        __builtin_mul_overflow(elements_of_others, std::max<std::uint64_t>(whole, 1), &elements_of_others) ||
        elements_of_others > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()) / 8) {
      corrupt("tensor " + shown_name(name) + " has a shape that is not a list of sizes");
    }
    sizes.push_back(static_cast<std::int64_t>(whole));
  }
  return sizes;
}

std::map<std::string, std::string> Reader::metadata(const json& value) const {
  if (!value.is_object()) corrupt("its __metadata__ is not an object");
  std::map<std::string, std::string> result;
  for (const auto& [key, text] : value.items()) {
    if (!text.is_string()) corrupt("its __metadata__ " + shown_name(key) + " is not a string");
    result[key] = text.get<std::string>();
  }
  return result;
}

// Every byte after the header belongs to exactly one tensor.
void Reader::check_places(const std::vector<TensorInfo>& tensors, std::uint64_t data_begin) const {
  std::uint64_t at = data_begin;
  for (const auto& tensor : tensors) {
    if (tensor.begin < at) corrupt("tensor " + shown_name(tensor.name) + " overlaps the tensor before it");
    if (tensor.begin > at) corrupt("there is a hole before tensor " + shown_name(tensor.name));
    at = tensor.end;
  }
  for (const auto& tensor : tensors) {
    if (tensor.end > file_bytes_) {
      corrupt("it is cut short: tensor " + shown_name(tensor.name) + " needs bytes " +
              std::to_string(tensor.begin) + ".." + std::to_string(tensor.end) + ", the file has " +
              std::to_string(file_bytes_));
    }
  }
  if (at < file_bytes_) corrupt(std::to_string(file_bytes_ - at) + " bytes at its end belong to no tensor");
}

}  // namespace

SafeTensorsHeader read_safetensors_header(const fs::path& path) {
  std::error_code error;
  if (!fs::exists(path, error)) {
    throw Error(ErrorKind::NotFound, path.string() + " does not exist. Check the path.");
  }
  if (!fs::is_regular_file(path, error)) {
    throw Error(ErrorKind::InvalidInput,
                path.string() + " is not a file. Give the .safetensors file itself.");
  }
  const auto file_bytes = fs::file_size(path, error);
  std::ifstream in(path, std::ios::binary);
  if (error || !in) {
    throw Error(ErrorKind::Io, "Cannot read " + path.string() + ". Check that it is a file you may read.");
  }
  const Reader reader(path, file_bytes);
  if (file_bytes < kLengthBytes)
    reader.corrupt("it is cut short: it has " + std::to_string(file_bytes) + " bytes");
  std::array<char, kLengthBytes> prefix{};
  in.read(prefix.data(), prefix.size());
  const auto header_bytes = std::bit_cast<std::uint64_t>(prefix);
  if (header_bytes > kMaxHeaderBytes) {
    reader.corrupt("it says that its header has " + std::to_string(header_bytes) +
                   " bytes; the format allows " + std::to_string(kMaxHeaderBytes));
  }
  if (header_bytes > file_bytes - kLengthBytes) {
    reader.corrupt("it is cut short: its header needs bytes 8.." +
                   std::to_string(kLengthBytes + header_bytes) + ", the file has " +
                   std::to_string(file_bytes));
  }
  std::string text(header_bytes, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (!in) throw Error(ErrorKind::Io, "Cannot read " + path.string() + ". Check the disk and try again.");
  return reader.parse(text);
}

std::optional<std::string_view> dtype_name(c10::ScalarType dtype) {
  for (const auto& [name, type] : kTypes) {
    if (type == dtype) return name;
  }
  return std::nullopt;
}

std::size_t dtype_order(c10::ScalarType dtype) {
  const auto found =
      std::find_if(kTypes.begin(), kTypes.end(), [&](const auto& known) { return known.second == dtype; });
  return static_cast<std::size_t>(found - kTypes.begin());
}

std::string shown_name(const std::string& name) {
  auto shown = json(name).dump(-1, ' ', true, json::error_handler_t::replace);
  if (shown.size() > 200) shown = shown.substr(0, 200) + "...\"";
  return shown;
}

}  // namespace cloc::weights
