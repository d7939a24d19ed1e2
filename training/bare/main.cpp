// SPDX-License-Identifier: Apache-2.0
// cloc-train RECIPE --run FOLDER [--set section.name=value]... | cloc-train --resume FOLDER
#include <csignal>
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"
#include "training/trainer.h"

namespace {

using namespace cloc;

constexpr auto kUsage =
    "cloc-train RECIPE --run FOLDER [--set section.name=value]...\n"
    "cloc-train --resume FOLDER\n"
    "Trains a CLOC model on a pack (cloc-cli data pack --tokenizer) without Qt, OpenCV and FAISS. Several\n"
    "processes: by torchrun or mpirun. Ctrl+C saves and ends.\n";

CancelToken& cancel_token() {
  static CancelToken token;
  return token;
}

struct Arguments {
  std::string recipe, run, resume;
  std::vector<std::string> settings;
};

Arguments arguments_of(int argc, char** argv) {
  Arguments given;
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    const auto value = [&] {
      if (i + 1 == argc)
        throw Error(ErrorKind::InvalidInput, std::string(word) + " wants a value.\n" + kUsage);
      return std::string(argv[++i]);
    };
    if (word == "--run") {
      given.run = value();
    } else if (word == "--resume") {
      given.resume = value();
    } else if (word == "--set") {
      given.settings.push_back(value());
    } else if (word.starts_with("--") || !given.recipe.empty()) {
      throw Error(ErrorKind::InvalidInput, "'" + std::string(word) + "' is not understood.\n" + kUsage);
    } else {
      given.recipe = word;
    }
  }
  const bool begins = !given.recipe.empty() && !given.run.empty();
  if (begins == !given.resume.empty())
    throw Error(ErrorKind::InvalidInput,
                std::string("Give a recipe and --run, or --resume alone.\n") + kUsage);
  return given;
}

training::TrainObserver observer() {
  training::TrainObserver seen;
  seen.on_step = [](const training::StepReport& step) {
    if (step.step % 50 != 0 && step.step != step.steps) return;
    std::fprintf(stderr, "step %lld / %lld  loss %.3f  %.1f images/s  waiting %.1f %%  %.0f s left\n",
                 static_cast<long long>(step.step), static_cast<long long>(step.steps), step.total,
                 step.images_per_second, 100 * step.waiting_share, step.time_left.count());
  };
  seen.on_message = [](const std::string& message) { std::fprintf(stderr, "%s\n", message.c_str()); };
  return seen;
}

void train(const Arguments& given) {
  training::Recipe recipe = training::load_recipe(
      given.resume.empty() ? given.recipe : (std::filesystem::path(given.resume) / "recipe.toml").string());
  for (const auto& setting : given.settings) training::set_value(recipe, setting);
  if (!recipe.validation.empty() || recipe.validation_share > 0) {
    throw Error(
        ErrorKind::Unsupported,
        "The recipe names validation data, and this program evaluates nothing: --set data.validation= "
        "--set data.validation_share=0, and evaluate the checkpoints with cloc-cli eval.");
  }
  if (recipe.pair_share > 0) {
    throw Error(
        ErrorKind::Unsupported,
        "loss.pair_share makes texts while it trains, and a pack knows the tokens of its own alone: --set "
        "loss.pair_share=0, or train with cloc-cli.");
  }
  const auto processes = training::processes_of(recipe);
  const auto summary =
      given.resume.empty()
          ? training::start_training(recipe, given.run, observer(), cancel_token(), processes.get())
          : training::resume_training(given.resume, observer(), cancel_token(), processes.get());
  if (processes && !processes->is_first()) return;
  std::printf("%s at step %lld. Model: %s\n", summary.cancelled ? "Stopped" : "Finished",
              static_cast<long long>(summary.step), summary.latest ? summary.latest->c_str() : "none");
  if (summary.cancelled) throw Error(ErrorKind::Cancelled, "Go on with: cloc-train --resume FOLDER");
}

}  // namespace

int main(int argc, char** argv) {
  cancel_token();  // made before a signal can come
  for (const int signal : {SIGINT, SIGTERM}) std::signal(signal, [](int) { cancel_token().cancel(); });
  try {
    if (argc > 1 && std::string_view(argv[1]) == "--help") {
      std::printf("%s", kUsage);
      return 0;
    }
    train(arguments_of(argc, argv));
    return 0;
  } catch (const Error& error) {
    std::fprintf(stderr, "cloc-train: %s\n", error.what());
    return exit_code(error.kind());
  } catch (const std::exception& error) {
    std::fprintf(stderr, "cloc-train: %s\n", error.what());
    return 1;
  }
}
