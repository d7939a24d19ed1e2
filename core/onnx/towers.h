// SPDX-License-Identifier: Apache-2.0
// The encoders of a model as ONNX graphs: inputs, outputs and everything between. docs/exports.md lists the
// names. Embeddings come out at length 1. The image's size is the model's; numbers of images, texts, tokens
// of a text and boxes are open.
#pragma once

#include "core/model/config.h"
#include "core/onnx/graph.h"

namespace cloc::onnx {

// pixels [images, 3, S, S] float, normalised -> image_embedding [images, embed_dim] and, where boxes are
// read from them, tokens [images, N, width or embed_dim].
void image_tower(Graph& graph, const model::ClocConfig& config);

// ids [texts, length] int64, lengths [texts] int64 -> text_embedding [texts, embed_dim].
void text_tower(Graph& graph, const model::ClocConfig& config);

// tokens, boxes [boxes, 4] float, image_index [boxes] int64 -> region_embedding [boxes, embed_dim]. Not for
// RegionEncoder::Crops.
void region_tower(Graph& graph, const model::ClocConfig& config);

// tokens, text_embedding [phrases, embed_dim], image_index [phrases] int64 -> boxes [phrases, 4]. For
// RegionEncoder::Prompter alone.
void grounding_tower(Graph& graph, const model::ClocConfig& config);

}  // namespace cloc::onnx
