#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Real clients are redirected and refused, and judged by what they do then:
flows.py [--all] [--client NAME] PATH_TO_GAMUT

Real clients must be found to do what they are known to do wrong, and nothing
else. What a scripted one does is in breaches.py.
"""

import argparse
import os
import signal
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from fnmatch import fnmatch

import failover
import flow_call
import packages
from campaign import JOBS, Campaign
from flow_known import FEW, KNOWN
from process import Children

HERE = os.path.dirname(os.path.abspath(__file__))
ALL = ("redirect/*", "retry/*")
CALL = [sys.executable, os.path.join(HERE, "flow_call.py")]
# twinkle takes its Call-IDs from the second that it is started in.
JOBS_OF = {"twinkle": 1}
AT_ONCE = 3


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


def report(campaign):
    """Print what came of it; how many faults there are."""
    said = [verdict for verdict, _, _ in campaign.verdicts.values()]
    counts = ", ".join(f"{said.count(name)} {name}"
                       for name in dict.fromkeys(said))
    print(f"{campaign.name:10} {len(said)} cases: {counts}")
    faults = list(judge_real(campaign))
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
                        help="this one only")
    parser.add_argument("gamut", help="the program under test")
    return parser.parse_args()


def plan(args):
    """Campaigns, the longest first."""
    names = [args.client] if args.client else reversed(flow_call.CLIENTS)
    return [Campaign(name, [*CALL, name, "{uri}"], ALL if args.all else FEW,
                     jobs=JOBS_OF.get(name, JOBS))
            for name in names]


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
                    lambda each: each.run(program, children, directory),
                    planned))
            failed = sum(map(report, planned))
            if args.client in (None, "baresip"):
                failed += failover.check(program, children, directory)
        finally:
            children.close()
    print(f"{failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
