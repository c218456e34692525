#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""SIPp is asked for its password, and knows the right one or a wrong one:
auth.py [--client NAME] PATH_TO_GAMUT

One campaign of `gamut run` for each over cases of auth/*. Of each is said what it
is known to do, and nothing else: the rules that it breaks.

auth.py --call NAME URI is what the campaign runs: one call of one client.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from typing import NamedTuple

import packages
import plan
import sipp
from plan import BY_GAMUT, Call
from process import Children

LIMIT_S = 400
WRONG = "not-the-password"


class Client(NamedTuple):
    """A client and what is known of it."""

    module: object
    cases: list = ["auth/*"]
    breaks: dict = {}    # rules by case
    anywhere: set = set()  # rules that it breaks wherever it can
    password: str = ""   # another than the right one


CLIENTS = {
    "sipp": Client(
        sipp, [f"auth/{case}" for case in (
            "401-200", "407-200", "401-no-qop", "407-no-qop", "401-auth-int",
            "407-auth-int", "401-bare", "401-opaque-empty",
            "401-realm-utf8")],
        # RFC 3261 §22.4 item 3: its uri is that of the server, without the user.
        # §13.2.2.4: its scenario leaves the credentials out of the ACK.
        anywhere={"auth-uri", "ack-2xx-credentials"},
        # RFC 7616 §3.4: opaque comes back, an empty one too.
        breaks={"401-opaque-empty": {"auth-echo"}}),
    "sipp-wrong": Client(
        sipp, ["auth/401-200", "auth/407-200"],
        anywhere={"auth-uri"},
        # The digest is not that of the password.
        breaks={"401-200": {"auth-response-valid"},
                "407-200": {"auth-response-valid"}},
        password=WRONG),
}


def plan_of(known, user):
    """What SIPp needs to know of a call before; the others find out."""
    challenge = re.search(r"auth[./](40[17])", user)
    if challenge is None:
        return Call(user, "486 Busy Here")
    if known.password:
        return Call(user, challenge[1] + " Refused", first=int(challenge[1]))
    return Call(user, "200 OK", first=int(challenge[1]), ended_by=BY_GAMUT)


def call(name, uri):
    """Make one call, whatever comes of it."""
    user, place = uri.split(":", 1)[1].split("@")
    ports = {"udp": int(place.partition(";")[0].rpartition(":")[2])}
    known = CLIENTS[name]
    if known.password:
        sipp.CREDENTIALS = sipp.CREDENTIALS.replace(plan.PASSWORD,
                                                    known.password)
    children = Children()
    with tempfile.TemporaryDirectory() as directory:
        try:
            client = known.module.Client(children, directory, "udp", ports)
            print(client.call(plan_of(known, user), ports))
            client.close()
        finally:
            children.close()


def campaign(gamut, name, directory):
    """What is said of each case: its verdict, and the rules that were broken."""
    results = os.path.join(directory, name + ".json")
    cases = [word for case in CLIENTS[name].cases for word in ("--case", case)]
    process = subprocess.run(
        [gamut, "run", *cases, "--jobs", "4", "--hold", "1", "--quiet",
         "--timeout", "30", "--json", results, "--", sys.executable,
         os.path.abspath(__file__), "--call", name, "{uri}"],
        text=True, capture_output=True, timeout=LIMIT_S, check=False)
    if not os.path.exists(results):
        sys.exit(process.stdout + process.stderr)
    with open(results, encoding="utf-8") as file:
        return {result["scenario"].removeprefix("auth/"): result
                for result in json.load(file)["results"]
                if result["scenario"].startswith("auth/")}


def fault(known, case, result):
    """What is said otherwise of a case than is known, or None."""
    broken = {finding["check"] for finding in result["findings"]
              if finding["outcome"] in ("fail", "warn")}
    rest = broken - known.anywhere
    if rest != known.breaks.get(case, set()):
        return "breaks " + (", ".join(sorted(rest)) or "nothing")
    if not broken and result["verdict"] != "pass":
        return result["verdict"]
    return None


def judge(gamut, name, directory):
    """Whether all is said as it should be of one client."""
    known = CLIENTS[name]
    said = campaign(gamut, name, directory)
    wrong = {case: fault(known, case, result)
             for case, result in sorted(said.items())}
    for case, text in wrong.items():
        if text:
            print(f"FAIL  {name} {case}: {text}\n      "
                  f"{said[case].get('events', 'no call')} {said[case].get('output', '')}")
    for case in sorted(set(known.breaks) - set(said)):
        print(f"FAIL  {name} {case}: not there")
        wrong[case] = "not there"
    bad = sum(map(bool, wrong.values()))
    print(f"{'ok  ' if said and not bad else 'FAIL'}  {name}: {len(said)} "
          f"cases, {bad} are said to be otherwise")
    return bool(said) and not bad


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("gamut")
    parser.add_argument("--client", choices=CLIENTS, action="append")
    args = parser.parse_args()
    names = args.client or list(CLIENTS)
    packages.provide({CLIENTS[name].module for name in names})
    packages.warn_of_loopback()
    with tempfile.TemporaryDirectory() as directory:
        good = [judge(args.gamut, name, directory) for name in names]
    return 0 if all(good) else 1


if __name__ == "__main__":
    if sys.argv[1:2] == ["--call"]:
        call(*sys.argv[2:])
    else:
        sys.exit(main())
