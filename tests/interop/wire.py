# SPDX-License-Identifier: MIT
"""The messages of a trace file, as `gamut serve --trace FILE` writes it."""

import datetime
import re

# ### DATE TIME in|out TRANSPORT REMOTE LOCAL SIZE, " lost" when it was
HEAD = re.compile(rb"### (\S+ \S+) (in|out) (\w+) (\S+) (\S+) (\d+)( lost)?\n")
COMPACT = {"v": "via", "f": "from", "t": "to", "i": "call-id", "m": "contact",
           "l": "content-length", "c": "content-type", "k": "supported",
           "o": "event", "x": "session-expires"}
# A header goes on in the next line.
FOLD = re.compile(r"\r\n[ \t]+")


class Message:
    """One SIP message that went over the wire."""

    def __init__(self, when, is_out, data):
        self.when = when
        self.is_out = is_out
        self.text = data.decode("utf-8", "replace")
        head, _, self.body = self.text.partition("\r\n\r\n")
        self.body_size = len(data.partition(b"\r\n\r\n")[2])
        self.start, *lines = FOLD.sub(" ", head).split("\r\n")
        self._fields = [_field(line) for line in lines]
        self.is_request = not self.start.startswith("SIP/2.0 ")
        self.cseq, _, method = self.value("cseq").partition(" ")
        self.method = method.strip()
        if self.is_request:
            self.uri = self.start.split()[1]
        else:
            self.status = self.start[len("SIP/2.0 "):]
            self.code = int(self.status[:3])

    def values(self, name):
        return [value for found, value in self._fields if found == name]

    def value(self, name):
        """The first field of that name, empty when there is none."""
        return (self.values(name) or [""])[0]

    @property
    def call_id(self):
        return self.value("call-id")

    @property
    def branch(self):
        return _parameter(self.value("via"), "branch")

    @property
    def to_tag(self):
        return _parameter(self.value("to"), "tag")

    @property
    def from_tag(self):
        return _parameter(self.value("from"), "tag")

    def uris(self, name):
        return [uri for value in self.values(name)
                for uri in re.findall(r"<([^>]*)>", value)]

    def is_a(self, method):
        return self.is_request and self.method == method

    def answers(self, request):
        return (not self.is_request and self.is_out != request.is_out
                and self.branch == request.branch
                and self.method == request.method
                and self.call_id == request.call_id)


class Trace:
    """A trace file that grows while it is read."""

    def __init__(self, path):
        self._path = path
        self._offset = 0
        self.messages = []

    def read(self):
        """Take in what was added since the last time; all messages."""
        with open(self._path, "rb") as file:
            file.seek(self._offset)
            data = file.read()
        used = 0
        while head := HEAD.match(data, used):
            end = head.end() + int(head[6])
            if len(data) < end + 2:
                break
            # Keep-alives are no messages, and what was lost is none.
            if not head[7] and b"SIP/2.0" in data[head.end():end]:
                self.messages.append(_message(head, data[head.end():end]))
            used = end + 2
        self._offset += used
        return self.messages


def _message(head, data):
    when = datetime.datetime.fromisoformat(head[1].decode())
    return Message(when.timestamp(), head[2] == b"out", data)


def _field(line):
    name, _, value = line.partition(":")
    name = name.strip().lower()
    return COMPACT.get(name, name), value.strip()


def _parameter(value, name):
    found = re.search(rf";\s*{name}\s*=\s*([^;,\s]+)", value)
    return found[1] if found else ""
