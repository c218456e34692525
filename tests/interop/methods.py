#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""SIPp registers, subscribes, publishes, sends messages and transfers in campaigns:
methods.py PATH_TO_GAMUT [CASE ...]

Of each case one client keeps the rules and has to pass; some have a twin that
breaks one, which has to get its verdict.
"""

import concurrent.futures
import os
import re
import socket
import sys
import tempfile
from typing import NamedTuple

import packages
import sipp
from process import Children, free_port, read_text

T1_MS = 50
CALL_S = 30
JOBS = 4
# SIPp takes the user of a URI.
WITH_USER = 'uri=${1#sip:}; shift; exec "$@" -s "${uri%%@*}"'

HEAD = """{method} {uri} SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
Max-Forwards: 70
From: <sip:dave@[local_ip]>;tag=[pid]-from-[call_number]
To: <sip:[service]@[remote_ip]:[remote_port]>{tag}
Call-ID: [call_id]
CSeq: {cseq} {method}
{headers}Content-Length: [len]

{body}"""
ANSWER = """SIP/2.0 {code}
[last_Via:]
[last_From:]
[last_To:]{tag}
[last_Call-ID:]
[last_CSeq:]
Contact: <sip:dave@[local_ip]:[local_port]>
Content-Length: 0

"""
CONTACT = "Contact: <sip:dave@[local_ip]:[local_port]{}>{}\n"
SDP = """v=0
o=dave 1 1 IN IP4 [local_ip]
s=-
c=IN IP4 [local_ip]
t=0 0
m=audio 6000 RTP/AVP 0
"""
DIALLED = "sip:[service]@[remote_ip]:[remote_port]"


class Script:
    """A SIPp scenario in the making: what one client does."""

    def __init__(self, method):
        self.method = method
        self.cseq = 0
        self.steps = []
        self.tag = ""
        self.target = DIALLED
        if method == "REGISTER":
            self.target = "sip:[remote_ip]:[remote_port]"

    def send(self, headers="", body="", method=None, cseq=None):
        method = method or self.method
        if cseq is None and method != "ACK":
            self.cseq += 1
        text = HEAD.format(method=method, uri=self.target, tag=self.tag,
                           cseq=cseq or self.cseq, headers=headers, body=body)
        self.steps.append(f"<send><![CDATA[\n{text}\n]]></send>")
        return self

    def get(self, code, more=""):
        self.steps.append(f'<recv response="{code}" {more} rtd="true"/>')
        return self

    def ask(self, code, headers="", body="", method=None):
        return self.send(headers, body, method).get(code)

    def dialog(self, code, headers="", body=""):
        """Ask for one, and send the next in it."""
        self.send(headers, body)
        if self.method == "INVITE":
            self.steps.append('<recv response="100" optional="true"/>')
        self.steps.append(
            f'<recv response="{code}" rrs="true"><action>'
            '<ereg regexp="&lt;([^&gt;]*)&gt;" search_in="hdr" '
            'header="Contact:" check_it="true" assign_to="all,contact"/>'
            '<ereg regexp="tag=([^;[:cntrl:]]*)" search_in="hdr" '
            'header="To:" check_it="true" assign_to="all,tag"/>'
            '<log message="[$all] [$contact] [$tag]"/></action></recv>')
        self.tag = ";tag=[$tag]"
        self.target = "[$contact]"
        if self.method == "INVITE":
            self.send(method="ACK", cseq=self.cseq)
        return self

    def answer(self, method, code="200 OK", tag=""):
        self.steps.append(f'<recv request="{method}"/>')
        text = ANSWER.format(code=code, tag=tag)
        self.steps.append(f"<send><![CDATA[\n{text}\n]]></send>")
        return self

    def wait(self, ms):
        self.steps.append(f'<pause milliseconds="{ms}"/>')
        return self

    def text(self):
        return ('<?xml version="1.0" encoding="UTF-8"?>\n'
                '<scenario name="call">\n' + "\n".join(self.steps)
                + "\n</scenario>\n")


def contact(expires, uri="", param=""):
    return CONTACT.format(uri, param) + f"Expires: {expires}\n"


def presence(expires, more=""):
    return f"Event: presence\nExpires: {expires}\n" + more


def subscription(expires, more=""):
    return CONTACT.format("", "") + presence(expires, more)


def registers(*expires_and_code):
    script = Script("REGISTER")
    for expires, code in expires_and_code:
        script.ask(code, contact(expires))
    return script


def registers_by(first, uri="", param="", again=("", ""), more=""):
    """Refused for a parameter of the Contact, then again with another."""
    then = more if again != ("", "") else ""
    return (Script("REGISTER")
            .ask(first, contact(3600, uri, param) + more)
            .ask(200, contact(3600, *again) + then))


def authorized():
    script = Script("REGISTER").send(contact(3600))
    script.get(401, 'auth="true"')
    return script.ask(200, contact(3600)
                      + "[authentication username=alice password=secret]\n")


def refreshes(code, headers=""):
    return (Script("SUBSCRIBE").dialog(200, subscription(600))
            .answer("NOTIFY").wait(300)
            .ask(code, subscription(600, headers)))


def publishes(tag):
    return (Script("PUBLISH").ask(200, presence(600)).wait(300)
            .ask(412, presence(600, "SIP-If-Match: one\n"))
            .ask(200, presence(600, tag)))


def messages(first, second):
    return (Script("MESSAGE")
            .ask(415, f"Content-Type: {first}\n", "<p>Hello</p>")
            .ask(200, f"Content-Type: {second}\n", "<p>Hello</p>"))


def transferred():
    return (Script("INVITE")
            .dialog(200, CONTACT.format("", "") + "Recv-Info: infoDtmf\n"
                    "Content-Type: application/sdp\n", SDP))


def referred():
    """It is asked to transfer the call, and owes NOTIFYs of that."""
    script = transferred().answer("REFER", "202 Accepted")
    return notifies(script)


def notifies(script):
    return script.ask(
        481, CONTACT.format("", "") + "Event: refer\n"
        "Subscription-State: active;expires=60\n"
        "Content-Type: message/sipfrag\n", "SIP/2.0 100 Trying\n",
        method="NOTIFY")


def informs():
    return transferred().wait(100).ask(
        469, "Info-Package: infoDtmf\n", method="INFO")


class Row(NamedTuple):
    """A case, a client, and what is to be said of it."""

    case: str
    script: Script
    verdict: str = "pass"
    rule: str = ""


REG_ID = ';reg-id=1;+sip.instance="&lt;urn:uuid:1&gt;"'.replace(
    "&lt;", "<").replace("&gt;", ">")
OUTBOUND = "Supported: outbound\n"
PUSH = ";pn-provider=example;pn-prid=1"


def rows():
    return [
        Row("register/401", authorized()),
        Row("register/403", registers((3600, 403))),
        Row("register/403", registers(*[(3600, 403)] * 4),
            "warn", "no-unmodified-retry"),
        Row("register/404", registers((3600, 404))),
        Row("register/423", registers((60, 423), (3600, 200))),
        Row("register/423", registers((60, 423), (3600, 200), (0, 200))),
        Row("register/423", registers((60, 423), (90, 200)),
            "warn", "reg-423"),
        Row("register/439", registers_by(439, param=REG_ID, more=OUTBOUND)),
        Row("register/439", registers_by(439, param=REG_ID, more=OUTBOUND,
                                         again=("", REG_ID)),
            "warn", "reg-439"),
        Row("register/500", registers((3600, 500))),
        Row("register/503", Script("REGISTER").ask(503, contact(3600))
            .wait(5500).ask(200, contact(3600))),
        Row("register/503", registers((3600, 503), (3600, 200)),
            "warn", "reg-503"),
        Row("register/555", registers_by(555, PUSH)),
        Row("register/555", registers_by(555, PUSH, again=(PUSH, "")),
            "warn", "reg-555"),
        Row("register/200-short-expires",
            registers((3600, 200)).wait(2000).ask(200, contact(3600))),
        Row("subscribe/489",
            Script("SUBSCRIBE").ask(489, subscription(600))),
        Row("subscribe/489",
            Script("SUBSCRIBE").ask(489, subscription(600))
            .ask(489, subscription(600)), "warn", "no-unmodified-retry"),
        Row("subscribe/423",
            Script("SUBSCRIBE").ask(423, subscription(60))
            .dialog(200, subscription(3600)).answer("NOTIFY")
            .answer("NOTIFY")),
        Row("subscribe/202",
            Script("SUBSCRIBE").dialog(202, subscription(600))
            .answer("NOTIFY").answer("NOTIFY")),
        Row("subscribe/202",
            Script("SUBSCRIBE").dialog(202, subscription(600))
            .answer("NOTIFY", "481 No Subscription")
            .answer("NOTIFY", "481 No Subscription"),
            "fail", "sub-202-200"),
        Row("subscribe/200-notify",
            refreshes(200).answer("NOTIFY").answer("NOTIFY")),
        Row("subscribe/204",
            refreshes(204, "Suppress-If-Match: *\n").wait(300)
            .ask(200, subscription(0)).answer("NOTIFY")),
        Row("subscribe/481", refreshes(481)),
        Row("subscribe/481", refreshes(481).wait(500)
            .ask(481, subscription(600)), "fail", "sub-refresh-fail"),
        Row("publish/412", publishes("")),
        Row("publish/412", publishes("SIP-If-Match: one\n"),
            "fail", "pub-412"),
        Row("publish/423", Script("PUBLISH").ask(423, presence(60))
            .ask(200, presence(3600))),
        Row("publish/423", Script("PUBLISH").ask(423, presence(60))
            .ask(200, presence(90)), "warn", "pub-423"),
        Row("publish/489", Script("PUBLISH").ask(489, presence(600))),
        Row("message/202", Script("MESSAGE").ask(
            202, "Content-Type: text/plain\n", "Hello")),
        Row("message/415", messages("text/html", "text/plain")),
        Row("message/415", messages("text/html", "text/html"),
            "warn", "no-unmodified-retry"),
        Row("message/425", Script("MESSAGE").ask(
            425, "Content-Type: text/plain\n", "Hello")),
        Row("message/pending", Script("MESSAGE").send().get(
            100, 'optional="true"').get(200).send()
            .get(100, 'optional="true"').get(200)),
        Row("options/200", Script("OPTIONS").ask(200)),
        Row("options/486", Script("OPTIONS").ask(486)),
        Row("options/503", Script("OPTIONS").ask(503)),
        Row("refer/202", Script("REFER").dialog(
            202, CONTACT.format("", "") + "Refer-To: <sip:a@[remote_ip]>\n")
            .answer("NOTIFY").answer("NOTIFY")),
        Row("refer/429", Script("REFER").ask(
            429, CONTACT.format("", "") + "Refer-To: <sip:a@[remote_ip]>\n")
            .ask(603, CONTACT.format("", "")
                 + "Refer-To: <sip:a@[remote_ip]>\n"
                 "Referred-By: <sip:dave@[local_ip]>\n")),
        Row("refer/603", Script("REFER").ask(
            603, CONTACT.format("", "") + "Refer-To: <sip:a@[remote_ip]>\n")),
        Row("info/469", informs().answer("BYE")),
        Row("info/469", informs().wait(100).ask(200, method="BYE"),
            "warn", "info-469"),
        Row("notify/481", referred().answer("BYE")),
        Row("notify/481", notifies(referred().wait(1000)).answer("BYE"),
            "fail", "ntf-481"),
    ]


def run_row(number, row, program, directory, children):
    """What `gamut run` says of it; the fault, or None."""
    base = os.path.join(directory, str(number))
    with open(base + ".xml", "w", encoding="utf-8") as file:
        file.write(row.script.text())
    call = sipp.command(base, 0, "", free_port())
    call[1] = "{host}:{port}"
    children.run([program, "run", "--t1", str(T1_MS), "--case", row.case,
                  "--skip", "sanity/*",
                  "--", "sh", "-c", WITH_USER, "sh", "{uri}", *call],
                 base + ".said", CALL_S + 30)
    said = read_text(base + ".said")
    found = re.search(rf"^(\w+)  {row.case} +\S+ s(?:  (\S+).*)?$", said, re.M)
    if found and found[1].lower() == row.verdict and (found[2] or "") == row.rule:
        return found[0], None
    error = base + ".err"
    return (found[0] if found else row.case), "not {} {}\n{}\n{}".format(
        row.verdict, row.rule, said,
        read_text(error) if os.path.exists(error) else "")


def main():
    packages.provide([sipp])
    program = os.path.abspath(sys.argv[1])
    wanted = [row for row in rows()
              if not sys.argv[2:] or row.case in sys.argv[2:]]
    children = Children()
    failed = 0
    with tempfile.TemporaryDirectory(prefix="gamut-methods-") as directory:
        try:
            with concurrent.futures.ThreadPoolExecutor(JOBS) as pool:
                jobs = [pool.submit(run_row, number, row, program, directory,
                                    children)
                        for number, row in enumerate(wanted)]
                for job in jobs:
                    line, fault = job.result()
                    print(line + (f"\n    FAIL: {fault}" if fault else ""),
                          flush=True)
                    failed += fault is not None
        finally:
            children.close()
    print(f"{len(wanted) - failed} passed, {failed} failed")
    return 0 if wanted and not failed else 1


if __name__ == "__main__":
    sys.exit(main())
