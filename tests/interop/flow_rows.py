# SPDX-License-Identifier: MIT
"""What a scripted client does after a redirection or a refusal: per case, a
violation of the rule that the case is about, and what keeps it."""

import re
from typing import Callable, NamedTuple


def dialled(uri, _contacts):
    return uri


def contact(number=0, end=""):
    """What the Contact of that number makes a Request-URI, and more."""
    def uri_of(_, contacts):
        plain, _, _ = contacts[number].partition("?")
        return re.sub(r";method=\w+", "", plain) + end
    return uri_of


def as_it_stands(_, contacts):
    return contacts[0]


def without(param):
    return lambda _, contacts: contacts[0].replace(param, "")


def as_sip(_, contacts):
    return contacts[0].replace("sips:", "sip:")


def more_digits(uri, _contacts):
    return uri.replace("@", "55@")


class Try(NamedTuple):
    """An INVITE."""

    uri: Callable = dialled
    headers: dict = {}
    # Headers with the value that one of the last response has.
    echo: dict = {}
    body: str | None = None  # None: SDP
    wait_s: float = 0
    is_stream: bool = False
    is_new_call: bool = False
    has_old_branch: bool = False
    has_old_cseq: bool = False


class Row(NamedTuple):
    """A case; what it says of the violator."""

    case: str
    verdict: str
    rule: str
    bad: list
    good: list
    first: Try = Try()


SAME = Try()
FOLLOW = Try(contact())
CHANGED = Try(headers={"Subject": "again"})
OTHER_SDP = ("v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1"
             "\r\nt=0 0\r\nm=audio 9 RTP/AVP 8\r\n")
ANONYMOUS = {"From": '"Anonymous" <sip:anonymous@anonymous.invalid>',
             "Privacy": "id"}


def timer(interval, least=None):
    headers = {"Supported": "timer", "Session-Expires": str(interval)}
    if least:
        headers["Min-SE"] = str(least)
    return Try(headers=headers)


def location(number):
    return Try(headers={"Geolocation": f"<https://example.com/{number}>",
                        "Geolocation-Routing": "yes"})


def identity(number):
    return Try(headers={"Identity": f"eyJ.e30.{number};"
                                    "info=<https://example.com/c>"})


def security(**more):
    return Try(headers={"Security-Client": "digest", "Require": "sec-agree",
                        "Proxy-Require": "sec-agree"}, **more)


