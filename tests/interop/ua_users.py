# SPDX-License-Identifier: MIT
"""What the user of a scripted client does in a case, by name.

Each is given the phone. It keeps the rules, unless its phone breaks some."""

import asyncio

from ua_call import PACKAGE, SDP, addresses

SOON_S = 0.3


async def talk(phone, call, response):
    """What comes of an INVITE: a call until the other side ends it."""
    if response is None or response.code >= 300:
        await after_refusal(phone, call, response)
        return
    if phone.ua.breaks("hangs-up"):
        await asyncio.sleep(SOON_S)
        await call.best.hang_up()
    await call.best.gone


async def after_refusal(phone, call, response):
    """Nothing, of a client that keeps the rules."""
    if response is None:
        return
    if phone.ua.breaks("bye-refused"):
        dialog = call.dialog(response)
        await dialog.ask("BYE")


async def dial(phone, headers=(), body=None):
    call = phone.dial()
    if phone.ua.breaks("cancel-early"):
        phone.ua.spawn(_cancel_early(phone, call))
    response = await call.place(headers, body)
    await talk(phone, call, response)
    return call


async def dial_by_stream(phone):
    await phone.ua.connect()
    call = phone.dial()
    call.is_stream = True
    await talk(phone, call, await call.place())


async def _cancel_early(phone, call):
    await asyncio.sleep(phone.ua.t1_s / 4)
    await call.cancel()


async def without_offer(phone):
    await dial(phone, body="")


async def cancel(phone):
    """The call rings, and the user hangs up."""
    call = phone.dial()
    place = phone.ua.spawn(call.place())
    while call.invite is None:
        await asyncio.sleep(0)
    await call.rang.wait()
    await asyncio.sleep(SOON_S)
    await call.cancel()
    response = await place
    if response is not None and response.code < 300:
        if not phone.ua.breaks("keep-cancelled"):
            await call.best.hang_up()
        else:
            await call.best.gone


async def answered(phone):
    """A call that has just been answered."""
    call = phone.dial()
    await call.place()
    await asyncio.sleep(SOON_S)
    return call.best


async def hang_up(phone):
    dialog = await answered(phone)
    await dialog.hang_up()


async def call_and_hang_up_late(phone):
    """It stays for what comes after its BYE."""
    await hang_up(phone)
    await asyncio.sleep(2)


async def reinvite(phone):
    """It puts the call on hold, and heeds the answer (RFC 3261 §14.1)."""
    dialog = await answered(phone)
    call = dialog.call
    response = await _again(phone, call, dialog)
    code = response.code if response is not None else 408
    if phone.ua.breaks("reinvite-bye"):
        await dialog.hang_up()
        return
    if code == 491:
        await asyncio.sleep(SOON_S if phone.ua.breaks("reinvite-soon") else 2.5)
        await _again(phone, call, dialog)
    elif code == 500:
        await asyncio.sleep(SOON_S if phone.ua.breaks("reinvite-soon") else 3.3)
        await _again(phone, call, dialog)
    elif code == 401:
        phone.keys.learn(response)
        if phone.ua.breaks("reinvite-no-tag"):
            dialog.to = f"<{call.dialled}>"
        await _again(phone, call, dialog)
    elif code in (408, 481) and not phone.ua.breaks("reinvite-stays"):
        await dialog.hang_up()
    elif code in (408, 481):
        await asyncio.sleep(1)
        await dialog.ask("INFO")
    await dialog.gone


async def _again(phone, call, dialog):
    body = SDP.format(2)
    call.invite_cseq = dialog.cseq + 1
    call.has_offer = True
    call.credentials = phone.keys.headers("INVITE", dialog.target, body)
    text = dialog.write("INVITE", phone.offers([]), body)
    call.acks.pop(dialog.remote_tag, None)
    call.invite = phone.ua.begin(text)
    call.invite.on_success = call._on_success
    return await call.invite.final


async def transfer(phone):
    dialog = await answered(phone)
    phone.events.add("refer")
    response = await dialog.ask(
        "REFER", [("Refer-To", "<sip:carol@example.com>"),
                  ("Referred-By", "<sip:peer@example.com>")])
    if response is not None and response.code >= 300 \
            and phone.ua.breaks("refused-bye"):
        await asyncio.sleep(SOON_S)
        await dialog.hang_up()
    await dialog.gone


async def inform(phone):
    dialog = await answered(phone)
    response = await dialog.ask(
        "INFO", [("Info-Package", PACKAGE),
                 ("Content-Disposition", "Info-Package"),
                 ("Content-Type", "application/dtmf-relay")], "Signal=5\r\n")
    if response is not None and response.code >= 300 \
            and phone.ua.breaks("refused-bye"):
        await asyncio.sleep(SOON_S)
        await dialog.hang_up()
    await dialog.gone


async def tries(phone, first, more):
    """A list of INVITEs, each with what it changes (flow_rows.py)."""
    call = phone.dial()
    contacts = []
    for each in (first, *more):
        await asyncio.sleep(each.wait_s)
        if each.is_new_call:
            call = phone.dial()
        if each.is_stream:
            await phone.ua.connect()
        call.is_stream = each.is_stream
        headers = [*each.headers.items(),
                   *((name, ", ".join(last.values(other.lower())))
                     for name, other in each.echo.items())]
        call.from_ = dict(headers).get("From", f"<sip:peer@{phone.ua.here}>")
        last = await call.place(
            [pair for pair in headers if pair[0] != "From"], each.body,
            each.uri(phone.uri, contacts),
            branch=call.branch if each.has_old_branch else None,
            cseq=call.cseq if each.has_old_cseq else None)
        if last is None:
            return
        if last.code < 300:
            await call.best.hang_up()
        else:
            contacts = addresses(last.values("contact")) or contacts


async def keep_session(phone):
    """Session timers (RFC 4028 §10): it refreshes, or ends what is stale."""
    dialog = await answered(phone)
    refresher = dialog.call.refresher
    if refresher == "uac" and not phone.ua.breaks("no-refresh"):
        await asyncio.sleep(45)
        await dialog.ask("UPDATE", [("Session-Expires", "90;refresher=uac"),
                                    ("Supported", phone.supported)])
    elif refresher == "uas" and not phone.ua.breaks("no-expiry"):
        await asyncio.sleep(60)
        await dialog.hang_up()
    await dialog.gone
