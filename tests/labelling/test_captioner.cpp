// SPDX-License-Identifier: Apache-2.0
// The captioner against a server that misbehaves, and what is kept, counted and said of it.
#include <QTemporaryDir>
#include <QTest>
#include <cstdlib>
#include <filesystem>
#include <map>

#include <opencv2/imgcodecs.hpp>

#include "core/base/atomic_file.h"
#include "core/image/image.h"
#include "tests/labelling/chat_server.h"
#include "tests/support/expect_error.h"
#include "tests/support/file_size_limit.h"
#include "training/labelling/captioner.h"

using namespace cloc;
using namespace cloc::labelling;
using namespace cloc::labelling::test;
using namespace std::chrono_literals;

namespace fs = std::filesystem;

namespace {

// The n-th image has a colour of its own, so that no two are the same to the cache.
std::string png(int n, int width = 24, int height = 16) {
  std::vector<std::uint8_t> bytes;
  cv::imencode(".png", cv::Mat(height, width, CV_8UC3, cv::Scalar(n * 7 % 256, n * 3 % 256, 200)), bytes);
  return {bytes.begin(), bytes.end()};
}

std::vector<CaptionImage> images(int count) {
  std::vector<CaptionImage> all;
  for (int n = 0; n < count; ++n) {
    all.push_back({"image " + std::to_string(n), [n] { return png(n); }});
  }
  return all;
}

// Quick to give up and to try again.
CaptionerOptions quick(const std::string& address) {
  CaptionerOptions options;
  options.address = address;
  options.parallel = 1;
  options.attempts = 3;
  options.first_backoff = 5ms;
  options.limits.connect_timeout = 1000ms;
  options.limits.total_timeout = 5000ms;
  return options;
}

// A port that nobody listens on.
std::uint16_t free_port() {
  return ChatServer([](const ChatRequest&) { return ChatReply{}; }).port();
}

struct Outcome {
  CaptionReport report;
  std::map<std::size_t, Caption> captions;  // by image
};

Outcome caption(const std::vector<CaptionImage>& all, const CaptionerOptions& options,
                const CancelToken& cancel = {}) {
  Outcome outcome;
  outcome.report = caption_images(
      all, options, [&](std::size_t i, const Caption& c) { outcome.captions[i] = c; }, {}, cancel);
  return outcome;
}

std::string first_issue(const CaptionReport& report, const std::string& category) {
  for (const auto& issue : report.issues.examples()) {
    if (issue.category == category) return issue.where + ": " + issue.what;
  }
  return {};
}

}  // namespace

class TestCaptioner : public QObject {
  Q_OBJECT

  QTemporaryDir dir_;
  fs::path at(const std::string& name) const { return fs::path(dir_.path().toStdString()) / name; }

 private slots:
  void asksWithImagePromptAndModel() {
    ChatServer server([](const ChatRequest&) { return answer("A **red**\n cat."); });
    auto options = quick(server.address() + "/v1/");
    options.question = {"some-model", "What is it?", 0.5, 77};
    const auto outcome = caption(images(1), options);
    QCOMPARE(outcome.captions.at(0).text, std::string("A red cat."));
    QCOMPARE(outcome.captions.at(0).model, std::string("test-model"));
    QCOMPARE(outcome.report.captioned, 1);
    QCOMPARE(outcome.report.completion_tokens, 5);

    const auto request = server.requests().at(0);
    QVERIFY_CONTAINS(request.headers, "POST /v1/chat/completions HTTP/1.1");
    QVERIFY(!cloc::test::contains(request.headers, "Authorization"));
    const auto json = nlohmann::json::parse(request.body);
    QCOMPARE(json["model"].get<std::string>(), std::string("some-model"));
    QCOMPARE(json["temperature"].get<double>(), 0.5);
    QCOMPARE(json["max_tokens"].get<int>(), 77);
    const auto& content = json["messages"][0]["content"];
    QCOMPARE(content[0]["text"].get<std::string>(), std::string("What is it?"));
    const auto url = content[1]["image_url"]["url"].get<std::string>();
    const std::string prefix = "data:image/jpeg;base64,";
    QVERIFY(url.starts_with(prefix));
    const auto jpeg = QByteArray::fromBase64(QByteArray::fromStdString(url.substr(prefix.size())));
    QCOMPARE(jpeg.toStdString(), jpeg_for_captioner(png(0), "x", 1024));
    const cv::Mat sent = image::decode_image(
        {reinterpret_cast<const std::uint8_t*>(jpeg.data()), std::size_t(jpeg.size())}, "sent");
    QCOMPARE(sent.cols, 24);
    QCOMPARE(sent.rows, 16);
    QVERIFY(std::abs(sent.at<cv::Vec3b>(8, 8)[0] - 200) < 8);  // red stays red
  }

