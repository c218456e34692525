#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The worked examples do what they say: run.py PATH_TO_GAMUT [README]

`gamut check` passes each, and baresip calls each while `gamut serve` has them.
What baresip reports and what was sent must be what stands behind the example.
"""

import argparse
import os
import signal
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
sys.path.append(os.path.join(TOP, "tests", "interop"))

import baresip
import packages
import readme
from gamut import Calls
from plan import Call
from process import Children, read_text
from server import Server

CHECK_S = 10
# How long the wire may lag behind what baresip reports.
SETTLE_S = 3
POLL_S = 0.01
# Our own hanging up, `after: hold`, is never waited for.
HOLD_S = 600


def main():
    args = read_arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    packages.provide([baresip])
    packages.warn_of_loopback()
    examples = readme.read(args.readme)
    children = Children()
    with tempfile.TemporaryDirectory(prefix="gamut-examples-") as directory:
        files = os.path.join(directory, "files")
        readme.write(examples, files)
        try:
            program = os.path.abspath(args.gamut)
            failed = check(children, program, files, directory)
            if not failed:
                failed = call_all(children, program, examples, directory)
        finally:
            children.close()
    return 1 if failed else 0


def read_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("gamut", help="the program under test")
    parser.add_argument("readme", nargs="?",
                        default=os.path.join(TOP, "scenarios", "README.md"))
    return parser.parse_args()


def check(children, program, files, directory):
    """Whether `gamut check` has anything to say."""
    log = os.path.join(directory, "check")
    status = children.run([program, "check", files], log, CHECK_S)
    if status != 0:
        print(f"gamut check: status {status}, not 0\n{read_text(log)}")
    return status != 0


def call_all(children, program, examples, directory):
    """How many calls did not go as they should."""
    gamut = Server(children, program, os.path.join(directory, "files"),
                   os.path.join(directory, "gamut"), HOLD_S)
    own = os.path.join(directory, "baresip")
    os.mkdir(own)
    client = baresip.Client(children, own, "udp", gamut.ports)
    done = [(call, *place(call, client, gamut))
            for example in examples for call in example.tries]
    client.close()
    status = gamut.stop()
    # Again: a response that comes too much comes late.
    failed = [report(call, reported or sent_faults(call, messages()), messages)
              for call, reported, messages in done].count(False)
    print(f"{len(done) - failed} passed, {failed} failed")
    if status != 0:
        print(f"gamut ended with {status}, not 0\n{read_text(gamut.log)}")
    return failed + (status != 0)


def place(call, client, gamut):
    """What is wrong with what baresip says, and the messages of the call."""
    calls = Calls(gamut.trace)
    try:
        outcome = client.call(Call(call.dial, call.end,
                                   ended_by=call.ended_by), gamut.ports)
    except (OSError, ValueError) as error:
        return f"{type(error).__name__}: {error}", calls.messages
    settle(lambda: not sent_faults(call, calls.messages()))
    own = {message.call_id for message in calls.messages()}
    return said_fault(call, outcome), lambda: [
        message for message in gamut.trace.read() if message.call_id in own]


def said_fault(call, outcome):
    """What is wrong with how the call ended for baresip, in words."""
    said = outcome.text
    if call.end == "cancelled":
        return "" if outcome.rang and not outcome.is_answered else said
    if call.ended_by:
        return "" if outcome.ended_by == call.ended_by else \
            f"{said}, ended by {outcome.ended_by or 'no one'}"
    return "" if said == call.end else said


def sent_faults(call, messages):
    """What is wrong with what was sent, in words."""
    sent = [message.code for message in messages
            if not message.is_request and message.is_out
            and message.method == "INVITE" and message.code != 100]
    if sent != call.sent:
        return "sent " + " ".join(map(str, sent))
    if call.end == "cancelled" and not any(
            message.is_a("CANCEL") for message in messages):
        return "no CANCEL"
    return ""


def settle(is_done):
    deadline = time.monotonic() + SETTLE_S
    while not is_done() and time.monotonic() < deadline:
        time.sleep(POLL_S)


def report(call, fault, messages):
    """Print the line of a call; whether it is a good one."""
    codes = " ".join(map(str, call.sent))
    print(f"{call.name:26} {call.end:26} {codes:16} "
          + (f"FAIL: {fault}" if fault else "ok"), flush=True)
    for message in messages() if fault else []:
        print("    " + message.text.rstrip().replace("\n", "\n    "))
    return not fault


if __name__ == "__main__":
    sys.exit(main())
