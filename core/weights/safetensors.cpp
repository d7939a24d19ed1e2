// SPDX-License-Identifier: Apache-2.0
#include "core/weights/safetensors.h"

#include <ATen/ATen.h>
#include <c10/core/GradMode.h>

#include <algorithm>
#include <memory>
#include <span>
#include <tuple>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/base/mapped_file.h"
#include "core/weights/mapped_tensor.h"

namespace cloc::weights {
namespace {

namespace fs = std::filesystem;

std::span<std::byte> bytes_of(const at::Tensor& tensor) {
  return {static_cast<std::byte*>(tensor.data_ptr()), tensor.nbytes()};
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
  const auto file = std::make_shared<MappedFile>(path, MappedFile::Access::CopyOnWrite);
  SafeTensors contents;
  contents.metadata = std::move(header.metadata);
  for (const auto& info : header.tensors) {
    contents.tensors[info.name] = mapped_tensor(file, {.name = info.name,
                                                       .file = path.string(),
                                                       .type = info.dtype,
                                                       .begin = info.begin,
                                                       .bytes = info.end - info.begin,
                                                       .shape = info.shape});
  }
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
