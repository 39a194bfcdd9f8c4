"""Packs that were spoiled on their way: every limit just below and just above, every byte turned."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from desktop_app.domain.errors import PortageError
from desktop_app.services.exchange.bundle_words import sentence_of
from desktop_app.services.exchange.carrying import taken_lately
from desktop_app.services.exchange.exchange import REFUSED, Exchange, Imported
from desktop_app.services.processes.reader import ProcessBundleReader
from desktop_app.services.session import Session
from desktop_app.sync import pack
from desktop_app.sync.bundle import FILE_BYTES, BundleRefused
from desktop_app.sync.pack import FRESH, PackItem, encode_index, file_id, line, read_index
from tests.builders import Bundle, a_laptop, an_office, carry
from tests.hostile.corpus import CODES
from tests.hostile.laptops import copy_of, fingerprint, restore, write_person

SALT = bytes(16)


def raw_index(
    count: int, receivers: int = 1, *, said: int | None = None, length: int = 1, twice: bool = False
) -> bytes:
    """An index as a forger writes it: no limit is minded. said: the count that it tells."""
    parts = [pack.MAGIC, b"\x01", (count if said is None else said).to_bytes(2, "big")]
    for number in range(count):
        name = (0 if twice else number).to_bytes(16, "big")
        parts += [name, length.to_bytes(8, "big"), b"\x01", bytes(2), bytes((receivers,)), SALT]
        parts += [number.to_bytes(4, "big") + at.to_bytes(4, "big") for at in range(receivers)]
    return b"".join(parts)


def index_of(data: bytes) -> list[PackItem]:
    return read_index(io.BytesIO(data))


@pytest.mark.parametrize(
    ("count", "receivers"), [(1, 1), (pack.ITEMS, 1), (1, pack.ADDRESSEES), (pack.ITEMS, 64)]
)
def test_just_below_each_limit_is_read(count: int, receivers: int) -> None:
    found = index_of(raw_index(count, receivers) + bytes(count))
    assert len(found) == count
    assert all(len(one.tags) == receivers for one in found)
    assert found[-1].offset + found[-1].length == len(raw_index(count, receivers)) + count


@pytest.mark.parametrize(
    "data",
    [
        raw_index(pack.ITEMS + 1) + bytes(pack.ITEMS + 1),
        raw_index(1, pack.ADDRESSEES + 1) + b"x",
        raw_index(1, length=FILE_BYTES + 1) + b"x",
        raw_index(1, length=2**64 - 1) + b"x",
        raw_index(0),
        raw_index(1, 0) + b"x",
        raw_index(1, length=0),
        raw_index(1, said=2) + b"x",
        raw_index(2, said=1) + b"xx",
        raw_index(2, twice=True) + b"xx",
        raw_index(1),
        raw_index(1) + b"xx",
        raw_index(1)[:-1],
        raw_index(1)[:20],
        pack.MAGIC,
        pack.MAGIC + b"\x02" + raw_index(1)[9:] + b"x",
        b"",
    ],
)
def test_just_above_each_limit_is_refused(data: bytes) -> None:
    with pytest.raises(BundleRefused):
        index_of(data)


def test_a_file_beyond_the_size_of_a_medium_is_refused(tmp_path: Path) -> None:
    for size, refused in ((FILE_BYTES, False), (FILE_BYTES + 1, True)):
        path = tmp_path / "large.portage"
        index = raw_index(1, length=size - len(raw_index(1)))
        with path.open("wb") as file:
            file.write(index)
            file.truncate(size)  # sparse: it takes no room
        with path.open("rb") as file:
            if refused:
                with pytest.raises(BundleRefused):
                    read_index(file)
            else:
                assert len(read_index(file)) == 1


def test_what_would_pass_a_limit_is_not_written() -> None:
    items = [line(bytes(15) + bytes((1,)), 1, FRESH, 0, SALT, [bytes(16)])]
    assert encode_index(items)
    for wrong in (
        [],
        items * (pack.ITEMS + 1),
        [line(bytes(16), 1, FRESH, 0, SALT, [])],
        [line(bytes(16), 1, FRESH, 0, SALT, [bytes((n,)) * 16 for n in range(65)])],
        [line(bytes(16), FILE_BYTES, FRESH, 0, SALT, [bytes(16)])],
    ):
        with pytest.raises(BundleRefused):
            encode_index(wrong)


@cache
def sent() -> tuple[Session, bytes]:
    """A laptop, and a small pack with a bundle for it and one for another."""
    office = an_office()
    north = a_laptop(office, "north", communities=["Lac-Exemple"])
    south = a_laptop(office, "south", communities=["Rivière-Exemple"])
    carry(office, north)
    write_person(office, "Ana")
    trust, out = office.require_trust(), io.BytesIO()
    writer = Exchange(office).packs
    plan = writer.plan([trust.certificates[one.device] for one in (north, south)])
    writer.record(writer.write(plan, out), "a file")
    return north, out.getvalue()


def test_every_byte_of_a_small_pack_turned() -> None:
    north, good = sent()
    laptop = copy_of(north)
    whole = Exchange(laptop).take_in(Bundle(good)).entries
    restore(laptop, north)
    before, places = fingerprint(laptop), index_of(good)
    [own] = [one for one in places if one.is_for(north.device)]
    step = max(1, len(good) // 400)
    index = range(places[0].offset)
    [other] = [one for one in places if one is not own]
    header = range(other.offset, other.offset + 260)
    for at in [*index, *header, *range(places[0].offset, len(good), step)]:
        data = bytearray(good)
        data[at] ^= 1 << (at % 8)
        told = Exchange(laptop).take_in(Bundle(bytes(data)))
        inside = own.offset <= at < own.offset + own.length
        if told.outcome == REFUSED:
            assert told.reason in CODES, (at, told)
            assert "Nothing" in str(told.message)
            assert fingerprint(laptop) == before, at
            continue
        assert not inside, at
        # A turned tag hides no bundle from its receiver, and what the index lies about it is said.
        assert told.entries == whole, (at, told)
        assert told.index_altered == lied_of(data, own), at
        restore(laptop, north)


def lied_of(data: bytearray, own: PackItem) -> bool:
    """Whether an index says something false of the bundle at its place for its receiver."""
    [now] = [one for one in index_of(bytes(data)) if one.offset == own.offset]
    return (now.file, now.salt, now.tags) != (own.file, own.salt, own.tags)


def test_cut_and_joined_packs_are_refused() -> None:
    north, good = sent()
    laptop = copy_of(north)
    before = fingerprint(laptop)
    for data in (good[:-1], good + b"x", good[: len(good) // 2], good + good, good[:11], good[:9]):
        told = Exchange(laptop).take_in(Bundle(data))
        assert (told.outcome, told.reason in CODES) == (REFUSED, True)
    assert fingerprint(laptop) == before


def rebuilt(change: Callable[[list[PackItem], list[bytes]], None]) -> bytes:
    """The pack with its index written anew after a forger's change."""
    _, good = sent()
    found = index_of(good)
    sealed = [good[one.offset : one.offset + one.length] for one in found]
    change(found, sealed)
    return encode_index(found) + b"".join(sealed)


