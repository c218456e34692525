#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Real clients call final codes over paths that do them no good:
paths.py [--all] [--path NAME] [--client NAME] [--seed N] PATH_TO_GAMUT

Directly, where 10 % of all packets are lost both ways, on the way and by
--fault, and through a proxy.
Gamut must not blame a client but for the faults that it is known to have.
"""

import argparse
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from typing import NamedTuple

import baresip
import janus
import kamailio
import netsip
import packages
import twinkle
import verdicts
from gamut import Gamut
from loss import Relay
from plan import BY_CLIENT, Call
from process import Children, wait_for

CLIENTS = (baresip, netsip, twinkle, janus)
LOSS_PERCENT = 10
SEED = 3261
# One of each kind, when it must not take long.
FEW = ("400", "401", "404", "415", "480", "486", "488", "500", "503", "580",
       "603", "608")
# Long enough for the copies of a final response that nobody acknowledges.
SETTLE_S = 40
# The windows in which nothing may come take 5 s.
QUIET_S = 6
HOLD_S = 600
# A client that ends with its call cannot acknowledge copies.
STAY_S = 300

# What the clients do wrong, by path, client and rule: why that is so.
KNOWN = {
    (path, "netsip", "ack-non2xx-sent"):
        "Net::SIP forgets a transaction with the first final response, and "
        "acknowledges no copy when its ACK was lost (RFC 3261 17.1.1.2)"
    for path in ("loss", "fault")
}


class Direct:
    """No detour."""

    NAME = "direct"
    OPTIONS = ()
    changed = {}

    def __init__(self, *_):
        self.port = None

    def start(self, gamut_port):
        self.port = gamut_port

    def close(self):
        pass

    def __str__(self):
        return ""


class Loss(Relay):
    """Packets get lost on the way."""

    NAME = "loss"
    changed = {}

    def __init__(self, _children, _directory, seed):
        super().__init__(LOSS_PERCENT, seed)
        # In a dialog, too.
        self.OPTIONS = ("--advertise", f"127.0.0.1:{self.port}")

    def __str__(self):
        return (f"{self.dropped} of {self.dropped + self.passed} packets "
                "dropped")


class Fault(Direct):
    """Gamut itself loses packets, and knows which."""

    NAME = "fault"

    def __init__(self, _children, _directory, seed):
        super().__init__()
        self.OPTIONS = ("--fault", f"loss={LOSS_PERCENT / 100}",
                        "--seed", str(seed))


class Proxied(kamailio.Proxy):
    """A stateful proxy is in between."""

    NAME = "proxy"
    OPTIONS = ()
    # RFC 3261 §16.7: a 503 is not passed on.
    changed = {"503": "500"}

    def __init__(self, children, directory, _seed):
        super().__init__(children, directory)

    def __str__(self):
        return ""


PATHS = (Direct, Loss, Fault, Proxied)


class Result(NamedTuple):
    """One call."""

    path: str
    client: object
    code: str
    fault: str       # of the call itself, or empty
    verdict: object  # what Gamut said, or None

    def faults(self):
        if self.fault:
            yield self.fault
        if self.verdict is None:
            yield "no verdict"
        elif self.verdict.name == "fail" and not self.known():
            yield "blamed"

    def known(self):
        """Why it is rightly said to fail, or None."""
        if self.verdict is None or self.verdict.name != "fail":
            return None
        return KNOWN.get((self.path, self.client.NAME, self.verdict.rule))


class Path:
    """A Gamut, the way to it, and all clients on that way."""

    def __init__(self, kind, clients, codes, args, children, directory):
        self._kind = kind
        self._clients = clients
        self._codes = codes
        self._children = children
        self._directory = os.path.join(directory, kind.NAME)
        os.mkdir(self._directory)
        self._program = os.path.abspath(args.gamut)
        self._seed = args.seed
        self._faults = {}
        self._open = []
        self.results = []
        self.note = ""
        self.status = None

    def run(self):
        way = self._kind(self._children, self._directory, self._seed)
        try:
            gamut = Gamut(self._children, self._program,
                          os.path.join(self._directory, "gamut"), HOLD_S,
                          *way.OPTIONS)
            way.start(gamut.ports["udp"])
            self._call_all(way)
            self._settle(gamut)
            self.status = gamut.stop()
            said = _read(gamut)
        finally:
            for client in self._open:
                client.close()
            way.close()
        self.note = str(way)
        self.results = [
            Result(self._kind.NAME, client, code,
                   self._faults.get((client.NAME, code), ""),
                   said.get((client.CALLER, code)))
            for client in self._clients for code in self._codes]

    def _call_all(self, way):
        threads = [threading.Thread(target=self._call_from,
                                    args=(client, way))
                   for client in self._clients]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _call_from(self, module, way):
        own = os.path.join(self._directory, module.NAME)
        os.mkdir(own)
        ports = {"udp": way.port}
        try:
            client = module.Client(self._children, own, "udp", ports)
        except (OSError, ValueError) as error:
            self._faults.update({(module.NAME, code): str(error)
                                 for code in self._codes})
            return
        self._open.append(client)
        client.stay_s = STAY_S
        for code in self._codes:
            fault = _call(client, code, way, ports)
            if fault:
                self._faults[module.NAME, code] = fault

    def _settle(self, gamut):
        """Until Gamut has said something of each call, and a little more."""
        wanted = {(client.CALLER, code) for client in self._clients
                  for code in self._codes}
        try:
            wait_for("verdicts", lambda: wanted <= _read(gamut).keys(),
                     SETTLE_S)
        except TimeoutError:
            pass  # what is missing is told of each call
        time.sleep(QUIET_S)


def _call(client, code, way, ports):
    """What is wrong with how the client reports the call, or empty."""
    want = way.changed.get(code, code)
    call = Call(code, want)
    if code in ("401", "407"):
        call = Call(code, "200 OK", first=int(code), ended_by=BY_CLIENT)
    try:
        outcome = client.call(call, ports)
    except (OSError, ValueError) as error:
        return f"{type(error).__name__}: {error}"
    if outcome.is_answered != call.is_answered:
        return f"reported {outcome.text}"
    if not call.is_answered and not outcome.text.startswith(want):
        return f"reported {outcome.text}, not {want}"
    return ""


def _read(gamut):
    """What Gamut said, by caller and code."""
    return {(caller.partition("@")[0], case.rpartition("/")[2]): verdict
            for (_, caller, case), verdict in
            verdicts.read(gamut.log).items()}


def find_codes(program):
    """Every final code of the suite."""
    listed = subprocess.run([program, "list"], capture_output=True,
                            check=True, text=True).stdout
    return re.findall(r"^final/(\d{3}) ", listed, re.M)


def show(paths):
    """Print what is not plain, and the matrix; how many failed."""
    failed = 0
    for result in (each for path in paths for each in path.results):
        faults = list(result.faults())
        failed += bool(faults)
        if faults or result.verdict.name != "pass":
            print(f"{result.path:7} {result.client.NAME:8} {result.code}  "
                  f"{result.verdict or ''}"
                  + (f"\n    known: {result.known()}" if result.known() else "")
                  + "".join(f"\n    FAIL: {fault}" for fault in faults))
    print()
    for path in paths:
        for client in CLIENTS:
            said = [result.verdict.name for result in path.results
                    if result.client is client and result.verdict]
            if said:
                print(f"{path.results[0].path:7} {client.NAME:8} "
                      + "  ".join(f"{said.count(name):3} {name}"
                                  for name in verdicts.VERDICTS))
        print(f"{path.results[0].path:7} gamut ended with {path.status}"
              + (f", {path.note}" if path.note else ""))
        failed += path.status != 0
    return failed


def read_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--all", action="store_true",
                        help="every code, and not one of each kind")
    parser.add_argument("--path", choices=[path.NAME for path in PATHS],
                        help="this one only")
    parser.add_argument("--client", choices=[c.NAME for c in CLIENTS],
                        help="this one only")
    parser.add_argument("--seed", type=int, default=SEED,
                        help="of the loss")
    parser.add_argument("gamut", help="the program under test")
    return parser.parse_args()


def main():
    args = read_arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    clients = [client for client in CLIENTS
               if args.client in (None, client.NAME)]
    kinds = [kind for kind in PATHS if args.path in (None, kind.NAME)]
    packages.provide([*clients, kamailio])
    packages.warn_of_loopback()
    codes = find_codes(args.gamut) if args.all else FEW
    print(f"{len(codes)} codes, seed {args.seed}", flush=True)
    children = Children()
    with tempfile.TemporaryDirectory(prefix="gamut-paths-") as directory:
        paths = [Path(kind, clients, codes, args, children, directory)
                 for kind in kinds]
        threads = [threading.Thread(target=path.run, daemon=True)
                   for path in paths]
        try:
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        finally:
            children.close()
    failed = show([path for path in paths if path.results])
    is_whole = all(path.results for path in paths) and codes
    print(f"{failed} failed" + ("" if is_whole else ", and not all was run"))
    return 0 if is_whole and not failed else 1


if __name__ == "__main__":
    sys.exit(main())