  void largeImagesAreMadeSmaller() {
    const auto jpeg = jpeg_for_captioner(png(1, 300, 30), "x", 64);
    const cv::Mat sent =
        image::decode_image({reinterpret_cast<const std::uint8_t*>(jpeg.data()), jpeg.size()}, "sent");
    QCOMPARE(sent.cols, 64);
    QCOMPARE(sent.rows, 6);
  }

  void keyComesFromTheEnvironmentAndIsShownNowhere() {
    const std::string key = "sk-very-secret-17";
    ChatServer server([&](const ChatRequest& request) {
      if (request.number == 0) return answer("A cat on a mat.");
      return http(401, R"({"error": {"message": "Incorrect key: sk-very-secret-17"}})");
    });
    auto options = quick(server.address());
    options.api_key_variable = "CLOC_TEST_CAPTIONER_KEY";
    ::unsetenv("CLOC_TEST_CAPTIONER_KEY");
    QVERIFY_CONTAINS(cloc::test::expect_error(ErrorKind::InvalidInput, [&] { caption(images(1), options); }),
                     "CLOC_TEST_CAPTIONER_KEY");
    ::setenv("CLOC_TEST_CAPTIONER_KEY", key.c_str(), 1);
    options.cache = at("key");
    const auto outcome = caption(images(2), options);
    ::unsetenv("CLOC_TEST_CAPTIONER_KEY");
    QVERIFY_CONTAINS(server.requests().at(0).headers, "Authorization: Bearer " + key + "\r\n");
    QCOMPARE(outcome.report.captioned, 1);
    QVERIFY_CONTAINS(outcome.report.stopped, "CLOC_TEST_CAPTIONER_KEY");
    QVERIFY(!cloc::test::contains(outcome.report.stopped, key));
    int files = 0;
    for (const auto& entry : fs::recursive_directory_iterator(at("key"))) {
      if (!entry.is_regular_file()) continue;
      ++files;
      QVERIFY(!cloc::test::contains(read_text_file(entry.path()), key));
    }
    QCOMPARE(files, 1);
  }

  void serverErrorIsTriedAgainLaterAndLater() {
    ChatServer server([](const ChatRequest& request) {
      return request.number < 3 ? http(500, R"({"error": "out of memory"})") : answer("A cat on a mat.");
    });
    auto options = quick(server.address());
    options.attempts = 4;
    options.first_backoff = 60ms;
    const auto outcome = caption(images(1), options);
    QCOMPARE(outcome.report.captioned, 1);
    QCOMPARE(outcome.report.failed, 0);
    QCOMPARE(outcome.report.requests, 4);
    QCOMPARE(outcome.report.retries, 3);
    const auto requests = server.requests();
    // 60, 120 and 240 ms times 0.5 to 1.5.
    QVERIFY(requests[1].time - requests[0].time >= 30ms);
    QVERIFY(requests[2].time - requests[1].time >= 60ms);
    QVERIFY(requests[3].time - requests[2].time >= 120ms);
  }

  void serverErrorThatStaysFailsTheImageAlone() {
    ChatServer server([](const ChatRequest& request) {
      return request.number < 3 ? http(503, R"({"error": {"message": "model is loading"}})")
                                : answer("A cat on a mat.");
    });
    const auto outcome = caption(images(3), quick(server.address()));
    QCOMPARE(outcome.report.failed, 1);
    QCOMPARE(outcome.report.captioned, 2);
    QVERIFY(outcome.report.stopped.empty());
    const auto issue = first_issue(outcome.report, "server error");
    QVERIFY_CONTAINS(issue, "image 0");
    QVERIFY_CONTAINS(issue, "HTTP 503: model is loading");
  }

