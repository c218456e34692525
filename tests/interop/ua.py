# SPDX-License-Identifier: MIT
"""Sockets and transactions of a scripted client (RFC 3261 §17, §18).

It keeps the rules, but for those that it is told to break: names in `broken`,
here and in ua_spoil.py.
"""

import asyncio
import re
import secrets

import ua_spoil
import wire

BRANCH = re.compile(r"^Via:.*?;branch=([^;\s]*)", re.M)
STATUS = re.compile(rb"SIP/2\.0 [1-6]\d\d(?: |\r)", re.I)
REQUEST = re.compile(rb"[A-Z]+ \S+ SIP/2\.0\r\n")
LENGTH = re.compile(r"\d+$")
# A copy of an unanswered request never comes later than this many T1.
T2 = 8
LIFE = 64


def new_branch():
    return "z9hG4bK" + secrets.token_hex(8)


def write(start, headers, body=""):
    """A message; headers are pairs, and those with None are left out."""
    lines = [f"{name}: {value}" for name, value in headers
             if value is not None]
    return "\r\n".join([start, *lines, f"Content-Length: {len(body)}", "",
                        body])


class Ua:
    """One client: its socket, and what is under way."""

    def __init__(self, uri, t1_s, broken):
        self.host, port = re.search(r"@?([\d.]+):(\d+)", uri).groups()
        self.port = int(port)
        self.uri = uri
        self.t1_s = t1_s
        self.broken = broken
        self.here = ""
        self.answer = None       # what to do with a request of the server
        self.is_gone = False
        self._udp = None
        self._stream = None      # the writer of a TCP connection
        self._transactions = {}
        self._answered = {}
        self._tasks = set()

    @property
    def life_s(self):
        return LIFE * self.t1_s

    def breaks(self, rule):
        return rule in self.broken

    def spawn(self, work):
        """Have it done meanwhile."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def open(self):
        loop = asyncio.get_running_loop()
        self._udp, _ = await loop.create_datagram_endpoint(
            lambda: _Datagrams(self), local_addr=("127.0.0.1", 0))
        self.here = "{}:{}".format(*self._udp.get_extra_info("sockname"))

    async def connect(self):
        """Have a stream to the server too."""
        if self._stream is None:
            reader, self._stream = await asyncio.open_connection(self.host,
                                                                 self.port)
            self.spawn(self._read(reader))

    async def _read(self, reader):
        data = b""
        while more := await reader.read(65536):
            data += more
            while (end := data.find(b"\r\n\r\n")) >= 0:
                length = re.search(rb"^(?:Content-Length|l) *: *(\d+)",
                                   data[:end], re.M | re.I)
                size = end + 4 + (int(length[1]) if length else 0)
                if len(data) < size:
                    break
                self.receive(data[:size])
                data = data[size:]

    def close(self):
        for task in list(self._tasks):
            task.cancel()
        if self._stream:
            self._stream.close()
        self._udp.close()

    def via(self, branch, transport="UDP"):
        return f"SIP/2.0/{transport} {self.here};branch={branch};rport"

    def send(self, text, is_stream=False):
        text = ua_spoil.spoil(self.broken, text)
        if self.is_gone:
            return text
        if is_stream and self._stream:
            self._stream.write(text.encode())
        else:
            self._udp.sendto(text.encode(), (self.host, self.port))
        return text

    def begin(self, text, is_stream=False):
        """Send a request, and again until it is answered."""
        transaction = Transaction(self, text, is_stream)
        key = (BRANCH.search(transaction.text)[1], transaction.method)
        self._transactions[key] = transaction
        return transaction

    def receive(self, data):
        if self.is_gone:
            return
        if self.breaks("dies") and b"INVITE" in data \
                and not data.startswith(b"SIP/2.0 100"):
            self.is_gone = True
            self._udp.close()
            return
        if REQUEST.match(data):
            self._on_request(wire.Message(0, False, data))
        elif STATUS.match(data):
            message = wire.Message(0, False, b"SIP" + data[3:])
            transaction = self._find(message)
            if transaction:
                transaction.on_response(message)
        elif self.breaks("take-any"):
            busy = re.sub(rb"^SIP/2\.0 \d+", b"SIP/2.0 486", data)
            self._newest().on_response(wire.Message(0, False, busy))

    def _newest(self):
        return [each for each in self._transactions.values()
                if each.is_invite][-1]

    def _find(self, message):
        """The transaction of a response, None when it has to be dropped."""
        if self.breaks("take-any") and "INVITE" in message.method:
            return self._newest()
        vias = message.values("via")
        length = message.value("content-length") or "0"
        if len(vias) != 1 or vias[0].count("SIP/") != 1:
            return None
        sent_by = re.match(r"SIP ?/ ?2\.0 ?/ ?\w+\s+([^;\s]+)", vias[0])
        if not sent_by or sent_by[1] != self.here:
            return None
        if not LENGTH.match(length) or int(length) > message.body_size:
            return None
        return self._transactions.get((message.branch, message.method))

    def _on_request(self, request):
        """Answer, and a copy as before."""
        key = (request.branch, request.method)
        if key in self._answered:
            if self._answered[key]:
                self.send(self._answered[key])
            return
        if request.method == "ACK":
            return
        self._answered[key] = None
        self.answer(request)

    def respond(self, request, status, headers=(), body="", tag=""):
        """A response; nothing keeps it but the copies of its request."""
        to = request.value("to")
        if tag and not request.to_tag:
            to += f";tag={tag}"
        text = write(f"SIP/2.0 {status}",
                     [*(("Via", via) for via in request.values("via")),
                      ("From", request.value("from")), ("To", to),
                      ("Call-ID", request.call_id),
                      ("CSeq", request.value("cseq")), *headers], body)
        if status[0] != "1":
            self._answered[request.branch, request.method] = text
        self.send(text, "/TCP" in request.value("via"))


class _Datagrams(asyncio.DatagramProtocol):
    def __init__(self, ua):
        self._ua = ua

    def datagram_received(self, data, addr):
        self._ua.receive(data)


class Transaction:
    """A request, its copies, its responses, and the ACK for a refusal."""

    def __init__(self, ua, text, is_stream):
        self._ua = ua
        self._is_stream = is_stream
        self.text = ua.send(text, is_stream)
        self.method = text.split(" ", 1)[0]
        self.is_invite = self.method == "INVITE"
        self.on_early = lambda response: None
        self.on_success = lambda response: None
        # The final response, None when there was none in time.
        self.final = asyncio.get_running_loop().create_future()
        self._is_early = False
        self._ack = None
        self._acked_s = 0
        self._acks = 0
        ua.spawn(self._repeat())

    def _now(self):
        return asyncio.get_running_loop().time()

    async def _repeat(self):
        ua = self._ua
        began_s = self._now()
        end_s = began_s + ua.life_s
        if ua.breaks("never-gives-up"):
            end_s += 2 * ua.life_s
        wait_s = ua.t1_s
        while True:
            rest_s = end_s - self._now()
            await asyncio.sleep(max(min(wait_s, rest_s), 0))
            if self.final.done() and not ua.breaks("copies-after-final"):
                return
            if self.is_invite and self._is_early \
                    and not ua.breaks("copies-after-1xx"):
                return
            if self._now() >= end_s:
                break
            if not self._is_stream:
                ua.send(self._copy())
            if not ua.breaks("copies-at-once"):
                wait_s *= 2
            if not self.is_invite:
                wait_s = T2 * ua.t1_s if self._is_early \
                    else min(wait_s, T2 * ua.t1_s)
        self._end(None)
        if ua.breaks("ack-timeout"):
            ua.send(self._write_ack(re.search(r"^To: (.*)\r", self.text,
                                              re.M)[1]))

    def _copy(self):
        if self._ua.breaks("copies-changed"):
            return self.text.replace("Max-Forwards: 70", "Max-Forwards: 69")
        return self.text

    def _end(self, response):
        if not self.final.done():
            self.final.set_result(response)

    def give_up(self):
        """The user has had enough, or the time is over."""
        self._end(None)

    def on_response(self, response):
        ua = self._ua
        if response.code < 200:
            self._on_early(response)
        elif not self.is_invite:
            self._end(response)
            if ua.breaks("ack-any"):
                ua.send(re.sub(r"branch=\w+", "branch=" + new_branch(),
                               self._write_ack(response.value("to"))))
        elif response.code < 300:
            if self._ack is None or ua.breaks("second-final"):
                self._end(response)
                if self.final.result() is not None:
                    self.on_success(response)
        elif self.final.done() and self._ack is None \
                and self.final.result() is not None:
            if ua.breaks("second-final"):
                self._acknowledge(response)
        elif not (self.final.done() and self._ack is None):
            self._end(response)
            self._acknowledge(response)

    def _on_early(self, response):
        if self.final.done() or (self.is_invite and self._ack):
            return
        self._is_early = True
        if self._ua.breaks("ack-1xx"):
            self._ua.send(self._write_ack(response.value("to")))
        self.on_early(response)

    def _acknowledge(self, response):
        ua = self._ua
        if ua.breaks("no-ack"):
            return
        if self._ack is None:
            self._acked_s = self._now()
            self._ack = self._write_ack(response.value("to"))
        elif ua.breaks("second-final"):
            self._ack = self._write_ack(response.value("to"))
        since_s = self._now() - self._acked_s
        if since_s > self._ua.life_s and not self._is_stream:
            return  # Timer D
        self._acks += 1
        if self._acks > 1 and ua.breaks("ack-once"):
            return
        if since_s > ua.life_s / 2 and ua.breaks("ack-half"):
            return
        ua.send(self._ack, self._is_stream)

    def _write_ack(self, to):
        """RFC 3261 §17.1.1.3."""
        head, _, rest = self.text.partition("\r\n")
        uri = head.split()[1]
        headers = [line.split(": ", 1) for line
                   in rest.split("\r\n\r\n")[0].split("\r\n")]
        kept = [(name, value) for name, value in headers
                if name in ("Via", "From", "Call-ID", "Route")]
        cseq = next(value for name, value in headers if name == "CSeq")
        return write(f"ACK {uri} SIP/2.0",
                     [*kept, ("Max-Forwards", 70), ("To", to),
                      ("CSeq", cseq.split()[0] + " ACK")])
