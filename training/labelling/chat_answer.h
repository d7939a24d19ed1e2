// SPDX-License-Identifier: Apache-2.0
// The OpenAI-compatible chat interface as JSON: the request with an image, and what an answer says. No
// network here.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace cloc::labelling {

struct ChatQuestion {
  std::string model;  // may be empty: a llama.cpp server has one alone
  std::string prompt;
  double temperature = 0;
  int most_tokens = 512;
};

// The body of POST /v1/chat/completions, with the image as data URL.
std::string chat_request(const ChatQuestion& question, std::string_view jpeg);

// All that an answer depends on beside the image: the same text for the same question.
std::string question_identity(const ChatQuestion& question);

struct ChatAnswer {
  std::string text;
  std::string finish_reason;  // "stop" where the server gives none
  std::string model;
  std::int64_t prompt_tokens = 0, completion_tokens = 0;  // 0 where the server gives none
  std::string problem;  // not empty: `body` is no such answer, and this says what it is
};

// Reads the body of a 200 answer. Never throws for what is in it.
ChatAnswer parse_chat_answer(std::string_view body);

// What the body of an answer that is an error says, for a message: the "error" text in it, else its
// beginning; one line of at most 200 bytes.
std::string error_text(std::string_view body);

// The full address of the chat interface from what users write: with or without "http://", "/v1" or the whole
// path, and a slash at the end. Throws Error{InvalidInput} for an empty address, another scheme, or one with
// a password in it.
std::string chat_address(std::string_view address);

}  // namespace cloc::labelling
