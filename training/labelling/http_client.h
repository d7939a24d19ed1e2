// SPDX-License-Identifier: Apache-2.0
// One HTTP POST after another by libcurl, that can be stopped at any moment and reads no more than it may.
// Used by the captioner; no Qt in it.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/progress.h"

namespace cloc::labelling {

struct HttpLimits {
  std::chrono::milliseconds connect_timeout{10000};
  std::chrono::milliseconds total_timeout{120000};  // from the start to the last byte
  std::size_t most_bytes = std::size_t{4} << 20;    // of the answer's body
};

enum class HttpOutcome {
  Answered,      // there is a status and a whole body
  NotConnected,  // no server at the address, or its name is unknown
  TimedOut,
  BrokenOff,  // the connection ended in mid-answer, or what came is no HTTP
  TooLarge,   // stopped after most_bytes
  Cancelled
};

struct HttpReply {
  HttpOutcome outcome = HttpOutcome::Answered;
  long status = 0;
  std::string body;
  std::optional<std::chrono::milliseconds> retry_after;  // the server's Retry-After, in seconds or as a date
  std::string problem;  // libcurl's words for an outcome other than Answered and Cancelled
};

// Keeps its connection open from one request to the next. For one thread at a time. Follows no redirection
// (it would carry the key along), and uses no proxy for this machine itself.
class HttpClient {
 public:
  HttpClient();
  ~HttpClient();
  HttpClient(HttpClient&&) noexcept;
  HttpClient& operator=(HttpClient&&) noexcept;

  // `headers` as "Name: value". Never throws for what the network does. Returns within some 50 ms of
  // `cancel`.
  HttpReply post(const std::string& url, const std::vector<std::string>& headers, const std::string& body,
                 const HttpLimits& limits, const CancelToken& cancel);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace cloc::labelling
