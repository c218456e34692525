#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Hold the reports for people to their golden files: tests/report/run.py SAMPLE

SAMPLE prints reports of results that are made to break them. Each has its file
in tests/data/report; with --update they are written anew: read the difference
before you commit. None may hold what a terminal would obey.

One line per check on standard output; status 1 when one of them failed.
"""
import os
import pathlib
import subprocess
import sys

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent))
from checks import check, finish

TOP = pathlib.Path(__file__).resolve().parent.parent
GOLDEN = TOP / "data" / "report"
REPORTS = {
    "text.txt": ["text"],
    "text-one.txt": ["text", "one"],
    "text-none.txt": ["text", "none"],
    "case.txt": ["case", "final/486"],
    "case-redacted.txt": ["case", "final/486", "redacted"],
    "case-pass.txt": ["case", "sanity/answered"],
    "case-hostile.txt": ["case", "mangled/hostile"],
    "diff.txt": ["diff"],
    "markdown.md": ["markdown"],
    "markdown-one.md": ["markdown", "one"],
    "markdown-none.md": ["markdown", "none"],
}
OBEYED = {*range(0x00, 0x0a), *range(0x0b, 0x20), *range(0x7f, 0xa0),
          *range(0x200b, 0x2010), *range(0x2028, 0x202f),
          *range(0x2066, 0x206a), 0xfeff}


def main(sample, is_update):
    for name, arguments in REPORTS.items():
        done = subprocess.run([sample, *arguments], timeout=60, check=False,
                              capture_output=True)
        golden = GOLDEN / name
        check(f"{name} is written", done.returncode == 0, done.stderr)
        text = done.stdout.decode()
        check(f"{name} has nothing that a terminal would obey",
              not OBEYED & set(map(ord, text)))
        if is_update:
            golden.parent.mkdir(exist_ok=True)
            golden.write_bytes(done.stdout)
        want = golden.read_text(encoding="utf-8") if golden.exists() else ""
        check(f"{name} is as its golden file", text == want, text)
    return finish()


if __name__ == "__main__":
    rest = [word for word in sys.argv[1:] if word != "--update"]
    if len(rest) != 1:
        sys.exit(__doc__)
    sys.exit(main(os.path.abspath(rest[0]), "--update" in sys.argv))
