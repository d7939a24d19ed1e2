// SPDX-License-Identifier: Apache-2.0
#include "core/weights/safetensors.h"

#include <ATen/ATen.h>
#include <c10/core/GradMode.h>

#include <algorithm>
#include <cerrno>
#include <span>
#include <system_error>
#include <tuple>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

#include "core/base/atomic_file.h"
#include "core/base/error.h"

namespace cloc::weights {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail_reading(const fs::path& path, int error) {
  throw Error(ErrorKind::Io, "Cannot read " + path.string() + ": " + std::generic_category().message(error) +
                                 ". Check the file and the disk.");
}

class OpenFile {
 public:
  explicit OpenFile(const fs::path& path) : path_(path), fd_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
    if (fd_ < 0) fail_reading(path_, errno);
  }
  ~OpenFile() { ::close(fd_); }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;

  void read(std::uint64_t position, std::span<std::byte> into) const {
    while (!into.empty()) {
      const auto got = ::pread(fd_, into.data(), into.size(), static_cast<off_t>(position));
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) fail_reading(path_, errno);
      if (got == 0) {
        throw Error(ErrorKind::Corrupt, path_.string() + " was cut short while it was read. Try again.");
      }
      into = into.subspan(static_cast<std::size_t>(got));
      position += static_cast<std::uint64_t>(got);
    }
  }

 private:
  const fs::path& path_;
  int fd_;
};

std::span<std::byte> bytes_of(const at::Tensor& tensor) {
  return {static_cast<std::byte*>(tensor.data_ptr()), tensor.nbytes()};
}

at::Tensor read_tensor(const OpenFile& file, const fs::path& path, const TensorInfo& info) {
  at::Tensor tensor;
  try {
    tensor = at::empty(info.shape, at::TensorOptions().dtype(info.dtype));
  } catch (const c10::Error&) {  // the sizes are checked, so only the memory can be lacking
    throw Error(ErrorKind::OutOfMemory, "No memory for tensor " + shown_name(info.name) + " of " +
                                            path.string() + ", " + std::to_string(info.end - info.begin) +
                                            " bytes. Close other programs.");
  }
  const auto bytes = bytes_of(tensor);
  file.read(info.begin, bytes);
  // Any other byte in a bool is undefined behaviour for whoever reads it.
  if (info.dtype == at::kBool &&
      std::any_of(bytes.begin(), bytes.end(), [](std::byte b) { return b > std::byte{1}; })) {
    throw Error(ErrorKind::Corrupt,
                path.string() + ": tensor " + shown_name(info.name) +
                    " is BOOL and holds bytes other than 0 and 1. Get or write the file again.");
  }
  return tensor;
}

using Item = std::pair<const std::string, at::Tensor>;

void check_writable(const fs::path& path, const Item& item) {
  const auto& [name, tensor] = item;
  const auto where = "Cannot write " + path.string() + ": tensor " + shown_name(name);
  if (name == "__metadata__")
    throw Error(ErrorKind::InvalidInput, where + " has a name that the format reserves.");
  if (!tensor.defined()) throw Error(ErrorKind::InvalidInput, where + " is undefined.");
  if (tensor.layout() != at::kStrided || !dtype_name(tensor.scalar_type())) {
    throw Error(ErrorKind::Unsupported, where + " is of a kind that safetensors cannot hold (" +
                                            std::string(tensor.dtype().name()) +
                                            "). Convert it to a dense F32 tensor.");
  }
}

std::vector<const Item*> in_file_order(const SafeTensors& contents) {
  std::vector<const Item*> items;
  for (const auto& item : contents.tensors) items.push_back(&item);
  std::stable_sort(items.begin(), items.end(), [](const Item* a, const Item* b) {  // by name already
    return dtype_order(a->second.scalar_type()) < dtype_order(b->second.scalar_type());
  });
  return items;
}

std::string header_text(const fs::path& path, const std::vector<const Item*>& items,
                        const std::map<std::string, std::string>& metadata) {
  nlohmann::ordered_json header = nlohmann::ordered_json::object();
  if (!metadata.empty()) header["__metadata__"] = metadata;
  std::uint64_t at = 0;
  for (const auto* item : items) {
    const auto& tensor = item->second;
    const auto end = at + static_cast<std::uint64_t>(tensor.numel()) * c10::elementSize(tensor.scalar_type());
    header[item->first] = {{"dtype", *dtype_name(tensor.scalar_type())},
                           {"shape", tensor.sizes().vec()},
                           {"data_offsets", {at, end}}};
    at = end;
  }
  std::string text;
  try {
    text = header.dump();
  } catch (const nlohmann::json::exception&) {
    throw Error(ErrorKind::InvalidInput,
                "Cannot write " + path.string() + ": a name or its metadata is not UTF-8.");
  }
  text.append((8 - text.size() % 8) % 8, ' ');  // the tensors begin at a multiple of 8
  if (text.size() > kMaxHeaderBytes) {
    throw Error(ErrorKind::InvalidInput, "Cannot write " + path.string() + ": its header would have " +
                                             std::to_string(text.size()) +
                                             " bytes, more than the format allows (" +
                                             std::to_string(kMaxHeaderBytes) + "). Shorten the metadata.");
  }
  return text;
}

}  // namespace

SafeTensors read_safetensors(const fs::path& path) {
  auto header = read_safetensors_header(path);
  const OpenFile file(path);
  SafeTensors contents;
  contents.metadata = std::move(header.metadata);
  for (const auto& info : header.tensors) contents.tensors[info.name] = read_tensor(file, path, info);
  return contents;
}

void write_safetensors(const fs::path& path, const SafeTensors& contents) {
  for (const auto& item : contents.tensors) check_writable(path, item);
  const auto items = in_file_order(contents);
  const auto header = header_text(path, items, contents.metadata);
  AtomicFile file(path);
  const std::uint64_t header_bytes = header.size();
  file.write(std::as_bytes(std::span(&header_bytes, 1)));
  file.write(header);
  const c10::NoGradGuard no_grad;
  for (const auto* item : items) {
    at::Tensor plain;
    try {
      plain = item->second.detach().to(at::kCPU).contiguous();
    } catch (const c10::Error& error) {
      throw Error(ErrorKind::OutOfMemory, "Cannot copy tensor " + shown_name(item->first) + " to write " +
                                              path.string() + ": " + error.what_without_backtrace());
    }
    file.write(bytes_of(plain));
  }
  file.commit();
}

}  // namespace cloc::weights
