// SPDX-License-Identifier: GPL-3.0-or-later
// What a training says on the terminal while it goes on.
#pragma once

#include "training/trainer.h"

namespace cloc::cli {

// Steps, evaluations and messages on stderr; on a terminal the steps in one line.
training::TrainObserver training_observer();

}  // namespace cloc::cli
