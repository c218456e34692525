#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Write scenarios as in an editor: tests/schema/editor.py GAMUT FOLDER

Installs the YAML language server into FOLDER with npm (package-lock.json says
which), lets it read the schema that GAMUT prints, and asks it what an editor
asks: what may stand at the cursor, what does this key mean, what is wrong. The
file names its schema in its first line, as the shipped files do.

One line per check on standard output; status 1 when one of them failed.
"""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

from lsp import Server

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent))
from checks import check, finish

HERE = pathlib.Path(__file__).resolve().parent
HEAD = """# yaml-language-server: $schema=../scenario.schema.json
gamut: 1
id: final/486
title: Busy Here
"""

# What is written, with the cursor at |; keys or values that are offered there;
# such as are not.
OFFERED = [
    ("bro|", "broken match flow attempts on expect tags", "gamut respond"),
    ("flow:\n  - |", "respond receive send wait raw repeat", "flow goto"),
    ("flow:\n  - respond: 486\n    |", "reason headers without sdp fault",
     "respond status within send"),
    ("flow:\n  - respond:\n      |", "status reason headers", "respond"),
    ("flow:\n  - respond:\n      status: 486\n      |", "reason headers",
     "status within"),
    ("flow:\n  - respond: 183\n    sdp: |", "usual none answer offer", "183"),
    ("flow:\n  - respond: 401\n    challenge:\n      |",
     "algorithms qop stale realm", "headers"),
    ("flow:\n  - receive: INVITE\n    |", "with within optional",
     "reason send"),
    ("flow:\n  - receive: INVITE\n    with: |",
     "anything credentials child", "true"),
    ("flow:\n  - send: |", "BYE INVITE NOTIFY", "CANCEL"),
    ("flow:\n  - send: BYE\n    after: |", "hold", "never"),
    ("flow:\n  - wait: 5s\n    |", "until", "fault within"),
    ("flow:\n  - raw: x\n    fault:\n      |",
     "drop delay wrong-branch ignore-ack", "reason"),
    ("flow:\n  - repeat:\n      |", "times every steps", "respond"),
    ("flow:\n  - repeat:\n      times: 2\n      steps:\n        - |",
     "respond wait", "flow"),
    ("attempts:\n  -\n    - respond: 503\n      |", "headers", "flow"),
    ("on:\n  CANCEL:\n    - |", "respond wait", "flow"),
    ("match:\n  |", "method ruri header source", "respond"),
    ("match:\n  transport: |", "udp tcp", "tls"),
    ("expect:\n  |", "key checks headers", "respond"),
    ("expect:\n  headers:\n    - of: BYE\n      |", "name is equals",
     "respond of"),
]

# What is written, with the cursor behind a key; what is shown of it.
SHOWN = [
    ("flow|:\n  - respond: 486", "What is done with the call"),
    ("flow:\n  - respond|: 486", "Answer with this code"),
    ("flow:\n  - respond:\n      status|: 486", "The code."),
    ("flow:\n  - respond:\n      status: 486\n      reason|: No",
     "The reason phrase"),
    ("flow:\n  - receive: BYE\n    within|: 5s", "Default: 32s."),
    ("flow:\n  - send: BYE\n    after|: 1s", "hold is the time of --hold"),
    ("flow:\n  - raw: x\n    fault: {drop|: 1}",
     "The first N copies are not sent."),
    ("broken|: true", "break the rules of SIP"),
    ("match:\n  source|: 192.0.2.0/24", "addresses that the request comes"),
    ("expect:\n  key|: redir-follow", "inconclusive"),
]

# What is written; the line of the fault (from 0, below HEAD), words of it.
MARKED = [
    ("flow:\n  - respnd: 486\n", 1, "respnd"),
    ("flow:\n  - respond: 486\n    within: 5s\n", 2, "within"),
    ("flow:\n  - respond: 700\n", 1, "699"),
    ("flow:\n  - receive: BYE\n    within: 5\n", 2, "string"),
    ("flow:\n  - receive: BYE\n    within: 5x\n", 2, "pattern"),
    ("flow: []\n", 0, "1"),
]

# Nothing is marked in these.
UNMARKED = [
    "flow:\n  - respond: 486\n",
    'flow:\n  - respond: "486"\n    reason: 404\n',
    "dial: [486, 0486]\ntags: [4xx]\nflow:\n  - wait: 500ms\n"
    "  - respond: {status: 486, reason: Gone fishing, reliable: false}\n",
]


def install(folder):
    """The language server's program."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(HERE / name, folder / name)
    subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit",
                    "--no-fund"], cwd=folder, check=True, timeout=300,
                   stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    return (folder / "node_modules" / "yaml-language-server" / "bin"
            / "yaml-language-server")


class Desk:
    """Where files are written under the eyes of the server."""

    def __init__(self, server, folder):
        self.server = server
        self.folder = folder
        self.count = 0

    def write(self, text):
        self.count += 1
        path = self.folder / "final" / f"{self.count}.yaml"
        path.write_text(HEAD + text, encoding="utf-8")
        self.server.open(path)
        return path

    def ask(self, method, text, back):
        """Ask about the place that is so much left of the |."""
        before, _, after = text.partition("|")
        path = self.write(before + after)
        lines = (HEAD + before).split("\n")
        return self.server.at(method, path, len(lines) - 1,
                              len(lines[-1]) - back)

    def offers(self, text):
        return {item["label"].strip('"')
                for item in self.ask("completion", text, 0)["items"]}

    def hover(self, text):
        answer = self.ask("hover", text, 1)
        return answer["contents"]["value"] if answer else ""


def check_all(desk):
    for text, offered, others in OFFERED:
        found = desk.offers(text)
        good = set(offered.split()) <= found
        good = good and not set(others.split()) & found
        check(f"at {text!r} it offers {offered}, not {others}", good,
              f"{sorted(found)}")
    for text, words in SHOWN:
        found = desk.hover(text)
        check(f"at {text!r} it says: {words}", words in found, found)
    for text, line, words in MARKED:
        found = desk.server.faults_of(desk.write(text))
        places = [(fault["range"]["start"]["line"] - HEAD.count("\n"),
                   fault["message"]) for fault in found]
        check(f"in {text!r} it marks line {line}",
              any(place == line and words in message
                  for place, message in places), f"{places}")
    for text in UNMARKED:
        found = desk.server.faults_of(desk.write(text))
        check(f"in {text!r} it marks nothing", not found, f"{found}")


def main(gamut, folder):
    program = install(folder)
    schema = subprocess.run([gamut, "schema", "scenario"], check=True,
                            capture_output=True, timeout=20).stdout
    with tempfile.TemporaryDirectory() as name:
        desk = pathlib.Path(name).resolve()
        (desk / "final").mkdir()
        (desk / "scenario.schema.json").write_bytes(schema)
        with Server(["node", str(program), "--stdio"], desk) as server:
            check_all(Desk(server, desk))
    return finish()


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sys.exit(main(os.path.abspath(sys.argv[1]),
                  pathlib.Path(sys.argv[2]).resolve()))
