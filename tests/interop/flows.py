#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Clients are redirected and refused, and judged by what they do then:
flows.py [--all] [--client NAME] PATH_TO_GAMUT

The scripted client of flow_rows.py breaks one rule in each case, and keeps it
in another campaign. Real clients must be found to do what they are known to do
wrong, and nothing else.
"""

import argparse
import os
import signal
import sqlite3
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from fnmatch import fnmatch
from typing import NamedTuple

import failover
import flow_call
import flow_rows
import packages
from flow_known import FEW, KNOWN
from process import Children, read_text

HERE = os.path.dirname(os.path.abspath(__file__))
ALL = ("redirect/*", "retry/*")
PEER = [sys.executable, os.path.join(HERE, "flow_peer.py")]
CALL = [sys.executable, os.path.join(HERE, "flow_call.py")]
# A client that ends soon is not to be waited for.
PEER_T1_MS = 100
TIMEOUT_S = 20
LIMIT_S = 900
# twinkle takes its Call-IDs from the second that it is started in.
JOBS = {"twinkle": 1}
AT_ONCE = 3
# Clients now and then fail to start on a busy machine.
TRIES = 2
FAULTS = """
    SELECT scenario, rule.name, outcome, coalesce(actual, '') FROM finding
    JOIN rule ON rule = rule.id JOIN case_result ON case_result = case_result.id
    WHERE outcome IN ('fail', 'warn')"""
VERDICTS = "SELECT scenario, verdict, why, output FROM case_result ORDER BY id"


class Finding(NamedTuple):
    """What a client is blamed for."""

    case: str
    rule: str
    outcome: str
    actual: str


class Campaign:
    """One client calls some cases."""

    def __init__(self, name, command, cases, options=()):
        self.name = name
        self._command = command
        self._cases = cases
        self._options = options
        self.said = ""
        self.verdicts = {}
        self.findings = []

    def run(self, program, children, directory):
        """All cases, and once more those that were not called."""
        base = os.path.join(directory, self.name.replace(" ", "-"))
        cases = self._cases
        for _ in range(TRIES):
            self._call(program, children, base, cases)
            cases = [case for case, (verdict, *_) in self.verdicts.items()
                     if verdict == "missed"]
            if self.verdicts and not cases:
                break

    def _call(self, program, children, base, cases):
        children.run(
            [program, "run", "--results", base + ".db",
             "--jobs", str(JOBS.get(self.name, 4)),
             "--timeout", str(TIMEOUT_S), *self._options,
             *(f"--case={case}" for case in cases or self._cases),
             "--", *self._command], base + ".out", LIMIT_S)
        self.said = read_text(base + ".out")
        self._read(base + ".db")

    def _read(self, path):
        with sqlite3.connect(path) as results:
            for case, verdict, why, output in results.execute(VERDICTS):
                self.verdicts[case] = (verdict, why or "", output or "")
            self.findings = [Finding(*row) for row in results.execute(FAULTS)]


def scripted(way):
    return Campaign(f"{way} peer", [*PEER, way, "{uri}"],
                    [row.case for row in flow_rows.ROWS],
                    ("--t1", str(PEER_T1_MS)))


def judge_bad(campaign):
    """Each violator has its verdict, for its rule."""
    for row in flow_rows.ROWS:
        verdict, why, _ = campaign.verdicts.get(row.case, ("none", "", ""))
        is_found = any((found.case, found.rule, found.outcome)
                       == (row.case, row.rule, row.verdict)
                       for found in campaign.findings)
        if verdict != row.verdict or not is_found:
            yield (f"{row.case}: {verdict} {why}, and not {row.verdict} "
                   f"for {row.rule}")


def judge_good(campaign):
    for row in flow_rows.ROWS:
        verdict, why, _ = campaign.verdicts.get(row.case, ("none", "", ""))
        if verdict not in ("pass", "inconclusive"):
            yield f"{row.case}: {verdict} {why}, and should pass"
    for found in campaign.findings:
        yield f"{found.case}: blamed for {found.rule}: {found.actual}"


def judge_real(campaign):
    """It is blamed for what it is known to do, and is found to do it."""
    known = [row for row in KNOWN if row.client == campaign.name]
    for found in campaign.findings:
        if not any(fnmatch(found.case, row.cases) and found[1:3] == row[2:4]
                   for row in known):
            yield f"{found.case}: {found.outcome} {found.rule}: {found.actual}"
    for row in known:
        cases = [case for case in campaign.verdicts
                 if fnmatch(case, row.cases)]
        has = {found.case for found in campaign.findings
               if found[1:3] == row[2:4]}
        for case in cases if not row.is_now_and_then else ():
            if case not in has:
                yield f"{case}: {row.rule} was not found: {row.why}"
    for case, (verdict, why, output) in campaign.verdicts.items():
        if verdict in ("missed", "error"):
            yield f"{case}: {verdict}: {why}\n{output}"


def report(campaign, judge):
    """Print what came of it; how many faults there are."""
    said = [verdict for verdict, _, _ in campaign.verdicts.values()]
    counts = ", ".join(f"{said.count(name)} {name}"
                       for name in dict.fromkeys(said))
    print(f"{campaign.name:10} {len(said)} cases: {counts}")
    faults = list(judge(campaign))
    for fault in faults:
        print(f"    FAIL: {fault}")
    if not said:
        print(campaign.said)
    return len(faults) + (not said)


def read_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--all", action="store_true",
                        help="every case, and not one of each kind")
    parser.add_argument("--client", choices=flow_call.CLIENTS,
                        help="this one only, and no scripted one")
    parser.add_argument("gamut", help="the program under test")
    return parser.parse_args()


def plan(args):
    """Campaigns, the longest first, and how they are judged."""
    names = [args.client] if args.client else reversed(flow_call.CLIENTS)
    planned = [(Campaign(name, [*CALL, name, "{uri}"],
                         ALL if args.all else FEW), judge_real)
               for name in names]
    if not args.client:
        planned += [(scripted("bad"), judge_bad),
                    (scripted("good"), judge_good)]
    return planned


def main():
    args = read_arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    packages.provide(flow_call.CLIENTS.values())
    packages.warn_of_loopback()
    program = os.path.abspath(args.gamut)
    planned = plan(args)
    children = Children()
    with tempfile.TemporaryDirectory(prefix="gamut-flows-") as directory:
        try:
            with ThreadPoolExecutor(AT_ONCE) as pool:
                list(pool.map(
                    lambda each: each[0].run(program, children, directory),
                    planned))
            failed = sum(report(*each) for each in planned)
            if args.client in (None, "baresip"):
                failed += failover.check(program, children, directory)
        finally:
            children.close()
    print(f"{failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