  void retryAfterHoldsBackEveryRequest() {
    ChatServer server([](const ChatRequest& request) {
      if (request.number == 0) return http(429, "{}", "Retry-After: 1\r\n");
      auto reply = answer("A cat on a mat.");
      reply.delay = 100ms;
      return reply;
    });
    auto options = quick(server.address());
    options.parallel = 2;
    options.first_backoff = 1ms;
    const auto outcome = caption(images(5), options);
    QCOMPARE(outcome.report.captioned, 5);
    QCOMPARE(outcome.report.rate_limited, 1);
    const auto requests = server.requests();
    // The second may have been on its way; the other thread waits as well as the one that was refused.
    for (std::size_t i = 2; i < requests.size(); ++i) QVERIFY(requests[i].time - requests[0].time >= 990ms);
  }

  void retryAfterIsWaitedForNoLongerThanAllowed() {
    ChatServer server([](const ChatRequest& request) {
      return request.number == 0 ? http(429, "{}", "Retry-After: 3600\r\n") : answer("A cat on a mat.");
    });
    auto options = quick(server.address());
    options.longest_wait = 50ms;
    QCOMPARE(caption(images(1), options).report.captioned, 1);
  }

  void slowServerFailsTheImageInTime() {
    ChatServer server([](const ChatRequest& request) {
      auto reply = answer("A cat on a mat.");
      if (request.number == 0) reply.delay = 20s;
      return reply;
    });
    auto options = quick(server.address());
    options.attempts = 1;
    options.limits.total_timeout = 200ms;
    const auto start = Clock::now();
    const auto outcome = caption(images(2), options);
    QVERIFY(Clock::now() - start < 3s);
    QCOMPARE(outcome.report.captioned, 1);
    QVERIFY_CONTAINS(first_issue(outcome.report, "server too slow"), "0.2 s");
  }

  void garbageIsNoCaption_data() {
    QTest::addColumn<std::string>("body");
    QTest::addColumn<std::string>("said");
    QTest::newRow("page") << std::string("<html>welcome</html>") << std::string("not JSON: <html>welcome");
    QTest::newRow("nothing") << std::string() << std::string("it is empty");
    QTest::newRow("binary") << std::string("\0\xff\xfe{\x01", 5) << std::string("not JSON");
    QTest::newRow("list") << std::string("[1, 2]") << std::string("no \"choices\"");
    QTest::newRow("error") << std::string(R"({"error": {"message": "no slot"}})") << std::string("no slot");
    QTest::newRow("choice") << std::string(R"({"choices": [3]})") << std::string("no \"message\"");
    QTest::newRow("half") << answer("A cat").bytes.substr(answer("A cat").bytes.find('{'), 40)
                          << std::string("not JSON");
  }
  void garbageIsNoCaption() {
    QFETCH(std::string, body);
    QFETCH(std::string, said);
    ChatServer server([&](const ChatRequest& request) {
      return request.number < 3 ? http(200, body) : answer("A cat on a mat.");
    });
    const auto outcome = caption(images(2), quick(server.address()));
    QCOMPARE(outcome.report.requests, 4);
    QCOMPARE(outcome.captions.count(0), std::size_t(0));
    QCOMPARE(outcome.captions.at(1).text, std::string("A cat on a mat."));
    QVERIFY_CONTAINS(first_issue(outcome.report, "answer not understood"), said);
  }

  void connectionCutInMidAnswerIsTriedAgain() {
    ChatServer server([](const ChatRequest& request) {
      auto reply = answer("A cat on a mat.");
      if (request.number < 2) reply.bytes.resize(reply.bytes.size() - 30);
      return reply;
    });
    const auto outcome = caption(images(1), quick(server.address()));
    QCOMPARE(outcome.captions.at(0).text, std::string("A cat on a mat."));
    QCOMPARE(outcome.report.retries, 2);
  }

  void connectionThatIsAlwaysCutIsReported() {
    ChatServer server([](const ChatRequest&) { return ChatReply{}; });  // hangs up without a word
    const auto outcome = caption(images(1), quick(server.address()));
    QCOMPARE(outcome.report.failed, 1);
    QVERIFY_CONTAINS(first_issue(outcome.report, "server error"), "broke off");
  }

