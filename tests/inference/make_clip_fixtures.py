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
import shutil
import sys

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


def hf_siglip2():
    """SigLIP 2 for one input size: a SiglipModel with Gemma's tokenizer."""
    from transformers import SiglipConfig, SiglipModel
    family = "hf_siglip2"
    tower = dict(hidden_size=16, num_hidden_layers=2, num_attention_heads=2, intermediate_size=32)
    config = SiglipConfig(text_config=dict(tower, hidden_size=8, vocab_size=1900, max_position_embeddings=12,
                                           projection_size=16),
                          vision_config=dict(tower, image_size=SIZE, patch_size=8))
    model = scramble(SiglipModel(config))
    model.half().save_pretrained(DATA / family)
    model = model.float()
    (DATA / family / "tokenizer_config.json").write_text(json.dumps(dict(tokenizer_class="GemmaTokenizerFast")))
    shutil.copy(DATA.parent.parent / "text/data/many_scripts/gemma/tokenizer.json", DATA / family)
    torch.manual_seed(1)
    images = torch.randn(3, 3, SIZE, SIZE)
    ids, lengths = texts(12, END)
    out = model(input_ids=ids, pixel_values=images)
    store(family, dict(images=images, ids=ids, lengths=lengths, logits=out.logits_per_image,
                       image=model.vision_model(pixel_values=images).pooler_output,
                       text=model.text_model(input_ids=ids).pooler_output))


def hf_naflex():
    """SigLIP 2 for images of any shape: square ones, of its own size and of another."""
    from transformers import Siglip2Config, Siglip2Model
    from transformers.models.siglip2.image_processing_siglip2 import convert_image_to_patches
    family = "hf_naflex"
    tower = dict(hidden_size=16, num_hidden_layers=2, num_attention_heads=2, intermediate_size=32)
    config = Siglip2Config(text_config=dict(tower, vocab_size=256, max_position_embeddings=12, projection_size=16),
                           vision_config=dict(tower, num_patches=16, patch_size=8))
    model = scramble(Siglip2Model(config))
    model.half().save_pretrained(DATA / family)
    model = model.float()
    torch.manual_seed(1)
    images, larger = torch.randn(3, 3, SIZE, SIZE), torch.randn(2, 3, LARGER, LARGER)
    ids, lengths = texts(12, END)

    def pixels(batch):
        patches = torch.stack([convert_image_to_patches(image, 8) for image in batch])
        side = batch.shape[-1] // 8
        return dict(pixel_values=patches, pixel_attention_mask=torch.ones(patches.shape[:2], dtype=torch.int32),
                    spatial_shapes=torch.tensor([[side, side]] * len(batch)))

    def image(batch):
        return model.vision_model(**pixels(batch)).pooler_output

    out = model(input_ids=ids, **pixels(images))
    store(family, dict(images=images, ids=ids, lengths=lengths, logits=out.logits_per_image, image=image(images),
                       text=model.text_model(input_ids=ids).pooler_output, larger_images=larger, larger_image=image(larger)))


def open_clip_other(family, vision, text, pad=0, trunk=None, **settings):
    """A model of open_clip with these settings; `trunk`: sizes of a small image encoder of timm. Its numbers for images of
    another size are those of a model that was made for it, with the positions that open_clip or timm make of these."""
    import timm
    from open_clip.model import CustomTextCLIP, resize_pos_embed
    from timm.layers import resample_abs_pos_embed

    def make(size):
        model = CustomTextCLIP(settings["embed_dim"], dict(vision, image_size=224 if trunk else size), text,
                               init_logit_bias=settings.get("init_logit_bias"))
        if trunk:
            model.visual.trunk = timm.create_model(vision["timm_model_name"], global_pool="map", img_size=size, **trunk,
                                                   num_classes=0 if vision["timm_proj"] == "none" else settings["embed_dim"])
        return model.eval()

    model = scramble(make(SIZE))
    (DATA / family).mkdir(parents=True, exist_ok=True)
    torch.manual_seed(1)
    images, larger_images = torch.randn(3, 3, SIZE, SIZE), torch.randn(2, 3, LARGER, LARGER)
    ids, lengths = texts(12, END)
    for row, n in zip(ids, lengths):
        row[n:] = pad
    larger, state = make(LARGER), model.state_dict()
    if trunk:
        new = larger.visual.trunk.pos_embed
        side = LARGER // larger.visual.trunk.patch_embed.patch_size[0]
        state["visual.trunk.pos_embed"] = resample_abs_pos_embed(
            state["visual.trunk.pos_embed"], new_size=[side, side], num_prefix_tokens=new.shape[1] - side * side)
    else:
        resize_pos_embed(state, larger)
    larger.load_state_dict(state)
    if trunk and getattr(larger.visual.trunk, "rope", None) is not None:  # the places it was trained with
        trained = model.visual.trunk.patch_embed.grid_size
        assert tuple(model.visual.trunk.rope.ref_feat_shape) == tuple(trained) == tuple(larger.visual.trunk.rope.ref_feat_shape)
    logits, _ = model.get_logits(images, ids)
    store(family, dict(images=images, ids=ids, lengths=lengths, image=model.encode_image(images), text=model.encode_text(ids),
                       logits=logits, larger_images=larger_images, larger_image=larger.encode_image(larger_images)))
    save_file({k: v.half().contiguous() for k, v in model.state_dict().items()}, DATA / family / "open_clip_model.safetensors")
    config = dict(settings, vision_cfg=dict(vision), text_cfg=text)
    (DATA / family / "open_clip_config.json").write_text(json.dumps(dict(model_cfg=config, preprocess_cfg={})))


