#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Generated SIPp callers call generated and shipped cases:
generated.py [--all] [--proxy] PATH_TO_GAMUT

Each caller does what the RFCs ask of a client, so Gamut must not blame it, directly
and through a proxy; and each caller that is made to break a rule must fail.
"""

import argparse
import csv
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile

import kamailio
import packages
import sipp
from process import Children, free_port, read_text, wait_for

JOBS = 16
# The client's T1 is 500 ms, and it may wait for longer.
RUN_S = 1500
CODES = "180,199,200,302,404,486,503,603,499"
FEW = ["--codes", CODES, "--transports", "udp,tcp"]
REQUESTS = ["--codes", "200,302,401,486,500", "--methods",
            "OPTIONS,REGISTER,MESSAGE,SUBSCRIBE,PUBLISH,REFER"]
ALL = ["--transports", "udp,tcp", "--methods",
       "INVITE,OPTIONS,REGISTER,MESSAGE,SUBSCRIBE,PUBLISH,REFER"]
# What the freedom of the RFCs is drawn for.
VARIED = ["--codes", "180,199,200,302,404,486,499,603", "--variants",
          "ack,after-180,no-phrase,reason-q850,unknown-header,body", "--vary"]
SEEDS = ("1", "2")
ONE_UA = os.path.join(os.path.dirname(os.path.abspath(__file__)), "one_ua.py")
# Kamailio is given no stream.
PROXIED = ["--methods", ALL[-1]]
# RFC 3261 §16.7: a proxy passes no 503 on, and collects a 199 and others in
# a way of its own.
PROXY_SKIP = ("final/503*",)
# It sends its CANCEL once more when it rings on.
PROXY_SKIP_SHIPPED = ("cancel/rings-on",)
LINE = re.compile(r"^(\S+)  (\S+)  [\d.]+ (?:min|s)(?:  (.*))?$", re.M)
ENDED = re.compile(r"^\d+ cases: ", re.M)
TAIL = 4000
ACK_SEND = re.compile(r"  <send><!\[CDATA\[\s+ACK .*?\]\]></send>\n", re.S)
# 64 T1 have to pass until a missing ACK is one, and where the response comes
# late not before it.
T1_MS = 50
# Shipped cases that SIPp cannot do: callers.csv says why of each.
MISSING_MAX = 22
# On a busy machine SIPp may be late, or end with an ACK of its own.
TRIES = 3
SLOW_T1_MS = 200
SLOW = ("late", "two-vias", "wrong-branch")


class Test:
    """Folders, and what came of it."""

    def __init__(self, program, directory):
        self.program = os.path.abspath(program)
        self.directory = directory
        self.failed = 0

    def check(self, what, faults):
        print(("ok      " if not faults else "FAILED  ") + what, flush=True)
        self.failed += bool(faults)
        for fault in faults[:20]:
            print(f"    {fault}")

    def gamut(self, *arguments, **environment):
        """The output and exit status of the program."""
        clean = {name: value for name, value in os.environ.items()
                 if not name.startswith("GAMUT_")}
        done = subprocess.run(
            [self.program, *arguments], env={**clean, **environment},
            capture_output=True, encoding="utf-8", timeout=RUN_S, check=False)
        return done.stdout + done.stderr, done.returncode

    def generate(self, kind, name, *arguments):
        folder = os.path.join(self.directory, name)
        text, status = self.gamut("generate", kind, *arguments, "--out",
                                  folder)
        if status != 0:
            raise ChildProcessError(text)
        return folder

    def run(self, callers, *arguments, **environment):
        """Case → verdict and words."""
        return self.run_client([os.path.join(callers, "call.sh")], *arguments,
                               **environment)

    def run_client(self, client, *arguments, **environment):
        """The same, of any client."""
        text, status = self.gamut("run", "--jobs", str(JOBS), *arguments, "--",
                                  *client, "{uri}", **environment)
        if not ENDED.search(text):
            raise ChildProcessError(f"gamut run: {status}\n{text[-TAIL:]}")
        return {case: (verdict.lower(), words or "")
                for verdict, case, words in LINE.findall(text)}


def read_callers(folder):
    """Case → why there is none; empty where there is one."""
    with open(os.path.join(folder, "callers.csv"), encoding="utf-8") as file:
        return {row["id"]: row["why there is none"]
                for row in csv.DictReader(file)}


def faults_of(said, callers, wanted=("pass", "inconclusive")):
    """What is not as it should be; wanted are the good verdicts."""
    faults = []
    for case, why in callers.items():
        if case not in said:
            continue
        verdict, words = said[case]
        good = verdict == "unsupported" if why else verdict in wanted
        if not good:
            faults.append(f"{case}: {verdict} {words}")
    return faults


def check_suite(test, name, arguments, *run_arguments, wanted=("pass",),
                **environment):
    """A suite and its callers; returns both folders."""
    suite = test.generate("suite", name, *arguments)
    cases = os.path.join(suite, "cases")
    callers = test.generate("sipp", name + "-sipp", cases, "--no-builtin")
    known = read_callers(callers)
    said = test.run(callers, cases, "--no-builtin", *run_arguments,
                    **environment)
    skipped = "--skip" in run_arguments
    faults = faults_of(said, known, wanted)
    if not skipped and said.keys() != known.keys():
        faults.append(f"{len(said)} verdicts on {len(known)} callers")
    passed = sum(verdict == "pass" for verdict, _ in said.values())
    if 2 * passed < len(said):
        faults.append(f"only {passed} of {len(said)} passed")
    test.check(f"{name}: {len(said)} generated cases, no caller is blamed",
               faults)
    missing = [case for case, why in known.items() if why]
    test.check(f"{name}: there is a caller for each generated case", missing)
    return cases, callers


def check_varied(test, seed):
    """What uses the freedom of the RFCs is taken by correct clients."""
    suite = test.generate("suite", "varied-" + seed, *VARIED, "--seed", seed)
    cases = os.path.join(suite, "cases")
    callers = test.generate("sipp", f"varied-{seed}-sipp", cases,
                            "--no-builtin")
    known = read_callers(callers)
    said = test.run_client([sys.executable, ONE_UA], cases, "--no-builtin",
                           "--hold", "1")
    faults = faults_of(said, dict.fromkeys(known, ""), ("pass",))
    if said.keys() != known.keys():
        faults.append(f"{len(said)} verdicts on {len(known)} cases")
    test.check(f"seed {seed}: {len(said)} varied cases, the scripted client "
               "passes them all", faults)
    said = test.run(callers, cases, "--no-builtin")
    faults = faults_of(said, known, ("pass",))
    passed = sum(verdict == "pass" for verdict, _ in said.values())
    if 3 * passed < len(said):
        faults.append(f"only {passed} of {len(said)} passed")
    test.check(f"seed {seed}: no SIPp caller is blamed for what is varied",
               faults)


def break_caller(path, t1_ms):
    """Have it wait in place of its ACK; or where nothing would show that it got
    the response, give the ACK a branch of its own. Whether there was an ACK."""
    linger = f'  <pause milliseconds="{64 * t1_ms + 2500}"/>\n'

    def spoil(found):
        if t1_ms == T1_MS:
            return linger
        return re.sub(r"\[branch-\d+\]", "[branch]", found[0]) + linger

    with open(path, encoding="utf-8") as file:
        text, count = ACK_SEND.subn(spoil, file.read())
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    return count > 0


def check_violators(test, cases, callers):
    """Without its ACK, or with a wrong one, each caller of a call fails."""
    broken = callers + "-broken"
    shutil.copytree(callers, broken)
    picked = {T1_MS: [], SLOW_T1_MS: []}
    for case in read_callers(callers):
        path = os.path.join(broken, "callers", case + ".xml")
        t1_ms = SLOW_T1_MS if case.endswith(SLOW) else T1_MS
        if (re.match(r"final/(486|603)", case) and "@" not in case
                and break_caller(path, t1_ms)):
            picked[t1_ms].append(case)
    every = sum(picked.values(), [])
    said = {}
    for _ in range(TRIES):
        for t1_ms, some in picked.items():
            left = [word for case in some
                    if said.get(case, ("",))[0] != "fail"
                    for word in ("--case", case)]
            if left:
                said.update(test.run(broken, cases, "--no-builtin", "--t1",
                                     str(t1_ms), "--timeout", "60", *left))
    faults = [f"{case}: {verdict} {words}"
              for case, (verdict, words) in said.items() if verdict != "fail"]
    variants = {case.partition("+")[2] for case in every}
    if said.keys() != set(every) or len(variants) < 16:
        faults.append(f"{len(said)} verdicts on {len(every)} violators of "
                      f"{len(variants)} variants")
    test.check(f"{len(every)} callers that send no good ACK fail", faults)


def check_shipped(test, name, is_all, *options, **environment):
    """The cases that are part of the program."""
    callers = test.generate("sipp", name)
    picks = [] if is_all else ["--case", "final/4[028]*", "--case",
                               "redirect/30[12]", "--case", "cancel/48*",
                               "--case", "reliable/*", "--case",
                               "dialog/*", "--tag", "2xx", "--tag", "3xx",
                               "--tag", "4xx", "--skip", "*timer*"]
    said = test.run(callers, *picks, *options, **environment)
    known = read_callers(callers)
    faults = faults_of(said, known)
    passed = sum(verdict == "pass" for verdict, _ in said.values())
    if passed < len(said) * 2 / 3:
        faults.append(f"only {passed} passed")
    test.check(f"{name}: {len(said)} shipped cases, {passed} passed, no "
               "caller is blamed", faults)
    missing = [case for case, why in known.items() if why]
    test.check(f"{name}: there is a caller for nearly each of them",
               missing if len(missing) > MISSING_MAX else [])


def check_runner(test, callers, cases):
    """run.sh against a server, and what it says of a caller that fails."""
    children = Children()
    port = free_port()
    log = os.path.join(test.directory, "serve.log")
    try:
        children.start([test.program, "serve", cases, "--no-builtin",
                        "--listen", f"udp:127.0.0.1:{port}",
                        "--listen", f"tcp:127.0.0.1:{port}"],
                       log)
        wait_for("gamut", lambda: "listening" in read_text(log))
        for arguments, status, last in (
                (["-j", "4", f"127.0.0.1:{port}", "final/486+[abc]*"], 0,
                 ", 0 failed"),
                (["-t", "tcp", f"127.0.0.1:{port}", "*/486+ack@tcp"], 0,
                 "1 passed, 0 failed"),
                ([f"127.0.0.1:{port}", "none/*"], 4, "0 passed, 0 failed"),
                ([], 2, "")):
            done = subprocess.run(
                ["sh", os.path.join(callers, "run.sh"), *arguments],
                capture_output=True, encoding="utf-8", timeout=120,
                check=False)
            good = (done.returncode == status
                    and done.stdout.rstrip().endswith(last))
            test.check("run.sh " + " ".join(arguments),
                       [] if good else [f"status {done.returncode}",
                                        done.stdout, done.stderr])
    finally:
        children.close()


def check_proxy(test, arguments, is_all):
    """The same callers, with Kamailio between them and Gamut."""
    children = Children()
    directory = os.path.join(test.directory, "kamailio")
    os.mkdir(directory)
    port = free_port()
    proxy = kamailio.Proxy(children, directory)
    try:
        proxy.start(port)
        check_suite(test, "proxied", arguments, "--listen",
                    f"udp:127.0.0.1:{port}",
                    *(word for glob in PROXY_SKIP for word in ("--skip", glob)),
                    # What a proxy may have done is held against nobody.
                    wanted=("pass", "inconclusive"),
                    PROXY=f"127.0.0.1:{proxy.port}")
        check_shipped(test, "proxied-shipped", is_all, "--listen",
                      f"udp:127.0.0.1:{port}",
                      *(word for case in PROXY_SKIP_SHIPPED
                        for word in ("--skip", case)),
                      PROXY=f"127.0.0.1:{proxy.port}")
    finally:
        proxy.close()
        children.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--all", action="store_true",
                        help="every code, method and case")
    parser.add_argument("--proxy", action="store_true",
                        help="through Kamailio too")
    parser.add_argument("gamut", help="the program under test")
    args = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    packages.provide([sipp, kamailio] if args.proxy else [sipp])
    with tempfile.TemporaryDirectory(prefix="gamut-generated-") as directory:
        test = Test(args.gamut, directory)
        cases, callers = check_suite(test, "calls", ALL if args.all else FEW)
        if not args.all:
            check_suite(test, "requests", REQUESTS)
        for seed in SEEDS[:None if args.all else 1]:
            check_varied(test, seed)
        check_violators(test, cases, callers)
        check_runner(test, callers, cases)
        check_shipped(test, "shipped", args.all)
        if args.proxy:
            check_proxy(test, PROXIED if args.all else ["--codes", CODES],
                        args.all)
    print(f"{test.failed} failed")
    return 1 if test.failed else 0


if __name__ == "__main__":
    sys.exit(main())
