from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_app.crypto.sealing import seal_bytes, unseal_bytes
from desktop_app.domain.errors import Cancelled
from desktop_app.services.clients.clients import Clients
from desktop_app.services.exchange.bundle_words import written_words
from desktop_app.services.exchange.exchange_desk import SILENT_DAYS, folder_place
from desktop_app.services.exchange.exchange_lines import Fate, Gap, Place
from desktop_app.services.exchange.media import MediumRemoved
from desktop_app.services.progress import Progress, Step
from desktop_app.services.trust.organisation import Organisation
from desktop_app.services.vault.backups import Backups
from desktop_app.services.vault.dump import dump
from desktop_app.services.vault.vaults import OpenVault
from desktop_app.ui.exchange.words import changes_words
from tests.builders import a_client, a_laptop, an_office, bundle_for
from tests.desks import TODAY, Desks, desks
from tests.ui.exchange.rehearsal import contested


@pytest.fixture
def world(tmp_path: Path) -> Iterator[Desks]:
    made = desks(tmp_path)
    yield made
    made.close()


def state_of(vault: OpenVault) -> str:
    """A digest of what everybody would see, of all feeds' ends and of the logs of bundles."""
    whole = hashlib.sha256()
    with vault.session.database.reading() as tables:
        for line in dump(tables, vault.session):
            whole.update(line.encode())
        whole.update(repr(sorted(tables.log.vector().items())).encode())
        whole.update(repr(tables.exchange.imports()).encode())
        whole.update(repr(tables.exchange.withheld()).encode())
        whole.update(repr(tables.exchange.waiting()).encode())
    return whole.hexdigest()


def test_a_file_goes_in_through_the_writer_process_and_is_told_by_author_and_kind(
    world: Desks,
) -> None:
    client = a_client(world.north.session, "Ana", note="Première rencontre.")
    a_client(world.north.session, "Béa")
    path = world.bundle(world.north, world.office)

    imported = world["office"].take_in(path)

    assert imported.outcome == "applied"
    received = world["office"].overview().received[0]
    assert (received.fate, received.laptop, received.file) == (Fate.IMPORTED, "north", path.name)
    assert received.people == ("Maude Fictive",)
    assert dict(received.kinds) == {"identity": 2, "client": 2, "note": 1}
    records = world["office"].records_of(received.key)
    assert {(one.title, one.place, one.detail) for one in records.lines} >= {
        ("Ana Exemple", "clients", client)
    }
    assert not records.more
    assert Clients(world.office.session).show(client).title == "Ana Exemple"


def test_what_was_deleted_is_told_by_author_and_kind(world: Desks) -> None:
    clients = Clients(world.north.session)
    ana, bea = a_client(world.north.session, "Ana"), a_client(world.north.session, "Béa")
    world.carry(world.north, world.office)
    clients.delete(ana)
    clients.add_note(bea, "Première rencontre.", "2026-03-01")
    world.carry(world.north, world.office)
    received = world["office"].overview().received[0]
    assert (received.new, received.changed, received.deleted) == (1, 0, 1)
    assert received.gone == [("client", 1)]
    assert str(changes_words(received)) == "1 change: 1 note. Deleted: 1 person"
    [author] = received.by
    assert author.person == "Maude Fictive"
    assert [str(one) for one in written_words(author.kinds)] == [
        "New: 1 note",
        "Deleted: 1 person",
    ]
    clients.delete(bea)
    world.carry(world.north, world.office)
    gone = world["office"].overview().received[0]
    assert str(changes_words(gone)) == "Deleted: 1 person"


def test_who_wrote_what_somebody_has_to_decide(world: Desks) -> None:
    ids = contested(world, 2)  # the birth date of one, the telephone of the other
    received = next(one for one in world["office"].overview().received if one.conflicts)
    [author] = received.by
    assert (received.conflicts, author.contested) == (2, 2)
    assert str(written_words(author.kinds, author.contested)[-1]) == "2 to decide"
    Clients(world.north.session).set(ids[0], {"pronouns": "elle"})
    world.carry(world.north, world.office)
    last = world["office"].overview().received[0]
    assert [one.contested for one in last.by] == [0]


def test_the_same_file_again_is_known_and_says_since_when(world: Desks) -> None:
    a_client(world.north.session)
    path = world.bundle(world.north, world.office)
    desk = world["office"]
    desk.take_in(path)
    before = state_of(world.office)

    assert desk.take_in(path).outcome == "duplicate"

    assert state_of(world.office) == before
    known, first = desk.overview().received
    assert (known.fate, known.known_since) == (Fate.KNOWN, first.at)
    assert (known.laptop, known.people) == ("north", ("Maude Fictive",))


