"""C25, C26: what an enrolled laptop may sign with a program of its own. Everything hostile is
refused or withheld, nobody is locked out by it, and the shared state stays as it was."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from desktop_app.crypto.encoding import encode
from desktop_app.crypto.signing import Purpose, SigningKey, payload_of
from desktop_app.domain.fields import Scope
from desktop_app.services.exchange.exchange import (
    APPLIED,
    DUPLICATE,
    PARKED,
    PARTIAL,
    REFUSED,
    Exchange,
    Imported,
)
from desktop_app.services.exchange.segments import STRANGE_FEEDS
from desktop_app.services.exchange.taking_in import ANNOUNCED_PEOPLE
from desktop_app.services.session import Session
from desktop_app.services.trust.organisation import Organisation
from desktop_app.sync import bundle as files
from desktop_app.sync.log import chain, encode_segment
from desktop_app.sync.roots import make_root
from desktop_app.sync.statements import scope_id
from tests.builders import Bundle, a_laptop, an_office, bundle_for, carry
from tests.hostile.corpus import CODES
from tests.hostile.forging import HOSTILE, Forger, Part, a_list, body_positions, head, spelt
from tests.hostile.laptops import copy_of, fingerprint, restore, state_of, write_person

WITHHELD = frozenset(
    {
        "scope_not_ours", "unknown_device", "bad_signature", "bad_chain", "fork", "scope_not_held",
        "role_may_not_write", "unknown_person", "person_may_not_write", "malformed_entry",
        "too_many_feeds", "too_many_begun", "beyond_cut", "misplaced",
    }
)  # fmt: skip
"""All reasons for which one run of entries is set aside."""


@cache
def laptops() -> tuple[Session, Session, Session]:
    """(office, north that receives, south that is hostile); all have exchanged."""
    office = an_office()
    north = a_laptop(office, "north", "Maude Exemple")
    south = a_laptop(office, "south", "Pita Exemple")
    write_person(office, "Ana")
    for sender, receiver in ((office, north), (office, south), (south, office), (office, north)):
        carry(sender, receiver)
    return office, north, south


@pytest.fixture(scope="module")
def forger() -> Forger:
    _, north, south = laptops()
    return Forger(south, north)


OPTIONAL = ("erased", "escrow", "certificates", "epochs", "had", "blobs")
"""Keys of a manifest that may be absent."""


def hostile(payloads: Iterator[tuple[str, bytes]], least: int) -> None:
    """Each payload leaves the shared state as it was; a refused one leaves every byte so."""
    _, north, _ = laptops()
    receiver = copy_of(north)
    whole, state = fingerprint(receiver), state_of(receiver)
    number = 0
    for name, data in payloads:
        number += 1
        told = Exchange(receiver).take_in(Bundle(data))
        assert said_well(told), (name, told)
        if told.outcome != REFUSED:
            assert state_of(receiver) == state, name
            restore(receiver, north)
    assert number >= least
    assert fingerprint(receiver) == whole


def said_well(told: Imported) -> bool:
    if told.outcome == REFUSED:
        return told.reason in CODES and told.message is not None
    return told.outcome == PARTIAL and told.entries == 0 and set(told.withheld) <= WITHHELD


def person_body(value: object = "Eve", positions: dict[int, bytes] | None = None) -> bytes:
    _, north, _ = laptops()
    kind = north.registry["identity"]
    given = kind.field("given").number
    assert isinstance(given, int)
    spelt_out = body_positions(b"E" * 16, kind.number, given, value)
    for at, raw in (positions or {}).items():
        spelt_out[at] = raw
    return a_list(spelt_out)


def test_an_honest_payload_of_the_forger_goes_in(forger: Forger) -> None:
    """Without this, everything below could be refused for another reason."""
    _, north, _ = laptops()
    receiver = copy_of(north)
    segment = forger.segment([person_body("Eve"), person_body("Eva")])
    told = Exchange(receiver).take_in(Bundle(forger.bundle([forger.part(segment)])))
    assert (told.outcome, told.entries) == (APPLIED, 2)
    assert state_of(receiver) != state_of(north)


def test_hostile_values_in_every_field_of_the_manifest(forger: Forger) -> None:
    def payloads() -> Iterator[tuple[str, bytes]]:
        for name in forger.fields([]):
            for what, raw in HOSTILE.items():
                parts = [forger.trust]
                fields = forger.fields(parts)
                fields[name] = raw
                yield f"{name}: {what}", forger.sealed(spelt(fields), parts)

    hostile(payloads(), 500)


def test_manifests_of_the_wrong_shape(forger: Forger) -> None:
    def payloads() -> Iterator[tuple[str, bytes]]:
        parts = [forger.trust]
        names = list(forger.fields([]))
        for name in names:
            fields = forger.fields(parts)
            del fields[name]
            if name not in OPTIONAL:
                yield f"without {name}", forger.sealed(spelt(fields), parts)
            values: tuple[object, ...] = (None, False, "", [[]], [None] * 3, {}, "x" * 70_000)
            for value in values:
                if value == "" and name == "kind":
                    continue
                fields = forger.fields(parts)
                fields[name] = encode(value)
                if not (name == "kind" and isinstance(value, str)):
                    yield f"{name} is {value!r:.20}", forger.sealed(spelt(fields), parts)
        good = spelt(forger.fields(parts))
        for name, payload in {
            "trailing": good + b"\0",
            "two of them": good + good,
            "cut": good[:-1],
            "nothing": b"",
            "a list": b"\x80",
            "a million fields": spelt({f"f{one}": b"\x00" for one in range(100_000)}),
            "open map": b"\xbf" + good[1:] + b"\xff",
            **{f"instead: {what}": raw for what, raw in HOSTILE.items()},
        }.items():
            yield name, forger.sealed(payload, parts)
        for after in (b"\0", bytes(100_000), good):
            yield "bytes behind the last section", forger.sealed(good, parts, after)

    hostile(payloads(), 120)


def lists(**changed: Any) -> dict[str, Any]:
    return changed


def test_manifests_with_hostile_lists(forger: Forger) -> None:
    _, north, south = laptops()
    device, person = north.device, south.person
    wrong: list[dict[str, Any]] = [
        lists(recipients=[]),
        lists(recipients=[device] * 65),
        lists(recipients=[b"x"]),
        lists(recipients=[device + b"x"]),
        lists(people=[[bytes((at,)) * 16, "x"] for at in range(65)]),
        lists(people=[[person, "x" * 201]]),
        lists(people=[[person, 5]]),
        lists(people=[[person]]),
        lists(people=[{5: 1}]),
        lists(people=["ab"]),
        lists(people=[[b"short", "x"]]),
        *(lists(people=[[person, f"a{sign}b"]]) for sign in "\0\n\x1b\x7f\u202e\u2066\u200b\ufeff"),
        *(lists(vector=value) for value in ([b"x" * 16], [b"x", 1, b""], [b"x" * 16, -1, b""])),
        *(lists(vector=[b"x" * 16, at, b""]) for at in (1 << 62, (1 << 63) - 1)),
        lists(vector=[b"x" * 16, 1, b"y" * 33]),
        lists(vector=[b"x" * 16, 1, 1]),
        lists(gaps=[b"x" * 16, 1, b""]),
        lists(gaps=[1, 2, 3]),
        lists(bundle=b""),
        lists(bundle=bytes(17)),
        lists(org=bytes(31)),
        lists(org=bytes(32)),
        lists(sender=bytes(16)),
        lists(recipients=[bytes(16)]),
        lists(min_reader=2),
        lists(min_reader=0),
        lists(format=0),
        lists(min_reader=1 << 62),
    ]
    hostile(
        ((str(one)[:80], forger.bundle([], **one)) for one in wrong),
        len(wrong),
    )


def test_hostile_tables_of_sections(forger: Forger) -> None:
    segment = forger.segment([person_body()])
    trust = forger.trust
    # 1 GiB of zeros in 1 MiB, without packing a whole GiB here: blocks of deflate can be repeated.
    bomb = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = bomb.compress(bytes(1 << 23)) + bomb.flush(zlib.Z_FULL_FLUSH)
    packed = block * 128 + bomb.flush()

    odd: tuple[Any, ...] = (None, -1, 1 << 62, (1 << 63) - 1, b"", b"x", "x", True, [], {})

    def payloads() -> Iterator[tuple[str, bytes]]:
        for at in range(8):
            for value in odd:
                if (at, value) in ((1, b""), (2, b""), (7, None)):
                    continue
                part = forger.part(segment, None, **{f"at{at}": value})
                if at == 0 and value in (1 << 62, (1 << 63) - 1):
                    continue  # a kind of section that only a newer release knows
                yield f"line {at} is {value!r}", forger.bundle([part])
        sizes = (len(packed), 64 << 20)
        for size in (1, 1 << 20, files.SECTION_OPEN, files.SECTION_OPEN + 1, 1 << 30):
            part = Part(files.SEGMENT, segment.scope, segment.feed, 1, 1, b"", packed, {6: size})
            yield f"1 GiB in {sizes[0]} bytes, told {size}", forger.bundle([part])
        honest = forger.part(segment)
        for line in (
            {1: bytes(16)}, {2: bytes(16)}, {3: 2}, {4: 2}, {3: 0}, {7: bytes(32)},
            {6: len(honest.content) + 1}, {6: len(honest.content) - 1},
        ):  # fmt: skip
            part = Part(
                honest.type, honest.scope, honest.feed, honest.start, honest.end, honest.content,
                line=line,
            )  # fmt: skip
            yield f"another line {line}", forger.bundle([part])
        both = [trust, honest]
        for name, told, given in (
            ("fewer sections", both, [trust]),
            ("more sections", [trust], both),
            ("another order", both, [honest, trust]),
            ("no trust first", [honest], [honest]),
            ("no sections", [], []),
        ):
            yield name, forger.sealed(spelt(forger.fields(told)), given)
        many = [trust.told()] * (files.SECTIONS + 1)
        yield "5,000 sections", forger.bundle([], sections=many)
        for name, data in (
            ("no deflate", b"\xff" * 50),
            ("cut", honest.data()[:-2]),
            ("twice", honest.data() * 2),
        ):
            part = Part(honest.type, honest.scope, honest.feed, 1, 1, honest.content, data)
            yield name, forger.bundle([part])

    hostile(payloads(), 80)


def test_hostile_values_in_every_position_of_a_segment(forger: Forger) -> None:
    segment = forger.segment([person_body()])
    column = encode([[1]])[1:]
    positions = [
        encode(1), encode(segment.device), encode(segment.scope), encode(segment.nonce), encode(1),
        encode(segment.base), encode([segment.hlcs[0]]), encode([list(segment.actors)]), column,
        column, encode([[b""]]), encode(list(segment.bodies)), encode(segment.head),
    ]  # fmt: skip

    def payloads() -> Iterator[tuple[str, bytes]]:
        for at in range(len(positions)):
            for what, raw in {**HOSTILE, "nothing": b"\xf6", "an empty list": b"\x80"}.items():
                spoiled = [*positions[:at], raw, *positions[at + 1 :]]
                part = forger.part(segment, a_list(spoiled))
                yield f"position {at}: {what}", forger.bundle([part])
        for count in (0, 1, 12, 14):
            part = forger.part(segment, a_list((positions * 2)[:count]))
            yield f"{count} positions", forger.bundle([part])
        whole = a_list(positions)
        for name, content in (
            ("trailing", whole + b"\0"), ("cut", whole[:-1]), ("empty", b""),
            ("a million zeros", head(4, 1_000_000) + bytes(1_000_000)),
            ("deep", b"\x81" * 1_000_000 + b"\0"),
        ):  # fmt: skip
            yield name, forger.bundle([forger.part(segment, content)])

    hostile(payloads(), 450)


def test_hostile_values_in_every_position_of_an_entry(forger: Forger) -> None:
    """Signed as they are, so that only the checks of the entry itself stand before the rows."""

    def payloads() -> Iterator[tuple[str, bytes]]:
        for at in range(6):
            for what, raw in HOSTILE.items():
                body = person_body(positions={at: raw})
                segment = forger.segment([person_body("first"), body])
                yield f"position {at}: {what}", forger.bundle([forger.part(segment)])
        for what, raw in HOSTILE.items():
            if what in ("yes", "minus one", "far below zero"):
                continue  # a value, if not of this field; it is kept and not shown
            operation = b"\x81\x82\x01" + raw
            body = person_body(positions={5: operation})
            segment = forger.segment([body])
            yield f"value: {what}", forger.bundle([forger.part(segment)])

    hostile(payloads(), 240)


@pytest.mark.parametrize(
    "value",
    ["a\0b", "\u202eeve", "a\u2066b", "\x1b[2J", "a\x7fb", "x" * 65_537, b"bytes", ["a"], {1: 2}],
    ids=repr,
)
def test_hostile_texts_are_withheld(forger: Forger, value: object) -> None:
    if isinstance(value, str) and len(value) > 1000:
        value = value[:65_537]
    segment = forger.segment([person_body(value)])
    hostile(iter([(repr(value)[:40], forger.bundle([forger.part(segment)]))]), 1)


@pytest.mark.parametrize("operations", [0, 501, 5000])
def test_too_many_operations_are_withheld(forger: Forger, operations: int) -> None:
    body = person_body(positions={5: encode([[1, "x"]] * operations)})
    hostile(iter([("operations", forger.bundle([forger.part(forger.segment([body]))]))]), 1)


def test_a_run_that_is_not_the_senders_to_write(forger: Forger) -> None:
    office, north, _ = laptops()
    organisation = north.require_trust().organisation
    good = [person_body()]
    stranger = SigningKey.generate()

    def payloads() -> Iterator[tuple[str, bytes]]:
        wrong: dict[str, dict[str, Any]] = {
            "in the office's name": {"device": office.device},
            "in the receiver's own name": {"device": north.device},
            "of nobody": {"device": bytes(16)},
            "in the directory": {"scope": scope_id(organisation, Scope.DIRECTORY)},
            "in the settings": {"scope": scope_id(organisation, Scope.ORGANISATION)},
            "in a scope of nobody": {"scope": bytes(16)},
            "by an unknown person": {"actors": (bytes(16),)},
        }
        for name, changed in wrong.items():
            yield name, forger.bundle([forger.part(forger.segment(good, **changed))])
        segment = forger.segment(good)
        for name, spoiled in {
            "signed by nobody": b"",
            "signed by a stranger": forger.signed(segment, stranger).head,
            "signed for another run": forger.segment(good).head,
            "signed as a bundle": forger.key.sign(b"x", Purpose.BUNDLE),
        }.items():
            yield name, forger.bundle([forger.part(replace(segment, head=spoiled))])
        for base in (b"\1" * 32,):
            yield "another beginning", forger.bundle([forger.part(forger.segment(good, base=base))])

    hostile(payloads(), 11)


def test_a_listed_person_may_sit_at_any_laptop_but_gives_it_no_rights(forger: Forger) -> None:
    """Who sits there is the laptop's word; what may be written is bounded by both of them."""
    office, north, _ = laptops()
    receiver = copy_of(north)
    segment = forger.segment([person_body()], actors=(office.person,))
    assert Exchange(receiver).take_in(Bundle(forger.bundle([forger.part(segment)]))).entries == 1
    organisation = north.require_trust().organisation
    segment = forger.segment(
        [person_body()], actors=(office.person,), scope=scope_id(organisation, Scope.DIRECTORY)
    )
    told = Exchange(receiver).take_in(Bundle(forger.bundle([forger.part(segment)])))
    assert (told.outcome, told.withheld) == (PARTIAL, ["role_may_not_write"])


