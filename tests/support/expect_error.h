// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QTest>
#include <string>

#include "core/base/error.h"

namespace cloc::test {

// Runs `work`, which must throw cloc::Error of `kind`, and returns its message for further checks; an empty
// string and a failed test otherwise.
template <class Work>
std::string expect_error(ErrorKind kind, Work&& work) {
  try {
    work();
  } catch (const Error& error) {
    if (error.kind() == kind) return error.what();
    QTest::qFail(qPrintable(QStringLiteral("expected an error '%1', got '%2': %3")
                                .arg(to_string(kind), to_string(error.kind()), error.what())),
                 __FILE__, __LINE__);
    return {};
  }
  QTest::qFail("expected an error, none was thrown", __FILE__, __LINE__);
  return {};
}

inline bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace cloc::test

// QVERIFY that `text` holds `part`, showing the text when it does not.
#define QVERIFY_CONTAINS(text, part) \
  QVERIFY2(cloc::test::contains((text), (part)), qPrintable(QString::fromStdString(text)))
