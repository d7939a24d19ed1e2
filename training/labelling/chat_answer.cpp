// SPDX-License-Identifier: Apache-2.0
#include "training/labelling/chat_answer.h"

#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "training/labelling/caption_text.h"

namespace cloc::labelling {
namespace {

using nlohmann::json;

constexpr std::size_t kShownBytes = 200;

std::string base64(std::string_view bytes) {
  static constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    std::uint32_t three = 0;
    for (std::size_t i = 0; i < 3; ++i) {
      three = three << 8U | (at + i < bytes.size() ? static_cast<unsigned char>(bytes[at + i]) : 0U);
    }
    for (std::size_t i = 0; i < 4; ++i) {
      const bool padding = at + i > bytes.size();
      text += padding ? '=' : kDigits[three >> (18 - 6 * i) & 63U];
    }
  }
  return text;
}

std::string shortened(std::string text) {
  text = tidy_caption(text);
  if (text.size() <= kShownBytes) return text;
  std::size_t end = kShownBytes;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;  // no half character
  text.resize(end);
  text += "...";
  return text;
}

// Members of `object`, whatever it is: null where there is none.
const json& member(const json& object, const char* name) {
  static const json kNone;
  if (!object.is_object()) return kNone;
  const auto found = object.find(name);
  return found != object.end() ? *found : kNone;
}

std::int64_t count_in(const json& usage, const char* name) {
  const json& value = member(usage, name);
  return value.is_number_integer() ? value.get<std::int64_t>() : 0;
}

// A text, or a list of parts of which those of type "text" count.
std::string content_text(const json& content) {
  if (content.is_string()) return content.get<std::string>();
  std::string text;
  if (!content.is_array()) return text;
  for (const json& part : content) {
    const json& piece = member(part, "text");
    if (piece.is_string()) text += piece.get<std::string>();
  }
  return text;
}

}  // namespace

std::string chat_request(const ChatQuestion& question, std::string_view jpeg) {
  std::string url = "data:image/jpeg;base64,";
  url += base64(jpeg);
  json body = {{"messages",
                {{{"role", "user"},
                  {"content",
                   {{{"type", "text"}, {"text", question.prompt}},
                    {{"type", "image_url"}, {"image_url", {{"url", std::move(url)}}}}}}}}},
               {"temperature", question.temperature},
               {"max_tokens", question.most_tokens},
               {"stream", false}};
  if (!question.model.empty()) body["model"] = question.model;
  return body.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::string question_identity(const ChatQuestion& question) {
  const json all = {question.model, question.prompt, question.temperature, question.most_tokens};
  return all.dump(-1, ' ', false, json::error_handler_t::replace);
}

ChatAnswer parse_chat_answer(std::string_view body) {
  ChatAnswer answer;
  const json document = json::parse(body, nullptr, false);
  if (document.is_discarded()) {
    answer.problem = body.empty() ? "it is empty" : "it is not JSON: " + shortened(std::string(body));
    return answer;
  }
  const json& choices = member(document, "choices");
  if (!choices.is_array() || choices.empty()) {
    answer.problem = "it has no \"choices\": ";
    answer.problem += error_text(body);
    return answer;
  }
  const json& message = member(choices.front(), "message");
  if (!message.is_object()) {
    answer.problem = "its first choice has no \"message\"";
    return answer;
  }
  answer.text = content_text(member(message, "content"));
  const json& reason = member(choices.front(), "finish_reason");
  answer.finish_reason = reason.is_string() ? reason.get<std::string>() : "stop";
  const json& model = member(document, "model");
  if (model.is_string()) answer.model = model.get<std::string>();
  const json& usage = member(document, "usage");
  answer.prompt_tokens = count_in(usage, "prompt_tokens");
  answer.completion_tokens = count_in(usage, "completion_tokens");
  return answer;
}

std::string error_text(std::string_view body) {
  const json document = json::parse(body, nullptr, false);
  // OpenAI, vLLM and llama.cpp: {"error": {"message": ...}}; Ollama: {"error": ...}; FastAPI: {"detail":
  // ...}.
  for (const char* name : {"error", "message", "detail"}) {
    const json& value = document.is_discarded() ? json() : member(document, name);
    if (value.is_string()) return shortened(value.get<std::string>());
    const json& inner = member(value, "message");
    if (inner.is_string()) return shortened(inner.get<std::string>());
  }
  return shortened(std::string(body));
}

std::string chat_address(std::string_view address) {
  const auto refuse = [&](const std::string& what) {
    std::string message = "The captioner's address ";
    message += what;
    message += ". Give one such as http://localhost:8080 (llama.cpp), :8000 (vLLM) or :11434 (Ollama).";
    throw Error(ErrorKind::InvalidInput, message);
  };
  std::string url(address);
  while (!url.empty() && (url.back() == '/' || url.back() == ' ') && !url.ends_with("://")) url.pop_back();
  url.erase(0, url.find_first_not_of(' '));
  if (url.empty()) refuse("is empty");
  const auto scheme = url.find("://");
  if (scheme == std::string::npos) {
    url.insert(0, "http://");
  } else if (url.substr(0, scheme) != "http" && url.substr(0, scheme) != "https") {
    refuse("is neither http nor https");
  }
  const auto host = url.find("://") + 3;
  if (host >= url.size() || url[host] == '/' || url[host] == ':') refuse("names no host");
  if (url.find_first_of(" \t\r\n") != std::string::npos) refuse("has a blank in it");
  if (url.substr(host, url.find('/', host) - host).find('@') != std::string::npos) {
    refuse(
        "has a user or password in it, which would be shown and kept; name an environment variable with the "
        "key instead");
  }
  constexpr std::string_view kPath = "/chat/completions";
  if (url.ends_with(kPath)) return url;
  if (!url.ends_with("/v1")) url += "/v1";
  url += kPath;
  return url;
}

}  // namespace cloc::labelling
