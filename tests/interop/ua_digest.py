# SPDX-License-Identifier: MIT
"""What a scripted client knows of passwords: it reads challenges and answers
them (RFC 3261 §22, RFC 7616, RFC 8760)."""

import hashlib
import re
import secrets

import plan

# The header of a challenge, and of its answer.
ANSWERS = {"www-authenticate": "Authorization",
           "proxy-authenticate": "Proxy-Authorization"}
ALGORITHMS = {"md5": "md5", "sha-256": "sha256", "sha-512-256": "sha512_256"}
PARAM = re.compile(r'([\w.!%*+~-]+)\s*=\s*("(?:[^"\\]|\\.)*"|[^\s,]+)')
OPTIONS = re.compile(r"[\w-]+")


class Challenge:
    """A challenge that can be answered."""

    def __init__(self, header, params):
        self.header = header
        self.realm = params["realm"]      # in its quotes
        self.nonce = params["nonce"]
        self.opaque = params.get("opaque")
        self.algorithm = params.get("algorithm", "").strip('"')
        self.is_stale = params.get("stale", "").strip('"').lower() == "true"
        offered = OPTIONS.findall(params.get("qop", ""))
        self.qop = next((each for each in ("auth", "auth-int")
                         if each in offered), None)
        self.count = 0

    def use(self, ua, method, uri, body):
        """The header with the answer."""
        if ua.breaks("auth-uri"):
            uri = "sip:other@127.0.0.1"
        self.count += 0 if ua.breaks("auth-nc") and self.count else 1
        cnonce = secrets.token_hex(8)
        count = f"{self.count:08x}"
        response = self._response(ua, method, uri, body, cnonce, count)
        words = [f'username="{plan.USER}"', f"realm={self.realm}",
                 f"nonce={self.nonce}", f'uri="{uri}"',
                 f'response="{response}"']
        if self.algorithm:
            words.append(f"algorithm={self.algorithm}")
        if self.opaque is not None:
            words.append(f"opaque={self.opaque}")
        if self.qop and not ua.breaks("auth-no-qop"):
            words += [f"qop={self.qop}", f"nc={count}", f'cnonce="{cnonce}"']
        elif self.algorithm.lower().endswith("-sess"):
            words.append(f'cnonce="{cnonce}"')
        return ANSWERS[self.header], "Digest " + ", ".join(words)

    def _response(self, ua, method, uri, body, cnonce, count):
        name = self.algorithm.lower() or "md5"
        hashed = _hash(name.removesuffix("-sess"))
        who = hashed(plan.USER, self.realm[1:-1], plan.PASSWORD)
        if name.endswith("-sess"):
            who = hashed(who, self.nonce[1:-1], cnonce)
        what = hashed(method, uri)
        if self.qop == "auth-int" and not ua.breaks("auth-int-as-auth"):
            what = hashed(method, uri, hashed(body))
        if self.qop is None or ua.breaks("auth-no-qop"):
            return hashed(who, self.nonce[1:-1], what)
        return hashed(who, self.nonce[1:-1], count, cnonce, self.qop, what)


def _hash(name):
    def hashed(*parts):
        data = ":".join(parts).encode()
        return hashlib.new(ALGORITHMS[name], data).hexdigest()
    return hashed


class Keyring:
    """The challenges that were answered, by their header and realm."""

    def __init__(self, ua):
        self._ua = ua
        self._known = {}

    def learn(self, response):
        """Take the challenges in; whether another try makes sense."""
        found = {}
        for header in ANSWERS:
            for value in response.values(header):
                challenge = self._read(header, value)
                key = challenge and (header, challenge.realm)
                if challenge and key not in found:
                    found[key] = challenge
        if self._ua.breaks("auth-basic") \
                and any("Basic" in value for header in ANSWERS
                        for value in response.values(header)):
            self._known["basic"] = None
            return True
        again = [key for key, challenge in found.items()
                 if key in self._known and not challenge.is_stale]
        if not found or (again and not self._ua.breaks("auth-again")):
            return False
        if self._ua.breaks("auth-one-realm"):
            self._known.clear()
        if not (self._ua.breaks("auth-stale")
                and any(key in self._known for key in found)):
            self._known |= found
        return True

    def _read(self, header, value):
        """One that can be answered, or None."""
        scheme, _, rest = value.strip().partition(" ")
        params = {name.lower(): text for name, text in PARAM.findall(rest)}
        algorithm = params.get("algorithm", "md5").strip('"').lower()
        if scheme.lower() != "digest" or "nonce" not in params \
                or "realm" not in params:
            return None
        if algorithm.removesuffix("-sess") not in ALGORITHMS:
            return None
        challenge = Challenge(header, params)
        if challenge.qop is None and "qop" in params:
            return None
        return challenge

    def next_nonce(self, response):
        """RFC 7616 §3.5: what comes next uses another nonce."""
        for name in ("authentication-info", "proxy-authentication-info"):
            found = re.search(r'nextnonce=("[^"]*")', response.value(name))
            for challenge in self._known.values() if found else ():
                challenge.nonce = found[1]
                challenge.count = 0

    def headers(self, method, uri, body=""):
        if "basic" in self._known:
            return [("Authorization", "Basic YWxpY2U6c2VjcmV0")]
        return [challenge.use(self._ua, method, uri, body)
                for challenge in self._known.values()]
