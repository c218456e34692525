# SPDX-License-Identifier: MIT
"""For each case of the suite, what the user of a scripted client does in it, and
rules that a violator breaks there, with the check that has to find that."""

from fnmatch import fnmatchcase
from functools import partial
from typing import Callable, NamedTuple

import flow_rows
import ua_methods as other
import ua_users as user


# One fault is said by several checks.
SAME = [{"ack-non2xx-sent", "foreign-as-x00", "unsolicited-487",
         "cancel-487-acked", "prov-waits", "inv-long-proceeding"},
        {"ack-2xx-sent", "prov-waits", "cancel-glare-200",
         "s2xx-unknown-as-200", "inv-long-proceeding"},
        {"ref-202", "in-dialog-answers"},
        {"redir-sips", "redir-ruri"},
        # What has the branch of another request is answered and acknowledged
        # as that one.
        {"redir-branch", "req-branch-unique", "ack-non2xx-fields"}]


class Breach(NamedTuple):
    """What a violator does, and what it has to be blamed for."""

    breaks: str   # names in ua*.py
    check: str
    outcome: str = "fail"
    # What its user does, when that is not what the twin's does.
    user: Callable | None = None

    def accepts(self, found):
        """Whether these findings are its own, and no other failure."""
        failed = {check for check, outcome in found if outcome == "fail"}
        fair = {self.check}.union(*(same for same in SAME
                                    if self.check in same))
        if self.outcome != "fail":
            fair = set()
        return (self.check, self.outcome) in found and failed <= fair


class Case(NamedTuple):
    """A case, or those that fit a pattern."""

    cases: str
    breaches: list
    user: Callable = user.dial
    # Why the twin does not pass, but is inconclusive.
    open: str = ""
    stay_s: float = 2  # after what the user does
    supported: str | None = None
    t1_ms: int = 200     # of a violator's call
    is_exact: bool = False  # about 64 of exactly that T1


def warn(breaks, check, **more):
    return Breach(breaks, check, "warn", **more)


NO_ACK = Breach("no-ack", "ack-non2xx-sent")
NO_LIMIT = Breach("no-max-forwards", "req-mandatory-headers")
NO_ACK_2XX = Breach("no-ack-2xx", "ack-2xx-sent")
DIES = Breach("dies", "client-alive")
SECOND = Breach("second-final", "fail-second-final-ignored")
REPEATS = warn("repeat-refused", "no-unmodified-retry")
DROPS = "take-any"


def flow(row):
    """What a row of flow_rows.py says."""
    return Case(row.case, open=OPEN.get(row.case, ""), breaches=[
        Breach("", row.rule, row.verdict, user=partial(
            user.tries, first=row.first, more=row.bad))],
        user=partial(user.tries, first=row.first, more=row.good))


AGAIN = "another try is for its user to make"
OPEN = {"redirect/302-header-require": "it has no such extension",
        "redirect/302-sips": "it has no TLS",
        "retry/416-200": AGAIN}
# A refusal that is not followed by anything, and what is done about it.
RETRIED = {row.case[len("retry/"):len("retry/") + 3]: row
           for row in reversed(flow_rows.ROWS)
           if row.case.startswith("retry/") and row.good}


def refused(code):
    """As in retry/*, but there is no end of it."""
    row = RETRIED[code]
    return Case(f"final/{code}", [NO_ACK],
                partial(user.tries, first=row.first, more=row.good[:1]))


FOLLOW = flow_rows.FOLLOW
FOLLOW_SECOND = flow_rows.Try(flow_rows.contact(1))
FOLLOW_THIRD = flow_rows.Try(flow_rows.contact(2))
CHANGED = flow_rows.CHANGED


def again(*more, first=flow_rows.Try()):
    return partial(user.tries, first=first, more=more)


# It takes the parameters of the Contact for those of its URI.
BENT_URI = [Breach("", "redir-ruri", user=again(
    flow_rows.Try(flow_rows.contact(end=";q=1"))))]

