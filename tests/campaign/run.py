#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Check `gamut run` with a scripted client: tests/campaign/run.py GAMUT [NAME ...]

One line per check on standard output; status 1 when one of them failed. With names
only the checks of that name: pass, fail, jobs …
"""
import json
import os
import pathlib
import pty
import re
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent))
from checks import check, finish

HERE = pathlib.Path(__file__).resolve().parent
CLIENT = [sys.executable, str(HERE / "client.py"), "{uri}"]
LIMIT = 60
FAST = ["--t1", "20"]


# It starts in no time, and calls once.
SHELL_CALL = r"""
address=${1##*@} user=${1%@*}
exec 3<>"/dev/udp/${address%:*}/${address#*:}"
printf -v invite '%s\r\n' "INVITE $1 SIP/2.0" \
    "Via: SIP/2.0/UDP 192.0.2.1;rport;branch=z9hG4bK$$" "Max-Forwards: 70" \
    "From: <sip:a@192.0.2.1>;tag=$$" "To: <$1>" "Call-ID: $$" \
    "CSeq: 1 INVITE" "Contact: <sip:a@192.0.2.1>" "Content-Length: 0" ""
cat <<< "$invite" >&3  # in one write
read -rt 5 <&3
"""


def environment():
    return {name: value for name, value in os.environ.items()
            if not name.startswith("GAMUT_") and name != "NO_COLOR"}


def start(*arguments, **more):
    return subprocess.Popen([gamut, "run", *FAST, *map(str, arguments)],
                            env=environment(), encoding="utf-8",
                            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                            stderr=subprocess.PIPE, **more)


class Done:
    """What came of a campaign: status, lines by case, all that was printed."""

    def __init__(self, process):
        try:
            self.out, self.error = process.communicate(timeout=LIMIT)
        except subprocess.TimeoutExpired:
            process.kill()
            self.out, self.error = process.communicate()
            self.error += f"it took more than {LIMIT} s\n"
        self.status = process.returncode
        self.case = {}
        for line in self.out.splitlines():
            fields = line.split("  ")
            if len(fields) > 1 and "/" in fields[1]:
                self.case[fields[1]] = line

    def word(self, case):
        """The verdict of a case as it is printed, empty when there is none."""
        return self.case.get(case, "").split("  ")[0]

    def __str__(self):
        return f"status {self.status}\n{self.out}{self.error}"


def run(*arguments, **more):
    return Done(start(*arguments, **more))


def client(*words):
    return ["--", *CLIENT, *words]


def cases(*ids):
    return [f"--case={name}" for name in ids]


def rows(path, query):
    with sqlite3.connect(path) as base:
        return base.execute(query).fetchall()


def is_alive(path):
    """Whether the process runs whose number is in a file; a zombie does not."""
    pid = path.read_text(encoding="ascii")
    try:
        stat = pathlib.Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    except FileNotFoundError:
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"


def until(what):
    """Wait until it is true, but not for ever."""
    limit = time.monotonic() + LIMIT
    while not what():
        if time.monotonic() > limit:
            sys.exit("it never came")
        time.sleep(0.01)


def read_until(process, pattern):
    """Read lines up to one that fits; returns it."""
    for line in process.stdout:
        if re.search(pattern, line):
            return line
    sys.exit(f"no line fits {pattern}")


def check_pass(_):
    done = run(*cases("final/48[67]", "success/200"), *client())
    check("a client that behaves passes, sanity is first and last",
          done.status == 0 and list(done.case) == [
              "sanity/first", "final/486", "final/487", "success/200",
              "sanity/last"]
          and all(done.word(case) == "pass" for case in done.case)
          and "5 cases: 5 pass, in " in done.out, done)
    done = run("--quiet", *cases("final/486"), *client())
    check("quietly only the sum is printed", done.status == 0
          and re.fullmatch(r"3 cases: 3 pass, in \d+ s\n", done.out), done)
    done = run("--listen", "tcp:[::1]:0", *cases("final/486"), *client())
    check("over TCP and IPv6, as it listens", done.status == 0, done)


def check_fail(_):
    done = run(*cases("final/404", "final/486"), *client("final/404:no-ack"))
    check("a client that never sends ACK fails, by the rule",
          done.status == 1 and done.word("final/486") == "pass"
          and re.match(r"FAIL  final/404  [0-9.]+ s  ack-non2xx-sent "
                       r"\(RFC 3261 §17\.1\.1\.2\): ",
                       done.case["final/404"]), done)


def check_missed(place):
    done = run(*cases("final/404", "final/486"), *client("final/404:silent"))
    check("a case without a call is missed", done.status == 4
          and done.word("final/404") == "missed"
          and "ended with status 0 and had not called"
          in done.case["final/404"], done)
    file = place / "missed.db"
    done = run("--results", file, *cases("final/486"), *client("silent"))
    check("without sanity/first nothing is run", done.status == 4
          and done.case["final/486"] == "missed  final/486  not run: "
          "sanity/first did not reach us" and len(done.case) == 3, done)
    check("what is not run is of the time of its run", rows(
        file, "SELECT count(*) FROM case_result JOIN run ON run.id = run "
        "WHERE case_result.start_us >= run.start_us") == [(3,)], rows(
            file, "SELECT scenario, start_us FROM case_result"))


def check_status(place):
    done = run(*cases("final/404", "final/486"),
               *client("final/404:silent", "final/404:status=127"))
    check("status 127 says that it is unsupported", done.status == 0
          and done.word("final/404") == "unsupported", done)
    done = run("--skip=sanity/*", *cases("final/486"),
               *client("silent", "status=127"))
    check("but when all is unsupported nothing was run",
          done.status == 4, done)
    file = place / "status.db"
    done = run(*cases("final/404"), "--results", file,
               *client("final/404:status=3"))
    check("another status is kept, and changes nothing", done.status == 0
          and rows(file, "SELECT command_status FROM case_result "
                   "WHERE scenario = 'final/404'") == [(3 << 8,)], done)
    done = run(*cases("final/404"), "--", "sh", "-c",
               "if [ $GAMUT_CASE = final/404 ]; then exit 139; fi; "
               'exec "$@"', "sh", *CLIENT)
    check("a shell's status of a crash is said, and is not one",
          done.status == 4 and "status 139, which is a shell's for SIGSEGV"
          in done.case["final/404"], done)


def check_crash(place):
    file = place / "crash.db"
    done = run(*cases("final/404"), "--results", file,
               *client("final/404:kill=SIGSEGV"))
    check("a client that crashes fails", done.status == 1
          and "client-alive (RFC 3261 §11): the client crashed: SIGSEGV "
          "(Segmentation fault)" in done.case["final/404"], done)
    check("and a finding says so", rows(
        file, "SELECT count(*) FROM finding JOIN rule ON rule = rule.id "
        "WHERE name = 'client-alive' AND outcome = 'fail'") == [(1,)])
    done = run(*cases("final/404"), *client("final/404:kill=SIGKILL"))
    check("one that somebody kills is not to blame", done.status == 3
          and done.word("final/404") == "error"
          and "SIGKILL (Killed)" in done.case["final/404"], done)


def check_wrong(place):
    done = run(*cases("final/486"), "--", "./no-such-client", "{uri}")
    check("a command that is not there", done.status == 2
          and done.error == "gamut: run: cannot run './no-such-client': "
          "No such file or directory\n", done)
    text = place / "text"
    text.write_text("x" * 5000, encoding="ascii")
    done = run(*cases("final/486"), "--", text)
    check("or cannot be run", done.status == 2
          and "Permission denied" in done.error, done)
    done = run("--tag", "no-such-tag", *client())
    check("no case is no success", done.status == 4
          and done.error == "gamut: run: no case is left to run\n", done)
    done = run("--case", "final/4861", *client())
    check("a pattern that fits nothing leaves no case", done.status == 4
          and done.error == "gamut: run: no case fits 'final/4861'\n"
          "gamut: run: no case is left to run\n", done)
    done = run("--case", "final/4861", *cases("final/486"), *client())
    check("and is wrong beside one that fits", done.status == 2
          and done.error == "gamut: run: no case fits 'final/4861'\n", done)
    done = run("--case", f"@{text}x", *client())
    check("so is a list that is not there", done.status == 2, done)
    done = run("--results", text, *cases("final/486"), *client())
    check("and a results file that is none", done.status == 2
          and text.read_text(encoding="ascii") == "x" * 5000, done)
    done = run("--trigger", "true", *client())
    check("and two ways to call", done.status == 2, done)
    done = run("--")
    check("and no way", done.status == 2 and "which command" in done.error,
          done)


def check_list(place):
    path = place / "list"
    path.write_text("# these\nfinal/404\n\n  final/48[6]  # busy\n",
                    encoding="ascii")
    done = run("--case", f"@{path}", "--skip", "sanity/*", *client())
    check("cases are read from a list", done.status == 0
          and list(done.case) == ["final/404", "final/486"], done)
    done = run("--tag", "4xx", *cases("final/404", "success/200"),
               "--skip", "sanity/*", *client())
    check("and taken by their tags", list(done.case) == ["final/404"], done)


def check_failed(place):
    file = place / "failed.db"
    done = run("--results", file, *cases("final/404", "final/486"),
               *client("final/404:silent"))
    again = run("--results", file, "--case", "@failed", *client())
    check("@failed runs again what did not pass", done.status == 4
          and again.status == 0 and list(again.case) == [
              "sanity/first", "final/404", "sanity/last"],
          f"{done}{again}")
    done = run("--case", f"@failed:{file}", *client())
    check("of the newest run, in which all is well", done.status == 4, done)
    done = run("--case", "@failed", *client())
    check("@failed needs a file", done.status == 2, done)


def check_jobs(place):
    folder = place / "meet"
    folder.mkdir()
    names = ("404", "486", "487", "603")
    words = [f"final/{name}:meet={folder}:4" for name in names]
    file = place / "jobs.db"
    done = run("--jobs", "4", "--results", file,
               *cases(*[f"final/{name}" for name in names]),
               *client(*words, "print=x"))
    have = rows(file, "SELECT scenario, output FROM case_result")
    check("four calls at once are kept apart", done.status == 0
          and sorted(have) == sorted(
              [(f"final/{name}", f"got {name}\nx\n")
               for name in names]
              + [(f"sanity/{name}", "got 486\nx\n")
                 for name in ("first", "last")]), f"{done}{have}")


def check_starts(place):
    """A program that is there before Gamut has started the next."""
    file = place / "starts.db"
    done = run("--jobs", "60", "--results", file, *cases("final/4*"),
               "--", "bash", "-c", SHELL_CALL, "{case}", "{uri}")
    first, last = rows(file, """
        SELECT min(at_us), max(start_us) FROM case_result
        JOIN message ON case_result.id = case_result
        WHERE type = 'OUT' AND scenario LIKE 'final/%'""")[0]
    check("the first gets its answer before the last is started",
          first < last, f"{first} {last} {done}")


def check_words(place):
    file = place / "words.db"
    text = "{uri} {case} {timeout} {host} {port} {transport} {run}"
    names = "URI CASE TIMEOUT HOST PORT TRANSPORT RUN"
    shell = "echo " + " ".join(f"$GAMUT_{name}" for name in names.split())
    run("--skip=sanity/*", *cases("final/486"), "--results", file,
        "--timeout", "2.5", "--", "sh", "-c", f'echo "{text}"; {shell}')
    (output,), = rows(file, "SELECT output FROM case_result")
    first, second = output.splitlines()
    check("a command is told its case, twice", first == second
          and re.fullmatch(r"sip:final\.486\.r1@127\.0\.0\.1:(\d+) final/486 "
                           r"3 127\.0\.0\.1 \1 udp 1", first), output)
    run("--skip=sanity/*", *cases("final/486"), "--results", file,
        "--timeout", "0.1", "--listen", "tcp:127.0.0.1:0",
        "--advertise", "example.com:5099", "--trigger", f"echo {text}")
    output = rows(file, "SELECT output FROM case_result ORDER BY id")[-1][0]
    check("and a shell gets it in words", output ==
          "sip:final.486.r1@example.com:5099;transport=tcp final/486 1 "
          "example.com 5099 tcp 1\n", output)


def check_output(place):
    file = place / "output.db"
    done = run(*cases("final/486"), "--results", file, "--max-output",
               "1000", *client("final/486:flood=10000000"))
    (output,), = rows(file, "SELECT output FROM case_result "
                      "WHERE scenario = 'final/486'")
    check("of what a command prints the last part is kept",
          done.status == 0 and len(output) == 1000
          and output.endswith("xEND\ngot 486\n\n"), output[-100:])


def check_ends(place):
    pid = place / "pid"
    began = time.monotonic()
    done = run("--skip=sanity/*", *cases("final/486"), "--timeout", "5",
               *client(f"hang={pid}"))
    check("a command that does not end is ended", done.status == 0
          and not is_alive(pid)
          and time.monotonic() - began < LIMIT / 2, done)
    pid = place / "child"
    done = run("--skip=sanity/*", *cases("final/486"),
               *client(f"child={pid}"))
    check("and so is what it leaves behind", done.status == 0
          and not is_alive(pid), done)


def check_descriptors(place):
    file = place / "descriptors.db"
    done = run(*cases("final/40*"), "--results", file, "--", "sh", "-c",
               'ls /proc/self/fd | tr "\\n" " "; ls /proc/$PPID/fd | wc -l; '
               'exec "$@"', "sh", *CLIENT)
    have = rows(file, "SELECT output FROM case_result")
    check("a command has the usual descriptors only, and takes none from us",
          done.status == 0 and len(have) > 5 and len(set(
              output.splitlines()[0] for output, in have[1:])) == 1
          and have[0][0].startswith("0 1 2 3 "), have)


def check_interrupt(place):
    pid = place / "hangs"
    process = start(*cases("final/404", "final/486", "final/487"),
                    "--timeout", LIMIT, *client(f"final/486:hang={pid}"))
    until(pid.exists)
    process.send_signal(signal.SIGINT)
    done = Done(process)
    check("SIGINT ends a campaign with what is known", done.status == 4
          and done.word("final/404") == "pass"
          and done.case.get("final/487") == "missed  final/487  interrupted"
          and len(done.case) == 5
          and not is_alive(pid), done)


def check_interrupt_in_call(place):
    rung = place / "rung"
    process = start(*cases("final/404", "timing/answer-after-45s"),
                    "--skip", "sanity/last",
                    "--timeout", LIMIT, *client(f"rung={rung}"))
    until(rung.exists)
    process.send_signal(signal.SIGINT)
    done = Done(process)
    check("a call that SIGINT ended is not missed, nor judged",
          done.status == 4 and done.word("final/404") == "pass"
          and done.word("timing/answer-after-45s") == "inconclusive"
          and "  interrupted in its call\n" in done.out, done)


def check_twice(place):
    pid = place / "hangs-on"
    process = start("--skip=sanity/*", *cases("final/404", "final/486"),
                    "--timeout", LIMIT, *client(f"final/404:hang={pid}"))
    until(pid.exists)
    process.send_signal(signal.SIGSTOP)
    process.send_signal(signal.SIGINT)
    process.send_signal(signal.SIGTERM)
    process.send_signal(signal.SIGCONT)
    done = Done(process)
    check("two signals end it at once", done.status == 4
          and not is_alive(pid), done)


def check_killed(place):
    file = place / "killed.db"
    process = start("--results", file, *cases("final/48*"), *client())
    for _ in range(3):
        read_until(process, "^pass  final/")
    process.kill()
    process.communicate(timeout=LIMIT)
    report = subprocess.run([gamut, "report", file], env=environment(),
                            capture_output=True, encoding="utf-8",
                            timeout=LIMIT, check=False)
    have = rows(file, "SELECT scenario, verdict FROM case_result")
    check("after kill -9 every finished case is there", len(have) >= 4
          and {verdict for _, verdict in have} == {"pass"}
          and rows(file, "SELECT end_us FROM run") == [(0,)], have)
    check("and gamut report reads them", report.returncode == 0
          and all(name in report.stdout for name, _ in have), report)
    number = place / "killed"
    process = start(*cases("final/486"), "--", "sh", "-c",
                    f"echo -n $$ >{number}; exec sleep 600")
    until(lambda: number.exists() and number.read_text("ascii"))
    process.kill()
    process.communicate(timeout=LIMIT)
    until(lambda: not is_alive(number))
    check("and no client of it goes on", True)


def check_stay(place):
    began = time.monotonic()
    done = run("--t1", "500", "--stay", "0.2", *cases("final/486"),
               *client(f"hang={place / 'stays'}"))
    took_s = time.monotonic() - began
    check("a client is ended so long after its call, and judged",
          done.status == 0 and done.word("final/486") == "pass"
          and took_s < 20, f"{took_s:.1f} s\n{done}")


def listening(process):
    """The URI that asks for the next case."""
    return read_until(process, "sip:next@").strip()


def call(uri, *words):
    return subprocess.run([sys.executable, CLIENT[1], uri, *words],
                          capture_output=True, encoding="utf-8",
                          timeout=LIMIT, check=False)


def check_next(_):
    process = start(*cases("final/404", "final/486"), "--listen",
                    "udp:127.0.0.1:0")
    caller = call(listening(process), "loop")
    done = Done(process)
    check("a client asks for the next case until there is none",
          done.status == 0 and caller.stdout == "got 480\n\n"
          and [done.word(case) for case in sorted(done.case)]
          == ["pass"] * 4, f"{caller}{done}")


def check_person(_):
    process = start(*cases("final/404", "final/486"), "--skip=sanity/*",
                    "--listen", "udp:127.0.0.1:0", "--wait", "2")
    uri = listening(process)
    call(uri.replace("next", "final.487"))
    call(uri.replace("next", "nobody"))
    caller = call(uri.replace("next", "final.486"))
    done = Done(process)
    check("who dials what is no case is told", re.search(
        r"^127\.0\.0\.1:\d+ dialled final\.487: final/487 is not to be "
        r"called now$", done.out, re.M) and " dialled nobody: no case for "
          "'nobody'" in done.out, done)
    check("a person dials a case, and nobody the other", done.status == 4
          and caller.stdout == "got 486\n\n"
          and done.word("final/486") == "pass"
          and done.case.get("final/404") == "missed  final/404  nobody "
          "called", f"{caller}{done}")


def check_trigger(place):
    tool = f"{sys.executable} {CLIENT[1]} {{uri}}"
    done = run(*cases("final/404", "final/486"), "--listen",
               "tcp:127.0.0.1:0", "--trigger", f"{tool} >/dev/null & exit 3")
    check("a trigger makes a client call, whatever it says itself",
          done.status == 0 and len(done.case) == 4, done)
    done = run("--skip=sanity/*", *cases("final/404"), "--timeout", "0.5",
               "--listen", "udp:127.0.0.1:0", "--trigger", "exit 3")
    check("one that leads to no call", done.status == 4
          and done.case.get("final/404", "").endswith(
              "no call came within 0.5 s; the trigger ended with status "
              "3"), done)


def check_expect(place):
    file = place / "expect.yaml"

    def expect(text, *words):
        file.write_text("gamut-expect: 1\n" + text, encoding="ascii")
        return run("--expect", file, *cases("final/404", "final/486"),
                   *client(*words))

    known = ("known-failures:\n  - cases: final/404\n"
             "    reason: it is lazy\n")
    done = expect(known, "final/404:no-ack")
    check("a known failure is as expected", done.status == 0
          and done.word("final/404") == "known"
          and done.case["final/404"].endswith("known: it is lazy")
          and "(1 known)" in done.out, done)
    done = expect(known)
    check("its pass is not", done.status == 1
          and done.word("final/404") == "FAIL", done)
    done = expect("must-pass: [final/404]\n", "final/404:silent")
    check("what must pass must", done.status == 1, done)
    done = expect("unsupported: [final/404]\n", "final/404:no-ack")
    check("what the client lacks is not run", done.status == 0
          and done.word("final/404") == "unsupported", done)
    file.write_text("gamut-expect: 1\nunsupported: [final/404]\n",
                    encoding="ascii")
    done = run("--features", file, *cases("final/404", "final/486"),
               *client("final/404:no-ack"))
    check("another file may say so", done.status == 0
          and done.word("final/404") == "unsupported", done)
    done = expect("must-pass: [final/4044]\n")
    check("a pattern that fits nothing is wrong", done.status == 2
          and not done.case, done)


def check_agent(place):
    file = place / "agent.db"

    def agents(*arguments):
        file.unlink(missing_ok=True)
        run("--skip=sanity/*", "--results", file, *cases("final/404"),
            *arguments)
        return rows(file, "SELECT name FROM agent JOIN case_result "
                    "ON agent = agent.id")

    for arguments, want in ((["--agent", "a 1", *client()], "a 1"),
                            (client("agent=b/2"), "b/2"),
                            (client("agent="), "127.0.0.1"),
                            (client("silent"), "unknown")):
        have = agents(*arguments)
        check(f"the client is known as {want}", have == [(want,)], have)


def check_redact(place):
    file = place / "redact.db"
    done = run("--redact", "--results", file, *cases("final/404"),
               *client("secret"))
    check("credentials are struck out before they are kept",
          done.status == 0 and b"topsecret" not in file.read_bytes()
          and b"Authorization" in file.read_bytes(), done)


def check_fault(place):
    file, plain = place / "fault.db", place / "fault.txt"
    spec = "duplicate=0.5,delay=0.1:20ms"
    run(*cases("final/486"), "--results", file, "--seed", 7,
        "--fault", "duplicate=0.5,delay=0.10:20ms", *client())
    check("the faults of a run are kept, with their seed",
          rows(file, "SELECT fault, seed FROM run") == [(spec, 7)])
    made = subprocess.run([gamut, "report", file, "--json", "-", "--text",
                           plain], env=environment(), capture_output=True,
                          check=False)
    told = json.loads(made.stdout)["runs"][0]
    check("and reported", told["fault"] == spec and told["seed"] == 7, told)
    text = plain.read_text(encoding="utf-8")
    check("as they are to be asked for again",
          f" with --fault {spec} --seed 7\n" in text, text)


def on_terminal(more):
    main, other = pty.openpty()
    process = subprocess.Popen(
        [gamut, "run", *FAST, *cases("final/404", "final/486"),
         *client("final/404:silent")], env=environment() | more,
        stdin=subprocess.DEVNULL, stdout=other, stderr=other)
    os.close(other)
    text = b""
    try:
        while True:
            more = os.read(main, 65536)
            if not more:
                break
            text += more
    except OSError:  # the end, as Linux says it
        pass
    os.close(main)
    process.wait(timeout=LIMIT)
    return text.decode()


def check_reports(place):
    files = {name: place / f"all.{name}"
             for name in ("json", "junit", "tap", "markdown", "pcap")}
    arguments = [word for name, file in files.items()
                 for word in (f"--{name}", file)]
    done = run(*cases("final/404", "final/486"), *arguments, "--text", "-",
               *client("final/404:silent"))
    sizes = [file.stat().st_size if file.exists() else 0
             for file in files.values()]
    check("reports are written at the end, the lines are elsewhere then",
          done.status == 4 and all(sizes) and not done.case
          and "missed  final/404" in done.error
          and "final/404" in done.out, f"{sizes}{done}")
    data = json.loads(files["json"].read_text(encoding="utf-8"))
    check("they are of this run", "final/404" in json.dumps(data), data)
    file = place / "two.db"
    for name in ("404", "486"):
        done = run("--results", file, "--tap", "-", *cases(f"final/{name}"),
                   *client())
    check("and of no older one in the file", "final/486" in done.out
          and "final/404" not in done.out, done)
    done = run("--tap", "-", "--text", "-", *cases("final/486"), *client())
    check("one of them goes to standard output", done.status == 2, done)
    done = run("--tap", place / "no" / "such", *cases("final/486"),
               *client())
    check("one that cannot be written is said", done.status == 3, done)


def check_terminal(_):
    text = on_terminal({})
    check("on a terminal a line is rewritten", "\r\x1b[K" in text
          and "2/4  2 pass" in text or "2/4  1 pass, 1 missed" in text,
          repr(text))
    check("above it stands what did not pass, in colour",
          "mmissed\x1b[0m  final/404" in text
          and "final/486  0" not in text, repr(text))
    check("but not with NO_COLOR",
          "\x1b[0m" not in on_terminal({"NO_COLOR": "1"}))


def main():
    names = sys.argv[2:]
    with tempfile.TemporaryDirectory() as folder:
        for name, function in list(globals().items()):
            if name.startswith("check_") and (
                    not names or name.removeprefix("check_") in names):
                function(pathlib.Path(folder))
    return finish()


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    gamut = os.path.abspath(sys.argv[1])
    sys.exit(main())
