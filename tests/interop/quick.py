#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Everything not tagged slow with baresip, in time: quick.py PATH_TO_GAMUT

Prints how long that took with `--jobs 4`. What cases wait for is known from the
results: the pauses between the messages of a call, in which its job is taken.
That is held to a bound whatever else the machine has to do; the time by the clock
only where it had nothing else to do.
"""

import os
import sqlite3
import subprocess
import sys
import tempfile
import time

import baresip
import packages

HERE = os.path.dirname(os.path.abspath(__file__))
JOBS = 4
# By the clock, on a machine of our own, and on any. It takes about a minute, and the
# machine may be slower than that one.
QUIET_S = 75
ANY_S = 400
# What cases may wait for in the time of each job; the rest is for clients to start.
WAITS_S = 43
# A pause that no machine is slow enough for.
PAUSE_S = 0.3
# The part of the machine that others may have while it is our own.
OTHERS = 0.15
WAITS = """
SELECT coalesce(sum(pause), 0) / 1e6 FROM (
  SELECT at_us - lag(at_us) OVER (PARTITION BY case_result ORDER BY at_us)
    AS pause FROM message WHERE type IN ('IN', 'OUT'))
WHERE pause >= ? * 1e6
"""


def busy_s():
    """What all processors did since the machine began, idling left out."""
    with open("/proc/stat", encoding="ascii") as file:
        ticks = [int(word) for word in file.readline().split()[1:9]]
    return (sum(ticks) - ticks[3] - ticks[4]) / os.sysconf("SC_CLK_TCK")


def own_s():
    times = os.times()
    return sum(times[:4])


class Clock:
    """How long something took, and the part that others had of the machine."""

    def __init__(self):
        self._began = (time.monotonic(), busy_s() - own_s())

    def read(self):
        took_s = time.monotonic() - self._began[0]
        others_s = busy_s() - own_s() - self._began[1]
        return took_s, max(others_s, 0) / (took_s * os.cpu_count())


def run(program, directory):
    """Whether gamut was content with itself."""
    status = subprocess.run(
        [sys.executable, os.path.join(HERE, "matrix.py"), "--quick",
         "--client", baresip.NAME, "--jobs", str(JOBS), "--keep", directory,
         "--out", os.path.join(directory, "matrix.md"), program],
        check=False).returncode
    return status == 0


def main():
    packages.provide([baresip])
    with tempfile.TemporaryDirectory(prefix="gamut-quick-") as directory:
        clock = Clock()
        good = run(sys.argv[1], directory)
        took_s, others = clock.read()
        with sqlite3.connect(os.path.join(
                directory, baresip.NAME + ".results")) as base:
            waits_s, = base.execute(WAITS, (PAUSE_S,)).fetchone()
            count, = base.execute(
                "SELECT count(*) FROM case_result").fetchone()
    limit_s = QUIET_S if others < OTHERS else ANY_S
    print(f"{count} cases in {took_s:.0f} s of {limit_s}; they "
          f"waited {waits_s / JOBS:.0f} s of each of {JOBS} jobs, of {WAITS_S}; "
          f"others had {others:.0%} of the machine")
    return 0 if good and took_s < limit_s and waits_s < JOBS * WAITS_S else 1


if __name__ == "__main__":
    sys.exit(main())
