# SPDX-License-Identifier: MIT
"""What `gamut serve` prints of calls, with its verdicts on them."""

import re
from typing import NamedTuple

from process import read_text

TIME = re.compile(r"\d\d:\d\d:\d\d\.\d{3}$")
VERDICTS = ("pass", "warn", "inconclusive", "fail")


class Verdict(NamedTuple):
    """The line of one call."""

    source: str   # "127.0.0.1:5061"
    caller: str   # "alice@127.0.0.1"
    case: str     # "final/486"
    events: str   # "→ 486 ← ACK"
    name: str     # one of VERDICTS
    rule: str     # id of the check that was broken, or empty
    text: str     # how

    def __str__(self):
        words = [self.name, self.rule, self.text]
        return f"{self.events}  " + " ".join(word for word in words if word)


def read(log):
    """The verdicts in a log by (source, caller, case): of each the last."""
    found = {}
    for line in read_text(log).splitlines():
        verdict = _parse(line)
        if verdict:
            found[verdict[:3]] = verdict
    return found


def _parse(line):
    columns = re.split(r" {2,}", line.strip(), maxsplit=6)
    if len(columns) < 7 or not TIME.match(columns[0]):
        return None
    _, source, caller, _, case, events, said = columns
    name, _, broken = said.partition(": ")
    name = name.split("  ")[0]
    if name not in VERDICTS:
        return None
    rule, _, text = broken.partition(" ")
    return Verdict(source.partition(" ")[2], caller, case, events, name,
                   rule, text)
