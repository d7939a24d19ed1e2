// SPDX-License-Identifier: Apache-2.0
// How other programs' models want their images resized and normalised, as their configuration files say it.
#pragma once

#include <filesystem>

#include <nlohmann/json_fwd.hpp>

#include "core/model/config.h"

namespace cloc::inference {

// The whole of CLIP's: short side resized, middle cropped, Pillow's bicubic; begins as torchvision rounds.
void set_clip_preprocessing(model::ClocConfig& config, model::CropStart start);
// The whole of SigLIP's: each side resized, mean and deviation 0.5.
void set_siglip_preprocessing(model::ClocConfig& config);

// Of open_clip_config.json the part `preprocess_cfg`, and of Hugging Face a preprocessor_config.json: what is
// there replaces what `config` says; `file` stands for it in messages. Throws Error{Unsupported} naming the
// setting that this program does not do, Error{Mismatch} for another image size than the weights',
// Error{Corrupt}.
void read_open_clip_preprocessing(const nlohmann::json& settings, const std::filesystem::path& file,
                                  model::ClocConfig& config);
void read_hugging_face_preprocessing(const nlohmann::json& settings, const std::filesystem::path& file,
                                     model::ClocConfig& config);

// A preprocessor_config.json for CLIPImageProcessor or SiglipImageProcessor. Letterboxed images have no words
// there: they are written as CLIP's crops.
nlohmann::json hugging_face_preprocessing(const model::ClocConfig& config);

}  // namespace cloc::inference
