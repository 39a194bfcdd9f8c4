"""The pages of clients as they are drawn for pictures; all people are fictional."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from PySide6.QtWidgets import QWidget

from desktop_app.services.erasure.erasure_plan import ErasurePlan, LinkedFile
from desktop_app.ui.clients.asked import Asked
from desktop_app.ui.clients.build import build
from desktop_app.ui.clients.dialogs import ItemDialog
from desktop_app.ui.clients.erase_dialog import EraseDialog
from desktop_app.ui.clients.view import ClientsScreen
from desktop_app.ui.shared.fields import TextField
from desktop_app.ui.shared.jobs import ImmediateJobs
from tests.ui.clients import attached
from tests.ui.clients.rehearsal import Way, World, a_world, in_conflict, jeanne, work_on
from tests.ui.scene import Scene


@cache
def _known() -> tuple[World, str]:
    """A laptop with sixty people, and the file of one of them; only looked at."""
    world = a_world(60)
    client = jeanne(world)
    in_conflict(world, client)
    work_on(world, client)
    return world, client


def _page(detail: str, then: Callable[[ClientsScreen], None] | None = None) -> QWidget:
    world, client = _known()
    world.drafts.kept.clear()
    screen = build(world.services(), ImmediateJobs(), Way())
    assert isinstance(screen, ClientsScreen)
    screen.show_detail(detail.replace("<id>", client))
    screen.activate()
    if then is not None:
        then(screen)
    return screen


def _empty() -> QWidget:
    screen = build(a_world().services(), ImmediateJobs(), Way())
    assert isinstance(screen, ClientsScreen)
    screen.show_detail("")
    screen.activate()
    return screen


def _find(screen: ClientsScreen) -> None:
    screen.list.filter.line.setText("exem")
    screen.list.narrowed.emit("exem")


def _type(screen: ClientsScreen) -> None:
    assert screen.form.form is not None
    for name, words in (("given", "Jeanne"), ("family", "Exemple")):
        field = screen.form.form.field(name)
        assert isinstance(field, TextField)
        field.line.setText(words)
    screen.form.typed.emit({"given": "Jeanne", "family": "Exemple"})


def _dialog(asked: Asked) -> QWidget:
    screen = _page("<id>")
    assert isinstance(screen, ClientsScreen)
    screen.file.asked.emit(asked)
    dialog = screen.dialog
    assert dialog is not None
    dialog.hide()
    dialog.setParent(None)
    return dialog


def _erase_linked() -> QWidget:
    day = 1_794_000_000_000
    linked = tuple(
        LinkedFile(
            f"{number:032x}", name, who, "Équipe du Nord", day, office, office, "", birth, place, records
        )
        for number, (name, who, office, birth, place, records) in enumerate(
            (
                ("Ana Exemple", "Odile Exemple", True, "1951-03-20", "Pangnirtung", 12),
                ("Béa Tremblay-Exemple", "Max Exemple", False, "1951", "Rankin Inlet", 3),
            )
        )
    )  # fmt: skip
    plan = ErasurePlan(
        "0" * 32, "Ana Exemple", {"note": 12}, ("Équipe du Nord",), (), (), (), "", linked,
        "1951-03-02", "Pangnirtung",
    )  # fmt: skip
    return EraseDialog(plan.name, plan)


def _erase() -> QWidget:
    screen = _page("<id>")
    assert isinstance(screen, ClientsScreen)
    screen.file.erase_asked.emit()
    dialog = screen.erase_dialog
    assert dialog is not None
    dialog.hide()
    dialog.setParent(None)
    return dialog


def _note(screen: ClientsScreen) -> ItemDialog:
    rows = screen.file.timeline.rows()
    screen.file.timeline.opened.emit(next(one.item for one in rows if one.item.kind == "note"))
    assert screen.item_dialog is not None
    return screen.item_dialog


def _whole_note() -> QWidget:
    screen = _page("<id>")
    assert isinstance(screen, ClientsScreen)
    dialog = _note(screen)
    dialog.hide()
    dialog.setParent(None)
    return dialog


def _redact() -> QWidget:
    screen = _page("<id>")
    assert isinstance(screen, ClientsScreen)
    remove = _note(screen).remove
    assert remove is not None
    remove.click()
    dialog = screen.redact_dialog
    assert dialog is not None
    dialog.hide()
    dialog.setParent(None)
    return dialog


def _columns() -> QWidget:
    screen = _page("")
    assert isinstance(screen, ClientsScreen)
    screen.list.choose_columns.click()
    dialog = screen.list.columns_dialog
    assert dialog is not None
    dialog.hide()
    dialog.setParent(None)
    return dialog


def scenes() -> list[Scene]:
    """Every page, with people in it, without anybody, and with something missing."""
    return [
        Scene("clients-list", lambda: _page("")),
        Scene("clients-found", lambda: _page("", _find)),
        Scene("clients-nobody", _empty),
        Scene("clients-file", lambda: _page("<id>")),
        Scene("clients-history", lambda: _page("<id>/history")),
        Scene("clients-edit", lambda: _page("<id>/edit")),
        Scene("clients-new", lambda: _page("new", _type)),
        Scene("clients-new-whole", lambda: _page("new", lambda screen: screen.form.show_more())),
        Scene("clients-new-missing", lambda: _page("new", lambda s: s.form.save_asked.emit())),
        *attached.scenes(),
    ]


def dialog_scenes() -> list[Scene]:
    """The dialogs of a file, each by itself."""
    return (
        [
            Scene(f"clients-{asked.value}", lambda asked=asked: _dialog(asked))  # type: ignore[misc]
            for asked in Asked
        ]
        + [
            Scene("clients-columns", _columns),
            Scene("clients-erase", _erase),
            Scene("clients-erase-linked", _erase_linked),
            Scene("clients-note-whole", _whole_note),
            Scene("clients-redact", _redact),
        ]
        + attached.dialog_scenes()
    )
