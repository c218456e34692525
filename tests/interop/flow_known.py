# SPDX-License-Identifier: MIT
"""What real clients do wrong when they are redirected or refused, and why that
is a fault."""

from typing import NamedTuple


class Known(NamedTuple):
    """A fault that is there in all of these cases."""

    client: str
    cases: str  # a pattern
    rule: str
    outcome: str
    why: str
    is_now_and_then: bool = False


IN_URI = ("It leaves the headers of the Contact URI in the Request-URI, where "
          "they must not be (RFC 3261 §8.1.3.4, §19.1.1)")
METHOD = ("It leaves the method in the Request-URI, where it must not be "
          "(RFC 3261 §8.1.3.4, §19.1.1)")
LOOP = ("It calls what it was redirected from, though no URI is to be in the "
        "target set twice (RFC 3261 §8.1.3.4)")
SIPS = ("The Contact of a request to a SIPS URI must be one too (RFC 3261 "
        "§8.1.1.8), and UDP is no way to one (§26.2.2)")
ROUTE = ("Behind the proxy of the 305 there is no Record-Route, and without "
         "one a dialog has no Route (RFC 3261 §12.2.1.1)")
AGAIN = ("It sends the INVITE again at once, and to the same server (RFC 3261 "
         "§21.5.4)")

KNOWN = [
    Known("baresip", "redirect/302-header*", "redir-ruri", "fail", IN_URI),
    Known("baresip", "redirect/302-method", "redir-ruri", "fail", METHOD),
    # 16 times.
    Known("baresip", "redirect/302-self", "redir-no-repeat-uri", "fail", LOOP),
    Known("baresip", "redirect/302-loop", "redir-no-repeat-uri", "fail", LOOP),
    # Four times.
    Known("janus", "redirect/302-self", "redir-no-repeat-uri", "fail", LOOP),
    Known("janus", "redirect/302-loop", "redir-no-repeat-uri", "fail", LOOP),
    Known("janus", "redirect/302-header-require", "redir-uri-headers", "fail",
          "It requires what a Contact URI tells it to, and does not have it "
          "(RFC 3261 §19.1.5)"),
    # Seen where the INVITE is its second try after a 503.
    Known("janus", "retry/503-*", "redir-ids", "warn",
          "The CSeq does not rise with the redirection, so that the request "
          "looks like a merged one (RFC 3261 §8.2.2.2)", True),
    # Without end.
    Known("netsip", "redirect/302-self", "redir-no-repeat-uri", "fail", LOOP),
    Known("netsip", "redirect/302-loop", "redir-no-repeat-uri", "fail", LOOP),
    Known("netsip", "redirect/302-method", "redir-ruri", "fail", METHOD),
    Known("netsip", "redirect/302-bare", "redir-ruri", "fail",
          "Without brackets, parameters are the header's, not the URI's (RFC "
          "3261 §20.10)"),
    Known("netsip", "redirect/302-sips", "req-contact", "fail", SIPS),
    Known("netsip", "redirect/305", "ack-2xx-fields", "warn", ROUTE),
    Known("netsip", "redirect/305", "dlg-target", "warn", ROUTE),
    Known("twinkle", "*", "req-from-tag", "warn",
          "Five letters are no 32 bits of randomness (RFC 3261 §19.3)"),
    Known("twinkle", "redirect/302-header*", "redir-ruri", "fail", IN_URI),
    Known("twinkle", "redirect/302-method", "redir-ruri", "fail", METHOD),
    Known("twinkle", "redirect/302-sips", "req-contact", "fail", SIPS),
    Known("twinkle", "retry/503-*", "no-unmodified-retry", "warn", AGAIN),
    Known("twinkle", "retry/503-200", "no-retry-after-503-as-500", "warn",
          AGAIN),
    Known("twinkle", "retry/503-failover", "no-retry-after-503-as-500",
          "warn", AGAIN),
    *(Known("twinkle", f"retry/503-{case}", rule, "warn", AGAIN)
      for case in ("wait", "503-200", "302-200")
      for rule in ("retry-after", "no-requests-503")),
]

# One of each kind, when it must not take long: what is known to go wrong, and
# what does not.
FEW = [
    "redirect/302", "redirect/302-cache",
    "redirect/302-chain", "redirect/302-header", "redirect/302-loop",
    "redirect/302-self", "redirect/302-tcp", "redirect/305",
    "retry/420-200", "retry/422-200", "retry/486-wait", "retry/503-wait",
]
