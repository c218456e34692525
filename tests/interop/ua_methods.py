# SPDX-License-Identifier: MIT
"""What the user of a scripted client does in cases that are no calls."""

import asyncio

from ua_phone import Outside

REG_ID = ';reg-id=1;+sip.instance="<urn:uuid:1>"'
PUSH = ";pn-provider=example;pn-prid=1"
TEXT = "text/plain"
SOON_S = 0.3


def _contact(phone, expires, uri="", param=""):
    return [("Contact", f"<sip:peer@{phone.ua.here}{uri}>{param}"),
            ("Expires", expires)]


def _code(response):
    return response.code if response is not None else 408


async def _refused_again(phone, ask):
    """A violator that does not take no for an answer."""
    for _ in range(4 if phone.ua.breaks("repeat-refused") else 0):
        await asyncio.sleep(0.1)
        await ask()


async def register(phone):
    registrar = Outside(phone, "REGISTER")

    def ask():
        return registrar.ask(_contact(phone, 3600))

    if _code(await ask()) >= 300:
        await _refused_again(phone, ask)


async def register_longer(phone):
    """RFC 3261 §10.2.8: at least Min-Expires."""
    registrar = Outside(phone, "REGISTER")
    response = await registrar.ask(_contact(phone, 60))
    least = int(response.value("min-expires"))
    await registrar.ask(_contact(
        phone, least // 2 if phone.ua.breaks("min-expires") else least))


async def register_outbound(phone):
    """RFC 5626 §4.2.1: without it the second time."""
    registrar = Outside(phone, "REGISTER")
    more = [("Supported", "outbound")]
    await registrar.ask([*_contact(phone, 3600, param=REG_ID), *more])
    if phone.ua.breaks("outbound-again"):
        await registrar.ask([*_contact(phone, 3600, param=REG_ID), *more])
    else:
        await registrar.ask(_contact(phone, 3600))


async def register_push(phone):
    registrar = Outside(phone, "REGISTER")
    await registrar.ask(_contact(phone, 3600, PUSH))
    await registrar.ask(_contact(
        phone, 3600, PUSH if phone.ua.breaks("push-again") else ""))


async def register_later(phone):
    registrar = Outside(phone, "REGISTER")
    response = await registrar.ask(_contact(phone, 3600))
    wait_s = int(response.value("retry-after").split()[0]) + 0.5
    await asyncio.sleep(SOON_S if phone.ua.breaks("too-soon") else wait_s)
    await registrar.ask(_contact(phone, 3600))


async def register_refresh(phone):
    """A binding of a minute is refreshed within it."""
    registrar = Outside(phone, "REGISTER")
    await registrar.ask(_contact(phone, 3600))
    await asyncio.sleep(68 if phone.ua.breaks("no-refresh") else 2)
    await registrar.ask(_contact(phone, 3600))


async def _ask_longer(phone, ask):
    """Ask, and after a 423 for the seconds it names; the first response."""
    response = await ask()
    if response.code == 423:
        least = int(response.value("min-expires"))
        await ask(least // 2 if phone.ua.breaks("min-expires") else least)
    elif response.code >= 300:
        await _refused_again(phone, ask)
    return response


def _presence(expires, *more):
    return [("Event", "presence"), ("Expires", expires), *more]


async def subscribe(phone, expires=600):
    """A subscription, whose NOTIFYs are answered; its chain."""
    phone.events.add("presence")
    watcher = Outside(phone, "SUBSCRIBE")

    def ask(seconds=expires):
        return watcher.ask(_presence(seconds))

    if (await _ask_longer(phone, ask)).code < 300:
        await asyncio.sleep(2)
    return watcher


async def subscribe_short(phone):
    await subscribe(phone, 60)
    await asyncio.sleep(2)


async def subscribe_refresh(phone, more=()):
    phone.events.add("presence")
    watcher = Outside(phone, "SUBSCRIBE")
    await watcher.ask(_presence(600))
    await asyncio.sleep(SOON_S)
    response = await watcher.ask(_presence(600, *more))
    await asyncio.sleep(SOON_S)
    if _code(response) == 204:
        await watcher.ask(_presence(0))
    elif _code(response) == 481 and phone.ua.breaks("repeat-refused"):
        await asyncio.sleep(1)
        await watcher.ask(_presence(600))
    await asyncio.sleep(2)


async def publish(phone, expires=600):
    publisher = Outside(phone, "PUBLISH")

    def ask(seconds=expires, *more):
        return publisher.ask(_presence(seconds, *more))

    return publisher, await _ask_longer(phone, ask)


async def publish_short(phone):
    await publish(phone, 60)


async def publish_refresh(phone):
    """RFC 3903 §5: a tag that is refused is dropped."""
    publisher, response = await publish(phone)
    tag = ("SIP-If-Match", response.value("sip-etag"))
    await asyncio.sleep(SOON_S)
    await publisher.ask(_presence(600, tag))
    await publisher.ask(_presence(
        600, *([tag] if phone.ua.breaks("keep-tag") else [])))


async def message(phone, kind=TEXT):
    sender = Outside(phone, "MESSAGE")

    def ask(of_kind=kind):
        return sender.ask([("Content-Type", of_kind)], "Hello")

    response = await ask()
    if response.code == 415:
        await ask("text/html" if phone.ua.breaks("same-type") else TEXT)
    elif response.code >= 300:
        await _refused_again(phone, ask)


async def message_html(phone):
    await message(phone, "text/html")


async def messages(phone):
    """The second one waits for the answer to the first."""
    sender = Outside(phone, "MESSAGE")
    first = sender.send([("Content-Type", TEXT)], "One")
    if not phone.ua.breaks("pending"):
        await first.final
    await asyncio.sleep(SOON_S)
    await sender.send([("Content-Type", TEXT)], "Two").final


async def options(phone):
    asker = Outside(phone, "OPTIONS")
    response = await asker.ask()
    if response.code >= 300:
        await _refused_again(phone, asker.ask)


async def refer(phone, *more):
    phone.events.add("refer")
    asker = Outside(phone, "REFER")
    target = ("Refer-To", "<sip:carol@example.com>")

    def ask(*headers):
        return asker.ask([target, *more, *headers])

    response = await ask()
    if response.code == 429 and not phone.ua.breaks("repeat-refused"):
        await ask(("Referred-By", "<sip:peer@example.com>"))
    elif response.code >= 300:
        await _refused_again(phone, ask)
    else:
        await asyncio.sleep(2)
