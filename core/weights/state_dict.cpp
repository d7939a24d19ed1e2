// SPDX-License-Identifier: Apache-2.0
#include "core/weights/state_dict.h"

#include <algorithm>
#include <array>
#include <memory>
#include <set>
#include <system_error>
#include <utility>

#include <nlohmann/json.hpp>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/base/mapped_file.h"
#include "core/weights/torch_file.h"

namespace cloc::weights {
namespace {

namespace fs = std::filesystem;

constexpr std::array<const char*, 6> kNames = {
    "model.safetensors",           "model.safetensors.index.json", "open_clip_model.safetensors",
    "open_clip_pytorch_model.bin", "pytorch_model.bin.index.json", "pytorch_model.bin"};

bool is_index(const fs::path& path) {
  return path.filename().string().ends_with(".index.json");
}

bool is_weights(const fs::path& path) {
  const auto extension = path.extension().string();
  return extension == ".safetensors" || extension == ".bin" || extension == ".pt" || extension == ".pth";
}

fs::path file_in(const fs::path& folder) {
  std::error_code error;
  for (const char* name : kNames) {
    if (fs::is_regular_file(folder / name, error)) return folder / name;
  }
  std::vector<fs::path> found;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    if (entry.is_regular_file(error) && is_weights(entry.path())) found.push_back(entry.path());
  }
  if (found.size() == 1) return found.front();
  std::string message = folder.string();
  message += found.empty() ? " holds no weights" : " holds several files of weights";
  message += ": looked for";
  for (const char* name : kNames) message += std::string(" ") + name;
  throw Error(ErrorKind::NotFound, message + ". Give the file itself.");
}

SafeTensors read_file(const fs::path& path) {
  const auto file = std::make_shared<MappedFile>(path, MappedFile::Access::CopyOnWrite);
  if (is_torch_file(file->bytes())) return read_torch_file(file, path.string());
  // safetensors has no signature: 8 bytes of length, then JSON.
  const auto bytes = file->bytes();
  if (bytes.size() > 8 && bytes[8] == '{') return read_safetensors(path);
  throw Error(ErrorKind::Unsupported,
              path.string() +
                  " is neither a safetensors file nor one that torch.save wrote. Give such a file, or a "
                  "folder with one.");
}

std::map<std::string, std::string> read_index(const fs::path& path) {
  std::map<std::string, std::string> file_of;
  try {
    const auto index = nlohmann::json::parse(read_text_file(path));
    for (const auto& [tensor, file] : index.at("weight_map").items())
      file_of[tensor] = file.get<std::string>();
  } catch (const nlohmann::json::exception& error) {
    throw Error(ErrorKind::Corrupt, path.string() + " cannot be read as an index of shards (" + error.what() +
                                        "). Get it again.");
  }
  return file_of;
}

StateDict read_shards(const fs::path& index) {
  const auto file_of = read_index(index);
  std::set<std::string> names;
  for (const auto& [tensor, file] : file_of) names.insert(file);
  StateDict all;
  for (const auto& name : names) {
    // A name that leads elsewhere would make an index open any file.
    if (fs::path(name).has_parent_path() || name == ".." || !fs::exists(index.parent_path() / name)) {
      throw Error(ErrorKind::NotFound, index.string() + " names the shard " + shown_name(name) +
                                           ", which is not beside it. Get all shards.");
    }
    all.files.push_back(index.parent_path() / name);
    auto shard = read_file(all.files.back());
    all.contents.metadata.merge(shard.metadata);
    for (auto& [tensor, values] : shard.tensors) {
      const auto place = file_of.find(tensor);
      if (place == file_of.end() || place->second != name) {
        throw Error(ErrorKind::Corrupt, all.files.back().string() + " holds the tensor " +
                                            shown_name(tensor) + ", which " + index.filename().string() +
                                            " does not say. Index and shards are of different models.");
      }
      all.contents.tensors[tensor] = std::move(values);
    }
  }
  for (const auto& [tensor, file] : file_of) {
    if (all.contents.tensors.contains(tensor)) continue;
    throw Error(ErrorKind::Corrupt, (index.parent_path() / file).string() + " lacks the tensor " +
                                        shown_name(tensor) + ", which " + index.filename().string() +
                                        " promises. Get the shard again.");
  }
  return all;
}

}  // namespace

StateDict open_state_dict(const fs::path& path) {
  const auto file = fs::is_directory(path) ? file_in(path) : path;
  if (is_index(file)) return read_shards(file);
  return {read_file(file), {file}};
}

}  // namespace cloc::weights
