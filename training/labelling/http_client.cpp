// SPDX-License-Identifier: Apache-2.0
#include "training/labelling/http_client.h"

#include <mutex>
#include <new>

#include <curl/curl.h>

#include "core/base/error.h"

namespace cloc::labelling {
namespace {

constexpr int kPollMilliseconds = 50;

struct Body {
  std::string bytes;
  std::size_t most = 0;
  bool too_large = false;
};

std::size_t take(char* bytes, std::size_t size, std::size_t count, void* target) {
  auto* body = static_cast<Body*>(target);
  const std::size_t more = size * count;
  if (more > body->most - body->bytes.size()) {
    body->too_large = true;
    return 0;  // libcurl ends the transfer
  }
  body->bytes.append(bytes, more);
  return more;
}

struct HeaderList {
  curl_slist* list = nullptr;
  explicit HeaderList(const std::vector<std::string>& headers) {
    for (const auto& header : headers) list = curl_slist_append(list, header.c_str());
    list = curl_slist_append(list, "Expect:");  // some servers never say "100 Continue"
  }
  ~HeaderList() { curl_slist_free_all(list); }
  HeaderList(const HeaderList&) = delete;
  HeaderList& operator=(const HeaderList&) = delete;
};

HttpOutcome outcome_of(CURLcode code, const Body& body) {
  if (body.too_large) return HttpOutcome::TooLarge;
  switch (code) {
    case CURLE_OK:
      return HttpOutcome::Answered;
    case CURLE_COULDNT_CONNECT:
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
      return HttpOutcome::NotConnected;
    case CURLE_OPERATION_TIMEDOUT:
      return HttpOutcome::TimedOut;
    default:
      return HttpOutcome::BrokenOff;
  }
}

// Whether the address is this very machine, which no proxy can reach for us.
bool is_local(const std::string& url) {
  for (const char* host : {"://localhost", "://127.", "://[::1]"}) {
    if (url.find(host) != std::string::npos) return true;
  }
  return false;
}

}  // namespace

struct HttpClient::State {
  CURLM* multi = nullptr;
  CURL* easy = nullptr;
  ~State() {
    curl_easy_cleanup(easy);
    curl_multi_cleanup(multi);
  }

  // Runs what is set up in `easy`; CURLE_ABORTED_BY_CALLBACK when cancelled.
  CURLcode run(const CancelToken& cancel) const {
    if (curl_multi_add_handle(multi, easy) != CURLM_OK) return CURLE_FAILED_INIT;
    CURLcode result = CURLE_ABORTED_BY_CALLBACK;
    while (!cancel.cancelled()) {
      int running = 0;
      if (curl_multi_perform(multi, &running) != CURLM_OK) {
        result = CURLE_FAILED_INIT;
        break;
      }
      if (running == 0) {
        int left = 0;
        const CURLMsg* message = curl_multi_info_read(multi, &left);
        result = message != nullptr ? message->data.result : CURLE_FAILED_INIT;
        break;
      }
      curl_multi_poll(multi, nullptr, 0, kPollMilliseconds, nullptr);
    }
    curl_multi_remove_handle(multi, easy);
    return result;
  }
};

HttpClient::HttpClient() : state_(std::make_unique<State>()) {
  static std::once_flag once;
  std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
  state_->multi = curl_multi_init();
  state_->easy = curl_easy_init();
  if (state_->multi == nullptr || state_->easy == nullptr) {
    throw Error(ErrorKind::OutOfMemory, "libcurl cannot be started: not enough memory.");
  }
}

HttpClient::~HttpClient() = default;
HttpClient::HttpClient(HttpClient&&) noexcept = default;
HttpClient& HttpClient::operator=(HttpClient&&) noexcept = default;

HttpReply HttpClient::post(const std::string& url, const std::vector<std::string>& headers,
                           const std::string& body, const HttpLimits& limits, const CancelToken& cancel) {
  CURL* easy = state_->easy;
  curl_easy_reset(easy);
  Body answer;
  answer.most = limits.most_bytes;
  const HeaderList list(headers);
  char problem[CURL_ERROR_SIZE] = "";
  curl_easy_setopt(easy, CURLOPT_URL, url.c_str());
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_HTTPHEADER, list.list);
  curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
  curl_easy_setopt(easy, CURLOPT_POSTFIELDS, body.c_str());
  curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(limits.connect_timeout.count()));
  curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(limits.total_timeout.count()));
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, &take);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, &answer);
  curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, problem);
  if (is_local(url)) curl_easy_setopt(easy, CURLOPT_PROXY, "");

  const CURLcode code = state_->run(cancel);
  HttpReply reply;
  reply.outcome = cancel.cancelled() ? HttpOutcome::Cancelled : outcome_of(code, answer);
  curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &reply.status);
  curl_off_t wait = 0;
  if (curl_easy_getinfo(easy, CURLINFO_RETRY_AFTER, &wait) == CURLE_OK && wait > 0) {
    reply.retry_after = std::chrono::seconds(wait);
  }
  reply.body = std::move(answer.bytes);
  if (code != CURLE_OK) reply.problem = problem[0] != '\0' ? problem : curl_easy_strerror(code);
  // libcurl keeps pointers to what dies here.
  curl_easy_reset(easy);
  return reply;
}

}  // namespace cloc::labelling
