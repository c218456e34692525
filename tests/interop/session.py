# SPDX-License-Identifier: MIT
"""One client over one transport: all calls of its plan, one by one."""

import os
import textwrap
import time
from typing import NamedTuple

from gamut import Calls, Gamut
from judge import judge, judge_trace
from plan import BY_GAMUT
from process import read_text

# How long the wire may lag behind what the client reports.
SETTLE_S = 3
POLL_S = 0.01
# Then the client or the program is broken, and the rest would only take time.
FAILURES_MAX = 4
# How much of a failed call is shown.
FAULTS_MAX = 5
MESSAGES_MAX = 20


class Line(NamedTuple):
    """One line of the output."""

    session: str
    what: str
    text: str
    faults: list
    detail: str = ""

    @property
    def is_ok(self):
        return not self.faults

    def __str__(self):
        verdict = "ok" if self.is_ok else "FAIL: " + self._first_faults()
        text = f"{self.session:11} {self.what:10} {self.text:40} {verdict}"
        if self.is_ok or not self.detail:
            return text
        return text + "\n" + textwrap.indent(self.detail.rstrip(), "    ")

    def _first_faults(self):
        shown = list(dict.fromkeys(self.faults))
        more = len(shown) - FAULTS_MAX
        return "; ".join(shown[:FAULTS_MAX]
                         + ([f"and {more} more"] if more > 0 else []))


def run_session(module, transport, children, program, directory, lines):
    """Put a Line per call into lines, and None at the end."""
    name = f"{module.NAME} {transport}"
    try:
        with Session(module, transport, children, program,
                     directory) as session:
            for line in session.run():
                lines.put(line)
        for line in session.closing_lines():
            lines.put(line)
    except Exception as error:  # whatever it is, the others go on
        first, *more = _words(error).splitlines()
        lines.put(Line(name, "session", "", [first], "\n".join(more)))
    finally:
        lines.put(None)


class Session:
    """The client and the two responders it calls."""

    def __init__(self, module, transport, children, program, directory):
        self._name = f"{module.NAME} {transport}"
        self._plan = module.PLAN
        # The brisk one hangs up after a second, the patient one never does.
        self._patient = Gamut(children, program,
                              os.path.join(directory, "patient"), 600)
        self._brisk = Gamut(children, program,
                            os.path.join(directory, "brisk"), 1)
        own = os.path.join(directory, "client")
        os.mkdir(own)
        self._client = module.Client(children, own, transport,
                                     self._patient.ports)
        self._statuses = []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._client.close()
        self._statuses = [gamut.stop() for gamut in self._gamuts]

    @property
    def _gamuts(self):
        return self._patient, self._brisk

    def run(self):
        registered = getattr(self._client, "registered", None)
        if registered:
            faults = [] if registered == "200 OK" else ["not 200 OK"]
            yield self._line("register", f"reported {registered}", faults)
        failures = 0
        for call in self._plan:
            if failures == FAILURES_MAX:
                yield self._line(call.dial, "", ["not tried"])
                continue
            line = self._call(call)
            failures += not line.is_ok
            yield line

    def _call(self, call):
        gamut = self._brisk if call.ended_by == BY_GAMUT else self._patient
        calls = Calls(gamut.trace)
        self._client.forget = calls.forget
        try:
            outcome = self._client.call(call, gamut.ports)
        except (OSError, ValueError) as error:
            first, *more = _words(error).splitlines()
            return self._line(call.dial, "", [first], calls.messages(), more)
        faults = _settled(lambda: judge(call, outcome, calls.messages()))
        text = f"reported {outcome.text}"
        if outcome.ended_by:
            text += f", ended by {outcome.ended_by}"
        return self._line(call.dial, text, faults, calls.messages())

    def closing_lines(self):
        """What only shows when all is over."""
        messages = [message for gamut in self._gamuts
                    for message in gamut.trace.read()]
        yield self._line("trace", f"{len(messages)} messages",
                         judge_trace(messages))
        statuses = " and ".join(map(str, self._statuses))
        logs = "\n".join(read_text(gamut.log) for gamut in self._gamuts)
        yield Line(self._name, "exit", f"gamut ended with {statuses}",
                   ["not 0"] if any(self._statuses) else [], logs)

    def _line(self, what, text, faults, messages=(), notes=()):
        shown = [message.text for message in messages[:MESSAGES_MAX]]
        return Line(self._name, what, text, faults,
                    "\n".join([*notes, *shown]))


def _settled(judged):
    """The faults that remain when the wire had time to settle."""
    deadline = time.monotonic() + SETTLE_S
    while True:
        faults = judged()
        if not faults or time.monotonic() > deadline:
            return faults
        time.sleep(POLL_S)


def _words(error):
    return f"{type(error).__name__}: {error}"
