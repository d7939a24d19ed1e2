// SPDX-License-Identifier: Apache-2.0
// One ONNX graph while it is built: operators that read values by name, and the parameters of a model as its
// weights. layers.h puts a model's layers on top, towers.h its encoders.
//
//   Graph graph(parameters, StoredPrecision::Full);
//   const auto x = graph.input("x", ElementType::Float, {"batch", 16});
//   const auto y = graph.op("MatMul", {x, graph.transposed("proj.weight")});
//   graph.output("y", y, {"batch", 8});
//   graph.write("model.onnx", {{"author", "me"}}, kEmbeddedLimit);
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "core/inference/model_folder.h"
#include "core/onnx/onnx_file.h"

namespace cloc::onnx {

// The name of what an operator gives.
using Value = std::string;

// More bytes of weights than that go into a file beside the graph: protobuf ends at 2 GB.
inline constexpr std::uint64_t kEmbeddedLimit = 1'900'000'000;

// A model's parameters by name, and which of them a graph has read.
class Parameters {
 public:
  explicit Parameters(model::Cloc& model);
  bool has(const std::string& name) const { return tensors_.contains(name); }
  // Throws Error{Internal} naming a parameter that is not there.
  at::Tensor take(const std::string& name);
  // Those that nobody took.
  std::vector<std::string> left() const;

 private:
  std::map<std::string, at::Tensor> tensors_;
  std::set<std::string> taken_;
};

class Graph {
 public:
  // Half: parameters of two and more dimensions are stored as float16 and computed with as float32.
  Graph(Parameters& parameters, inference::StoredPrecision precision);

  Value input(const std::string& name, ElementType type, const std::vector<Dimension>& shape);
  void output(const std::string& name, const Value& value, const std::vector<Dimension>& shape);

  Parameters& parameters() { return parameters_; }
  Value parameter(const std::string& name);
  Value transposed(const std::string& name);  // of a matrix

  Value constant(const at::Tensor& values);  // float or int64
  Value number(double value);
  Value integers(const std::vector<std::int64_t>& values);

  Value op(const std::string& type, const std::vector<Value>& inputs,
           const std::vector<Attribute>& attributes = {});
  std::vector<Value> split(const Value& x, const std::vector<std::int64_t>& sizes, std::int64_t axis);

  // Writes the file at `path`, and one of the same name with ".data" behind it when the weights are more than
  // `embedded_limit`; holds it against the standard. Returns the bytes written. Throws Error{Io}.
  std::uint64_t write(const std::filesystem::path& path, const std::map<std::string, std::string>& metadata,
                      std::uint64_t embedded_limit) const;

 private:
  struct Weight {
    WeightInfo info;
    at::Tensor values;  // contiguous, on the CPU
    std::size_t bytes() const { return values.nbytes(); }
  };
  struct Port {
    std::string name;
    ElementType type;
    std::vector<Dimension> shape;
  };
  struct Node {
    std::string type;
    std::vector<Value> inputs, outputs;
    std::vector<Attribute> attributes;
  };

  Value weight(const std::string& name, const at::Tensor& values);
  Value stored(const std::string& name, const at::Tensor& values);
  std::vector<Value> node(const std::string& type, const std::vector<Value>& inputs, std::size_t outputs,
                          const std::vector<Attribute>& attributes);
  void add_weights(OnnxFile& file, const std::filesystem::path& path, std::uint64_t embedded_limit,
                   std::uint64_t& outside) const;

  Parameters& parameters_;
  inference::StoredPrecision precision_;
  std::vector<Port> inputs_, outputs_;
  std::vector<Node> nodes_;
  std::vector<Weight> weights_;
  std::map<std::string, Value> known_;  // parameters and constants that are there already
};

}  // namespace cloc::onnx
