#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The other side of tests/benchmarks/run.sh: the network of core/model as a PyTorch user would write it.

One case a process; takes the arguments of cloc_benchmark and prints one JSON object as it does. The blocks are
open_clip's, and the Prompter is done the plain way: every region gets its own copy of the image tokens behind its
prompt tokens. Parameters have the names of core/model, so that `agree` can load ours and show that both are the same
network.
"""
import argparse
import ctypes
import json
import math
import os
import signal
import struct
import sys
import time

import torch
import torch.nn.functional as F
from torch import nn

# core/model/config.cpp: embed_dim, (patches a side, patch, width, layers, heads), (width, layers, heads)
PRESETS = {
    "vit-b-16": (512, (14, 16, 768, 12, 12), (512, 12, 8)),
    "vit-ti-16": (192, (14, 16, 192, 12, 3), (192, 12, 3)),
}
VOCABULARY, CONTEXT = 32128, 77
MEAN = (0.48145466, 0.4578275, 0.40821073)
STD = (0.26862954, 0.26130258, 0.27577711)
REGIONS_PER_IMAGE, PHRASE_TOKENS, CAPTION_TOKENS = 4, 8, 20
TEXT_FILTER, LEARNING_RATE = 0.9, 1e-5


class Mlp(nn.Module):
    def __init__(self, width, hidden):
        super().__init__()
        self.c_fc = nn.Linear(width, hidden)
        self.gelu = nn.GELU()
        self.c_proj = nn.Linear(hidden, width)

    def forward(self, x):
        return self.c_proj(self.gelu(self.c_fc(x)))


class ResidualBlock(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.ln_1 = nn.LayerNorm(width)
        self.attn = nn.MultiheadAttention(width, heads, batch_first=True)
        self.ln_2 = nn.LayerNorm(width)
        self.mlp = Mlp(width, 4 * width)

    def forward(self, x, attn_mask=None):
        y = self.ln_1(x)
        x = x + self.attn(y, y, y, need_weights=False, attn_mask=attn_mask)[0]
        return x + self.mlp(self.ln_2(x))


class Transformer(nn.Module):
    def __init__(self, width, layers, heads):
        super().__init__()
        self.resblocks = nn.ModuleList([ResidualBlock(width, heads) for _ in range(layers)])

    def forward(self, x, attn_mask=None):
        for block in self.resblocks:
            x = block(x, attn_mask)
        return x


class VisionTransformer(nn.Module):
    def __init__(self, grid, patch, width, layers, heads):
        super().__init__()
        self.conv1 = nn.Conv2d(3, width, patch, stride=patch, bias=False)
        self.positional_embedding = nn.Parameter(0.02 * torch.randn(grid * grid, width))
        self.ln_pre = nn.LayerNorm(width)
        self.transformer = Transformer(width, layers, heads)
        self.ln_post = nn.LayerNorm(width)

    def forward(self, images):
        x = self.conv1(images).flatten(2).transpose(1, 2) + self.positional_embedding
        return self.ln_post(self.transformer(self.ln_pre(x)))


class AttentionPool(nn.Module):
    """CLIP's AttentionPool2d without its positions."""

    def __init__(self, width, heads, embed_dim):
        super().__init__()
        self.heads = heads
        self.q_proj = nn.Linear(width, width)
        self.k_proj = nn.Linear(width, width)
        self.v_proj = nn.Linear(width, width)
        self.c_proj = nn.Linear(width, embed_dim)

    def forward(self, tokens):
        x = tokens.transpose(0, 1)  # [tokens, batch, width]
        x = torch.cat([x.mean(0, keepdim=True), x])
        x, _ = F.multi_head_attention_forward(
            query=x[:1], key=x, value=x, embed_dim_to_check=x.shape[-1], num_heads=self.heads,
            q_proj_weight=self.q_proj.weight, k_proj_weight=self.k_proj.weight, v_proj_weight=self.v_proj.weight,
            in_proj_weight=None, in_proj_bias=torch.cat([self.q_proj.bias, self.k_proj.bias, self.v_proj.bias]),
            bias_k=None, bias_v=None, add_zero_attn=False, dropout_p=0.0, out_proj_weight=self.c_proj.weight,
            out_proj_bias=self.c_proj.bias, use_separate_proj_weight=True, training=self.training, need_weights=False)
        return x[0]


