# SPDX-License-Identifier: MIT
"""SIPp, with a scenario per call that is put together from sipp/*.xml."""

import os
import shutil
import uuid

import digest
import plan
from plan import BY_CANCEL, BY_CLIENT, BY_GAMUT, Call, Outcome
from process import free_port, read_text

NAME = "sipp"
PACKAGE = "sip-tester"
TRANSPORTS = ("udp", "tcp")
# The scenario follows what it is told to.
PLAN = plan.COMMON + [
    Call("301", "200 OK", first=301, ended_by=BY_CLIENT),
    Call("305", "305 Use Proxy"),
]

PARTS = os.path.join(os.path.dirname(__file__), "sipp")
# -t of each transport: one socket.
MODES = {"udp": "u1", "tcp": "t1"}
DIALLED = "sip:[service]@[remote_ip]:[remote_port]"
CREDENTIALS = (f"[authentication username={plan.USER}"
               f" password={plan.PASSWORD}]")
CALL_S = 15


def is_installed():
    return shutil.which("sipp") is not None


class Client:
    """A process and a port per call."""

    def __init__(self, children, directory, transport, _ports):
        self._children = children
        self._directory = directory
        self._transport = transport
        self._count = 0

    def call(self, call, ports):
        self._count += 1
        base = os.path.join(self._directory, str(self._count))
        with open(base + ".xml", "w", encoding="utf-8") as file:
            file.write(scenario(call))
        status = self._children.run(
            self._args(call, base, ports[self._transport]), base + ".out",
            CALL_S + 5, cwd=self._directory)
        said = _said(base + ".log")
        if status != 0 or "final" not in said:
            raise ChildProcessError(
                f"sipp: exit status {status}\n{_text(base + '.err')}")
        return Outcome(said["final"], said.get("rang") == "180",
                       said["final"].startswith("2"), said.get("ended", ""))

    def _args(self, call, base, port):
        return command(base, port, call.dial, free_port()) + [
            "-t", MODES[self._transport], "-trace_logs", "-log_file", base + ".log",
            "-recv_timeout", "10000"]

    def close(self):
        pass


def command(base, port, dialled, own_port):
    """One call by the scenario base.xml; errors go to base.err."""
    return ["sipp", f"127.0.0.1:{port}", "-sf", base + ".xml",
            "-s", dialled, "-m", "1", "-nostdin",
            "-i", "127.0.0.1", "-p", str(own_port),
            "-cp", str(free_port()),
            # A process ID comes again, which its own would be made of.
            "-cid_str", f"%u-{uuid.uuid4()}@%s",
            "-trace_err", "-error_file", base + ".err",
            "-timeout", str(CALL_S), "-timeout_error"]


def scenario(call):
    """The text of the scenario for one call."""
    steps = []
    cseq, uri, credentials = 1, DIALLED, ""
    if call.first:
        steps += _first_steps(call.first)
        cseq += 1
        if call.first in digest.HEADERS:
            credentials = CREDENTIALS
        else:
            uri = "[$contact]"
    steps += [part("invite", uri, cseq, credentials=credentials),
              part("trying", uri, cseq)]
    if call.rings:
        steps.append(part("ringing", uri, cseq))
    if call.ended_by == BY_CANCEL:
        steps.append(part("cancel", uri, cseq))
    steps.append(part("final", uri, cseq, code=call.final[:3]))
    steps.append(part("answered_ack" if call.is_answered else "refused_ack",
                       uri, cseq))
    if call.ended_by == BY_CLIENT:
        steps.append(part("hang_up", uri, cseq))
    elif call.ended_by == BY_GAMUT:
        steps.append(part("wait_for_bye", uri, cseq))
    return ('<?xml version="1.0" encoding="UTF-8"?>\n<scenario name="call">\n'
            + "".join(steps) + "</scenario>\n")


def _first_steps(code):
    kind = "challenged" if code in digest.HEADERS else "redirected"
    return [part("invite", DIALLED, 1), part("trying", DIALLED, 1),
            part(kind, DIALLED, 1, code=code),
            part("refused_ack", DIALLED, 1)]


def part(name, uri=DIALLED, cseq=1, code="", credentials="", retrans=500):
    """The text of sipp/<name>.xml with its @VALUES@ put in."""
    text = read_text(os.path.join(PARTS, name + ".xml"))
    values = {"URI": uri, "CSEQ": cseq, "NEXT": int(cseq) + 1, "CODE": code,
              "DIALLED": DIALLED, "CREDENTIALS": credentials,
              "RETRANS": retrans}
    # A line that an empty value leaves empty would end the headers.
    if not credentials:
        text = text.replace("    @CREDENTIALS@\n", "")
    for key, value in values.items():
        text = text.replace(f"@{key}@", str(value))
    return text


def _said(path):
    """The scenarios log lines of a key and a value."""
    pairs = (line.partition(" ") for line in _text(path).splitlines())
    return {key: value for key, _, value in pairs}


def _text(path):
    return read_text(path) if os.path.exists(path) else ""