  void endlessAnswerIsStopped() {
    ChatServer server([](const ChatRequest& request) {
      if (request.number > 0) return answer("A cat on a mat.");
      ChatReply reply{"HTTP/1.1 200 OK\r\n\r\n"};
      reply.endless = true;
      return reply;
    });
    auto options = quick(server.address());
    options.limits.most_bytes = 100000;
    options.limits.total_timeout = 20s;
    const auto start = Clock::now();
    const auto outcome = caption(images(2), options);
    QVERIFY(Clock::now() - start < 10s);
    QCOMPARE(outcome.report.captioned, 1);
    QVERIFY_CONTAINS(first_issue(outcome.report, "answer too large"), "100000 bytes");
    QVERIFY(server.bytes_sent() < 32U << 20U);
  }

  void deadServerEndsTheRunAndTheNextGoesOn() {
    const auto port = free_port();
    auto options = quick("127.0.0.1:" + std::to_string(port));
    options.cache = at("dead");
    options.attempts = 1;
    options.failures_in_a_row = 3;
    {
      ChatServer server([](const ChatRequest&) { return answer("A cat on a mat."); }, port);
      QCOMPARE(caption(images(4), options).report.captioned, 4);
    }
    const auto outcome = caption(images(20), options);
    QCOMPARE(outcome.report.from_cache, 4);
    QCOMPARE(outcome.report.failed, 3);
    QCOMPARE(outcome.report.not_tried, 13);
    QVERIFY_CONTAINS(outcome.report.stopped, "3 images in a row");
    QVERIFY_CONTAINS(outcome.report.stopped, "run again");
    QVERIFY_CONTAINS(first_issue(outcome.report, "server not reached"), std::to_string(port));

    ChatServer server([](const ChatRequest&) { return answer("A dog on a log."); }, port);
    const auto again = caption(images(20), options);
    QCOMPARE(again.report.captioned, 20);
    QCOMPARE(again.report.from_cache, 4);
    QVERIFY(again.report.stopped.empty());
    QCOMPARE(server.requests().size(), std::size_t(16));
  }

  void failuresNotInARowDoNotEndTheRun() {
    ChatServer server([](const ChatRequest& request) {
      return request.number % 2 == 0 ? http(400, "{}") : answer("A cat on a mat.");
    });
    auto options = quick(server.address());
    options.failures_in_a_row = 2;
    const auto outcome = caption(images(10), options);
    QVERIFY(outcome.report.stopped.empty());
    QCOMPARE(outcome.report.failed, 5);
    QCOMPARE(outcome.report.captioned, 5);
    QCOMPARE(outcome.report.issues.count("request refused"), 5);
    QCOMPARE(outcome.report.retries, 0);  // 400 does not get better
  }

  void wrongAddressOrModelEndsTheRunAtOnce() {
    for (const int status : {301, 403, 404}) {
      ChatServer server([&](const ChatRequest&) {
        return http(status, R"({"error": "model 'x' not found"})", "Location: http://127.0.0.1:1/\r\n");
      });
      const auto outcome = caption(images(5), quick(server.address()));
      QCOMPARE(server.requests().size(), std::size_t(1));
      QCOMPARE(outcome.report.not_tried, 5);
      QVERIFY_CONTAINS(outcome.report.stopped, "HTTP " + std::to_string(status));
    }
  }

  void answersAreKeptByImageModelAndPrompt() {
    ChatServer server([](const ChatRequest&) { return answer("A cat on a mat."); });
    auto options = quick(server.address());
    options.cache = at("kept");
    caption(images(3), options);
    QCOMPARE(server.requests().size(), std::size_t(3));
    const auto again = caption(images(3), options);
    QCOMPARE(server.requests().size(), std::size_t(3));
    QCOMPARE(again.report.from_cache, 3);
    QVERIFY(again.captions.at(2).from_cache);
    QCOMPARE(again.captions.at(2).text, std::string("A cat on a mat."));
    QCOMPARE(again.captions.at(2).model, std::string("test-model"));

    auto other = options;
    other.question.prompt = "Another question";
    caption(images(1), other);
    other = options;
    other.question.model = "another";
    caption(images(1), other);
    caption({{"other image", [] { return png(40); }}}, options);
    QCOMPARE(server.requests().size(), std::size_t(6));
    other = options;
    other.parallel = 2;  // how it is asked matters not
    caption(images(3), other);
    QCOMPARE(server.requests().size(), std::size_t(6));
  }

