# SPDX-License-Identifier: MIT
"""A scripted client: what it offers, and how it answers what it is asked."""

import asyncio
import re

import ua_digest
from ua import Ua
from ua_call import ALLOW, PACKAGE, SDP, Call

GONE = "481 Call/Transaction Does Not Exist"
SUPPORTED = "100rel, timer, 199"


class Phone:
    """One client for one case."""

    def __init__(self, uri, t1_s, broken, supported=SUPPORTED):
        self.loop = asyncio.get_running_loop()
        self.ua = Ua(uri, t1_s, broken)
        self.ua.answer = self._answer
        self.uri = uri
        self.keys = ua_digest.Keyring(self.ua)
        self.calls = []
        self.supported = supported
        self.events = set()       # of subscriptions that are there

    @property
    def has_100rel(self):
        return "100rel" in self.supported

    def contact(self, is_stream=False):
        transport = ";transport=tcp" if is_stream else ""
        return f"<sip:peer@{self.ua.here}{transport}>"

    def offers(self, headers):
        """The headers of an INVITE, where those that are given come first."""
        given = {name.lower() for name, _ in headers}
        usual = [("Allow", ALLOW), ("Supported", self.supported or None),
                 ("Recv-Info", PACKAGE)]
        return [*headers, *((name, value) for name, value in usual
                            if name.lower() not in given)]

    def dial(self, uri=None):
        return Call(self, uri or self.uri)

    # Requests of the server.

    def _find(self, request):
        for call in self.calls:
            dialog = call.dialogs.get(request.from_tag)
            if dialog and call.call_id == request.call_id \
                    and request.to_tag == call.tag:
                return dialog
        return None

    def _answer(self, request):
        ua = self.ua
        method = request.method
        dialog = self._find(request)
        if request.to_tag and ua.breaks(f"no-answer-{method.lower()}"):
            return
        if request.to_tag and (dialog is None or dialog.is_over
                               and dialog.is_confirmed) \
                and method != "NOTIFY":
            ua.respond(request, GONE)
            return
        handle = getattr(self, f"_on_{method.lower()}", None)
        if handle is None:
            ua.respond(request, "405 Method Not Allowed",
                       [("Allow", ALLOW)], tag="peer")
            return
        handle(request, dialog)

    def _on_options(self, request, dialog):
        self.ua.respond(request, "200 OK",
                        [("Allow", ALLOW), ("Supported", self.supported)],
                        tag="peer")

    def _on_cancel(self, request, dialog):
        self.ua.respond(request, GONE, tag="peer")

    def _on_message(self, request, dialog):
        self.ua.respond(request, "200 OK", tag="peer")

    def _on_bye(self, request, dialog):
        if dialog is None:
            self.ua.respond(request, GONE, tag="peer")
            return
        self.ua.respond(request, "200 OK")
        dialog.end()

    def _on_info(self, request, dialog):
        package = request.value("info-package")
        if dialog is None:
            self.ua.respond(request, GONE, tag="peer")
        elif package and package != PACKAGE:
            self.ua.respond(request, "469 Bad Info Package",
                            [("Recv-Info", PACKAGE)])
        else:
            self.ua.respond(request, "200 OK")

    def _on_notify(self, request, dialog):
        event = request.value("event").split(";")[0].strip()
        known = event in self.events
        if self.ua.breaks("notify-481"):
            known = False
        self.ua.respond(request, "200 OK" if known else
                        "481 Subscription Does Not Exist", tag="peer")

    def _session(self, request):
        """Of a refresh: how long the session is good for."""
        asked = request.value("session-expires")
        if not asked:
            return []
        if "refresher" not in asked:
            asked += ";refresher=uac"
        return [("Session-Expires", asked), ("Require", "timer")]

    def _on_update(self, request, dialog):
        if dialog is None:
            self.ua.respond(request, GONE, tag="peer")
            return
        dialog.learn(request)
        body = SDP.format(1) if request.body else ""
        self.ua.respond(request, "200 OK",
                        [("Contact", self.contact()), ("Allow", ALLOW),
                         *self._session(request),
                         *([("Content-Type", "application/sdp")]
                           if body else [])], body)

    def _on_invite(self, request, dialog):
        if dialog is None:
            self.ua.respond(request, "486 Busy Here", tag="peer")
            return
        dialog.learn(request)
        self.ua.respond(request, "200 OK",
                        [("Contact", self.contact()), ("Allow", ALLOW),
                         *self._session(request),
                         ("Content-Type", "application/sdp")],
                        SDP.format(1))

    def _on_refer(self, request, dialog):
        if dialog is None:
            self.ua.respond(request, GONE, tag="peer")
            return
        self.ua.respond(request, "202 Accepted",
                        [("Contact", self.contact())])
        self.ua.spawn(self._notify(dialog))

    async def _notify(self, dialog):
        """Tell of the transfer, until nobody wants to know (RFC 3515)."""
        for count in range(3):
            response = await dialog.ask(
                "NOTIFY", [("Event", "refer"),
                           ("Subscription-State", "active;expires=60"),
                           ("Content-Type", "message/sipfrag")],
                "SIP/2.0 100 Trying\r\n")
            if (response is None or response.code == 481) \
                    and not self.ua.breaks("notify-on"):
                return
            await asyncio.sleep(0.7)


class Outside:
    """A chain of requests outside of a dialog: REGISTER and others."""

    def __init__(self, phone, method, uri=None):
        self.phone = phone
        self.method = method
        self.call = Call(phone, uri or phone.uri)
        self.to = self.call.dialled
        if method == "REGISTER":
            self.to = phone.uri
            self.call.uri = re.sub(r"sip:[^@]*@", "sip:", phone.uri)
        self.dialog = None

    def send(self, headers=(), body=""):
        """A request, in its dialog once there is one."""
        phone, call = self.phone, self.call
        if self.dialog:
            text = self.dialog.write(self.method, headers, body)
        else:
            call.cseq += 1
            text = call.write(
                self.method, call.uri, f"<{self.to}>", call.cseq,
                [*headers, *phone.keys.headers(self.method, call.uri, body)],
                body)
        return phone.ua.begin(text)

    async def ask(self, headers=(), body=""):
        """Send it, with credentials when they are asked for."""
        response = await self.send(headers, body).final
        if response is not None and response.code in (401, 407) \
                and self.phone.keys.learn(response):
            response = await self.send(headers, body).final
        if response is not None and response.code < 300 \
                and self.method in ("SUBSCRIBE", "REFER") \
                and self.dialog is None:
            self.dialog = self.call.dialog(response)
            self.dialog.cseq = self.call.cseq
            self.dialog.is_confirmed = True
        return response
