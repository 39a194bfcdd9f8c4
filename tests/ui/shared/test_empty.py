"""What stands in place of an empty list is whole at any width."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.ui.shared.empty import EmptyState
from tests.ui.picture import cut_off_text, prepare


@pytest.mark.parametrize("width", range(380, 800, 60))
def test_no_line_is_lost(qapp: object, width: int) -> None:
    page = QWidget()
    column = QVBoxLayout(page)
    example = "Un lot est un fichier dont le nom se termine par .portage, sur une clé USB ou dans un dossier partagé."
    column.addWidget(EmptyState("Aucun lot n'est encore venu.", "Choisir des fichiers", example))
    column.addStretch(1)
    prepare(page, (width, 600))
    assert cut_off_text(page) == []
