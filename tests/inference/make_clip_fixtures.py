#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes tests/inference/data/FAMILY/: small models with random weights as transformers and open_clip store them, and in
expected.safetensors what these say of random images and texts, for test_clip_checkpoint to compare with.

    pip install torch transformers open_clip_torch safetensors
    tests/inference/make_clip_fixtures.py

expected.safetensors: images [B, 3, S, S], ids [T, L], lengths [T]; image and text embeddings, not normalised; logits
[B, T], images by texts; larger_images and larger_image, of another input size with positions interpolated.
"""
import json
import pathlib

import torch
from safetensors.torch import save_file

DATA = pathlib.Path(__file__).resolve().parent / "data"
END = 61  # the largest id: texts end with it
SIZE, LARGER = 32, 48


def scramble(model):
    """Biases and norms too: a mapping that mixes two zeros or two ones up would not be seen."""
    torch.manual_seed(len(list(model.parameters())))
    with torch.no_grad():
        for name, value in model.named_parameters():
            if name.endswith("logit_scale"):
                value.fill_(2.5)
            elif name.endswith("logit_bias"):
                value.fill_(-3.0)
            elif value.ndim == 1:
                value.add_(0.2 * torch.randn_like(value))
            else:
                value.copy_(torch.randn_like(value) / value.shape[-1] ** 0.5)
            value.copy_(value.half())  # so that files in half precision hold the same numbers
    return model.eval()


def texts(length, end):
    """`end`: the id that texts end with, or None."""
    ids = torch.randint(1, end or END, (5, length))
    lengths = torch.tensor([3, length, 5, 2, 7])
    for row, n in zip(ids, lengths):
        if end:
            row[n - 1] = end
        row[n:] = 1 if not end else 0
    return ids, lengths


def store(family, values):
    save_file({k: v.detach().contiguous().clone() for k, v in values.items()}, DATA / family / "expected.safetensors")


def write_bytes_vocabulary(folder):
    """CLIP's byte pairs with two pairs: 256 bytes, the same at a word's end, start and end. Returns the end's id."""
    kept = [*range(33, 127), *range(161, 173), *range(174, 256)]
    letters = [chr(b) for b in kept] + [chr(256 + i) for i in range(256 - len(kept))]
    names = letters + [c + "</w>" for c in letters] + ["ap", "re", "<|startoftext|>", "<|endoftext|>"]
    (folder / "vocab.json").write_text(json.dumps({name: i for i, name in enumerate(names)}))
    (folder / "merges.txt").write_text("#version: 0.2\na p\nr e\n")
    return len(names) - 1


def hf_clip(activation):
    from transformers import CLIPConfig, CLIPModel
    family = "hf_clip_" + activation
    (DATA / family).mkdir(parents=True, exist_ok=True)
    end = write_bytes_vocabulary(DATA / family)
    tower = dict(hidden_size=16, num_hidden_layers=2, num_attention_heads=2, intermediate_size=32, hidden_act=activation)
    config = CLIPConfig(text_config=dict(tower, hidden_size=24, intermediate_size=40, vocab_size=end + 1,
                                         max_position_embeddings=12, eos_token_id=end, bos_token_id=1, pad_token_id=0),
                        vision_config=dict(tower, image_size=SIZE, patch_size=8), projection_dim=20)
    model = scramble(CLIPModel(config))
    model.save_pretrained(DATA / family)
    torch.manual_seed(1)
    images, larger = torch.randn(3, 3, SIZE, SIZE), torch.randn(2, 3, LARGER, LARGER)
    ids, lengths = texts(12, end)
    out = model(input_ids=ids, pixel_values=images, attention_mask=torch.ones_like(ids))
    vision = model.vision_model(pixel_values=images)
    bigger = model.visual_projection(
        model.vision_model(pixel_values=larger, interpolate_pos_encoding=True).pooler_output)
    text = model.text_projection(model.text_model(input_ids=ids).pooler_output)
    store(family, dict(images=images, ids=ids, lengths=lengths, logits=out.logits_per_image,
                       image=model.visual_projection(vision.pooler_output), text=text, larger_images=larger,
                       larger_image=bigger))


def hf_siglip():
    from transformers import SiglipConfig, SiglipModel
    family = "hf_siglip"
    tower = dict(hidden_size=16, num_hidden_layers=2, num_attention_heads=2, intermediate_size=32)
    config = SiglipConfig(text_config=dict(tower, vocab_size=2048, max_position_embeddings=12, projection_size=16),
                          vision_config=dict(tower, image_size=SIZE, patch_size=8))
    model = scramble(SiglipModel(config))
    model.save_pretrained(DATA / family)
    torch.manual_seed(1)
    images, larger = torch.randn(3, 3, SIZE, SIZE), torch.randn(2, 3, LARGER, LARGER)
    ids, lengths = texts(12, None)
    out = model(input_ids=ids, pixel_values=images)
    store(family, dict(images=images, ids=ids, lengths=lengths, logits=out.logits_per_image,
                       image=model.vision_model(pixel_values=images).pooler_output,
                       text=model.text_model(input_ids=ids).pooler_output, larger_images=larger,
                       larger_image=model.vision_model(pixel_values=larger, interpolate_pos_encoding=True).pooler_output))


def open_clip_vit(family, quick, custom_text=False):
    import open_clip
    from open_clip.model import CLIP, CustomTextCLIP
    vision = dict(layers=2, width=64, head_width=64, mlp_ratio=1.0, patch_size=8, image_size=SIZE)
    text = dict(context_length=12, vocab_size=END + 1, width=64, heads=1, layers=2, mlp_ratio=1.0)
    model = scramble((CustomTextCLIP if custom_text else CLIP)(20, vision, text, quick_gelu=quick))
    (DATA / family).mkdir(parents=True, exist_ok=True)
    torch.manual_seed(1)
    images = torch.randn(3, 3, SIZE, SIZE)
    ids, lengths = texts(12, END)
    out = dict(images=images, ids=ids, lengths=lengths, image=model.encode_image(images), text=model.encode_text(ids))
    logits, _ = model.get_logits(images, ids)
    store(family, dict(out, logits=logits))
    state = {k: v.half().contiguous() for k, v in model.state_dict().items() if k != "attn_mask"}
    return state, dict(embed_dim=20, quick_gelu=quick, vision_cfg=vision, text_cfg=text)


def open_clip_folder(family, quick):
    state, config = open_clip_vit(family, quick)
    save_file(state, DATA / family / "open_clip_model.safetensors")
    preprocess = dict(mean=[0.5, 0.5, 0.5], std=[0.25, 0.25, 0.25], interpolation="bicubic", resize_mode="shortest")
    (DATA / family / "open_clip_config.json").write_text(json.dumps(dict(model_cfg=config, preprocess_cfg=preprocess)))


def openai():
    """As OpenAI's archives: no config, names of open_clip, sizes beside."""
    state, _ = open_clip_vit("openai", True)
    state |= dict(input_resolution=torch.tensor(SIZE), context_length=torch.tensor(12), vocab_size=torch.tensor(END + 1))
    torch.save(state, DATA / "openai" / "model.pt")


def training_checkpoint():
    """As open_clip_train saves while training on several GPUs, of a model with a text tower of its own."""
    state, _ = open_clip_vit("training", False, custom_text=True)
    torch.save({"epoch": 3, "name": "a run", "state_dict": {"module." + k: v for k, v in state.items()}},
               DATA / "training" / "epoch_3.pt")


def main():
    hf_clip("quick_gelu")
    hf_clip("gelu")
    hf_siglip()
    open_clip_folder("open_clip", False)
    openai()
    training_checkpoint()


main()
