#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes tests/image/fixtures with Pillow: files that OpenCV cannot write.

The tests do not need it: the files are committed. To make them again:
    pip install pillow==13.0.0
    python3 tests/image/make_fixtures.py
Each shows four quarters of 40 x 24 pixels: red, green, blue, white. Second frames and pages are black.
"""
import pathlib

from PIL import Image, ImageDraw

FOLDER = pathlib.Path(__file__).parent / "fixtures"
QUARTERS = [((0, 0), "red"), ((20, 0), (0, 255, 0)), ((0, 12), "blue"), ((20, 12), "white")]


def quarters(mode="RGB"):
    image = Image.new("RGB", (40, 24))
    for (x, y), colour in QUARTERS:
        ImageDraw.Draw(image).rectangle((x, y, x + 19, y + 11), fill=colour)
    return image.convert(mode)


def main():
    FOLDER.mkdir(exist_ok=True)
    image, black = quarters(), Image.new("RGB", (40, 24))
    moving = {"save_all": True, "append_images": [black], "duration": 100}
    image.convert("CMYK").save(FOLDER / "cmyk.jpg", quality=95)
    image.convert("CMYK").save(FOLDER / "cmyk.tif")
    image.save(FOLDER / "moving.gif", **moving)
    image.save(FOLDER / "moving.webp", lossless=True, **moving)
    image.save(FOLDER / "moving.png", **moving)
    image.save(FOLDER / "pages.tif", save_all=True, append_images=[black])
    image.convert("P", palette=Image.Palette.ADAPTIVE).save(FOLDER / "interlaced.gif", interlace=1)
    hole = quarters("RGBA")  # the white quarter, which is what it lies on
    ImageDraw.Draw(hole).rectangle((20, 12, 39, 23), fill=(0, 0, 0, 0))
    hole.save(FOLDER / "transparent.gif")


main()
