#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The C test programme of gamut generate cunit: generated, built against an installed
libgamut, run. Usage: cunit.py GAMUT BUILD_DIR CC CLIENT [CFLAG ...]"""
import filecmp
import os
import shlex
import shutil
import subprocess
import sys
import tempfile

EXAMPLE = os.path.join(os.path.dirname(os.path.abspath(__file__)),
                       "../../examples/cunit-nua")
QUICK = "--t1=50"
CASES = ["-c", "final/486", "-c", "final/[56]03", "-c", "prov/180", "-c", "success/200"]

failed = 0


def check(name, wrong):
    global failed
    print(("FAIL  " if wrong else "ok    ") + name, flush=True)
    if wrong:
        failed = 1
        print(wrong)


def run(*command, status=0, **env):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          encoding="utf-8", errors="replace", timeout=200, check=False,
                          env=dict(os.environ, **env))
    if status is not None and done.returncode != status:
        print(" ".join(command), done.returncode, done.stdout, sep="\n")
        sys.exit(1)
    return done.returncode, done.stdout


def differing(one, other):
    return filecmp.dircmp(one, other).diff_files + filecmp.dircmp(one, other).left_only


def build(folder, prefix, cc, cflags):
    run("cmake", "-S", folder, "-B", folder + "/build", "-DCMAKE_C_COMPILER=" + cc,
        "-DCMAKE_PREFIX_PATH=" + prefix, "-DCMAKE_C_FLAGS=" + " ".join(cflags))
    _, said = run("cmake", "--build", folder + "/build", "--verbose")
    check("it is built with -Wall -Wextra -Werror",
          "" if "-Wall -Wextra -Werror" in said else said)
    return folder + "/build/gamut_suite"


def main(gamut, build_dir, cc, client, *cflags):
    with tempfile.TemporaryDirectory() as top:
        suite, again, prefix = top + "/suite", top + "/again", top + "/prefix"
        run(gamut, "generate", "cunit", "--out", suite)
        run(gamut, "generate", "cunit", "--out", again)
        check("two runs write the same bytes", "\n".join(differing(suite, again)))
        run("cmake", "--install", build_dir, "--prefix", prefix)

        programme = build(suite, prefix, cc, cflags)
        command = shlex.quote(client) + ' "$GAMUT_URI"'
        status, said = run(programme, QUICK, *CASES, status=None, CLIENT=command)
        check("a correct client passes", "" if status == 0 and "final/486" in said
              and "Suite: 6xx global errors" in said else said)
        status, said = run(programme, QUICK, "-c", "final/486", status=None,
                           CLIENT=command + " no-ack")
        check("one that never acknowledges fails", "" if status == 1 else said)
        check("the text of the finding is the assertion",
              "" if "main.c" in said and "fail: ack-non2xx-sent (MUST, RFC 3261 §17.1.1.2)"
              in said else said)
        status, said = run(programme, QUICK, "-c", "final/486", status=None,
                           CLIENT="exit 127")
        check("one that does not support the case is not blamed",
              "" if status == 0 and "unsupported" in said else said)
        status, said = run(programme, QUICK, "-c", "final/486", status=None, CLIENT="true")
        check("one that does not call fails", "" if status == 1 and "had not called" in said
              else said)
        status, said = run(programme, QUICK, "-c", "nothing*", status=None, CLIENT="true")
        check("no case is no success", "" if status == 2 else said)
        status, said = run(programme, "--colour", status=None, CLIENT="true")
        check("an option that is none is refused",
              "" if status == 2 and "no option --colour" in said else said)

        for name in os.listdir(EXAMPLE):
            shutil.copy(os.path.join(EXAMPLE, name), again)
        programme = build(again, prefix, cc, cflags)
        status, said = run(programme, QUICK, *CASES, status=None)
        check("the example on nua passes in the same process",
              "" if status == 0 else said)
        _, said = run(gamut, "generate", "cunit", "--out", again, status=None)
        with open(again + "/place_call.c", encoding="utf-8") as kept:
            check("what was filled in is left alone",
                  "" if "nua_invite" in kept.read() and "place_call.c" in said else said)
    return failed


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