def open_clip_others():
    text = dict(context_length=12, vocab_size=END + 1, width=16, heads=2, layers=2, mlp_ratio=2.0)
    siglip = dict(text, no_causal_mask=True, proj_bias=True, pool_type="last", norm_kwargs=dict(eps=1e-6),
                  hf_tokenizer_name="timm/ViT-B-16-SigLIP2", tokenizer_kwargs=dict(clean="canonicalize"))
    timm = dict(timm_model_pretrained=False, timm_pool="map")
    small = dict(embed_dim=24, depth=2, patch_size=8, mlp_ratio=2.0)
    open_clip_other("open_clip_siglip", dict(timm, timm_model_name="vit_base_patch16_siglip_224", timm_proj="none"), siglip,
                    pad=1, trunk=small, embed_dim=24, init_logit_bias=-10, custom_text=True)
    open_clip_other("open_clip_siglip2", dict(timm, timm_model_name="vit_base_patch32_siglip_256", timm_proj="none"),
                    dict(siglip, act_kwargs=dict(approximate="tanh")), pad=1, trunk=small, embed_dim=24, init_logit_bias=-10,
                    custom_text=True)
    open_clip_other("open_clip_pe", dict(timm, timm_model_name="vit_pe_core_tiny_patch16_384", timm_proj=None), text,
                    trunk=dict(small, ref_feat_shape=(SIZE // 8, SIZE // 8), attn_pool_mlp_ratio=3.0), embed_dim=20,
                    custom_text=True)
    open_clip_other("open_clip_pe_gigantic", dict(timm, timm_model_name="vit_pe_core_gigantic_patch14_448", timm_proj=None),
                    text, trunk=dict(small, embed_dim=64, depth=1, mlp_ratio=1.0, ref_feat_shape=(SIZE // 8, SIZE // 8),
                                     attn_pool_mlp_ratio=1.0), embed_dim=20, custom_text=True)
    own = dict(layers=2, width=32, head_width=8, mlp_ratio=2.0, patch_size=8)
    open_clip_other("open_clip_clipa", dict(own, no_ln_pre=True, pool_type="avg", final_ln_after_pool=True),
                    dict(text, pool_type="last", no_causal_mask=True, hf_tokenizer_name="bert-base-uncased",
                         tokenizer_kwargs=dict(strip_sep_token=True)), embed_dim=20, custom_text=True)
    open_clip_other("open_clip_settings",
                    dict(own, pool_type="avg", patch_dropout=0.5, pos_embed_type="sin_cos_2d", norm_kwargs=dict(eps=1e-6),
                         act_kwargs=dict(approximate="tanh")),
                    dict(text, pool_type="eos", eos_id=END, no_causal_mask=True, norm_kwargs=dict(eps=1e-3)), embed_dim=20,
                    custom_text=True)


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
    if len(sys.argv) > 1:  # names of the functions above
        for name in sys.argv[1:]:
            globals()[name]()
        return
    hf_clip("quick_gelu")
    hf_clip("gelu")
    hf_siglip()
    hf_siglip2()
    hf_naflex()
    open_clip_others()
    open_clip_folder("open_clip", False)
    openai()
    training_checkpoint()


if __name__ == "__main__":
    main()
