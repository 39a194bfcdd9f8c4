"""The pages of one question each: what is asked, and the answer that it gives."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.domain.words.regions import REGIONS, zone_place, zones_of
from desktop_app.language import Message, client_languages, interface_languages, language_name
from desktop_app.services.trust.beginning import FirstCommunity
from desktop_app.ui.shared.buttons import Button
from desktop_app.ui.shared.choose_passphrase import ChoosePassphrase
from desktop_app.ui.shared.fields import Check, ChoiceField, TextField
from desktop_app.ui.shared.flow import FlowLayout
from desktop_app.ui.shared.look import space
from desktop_app.ui.shared.words import Words
from desktop_app.ui.unlock import starting
from desktop_app.ui.unlock.pages import Page
from desktop_app.ui.unlock.starting import Answers

_MOST_COMMUNITIES = 8


class QuestionPage(Page):
    """One question of a row of them. answered carries what was answered."""

    answered = Signal(object)

    def __init__(self, heading: Words, lead: Words, number: int, count: int) -> None:
        told = {"number": number, "count": count}
        above = Message("unlock", "Question {number} of {count}", told)
        super().__init__(heading, lead, above=above)
        self.add_back()
        last = number == count
        words = Message("unlock", "Finish") if last else Message("unlock", "Continue")
        self.go_on = self.add_primary(words, self.give)

    def answer(self) -> object:
        """What is answered now."""
        raise NotImplementedError

    def give(self) -> None:
        """Hand the answer over."""
        self.answered.emit(self.answer())


class LinePage(QuestionPage):
    """One line of text."""

    def __init__(
        self,
        heading: Words,
        lead: Words,
        label: Words,
        value: str,
        number: int,
        count: int,
        example: Words = "",
    ) -> None:
        super().__init__(heading, lead, number, count)
        self.field = TextField(label, help_text=example)
        self.field.set_value(value or None)
        self.body.addWidget(self.field)
        self.first = self.field.line

    def answer(self) -> str:
        return str(self.field.value() or "")


class LanguagesPage(QuestionPage):
    """Which languages the organisation works in: those of the program, and others."""

    def __init__(self, answers: Answers, number: int, count: int) -> None:
        super().__init__(
            Message("unlock", "Which languages do you work in?"),
            Message(
                "unlock",
                "Portage speaks French and English. Name the languages of the people you meet too; you can add more later.",
            ),
            number,
            count,
        )
        self._boxes: dict[str, Check] = {}
        for language in interface_languages():
            self._add(language.code, language.code in answers.languages)
        for code in answers.languages:
            if code not in self._boxes:
                self._add(code, True)
        others = [
            (one.code, _named(one.code))
            for one in client_languages()
            if one.code not in {"fr", "en"}
        ]
        self.more = ChoiceField(
            Message("unlock", "Another language"),
            others,
            empty=Message("unlock", "Choose a language to add it"),
        )
        self.more.left.connect(self._more)
        self.body.addWidget(self.more)
        self.first = self._boxes["fr"]

    def answer(self) -> tuple[str, ...]:
        return tuple(code for code, box in self._boxes.items() if box.isChecked())

    def _add(self, code: str, chosen: bool) -> None:
        box = Check(_named(code))
        box.setChecked(chosen)
        self.body.insertWidget(len(self._boxes), box, 0, Qt.AlignmentFlag.AlignLeft)
        self._boxes[code] = box

    def _more(self, code: object) -> None:
        if isinstance(code, str) and code not in self._boxes:
            self._add(code, True)
        self.more.set_value(None)


def _named(code: str) -> Callable[[], str]:
    def name() -> str:
        said = language_name(code)
        return said[:1].upper() + said[1:]

    return name


class RegionPage(QuestionPage):
    """In which province or territory the main office is."""

    def __init__(self, answers: Answers, number: int, count: int) -> None:
        super().__init__(
            Message("unlock", "In which province or territory is your main office?"),
            Message("unlock", "It decides which local times are offered first."),
            number,
            count,
        )
        self.field = ChoiceField(
            Message("unlock", "Province or territory"),
            [(region.code, region.name) for region in REGIONS],
            required=True,
            empty=Message("unlock", "Choose"),
        )
        self.field.set_value(answers.region or None)
        self.body.addWidget(self.field)
        self.first = self.field.box

    def answer(self) -> str:
        return str(self.field.value() or "")


class CommunitiesPage(QuestionPage):
    """The first communities, each with the local time of its place."""

    def __init__(self, answers: Answers, number: int, count: int) -> None:
        super().__init__(
            Message("unlock", "Which communities do you visit?"),
            Message("unlock", "One or two are enough to begin; you can add more later."),
            number,
            count,
        )
        self._zones = [(zone, zone_place(zone)) for zone in zones_of(answers.region)]
        self._rows: list[tuple[TextField, ChoiceField]] = []
        self._box = QVBoxLayout()
        self._box.setSpacing(space(4))
        self.body.addLayout(self._box)
        self.more = Button(Message("unlock", "Add another community"), icon_name="plus")
        self.more.clicked.connect(lambda checked=False: self._add(None).take_focus())
        holder = QWidget()
        FlowLayout(holder, gap=space(2)).addWidget(self.more)
        self.body.addWidget(holder)
        for community in answers.communities or (None,):
            self._add(community)
        self.first = self._rows[0][0].line

    def answer(self) -> tuple[FirstCommunity, ...]:
        return tuple(
            FirstCommunity(str(name.value()), str(zone.value() or self._zones[0][0]))
            for name, zone in self._rows
            if name.value()
        )

    def _add(self, community: FirstCommunity | None) -> TextField:
        row = QHBoxLayout()
        row.setSpacing(space(4))
        name = TextField(Message("unlock", "Community"))
        zone = ChoiceField(Message("unlock", "Same local time as"), self._zones, required=True)
        known = {code for code, _ in self._zones}
        chosen = community.time_zone if community is not None else ""
        zone.set_value(chosen if chosen in known else self._zones[0][0])
        if community is not None:
            name.set_value(community.name)
        row.addWidget(name, 3)
        row.addWidget(zone, 2)
        self._box.addLayout(row)
        self._rows.append((name, zone))
        self.more.setEnabled(len(self._rows) < _MOST_COMMUNITIES)
        return name


class PassphrasePage(QuestionPage):
    """The passphrase that opens the vault from now on."""

    def __init__(self, number: int, count: int) -> None:
        super().__init__(
            Message("unlock", "Choose a passphrase"),
            Message(
                "unlock",
                "It opens the encrypted vault on this laptop. Nobody can tell you what it was, so choose one that you remember: "
                "four everyday words that do not belong together.",
            ),
            number,
            count,
        )
        self.choose = ChoosePassphrase(Message("unlock", "Passphrase"))
        self.body.addWidget(self.choose)
        self.first = self.choose.field.line

    def answer(self) -> str:
        return self.choose.field.secret()


def question_page(name: str, number: int, count: int, answers: Answers) -> QuestionPage:
    """The page of that question, with the answer given before."""
    if name == starting.ORGANISATION:
        return LinePage(
            Message("unlock", "What is your organisation called?"),
            Message("unlock", "The name stands on papers and on every laptop that joins."),
            Message("unlock", "Name of the organisation"),
            answers.organisation,
            number,
            count,
        )
    if name == starting.LANGUAGES:
        return LanguagesPage(answers, number, count)
    if name == starting.REGION:
        return RegionPage(answers, number, count)
    if name == starting.COMMUNITIES:
        return CommunitiesPage(answers, number, count)
    if name == starting.LAPTOP:
        return LinePage(
            Message("unlock", "What shall this laptop be called?"),
            Message("unlock", "The office sees this name in its list of laptops."),
            Message("unlock", "Name of this laptop"),
            answers.laptop,
            number,
            count,
            Message("unlock", "For example: North team"),
        )
    if name == starting.PERSON:
        return LinePage(
            Message("unlock", "What is your name?"),
            Message("unlock", "Your colleagues see it beside what you write."),
            Message("unlock", "Your name"),
            answers.person,
            number,
            count,
        )
    return PassphrasePage(number, count)
