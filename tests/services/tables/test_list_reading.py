"""A list that Portage wrote, changed in a spreadsheet and read back: only what was changed, after a look."""

from __future__ import annotations

import random
from pathlib import Path

import openpyxl
import pytest

from desktop_app.domain.fields import Value
from desktop_app.services.casework.journeys import Journeys
from desktop_app.services.casework.records import Records
from desktop_app.services.clients.clients import Clients
from desktop_app.services.directory.directory import Directory
from desktop_app.services.forms.fields import OwnFieldsDesk
from desktop_app.services.session import Session
from desktop_app.services.tables.list_reading import ListReading
from desktop_app.services.tables.list_tables import Listed, list_table
from desktop_app.services.undo import Undo
from tests.builders import a_client, a_laptop, an_office, carry
from tests.services.forms.test_own_fields import told
from tests.ui.payloads import payloads
from tests.ui.sweeping import fill

WOOD, OIL = "6f0b5a3c-9d55-4d8f-8c0f-52a15b0d7c0e", "7f0b5a3c-9d55-4d8f-8c0f-52a15b0d7c0e"


def _own(office: Session, about: str, code: str, sort: str = "text", **more: Value) -> None:
    OwnFieldsDesk(office).add(
        told(office, about=about, code=code, sort=sort, label_fr=f"{code} é", label_en=code, **more)
    )


def _office() -> Session:
    office = an_office()
    _own(office, "client", "band")
    _own(office, "client", "rent", "money")
    _own(office, "client", "since", "date")
    _own(office, "client", "boat", "yes_no")
    _own(
        office, "client", "heating", "choice",
        **{f"choices/{WOOD}/french": "Bois", f"choices/{WOOD}/english": "Wood",
           f"choices/{OIL}/french": "Mazout d’été", f"choices/{OIL}/english": "Oil"},
    )  # fmt: skip
    for about in ("encounter", "case", "service"):
        _own(office, about, "mark")
    return office


def _written(session: Session, listed: Listed, path: Path) -> openpyxl.Workbook:
    count, data = list_table(session, listed, path.suffix)
    path.write_bytes(data)
    book = openpyxl.load_workbook(path)
    assert book.worksheets[0].max_row == count + 2
    return book


def _put(book: openpyxl.Workbook, row: int, code: str, value: object) -> None:
    sheet = book.worksheets[0]
    codes = [one.value for one in sheet[1]]
    sheet.cell(row, codes.index(code) + 1).value = value


def _row_of(book: openpyxl.Workbook, identifier: str) -> int:
    sheet = book.worksheets[0]
    return next(n for n in range(3, sheet.max_row + 1) if sheet.cell(n, 1).value == identifier)


def test_changed_columns_are_shown_then_taken_and_undone(tmp_path: Path) -> None:
    office = _office()
    ana = a_client(
        office, "Ana", own_band="É-12", own_rent=55050, own_since="2026-01-02", own_boat=True,
        own_heating="wood", telephone="819 555 0101",
    )  # fmt: skip
    bea, cid = a_client(office, "Bea"), a_client(office, "Cid", own_band="C-1")
    path = tmp_path / "clients.xlsx"
    book = _written(office, Listed.CLIENTS, path)
    row, other = _row_of(book, ana), _row_of(book, bea)
    _put(book, row, "client.own_band", "É-13 ᐊᓇ")
    _put(book, row, "client.own_rent", 600.5)
    _put(book, row, "client.own_boat", "Non")
    _put(book, row, "client.own_since", None)
    _put(book, row, "identity.telephone", "819 555 0199")
    _put(book, other, "client.own_heating", "mazout d'été")
    _put(book, other, "client.own_rent", "beaucoup")
    # Somebody changed this one in Portage after the table was written.
    _put(book, _row_of(book, cid), "client.own_band", "C-2")
    Clients(office).set(cid, {"own_band": "C-3", "needs": "Un manteau"})
    sheet = book.worksheets[0]
    sheet.append(["", *["Nouveau"] * 3])
    sheet.append(["0" * 32])
    book.save(path)
    reading = ListReading(office)
    found = reading.compare(path)
    assert found is not None
    assert found.listed is Listed.CLIENTS
    assert {(one.id, one.field.name): one.after for one in found.changes} == {
        (ana, "own_band"): "É-13 ᐊᓇ",
        (ana, "own_rent"): 60050,
        (ana, "own_boat"): False,
        (ana, "own_since"): None,
        (ana, "number"): "+18195550199",
        (bea, "own_heating"): "oil",
    }
    assert sorted(one.reason for one in found.refused) == [
        "changed_since", "no_number", "not_here", "unreadable",
    ]  # fmt: skip
    assert found.columns["client.own_band"][1] == 1
    # Nothing is written by looking.
    assert Clients(office).show(ana).fields["own_band"] == "É-12"
    undo = Undo(office)
    assert reading.take(found, set(found.columns) - {"identity.telephone"}) == 5
    fields = Clients(office).show(ana).fields
    assert (fields["own_band"], fields["own_rent"], fields["own_boat"]) == ("É-13 ᐊᓇ", 60050, False)
    assert "own_since" not in fields
    assert fields["telephone"] != "819 555 0199"
    assert Clients(office).show(bea).fields["own_heating"] == "oil"
    assert Clients(office).show(cid).fields["own_band"] == "C-3"
    assert len(Clients(office).page()) == 3
    undo.undo_last()
    assert Clients(office).show(ana).fields["own_band"] == "É-12"
    assert "own_heating" not in Clients(office).show(bea).fields


