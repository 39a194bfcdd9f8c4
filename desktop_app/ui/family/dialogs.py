"""The dialogs of the room for family: a relationship, and a change of address for several people."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop_app.domain.fields import Registry, Value
from desktop_app.domain.relationships import RELATIONSHIP
from desktop_app.language import Message
from desktop_app.services.casework.families import ADDRESS, HomeVisit, Housemate, Moving
from desktop_app.services.timeline import LocalDay
from desktop_app.ui.shared.banner import Banner
from desktop_app.ui.shared.buttons import Kind as ButtonKind
from desktop_app.ui.shared.dialogs import Dialog
from desktop_app.ui.shared.fields import CheckField
from desktop_app.ui.shared.form import Form, FormGroup, declared
from desktop_app.ui.shared.labels import Heading, Second, State
from desktop_app.ui.shared.look import scaled, space
from desktop_app.ui.shared.page import ScrollPage
from desktop_app.ui.shared.record_dialog import RecordDialog
from desktop_app.ui.shared.search_field import SearchField
from desktop_app.ui.shared.words import say

_ASKED = ("relation", "other_name", "telephone", "from_on", "to_on", "words")


class RelationshipDialog(RecordDialog):
    """Who it is, found by name or written; and what they are to the client. words_asked: typed."""

    words_asked = Signal(str)
    given_whole = Signal(object)

    def __init__(self, registry: Registry, new_id: Callable[[], UUID], parent: QWidget) -> None:
        super().__init__(
            registry[RELATIONSHIP.name],
            Message("family", "Add a relationship"),
            Message("family", "Save the relationship"),
            parent,
            new_id,
            names=_ASKED,
            hint=Message(
                "family",
                "Choose somebody who has a file, or write the name of somebody who has none.",
            ),
        )
        self.other = SearchField(
            RELATIONSHIP.field("other").label,
            Message("search", "A name, a date of birth, a number"),
        )
        self.other.words_asked.connect(self.words_asked)
        self.other.left.connect(lambda value: self.field_left.emit("other", value))
        self.page.column.insertWidget(0, self.other)
        self.given.connect(self._complete)
        self.other.take_focus()

    def show_errors(self, errors: Mapping[str, object]) -> None:
        """Say at the fields what is missing or wrong, at the person who was chosen too."""
        mine = errors.get("other")
        self.other.show_error(mine if isinstance(mine, Message | str) else None)
        super().show_errors(
            {key: words for key, words in errors.items() if isinstance(words, Message | str)}
        )

    def _complete(self, values: dict[str, Value]) -> None:
        wrong = self.other.problem()
        if wrong is not None:
            self.other.show_error(wrong)
            self.other.take_focus()
            return
        self.given_whole.emit({**values, "other": self.other.value()})


class MoveDialog(Dialog):
    """The new address, and whose it is. given: address by field, ids of others, of appointments."""

    given = Signal(object, object, object)

    def __init__(
        self, registry: Registry, new_id: Callable[[], UUID], moving: Moving, parent: QWidget
    ) -> None:
        super().__init__(Message("family", "Change the address"), parent)
        identity = registry["identity"]
        fields = tuple(declared(identity.field(name)) for name in ADDRESS)
        self.form = Form((FormGroup(Message("family", "The new address"), fields),), new_id)
        self.form.show_values(moving.address)
        self.form.save_asked.connect(self._give)
        page = ScrollPage(margin_steps=1)
        page.column.addWidget(self.form)
        self.housemates: dict[str, CheckField] = {}
        self.visits: dict[str, CheckField] = {}
        if moving.housemates:
            page.column.addWidget(Heading(Message("family", "Who moves along"), level=2))
            page.column.addWidget(
                Second(Message("family", "Those marked get the same address in their file."))
            )
            for mate in moving.housemates:
                box = CheckField(partial(_mate_words, mate))
                box.set_value(mate.same)
                self.housemates[mate.client] = box
                page.column.addWidget(box)
        if moving.visits:
            page.column.addWidget(Heading(Message("family", "Appointments at home"), level=2))
            for visit in moving.visits:
                box = CheckField(partial(_visit_words, visit))
                box.set_value(True)
                self.visits[visit.appointment] = box
                page.column.addWidget(box)
        page.column.addStretch(1)
        self.body.addWidget(page, 1)
        self._problem: Banner | None = None
        self.add_button(Message("dialogs", "Go back"), self.reject)
        self.verb = self.add_button(
            Message("family", "Change the address"), self._give, ButtonKind.PRIMARY
        )
        window = parent.window().size()
        self.setMaximumHeight(window.height() - space(8))
        self.resize(
            min(scaled(680), window.width() - space(8)),
            min(scaled(620), window.height() - space(8)),
        )
        self.form.field(ADDRESS[0]).take_focus()

    def show_problem(self, words: Message) -> None:
        """Say why it was not saved; what was typed stays."""
        if self._problem is None:
            self._problem = Banner(State.DANGER, words)
            self.body.insertWidget(0, self._problem)
        self._problem.show_sentence(words)

    def show_errors(self, errors: Mapping[str, Message]) -> None:
        """Say at the fields what is wrong."""
        self.form.show_errors(errors)

    def _give(self) -> None:
        self.form.finish()
        marked = [[key for key, box in boxes.items() if box.value()]
                  for boxes in (self.housemates, self.visits)]  # fmt: skip
        self.given.emit(self.form.values(), *marked)


def _mate_words(mate: Housemate) -> str:
    if mate.same:
        return say(Message("family", "{name}, same address today", {"name": mate.name}))
    return say(Message("family", "{name}, another address today", {"name": mate.name}))


def _visit_words(visit: HomeVisit) -> str:
    when = LocalDay(visit.starts_at, visit.time_zone).local()
    return say(Message("family", "{when}, {name}", {"when": when, "name": visit.name}))
