// SPDX-License-Identifier: Apache-2.0
// The bytes of TensorBoard's event files: protocol buffers of TensorFlow's event.proto and summary.proto,
// each in a TFRecord frame. Five messages with a handful of fields are all that is needed, so they are
// encoded here by hand rather than by a second copy of TensorFlow's .proto files. Used by EventWriter alone;
// nothing here touches a file.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace cloc::training {

// CRC-32C (Castagnoli), as in RFC 3720.
std::uint32_t crc32c(std::string_view bytes) noexcept;

// The TFRecord frame: length (8 bytes), its masked CRC (4), payload, its masked CRC (4); little endian.
std::string tf_record(std::string_view payload);

// Events, not yet framed. wall_time: seconds since 1970. The first of a file must be the version.
std::string version_event(double wall_time);
// Says that the run goes on from here: readers forget events of `step` and later that came before.
std::string session_start_event(double wall_time, std::int64_t step);
std::string scalar_event(double wall_time, std::int64_t step, std::string_view tag, float value);
// Shown as Markdown by TensorBoard's text page.
std::string text_event(double wall_time, std::int64_t step, std::string_view tag, std::string_view text);

}  // namespace cloc::training
