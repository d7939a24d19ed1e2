// SPDX-License-Identifier: Apache-2.0
#include "core/engine/search_device.h"

#include <exception>

#include "core/base/error.h"
#include "core/index/region_index.h"

namespace cloc::engine {

DeviceChoice device_choice_from(const std::string& text) {
  if (text == "auto") return DeviceChoice::Auto;
  if (text == "cpu") return DeviceChoice::Cpu;
  if (text == "gpu") return DeviceChoice::Gpu;
  throw Error(ErrorKind::InvalidInput, "'" + text + "' is no device to search on. Choose auto, cpu or gpu.");
}

SearchDevice choose_device(DeviceChoice choice, const std::function<bool()>& use_device,
                           const std::function<std::string()>& name) {
  if (choice == DeviceChoice::Cpu) return {.name = "CPU: as chosen"};
  try {
    const bool used = use_device();
    SearchDevice device{.name = name()};
    if (!used && choice == DeviceChoice::Gpu) {
      const std::string cpu = "CPU: ";
      const auto why = device.name.rfind(cpu, 0) == 0 ? device.name.substr(cpu.size()) : device.name;
      device.problem = "The index cannot be searched on a GPU: " + why + ". Choose the device auto or cpu.";
    }
    return device;
  } catch (const std::exception& error) {
    return {.name = "CPU: the GPU could not take the index",
            .problem = std::string(error.what()) + " Until then the index is searched on the CPU."};
  }
}

SearchDevice choose_device(DeviceChoice choice, index::RegionIndex& index) {
  return choose_device(
      choice, [&index] { return index.use_device(); }, [&index] { return index.info().device; });
}

}  // namespace cloc::engine
