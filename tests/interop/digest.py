# SPDX-License-Identifier: MIT
"""The answer to a Digest challenge (RFC 7616 §3.4, MD5), computed anew."""

import hashlib
import re

import plan

HEADERS = {401: ("www-authenticate", "authorization"),
           407: ("proxy-authenticate", "proxy-authorization")}


def fault(challenged, request):
    """What is wrong with the credentials, None when nothing is."""
    asks, has = (name for name in HEADERS[challenged.code])
    asked = _parameters(challenged.value(asks))
    given = _parameters(request.value(has))
    if not given:
        return f"the request after {challenged.code} has no credentials"
    for name in ("realm", "nonce"):
        if given.get(name) != asked.get(name):
            return f"{name} of the credentials is not the challenge's"
    if given.get("response") != _response(request.method, given):
        return "the digest response is wrong"
    return None


def _response(method, given):
    who = _md5(plan.USER, given["realm"], plan.PASSWORD)
    what = _md5(method, given["uri"])
    if "qop" not in given:
        return _md5(who, given["nonce"], what)
    return _md5(who, given["nonce"], given["nc"], given["cnonce"],
                given["qop"], what)


def _md5(*parts):
    return hashlib.md5(":".join(parts).encode()).hexdigest()


def _parameters(value):
    found = re.findall(r'(\w+)\s*=\s*(?:"([^"]*)"|([^\s,]+))', value)
    return {name.lower(): quoted or token for name, quoted, token in found}
