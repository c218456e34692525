# SPDX-License-Identifier: MIT
"""Rules that a client breaks by what it writes: in the requests of a method,
what a pattern finds becomes something else."""

import re
from typing import NamedTuple


class Spoil(NamedTuple):
    method: str   # or a pattern
    pattern: str
    becomes: str


NUMBER = r"^(CSeq: )\d+"
SPOILS = {
    # The form of a request (RFC 3261 §8.1.1).
    "no-max-forwards": Spoil("INVITE", r"^Max-Forwards:.*\r\n", ""),
    "no-cookie": Spoil("INVITE|ACK", r"z9hG4bK", "x"),
    "no-from-tag": Spoil("INVITE", r"^(From:.*?);tag=\w+", r"\1"),
    "two-contacts": Spoil("INVITE", r"^(Contact: .*)\r\n",
                          r"\1\r\nContact: <sip:b@127.0.0.1>\r\n"),
    "no-contact": Spoil("INVITE", r"^Contact: .*\r\n", ""),
    "rport-value": Spoil("INVITE", r";rport", ";rport=5060"),
    "no-content-type": Spoil("INVITE", r"^Content-Type:.*\r\n", ""),
    "max-forwards-text": Spoil("INVITE", r"^Max-Forwards: 70",
                               "Max-Forwards: many"),
    # The ACK (§13.2.2.4, §17.1.1.3).
    "ack-branch": Spoil("ACK", r";branch=(\w+)", r";branch=\1x"),
    "ack-cseq": Spoil("ACK", NUMBER, r"\g<1>77"),
    "ack-no-tag": Spoil("ACK", r"^(To:.*?);\s*tag\s*=\s*[^;\s]+", r"\1"),
    "ack-other-tag": Spoil("ACK", r"^(To:.*?;tag=)[^;\s]+", r"\1other"),
    "ack-from": Spoil("ACK", r"^(From:.*;tag=)\w+", r"\1other"),
    "ack-uri": Spoil("ACK", r"^ACK \S+", "ACK sip:other@127.0.0.1"),
    "ack-require": Spoil("ACK", r"^CSeq:", "Require: 100rel\r\nCSeq:"),
    "ack-no-credentials": Spoil(
        "ACK", r"^(Proxy-)?Authorization:.*\r\n", ""),
    # CANCEL (§9.1).
    "cancel-cseq": Spoil("CANCEL", NUMBER, r"\g<1>77"),
    "cancel-branch": Spoil("CANCEL", r";branch=(\w+)", r";branch=\1x"),
    "cancel-tag": Spoil("CANCEL", r"^(To:.*)\r", r"\1;tag=early\r"),
    "cancel-require": Spoil("CANCEL", r"^CSeq:", "Require: 100rel\r\nCSeq:"),
    # Requests in a dialog (§12.2.1.1).
    "bye-cseq": Spoil("BYE", NUMBER, r"\g<1>1"),
    "bye-target": Spoil("BYE", r"^BYE \S+", "BYE sip:other@127.0.0.1"),
    "bye-tag": Spoil("BYE", r"^(From:.*;tag=)\w+", r"\1other"),
    # PRACK (RFC 3262 §7.2).
    "prack-rack": Spoil("PRACK", r"^RAck: \d+", "RAck: 1"),
    "prack-rack-cseq": Spoil("PRACK", r"^(RAck: \d+) \d+", r"\1 99"),
    "prack-target": Spoil("PRACK", r"^PRACK \S+",
                          "PRACK sip:other@127.0.0.1"),
    # Credentials (RFC 3261 §22, RFC 7616 §3.4).
    "auth-other-header": Spoil("INVITE|ACK", r"^(Proxy-)?Authorization:",
                               "SWAP:"),
    "auth-nonce": Spoil("INVITE", r'nonce="', 'nonce="0'),
    "auth-realm": Spoil("INVITE", r'realm="', 'realm="x'),
    "auth-opaque": Spoil("INVITE", r', opaque="[^"]*(\\"[^"]*)*"', ""),
    "auth-uri-bare": Spoil("INVITE", r'uri="([^"]*)"', r"uri=\1"),
    "auth-response": Spoil("INVITE|REGISTER", r'response="\w{8}',
                           'response="00000000'),
    "auth-no-cnonce": Spoil("INVITE", r', cnonce="[^"]*"', ""),
    "auth-no-nc": Spoil("INVITE", r", nc=\w+", ""),
    "auth-algorithm-other": Spoil("INVITE", r"algorithm=[\w-]+",
                                  "algorithm=FOO-1"),
    "info-package": Spoil("INFO", r"^(Info-Package: )\w+", r"\1other"),
}


def spoil(broken, text):
    """A message as it is to be sent."""
    for name in broken & SPOILS.keys():
        rule = SPOILS[name]
        if not re.match(rf"(?:{rule.method}) ", text):
            continue
        if name == "auth-other-header":
            text = re.sub(rule.pattern,
                          lambda found: "Authorization:" if found[1]
                          else "Proxy-Authorization:", text, flags=re.M)
            continue
        text = re.sub(rule.pattern, rule.becomes, text, flags=re.M)
    return text
