#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The other side of tests/benchmarks/weights/run.sh: transformers and open_clip on PyPI's torch.

    peer.py make FOLDER             writes random ViT-B/16 and ViT-L/14 as both store them, and a checkpoint of 2 GB
    peer.py encode KIND FOLDER      KIND: transformers or open_clip; images a second, as one JSON object
"""
import argparse
import json
import pathlib
import time

import torch

MODELS = {"vit-b-16": ("ViT-B-16", 224, 16, 768, 12, 12, 512), "vit-l-14": ("ViT-L-14", 224, 14, 1024, 24, 16, 768)}


def hugging_face(name):
    from transformers import CLIPConfig, CLIPModel

    _, side, patch, width, layers, heads, dim = MODELS[name]
    config = CLIPConfig(
        projection_dim=dim,
        vision_config=dict(hidden_size=width, intermediate_size=4 * width, num_hidden_layers=layers, num_attention_heads=heads,
                           image_size=side, patch_size=patch, projection_dim=dim, hidden_act="gelu"),
        text_config=dict(hidden_size=512, intermediate_size=2048, num_hidden_layers=1, num_attention_heads=8, projection_dim=dim,
                         hidden_act="gelu"),
    )
    return CLIPModel(config).eval()


def make(folder):
    import open_clip
    from safetensors.torch import save_file

    torch.manual_seed(0)
    for name, (their_name, *_) in MODELS.items():
        for kind in ("transformers", "open_clip"):
            target = folder / f"{name}-{kind}"
            target.mkdir(parents=True, exist_ok=True)
            if kind == "transformers":
                hugging_face(name).save_pretrained(target)
                continue
            model = open_clip.create_model(their_name)
            save_file({k: v.contiguous() for k, v in model.state_dict().items()}, target / "open_clip_model.safetensors")
            config = open_clip.get_model_config(their_name)
            (target / "open_clip_config.json").write_text(json.dumps({"model_cfg": config, "preprocess_cfg": {}}))
    large = {f"layer.{i}.weight": torch.randn(4096, 4096) for i in range(32)}
    (folder / "large").mkdir(exist_ok=True)
    save_file(large, folder / "large" / "model.safetensors")
    torch.save(large, folder / "large" / "model.pt")


def encode(kind, folder, batch, seconds, threads):
    torch.set_num_threads(threads)
    name = folder.name.rsplit("-", 1)[0]
    if kind == "transformers":
        from transformers import CLIPModel

        model = CLIPModel.from_pretrained(folder).eval()
        run = lambda pixels: model.get_image_features(pixel_values=pixels)
    else:
        import open_clip
        from safetensors.torch import load_file

        model = open_clip.create_model(MODELS[name][0]).eval()
        model.load_state_dict(load_file(folder / "open_clip_model.safetensors"))
        run = model.encode_image
    side = MODELS[name][1]
    with torch.inference_mode():
        pixels = torch.randn(batch, 3, side, side)
        run(pixels)
        images, start = 0, time.perf_counter()
        while (spent := time.perf_counter() - start) < seconds:
            run(pixels)
            images += batch
    print(json.dumps({"images_per_s": images / spent, "torch": torch.__version__}))


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=["make", "encode"])
    parser.add_argument("arguments", nargs="+")
    parser.add_argument("--batch", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--threads", type=int, default=1)
    options = parser.parse_args()
    if options.what == "make":
        make(pathlib.Path(options.arguments[0]))
    else:
        encode(options.arguments[0], pathlib.Path(options.arguments[1]), options.batch, options.seconds, options.threads)
