"""Lists of people: mapped, resolved, compared with who is here, written once, taken back."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from desktop_app.domain.errors import Cancelled
from desktop_app.interchange.client_mapping import FULL_NAME, target
from desktop_app.interchange.spreadsheet import OutputTable, write_xlsx
from desktop_app.services.clients.clients import Clients
from desktop_app.services.erasure.erasure import Erasures
from desktop_app.services.progress import Progress, Step
from desktop_app.services.session import Session
from desktop_app.services.tables.imports import PEOPLE, Imports, MappingWrong
from desktop_app.services.vault.dump import dump
from desktop_app.sync.erasing import Basis
from desktop_app.sync.merge import same
from tests.builders import a_client, a_laptop, an_office, swap

HEADINGS = (
    "Prénom", "Nom de famille", "Date de naissance", "Téléphone", "Communauté", "Langue",
    "Intervenant", "Remarques",
)  # fmt: skip
ANA = ("Ana", "Exemple", "1951-03-02", "867 555-0101", "Lac-Exemple", "inuktitut", "", "")
BEA = ("Béa", "Fictive", "02/04/1960", "819 555-0102", "lac exemple", "", "Maude Exemple", "Sourde")
CAM = ("Camil", "Démo", "31/12/1970", "", "", "fr", "Nadie Inconnue", "")


def write(folder: Path, *rows: Sequence[str], headings: Sequence[str] = HEADINGS) -> Path:
    path = folder / "liste.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([headings, *rows])
    return path


def lines(session: Session) -> list[str]:
    with session.database.reading() as tables:
        return list(dump(tables, session))


def check_rows(session: Session) -> None:
    with session.database.reading() as tables:
        for entity in tables.log.entities():
            for kind, scope, state in tables.rows.folded(entity):
                row = tables.rows.get(kind, entity, scope)
                assert row is not None
                assert same(state, row.state)


def names(session: Session) -> list[str]:
    return [line.name for line in Clients(session).page()]


@pytest.fixture
def north() -> Session:
    return a_laptop(an_office(("Rivière-Exemple", "Lac-Exemple")))


def test_columns_are_guessed_shown_and_remembered(north: Session, tmp_path: Path) -> None:
    path = write(tmp_path, ANA, BEA)
    imports = Imports(north)
    guess = imports.guess(path)
    assert not guess.saved
    assert [column.path for column in guess.mapping.columns] == [
        "identity.given", "identity.family", "identity.birth_date", "identity.telephone",
        "client.community", "client.language", "client.owner", "note.text",
    ]  # fmt: skip
    assert guess.headings == HEADINGS
    assert (guess.row_count, guess.sample[0][0]) == (2, "Ana")
    imports.clients(path, dry_run=True)
    assert not imports.guess(path).saved
    imports.clients(path)
    assert imports.guess(path).saved


def test_what_a_column_may_mean(north: Session, tmp_path: Path) -> None:
    imports = Imports(north)
    choices = imports.choices()
    paths = [choice.path for choice in choices]
    assert len(paths) == len(set(paths))
    guessed = {column.path for column in imports.guess(write(tmp_path, ANA)).mapping.columns}
    assert guessed <= set(paths)
    assert all(target(north.registry, path) for path in paths if path != FULL_NAME)


def test_people_come_with_everything_the_row_says(north: Session, tmp_path: Path) -> None:
    report = Imports(north).clients(write(tmp_path, ANA, BEA))
    assert (report.taken, report.refused) == ({PEOPLE: 2}, ())
    clients = Clients(north)
    bea = clients.find("bea fictive")[0]
    assert (bea.birth_date, bea.community, bea.owner) == (
        "1960-04-02", "Lac-Exemple", "Maude Exemple",
    )  # fmt: skip
    shown = clients.show(bea.id)
    assert shown.fields["telephone"] == "+18195550102"
    assert any("Sourde" in item.text for item in shown.timeline)
    assert clients.show(clients.find("ana")[0].id).fields["language"] == "iu"


def test_the_second_time_nothing_is_written(north: Session, tmp_path: Path) -> None:
    path = write(tmp_path, ANA, BEA, ("", "", "", "", "Lac-Exemple", "", "", ""), ANA)
    imports = Imports(north)
    first = imports.clients(path)
    count = first.tables[PEOPLE]
    assert (count.taken, count.refused, count.repeated, count.read) == (2, 1, 1, 4)
    before = lines(north)
    second = imports.clients(path)
    assert (second.entries, second.undo, second.unchanged) == (0, "", {PEOPLE: 2})
    assert second.duplicates == ()
    assert lines(north) == before
    check_rows(north)


def test_a_workbook_with_stable_codes(north: Session, tmp_path: Path) -> None:
    table = OutputTable(
        "Clients",
        ("identity.given", "identity.family", "client.community"),
        ("A", "B", "C"),
        [("=1+1", "Exemple", "Lac-Exemple")],
    )
    path = tmp_path / "liste.xlsx"
    path.write_bytes(write_xlsx(table))
    assert Imports(north).clients(path).taken == {PEOPLE: 1}
    assert names(north) == ["=1+1 Exemple"]


def test_a_dry_run_shows_everything_and_keeps_nothing(north: Session, tmp_path: Path) -> None:
    before = lines(north)
    report = Imports(north).clients(write(tmp_path, ANA, BEA), dry_run=True)
    assert (report.taken, report.entries, report.undo) == ({PEOPLE: 2}, 0, "")
    assert lines(north) == before
    assert Imports(north).undoable() == []


def test_rows_that_cannot_be_taken_say_why(tmp_path: Path) -> None:
    office = an_office(("Rivière-Exemple", "Lac-Exemple"))
    laptop = a_laptop(office, communities=["Lac-Exemple"])
    report = Imports(laptop).clients(
        write(
            tmp_path,
            ANA,
            ("Dan", "Exemple", "1990-02-30", "", "", "", "", ""),
            ("Eva", "Exemple", "", "", "Atlantide", "", "", ""),
            ("Flo", "Exemple", "", "", "Rivière-Exemple", "", "", ""),
            ("Gus\u202e", "Exemple", "", "", "", "", "", ""),
            ("G" * 600, "Exemple", "", "", "", "", "", ""),
        )
    )
    assert report.tables[PEOPLE].read == 6
    reasons = {one.where: one.reason for one in report.refused}
    assert reasons["4"] == "unknown_community"
    assert reasons["5"] == "community_not_here"
    assert "3" in reasons
    assert reasons["7"] == "value_refused"
    messages = {one.where: str(one.message) for one in report.refused}
    assert "Atlantide" in messages["4"]
    assert "Rivière-Exemple" in messages["5"]
    assert "Ana Exemple" in names(laptop)


def test_rows_without_a_community_need_one_to_be_chosen(north: Session, tmp_path: Path) -> None:
    path = write(tmp_path, CAM)
    refused = Imports(north).clients(path)
    assert [one.reason for one in refused.refused] == ["community_needed"]
    taken = Imports(north).clients(path, community="riviere-exemple")
    assert taken.taken == {PEOPLE: 1}
    line = Clients(north).find("camil")[0]
    assert line.community == "Rivière-Exemple"
    assert line.owner == ""
    shown = Clients(north).show(line.id)
    assert any("Nadie Inconnue" in item.text for item in shown.timeline)
    assert any("Nadie Inconnue" in str(doubt) for doubt in taken.doubts)


def test_likely_duplicates_are_listed_before_anything_is_saved(
    north: Session, tmp_path: Path
) -> None:
    known = a_client(
        north, "Beatrice", family="Fictive", birth_date="1960-04-02", telephone="819-555-0102"
    )
    others = [a_client(north, "Zoé"), a_client(north, "Zoë")]
    twin = ("Anna", "Exemple", "1951-03-02", "867-555-0101", "Lac-Exemple", "", "", "")
    path = write(tmp_path, ANA, BEA, twin)
    report = Imports(north).clients(path, dry_run=True)
    found = [{pair.a, pair.b} for pair in report.duplicates]
    rows = {row: one for one, row in report.rows.items()}
    assert {known, rows[3]} in found
    assert {rows[2], rows[4]} in found
    assert set(others) not in found
    assert all(pair.reasons for pair in report.duplicates)
    assert report.names[known] == "Beatrice Fictive"
    assert Clients(north).count() == 3
    kept = Imports(north).clients(path, leave_out=[3, 4])
    assert kept.taken == {PEOPLE: 1}
    assert [one.reason for one in kept.refused] == ["left_out", "left_out"]
    assert kept.duplicates == ()


def test_a_mapping_that_a_person_chose(north: Session, tmp_path: Path) -> None:
    path = write(tmp_path, ("X", "Ana", "03/04/1951"), headings=("Code", "Qui", "Né le"))
    imports = Imports(north)
    text = json.dumps(
        {
            "columns": [
                {"heading": "né le", "path": "identity.birth_date", "date_order": "MDY"},
                {"heading": "Qui", "path": "identity.given"},
            ]
        }
    )
    mapping = imports.mapping_from_text(text)
    report = imports.clients(path, mapping, community="Lac-Exemple")
    assert report.taken == {PEOPLE: 1}
    assert Clients(north).page()[0].birth_date == "1951-03-04"
    assert report.mapping is not None
    assert [column["path"] for column in report.mapping["columns"]] == [
        "", "identity.given", "identity.birth_date",
    ]  # fmt: skip
    assert imports.guess(path).saved


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"columns": 3}', '{"columns": [{"path": 1}]}', "null"]
)
def test_a_mapping_that_is_none(north: Session, text: str) -> None:
    with pytest.raises(MappingWrong):
        Imports(north).mapping_from_text(text)


def test_a_mapping_for_another_file(north: Session, tmp_path: Path) -> None:
    imports = Imports(north)
    mapping = imports.mapping_from_text('{"columns": [{"heading": "Colour", "path": ""}]}')
    with pytest.raises(MappingWrong):
        imports.clients(write(tmp_path, ANA), mapping)


def test_what_was_corrected_here_stays(north: Session, tmp_path: Path) -> None:
    path = write(tmp_path, ANA, BEA)
    imports = Imports(north)
    imports.clients(path)
    client = Clients(north).find("ana exemple")[0].id
    Clients(north).set(client, {"given": "Anne", "telephone": "867 555-0199"})
    report = imports.clients(path)
    assert report.entries == 0
    assert "corrections_kept" in {one.code for one in report.notices}
    assert Clients(north).show(client).fields["given"] == "Anne"


def test_undo_takes_all_people_back_and_the_list_can_come_again(
    north: Session, tmp_path: Path
) -> None:
    path = write(tmp_path, ANA, BEA)
    imports = Imports(north)
    report = imports.clients(path)
    undone = imports.undo(report.undo)
    assert (undone.kept, Clients(north).count()) == ((), 0)
    assert Clients(north).find("ana") == []
    check_rows(north)
    mapping = imports.guess(path).mapping.to_plain()
    mapping["columns"][3]["path"] = ""
    again = imports.clients(path, imports.mapping_from_text(json.dumps(mapping)))
    assert again.taken == {PEOPLE: 2}
    client = Clients(north).find("ana")[0].id
    assert "telephone" not in Clients(north).show(client).fields
    check_rows(north)


def test_undo_keeps_whole_people_whom_somebody_touched(north: Session, tmp_path: Path) -> None:
    imports = Imports(north)
    report = imports.clients(write(tmp_path, ANA, BEA))
    bea = Clients(north).find("béa")[0].id
    Clients(north).add_note(bea, "Elle a rappelé.")
    undone = imports.undo(report.undo)
    assert names(north) == ["Béa Fictive"]
    assert {record.kind for record in undone.records} == {"client", "identity", "note"}
    assert bea in undone.kept
    told = Clients(north).show(bea).timeline
    assert {"Sourde", "Elle a rappelé."} <= {item.text for item in told}


def test_undo_sees_what_came_from_another_laptop(tmp_path: Path) -> None:
    office = an_office()
    north = a_laptop(office)
    report = Imports(office).clients(write(tmp_path, ANA, BEA))
    swap(office, north)
    client = Clients(north).find("ana")[0].id
    Clients(north).set(client, {"given": "Anne"})
    swap(north, office)
    undone = Imports(office).undo(report.undo)
    assert client in undone.kept
    assert names(office) == ["Anne Exemple"]


@pytest.mark.parametrize("at", [0, 1, 2, 3])
def test_cancelled_it_is_as_before(north: Session, tmp_path: Path, at: int) -> None:
    said: list[Step] = []

    def report(step: Step) -> None:
        said.append(step)
        if len(said) > at:
            progress.cancel()

    progress = Progress(report)
    rows = [
        (f"Ana{number}", "Exemple", "", "", "Lac-Exemple", "", "", "") for number in range(1100)
    ]
    before = lines(north)
    with pytest.raises(Cancelled):
        Imports(north).clients(write(tmp_path, *rows), progress=progress)
    assert lines(north) == before
    assert Imports(north).undoable() == []


def test_names_are_data_whatever_they_look_like(north: Session, tmp_path: Path) -> None:
    rows = [
        ("<b>Ana</b>", "Exemple", "", "", "Lac-Exemple", "", "", ""),
        ("'; DROP TABLE client;--", "Exemple", "", "", "Lac-Exemple", "", "", ""),
        ("ᐊᓇ", "Exemple", "", "", "Lac-Exemple", "", "", ""),
    ]
    Imports(north).clients(write(tmp_path, *rows))
    assert set(names(north)) == {f"{row[0]} Exemple" for row in rows}


def test_a_row_of_somebody_erased_is_left_out_and_the_rest_is_taken(tmp_path: Path) -> None:
    office = an_office(("Lac-Exemple",))
    imports = Imports(office)
    path = write(tmp_path, ANA, BEA, (*CAM[:2], "", *CAM[3:]))
    first = imports.clients(path, leave_out=(4,))
    ana, bea = sorted(Clients(office).page(), key=lambda one: one.name)
    assert (ana.name, bea.name) == ("Ana Exemple", "Béa Fictive")
    note = next(one for one in Clients(office).show(bea.id).timeline if one.kind == "note")
    Erasures(office).erase(ana.id, Basis.ASKED)
    Erasures(office).redact(note.id)
    Clients(office).set(bea.id, {"given": "Béatrice"})
    for dry_run in (True, False):
        report = imports.clients(path, dry_run=dry_run)
        (refused,) = report.refused
        assert (refused.where, refused.reason) == ("2", "erased")
        assert "Row 2: the office had this person erased" in str(refused.message)
        count = report.tables[PEOPLE]
        assert (count.taken, count.unchanged, count.refused) == (1, 1, 1)
        assert any("removed everywhere" in str(one) for one in report.doubts)
    assert sorted(names(office)) == ["Béatrice Fictive", "Camil Démo"]
    assert not [one for one in Clients(office).show(bea.id).timeline if one.kind == "note"]
    check_rows(office)
    assert imports.clients(path).entries == 0
    undone = imports.undo(first.undo)
    assert ana.id not in undone.kept
    assert sorted(names(office)) == ["Béatrice Fictive", "Camil Démo"]