def test_statements_of_trust_that_nobody_may_make(forger: Forger) -> None:
    mine = SigningKey.generate()

    def root(**changed: object) -> bytes:
        told: dict[str, object] = {
            "version": 2, "name": "Mine", "keys": [mine.public], "threshold": 1,
            "authorities": [mine.public], **changed,
        }  # fmt: skip
        return encode([mine.sign(encode(told), Purpose.ROOT)])

    odd: tuple[object, ...] = (5, None, [], [5], [[]], [{}], [mine.public] * 2)
    told_wrong: tuple[object, ...] = ({}, [], 5, {"by": mine.public}, {"by": [], "org": 1})
    statements: list[object] = [
        ["root", root()],
        ["root", make_root("Mine", mine, mine.public)],
        *(["root", root(version=value)] for value in ("x", 1 << 62, -1, *odd)),
        *(["root", root(name=value)] for value in odd),
        *(["root", root(keys=value)] for value in odd),
        *(["root", root(threshold=value)] for value in (0, 2, -1, "x", *odd[1:])),
        *(["root", root(authorities=value)] for value in (*odd[:2], [b"x"], *odd[3:6])),
        *(["root", raw] for raw in (b"", b"\x80", b"\x81\x01", encode([5]), encode({1: 2}))),
        *(["certificate", mine.sign(encode(told), Purpose.CERTIFICATE)]
          for told in told_wrong),
        *([kind, b"\0"] for kind in ("root", "roster", "people", "certificate", "countersignature")),
        *([kind, mine.sign(b"", Purpose.ROSTER)] for kind in ("roster", "people", "certificate")),
        ["countersignature", mine.sign(encode({}), Purpose.CERTIFICATE)],
        ["unknown", b""], [5, b""], ["root"], ["root", 5], 5, None, {}, ["root", b"", b""],
    ]  # fmt: skip

    def payloads() -> Iterator[tuple[str, bytes]]:
        for one in statements:
            content = encode([one])
            trust = Part(files.TRUST, b"", b"", 0, 0, content)
            yield repr(one)[:60], forger.sealed(spelt(forger.fields([trust])), [trust])
        for what, raw in HOSTILE.items():
            for content in (raw, b"\x81" + raw, b"\x81\x82\x64root" + raw):
                trust = Part(files.TRUST, b"", b"", 0, 0, content)
                yield what, forger.sealed(spelt(forger.fields([trust])), [trust])

    hostile_or_empty(payloads(), 140)


