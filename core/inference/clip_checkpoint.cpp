// SPDX-License-Identifier: Apache-2.0
#include "core/inference/clip_checkpoint.h"

#include <torch/torch.h>

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>

#include "core/base/error.h"
#include "core/inference/foreign_readers.h"
#include "core/inference/model_folder.h"
#include "core/model/positions.h"

namespace cloc::inference {
namespace {

namespace fs = std::filesystem;

// What stands in front of the tensor's name; absent when there is none. Of several copies (a checkpoint keeps
// averaged weights beside) the one called state_dict, else the shortest.
std::optional<std::string> prefix_of(const std::map<std::string, at::Tensor>& tensors,
                                     std::string_view name) {
  std::optional<std::string> best;
  for (const auto& [full, tensor] : tensors) {
    if (!full.ends_with(name)) continue;
    const auto prefix = full.substr(0, full.size() - name.size());
    if (!prefix.empty() && prefix.back() != '.') continue;
    const auto rank = [](const std::string& p) { return std::pair(!p.starts_with("state_dict."), p.size()); };
    if (!best || rank(prefix) < rank(*best)) best = prefix;
  }
  return best;
}

}  // namespace

ClipCheckpoint read_clip_checkpoint(const fs::path& path, const ClipOptions& options) {
  auto state = weights::open_state_dict(path);
  ClipCheckpoint out;
  out.files = state.files;
  out.config.region_encoder = model::RegionEncoder::ValueRoi;
  out.config.name = path.filename().string();
  if (const auto own = state.contents.metadata.find(kConfigKey); own != state.contents.metadata.end()) {
    out.family = kOwnFamily;
    out.config = config_from_json(own->second, path.string());
    out.tensors = std::move(state.contents);
    return out;
  }
  const auto folder = state.files.front().parent_path();
  auto& tensors = state.contents.tensors;
  const auto name = path.string();
  const auto source_behind = [&](const std::string& prefix) {
    return CheckpointSource(std::move(tensors), prefix, name);
  };
  const auto hugging_face = prefix_of(tensors, kHuggingFacePatch);
  auto open_clip = prefix_of(tensors, kOpenClipPatch);
  if (!open_clip) open_clip = prefix_of(tensors, kTimmPatch);
  if (hugging_face) {
    auto source = source_behind(*hugging_face);
    read_hugging_face_clip(source, folder, out);
  } else if (open_clip) {
    auto source = source_behind(*open_clip);
    read_open_clip(source, folder, options, out);
  } else {
    const bool timm = std::any_of(tensors.begin(), tensors.end(), [](const auto& tensor) {
      return tensor.first.find("visual.trunk.") != std::string::npos;
    });
    const std::string known = std::string(kOpenClipPatch) + ", " + kTimmPatch + " and " + kHuggingFacePatch;
    throw Error(
        timm ? ErrorKind::Unsupported : ErrorKind::Mismatch,
        name + (timm ? " has an image encoder of timm that is no ViT, which this program does not know "
                       "of."
                     : " holds no weights of a CLIP: none of " + known + " is among its tensors."));
  }
  try {
    out.config.validate();
  } catch (const Error& error) {
    throw Error(ErrorKind::Mismatch, name + ": " + error.what());
  }
  return out;
}

void set_image_size(ClipCheckpoint& checkpoint, std::int64_t pixels) {
  auto& vision = checkpoint.config.vision;
  if (pixels < vision.patch_size || pixels % vision.patch_size != 0) {
    throw Error(ErrorKind::InvalidInput, "An image size of " + std::to_string(pixels) +
                                             " is no multiple of the model's patches of " +
                                             std::to_string(vision.patch_size) + " pixels.");
  }
  const auto name = "visual.positional_embedding";
  const std::int64_t before = vision.has_class_token() ? 1 : 0, grid = vision.grid();
  const auto found = checkpoint.tensors.tensors.find(name);
  if (found == checkpoint.tensors.tensors.end() || found->second.dim() != 2 ||
      found->second.size(0) != before + grid * grid) {
    throw Error(ErrorKind::Mismatch, checkpoint.files.front().string() +
                                         ": its positions are not those of a grid of " +
                                         std::to_string(grid) + " by " + std::to_string(grid) + ".");
  }
  const torch::NoGradGuard no_grad;
  const auto positions = found->second.to(torch::kFloat);
  const auto side = pixels / vision.patch_size;
  // The class token's stays as it is.
  found->second = torch::cat(
      {positions.slice(0, 0, before),
       model::interpolate_positions(positions.slice(0, before), side, side, vision.position_rule)});
  vision.input_size = pixels;
  checkpoint.config.unread_edge = 0;  // the patches fit
}

model::Cloc make_model(const ClipCheckpoint& checkpoint) {
  model::Cloc model(checkpoint.config);
  std::vector<std::pair<std::string, at::Tensor>> targets;
  for (const auto& item : model->named_parameters()) targets.emplace_back(item.key(), item.value());
  load_finite(targets, checkpoint.tensors, checkpoint.files.front().string());
  model->eval();
  return model;
}

}  // namespace cloc::inference
