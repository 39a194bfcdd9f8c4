"""Twenty and more real bundles for one laptop, and ways to spoil a file."""

from __future__ import annotations

import io
import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from desktop_app.crypto.sealing import seal_bytes, unseal_bytes
from desktop_app.services.exchange.exchange import Exchange
from desktop_app.services.session import Session
from desktop_app.services.trust.organisation import Organisation
from desktop_app.sync import bundle as files
from tests.builders import Bundle, a_laptop, an_office, bundle_for, carry
from tests.hostile.laptops import delete_person, write_person

CODES: Final = frozenset(
    {
        "not_a_bundle", "altered", "malformed", "too_large", "newer_format", "header_too_large",
        "not_for_this_device", "wrong_organisation", "unknown_sender", "revoked_sender",
        "not_strict", "signature_wrong", "entry_refused",
    }
)  # fmt: skip
"""All reasons for which a spoiled bundle may be refused."""


@dataclass(frozen=True)
class Corpus:
    """receiver: has taken in none of the bundles. plain: what is inside each, unsealed."""

    receiver: Session
    bundles: tuple[bytes, ...]
    plain: tuple[bytes, ...]

    def sealed(self, plain: bytes) -> bytes:
        """What anybody can do who knows the receiver's address: seal something else to it."""
        own = self.receiver.require_trust().certificates[self.receiver.device]
        return seal_bytes(plain, [own.sealing])


@cache
def corpus() -> Corpus:
    """Bundles of all sorts for the laptop `north`, in the order in which they were written."""
    office = an_office()
    north = a_laptop(office, "north", "Maude Exemple")
    south = a_laptop(office, "south", "Pita Exemple")
    made = [bundle_for(office, north), _enrolment(office, north)]
    people = [write_person(office, f"Ana {number}") for number in range(3)]
    made.append(bundle_for(office, north))
    for number in range(4):
        write_person(office, f"Bo {number}", preferred=f"B{number}" * 20)
        made.append(bundle_for(office, north))
    write_person(office, "Zoé ᐊᓇ Ł̓ 🌲" * 8)
    made.append(bundle_for(office, north, south))
    delete_person(office, people[0])
    made.append(bundle_for(office, north))
    carry(office, south)
    for number in range(4):
        write_person(south, f"Cy {number}", people[1])
        made.append(bundle_for(south, north, file=f"2026-03-02-{number + 2:02d}.portage"))
    write_person(office, "Ana again", people[1])
    carry(south, office)
    made.append(bundle_for(office, north))
    for number in range(300):
        write_person(office, f"Dee {number}")
    made.append(bundle_for(office, north))
    Organisation(office).add_community({"name": "Cap-Exemple", "time_zone": "America/Halifax"})
    made.append(bundle_for(office, north))
    for number in range(3):
        write_person(office, "x" * (40 << number))
        made.append(bundle_for(office, north))
    Organisation(office).revoke("south")
    made.append(bundle_for(office, north))
    with north.database.reading() as tables:
        keys = north.sealing_keys(tables)
    bundles = tuple(one.data for one in made)
    return Corpus(north, bundles, tuple(unseal_bytes(one, keys) for one in bundles))


def _enrolment(office: Session, laptop: Session) -> Bundle:
    out = io.BytesIO()
    certificate = office.require_trust().certificates[laptop.device]
    Exchange(office).write([certificate], out, files.ENROLMENT)
    return Bundle(out.getvalue())


def spoiled(chance: random.Random, whole: bytes, others: tuple[bytes, ...]) -> bytes:
    """`whole` with one to three things done to it: flip, cut, insert, repeat, splice."""
    data = bytearray(whole)
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        at = chance.randrange(len(data) + 1) if data else 0
        length = min(chance.choice((1, 2, 16, 64, 4096)), len(data) - at)
        match chance.randrange(8):
            case 0 if at < len(data):
                data[at] ^= 1 << chance.randrange(8)
            case 1 if at < len(data):
                data[at] = chance.randrange(256)
            case 2:
                del data[at:]
            case 3:
                del data[at : at + length]
            case 4:
                data[at:at] = chance.randbytes(chance.choice((1, 2, 16, 300)))
            case 5:
                data[at:at] = data[at : at + length]
            case 6:
                other = chance.choice(others)
                cut = chance.randrange(len(other) + 1)
                data[at:] = other[cut:]
            case _:
                other = chance.choice(others)
                cut = chance.randrange(len(other) + 1)
                data[at : at + length] = other[cut : cut + length]
    return bytes(data)


def mutations(seed: int, number: int, deep: bool) -> Iterator[bytes]:
    """`number` spoiled bundles. deep: spoil what is inside, then seal it as anybody could."""
    kept, chance = corpus(), random.Random(f"{seed} {deep}")
    sources = kept.plain if deep else kept.bundles
    known = set(sources)
    given = 0
    while given < number:
        data = spoiled(chance, sources[given % len(sources)], sources)
        if data not in known:
            given += 1
            yield kept.sealed(data) if deep else data
