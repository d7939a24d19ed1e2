#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes tests/text/data/many_scripts: what other people's tokenizers make of the 10,000 texts of make_scripts.py, for
test_many_scripts to compare with.

    pip install torch open_clip_torch ftfy transformers sentencepiece
    tests/text/make_many_scripts.py [--train] [--show NUMBER]

expected.json   by tokenizer: hashes, one for each 100 texts, of their ids; the ids of the first 50 texts written out; the
                numbers of texts that are left out, because the other program does something that we say we do not
clip_steps.json transformers' tokenizer.json of CLIP without its vocabulary, which is the real one of resources/
gemma/          a small vocabulary of Gemma's kind (byte pairs with byte fallback, blanks kept), as tokenizer.model
                (--train: made anew from the texts) and as the tokenizer.json that transformers makes of it
"""
import argparse
import collections
import gzip
import html
import json
import pathlib
import tempfile

import make_fixtures
import make_scripts

DATA = make_scripts.SCRIPTS.parent
GROUP, WRITTEN = 100, 50


def hash64(text):
    value = 0xCBF29CE484222325
    for byte in text.encode("ascii"):
        value = ((value ^ byte) * 0x100000001B3) & make_scripts.MASK
    return value


def summary(texts, encode, end, left_out):
    """`encode` gives ids with their markers; `left_out`: whether to leave a text out."""
    ids, out = [], []
    for number, text in enumerate(texts):
        if left_out(text):
            out.append(number)
            ids.append([])
        else:
            ids.append(make_fixtures.cut(encode(text), end))
    lines = [",".join(map(str, row)) + "\n" for row in ids]
    return {"left_out": out, "hashes": [f"{hash64(''.join(lines[i:i + GROUP])):016x}" for i in range(0, len(lines), GROUP)],
            "ids": ids[:WRITTEN]}


def train_gemma(texts):
    import sentencepiece
    with tempfile.TemporaryDirectory() as folder:
        corpus = pathlib.Path(folder) / "corpus.txt"
        lines = [" ".join(text.replace("\0", "").split()).lower() for text in texts[::2]]
        common = {c for c, _ in collections.Counter("".join(lines)).most_common(700)}  # the others are bytes
        corpus.write_text("\n".join("".join(c for c in line if c in common) for line in lines), encoding="utf-8")
        sentencepiece.SentencePieceTrainer.Train(
            input=str(corpus), model_prefix=str(DATA / "gemma" / "tokenizer"), vocab_size=1900, model_type="bpe",
            byte_fallback=True, pad_id=0, eos_id=1, bos_id=2, unk_id=3, pad_piece="<pad>", eos_piece="<eos>",
            bos_piece="<bos>", add_dummy_prefix=False, remove_extra_whitespaces=False, character_coverage=1.0,
            normalization_rule_name="identity", split_digits=True, allow_whitespace_only_pieces=True,
            user_defined_symbols=["<mask>", "\n", "\n\n", "\u2581\u2581", "\u2581\u2581\u2581", "<br>"], num_threads=1,
            minloglevel=2)
    (DATA / "gemma" / "tokenizer.vocab").unlink()


def gemma_json():
    """As the released SigLIP 2 files: the steps of Gemma's tokenizer, which end a text with "<eos>"."""
    from tokenizers import AddedToken, processors
    from transformers import GemmaTokenizer
    converted = GemmaTokenizer.from_pretrained(DATA / "gemma", add_bos_token=False, add_eos_token=True)
    backend = converted.backend_tokenizer
    backend.post_processor = processors.TemplateProcessing(single="$A:0 <eos>:0", special_tokens=[("<eos>", 1)])
    backend.add_tokens([AddedToken(token, normalized=False) for token in ("\n", "\n\n", "<br>")])
    document = json.loads(backend.to_str())
    document["padding"] = document["truncation"] = None
    (DATA / "gemma" / "tokenizer.json").write_text(json.dumps(document, ensure_ascii=True, separators=(",", ":")) + "\n")


