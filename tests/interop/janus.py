# SPDX-License-Identifier: MIT
"""The SIP plug-in of Janus (sofia-sip's nua), over its socket interface."""

import glob
import json
import os
import shutil
import socket
import string
import subprocess
import time

import plan
from plan import (BY_CANCEL, BY_CLIENT, BY_GAMUT, REINVITE, TRANSFER, Call,
                  Outcome)
from process import read_text, wait_for

NAME = "janus"
CALLER = "bob"
PACKAGE = "janus"
# It ignores ;transport=tcp.
TRANSPORTS = ("udp",)
# Of the redirections it follows these two alone.
PLAN = plan.COMMON + [
    Call("301", "301 Moved Permanently"),
    Call("305", "200 OK", first=305, ended_by=BY_CLIENT),
]

TEMPLATES = os.path.join(os.path.dirname(__file__), "janus-conf")
CONFIGS = ("janus.jcfg", "janus.transport.pfunix.jcfg",
           "janus.plugin.sip.jcfg")
# The only parts of Janus that are loaded.
PARTS = ("plugins/libjanus_sip.so", "transports/libjanus_pfunix.so")
FOLDERS = "/usr/lib/*/janus"
ANSWER_S = 30
ACTS = {REINVITE: {"request": "hold"},
        TRANSFER: {"request": "transfer", "uri": plan.TRANSFER_TO}}
PING_S = 3
STARTS_MAX = 4


def is_installed():
    return (shutil.which("janus") is not None
            and all(_find(part) for part in PARTS))


def _find(part):
    return glob.glob(os.path.join(FOLDERS, part))


class Client:
    """One Janus; each call is a new session of it, with its own SIP port."""

    # Whether sessions stay after their calls.
    stay_s = 0
    # How long it waits for a response, and for the end of an answered call.
    patience_s = ANSWER_S

    def __init__(self, children, directory, _transport, _ports,
                 **_options):
        self._children = children
        self._directory = directory
        self._log = os.path.join(directory, "log")
        self._offer = _offer()
        _configure(directory)
        # The thread of its socket now and then ends as soon as it is made,
        # when the machine is busy; Janus then ends too, or is deaf.
        for left in reversed(range(STARTS_MAX)):
            try:
                self._start()
                return
            except OSError:
                self._children.stop(self._child)
                if not left:
                    raise

    def _start(self):
        self._child = self._children.start(
            ["janus", "-F", self._directory,
             "-C", os.path.join(self._directory, "janus.jcfg")], self._log)
        self._api = Api(wait_for("janus", self._connect))
        self._api.ping()

    def _connect(self):
        if self._child.poll() is not None:
            raise ChildProcessError("janus\n" + read_text(self._log))
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        try:
            connection.connect(os.path.join(self._directory, "api"))
        except OSError:
            connection.close()
            return None
        return connection

    def _exit_status(self):
        try:
            return self._child.wait(1)
        except subprocess.TimeoutExpired:
            return None

    def call(self, call, ports):
        try:
            self._api.open()
            outcome = self._call(call, ports["udp"])
            if not self.stay_s:
                self._api.close_session()
        except ConnectionError as error:
            raise ChildProcessError(
                f"janus: {error}, exit status {self._exit_status()}\n"
                + read_text(self._log)) from error
        return outcome

    def _call(self, call, port):
        self._api.send(request="register", type="guest",
                       username=f"sip:{CALLER}@127.0.0.1")
        self._api.wait("registered")
        self._api.send(self._offer, request="call",
                       uri=f"sip:{call.dial}@127.0.0.1:{port}",
                       authuser=plan.USER, secret=plan.PASSWORD)
        result = self._wait("ringing", "accepted", "hangup")
        rang = result["event"] == "ringing"
        if rang:
            if call.ended_by == BY_CANCEL:
                self._api.send(request="hangup")
            result = self._wait("accepted", "hangup")
        if result["event"] == "hangup":
            return Outcome(f"{result['code']} {result['reason']}", rang)
        return Outcome("accepted", rang, True, self._end(call))

    def _wait(self, *events):
        return self._api.wait(*events, within_s=self.patience_s)

    def _end(self, call):
        if call.act:
            self._api.send(**ACTS[call.act])
        if call.ended_by != BY_GAMUT:
            self._api.send(request="hangup")
        # Its own BYE is reported as "200 to BYE".
        result = self._wait("hangup")
        return BY_CLIENT if result["reason"] == "to BYE" else BY_GAMUT

    def close(self):
        self._api.close()
        self._children.stop(self._child)


class Api:
    """Requests and events, one JSON object in a packet each."""

    def __init__(self, connection):
        self._connection = connection
        self._session = {}
        self._count = 0

    def ping(self):
        self._ask(PING_S, janus="ping")

    def open(self):
        """A session with a handle of the SIP plug-in."""
        self._session = {}
        made = self._ask(janus="create")
        self._session["session_id"] = made["data"]["id"]
        made = self._ask(janus="attach", plugin="janus.plugin.sip")
        self._session["handle_id"] = made["data"]["id"]

    def close_session(self):
        self._session.pop("handle_id", None)
        self._ask(janus="destroy")

    def send(self, offer="", **body):
        more = {"jsep": {"type": "offer", "sdp": offer}} if offer else {}
        self._request(janus="message", body=body, **more)

    def wait(self, *events, within_s=ANSWER_S):
        """The next of these events of the open handle."""
        deadline = time.monotonic() + within_s
        while True:
            message = self._next(deadline)
            if message.get("sender") != self._session["handle_id"]:
                continue
            data = message.get("plugindata", {}).get("data", {})
            if "error" in data:
                raise ValueError(data["error"])
            result = data.get("result", {})
            if result.get("event") in events:
                return result

    def _request(self, **members):
        self._count += 1
        members.update(self._session, transaction=str(self._count))
        self._connection.send(json.dumps(members).encode())

    def _ask(self, answer_s=ANSWER_S, **members):
        """Send a request that is answered at once; the answer."""
        self._request(**members)
        deadline = time.monotonic() + answer_s
        while True:
            message = self._next(deadline)
            if message.get("transaction") == str(self._count):
                return message

    def _next(self, deadline):
        self._connection.settimeout(max(deadline - time.monotonic(), 0.001))
        data = self._connection.recv(65536)
        if not data:
            raise ConnectionError("janus closed its socket")
        return json.loads(data)

    def close(self):
        self._connection.close()


def _offer():
    text = read_text(os.path.join(TEMPLATES, "offer.sdp"))
    return text.replace("\n", "\r\n")


def _configure(directory):
    for name in CONFIGS:
        text = read_text(os.path.join(TEMPLATES, name))
        with open(os.path.join(directory, name), "w",
                  encoding="utf-8") as file:
            file.write(string.Template(text).substitute(directory=directory))
    for part in PARTS:
        link = os.path.join(directory, part)
        os.mkdir(os.path.dirname(link))
        os.symlink(_find(part)[0], link)
