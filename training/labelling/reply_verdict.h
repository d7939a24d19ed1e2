// SPDX-License-Identifier: Apache-2.0
// What an HTTP reply of a captioner means for the image and for the run.
#pragma once

#include <string>

#include "training/labelling/chat_answer.h"
#include "training/labelling/http_client.h"

namespace cloc::labelling {

struct ReplyVerdict {
  enum class Kind {
    Answer,   // `answer` has a text
    Retry,    // may go better another time: no connection, 408, 425, 429, 5xx, garbage, no text
    Refused,  // this image never: 400, 413, 415, 422 and other 4xx; an answer too large
    EndsRun   // no image ever: 401, 403, 404, a redirection
  };
  Kind kind = Kind::Answer;
  ChatAnswer answer;
  std::string category;  // of the report's line
  std::string what;      // one or two sentences: what is wrong, what to do
};

// Of a reply that was not cancelled. `url` is named in messages; `key_variable` where one was given.
ReplyVerdict judge(const HttpReply& reply, const std::string& url, const HttpLimits& limits,
                   const std::string& key_variable);

}  // namespace cloc::labelling