class TextTransformer(nn.Module):
    def __init__(self, width, layers, heads, embed_dim):
        super().__init__()
        self.token_embedding = nn.Embedding(VOCABULARY, width)
        self.positional_embedding = nn.Parameter(0.01 * torch.randn(CONTEXT, width))
        self.transformer = Transformer(width, layers, heads)
        self.ln_final = nn.LayerNorm(width)
        self.text_projection = nn.Parameter(width**-0.5 * torch.randn(width, embed_dim))
        mask = torch.full((CONTEXT, CONTEXT), float("-inf")).triu_(1)
        self.register_buffer("attn_mask", mask, persistent=False)
        nn.init.normal_(self.token_embedding.weight, std=0.02)

    def forward(self, ids):
        length = ids.shape[1]
        x = self.token_embedding(ids) + self.positional_embedding[:length]
        x = self.ln_final(self.transformer(x, self.attn_mask[:length, :length]))
        return x[:, -1] @ self.text_projection  # texts of one call are equally long here


def sinusoidal_encoding(points, width, grid):
    frequencies = torch.logspace(math.log2(math.pi / 2), math.log2(math.pi * grid), width // 4, base=2)
    angles = points.unsqueeze(-1) * frequencies
    return torch.cat([angles.sin(), angles.cos()], -1).flatten(-2)


class Prompter(nn.Module):
    def __init__(self, grid, width, embed_dim):
        super().__init__()
        self.grid, self.width = grid, width
        self.position_gain = nn.Parameter(torch.ones(()))
        self.box_embedding = nn.Parameter(0.02 * torch.randn(2, width))
        self.box_proj = nn.Linear(2 * width, 2 * width)
        self.text_proj = nn.Linear(embed_dim, width)
        self.ln_1 = nn.LayerNorm(width)
        self.attn = nn.MultiheadAttention(width, 1, batch_first=True)
        self.ln_2 = nn.LayerNorm(width)
        self.mlp = Mlp(width, 4 * width)
        self.ln_post = nn.LayerNorm(width)
        self.proj = nn.Linear(width, embed_dim, bias=False)
        centres = (torch.arange(grid) + 0.5) / grid
        y, x = torch.meshgrid(centres, centres, indexing="ij")
        places = sinusoidal_encoding(torch.stack([x, y], -1).flatten(0, 1), width, grid)
        self.register_buffer("places", places, persistent=False)

    def embed_boxes(self, tokens, boxes, image_index):
        corners = sinusoidal_encoding(boxes.view(-1, 2, 2), self.width, self.grid).flatten(1)
        prompts = self.box_proj(corners).view(-1, 2, self.width) + self.box_embedding
        return self(tokens, prompts, image_index)

    def embed_texts(self, tokens, text, image_index):
        scaled = F.normalize(text, dim=-1) * math.sqrt(text.shape[-1])
        return self(tokens, self.text_proj(scaled).unsqueeze(1), image_index)

    def forward(self, tokens, prompts, image_index):
        tokens = tokens + self.position_gain * self.places
        x = torch.cat([prompts, tokens[image_index]], 1)
        y = self.ln_1(x)
        x = x + self.attn(y, y, y, need_weights=False)[0]
        x = x + self.mlp(self.ln_2(x))
        return self.proj(self.ln_post(x.mean(1)))


class BoxHead(nn.Module):
    def __init__(self, embed_dim):
        super().__init__()
        self.c_fc = nn.Linear(embed_dim, embed_dim)
        self.c_proj = nn.Linear(embed_dim, 4)

    def forward(self, z):
        return torch.sigmoid(self.c_proj(F.gelu(self.c_fc(z))))


class Cloc(nn.Module):
    def __init__(self, preset):
        super().__init__()
        embed_dim, (grid, patch, width, layers, heads), text = PRESETS[preset]
        self.visual = VisionTransformer(grid, patch, width, layers, heads)
        self.attn_pool = AttentionPool(width, heads, embed_dim)
        self.text = TextTransformer(*text, embed_dim)
        self.prompter = Prompter(grid, width, embed_dim)
        self.box_head = BoxHead(embed_dim)
        self.logit_scale = nn.Parameter(torch.tensor(math.log(1 / 0.07)))

    def forward(self, batch):
        caption = self.text(batch["caption_ids"])
        phrase = self.text(batch["phrase_ids"])
        tokens = self.visual(normalise_images(batch["images"]))
        return {
            "image": self.attn_pool(tokens),
            "caption": caption,
            "region": self.prompter.embed_boxes(tokens, batch["boxes"], batch["region_image"]),
            "phrase": phrase,  # one for each region here
            "predicted": self.box_head(self.prompter.embed_texts(tokens, phrase, batch["region_image"])),
        }


def normalise_images(pixels):
    mean, std = 255 * torch.tensor(MEAN), 255 * torch.tensor(STD)
    return ((pixels.float() - mean) / std).permute(0, 3, 1, 2).contiguous()


def contrastive_loss(a, b, scale, masked=None):
    logits = scale * a @ b.t()
    if masked is not None:
        logits = logits.masked_fill(masked, float("-inf"))
    own = torch.arange(len(logits))
    return (F.cross_entropy(logits, own) + F.cross_entropy(logits.t(), own)) / 2


def loss_of(model, out, batch):
    scale = model.logit_scale.exp()
    image, caption, region, phrase = (F.normalize(out[k], dim=-1) for k in ("image", "caption", "region", "phrase"))
    with torch.no_grad():
        similar = (phrase @ phrase.t() > TEXT_FILTER).fill_diagonal_(False)
    # Every image has regions here, so equation 4's weight is one.
    return (contrastive_loss(image, caption, scale) + contrastive_loss(region, phrase, scale, similar)
            + F.mse_loss(out["predicted"], batch["boxes"]))


def random_boxes(count):
    corner = 0.5 * torch.rand(count, 2)
    return torch.cat([corner, corner + 0.1 + 0.4 * torch.rand(count, 2)], 1)


def random_batch(images):
    regions = images * REGIONS_PER_IMAGE
    return {
        "images": torch.randint(0, 256, (images, 224, 224, 3), dtype=torch.uint8),
        "caption_ids": torch.randint(0, VOCABULARY, (images, CAPTION_TOKENS)),
        "phrase_ids": torch.randint(0, VOCABULARY, (regions, PHRASE_TOKENS)),
        "boxes": random_boxes(regions),
        "region_image": torch.arange(images).repeat_interleave(REGIONS_PER_IMAGE),
    }


def seconds(iterations, work):
    start = time.perf_counter()
    for _ in range(iterations):
        work()
    return (time.perf_counter() - start) / iterations


def encode_seconds(model, options):
    model.eval()
    images = torch.randn(options.batch, 3, 224, 224)
    with torch.inference_mode():
        encode = lambda: model.attn_pool(model.visual(images))
        encode()
        return seconds(options.iterations, encode)


def boxes_seconds(model, options):
    model.eval()
    image, boxes = torch.randn(1, 3, 224, 224), random_boxes(options.batch)
    index = torch.zeros(options.batch, dtype=torch.long)
    with torch.inference_mode():
        embed = lambda: model.prompter.embed_boxes(model.visual(image), boxes, index)
        embed()
        return seconds(options.iterations, embed)


def make_optimiser(model):
    """CLIP's rule: biases, norms, positions and the temperature do not decay."""
    decays, others = [], []
    for name, parameter in model.named_parameters():
        plain = parameter.ndim < 2 or "positional_embedding" in name or "box_embedding" in name
        (others if plain else decays).append(parameter)
    return torch.optim.AdamW([{"params": decays, "weight_decay": 0.2}, {"params": others, "weight_decay": 0.0}],
                             lr=LEARNING_RATE, betas=(0.9, 0.98), eps=1e-6)


def train_seconds(model, options):
    optimiser = make_optimiser(model)
    model.train()

    def step(batch):
        optimiser.zero_grad(set_to_none=True)
        loss = loss_of(model, model(batch), batch)
        loss.backward()
        optimiser.step()
        with torch.no_grad():
            model.logit_scale.clamp_(0, math.log(100))
        return loss.item()

    step(random_batch(2))  # as cloc_benchmark does
    batch = random_batch(options.batch)
    return seconds(options.iterations, lambda: step(batch))


def read_safetensors(path):
    kinds = {"F32": torch.float32, "I64": torch.int64, "U8": torch.uint8}
    with open(path, "rb") as file:
        header = json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))
        data = file.read()
    tensors = {}
    for name, entry in header.items():
        if name != "__metadata__":
            first, last = entry["data_offsets"]
            flat = torch.frombuffer(bytearray(data[first:last]), dtype=kinds[entry["dtype"]])
            tensors[name] = flat.view(entry["shape"])
    return tensors


