"""What a program of the first release demands of a bundle, written down once and then left alone.

Nothing of Portage is imported: whatever the program becomes, a bundle that says `min_reader` 1 must
still pass here. What the first release passes over (further keys of the manifest, types of section
and kinds of statement that it does not know) is passed over here too.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import cbor2
import pyrage

SHAPE: dict[str, type] = {
    "format": int, "min_reader": int, "bundle": bytes, "org": bytes, "sender": bytes,
    "incarnation": int, "control": int, "roster": int, "recipients": list, "kind": str,
    "hlc": int, "vector": list, "gaps": list, "people": list, "sections": list,
}  # fmt: skip
MEBIBYTE = 1 << 20


class Refused(Exception):
    """A program of the first release would not take this bundle in."""


@dataclass
class Read:
    """What it found. records: (type, id) of every entry that is not erased."""

    sender: bytes
    kinds: list[str] = field(default_factory=list)
    entries: int = 0
    records: list[tuple[int, bytes]] = field(default_factory=list)


def demand(held: object, rule: str) -> None:
    if not held:
        raise Refused(rule)


def decoded(data: bytes, depth: int = 8) -> Any:
    """One value in the core deterministic encoding, and nothing behind it."""
    value = cbor2.loads(data)
    demand(cbor2.dumps(value, canonical=True) == data, "deterministic encoding")
    demand(_depth(value) <= depth, "depth")
    return value


def _depth(value: Any) -> int:
    demand(not isinstance(value, float | cbor2.CBORTag), "neither floats nor tags")
    if isinstance(value, int) and not isinstance(value, bool):
        demand(-(1 << 63) <= value < 1 << 63, "numbers of 64 bits")
    inside = list(value.values()) if isinstance(value, dict) else value
    if not isinstance(inside, list) or not inside:
        return 0
    return 1 + max(_depth(one) for one in inside)


def payload(signed: bytes) -> bytes:
    protected, further, told, signature = decoded(signed)
    demand(decoded(protected) == {1: -8} and further == {}, "COSE_Sign1 with EdDSA")
    demand(len(signature) == 64, "signature")
    return bytes(told)


def read(sealed: bytes, secret: str) -> Read:
    """Open and check a bundle. secret: the receiver's AGE-SECRET-KEY-1... Raises Refused."""
    header = sealed.split(b"\n--- ")[0]
    demand(len(header) <= 16 * 1024 and header.count(b"\n-> ") <= 64, "header")
    plain = pyrage.decrypt(sealed, [pyrage.x25519.Identity.from_str(secret)])
    demand(plain[:9] == b"PRTGBNDL\1", "format 1")
    at = 13 + int.from_bytes(plain[9:13], "big")
    demand(13 < at <= MEBIBYTE + 13, "manifest's length")
    told = decoded(payload(plain[13:at]), depth=6)
    for name, kind in SHAPE.items():
        demand(type(told.get(name)) is kind, name)
    demand(told["min_reader"] == 1 and told["format"] >= 1, "min_reader")
    demand(told["kind"] in ("delta", "enrol"), "kind")
    demand(0 < len(told["recipients"]) <= 64 and len(told["sections"]) <= 4096, "how many")
    for one in (told["bundle"], told["sender"], *told["recipients"]):
        demand(len(one) == 16, "ids")
    for flat in (told["vector"], told["gaps"]):
        demand(len(flat) % 3 == 0 and all(len(one) == 16 for one in flat[::3]), "triples")
    for person, name in told["people"]:
        demand(len(person) == 16 and len(name) <= 200 and name.isprintable(), "people")
    found = Read(told["sender"])
    for number, line in enumerate(told["sections"]):
        demand(len(line) == 8, "a line of the table")
        kind, scope, feed, first, last, packed, size, digest = line
        data, at = plain[at : at + packed], at + packed
        demand(sha256(data).digest() == digest, "digest")
        demand(packed <= 16 * MEBIBYTE and size <= min(64 * MEBIBYTE, 100 * packed), "sizes")
        content = zlib.decompress(data, -15)
        demand(len(content) == size, "open length")
        demand((kind == 1) == (number == 0), "trust, and it alone, stands first")
        if kind == 1:
            found.kinds = [str(name) for name, _ in decoded(content, 4)]
        elif kind == 2:
            _segment(content, found, scope, feed, first, last)
    demand(at == len(plain), "nothing behind the last section")
    return found


def _segment(content: bytes, found: Read, scope: bytes, feed: bytes, first: int, last: int) -> None:
    version, device, own, nonce, number, link, times, *columns, bodies, head = decoded(content)
    demand((version, own, number) == (1, scope, first), "a segment as its line says")
    demand(feed == sha256(b"portage.feed" + device + scope + nonce).digest()[:16], "feed")
    demand(number + len(bodies) - 1 == last and len(times) == len(bodies), "how many entries")
    hlc, spread = 0, [_column(one, len(bodies)) for one in columns]
    for step, actor, schema, kind, txn, body in zip(times, *spread, bodies, strict=True):
        hlc += step
        erased = isinstance(body, list)
        size = body if erased else [len(body), sha256(body).digest()]
        header = [1, feed, number, link, hlc, actor, schema, kind, txn, *size]
        link, number = sha256(cbor2.dumps(header)).digest(), number + 1
        demand(len(actor) == 16 and len(txn) in (0, 16), "actor and act")
        found.entries += 1
        if not erased:
            found.records.append(_body(body))
    demand(decoded(payload(head)) == [feed, number - 1, link, hlc], "signed head")


def _column(told: list[Any], count: int) -> list[Any]:
    if len(told) == 1:
        return list(told[0]) * count
    return [told[0][place] for place in told[1]]


def _body(data: bytes) -> tuple[int, bytes]:
    demand(len(data) <= 256 * 1024, "a body")
    salt, record, identifier, base, feeds, operations = decoded(data)
    demand(len(salt) == 16 and len(identifier) == 16 and 0 <= record < 65536, "body")
    demand(0 < len(operations) <= 500, "operations")
    for key, value, *dots in operations:
        demand(isinstance(key, int) or len(key) in (16, 18), "field")
        demand(value is None or isinstance(value, str | int), "value")
        demand(not isinstance(value, str) or len(value.encode()) <= 65_536, "one text")
        for flat in dots:
            demand(len(flat) % 3 == 0 and all(at < len(feeds) for at in flat[::3]), "dots")
    demand(base is None or (len(base) == 3 and base[0] < len(feeds)), "base")
    return record, identifier
