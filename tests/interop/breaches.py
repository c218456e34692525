#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Each case with a client that keeps the rules, and with some that break one:
breaches.py [--all] [--case GLOB] PATH_TO_GAMUT

What they do is in breach_rows.py. The twin must pass every case, and be blamed
for nothing; a violator must get its finding, and no other. All of them are one
process: what `gamut run` starts for a case only tells it to call.
"""

import argparse
import asyncio
import os
import signal
import subprocess
import sys
import tempfile
import traceback
from concurrent.futures import ThreadPoolExecutor
from fnmatch import fnmatchcase

import breach_rows
from campaign import Campaign
from process import Children
from ua_phone import SUPPORTED, Phone

# Nothing that the twin leaves undone is waited for, so it may take its time.
TWIN_T1_MS = 500
# That of the clients is longer, as it may be, for nobody is always in time.
LATER = 2
# Its port is open until it is known to have ended.
GONE_S = 5
# A process that begins many others does nothing else meanwhile.
JOBS = 25
TWIN_PARTS = 4
PART = 80  # cases of violators for one of them
AT_ONCE = 8
# Calls that all begin at once would be late by more than a T1.
APART_S = 0.03
HOLD_S = 1
TIMEOUT_S = 300
# What a violator leaves undone is waited for as many T1, and it stays longer.
LIFE = 64
MARGIN_S = 1.5
LIMIT_S = 40
LIMIT_SLOW_S = 260
PLACE_CALL = os.path.join(os.path.dirname(os.path.abspath(__file__)),
                          "place_call")
TWIN = "twin"


def find_breach(row, way):
    """What a client does, None where it is the twin: sanity/* is in each run."""
    if way == TWIN or int(way) >= len(row.breaches):
        return None
    return row.breaches[int(way)]


class Host:
    """All clients. It has an event loop and a thread of its own."""

    def __init__(self, slow):
        self._slow = slow
        self._door = asyncio.Lock()
        self.port = None

    async def open(self):
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]

    async def _serve(self, reader, writer):
        try:
            way, case, uri = (await reader.readline()).decode().split()
            async with self._door:
                await asyncio.sleep(APART_S)
            said = await self._call(way, case, uri)
            writer.write(f"{said}{1 if said else 0}\n".encode())
            writer.close()
        except (asyncio.CancelledError, ConnectionError):
            pass  # all is said before it is done, or nobody listens

    async def _call(self, way, case, uri):
        """Have one client make its call; what went wrong with it."""
        row = breach_rows.find(case)
        breach = find_breach(row, way)
        broken = frozenset(breach.breaks.split()) if breach else frozenset()
        t1_s = (row.t1_ms if breach else TWIN_T1_MS) / 1000
        later = 1 if row.is_exact else LATER
        phone = Phone(uri, later * t1_s, broken,
                      SUPPORTED if row.supported is None else row.supported)
        await phone.ua.open()
        limit_s = LIMIT_SLOW_S if case in self._slow else LIMIT_S
        try:
            act = breach and breach.user or row.user
            await asyncio.wait_for(act(phone), limit_s)
            await asyncio.sleep(max(
                row.stay_s, LIFE * t1_s + MARGIN_S if breach else 0))
        except asyncio.TimeoutError:
            return "the call did not end\n"
        except Exception:  # it is shown with the case
            return traceback.format_exc()
        finally:
            asyncio.get_running_loop().call_later(GONE_S, phone.ua.close)
        return ""


def list_cases(program, *options):
    listed = subprocess.run([program, "list", *options], capture_output=True,
                            check=True, text=True).stdout
    words = (line.split() for line in listed.splitlines())
    return [word[0] for word in words if word and "/" in word[0]]


class Planner:
    """Makes campaigns, which know their way by their name."""

    def __init__(self, port, directory, trace):
        self._port = port
        self._directory = directory
        self._trace = trace
        self.campaigns = []

    def add(self, way, cases, t1_ms, parts):
        for _ in range(parts):
            self._add(way, cases[_::parts], t1_ms)

    def _add(self, way, cases, t1_ms):
        name = f"{way} {len(self.campaigns)}"
        path = os.path.join(self._directory, name + ".cases")
        with open(path, "w", encoding="utf-8") as file:
            file.writelines(case + "\n" for case in cases)
        options = ["--t1", str(t1_ms), "--hold", str(HOLD_S),
                   "--probe", "mangled", "--timeout", str(TIMEOUT_S)]
        if self._trace:
            options += ["--trace", os.path.join(self._trace, name)]
        self.campaigns.append(Campaign(
            name, [PLACE_CALL, str(self._port), way, "{case}", "{uri}"],
            ["@" + path], options, JOBS))


def plan(cases, planner):
    """Those of the twin, and as many as it takes of violators."""
    rows = {case: breach_rows.find(case) for case in cases}
    planner.add(TWIN, cases, TWIN_T1_MS, min(TWIN_PARTS, len(cases)))
    for number in range(max(len(row.breaches) for row in rows.values())):
        for t1_ms in sorted({row.t1_ms for row in rows.values()}):
            chosen = [case for case, row in rows.items()
                      if len(row.breaches) > number and row.t1_ms == t1_ms]
            planner.add(str(number), chosen, t1_ms,
                        (len(chosen) + PART - 1) // PART)
    return planner.campaigns


def judge(campaign, cases):
    """What is wrong with what was said of one of the clients."""
    way = campaign.name.split()[0]
    for case, (verdict, why, output) in campaign.verdicts.items():
        if case not in cases:
            continue
        row = breach_rows.find(case)
        breach = find_breach(row, way)
        found = {(each.rule, each.outcome): each.actual
                 for each in campaign.findings if each.case == case}
        if breach:
            want = breach.outcome
            is_right = breach.accepts(found.keys())
        else:
            want = "inconclusive" if row.open else "pass"
            is_right = not found
        if verdict != want or not is_right or output.strip():
            yield (f"{way} {case}: {verdict} {why}\n"
                   + "".join(f"    {outcome} {rule}: {actual}\n" for
                             (rule, outcome), actual in found.items())
                   + f"    not {breach or want}\n{output}")


def uncalled(campaigns, cases):
    """What should have been called, and was not."""
    called = {(each.name.split()[0], case) for each in campaigns
              for case in each.verdicts}
    for case in cases:
        for way in (TWIN, *map(str, range(len(
                breach_rows.find(case).breaches)))):
            if (way, case) not in called:
                yield f"{way} {case}: not run"


def missing(cases):
    """Cases without a violator, and rows without a case."""
    for case in cases:
        row = breach_rows.find(case)
        if row is None or not row.breaches:
            yield f"{case}: no violator in breach_rows.py"
    for row in breach_rows.CASES:
        if not any(breach_rows.find(case) is row for case in cases):
            yield f"{row.cases}: no such case"


def read_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--all", action="store_true",
                        help="the cases tagged slow too")
    parser.add_argument("--case", action="append", metavar="GLOB",
                        help="these only")
    parser.add_argument("--trace", metavar="DIR",
                        help="keep what went over the wire in this folder")
    parser.add_argument("gamut", help="the program under test")
    return parser.parse_args()


async def run(program, cases, slow, directory, trace):
    host = Host(slow)
    await host.open()
    campaigns = plan(cases, Planner(host.port, directory, trace))
    children = Children()
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, children.kill)
    try:
        with ThreadPoolExecutor(AT_ONCE) as pool:
            await asyncio.gather(*(
                loop.run_in_executor(pool, each.run, program, children,
                                     directory) for each in campaigns))
    finally:
        children.close()
    return campaigns


def main():
    args = read_arguments()
    program = os.path.abspath(args.gamut)
    cases, slow = list_cases(program), list_cases(program, "--tag", "slow")
    faults = list(missing(cases))
    wanted = [case for case in cases if (args.all or case not in slow)
              and any(fnmatchcase(case, glob) for glob in args.case or ["*"])
              and breach_rows.find(case)]
    with tempfile.TemporaryDirectory(prefix="gamut-breaches-") as directory:
        campaigns = asyncio.run(run(program, wanted, slow, directory,
                                    args.trace))
    for campaign in campaigns:
        faults += judge(campaign, wanted)
    faults += uncalled(campaigns, wanted)
    for fault in faults:
        print("FAIL: " + fault)
    calls = sum(len(each.verdicts) for each in campaigns)
    print(f"{len(wanted)} cases, {calls} calls, {len(faults)} failed")
    return 1 if faults or not wanted else 0


if __name__ == "__main__":
    sys.exit(main())
