#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Hold the shipped files and the catalogue together: suite.py GAMUT

Every code of `gamut list codes` has one file that it dials, with the phrase of the
catalogue as title, which is about that code and names at least the RFC sections of
the catalogue. One line per code that differs; status 1 when there is one.
"""
import re
import subprocess
import sys

GAMUT = sys.argv[1]


def run(*arguments):
    return subprocess.run([GAMUT, *arguments], check=True, text=True,
                          capture_output=True).stdout


def columns(*arguments):
    return [re.split(r" {2,}", line) for line in run(*arguments).splitlines()]


def sections(text):
    """RFC 3261 §21.4.2, §22.2, RFC 8760: as pairs, the section may be empty."""
    found, rfc = set(), None
    for word in re.findall(r"RFC \d+|§[\w.]+", text):
        if word.startswith("RFC"):
            rfc = word
            found.add((rfc, ""))
        else:
            found.add((rfc, word.rstrip(".")))
    return found


def rfc_fields(page):
    """The values of all RFC fields of a page, wrapped lines joined."""
    return [re.sub(r"\s+", " ", field) for field in
            re.findall(r"^  RFC +(.*(?:\n {10,}.*)*)", page, re.M)]


def faults(code, phrase, cases):
    found = [case for case in cases if len(case) > 3 and case[1] == code]
    if len(found) != 1:
        return f"{len(found)} files dial it"
    _, _, about, title = found[0][:4]
    if about != code:
        return f"its file is about {about}"
    if title != phrase:
        return f"its file says '{title}', the catalogue '{phrase}'"
    page = run("show", code)
    block = page[page.index(f"\n{code} {phrase}"):]
    missing = sections(rfc_fields(block)[0]) - sections(rfc_fields(page)[0])
    return f"its file does not name {sorted(missing)}" if missing else None


def main():
    cases = columns("list")
    codes = [line[:2] for line in columns("list", "codes")]
    wrong = 0
    for code, phrase in codes:
        fault = faults(code, phrase, cases)
        if fault:
            print(f"{code}: {fault}")
            wrong += 1
    print(f"{len(codes)} codes, {wrong} differ from their files")
    return 1 if wrong or not codes else 0


sys.exit(main())
