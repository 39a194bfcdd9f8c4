"""Reads a bundle with nothing of Portage, from docs/format.md alone: pip install pyrage cbor2.

python reader.py BUNDLE.portage KEY.txt     KEY.txt: the receiver's AGE-SECRET-KEY-1..."""

import sys
import zlib
from hashlib import sha256
from pathlib import Path

import cbor2
import pyrage


def column(told, count):
    return told[0] * count if len(told) == 1 else [told[0][place] for place in told[1]]


bundle, secret = (Path(name) for name in sys.argv[1:])
key = pyrage.x25519.Identity.from_str(secret.read_text().strip())
plain = pyrage.decrypt(bundle.read_bytes(), [key])
assert plain[:9] == b"PRTGBNDL\1", "not a bundle of format 1"
at = 13 + int.from_bytes(plain[9:13], "big")
manifest = cbor2.loads(cbor2.loads(plain[13:at])[2])  # the payload is third in a COSE_Sign1
print("sender", manifest["sender"].hex(), manifest["kind"], "roster", manifest["roster"])
for kind, scope, feed, first, last, packed, _, digest in manifest["sections"]:
    data, at = plain[at : at + packed], at + packed
    assert sha256(data).digest() == digest, "a section was damaged"
    print("section", kind, "scope", scope.hex(), "feed", feed.hex(), "entries", first, "to", last)
    if kind != 2:  # statements of trust, or what only a newer release knows
        continue
    told = cbor2.loads(zlib.decompress(data, -15))
    _, device, _, nonce, number, previous, times, *columns, bodies, head = told
    assert feed == sha256(b"portage.feed" + device + scope + nonce).digest()[:16]
    hlc, columns = 0, [column(one, len(bodies)) for one in columns]
    for step, actor, schema, what, txn, body in zip(times, *columns, bodies, strict=True):
        hlc += step
        size = body if isinstance(body, list) else [len(body), sha256(body).digest()]
        header = [1, feed, number, previous, hlc, actor, schema, what, txn, *size]
        print(" entry", number, "by", actor.hex(), "at", hlc >> 16, "ms since 1970")
        previous, number = sha256(cbor2.dumps(header)).digest(), number + 1
        if isinstance(body, bytes):  # else it was erased
            _, record, identifier, _, _, operations = cbor2.loads(body)
            print("  record", record, identifier.hex())
            for field, value, *_ in operations:
                name = field if isinstance(field, int) else field.hex()
                print("   field", name, "=", repr(value))
    end = cbor2.loads(cbor2.loads(head)[2])
    assert end[:3] == [feed, number - 1, previous], "the chain does not end as it was signed"
