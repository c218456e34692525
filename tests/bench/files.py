#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What it costs the program to load a generated suite of more than 10,000 files from
the disk, and to list it: fails above one second of CPU. Usage: files.py GAMUT"""

import os
import resource
import subprocess
import sys
import tempfile

LEAST = 10000
CODES = ",".join(map(str, range(300, 700)))
SECONDS_MAX = 1.0
ROUNDS = 3


def cpu_s():
    """What children that ended took."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main(gamut):
    with tempfile.TemporaryDirectory(prefix="gamut-bench-") as folder:
        subprocess.run(
            [gamut, "generate", "suite", "--out", folder, "--codes", CODES,
             "--methods", "INVITE,OPTIONS", "--transports", "udp,tcp"],
            check=True, stdout=subprocess.DEVNULL)
        best_s = float("inf")
        for _ in range(ROUNDS):
            began_s = cpu_s()
            listed = subprocess.run(
                [gamut, "list", "--no-builtin", os.path.join(folder, "cases")],
                check=True, capture_output=True, text=True).stdout
            best_s = min(best_s, cpu_s() - began_s)
    count = sum("/" in line.split(" ")[0] for line in listed.splitlines())
    print(f"{count} files in {best_s:.3f} s of CPU, of {SECONDS_MAX}")
    return 0 if count >= LEAST and best_s < SECONDS_MAX else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
