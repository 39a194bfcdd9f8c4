"""The room of benefits: what the household gained, applications, tax years, the benefits check."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from uuid import UUID

from PySide6.QtCore import Signal

from desktop_app.domain.casework.applications import Gain
from desktop_app.domain.casework.benefits import (
    ACCEPTED,
    APPLICATION,
    ASSESSED,
    DECIDED,
    FILED,
    NOT_FILED,
    PAID,
    PARTLY,
    REFUSED,
    STATES,
    TAX_YEAR,
)
from desktop_app.domain.words.calendar_words import money, partial_date
from desktop_app.language import Message
from desktop_app.services.casework.applications import ApplicationLine
from desktop_app.services.casework.benefit_check import CheckForm, HintLine
from desktop_app.services.casework.tax_years import PersonYears, YearLine
from desktop_app.services.casework.told import choice_words
from desktop_app.ui.benefits.check_dialogs import CheckDialog, HintsDialog
from desktop_app.ui.benefits.presenter import BenefitsShown
from desktop_app.ui.shared.drafting import Unfinished
from desktop_app.ui.shared.empty import EmptyState
from desktop_app.ui.shared.labels import PlainLabel, State
from desktop_app.ui.shared.lists import Card
from desktop_app.ui.shared.record_room import (
    FileRecordRoom,
    button,
    buttons,
    cards,
    group,
    local_time,
)
from desktop_app.ui.shared.words import say

_DOT = " · "
_NAMED = 4


class BenefitsRoom(FileRecordRoom):
    """The room. Signals carry the id of the application they are about; opened: a client;
    year_asked: a client and a year."""

    application_asked = Signal(str)
    state_asked = Signal(str)
    change_asked = Signal(str)
    delete_asked = Signal(str)
    join_asked = Signal(str)
    year_asked = Signal(str, int)
    check_asked = Signal()
    check_left = Signal(str, object)
    checked = Signal(object)
    check_kept = Signal()
    check_printed = Signal()
    hint_taken = Signal(str)

    def __init__(self, new_id: Callable[[], UUID]) -> None:
        super().__init__(new_id)
        self._offered = ""
        self.check_dialog: CheckDialog | None = None
        self.hints_dialog: HintsDialog | None = None

    # What the file may call

    def add(self, key: str) -> None:
        """Open the dialog that starts an application, or the check."""
        if key == "check":
            self.check_asked.emit()
        else:
            self.application_asked.emit("")

    # What the presenter says

    def show_benefits(self, shown: BenefitsShown) -> None:
        """Show everything of a household."""
        self.clear()
        work = shown.work
        self.column.addWidget(PlainLabel(partial(gain_words, work.gain), bold=True))
        self.first = button(
            Message("benefits", "Check benefits…"), self.check_asked.emit, "heart-handshake"
        )
        self.column.addWidget(
            buttons(
                self.first,
                button(
                    Message("benefits", "Start an application…"),
                    lambda: self.application_asked.emit(""),
                    "plus",
                ),
            )
        )
        title = Message("benefits", "Applications")
        holder, column = group(title)
        if work.applications:
            several = len(work.mates) > 1
            column.addWidget(
                cards(
                    title,
                    [_application_card(one, several) for one in work.applications],
                    self.change_asked.emit,
                    self.state_asked.emit,
                )
            )
        else:
            empty = EmptyState(
                Message("benefits", "Nothing is applied for yet."),
                Message("benefits", "Start an application…"),
                Message("benefits", "The benefits check says what is worth asking about."),
                icon_name="receipt-text",
            )
            empty.acted.connect(lambda: self.application_asked.emit(""))
            column.addWidget(empty)
        self.column.addWidget(holder)
        for person in shown.years:
            self._show_years(person)

    def _show_years(self, person: PersonYears) -> None:
        name = person.mate.name
        title = Message("benefits", "Tax years of {name}", {"name": name})
        missing = [one for one in person.years if one.missing]
        second: Callable[[], str] | str = partial(_unlock_words, missing) if missing else ""
        holder, column = group(title, second)
        shown = [_year_card(one) for one in person.years]
        column.addWidget(cards(title, shown, self._year, self._year))
        self.column.addWidget(holder)

    def _year(self, key: str) -> None:
        client, _, year = key.partition(" ")
        self.year_asked.emit(client, int(year))

    def offer_joining(self, application: str) -> None:
        """Let the open dialog join that application instead of making another."""
        if self.dialog is None or self._offered == application:
            return
        self._offered = application
        self.dialog.finished.connect(lambda result: self._forget_offer())
        self.dialog.add_button(
            Message("benefits", "Join that application"),
            partial(self.join_asked.emit, application),
        )

    def _forget_offer(self) -> None:
        self._offered = ""

    def ask_check(self, form: CheckForm, draft: Unfinished | None) -> None:
        """Ask the questions of the check."""
        dialog = CheckDialog(form, self)
        self.check_dialog = dialog
        if draft is not None:
            dialog.resume(draft.values, draft.at, local_time)
        dialog.left.connect(self.check_left)
        dialog.given.connect(self.checked)
        dialog.finished.connect(lambda result: self._check_over(dialog))
        dialog.open()

    def show_hints(self, hints: Sequence[HintLine]) -> None:
        """Show what is worth asking about."""
        if self.check_dialog is not None:
            self.check_dialog.accept()
        dialog = HintsDialog(hints, self)
        self.hints_dialog = dialog
        dialog.keep_asked.connect(self.check_kept)
        dialog.print_asked.connect(self.check_printed)
        dialog.again_asked.connect(self._ask_again)
        dialog.taken.connect(self.hint_taken)
        dialog.finished.connect(lambda result: self._hints_over(dialog))
        dialog.open()

    def close_hints(self) -> None:
        """What was asked of the hints is done."""
        if self.hints_dialog is not None:
            self.hints_dialog.accept()

    def _ask_again(self) -> None:
        self.close_hints()
        self.check_asked.emit()

    def _check_over(self, dialog: CheckDialog) -> None:
        if self.check_dialog is dialog:
            self.check_dialog = None
        dialog.deleteLater()

    def _hints_over(self, dialog: HintsDialog) -> None:
        if self.hints_dialog is dialog:
            self.hints_dialog = None
        dialog.deleteLater()


def gain_words(gain: Gain) -> str:
    """What the household gained, in one line."""
    if not gain.yearly and not gain.once:
        return say(Message("benefits", "The household has gained nothing yet that is noted here."))
    year = {"amount": money(gain.yearly)}
    once = {"amount": money(gain.once)}
    parts = []
    if gain.yearly:
        parts.append(Message("benefits", "The household has {amount} more a year.", year))
    if gain.once:
        parts.append(Message("benefits", "It was paid {amount} once.", once))
    return " ".join(say(one) for one in parts)


def _application_card(line: ApplicationLine, several: bool) -> Card:
    return Card(
        line.record.id,
        line.name,
        partial(_application_words, line, several),
        icon="receipt-text",
        badge=_application_badge(line),
        action=Message("benefits", "State…"),
    )


def _application_badge(line: ApplicationLine) -> tuple[State, Message]:
    if line.late:
        return State.DANGER, Message("benefits", "{n} day late", {}, "{n} days late", line.late)
    state = next((one.label for one in STATES if one.value == line.state.state), None)
    words = state or Message("benefits", "state of a newer Portage")
    if line.state.state == PAID:
        return State.DONE, words
    if line.state.state == DECIDED and line.outcome:
        outcome = next(
            one.label for one in APPLICATION.field("outcome").choices if one.value == line.outcome
        )
        signs = {ACCEPTED: State.DONE, PARTLY: State.DONE, REFUSED: State.DANGER}
        return signs[line.outcome], outcome
    return State.WAITS, words


def _application_words(line: ApplicationLine, several: bool) -> str:
    parts = [line.whom] if several else []
    if line.tax_year:
        parts.append(str(line.tax_year))
    if line.amount.cents:
        per = choice_words(APPLICATION, "per", line.amount.per)
        parts.append(f"{money(line.amount.cents)} {say(per)}".strip())
    state = next((one.label for one in STATES if one.value == line.state.state), None)
    if state is not None and line.state.on:
        when = {"state": say(state), "day": partial_date(line.state.on)}
        parts.append(say(Message("benefits", "{state} on {day}", when)))
    if line.due and not line.late:
        day = Message("benefits", "answer expected {day}", {"day": partial_date(line.due)})
        parts.append(say(day))
    if line.number:
        parts.append(line.number)
    if line.workers:
        parts.append(", ".join(line.workers))
    return _DOT.join(part for part in parts if part)


def _year_card(line: YearLine) -> Card:
    if line.state:
        words = choice_words(TAX_YEAR, "state", line.state)
        sign = State.DONE if line.state in (FILED, ASSESSED) else State.WAITS
        sign = State.DANGER if line.state == NOT_FILED else sign
    else:
        words, sign = Message("benefits", "not asked yet"), State.NEUTRAL
    return Card(
        f"{line.client} {line.year}",
        str(line.year),
        partial(_year_words, line) if _year_words(line) else "",
        icon="file-text",
        badge=(sign, words),
        action=Message("benefits", "Change…"),
    )


def _year_words(line: YearLine) -> str:
    parts = []
    record = line.record
    if record is not None:
        filed, refund = record.text("filed_on"), record.number("refund")
        if filed:
            parts.append(say(Message("benefits", "filed {day}", {"day": partial_date(filed)})))
        if refund:
            parts.append(say(Message("benefits", "refund {amount}", {"amount": money(refund)})))
        parts.append(record.text("remark"))
    return _DOT.join(part for part in parts if part)


def _unlock_words(missing: Sequence[YearLine]) -> str:
    """What filing would open: the benefits of the years that are missing, named once each."""
    names = list(dict.fromkeys(one.name for year in missing for one in year.unlocks))
    years = ", ".join(str(one.year) for one in sorted(missing, key=lambda one: one.year))
    shown = ", ".join(names[:_NAMED])
    values = {"years": years, "names": shown, "more": len(names) - _NAMED}
    if len(names) > _NAMED:
        return say(
            Message("benefits", "Filing {years} may open: {names}, and {more} more.", values)
        )
    return say(Message("benefits", "Filing {years} may open: {names}.", values))
