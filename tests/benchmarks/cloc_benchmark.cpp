// SPDX-License-Identifier: Apache-2.0
// Our side of tests/benchmarks/run.sh: one case a process, so that the process's peak memory is the case's.
// Prints one JSON object. peer.py takes the same arguments and does the same work in PyTorch. Weights and
// inputs are random: neither speed nor memory depends on them.
#include <torch/torch.h>

#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "core/model/cloc.h"
#include "core/model/compute.h"
#include "core/weights/safetensors.h"
#include "training/losses/losses.h"
#include "training/objective.h"
#include "training/optimiser.h"

namespace {

using namespace cloc;
using nlohmann::json;

constexpr std::int64_t kRegionsPerImage = 4, kPhraseTokens = 8, kCaptionTokens = 20;
constexpr double kLearningRate = 1e-5;  // small, so that random data cannot drive the loss away

struct Options {
  std::string name;
  std::int64_t batch = 8;  // images; boxes, crops or regions in those cases
  int iterations = 1, threads = 0;
  std::string file, preset = "vit-b-16";
  std::int64_t accumulation = 1;
  bool recompute = false;
};

// What the kernel counts as this process's largest resident set, in units of 10^6 bytes.
double peak_megabytes() {
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;) {
    if (word != "VmHWM:") continue;
    double kibibytes = 0;
    status >> kibibytes;
    return kibibytes * 1024 / 1e6;
  }
  return 0;
}

std::int64_t parameter_count(model::Cloc& model) {
  std::int64_t count = 0;
  for (const auto& parameter : model->parameters()) count += parameter.numel();
  return count;
}

// Seconds of one run of `work`, the mean of `iterations`.
double seconds(int iterations, const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < iterations; ++i) work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count() / iterations;
}

at::Tensor random_boxes(std::int64_t count) {
  const auto corner = 0.5 * torch::rand({count, 2});
  return torch::cat({corner, corner + 0.1 + 0.4 * torch::rand({count, 2})}, 1);
}

training::Batch random_batch(const model::ClocConfig& config, std::int64_t images) {
  const auto side = config.vision.input_size, vocabulary = config.text.vocabulary;
  const auto regions = images * kRegionsPerImage;
  training::Batch batch;
  batch.images = torch::randint(0, 256, {images, side, side, 3}, torch::kByte);
  batch.caption_ids = torch::randint(0, vocabulary, {images, kCaptionTokens}, torch::kLong);
  batch.caption_lengths = torch::full({images}, kCaptionTokens, torch::kLong);
  batch.caption_image = torch::arange(images);
  batch.phrase_ids = torch::randint(0, vocabulary, {regions, kPhraseTokens}, torch::kLong);
  batch.phrase_lengths = torch::full({regions}, kPhraseTokens, torch::kLong);
  batch.boxes = random_boxes(regions);
  batch.prompts = batch.boxes.unsqueeze(1);
  batch.prompt_present = torch::ones({regions, 1}, torch::kBool);
  batch.object_boxes = torch::zeros({0, 4});
  batch.object_image = torch::zeros({0}, torch::kLong);
  batch.region_image = torch::arange(images).repeat_interleave(kRegionsPerImage);
  batch.region_phrase = torch::arange(regions);
  batch.images_with_regions = images;
  batch.names.resize(static_cast<std::size_t>(images));
  return batch;
}

std::vector<training::AdamW::Parameter> named_parameters(model::Cloc& model) {
  std::vector<training::AdamW::Parameter> all;
  for (const auto& item : model->named_parameters()) all.push_back({item.key(), item.value()});
  return all;
}

// Images, or crops, per run of the image encoder and its pooler.
double encode_seconds(model::Cloc& model, const Options& options) {
  const torch::InferenceMode inference;
  const auto side = model->config().vision.input_size;
  const auto images = torch::randn({options.batch, 3, side, side});
  const auto encode = [&] { model->embed_image(model->encode_tokens(images)); };
  encode();
  return seconds(options.iterations, encode);
}

// One image and all the boxes on it.
double boxes_seconds(model::Cloc& model, const Options& options) {
  const torch::InferenceMode inference;
  const auto side = model->config().vision.input_size;
  const auto image = torch::randn({1, 3, side, side});
  const auto boxes = random_boxes(options.batch);
  const auto index = torch::zeros({options.batch}, torch::kLong);
  const auto embed = [&] { model->embed_boxes(model->prepare(model->encode_tokens(image)), boxes, index); };
  embed();
  return seconds(options.iterations, embed);
}

// The step as the trainer takes it, the norm of the gradients (its check for what is not finite) included.
double train_seconds(model::Cloc& model, const Options& options) {
  training::AdamW optimiser(named_parameters(model), {});
  training::Recipe recipe;
  recipe.accumulation = options.accumulation;
  if (options.name == "clip-step") recipe.region_weight = 0;
  model->set_recompute(options.recompute);
  model->train();
  const auto step = [&](const training::Batch& batch) {
    optimiser.zero_grad();
    training::backward(model, batch, recipe);
    optimiser.clip_gradients(recipe.clip_norm);
    optimiser.step(kLearningRate);
    model->clamp_logit_scale();
  };
  step(random_batch(model->config(), 2));  // a whole one would double the time of the benchmark
  const auto batch = random_batch(model->config(), options.batch);
  return seconds(options.iterations, [&] { step(batch); });
}

