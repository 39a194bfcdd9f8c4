"""Every test of the window begins with the same look."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication

from desktop_app.ui.shared.theme import apply_theme
from tests.ui.outside import Outside


@pytest.fixture(autouse=True)
def plain_look(qapp: QApplication) -> Iterator[None]:
    """Light, at 100 %; whatever a test leaves open is closed."""
    apply_theme(qapp, "light", 100)
    yield
    for window in qapp.topLevelWidgets():
        window.close()
        window.deleteLater()
    # Deferred deletions wait for a loop that a test does not have.
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    qapp.processEvents()


@pytest.fixture
def outside() -> Iterator[Outside]:
    """Whatever would be opened outside Portage is kept here instead."""
    there = Outside()
    schemes = ("http", "https", "file", "mailto", "javascript")
    for scheme in schemes:
        # Its declaration asks for bytes, and what is called for text.
        QDesktopServices.setUrlHandler(scheme, there, "opens")  # type: ignore[arg-type]
    yield there
    for scheme in schemes:
        QDesktopServices.unsetUrlHandler(scheme)
    assert there.opened == []
