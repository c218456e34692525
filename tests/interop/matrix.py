#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""All cases with all real clients, as a Markdown matrix:
matrix.py [--jobs N] [--case GLOB] [--client NAME] [--quick] [--keep DIR]
    [--out FILE.md] PATH_TO_GAMUT

`gamut run` starts a client for each case, its results go to a file per client,
and `gamut report` makes one matrix of them. What is tagged slow has 64*T1 to
wait for: it is run apart, and its clients stay as long.
"""

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time

import baresip
import janus
import linphone
import netsip
import packages
import twinkle

CLIENTS = (baresip, netsip, twinkle, janus, linphone)
ONE_CALL = os.path.join(os.path.dirname(os.path.abspath(__file__)),
                        "one_call.py")
# How long a client stays by itself: long enough to try again at once, and for
# 64*T1. One that stays longer is ended when Gamut has had nothing more to say
# for a while.
QUICK_STAY_S = 0.2
SLOW_STAY_S = 40
LEFT_S = 1
# An answered call is ended soon.
HOLD_S = 0.05
TIMEOUT_S = {False: 60, True: 300}
# What gamut says of cases, not of itself: as expected, unexpected, missed.
SAID = (0, 1, 4)


def read_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--jobs", type=int, default=4,
                        help="cases under way at once")
    parser.add_argument("--case", action="append", default=[],
                        metavar="GLOB", help="these only")
    parser.add_argument("--client", choices=[c.NAME for c in CLIENTS],
                        help="this one only")
    parser.add_argument("--quick", action="store_true",
                        help="without the cases tagged slow")
    parser.add_argument("--keep", metavar="DIR",
                        help="keep the results files in this folder")
    parser.add_argument("--out", metavar="FILE.md",
                        help="write the matrix there, not to standard output")
    parser.add_argument("gamut", help="the program under test")
    return parser.parse_args()


def list_cases(program, *options):
    """The ids of the suite."""
    listed = subprocess.run([program, "list", *options], capture_output=True,
                            check=True, text=True).stdout
    words = (line.split() for line in listed.splitlines())
    return [word[0] for word in words if word and "/" in word[0]]


class Matrix:
    """The runs, and what they left."""

    def __init__(self, args, directory):
        self._args = args
        self._program = os.path.abspath(args.gamut)
        self._directory = directory
        self._slow = list_cases(self._program, "--tag", "slow")
        self.cost = []

    def results(self, client):
        return os.path.join(self._directory, client.NAME + ".results")

    def run(self, client, is_slow):
        """One campaign; whether gamut itself is content with it."""
        choice = self._choose(is_slow)
        if choice is None:
            return True
        stay_s = SLOW_STAY_S if is_slow else QUICK_STAY_S
        began = time.monotonic()
        status = subprocess.run(
            [self._program, "run", "--quiet", *choice,
             "--jobs", str(self._args.jobs), "--hold", str(HOLD_S),
             "--timeout", str(TIMEOUT_S[is_slow]),
             "--stay", str(max(stay_s, LEFT_S)), "--agent", client.NAME,
             "--probe", "mangled",
             "--results", self.results(client), "--text", os.devnull,
             "--", sys.executable, ONE_CALL, client.NAME, str(stay_s),
             "{case}", "{uri}"], check=False).returncode
        took_s = time.monotonic() - began
        self.cost.append(
            f"{client.NAME}, {'slow' if is_slow else 'quick'} cases: "
            f"{took_s:.0f} s with --jobs {self._args.jobs}, status {status}")
        print(self.cost[-1], file=sys.stderr, flush=True)
        return status in SAID

    def _choose(self, is_slow):
        """The options that select the cases, or None when there are none."""
        wanted = [word for glob in self._args.case
                  for word in ("--case", glob)]
        if is_slow:
            return [*wanted, "--tag", "slow"] if self._slow else None
        return [*wanted, *(word for case in self._slow
                           for word in ("--skip", case))]

    def write(self, clients):
        """Merge what there is; whether that went well."""
        found = [self.results(client) for client in clients
                 if os.path.exists(self.results(client))]
        return found and subprocess.run(
            [self._program, "report", "--markdown", self._args.out or "-",
             *found], check=False).returncode in SAID


def run_all(args, clients, directory):
    matrix = Matrix(args, directory)
    good = True
    for client in clients:
        good &= matrix.run(client, False)
        if not args.quick:
            good &= matrix.run(client, True)
    good &= bool(matrix.write(clients))
    if args.keep:
        shutil.copytree(directory, args.keep, dirs_exist_ok=True)
    return good


def main():
    args = read_arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    clients = [client for client in CLIENTS
               if args.client in (None, client.NAME)]
    packages.provide(clients)
    packages.warn_of_loopback()
    with tempfile.TemporaryDirectory(prefix="gamut-matrix-") as directory:
        return 0 if run_all(args, clients, directory) else 1


if __name__ == "__main__":
    sys.exit(main())
