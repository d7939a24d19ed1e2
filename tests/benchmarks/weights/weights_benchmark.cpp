// SPDX-License-Identifier: Apache-2.0
// Our side of tests/benchmarks/weights/run.sh: opening other people's checkpoints, and encoding images with
// them. One case a process, so that its peak memory is its own; prints one JSON object.
#include <torch/torch.h>

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <string>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>
#include <sys/resource.h>

#include "core/base/error.h"
#include "core/inference/clip_checkpoint.h"
#include "core/model/compute.h"
#include "core/weights/state_dict.h"

namespace {

using namespace cloc;
using Clock = std::chrono::steady_clock;
using nlohmann::json;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

double peak_bytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) * 1024;
}

double touch(const weights::SafeTensors& contents) {
  double sum = 0;
  for (const auto& [name, tensor] : contents.tensors) {
    if (tensor.is_floating_point())
      sum += tensor.flatten().slice(0, 0, {}, 512).to(torch::kDouble).sum().item<double>();
  }
  return sum;
}

// Opening: every tensor by name, with shape and type. Touching: something of each of its pages is read.
json open(const std::string& path) {
  const double before = peak_bytes();
  const auto start = Clock::now();
  const auto state = weights::open_state_dict(path);
  const double opened = seconds_since(start);
  const double sum = touch(state.contents);
  return {{"tensors", state.contents.tensors.size()},
          {"open_s", opened},
          {"touched_s", seconds_since(start)},
          {"bytes", peak_bytes() - before},
          {"sum", sum}};
}

// From the checkpoint to a model that answers.
json load(const std::string& path, const std::string& activation) {
  const double before = peak_bytes();
  const auto start = Clock::now();
  inference::ClipOptions options;
  if (!activation.empty()) options.activation = model::parse_activation(activation);
  const auto model = inference::make_model(inference::read_clip_checkpoint(path, options));
  return {{"load_s", seconds_since(start)}, {"bytes", peak_bytes() - before}};
}

json encode(const std::string& path, int batch, double seconds, int threads) {
  model::set_threads(threads);
  const torch::InferenceMode inference;
  auto model = inference::make_model(inference::read_clip_checkpoint(path));
  torch::manual_seed(1);
  const auto side = model->config().vision.input_size;
  const auto pixels = torch::randn({batch, 3, side, side});
  const auto run = [&] { return model->embed_image(model->encode_tokens(pixels)); };
  const auto first = run();
  std::int64_t images = 0;
  const auto start = Clock::now();
  do {
    run();
    images += batch;
  } while (seconds_since(start) < seconds);
  return {{"images_per_s", static_cast<double>(images) / seconds_since(start)},
          {"torch", TORCH_VERSION},
          {"finite", first.isfinite().all().item<bool>()}};
}

}  // namespace

extern "C" int cloc_weights_benchmark_main(int argc, char** argv) {
  CLI::App app("What opening and using other people's weights costs");
  std::string what, path, activation;
  int batch = 8, threads = 0;
  double seconds = 10;
  app.add_option("CASE", what, "open, load or encode")->required();
  app.add_option("WEIGHTS", path)->required();
  app.add_option("--batch", batch);
  app.add_option("--threads", threads);
  app.add_option("--seconds", seconds);
  app.add_option("--activation", activation);
  CLI11_PARSE(app, argc, argv);
  try {
    const auto result = what == "open"   ? open(path)
                        : what == "load" ? load(path, activation)
                                         : encode(path, batch, seconds, threads);
    std::printf("%s\n", result.dump().c_str());
    return 0;
  } catch (const Error& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
