#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The 10,000 texts on which the tokenizers are held against other people's, made of data/many_scripts/scripts.json: words
and ranges of characters of many scripts. test_many_scripts.cpp makes the same ones: change both."""
import json
import pathlib

SCRIPTS = pathlib.Path(__file__).resolve().parent / "data" / "many_scripts" / "scripts.json"
COUNT = 10000
MASK = (1 << 64) - 1


def mix64(value):
    value = (value + 0x9E3779B97F4A7C15) & MASK
    value = ((value ^ (value >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    value = ((value ^ (value >> 27)) * 0x94D049BB133111EB) & MASK
    return value ^ (value >> 31)


class Dice:
    """Numbers of text number `text`: the i-th is mix64 of text * 2^20 + i."""

    def __init__(self, text):
        self.counter = text << 20

    def below(self, count):
        self.counter += 1
        return mix64(self.counter - 1) % count


def text(scripts, number):
    dice = Dice(number)
    mixed = dice.below(3)  # of one script, of two, of any
    chosen = [dice.below(len(scripts)) for _ in range(2)]
    out = ""
    for _ in range(1 + dice.below(10)):
        script = scripts[chosen[0] if mixed == 0 else chosen[dice.below(2)] if mixed == 1 else dice.below(len(scripts))]
        if script["ranges"] and dice.below(4) == 0:
            for _ in range(1 + dice.below(6)):
                first, last = script["ranges"][dice.below(len(script["ranges"]))]
                out += chr(first + dice.below(last - first + 1))
        else:
            out += script["words"][dice.below(len(script["words"]))]
        separator = dice.below(12)
        out += "" if separator == 0 else "  " if separator == 1 else "\n" if separator == 2 else " "
    return out


def texts():
    scripts = json.loads(SCRIPTS.read_text(encoding="utf-8"))
    return [text(scripts, number) for number in range(COUNT)]
