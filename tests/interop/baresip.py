# SPDX-License-Identifier: MIT
"""baresip (libre), driven through its ctrl_tcp module."""

import json
import os
import shutil
import socket
import time

import plan
from plan import (BY_CANCEL, BY_CLIENT, BY_GAMUT, REINVITE, TRANSFER, Call,
                  Outcome)
from process import free_port, read_text, wait_for

NAME = "baresip"
CALLER = plan.USER
PACKAGE = "baresip-core"
TRANSPORTS = ("udp", "tcp")
# It follows every redirection.
PLAN = plan.COMMON + [
    Call(str(code), "200 OK", first=code, ended_by=BY_CLIENT)
    for code in (300, 301, 305)
]

MODULES = "/usr/lib/baresip/modules"
CONFIG = """\
sip_listen 127.0.0.1:0
module_path {modules}
module g711.so
module_app account.so
module_app menu.so
module_app ctrl_tcp.so
ctrl_tcp_listen {host}:{port}
"""
ANSWER_S = 30
ACTS = {REINVITE: ("reinvite",), TRANSFER: ("transfer", plan.TRANSFER_TO)}


def is_installed():
    return (shutil.which("baresip") is not None
            and os.path.exists(os.path.join(MODULES, "ctrl_tcp.so")))


class Client:
    """One baresip for all calls, registered with the responder or not."""

    # Further lines of its configuration.
    config = ""
    # How long it waits for a response, and for the end of an answered call.
    patience_s = ANSWER_S

    def __init__(self, children, directory, transport, ports,
                 is_registered=True):
        self._transport = transport
        self._children = children
        self._log = os.path.join(directory, "log")
        self._control = (_own_address(), free_port())
        _configure(directory, self._control, self.config)
        self._child = children.start(
            ["baresip", "-4", "-f", directory], self._log)
        self._events = Events(wait_for("baresip", self._connect))
        self._add_account(ports, 60 if is_registered else 0)
        # What it says about the registration.
        self.registered = is_registered and self._events.wait(
            "REGISTER_OK", "REGISTER_FAIL")["param"]

    def _connect(self):
        if self._child.poll() is not None:
            raise ChildProcessError("baresip\n" + read_text(self._log))
        try:
            return socket.create_connection(self._control)
        except ConnectionRefusedError:
            return None

    def _add_account(self, ports, interval_s):
        self._events.send(
            "uanew", f"<sip:{plan.USER}@127.0.0.1:{ports[self._transport]}"
            f";transport={self._transport}>;regint={interval_s}"
            f";auth_user={plan.USER};auth_pass={plan.PASSWORD}")

    def call(self, call, ports):
        # It adds the transport of the account to the URI.
        return self.call_uri(
            call, f"sip:{call.dial}@127.0.0.1:{ports[self._transport]}")

    def call_uri(self, call, uri):
        self._events.send("dial", uri)
        event = self._wait("CALL_RINGING", "CALL_ESTABLISHED", "CALL_CLOSED")
        rang = event["type"] == "CALL_RINGING"
        if rang:
            if call.ended_by == BY_CANCEL:
                self._events.send("hangup")
            event = self._wait("CALL_ESTABLISHED", "CALL_CLOSED")
        if event["type"] == "CALL_CLOSED":
            return Outcome(event["param"], rang)
        return Outcome("established", rang, True, self._end(call))

    def _wait(self, *events):
        return self._events.wait(*events, within_s=self.patience_s)

    def _end(self, call):
        if call.act:
            self._events.send(*ACTS[call.act])
        if call.ended_by != BY_GAMUT:
            self._events.send("hangup")
        reason = self._wait("CALL_CLOSED")["param"]
        by_user = reason == "Connection reset by user"
        return BY_CLIENT if by_user else BY_GAMUT

    def close(self):
        self._events.close()
        self._children.stop(self._child)


class Events:
    """The control connection: JSON in netstrings, both ways."""

    def __init__(self, connection):
        self._connection = connection
        self._data = b""

    def send(self, command, params=""):
        text = json.dumps({"command": command, "params": params}).encode()
        self._connection.sendall(b"%d:%s," % (len(text), text))

    def wait(self, *types, within_s=ANSWER_S):
        """The next event that is one of these types."""
        deadline = time.monotonic() + within_s
        while True:
            event = self._next(deadline)
            if event.get("type") in types:
                return event

    def _next(self, deadline):
        while True:
            size, colon, rest = self._data.partition(b":")
            if colon and len(rest) > int(size):
                self._data = rest[int(size) + 1:]
                return json.loads(rest[:int(size)])
            self._connection.settimeout(
                max(deadline - time.monotonic(), 0.001))
            data = self._connection.recv(65536)
            if not data:
                raise ConnectionError("baresip closed its control port")
            self._data += data

    def close(self):
        self._connection.close()


def _own_address():
    """Of the loopback: no other process takes its ports before they are used."""
    return "127.{}.{}.{}".format(*(1 << 22 | os.getpid()).to_bytes(3, "big"))


def _configure(directory, control, more):
    files = {"config": CONFIG.format(modules=MODULES, host=control[0],
                                     port=control[1]) + more,
             "accounts": "", "contacts": ""}
    for name, text in files.items():
        with open(os.path.join(directory, name), "w",
                  encoding="utf-8") as file:
            file.write(text)
