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

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from checks import check, finish

EXAMPLE = os.path.join(os.path.dirname(os.path.abspath(__file__)),
                       "../../examples/cunit-nua")
QUICK = "--t1=50"
CASES = ["-c", "final/486", "-c", "final/[56]03", "-c", "prov/180", "-c", "success/200"]


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
          "-Wall -Wextra -Werror" in said, said)
    return folder + "/build/gamut_suite"


def main(gamut, build_dir, cc, client, *cflags):
    with tempfile.TemporaryDirectory() as top:
        suite, again, prefix = top + "/suite", top + "/again", top + "/prefix"
        run(gamut, "generate", "cunit", "--out", suite)
        run(gamut, "generate", "cunit", "--out", again)
        differ = differing(suite, again)
        check("two runs write the same bytes", not differ, "\n".join(differ))
        run("cmake", "--install", build_dir, "--prefix", prefix)

        programme = build(suite, prefix, cc, cflags)
        command = shlex.quote(client) + ' "$GAMUT_URI"'
        status, said = run(programme, QUICK, *CASES, status=None, CLIENT=command)
        check("a correct client passes", status == 0 and "final/486" in said
              and "Suite: 6xx global errors" in said, said)
        status, said = run(programme, QUICK, "-c", "final/486", status=None,
                           CLIENT=command + " no-ack")
        check("one that never acknowledges fails", status == 1, said)
        check("the text of the finding is the assertion",
              "main.c" in said and "fail: ack-non2xx-sent (MUST, RFC 3261 §17.1.1.2)"
              in said, said)
        status, said = run(programme, QUICK, "-c", "final/486", status=None,
                           CLIENT="exit 127")
        check("one that does not support the case is not blamed",
              status == 0 and "unsupported" in said, said)
        status, said = run(programme, QUICK, "-c", "final/486", status=None, CLIENT="true")
        check("one that does not call fails", status == 1 and "had not called" in said,
              said)
        status, said = run(programme, QUICK, "-c", "nothing*", status=None, CLIENT="true")
        check("no case is no success", status == 2, said)
        status, said = run(programme, "--help", status=None, CLIENT="true")
        check("--help says how to call it", status == 0 and "usage: " in said, said)
        status, said = run(programme, "--colour", status=None, CLIENT="true")
        check("an option that is none is refused",
              status == 2 and "no option --colour" in said, said)

        for name in os.listdir(EXAMPLE):
            shutil.copy(os.path.join(EXAMPLE, name), again)
        programme = build(again, prefix, cc, cflags)
        status, said = run(programme, QUICK, *CASES, status=None)
        check("the example on nua passes in the same process",
              status == 0, said)
        _, said = run(gamut, "generate", "cunit", "--out", again, status=None)
        with open(again + "/place_call.c", encoding="utf-8") as kept:
            check("what was filled in is left alone",
                  "nua_invite" in kept.read() and "place_call.c" in said, said)
    return finish()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
