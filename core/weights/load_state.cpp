// SPDX-License-Identifier: Apache-2.0
#include "core/weights/load_state.h"

#include <ATen/ATen.h>
#include <c10/core/GradMode.h>

#include <algorithm>
#include <set>

#include "core/base/error.h"

namespace cloc::weights {
namespace {

// Of a model that is wholly another one, the first names tell enough.
constexpr std::size_t kMaxListed = 10;

std::string shown_shape(const at::Tensor& tensor) {
  std::string text = "[";
  for (const auto size : tensor.sizes()) text += (text.size() > 1 ? ", " : "") + std::to_string(size);
  return text + "]";
}

std::string shown_type(const at::Tensor& tensor) {
  const auto name = dtype_name(tensor.scalar_type());
  return name ? std::string(*name) : std::string(tensor.dtype().name());
}

bool same_shape(const at::Tensor& a, const at::Tensor& b) {
  return a.sizes() == b.sizes() || (a.numel() == 1 && b.numel() == 1 && a.dim() <= 1 && b.dim() <= 1);
}

// What keeps `stored` from being copied into `target`; empty when nothing does.
std::string misfit(const std::string& name, const at::Tensor& target, const at::Tensor& stored,
                   const std::string& source_name) {
  if (!same_shape(target, stored)) {
    return "tensor " + shown_name(name) + " is " + shown_shape(stored) + " in " + source_name +
           " but the model needs " + shown_shape(target);
  }
  if (target.scalar_type() != stored.scalar_type() &&
      !(target.is_floating_point() && stored.is_floating_point())) {
    return "tensor " + shown_name(name) + " is " + shown_type(stored) + " in " + source_name +
           " but the model needs " + shown_type(target);
  }
  return {};
}

void append(std::string& message, const std::string& title, const std::vector<std::string>& entries) {
  if (entries.empty()) return;
  message += "\n  " + title + " (" + std::to_string(entries.size()) + "): ";
  for (std::size_t i = 0; i < std::min(entries.size(), kMaxListed); ++i)
    message += (i > 0 ? "; " : "") + entries[i];
  if (entries.size() > kMaxListed)
    message += "; and " + std::to_string(entries.size() - kMaxListed) + " more";
}

}  // namespace

LoadReport load_state(const std::vector<std::pair<std::string, at::Tensor>>& named_targets,
                      const SafeTensors& source, const std::string& source_name, bool strict) {
  LoadReport report;
  std::vector<std::string> misfits;
  std::set<std::string> wanted;
  for (const auto& [name, target] : named_targets) {
    if (!wanted.insert(name).second) {
      throw Error(ErrorKind::Internal, "The model names tensor " + shown_name(name) + " twice.");
    }
    const auto stored = source.tensors.find(name);
    if (stored == source.tensors.end()) {
      report.missing.push_back(name);
      continue;
    }
    auto reason = misfit(name, target, stored->second, source_name);
    if (reason.empty()) {
      report.loaded.push_back(name);
    } else {
      misfits.push_back(std::move(reason));
    }
  }
  for (const auto& [name, tensor] : source.tensors) {
    if (!wanted.contains(name)) report.unexpected.push_back(name);
  }
  if (!misfits.empty() || (strict && !(report.missing.empty() && report.unexpected.empty()))) {
    std::string message = source_name + " does not fit the model:";
    append(message, "other shape or type", misfits);
    append(message, "missing in the file", report.missing);
    append(message, "unknown to the model", report.unexpected);
    throw Error(ErrorKind::Mismatch, message + "\nUse the model configuration that the file was made with.");
  }
  const c10::NoGradGuard no_grad;
  for (const auto& [name, target] : named_targets) {
    const auto stored = source.tensors.find(name);
    if (stored == source.tensors.end()) continue;
    try {
      target.copy_(stored->second.view(target.sizes()));
    } catch (const c10::Error& error) {
      throw Error(ErrorKind::OutOfMemory, "Cannot copy tensor " + shown_name(name) + " of " + source_name +
                                              " to its device: " + error.what_without_backtrace());
    }
  }
  return report;
}

}  // namespace cloc::weights
