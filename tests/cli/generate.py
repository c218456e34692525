#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What gamut generate writes, and what it leaves alone: generate.py GAMUT"""

import csv
import hashlib
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import xml.dom.minidom
import xml.parsers.expat

import yaml

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent))
from checks import check, finish

ALL = ["--methods", "INVITE,OPTIONS,REGISTER,MESSAGE,SUBSCRIBE,PUBLISH,REFER",
       "--transports", "udp,tcp", "--codes", "180-302,404,423,480-489,503,603,299,399,499,699"]
VARIANTS = ("ack lost-ack after-180 after-183-sdp custom-phrase no-phrase "
            "retry-after reason-q850 body compact unknown-header two-vias "
            "wrong-branch no-to-tag late duplicate").split()

# Arguments behind "generate", standard error without its last line.
REFUSED = [
    ([], "gamut: generate: what? "),
    (["suit"], "gamut: generate: 'suit' is none of "),
    (["suite"], "gamut: generate suite: into which folder? --out DIR"),
    (["from-pcap", "--out", "y"],
     "gamut: generate from-pcap: which one file?"),
    (["cunit", "--out", "y", "--variants", "late"],
     "gamut: generate cunit: it does not take --variants"),
    (["cunit", "--out", "y", "--codes", "699-300"],
     "gamut: generate cunit: --codes: '699-300' is not a code or a range "
     "from 100 to 699"),
    (["cunit", "--out", "y", "--codes", "699"],
     "gamut: generate cunit: there is no such case"),
    (["suite", "x", "--out", "y"],
     "gamut: generate suite: 'x' is not expected"),
    (["suite", "--out", "y", "--codes", "486,70"],
     "gamut: generate suite: --codes: '70' is not a code or a range from 100 "
     "to 699"),
    (["suite", "--out", "y", "--codes", "699-300"],
     "gamut: generate suite: --codes: '699-300' is not a code or a range "
     "from 100 to 699"),
    (["suite", "--out", "y", "--methods", "ACK"],
     "gamut: generate suite: --methods: 'ACK' is not one of INVITE, "),
    (["suite", "--out", "y", "--transports", "udp,tls"],
     "gamut: generate suite: --transports: 'tls' is not a transport of "
     "ours: udp, tcp"),
    (["suite", "--out", "y", "--variants", "late+lost"],
     "gamut: generate suite: --variants: 'late+lost' is not a variant, or "),
    (["suite", "--out", "y", "--codes", "200", "--variants", "no-to-tag"],
     "gamut: generate suite: no such case makes sense"),
    (["suite", "--out", "y", "--for", "github"],
     "gamut: generate suite: it does not take --for"),
]


def run(*arguments):
    clean = {name: value for name, value in os.environ.items()
             if not name.startswith("GAMUT_")}
    return subprocess.run([gamut, *arguments], env=clean, timeout=60,
                          capture_output=True, encoding="utf-8")


def generate(folder, *arguments):
    return run("generate", *arguments, "--out", str(folder))


def tree(folder):
    """Path → bytes of every file."""
    return {str(path.relative_to(folder)): path.read_bytes()
            for path in sorted(folder.rglob("*")) if path.is_file()}


def counts(written, same, left):
    return (f"{written} files written, {same} were there, {left} differ and "
            "were left alone\n")


def check_refused():
    for arguments, text in REFUSED:
        done = run("generate", *arguments)
        check("gamut " + " ".join(["generate", *arguments]) + " is refused",
              done.returncode == 2 and done.stderr.startswith(text)
              and done.stderr.endswith("\ntry: gamut help generate\n")
              and not done.stdout, done.stderr)
    check("what is refused writes nothing", not pathlib.Path("y").exists())


def check_again(top, kind, *arguments):
    """The same arguments write the same bytes; returns them by path."""
    one, two = top / f"{kind}-1", top / f"{kind}-2"
    done = generate(one, kind, *arguments)
    files = tree(one)
    check(f"generate {kind} writes files", done.returncode == 0 and files
          and not done.stderr and done.stdout == counts(len(files), 0, 0),
          done.stdout + done.stderr)
    generate(two, kind, *arguments)
    check(f"generate {kind} writes the same bytes again", tree(two) == files)
    done = generate(one, kind, *arguments)
    check(f"generate {kind} into the same folder changes nothing",
          done.stdout == counts(0, len(files), 0) and tree(one) == files,
          done.stdout + done.stderr)
    manifest = files[f"{kind}.sha256"].decode()
    said = {path: digest for digest, path in
            re.findall(r"^([0-9a-f]{64})  (\S+)$", manifest, re.M)}
    check(f"{kind}.sha256 has the hash of every other file",
          said == {path: hashlib.sha256(text).hexdigest()
                   for path, text in files.items()
                   if path != f"{kind}.sha256"})
    return files


