#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Check gamut report on results files: tests/cli/reports.py GAMUT FILL [--update]

FILL is the program of tests/report/fill.c, which makes the files. One line per
check on standard output; status 1 when one of them failed. --update writes the
golden files anew from what GAMUT prints.
"""
import difflib
import json
import os
import pathlib
import pty
import re
import shutil
import stat
import subprocess
import sys
import tempfile

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent))
from checks import check, finish

HERE = pathlib.Path(__file__).resolve().parent
FORMATS = ["text", "json", "junit", "tap", "markdown", "pcap"]

# Arguments behind `report`, and status; the output stands in golden/NAME.txt.
GOLDEN = {
    "report-all": (["all.db"], 3),
    "report-case": (["one.db", "--case", "final/486"], 1),
    "report-some": (["all.db", "--case", "final/4*", "--case", "*60[0-9]"], 1),
    "report-diff": (["next.db", "--diff", "one.db"], 1),
    "report-again": (["again.db", "--all", "--case", "final/486", "--case",
                      "final/603", "--case", "sanity/*"], 1),
    "report-merged": (["one.db", "next.db"], 3),
    "report-none": (["none.db"], 4),
}

# Arguments behind `report`, exit status.
STATUS = [
    (["all.db"], 3),
    (["one.db"], 3),
    (["next.db"], 1),
    (["none.db"], 4),
    (["none.db", "none.db"], 4),
    (["none.db", "next.db"], 1),
    (["all.db", "--case", "sanity/*"], 0),
    (["all.db", "--case", "final/600"], 4),
    (["all.db", "--case", "final/600", "--case", "final/486"], 1),
    (["all.db", "--case", "redirect/*"], 0),
    (["all.db", "--case", "nothing"], 4),
    (["one.db", "--diff", "one.db"], 0),
    (["one.db", "--diff", "next.db"], 1),
    (["next.db", "--diff", "one.db"], 1),
    (["next.db", "--diff", "one.db", "--case", "final/486"], 0),
    (["one.db", "--diff", "next.db", "--case", "final/486"], 1),
    (["none.db", "--diff", "one.db"], 4),
    (["one.db", "--diff", "none.db"], 0),
]

# Arguments behind `report`, exit status, standard error; nothing is printed.
USAGE = "\ntry: gamut help report\n"
ERRORS = [
    ([], 2, "gamut: report: which results file?" + USAGE),
    (["no.db"], 2, "gamut: no.db: No such file or directory\n"),
    ([""], 2, "gamut: : No such file or directory\n"),
    ([":memory:"], 2, "gamut: :memory:: No such file or directory\n"),
    (["all.db", "no.db"], 2, "gamut: no.db: No such file or directory\n"),
    (["."], 2, "gamut: .: Is a directory\n"),
    (["/dev/null"], 2, "gamut: /dev/null: this is no results file\n"),
    (["text.db"], 2, "gamut: text.db: this is no results file\n"),
    (["newer.db"], 2, "gamut: newer.db: a newer gamut made this file: its "
     "format is 9, and this one knows 2\n"),
    (["all.db", "--diff", "text.db"], 2,
     "gamut: text.db: this is no results file\n"),
    (["all.db", "--text", "-", "--json", "-"], 2,
     "gamut: report: one report at most can go to standard output" + USAGE),
    (["all.db", "--jnit", "x"], 2, "gamut: 'gamut report' has no option "
     "--jnit, did you mean --junit?" + USAGE),
    (["all.db", "--text", "no/such"], 3,
     "gamut: no/such: No such file or directory\n"),
    (["all.db", "--pcap", "."], 3, "gamut: .: Is a directory\n"),
    (["all.db", "--json", "/dev/full"], 3,
     "gamut: /dev/full: No space left on device\n"),
]


def run(arguments, stdout=subprocess.PIPE, **environment):
    clean = {name: value for name, value in os.environ.items()
             if not name.startswith("GAMUT_")}
    return subprocess.run([gamut, "report", *arguments],
                          env={**clean, **environment}, stdout=stdout,
                          stderr=subprocess.PIPE, stdin=subprocess.DEVNULL,
                          cwd=folder, timeout=60)


def golden(name, text):
    """What is printed is what stands in golden/NAME.txt."""
    path = HERE / "golden" / f"{name}.txt"
    if is_update:
        path.write_text(text, encoding="utf-8")
    want = path.read_text(encoding="utf-8") if path.exists() else ""
    difference = "\n".join(difflib.unified_diff(
        want.split("\n"), text.split("\n"), str(path), "gamut", lineterm=""))
    check(f"{path.name} is what is printed", not difference, difference)


def check_texts():
    for name, (arguments, status) in GOLDEN.items():
        done = run(arguments)
        check("gamut report " + " ".join(arguments) + " is fine",
              done.returncode == status and not done.stderr,
              f"{done.returncode} {done.stderr}")
        golden(name, done.stdout.decode())


def check_statuses():
    for arguments, status in STATUS:
        done = run(arguments)
        check("gamut report " + " ".join(arguments) + f" is status {status}",
              done.returncode == status and done.stdout and not done.stderr,
              f"{done.returncode} {done.stderr}")
    shutil.copy(folder / "one.db", folder / "warn.db")
    subprocess.run(["sqlite3", folder / "warn.db", "UPDATE case_result SET "
                    "expectation = 'none'"], check=True)
    warns = ["warn.db", "--case", "final/603"]
    check("a warn is status 1 with --strict only",
          run(warns).returncode == 0
          and run([*warns, "--strict"]).returncode == 1)
    for arguments, status, text in ERRORS:
        done = run(arguments)
        check("gamut report " + " ".join(arguments) + " is refused",
              done.returncode == status and not done.stdout
              and done.stderr.decode() == text,
              f"{done.returncode} {done.stdout} {done.stderr}")


def check_formats():
    """Every format alone and all of them in one call are the same bytes."""
    alone = {name: run(["all.db", f"--{name}", "-"]) for name in FORMATS}
    for name, done in alone.items():
        check(f"--{name} - prints a report", done.returncode == 3
              and len(done.stdout) > 100 and not done.stderr, done.stderr)
    together = [word for name in FORMATS
                for word in (f"--{name}", f"out.{name}")]
    done = run(["all.db", *together])
    check("all formats in one call print nothing", done.returncode == 3
          and not done.stdout and not done.stderr, done.stderr)
    for name, want in alone.items():
        path = folder / f"out.{name}"
        check(f"and --{name} FILE is what --{name} - prints",
              path.read_bytes() == want.stdout)
    check("text is what is printed without a format",
          run(["all.db"]).stdout == alone["text"].stdout)
    data = json.loads(alone["json"].stdout)
    check("--json has the results of both clients", len(data["results"]) == 14,
          len(data["results"]))
    secret = b"0123456789abcdef0123456789abcdef"
    for name in ("json", "pcap"):
        check(f"--redact strikes credentials out of --{name}",
              secret in alone[name].stdout and secret not in
              run(["all.db", f"--{name}", "-", "--redact"]).stdout)
    check("GAMUT_CASE and GAMUT_JSON are taken",
          len(json.loads(run(["all.db"], GAMUT_CASE="final/486,final/603",
                             GAMUT_JSON="-").stdout)["results"]) == 4)


def check_all():
    """Of a case that was run again the newest result counts."""
    for what in ("one", "one", "next"):
        subprocess.run([fill, folder / "twice.db", what], check=True)

    def results(*arguments):
        done = run(["twice.db", "--json", "-", *arguments])
        return len(json.loads(done.stdout)["results"])

    # The second client is another one, for its version differs.
    check("the newest of each case and client is shown", results() == 15)
    check("with --all every one is", results("--all") == 25)
    head = run(["twice.db", "--all"]).stdout.decode().splitlines()[0]
    check("and counted in the text", head.startswith(
        "25 calls of 11 cases by 2 agents, "), head)


def check_files():
    """A file is written whole or not at all."""
    kept = folder / "kept.txt"
    kept.write_text("as it was")
    kept.chmod(0o640)
    (folder / "link.txt").symlink_to("kept.txt")
    run(["all.db", "--text", "link.txt"])
    check("a link is followed, and the mode stays",
          (folder / "link.txt").is_symlink()
          and kept.read_bytes() == run(["all.db"]).stdout
          and stat.S_IMODE(kept.stat().st_mode) == 0o640)
    os.mkfifo(folder / "pipe")
    with subprocess.Popen(["cat", folder / "pipe"],
                          stdout=subprocess.PIPE) as reader:
        run(["all.db", "--text", "pipe"])
        text, _ = reader.communicate(timeout=20)
    check("a pipe is written to", text == kept.read_bytes()
          and (folder / "pipe").is_fifo())
    done = run(["all.db", "--tap", "/dev/null"])
    check("/dev/null stays what it is", done.returncode == 3
          and pathlib.Path("/dev/null").is_char_device())
    limited = subprocess.run(
        ["sh", "-c", "trap '' XFSZ; ulimit -f 1; exec \"$@\"", "sh", gamut,
         "report", "all.db", "--json", "kept.txt"], cwd=folder, timeout=60,
        capture_output=True)
    check("a file that cannot be finished is left as it was",
          limited.returncode == 3 and limited.stderr ==
          b"gamut: kept.txt: File too large\n"
          and kept.read_bytes() == run(["all.db"]).stdout, limited.stderr)
    left = [path.name for path in folder.iterdir()
            if re.search(r"\.\w{6}$", path.name)]
    check("nothing is left beside the files", not left, left)
    with open("/dev/full", "wb") as full:
        done = run(["all.db"], stdout=full)
    check("a full standard output is status 3", done.returncode == 3
          and done.stderr ==
          b"gamut: standard output: No space left on device\n", done.stderr)


def check_terminal():
    """Colours are for terminals."""
    def printed(**environment):
        leader, follower = pty.openpty()
        run(["next.db"], follower, TERM="xterm", **environment)
        os.close(follower)
        text = b""
        while True:
            try:
                block = os.read(leader, 65536)
            except OSError:
                break
            text += block
        os.close(leader)
        return text.decode()

    coloured = printed(NO_COLOR="")
    check("a terminal gets colours", "\033[" in coloured)
    check("and none with NO_COLOR", "\033[" not in printed(NO_COLOR="1"))
    check("a pipe gets none", b"\033[" not in run(["next.db"]).stdout)


def check_killed():
    """A file that kill -9 left behind, read again and again."""
    with subprocess.Popen(["sqlite3", folder / "all.db"],
                          stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                          encoding="utf-8") as writer:
        writer.stdin.write("PRAGMA journal_mode = WAL;\n"
                           "UPDATE case_result SET verdict = 'pass', "
                           "expectation = 'none';\nSELECT 'done';\n")
        writer.stdin.flush()
        while writer.stdout.readline() not in ("done\n", ""):
            pass
        check("results are read while another program has the file open",
              run(["all.db"]).returncode == 0)
        writer.kill()
    check("and after that was killed", run(["all.db"]).returncode == 0
          and (folder / "all.db-wal").exists()
          and run(["all.db"]).returncode == 0)


def main():
    for what in ("all", "one", "next", "none"):
        subprocess.run([fill, folder / f"{what}.db", what], check=True)
    for _ in range(2):
        subprocess.run([fill, folder / "again.db", "one"], check=True)
    (folder / "text.db").write_text("This is no database, but a text.\n" * 99)
    subprocess.run(["sqlite3", folder / "newer.db", "PRAGMA application_id = "
                    "1196250452; PRAGMA user_version = 9"], check=True)
    check_texts()
    check_statuses()
    check_formats()
    check_all()
    check_files()
    check_terminal()
    check_killed()
    return finish()


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4) or sys.argv[3:] not in ([], ["--update"]):
        sys.exit(__doc__)
    gamut, fill = map(os.path.abspath, sys.argv[1:3])
    is_update = len(sys.argv) == 4
    with tempfile.TemporaryDirectory() as place:
        folder = pathlib.Path(place)
        sys.exit(main())
