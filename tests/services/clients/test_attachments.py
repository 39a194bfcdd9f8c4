"""Files in a person's file: sealed, previews that travel by themselves, the file itself on request."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from desktop_app.domain.people.attachments import JPEG, PDF, TEXT, AttachedFile, copy_name
from desktop_app.interchange.attached_file import read_attached
from desktop_app.services.clients import attachments
from desktop_app.services.clients.access_report import AccessReport
from desktop_app.services.clients.attachments import (
    AttachmentLine,
    Attachments,
    NoPreview,
    NoRoomForFiles,
    NotReceived,
    Stand,
)
from desktop_app.services.clients.clients import Clients
from desktop_app.services.erasure.erasure import Erasures
from desktop_app.services.exchange import attachment_exchange
from desktop_app.services.exchange.exchange import Exchange
from desktop_app.services.exchange.writing_bundles import BundleWriter
from desktop_app.services.session import NotHere
from desktop_app.services.trust.organisation import Organisation
from desktop_app.services.undo import Undo
from desktop_app.services.vault.backups import Backups, restore
from desktop_app.services.vault.checking import check
from desktop_app.services.vault.dump import dump
from desktop_app.services.vault.vaults import OpenVault
from desktop_app.storage.blobs import Blobs
from desktop_app.storage.errors import DiskFull
from desktop_app.sync import bundle as files
from desktop_app.sync.bundle import Section
from desktop_app.sync.erasing import Basis
from tests.builders import Bundle, a_client
from tests.desks import PASSPHRASE, Desks, desks
from tests.pictures import PDF as A_PDF
from tests.pictures import a_photograph


@pytest.fixture
def world(tmp_path: Path) -> Iterator[Desks]:
    made = desks(tmp_path)
    yield made
    made.close()


def of(vault: OpenVault) -> Attachments:
    def read(path: Path) -> AttachedFile:
        with path.open("rb") as file:
            return read_attached(file)

    return Attachments(vault.session, read)


def add(world: Desks, vault: OpenVault, data: bytes, name: str = "page.jpg") -> tuple[str, str]:
    """(client, attachment) in that vault."""
    client = a_client(vault.session, "Ana")
    path = world.stick.parent / name
    path.write_bytes(data)
    return client, of(vault).add(client, path)


def bundle(sender: OpenVault, receiver: OpenVault, budget: int | None = None) -> Bundle:
    out = io.BytesIO()
    trust = sender.session.require_trust()
    certificate = trust.certificates[receiver.session.device]
    Exchange(sender.session).write([certificate], out, budget=budget)
    return Bundle(out.getvalue())


def carry(sender: OpenVault, receiver: OpenVault) -> str:
    return Exchange(receiver.session).take_in(bundle(sender, receiver)).outcome


def line(vault: OpenVault, client: str) -> AttachmentLine:
    (found,) = of(vault).of(client)
    return found


def sealed_files(vault: OpenVault) -> list[str]:
    folder = vault.folder / "blobs"
    return sorted(one.name for one in folder.rglob("*") if one.is_file())


def lines(vault: OpenVault) -> list[str]:
    with vault.session.database.reading() as tables:
        return list(dump(tables, vault.session))


def test_a_photograph_shrinks_and_says_nothing_of_its_own() -> None:
    data = a_photograph(2400, 1600, words="GPS 62.8 N, 92.1 W")
    read = read_attached(io.BytesIO(data))
    assert read.media_type == JPEG
    assert read.data == data
    with Image.open(io.BytesIO(read.preview)) as preview:
        assert preview.size == (1600, 1067)
        assert not preview.getexif()
    assert b"GPS" not in read.preview
    assert len(read.preview) < len(data)


def test_the_preview_travels_with_its_entry_and_the_file_when_it_is_asked_for(world: Desks) -> None:
    office, north, south = world.office, world.north, world.south
    data = a_photograph()
    client, made = add(world, north, data)
    assert carry(north, office) == "applied"
    told = line(office, client)
    assert (told.stand, told.preview_here, told.name) == (Stand.PREVIEW, True, "page.jpg")
    assert told.bytes == len(data)
    assert (told.by, told.device) == ("Maude Fictive", "north")
    assert of(office).preview(made) == of(north).preview(made)
    with pytest.raises(NotReceived):
        of(office).original(made)
    # The office passes on what it holds, also to somebody who never met the author.
    assert carry(office, south) == "applied"
    assert of(south).preview(made).media_type == JPEG
    of(south).ask_original(made)
    assert line(south, client).stand is Stand.ASKED
    # South asks the office, which does not have it; the office is asked again when it has.
    carry(south, office)
    carry(office, south)
    assert line(south, client).stand is Stand.ASKED
    of(office).ask_original(made)
    carry(office, north)
    carry(north, office)
    assert line(office, client).stand is Stand.HERE
    assert of(office).original(made).data == data
    carry(office, south)
    assert of(south).original(made).data == data
    assert line(south, client).stand is Stand.HERE
    assert sealed_files(north) == sealed_files(office) == sealed_files(south)
    assert lines(north) == lines(office) == lines(south)
    for vault in (north, office, south):
        assert check(vault).problems == []


def test_nobody_gets_a_file_twice_or_unasked(world: Desks) -> None:
    office, north = world.office, world.north
    add(world, north, a_photograph())
    first = bundle(north, office)
    assert len(first.data) > 50_000
    Exchange(office.session).take_in(first)
    carry(office, north)
    assert len(bundle(north, office).data) < 10_000
    before = sealed_files(office)
    assert Exchange(office.session).take_in(Bundle(first.data)).outcome == "duplicate"
    assert sealed_files(office) == before


def test_entries_that_came_without_their_preview_get_it_later(world: Desks) -> None:
    office, north = world.office, world.north
    client, made = add(world, north, a_photograph(seed=2))
    small = bundle(north, office, budget=64 * 1024)
    assert Exchange(office.session).take_in(small).outcome == "applied"
    told = line(office, client)
    assert (told.stand, told.preview_here) == (Stand.MISSING, False)
    with pytest.raises(NotReceived):
        of(office).preview(made)
    assert check(office).problems == []
    # The office acknowledges the entry and says what it lacks in the same bundle.
    carry(office, north)
    carry(north, office)
    assert of(office).preview(made).data == of(north).preview(made).data


def test_parked_entries_find_their_preview_too(world: Desks) -> None:
    office, north = world.office, world.north
    client, made = add(world, north, a_photograph())
    first = bundle(north, office)
    a_client(north.session, "Béatrice")
    _, second = add(world, north, a_photograph(seed=3), "two.jpg")
    out = io.BytesIO()
    certificate = north.session.require_trust().certificates[office.session.device]
    draft = BundleWriter(north.session).draft([certificate])
    draft.write(out, budget=64 * 1024, part=True)
    for one in (bundle(north, office), first, Bundle(out.getvalue())):
        Exchange(office.session).take_in(one)
    carry(office, north)
    carry(north, office)
    assert of(office).preview(made).data
    assert of(office).preview(second).data
    assert lines(north) == lines(office)
    assert client


def test_text_and_a_small_pdf_are_their_own_preview(world: Desks) -> None:
    office, north = world.office, world.north
    client, text = add(world, north, "Née à Rivière-Exemple.\n".encode(), "lettre.txt")
    path = world.stick.parent / "paper"
    path.write_bytes(A_PDF)
    paper = of(north).add(client, path)
    path.write_bytes(A_PDF + b"% much\n" * 40_000)
    large = of(north).add(client, path)
    carry(north, office)
    assert of(office).preview(text).media_type == TEXT
    assert of(office).original(paper).media_type == PDF
    with pytest.raises(NoPreview):
        of(office).preview(large)
    stands = {one.id: (one.stand, one.preview) for one in of(office).of(client)}
    assert stands == {
        text: (Stand.HERE, True),
        paper: (Stand.HERE, True),
        large: (Stand.MISSING, False),
    }
    of(office).ask_original(large)
    carry(office, north)
    carry(north, office)
    assert of(office).original(large).data == A_PDF + b"% much\n" * 40_000


def test_a_large_file_travels_in_pieces(world: Desks, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "BLOB_PIECE", 30_000)
    monkeypatch.setattr(attachment_exchange, "_PIECES", 30)
    office, north = world.office, world.north
    client, made = add(world, north, a_photograph())
    carry(north, office)
    of(office).ask_original(made)
    carry(office, north)
    carry(north, office)
    assert line(office, client).stand is Stand.HERE


@pytest.mark.parametrize("carried_first", [True, False])
def test_erasing_kills_both_everywhere(world: Desks, carried_first: bool) -> None:
    office, north = world.office, world.north
    client, made = add(world, north, a_photograph())
    old = bundle(north, office)
    Exchange(office.session).take_in(old)
    if carried_first:
        of(office).ask_original(made)
        carry(office, north)
        carry(north, office)
        assert len(sealed_files(office)) == 2
    Erasures(office.session).erase(client, Basis.ASKED)
    assert sealed_files(office) == []
    carry(office, north)
    assert sealed_files(north) == []
    # An old copy of the bundle brings neither the key nor the file back.
    Exchange(office.session).take_in(Bundle(old.data))
    Exchange(world.south.session).take_in(bundle(office, world.south))
    carry(north, world.south)
    assert sealed_files(office) == sealed_files(world.south) == []
    with pytest.raises(NotHere):
        of(north).preview(made)
    for vault in (north, office):
        assert check(vault).problems == []


def test_what_the_office_had_not_seen_goes_too(world: Desks) -> None:
    office, north = world.office, world.north
    client = a_client(office.session, "Ana")
    carry(office, north)
    path = world.stick.parent / "late.jpg"
    path.write_bytes(a_photograph())
    of(north).add(client, path)
    Erasures(office.session).erase(client, Basis.ASKED)
    carry(office, north)
    assert sealed_files(north) == []
    carry(north, office)
    assert sealed_files(office) == []


def test_what_was_set_aside_leaves_no_file_either(world: Desks) -> None:
    """The author is cut off, then the person is erased: no row names the files, an entry does."""
    office, north, south = world.office, world.north, world.south
    client = a_client(office.session, "Ana")
    carry(office, north)
    carry(office, south)
    path = world.stick.parent / "late.jpg"
    path.write_bytes(a_photograph())
    of(north).add(client, path)
    carry(north, south)
    assert len(sealed_files(south)) == 1
    Organisation(office.session).revoke("north")
    carry(office, south)
    assert of(south).of(client) == ()
    assert len(sealed_files(south)) == 1  # the office may still let it count
    Erasures(office.session).erase(client, Basis.ASKED)
    carry(office, south)
    assert sealed_files(south) == []


def test_a_copy_put_back_learns_whose_the_files_are_that_stayed(world: Desks) -> None:
    """A restore leaves the sealed files where they are. Those that the copy does not know stay, as
    their entries may come again, and go when instead their person was erased, also those whose
    entries went with the vault before anybody had them."""
    office, north = world.office, world.north
    client, other, third = (a_client(office.session, name) for name in ("Ana", "Bea", "Cleo"))
    carry(office, north)
    made, folder = Backups(north).make(), north.folder
    path = world.stick.parent / "late.jpg"
    path.write_bytes(a_photograph())
    for one in (client, other):
        of(north).add(one, path)
    carry(north, office)
    of(north).add(third, path)
    north.close()
    world.north = north = restore(folder, made.folder, PASSPHRASE)
    held = sealed_files(north)
    assert of(north).of(client) == ()
    assert len(held) == 6
    for one in (client, third):
        Erasures(office.session).erase(one, Basis.ASKED)
    carry(north, office)
    carry(office, north)
    assert len(sealed_files(north)) == 2
    assert of(north).original(line(north, other).id).data  # its author still has it


def forged(world: Desks, sections: list[Section]) -> tuple[str, str | None]:
    """What the office makes of a bundle of north with these sections."""
    north, office = world.north, world.office
    out = io.BytesIO()
    certificate = north.session.require_trust().certificates[office.session.device]
    draft = BundleWriter(north.session).draft([certificate], extra=lambda tables: iter([sections]))
    draft.write(out)
    imported = Exchange(office.session).take_in(Bundle(out.getvalue()))
    return imported.outcome, imported.reason


def _own_blob(north: OpenVault) -> tuple[bytes, bytes]:
    name = sealed_files(north)[0]
    return bytes.fromhex(name), (north.folder / "blobs" / name[:2] / name).read_bytes()


def test_only_what_it_says_that_it_is_gets_in(world: Desks) -> None:
    office, north = world.office, world.north
    client, _ = add(world, north, a_photograph())
    name, data = _own_blob(north)

    def section(content: bytes, start: int = 1, end: int = 1, scope: bytes = name) -> Section:
        return files.pack_section(files.BLOB, scope, b"", start, end, content)

    half = len(data) // 2
    before = lines(office)
    for wrong in (
        [section(data[:-1])],
        [section(data, scope=bytes(32))],
        [section(data, scope=name[:31])],
        [section(data, 2, 2)],
        [section(data, 1, 2)],
        [section(data, 0, 0)],
        [section(data[:half], 1, 2), section(data[half:], 2, 2)],  # not cut where it must be
        [section(data, 1, 5)],
        [section(b"")],
    ):
        assert forged(world, wrong) == ("refused", "malformed")
        assert sealed_files(office) == []
        assert lines(office) == before
    key, stranger = attachment_exchange_seal()
    assert key
    assert forged(world, [section(stranger, scope=_hash(stranger))])[0] == "applied"
    assert sealed_files(office) == []  # nothing here names it
    assert line(office, client).stand is Stand.MISSING
    carry(office, north)
    carry(north, office)
    assert line(office, client).preview_here


def attachment_exchange_seal() -> tuple[bytes, bytes]:
    from desktop_app.crypto.sealing import seal_blob

    return seal_blob(b"nobody's")


def _hash(data: bytes) -> bytes:
    import hashlib

    return hashlib.sha256(data).digest()


def test_a_rehearsed_or_refused_import_leaves_no_file(
    world: Desks, monkeypatch: pytest.MonkeyPatch
) -> None:
    office, north = world.office, world.north
    add(world, north, a_photograph())
    came = bundle(north, office)
    assert Exchange(office.session).take_in(came, dry_run=True).outcome == "applied"
    assert sealed_files(office) == []

    def stop(*_: object) -> None:
        raise NotHere

    with monkeypatch.context() as patch:
        patch.setattr(attachment_exchange.ArrivingBlobs, "choose", stop)
        assert Exchange(office.session).take_in(came).outcome == "refused"
    assert sealed_files(office) == []
    assert Exchange(office.session).take_in(came).outcome == "applied"
    assert len(sealed_files(office)) == 1


def test_there_is_an_end_to_the_room(world: Desks, monkeypatch: pytest.MonkeyPatch) -> None:
    office, north = world.office, world.north
    client, _ = add(world, north, a_photograph())
    came = bundle(north, office)
    size = sum(one.stat().st_size for one in (north.folder / "blobs").glob("??/*"))
    monkeypatch.setattr(attachment_exchange, "QUOTA", 1000)
    monkeypatch.setattr(attachments, "QUOTA", size + 1000)
    assert Exchange(office.session).take_in(came).outcome == "applied"
    assert sealed_files(office) == []
    assert line(office, client).stand is Stand.MISSING
    path = world.stick.parent / "more.jpg"
    path.write_bytes(a_photograph(seed=4))
    kept = sealed_files(north), lines(north)
    with pytest.raises(NoRoomForFiles):
        of(north).add(client, path)
    assert (sealed_files(north), lines(north)) == kept


@pytest.mark.parametrize("over", [0, 1])
@pytest.mark.parametrize("limit", ["AT_ONCE", "QUOTA", "SHARE_OF_ONE", "WISHES_OF_ONE"])
def test_limits_of_previews(
    world: Desks, limit: str, over: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of two previews that one laptop sends both get in, or with a byte less of room one alone."""
    office, north = world.office, world.north
    for seed in (1, 2):
        add(world, north, a_photograph(seed=seed), f"{seed}.jpg")
    with north.session.database.reading() as tables:
        kind = north.session.registry["attachment"]
        previews = {str(row.value("preview")) for row in tables.rows.select(kind, "")}
    room = sum((north.folder / "blobs" / one[:2] / one).stat().st_size for one in previews)
    most = (2 if limit == "WISHES_OF_ONE" else room) - over
    monkeypatch.setattr(attachment_exchange, limit, most)
    if limit == "WISHES_OF_ONE":
        with monkeypatch.context() as patch:
            patch.setattr(attachment_exchange, "AT_ONCE", 0)
            carry(north, office)
        with office.session.database.reading() as tables:
            assert len(attachment_exchange.wanted(office.session, tables)) == 2 - over
        return
    assert carry(north, office) == "applied"
    assert len(sealed_files(office)) == 2 - over


