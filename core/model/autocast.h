// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace cloc::model {

// Mixed precision for a scope, on CUDA: matrix products in bfloat16, the rest where it must be in float32.
class Autocast {
 public:
  explicit Autocast(bool on);
  ~Autocast();
  Autocast(const Autocast&) = delete;
  Autocast& operator=(const Autocast&) = delete;

  // Whether this thread is in such a scope.
  static bool active();

 private:
  bool on_;
};

}  // namespace cloc::model
