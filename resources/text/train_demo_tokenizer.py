#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Trains demo_unigram.model, the tokenizer of the demo model: lower-case SentencePiece unigram pieces with T5's ids
(padding 0, </s> 1, unknown 2), every other byte a piece of its own, so that nothing is unknown.

    resources/text/train_demo_tokenizer.py        # rewrites resources/text/demo_unigram.model

Needs spm_train (Debian package sentencepiece) and emoji-test.txt (package unicode-data). Pieces never span a blank, so
the training text is a list of words with weights and not sentences: words of the demo's objects and captions weigh
most, then words that people are likely to ask with, then the other emoji names. The same input gives the same file.
"""
import collections
import pathlib
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
OBJECTS = HERE.parent / "demo" / "objects.tsv"
EMOJI_TEST = pathlib.Path("/usr/share/unicode/emoji/emoji-test.txt")
VOCABULARY = 2048

# What the demo's captions say of the objects, and how they begin.
CAPTION_WORDS = """
a an the some and with of to on in at by under over near next left right above below behind beside between top bottom
middle corner side upper lower center small large tiny big huge little tilted sideways upside-down upside down upright
turned rotated blurry sharp dark bright tinted colored colour color red orange yellow green blue purple pink brown
black white grey gray gold golden silver beige turquoise violet cyan magenta rainbow photo picture image scene drawing
two three four five six seven several many few one is are there background foreground front back inside outside objects
plain smooth striped checked dotted wavy cloudy grainy colourful
"""

# Words that a person may ask with, seen in the demo's objects or not.
QUERY_WORDS = """
about across after again against ago all almost along also always among animal animals another any apart around as away
be because been before being best better both box but can close closed cloudy come could crossed day deep different do
does drawn each edge either empty end even every everything face faces far fast find first fly flying for from full get
go going good group half hand hands hanging happy has have he head her here high him his hold holding how i if into it
its just kind kinds last leg legs less let like line lines long look looking lot low lying made make man more most
moving much my near new night no none not now object objects off old only open opened or other our out pair part people
person piece place plate pointing posing pretty quick ready resting round row running sad same see seen set shape she
shiny short show showing shown shows sitting sky sleeping slow so soft solid something square standing still straight
such sun sunny take tall than that their them then these they thick thin thing things this those through tied together
too toward transparent triangle turning under until up us used using very view walking want was watching way we wearing
well were wet what when where which while who whole wide will wild without woman women men wood wooden word words work
would you young your child children boy girl baby kid lady adult

airplane alley apartment apron arm armchair art avenue back backpack bag bakery ball balloon banana band bar barn basin
basket bath bathroom beach beak bean beard bed bedroom beer bench bike bird blanket board boat body bookshelf boots
bottle bow bowl branch brick bridge broom bucket bud bug building bull bus bush cabin cabinet cage calf camel can candle
cap car card carpet cart castle cat ceiling cement chair chalk cheek chest chin church city clay cliff closet cloth
clothes cloud coast coffee collar column cooking cookware cotton couch counter cow crowd crown cup curtain cushion
dancing desert desk dinner dirt dish dog doll donkey door dot dots dotted drawer dress driving duck dust ear eating
elephant engine eye fabric family farm feather feathers fence field finger fish flag floor flower flowers fog food foot
forest fork fountain frame friend fruit fruits fur furniture garage garden gate giraffe glass goat grass gravel ground
guitar hair hall hall handle hat hay helmet hill hole home horn horse hospital hotel house houses ice island jacket jar
jumping keyboard kitchen kitten knife lake lamb lamp land laptop laughing leaf leather leaves light lion lips lock
machine market metal mirror monkey moon motorcycle mountain mouse mouth mug nature neck nose ocean office old oven page
paint painting pan pants paper park parking parrot patterned peach pencil phone pig pillow pizza plain plane plant
plants plastic platform playing pocket pole pond pool pot potato puppy rabbit rain reading ribbon ring river road rock
rocks roof room rope round rug sail sand sandwich school sculpture sea seat shadow sheep shelf ship shirt shoe shoes
shop shore sidewalk sign silk sink skin skirt sleeve smile smiling snow soap sofa spoon sport spots spotted stairs
stand star statue steel stem stick stone stool store stove street stripes striped suit sunset surface table tail teeth
temple texture textured tiger tile tiles tool tools towel tower town toy track train tree trees triangle truck trunk
umbrella vegetable vegetables vehicle vehicles village wall walls water wave waves weather wheel wheels window windows
wine wing wings winter worm yard zebra round-shaped heart-shaped star-shaped
"""

# Nothing that a person would point at, or whose words are asked for in a picture of the demo.
LEFT_OUT_GROUPS = ("Flags", "Symbols", "Component")


def words(text):
    return re.findall(r"[a-z']+(?:-[a-z']+)*", text.lower().replace("’", "'"))


def object_words():
    for line in OBJECTS.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            yield from words(line.split("\t")[1])


def emoji_words():
    group = ""
    for line in EMOJI_TEST.read_text(encoding="utf-8").splitlines():
        if line.startswith("# group:"):
            group = line.split(":", 1)[1].strip()
        match = re.match(r".*; fully-qualified\s*# \S+ E\S+ (.*)", line)
        if match and group not in LEFT_OUT_GROUPS and "skin tone" not in line:
            yield from words(match[1])


def plural(word):
    if re.search(r"(x|z|ch|sh)$", word):
        return word + "es"
    return word[:-1] + "ies" if re.search(r"[^aeiou]y$", word) else word + "s"


def weighted_words():
    weights = collections.Counter()
    for found, weight in ((words(CAPTION_WORDS), 40), (object_words(), 12), (words(QUERY_WORDS), 12),
                          (emoji_words(), 4)):
        for word in set(found):
            weights[word] = max(weights[word], weight)
            # Parts of a compound, alone, are likely words too.
            for part in word.split("-") if "-" in word else ():
                weights[part] = max(weights[part], weight // 2)
    # As often as they are in captions: a lighter "a" would lose to the two pieces blank and "a", which all words share.
    for word in ("a", "i"):
        weights[word] = 1000
    # Plurals and the alphabet, so that endings and letters become pieces; lists above win.
    for word in (word for word in set(object_words()) if not word.endswith("s")):
        weights.setdefault(plural(word), 2)
    for letter in "abcdefghijklmnopqrstuvwxyz0123456789.,!?'\"()-:;/&%+":
        weights.setdefault(letter, 2)
    return sorted(weights.items())


def main():
    with tempfile.TemporaryDirectory() as folder:
        corpus = pathlib.Path(folder) / "words.txt"
        # Candidates for pieces are substrings seen before two different characters, whence each word twice in a row.
        corpus.write_text("".join(f"{word}\n{word} {word}\n" * weight for word, weight in weighted_words()),
                          encoding="utf-8")
        subprocess.run(
            ["spm_train", "--input=words.txt", "--model_prefix=demo_unigram", "--model_type=unigram",
             f"--vocab_size={VOCABULARY}", "--pad_id=0", "--eos_id=1", "--unk_id=2",
             "--bos_id=-1", "--byte_fallback=true", "--character_coverage=1.0",
             "--normalization_rule_name=identity", "--split_by_unicode_script=false", "--num_threads=1",
             "--minloglevel=1"],
            check=True, cwd=folder)
        model = (pathlib.Path(folder) / "demo_unigram.model").read_bytes()
    target = HERE / "demo_unigram.model"
    target.write_bytes(model)
    print(f"{target}: {len(model)} bytes", file=sys.stderr)


if __name__ == "__main__":
    main()
