// SPDX-License-Identifier: Apache-2.0
// Character references of HTML ("&amp;", "&#8217;", "&copy 2020") as the characters they stand for: captions
// from the web are full of them, and CLIP's tokenizer decodes them. Knows the 252 names of HTML 4, not all
// 2,231 of HTML 5.
#pragma once

#include <QString>

namespace cloc::text {

// As browsers read them: a number may miss its semicolon, and so may the oldest names (Latin-1, amp, lt, gt,
// quot); what is no reference stays as it is.
QString html_unescape(const QString& text);

// As ftfy reads them: only whole ones, with their semicolon.
QString html_unescape_whole(const QString& text);

// What a C1 control character (0x80 to 0x9F) means in Windows-1252, as which it mostly got into a text.
QChar windows_1252(QChar control);

}  // namespace cloc::text
