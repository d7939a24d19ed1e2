// SPDX-License-Identifier: Apache-2.0
#include "training/distributed/launch.h"

#include <charconv>
#include <cstdlib>
#include <cstring>
#include <string_view>

#include "core/base/error.h"

namespace cloc::training {
namespace {

using Variable = std::function<const char*(const char*)>;

struct Names {
  const char *rank, *count, *local_rank, *local_count;
};

constexpr Names kLaunchers[] = {
    {"RANK", "WORLD_SIZE", "LOCAL_RANK", "LOCAL_WORLD_SIZE"},
    {"OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE", "OMPI_COMM_WORLD_LOCAL_RANK",
     "OMPI_COMM_WORLD_LOCAL_SIZE"},
    {"SLURM_PROCID", "SLURM_NTASKS", "SLURM_LOCALID", "SLURM_NTASKS_PER_NODE"},
};

constexpr std::uint16_t kUsualPort = 29500;  // torchrun's

int number(const char* name, std::string_view text, int least, int most) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || value < least || value > most) {
    throw Error(ErrorKind::InvalidInput, "The environment variable " + std::string(name) + " is \"" +
                                             std::string(text) + "\"; it must be a whole number from " +
                                             std::to_string(least) + " to " + std::to_string(most) + ".");
  }
  return value;
}

int required(const Variable& variable, const char* name, int least, int most) {
  const char* text = variable(name);
  if (text == nullptr) {
    throw Error(ErrorKind::InvalidInput,
                "The environment variable " + std::string(name) +
                    " is not set. Of several processes each needs its rank and their number: start them by "
                    "torchrun or mpirun, or set RANK, WORLD_SIZE, MASTER_ADDR and MASTER_PORT.");
  }
  return number(name, text, least, most);
}

bool is_this_machine(const std::string& address) {
  return address == "localhost" || address == "127.0.0.1" || address == "::1";
}

}  // namespace

std::optional<Launch> launch_of(const Variable& variable) {
  constexpr int kMostProcesses = 1 << 16;
  for (const auto& names : kLaunchers) {
    if (variable(names.count) == nullptr) continue;
    Launch launch;
    launch.count = required(variable, names.count, 1, kMostProcesses);
    if (launch.count == 1) return std::nullopt;
    launch.rank = required(variable, names.rank, 0, launch.count - 1);
    const char* local_count = variable(names.local_count);
    const char* address = variable("MASTER_ADDR");
    if (local_count != nullptr) launch.local_count = number(names.local_count, local_count, 1, launch.count);
    const bool all_here = launch.local_count == launch.count;
    if (address == nullptr && !all_here) {
      throw Error(ErrorKind::InvalidInput,
                  "MASTER_ADDR is not set: it must name the machine on which rank 0 runs, for all " +
                      std::to_string(launch.count) + " processes (mpirun: -x MASTER_ADDR=...).");
    }
    launch.address = address != nullptr ? address : "127.0.0.1";
    // Started by hand on one machine, where nobody says how many share it.
    if (local_count == nullptr && is_this_machine(launch.address)) launch.local_count = launch.count;
    const char* port = variable("MASTER_PORT");
    launch.port =
        static_cast<std::uint16_t>(port != nullptr ? number("MASTER_PORT", port, 1, 65534) : kUsualPort);
    // torchrun's agent listens on that port itself, in the dialect of its own version.
    const char* agent = variable("TORCHELASTIC_USE_AGENT_STORE");
    if (agent != nullptr && std::strcmp(agent, "True") == 0) ++launch.port;
    const char* local_rank = variable(names.local_rank);
    launch.local_rank = local_rank != nullptr ? number(names.local_rank, local_rank, 0, launch.count - 1) : 0;
    if (local_rank == nullptr && launch.local_count == launch.count) launch.local_rank = launch.rank;
    return launch;
  }
  if (variable("RANK") != nullptr) required(variable, "WORLD_SIZE", 1, kMostProcesses);
  return std::nullopt;
}

std::optional<Launch> launch_of_environment() {
  return launch_of([](const char* name) { return std::getenv(name); });
}

}  // namespace cloc::training
