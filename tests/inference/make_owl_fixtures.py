#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes tests/inference/data/owl/FAMILY/: small OWL-ViT and OWLv2 with random weights as transformers stores them, and in
expected.safetensors what transformers says, for test_owl_vit and tests/labelling/test_owl_detector to compare with.

    pip install torch transformers safetensors scipy pillow==13.0.0
    tests/inference/make_owl_fixtures.py

expected.safetensors:
  images.S [B, 3, H, W] of the size S (own, larger: a square, wide), ids [B * Q, L], lengths [B * Q]; logits.S [B, N, Q],
  boxes.S [B, N, 4], objectness.S [B, N] (OWLv2); the last query of the second image is padding.
  picture.K [H, W, 3] uint8 and pixels.K [3, S, S], what the processor makes of it; scores.K [N], phrases.K [N] and
  found.K [N, 4] in pixels, what processor, tokenizer and model say of it together, asked for PHRASES.
"""
import copy
import pathlib

import numpy as np
import torch
from safetensors.torch import save_file
from transformers import CLIPTokenizer, Owlv2Config, Owlv2ForObjectDetection, OwlViTConfig, OwlViTForObjectDetection
from transformers.models.owlv2.image_processing_pil_owlv2 import Owlv2ImageProcessorPil
from transformers.models.owlvit.image_processing_pil_owlvit import OwlViTImageProcessorPil

from make_clip_fixtures import scramble, write_bytes_vocabulary

DATA = pathlib.Path(__file__).resolve().parent / "data" / "owl"
CONTEXT = 16
PHRASES = ["a red apple", "Two DOGS", "pear", "the very long name of a thing that nobody has ever seen or heard of"]
PICTURES = [(54, 96), (96, 54), (40, 40), (17, 23), (5, 61)]


def pictures():
    random = np.random.default_rng(7)
    for number, (height, width) in enumerate(PICTURES):
        if number % 2 == 0:
            yield random.integers(0, 256, (height, width, 3)).astype(np.uint8)
        else:
            blocks = random.integers(0, 2, (height // 6 + 1, width // 6 + 1, 3)) * 255
            yield np.kron(blocks, np.ones((6, 6, 1)))[:height, :width].astype(np.uint8)


def queries(end):
    """Two images with three queries each, of which the last is padding."""
    ids = torch.randint(1, end, (6, CONTEXT))
    lengths = torch.tensor([3, CONTEXT, 5, 2, 7, 1])
    for row, n in zip(ids, lengths):
        row[n - 1] = end
        row[n:] = 0
    ids[5] = 0
    return ids, lengths


def write(family, model_class, config_class, processor_class, patch, size, activation):
    folder = DATA / family
    folder.mkdir(parents=True, exist_ok=True)
    end = write_bytes_vocabulary(folder)
    tower = dict(num_hidden_layers=2, hidden_act=activation)
    config = config_class(
        text_config=dict(tower, hidden_size=24, intermediate_size=40, num_attention_heads=3, vocab_size=end + 1,
                         max_position_embeddings=CONTEXT, eos_token_id=end, bos_token_id=end - 1, pad_token_id=0),
        vision_config=dict(tower, hidden_size=16, intermediate_size=32, num_attention_heads=2, image_size=size,
                           patch_size=patch),
        projection_dim=24)
    model = scramble(model_class(config))
    processor = processor_class(size=dict(height=size, width=size))
    processor.save_pretrained(folder)
    if family == "owlv2":  # as a folder of before safetensors
        config.architectures = ["Owlv2ForObjectDetection"]
        config.save_pretrained(folder)
        torch.save({k: v.half() for k, v in model.state_dict().items()}, folder / "pytorch_model.bin")
    else:  # in shards; a copy, since halving also halves the box bias, which is not stored and stays so
        copy.deepcopy(model).half().save_pretrained(folder, max_shard_size="30KB")

    torch.manual_seed(1)
    ids, lengths = queries(end)
    out = dict(ids=ids, lengths=lengths)
    for name, shape in dict(own=(size, size), larger=(size + 2 * patch, size + 2 * patch), wide=(size - patch, size + patch)).items():
        images = torch.randn(2, 3, *shape)
        # The box bias that transformers computes for a grid of another shape.
        said = model(input_ids=ids, pixel_values=images, attention_mask=(ids > 0).long(),
                     interpolate_pos_encoding=name != "own")
        out |= {f"images.{name}": images, f"logits.{name}": said.logits, f"boxes.{name}": said.pred_boxes}
        if family == "owlv2":
            out[f"objectness.{name}"] = said.objectness_logits

    tokenizer = CLIPTokenizer.from_pretrained(folder, unk_token="<|endoftext|>", pad_token="!")
    text = tokenizer(PHRASES, padding="max_length", max_length=CONTEXT, truncation=True, return_tensors="pt")
    for number, picture in enumerate(pictures()):
        pixels = torch.from_numpy(np.asarray(processor(picture, return_tensors="np")["pixel_values"][0])).float()
        said = model(pixel_values=pixels[None], **text)
        found = processor.post_process_object_detection(said, threshold=0, target_sizes=torch.tensor([picture.shape[:2]]))[0]
        out |= {f"picture.{number}": torch.from_numpy(picture), f"pixels.{number}": pixels,
                f"scores.{number}": found["scores"], f"phrases.{number}": found["labels"], f"found.{number}": found["boxes"]}
    save_file({k: v.detach().contiguous().clone() for k, v in out.items()}, folder / "expected.safetensors")


if __name__ == "__main__":
    write("owlv2", Owlv2ForObjectDetection, Owlv2Config, Owlv2ImageProcessorPil, 8, 32, "quick_gelu")
    write("owlvit", OwlViTForObjectDetection, OwlViTConfig, OwlViTImageProcessorPil, 4, 24, "gelu")
