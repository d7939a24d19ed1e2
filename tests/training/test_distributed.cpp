// SPDX-License-Identifier: Apache-2.0
// Several processes against one: this program starts itself as the workers. The same global batch gives the
// same loss and gradients however it is divided, also where parts hold no regions; a lost worker ends the run
// with a checkpoint from which one process goes on.
#include <torch/torch.h>

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <map>
#include <memory>

#include <arpa/inet.h>
#include <nlohmann/json.hpp>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/base/resources.h"
#include "core/data/open_dataset.h"
#include "core/demo/demo.h"
#include "core/model/compute.h"
#include "core/weights/safetensors.h"
#include "tests/support/expect_error.h"
#include "tests/training/tiny_run.h"
#include "training/distributed/gradients.h"
#include "training/objective.h"
#include "training/trainer.h"

using namespace cloc;
using namespace cloc::training;
namespace fs = std::filesystem;

namespace {

Recipe tiny_recipe(const fs::path& folder) {
  auto recipe = test::tiny_recipe(folder / "scenes");
  recipe.steps = 6;
  recipe.warmup_steps = 1;
  recipe.loader_threads = 1;
  recipe.checkpoint_every = 2;
  return recipe;
}

void keep_regions(data::Dataset& dataset,
                  const std::function<bool(std::size_t image, std::size_t region)>& kept) {
  for (std::size_t i = 0; i < dataset.images.size(); ++i) {
    auto& regions = dataset.images[i].regions;
    std::vector<data::Region> left;
    for (std::size_t r = 0; r < regions.size(); ++r) {
      if (kept(i, r)) left.push_back(regions[r]);
    }
    regions = left;
  }
}

// A batch that is divided.
struct Case {
  const char* name;
  std::function<void(Recipe&)> recipe;
  std::function<void(data::Dataset&)> dataset;
};

const std::vector<Case>& cases() {
  const auto as_it_is = [](auto&) {};
  static const std::vector<Case> all{
      {"plain", as_it_is, as_it_is},
      {"M is 1", [](Recipe& r) { r.regions_per_image = 1; }, as_it_is},
      {"batch that does not divide", [](Recipe& r) { r.batch_size = 7; }, as_it_is},
      {"one region in all", as_it_is,
       [](data::Dataset& d) {
         for (auto& image : d.images) {
           if (image.regions.size() > 1) image.regions.resize(1);
         }
         // Of the first batch: others are not looked at.
         const auto first = Sampler(d, 1, 8, 4).batch(0)[2].image;
         keep_regions(d, [&](auto image, auto) { return static_cast<std::int64_t>(image) == first; });
       }},
      {"none in most parts", as_it_is,
       [](data::Dataset& d) {
         const auto samples = Sampler(d, 1, 8, 4).batch(0);
         keep_regions(d, [&](auto image, auto) {
           const auto index = static_cast<std::int64_t>(image);
           return index == samples[0].image || index == samples[1].image;
         });
       }},
      {"no region", as_it_is, [](data::Dataset& d) { keep_regions(d, [](auto, auto) { return false; }); }},
      {"images without captions", as_it_is,
       [](data::Dataset& d) {
         for (std::size_t i = 0; i < d.images.size(); i += 2) d.images[i].captions.clear();
       }},
      {"the same phrase everywhere", as_it_is,
       [](data::Dataset& d) {
         for (auto& image : d.images) {
           for (auto& region : image.regions) region.caption = "a thing";
         }
       }},
      {"sigmoid", [](Recipe& r) { r.contrast = "sigmoid"; }, as_it_is},
      {"all extras",
       [](Recipe& r) {
         r.text_push = 0.5;
         r.box_l1_weight = 1;
         r.box_giou_weight = 0.5;
         r.point_share = 0.5;
         r.pair_share = 0.5;
         r.proposal_weight = 0.5;
       },
       as_it_is},
      {"proposals where most parts have no box", [](Recipe& r) { r.proposal_weight = 1; },
       [](data::Dataset& d) {
         const auto first = Sampler(d, 1, 8, 4).batch(0)[2].image;
         keep_regions(d, [&](auto image, auto) { return static_cast<std::int64_t>(image) == first; });
       }},
      {"in two parts", [](Recipe& r) { r.accumulation = 2; }, as_it_is},
      {"CLIP alone", [](Recipe& r) { r.region_weight = 0; }, as_it_is},
  };
  return all;
}

// Loss and gradients of the first batch, added up over the processes.
std::map<std::string, at::Tensor> gradients_of(const Case& which, const fs::path& folder,
                                               Processes* processes) {
  auto recipe = tiny_recipe(folder);
  which.recipe(recipe);
  IssueReport issues;
  auto dataset = data::open_dataset(folder / "scenes", issues);
  which.dataset(dataset);
  const Sampler sampler(dataset, 1, recipe.batch_size,
                        recipe.learns_regions() ? recipe.regions_per_image : 0);
  const auto tokenizer = text::load_tokenizer(resource_path("text/demo_unigram.model"));
  torch::manual_seed(2);
  model::Cloc model(recipe.model_config(tokenizer->vocab_size()));
  LoaderOptions options{32, 1, 1, 0, recipe.point_share, recipe.pair_share, recipe.proposal_weight > 0, 1};
  if (processes) {
    options.part = processes->rank();
    options.parts = processes->count();
  }
  const FilePixels pixels;
  BatchLoader loader(dataset, pixels, sampler, *tokenizer, options, 0, 0);
  const auto result = backward(model, loader.next(), recipe, processes);
  if (processes) add_up_gradients(*processes, model->parameters());
  std::map<std::string, at::Tensor> all{
      {"result", torch::tensor({result.loss, result.clip, result.region_text, result.grounding,
                                result.text_push, result.proposals, result.lambda, result.filtered_share,
                                static_cast<double>(result.regions)})}};
  for (const auto& item : model->named_parameters()) {
    if (item.value().grad().defined()) all[item.key()] = item.value().grad().clone();
  }
  return all;
}

int free_port() {
  const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  ::bind(socket, reinterpret_cast<sockaddr*>(&address), size);
  ::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size);
  ::close(socket);
  return ntohs(address.sin_port);
}

