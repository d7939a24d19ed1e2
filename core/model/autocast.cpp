// SPDX-License-Identifier: Apache-2.0
#include "core/model/autocast.h"

#include <ATen/autocast_mode.h>
#include <torch/version.h>

namespace cloc::model {
namespace {

#if TORCH_VERSION_MAJOR >= 2 && TORCH_VERSION_MINOR >= 4 || TORCH_VERSION_MAJOR >= 3
void set(bool enabled) {
  at::autocast::set_autocast_dtype(at::kCUDA, at::kBFloat16);
  at::autocast::set_autocast_enabled(at::kCUDA, enabled);
}
bool enabled() {
  return at::autocast::is_autocast_enabled(at::kCUDA);
}
#else
void set(bool enabled) {
  at::autocast::set_autocast_gpu_dtype(at::kBFloat16);
  at::autocast::set_enabled(enabled);
}
bool enabled() {
  return at::autocast::is_enabled();
}
#endif

}  // namespace

Autocast::Autocast(bool on) : on_(on) {
  if (on_) set(true);
}

Autocast::~Autocast() {
  if (!on_) return;
  set(false);
  at::autocast::clear_cache();
}

bool Autocast::active() {
  return enabled();
}

}  // namespace cloc::model
