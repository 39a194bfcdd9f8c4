"""What a hostile colleague can do to the attached files of others, with entries of their own."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_app.domain.fields import Value
from desktop_app.interchange.attached_file import read_attached
from desktop_app.services.clients.attachments import Stand
from desktop_app.services.editing import Editor
from desktop_app.services.erasure.erasure import Erasures
from desktop_app.services.exchange import attachment_exchange
from desktop_app.storage.blobs import Blobs
from desktop_app.sync.erasing import Basis
from tests.builders import a_client
from tests.desks import Desks, desks
from tests.pictures import a_photograph
from tests.services.clients.test_attachments import add, carry, line, of, sealed_files


@pytest.fixture
def world(tmp_path: Path) -> Iterator[Desks]:
    made = desks(tmp_path)
    yield made
    made.close()


def test_who_writes_down_the_name_of_a_file_does_not_take_it_along_when_erased(
    world: Desks,
) -> None:
    """A hostile colleague names somebody's sealed file in an invented client, who is then erased."""
    office, north, south = world.office, world.north, world.south
    client, made = add(world, north, a_photograph())
    carry(north, office)
    carry(office, south)
    session = south.session
    kind = session.registry["attachment"]
    invented = a_client(session, "Zoé")
    with session.database.writing() as tables:
        row = tables.rows.get(kind, bytes.fromhex(made))
        assert row is not None
        names = ("name", "media_type", "bytes", "blob", "key", "preview", "preview_key")
        told: dict[str, Value] = {one: row.value(one) for one in names}
        editor = Editor(session, tables)
        scope = tables.log.scopes()[row.scope]
        record = session.environment.new_id()
        editor.edit(kind, record, scope, {**told, "client": invented}, new=True)
        editor.flush()
    carry(south, office)
    Erasures(office.session).erase(invented, Basis.ASKED)
    carry(office, north)
    assert of(north).original(line(north, client).id).data
    assert of(office).preview(made) == of(north).preview(made)
    Erasures(office.session).erase(client, Basis.ASKED)
    carry(office, north)
    assert sealed_files(office) == sealed_files(north) == []


def test_one_laptop_does_not_fill_everybodys_disk(
    world: Desks, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What nobody asked for is kept as far as the share of who added it goes; the rest can be asked for."""
    office, north, south = world.office, world.north, world.south
    data = a_photograph()
    monkeypatch.setattr(
        attachment_exchange, "SHARE_OF_ONE", len(read_attached(io.BytesIO(data)).preview) * 3 // 2
    )
    filled = [add(world, north, data) for _ in range(3)]
    other, _ = add(world, south, data)
    for sender in (north, south):
        assert carry(sender, office) == "applied"
    assert [line(office, client).preview_here for client, _ in filled].count(True) == 1
    assert line(office, other).preview_here
    client, made = filled[0]
    of(office).ask_original(made)
    for sender, receiver in ((office, north), (north, office)):
        assert carry(sender, receiver) == "applied"
    assert line(office, client).stand is Stand.HERE


def test_files_that_are_nowhere_leave_room_for_the_wishes_of_others(
    world: Desks, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attachment_exchange, "WISHES_OF_ONE", 3)
    office, north, south = world.office, world.north, world.south
    client, _ = add(world, north, a_photograph())
    session = south.session
    kind = session.registry["attachment"]
    invented = a_client(session, "Zoé")
    with session.database.writing() as tables:
        row = tables.rows.get(session.registry["client"], bytes.fromhex(invented))
        assert row is not None
        editor, scope = Editor(session, tables), tables.log.scopes()[row.scope]
        for number in range(9):
            blob = f"{number:064x}"
            told: dict[str, Value] = {"client": invented, "blob": blob, "preview": blob}
            record = b"\xff" * 15 + bytes((number,))  # newer than all others
            editor.edit(kind, record, scope, told, new=True)
        editor.flush()
    for sender in (south, north):
        assert carry(sender, office) == "applied"
    mine = line(office, client)
    assert mine.preview_here
    Blobs(office.folder / "blobs").remove(sealed_files(office)[0])
    with office.session.database.reading() as tables:
        wishes = attachment_exchange.wanted(office.session, tables, 4)
    assert len(wishes) == 4
    assert len([one for one in wishes if one > bytes(31) + b"\x10"]) == 1
