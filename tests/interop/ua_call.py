# SPDX-License-Identifier: MIT
"""Calls and dialogs of a scripted client (RFC 3261 §12 to §15, RFC 3262)."""

import asyncio
import re
import secrets

import ua_digest
from ua import new_branch, write

ADDRESS = re.compile(
    r'\s*(?:(?:"(?:[^"\\]|\\.)*"\s*|[^<"]*)<([^>]*)>|([^;,\s]+))')
ALLOW = ("INVITE, ACK, CANCEL, BYE, OPTIONS, PRACK, UPDATE, INFO, NOTIFY, "
         "REFER, MESSAGE")
SDP = ("v=0\r\no=- 1 {} IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\n"
       "t=0 0\r\nm=audio 9 RTP/AVP 0\r\n")
PACKAGE = "infoDtmf"
# Whatever it is told, it does not go on for ever.
TRIES_MAX = 4


def addresses(values):
    """The URIs of Contact, Route and the like."""
    found = []
    for value in values:
        rest = value
        while rest.strip(" ,"):
            match = ADDRESS.match(rest.lstrip(" ,"))
            found.append(match[1] or match[2])
            rest = rest.lstrip(" ,")[match.end():]
            rest = re.sub(r'^(?:"(?:[^"\\]|\\.)*"|[^,"])*', "", rest)
    return found


class Dialog:
    """One dialog, early or not, whoever began it."""

    def __init__(self, call, response):
        self.call = call
        self.remote_tag = response.to_tag
        self.to = response.value("to")
        self.cseq = call.invite_cseq
        self.target = call.uri
        self.routes = []
        self.is_over = False
        self.is_confirmed = False
        self.rseq = None
        self.gone = call.phone.loop.create_future()
        self.learn(response)

    def learn(self, response):
        contacts = addresses(response.values("contact"))
        self.target = contacts[0] if contacts else self.target
        if not self.is_confirmed:
            self.routes = addresses(response.values("record-route"))[::-1]

    def write(self, method, headers=(), body="", cseq=None):
        if cseq is None:
            self.cseq += 1
        self.call.cseq = max(self.call.cseq, self.cseq)
        routes = [("Route", f"<{uri}>") for uri in self.routes]
        keys = self.call.phone.keys
        credentials = self.call.credentials if method in ("ACK", "INVITE") \
            else keys.headers(method, self.target, body)
        return self.call.write(method, self.target, self.to,
                               cseq or self.cseq,
                               [*routes, *credentials, *headers], body)

    async def ask(self, method, headers=(), body=""):
        """Send a request, and wait for its final response."""
        transaction = self.call.phone.ua.begin(
            self.write(method, headers, body), self.call.is_stream)
        return await transaction.final

    def end(self):
        self.is_over = True
        if not self.gone.done():
            self.gone.set_result(None)

    async def hang_up(self):
        if self.is_over:
            return
        # What the server sends meanwhile is answered.
        response = await self.ask("BYE")
        if response is not None and response.code in (401, 407) \
                and self.call.phone.keys.learn(response):
            await self.ask("BYE")
        if self.call.phone.ua.breaks("dialog-goes-on"):
            await asyncio.sleep(1)
            await self.ask("INFO")
        self.end()


