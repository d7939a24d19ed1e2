// SPDX-License-Identifier: Apache-2.0
// A model as ONNX files, for onnxruntime and other programs.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/inference/model_folder.h"
#include "core/onnx/graph.h"

namespace cloc::onnx {

struct WrittenFile {
  std::string name;
  std::uint64_t bytes = 0;  // with the weights that lie beside it
};

// Writes image.onnx and text.onnx, prompter.onnx unless boxes are cut out of the image
// (RegionEncoder::Crops), grounding.onnx where there is a Prompter, and the tokenizer's files into `folder`,
// which is made. docs/exports.md describes them. Computes in float32; Half stores the matrices as float16.
// Weights of more than `embedded_limit` bytes go into a file beside theirs. Throws Error{Unsupported} naming
// a part of the model that the files would leave out, Error{Io}.
std::vector<WrittenFile> write_onnx(const std::filesystem::path& folder, inference::LoadedModel& loaded,
                                    inference::StoredPrecision precision,
                                    std::uint64_t embedded_limit = kEmbeddedLimit);

}  // namespace cloc::onnx
