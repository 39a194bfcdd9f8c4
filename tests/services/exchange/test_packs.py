"""One file for several laptops: each opens its own, carries the rest, and nothing is lost or doubled."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from desktop_app.crypto.sealing import NotForUs, unseal_bytes
from desktop_app.domain.roles import Role
from desktop_app.services.clients.clients import Clients
from desktop_app.services.exchange import carrying as carried_rules
from desktop_app.services.exchange.bundle_contents import SMALLEST
from desktop_app.services.exchange.carrying import Carrying
from desktop_app.services.exchange.exchange import (
    APPLIED,
    DUPLICATE,
    PARTIAL,
    REFUSED,
    Exchange,
    Imported,
)
from desktop_app.services.exchange.media import Direction, export_parts
from desktop_app.services.session import Session
from desktop_app.services.trust.organisation import Organisation
from desktop_app.services.vault.dump import dump
from desktop_app.storage.carried import Carried, CarriedTables
from desktop_app.sync.bundle import BundleRefused
from desktop_app.sync.pack import (
    ALONG,
    FRESH,
    PackItem,
    encode_index,
    file_id,
    is_pack,
    line,
    read_index,
)
from tests.builders import (
    Bundle,
    Clock,
    a_client,
    a_laptop,
    an_environment,
    an_office,
    bundle_for,
    carry,
    swap,
)

LAKE, RIVER = "Lac-Exemple", "Rivière-Exemple"


def pack_for(sender: Session, *receivers: Session, budget: int | None = None) -> Bundle:
    """A file for these laptops with all that goes along, as if it had reached the stick whole."""
    trust, packs = sender.require_trust(), Exchange(sender).packs
    out = io.BytesIO()
    plan = packs.plan([trust.certificates[one.device] for one in receivers], budget=budget)
    packs.record(packs.write(plan, out, budget=budget), "a file")
    return Bundle(out.getvalue())


def take(receiver: Session, bundle: Bundle) -> Imported:
    return Exchange(receiver).take_in(bundle)


def items(bundle: Bundle) -> list[PackItem]:
    return read_index(io.BytesIO(bundle.data))


def names(session: Session) -> set[str]:
    return {one.name for one in Clients(session).page()}


def same(one: Session, other: Session) -> bool:
    with one.database.reading() as mine, other.database.reading() as theirs:
        return list(dump(mine, one)) == list(dump(theirs, other))


def files_carried(session: Session) -> set[bytes]:
    with session.database.reading() as tables:
        return {one.file for one in CarriedTables(tables.connection).all()}


def an_organisation() -> tuple[Session, Session, Session, Session]:
    """An office, two laptops of the lake, and one of the river."""
    office = an_office()
    laptops = (
        a_laptop(office, "lake one", communities=[LAKE]),
        a_laptop(office, "lake two", communities=[LAKE]),
        a_laptop(office, "river", communities=[RIVER]),
    )
    for one in laptops:
        carry(office, one)
    return office, *laptops


def test_laptops_of_the_same_communities_share_one_sealed_bundle() -> None:
    office, one, two, river = an_organisation()
    bundle = pack_for(office, one, two, river)
    assert sorted(len(item.tags) for item in items(bundle)) == [1, 2]
    for item in items(bundle):
        sealed = bundle.data[item.offset : item.offset + item.length]
        for laptop in (one, two, river):
            with laptop.database.reading() as tables:
                keys = laptop.sealing_keys(tables)
            if item.is_for(laptop.device):
                assert unseal_bytes(sealed, keys)
            else:
                with pytest.raises(NotForUs):
                    unseal_bytes(sealed, keys)


def test_one_bundle_for_two_holds_what_either_of_them_lacks() -> None:
    office, one, two, _ = an_organisation()
    for behind, ahead in ((one, two), (two, one)):
        for session in (behind, ahead):
            swap(office, session)
        a_client(office, f"Only {ahead.device.hex()}", community=LAKE)
        swap(office, ahead)
        assert not same(behind, office)
        assert take(behind, bundle_for(office, one, two)).outcome == APPLIED
        assert same(one, two)


def test_each_laptop_opens_its_own_and_carries_the_rest() -> None:
    office, one, two, river = an_organisation()
    a_client(office, "Ana", community=LAKE)
    a_client(office, "Ben", community=RIVER)
    bundle = pack_for(office, one, two, river)
    told = take(one, bundle)
    assert (told.outcome, told.new > 0, told.carried) == (APPLIED, True, 1)
    assert len(Carrying(one).list()) == 1
    assert Carrying(one).list()[0].names == ("river",)
    # It meets the laptop of the river, past the office, weeks later.
    onward = take(river, pack_for(one, river))
    assert onward.outcome == APPLIED
    assert any("Ben" in name for name in names(river))
    assert take(two, bundle).outcome == APPLIED
    assert same(one, two)


def test_a_pack_taken_in_twice_is_a_duplicate_and_carries_nothing_twice() -> None:
    office, one, _, river = an_organisation()
    bundle = pack_for(office, one, river)
    assert take(one, bundle).outcome == APPLIED
    again = take(one, bundle)
    assert (again.outcome, again.carried) == (DUPLICATE, 0)
    assert len(files_carried(one)) == 1


def test_one_bundle_alone_is_no_pack() -> None:
    office, one, *_ = an_organisation()
    assert not is_pack(pack_for(office, one).data)
    assert not is_pack(pack_for(one, office).data)


def test_a_file_for_another_laptop_also_holds_a_bundle_for_the_office() -> None:
    office, one, _, river = an_organisation()
    a_client(one, "Ana")
    bundle = pack_for(one, river)
    assert [item.is_for(office.device) for item in items(bundle)].count(True) == 1
    told = take(river, bundle)
    assert told.outcome == APPLIED
    assert Carrying(river).list()[0].names == ("office",)
    brought = take(office, pack_for(river, office))
    assert brought.outcome == APPLIED
    assert any("Ana" in name for name in names(office))


def test_a_newer_bundle_of_the_same_sender_takes_the_place_of_the_older() -> None:
    _, one, _, river = an_organisation()
    a_client(one, "Ana")
    first, second = pack_for(one, river), pack_for(one, river)
    take(river, first)
    older = files_carried(river)
    take(river, second)
    newer = files_carried(river)
    assert len(newer) == 1
    assert newer != older
    # An older stick that turns up late does not bring the older one back.
    take(river, first)
    assert files_carried(river) == newer


def test_what_its_receiver_says_it_has_is_carried_no_more() -> None:
    office, one, _, river = an_organisation()
    bundle = pack_for(office, one, river)
    take(one, bundle)
    take(river, bundle)
    assert files_carried(one)
    carry(river, one)
    assert not files_carried(one)
    take(one, bundle)
    assert not files_carried(one)


def test_nothing_is_carried_longer_than_ninety_days_of_use() -> None:
    clock = Clock()
    office = an_office(environment=an_environment(clock))
    one = a_laptop(office, "one", communities=[LAKE])
    river = a_laptop(office, "river", communities=[RIVER])
    take(one, pack_for(office, one, river))
    clock.forward(days=4000)  # in a drawer: one day of use
    pack_for(one, office)
    assert Carrying(one).list()[0].days == 1
    for _ in range(carried_rules.LONGEST):
        clock.forward(days=1)
        pack_for(one, office)
    assert not files_carried(one)


def test_days_go_on_with_whoever_carries_on() -> None:
    clock = Clock()
    office = an_office(environment=an_environment(clock))
    one, two = (a_laptop(office, name, communities=[LAKE]) for name in ("one", "two"))
    river = a_laptop(office, "river", communities=[RIVER])
    carry(office, one)
    take(one, pack_for(office, one, river))
    for _ in range(5):
        clock.forward(days=1)
        pack_for(one, office)
    take(two, pack_for(one, two))
    assert max(line.days for line in Carrying(two).list()) >= 5


def test_the_oldest_goes_when_there_is_no_room(monkeypatch: pytest.MonkeyPatch) -> None:
    office, one, _, river = an_organisation()
    first = pack_for(office, one, river)
    take(one, first)
    [size] = [line.size for line in Carrying(one).list()]
    monkeypatch.setattr(carried_rules, "QUOTA", size + size // 2)
    lake = a_laptop(office, "late", communities=[LAKE])
    before = files_carried(one)
    take(one, pack_for(lake, one))
    assert before.isdisjoint(files_carried(one)) or not files_carried(one)


def test_one_file_does_not_drive_out_all_that_is_carried(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whoever finds a stick can put rubbish under the tags of others: nobody signs an index."""
    office, one, _, river = an_organisation()
    take(one, pack_for(office, one, river))
    [honest] = Carrying(one).list()
    monkeypatch.setattr(carried_rules, "QUOTA", 4 * honest.size)
    monkeypatch.setattr(carried_rules, "OF_ONE_FILE", 2 * honest.size)
    before = files_carried(one)
    salt, rubbish = bytes(16), [bytes((at,)) * honest.size for at in range(1, 6)]
    lines = [line(file_id(data), len(data), ALONG, 0, salt, [river.device]) for data in rubbish]
    take(one, Bundle(encode_index(lines) + b"".join(rubbish)))
    assert before < files_carried(one)
    assert len(files_carried(one)) == 3


