"""The window's signals led to its presenter."""

from __future__ import annotations

from collections.abc import Callable

from desktop_app.language import Message
from desktop_app.ui.shell.presenter import ShellPresenter
from desktop_app.ui.shell.view import MainWindow


def join(window: MainWindow, presenter: ShellPresenter, new_person: Callable[[str], None]) -> None:
    """Lead what the person asks the window for to those who answer.

    Whoever calls this keeps the presenter: a signal does not. new_person: opens an
    empty file for the words that were searched, "" when there were none.
    """
    window.gone_to.connect(presenter.go)
    window.back_asked.connect(presenter.back)
    window.forward_asked.connect(presenter.forward)
    window.results_asked.connect(presenter.search)
    window.hit_opened.connect(presenter.open_hit)
    window.new_person_asked.connect(new_person)
    window.undo_asked.connect(presenter.undo)
    window.cover_asked.connect(presenter.cover)
    window.lift_asked.connect(presenter.lift)
    window.lock_asked.connect(presenter.lock)
    window.add_person_action(
        Message("cover", "Choose a PIN for this session"),
        lambda: window.ask_pin(presenter.choose_pin),
    )
    window.add_person_action(Message("keys", "Cover the screen"), presenter.cover)
    window.add_person_action(Message("shell", "Lock"), presenter.lock)
    window.text_size_asked.connect(lambda percent: presenter.change_look(text_percent=percent))
    window.language_asked.connect(lambda code: presenter.change_look(language=code))