def test_what_waits_says_for_which_changes_of_which_laptop_until_they_come(world: Desks) -> None:
    a_client(world.north.session, "Ana")
    first = world.bundle(world.north, world.office)
    a_client(world.north.session, "Béa")
    later = later_only(world, first)

    imported = world["office"].take_in(later)

    assert imported.outcome in ("parked", "partial")
    overview = world["office"].overview()
    assert overview.gaps
    assert all(gap.device == "north" for gap in overview.gaps)
    assert overview.received[0].fate in (Fate.WAITING, Fate.PARTIAL)
    assert overview.received[0].waiting == overview.gaps
    gap = overview.gaps[0]
    assert isinstance(gap, Gap)
    assert 1 <= gap.start <= gap.end

    world["office"].take_in(first)

    overview = world["office"].overview()
    assert overview.gaps == ()
    assert [one.fate for one in overview.received] == [Fate.IMPORTED, Fate.IMPORTED]


def later_only(world: Desks, first: Path) -> Path:
    """A bundle that goes on where `first` ended, as if the office had said that it holds that."""
    from desktop_app.storage.exchange import Peer

    office, north = world.office.session, world.north.session
    with north.database.reading() as tables:
        export = tables.exchange.exports(1)[0]
        vector = {feed: (seq, b"") for feed, (seq, _) in export.vector.items()}
        before = tables.exchange.peers()[office.device]
    with north.database.writing() as tables:
        tables.exchange.set_peer(Peer(office.device, before.control, vector, before.heard_at))
    return world.bundle(world.north, world.office)