@pytest.mark.parametrize("ending", [".xlsx", ".csv"])
def test_what_nobody_changed_is_no_change_whatever_it_says(ending: str, tmp_path: Path) -> None:
    office = _office()
    texts = [
        one for one in payloads(tmp_path / "marker") if "\x00" not in one and 0 < len(one) < 300
    ][:12]
    chance = random.Random(3)
    own = ("own_band", "own_rent", "own_since", "own_boat", "own_heating")
    clients = [
        a_client(office, f"Ana {n}", own_rent=n * 105, own_heating="oil", own_boat=n % 2 == 0)
        for n in range(len(texts))
    ]
    for client, text in zip(clients, texts, strict=True):
        kind = office.registry["client"]
        values = {
            k: v for k, v in fill(kind, text, chance).items() if "/" not in k and k not in own
        }
        try:
            Clients(office).set(client, {**values, "own_band": text})
        except Exception:  # noqa: BLE001 - a text that a field refuses stands nowhere
            continue
        Records(office).add(
            "encounter", client, {"happened_on": "2026-03-02", "sort": "meeting", "text": text}
        )
    Journeys(office).tell(clients[0], "", {"own_mark": "'=1+1"})
    Directory(office).add("service", {"name": texts[0], "own_mark": texts[1]})
    for listed in Listed:
        count, data = list_table(office, listed, ending)
        assert count
        path = tmp_path / f"{listed}{ending}"
        path.write_bytes(data)
        found = ListReading(office).compare(path)
        assert found is not None
        assert (found.listed, found.changes, found.refused) == (listed, [], [])


def test_contacts_journeys_and_services_are_read_back_where_they_may_be_changed(
    tmp_path: Path,
) -> None:
    office = _office()
    north = a_laptop(office)
    client = a_client(office)
    service = Directory(office).add("service", {"name": "Popote roulante"})
    met: dict[str, Value] = {"happened_on": "2026-03-02", "sort": "meeting", "own_mark": "a"}
    meeting = Records(office).add("encounter", client, met)
    Journeys(office).tell(client, "", {"own_mark": "b"})
    carry(office, north)
    for listed, code in (
        (Listed.CONTACTS, "encounter.own_mark"),
        (Listed.JOURNEYS, "case.own_mark"),
        (Listed.SERVICES, "service.own_mark"),
    ):
        path = tmp_path / f"{listed}.xlsx"
        book = _written(north, listed, path)
        _put(book, 3, code, "changé")
        book.save(path)
        reading = ListReading(north)
        found = reading.compare(path)
        assert found is not None
        if listed is Listed.SERVICES:
            # Only the office writes the directory.
            assert [one.reason for one in found.refused] == ["not_yours"]
        else:
            assert [one.name for one in found.changes] == ["Ana Exemple"]
            assert reading.take(found, {code}) == 1
    assert Records(north).get("encounter", meeting).text("own_mark") == "changé"
    assert str(Journeys(north).of(client).cases[0].own[0]) == "changé"
    elsewhere = an_office(name="Autre organisme")
    assert ListReading(elsewhere).compare(tmp_path / "contacts.xlsx") is None
    assert service