def difference(pairs):
    """Length of the difference of all the tensors together, relative to the length of theirs."""
    apart, length = 0.0, 0.0
    for ours, peers in pairs:
        apart += (ours.double() - peers.double()).square().sum().item()
        length += ours.double().square().sum().item()
    return math.sqrt(apart / length)


def agreement(options):
    """Relative differences to what cloc_benchmark wrote for the same weights: of each output, of all gradients."""
    tensors = read_safetensors(options.file)
    part = lambda name: {k[len(name) + 1:]: v for k, v in tensors.items() if k.startswith(name + ".")}
    model, batch = Cloc("vit-ti-16"), part("input")
    model.load_state_dict(part("parameter"))  # strict: the same names and shapes
    out = model(batch)
    out["loss"] = loss_of(model, out, batch)
    out["loss"].backward()
    gradients = part("gradient")
    apart = {name: difference([(ours, out[name].detach())]) for name, ours in part("output").items()}
    apart["gradients"] = difference([(gradients[name], p.grad) for name, p in model.named_parameters()])
    return apart


def blas():
    """What cloc::model::compute_info says of OpenBLAS: its version and kernels, and its threads."""
    try:
        library = ctypes.CDLL("libblas.so.3")  # the one that torch has loaded
        for name in ("openblas_get_config", "openblas_get_corename"):
            getattr(library, name).restype = ctypes.c_char_p
        version = " ".join(library.openblas_get_config().decode().split()[:2])
        return f"{version}, {library.openblas_get_corename().decode()} kernels", library.openblas_get_num_threads()
    except (OSError, AttributeError):
        return "not OpenBLAS", 0


