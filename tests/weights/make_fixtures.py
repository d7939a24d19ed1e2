#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes tests/weights/data/python.safetensors with the format's own library, for test_weights to compare with.

    pip install safetensors numpy
    tests/weights/make_fixtures.py            writes the fixture
    tests/weights/make_fixtures.py FILE       reads FILE, e.g. one of ours, and prints what it holds

The values are those of `same_as_python` in test_weights.cpp.
"""
import pathlib
import struct
import sys

import numpy
import safetensors

DATA = pathlib.Path(__file__).resolve().parent / "data"


KEPT = []  # TensorSpec holds addresses


def tensor(dtype, shape, data):
    KEPT.append(numpy.frombuffer(data, dtype=numpy.uint8))
    return safetensors.TensorSpec(dtype=dtype, shape=shape, data_ptr=KEPT[-1].ctypes.data, data_len=len(data))


def main():
    if len(sys.argv) > 1:
        for name, info in sorted(safetensors.deserialize(pathlib.Path(sys.argv[1]).read_bytes())):
            print(name, info["dtype"], info["shape"], bytes(info["data"]).hex())
        return
    tensors = {
        "visual.proj": tensor("float32", [2, 3], struct.pack("<6f", 0, 0.5, 1, 1.5, 2, 2.5)),
        "double": tensor("float64", [1], struct.pack("<d", 0.1)),
        "half": tensor("float16", [3], struct.pack("<3e", 1, -2, 65504)),
        "brain": tensor("bfloat16", [2], struct.pack("<2H", 0x3F80, 0xC000)),  # 1, -2
        "step": tensor("int64", [], struct.pack("<q", 2**40 + 1)),
        "int": tensor("int32", [1], struct.pack("<i", -7)),
        "short": tensor("int16", [1], struct.pack("<h", -7)),
        "char": tensor("int8", [1], struct.pack("<b", -7)),
        "bytes": tensor("uint8", [2], bytes([0, 255])),
        "mask": tensor("bool", [3], bytes([1, 0, 1])),
        "empty": tensor("float32", [0, 4], b""),
        "ключ \"näme\"": tensor("float32", [1], struct.pack("<f", 3)),
    }
    (DATA / "python.safetensors").write_bytes(safetensors.serialize(tensors, {"note": "écrit par Python\n"}))


main()