def clip_from_json():
    """transformers' tokenizer of CLIP's real vocabulary."""
    from transformers import CLIPTokenizer
    encoder = make_fixtures.open_clip_tokenizer().encoder
    merges = [tuple(m.split()) for m in gzip.open(make_fixtures.MERGES).read().decode("utf-8").split("\n")[1:48895]]
    names = {"<start_of_text>": "<|startoftext|>", "<end_of_text>": "<|endoftext|>"}
    tokenizer = CLIPTokenizer(vocab={names.get(k, k): v for k, v in encoder.items()}, merges=merges)
    steps = json.loads(tokenizer.backend_tokenizer.to_str())
    steps["model"]["vocab"], steps["model"]["merges"] = {}, []
    (DATA / "clip_steps.json").write_text(json.dumps(steps, indent=1) + "\n")
    return tokenizer


def main():
    import ftfy
    import sentencepiece
    import transformers
    parser = argparse.ArgumentParser()
    parser.add_argument("--train", action="store_true")
    parser.add_argument("--show", type=int)
    options = parser.parse_args()
    texts = make_scripts.texts()
    (DATA / "gemma").mkdir(exist_ok=True)
    if options.train:
        train_gemma(texts)
    gemma_json()

    clip, fast = make_fixtures.open_clip_tokenizer(), clip_from_json()
    unigram = str(make_fixtures.RESOURCES / "text" / "demo_unigram.model")
    siglip = transformers.SiglipTokenizer(vocab_file=unigram)
    plain = sentencepiece.SentencePieceProcessor(model_file=unigram)
    pieces = sentencepiece.SentencePieceProcessor(model_file=str(DATA / "gemma" / "tokenizer.model"))
    siglip2 = transformers.Siglip2Tokenizer.from_pretrained(DATA / "gemma")
    own = transformers.PreTrainedTokenizerFast(tokenizer_file=str(DATA / "gemma" / "tokenizer.json"))
    assert siglip2("Apple\n red").input_ids[-1] == 1 and siglip2("A b").input_ids == own("a b").input_ids

    def mojibake(text):  # ftfy mends what was decoded with a wrong character set
        return ftfy.fix_text(text) != ftfy.fix_text(text, fix_encoding=False) or \
            html.unescape(html.unescape(ftfy.fix_text(text))) != html.unescape(html.unescape(ftfy.fix_text(text, fix_encoding=False)))

    from open_clip.tokenizer import get_clean_fn
    canonical = get_clean_fn("canonicalize")

    def siglip_ids(text):
        # transformers puts a mark in front before it cleans, of which a blank may be left, and knows "</s>" in texts;
        # big_vision, whose weights these are, does neither, and nor do we.
        if siglip.canonicalize_text("\u2581" + text).startswith("\u2581 ") or "</s>" in text:
            return plain.encode(siglip.canonicalize_text(text)) + [1]
        return siglip(text).input_ids

    never = lambda text: False
    tokenizers = {
        "clip": (lambda t: [clip.sot_token_id] + clip.encode(t) + [clip.eot_token_id], clip.eot_token_id, mojibake),
        "clip_json": (lambda t: fast(t).input_ids, 49407, never),
        "siglip": (siglip_ids, 1, never),
        "gemma_json": (lambda t: siglip2(t).input_ids, 1, never),
        # open_clip's HFTokenizer with "clean": "canonicalize", as its SigLIP 2 models have it
        "gemma_canonical": (lambda t: siglip2(canonical(t)).input_ids, 1, mojibake),
        "siglip_canonical": (lambda t: plain.encode(canonical(t)) + [1], 1, mojibake),
        "gemma_model": (lambda t: pieces.encode("".join(c.lower() for c in t)) + [1], 1, never),
    }
    if options.show is not None:
        print(ascii(texts[options.show]))
        for name, (encode, end, left_out) in tokenizers.items():
            print(name, left_out(texts[options.show]), encode(texts[options.show]))
        return
    results = {name: summary(texts, *rest) for name, rest in tokenizers.items()}
    lines = ",\n".join(f'"{name}": ' + json.dumps(result, separators=(",", ":")) for name, result in results.items())
    (DATA / "expected.json").write_text("{\n" + lines + "\n}\n")
    for name, result in results.items():
        print(name, len(result["left_out"]), "left out")


if __name__ == "__main__":
    main()