def test_a_bundle_is_never_altered_by_those_who_carry_it() -> None:
    office, one, two, river = an_organisation()
    bundle = pack_for(office, one, river)
    [sealed] = [
        bundle.data[item.offset : item.offset + item.length]
        for item in items(bundle)
        if item.is_for(river.device)
    ]
    take(one, bundle)
    take(two, pack_for(one, two))
    found = pack_for(two, river)
    assert any(
        found.data[item.offset : item.offset + item.length] == sealed for item in items(found)
    )


def test_a_carrier_without_communities_carries_everything() -> None:
    office = an_office()
    one = a_laptop(office, "one", communities=[LAKE])
    carrier = a_laptop(office, "carrier", communities=[], role=Role.CARRIER)
    carry(office, one)
    a_client(one, "Ana")
    told = take(carrier, pack_for(one, carrier))
    assert (told.outcome, told.carried) == (APPLIED, 1)
    assert take(office, pack_for(carrier, office)).outcome == APPLIED
    assert any("Ana" in name for name in names(office))


def test_a_pack_of_strangers_leaves_no_trace() -> None:
    _, one, *_ = an_organisation()
    elsewhere = an_office(name="Ailleurs", environment=an_environment(seed=9))
    others = [a_laptop(elsewhere, name, communities=[name]) for name in (LAKE, RIVER)]
    before = snapshot(one)
    told = take(one, pack_for(elsewhere, *others))
    assert (told.outcome, told.carried, told.entries) == (APPLIED, 0, 0)
    assert snapshot(one) == before