// Writes a small model of the same layers with a batch, what it gives for it and the gradients. peer.py loads
// the weights into its own layers and must arrive at the same numbers.
void write_agreement(const Options& options) {
  model::Cloc model(model::preset("vit-ti-16"));
  const auto batch = random_batch(model->config(), options.batch);
  batch.phrase_ids[1].copy_(batch.phrase_ids[0]);  // a pair for the text filter to leave out
  const training::Recipe recipe;
  weights::SafeTensors file;
  file.tensors = {{"input.images", batch.images},
                  {"input.caption_ids", batch.caption_ids},
                  {"input.phrase_ids", batch.phrase_ids},
                  {"input.boxes", batch.boxes},
                  {"input.region_image", batch.region_image}};
  const auto embeddings = training::embed(model, batch, recipe);
  const auto result = training::compute_losses(model, embeddings, batch, recipe);
  result.total.backward();
  const std::pair<const char*, at::Tensor> outputs[] = {
      {"image", embeddings.image},   {"caption", embeddings.caption},     {"region", embeddings.region},
      {"phrase", embeddings.phrase}, {"predicted", embeddings.predicted}, {"loss", result.total}};
  for (const auto& [name, tensor] : outputs) file.tensors[std::string("output.") + name] = tensor.detach();
  for (const auto& item : model->named_parameters()) {
    file.tensors["parameter." + item.key()] = item.value().detach();
    file.tensors["gradient." + item.key()] = item.value().grad();
  }
  weights::write_safetensors(options.file, file);
}

// Equation 2 on `batch` regions, forward and backward: as training computes it, or with the matrix of all
// pairs.
double loss_seconds(const Options& options, bool matrix) {
  const auto embeddings = [&] {
    return model::normalise(torch::randn({options.batch, 512})).detach().requires_grad_(true);
  };
  const auto regions = embeddings(), captions = embeddings();
  const auto scale = torch::full({}, 20.0).requires_grad_(true);
  constexpr double kFilter = 0.9;
  return seconds(options.iterations, [&] {
    const auto loss =
        matrix ? training::symmetric_cross_entropy(scale * torch::mm(regions, captions.t()),
                                                   training::similar_captions(captions.detach(), kFilter))
               : training::region_text_loss(regions, captions, scale, kFilter).loss;
    loss.backward();
  });
}

json run(const Options& options) {
  model::set_threads(options.threads);
  torch::manual_seed(1);
  const auto compute = model::compute_info();
  const auto* kernels = std::getenv("OPENBLAS_CORETYPE");
  json out{{"case", options.name},       {"libtorch", compute.libtorch},
           {"blas", compute.blas},       {"coretype", kernels != nullptr ? kernels : ""},
           {"threads", compute.threads}, {"blas_threads", compute.blas_threads}};
  if (options.name == "agree") {
    write_agreement(options);
    return out;
  }
  if (options.name == "loss" || options.name == "loss-matrix") {
    const double before = peak_megabytes();
    out["seconds"] = loss_seconds(options, options.name == "loss-matrix");
    out["grown_mb"] = peak_megabytes() - before;
    return out;
  }
  model::Cloc model(model::preset(options.preset));
  out["parameters"] = parameter_count(model);
  if (options.name == "encode") {
    out["images_per_second"] = static_cast<double>(options.batch) / encode_seconds(model, options);
  } else if (options.name == "train-step" || options.name == "clip-step") {
    out["images_per_second"] = static_cast<double>(options.batch) / train_seconds(model, options);
  } else if (options.name == "boxes") {
    out["milliseconds"] = 1000 * boxes_seconds(model, options);
  } else {
    out["milliseconds"] = 1000 * encode_seconds(model, options);
  }
  out["peak_mb"] = peak_megabytes();
  return out;
}

}  // namespace

extern "C" int cloc_benchmark_main(int argc, char** argv) {
  Options options;
  CLI::App app("One case of tests/benchmarks/run.sh, on our side.");
  app.add_option("--case", options.name)
      ->required()
      ->check(CLI::IsMember(
          {"agree", "encode", "train-step", "clip-step", "boxes", "crops", "loss", "loss-matrix"}));
  app.add_option("--batch", options.batch, "Images; boxes, crops or regions in those cases")
      ->check(CLI::PositiveNumber);
  app.add_option("--iterations", options.iterations)->check(CLI::PositiveNumber);
  app.add_option("--threads", options.threads, "0: one for each processor")->check(CLI::NonNegativeNumber);
  app.add_option("--preset", options.preset, "The model's sizes")
      ->check(CLI::IsMember(model::preset_names()));
  app.add_option("--accumulation", options.accumulation, "Parts that a step is computed in")
      ->check(CLI::PositiveNumber);
  app.add_flag("--recompute", options.recompute, "Gradient checkpointing");
  app.add_option("--file", options.file, "agree: where to write");
  CLI11_PARSE(app, argc, argv);
  try {
    std::printf("%s\n", run(options).dump().c_str());
  } catch (const std::exception& error) {
    std::fprintf(stderr, "cloc_benchmark: %s\n", error.what());
    return 1;
  }
  return 0;
}
