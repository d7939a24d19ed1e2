#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Runs cloc_benchmark and peer.py in turns and compares them. tests/benchmarks/run.sh builds, then calls this."""
import argparse
import json
import os
import platform
import signal
import statistics
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
# case: (what it is, batch, quick batch, runs within a process, rounds)
CASES = {
    "encode": ("encoding images", 8, 8, 2, 3),
    "train-step": ("a training step, 4 regions an image", 32, 8, 1, 2),
    "boxes": ("20 boxes on one image", 20, 20, 3, 3),
    "crops": ("20 crops encoded as images", 20, 20, 1, 3),
}
OURS, PLAIN, TUNED = "ours", "PyTorch", "PyTorch tuned"
UNITS = {"images_per_second": "images/s", "milliseconds": "ms"}
MOST_APART = 1e-3  # relative, of float32 through twelve layers and back; 1e-6 is usual
MOST_PARAMETERS_APART = 0.01


class Stopped(Exception):
    pass


class Failed(Exception):
    pass


def stop(*_):
    raise Stopped


def say(text):
    print(text, file=sys.stderr, flush=True)


class Sides:
    """The two programs, each in an environment that gives both the same threads."""

    def __init__(self, program, threads):
        self.program, self.threads = program, threads
        self.coretype = ""

    def environment(self, side):
        own = {"OPENBLAS_NUM_THREADS", "GOTO_NUM_THREADS"}  # would overrule OMP_NUM_THREADS
        env = {k: v for k, v in os.environ.items() if k not in own}
        env["OMP_NUM_THREADS"] = str(self.threads)
        # Ours chooses its kernels as cloc-cli does, unless the user has.
        if side == PLAIN:
            env.pop("OPENBLAS_CORETYPE", None)
        elif side == TUNED:
            env["OPENBLAS_CORETYPE"] = self.coretype
        return env

    def run(self, side, case, *arguments):
        command = [self.program] if side == OURS else [sys.executable, "-I", os.path.join(HERE, "peer.py")]
        command += ["--case", case, "--threads", str(self.threads), *map(str, arguments)]
        with subprocess.Popen(command, env=self.environment(side), stdout=subprocess.PIPE, text=True) as process:
            try:
                output, _ = process.communicate()
            except BaseException:
                process.kill()
                raise
        if process.returncode == -signal.SIGKILL:
            raise Failed(f"{case}, {side}: was killed, probably for want of memory. Try --quick.")
        if process.returncode != 0:
            raise Failed(f"{case}, {side}: ended with status {process.returncode}; its message is above.")
        return json.loads(output)


def check_agreement(sides):
    """Both sides compute the same function, or the comparison means nothing."""
    say("Checking that both sides are the same network")
    with tempfile.TemporaryDirectory() as folder:
        file = os.path.join(folder, "agree.safetensors")
        ours = sides.run(OURS, "agree", "--file", file, "--batch", 4)
        peer = sides.run(PLAIN, "agree", "--file", file)
    say("   relative difference: " + ", ".join(f"{name} {value:.0e}" for name, value in peer["apart"].items()))
    worst = max(peer["apart"], key=peer["apart"].get)
    if not peer["apart"][worst] <= MOST_APART:
        raise Failed(f"With the same weights, '{worst}' differs by {peer['apart'][worst]:.1e}: peer.py is no longer "
                     "the network of core/model and training/losses. Bring it up to date.")
    return ours, peer


def check_parameters(results):
    ours, peer = results[OURS]["parameters"], results[PLAIN]["parameters"]
    say(f"   parameters: ours {ours:,}, PyTorch {peer:,}")
    if abs(ours - peer) > MOST_PARAMETERS_APART * ours:
        raise Failed("The parameter counts differ by more than 1 %: peer.py is not the same network.")


def rounded(value):
    return f"{value:.0f}" if value >= 1000 else f"{value:.3g}"


def figure(result):
    """(name, value) of what the case measures."""
    return next((name, result[name]) for name in UNITS if name in result)


def measure(sides, names, options):
    runs = []
    order = [OURS, PLAIN] + ([TUNED] if sides.coretype else [])
    for case in options.case or CASES:
        what, batch, quick_batch, iterations, rounds = CASES[case]
        batch, iterations = (quick_batch, 1) if options.quick else (batch, iterations)
        rounds = options.rounds or (1 if options.quick else rounds)
        for number in range(1, rounds + 1):
            say(f"{case} ({what}), round {number} of {rounds}")
            results = {}
            for side in order:
                results[side] = sides.run(side, case, "--batch", batch, "--iterations", iterations)
                name, value = figure(results[side])
                say(f"   {names[side]}: {rounded(value)} {UNITS[name]}, {results[side]['peak_mb']:.0f} MB")
                runs.append({"side": side, "round": number, "batch": batch, **results[side]})
            if len(runs) == len(order):
                check_parameters(results)
    return runs


