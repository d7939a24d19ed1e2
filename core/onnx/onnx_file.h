// SPDX-License-Identifier: Apache-2.0
// The ONNX library behind a module that is loaded at run time, as SentencePiece is
// (core/text/sentencepiece_module.h): it brings protobuf along, and PyPI's LibTorch has another one inside.
// What an ONNX file is made of, as far as Graph needs it, and nothing of LibTorch. Used by Graph alone.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace cloc::onnx {

inline constexpr int kOpset = 17;  // LayerNormalization came with it

enum class ElementType { Float, Half, Int64 };

// A fixed size, or the name of one that each run may choose.
using Dimension = std::variant<std::int64_t, std::string>;

struct Attribute {
  std::string name;
  std::variant<std::int64_t, float, std::vector<std::int64_t>> value;
};

struct WeightInfo {
  std::string name;
  ElementType type;
  std::vector<std::int64_t> shape;
};

class OnnxFile {
 public:
  virtual ~OnnxFile() = default;
  virtual void add_metadata(const std::string& key, const std::string& value) = 0;
  virtual void add_input(const std::string& name, ElementType type, const std::vector<Dimension>& shape) = 0;
  virtual void add_output(const std::string& name, ElementType type, const std::vector<Dimension>& shape) = 0;
  virtual void add_node(const std::string& op, const std::vector<std::string>& inputs,
                        const std::vector<std::string>& outputs,
                        const std::vector<Attribute>& attributes) = 0;
  // `data` is copied: row by row, little endian.
  virtual void add_weight(const WeightInfo& weight, const void* data, std::size_t bytes) = 0;
  // The bytes lie in the file `location` beside the ONNX file.
  virtual void add_outer_weight(const WeightInfo& weight, const std::string& location, std::uint64_t offset,
                                std::uint64_t bytes) = 0;
  // The whole file. False when protobuf cannot write it (above 2 GB).
  virtual bool serialize(std::string& bytes) const = 0;
  // Reads the file at `path` and holds it against the standard. Returns what is wrong, or nothing.
  virtual std::string check(const std::string& path) const = 0;
};

// Loads the module at the first call. Throws Error{NotFound} when it is not beside the program.
std::unique_ptr<OnnxFile> new_onnx_file();

}  // namespace cloc::onnx