def test_a_bundle_of_a_laptop_cut_off_is_not_for_it_any_more() -> None:
    office, one, _, river = an_organisation()
    take(one, pack_for(office, one, river))
    Organisation(office).revoke("river")
    carry(office, one)
    assert not any(river.device in item.addressees for item in passed_on(one, office))


def passed_on(session: Session, receiver: Session) -> tuple[Carried, ...]:
    receivers = [session.require_trust().certificates[receiver.device]]
    return Exchange(session).packs.plan(receivers).along


def snapshot(session: Session) -> list[tuple[object, ...]]:
    with session.database.reading() as tables:
        names = tables.connection.run(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'search_%'"
        ).all()
        return [
            tuple(row)
            for (name,) in names
            for row in tables.connection.run(f'SELECT * FROM "{name}"')
        ]


def spoiled(bundle: Bundle, spoil: Callable[[bytearray, list[PackItem]], None]) -> Bundle:
    data = bytearray(bundle.data)
    spoil(data, items(bundle))
    return Bundle(bytes(data))


def test_a_damaged_own_bundle_refuses_the_whole_file() -> None:
    office, one, _, river = an_organisation()

    def turn(data: bytearray, found: list[PackItem]) -> None:
        [own] = [item for item in found if item.is_for(one.device)]
        data[own.offset + own.length - 3] ^= 1

    before = snapshot(one)
    told = take(one, spoiled(pack_for(office, one, river), turn))
    assert (told.outcome, told.reason) == (REFUSED, "altered")
    assert snapshot(one) == before


def test_a_damaged_bundle_for_another_harms_nobody_else() -> None:
    office, one, _, river = an_organisation()

    def turn(data: bytearray, found: list[PackItem]) -> None:
        [other] = [item for item in found if item.is_for(river.device)]
        data[other.offset + other.length - 3] ^= 1

    told = take(one, spoiled(pack_for(office, one, river), turn))
    assert (told.outcome, told.carried) == (APPLIED, 0)


