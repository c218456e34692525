# SPDX-License-Identifier: MIT
"""What is dialled, and what a client must report. No client in particular."""

from typing import NamedTuple

# Who ends an answered call: the client with BYE, Gamut with BYE after --hold,
# or the client with CANCEL while it still rings.
BY_CLIENT = "client"
BY_GAMUT = "gamut"
BY_CANCEL = "cancel"

# What a client does in an answered call, if anything: a re-INVITE, or REFER.
REINVITE = "reinvite"
TRANSFER = "transfer"
TRANSFER_TO = "sip:486@127.0.0.1"

USER = "alice"
PASSWORD = "secret"


class Call(NamedTuple):
    """One call and how it must go."""

    dial: str
    # Status line of the last final response; without a phrase, which only
    # registered codes have, any phrase will do.
    final: str
    # Code of an earlier final response that the client acts on, else 0.
    first: int = 0
    # Whether a 180 comes before the final response, and how long before.
    rings: bool = False
    wait_s: float = 0
    ended_by: str = ""
    act: str = ""

    @property
    def is_answered(self):
        return self.final.startswith("2")


class Outcome(NamedTuple):
    """What the client says about a call."""

    # "486 Busy Here"; for clients that do not tell the code of a success,
    # their own word for it.
    text: str
    rang: bool = False
    is_answered: bool = False
    # BY_CLIENT or BY_GAMUT, when the client saw the end of the call.
    ended_by: str = ""


REFUSALS = [
    Call("400", "400 Bad Request"),
    Call("403", "403 Forbidden"),
    Call("404", "404 Not Found"),
    Call("420", "420 Bad Extension"),
    Call("480", "480 Temporarily Unavailable"),
    Call("484", "484 Address Incomplete"),
    Call("486", "486 Busy Here"),
    Call("488", "488 Not Acceptable Here"),
    Call("499", "499"),
    Call("500", "500 Server Internal Error"),
    Call("503", "503 Service Unavailable"),
    Call("580", "580 Precondition Failure"),
    Call("600", "600 Busy Everywhere"),
    Call("603", "603 Decline"),
    Call("606", "606 Not Acceptable"),
    Call("final.410", "410 Gone"),
    Call("q17", "486 Busy Here"),
    Call("180.480", "480 Temporarily Unavailable", rings=True),
    Call("180*1*486", "486 Busy Here", rings=True, wait_s=1),
]

ANSWERS = [
    Call("200", "200 OK", ended_by=BY_CLIENT),
    Call("200", "200 OK", ended_by=BY_GAMUT),
    Call("180*1*200", "200 OK", rings=True, wait_s=1, ended_by=BY_CLIENT),
    Call("302", "200 OK", first=302, ended_by=BY_CLIENT),
    Call("401", "200 OK", first=401, ended_by=BY_CLIENT),
    Call("407", "200 OK", first=407, ended_by=BY_GAMUT),
]

CANCELLED = [
    Call("180*9*486", "487 Request Terminated", rings=True,
         ended_by=BY_CANCEL),
]

COMMON = REFUSALS + ANSWERS + CANCELLED
