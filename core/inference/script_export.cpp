// SPDX-License-Identifier: Apache-2.0
#include "core/inference/script_export.h"

#include <torch/script.h>
#include <torch/torch.h>

#include <algorithm>
#include <system_error>

#include "core/base/error.h"
#include "core/inference/script_model.h"

namespace cloc::inference {
namespace {

namespace fs = std::filesystem;

constexpr double kTolerance = 1e-4;

// Of every method, on random images, texts and boxes of more than one number each.
double largest_difference(torch::jit::Module& script, model::Cloc& model) {
  const torch::NoGradGuard no_grad;
  const auto& config = model->config();
  const auto side = config.vision.input_size;
  const auto pixels = torch::randn({2, 3, side, side});
  const auto lengths = torch::tensor({std::int64_t{2}, config.text.context_length, std::int64_t{3}});
  const auto ids = torch::randint(config.text.vocabulary, {3, config.text.context_length}, torch::kLong);
  const auto index = torch::tensor({std::int64_t{0}, std::int64_t{1}, std::int64_t{1}});
  const auto low = 0.6 * torch::rand({3, 2}),
             boxes = torch::cat({low, low + 0.1 + 0.3 * torch::rand({3, 2})}, 1);
  double largest = 0;
  const auto compare = [&](const at::Tensor& a, const at::Tensor& b) {
    largest = std::max(largest, (a - b).abs().max().item<double>());
  };
  const auto tokens = model->encode_tokens(pixels);
  const bool reads_boxes = config.region_encoder != model::RegionEncoder::Crops;
  const auto images = reads_boxes ? model->prepare(tokens) : model::EncodedImages();
  const auto encoded = script.run_method("encode_image", pixels).toTuple();
  const auto their_tokens = encoded->elements()[1].toTensor();
  const auto texts = model::normalise(model->embed_text(ids, lengths));
  compare(encoded->elements()[0].toTensor(), model::normalise(model->embed_image(tokens)));
  compare(script.run_method("encode_text", ids, lengths).toTensor(), texts);
  for (const auto& method : script_methods(config)) {
    if (method == "embed_boxes") {
      compare(script.run_method("embed_boxes", their_tokens, boxes, index).toTensor(),
              model::normalise(model->embed_boxes(images, boxes, index)));
    } else if (method == "ground") {
      compare(script.run_method("ground", their_tokens, texts, index).toTensor(),
              model->ground(images, texts, index));
    }
  }
  return largest;
}

void add_tokenizer(torch::jit::Module& script, const text::Tokenizer& tokenizer) {
  script.register_attribute("tokenizer", c10::StringType::get(), std::string(tokenizer.name()));
  const auto add = [&](const char* name, std::int64_t id) {
    script.register_attribute(name, c10::IntType::get(), id);
  };
  add("begin_id", tokenizer.begin_id());
  add("end_id", tokenizer.end_id());
  add("pad_id", tokenizer.pad_id());
}

void remove_quietly(const fs::path& file) {
  std::error_code ignored;
  fs::remove(file, ignored);
}

}  // namespace

ScriptExport write_torchscript(const fs::path& file, LoadedModel& loaded) {
  auto script = make_script(loaded.model);
  add_tokenizer(script, *loaded.tokenizer);
  const auto unfinished = fs::path(file.string() + ".unfinished");
  std::string reason;
  try {
    script.save(unfinished.string(), {{"cloc.json", config_to_json(loaded.model->config())}});
    auto read = torch::jit::load(unfinished.string());
    ScriptExport done{fs::file_size(unfinished), largest_difference(read, loaded.model)};
    if (!(done.largest_difference <= kTolerance)) {
      throw Error(ErrorKind::Internal,
                  "The TorchScript differs from the model by " + std::to_string(done.largest_difference) +
                      ": it is not written. Report this, with the model's configuration.");
    }
    fs::rename(unfinished, file);
    return done;
  } catch (const c10::Error& error) {
    reason = error.what_without_backtrace();
    while (reason.ends_with('.') || reason.ends_with('\n')) reason.pop_back();
  } catch (const fs::filesystem_error& error) {
    reason = error.code().message();
  } catch (...) {
    remove_quietly(unfinished);
    throw;
  }
  remove_quietly(unfinished);
  throw Error(ErrorKind::Io, "Cannot write " + file.string() + ": " + reason +
                                 ". Check the folder and the space left on it.");
}

}  // namespace cloc::inference
