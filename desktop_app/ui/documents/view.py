"""The room of documents: what is to bring, what is in hand, and the lists that can be asked for."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal

from desktop_app.domain.casework.documents import DOCUMENT, NEEDED, NOT_NEEDED
from desktop_app.domain.words.calendar_words import partial_date
from desktop_app.language import Message
from desktop_app.services.casework.documents import ClientDocuments, DocumentLine, in_language
from desktop_app.services.casework.told import choice_words
from desktop_app.ui.shared.empty import EmptyState
from desktop_app.ui.shared.labels import PlainLabel, State
from desktop_app.ui.shared.lists import Card
from desktop_app.ui.shared.record_room import FileRecordRoom, button, buttons, cards, group
from desktop_app.ui.shared.words import say

_DOT = " · "


class DocumentsRoom(FileRecordRoom):
    """The room. Signals carry the id of the paper or the list that they are about."""

    list_asked = Signal(str)
    document_asked = Signal()
    change_asked = Signal(str)
    tick_asked = Signal(str)
    print_asked = Signal()

    # What the file may call

    def add(self, key: str) -> None:
        """Open the dialog that adds a paper."""
        self.document_asked.emit()

    # What the presenter says

    def show_documents(self, found: ClientDocuments) -> None:
        """Show the papers of a client."""
        self.clear()
        add = button(Message("documents", "Add a document…"), self.document_asked.emit, "plus")
        self.first = add
        title = Message("documents", "Documents")
        if found.documents:
            self.column.addWidget(PlainLabel(partial(_missing_words, found), bold=True))
            printing = button(
                Message("documents", "Print the list…"), self.print_asked.emit, "printer"
            )
            self.column.addWidget(buttons(add, printing))
            self.column.addWidget(
                cards(
                    title,
                    [_card(one) for one in found.documents],
                    self.change_asked.emit,
                    self.tick_asked.emit,
                )
            )
        else:
            empty = EmptyState(
                Message("documents", "No document is asked for yet."),
                Message("documents", "Add a document…"),
                Message("documents", "A whole list can be asked for too: the lists are below.")
                if found.lists
                else Message("documents", "For example an identity card, a notice of assessment."),
                icon_name="file-check",
            )
            empty.acted.connect(self.document_asked)
            add.deleteLater()
            self.first = empty.button
            self.column.addWidget(empty)
        if found.lists:
            words = Message("documents", "Lists of documents")
            holder, column = group(
                words, Message("documents", "What is there already is not asked for twice.")
            )
            column.addWidget(
                cards(
                    words,
                    [
                        Card(
                            one.id,
                            partial(_list_name, one.name_en, one.name_fr),
                            partial(_list_words, len(one.items)),
                            icon="file-text",
                            action=Message("documents", "Ask for these"),
                        )
                        for one in found.lists
                    ],
                    self.list_asked.emit,
                    self.list_asked.emit,
                )
            )
            self.column.addWidget(holder)


def _card(line: DocumentLine) -> Card:
    missing = line.state == NEEDED
    sign = State.WAITS if line.missing else State.DONE
    return Card(
        line.record.id,
        line.name,
        partial(_document_words, line),
        icon="file-text" if line.missing else "file-check",
        badge=(
            State.NEUTRAL if line.state == NOT_NEEDED else sign,
            Message("documents", "to renew")
            if line.missing and not missing
            else choice_words(DOCUMENT, "state", line.state),
        ),
        action=Message("documents", "I have it") if missing else Message("documents", "Ask for it"),
    )


def _document_words(line: DocumentLine) -> str:
    since = ""
    if line.on:
        since = say(Message("documents", "since {day}", {"day": partial_date(line.on)}))
    valid = ""
    if line.expires:
        told = {"day": partial_date(line.expires)}
        valid = say(
            Message("documents", "over since {day}", told)
            if line.over
            else Message("documents", "valid until {day}", told)
        )
    attached = say(Message("documents", "file attached")) if line.attachment else ""
    return _DOT.join(part for part in (line.why, since, valid, attached, line.remark) if part)


def _missing_words(found: ClientDocuments) -> str:
    if not found.missing:
        return say(Message("documents", "Ready: nothing is missing."))
    return say(
        Message(
            "documents",
            "Not ready: {n} document is missing.",
            {},
            "Not ready: {n} documents are missing.",
            found.missing,
        )
    )


def _list_name(english: str, french: str) -> str:
    return in_language(english, french)


def _list_words(count: int) -> str:
    return say(Message("documents", "{n} line", {}, "{n} lines", count))