def medians(runs):
    """{case: {side: {"unit", "value", "peak_mb"}}}"""
    table = {}
    for run in runs:
        name, _ = figure(run)
        table.setdefault(run["case"], {}).setdefault(run["side"], []).append((name, run[name], run["peak_mb"]))
    return {case: {side: {"unit": UNITS[rows[0][0]], "value": statistics.median(row[1] for row in rows),
                          "peak_mb": statistics.median(row[2] for row in rows)} for side, rows in by_side.items()}
            for case, by_side in table.items()}


def times_faster(ours, peer):
    ratio = ours["value"] / peer["value"]
    return 1 / ratio if ours["unit"] == "ms" else ratio


def print_table(table, names, batches):
    peers = [side for side in (PLAIN, TUNED) if any(side in row for row in table.values())]
    width = max(len(names[side]) for side in peers)

    def line(label, ours, cells):
        print(f"{label:<46}{ours:>10}" + "".join(f"  {value:>{width}}{ratio:>8}" for value, ratio in cells))

    line("", "ours", [(names[side], "ratio") for side in peers])
    for case, row in table.items():
        ours = row[OURS]
        label = f"{case}: {CASES[case][0]}" + ("" if "20" in CASES[case][0] else f", batch {batches[case]}")
        print(label)
        line(f"    {ours['unit']}", rounded(ours["value"]),
             [(rounded(row[side]["value"]), f"{times_faster(ours, row[side]):.2f}") for side in peers])
        line("    peak MB", f"{ours['peak_mb']:.0f}",
             [(f"{row[side]['peak_mb']:.0f}", f"{ours['peak_mb'] / row[side]['peak_mb']:.2f}") for side in peers])
    print("Ratio: of times or rates, how many times faster ours is; of memory, ours by theirs (10^6 bytes).")
    if {"boxes", "crops"} <= table.keys():
        boxes, crops = table["boxes"][OURS]["value"], table["crops"][OURS]["value"]
        print(f"20 boxes against 20 crops, both ours: {rounded(boxes)} ms and {rounded(crops)} ms, "
              f"{crops / boxes:.1f} times faster.")


def processor():
    with open("/proc/cpuinfo") as info:
        return next((line.split(":", 1)[1].strip() for line in info if line.startswith("model name")),
                    platform.machine())


def parse_arguments():
    parser = argparse.ArgumentParser(
        prog="tests/benchmarks/run.sh",
        description="Speed and memory of the model (vit-b-16, float32, CPU) against the same network in PyTorch from "
        "Debian's python3-torch, once as it comes and once with the BLAS kernels that cloc-cli chooses. About 20 "
        "minutes and 16 GB of memory on 2 processors; leave the machine alone meanwhile.")
    parser.add_argument("program", help=argparse.SUPPRESS)
    parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)), metavar="N",
                        help="threads of each side (default: one for each processor)")
    parser.add_argument("--rounds", type=int, metavar="N", help="of each case (default: 3, of train-step 2)")
    parser.add_argument("--quick", action="store_true", help="smaller training batch, one round: to see that it works")
    parser.add_argument("--case", action="append", choices=list(CASES), help="this case alone; may be repeated")
    parser.add_argument("--json", metavar="FILE", help="write every run and the medians here")
    options = parser.parse_args()
    for name in ("threads", "rounds"):
        value = getattr(options, name)
        if value is not None and value < 1:
            parser.error(f"--{name} must be at least 1")
    return options


def main():
    options = parse_arguments()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    if options.json:
        open(options.json, "a").close()  # learn now, not at the end, that it cannot be written
    sides = Sides(options.program, options.threads)
    ours, peer = check_agreement(sides)
    sides.coretype = ours["coretype"]
    names = {OURS: "ours", PLAIN: "PyTorch", TUNED: f"PyTorch, {sides.coretype}"}
    runs = measure(sides, names, options)
    table = medians(runs)

    first = runs[0]
    print(f"{processor()}, {os.cpu_count()} processors; threads: {options.threads}; "
          f"{first['parameters'] / 1e6:.1f} million parameters; medians.")
    for name, side in (("ours: LibTorch", ours), ("theirs: PyTorch", peer)):
        print(f"{name} {side['libtorch']}; {side['blas']}; BLAS threads: {side['blas_threads']}.")
    print_table(table, names, {run["case"]: run["batch"] for run in runs})
    if options.json:
        with open(options.json, "w") as file:
            json.dump({"processor": processor(), "processors": os.cpu_count(), "threads": options.threads,
                       "quick": options.quick, "agreement": peer["apart"], "medians": table, "runs": runs}, file,
                      indent=1)
            file.write("\n")


if __name__ == "__main__":
    try:
        main()
    except Stopped:
        say("Stopped; nothing is left running.")
        sys.exit(130)
    except (Failed, OSError) as error:
        say(f"FAILED: {error}")
        sys.exit(1)
