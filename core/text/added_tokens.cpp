// SPDX-License-Identifier: Apache-2.0
#include "core/text/added_tokens.h"

#include <algorithm>
#include <cstddef>

namespace cloc::text {

void TokenSet::add(const std::string& content, std::int32_t id) {
  auto& tokens = tokens_[static_cast<unsigned char>(content.front())];
  const auto place = std::find_if(tokens.begin(), tokens.end(),
                                  [&](const auto& token) { return token.first.size() < content.size(); });
  tokens.emplace(place, content, id);
}

const std::pair<std::string, std::int32_t>* TokenSet::token_at(std::string_view text) const {
  for (const auto& token : tokens_[static_cast<unsigned char>(text.front())]) {
    if (text.starts_with(token.first)) return &token;
  }
  return nullptr;
}

std::vector<TokenSet::Piece> TokenSet::split(std::string_view text) const {
  std::vector<Piece> pieces;
  std::size_t begin = 0, at = 0;
  const auto end_text = [&] {
    if (at > begin) pieces.push_back({text.substr(begin, at - begin)});
  };
  while (at < text.size()) {
    const auto* token = token_at(text.substr(at));
    if (token == nullptr) {
      ++at;
      continue;
    }
    end_text();
    pieces.push_back({text.substr(at, token->first.size()), token->second});
    begin = at += token->first.size();
  }
  end_text();
  return pieces;
}

}  // namespace cloc::text
