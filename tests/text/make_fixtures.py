#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes tests/text/data: texts and the ids that other people's tokenizers give them, for test_text to compare with.

    pip install open_clip_torch --no-deps && pip install ftfy regex numpy transformers sentencepiece
    tests/text/make_fixtures.py

clip.json           open_clip's SimpleTokenizer with CLIP's real vocabulary, cut at 77 ids
tiny_clip/          the first 400 merges of that vocabulary as Hugging Face's vocab.json and merges.txt
tiny_clip.json      transformers' CLIPTokenizer with tiny_clip
sentencepiece.json  the sentencepiece package with resources/text/demo_unigram.model, "</s>" appended
Texts whose bytes were decoded with a wrong character set are left out: ftfy mends them, and we say that we do not.
"""
import gzip
import importlib.util
import json
import pathlib
import random
import sys
import types

HERE = pathlib.Path(__file__).resolve().parent
DATA = HERE / "data"
RESOURCES = HERE.parent.parent / "resources"
MERGES = RESOURCES / "text" / "bpe_simple_vocab_16e6.txt.gz"
CONTEXT = 77

PLAIN = """
a small red apple left of a sleeping cat
an upside down guitar
a photo of a dog.
A Blurry LARGE tiger above a tilted teapot
the dog's bone, the dogs' bones; they're here, I've seen, we'll go, I'm, he'd, can't
'tis the season 'n' all 'round: 's 't 're 've 'm 'll 'd
it's IT'S It'S 'S'T'RE
3 cats and 12 dogs in 2024, no. 007, 3.14159, 1,000,000
hello!!! what?! (really) [yes] {no} <maybe> *** --- ___ ~~~ ...
email@example.com http://www.example.com/a?b=c&d=e#f
#hashtag @mention $100 50% a+b=c x^2 \\ / | ` "quoted" 'single'
state-of-the-art upside-down well-known jack-o-lantern
supercalifragilisticexpialidocious antidisestablishmentarianism pneumonoultramicroscopicsilicovolcanoconiosis
aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa bbbbbbbbb abababababababab
zzzzzzzzzzxqxqxqjjjjjkkkkvvv
tab\there and   many     blanks   
a
I
.
!!
0
x y z
CamelCaseWords snake_case_words kebab-case-words
""".strip("\n").split("\n")

WORLD = [
    "café naïve façade über señor smörgåsbord", "CAFÉ NAÏVE ÜBER ÑANDÚ ÅNGSTRÖM", "cafe\u0301 decomposed a\u030a",
    "Москва красивый город, ДОМ", "το σκυλί και η γάτα", "שלום עולם", "مرحبا بالعالم ١٢٣", "नमस्ते दुनिया १२३",
    "一只小猫在红苹果的左边", "赤いリンゴの左にいる猫 カタカナ", "빨간 사과 옆의 고양이", "สวัสดีชาวโลก", "Ø ø Æ æ ß ẞ Œ œ Þ þ Ð ð",
    "🦊", "🍎 left of 🐈", "👩‍👩‍👧‍👦 family, 👍🏽 thumbs", "🇩🇪 flag ❤️ heart ☕", "½ cup, ² squared, Ⅷ, ① ② ٣",
    "x → y ⇒ z ≤ w ∑ ∫ √", "€5 £6 ¥7 ₹8", "İstanbul ISTANBUL ıstanbul", "ǅ ǆ Ǆ ŉ Ĳ", "ﬁne ﬂag oﬀice eﬃcient",
    "Ｆｕｌｌ ｗｉｄｔｈ　１２３", "“curly” ‘quotes’ it’s dogs’ „low“", "em—dash en–dash ellipsis… bullet•",
    "non\u00a0breaking\u2003em\u2009thin\u3000wide\u2028line\u2029paragraph", "zero\u200bwidth\u200djoiner\u2060word",
    "soft\u00adhyphen", "\ufeffbyte order mark", "bell\x07 escape nul\x00inside del\x7f", "line\nbreak\r\nand\ttab\x0bvt\x0cff",
]

HTML = [
    "fish &amp; chips", "fish &amp;amp; chips", "&lt;b&gt;bold&lt;/b&gt;", "caf&eacute; &Eacute;t&eacute; &ouml;",
    "&quot;quoted&quot; &apos;single&apos; &#39;num&#39; &#x27;hex&#X27;", "it&#8217;s &rsquo;tis &ldquo;so&rdquo;",
    "&copy 2020 &reg; &trade;", "&nbsp;blank&nbsp;", "&hellip; &mdash; &ndash; &bull;", "AT&T R&D &; &# &#; &#x; &unknown; &",
    "&#0; &#128; &#150; &#1114112; &#55296; &#99999999999;", "&notit; &notin; &ampersand; &ltd", "&alpha;&beta; &Omega; &euro;5",
    "&frac12; &times; &deg;C", "a&lt", "&&amp;&",
]

OBJECTS = [line.split("\t")[1] for line in (RESOURCES / "demo" / "objects.tsv").read_text(encoding="utf-8").splitlines()
           if not line.startswith("#")]
SIZES = ["small", "large", "tiny", "huge", "medium-sized", ""]
LOOKS = ["red", "dark blue", "blurry", "tilted", "upside-down", "wooden", "striped", "shiny", ""]
RELATIONS = ["left of", "to the right of", "above", "below", "next to", "behind", "in front of", "on top of"]


def caption(rng):
    def thing():
        return " ".join(part for part in ("a", rng.choice(SIZES), rng.choice(LOOKS), rng.choice(OBJECTS)) if part)
    text = f"{thing()} {rng.choice(RELATIONS)} {thing()}"
    if rng.random() < 0.3:
        text = rng.choice(["A photo of ", "There is ", "Image: ", "close-up of "]) + text + rng.choice([".", "!", ", 2023", ""])
    return text.upper() if rng.random() < 0.1 else text


def letters(rng):
    alphabet = rng.choice(["abcdefghijklmnopqrstuvwxyz", "abc", "etaoinshrdlu'", "ab12 .,!?'-", "аеиостн", "áéíóúñüç", "的一是不了人我"])
    return "".join(rng.choice(alphabet) for _ in range(rng.randint(1, 60)))


def texts(rng):
    return PLAIN + WORLD + HTML + ["", "   ", "cat " * 100, "a" * 400, "x1" * 60, "🦊" * 30] + \
        [caption(rng) for _ in range(150)] + [letters(rng) for _ in range(100)]


def open_clip_tokenizer():
    try:
        import torch  # noqa: F401
    except ImportError:  # only named in annotations of what we call
        torch = types.ModuleType("torch")
        torch.Tensor = torch.LongTensor = object
        sys.modules["torch"] = torch
    folder = pathlib.Path(importlib.util.find_spec("open_clip").submodule_search_locations[0])
    spec = importlib.util.spec_from_file_location("open_clip_tokenizer", folder / "tokenizer.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.SimpleTokenizer(bpe_path=str(MERGES))


def cut(ids, end):
    return ids if len(ids) <= CONTEXT else ids[:CONTEXT - 1] + [end]


def write(name, cases):
    lines = ",\n".join(json.dumps(case, ensure_ascii=True) for case in cases)
    (DATA / name).write_text(f"[\n{lines}\n]\n", encoding="ascii")


def make_tiny_clip(encoder, folder):
    merges = gzip.open(MERGES).read().decode("utf-8").split("\n")[1:401]
    tokens = sorted(encoder, key=encoder.get)[:512] + ["".join(merge.split()) for merge in merges]
    tokens += ["<|startoftext|>", "<|endoftext|>"]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "vocab.json").write_text(json.dumps({token: i for i, token in enumerate(tokens)}) + "\n", encoding="ascii")
    (folder / "merges.txt").write_text("#version: 0.2\n" + "\n".join(merges) + "\n", encoding="utf-8")


def main():
    import sentencepiece
    import transformers

    rng = random.Random(20240607)
    all_texts = texts(rng)
    DATA.mkdir(exist_ok=True)

    clip = open_clip_tokenizer()
    write("clip.json", [{"text": text, "ids": cut([clip.sot_token_id] + clip.encode(text) + [clip.eot_token_id],
                                                  clip.eot_token_id)} for text in all_texts])

    make_tiny_clip(clip.encoder, DATA / "tiny_clip")
    tiny = transformers.CLIPTokenizer.from_pretrained(DATA / "tiny_clip")
    # What Hugging Face cleans is less than what OpenAI cleans: only texts that both leave alone.
    clean = [text for text in all_texts if text.isascii() and text.isprintable() and "&" not in text]
    write("tiny_clip.json", [{"text": text, "ids": tiny(text, truncation=True, max_length=CONTEXT)["input_ids"]}
                             for text in clean])

    def cleaned(text):  # a byte order mark is no part of a text
        return " ".join(text.removeprefix("\ufeff").split()).lower()

    pieces = sentencepiece.SentencePieceProcessor(model_file=str(RESOURCES / "text" / "demo_unigram.model"))
    write("sentencepiece.json", [{"text": text, "ids": cut(pieces.encode(cleaned(text)) + [1], 1)}
                                 for text in all_texts])

    # transformers puts a mark in front of the text before it cleans it, so that of one which begins with punctuation and
    # a blank the blank is left; big_vision, whose weights these are, cleans first, and so do we.
    siglip = transformers.SiglipTokenizer(vocab_file=str(RESOURCES / "text" / "demo_unigram.model"))
    plain = [text for text in all_texts if not siglip.canonicalize_text("\u2581" + text).startswith("\u2581 ")]
    write("siglip.json", [{"text": text, "ids": siglip(text, truncation=True, max_length=CONTEXT)["input_ids"]}
                          for text in plain if not text.startswith("\ufeff")])


if __name__ == "__main__":
    main()