def check_suite(top):
    files = check_again(top, "suite", *ALL)
    folder = top / "suite-1"
    cases = {path for path in files if path.endswith(".yaml")}
    done = run("check", str(folder / "cases"))
    check("gamut check finds nothing in it", done.returncode == 0
          and done.stdout == f"{len(cases)} files, 0 faulty\n", done.stderr)
    rows = list(csv.DictReader(files["manifest.csv"].decode().splitlines()))
    check("the manifest has each case once",
          len(rows) == len(cases) and {row["file"] for row in rows} == cases)
    for column, names in (("variants", VARIANTS),
                          ("method", ALL[1].split(",")),
                          ("transport", ["udp", "tcp"])):
        missing = set(names) - {row[column] for row in rows}
        check(f"every {column} is there", not missing, missing)
    for code in ("199", "499", "699"):
        check(f"{code} is there", any(row["code"] == code for row in rows))
    dialled = [row["dial"] for row in rows if row["dial"]]
    check("no number is dialled for two cases",
          len(set(dialled)) == len(dialled))
    invites = [row["dial"] for row in rows if row["method"] == "INVITE"]
    check("each call can be dialled by digits alone",
          all(dial.isdigit() for dial in invites))
    listed = list(csv.DictReader(files["dial.csv"].decode().splitlines()))
    check("the dial list has them all",
          [row["dial"] for row in listed] == dialled)
    page = files["dial.html"].decode()
    check("and so has the page to print",
          re.findall(r"<tr><td>(\d+)</td>", page) == dialled)
    done = run("show", "486902", str(folder / "cases"))
    check("what is dialled is found", done.returncode == 0 and
          done.stdout.startswith("final/486+lost-ack  Busy Here, and the "
                                 "first ACK is lost\n"), done.stdout)


def check_edits(top):
    folder = top / "edited"
    arguments = ["suite", "--codes", "480-489"]
    generate(folder, *arguments)
    before = tree(folder)
    edited = folder / "cases/final/486+ack.yaml"
    edited.write_text(edited.read_text() + "# mine\n")
    (folder / "cases/final/488+ack.yaml").unlink()
    foreign = folder / "cases/final/404+ack.yaml"
    foreign.write_text("# somebody's\n")
    link = folder / "cases/final/404+body.yaml"
    link.symlink_to(folder / "nowhere")
    total = len(before)
    done = generate(folder, *arguments)
    check("an edited file is kept and named, a lost one written again",
          done.returncode == 0 and done.stdout == counts(1, total - 2, 1)
          and done.stderr == f"gamut: {edited} differs and is left alone; "
          "--force writes over it\n" and "# mine" in edited.read_text(),
          done.stdout + done.stderr)
    # Every file of --vary differs from what was written before.
    done = generate(folder, *arguments, "--vary")
    check("what nobody has edited is written anew",
          done.returncode == 0 and done.stderr.count("\n") == 1
          and "# mine" in edited.read_text()
          and tree(folder)["cases/final/480+ack.yaml"]
          != before["cases/final/480+ack.yaml"], done.stdout + done.stderr)
    done = generate(folder, "suite", "--codes", "404,480-489")
    check("what somebody else has put there is kept",
          done.returncode == 0 and foreign.read_text() == "# somebody's\n"
          and f"gamut: {foreign} differs" in done.stderr
          and f"gamut: {link} is no plain file" in done.stderr
          and not (folder / "nowhere").exists(), done.stdout + done.stderr)
    done = generate(folder, "suite", "--codes", "404,480-489", "--force")
    check("--force writes over both, and through no link",
          done.returncode == 0 and foreign.read_text() != "# somebody's\n"
          and edited.read_bytes() == before["cases/final/486+ack.yaml"]
          and not (folder / "nowhere").exists(), done.stdout + done.stderr)
    manifest = folder / "suite.sha256"
    manifest.write_text("my own list\n")
    done = generate(folder, "suite", "--codes", "404,480-488")
    check("nor is a file written over that only has the manifest's name",
          manifest.read_text() == "my own list\n"
          and f"gamut: {manifest} differs" in done.stderr, done.stderr)


