"""A worker's day in the real window, in French and by keys alone, half of it on each of two laptops."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pypdf
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.ui.shared.words import use_interface_language
from tests.ui.worker_day import (
    ELDER,
    TASK,
    Desk,
    make_day,
    the_agreement,
    the_bundle,
    the_taking_in,
    the_visit,
)

ROOMS: Final = ("Historique", "Suivi", "Parcours", "Plan", "Prestations", "Documents")


def _read(path: Path) -> str:
    return " ".join(pypdf.PdfReader(path).pages[0].extract_text().split())


def _file(desk: Desk) -> dict[str, list[str]]:
    """What every room of the elder's file shows in that window."""
    desk.search(ELDER)
    desk.push("Voir plus ancien")
    return {room: desk.texts(room) for room in ROOMS}


@pytest.mark.timeout(300)  # a whole day, with four processes of its own
def test_a_day_by_keys_alone_on_two_laptops_that_exchange(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    use_interface_language(qapp, "fr")
    day = make_day(tmp_path)
    try:
        first = day.desk(day.north)
        the_visit(first)
        the_bundle(first, day.stick)
        second = day.desk(day.east)
        taken = " ".join(the_taking_in(second, day.stick)).replace("\xa0", " ")
        assert "1 fichier reçu. Importés : 1;" in taken
        assert "nord · Maude Fictive" in taken
        left = the_agreement(second, tmp_path)
        for said in (
            "1 rendez-vous",
            "1 tâche",
            "1 objectif",
            "3 étapes de plans",
            "1 consentement",
        ):
            assert said in left, left
        the_bundle(second, day.stick)
        taken = " ".join(the_taking_in(first, day.stick)).replace("\xa0", " ")
        assert "est · Pita Démo" in taken
        plan, letter = _read(tmp_path / "plan.pdf"), _read(tmp_path / "letter.pdf")
        for said in (ELDER, "ᐃᒡᓗᖃᕈᒪᔪᖓ", "Clinique juridique fictive", "Maude Fictive"):
            assert said in plan
        for said in (ELDER, "ᓯᕙᑖᕐᕕᒃ, 2026-12-05", "10:30", "Maude Fictive", "867-555-0117"):
            assert said in letter
        read = [_file(desk) for desk in (first, second)]
        assert read[0] == read[1]
        shown = {room: "|".join(texts).replace("\xa0", " ") for room, texts in read[0].items()}
        for room, said in (
            ("Historique", "Lettre du gouvernement relue ensemble."),
            ("Historique", f"Fait : {TASK}"),
            ("Historique", "12, rue de la Baie est devenu 27, rue du Caribou"),
            ("Suivi", "Rappeler la clinique juridique"),
            ("Parcours", "Admission et évaluation : en cours"),
            ("Plan", "Étapes faites : 0 sur 3"),
            ("Prestations", "Supplément de revenu garanti"),
            ("Documents", "il manque 7 documents"),
        ):
            assert said in shown[room], (said, shown[room])
        moves = [shown["Historique"].index(f"étape : {one}") for one in ("Admission", "Découvrir")]
        assert moves == sorted(moves)
        assert [desk.lost for desk in day.desks] == [[], []]
        assert [desk.strays.seen for desk in day.desks] == [[], []]
    finally:
        day.close()
