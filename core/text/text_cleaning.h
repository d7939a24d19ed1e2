// SPDX-License-Identifier: Apache-2.0
// What happens to a text before it is cut into tokens: bytes become valid Unicode, odd characters become
// plain ones, letters lower case, white space single blanks. Used by the tokenizers alone.
#pragma once

#include <QString>
#include <string_view>

namespace cloc::text {

// UTF-8 bytes as text; what is not valid UTF-8 becomes U+FFFD. NUL is a character like any other; a
// byte order mark in front is no part of the text.
QString repaired(std::string_view bytes);

// Lower case, one character at a time: a capital sigma at a word's end becomes the middle form, as in Rust's
// and so in Hugging Face's tokenizers.
QString lowered(const QString& text);

// Lower case as Python has it, where a capital sigma at a word's end becomes the final form; each run of
// white space one blank, none at the ends: what CLOC's text encoder reads (Table A).
QString lowered_and_collapsed(const QString& text);

// What CLIP's own code does first: of ftfy's repairs those that captions from the web need (entities decoded,
// straight quotes, ligatures and full-width forms taken apart, control characters dropped or read as
// Windows-1252, NFC), then entities decoded twice. Text that was decoded with the wrong character set
// ("schÃ¶n") stays as it is.
QString cleaned_as_clip(const QString& text);

// What SigLIP's text encoder reads: lowered, without ASCII punctuation, collapsed. `mend`: as open_clip has
// it
// ("canonicalize"), which takes cleaned_as_clip of the text first and "_" for a blank, and lowers last.
QString siglip_text(const QString& text, bool mend);

// What Hugging Face's fast tokenizer of CLIP does first: NFC, runs of white space one blank, lower case.
QString normalised_as_fast_clip(const QString& text);

}  // namespace cloc::text