def peak_megabytes():
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) * 1024 / 1e6 for line in status if line.startswith("VmHWM:"))


def main():
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # stopped by hand: no traceback
    parser = argparse.ArgumentParser(description="One case of tests/benchmarks/run.sh, in PyTorch.")
    parser.add_argument("--case", required=True, choices=["agree", "encode", "train-step", "boxes", "crops"])
    parser.add_argument("--batch", type=int, default=8, help="images; boxes or crops in those cases")
    parser.add_argument("--iterations", type=int, default=1)
    parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--file", help="agree: what cloc_benchmark wrote")
    options = parser.parse_args()

    torch.set_num_threads(options.threads)  # OpenBLAS's own threads stay as PyTorch leaves them
    torch.manual_seed(1)
    name, blas_threads = blas()
    result = {"case": options.case, "libtorch": torch.__version__, "blas": name,
              "coretype": os.environ.get("OPENBLAS_CORETYPE", ""), "threads": torch.get_num_threads(),
              "blas_threads": blas_threads}
    if options.case == "agree":
        result["apart"] = agreement(options)
    else:
        model = Cloc("vit-b-16")
        result["parameters"] = sum(p.numel() for p in model.parameters())
        if options.case == "encode":
            result["images_per_second"] = options.batch / encode_seconds(model, options)
        elif options.case == "train-step":
            result["images_per_second"] = options.batch / train_seconds(model, options)
        elif options.case == "boxes":
            result["milliseconds"] = 1000 * boxes_seconds(model, options)
        else:
            result["milliseconds"] = 1000 * encode_seconds(model, options)
        result["peak_mb"] = peak_megabytes()
    json.dump(result, sys.stdout)
    print()


if __name__ == "__main__":
    main()
