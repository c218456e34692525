#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Check `gamut check` and `gamut schema`: tests/cli/scenario_files.py GAMUT

One line per check on standard output; status 1 when one of them failed.
"""
import os
import pathlib
import subprocess
import sys
import tempfile

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent))
from checks import check, finish

GOOD = "gamut: 1\nid: {id}\ntitle: x\n{more}flow:\n  - respond: 486\n"
LIMIT = 1 << 20


class Place:
    """A folder with scenario files; gamut runs inside of it."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)

    def write(self, path, name=None, more="", text=None):
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        if text is None:
            text = GOOD.format(id=name or path.rpartition(".")[0], more=more)
        target.write_text(text, encoding="utf-8")

    def run(self, *arguments, cwd="."):
        return subprocess.run([gamut, *arguments], cwd=self.folder / cwd,
                              capture_output=True, encoding="utf-8",
                              timeout=20, check=False)

    def check(self, what, arguments, want, cwd="."):
        """want: status, standard output, standard error."""
        done = self.run("check", *arguments, cwd=cwd)
        have = (done.returncode, done.stdout, done.stderr)
        check(what, have == want, f"have {have}\nwant {want}")


def check_good(place):
    place.write("s/final/486.yaml", "final/486")
    place.write("s/final/404.yaml", "final/404", "dial: [lost]\n")
    place.write("s/.hidden/bad.yaml", text="x")
    place.write("s/final/.bad.yaml", text="x")
    place.write("s/final/notes.txt", text="x")
    (place.folder / "s" / "final" / "loop").symlink_to("..")
    two = (0, "2 files, 0 faulty\n", "")
    one = (0, "1 file, 0 faulty\n", "")
    place.check("a folder is checked as a whole", ["s"], two)
    place.check("or a part of it", ["s/final"], two)
    place.check("also from inside", ["."], two, "s/final")
    place.check("or one file", ["s/final/486.yaml"], one)
    place.check("also from its folder", ["486.yaml"], one, "s/final")
    place.check("a folder that is named twice counts once", ["s", "./s"], two)


def check_faults(place):
    place.write("t/b.yaml", "c")
    place.write("t/a.yaml", text=GOOD.format(id="a", more="")
                .replace("respond", "respnd"))
    done = place.run("check", "t")
    lines = done.stderr.splitlines()
    check("all faults are told in the order of names, with a caret",
          done.returncode == 2 and done.stdout == "2 files, 2 faulty\n"
          and len(lines) == 6
          and lines[0] == "t/a.yaml:5:5: unknown key 'respnd', "
          "did you mean 'respond'?"
          and lines[1:3] == ["  - respnd: 486", "    ^"]
          and lines[3].startswith("t/b.yaml:2:5: ")
          and lines[4:] == ["id: c", "    ^"], done.stdout + done.stderr)
    place.write("u/deep/a.yaml", "a")
    done = place.run("check", "u")
    check("an id lacks no folder below the one that was named",
          done.returncode == 2 and done.stderr.startswith(
              "u/deep/a.yaml:2:5: ") and "'deep/a'" in done.stderr,
          done.stderr)


def check_clashes(place):
    place.write("v/a.yaml", "a", "dial: [one, two]\n")
    place.write("v/b.yaml", "b", "dial: [three, two]\n")
    place.check("a dial string is taken once", ["v"],
                (2, "2 files, 1 faulty\n",
                 "v/b.yaml:4:15: the dial string 'two' is taken by v/a.yaml\n"
                 "dial: [three, two]\n"
                 "              ^\n"))
    place.write("w/1/a.yaml", "a")
    place.write("w/2/a.yaml", "a")
    place.check("an id is taken once", ["w/1", "w/2"],
                (2, "2 files, 1 faulty\n",
                 "w/2/a.yaml:2:5: the id 'a' is taken by w/1/a.yaml\n"
                 "id: a\n"
                 "    ^\n"))


def check_nothing(place):
    (place.folder / "empty").mkdir()
    place.write("text/readme.txt", text="x")
    hint = "try: gamut help check\n"
    place.check("no file is no success", ["empty", "text"],
                (2, "", "gamut: check: there is no *.yaml\n" + hint))
    place.check("nor is no argument", [],
                (2, "", "gamut: check: which files or folders?\n" + hint))
    place.check("what is not there is said", ["none", "s"],
                (3, "2 files, 0 faulty\n",
                 "gamut: none: No such file or directory\n"))
    place.write("big/a.yaml", text="#" * (LIMIT + 1))
    place.write("big/b.yaml", text="#" * (10 * LIMIT))
    done = place.run("check", "big")
    check("a file of more than 1 MiB is refused", done.returncode == 2
          and done.stdout == "2 files, 2 faulty\n"
          and done.stderr == "".join(
              f"big/{name}.yaml: the file has more than 1048576 bytes, "
              "and may not\n" for name in "ab"), done.stderr)
    big = GOOD.format(id="c", more="").ljust(LIMIT, "#")
    place.write("big/c.yaml", text=big)
    place.check("one of 1 MiB is read", ["big/c.yaml"],
                (0, "1 file, 0 faulty\n", ""))


def check_schema(place):
    hint = "try: gamut help schema\n"
    for arguments, text in (
            ([], "gamut: schema: of what? scenario, expect or results\n"),
            (["x"], "gamut: schema: 'x' is none of scenario, expect and "
                    "results\n")):
        done = place.run("schema", *arguments)
        check(f"schema {arguments} is refused", done.returncode == 2
              and done.stderr == text + hint and not done.stdout, done.stderr)
    for name in ("scenario", "expect", "results"):
        done = place.run("schema", name)
        check(f"schema {name} prints JSON", done.returncode == 0
              and done.stdout.startswith("{\n")
              and done.stdout.endswith("\n}\n"))


def main():
    with tempfile.TemporaryDirectory() as folder:
        place = Place(folder)
        check_good(place)
        check_faults(place)
        check_clashes(place)
        check_nothing(place)
        check_schema(place)
    return finish()


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    gamut = os.path.abspath(sys.argv[1])
    sys.exit(main())
