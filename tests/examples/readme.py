# SPDX-License-Identifier: MIT
"""The worked examples of scenarios/README.md, and how a call of each ends.

An example is a fenced block of yaml whose first line is a comment with the name
of the file. Behind it stands a comment for each call of it:

    <!-- baresip: 486 Busy Here; sent 180 486 -->
    <!-- baresip dials lunch: answered; sent 200 -->

The end is a status line, or one of the words of ENDS; then come the codes of
the responses to INVITE, without 100, copies included.
"""

import os
import re
from typing import NamedTuple

# What ends an answered or cancelled call, in the words of tests/interop.
ENDS = {
    "answered": "client",
    "answered, Gamut hangs up": "gamut",
    "cancelled": "cancel",
}
EXAMPLE = re.compile(
    r"^```yaml\n(?P<text># (?P<path>\S+\.yaml)\n.*?)^```\n"
    r"(?P<calls>(?:<!--[^\n]*-->\n)*)", re.M | re.S)
CALL = re.compile(
    r"<!-- baresip(?: dials (\S+))?: (.+); sent (\d{3}(?: \d{3})*) -->")


class Try(NamedTuple):
    """One call of an example and how it must go."""

    name: str
    dial: str
    end: str
    sent: list

    @property
    def ended_by(self):
        return ENDS.get(self.end, "")


class Example(NamedTuple):
    """One file."""

    path: str
    text: str
    tries: list


def read(path):
    """All examples; ValueError when one is not as it is said above."""
    with open(path, encoding="utf-8") as file:
        readme = file.read()
    examples = [_example(found) for found in EXAMPLE.finditer(readme)]
    blocks = readme.count("```yaml\n")
    if not examples or len(examples) != blocks:
        raise ValueError(f"{path}: {blocks} blocks of yaml, but "
                         f"{len(examples)} with the name of a file")
    return examples


def write(examples, directory):
    for example in examples:
        path = os.path.join(directory, example.path)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(example.text)


def _example(found):
    name = found["path"].removesuffix(".yaml")
    lines = found["calls"].splitlines()
    calls = [CALL.fullmatch(line) for line in lines]
    if not calls or None in calls:
        raise ValueError(f"{name}: which call is '{'; '.join(lines)}'?")
    return Example(found["path"], found["text"], [
        # A slash cannot be typed on a phone.
        Try(name, call[1] or name.replace("/", ".", 1), call[2],
            [int(code) for code in call[3].split()]) for call in calls])