def hostile_or_empty(payloads: Iterator[tuple[str, bytes]], least: int) -> None:
    """Like `hostile`; a statement that changes nothing may also simply be passed over."""
    _, north, _ = laptops()
    receiver = copy_of(north)
    state, believed = state_of(receiver), dict(receiver.require_trust().statements)
    number = 0
    for name, data in payloads:
        number += 1
        told = Exchange(receiver).take_in(Bundle(data))
        assert told.outcome in (REFUSED, APPLIED), (name, told)
        assert told.outcome == APPLIED or told.reason in CODES, (name, told)
        assert told.entries == 0
        assert state_of(receiver) == state, name
        assert receiver.require_trust().statements == believed, name
    assert number >= least


# What must not lock anybody out, or fill the vault


def test_a_leap_of_the_count_does_not_silence_the_sender(forger: Forger) -> None:
    _, north, south = laptops()
    receiver = copy_of(north)
    for leap in (1 << 40, 1 << 62, (1 << 63) - 1):
        told = Exchange(receiver).take_in(Bundle(forger.bundle([], control=leap)))
        assert told.outcome == APPLIED
        told = Exchange(receiver).take_in(Bundle(forger.bundle([], incarnation=leap)))
        assert told.outcome == APPLIED
    honest = bundle_for(south, receiver)
    assert Exchange(receiver).take_in(honest).outcome == APPLIED
    with receiver.database.reading() as tables:
        assert tables.exchange.peers()[south.device].control < 1_000_000
        assert tables.facts.number(f"peer_incarnation/{south.device.hex()}") == 1


