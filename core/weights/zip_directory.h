// SPDX-License-Identifier: Apache-2.0
// Where the members of a zip archive lie that stores them uncompressed, as torch.save does. LibTorch's own
// reader copies each member, so that a checkpoint would be in memory twice; here tensors stay where they are
// in the file. Every number in the archive is checked before it is used.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>

namespace cloc::weights {

struct ZipMember {
  std::uint64_t begin = 0, size = 0;  // of its bytes, counted from the start of the archive
  bool plain = true;                  // neither compressed nor encrypted
};

bool is_zip(std::span<const std::uint8_t> archive);

// By name. `file` stands for the archive in messages. Throws Error{Corrupt} for what is cut or at odds with
// itself (places outside the archive, a name twice).
std::map<std::string, ZipMember> zip_members(std::span<const std::uint8_t> archive, const std::string& file);

}  // namespace cloc::weights
