"""The screen of laptops: the list at the left, what is known of one at the right."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QBoxLayout,
    QGridLayout,
    QVBoxLayout,
    QWidget,
)

from desktop_app.language import Message
from desktop_app.services.trust.cut_offs import CutOff, Found
from desktop_app.services.trust.devices import CutPreview, DeviceLine, DeviceStatus
from desktop_app.ui.devices import words
from desktop_app.ui.devices.anew import AskAnew
from desktop_app.ui.devices.communities_dialog import CommunitiesDialog
from desktop_app.ui.devices.path import Path
from desktop_app.ui.shared.buttons import Button
from desktop_app.ui.shared.flow import FlowLayout
from desktop_app.ui.shared.icons import IconMark
from desktop_app.ui.shared.labels import Badge, Heading, PlainLabel, Second, State
from desktop_app.ui.shared.list_and_details import ListAndDetails
from desktop_app.ui.shared.look import scaled, space
from desktop_app.ui.shared.page import ScrollPage
from desktop_app.ui.shared.tables import Column
from desktop_app.ui.shared.words import say

_STATES: Final = {
    DeviceStatus.ACTIVE: State.DONE,
    DeviceStatus.PROVISIONAL: State.WAITS,
    DeviceStatus.CUT_OFF: State.DANGER,
}


def _state(line: DeviceLine) -> State:
    return State.INFO if line.own else _STATES[line.status]


class DevicesScreen(ListAndDetails[DeviceLine]):
    """given: the names of the communities that the laptop shown shall hold. lost: the id of the one that is
    gone. begun: somebody says that one is gone, not yet which. remaining_asked: the id of one that is cut off.

    anew_asked: the folder for the request of this laptop. decided: what the office decides about the one
    that is shown. The signals of the guided way are those of `path`.
    """

    begun = Signal()
    decided = Signal(object)
    anew_asked = Signal(object)
    lost = Signal(str)
    remaining_asked = Signal(str)
    given = Signal(object)

    help_topic = "laptops"

    def __init__(self, clock: Callable[[], datetime]) -> None:
        super().__init__()
        zone = clock().tzinfo
        self._clock = clock

        def local(at: int) -> datetime:
            return datetime.fromtimestamp(at / 1000, zone)

        self._local = local
        self._line: DeviceLine | None = None
        self._choices: tuple[str, ...] = ()
        columns: tuple[Column[DeviceLine], ...] = (
            Column("name", Message("devices", "Laptop"), lambda one: one.name),
            Column(
                "communities", Message("devices", "Clients of"), words.communities_words, width=152
            ),
            Column(
                "heard",
                Message("devices", "Last heard"),
                lambda one: words.heard_words(one, local, clock().date()),
                width=104,
            ),
            Column(
                "only",
                Message("devices", "Not here yet"),
                words.only_there_words,
                width=84,
                numbers=True,
            ),
            Column(
                "status",
                Message("devices", "State"),
                lambda one: say(words.status_words(one)),
                state=_state,
                width=142,
            ),
        )
        self.begin(
            Message("devices", "Laptops"),
            Message("devices", "Back to the exchange"),
            columns,
            Message("devices", "Laptops of the organisation"),
            self._make_details(),
            lambda one: one.device,
            share=(7, 5),
            narrow_under=1000,
            lines=5,
            head_under=820,
        )
        self.opened.connect(lambda one: self._focus_details())
        self.gone = Button(
            Message("devices", "A laptop was lost or stolen"), icon_name="shield-alert"
        )
        self.gone.clicked.connect(self.begun)
        self.add_action(self.gone)
        self.path = Path(local, lambda: clock().date())
        self.add_page(self.path)

    def _make_details(self) -> QWidget:
        self._details = ScrollPage(margin_steps=0)
        column = self._details.column
        self._name = Heading(level=2)
        self._badge = Badge(State.NEUTRAL, "")
        column.addWidget(self._name)
        column.addWidget(self._badge, 0, Qt.AlignmentFlag.AlignLeft)
        holder = QWidget()
        self._facts = QGridLayout(holder)
        self._facts.setContentsMargins(0, 0, 0, 0)
        self._facts.setHorizontalSpacing(space(4))
        self._facts.setVerticalSpacing(space(2))
        self._facts.setColumnStretch(1, 1)
        column.addWidget(holder)
        told = QWidget()
        self._warnings = QVBoxLayout(told)
        self._warnings.setContentsMargins(0, 0, 0, 0)
        self._warnings.setSpacing(space(2))
        column.addWidget(told)
        self.communities = Button(
            Message("devices", "Change its communities…"), icon_name="map-pinned"
        )
        self.communities.clicked.connect(self._ask_communities)
        column.addWidget(self.communities, 0, Qt.AlignmentFlag.AlignLeft)
        self.cut = Button(Message("devices", "Lost or stolen: cut it off…"), icon_name="ban")
        self.cut.clicked.connect(self._ask_cut)
        column.addWidget(self.cut, 0, Qt.AlignmentFlag.AlignLeft)
        self.remaining = Button(
            Message("devices", "What remains to be done…"), icon_name="shield-alert"
        )
        self.remaining.clicked.connect(self._ask_remaining)
        column.addWidget(self.remaining, 0, Qt.AlignmentFlag.AlignLeft)
        self._why_not = Second(
            Message(
                "devices",
                "Laptops are cut off at the office, on the computer that keeps the list.",
            )
        )
        column.addWidget(self._why_not)
        self.anew = AskAnew()
        self.anew.asked.connect(self.anew_asked)
        column.addWidget(self.anew)
        column.addStretch(1)
        return self._details

    def take_focus(self) -> None:
        """The keyboard goes to the list, or into the guided way."""
        if self.shown_page() is self.path:
            self.path.take_focus()
        else:
            super().take_focus()

    # What the presenter says

    def show_list(self, lines: Sequence[DeviceLine], chosen: int, may_cut_off: bool) -> None:
        """List these and choose that row."""
        self.show_rows(lines, chosen)
        here = [one for one in lines if one.status is not DeviceStatus.CUT_OFF]
        self.count.set_words(
            Message("devices", "{n} laptop in use", {}, "{n} laptops in use", len(here))
        )
        self.gone.setVisible(may_cut_off and len(here) > 1)

    def show_device(self, line: DeviceLine, may_cut_off: bool, choices: Sequence[str] = ()) -> None:
        """Show what is known of this one."""
        self._line = line
        self._name.set_words(line.name)
        self._badge.set_state(_state(line), words.status_words(line))
        _empty(self._facts)
        for row, (what, said) in enumerate(words.facts(line, self._local, self._clock().date())):
            label = Second(what)
            self._facts.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
            self._facts.addWidget(PlainLabel(said), row, 1, Qt.AlignmentFlag.AlignTop)
        _empty(self._warnings)
        for told in words.warnings(line, self._local):
            self._warnings.addWidget(_Warning(told))
        for ask in words.asks(line, may_cut_off):
            self._warnings.addWidget(_Warning(ask.told))
            self._warnings.addWidget(self._buttons_for(ask))
        self._choices = tuple(choices)
        self.communities.setVisible(bool(choices))
        can = not line.own and line.status is not DeviceStatus.CUT_OFF
        self.cut.setVisible(can and may_cut_off)
        self.remaining.setVisible(line.status is DeviceStatus.CUT_OFF and may_cut_off)
        self._why_not.setVisible(can and not may_cut_off)
        self.anew.setVisible(line.own and not may_cut_off)
        self.show_from_top()

    def show_request(self, file: str, digits: str) -> None:
        """The request was written: say what to do with it, and its digits."""
        self.anew.show_request(file, digits)

    def _buttons_for(self, ask: words.Ask) -> QWidget:
        holder = QWidget()
        flow = FlowLayout(holder, gap=space(2))
        for act, said in ask.acts:
            button = Button(said)
            button.clicked.connect(lambda checked=False, act=act: self._decide(act))
            flow.addWidget(button)
        holder.setVisible(bool(ask.acts))
        return holder

    def _decide(self, act: object) -> None:
        """The button goes with what it decided; the keyboard stays with the laptop."""
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        self.decided.emit(act)

    def show_choice(self, lines: Sequence[DeviceLine]) -> None:
        """Let the person say which laptop was lost."""
        self.path.show_choice(lines, self._clock().date())
        self._enter()

    def show_preview(self, preview: CutPreview) -> None:
        """What the laptop may hold, and how it was when it was lost."""
        self.path.show_preview(preview, self._clock().date())
        self._enter()

    def show_consequences(self, preview: CutPreview, found: Found) -> None:
        """What cutting it off does."""
        self.path.show_consequences(preview)
        self._enter()

    def show_aftermath(self, preview: CutPreview, cut: CutOff) -> None:
        """It is cut off; what remains to be done."""
        self.path.show_aftermath(preview, cut)
        self._enter()

    def incident_written(self) -> None:
        """The incident stands in the register."""
        self.path.incident_written()

    def incident_refused(self, words: Message) -> None:
        """Say why the incident was not written."""
        self.path.incident_refused(words)

    def leave_path(self) -> None:
        """Back to the list."""
        self.show_page()
        if self.isVisible():
            self.take_focus()

    def _enter(self) -> None:
        self.show_page(self.path)
        if self.isVisible():
            self.path.take_focus()

    def _ask_communities(self) -> None:
        if self._line is None:
            return
        dialog = CommunitiesDialog(self._line, self._choices, self)
        dialog.given.connect(self.given)
        dialog.finished.connect(lambda result: dialog.deleteLater())
        dialog.open()

    def _ask_cut(self) -> None:
        if self._line is not None:
            self.lost.emit(self._line.device)

    def _ask_remaining(self) -> None:
        if self._line is not None:
            self.remaining_asked.emit(self._line.device)

    def _focus_details(self) -> None:
        for button in (self.cut, self.remaining):
            if button.isVisible():
                button.setFocus(Qt.FocusReason.TabFocusReason)

    # What the frame asks

    def escape(self) -> None:
        if self.shown_page() is self.path:
            self.path.left.emit()
        else:
            super().escape()

    def keeps_keyboard(self) -> bool:
        return True

    def fit(self, narrow: bool) -> None:
        self.table.setColumnHidden(1, self.width() < scaled(700))


class _Warning(QWidget):
    """A sentence that somebody should look after."""

    def __init__(self, told: Message) -> None:
        super().__init__()
        line = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(space(2))
        line.addWidget(IconMark("triangle-alert", "waits"), 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(PlainLabel(told), 1)


def _empty(layout: QGridLayout | QVBoxLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
