// SPDX-License-Identifier: Apache-2.0
// The module itself: the one file that sees ONNX's headers. The rest of the program loads it (see
// onnx_file.h).
#include <exception>

#include <onnx/checker.h>
#include <onnx/onnx_pb.h>

#include "core/onnx/onnx_file.h"

namespace cloc::onnx {
namespace {

constexpr int kIrVersion = 8;  // of ONNX 1.12, which has opset 17

int data_type(ElementType type) {
  switch (type) {
    case ElementType::Float:
      return ::onnx::TensorProto::FLOAT;
    case ElementType::Half:
      return ::onnx::TensorProto::FLOAT16;
    case ElementType::Int64:
      return ::onnx::TensorProto::INT64;
  }
  return ::onnx::TensorProto::UNDEFINED;
}

void describe(::onnx::ValueInfoProto& value, const std::string& name, ElementType type,
              const std::vector<Dimension>& shape) {
  value.set_name(name);
  auto& tensor = *value.mutable_type()->mutable_tensor_type();
  tensor.set_elem_type(data_type(type));
  for (const auto& dimension : shape) {
    auto& added = *tensor.mutable_shape()->add_dim();
    if (const auto* size = std::get_if<std::int64_t>(&dimension)) {
      added.set_dim_value(*size);
    } else {
      added.set_dim_param(std::get<std::string>(dimension));
    }
  }
}

class File final : public OnnxFile {
 public:
  File() {
    model_.set_ir_version(kIrVersion);
    model_.set_producer_name("CLOC Studio");
    model_.add_opset_import()->set_version(kOpset);
    graph_.set_name("cloc");
  }

  void add_metadata(const std::string& key, const std::string& value) override {
    auto& entry = *model_.add_metadata_props();
    entry.set_key(key);
    entry.set_value(value);
  }

  void add_input(const std::string& name, ElementType type, const std::vector<Dimension>& shape) override {
    describe(*graph_.add_input(), name, type, shape);
  }

  void add_output(const std::string& name, ElementType type, const std::vector<Dimension>& shape) override {
    describe(*graph_.add_output(), name, type, shape);
  }

  void add_node(const std::string& op, const std::vector<std::string>& inputs,
                const std::vector<std::string>& outputs, const std::vector<Attribute>& attributes) override {
    auto& node = *graph_.add_node();
    node.set_op_type(op);
    node.set_name(outputs.front());
    for (const auto& name : inputs) node.add_input(name);
    for (const auto& name : outputs) node.add_output(name);
    for (const auto& attribute : attributes) {
      auto& added = *node.add_attribute();
      added.set_name(attribute.name);
      if (const auto* integer = std::get_if<std::int64_t>(&attribute.value)) {
        added.set_type(::onnx::AttributeProto::INT);
        added.set_i(*integer);
      } else if (const auto* real = std::get_if<float>(&attribute.value)) {
        added.set_type(::onnx::AttributeProto::FLOAT);
        added.set_f(*real);
      } else {
        added.set_type(::onnx::AttributeProto::INTS);
        for (const auto item : std::get<std::vector<std::int64_t>>(attribute.value)) added.add_ints(item);
      }
    }
  }

  void add_weight(const WeightInfo& weight, const void* data, std::size_t bytes) override {
    new_tensor(weight).set_raw_data(data, bytes);
  }

  void add_outer_weight(const WeightInfo& weight, const std::string& location, std::uint64_t offset,
                        std::uint64_t bytes) override {
    auto& tensor = new_tensor(weight);
    tensor.set_data_location(::onnx::TensorProto::EXTERNAL);
    const auto set = [&tensor](const char* key, const std::string& value) {
      auto& entry = *tensor.add_external_data();
      entry.set_key(key);
      entry.set_value(value);
    };
    set("location", location);
    set("offset", std::to_string(offset));
    set("length", std::to_string(bytes));
  }

  bool serialize(std::string& bytes) const override { return model_.SerializeToString(&bytes); }

  std::string check(const std::string& path) const override {
    try {
      ::onnx::checker::check_model(path);
      return {};
    } catch (const std::exception& error) {
      return error.what();
    }
  }

 private:
  ::onnx::TensorProto& new_tensor(const WeightInfo& weight) {
    auto& tensor = *graph_.add_initializer();
    tensor.set_name(weight.name);
    tensor.set_data_type(data_type(weight.type));
    for (const auto size : weight.shape) tensor.add_dims(size);
    return tensor;
  }

  ::onnx::ModelProto model_;
  ::onnx::GraphProto& graph_ = *model_.mutable_graph();
};

}  // namespace
}  // namespace cloc::onnx

extern "C" cloc::onnx::OnnxFile* cloc_new_onnx_file() {
  return new cloc::onnx::File;
}
