#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Read reports with programs that nobody here wrote: readers.py SAMPLE CAPTURE

SAMPLE prints reports of results that are made to break them, CAPTURE a capture that
is hard to dissect. xmllint holds JUnit to its schema, prove and Perl's TAP::Parser read
TAP, PyYAML its blocks, tshark the captures. One line per check on standard output;
status 1 when one of them failed.
"""
import collections
import pathlib
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree

import yaml

sys.path.append(str(pathlib.Path(__file__).resolve().parent.parent))
from checks import check, finish

SAMPLE, CAPTURE = sys.argv[1:3]
XSD = pathlib.Path(__file__).parent.parent / "data" / "junit" / "junit.xsd"

# By case of the sample's agents: what JUnit has in it, and a line of TAP.
FIRST = {
    "sanity/answered": (None, "ok"),
    "auth/401-sha256": ("skipped", "skip"),
    "final/480": ("failure", "not ok"),
    "final/486": ("failure", "not ok"),
    "final/500": ("error", "not ok"),
    "final/600": ("error", "not ok"),
    "final/603": ("failure", "not ok"),
    "redirect/301": ("skipped", "skip"),
    "redirect/302": ("skipped", "todo"),
    "mangled/hostile": ("skipped", "todo"),
}
SECOND = {
    "sanity/answered": (None, "ok"),
    "final/486": (None, "ok"),
    "final/603": ("failure", "not ok"),
    "final/699": (None, "ok"),
}
# Every text of "mangled/hostile" has these, shown as a reader can take it.
HOSTILE = ["]]><b>|`*_\\&\"'\\x1b[31m\\x07\\x08\\x7f\\x01\\xff\\xc3(\\xc2\\x9b[2J",
           "\\xe2\\x80\\xaeevil\\xe2\\x81\\xa9\\xed\\xa0\\x80\\xef\\xbf\\xbe"]
SECRETS = [b"0123456789abcdef0123456789abcdef", b"hunter2", b"n0nce"]

# Tells of each line of TAP what Perl's parser made of it.
TAP_READER = r"""
use TAP::Parser;
my $parser = TAP::Parser->new({ source => $ARGV[0] });
while (my $result = $parser->next) {
    next unless $result->is_test;
    print join("\t", $result->number, $result->has_todo ? "todo"
        : $result->has_skip ? "skip" : $result->is_actual_ok ? "ok" : "not ok",
        $result->description), "\n";
}
print "plan\t", $parser->is_good_plan ? "good" : "bad", "\t",
    scalar $parser->parse_errors, "\n";