def check_left_over(top):
    """What was part of the suite once, and is no longer."""
    folder = top / "narrower"
    generate(folder, "suite", "--codes", "486,603")
    old = [f"cases/{path}" for path in ("final/603+ack.yaml",
                                        "final/603+late.yaml")]
    (folder / "cases/final/603+body.yaml").unlink()
    (folder / old[1]).write_text("# mine\n")
    before = tree(folder)
    lines = (folder / "suite.sha256").read_text().splitlines()
    done = generate(folder, "suite", "--codes", "486")
    left = sorted(path for path in before if path.startswith("cases/final/603"))
    named = "".join(f"gamut: {folder}/{path} is left over from an earlier run\n"
                    for path in left)
    check("what is no longer part of the suite is named, and stays",
          done.returncode == 0 and set(old) < set(left)
          and done.stderr == named and done.stdout.endswith(
              f", {len(left)} are left over from an earlier run\n")
          and [(folder / path).read_bytes() for path in left]
          == [before[path] for path in left], done.stdout + done.stderr)
    listed = (folder / "suite.sha256").read_text().splitlines()
    check("the manifest has it still, behind the rest",
          listed[-len(left):] == [line for line in lines
                                  if line.split("  ")[-1] in left], listed)
    (folder / old[0]).unlink()
    done = generate(folder, "suite", "--codes", "486", "--force")
    check("what is deleted then is forgotten",
          done.stderr.count("\n") == len(left) - 1 and old[0]
          not in done.stderr + (folder / "suite.sha256").read_text()
          and (folder / old[1]).read_text() == "# mine\n", done.stderr)
    done = generate(folder, "suite", "--codes", "486,603")
    check("what is made again is nothing left over, and an edit is kept",
          done.stderr == f"gamut: {folder}/{old[1]} differs and is left "
          "alone; --force writes over it\n", done.stderr)
    manifest = folder / "suite.sha256"
    manifest.write_text(manifest.read_text() + f"{'0' * 64}  ../{top.name}\n"
                        f"{'0' * 64}  \x1b[2J\n")
    done = generate(folder, "suite", "--codes", "486,603")
    check("no path leads out of the folder, and none to the terminal",
          "left over" not in done.stderr + done.stdout, done.stderr)


def check_vary(top):
    one, two = top / "vary-1", top / "vary-2"
    some = [*ALL[:2], "--codes", "200,302,404,486"]
    for folder, seed in ((one, "1"), (two, "2")):
        generate(folder, "suite", *some, "--vary", "--seed", seed)
    done = run("check", str(one / "cases"))
    check("gamut check finds nothing with --vary", done.returncode == 0,
          done.stderr)
    a, b = tree(one), tree(two)
    differ = [path for path in a if path.endswith(".yaml")
              and a[path] != b[path]]
    check("another seed writes other files by the same names",
          a.keys() == b.keys() and len(differ) > len(a) / 2, len(differ))
    generate(two, "suite", *some, "--vary", "--seed", "1")
    check("the same seed writes the same", tree(two) == a)
    alone = top / "vary-3"
    generate(alone, "suite", "--codes", "486", "--vary")
    check("what a case is does not depend on the others",
          tree(alone)["cases/final/486+late.yaml"]
          == a["cases/final/486+late.yaml"])


def is_xml(text):
    try:
        xml.dom.minidom.parseString(text)
    except xml.parsers.expat.ExpatError:
        return False
    return True