  void damagedKeptAnswerIsAskedForAgain() {
    ChatServer server([](const ChatRequest&) { return answer("A cat on a mat."); });
    auto options = quick(server.address());
    options.cache = at("damaged");
    caption(images(1), options);
    for (const auto& entry : fs::recursive_directory_iterator(options.cache)) {
      if (entry.is_regular_file()) write_text_file(entry.path(), "{\"text\": \"A c");
    }
    QCOMPARE(caption(images(1), options).captions.at(0).text, std::string("A cat on a mat."));
    QCOMPARE(caption(images(1), options).report.from_cache, 1);
    QCOMPARE(server.requests().size(), std::size_t(2));
  }

  void cancelStopsAtOnceAndKeepsWhatIsThere() {
    const CancelToken cancel;
    ChatServer server([&](const ChatRequest& request) {
      auto reply = answer("A cat on a mat.");
      if (request.number >= 2) {
        cancel.cancel();
        reply.delay = 20s;
      }
      return reply;
    });
    auto options = quick(server.address());
    options.cache = at("cancel");
    options.limits.total_timeout = 30s;
    const auto start = Clock::now();
    cloc::test::expect_error(ErrorKind::Cancelled, [&] { caption(images(9), options, cancel); });
    QVERIFY(Clock::now() - start < 2s);

    ChatServer fine([](const ChatRequest&) { return answer("A dog on a log."); });
    options.address = fine.address();
    const auto again = caption(images(9), options);
    QCOMPARE(again.report.from_cache, 2);
    QCOMPARE(again.report.captioned, 9);
  }

  void cancelEndsAWait() {
    const CancelToken cancel;
    ChatServer server([&](const ChatRequest&) {
      cancel.cancel();
      return http(429, "{}", "Retry-After: 60\r\n");
    });
    const auto start = Clock::now();
    cloc::test::expect_error(ErrorKind::Cancelled,
                             [&] { caption(images(2), quick(server.address()), cancel); });
    QVERIFY(Clock::now() - start < 2s);
  }

  void rateLimitSpacesRequests() {
    ChatServer server([](const ChatRequest&) { return answer("A cat on a mat."); });
    auto options = quick(server.address());
    options.parallel = 4;
    options.requests_a_minute = 600;
    caption(images(7), options);
    auto requests = server.requests();
    QVERIFY(requests.back().time - requests.front().time >= 550ms);  // six times 100 ms
  }

  void requestsRunSideBySide() {
    ChatServer server([](const ChatRequest&) {
      auto reply = answer("A cat on a mat.");
      reply.delay = 100ms;
      return reply;
    });
    auto options = quick(server.address());
    options.parallel = 3;
    QCOMPARE(caption(images(9), options).report.captioned, 9);
    QCOMPARE(server.most_at_once(), 3);
  }

  void badCaptionsAreCountedAndSaid() {
    std::string long_text;
    for (int i = 0; i < 2000; ++i) long_text += "A cat sits there. ";
    long_text += "A cat sits";
    std::vector<ChatReply> replies = {answer("A whole sentence. And half of", "length"),
                                      answer("no sentence at", "length"),
                                      answer("Ein Hund und eine Katze sind auf dem Sofa in einem Zimmer."),
                                      answer("\u4E00\u53EA\u732B\u5750\u5728\u6C99\u53D1\u4E0A"),
                                      answer(long_text),
                                      answer("", "length"),
                                      answer("held back", "content_filter")};
    ChatServer server([&](const ChatRequest& request) { return replies.at(request.number); });
    auto options = quick(server.address());
    options.cache = at("bad");
    options.most_words = 300;
    const auto all = images(7);
    const auto outcome = caption(all, options);
    QCOMPARE(outcome.captions.size(), std::size_t(2));
    QCOMPARE(outcome.captions.at(0).text, std::string("A whole sentence."));
    QVERIFY(outcome.captions.at(0).cut);
    QVERIFY(outcome.captions.at(4).cut);
    QCOMPARE(outcome.captions.at(4).text.size(), std::size_t(75 * 18 - 1));  // 300 of 8,003 words
    QCOMPARE(outcome.report.cut_off, 2);
    QCOMPARE(outcome.report.other_language, 2);
    QCOMPARE(outcome.report.too_long, 1);
    QCOMPARE(outcome.report.failed, 5);
    QVERIFY_CONTAINS(first_issue(outcome.report, "answer in another language"),
                     "image 2: The caption is not English: it reads as German");
    QVERIFY_CONTAINS(first_issue(outcome.report, "caption too long"), "8003 words");
    QVERIFY_CONTAINS(first_issue(outcome.report, "answer empty"), "image 5: The model used all its tokens");
    QVERIFY_CONTAINS(first_issue(outcome.report, "request refused"), "image 6");

    // What was kept is judged anew by other options, without a request.
    options.keep_cut = false;
    options.keep_other_language = true;
    const auto other = caption({all.begin(), all.begin() + 4}, options);
    QCOMPARE(server.requests().size(), std::size_t(7));
    QCOMPARE(other.captions.size(), std::size_t(2));
    QVERIFY(other.captions.at(2).other_language);
    QCOMPARE(other.report.failed, 2);
  }