int worker(const QStringList& arguments) {
  const fs::path folder = arguments.at(2).toStdString();
  model::set_threads(1);
  try {
    const auto launch = launch_of_environment();
    Processes processes(*launch, at::kCPU);
    if (arguments.at(1) == "gradients") {
      for (const auto& which : cases()) {
        weights::SafeTensors file;
        file.tensors = gradients_of(which, folder, &processes);
        if (processes.is_first())
          weights::write_safetensors(folder / (which.name + std::to_string(launch->count)), file);
      }
      return 0;
    }
    auto recipe = tiny_recipe(folder);
    if (arguments.at(1) == "endless") recipe.steps = 1'000'000;
    TrainObserver observer;
    observer.on_step = [](const StepReport& report) {
      std::ofstream(std::getenv("CLOC_TEST_STEP")) << report.step;
    };
    start_training(recipe, folder / arguments.at(1).toStdString(), observer, {}, &processes);
    return 0;
  } catch (const Error& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return exit_code(error.kind());
  }
}

}  // namespace

class TestDistributed : public QObject {
  Q_OBJECT

  QTemporaryDir dir_;
  fs::path folder() const { return dir_.path().toStdString(); }

  using Workers = std::vector<std::unique_ptr<QProcess>>;

  Workers start(int count, const QString& job) {
    const auto port = QString::number(free_port());
    Workers workers;
    for (int rank = 0; rank < count; ++rank) {
      auto environment = QProcessEnvironment::systemEnvironment();
      environment.insert("RANK", QString::number(rank));
      environment.insert("WORLD_SIZE", QString::number(count));
      environment.insert("MASTER_ADDR", "127.0.0.1");
      environment.insert("MASTER_PORT", port);
      environment.insert("CLOC_TEST_STEP", dir_.filePath("step"));
      workers.push_back(std::make_unique<QProcess>());
      workers.back()->setProcessEnvironment(environment);
      workers.back()->start(QCoreApplication::applicationFilePath(), {"worker", job, dir_.path()});
    }
    return workers;
  }

 private slots:
  void initTestCase() {
    model::set_threads(1);
    demo::DemoOptions options;
    options.directory = folder() / "scenes";
    options.scenes = 24;
    options.size = 64;
    demo::create_demo(options);
  }

  void twoAndFourProcessesEqualOne() {
    for (const int count : {2, 4}) {
      auto workers = start(count, "gradients");
      for (auto& one : workers) {
        QVERIFY(one->waitForFinished(120000));
        QVERIFY2(one->exitCode() == 0, one->readAllStandardError().constData());
      }
      for (const auto& which : cases()) {
        const auto expected = gradients_of(which, folder(), nullptr);
        const auto got = weights::read_safetensors(folder() / (which.name + std::to_string(count))).tensors;
        QCOMPARE(got.size(), expected.size());
        for (const auto& [name, value] : expected) {
          // Single precision, summed in another order.
          const double size = value.abs().max().item<double>();
          const double difference = (got.at(name) - value).abs().max().item<double>();
          QVERIFY2(difference <= 1e-6 + 1e-5 * size, qPrintable(QString("%1 processes, %2, %3: %4 of %5")
                                                                    .arg(count)
                                                                    .arg(which.name, name.c_str())
                                                                    .arg(difference)
                                                                    .arg(size)));
        }
      }
    }
  }

