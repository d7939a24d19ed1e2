# SPDX-License-Identifier: Apache-2.0
"""Runs an ONNX file in onnxruntime on tensors of a safetensors file and writes its outputs and metadata.

run_onnx.py MODEL.onnx INPUTS.safetensors OUTPUTS.safetensors
"""

import json
import sys

import numpy
import onnxruntime

TYPES = {"F32": numpy.float32, "I64": numpy.int64}


def read(path):
    with open(path, "rb") as file:
        header = json.loads(file.read(int.from_bytes(file.read(8), "little")))
        data = file.read()
    return {
        name: numpy.frombuffer(data[slice(*info["data_offsets"])], TYPES[info["dtype"]]).reshape(info["shape"])
        for name, info in header.items()
        if name != "__metadata__"
    }


def write(path, tensors, metadata):
    header, data = {"__metadata__": metadata}, b""
    for name, tensor in tensors.items():
        assert tensor.dtype == numpy.float32, (name, tensor.dtype)
        end = len(data) + tensor.nbytes
        header[name] = {"dtype": "F32", "shape": tensor.shape, "data_offsets": [len(data), end]}
        data += tensor.tobytes()
    text = json.dumps(header).encode()
    with open(path, "wb") as file:
        file.write(len(text).to_bytes(8, "little") + text + data)


model, inputs, outputs = sys.argv[1:]
session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
names = [output.name for output in session.get_outputs()]
write(outputs, dict(zip(names, session.run(names, read(inputs)))), session.get_modelmeta().custom_metadata_map)
