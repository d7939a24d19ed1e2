#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Measures cloc_benchmark's training steps in turns, one process each, and prints tables. See run.sh."""
import argparse
import json
import statistics
import subprocess


def measured(program, *arguments):
    done = subprocess.run([program, *map(str, arguments)], check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(done.stdout)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program")
    parser.add_argument("--preset", default="vit-b-16")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--batch", type=int, default=16, help="of the comparison of steps")
    parser.add_argument("--memory-batches", type=int, nargs="*", default=[32, 64, 128, 256])
    given = parser.parse_args()
    common = ["--preset", given.preset, "--threads", given.threads]

    speeds = {"clip-step": [], "train-step": []}
    for _ in range(given.rounds):
        for case, values in speeds.items():
            values.append(measured(given.program, "--case", case, "--batch", given.batch, *common)["images_per_second"])
    clip, cloc = (statistics.median(values) for values in speeds.values())
    ratios = sorted(a / b for a, b in zip(*speeds.values()))
    print(f"| {given.preset}, batch {given.batch}, {given.threads} threads | images/s |\n| --- | --- |")
    print(f"| CLIP | {clip:.3g} |\n| CLOC, M = 4 | {cloc:.3g} |")
    print(f"| a CLOC step over a CLIP step | {statistics.median(ratios):.2f} ({ratios[0]:.2f} to {ratios[-1]:.2f}) |\n")

    ways = {"as it is": [], "layers recomputed": ["--recompute"], "in 4 parts": ["--accumulation", 4]}
    print("| batch | " + " | ".join(f"{way}: peak MB (an image), images/s" for way in ways) + " |")
    print("| --- |" + " --- |" * len(ways))
    base = measured(given.program, "--case", "encode", "--batch", 1, *common)["peak_mb"]
    for batch in given.memory_batches:
        row = f"| {batch} |"
        for extra in ways.values():
            got = measured(given.program, "--case", "train-step", "--batch", batch, *common, *extra)
            row += f" {got['peak_mb']:,.0f} ({(got['peak_mb'] - base) / batch:.1f}), {got['images_per_second']:.3g} |"
        print(row, flush=True)
    print(f"\nThe model alone: {base:,.0f} MB.")


if __name__ == "__main__":
    main()
