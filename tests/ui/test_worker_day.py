"""A worker's day in the real window, in French and by keys alone; no place loses the keyboard."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.services.casework.applications import Applications
from desktop_app.services.casework.documents import Documents
from desktop_app.services.clients import Clients
from desktop_app.ui.shared.words import use_interface_language
from tests.ui.worker_day import CTRL, ELDER, make_day

_KEY = Qt.Key


def test_a_visit_by_keys_alone(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    use_interface_language(qapp, "fr")
    day = make_day(tmp_path)
    desk = day.desk(day.north)
    try:
        desk.press(_KEY.Key_1, CTRL)
        desk.tab_to(ELDER)
        desk.press(_KEY.Key_Return)
        desk.press(_KEY.Key_M, CTRL)
        desk.type("Lettre du gouvernement relue ensemble.")
        desk.save()
        desk.room("Famille")
        desk.push("Changer l'adresse")
        desk.fill("Numéro et rue", "27, rue du Caribou")
        desk.save()
        desk.room("Prestations")
        desk.push("Repérer les prestations")
        desk.choose("avant impôt", "moins de")
        desk.choose("est-elle produite", "Non")
        desk.save()
        desk.press(_KEY.Key_Return)
        for name in ("Pension de la Sécurité", "Supplément de revenu garanti"):
            desk.push("Commencer une demande")
            desk.choose("Prestation", name)
            desk.save()
        desk.room("Documents")
        desk.push("Les demander")
        desk.tab_to("En main", back=True)
        desk.press(_KEY.Key_Return)
        # The row comes back in another place, and the keyboard is on it.
        assert desk.said().startswith("À apporter")
        session = day.north.session
        for client in (day.elder, day.niece):
            assert Clients(session).show(client).fields["street"] == "27, rue du Caribou"
        work = Applications(session).of(day.elder).applications
        assert len(work) == 2
        assert Documents(session).of(day.elder).missing == 7
        assert desk.lost == []
        assert desk.strays.seen == []
    finally:
        day.close()
