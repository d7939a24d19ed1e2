#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes tests/weights/data/*.pt with PyTorch itself, for test_torch_file to read.

    pip install torch
    tests/weights/make_torch_fixtures.py

The values are those of `expected` in test_torch_file.cpp. Also a file whose pickle would run a command: it must be
refused.
"""
import os
import pathlib

import torch

DATA = pathlib.Path(__file__).resolve().parent / "data"


class Tower(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.proj = torch.nn.Parameter(torch.arange(6.0).view(2, 3) / 2)
        self.register_buffer("input_resolution", torch.tensor(224))

    def forward(self, x):
        return x @ self.proj


class Clip(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.visual = Tower()
        self.logit_scale = torch.nn.Parameter(torch.tensor(2.5))

    def forward(self, x):
        return self.visual(x) * self.logit_scale


class Evil:
    def __reduce__(self):
        return os.system, ("touch executed",)


def main():
    base = torch.arange(12.0)
    state = torch.nn.Module.state_dict(Clip())
    state["transposed"] = base.view(3, 4).t()
    state["slice"] = base[5:9]  # of the same storage
    state["half"] = torch.tensor([1, -2, 65504.0], dtype=torch.float16)
    state["brain"] = torch.tensor([1, -2.0], dtype=torch.bfloat16)
    state["double"] = torch.tensor([0.1], dtype=torch.float64)
    state["long"] = torch.tensor(2**40 + 1)
    state["mask"] = torch.tensor([True, False, True])
    state["empty"] = torch.empty(0, 4)
    checkpoint = {"epoch": 7, "name": "a run", "state_dict": state,
                  "optimizer": {"state": {0: {"step": torch.tensor(3.0)}}, "param_groups": [{"lr": 0.5, "params": [0]}]}}
    torch.save(checkpoint, DATA / "checkpoint.pt")
    torch.save(checkpoint, DATA / "legacy.pt", _use_new_zipfile_serialization=False)
    torch.save({"w": torch.nn.Parameter(torch.ones(2))}, DATA / "parameter.pt")
    torch.jit.script(Clip().half()).save(DATA / "script.pt")
    torch.save({"w": torch.ones(2), "evil": Evil()}, DATA / "evil.pt")
    torch.save({"w": torch.ones(2), "evil": Evil()}, DATA / "evil_legacy.pt", _use_new_zipfile_serialization=False)


main()
