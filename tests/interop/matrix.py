#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""All cases with all real clients, held to what is known of each:
matrix.py [--jobs N] [--case GLOB] [--client NAME] [--quick] [--keep DIR]
    [--out FILE.md] PATH_TO_GAMUT

`gamut run` has call_host.py make the call of each case. What a client is known to do wrong
stands in expect/NAME.yaml, an expectation file of gamut-expect(5); what it does
otherwise is called once more, and fails here when it does so again. A client
without such a file is called where --client names it. --out writes matrix.md;
the results files of --keep are for `gamut report`.

What is tagged slow has 64*T1 to wait for: it is run apart, and its clients stay
as long; so are the cases whose calls are some time apart.
"""

import argparse
import contextlib
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from fnmatch import fnmatchcase
from typing import NamedTuple

import baresip
import janus
import linphone
import netsip
import packages
import summary
import twinkle
from call_host import find_part

CLIENTS = (baresip, netsip, twinkle, janus, linphone)
HERE = os.path.dirname(os.path.abspath(__file__))
CALL_HOST = os.path.join(HERE, "call_host.py")
PLACE_CALL = os.path.join(HERE, "place_call")
# An answered call is ended soon.
HOLD_S = 0.05
# What gamut says of cases, not of itself: as expected, unexpected, missed.
SAID = (0, 1, 4)
UNEXPECTED = """
    SELECT scenario, verdict, coalesce(why, ''), expectation,
      coalesce(cast(output AS text), '') FROM case_result
    WHERE id IN (SELECT max(id) FROM case_result GROUP BY scenario)
    AND (verdict IN ('missed', 'error')
         OR expectation IN ('unexpected-pass', 'must-pass')
         OR verdict IN ('warn', 'fail') AND expectation = 'none')
    ORDER BY scenario"""


def read_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--jobs", type=int, default=4,
                        help="cases under way at once")
    parser.add_argument("--case", action="append", default=[],
                        metavar="GLOB", help="these only")
    parser.add_argument("--client", choices=[c.NAME for c in CLIENTS],
                        action="append", help="this one only")
    parser.add_argument("--quick", action="store_true",
                        help="without the cases tagged slow")
    parser.add_argument("--keep", metavar="DIR",
                        help="keep the results files in this folder")
    parser.add_argument("--out", metavar="FILE.md",
                        help="write what came of it there")
    parser.add_argument("gamut", help="the program under test")
    return parser.parse_args()


def list_cases(program, *options):
    """The ids of the suite."""
    listed = subprocess.run([program, "list", *options], capture_output=True,
                            check=True, text=True).stdout
    words = (line.split() for line in listed.splitlines())
    return [word[0] for word in words if word and "/" in word[0]]


def expectations(name):
    """The file of a client, or None: nobody has read its faults yet."""
    path = os.path.join(HERE, "expect", name + ".yaml")
    return path if os.path.exists(path) else None


@contextlib.contextmanager
def host_of(name, stay_s):
    """What makes the calls of a client, while it is needed: its port."""
    with subprocess.Popen([sys.executable, CALL_HOST, name, str(stay_s)],
                          stdout=subprocess.PIPE, text=True) as host:
        try:
            yield host.stdout.readline().strip()
        finally:
            host.terminate()


class Pace(NamedTuple):
    """What cases of one kind have time for."""

    # A client stays so long by itself: to try again at once, or for 64*T1.
    stay_s: float
    # One that stays longer is ended when there was no call for so long.
    left_s: float
    timeout_s: int


QUICK = Pace(0.2, 0.3, 60)
PATIENT = Pace(0.2, 2, 60)
SLOW = Pace(40, 40, 300)


class Campaigns:
    """What one client does, in the end, and whether that is known."""

    def __init__(self, args, client, directory):
        self._args = args
        self._name = client.NAME
        self._program = os.path.abspath(args.gamut)
        self._slow = list_cases(self._program, "--tag", "slow")
        self.results = os.path.join(directory, client.NAME + ".results")

    def run(self):
        """All that was asked for; whether it was as expected."""
        cases = [case for case in list_cases(self._program)
                 if any(fnmatchcase(case, glob)
                        for glob in self._args.case or ["*"])]
        good = self._run_all(cases)
        again = []
        for case, verdict, _, _, output in self._unexpected():
            print(f"again {self._name} {case}: {verdict} {output.rstrip()}")
            again.append(case)
        good &= self._run_all(again)
        return self._report() and good

    def _pace(self, case):
        if case in self._slow:
            return SLOW
        return PATIENT if find_part(case).redial_s > QUICK.left_s else QUICK

    def _run_all(self, cases):
        """Campaigns of those; whether gamut itself is content with them."""
        good = True
        for pace in (QUICK, PATIENT, *([] if self._args.quick else [SLOW])):
            chosen = [case for case in cases if self._pace(case) is pace]
            good &= not chosen or self._run(pace, chosen)
        return good

    def _run(self, pace, cases):
        """One campaign; whether gamut itself is content with it."""
        known = expectations(self._name)
        path = self.results + ".cases"
        with open(path, "w", encoding="utf-8") as file:
            file.writelines(case + "\n" for case in cases)
        began = time.monotonic()
        with host_of(self._name, pace.stay_s) as port:
            status = subprocess.run(
                [self._program, "run", "--quiet", "--strict", "--case", "@" + path,
                 "--jobs", str(self._args.jobs), "--hold", str(HOLD_S),
                 "--timeout", str(pace.timeout_s),
                 "--stay", str(pace.left_s), "--probe", "mangled",
                 "--agent", self._name,
                 *(["--expect", known] if known else []),
                 "--results", self.results, "--text", os.devnull,
                 "--", PLACE_CALL, port, "{case}", "{uri}"],
                check=False).returncode
        print(f"{self._name}: {time.monotonic() - began:.0f} s, status "
              f"{status}", file=sys.stderr, flush=True)
        return status in SAID

    def _unexpected(self):
        if not os.path.exists(self.results):
            return []
        with sqlite3.connect(self.results) as results:
            return results.execute(UNEXPECTED).fetchall()

    def _report(self):
        """Print what was not expected; whether there is nothing of it."""
        rows = self._unexpected()
        for case, verdict, why, expectation, output in rows:
            known = "" if expectation == "none" else f" ({expectation})"
            print(f"FAIL  {self._name} {case}: {verdict}{known} {why}")
            print(output, end="")
        return os.path.exists(self.results) and not rows


def run_all(args, clients, directory):
    campaigns = [Campaigns(args, client, directory) for client in clients]
    good = [campaign.run() for campaign in campaigns]
    if args.out:
        summary.write(args.out, [
            (client.NAME, expectations(client.NAME), campaign.results)
            for client, campaign in zip(clients, campaigns)])
    if args.keep:
        shutil.copytree(directory, args.keep, dirs_exist_ok=True)
    return all(good)


def main():
    args = read_arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    clients = [client for client in CLIENTS
               if (client.NAME in args.client if args.client
                   else expectations(client.NAME))]
    packages.provide(clients)
    packages.warn_of_loopback()
    with tempfile.TemporaryDirectory(prefix="gamut-matrix-") as directory:
        return 0 if run_all(args, clients, directory) else 1


if __name__ == "__main__":
    sys.exit(main())
