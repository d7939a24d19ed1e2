// SPDX-License-Identifier: Apache-2.0
// Where an index is searched: on the GPU when there is one and it has room, else on the CPU, with the reason
// in words. Used wherever an index is opened to be searched.
#pragma once

#include <functional>
#include <string>

namespace cloc::index {
class RegionIndex;
}

namespace cloc::engine {

enum class DeviceChoice {
  Auto,  // the GPU when there is one
  Cpu,
  Gpu  // as Auto, and that there is none is a problem
};

// "auto", "cpu", "gpu". Throws Error{InvalidInput} for another word.
DeviceChoice device_choice_from(const std::string& text);

struct SearchDevice {
  std::string name;          // "GPU 0, NVIDIA H100 80GB HBM3", or "CPU: " and why
  std::string problem = {};  // a GPU is there and cannot be used: what and what to do; else empty
};

// Takes the index there; where that cannot be, it stays on the CPU, and answers. Does not throw.
SearchDevice choose_device(DeviceChoice choice, index::RegionIndex& index);

// The rule of it. `use_device` as RegionIndex::use_device, `name` tells where it is searched after that.
SearchDevice choose_device(DeviceChoice choice, const std::function<bool()>& use_device,
                           const std::function<std::string()>& name);

}  // namespace cloc::engine
