// SPDX-License-Identifier: Apache-2.0
#include "training/labelling/reply_verdict.h"

#include "training/labelling/caption_text.h"

namespace cloc::labelling {
namespace {

using Kind = ReplyVerdict::Kind;

std::string joined(std::initializer_list<std::string_view> parts) {
  std::string text;
  for (const auto part : parts) text += part;
  return text;
}

ReplyVerdict bad(Kind kind, std::string category, std::string what) {
  ReplyVerdict verdict;
  verdict.kind = kind;
  verdict.category = std::move(category);
  verdict.what = std::move(what);
  return verdict;
}

std::string seconds(std::chrono::milliseconds time) {
  const auto tenths = time.count() / 100;
  return joined({std::to_string(tenths / 10), ".", std::to_string(tenths % 10), " s"});
}

// What did not become an answer.
ReplyVerdict judge_transport(const HttpReply& reply, const std::string& url, const HttpLimits& limits) {
  switch (reply.outcome) {
    case HttpOutcome::NotConnected:
      return bad(Kind::Retry, "server not reached",
                 joined({"No connection to ", url, ": ", reply.problem,
                         ". Start the captioner's server, or correct the address."}));
    case HttpOutcome::TimedOut:
      return bad(Kind::Retry, "server too slow",
                 joined({"No whole answer from ", url, " within ", seconds(limits.total_timeout),
                         ". Allow more time, ask for fewer tokens, or send fewer requests at once."}));
    case HttpOutcome::TooLarge:
      return bad(Kind::Refused, "answer too large",
                 joined({"The answer has more than ", std::to_string(limits.most_bytes),
                         " bytes, and reading was stopped. Set a limit of tokens on the server."}));
    default:
      return bad(Kind::Retry, "server error",
                 joined({"The connection to ", url, " broke off: ", reply.problem,
                         ". See the server's log; it may have run out of memory."}));
  }
}

ReplyVerdict judge_status(const HttpReply& reply, const std::string& url, const std::string& key_variable) {
  const std::string status = "HTTP " + std::to_string(reply.status);
  const std::string said = error_text(reply.body);
  const std::string shown = said.empty() ? status : joined({status, ": ", said});
  if (reply.status >= 300 && reply.status < 400) {
    return bad(Kind::EndsRun, "request refused",
               joined({url, " sends us elsewhere (", status, "). Give the address that it redirects to."}));
  }
  if (reply.status == 401 || reply.status == 403) {
    const std::string advice =
        key_variable.empty() ? std::string("Name an environment variable that holds the key.")
                             : joined({"Check the key in the environment variable ", key_variable, "."});
    return bad(Kind::EndsRun, "request refused",
               joined({"The captioner's server refuses us (", shown, "). ", advice}));
  }
  if (reply.status == 404 || reply.status == 405) {
    return bad(Kind::EndsRun, "request refused",
               joined({url, " is no chat interface, or has no such model (", shown,
                       "). Check the address and the model's name."}));
  }
  if (reply.status == 429) {
    return bad(Kind::Retry, "server error",
               joined({"The server has too many requests (", shown,
                       "). Lower the requests a minute, or the requests at once."}));
  }
  if (reply.status == 408 || reply.status == 425 || reply.status >= 500) {
    return bad(Kind::Retry, "server error", joined({"The server failed (", shown, "). See its log."}));
  }
  return bad(Kind::Refused, "request refused",
             joined({"The server refuses the request (", shown,
                     "). Check that its model takes images, and of this size and with this many tokens."}));
}

}  // namespace

ReplyVerdict judge(const HttpReply& reply, const std::string& url, const HttpLimits& limits,
                   const std::string& key_variable) {
  if (reply.outcome != HttpOutcome::Answered) return judge_transport(reply, url, limits);
  if (reply.status < 200 || reply.status > 299) return judge_status(reply, url, key_variable);
  ReplyVerdict verdict;
  verdict.answer = parse_chat_answer(reply.body);
  if (!verdict.answer.problem.empty()) {
    return bad(Kind::Retry, "answer not understood",
               joined({"The answer of ", url, " cannot be used: ", verdict.answer.problem,
                       ". Check that the address is that of an OpenAI-compatible server."}));
  }
  if (verdict.answer.finish_reason == "content_filter") {
    return bad(
        Kind::Refused, "request refused",
        "The server's content filter held the answer back. Leave the image out, or use another model.");
  }
  if (tidy_caption(verdict.answer.text).empty()) {
    const bool cut = verdict.answer.finish_reason == "length";
    return bad(cut ? Kind::Refused : Kind::Retry, "answer empty",
               cut ? "The model used all its tokens before the caption began. Allow more tokens, or turn its "
                     "thinking off."
                   : "The model answered nothing. Check that it takes images; another prompt may help.");
  }
  return verdict;
}

}  // namespace cloc::labelling
