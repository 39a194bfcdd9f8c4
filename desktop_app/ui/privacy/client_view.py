"""The page that one person reads: large, theirs alone, in their language; and what they say of it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from desktop_app.language import Message
from desktop_app.services.casework.read_back import NOT_RIGHT, RIGHT, ClientPage
from desktop_app.ui.shared.banner import Banner
from desktop_app.ui.shared.buttons import Button, Kind, Tall
from desktop_app.ui.shared.dialogs import Dialog
from desktop_app.ui.shared.fields import Check, TextField
from desktop_app.ui.shared.flow import FlowLayout
from desktop_app.ui.shared.labels import PlainLabel, State
from desktop_app.ui.shared.look import Size, scaled, space
from desktop_app.ui.shared.page import ScrollPage
from desktop_app.ui.shared.unfinished import KEEP_MS
from desktop_app.ui.shared.words import Words

_COVER_KEY = Qt.Key.Key_F12


class ChooseDialog(Dialog):
    """Lets the worker choose what the person is shown. chosen: the keys."""

    chosen = Signal(object)

    def __init__(self, page: ClientPage, parent: QWidget | None = None) -> None:
        super().__init__(Message("privacy", "Let the person read"), parent)
        self.body.addWidget(
            PlainLabel(
                Message(
                    "privacy",
                    "The window shows this alone, in large letters: no other name, no note. Press Esc "
                    "to come back; where you chose a PIN for this session, it is asked for.",
                )
            )
        )
        # The answers to a form are shown or left out together.
        self.boxes: dict[str, Check] = {}
        for one in page.items:
            if one.group:
                words: Words = Message("privacy", "Answers to the form: {form}", {"form": one.form})
                self.boxes.setdefault(one.group, Check(words))
            else:
                self.boxes[one.key] = Check(one.question)
        holder = ScrollPage(margin_steps=1)
        for box in self.boxes.values():
            box.setChecked(True)
            holder.column.addWidget(box)
        holder.column.addStretch(1)
        self.body.addWidget(holder, 1)
        self.add_button(Message("dialogs", "Go back"), self.reject)
        self.verb = self.add_button(Message("privacy", "Show it"), self._give, Kind.PRIMARY)
        self.resize(scaled(640), scaled(520))
        self.verb.setFocus()

    def _give(self) -> None:
        keys = tuple(key for key, box in self.boxes.items() if box.isChecked())
        self.accept()
        self.chosen.emit(keys)


class ClientView(QWidget):
    """Fills the window. said: what the person answers, and in which words. typed: as much as they have
    typed of them. left: Esc, or the end.
    """

    said = Signal(str, str)
    typed = Signal(str)
    left = Signal()

    def __init__(self, page: ClientPage, typed: str = "") -> None:
        """typed: what they began to say earlier and did not send."""
        super().__init__()
        self.setProperty("ground", True)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._page, self._over = page, False
        self._before: list[QWidget] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        scroll = ScrollPage(margin_steps=6)
        self._column = scroll.column
        self._column.setSpacing(space(3))
        column.addWidget(scroll, 1)
        self._asked: list[QWidget] = []
        group = ""
        for one in page.items:
            if one.group != group:
                group = one.group
                self._add(PlainLabel(one.form, size=Size.QUESTION))
            self._add(PlainLabel(one.question, size=Size.TITLE, ink="ink_second"))
            self._add(PlainLabel(one.value, size=Size.QUESTION, bold=True))
            rule = QFrame()
            rule.setProperty("rule", True)
            rule.setFixedHeight(1)
            self._add(rule)
        self._title = PlainLabel(page.title, size=Size.QUESTION, bold=True)
        self._column.addWidget(self._title)
        self.right = Button(page.right, kind=Kind.PRIMARY, icon_name="check", tall=Tall.KIOSK)
        self.wrong = Button(page.not_right, icon_name="x", tall=Tall.KIOSK)
        self.right.clicked.connect(lambda checked=False: self.said.emit(RIGHT, ""))
        self.wrong.clicked.connect(self._ask_why)
        answers = QWidget()
        flow = FlowLayout(answers, gap=space(4))
        flow.addWidget(self.right)
        flow.addWidget(self.wrong)
        self._answers = answers
        self._column.addWidget(answers)
        self.because = TextField(page.because)
        self.because.set_value(typed or None)
        self.because.left.connect(lambda value: self.typed.emit(str(value or "")))
        self._keep = QTimer(self)
        self._keep.setSingleShot(True)
        self._keep.setInterval(KEEP_MS)
        self._keep.timeout.connect(self.because.finish)
        self.because.edited.connect(self._keep_soon)
        self.send = Button(page.send, kind=Kind.PRIMARY, icon_name="check", tall=Tall.KIOSK)
        self.send.clicked.connect(self._send)
        self._column.addWidget(self.because)
        self._column.addWidget(self.send, 0, Qt.AlignmentFlag.AlignLeft)
        self.leave = Button(page.leave, icon_name="log-out", tall=Tall.KIOSK)
        self.leave.clicked.connect(lambda checked=False: self.left.emit())
        self._column.addWidget(self.leave, 0, Qt.AlignmentFlag.AlignLeft)
        for later in (self.because, self.send, self.leave):
            later.hide()
        self._column.addStretch(1)
        self._problem: Banner | None = None

    def _add(self, widget: QWidget) -> None:
        self._asked.append(widget)
        self._column.addWidget(widget)

    def thank(self) -> None:
        """What was said is kept."""
        self._over = True
        for one in (*self._asked, self._answers, self.because, self.send):
            one.hide()
        self._title.set_words(self._page.thanks)
        self.leave.show()
        self.leave.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_problem(self, words: Message) -> None:
        """It was not kept."""
        if self._problem is None:
            self._problem = Banner(State.DANGER, words)
            self._column.insertWidget(0, self._problem)
        self._problem.show_sentence(words)

    def cover(self, work: QWidget) -> None:
        """Lie over everything in `work`, which can neither be seen nor reached meanwhile."""
        self._before = [
            one
            for one in work.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
            if one is not self and one.isEnabled()
        ]
        for one in self._before:
            one.setEnabled(False)
        self.setParent(work)
        work.installEventFilter(self)
        self.setGeometry(work.rect())
        self.show()
        self.raise_()
        self.right.setFocus(Qt.FocusReason.OtherFocusReason)

    def uncover(self) -> None:
        """Give the work back."""
        if not self._over:
            self.because.finish()
        for one in self._before:
            one.setEnabled(True)
        self._before = []
        work = self.parentWidget()
        if work is not None:
            work.removeEventFilter(self)
        self.hide()
        self.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize and isinstance(watched, QWidget):
            self.setGeometry(watched.rect())
        elif event.type() is QEvent.Type.ChildAdded:
            self.raise_()
        return super().eventFilter(watched, event)

    def event(self, event: QEvent) -> bool:
        # No key of the window leads away from here but the one that covers everything.
        if (
            isinstance(event, QKeyEvent)
            and event.type() is QEvent.Type.ShortcutOverride
            and event.key() != _COVER_KEY
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        # Nothing goes on to the window behind.
        event.accept()

    def _ask_why(self) -> None:
        self._answers.hide()
        self.because.show()
        self.send.show()
        self.because.take_focus()

    def _keep_soon(self) -> None:
        if not self._keep.isActive():
            self._keep.start()

    def _send(self) -> None:
        self.because.finish()
        self.said.emit(NOT_RIGHT, str(self.because.value() or ""))


def cover_the_work(view: ClientView, inside: QWidget) -> None:
    """Lay the page over the whole work of the window that `inside` is in."""
    window = inside.window()
    central = window.centralWidget() if isinstance(window, QMainWindow) else None
    shown = central.currentWidget() if isinstance(central, QStackedWidget) else None
    view.cover(window if shown is None else shown)
