"""What can be found by typing its name in the search, beside the places of the window."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Protocol

from desktop_app.language import Message
from desktop_app.ui.settings.view import ORGANISATION, PARTS
from desktop_app.ui.shared.door import SETTINGS
from desktop_app.ui.shell.places import CLIENTS, EXCHANGE, SCHEDULE
from desktop_app.ui.shell.presenter import Command
from desktop_app.ui.work_rooms import WorkRooms


class _Go(Protocol):
    def __call__(self, place: str, detail: str = "") -> None: ...


def commands(
    go: _Go,
    rooms: WorkRooms,
    *,
    office: bool,
    messages: Callable[[], None],
    syllabics: Callable[[], None],
    lock: Callable[[], None],
    cover: Callable[[], None],
) -> Iterator[Command]:
    """go: shows a place, and in it a detail. office: whether this is one of the office's laptops.

    messages, syllabics, lock, cover: what F9, F8, Ctrl+L and F12 do.
    """
    write = Message("exchange", "Write the bundle for the office")
    if office:
        write = Message("exchange", "Prepare the return file")
        let_in = Message("settings", "Let a laptop in")
        yield Command("let in", let_in, "laptop", "", partial(go, SETTINGS, ORGANISATION))
    yield Command("write", write, "package-plus", "", partial(go, EXCHANGE, "write"))
    for page, words, icon in (
        ("conflicts", Message("workplace", "Decisions"), "git-compare-arrows"),
        ("duplicates", Message("workplace", "Possible duplicates"), "git-merge"),
        ("devices", Message("workplace", "Laptops"), "laptop"),
    ):
        yield Command(page, words, icon, "", partial(go, EXCHANGE, page))
    yield Command(
        "new person",
        Message("shell", "New person"),
        "user-plus",
        "Ctrl+N",
        partial(go, CLIENTS, "new"),
    )
    yield Command(
        "new appointment",
        Message("schedule", "New appointment"),
        "calendar-clock",
        "",
        partial(go, SCHEDULE, "new"),
    )
    for room in rooms.beside_the_list():
        yield Command(room.key, room.words, room.icon, "", partial(go, CLIENTS, room.key))
    parts = [*PARTS, *((room.key, room.words, room.icon) for room in rooms.of_the_settings())]
    for key, title, icon in parts:
        yield Command(f"settings {key}", title, icon, "", partial(go, SETTINGS, key))
    for key, label, icon, keys, run in (
        (
            "messages", Message("agreed messages", "Agreed messages"),
            "message-square-text", "F9", messages,
        ),
        ("syllabics", Message("syllabary", "Write in syllabics"), "languages", "F8", syllabics),
        ("cover", Message("keys", "Cover the screen"), "eye-off", "F12", cover),
        ("lock", Message("shell", "Lock"), "lock", "Ctrl+L", lock),
    ):  # fmt: skip
        yield Command(key, label, icon, keys, run)


__all__ = ["commands"]
