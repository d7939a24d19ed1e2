// SPDX-License-Identifier: Apache-2.0
// How a process is told that it is one of several: by the variables that torchrun, mpirun and Slurm set, or
// that a person sets by hand.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace cloc::training {

struct Launch {
  int rank = 0, count = 1;  // this process, and how many there are
  int local_rank = 0;       // among those on this machine: which of its GPUs is this process's
  int local_count = 1;      // on this machine
  std::string address;      // of the machine of rank 0
  std::uint16_t port = 0;
};

// Reads RANK, WORLD_SIZE, LOCAL_RANK, LOCAL_WORLD_SIZE, MASTER_ADDR, MASTER_PORT (torchrun's names), else
// mpirun's OMPI_COMM_WORLD_*, else Slurm's SLURM_PROCID, SLURM_NTASKS, SLURM_LOCALID. Nothing when they say
// nothing or one process. Throws Error{InvalidInput} naming the variable that is missing or wrong.
// `variable`: a variable's value, nullptr when it is not set; the environment by default.
std::optional<Launch> launch_of(const std::function<const char*(const char*)>& variable);
std::optional<Launch> launch_of_environment();

}  // namespace cloc::training