def test_a_bundle_under_the_tags_of_another_is_found_all_the_same() -> None:
    north, good = sent()

    def swap(found: list[PackItem], sealed: list[bytes]) -> None:
        sealed.reverse()
        lengths = [len(one) for one in sealed]
        for at, one in enumerate(found):
            found[at] = PackItem(file_id(sealed[at]), lengths[at], one.kind, 0, one.salt, one.tags)

    laptop = copy_of(north)
    whole = Exchange(copy_of(north)).take_in(Bundle(good)).entries
    told = Exchange(laptop).take_in(Bundle(rebuilt(swap)))
    assert (told.outcome, told.entries, told.index_altered) == ("applied", whole, True)
    # Nobody carries the other one for a laptop that could not open it.
    assert told.carried == 0
    with laptop.database.reading() as tables:
        assert tables.exchange.imports()[0].summary["index_altered"]


def test_two_laptops_pointed_at_one_bundle() -> None:
    north, good = sent()

    def point(found: list[PackItem], _: list[bytes]) -> None:
        [own] = [one for one in found if one.is_for(north.device)]
        [at] = [at for at, one in enumerate(found) if one is not own]
        found[at] = replace(found[at], salt=own.salt, tags=own.tags)
        found[1 - at] = replace(own, tags=(bytes(8),))

    laptop = copy_of(north)
    whole = Exchange(copy_of(north)).take_in(Bundle(good)).entries
    told = Exchange(laptop).take_in(Bundle(rebuilt(point)))
    assert (told.outcome, told.entries, told.index_altered) == ("applied", whole, True)