def check_sipp(top):
    files = check_again(top, "sipp", "--case", "final/4*", "--case",
                        "auth/*")
    folder = top / "sipp-1"
    rows = list(csv.DictReader(files["callers.csv"].decode().splitlines()))
    callers = {f"callers/{row['id']}.xml" for row in rows
               if not row["why there is none"]}
    check("there is a caller for each case, or a reason why there is none",
          len(rows) > len(callers) > 50 and callers ==
          {path for path in files if path.endswith(".xml")})
    for path in sorted(callers):
        check(f"{path} is XML", is_xml(files[path]))
        check(f"{path} has branches of its call",
              not re.search(rb"branch=(?!\[branch(-\d+)?\]-\[run\]\r?\n)",
                            files[path]))
    for script in ("run.sh", "call.sh"):
        check(f"{script} can be executed",
              os.access(folder / script, os.X_OK))
        check_shell(folder / script)
    check_runs(top, folder)
    done = subprocess.run([folder / "call.sh", "sip:x@127.0.0.1:9", "none/1"],
                          capture_output=True, timeout=20)
    check("call.sh ends with 127 where there is no caller",
          done.returncode == 127)


def check_runs(top, folder):
    """Two calls have nothing in common, not even where their process IDs are the same."""
    sipp = top / "bin" / "sipp"
    sipp.parent.mkdir()
    sipp.write_text(f'#!/bin/sh\necho "$@" >>{top}/said\n', encoding="ascii")
    sipp.chmod(0o755)
    for _ in range(2):
        subprocess.run([folder / "call.sh", "sip:486@127.0.0.1:9", "final/486"],
                       env={**os.environ,
                            "PATH": f"{sipp.parent}:{os.environ['PATH']}"},
                       timeout=20, check=True)
    said = (top / "said").read_text(encoding="ascii")
    runs = re.findall(r"-key run ([0-9a-f]{16}) -cid_str %u-\1@%s ", said)
    check("each call of SIPp is told from all others",
          len(set(runs)) == len(runs) == 2, said)


def check_shell(path):
    done = subprocess.run(["sh", "-n", str(path)], capture_output=True,
                          encoding="utf-8", timeout=20)
    check(f"{path.name} is shell", done.returncode == 0, done.stderr)


def shell_lines(server, text):
    """What the job has a shell run."""
    if server == "jenkins":
        return re.findall(r"^ *sh '(.*)'$", text, re.M)
    job = yaml.safe_load(text)
    if server == "gitlab":
        return job["gamut"]["script"]
    return [step["run"] for step in job["jobs"]["gamut"]["steps"]
            if "run" in step]


def check_ci(top):
    """The jobs run a suite of one case against clients that are none."""
    for server, path in (("github", ".github/workflows/gamut.yml"),
                         ("gitlab", ".gitlab-ci.yml"),
                         ("jenkins", "Jenkinsfile")):
        kind = top / server
        kind.mkdir()
        files = check_again(kind, "ci", "--for", server)
        folder = kind / "ci-1"
        generate(folder, "suite", "--codes", "486", "--variants", "ack")
        lines = shell_lines(server, files[path].decode())
        check(f"the job for {server} runs something", lines)
        for client, status in (("true", 4), ("false", 4)):
            environment = {**os.environ, "GAMUT": gamut,
                           "GAMUT_CLIENT": client,
                           "GITHUB_STEP_SUMMARY": str(kind / "summary")}
            done = subprocess.run(["sh", "-ec", lines[0]], cwd=folder,
                                  env=environment, capture_output=True,
                                  encoding="utf-8", timeout=60)
            check(f"{server}: its status is that of the campaign, "
                  f"{status}", done.returncode == status
                  and (folder / "results/gamut.xml").exists(),
                  f"{done.returncode} {done.stdout}{done.stderr}")
            for line in lines[1:]:
                done = subprocess.run(["sh", "-ec", line], cwd=folder,
                                      env=environment, timeout=60)
                check(f"{server}: what comes behind it runs",
                      done.returncode == 0)
        check_shell(folder / "gamut-ci.sh")
    done = generate(top / "none", "ci", "--for", "travis")
    check("another server is refused", done.returncode == 2
          and "'travis' is none of github, gitlab and jenkins"
          in done.stderr, done.stderr)


def main():
    global gamut
    gamut = os.path.abspath(sys.argv[1])
    with tempfile.TemporaryDirectory(prefix="gamut-generate-") as directory:
        os.chdir(directory)
        top = pathlib.Path(directory)
        check_refused()
        check_suite(top)
        check_edits(top)
        check_left_over(top)
        check_vary(top)
        check_sipp(top)
        check_ci(top)
        os.chdir("/")
    return finish()


if __name__ == "__main__":
    sys.exit(main())