def test_a_file_that_is_damaged_here_comes_again(world: Desks) -> None:
    office, north = world.office, world.north
    client, made = add(world, north, b"a text", "a.txt")
    carry(north, office)
    (name,) = sealed_files(office)
    path = office.folder / "blobs" / name[:2] / name
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    assert [one.code for one in check(office).problems] == ["blob"]
    with pytest.raises(NotReceived):
        of(office).original(made)
    of(office).ask_original(made)
    carry(office, north)
    carry(north, office)
    assert of(office).original(made).data == b"a text"
    assert check(office).problems == []
    assert client


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 0, 1), (2, 1, 0)])
def test_parts_in_any_order_lead_to_the_same(world: Desks, order: tuple[int, ...]) -> None:
    office, north = world.office, world.north
    made = [add(world, north, a_photograph(400, 300, seed), f"{seed}.jpg")[1] for seed in range(3)]
    certificate = north.session.require_trust().certificates[office.session.device]
    draft = BundleWriter(north.session).draft([certificate])
    parts = []
    for _ in range(3):
        out = io.BytesIO()
        draft.write(out, budget=64 * 1024, part=True)
        parts.append(Bundle(out.getvalue()))
    for number in order:
        Exchange(office.session).take_in(parts[number])
    # Whatever came before its entry was left out, and is asked for now.
    carry(office, north)
    carry(north, office)
    assert [of(office).preview(one).data for one in made] == [
        of(north).preview(one).data for one in made
    ]
    assert lines(north) == lines(office)