class Call:
    """A chain of INVITEs with one Call-ID, and what they lead to."""

    def __init__(self, phone, uri):
        self.phone = phone
        self.uri = uri
        self.dialled = uri
        self.call_id = secrets.token_hex(10)
        self.tag = secrets.token_hex(5)
        self.cseq = 0
        self.invite_cseq = 0
        self.is_stream = False
        self.from_ = f"<sip:peer@{phone.ua.here}>"
        self.credentials = []
        self.dialogs = {}
        self.acks = {}
        self.best = None          # the dialog of the first 2xx
        self.last = None          # the last final response
        self.rang = asyncio.Event()
        self.is_cancelled = False
        self.headers = {}
        self.invite = None
        self.has_offer = False
        self.branch = ""
        self.refresher = ""      # of the session
        phone.calls.append(self)

    def write(self, method, uri, to, cseq, headers, body, branch=None):
        via = self.phone.ua.via(branch or new_branch(),
                                "TCP" if self.is_stream else "UDP")
        kind = "application/sdp" if body.startswith("v=0") else None
        names = [name.lower() for name, _ in headers]
        return write(f"{method} {uri} SIP/2.0",
                     [("Via", via),
                      ("Max-Forwards", None if "max-forwards" in names
                       else 70),
                      ("From", f"{self.from_};tag={self.tag}"), ("To", to),
                      ("Call-ID", self.call_id),
                      ("CSeq", f"{cseq} {method}"),
                      ("Contact", None if method not in
                       ("INVITE", "UPDATE", "SUBSCRIBE", "REFER", "NOTIFY")
                       or "contact" in names
                       else self.phone.contact(self.is_stream)),
                      ("Content-Type", kind if body
                       and "content-type" not in names else None),
                      *headers], body)

    async def place(self, headers=(), body=None, uri=None, branch=None,
                    cseq=None):
        """An INVITE, and again with credentials; its final response."""
        self.uri = uri or self.uri
        body = SDP.format(1) if body is None else body
        for _ in range(TRIES_MAX):
            response = await self._invite(headers, body, branch, cseq)
            if response is None or response.code not in (401, 407) \
                    or not self.phone.keys.learn(response):
                if response is not None \
                        and self.phone.ua.breaks("repeat-refused") \
                        and self.cseq < 3 and response.code >= 300:
                    continue
                return response
            if self.phone.ua.breaks("auth-cseq"):
                cseq = self.cseq
        return response

    async def _invite(self, headers, body, branch, cseq):
        if cseq is None:
            self.cseq += 1
        self.invite_cseq = self.cseq
        self.has_offer = body.startswith("v=0")
        self.credentials = self.phone.keys.headers("INVITE", self.uri, body)
        to = f"<{self.dialled}>"
        if self.phone.ua.breaks("retry-to-tag") and self.last:
            to = self.last.value("to")
        text = self.write("INVITE", self.uri, to, self.invite_cseq,
                          [*self.phone.offers(headers), *self.credentials],
                          body, branch or self._branch())
        self.rang = asyncio.Event()
        self.invite = self.phone.ua.begin(text, self.is_stream)
        self.invite.on_early = self._on_early
        self.invite.on_success = self._on_success
        self.last = await self.invite.final
        return self.last

    def _branch(self):
        if not (self.branch and self.phone.ua.breaks("retry-branch")):
            self.branch = new_branch()
        return self.branch

    # Responses.

    def dialog(self, response):
        tag = response.to_tag
        if tag not in self.dialogs:
            self.dialogs[tag] = Dialog(self, response)
        return self.dialogs[tag]

    def _on_early(self, response):
        if response.code > 100 and response.to_tag:
            self._on_early_dialog(response)
        self.rang.set()

    def _on_early_dialog(self, response):
        if response.code == 199 and response.to_tag not in self.dialogs \
                and not response.values("rseq"):
            return
        dialog = self.dialog(response)
        dialog.learn(response)
        if response.code == 199:
            dialog.is_over = True
        if self.phone.ua.breaks("update-after-199") and dialog.is_over:
            self.phone.ua.spawn(self._use_ended(dialog))
        if response.values("rseq") and self.phone.has_100rel:
            self._on_reliable(dialog, response)

    async def _use_ended(self, dialog):
        await asyncio.sleep(1)
        await dialog.ask("INFO")

    def _on_reliable(self, dialog, response):
        """RFC 3262 §4."""
        ua = self.phone.ua
        rseq = int(response.value("rseq"))
        due = dialog.rseq is None or rseq == dialog.rseq + 1
        is_copy = dialog.rseq is not None and rseq <= dialog.rseq
        if is_copy and ua.breaks("prack-twice"):
            due = True
        if not is_copy and ua.breaks("prack-any"):
            due = True
        others = [each for each in self.dialogs.values() if each.rseq]
        if ua.breaks("prack-one") and dialog not in others and others:
            due = False
        if not due or ua.breaks("no-prack"):
            return
        dialog.rseq = rseq
        body = ""
        if response.body and not self.has_offer \
                and not ua.breaks("prack-no-answer"):
            body = SDP.format(1)
        ua.spawn(dialog.ask(
            "PRACK", [("RAck", f"{rseq} {self.invite_cseq} INVITE")], body))

    def _on_success(self, response):
        """RFC 3261 §13.2.2.4."""
        ua = self.phone.ua
        tag = response.to_tag
        if tag in self.acks:
            if self.acks[tag] and not ua.breaks("ack-once"):
                ua.send(self.acks[tag], self.is_stream)
            return
        dialog = self.dialog(response)
        dialog.learn(response)
        dialog.is_over = False
        dialog.is_confirmed = True
        found = re.search(r"refresher=(\w+)",
                          response.value("session-expires"))
        self.refresher = found[1] if found else ""
        self.phone.keys.next_nonce(response)
        is_first = self.best is None
        self.best = self.best or dialog
        if ua.breaks("no-ack-2xx") or (ua.breaks("ack-first-200")
                                       and not is_first):
            self.acks[tag] = ""
            return
        is_offered = response.body and not self.has_offer
        body = SDP.format(1) if is_offered \
            and not ua.breaks("ack-no-answer") else ""
        text = dialog.write("ACK", body=body, cseq=self.invite_cseq)
        if ua.breaks("ack-2xx-branch"):
            branch = re.search(r"branch=(\w+)", self.invite.text)[1]
            text = re.sub(r"branch=\w+", f"branch={branch}", text)
        self.acks[tag] = ua.send(text, self.is_stream)
        if not is_first:
            ua.spawn(dialog.hang_up())

    async def cancel(self):
        """Hang up a call that rings; its final response."""
        ua = self.phone.ua
        self.is_cancelled = True
        invite = self.invite
        head = re.sub(r"\r\nCSeq: (\d+) INVITE", r"\r\nCSeq: \1 CANCEL",
                      invite.text.partition("\r\n\r\n")[0])
        head = head.replace("INVITE ", "CANCEL ", 1)
        lines = [line for line in head.split("\r\n")
                 if line.startswith(("CANCEL ", "Via:", "Max-Forwards:",
                                     "From:", "To:", "Call-ID:", "CSeq:",
                                     "Route:"))]
        text = "\r\n".join([*lines, "Content-Length: 0", "", ""])
        cancel = ua.begin(text, self.is_stream)
        try:
            return await asyncio.wait_for(asyncio.shield(invite.final),
                                          ua.life_s)
        except asyncio.TimeoutError:
            if ua.breaks("cancel-again"):
                await asyncio.sleep(4 * ua.t1_s)
                ua.begin(text)
            invite.give_up()
            return None
        finally:
            cancel.give_up()
