# SPDX-License-Identifier: MIT
"""linphonec (belle-sip), driven by commands on its standard input."""

import os
import re
import shutil
import subprocess

import plan
from plan import (BY_CANCEL, BY_CLIENT, BY_GAMUT, REINVITE, TRANSFER, Call,
                  Outcome)
from process import read_text, wait_for

NAME = "linphone"
CALLER = plan.USER
PACKAGE = "linphone-cli"
TRANSPORTS = ("udp", "tcp")
# Of redirections it follows 301 and 302.
PLAN = plan.COMMON + [Call("301", "200 OK", first=301, ended_by=BY_CLIENT)]

# The kernel chooses its ports (-1), and it listens on one transport only: it
# would call over UDP whatever the URI says.
CONFIG = """\
[sip]
sip_port={udp}
sip_tcp_port={tcp}
sip_tls_port=0
contact=<sip:{user}@127.0.0.1>
guess_hostname=0
use_ipv6=0
[rtp]
audio_rtp_port=-1
[video]
enabled=0
[auth_info_0]
username={user}
passwd={password}
realm=gamut
"""
RANG = re.compile(r"^(?:linphonec> )?Call \d+ to .* ringing\.$", re.M)
ANSWERED = re.compile(r"^(?:linphonec> )?Call \d+ with .* connected\.$", re.M)
OVER = re.compile(r"^(?:linphonec> )?Call \d+ with .* "
                  r"(?:error|ended .*|early ended .*)\.?$", re.M)
# It does nothing else until it is told.
ASKS = re.compile(r"Password for .* on .*: ")
FINAL = re.compile(r"^SIP/2\.0 ([2-6]\d\d.*?)\r?\n(?:[^\r\n]+\r?\n)*?"
                   r"CSeq: *\d+ INVITE", re.M | re.I)
ACTS = {REINVITE: "pause", TRANSFER: "transfer " + plan.TRANSFER_TO}
ANSWER_S = 30


def is_installed():
    return shutil.which("linphonec") is not None


class Client:
    """One linphonec for all calls."""

    # How long it waits for a response, and for the end of an answered call.
    patience_s = ANSWER_S

    def __init__(self, children, directory, transport, _ports, **_options):
        self._transport = transport
        self._children = children
        self._said = Reader(os.path.join(directory, "log"))
        self._wire = Reader(os.path.join(directory, "wire"))
        self._told = 0
        _configure(directory, transport)
        self._child = children.start(
            ["linphonec", "-c", os.path.join(directory, "linphonerc"),
             "-d", "6", "-l", self._wire.path], self._said.path,
            stdin=subprocess.PIPE, cwd=directory,
            env={**os.environ, "HOME": directory})
        # It has no sound card to open.
        self._command("soundcard use files")
        wait_for("linphone", self._is_ready)

    def _is_ready(self):
        if self._child.poll() is not None:
            raise ChildProcessError("linphone\n" + read_text(self._said.path))
        return "Using wav files" in self._said.read()

    def call(self, call, ports):
        self._said.skip()
        self._wire.skip()
        self._told = 0
        self._command(f"call sip:{call.dial}@127.0.0.1:"
                      f"{ports[self._transport]};transport={self._transport}")
        if call.ended_by == BY_CANCEL:
            self._wait(RANG)
            self._command("terminate")
            self._wait(OVER)
            return Outcome("cancelled", True)
        found = wait_for("an answer to linphone", self._find_answer,
                         self.patience_s)
        rang = RANG.search(self._read()[:found.start()]) is not None
        final = FINAL.findall(self._wire.read())
        text = final[-1] if final else "no response"
        if found.re is OVER:
            return Outcome(text, rang)
        return Outcome(text, rang, True, self._end(call))

    def _read(self):
        """What it says; it is told what a person would be asked for."""
        text = self._said.read()
        for _ in range(self._told, len(ASKS.findall(text))):
            self._command(plan.PASSWORD)
            self._told += 1
        return text

    def _find_answer(self):
        text = self._read()
        return ANSWERED.search(text) or OVER.search(text)

    def _end(self, call):
        if call.act:
            self._command(ACTS[call.act])
        if call.ended_by != BY_GAMUT:
            self._command("terminate")
        self._wait(OVER)
        return call.ended_by or BY_CLIENT

    def _command(self, text):
        self._child.stdin.write(text.encode() + b"\n")
        self._child.stdin.flush()

    def _wait(self, pattern):
        return wait_for(f"/{pattern.pattern}/ of linphone",
                        lambda: pattern.search(self._read()),
                        self.patience_s)

    def close(self):
        self._children.stop(self._child)


class Reader:
    """What a log says since the call began."""

    def __init__(self, path):
        self.path = path
        self._offset = 0

    def skip(self):
        self._offset = (os.path.getsize(self.path)
                        if os.path.exists(self.path) else 0)

    def read(self):
        if not os.path.exists(self.path):
            return ""
        with open(self.path, "rb") as file:
            file.seek(self._offset)
            return file.read().decode("utf-8", "replace")


def _configure(directory, transport):
    os.makedirs(os.path.join(directory, ".local/share/linphone"),
                exist_ok=True)
    with open(os.path.join(directory, "linphonerc"), "w",
              encoding="utf-8") as file:
        file.write(CONFIG.format(
            udp=-1 if transport == "udp" else 0,
            tcp=-1 if transport == "tcp" else 0,
            user=plan.USER, password=plan.PASSWORD))
