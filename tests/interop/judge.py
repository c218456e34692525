# SPDX-License-Identifier: MIT
"""Compares a call's plan, the client's report, and the wire."""

import digest
from plan import BY_CANCEL, BY_CLIENT, BY_GAMUT

# Timers of both sides are not exact.
EARLY_S = 0.05


def judge(call, outcome, messages):
    """All that is wrong with one call, in words."""
    invites = _invites(messages)
    if not invites:
        return ["no INVITE arrived"]
    finals = [_final(invite, messages) for invite in invites]
    if None in finals:
        return [f"{invite.uri} has no final response" for invite, final
                in zip(invites, finals) if final is None]
    faults = []
    for invite, final in zip(invites, finals):
        faults += _ack_faults(invite, final, messages)
    faults += _report_faults(call, outcome, finals[-1])
    faults += _ringing_faults(call, outcome, finals[-1], messages)
    if call.first:
        faults += _first_faults(call, invites, finals)
    if call.ended_by:
        faults += _end_faults(call, outcome, messages)
    return faults


def _invites(messages):
    """Without copies."""
    found = {}
    for message in messages:
        if message.is_a("INVITE") and not message.is_out:
            found.setdefault((message.call_id, message.branch), message)
    return list(found.values())


def _final(request, messages):
    for message in messages:
        if message.answers(request) and message.code >= 200:
            return message
    return None


def _ack_faults(invite, final, messages):
    acks = [message for message in messages
            if message.is_a("ACK") and message.cseq == invite.cseq
            and message.call_id == invite.call_id]
    if not acks:
        return [f"the ACK to {final.status} is missing"]
    faults = []
    for ack in acks:
        if ack.to_tag != final.to_tag:
            faults.append("the ACK has another To tag")
        # RFC 3261 §17.1.1.3: the same transaction, but for a 2xx (§13.2.2.4).
        if (ack.branch == invite.branch) != (final.code >= 300):
            faults.append(f"the ACK to {final.code} has the wrong branch")
    return faults


def _report_faults(call, outcome, final):
    faults = []
    if not final.status.startswith(call.final):
        faults.append(f"sent {final.status}, not {call.final}")
    if outcome.is_answered != call.is_answered:
        faults.append("the client takes it for "
                      + ("" if outcome.is_answered else "un") + "answered")
    elif not call.is_answered and call.ended_by != BY_CANCEL \
            and outcome.text != final.status:
        faults.append(f"sent {final.status}")
    return faults


def _ringing_faults(call, outcome, final, messages):
    ringing = [message for message in messages
               if not message.is_request and message.code == 180]
    faults = []
    if bool(ringing) != call.rings:
        faults.append(f"{len(ringing)} times 180 sent")
    if outcome.rang != call.rings:
        faults.append("the client says that it "
                      + ("rang" if outcome.rang else "did not ring"))
    if ringing and final.when - ringing[0].when < call.wait_s - EARLY_S:
        faults.append("the final response came too early")
    return faults


def _first_faults(call, invites, finals):
    if len(invites) < 2 or finals[0].code != call.first:
        return [f"no second INVITE after a {call.first}"]
    if call.first in digest.HEADERS:
        fault = digest.fault(finals[0], invites[1])
        return [fault] if fault else []
    # A 305 names a proxy, which most clients put into Route.
    used = [invites[1].uri] + invites[1].uris("route")
    if not set(used) & set(finals[0].uris("contact")):
        return [f"{used[-1]} is no Contact of the {call.first}"]
    if len(invites) > 2:
        return [f"redirected {len(invites) - 1} times"]
    return []


def _end_faults(call, outcome, messages):
    method = "CANCEL" if call.ended_by == BY_CANCEL else "BYE"
    ends = [message for message in messages if message.is_a(method)]
    if not ends:
        return [f"no {method}"]
    faults = []
    if ends[0].is_out != (call.ended_by == BY_GAMUT):
        faults.append(f"the {method} came from the wrong side")
    final = _final(ends[0], messages)
    if final is None or final.code != 200:
        faults.append(f"the {method} was answered "
                      + (final.status if final else "not at all"))
    if call.ended_by in (BY_CLIENT, BY_GAMUT) \
            and outcome.ended_by != call.ended_by:
        faults.append(f"the client says that {outcome.ended_by or 'no one'} "
                      "hung up")
    return faults


def judge_trace(messages):
    """What a look at all calls together shows, in words."""
    faults = []
    for message in messages:
        if message.is_request and message.method != "ACK" \
                and _final(message, messages) is None:
            faults.append(f"no answer to {message.start}")
        elif not message.is_request and message.is_out \
                and message.method != "INVITE" and message.code >= 300:
            faults.append(f"{message.status} to {message.method}")
    return faults + _late_copies(messages)


def _late_copies(messages):
    """Final responses to INVITE that were sent again after their ACK."""
    acked = set()
    faults = []
    for message in messages:
        key = (message.call_id, message.cseq)
        if message.is_a("ACK"):
            acked.add(key)
        elif not message.is_request and message.method == "INVITE" \
                and message.code >= 200 and key in acked:
            faults.append(f"{message.status} again after its ACK")
    return faults
