#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The scripted client makes one call and keeps every rule: one_ua.py URI"""

import asyncio
import sys

import ua_users
from ua_phone import Phone

T1_S = 0.5
LIMIT_S = 60
# After the call, for what comes once more.
STAY_S = 1


async def call(uri):
    phone = Phone(uri, T1_S, frozenset())
    await phone.ua.open()
    try:
        await asyncio.wait_for(ua_users.dial(phone), LIMIT_S)
        await asyncio.sleep(STAY_S)
    finally:
        phone.ua.close()


if __name__ == "__main__":
    asyncio.run(call(sys.argv[1]))