CASES = [
    Case("ack/200-486", [NO_LIMIT]),
    Case("ack/486-404", [NO_ACK], stay_s=3),
    Case("ack/486-180", [DIES], stay_s=6),
    Case("ack/486-[24]*", [SECOND], stay_s=3),
    # With a short T1 the transaction is gone when its copies are due.
    Case("ack/dup-final", [Breach("ack-once", "ack-non2xx-every-copy")],
         stay_s=5, t1_ms=500),
    Case("ack/dup-final-28s", [Breach("ack-once", "ack-non2xx-every-copy")],
         stay_s=29, t1_ms=500),
    Case("ack/late-dup", [NO_ACK], stay_s=42),
    Case("ack/lost-all", [Breach("ack-half", "ack-non2xx-timer-d")],
         stay_s=36, t1_ms=500, is_exact=True),
    Case("ack/lost-first-200", [Breach("ack-once", "ack-2xx-every-copy")]),
    Case("ack/lost-*", [Breach("ack-once", "ack-non2xx-every-copy")],
         stay_s=3),

    Case("auth/401-auth-either", [Breach("auth-response",
                                         "auth-response-valid")]),
    Case("auth/401-auth-int", [Breach("auth-int-as-auth", "auth-int")]),
    Case("auth/40*-auth-int", [Breach("auth-int-as-auth", "auth-int")]),
    Case("auth/401-200", [
        warn("auth-uri", "auth-uri"), Breach("auth-nonce", "auth-echo"),
        Breach("auth-cseq", "auth-cseq"),
        Breach("auth-other-header", "auth-header"),
        Breach("auth-no-nc", "auth-qop"),
        Breach("auth-no-qop", "auth-qop"), Breach("auth-nc hangs-up", "auth-nc"),
        Breach("ack-no-credentials", "ack-2xx-credentials")]),
    Case("auth/407-200", [
        Breach("auth-uri-bare", "auth-uri"), Breach("auth-realm", "auth-echo"),
        Breach("auth-no-cnonce", "auth-qop"),
        Breach("retry-branch", "req-branch-unique")]),
    Case("auth/40[17]-40[17]", [Breach("auth-again", "auth-no-repeat")]),
    Case("auth/40[17]-endless", [Breach("auth-again", "auth-no-repeat")]),
    Case("auth/40[17]-empty", [REPEATS]),
    Case("auth/40[17]-stale", [Breach("auth-stale", "auth-stale")]),
    Case("auth/401-basic*", [Breach("auth-basic", "auth-schemes")]),
    Case("auth/401-bearer-only", [REPEATS]),
    Case("auth/401-broken-then-good", [DIES]),
    Case("auth/401-opaque-empty", [warn("auth-opaque", "auth-echo")]),
    Case("auth/401-opaque", [Breach("auth-opaque", "auth-echo")]),
    Case("auth/407-then-40[17]", [warn("auth-one-realm", "auth-multi-realm")]),
    Case("auth/401-unknown-algorithm", [
        Breach("auth-algorithm-other", "auth-algorithm")]),
    Case("auth/*", [Breach("auth-response", "auth-response-valid")]),

    Case("cancel/481", [Breach("cancel-cseq", "cancel-fields")],
         user.cancel),
    Case("cancel/481-480", [NO_ACK], user.cancel),
    Case("cancel/486*", [NO_ACK], user.cancel),
    Case("cancel/glare-200", [
        Breach("no-ack-2xx keep-cancelled", "cancel-glare-200")],
         user.cancel),
    Case("cancel/glare-two-200", [Breach("ack-first-200", "ack-2xx-fork")],
         user.cancel),
    Case("cancel/late-487", [warn("cancel-again", "cancel-no-487")],
         user.cancel, stay_s=42, is_exact=True),
    Case("cancel/no-487", [warn("cancel-again", "cancel-no-487")],
         user.cancel, stay_s=48, is_exact=True),
    Case("cancel/lost-200", [Breach("cancel-cseq", "cancel-fields")],
         user.cancel),
    Case("cancel/rings-on", [Breach("cancel-tag", "cancel-fields")],
         user.cancel),
    Case("cancel/487", [Breach("no-ack", "cancel-487-acked"),
                        Breach("cancel-branch", "cancel-fields"),
                        Breach("cancel-require", "cancel-fields"),
                        ],
         user.cancel),
    Case("cancel/487-after-3s", [Breach("cancel-cseq", "cancel-fields")],
         user.cancel),
    Case("cancel/*", [Breach("no-ack", "cancel-487-acked")], user.cancel),

    Case("dialog/491", [warn("reinvite-soon", "reinvite-491")],
         user.reinvite),
    Case("dialog/bye-481", [Breach("dialog-goes-on", "bye-error-final")],
         user.hang_up),
    Case("dialog/bye-glare", [Breach("bye-cseq", "dlg-cseq")],
         user.hang_up, stay_s=2),
    Case("dialog/info-469", [Breach("refused-bye", "info-469")],
         user.inform, t1_ms=500),
    Case("info/469", [Breach("refused-bye", "info-469")], user.inform,
         t1_ms=500),
    Case("info/wanted", [Breach("info-package", "info-unwanted-package")],
         user.inform),
    Case("info/from-us", [Breach("no-answer-info", "in-dialog-answers")]),
    Case("dialog/info", [Breach("no-answer-info", "in-dialog-answers")]),
    Case("dialog/notify", [Breach("no-answer-notify", "in-dialog-answers")]),
    Case("dialog/options-in-dialog", [
        Breach("no-answer-options", "in-dialog-answers")]),
    Case("dialog/refer-202*", [Breach("no-answer-notify", "ref-202")],
         user.transfer),
    Case("dialog/refer-*", [warn("refused-bye", "ref-603")], user.transfer,
         t1_ms=500),
    Case("dialog/reinvite-401", [
        Breach("reinvite-no-tag", "reinvite-401")],
         user.reinvite),
    Case("dialog/reinvite-488", [
        warn("reinvite-bye", "reinvite-fail-keeps-session")],
        user.reinvite),
    Case("dialog/reinvite-4*", [
        warn("reinvite-stays", "reinvite-481-408")], user.reinvite),
    Case("dialog/reinvite-500", [
        warn("reinvite-soon", "reinvite-500-retry-after")], user.reinvite),
    Case("dialog/reinvite-no-sdp", [
        Breach("no-answer-invite", "in-dialog-answers")]),
    Case("dialog/reinvite", [
        Breach("no-answer-invite", "in-dialog-answers")]),
    Case("dialog/timer-client-refreshes", [
        Breach("no-refresh", "st-refresh")], user.keep_session),
    Case("dialog/timer-nobody", [warn("no-expiry", "st-expire-bye")],
         user.keep_session),
    Case("dialog/timer-we-refresh", [
        Breach("no-answer-update", "in-dialog-answers")]),
    Case("dialog/update", [Breach("no-answer-update", "in-dialog-answers")]),
    Case("dialog/we-hang-up", [Breach("no-answer-bye", "bye-answered"),
                               Breach("hangs-up bye-cseq", "dlg-cseq"),
                               Breach("hangs-up bye-target", "dlg-target"),
                               Breach("hangs-up bye-tag", "dlg-tags")]),
    Case("dialog/bye-40[17]", [Breach("bye-cseq", "dlg-cseq")], user.hang_up),
    Case("dialog/*", [Breach("no-answer-bye", "bye-answered")]),

    Case("sanity/*", [Breach("ack-cseq", "ack-non2xx-fields")]),
    Case("final/400", [Breach("ack-branch", "ack-non2xx-same-branch")]),
    Case("final/403", [Breach("ack-no-tag", "ack-non2xx-fields")]),
    Case("final/404", [Breach("ack-cseq", "ack-non2xx-fields")]),
    Case("final/410", [Breach("ack-require", "ack-non2xx-no-require")]),
    Case("final/480", [Breach("bye-refused", "fail-no-bye-no-cancel")]),
    Case("final/484", [Breach("ack-from", "ack-non2xx-fields")]),
    Case("final/486", [Breach("ack-uri", "ack-non2xx-fields"),
                       NO_LIMIT,
                       Breach("no-cookie", "req-via-branch"),
                       Breach("no-from-tag", "req-from-tag"),
                       Breach("two-contacts", "req-contact"),
                       Breach("no-content-type", "req-body-headers"),
                       Breach("rport-value", "req-rport-flag"), REPEATS,
                       Breach("repeat-refused retry-to-tag",
                              "req-no-to-tag")]),
    Case("final/600", [Breach("no-contact", "req-contact"),
                       Breach("max-forwards-text", "req-max-forwards")]),
    *(refused(code) for code in ("413", "420", "424", "433", "438")),
    Case("final/40[17]", [Breach("auth-response", "auth-response-valid")]),
    Case("final/*", [NO_ACK]),

    Case("fork/prack-each", [warn("prack-one", "prack-per-dialog")]),
    Case("fork/one-199", [NO_ACK_2XX]),
    Case("fork/first-of-two", [Breach("ack-other-tag", "ack-2xx-fields")]),
    Case("fork/late-200-after-bye", [
        Breach("ack-first-200", "ack-2xx-fork")], user.hang_up, stay_s=36),
    Case("fork/late-200", [Breach("ack-first-200", "ack-2xx-fork")],
         stay_s=36),
    Case("fork/we-end-one", [Breach("no-answer-bye", "bye-answered")]),
    Case("fork/*", [Breach("ack-first-200", "ack-2xx-fork")]),

    Case("mangled/length-too-big", [Breach(DROPS, "clen-too-big")]),
    Case("mangled/broadcast", [warn(DROPS, "via-two")]),
    Case("mangled/two-vias", [warn(DROPS, "via-two")]),
    Case("mangled/wrong-branch*", [Breach(DROPS, "via-wrong-branch")]),
    Case("mangled/wrong-method", [Breach(DROPS, "cseq-wrong-method")]),
    Case("mangled/wrong-sent-by", [Breach(DROPS, "via-wrong-sentby")]),
    Case("mangled/status-777", [NO_LIMIT]),
    Case("mangled/status-*", [warn(DROPS, "status-huge")]),
    Case("mangled/other-to-tag", [Breach("ack-no-tag", "ack-non2xx-fields")]),
    Case("mangled/no-to-tag", [Breach("no-ack", "totag-missing")]),
    *(Case(f"mangled/{name}", [Breach("no-ack", "legal-forms")])
      for name in ("blanks", "compact", "fold", "length-too-small",
                   "long-line", "mixed-case", "order", "phrase-empty",
                   "phrase-long", "phrase-odd", "raw-486",
                   "to-forms", "trailing", "unknown-headers",
                   "unknown-params")),
    *(Case(f"mangled/{name}", [NO_ACK_2XX])
      for name in ("body-multipart", "sdp-addresses")),
    Case("mangled/version-3", [Breach("no-ack", "prov-waits")]),
    Case("mangled/contact-bare", [Breach("ack-uri", "ack-2xx-fields")]),
    Case("mangled/contact-forms", [Breach("ack-uri", "ack-2xx-fields")]),
    Case("mangled/record-routes", [Breach("ack-uri", "ack-2xx-fields")]),
    Case("mangled/ipv6-three-colons", [NO_ACK_2XX]),
    Case("mangled/code-unknown", [NO_ACK]),
    *(Case(f"mangled/{name}", [DIES])
      for name in ("bare-lf", "contact-open", "date-odd", "empty-datagram",
                   "length-[nt]e*", "min-se-odd", "nul-bytes", "numbers-odd",
                   "route-bare", "scalar-huge", "start-long",
                   "via-received")),
    Case("mangled/*", [NO_ACK]),

    Case("message/202", [Breach("ack-any", "nit-no-ack")], other.message),
    Case("message/415", [warn("same-type", "retry-415")], other.message_html),
    Case("message/425", [REPEATS], other.message),
    Case("message/pending", [Breach("pending", "msg-pending"),
                             Breach("copies-at-once", "nit-retransmit")],
         other.messages),
    Case("notify/481", [Breach("notify-on", "ntf-481")]),
    Case("options/*", [Breach("ack-any", "nit-no-ack")], other.options),
    Case("prov/180", [Breach("ack-1xx", "inv-no-ack-for-1xx")]),
    Case("prov/*", [NO_ACK_2XX]),
    Case("publish/412", [Breach("keep-tag", "pub-412")],
         other.publish_refresh),
    Case("publish/423", [warn("min-expires", "pub-423")],
         other.publish_short),
    Case("publish/489", [REPEATS], other.publish),

    *map(flow, flow_rows.ROWS),
    Case("redirect/302-mixed", [NO_ACK], again(FOLLOW_THIRD)),
    Case("redirect/302-next*", BENT_URI, again(FOLLOW, FOLLOW_SECOND)),
    Case("redirect/300-next", BENT_URI, again(FOLLOW, FOLLOW_SECOND)),
    Case("redirect/30[01]*", BENT_URI, again(FOLLOW)),
    Case("redirect/302-expires", BENT_URI, again(FOLLOW)),
    Case("redirect/302-header-route", BENT_URI, again(FOLLOW)),
    Case("redirect/302-mailto", [NO_ACK]),
    Case("redirect/302-tel", [NO_ACK]),
    Case("redirect/305*", [NO_ACK], again(FOLLOW)),
    Case("redirect/380*", [NO_ACK]),
    Case("redirect/399", [NO_ACK], again(FOLLOW)),
    Case("retry/408-200", [NO_ACK], again(CHANGED)),
    Case("retry/415-200", [NO_ACK], open=AGAIN),
    Case("retry/415-language", [NO_ACK], open=AGAIN),
    Case("retry/417-200", [NO_ACK], again(
        flow_rows.Try(headers={"Resource-Priority": "wps.3"}),
        first=flow_rows.Try(headers={"Resource-Priority": "dsn.flash"}))),
    Case("retry/424-200", [NO_ACK], again(
        flow_rows.location(1), first=flow_rows.location(9))),
    Case("retry/428-200", [NO_ACK], again(flow_rows.identity(1))),
    Case("retry/429-200", [NO_ACK], open=AGAIN),
    Case("retry/43[678]-200", [NO_ACK], again(
        flow_rows.identity(1), first=flow_rows.identity(0))),
    Case("retry/493-200", [NO_ACK], open=AGAIN),
    Case("retry/503-302-200", [NO_ACK], again(
        flow_rows.Try(wait_s=1.5, is_new_call=True), FOLLOW,
        flow_rows.Try(is_new_call=True))),
    Case("retry/503-failover", [NO_ACK], open="it knows no other server"),
    Case("retry/*-overload", [NO_ACK], open="it offers no overload control"),
    Case("retry/*", [NO_ACK]),

    Case("refer/202", [Breach("ack-any", "nit-no-ack")], other.refer),
    Case("refer/429", [Breach("ack-any", "nit-no-ack")], other.refer),
    Case("refer/*", [REPEATS], other.refer),
    Case("register/200-short-expires", [
        warn("no-refresh", "reg-200-expires")], other.register_refresh),
    Case("register/401", [Breach("auth-response", "auth-response-valid"),
                          Breach("copies-after-final",
                                 "nit-stop-after-final")],
         other.register),
    Case("register/423", [warn("min-expires", "reg-423")],
         other.register_longer),
    Case("register/439", [warn("outbound-again", "reg-439")],
         other.register_outbound),
    Case("register/503", [warn("too-soon", "reg-503")], other.register_later),
    Case("register/555", [warn("push-again", "reg-555")],
         other.register_push),
    Case("register/*", [REPEATS], other.register),

    Case("reliable/180-prack", [Breach("no-prack", "prack-sent"),
                                Breach("prack-target", "prack-dialog"),
                                Breach("prack-rack-cseq", "prack-rack")]),
    Case("reliable/183-offer", [Breach("prack-no-answer", "prack-answer")],
         user.without_offer),
    Case("reliable/199", [Breach("update-after-199", "p199-quiet")]),
    Case("reliable/486-before-prack", [NO_ACK]),
    Case("reliable/copies", [Breach("prack-rack-cseq", "prack-rack")]),
    Case("reliable/copy-after-prack", [
        warn("prack-twice", "prack-not-duplicated")]),
    Case("reliable/gap", [Breach("prack-any", "prack-order")]),
    Case("reliable/not-offered", [NO_ACK_2XX], supported="timer"),
    Case("reliable/183-lost", [Breach("prack-rack-cseq", "prack-rack")]),
    Case("reliable/200-before-prack", [
        Breach("prack-rack-cseq", "prack-rack")]),
    Case("reliable/two-at-once", [Breach("prack-rack-cseq", "prack-rack")]),
    Case("reliable/three", [Breach("prack-rack", "prack-rack")]),
    Case("reliable/update-early", [Breach("no-answer-update",
                                          "update-early")]),
    Case("reliable/*", [Breach("no-prack", "prack-sent")]),

    Case("ring/180-486", [NO_ACK]),
    Case("ring/182-182-200", [NO_ACK_2XX, warn("copies-after-1xx",
                                               "inv-stop-after-1xx")]),
    Case("ring/183-early-media", [NO_ACK_2XX]),
    Case("subscribe/200-notify", [
        Breach("no-answer-notify", "in-dialog-answers")],
        other.subscribe_refresh),
    Case("subscribe/202", [Breach("notify-481", "sub-202-200")],
         other.subscribe),
    Case("subscribe/204", [Breach("no-answer-notify", "in-dialog-answers")],
         partial(other.subscribe_refresh,
                 more=[("Suppress-If-Match", "*")])),
    Case("subscribe/423", [warn("min-expires", "reg-423")],
         other.subscribe_short),
    Case("subscribe/481", [Breach("repeat-refused", "sub-refresh-fail")],
         other.subscribe_refresh),
    Case("subscribe/489", [warn("repeat-refused", "sub-489")],
         other.subscribe),

    Case("success/200", [NO_ACK_2XX, Breach("ack-2xx-branch",
                                            "ack-2xx-new-branch"),
                         Breach("ack-uri", "ack-2xx-fields"),
                         Breach("ack-cseq", "ack-2xx-fields"),
                         Breach("ack-require", "ack-2xx-require"),
                         Breach("ack-no-answer", "ack-2xx-answer",
                                user=user.without_offer)]),
    Case("success/20[24]", [Breach("no-ack-2xx", "s2xx-unknown-as-200")]),
    Case("success/fork-both", [Breach("ack-first-200", "ack-2xx-fork")]),
    Case("success/fork-*", [Breach("ack-other-tag", "ack-2xx-fields")]),

    Case("tcp/answered*", [NO_ACK_2XX], user.dial_by_stream),
    Case("tcp/long", [Breach("no-ack", "legal-forms")], user.dial_by_stream),
    Case("tcp/closed-*", [Breach("two-contacts", "req-contact")],
         user.dial_by_stream, open="it takes no connections"),
    Case("tcp/*", [NO_ACK], user.dial_by_stream),

    Case("timing/1xx-reorder", [NO_ACK_2XX]),
    Case("timing/1xx-storm", [NO_ACK]),
    Case("timing/answer-after-45s", [
        Breach("no-ack-2xx", "inv-long-proceeding")]),
    Case("timing/slow-final", [
        Breach("no-ack", "inv-long-proceeding")]),
    Case("timing/answer-nth", [Breach("copies-changed", "inv-retransmit")]),
    Case("timing/slow-100", [Breach("cancel-early", "cancel-after-1xx"),
                             Breach("copies-changed", "inv-retransmit")]),
    Case("timing/no-answer", [warn("never-gives-up", "inv-timer-b"),
                              Breach("ack-timeout", "inv-timer-b"),
                              Breach("copies-at-once", "inv-retransmit")],
         stay_s=8, is_exact=True),
]


def find(case):
    """The row of a case, None when there is none."""
    return next((row for row in CASES if fnmatchcase(case, row.cases)), None)