  void emptyAnswerIsTriedAgain() {
    ChatServer server(
        [](const ChatRequest& request) { return answer(request.number == 0 ? " \n" : "A cat on a mat."); });
    QCOMPARE(caption(images(1), quick(server.address())).captions.at(0).text, std::string("A cat on a mat."));
    ChatServer silent([](const ChatRequest&) { return answer(""); });
    const auto outcome = caption(images(1), quick(silent.address()));
    QCOMPARE(outcome.report.issues.count("answer empty"), 1);
  }

  void unreadableImagesAreLeftOut() {
    ChatServer server([](const ChatRequest&) { return answer("A cat on a mat."); });
    auto all = images(1);
    all.push_back(image_in_file(at("missing.jpg")));
    all.push_back({"broken.jpg", [] { return std::string("no image"); }});
    all.push_back({"last.png", [] { return png(9); }});
    auto options = quick(server.address());
    options.failures_in_a_row = 1;  // not the server's failures
    const auto outcome = caption(all, options);
    QCOMPARE(outcome.report.captioned, 2);
    QCOMPARE(outcome.report.issues.count("image not readable"), 2);
    QVERIFY_CONTAINS(first_issue(outcome.report, "image not readable"), "missing.jpg");
    QCOMPARE(server.requests().size(), std::size_t(2));
  }

  void fullDiskEndsTheRunWithTheFile() {
    ChatServer server([](const ChatRequest&) { return answer("A cat on a mat."); });
    auto options = quick(server.address());
    options.cache = at("full");
    const auto all = images(2);
    std::string message;
    {
      const cloc::test::FileSizeLimit limit(10);
      message = cloc::test::expect_error(ErrorKind::Io, [&] { caption(all, options); });
    }
    QVERIFY_CONTAINS(message, at("full").string());
    QCOMPARE(caption(all, options).report.captioned, 2);
  }

  void progressCountsEveryImage() {
    ChatServer server([](const ChatRequest&) { return answer("A cat on a mat."); });
    std::vector<std::int64_t> done;
    caption_images(images(5), quick(server.address()), {},
                   [&](const Progress& p) {
                     done.push_back(p.done);
                     QCOMPARE(p.total, 5);
                   },
                   {});
    QVERIFY(std::is_sorted(done.begin(), done.end()));
    QCOMPARE(done.back(), 5);
  }

  void whatTheSinkThrowsEndsTheRun() {
    ChatServer server([](const ChatRequest&) { return answer("A cat on a mat."); });
    cloc::test::expect_error(ErrorKind::Io, [&] {
      caption_images(images(5), quick(server.address()),
                     [](std::size_t, const Caption&) { throw Error(ErrorKind::Io, "no room"); }, {}, {});
    });
    QCOMPARE(server.requests().size(), std::size_t(1));
  }

  void optionsThatCannotBeRightAreRefused() {
    const auto refused = [](auto&& change) {
      auto options = quick("http://127.0.0.1:1");
      change(options);
      return cloc::test::expect_error(ErrorKind::InvalidInput, [&] { caption({}, options); });
    };
    QVERIFY_CONTAINS(refused([](auto& o) { o.address = ""; }), "address is empty");
    QVERIFY_CONTAINS(refused([](auto& o) { o.parallel = 0; }), "1 to 256");
    QVERIFY_CONTAINS(refused([](auto& o) { o.requests_a_minute = -1; }), "requests a minute");
    QVERIFY_CONTAINS(refused([](auto& o) { o.question.prompt = ""; }), "prompt is empty");
    QVERIFY_CONTAINS(refused([](auto& o) { o.attempts = 0; }), "attempt");
    QCOMPARE(caption({}, quick("localhost")).report.images, 0);
  }
};

QTEST_GUILESS_MAIN(TestCaptioner)
#include "test_captioner.moc"
