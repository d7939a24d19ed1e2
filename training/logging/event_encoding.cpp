// SPDX-License-Identifier: Apache-2.0
#include "training/logging/event_encoding.h"

#include <array>
#include <bit>

namespace cloc::training {
namespace {

constexpr std::array<std::uint32_t, 256> make_crc_table() {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t byte = 0; byte < 256; ++byte) {
    std::uint32_t crc = byte;
    for (int bit = 0; bit < 8; ++bit) crc = (crc & 1) != 0 ? (crc >> 1) ^ 0x82F63B78u : crc >> 1;
    table[byte] = crc;
  }
  return table;
}

constexpr auto kCrcTable = make_crc_table();

// TFRecord stores checksums rotated and shifted, so that a checksum of bytes that hold checksums stays sound.
std::uint32_t masked(std::uint32_t crc) noexcept {
  return std::rotr(crc, 15) + 0xa282ead8u;
}

template <class Unsigned>
void append_little_endian(std::string& out, Unsigned value) {
  for (std::size_t i = 0; i < sizeof value; ++i) out += static_cast<char>(value >> (8 * i) & 0xff);
}

// One protocol-buffer message while it is written. Wire types: 0 varint, 1 eight bytes, 2 length-delimited, 5
// four.
class Message {
 public:
  Message& varint(std::uint32_t field, std::uint64_t value) {
    key(field, 0);
    raw_varint(value);
    return *this;
  }
  Message& real64(std::uint32_t field, double value) {
    key(field, 1);
    append_little_endian(bytes_, std::bit_cast<std::uint64_t>(value));
    return *this;
  }
  Message& real32(std::uint32_t field, float value) {
    key(field, 5);
    append_little_endian(bytes_, std::bit_cast<std::uint32_t>(value));
    return *this;
  }
  Message& text(std::uint32_t field, std::string_view value) {
    key(field, 2);
    raw_varint(value.size());
    bytes_ += value;
    return *this;
  }
  Message& message(std::uint32_t field, const Message& value) { return text(field, value.bytes_); }
  const std::string& bytes() const { return bytes_; }

 private:
  void key(std::uint32_t field, std::uint32_t wire_type) { raw_varint(field << 3 | wire_type); }
  void raw_varint(std::uint64_t value) {
    for (; value >= 0x80; value >>= 7) bytes_ += static_cast<char>((value & 0x7f) | 0x80);
    bytes_ += static_cast<char>(value);
  }

  std::string bytes_;
};

// Event { double wall_time = 1; int64 step = 2; ... }. A step of 0 is left out, as proto3 does with defaults.
Message event(double wall_time, std::int64_t step) {
  Message result;
  result.real64(1, wall_time);
  if (step != 0) result.varint(2, static_cast<std::uint64_t>(step));
  return result;
}

}  // namespace

std::uint32_t crc32c(std::string_view bytes) noexcept {
  std::uint32_t crc = 0xffffffffu;
  for (const char byte : bytes) crc = kCrcTable[(crc ^ static_cast<unsigned char>(byte)) & 0xff] ^ (crc >> 8);
  return ~crc;
}

std::string tf_record(std::string_view payload) {
  std::string record;
  record.reserve(payload.size() + 16);
  append_little_endian(record, static_cast<std::uint64_t>(payload.size()));
  append_little_endian(record, masked(crc32c(record)));
  record += payload;
  append_little_endian(record, masked(crc32c(payload)));
  return record;
}

// Event.file_version = 3
std::string version_event(double wall_time) {
  return event(wall_time, 0).text(3, "brain.Event:2").bytes();
}

// Event.session_log = 7; SessionLog.status = 1, START = 1
std::string session_start_event(double wall_time, std::int64_t step) {
  return event(wall_time, step).message(7, Message().varint(1, 1)).bytes();
}

// Event.summary = 5; Summary.value = 1; Value { tag = 1; simple_value = 2 }
std::string scalar_event(double wall_time, std::int64_t step, std::string_view tag, float value) {
  const auto entry = Message().text(1, tag).real32(2, value);
  return event(wall_time, step).message(5, Message().message(1, entry)).bytes();
}

// Value { tag = 1; tensor = 8; metadata = 9 }; TensorProto { dtype = 1, DT_STRING = 7; tensor_shape = 2;
// string_val = 8 }; shape { dim = 2 { size = 1 } }; SummaryMetadata.plugin_data = 1 { plugin_name = 1 }
std::string text_event(double wall_time, std::int64_t step, std::string_view tag, std::string_view text) {
  const auto shape = Message().message(2, Message().varint(1, 1));
  const auto tensor = Message().varint(1, 7).message(2, shape).text(8, text);
  const auto metadata = Message().message(1, Message().text(1, "text"));
  const auto entry = Message().text(1, tag).message(8, tensor).message(9, metadata);
  return event(wall_time, step).message(5, Message().message(1, entry)).bytes();
}

}  // namespace cloc::training