def test_one_good_bundle_among_several_for_this_laptop_goes_in() -> None:
    office, one, two, river = an_organisation()
    take(one, pack_for(office, one, river))
    a_client(one, "Ana")
    take(two, pack_for(one, two))
    bundle = pack_for(two, river)
    own = [item for item in items(bundle) if item.is_for(river.device)]
    assert len(own) == 2

    def turn(data: bytearray, found: list[PackItem]) -> None:
        [along] = [one for one in found if one.is_for(river.device) and one.kind != FRESH]
        data[along.offset + along.length - 3] ^= 1

    told = take(river, spoiled(bundle, turn))
    assert (told.outcome, told.reason) == (PARTIAL, "altered")


def test_a_dry_run_of_a_pack_leaves_no_trace() -> None:
    office, one, _, river = an_organisation()
    before = snapshot(one)
    told = Exchange(one).take_in(pack_for(office, one, river), dry_run=True)
    assert told.outcome == APPLIED
    assert snapshot(one) == before


def test_an_index_beyond_its_limits_is_not_written() -> None:
    with pytest.raises(BundleRefused):
        encode_index([])


def test_a_pack_within_a_size_leaves_out_what_is_carried_first() -> None:
    office, one, two, river = an_organisation()
    for at in range(20):
        a_client(office, f"Client {at}", "x" * 2000, community=RIVER)
    take(one, pack_for(office, one, river))
    bundle = pack_for(one, two, budget=300_000)
    assert len(bundle.data) <= 300_000
    assert take(two, bundle).outcome == APPLIED


def test_a_pack_that_is_only_taken_along_stands_in_the_list_under_its_name() -> None:
    office, one, two, river = an_organisation()
    bundle = pack_for(office, two, river)
    told = Exchange(one).take_in(bundle, file="2026-03-02-07.portage")
    # Its own group is the lake's, but this file was not sealed for it.
    assert (told.outcome, told.carried, told.bundle) == (APPLIED, 2, b"")
    with one.database.reading() as tables:
        [line] = [record for record in tables.exchange.imports() if not record.sender]
    assert line.summary["carried"] == 2
    assert line.summary["file"] == "2026-03-02-07.portage"


def test_parts_for_mail_seal_for_the_office_too_and_take_along_what_is_carried(
    tmp_path: Path,
) -> None:
    office, one, two, river = an_organisation()
    for session in (one, two, river):
        swap(office, session)
    a_client(office, "Ben", community=RIVER)
    assert take(one, pack_for(office, one, river)).carried == 1
    a_client(one, "Ana", community=LAKE)
    exchange, size = Exchange(one), 2 * SMALLEST
    addressee = one.require_trust().certificates[two.device]
    written = export_parts(
        exchange, [addressee], tmp_path, Direction.TO_LAPTOPS, date(2026, 3, 2), size
    )
    assert all(told.bytes <= size for told in written)
    assert [told.carried for told in written] == [1, 0]
    taken = [take(two, Bundle(told.path.read_bytes())) for told in written]
    assert any("Ana" in name for name in names(two))
    # The second file is nothing that it opens itself; it carries it to the office, with the other one.
    assert [told.carried for told in taken] == [1, 1]
    assert [told.outcome for told in taken] == [APPLIED, APPLIED]
    carried = pack_for(two, office)
    assert take(office, carried).outcome == APPLIED
    assert any("Ana" in name for name in names(office))
    assert take(river, pack_for(two, river)).outcome == APPLIED
    assert any("Ben" in name for name in names(river))


def test_of_what_is_carried_no_more_than_half_of_a_part_goes_along(tmp_path: Path) -> None:
    office, one, _two, river = an_organisation()
    with one.database.writing() as tables:
        carried = CarriedTables(tables.connection)
        for at, length in enumerate((SMALLEST, 20_000, 30_000, 30_000)):
            data = bytes([at]) * length
            item = Carried(file_id(data), (river.device,), b"", 0, at, 1, length)
            carried.add(item, data)
    addressee = [one.require_trust().certificates[office.device]]
    for number, size in enumerate((SMALLEST, 2 * SMALLEST)):
        written = export_parts(
            Exchange(one), addressee, tmp_path, Direction.TO_OFFICE, date(2026, 3, 2), size
        )
        assert [told.carried for told in written] == [2 * number]
        assert all(told.bytes <= size for told in written)