def test_a_time_of_the_far_future_is_not_taken_over(forger: Forger) -> None:
    _, north, _ = laptops()
    receiver = copy_of(north)
    with receiver.database.reading() as tables:
        before = tables.facts.number("hlc")
    segment = forger.segment([person_body()], hlcs=((1 << 63) - 1,))
    bundle = forger.bundle([forger.part(segment)], hlc=(1 << 63) - 1)
    assert Exchange(receiver).take_in(Bundle(bundle)).outcome == APPLIED
    with receiver.database.reading() as tables:
        assert tables.facts.number("hlc") < before + (1 << 40)


def test_a_used_id_does_not_stop_an_honest_bundle(forger: Forger) -> None:
    shared, north, _ = laptops()
    office = copy_of(shared)  # what is written there is nobody else's business
    receiver = copy_of(north)
    carry(office, receiver)  # what other tests wrote at the shared office is no news any more
    write_person(office, "Zed")
    honest = bundle_for(office, receiver)
    with receiver.database.reading() as tables:
        manifest = files.decode_manifest(
            payload_of(next(honest.frames(receiver.sealing_keys(tables)))[1])
        )
    taken = Exchange(receiver).take_in(Bundle(forger.bundle([], bundle=manifest.bundle)))
    assert taken.outcome == APPLIED
    told = Exchange(receiver).take_in(honest)
    assert (told.outcome, told.new) == (APPLIED, 1)
    assert Exchange(receiver).take_in(honest).outcome == DUPLICATE


