#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes tests/inference/data/inputs.safetensors: images of many shapes, and what open_clip's transforms, Hugging Face's
image processors (both on Pillow) and Pillow alone make of them, for test_image_input.

    pip install torch torchvision transformers open_clip_torch safetensors pillow==13.0.0
    tests/inference/make_input_fixtures.py

image.N [H, W, 3] and for each way NAME.N [S, S, 3], uint8, before normalisation. Half of the images are noise, where every
wrong weight shows; half are edges, where the bicubic filter overshoots.
"""
import pathlib

import numpy as np
import torch
from open_clip.transform import PreprocessCfg, image_transform_v2
from PIL import Image
from safetensors.torch import save_file
from transformers.models.clip.image_processing_pil_clip import CLIPImageProcessorPil
from transformers.models.siglip.image_processing_pil_siglip import SiglipImageProcessorPil

SIDE = 24
SHAPES = [(24, 24), (25, 24), (24, 29), (31, 97), (120, 33), (47, 48), (11, 9), (7, 30), (64, 64), (101, 53), (3, 90), (27, 24)]


def images():
    random = np.random.default_rng(5)
    for number, (height, width) in enumerate(SHAPES):
        if number % 2 == 0:
            yield random.integers(0, 256, (height, width, 3)).astype(np.uint8)
        else:
            blocks = random.integers(0, 2, (height // 5 + 1, width // 5 + 1, 3)) * 255
            yield np.kron(blocks, np.ones((5, 5, 1)))[:height, :width].astype(np.uint8)


def open_clip(interpolation, mode):
    config = PreprocessCfg(size=SIDE, mean=(0, 0, 0), std=(1, 1, 1), interpolation=interpolation, resize_mode=mode)
    transform = image_transform_v2(config, is_train=False)
    return lambda image: (transform(Image.fromarray(image)).permute(1, 2, 0) * 255).round().byte()


def hugging_face(processor):
    def run(image):
        out = processor(Image.fromarray(image), return_tensors="np", do_normalize=False, do_rescale=False)
        return torch.from_numpy(np.asarray(out["pixel_values"][0]).transpose(1, 2, 0).astype(np.uint8))

    return run


def crop_of(image):
    """The box (2, 1, W - 1, H - 1), resized by each side."""
    part = Image.fromarray(image).crop((2, 1, image.shape[1] - 1, image.shape[0] - 1))
    return torch.from_numpy(np.asarray(part.resize((SIDE, SIDE), Image.Resampling.BICUBIC)).copy())


WAYS = {
    "open_clip": open_clip("bicubic", "shortest"),
    "open_clip_bilinear": open_clip("bilinear", "shortest"),
    "open_clip_squash": open_clip("bicubic", "squash"),
    "hf_clip": hugging_face(CLIPImageProcessorPil(size={"shortest_edge": SIDE}, crop_size={"height": SIDE, "width": SIDE})),
    "hf_siglip": hugging_face(SiglipImageProcessorPil(size={"height": SIDE, "width": SIDE})),
    "crop": crop_of,
}

if __name__ == "__main__":
    values = {}
    for number, image in enumerate(images()):
        values[f"image.{number}"] = torch.from_numpy(image)
        for name, way in WAYS.items():
            values[f"{name}.{number}"] = way(image).contiguous()
    save_file(values, pathlib.Path(__file__).resolve().parent / "data" / "inputs.safetensors")
