"""Rows of lists as people: headings guessed, values brought to form, each row taken or refused."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from desktop_app.domain.entities import STANDARD
from desktop_app.domain.fields import Field, Kind, key_of
from desktop_app.interchange.client_mapping import (
    FULL_NAME,
    ColumnMapping,
    Mapping,
    guess_mapping,
    target,
)
from desktop_app.interchange.client_rows import PersonRow, rows_to_people, source_of
from desktop_app.interchange.record import Refusal
from desktop_app.interchange.spreadsheet import OutputTable, Table, Written, read_table, write_csv
from desktop_app.interchange.workbook import Cell
from desktop_app.language import Message

TODAY = date(2025, 6, 1)


def a_table(headings: list[str], *rows: list[Cell]) -> Table:
    return Table(headings, list(rows), list(range(2, len(rows) + 2)), [], "")


def people(table: Table, source: str = "list") -> list[PersonRow | Refusal]:
    mapping = guess_mapping(table.headings, STANDARD, table.rows, table.codes)
    return list(rows_to_people(table, mapping, source, TODAY))


def person(headings: list[str], *cells: Cell) -> PersonRow:
    (one,) = people(a_table(headings, list(cells)))
    assert isinstance(one, PersonRow)
    return one


def refusal(headings: list[str], *cells: Cell) -> Refusal:
    (one,) = people(a_table(headings, list(cells)))
    assert isinstance(one, Refusal)
    return one


def items(one: PersonRow, entity: str, name: str) -> list[object]:
    return [value for path, value in one.values[entity].items() if path.endswith(f"/{name}")]


@pytest.mark.parametrize(
    ("heading", "path"),
    [
        ("Prénom", "identity.given"),
        ("PRENOM", "identity.given"),
        ("First Name *", "identity.given"),
        ("Nom de famille", "identity.family"),
        ("Surname", "identity.family"),
        ("Date de naissance (AAAA-MM-JJ)", "identity.birth_date"),
        ("DOB", "identity.birth_date"),
        ("Téléphone", "identity.telephone"),
        ("Cell", "identity.telephone"),
        ("Telephone 2", "identity.telephone"),
        ("Téléphone de la maison", "identity.telephone"),
        ("Courriel", "identity.email"),
        ("Communauté", "client.community"),
        ("Langue", "client.language"),
        ("Autres langues", "client.languages.language"),
        ("Remarques", "note.text"),
        ("Consentement", "consent.purpose"),
        ("Numéro de dossier", "identity.identifier"),
        ("Nom de jeune fille", "identity.other_name"),
        ("Nom complet", FULL_NAME),
        ("Nom de la mère", ""),
        ("Couleur préférée", ""),
        ("", ""),
    ],
)
def test_headings_are_guessed(heading: str, path: str) -> None:
    assert guess_mapping([heading], STANDARD).columns[0].path == path


def test_a_fact_goes_to_one_column_but_telephones_to_several() -> None:
    guessed = guess_mapping(["Prénom", "First name", "Tel", "Cell"], STANDARD)
    assert [column.path for column in guessed.columns] == [
        "identity.given", "", "identity.telephone", "identity.telephone",
    ]  # fmt: skip


def test_a_lone_column_of_names_is_the_whole_name() -> None:
    assert guess_mapping(["Nom", "Ville"], STANDARD).columns[0].path == FULL_NAME
    assert guess_mapping(["Nom", "Prénom"], STANDARD).columns[0].path == "identity.family"


def test_every_guess_is_declared_and_a_new_field_is_guessed_too() -> None:
    headings = [
        heading
        for entity in ("identity", "client", "note", "consent")
        for field in STANDARD[entity].fields
        for heading in field.headings
    ]
    for heading in headings:
        path = guess_mapping([heading], STANDARD).columns[0].path
        assert path == FULL_NAME or target(STANDARD, path) is not None
    extra = Field(
        1000,
        "treaty",
        Kind.TEXT,
        Message("fields", "Treaty number"),
        Message("purpose", "To ask."),
        headings=("Numéro de traité",),
    )
    registry = STANDARD.with_field("client", extra)
    assert guess_mapping(["treaty NUMBER"], registry).columns[0].path == "client.treaty"


def test_a_mapping_is_saved_and_read() -> None:
    rows: list[list[Cell]] = [["Ana", "25/12/1980"]]
    guessed = guess_mapping(["Prénom", "Date de naissance"], STANDARD, rows)
    assert guessed.columns[1] == ColumnMapping("Date de naissance", "identity.birth_date", "DMY")
    assert Mapping.from_plain(json.loads(json.dumps(guessed.to_plain()))) == guessed
    for broken in (
        {},
        {"columns": [{"path": "x"}]},
        {"columns": [{"heading": "a", "date_order": "?"}]},
    ):
        with pytest.raises(ValueError, match="not a"):
            Mapping.from_plain(broken)


def test_an_undecided_column_of_dates_is_asked() -> None:
    rows: list[list[Cell]] = [["03/04/1980"], ["05/06/1981"]]
    column = guess_mapping(["DOB"], STANDARD, rows).columns[0]
    assert (column.date_order, column.order_asked) == ("DMY", True)


def test_a_whole_row() -> None:
    one = person(
        ["Prénom", "Nom", "Date de naissance", "Téléphone", "Téléphone (soir)", "Courriel",
         "Communauté", "Langue", "Interprète", "Code postal", "Remarques", "Autres langues"],
        "Élise", "Papatie", "3 mars 1980", "(819) 555-0101", "979-1234", "elise@example.org",
        "Kitcisakik", "Algonquin", "oui", "j0x1a0", "=bonjour", "anglais, français",
    )  # fmt: skip
    identity, client = one.values["identity"], one.values["client"]
    assert (identity["given"], identity["family"]) == ("Élise", "Papatie")
    assert identity["birth_date"] == "1980-03-03"
    assert identity["postal_code"] == "J0X 1A0"
    assert items(one, "identity", "number") == ["+18195550101", "979-1234"]
    assert items(one, "identity", "label") == ["Téléphone (soir)"]
    assert items(one, "identity", "address") == ["elise@example.org"]
    assert client["language"] == "alq"
    assert client["interpreter"] is True
    assert items(one, "client", "language") == ["en", "fr"]
    assert one.values["note"] == {"text": "=bonjour", "client": one.id.hex()}
    assert one.unresolved == {"client.community": "Kitcisakik"}
    assert len(one.doubts) == 1
    for entity, values in one.values.items():
        for path in values:
            key_of(STANDARD[entity], path)
    assert PersonRow.from_plain(one.to_plain()) == one


@pytest.mark.parametrize(
    ("heading", "cell", "reason", "sentence"),
    [
        ("DOB", "31/02/1980", "no_such_day",
         "Row 2: the date of birth 31/02/1980 does not exist."),
        ("DOB", "2031-01-01", "date_in_future",
         "Row 2: the date of birth 2031-01-01 is still to come."),
        ("DOB", "when the ice left", "not_a_date",
         "Row 2: “when the ice left” under “Date of birth” is not a date."),
        ("Intake date", "mars 2020", "date_not_exact",
         "Row 2: “mars 2020” under “First contact” lacks the day, which is needed there."),
    ],
)  # fmt: skip
def test_refusals_say_the_row_and_what_is_wrong(
    heading: str, cell: str, reason: str, sentence: str
) -> None:
    told = refusal(["Given name", heading], "Ana", cell)
    assert (told.where, told.reason) == ("2", reason)
    assert str(told.message) == sentence
    assert Refusal.from_plain(told.to_plain()) == told


def test_a_row_without_a_name_is_refused() -> None:
    assert refusal(["Given name", "Tel"], None, "819 555-0101").reason == "no_name"


@pytest.mark.parametrize(
    ("heading", "cell"),
    [("Langue", "créole"), ("Interprète", "parfois"), ("Code postal", "H0H"),
     ("Courriel", "aucun"), ("Téléphone", "chez sa tante"), ("Statut", "en attente")],
)  # fmt: skip
def test_what_a_field_cannot_hold_is_kept_as_a_note(heading: str, cell: str) -> None:
    one = person(["Prénom", heading], "Ana", cell)
    assert one.values["note"]["text"] == f"{heading}: {cell}"
    assert len(one.doubts) == 1


@pytest.mark.parametrize(
    ("cell", "value"), [("ouvert", "open"), ("Closed", "closed"), ("FERMÉ", "closed")]
)
def test_choices_by_french_or_english_word(cell: str, value: str) -> None:
    assert person(["Prénom", "Statut"], "Ana", cell).values["client"]["status"] == value


@pytest.mark.parametrize(
    ("cell", "given", "family"),
    [("Ittuk, Ana", "Ana", "Ittuk"), ("Ana Ittuk", "Ana", "Ittuk"), ("Ana", "Ana", None),
     ("Ana Maria Ittuk", "Ana Maria", "Ittuk")],
)  # fmt: skip
def test_whole_names(cell: str, given: str, family: str | None) -> None:
    identity = person(["Full name"], cell).values["identity"]
    assert (identity.get("given"), identity.get("family")) == (given, family)


@pytest.mark.parametrize(
    ("cell", "values"),
    [
        ("Oui", {"purpose": "file"}),
        (True, {"purpose": "file"}),
        ("2021-05-01", {"purpose": "file", "given_on": "2021-05-01"}),
        ("keep a file about me", {"purpose": "file"}),
        ("verbal", {"purpose": "other", "words": "verbal"}),
    ],
)
def test_consents(cell: Cell, values: dict[str, object]) -> None:
    consent = dict(person(["Prénom", "Consentement"], "Ana", cell).values["consent"])
    del consent["client"]
    assert consent == values


def test_no_consent_is_no_record() -> None:
    assert "consent" not in person(["Prénom", "Consentement"], "Ana", "non").values


def test_the_same_rows_make_the_same_people() -> None:
    table = a_table(["Prénom", "Nom"], ["Ana", "Ittuk"], ["Bo", "Ittuk"])
    turned = a_table(["Prénom", "Nom"], ["Bo", "Ittuk"], ["Ana", "Ittuk"])
    first = {one.id for one in people(table) if isinstance(one, PersonRow)}
    again = {one.id for one in people(turned) if isinstance(one, PersonRow)}
    other = {one.id for one in people(table, "other") if isinstance(one, PersonRow)}
    assert len(first) == 2
    assert first == again
    assert not first & other


def test_a_number_tells_people_apart() -> None:
    headings = ["Numéro de dossier", "Prénom"]
    before = person(headings, "A-17", "Ana")
    after = person(headings, "a 17", "Anna")
    assert before.id == after.id
    told = people(a_table(headings, ["1", "Ana"], ["1", "Ana"], ["1", "Bo"]))
    assert [one.reason for one in told if isinstance(one, Refusal)] == [
        "repeated_row",
        "repeated_number",
    ]


def test_a_file_that_portage_wrote_is_understood_in_any_language(tmp_path: Path) -> None:
    codes = ["identity.given", "identity.birth_date", "client.languages.language"]
    rows: list[list[Written]] = [["+Ana", date(1980, 3, 3), "fr"]]
    path = tmp_path / "a.csv"
    path.write_bytes(write_csv(OutputTable("List", codes, ["x", "y", "z"], rows)))
    (one,) = people(read_table(path))
    assert isinstance(one, PersonRow)
    assert one.values["identity"] == {"given": "+Ana", "birth_date": "1980-03-03"}
    assert items(one, "client", "language") == ["fr"]


def test_the_source_is_the_content(tmp_path: Path) -> None:
    first, second = tmp_path / "a.csv", tmp_path / "b.csv"
    first.write_bytes(b"a,b\n1,2\n")
    second.write_bytes(b"a,b\n1,2\n")
    assert source_of(first) == source_of(second)
    second.write_bytes(b"a,b\n1,3\n")
    assert source_of(first) != source_of(second)