def test_one_id_for_two_bundles_of_one_sender_loses_neither(forger: Forger) -> None:
    _, north, _ = laptops()
    receiver = copy_of(north)
    for value in ("first", "second"):
        part = forger.part(forger.segment([person_body(value)]))
        told = Exchange(receiver).take_in(Bundle(forger.bundle([part], bundle=b"i" * 16)))
        assert (told.outcome, told.entries) == (APPLIED, 1)


def test_forged_parts_neither_wait_nor_raise_an_alarm(forger: Forger) -> None:
    """A relay cannot put something in the place of another laptop's work, nor accuse it."""
    shared, north, _ = laptops()
    office = copy_of(shared)
    receiver = copy_of(north)
    with receiver.database.reading() as tables:
        feed = next(
            one for one in tables.log.feeds().values()
            if one.device == office.device and tables.log.scopes()[one.scope].id == forger.scope
        )  # fmt: skip
    for start in (feed.seq + 5, feed.seq + 1, 1):
        segment = forger.segment(
            [person_body()], device=office.device, nonce=feed.nonce, start=start, base=b"b" * 32
        )
        told = Exchange(receiver).take_in(Bundle(forger.bundle([forger.part(segment)])))
        assert (told.outcome, told.withheld) == (PARTIAL, ["bad_signature"])
    with receiver.database.reading() as tables:
        assert not tables.exchange.waiting()
    write_person(office, "Yan")
    assert Exchange(receiver).take_in(bundle_for(office, receiver)).outcome == APPLIED