def test_a_lie_about_the_hash_of_a_bundle_is_not_passed_on_as_a_receipt() -> None:
    """Who carries another bundle for this laptop would drop it, though it never came."""
    north, good = sent()

    def lie(found: list[PackItem], _: list[bytes]) -> None:
        for at, one in enumerate(found):
            if one.is_for(north.device):
                found[at] = replace(one, file=bytes(16))

    laptop = copy_of(north)
    told = Exchange(laptop).take_in(Bundle(rebuilt(lie)))
    assert (told.outcome, told.index_altered) == ("applied", True)
    [own] = [one for one in index_of(good) if one.is_for(north.device)]
    with laptop.database.reading() as tables:
        assert taken_lately(tables) == [own.file]


def test_what_is_too_much_to_open_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    north, good = sent()

    def hide(found: list[PackItem], _: list[bytes]) -> None:
        found[:] = [replace(one, tags=(bytes(8),)) for one in found]

    monkeypatch.setattr(pack, "STANZAS_TRIED", 0)
    laptop = copy_of(north)
    told = Exchange(laptop).take_in(Bundle(rebuilt(hide)))
    assert (told.entries, told.untried) == (0, len(index_of(good)))
    assert "not looked into" in str(sentence_of(told))
    assert "not looked into" not in str(sentence_of(Exchange(laptop).take_in(Bundle(good))))


def test_junk_is_carried_only_under_its_own_hash() -> None:
    north, _ = sent()

    def junk(found: list[PackItem], sealed: list[bytes]) -> None:
        for at, one in enumerate(found):
            if not one.is_for(north.device):
                sealed[at] = bytes(len(sealed[at]))

    laptop = copy_of(north)
    told = Exchange(laptop).take_in(Bundle(rebuilt(junk)))
    assert (told.outcome, told.carried) == ("applied", 0)


def test_the_reader_process_says_the_same(tmp_path: Path) -> None:
    north, good = sent()
    path = tmp_path / "a.portage"
    path.write_bytes(good)
    assert ProcessBundleReader(path).items() == index_of(good)
    laptop = copy_of(north)
    told = Exchange(laptop).take_in(ProcessBundleReader(path))
    assert (told.outcome, told.carried) == ("applied", 1)
    with laptop.database.reading() as tables:
        keys, reader = laptop.sealing_keys(tables), ProcessBundleReader(path)
    with path.open("rb") as file:
        here = list(pack.look(file, index_of(good), keys, laptop.device))
    assert reader.look(index_of(good), keys, laptop.device) == here
    path.write_bytes(good[:-1])
    refused = take(laptop, path)
    assert (refused.outcome, refused.reason) == (REFUSED, "altered")


def take(laptop: Session, path: Path) -> Imported:
    try:
        return Exchange(laptop).take_in(ProcessBundleReader(path))
    except PortageError as refusal:
        return Imported(REFUSED, refusal.code, refusal.message)
