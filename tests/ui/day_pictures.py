"""Pictures of a worker's day, taken while it is done by keys in the real window."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pypdfium2
from PIL import Image
from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from desktop_app.services.casework.plan_papers import PlanPapers
from desktop_app.services.schedule.schedule import Schedule
from desktop_app.services.schedule.visit_papers import VisitPapers
from desktop_app.ui.shared.words import use_interface_language
from desktop_app.ui.shell.presenter import Look
from tests.ui.picture import drawn, settle
from tests.ui.whole_window import at_hour
from tests.ui.worker_day import ZONE, Day, Desk, make_day, the_agreement, the_visit

SHOWN: Final = (
    "today", "hints", "documents", "goal", "plan", "consent", "next-time", "end",
)  # fmt: skip
PAPERS: Final = ("letter", "plan-on-paper")
_SAID_ONCE: Final = ("hints",)
"""A dialog that says what it found when it was opened: nobody changes the language behind it."""

_PAPER_WIDTH: Final = 760

Keep = Callable[[str, Look, QPixmap, tuple[QWidget, ...]], None]
"""Keeps a picture of that name and look, and looks at the widgets on it."""


def scene_names() -> list[str]:
    """What the pictures are called, in the order of the day."""
    return [f"day-{one}" for one in (*SHOWN, *PAPERS)]


def draw_day(
    app: QApplication,
    folder: Path,
    looks: Callable[[str], tuple[Look, ...]],
    put_on: Callable[[Look], None],
    keep: Keep,
) -> None:
    """Go through the day once, on one laptop, and keep what is to be seen. looks: of one name, the
    first of which is French; none of a name that is not wanted. put_on: changes the look.
    """
    usual = Look("light", 100, "fr")
    put_on(usual)
    day = make_day(folder)
    try:
        desk = day.desk(day.north)

        def seen(name: str) -> None:
            if name not in SHOWN:
                return
            for look in looks(f"day-{name}"):
                if name in _SAID_ONCE and look.language != usual.language:
                    continue
                put_on(look)
                keep(f"day-{name}", look, *_seen(day, desk, look))
            put_on(usual)
            _still(day, desk, usual)

        the_visit(desk, seen)
        the_agreement(desk, folder, seen)
        for look in dict.fromkeys(look for one in PAPERS for look in looks(f"day-{one}")):
            use_interface_language(app, look.language)
            for name, pdf in _papers(day).items():
                if look in looks(f"day-{name}"):
                    keep(f"day-{name}", look, _page(pdf), ())
        put_on(usual)
    finally:
        day.close()


def _seen(day: Day, desk: Desk, look: Look) -> tuple[QPixmap, tuple[QWidget, ...]]:
    """The window with the dialog that lies over it."""
    _still(day, desk, look)
    window, dialog = desk.window, QApplication.activeModalWidget()
    picture = drawn(window)
    if not isinstance(dialog, QDialog):
        return picture, (window,)
    settle(dialog)
    at = QPoint((window.width() - dialog.width()) // 2, (window.height() - dialog.height()) // 2)
    painter = QPainter(picture)
    painter.fillRect(picture.rect(), QColor(0, 0, 0, 70))
    painter.drawPixmap(at, drawn(dialog))
    painter.end()
    return picture, (window, dialog)


def _still(day: Day, desk: Desk, look: Look) -> None:
    """Everything drawn, in that look, with nothing on it that another run would show otherwise."""
    saved = at_hour(14, 38) / 1000
    for path in day.north.folder.glob("vault.db*"):
        os.utime(path, (saved, saved))
    desk.workplace.changed()
    if QApplication.activeModalWidget() is None:
        desk.window.refresh()
    desk.wait()
    desk.window.toast.hide()
    desk.window.resize(1366, 768)
    settle(desk.window)
    desk.window.show_look(look)  # brings what has the keyboard into sight
    settle(desk.window)
    desk.wait()


def _papers(day: Day) -> dict[str, bytes]:
    """What goes home with the elder, in the language of the screen beside his own."""
    session = day.north.session
    line = Schedule(session).next_for(day.elder)
    assert line is not None
    return {
        "letter": VisitPapers(session, ZONE).slip(line.id, with_name=True),
        "plan-on-paper": PlanPapers(session, ZONE).plan(day.elder, with_name=True),
    }


def _page(pdf: bytes) -> QPixmap:
    """The first page of a paper."""
    page = pypdfium2.PdfDocument(pdf)[0]
    image: Image.Image = page.render(scale=_PAPER_WIDTH / page.get_width()).to_pil()
    written = io.BytesIO()
    image.save(written, "PNG")
    pixmap = QPixmap()
    pixmap.loadFromData(written.getvalue())
    return pixmap