def test_a_gap_waits_and_is_named(forger: Forger) -> None:
    _, north, _ = laptops()
    receiver = copy_of(north)
    state = state_of(receiver)
    first = forger.segment([person_body("first")])
    link = chain(first)[-1].link
    second = forger.segment([person_body("second")], nonce=first.nonce, start=2, base=link)
    told = Exchange(receiver).take_in(Bundle(forger.bundle([forger.part(second)])))
    assert (told.outcome, told.waiting) == (PARKED, [("south", 1, 1)])
    assert state_of(receiver) == state
    told = Exchange(receiver).take_in(Bundle(forger.bundle([forger.part(first)])))
    assert (told.outcome, told.entries, told.waiting) == (APPLIED, 2, [])


def test_another_second_part_is_a_fork_and_both_are_kept(forger: Forger) -> None:
    _, north, _ = laptops()
    receiver = copy_of(north)
    first = forger.segment([person_body("first")])
    again = forger.segment([person_body("other")], nonce=first.nonce)
    assert (
        Exchange(receiver).take_in(Bundle(forger.bundle([forger.part(first)]))).outcome == APPLIED
    )
    told = Exchange(receiver).take_in(Bundle(forger.bundle([forger.part(again)])))
    assert (told.outcome, told.withheld) == (PARTIAL, ["fork"])
    with receiver.database.reading() as tables:
        assert [row[2] for row in tables.exchange.withheld()] == ["fork"]


