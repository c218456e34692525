# SPDX-License-Identifier: MIT
"""twinkle-console, driven by commands on its standard input."""

import fcntl
import os
import re
import shutil
import socket
import subprocess
import tempfile
import time

import plan
from plan import (BY_CANCEL, BY_CLIENT, BY_GAMUT, REINVITE, TRANSFER, Call,
                  Outcome)
from process import free_port, read_text, wait_for

NAME = "twinkle"
CALLER = "erin"
PACKAGE = "twinkle-console"
# Over TCP it now and then crashes between two calls.
TRANSPORTS = ("udp",)
# It follows every redirection.
PLAN = plan.COMMON + [
    Call(str(code), "200 OK", first=code, ended_by=BY_CLIENT)
    for code in (300, 301, 305)
]

PROFILE = """\
user_name={caller}
user_domain=127.0.0.1
auth_name={user}
auth_pass={password}
register_at_startup=no
ask_user_to_redirect=no
"""
SYSTEM = """\
sip_port={sip_port}
rtp_port={rtp_port}
play_ringtone=no
play_ringback=no
"""
SOUND = """\
pcm.!default { type null }
ctl.!default { type null }
"""
RANG = re.compile(r"^Line \d: received 180 Ringing$", re.M)
FINAL = re.compile(r"^Line \d: (call failed\.|far end answered call\.)\n"
                   r"(\d\d\d .*)$", re.M)
CANCELLED = re.compile(r"^Line \d: call (?:failed|ended)\.$", re.M)
END = re.compile(r"^Line \d: (far end ended call|call ended)\.$", re.M)
ACTS = {REINVITE: "hold", TRANSFER: "transfer " + plan.TRANSFER_TO}
ANSWER_S = 12
FREE_S = 0.3
TRIES_MAX = 3
# Its ports are sometimes in use.
STARTS_MAX = 4


def is_installed():
    return shutil.which("twinkle-console") is not None


class Client:
    """One twinkle for all calls."""

    # How long it waits for a response, and for the end of an answered call;
    # how often it tries.
    patience_s = ANSWER_S
    tries = TRIES_MAX

    def __init__(self, children, directory, _transport, _ports,
                 **_options):
        self._children = children
        self._directory = directory
        self._log = os.path.join(directory, "log")
        self._start_any()

    def _start_any(self):
        for left in reversed(range(STARTS_MAX)):
            _configure(self._directory)
            try:
                self._start()
                return
            except ChildProcessError:
                if not left:
                    raise

    def _start(self):
        _await_own_second()
        with open(self._log, "w", encoding="utf-8"):
            self._offset = 0
        self._child = self._children.start(
            ["twinkle-console", "gamut.cfg"], self._log,
            stdin=subprocess.PIPE, cwd=self._directory,
            env={**os.environ, "HOME": self._directory})
        wait_for("twinkle", self._is_ready)

    def _is_ready(self):
        if self._child.poll() is not None:
            raise ChildProcessError("twinkle\n" + read_text(self._log))
        return "Twinkle> " in read_text(self._log)

    def call(self, call, ports):
        for left in reversed(range(self.tries)):
            try:
                return self._call(call, ports)
            except (TimeoutError, BrokenPipeError):
                # Now and then it crashes or hangs as soon as a call is over.
                if not left:
                    raise
                self._children.stop(self._child)
                self._start_any()
                self.forget()

    def forget(self):
        """Called when a call has hung and is made again: who looks at the wire
        replaces this."""

    def _call(self, call, ports):
        # It is not yet free when it says that a call is over; then it drops
        # the next command, or crashes by it.
        time.sleep(FREE_S)
        self._offset = os.path.getsize(self._log)
        self._command(f"call {call.dial}@127.0.0.1:{ports['udp']}")
        if call.ended_by == BY_CANCEL:
            self._wait(RANG)
            self._command("bye")
            self._wait(CANCELLED)
            return Outcome("cancelled", True)
        found = self._wait(FINAL)
        rang = RANG.search(self._said()[:found.start()]) is not None
        if found[1] == "call failed.":
            return Outcome(found[2], rang)
        return Outcome(found[2], rang, True, self._end(call))

    def _end(self, call):
        if call.act:
            self._command(ACTS[call.act])
        if call.ended_by != BY_GAMUT:
            self._command("bye")
        found = self._wait(END)
        return BY_CLIENT if found[1] == "call ended" else BY_GAMUT

    def _command(self, text):
        self._child.stdin.write(text.encode() + b"\n")
        self._child.stdin.flush()

    def _said(self):
        """What it printed since the call began."""
        with open(self._log, "rb") as file:
            file.seek(self._offset)
            return file.read().decode("utf-8", "replace")

    def _wait(self, pattern):
        return wait_for(f"/{pattern.pattern}/ of twinkle",
                        lambda: pattern.search(self._said()), self.patience_s)

    def close(self):
        self._children.stop(self._child)


def _await_own_second():
    """Whatever is random to it comes from the second that it is started in:
    another one of that second would make the same call."""
    path = os.path.join(tempfile.gettempdir(),
                        f"gamut-twinkle-{os.getuid()}")
    with open(os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600),
              "r+", encoding="ascii") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        last = int(file.read() or 0)
        time.sleep(max(0, min(last + 1 - time.time(), 1)))
        file.seek(0)
        file.write(str(int(time.time())))


def _configure(directory):
    own = os.path.join(directory, ".twinkle")
    shutil.rmtree(own, ignore_errors=True)
    os.mkdir(own)
    files = {
        ".asoundrc": SOUND,
        ".twinkle/gamut.cfg": PROFILE.format(
            caller=CALLER, user=plan.USER, password=plan.PASSWORD),
        ".twinkle/twinkle.sys": SYSTEM.format(
            sip_port=free_port(),
            rtp_port=free_port()),
    }
    for name, text in files.items():
        with open(os.path.join(directory, name), "w",
                  encoding="utf-8") as file:
            file.write(text)