"""

# Checksums are only looked at when asked for.
TSHARK = ["tshark", "-o", "ip.check_checksum:TRUE", "-o",
          "udp.check_checksum:TRUE", "-o", "tcp.check_checksum:TRUE"]
# Hostile messages of the sample lack a CSeq, and are malformed indeed.
BAD = ("(_ws.malformed && !(sip && !sip.CSeq)) || ip.checksum.status == 0 || "
       "udp.checksum.status == 0 || tcp.checksum.status == 0 || "
       "(tcp.analysis.flags && !tcp.analysis.reused_ports)")


def run(*command, data=None):
    return subprocess.run(command, input=data, capture_output=True, timeout=120,
                          check=False)


def same(what, have, want):
    check(what, have == want, f"have {have}\nwant {want}")


def report(*arguments):
    done = run(SAMPLE, *arguments)
    check("writes " + " ".join(arguments), done.returncode == 0, done.stderr)
    return done.stdout


def is_hostile_shown(text):
    return all(part in text for part in HOSTILE) and not re.search(
        "[\0-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\ufffe\uffff]", text)


def valid(folder, name, data):
    (folder / "junit.xml").write_bytes(data)
    done = run("xmllint", "--noout", "--schema", str(XSD),
               str(folder / "junit.xml"))
    check(f"xmllint: {name} is valid", done.returncode == 0, done.stderr)


def outcome(case):
    found = [part.tag for part in case
             if part.tag in ("failure", "error", "skipped")]
    return found[0] if found else None


def check_suite(folder, suite, cases):
    valid(folder, "a suite by itself", xml.etree.ElementTree.tostring(suite))
    found = {case.get("name"): outcome(case) for case in suite.iter("testcase")}
    same("JUnit has the outcome of each case", found,
         {name: want[0] for name, want in cases.items()})
    counts = collections.Counter(found.values())
    same("JUnit counts right",
         [int(suite.get(name)) for name in
          ("tests", "failures", "errors", "skipped")],
         [len(cases), counts["failure"], counts["error"], counts["skipped"]])


def check_junit(folder):
    data = report("junit")
    valid(folder, "JUnit", data)
    valid(folder, "JUnit of nothing", report("junit", "none"))
    root = xml.etree.ElementTree.fromstring(data)
    same("JUnit has a suite for each agent", len(root), 2)
    check_suite(folder, root[0], FIRST)
    check_suite(folder, root[1], SECOND)
    for attribute in "tests", "failures", "errors":
        same(f"JUnit sums up {attribute}", int(root.get(attribute)),
             sum(int(suite.get(attribute)) for suite in root))

    hostile = root.find(".//testcase[@name='mangled/hostile']")
    for name, text in (("text", hostile.find("system-out").text),
                       ("attribute", hostile.find("skipped").get("message"))):
        check(f"JUnit shows hostile bytes in a {name}", is_hostile_shown(text),
              repr(text))
    failure = root.find(".//testcase[@name='final/486']/failure")
    same("JUnit names the check", failure.get("type"), "ack-non2xx-same-branch")
    for part in ("The ACK for a refusal has one Via", "§17.1.1.3",
                 "branch z9hG4bKone", "branch z9hG4bKtwo", "486 Busy Here"):
        check(f"JUnit says '{part}'", part in failure.text, failure.text)


def prove(folder, data):
    path = folder / "report.tap"
    path.write_bytes(data)
    return run("prove", "--exec", "cat", str(path))


def check_prove(folder, data):
    bad = [number for number, (_, line) in
           enumerate([*FIRST.values(), *SECOND.values()], 1) if line == "not ok"]
    done = prove(folder, data)
    same("prove counts the cases that fail", (
        done.returncode != 0,
        f"Failed {len(bad)}/14 subtests" in done.stdout.decode(),
        b"Parse errors" in done.stdout), (True, True, False))
    mended = re.sub(rb"^not (?!.* # TODO )", b"", data, flags=re.M)
    done = prove(folder, mended)
    same("prove passes what is skipped or known to fail", done.returncode, 0)
    done = prove(folder, report("tap", "none"))
    check("prove fails without a case", done.returncode != 0, done.stdout)


def check_tap(folder):
    data = report("tap")
    check_prove(folder, data)
    (folder / "report.tap").write_bytes(data)
    done = run("perl", "-e", TAP_READER, str(folder / "report.tap"))
    lines = [line.split("\t") for line in done.stdout.decode().splitlines()]
    same("TAP::Parser finds no fault", lines.pop(), ["plan", "good", "0"])
    want = [[str(number), line] for number, (_, line) in
            enumerate([*FIRST.values(), *SECOND.values()], 1)]
    same("TAP::Parser has the outcome of each case",
         [line[:2] for line in lines], want)
    for line, name in zip(lines, [*FIRST, *SECOND]):
        check(f"TAP::Parser has {name}", line[2].startswith(f"- {name} ("), line)

    blocks = [yaml.safe_load(block) for block in re.findall(
        r"^  ---\n(.*?)^  \.\.\.\n", data.decode(), re.M | re.S)]
    same("each case that is not ok has a block",
         len(blocks), sum(line in ("not ok", "todo") for _, line in want))
    by_check = {block.get("check"): block for block in blocks}
    same("a block has what the finding says", by_check["ack-non2xx-same-branch"][
        "rfc"], "RFC 3261 §17.1.1.3, §8.1.1.7")
    for key in "message", "expected", "actual":
        text = by_check["client-alive"][key]
        check(f"PyYAML gives the hostile '{key}'", is_hostile_shown(text),
              repr(text))


def tshark(path, *arguments):
    done = run(*TSHARK, "-r", str(path), *arguments)
    check("tshark reads it", done.returncode == 0, done.stderr)
    return done.stdout.decode(errors="replace").splitlines()


def fields(path, show, *names):
    arguments = [part for name in names for part in ("-e", name)]
    return [tuple(line.split("\t")) for line in
            tshark(path, "-Y", show, "-T", "fields", *arguments)]


def check_packets(path):
    same("tshark finds nothing bad", tshark(path, "-Y", BAD), [])
    check("tshark has looked at checksums",
          tshark(path, "-Y", "udp.checksum.status == 1") and
          tshark(path, "-Y", "tcp.checksum.status == 1"))


def check_sample(folder, what, is_redacted):
    path = folder / "report.pcap"
    path.write_bytes(report("pcap", *what))
    check_packets(path)
    found = collections.Counter(
        method or code for method, code in
        fields(path, "sip", "sip.Method", "sip.Status-Code"))
    same("tshark has each message", dict(found),
         {"INVITE": 5, "ACK": 4, "486": 6, "480": 1})
    same("tshark has the time", fields(path, "sip", "frame.time_epoch")[:2],
         [("1772366520.012000000",), ("1772366520.013000000",)])
    same("tshark has the large header whole",
         [int(size) > 60000 for size, in fields(
             path, "sip.Status-Code == 480", "ipv6.plen")], [True])
    for secret in SECRETS:
        same(f"{secret.decode()} is {'not ' * is_redacted}there",
             secret in path.read_bytes(), not is_redacted)


def bodies(path):
    """Method and size of the body of each message, as it was put together."""
    text = "\n".join(tshark(path, "-Y", "sip", "-T", "pdml"))
    found = []
    for packet in xml.etree.ElementTree.fromstring(text):
        body = packet.find(".//field[@name='sip.msg_body']")
        found.append((packet.find(".//field[@name='sip.Method']").get("show"),
                      0 if body is None else int(body.get("size"))))
    return found


def check_capture(folder):
    path = folder / "capture.pcap"
    done = run(CAPTURE)
    path.write_bytes(done.stdout)
    check("writes a capture", done.returncode == 0, done.stderr)
    check_packets(path)
    case = [("INVITE", 0), ("BYE", 7), ("INFO", 1), ("MESSAGE", 60001),
            ("MESSAGE", 60000), ("INVITE", 0), ("MESSAGE", 200000),
            ("MESSAGE", 70001), ("BYE", 3), ("BYE", 99999), ("INFO", 2),
            ("NOTIFY", 0), ("NOTIFY", 4)]
    same("tshark has each message whole, whatever its port", bodies(path),
         case * 2)
    streams = fields(path, "tcp.flags.syn == 1 && tcp.flags.ack == 0",
                     "tcp.stream")
    same("tshark sees each connection", len(set(streams)), 6)
    same("tshark sees the client go",
         len(tshark(path, "-Y", "tcp.flags.reset == 1")), 2)


def main():
    with tempfile.TemporaryDirectory(prefix="gamut-report-") as name:
        folder = pathlib.Path(name)
        check_junit(folder)
        check_tap(folder)
        check_sample(folder, [], False)
        check_sample(folder, ["all", "redacted"], True)
        check_capture(folder)
    return finish()


if __name__ == "__main__":
    sys.exit(main())
