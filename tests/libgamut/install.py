#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""libgamut as others get it: installed into a folder, found there by pkg-config and by
CMake, with no name but its own in sight. Usage: install.py BUILD_DIR CC [CFLAG ...]"""
import os
import re
import subprocess
import sys
import tempfile

sys.path.append(os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from checks import check, finish

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
CONSUMER = os.path.join(HERE, "consumer")

# What a guest has no business with.
RUDE = {"exit", "_exit", "signal", "sigaction", "chdir", "fork", "setlocale", "setenv",
        "putenv", "printf", "puts", "putchar", "stdout", "stderr", "stdin", "perror"}


def run(*command, env=None):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          text=True, env=env, timeout=280, check=False)
    if done.returncode != 0:
        print(" ".join(command), done.stdout, sep="\n")
        sys.exit(1)
    return done.stdout


def names(library, which):
    return {line.split()[-1].split("@")[0]
            for line in run("nm", "-D", which, library).splitlines()}


def plain(symbols):
    """Without what a fortified libc adds: __printf_chk is printf."""
    return {re.sub(r"^__(.*)_chk$", r"\1", name) for name in symbols}


def declared():
    with open(os.path.join(ROOT, "responder/gamut.h"), encoding="utf-8") as header:
        return set(re.findall(r"\b(gamut_\w+)\(", re.sub(r"/\*.*?\*/", "", header.read(),
                                                         flags=re.S)))


def manual():
    with open(os.path.join(ROOT, "responder/libgamut.3"), encoding="utf-8") as page:
        text = page.read()
    options = re.search(r"\n\.Sh OPTIONS\n(.*?)\n\.Sh", text, re.S)[1]
    return (set(re.findall(r"^\.Fn (gamut_\w+) [\"v]", text, re.M)),
            set(re.findall(r"-([a-z][a-z0-9-]+)",
                           " ".join(re.findall(r"^\.It Fl (.*)$", options, re.M)))))


def taken():
    """The options of the table that libgamut takes."""
    with open(os.path.join(ROOT, "responder/option.def"), encoding="utf-8") as table:
        rows = re.split(r"\n\tX\(", table.read())[1:]
    return {re.match(r'"([^"]+)"', row)[1] for row in rows
            if re.search(r'"[a-z ]* libgamut"', row)}


def check_same(what, have, want):
    check(what, have == want, "\n".join(
        [f"{name} is too much" for name in sorted(have - want)]
        + [f"{name} is missing" for name in sorted(want - have)]))


def main(build, cc, *cflags):
    functions, options = manual()
    check_same("the manual has the functions of gamut.h", functions, declared())
    check_same("the manual has the options that are taken", options, taken())
    with tempfile.TemporaryDirectory() as prefix:
        run("cmake", "--install", build, "--prefix", prefix)
        libraries = [os.path.join(folder, "libgamut.so") for folder, _, files
                     in os.walk(prefix) if "libgamut.so" in files]
        library = libraries[0]
        check_same("only the names of gamut.h are seen from outside",
                   names(library, "--defined-only") - {"GAMUT_0"}, declared())
        rude = plain(names(library, "--undefined-only")) & RUDE
        check("it uses nothing that belongs to the process", not rude, sorted(rude))
        soname = re.search(r"SONAME.*\[(.*)\]", run("readelf", "-d", library))[1]
        check("its soname has a version",
              re.fullmatch(r"libgamut\.so\.\d+", soname), soname)
        folder = os.path.dirname(library)
        env = dict(os.environ, LD_LIBRARY_PATH=folder,
                   PKG_CONFIG_PATH=os.path.join(folder, "pkgconfig"))

        moved = prefix + "/moved"
        os.mkdir(moved)
        flags = run("pkg-config", "--cflags", "--libs", "libgamut", env=env).split()
        run(cc, "-std=c11", "-Wall", "-Wextra", "-Wpedantic", "-Werror", *cflags, "-o",
            moved + "/by-pkg-config", CONSUMER + "/main.c", *flags)
        said = run(moved + "/by-pkg-config", env=env)
        check("a consumer is built by pkg-config and runs",
              re.match(r"\d+\.\d+\.\d+ sip:final\.486\.r1@127\.0\.0\.1:\d+\n", said),
              said)

        run("cmake", "-S", CONSUMER, "-B", moved + "/cmake", "-DCMAKE_C_COMPILER=" + cc,
            "-DCMAKE_PREFIX_PATH=" + prefix, "-DCMAKE_C_FLAGS=" + " ".join(cflags))
        run("cmake", "--build", moved + "/cmake")
        said = run(moved + "/cmake/consumer")
        check("a consumer is built by CMake and runs",
              "sip:final.486.r1@" in said, said)

        done = subprocess.run(
            ["c++", "-Wall", "-Wextra", "-Werror", "-fsyntax-only", "-x", "c++",
             "-I" + os.path.join(prefix, "include"), CONSUMER + "/main.c"],
            capture_output=True, text=True, timeout=280, check=False)
        check("the header is good for C++", done.returncode == 0, done.stderr)
    return finish()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
