#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Clients that break one rule each, and twins that keep it, call Gamut:
violators.py PATH_TO_GAMUT

Each violator must get its verdict, for the rule that it breaks, and its twin
must pass. Here SIPp sends what it is told to; breaches.py has a client of our
own for every case.
"""

import contextlib
import os
import re
import socket
import sys
import tempfile
import threading
from typing import NamedTuple

import packages
import sipp
import verdicts
from gamut import Gamut
from process import Children, free_port, read_text, wait_for

SCENARIOS = os.path.join(os.path.dirname(os.path.abspath(__file__)),
                         "violators")
# 64*T1 are 3.2 s, and the scenarios stay for 4.
T1_MS = 50
HOLD_S = 2
CALL_S = 20
PART = re.compile(r" *<\?part (\w+)((?: \w+=\w+)*)\?>\n")


class Row(NamedTuple):
    """A violator, its twin, and what is to be said of the violator."""

    violator: str  # violators/*.xml
    twin: str      # violators/kept/*.xml
    dialled: str
    code: int      # the final response
    verdict: str
    rule: str
    options: tuple = ()


# An ACK is not repeated for copies of what it acknowledged.
DEAF = ("-nr",)

ROWS = [
    # RFC 3261 §17.1.1.2: a final response of 300 to 699 MUST be acknowledged,
    # §17.1.1.3: by an ACK with the top Via, the CSeq number and the other
    # fields of the INVITE, and with the To of the response.
    Row("never-acks-refusal", "refused", "486", 486,
        "fail", "ack-non2xx-sent"),
    Row("acks-with-new-branch", "refused", "404", 404,
        "fail", "ack-non2xx-same-branch"),
    Row("acks-with-wrong-cseq", "refused", "480", 480,
        "fail", "ack-non2xx-fields"),
    Row("acks-without-tag", "refused", "603", 603,
        "fail", "ack-non2xx-fields"),
    # §17.1.1.2: each copy MUST cause the ACK again.
    Row("acks-once", "refused", "ack.lost-first", 486,
        "fail", "ack-non2xx-every-copy", DEAF),
    # §15: BYE MUST NOT be sent outside of a dialog, and a refusal ends all.
    Row("hangs-up-after-refusal", "refused", "480", 480,
        "fail", "fail-no-bye-no-cancel"),
    # §9.1: CANCEL MUST NOT be sent before a provisional response.
    Row("cancels-too-early", "cancelled", "timing.slow-100", 487,
        "fail", "cancel-after-1xx"),
    # §13.2.2.4: each 2xx MUST be acknowledged, each copy too; §8.1.1.7: by a
    # transaction of its own; §12.2.1.1: to its Contact.
    Row("acks-200-with-old-branch", "answered", "200", 200,
        "fail", "ack-2xx-new-branch"),
    Row("acks-200-to-dialled", "answered", "200", 200,
        "fail", "ack-2xx-fields"),
    Row("never-acks-200", "answered", "200", 200,
        "fail", "ack-2xx-sent"),
    Row("acks-200-once", "answered", "ack.lost-first-200", 200,
        "fail", "ack-2xx-every-copy", DEAF),
    # §8.1.3.2: an unknown code counts as the x00 of its class.
    Row("takes-299-for-nothing", "answered", "299", 299,
        "fail", "s2xx-unknown-as-200"),
    Row("takes-299-for-refusal", "answered", "299", 299,
        "fail", "s2xx-unknown-as-200"),
    Row("takes-499-for-nothing", "refused", "499", 499,
        "fail", "ack-non2xx-sent"),
]


class Caller:
    """A SIPp with one call, from a port of its own."""

    def __init__(self, row, name, directory):
        self._row = row
        self._is_twin = name != row.violator
        self.name = f"{name} {row.dialled}"
        self._base = os.path.join(directory,
                                  re.sub(r"[ /*]", "-", self.name))
        self._port = free_port()
        self._source = f"127.0.0.1:{self._port}"
        self._status = None
        with open(self._base + ".xml", "w", encoding="utf-8") as file:
            file.write(expand(os.path.join(SCENARIOS, name + ".xml"),
                              row.code))

    def run(self, children, port):
        options = () if self._is_twin else self._row.options
        self._status = children.run(
            [*sipp.command(self._base, port, self._row.dialled, self._port),
             *options], self._base + ".out", CALL_S)

    def verdict(self, said):
        """What was said of it, or None."""
        return said.get(self._source)

    def fault(self, verdict):
        """What is wrong with what was said of it, None when nothing is."""
        if self._status != 0:
            path = self._base + ".err"
            return (f"it ended with {self._status}\n"
                    + (read_text(path) if os.path.exists(path) else ""))
        if verdict is None:
            return "no line"
        want = ("pass", "") if self._is_twin else self._row[4:6]
        if (verdict.name, verdict.rule) != want:
            return "not " + " ".join(want)
        return None


def expand(path, code):
    """A scenario with its <?part NAME KEY=VALUE?> put in from sipp/."""
    def put_in(found):
        values = dict(value.split("=") for value in found[2].split())
        return sipp.part(found[1], **values)

    return PART.sub(put_in, read_text(path).replace("@CODE@", str(code)))


def make_callers(directory):
    made = {}
    for row in ROWS:
        for name in (row.violator, os.path.join("kept", row.twin)):
            made.setdefault((name, row.dialled), Caller(row, name, directory))
    return list(made.values())


def run_all(callers, children, gamut):
    threads = [threading.Thread(target=caller.run,
                                args=(children, gamut.ports["udp"]))
               for caller in callers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def faults_of(callers, log):
    """What was said of each caller, and what is wrong with that."""
    said = {verdict.source: verdict for verdict in verdicts.read(log).values()}
    found = [(caller, caller.verdict(said)) for caller in callers]
    return [(caller, verdict, caller.fault(verdict))
            for caller, verdict in found]


def await_verdicts(callers, log):
    """A server that is held up says late what it would have said."""
    with contextlib.suppress(TimeoutError):
        wait_for("verdicts", lambda: not any(
            fault for _, _, fault in faults_of(callers, log)))


def report(callers, log):
    """Print a line for each; how many failed."""
    failed = 0
    for caller, verdict, fault in faults_of(callers, log):
        failed += fault is not None
        print(f"{caller.name:40} {verdict or ''}"
              + (f"\n    FAIL: {fault}" if fault else ""))
    return failed


def main():
    if len(sys.argv) != 2:
        sys.exit("usage: violators.py PATH_TO_GAMUT")
    packages.provide([sipp])
    program = os.path.abspath(sys.argv[1])
    children = Children()
    with tempfile.TemporaryDirectory(prefix="gamut-violators-") as directory:
        try:
            gamut = Gamut(children, program,
                          os.path.join(directory, "gamut"), HOLD_S,
                          "--t1", str(T1_MS))
            callers = make_callers(directory)
            run_all(callers, children, gamut)
            await_verdicts(callers, gamut.log)
            status = gamut.stop()
        finally:
            children.close()
        failed = report(callers, gamut.log)
    print(f"{len(callers) - failed} passed, {failed} failed, "
          f"gamut ended with {status}")
    return 0 if callers and not failed and status == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