@pytest.fixture
def hostile(world: Desks, tmp_path: Path) -> dict[str, Path]:
    """Files that nobody should take in, by what is wrong with them."""
    a_client(world.north.session)
    good = world.bundle(world.north, world.office).read_bytes()
    with world.office.session.database.reading() as tables:
        keys = world.office.session.sealing_keys(tables)
    plain = unseal_bytes(good, keys)
    south = world.south.session
    address = south.require_trust().certificates[south.device].sealing
    stranger = an_office(name="Autre organisme")
    other = bundle_for(a_laptop(stranger), stranger).data
    own = world.office.session
    own_address = own.require_trust().certificates[own.device].sealing
    with stranger.database.reading() as tables:
        foreign = unseal_bytes(other, stranger.sealing_keys(tables))
    contents = {
        "not a bundle": b"Bonjour, ceci est une lettre.\n" * 40,
        "empty": b"",
        "truncated": good[: len(good) // 2],
        "altered": good[:-40] + bytes([good[-40] ^ 1]) + good[-39:],
        "for another laptop": world.bundle(world.office, world.north).read_bytes(),
        "addressed anew": seal_bytes(plain, [address]),
        "of another organisation": other,
        "of another organisation, sealed to us": seal_bytes(foreign, [own_address]),
    }
    folder = tmp_path / "drawer"
    folder.mkdir()
    found = {}
    for number, (name, data) in enumerate(contents.items()):
        found[name] = folder / f"{number}.portage"
        found[name].write_bytes(data)
    return found


def test_hostile_files_are_refused_each_with_its_sentence_and_change_nothing(
    world: Desks, hostile: dict[str, Path]
) -> None:
    before = state_of(world.office)
    contents = {path: path.read_bytes() for path in hostile.values()}
    told = {}
    for name, path in hostile.items():
        imported = world["office"].take_in(path)
        assert imported.outcome == "refused", name
        assert imported.message is not None
        told[name] = imported.reason
    assert state_of(world.office) == before
    assert contents == {path: path.read_bytes() for path in hostile.values()}
    assert told["not a bundle"] == "not_a_bundle"
    assert told["for another laptop"] == told["addressed anew"] == "not_for_this_device"
    assert told["of another organisation, sealed to us"] == "wrong_organisation"
    assert told["altered"] == "altered"
    listed = world["office"].overview().received
    assert {one.fate for one in listed} == {Fate.REFUSED}
    assert {one.file for one in listed} == {path.name for path in hostile.values()}
    sentences = {one.file: str(one.message) for one in listed}
    assert all("Nothing was" in said for said in sentences.values()), sentences


def test_what_a_laptop_that_was_cut_off_wrote_counts_nowhere(world: Desks) -> None:
    a_client(world.south.session)
    path = world.bundle(world.south, world.office)
    across = world.bundle(world.south, world.north)
    Organisation(world.office.session).revoke("south")
    # The office keeps it aside and may let it count; the others refuse it once they know.
    kept = world["office"].take_in(path)
    assert (kept.outcome, kept.reason, kept.new) == ("partial", "beyond_cut", 0)
    world["north"].take_in(world.bundle(world.office, world.north))
    assert world["north"].take_in(across).reason == "revoked_sender"


def test_what_is_no_file_is_refused(world: Desks, tmp_path: Path) -> None:
    folder = tmp_path / "folder.portage"
    folder.mkdir()
    assert world["office"].take_in(folder).outcome == "refused"
    assert world["office"].take_in(tmp_path / "gone.portage").outcome == "refused"


def test_cancel_leaves_everything_as_it_was(world: Desks) -> None:
    for number in range(40):
        a_client(world.north.session, f"Ana {number}")
    path = world.bundle(world.north, world.office)
    before = state_of(world.office)
    steps: list[Step] = []
    progress = Progress(steps.append)
    progress.cancel()
    with pytest.raises(Cancelled):
        world["office"].take_in(path, progress)
    assert state_of(world.office) == before
    assert world["office"].overview().received == ()
    assert world["office"].take_in(path).outcome == "applied"


def test_a_copy_is_made_before_the_first_import_and_not_twice(world: Desks) -> None:
    desk = world["office"]
    assert desk.make_safe()
    assert not desk.make_safe()
    assert len(Backups(world.office).list()) == 1


def test_looking_inside_imports_nothing(world: Desks) -> None:
    a_client(world.north.session)
    path = world.bundle(world.north, world.office)
    before = state_of(world.office)
    seen = world["office"].look_inside(path)
    assert (seen.sender, seen.signed, seen.known) == ("north", True, False)
    assert seen.recipients == ("office",)
    assert seen.entries
    assert state_of(world.office) == before


def test_writing_never_says_received_until_the_office_said_so(world: Desks) -> None:
    client = a_client(world.north.session, "Ana", note="Une note.")
    desk = world["north"]
    before = desk.overview()
    assert before.only_here.entries > 0
    assert [one.to_office for one in before.outgoing] == [True]
    assert before.outgoing[0].entries == before.only_here.entries
    assert [(one.title, one.detail) for one in desk.only_here().lines] == [("Ana Exemple", client)]

    (written,) = desk.write_all(before.outgoing[:1], world.stick, TODAY)

    assert written.path.parent.name == "to-office"
    after = desk.overview()
    assert after.only_here == before.only_here
    assert after.last_sent is not None
    assert (after.last_sent.received, after.last_sent.names) == (False, ("office",))
    assert desk.overview().outgoing[0].entries == before.only_here.entries

    world["office"].take_in(written.path)
    world["north"].take_in(world.bundle(world.office, world.north))

    last = desk.overview()
    assert last.only_here.entries == 0
    assert last.last_sent is not None
    assert last.last_sent.received
    assert desk.only_here().lines == ()


def test_the_office_writes_one_bundle_for_each_laptop(world: Desks) -> None:
    desk = world["office"]
    groups = desk.outgoing()
    assert [one.names for one in groups] == [("north",), ("south",)]
    written = [one for group in groups for one in desk.write_all([group], world.stick, TODAY)]
    assert [one.path.name for one in written] == [
        "2026-11-21-01.portage",
        "2026-11-21-02.portage",
    ]
    assert world["north"].take_in(written[0].path).outcome == "applied"
    assert world["north"].take_in(written[1].path).reason == "not_for_this_device"
    assert desk.sent()[0].received is False or desk.sent()[0].entries == 0


def test_a_stick_that_is_gone_leaves_no_trace(world: Desks) -> None:
    desk = world["north"]
    sent = desk.sent()
    with pytest.raises(MediumRemoved):
        desk.write_all(desk.outgoing()[:1], world.stick / "gone", TODAY)
    assert desk.sent() == sent


def test_laptops_that_were_silent_are_named_with_the_days(world: Desks) -> None:
    world["office"].take_in(world.bundle(world.north, world.office))
    assert world["office"].overview().silent == ()
    # The writer process had the real clock, which may have gone on further than this one.
    world.clock.forward(days=SILENT_DAYS + 2, minutes=120)
    assert [(one.name, one.silent_days) for one in world["office"].overview().silent] == [
        ("north", SILENT_DAYS + 2)
    ]
    assert {one.name for one in world["office"].peers()} == {"north", "south"}
    assert [one.name for one in world["north"].peers()] == ["office"]


def test_a_folder_or_stick_is_looked_through_for_what_is_meant_for_here(world: Desks) -> None:
    path = world.bundle(world.north, world.office)
    back = world.bundle(world.office, world.north)
    assert world["office"].files_in([world.stick]) == [path]
    assert world["north"].files_in([world.stick]) == [back]
    assert world["office"].files_in([back]) == [back]


def test_places_are_sticks_and_folders_that_are_there(world: Desks, tmp_path: Path) -> None:
    stick = Place(world.stick, "CLE", 1000, read_only=False, stick=True)
    shared = tmp_path / "shared"
    shared.mkdir()
    found = world["north"].places([stick], [world.stick, shared, tmp_path / "gone"])
    assert [(one.name, one.stick) for one in found] == [("CLE", True), ("shared", False)]
    assert folder_place(shared).free


def test_what_the_brake_held_up_waits_no_more_once_it_was_taken_in(tmp_path: Path) -> None:
    world = desks(tmp_path)
    people = [a_client(world.north.session, f"Ana {number}") for number in range(12)]
    world.carry(world.north, world.office)
    for one in people[:6]:
        Clients(world.north.session).delete(one)
    file = world.bundle(world.north, world.office)
    office = world["office"]
    assert office.take_in(file).held is not None
    (held,) = (one for one in office.overview().received if one.brake)
    told = office.records_of(held.key)
    assert {one.detail for one in told.lines} == set(people[:6])
    assert {one.title for one in told.lines} == {f"Ana {number} Exemple" for number in range(6)}
    assert not told.more
    assert office.take_in(Path(held.path), accept_mass_change=True).outcome == "applied"
    assert not any(one.brake for one in office.overview().received)
    world.close()