def test_feeds_that_never_come_cost_little(forger: Forger) -> None:
    _, north, _ = laptops()
    receiver = copy_of(north)
    with receiver.database.reading() as tables:
        before = len(tables.log.feeds())
    for number in range(20):
        feeds = [number.to_bytes(8, "big") + at.to_bytes(8, "big") for at in range(300)]
        dots = [number for at in range(300) for number in (at, 1, 0)]
        body = person_body(
            positions={4: encode(feeds), 5: encode([[1, "x", dots]])},
        )
        told = Exchange(receiver).take_in(
            Bundle(forger.bundle([forger.part(forger.segment([body]))]))
        )
        assert told.outcome in (APPLIED, PARTIAL)
    assert told.withheld == ["too_many_feeds"]
    with receiver.database.reading() as tables:
        assert len(tables.log.feeds()) <= before + STRANGE_FEEDS + 20


def test_a_crowd_of_announced_people_is_cut_off(forger: Forger) -> None:
    _, north, south = laptops()
    receiver = copy_of(north)
    for number in range(20):
        crowd = [[bytes((number, at)) * 8, f"Person {at}"] for at in range(60)]
        assert (
            Exchange(receiver).take_in(Bundle(forger.bundle([], people=crowd))).outcome == APPLIED
        )
    announced = receiver.require_trust().announced.values()
    assert sum(1 for device, _ in announced if device == south.device) == ANNOUNCED_PEOPLE


def test_a_revoked_laptop_is_refused(forger: Forger) -> None:
    office, north, _ = laptops()
    receiver, decider = copy_of(north), copy_of(office)
    Organisation(decider).revoke("south")
    assert Exchange(receiver).take_in(bundle_for(decider, receiver)).outcome == APPLIED
    state = state_of(receiver)
    bundle = forger.bundle([forger.part(forger.segment([person_body()]))])
    told = Exchange(receiver).take_in(Bundle(bundle))
    assert (told.outcome, told.reason) == (REFUSED, "revoked_sender")
    assert state_of(receiver) == state


def test_what_was_withheld_takes_no_endless_room(
    forger: Forger, monkeypatch: pytest.MonkeyPatch
) -> None:
    from desktop_app.services.exchange import segments

    monkeypatch.setattr(segments, "QUARANTINE_BYTES", 2000)
    _, north, _ = laptops()
    receiver = copy_of(north)
    for _ in range(20):
        segment = forger.segment([person_body("a\0b")])
        assert len(encode_segment(segment)) > 100
        Exchange(receiver).take_in(Bundle(forger.bundle([forger.part(segment)])))
    with receiver.database.reading() as tables:
        assert tables.exchange.withheld_bytes() <= 2000
        assert len(tables.exchange.withheld()) == 20