  void aRunOfTwoEqualsARunOfOne() {
    start_training(tiny_recipe(folder()), folder() / "alone", {}, {});
    auto workers = start(2, "together");
    for (auto& one : workers) {
      QVERIFY(one->waitForFinished(120000));
      QVERIFY2(one->exitCode() == 0, one->readAllStandardError().constData());
    }
    const auto alone = test::losses(folder() / "alone"), together = test::losses(folder() / "together");
    QCOMPARE(together.size(), std::size_t{6});
    for (const auto& [step, text] : alone) {
      const double loss = std::stod(text);
      QVERIFY2(std::abs(std::stod(together.at(step)) - loss) < 1e-4 * loss,
               qPrintable(QString::number(step)));
    }
  }

  void aLostWorkerEndsTheRunWithACheckpoint() {
    QFile::remove(dir_.filePath("step"));
    auto workers = start(2, "endless");
    const auto checkpoint = folder() / "endless/checkpoints/latest";
    QTRY_VERIFY_WITH_TIMEOUT(fs::exists(checkpoint), 60000);
    ::kill(static_cast<pid_t>(workers[1]->processId()), SIGKILL);
    QElapsedTimer clock;
    clock.start();
    QVERIFY(workers[0]->waitForFinished(60000));
    QVERIFY2(clock.elapsed() < 20000, qPrintable(QString::number(clock.elapsed())));
    const auto said = workers[0]->readAllStandardError().toStdString();
    QCOMPARE(workers[0]->exitCode(), exit_code(ErrorKind::Io));
    QVERIFY_CONTAINS(said, "lost the others");
    QVERIFY_CONTAINS(said, "checkpoints/step-");
    workers[1]->waitForFinished();

    CancelToken cancel;
    TrainObserver observer;
    std::int64_t first = 0;
    observer.on_step = [&](const StepReport& report) {
      if (first == 0) first = report.step;
      if (report.step == first + 2) cancel.cancel();
    };
    const auto summary = resume_training(folder() / "endless", observer, cancel);
    QVERIFY(first > 2);
    QCOMPARE(summary.step, first + 2);
  }

  void launchersAreUnderstood() {
    std::map<std::string, std::string> set;
    const auto variable = [&](const char* name) {
      const auto found = set.find(name);
      return found == set.end() ? nullptr : found->second.c_str();
    };
    const auto refused = [&] {
      return test::expect_error(ErrorKind::InvalidInput, [&] { launch_of(variable); });
    };
    QVERIFY(!launch_of(variable));
    set = {{"RANK", "0"}, {"WORLD_SIZE", "1"}};
    QVERIFY(!launch_of(variable));
    set = {{"RANK", "3"},
           {"WORLD_SIZE", "4"},
           {"LOCAL_RANK", "1"},
           {"LOCAL_WORLD_SIZE", "2"},
           {"MASTER_ADDR", "a.node"},
           {"MASTER_PORT", "1234"}};
    auto launch = launch_of(variable);
    QCOMPARE(launch->rank, 3);
    QCOMPARE(launch->count, 4);
    QCOMPARE(launch->local_rank, 1);
    QCOMPARE(launch->local_count, 2);
    QCOMPARE(launch->address, std::string("a.node"));
    QCOMPARE(launch->port, std::uint16_t{1234});
    set["TORCHELASTIC_USE_AGENT_STORE"] = "True";
    QCOMPARE(launch_of(variable)->port, std::uint16_t{1235});
    set = {{"OMPI_COMM_WORLD_RANK", "1"},
           {"OMPI_COMM_WORLD_SIZE", "2"},
           {"OMPI_COMM_WORLD_LOCAL_RANK", "1"},
           {"OMPI_COMM_WORLD_LOCAL_SIZE", "2"}};
    launch = launch_of(variable);
    QCOMPARE(launch->rank, 1);
    QCOMPARE(launch->address, std::string("127.0.0.1"));
    set["OMPI_COMM_WORLD_LOCAL_SIZE"] = "1";
    QVERIFY_CONTAINS(refused(), "MASTER_ADDR");
    set = {{"RANK", "4"}, {"WORLD_SIZE", "4"}, {"MASTER_ADDR", "127.0.0.1"}};
    QVERIFY_CONTAINS(refused(), "RANK");
    set = {{"RANK", "0"}};
    QVERIFY_CONTAINS(refused(), "WORLD_SIZE");
  }
};

int main(int argc, char** argv) {
  const QCoreApplication app(argc, argv);
  const auto arguments = QCoreApplication::arguments();
  if (arguments.value(1) == "worker") return worker(arguments.mid(1));
  TestDistributed test;
  return QTest::qExec(&test, argc, argv);
}
#include "test_distributed.moc"
