"""Requests signed with an application's key: HMAC or plain digest over what was agreed, with SHA-256 or SM3."""

from __future__ import annotations

import base64
import secrets
import string
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import quote

import httpx
from cryptography.hazmat.primitives.hashes import SHA256, SM3, Hash, HashAlgorithm
from cryptography.hazmat.primitives.hmac import HMAC

from anlan.base.clock import CHINA

_HASHES: dict[str, type[HashAlgorithm]] = {"sha256": SHA256, "sm3": SM3}
ALGORITHMS = ("hmac-sha256", "hmac-sm3", "sha256", "sm3")
PLACES, ENCODINGS, TIMES = ("header", "query"), ("hex", "base64"), ("seconds", "milliseconds", "text")
NAMES = {"key": "X-App-Key", "timestamp": "X-Timestamp", "nonce": "X-Nonce", "signature": "X-Signature"}
"""What is sent beside a request → the header or parameter it is sent in, unless the contract says another."""
_FIELDS = ("method", "path", "query", "key", "timestamp", "nonce", "secret")
_TEXT = "{method}\n{path}\n{query}\n{key}\n{timestamp}\n{nonce}"


@dataclass(frozen=True)
class SignaturePromise:
    """How requests to a source are signed; ``secret`` is the name under which the secret is kept, never the secret.

    ``text`` is what is signed: ``{method}``, ``{path}``, ``{query}`` (parameters by name, encoded), ``{key}``,
    ``{timestamp}``, ``{nonce}``, and ``{secret}`` where a plain digest needs it.
    """

    key: str = ""
    secret: str = ""
    algorithm: str = "hmac-sha256"
    text: str = _TEXT
    place: str = "header"
    encoding: str = "hex"
    timestamp: str = "seconds"
    names: Mapping[str, str] = field(default_factory=dict)


def read_signature(fields: Any, kind: str, problems: list[str]) -> SignaturePromise | None:
    """The promise written as a contract's ``signature``; what is wrong with it goes to ``problems``."""
    if not fields:
        return None
    if not isinstance(fields, dict):
        problems.append("signature 须是一组键值")
        return None
    known = set(SignaturePromise.__dataclass_fields__)
    problems += [f"signature 中没有 {name} 这一项" for name in fields if name not in known]
    promise = SignaturePromise(**{name: value for name, value in fields.items() if name in known})
    if kind != "api":
        problems.append("signature 只用于 api")
    problems += [f"signature 缺少 {name}" for name in ("key", "secret") if not getattr(promise, name)]
    allowed = {"algorithm": ALGORITHMS, "place": PLACES, "encoding": ENCODINGS, "timestamp": TIMES}
    problems += [
        f"signature.{name} {getattr(promise, name)!r} 须是 {'、'.join(words)} 之一"
        for name, words in allowed.items()
        if getattr(promise, name) not in words
    ]
    problems += [f"signature.names 中没有 {name} 这一项" for name in promise.names if name not in NAMES]
    problems += _wrong_text(promise)
    return promise


def _wrong_text(promise: SignaturePromise) -> list[str]:
    try:
        used = {name for _, name, _, _ in string.Formatter().parse(promise.text) if name is not None}
    except ValueError:
        return ["signature.text 的花括号不成对"]
    found = [f"signature.text 中的 {{{name}}} 不认识" for name in sorted(used - set(_FIELDS))]
    if not promise.algorithm.startswith("hmac-") and "secret" not in used:
        found.append("signature.text 须含 {secret}：不带密钥的摘要谁都能算")
    if not {"timestamp", "nonce"} & used:
        found.append("signature.text 须含 {timestamp} 或 {nonce}，否则请求可被重放")
    return found


class Signer(httpx.Auth):
    """Signs every request of a client anew, a repeated one too: timestamp and nonce are never used twice."""

    def __init__(
        self,
        promise: SignaturePromise,
        secret: str,
        now: Callable[[], datetime],
        nonce: Callable[[], str] = lambda: secrets.token_hex(16),
    ) -> None:
        self._promise, self._secret, self._now, self._nonce = promise, secret, now, nonce

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """The request with key, timestamp, nonce and signature where the contract wants them."""
        promise = self._promise
        told = {"key": promise.key, "timestamp": self._time(), "nonce": self._nonce()}
        names = {**NAMES, **promise.names}
        if promise.place == "query":
            request.url = request.url.copy_merge_params({names[name]: value for name, value in told.items()})
        told["signature"] = self._signature(request, told)
        if promise.place == "query":
            request.url = request.url.copy_merge_params({names["signature"]: told["signature"]})
        else:
            request.headers.update({names[name]: value for name, value in told.items()})
        yield request

    def _time(self) -> str:
        now = self._now()
        if self._promise.timestamp == "text":
            return f"{now.astimezone(CHINA):%Y-%m-%d %H:%M:%S}"
        return str(int(now.timestamp() * (1000 if self._promise.timestamp == "milliseconds" else 1)))

    def _signature(self, request: httpx.Request, told: Mapping[str, str]) -> str:
        pairs = sorted(request.url.params.multi_items())
        query = "&".join(f"{quote(name, safe='-_.~')}={quote(value, safe='-_.~')}" for name, value in pairs)
        # The path as it is sent: a platform signs what it receives.
        path = request.url.raw_path.partition(b"?")[0].decode()
        place = {"method": request.method, "path": path, "query": query, "secret": self._secret}
        text = self._promise.text.format(**place, **told).encode()
        name = self._promise.algorithm.removeprefix("hmac-")
        made: HMAC | Hash = Hash(_HASHES[name]())
        if self._promise.algorithm.startswith("hmac-"):
            made = HMAC(self._secret.encode(), _HASHES[name]())
        made.update(text)
        digest = made.finalize()
        return digest.hex() if self._promise.encoding == "hex" else base64.b64encode(digest).decode()