@pytest.mark.expects_warnings
def test_what_could_not_be_put_in_its_place_comes_again(
    world: Desks, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    office, north = world.office, world.north
    client, made = add(world, north, a_photograph())
    carry(north, office)
    of(office).ask_original(made)
    carry(office, north)

    def full(*_: object) -> None:
        raise DiskFull

    with monkeypatch.context() as patch:
        patch.setattr(Blobs, "settle", full)
        assert carry(north, office) == "applied"
    assert "put in their place" in caplog.text
    assert len(sealed_files(office)) == 1
    assert line(office, client).stand is Stand.ASKED
    carry(office, north)
    carry(north, office)
    assert line(office, client).stand is Stand.HERE
    carry(office, north)
    assert len(bundle(north, office).data) < 10_000


def test_what_is_taken_out_can_come_back(world: Desks) -> None:
    office, north = world.office, world.north
    client, made = add(world, north, a_photograph())
    undo = Undo(north.session)
    of(north).remove(made)
    assert of(north).of(client) == ()
    with pytest.raises(NotHere):
        of(north).preview(made)
    carry(north, office)
    assert of(office).of(client) == ()
    undo.undo_last()
    assert line(north, client).stand is Stand.HERE
    carry(north, office)
    assert of(office).preview(made).data == of(north).preview(made).data


def test_no_key_is_printed(world: Desks) -> None:
    client, made = add(world, world.north, a_photograph())
    session = world.north.session
    with session.database.reading() as tables:
        row = tables.rows.get(session.registry["attachment"], bytes.fromhex(made))
        assert row is not None
        keys = [str(row.value("key")), str(row.value("preview_key"))]
    told = str(AccessReport(session).table(client, "en"))
    assert "page.jpg" in told
    assert not any(key in told for key in keys)


def test_files_of_linked_files_are_shown_together(world: Desks) -> None:
    client, made = add(world, world.north, b"one", "one.txt")
    other, second = add(world, world.north, b"two", "two.txt")
    from desktop_app.services.duplicates.links import Links

    Links(world.north.session).link(client, other)
    assert {one.id for one in of(world.north).of(client)} == {made, second}
    assert Clients(world.north.session).show(client).files


@pytest.mark.parametrize(
    ("name", "media_type", "copy"),
    [
        ("lettre.pdf", PDF, "lettre.pdf"),
        ("lettre.exe", PDF, "lettre.exe.pdf"),
        ("photo.JPEG", JPEG, "photo.JPEG"),
        ("..\\a/b:c", TEXT, "_a_b_c.txt"),
        ("", TEXT, "file.txt"),
        ("x" * 300 + ".pdf", PDF, "x" * 116 + ".pdf"),
    ],
)
def test_a_copy_has_a_name_that_every_system_takes(name: str, media_type: str, copy: str) -> None:
    assert copy_name(name, media_type) == copy
