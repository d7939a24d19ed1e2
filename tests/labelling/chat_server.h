// SPDX-License-Identifier: Apache-2.0
// A chat server on this machine that does what a test tells it, also what no server should: slow, cut off,
// endless.
#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <netinet/in.h>
#include <nlohmann/json.hpp>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace cloc::labelling::test {

using Clock = std::chrono::steady_clock;

struct ChatReply {
  std::string bytes;                   // status line, headers, body
  std::chrono::milliseconds delay{0};  // before the first byte
  bool endless = false;                // goes on with "x" until the other side hangs up
};

struct ChatRequest {
  std::size_t number = 0;  // from 0
  std::string headers, body;
  Clock::time_point time;
};

inline ChatReply http(int status, const std::string& body, const std::string& headers = {}) {
  std::string bytes =
      "HTTP/1.1 " + std::to_string(status) + " Whatever\r\nConnection: close\r\nContent-Length: ";
  bytes += std::to_string(body.size());
  bytes += "\r\n" + headers + "\r\n" + body;
  return {bytes};
}

inline ChatReply answer(const std::string& text, const std::string& finish_reason = "stop") {
  const nlohmann::json body = {{"model", "test-model"},
                               {"choices",
                                {{{"index", 0},
                                  {"message", {{"role", "assistant"}, {"content", text}}},
                                  {"finish_reason", finish_reason}}}},
                               {"usage", {{"prompt_tokens", 10}, {"completion_tokens", 5}}}};
  return http(200, body.dump());
}

class ChatServer {
 public:
  using Handler = std::function<ChatReply(const ChatRequest&)>;

  // `port`: 0 for any free one.
  explicit ChatServer(Handler handler, std::uint16_t port = 0) : handler_(std::move(handler)) {
    listener_ = ::socket(AF_INET, SOCK_STREAM, 0);
    const int yes = 1;
    ::setsockopt(listener_, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    socklen_t size = sizeof address;
    if (::bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 || ::listen(listener_, 64) != 0)
      return;
    ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    accepting_ = std::thread([this] { accept(); });
  }
  ~ChatServer() {
    ending_ = true;
    if (accepting_.joinable()) accepting_.join();
    for (auto& connection : connections_) connection.join();
    ::close(listener_);
  }
  ChatServer(const ChatServer&) = delete;
  ChatServer& operator=(const ChatServer&) = delete;

  std::uint16_t port() const { return port_; }
  std::string address() const { return "http://127.0.0.1:" + std::to_string(port_); }
  std::vector<ChatRequest> requests() const {
    const std::lock_guard lock(mutex_);
    return requests_;
  }
  int most_at_once() const { return most_at_once_; }
  std::size_t bytes_sent() const { return sent_; }

 private:
  static bool ready(int socket, short events, int milliseconds) {
    pollfd one{socket, events, 0};
    return ::poll(&one, 1, milliseconds) > 0;
  }

  void accept() {
    while (!ending_) {
      if (!ready(listener_, POLLIN, 10)) continue;
      const int socket = ::accept(listener_, nullptr, nullptr);
      if (socket >= 0) connections_.emplace_back([this, socket] { serve(socket); });
    }
  }

  void serve(int socket) {
    ChatRequest request;
    if (read(socket, &request)) {
      const int now = ++at_once_;
      for (int most = most_at_once_; now > most && !most_at_once_.compare_exchange_weak(most, now);) {
      }
      {
        const std::lock_guard lock(mutex_);
        request.number = requests_.size();
        request.time = Clock::now();
        requests_.push_back(request);
      }
      reply(socket, handler_(request));
    }
    ::close(socket);
  }

  bool read(int socket, ChatRequest* request) const {
    std::string all;
    std::size_t head = std::string::npos, length = 0;
    while (!ending_ && (head == std::string::npos || all.size() < head + length)) {
      if (!ready(socket, POLLIN, 10)) continue;
      char bytes[65536];
      const auto count = ::recv(socket, bytes, sizeof bytes, 0);
      if (count <= 0) return false;
      all.append(bytes, static_cast<std::size_t>(count));
      if (head != std::string::npos || all.find("\r\n\r\n") == std::string::npos) continue;
      head = all.find("\r\n\r\n") + 4;
      const auto field = all.find("Content-Length: ");
      length = field < head ? std::stoul(all.substr(field + 16)) : 0;
    }
    if (head == std::string::npos) return false;
    request->headers = all.substr(0, head);
    request->body = all.substr(head);
    return true;
  }

  void reply(int socket, const ChatReply& reply) {
    const auto when = Clock::now() + reply.delay;
    while (!ending_ && Clock::now() < when) std::this_thread::sleep_for(std::chrono::milliseconds(2));
    --at_once_;  // before the client can know: its next request may come at once
    send(socket, reply.bytes);
    const std::string more(65536, 'x');
    while (reply.endless && !ending_ && send(socket, more)) {
    }
  }

  bool send(int socket, const std::string& bytes) {
    std::size_t at = 0;
    while (at < bytes.size() && !ending_) {
      if (!ready(socket, POLLOUT, 10)) continue;
      const auto count = ::send(socket, bytes.data() + at, bytes.size() - at, MSG_NOSIGNAL | MSG_DONTWAIT);
      if (count <= 0) return false;
      at += static_cast<std::size_t>(count);
      sent_ += static_cast<std::size_t>(count);
    }
    return at == bytes.size();
  }

  Handler handler_;
  int listener_ = -1;
  std::uint16_t port_ = 0;
  std::atomic<bool> ending_{false};
  std::atomic<int> at_once_{0}, most_at_once_{0};
  std::atomic<std::size_t> sent_{0};
  std::thread accepting_;
  std::vector<std::thread> connections_;
  mutable std::mutex mutex_;
  std::vector<ChatRequest> requests_;
};

}  // namespace cloc::labelling::test
