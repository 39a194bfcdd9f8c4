"""The journey in a client's file: where the person is, what is missing, who serves, what is done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from desktop_app.domain.casework import journey
from desktop_app.domain.casework.triage import Question
from desktop_app.domain.fields import EntityType, Field
from desktop_app.domain.people.notes import CONSENT
from desktop_app.language import Message
from desktop_app.services.casework.actions import ActionLine
from desktop_app.services.casework.journeys import CaseLine
from desktop_app.services.casework.triages import TriageLine
from desktop_app.ui.journey.case_facts import facts_dialog, facts_part
from desktop_app.ui.journey.dialogs import (
    AskingDialog,
    ColleagueDialog,
    EndDialog,
    OverrideDialog,
    TemplateDialog,
    WorkerDialog,
)
from desktop_app.ui.journey.pieces import (
    SORTS,
    action_card,
    begun,
    button_row,
    check_part,
    day_of,
    ended_words,
    server_card,
    spans_part,
    stage_row,
    where_words,
)
from desktop_app.ui.journey.presenter import JourneyPresenter, JourneyShown
from desktop_app.ui.journey.service_dialog import ServiceDialog
from desktop_app.ui.journey.triage_dialog import TriageDialog
from desktop_app.ui.journey.triage_part import triage_part
from desktop_app.ui.journey.words import (
    WAYS,
)
from desktop_app.ui.shared.banner import Banner
from desktop_app.ui.shared.buttons import Button, PrimaryButton
from desktop_app.ui.shared.drafting import Unfinished
from desktop_app.ui.shared.flow import FlowLayout
from desktop_app.ui.shared.labels import Badge, Heading, PlainLabel, Second, State
from desktop_app.ui.shared.lists import Card, CardList
from desktop_app.ui.shared.look import Size, space
from desktop_app.ui.shared.page import SideBySide
from desktop_app.ui.shared.record_dialog import RecordDialog
from desktop_app.ui.shared.words import Words

_DONE_SHOWN = 12


class JourneyRoom(QWidget):
    """The room. It is joined to its presenter by `build`; the presenter lives as long as it does."""

    def __init__(self, today: Callable[[], str]) -> None:
        super().__init__()
        self._today = today
        self._shown: JourneyShown | None = None
        self.dialog: AskingDialog | RecordDialog | None = None
        self.presenter: JourneyPresenter | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._inside: QWidget | None = None
        self.move_on: Button | None = None
        self._wanted = ""
        for sequence, act in (
            ("Ctrl+Right", self._on),
            ("Ctrl+Left", self._back),
        ):
            shortcut = QShortcut(QKeySequence(sequence), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    # What the page of the file asks

    def open(self, client: str) -> None:
        """Show this client's journey."""
        if self.presenter is not None:
            if self.presenter.client != client:
                # Of somebody else nothing stays in sight, and nothing is asked of this client.
                self._wanted, self._shown, self.move_on = "", None, None
                self._take_out()
            self.presenter.open(client)

    def add(self, key: str) -> None:
        """Open the dialog that adds something; `case/<id>`, what is known of that journey."""
        match key:
            case "triage":
                self._act(lambda presenter: presenter.ask_triage())
            case "service":
                self._act(lambda presenter: presenter.ask_service())
            case _:
                self._wanted = key
                self._ask_wanted()

    def take_focus(self) -> None:
        """The keyboard goes to moving on."""
        if self.move_on is not None:
            self.move_on.setFocus(Qt.FocusReason.OtherFocusReason)

    # What the presenter says

    @property
    def asks(self) -> bool:
        return self.dialog is not None

    def show_journey(self, shown: JourneyShown) -> None:
        """Show a client's journey."""
        focused = QApplication.focusWidget()
        had = focused is not None and self.isAncestorOf(focused)
        self._shown = shown
        self._take_out()
        self._inside = QWidget()
        self._column.addWidget(self._inside)
        column = QVBoxLayout(self._inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(4))
        self.move_on = None
        for number, case in enumerate(shown.file.cases):
            column.addWidget(self._case(case, first=number == 0))
        both = SideBySide((16, 9))
        first = shown.file.cases[0] if shown.file.cases else None
        if first is not None and first.open:
            self._show_checks(both.main, first)
        self._show_actions(both.main, shown.actions)
        both.side.addWidget(
            triage_part(
                shown.triages,
                lambda: self._act(lambda presenter: presenter.ask_triage()),
                lambda line: self._act(lambda presenter: presenter.follow(line.id)),
                self._ask_override,
            )
        )
        self._show_served(both.side)
        if first is not None:
            both.side.addWidget(spans_part(first))
        column.addWidget(both)
        if had:
            self.take_focus()
        self._ask_wanted()

    def _take_out(self) -> None:
        if self._inside is not None:
            self._inside.hide()
            self._inside.deleteLater()
            self._inside = None

    def ask_facts(self, kind: EntityType, case: CaseLine, draft: Unfinished | None) -> None:
        """Ask for the own fields of a journey. draft: what was typed and not saved."""
        dialog = facts_dialog(kind, case, draft, self)
        dialog.given.connect(
            lambda values: self._act(lambda presenter: presenter.tell(case, values))
        )
        dialog.field_left.connect(
            lambda field, value: self._act(
                lambda presenter: presenter.fact_left(case, field, value)
            )
        )
        for over in (dialog.discarded, dialog.accepted):
            over.connect(lambda: self._act(lambda presenter: presenter.forget_facts(case)))
        self._open(dialog)

    def ask_triage(self, questions: Sequence[Question]) -> None:
        """Ask the questions, one a page."""
        dialog = TriageDialog(questions, self)
        dialog.given.connect(
            lambda given: self._act(lambda presenter: presenter.keep_triage(given))
        )
        self._open(dialog)

    def ask_service(self, mode: str, own: Sequence[Field]) -> None:
        """Ask which service was given. own: what the organisation's own fields ask of it."""
        dialog = ServiceDialog(mode, own, self)
        dialog.given.connect(
            lambda *told: self._act(lambda presenter: presenter.record_service(*told))
        )
        self._open(dialog, "service")

    def ask_consent(self) -> None:
        """Ask how and when the consent to keep a file was given."""
        dialog = RecordDialog(
            CONSENT,
            Message("journey", "Consent to keep a file"),
            Message("journey", "Note the consent"),
            self,
            names=("given_on", "how"),
            begin={"given_on": self._today(), "how": "spoken"},
        )
        dialog.given.connect(
            lambda values: self._act(lambda presenter: presenter.give_consent(values))
        )
        self._open(dialog)

    def show_problem(self, words: Message) -> None:
        """Say in the open dialog why it was not saved."""
        if self.dialog is not None:
            self.dialog.show_problem(words)

    def close_dialog(self) -> None:
        """What was asked is saved."""
        if self.dialog is not None:
            self.dialog.accept()

    # Parts

    def _case(self, case: CaseLine, *, first: bool) -> QWidget:
        part = QWidget()
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(2))
        column.addWidget(Heading(lambda: str(case.program.name), level=2))
        column.addWidget(stage_row(case))
        if case.contested:
            banner = Banner(
                State.DANGER,
                Message("journey", "Two people moved this journey apart: a decision waits."),
                (Message("client file", "Compare and decide"),),
            )
            banner.acted.connect(lambda number: self._act(lambda presenter: presenter.decide()))
            column.addWidget(banner)
        facts = facts_part(
            case,
            lambda: self._act(lambda presenter: presenter.ask_facts(case)),
            partial(self._act, lambda presenter: presenter.show_forms(case))
            if self._shown is not None and self._shown.forms
            else None,
        )
        if not case.open:
            column.addWidget(PlainLabel(partial(ended_words, case)))
            if facts is not None:
                column.addWidget(facts)
            column.addWidget(
                button_row(self._button(Message("journey", "Take it up again"), "history",
                                  lambda presenter: presenter.take_up(case)))
            )  # fmt: skip
            return part
        line = QWidget()
        flow = FlowLayout(line, gap=space(2))
        flow.addWidget(PlainLabel(partial(where_words, case), size=Size.SECTION, bold=True))
        if case.standing.stuck:
            flow.addWidget(Badge(State.WAITS, Message("journey", "stuck"), icon="triangle-alert"))
        column.addWidget(line)
        if case.next is not None:
            self._show_missing(column, case)
        buttons: list[Button] = []
        if case.next is not None:
            following = case.next
            made = PrimaryButton if first and not case.missing else Button
            on = made(
                Message("journey", "Move on to: {stage}", {"stage": following.name}),
                icon_name="arrow-right",
                key_hint="Ctrl+→" if first else "",
            )
            on.clicked.connect(
                lambda checked=False: self._act(lambda presenter: presenter.move_on(case))
            )
            buttons.append(on)
            if first:
                self.move_on = on
            if following.optional and case.program.after(following.id) is not None:
                buttons.append(
                    self._button(
                        Message("journey", "Skip this stage"), "chevron-right",
                        lambda presenter: presenter.skip(case),
                    )
                )  # fmt: skip
        if case.before is not None:
            buttons.append(
                self._button(
                    Message("journey", "Back to: {stage}", {"stage": case.before.name}),
                    "arrow-left", lambda presenter: presenter.move_back(case),
                    hint="Ctrl+←" if first else "",
                )
            )  # fmt: skip
        end = Button(Message("journey", "End the journey…"), icon_name="check")
        end.clicked.connect(lambda checked=False: self._ask_end(case))
        buttons.append(end)
        if first and self._shown is not None:
            for program in self._shown.file.others:
                buttons.append(
                    self._button(
                        Message("journey", "Begin: {program}", {"program": program.name}), "plus",
                        lambda presenter, program=program: presenter.begin(program.id),  # type: ignore[misc]
                    )
                )  # fmt: skip
        column.addWidget(button_row(*buttons))
        if facts is not None:
            column.addWidget(facts)
        return part

    def _show_missing(self, column: QVBoxLayout, case: CaseLine) -> None:
        if not case.missing:
            column.addWidget(
                Badge(State.DONE, Message("journey", "Everything is there to move on"))
            )
            return
        title = Message("journey", "Missing to move on")
        column.addWidget(Second(title))
        cards = CardList(title)
        cards.show_cards(
            [
                Card(
                    f"{one.what}/{one.need}", partial(begun, one.words), icon="circle-dashed", icon_ink="waits",
                    action=WAYS.get(one.what, Message("journey", "It is there")),
                )
                for one in case.missing
            ]
        )  # fmt: skip

        def provide(key: str) -> None:
            what, _, need = key.partition("/")
            self._act(lambda presenter: presenter.provide(case, need, what))

        cards.acted.connect(provide)
        cards.opened.connect(provide)
        column.addWidget(cards)

    def _show_checks(self, column: QVBoxLayout, case: CaseLine) -> None:
        for sort in (journey.RECEPTION, journey.STRATEGY, journey.CHECK):
            lines = [one for one in case.checks if one.standard.sort == sort]
            if not lines:
                continue
            done = sum(1 for one in lines if one.done_on)
            column.addWidget(Heading(SORTS[sort], level=2))
            remains = len(lines) - done
            column.addWidget(
                Second(
                    Message("journey", "{n} remains", {}, "{n} remain", remains)
                    if remains
                    else Message("journey", "All of it is done")
                )
            )
            for one in lines:
                column.addWidget(
                    check_part(
                        one,
                        self._today(),
                        lambda on, what=one.standard.id: self._act(  # type: ignore[misc]
                            lambda presenter: presenter.check(case, what, on)
                        ),
                    )
                )

    def _show_actions(self, column: QVBoxLayout, lines: Sequence[ActionLine]) -> None:
        title = Message("actions", "Actions")
        column.addWidget(Heading(title, level=2))
        late = sum(1 for one in lines if one.late)
        done = sum(1 for one in lines if one.done)
        column.addWidget(
            Second(
                Message(
                    "actions",
                    "{planned} planned, of which {late} late; {done} done",
                    {"planned": len(lines) - done, "late": late, "done": done},
                )
            )
        )
        shown = [one for one in lines if not one.done]
        shown += [one for one in lines if one.done][:_DONE_SHOWN]
        if shown:
            cards = CardList(title)
            cards.show_cards([action_card(one) for one in shown])
            column.addWidget(cards)
        template = Button(Message("actions", "Plan from a template…"), icon_name="copy-check")
        template.clicked.connect(lambda checked=False: self._ask_template())
        service = self._button(
            Message("actions", "Record a service…"), "hand-helping",
            lambda presenter: presenter.ask_service(),
        )  # fmt: skip
        column.addWidget(button_row(service, template))

    def _show_served(self, column: QVBoxLayout) -> None:
        shown = self._shown
        if shown is None:
            return
        title = Message("journey", "Who serves the person")
        column.addWidget(Heading(title, level=2))
        served = shown.file.served
        if not served.owner:
            column.addWidget(
                Badge(State.DANGER, Message("journey", "Nobody answers for this file"))
            )
        cards = CardList(title)
        cards.show_cards([server_card(one) for one in served.people])
        cards.acted.connect(self._end_worker)
        if served.people:
            column.addWidget(cards)
        give = Button(Message("journey", "Give to another worker…"), icon_name="arrow-left-right")
        give.clicked.connect(lambda checked=False: self._ask_owner())
        cover = Button(Message("journey", "Who covers…"), icon_name="life-buoy")
        cover.clicked.connect(lambda checked=False: self._ask_cover())
        add = Button(Message("journey", "Add somebody…"), icon_name="user-plus")
        add.clicked.connect(lambda checked=False: self._ask_worker())
        column.addWidget(button_row(give, cover, add))
        if len(served.owners) > 1:
            column.addWidget(Second(Message("journey", "Who had the file before")))
            before = CardList(Message("journey", "Who had the file before"))
            before.show_cards(
                [
                    Card(
                        str(number),
                        one.before or Message("journey", "nobody"),
                        Message(
                            "journey", "until {day}, then {name}",
                            {"day": day_of(one.at), "name": one.after or "—"},
                        ),
                        quiet=True,
                    )
                    for number, one in enumerate(served.owners[:-1])
                ]
            )  # fmt: skip
            column.addWidget(before)

    # Dialogs

    def _ask_end(self, case: CaseLine) -> None:
        dialog = EndDialog(self)
        dialog.given.connect(
            lambda outcome, words: self._act(lambda presenter: presenter.end(case, outcome, words))
        )
        self._open(dialog, "end")

    def _ask_owner(self) -> None:
        shown = self._shown
        if shown is None:
            return
        dialog = ColleagueDialog(
            Message("journey", "Give to another worker"),
            Message("journey", "Give the file"),
            Message("journey", "One person answers for each file. Who had it before stays in its history."),
            shown.colleagues, shown.file.served.owner, self,
        )  # fmt: skip
        dialog.given.connect(lambda who: self._act(lambda presenter: presenter.transfer(who)))
        self._open(dialog)

    def _ask_cover(self) -> None:
        shown = self._shown
        if shown is None:
            return
        dialog = ColleagueDialog(
            Message("journey", "Who covers for the worker"),
            Message("journey", "Note it"),
            Message("journey", "During leave or absence: the file then stands on both boards."),
            shown.colleagues, shown.file.served.covers, self,
        )  # fmt: skip
        dialog.given.connect(lambda who: self._act(lambda presenter: presenter.cover(who)))
        self._open(dialog)

    def _ask_worker(self) -> None:
        shown = self._shown
        if shown is None or not shown.file.cases:
            return
        case = shown.file.cases[0]
        dialog = WorkerDialog(shown.colleagues, self)
        dialog.given.connect(
            lambda values: self._act(lambda presenter: presenter.add_worker(case, values))
        )
        self._open(dialog, "worker")

    def _ask_override(self, line: TriageLine) -> None:
        dialog = OverrideDialog(line.treated_as, self)
        dialog.given.connect(
            lambda result, words: self._act(
                lambda presenter: presenter.override(line.id, result, words)
            )
        )
        self._open(dialog, "override")

    def _ask_template(self) -> None:
        shown = self._shown
        if shown is None:
            return
        dialog = TemplateDialog(shown.templates, date.fromisoformat(self._today()), self)
        dialog.given.connect(
            lambda template, actions: self._act(
                lambda presenter: presenter.apply(template, actions)
            )
        )
        self._open(dialog, "template")

    def _end_worker(self, key: str) -> None:
        case, _, item = key.partition("/")
        self._act(lambda presenter: presenter.end_worker(case, item))

    def _open(self, dialog: AskingDialog | RecordDialog, form: str = "") -> None:
        """Show a dialog. form: under which name what is typed is kept, empty for nothing typed."""
        self.dialog = dialog
        presenter = self.presenter
        if form and presenter is not None and isinstance(dialog, AskingDialog):
            kept = presenter.draft(form)
            if kept:
                dialog.resume(kept)
            dialog.left.connect(partial(presenter.left, form))
            dialog.accepted.connect(partial(presenter.forget, form))
        dialog.finished.connect(lambda result: self._over(dialog))
        dialog.open()

    def _over(self, dialog: AskingDialog | RecordDialog) -> None:
        if self.dialog is dialog:
            self.dialog = None
        dialog.deleteLater()

    def _button(
        self,
        words: Words,
        icon: str,
        act: Callable[[JourneyPresenter], None],
        hint: str = "",
    ) -> Button:
        button = Button(words, icon_name=icon, key_hint=hint)
        button.clicked.connect(lambda checked=False: self._act(act))
        return button

    def _act(self, act: Callable[[JourneyPresenter], None]) -> None:
        if self.presenter is not None:
            act(self.presenter)

    def _ask_wanted(self) -> None:
        """The dialog that was asked for, once the journeys of this client are shown."""
        shown, presenter = self._shown, self.presenter
        if shown is None or presenter is None or shown.file.client != presenter.client:
            return
        wanted, self._wanted = self._wanted, ""
        kind, _, record = wanted.partition("/")
        case = self._first()
        if kind == "template":
            self._ask_template()
        elif kind == "worker":
            self._ask_worker()
        elif kind == "end" and case is not None:
            self._ask_end(case)
        elif kind == "override" and shown.triages:
            self._ask_override(shown.triages[0])
        elif kind == "case":
            for one in (one for one in shown.file.cases if one.id == record):
                presenter.ask_facts(one)

    def _first(self) -> CaseLine | None:
        cases = () if self._shown is None else self._shown.file.cases
        return cases[0] if cases and cases[0].open else None

    def _on(self) -> None:
        case = self._first()
        if case is not None:
            self._act(lambda presenter: presenter.move_on(case))

    def _back(self) -> None:
        case = self._first()
        if case is not None:
            self._act(lambda presenter: presenter.move_back(case))
