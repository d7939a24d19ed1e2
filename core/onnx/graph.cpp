// SPDX-License-Identifier: Apache-2.0
#include "core/onnx/graph.h"

#include <torch/torch.h>

#include <array>
#include <cstdio>
#include <span>

#include "core/base/atomic_file.h"
#include "core/base/error.h"

namespace cloc::onnx {

Parameters::Parameters(model::Cloc& model) {
  for (const auto& item : model->named_parameters()) tensors_[item.key()] = item.value().detach();
}

at::Tensor Parameters::take(const std::string& name) {
  const auto found = tensors_.find(name);
  if (found == tensors_.end())
    throw Error(ErrorKind::Internal, "The model has no parameter " + name + ", which ONNX should get.");
  taken_.insert(name);
  return found->second;
}

std::vector<std::string> Parameters::left() const {
  std::vector<std::string> names;
  for (const auto& [name, tensor] : tensors_) {
    if (!taken_.contains(name)) names.push_back(name);
  }
  return names;
}

Graph::Graph(Parameters& parameters, inference::StoredPrecision precision)
    : parameters_(parameters), precision_(precision) {}

Value Graph::input(const std::string& name, ElementType type, const std::vector<Dimension>& shape) {
  inputs_.push_back({name, type, shape});
  return name;
}

void Graph::output(const std::string& name, const Value& value, const std::vector<Dimension>& shape) {
  nodes_.push_back({"Identity", {value}, {name}, {}});
  outputs_.push_back({name, ElementType::Float, shape});
}

Value Graph::weight(const std::string& name, const at::Tensor& values) {
  const auto type = values.scalar_type() == torch::kLong   ? ElementType::Int64
                    : values.scalar_type() == torch::kHalf ? ElementType::Half
                                                           : ElementType::Float;
  weights_.push_back({{name, type, values.sizes().vec()}, values.contiguous()});
  return name;
}

Value Graph::stored(const std::string& name, const at::Tensor& values) {
  if (known_.contains(name)) return known_[name];
  const bool half = precision_ == inference::StoredPrecision::Half && values.dim() >= 2;
  constexpr std::int64_t kFloat = 1;  // TensorProto.FLOAT
  const auto value = weight(name, half ? values.to(torch::kHalf) : values);
  return known_[name] = half ? op("Cast", {value}, {{"to", kFloat}}) : value;
}

Value Graph::parameter(const std::string& name) {
  return stored(name, parameters_.take(name));
}

Value Graph::transposed(const std::string& name) {
  return stored(name + ".transposed", parameters_.take(name).t());
}

Value Graph::constant(const at::Tensor& values) {
  return weight("constant_" + std::to_string(weights_.size()), values.detach());
}

Value Graph::number(double value) {
  std::array<char, 40> key{};
  std::snprintf(key.data(), key.size(), "number %.17g", value);
  auto& known = known_[key.data()];
  if (known.empty()) known = constant(torch::tensor(value, torch::kFloat));
  return known;
}

Value Graph::integers(const std::vector<std::int64_t>& values) {
  std::string key = "integers";
  for (const auto value : values) {
    key += ' ';
    key += std::to_string(value);
  }
  if (!known_.contains(key)) known_[key] = constant(torch::tensor(values, torch::kLong));
  return known_[key];
}

std::vector<Value> Graph::node(const std::string& type, const std::vector<Value>& inputs, std::size_t outputs,
                               const std::vector<Attribute>& attributes) {
  const auto name = type + "_" + std::to_string(nodes_.size());
  std::vector<Value> names{name};
  for (std::size_t i = 1; i < outputs; ++i) {
    names.push_back(name);
    names.back() += '_';
    names.back() += std::to_string(i);
  }
  nodes_.push_back({type, inputs, names, attributes});
  return names;
}

Value Graph::op(const std::string& type, const std::vector<Value>& inputs,
                const std::vector<Attribute>& attributes) {
  return node(type, inputs, 1, attributes).front();
}

std::vector<Value> Graph::split(const Value& x, const std::vector<std::int64_t>& sizes, std::int64_t axis) {
  return node("Split", {x, integers(sizes)}, sizes.size(), {{"axis", axis}});
}

void Graph::add_weights(OnnxFile& file, const std::filesystem::path& path, std::uint64_t embedded_limit,
                        std::uint64_t& outside) const {
  std::uint64_t all = 0;
  for (const auto& weight : weights_) all += weight.bytes();
  outside = 0;
  if (all <= embedded_limit) {
    for (const auto& weight : weights_)
      file.add_weight(weight.info, weight.values.data_ptr(), weight.bytes());
    return;
  }
  auto beside = path;
  beside += ".data";
  AtomicFile data(beside);
  // Constants stay inside: a runtime must know the shapes among them before it opens other files.
  for (const auto& weight : weights_) {
    if (weight.info.type == ElementType::Int64 || weight.info.shape.empty()) {
      file.add_weight(weight.info, weight.values.data_ptr(), weight.bytes());
      continue;
    }
    file.add_outer_weight(weight.info, beside.filename().string(), outside, weight.bytes());
    data.write(std::span(static_cast<const std::byte*>(weight.values.data_ptr()), weight.bytes()));
    outside += weight.bytes();
  }
  data.commit();
}

std::uint64_t Graph::write(const std::filesystem::path& path,
                           const std::map<std::string, std::string>& metadata,
                           std::uint64_t embedded_limit) const {
  const auto file = new_onnx_file();
  for (const auto& [key, value] : metadata) file->add_metadata(key, value);
  for (const auto& port : inputs_) file->add_input(port.name, port.type, port.shape);
  for (const auto& port : outputs_) file->add_output(port.name, port.type, port.shape);
  for (const auto& node : nodes_) file->add_node(node.type, node.inputs, node.outputs, node.attributes);
  std::uint64_t outside = 0;
  add_weights(*file, path, embedded_limit, outside);
  std::string bytes;
  if (!file->serialize(bytes))
    throw Error(ErrorKind::Internal, "The graph of " + path.string() + " is too large for an ONNX file.");
  write_text_file(path, bytes);
  const auto wrong = file->check(path.string());
  if (!wrong.empty())
    throw Error(ErrorKind::Internal,
                path.string() + " breaks ONNX's rules, which is a fault of this program: " + wrong);
  return bytes.size() + outside;
}

}  // namespace cloc::onnx