ROWS = [
    # RFC 3261 §8.1.3.4: the target set has a URI once, and the dialled one is
    # in it; the Request-URI is the Contact, but for method and headers.
    Row("redirect/302", "fail", "redir-ruri",
        [Try(contact(end=";q=1"))], [FOLLOW]),
    Row("redirect/302-486", "fail", "redir-branch",
        [Try(contact(), has_old_branch=True, has_old_cseq=True)], [FOLLOW]),
    # §8.2.2.2: it looks like a merged request.
    Row("redirect/302-answered", "warn", "redir-ids",
        [Try(contact(), has_old_cseq=True)], [FOLLOW]),
    Row("redirect/302-302-200", "warn", "redir-body",
        [Try(contact(), body="")], [FOLLOW, FOLLOW]),
    Row("redirect/302-chain", "fail", "redir-no-repeat-uri",
        [FOLLOW, FOLLOW, SAME], [FOLLOW] * 3),
    Row("redirect/302-loop", "fail", "redir-no-repeat-uri",
        [FOLLOW] * 3, [FOLLOW] * 2),
    Row("redirect/302-self", "fail", "redir-no-repeat-uri",
        [FOLLOW], []),
    Row("redirect/302-same-twice", "fail", "redir-no-repeat-uri",
        [FOLLOW, FOLLOW], [FOLLOW]),
    # No more Contacts once one has answered.
    Row("redirect/302-q", "warn", "redir-next-on-failure",
        [Try(contact(2)), Try(contact(1))], [Try(contact(2))]),
    Row("redirect/302-no-contact", "fail", "redir-no-contact", [SAME], []),
    Row("redirect/300-no-contact", "fail", "redir-no-contact", [SAME], []),
    Row("redirect/302-params", "fail", "redir-ruri",
        [Try(without(";x-gamut=1"))], [FOLLOW]),
    Row("redirect/302-method", "fail", "redir-ruri",
        [Try(as_it_stands)], [FOLLOW]),
    # §20.10: without brackets, parameters are the header's.
    Row("redirect/302-bare", "fail", "redir-ruri",
        [Try(contact(end=";q=0.7"))], [FOLLOW]),
    # §19.1.5: headers of a URI become headers, but for those that do harm.
    Row("redirect/302-header", "fail", "redir-ruri",
        [Try(as_it_stands)],
        [Try(contact(), {"Subject": "Moved here", "X-Test": "hello"})]),
    Row("redirect/302-header-require", "fail", "redir-uri-headers",
        [Try(contact(), {"Require": "gamut-unknown"})], []),
    Row("redirect/302-header-from", "warn", "redir-uri-headers",
        [Try(contact(), {"From": "<sip:boss@example.com>"})], [FOLLOW]),
    # RFC 3263 §4.1.
    Row("redirect/302-tcp", "warn", "redir-transport",
        [FOLLOW], [Try(contact(), is_stream=True)]),
    # RFC 5630 §5.1.1.
    Row("redirect/302-sips", "fail", "redir-sips", [Try(as_sip)], []),
    # RFC 3261 §21.3.3: without an expiry for one call only.
    Row("redirect/302-cache", "fail", "redir-cache",
        [FOLLOW, Try(contact(), is_new_call=True)],
        [FOLLOW, Try(is_new_call=True)]),

    # RFC 3261 §8.1.3.5: what another try is to look like.
    Row("retry/413-200", "warn", "retry-413", [CHANGED], [Try(body="")]),
    Row("retry/415-type", "warn", "retry-415", [CHANGED],
        [Try(headers={"Content-Type": "application/x-gamut"}, body="x")]),
    Row("retry/416-200", "warn", "retry-416", [CHANGED], []),
    Row("retry/420-200", "warn", "retry-420",
        [Try(headers={"Require": "gamut-unknown", "Subject": "again"})],
        [SAME], Try(headers={"Require": "gamut-unknown"})),
    Row("retry/421-200", "warn", "retry-421", [CHANGED],
        [Try(headers={"Supported": "100rel, timer, path, outbound, norefersub,"
                      " replaces, precondition, sec-agree"})]),
    # RFC 4028 §7.3, §7.4.
    Row("retry/422-200", "fail", "retry-422",
        [timer(1800)], [timer(1800, 1800)], timer(90)),
    Row("retry/422-422-200", "fail", "retry-422",
        [timer(1800, 1800), timer(3600, 1800)],
        [timer(1800, 1800), timer(3600, 3600)], timer(90)),
    # RFC 6442 §4.4.
    Row("retry/424-often", "warn", "retry-424",
        [location(number) for number in range(5)],
        [location(number) for number in range(3)], location(9)),
    # RFC 8224 §6.1.1.
    Row("retry/438-438-200", "warn", "retry-identity",
        [identity(1), identity(2)], [identity(1)], identity(0)),
    # RFC 5079 §4.
    Row("retry/433-200", "fail", "no-deanonymise", [SAME],
        [Try(headers={**ANONYMOUS, "Subject": "again"})],
        Try(headers=ANONYMOUS)),
    # RFC 3578 §2.2.
    Row("retry/484-200", "warn", "retry-484", [CHANGED], [Try(more_digits)]),
    # RFC 3261 §21.4.23: that is for the user to decide.
    Row("retry/485-200", "warn", "no-auto-485", [FOLLOW], []),
    Row("retry/488-200", "warn", "retry-488", [CHANGED],
        [Try(body=OTHER_SDP)]),
    Row("retry/606-200", "warn", "retry-488", [CHANGED],
        [Try(body=OTHER_SDP)]),
    # RFC 3329 §2.3.1.
    Row("retry/494-200", "fail", "retry-494",
        [security(echo={"Security-Verify": "Call-ID"})],
        [security(echo={"Security-Verify": "Security-Server"})], security()),
    Row("retry/483-200", "warn", "retry-483",
        [Try(headers={"Max-Forwards": "9"})],
        [Try(headers={"Max-Forwards": "70"})],
        Try(headers={"Max-Forwards": "9"})),
    # RFC 3261 §20.33, and stricter §21.5.4.
    *(Row(f"retry/{code}-wait", "warn", "retry-after",
          [CHANGED], [Try(wait_s=2)])
      for code in (404, 413, 480, 486, 500, 600, 603)),
    Row("retry/503-wait", "warn", "no-requests-503",
        [CHANGED], [Try(wait_s=2)]),
    # §21.4: not the same again; §21.5.1: and if, after seconds.
    *(Row(f"retry/{code}-200", "warn", "no-unmodified-retry", [SAME], [])
      for code in (404, 470, 480, 486, 500)),
    Row("retry/503-200", "warn", "no-retry-after-503-as-500", [SAME],
        [Try(wait_s=2)]),
]
