#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes tests/logging/data/python.tfevents with TensorBoard's own protocol buffers and another CRC-32C, for
test_training_log to compare with, byte for byte.

    pip install tensorboard crc32c
    tests/logging/make_fixtures.py            writes the fixture
    tests/logging/make_fixtures.py FOLDER     prints what TensorBoard reads from FOLDER, e.g. one of our runs
"""
import pathlib
import struct
import sys

import crc32c
from tensorboard.backend.event_processing import event_accumulator
from tensorboard.compat.proto import event_pb2, summary_pb2, tensor_pb2, tensor_shape_pb2, types_pb2

DATA = pathlib.Path(__file__).resolve().parent / "data"
TIME = 1700000000.125


def masked(data):
    crc = crc32c.crc32c(data)
    return struct.pack("<I", ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF)


def record(event):
    payload = event.SerializeToString()
    length = struct.pack("<Q", len(payload))
    return length + masked(length) + payload + masked(payload)


def scalar(step, tag, value):
    entry = summary_pb2.Summary.Value(tag=tag, simple_value=value)
    return event_pb2.Event(wall_time=TIME, step=step, summary=summary_pb2.Summary(value=[entry]))


def text(step, tag, words):
    tensor = tensor_pb2.TensorProto(
        dtype=types_pb2.DT_STRING,
        tensor_shape=tensor_shape_pb2.TensorShapeProto(dim=[tensor_shape_pb2.TensorShapeProto.Dim(size=1)]),
        string_val=[words.encode()])
    metadata = summary_pb2.SummaryMetadata(plugin_data=summary_pb2.SummaryMetadata.PluginData(plugin_name="text"))
    entry = summary_pb2.Summary.Value(tag=tag, tensor=tensor, metadata=metadata)
    return event_pb2.Event(wall_time=TIME, step=step, summary=summary_pb2.Summary(value=[entry]))


def write():
    start = event_pb2.SessionLog(status=event_pb2.SessionLog.START)
    events = [
        event_pb2.Event(wall_time=TIME, file_version="brain.Event:2"),
        event_pb2.Event(wall_time=TIME, step=1, session_log=start),
        scalar(0, "train/loss", 2.5),
        scalar(300, "train/loss", -0.1),
        scalar(2**40, "train/потери", float("inf")),
        text(1, "recipe", "steps = 100\n" * 20),
    ]
    DATA.mkdir(exist_ok=True)
    (DATA / "python.tfevents").write_bytes(b"".join(record(event) for event in events))


def read(folder):
    accumulator = event_accumulator.EventAccumulator(folder)
    accumulator.Reload()
    for tag in accumulator.Tags()["scalars"]:
        print(tag, [(entry.step, entry.value) for entry in accumulator.Scalars(tag)])
    for tag in accumulator.Tags()["tensors"]:
        print(tag, [(entry.step, entry.tensor_proto.string_val) for entry in accumulator.Tensors(tag)])


if len(sys.argv) > 1:
    read(sys.argv[1])
else:
    write()
