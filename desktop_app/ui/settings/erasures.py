"""How erasures are shown in the settings: those that wait, were refused or carried out, and the question
before a signature."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QFrame, QWidget

from desktop_app.language import Message
from desktop_app.services.erasure.erasure import ErasureLine, RefusedLine
from desktop_app.services.erasure.erasure_words import (
    day_of,
    facts_of,
    file_in_words,
    names_in_words,
    what_waits,
    what_was_refused,
    who_asked,
    who_refused,
)
from desktop_app.sync.erasing import Basis, ErasureKind
from desktop_app.ui.settings.parts import button, card
from desktop_app.ui.shared.buttons import Kind
from desktop_app.ui.shared.dialogs import Decision
from desktop_app.ui.shared.labels import Badge, PlainLabel, State
from desktop_app.ui.shared.look import scaled, space
from desktop_app.ui.shared.page import ScrollPage
from desktop_app.ui.shared.words import say

_LISTED = 4


def waiting_card(
    line: ErasureLine,
    office: bool,
    sign: Callable[[], None],
    drop: Callable[[], None],
    look: Callable[[str], None],
) -> QFrame:
    """One that waits for a signature. sign, drop: what its buttons do; look: open a file by its id."""

    def said() -> str:
        return "\n".join([*_files(line), *(say(one) for one in (*facts_of(line), *_next(line)))])

    note = line.kind is ErasureKind.REDACT
    buttons = []
    if office and line.signed_here:
        buttons.append(button(Message("privacy", "Withdraw the request"), drop, "x"))
    elif office:
        if _may_sign(line):
            words = (
                Message("privacy", "Sign and remove…")
                if note
                else Message("privacy", "Sign and erase…")
            )
            buttons.append(button(words, sign, kind=Kind.DANGER))
        words = Message("privacy", "Do not remove") if note else Message("privacy", "Do not erase")
        buttons.append(button(words, drop))
    files = () if line.request is None else line.request.files
    if office and len(files) == 1:
        buttons.append(
            button(Message("privacy", "Open the file"), lambda: look(files[0].id), "folder-open")
        )
    badge = Badge(State.WAITS, Message("privacy", "waits for a signature"))
    return card(what_waits(line), said, badge, buttons)


def refused_card(line: RefusedLine) -> QFrame:
    """One that somebody said no to."""

    def said() -> str:
        return f"{say(who_asked(line))}\n{say(who_refused(line))}"

    return card(what_was_refused(line), said, Badge(State.NEUTRAL, Message("privacy", "refused")))


def done_card(line: ErasureLine) -> QFrame:
    """One that is carried out, as far as it has come."""
    what = (
        Message("privacy", "A person, {day}", {"day": day_of(line.at)})
        if line.kind is ErasureKind.PERSON
        else Message("privacy", "A note, {day}", {"day": day_of(line.at)})
    )
    done = Message(
        "privacy",
        "done on {n} laptop of {total}",
        {"total": line.total},
        "done on {n} laptops of {total}",
        len(line.done),
    )
    badge = Badge(State.WAITS if line.missing else State.DONE, done)
    return card(what, lambda: say(_missing_words(line)), badge)


def signing_decision(line: ErasureLine, parent: QWidget | None = None) -> Decision:
    """Asks whether an erasure is signed, and says whom this vault knows by what it names."""
    files = () if line.request is None else line.request.files
    if line.kind is ErasureKind.REDACT:
        title = Message("privacy", "Sign and remove this note everywhere?")
    elif len(files) > 1:
        title = Message(
            "privacy",
            "Sign and erase {n} person everywhere?",
            {},
            "Sign and erase {n} people everywhere?",
            len(files),
        )
    elif files:
        names = names_in_words(files)
        title = Message("privacy", "Sign and erase {names} everywhere?", {"names": names})
    else:
        title = Message("privacy", "Sign this erasure?")
    for_good = Message(
        "privacy",
        "With your signature it goes here at once, and from the other laptops with their next bundle. "
        "Nothing can bring it back: not Ctrl+Z, not an old bundle, not a backup.",
    )
    note = line.kind is ErasureKind.REDACT
    verb = Message("privacy", "Sign and remove") if note else Message("privacy", "Sign and erase")

    def said() -> str:
        first = [say(what_waits(line))] if note else []
        return "\n".join([*first, *_files(line), *map(say, facts_of(line))])

    if len(files) < 2:
        decision = Decision(title, said, verb, parent=parent)
        decision.body.addWidget(PlainLabel(for_good))
        return decision
    decision = Decision(title, for_good, verb, parent=parent)
    listed = ScrollPage(margin_steps=0)
    listed.setMinimumHeight(scaled(160))
    for fact in facts_of(line):
        listed.column.addWidget(PlainLabel(fact))
    for name in _files(line, len(files)):
        listed.column.addWidget(PlainLabel(name))
    listed.column.addStretch(1)
    decision.body.addWidget(listed, 1)
    high = 768 if parent is None else parent.window().height()
    decision.setMaximumHeight(high - space(8))
    return decision


def _may_sign(line: ErasureLine) -> bool:
    """Whether nothing in the file forbids it."""
    return line.request is None or not line.request.held or line.basis is Basis.COURT


def _files(line: ErasureLine, most: int = _LISTED) -> list[str]:
    """What tells the people apart, a line each; the name too where there are several."""
    files = () if line.request is None else line.request.files
    if len(files) == 1:
        return [one for one in (file_in_words(files[0].birth_date, files[0].community),) if one]
    return [
        " · ".join(filter(None, (one.name, file_in_words(one.birth_date, one.community))))
        for one in files[:most]
    ]


def _next(line: ErasureLine) -> list[Message]:
    """What has to happen before anything is erased."""
    if line.former:
        return [
            Message(
                "privacy",
                "The office key that ordered this was replaced since. Nothing is erased here before the "
                "office signs again: ask first who wanted it.",
            )
        ]
    if line.signed_here:
        return [
            Message(
                "privacy",
                "Signed here. Another office laptop has to sign before anything is erased; it finds this "
                "here after the next bundle between the two.",
            )
        ]
    return [Message("privacy", "A second office laptop has to sign before anything is erased.")]


def _missing_words(line: ErasureLine) -> Message:
    names = ", ".join(
        say(Message("privacy", "{name} (last heard {day})", {"name": name, "day": day_of(at)}))
        if at
        else say(Message("privacy", "{name} (never heard)", {"name": name}))
        for name, at in line.missing
    )
    if names:
        return Message(
            "privacy", "Not yet: {names}. It follows with their next bundle.", {"names": names}
        )
    if line.gone:
        return Message(
            "privacy",
            "Done. Laptops that were cut off before are out of reach: {names}.",
            {"names": ", ".join(line.gone)},
        )
    return Message("privacy", "Done on every laptop.")
