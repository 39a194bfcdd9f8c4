"""The week as a board: columns of days, rows of hours, and blocks that take the keyboard."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFontMetrics,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from desktop_app.domain.words.calendar_words import time_of_day
from desktop_app.language import Message
from desktop_app.services.schedule.schedule import CANCELLED
from desktop_app.ui.schedule.model import (
    DAYS,
    SAME_CLOCK,
    Placed,
    Week,
    column_heading,
    name_of,
    place_of_clock,
    scale_time,
    sentence,
    sign_of,
)
from desktop_app.ui.shared.icons import icon_pixmap
from desktop_app.ui.shared.labels import STATE_LOOKS, State
from desktop_app.ui.shared.look import Size, colour, scaled, space, text_font, theme
from desktop_app.ui.shared.words import say, shown, tooltip

HOUR = 52
_SCALE = 56
_SCALE_OF_SEVERAL = 68
"""Pixels of a clock at the edge; where there are several, the name of its place stands over it."""
_HEAD = 52
_RADIUS = 6.0

_STEPS = {
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
}


def _tone(placed: Placed) -> State:
    return State(sign_of(placed.line).tone)


class Block(QWidget):
    """One appointment on the board. chosen: the keyboard came to it. opened: Enter."""

    chosen = Signal(str)
    opened = Signal(str)
    step_asked = Signal(int, int)

    def __init__(self, placed: Placed, week: Week, parent: QWidget) -> None:
        super().__init__(parent)
        self.placed, self._week, self._marked = placed, week, False
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.retranslate()

    def mark(self, marked: bool) -> None:
        """It is the chosen one: Tab leads to it, and it is framed."""
        self._marked = marked
        policy = Qt.FocusPolicy.StrongFocus if marked else Qt.FocusPolicy.ClickFocus
        self.setFocusPolicy(policy)
        self.update()

    def retranslate(self) -> None:
        """Say the whole appointment for screen readers and in the tool tip."""
        said = say(partial(sentence, self.placed, self._week))
        self.setAccessibleName(said)
        self.setToolTip(tooltip(said))
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.chosen.emit(self.placed.line.id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit(self.placed.line.id)
            return
        try:
            across, down = _STEPS[Qt.Key(event.key())]
        except KeyError:
            super().keyPressEvent(event)
        else:
            self.step_asked.emit(across, down)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.opened.emit(self.placed.line.id)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look = STATE_LOOKS[_tone(self.placed)]
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        cancelled = self.placed.line.status == CANCELLED
        framed = self._marked or cancelled or theme().palette.outlined
        ink = look.ink if self._marked else "line"
        painter.setPen(QPen(colour(ink), 1) if framed else Qt.PenStyle.NoPen)
        painter.setBrush(colour("surface" if cancelled else look.soft))
        painter.drawRoundedRect(box, _RADIUS, _RADIUS)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour(look.ink))
        painter.drawRoundedRect(
            QRectF(box.left() + 3, box.top() + 4, 3, box.height() - 8), 1.5, 1.5
        )
        self._write(painter, box.adjusted(11, 3, -5, -3), look.ink)
        painter.end()

    def _write(self, painter: QPainter, room: QRectF, ink: str) -> None:
        line = self.placed.line
        time, name = time_of_day(line.local), shown(name_of(line))
        city = place_of_clock(line, self._week.zone)
        strong = text_font(Size.SMALL, bold=True)
        usual = text_font(Size.SMALL)
        if line.closed:
            strong = usual
        if line.status == CANCELLED:
            strong.setStrikeOut(True)
        high = QFontMetricsF(strong).height()
        lines = max(1, int((room.height() + 2) // high))
        mark = scaled(14)
        if room.width() > 3 * mark:
            pixmap = icon_pixmap(sign_of(line).icon, ink, 14, self.devicePixelRatioF())
            painter.drawPixmap(round(room.right() - mark), round(room.top() + 1), pixmap)
        beside = QRectF(room.left(), room.top(), room.width() - mark - 4, high)
        if lines == 1:
            top = room.top() + max(0.0, (room.height() - high) / 2)
            ink = "ink_second" if line.closed else "ink"
            alone = beside.translated(0, top - room.top())
            if city:
                # Whom one meets is worth more than where: a pin says that the clock is not this one.
                texts = [(time, strong, ink, alone)]
                after = QFontMetricsF(strong).horizontalAdvance(f"{time} ")
                pin = icon_pixmap("map-pinned", ink, 12, self.devicePixelRatioF())
                middle = alone.center().y() - scaled(12) / 2
                painter.drawPixmap(round(alone.left() + after), round(middle), pin)
                alone = alone.adjusted(after + scaled(12) + 3, 0, 0, 0)
                texts.append((name, strong, ink, alone))
            else:
                texts = [(f"{time} {name}", strong, ink, alone)]
        else:
            texts = [(f"{time} {city}".rstrip(), usual, "ink_second", beside)]
            under = room.adjusted(0, high, 0, 0)
            name_ink = "ink_second" if line.closed else "ink"
            texts.append(
                (name, strong, name_ink, QRectF(under.left(), under.top(), under.width(), high))
            )
            if lines > 2 and line.subject:
                rest = QRectF(under.left(), under.top() + high, under.width(), high)
                texts.append((shown(line.subject), usual, "ink_second", rest))
        for text, font, token, box in texts:
            painter.setFont(font)
            painter.setPen(colour(token))
            short = QFontMetrics(font).elidedText(
                text, Qt.TextElideMode.ElideRight, int(box.width())
            )
            painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, short)


class Hours(QWidget):
    """The rows of hours with the blocks upon them."""

    chosen = Signal(str)
    opened = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._week: Week | None = None
        self._blocks: list[Block] = []
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.retranslate()

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The appointments in the order of days and times."""
        return tuple(self._blocks)

    @property
    def left(self) -> int:
        """Where the first column begins, beside the clocks."""
        return self.scale_width * (len(self._week.scales) if self._week is not None else 1)

    @property
    def scale_width(self) -> int:
        """The room of one clock."""
        several = self._week is not None and len(self._week.scales) > 1
        return scaled(_SCALE_OF_SEVERAL if several else _SCALE)

    def show_week(self, week: Week) -> None:
        """Show the appointments of a week."""
        self._week = week
        for block in self._blocks:
            block.hide()
            block.deleteLater()
        self._blocks = []
        for placed in week.placed:
            block = Block(placed, week, self)
            block.chosen.connect(self.chosen)
            block.opened.connect(self.opened)
            block.step_asked.connect(partial(self._step, block))
            block.show()
            self._blocks.append(block)
        # Without an appointment the board itself holds the keyboard, so that N and the arrows work.
        empty = Qt.FocusPolicy.StrongFocus if not self._blocks else Qt.FocusPolicy.NoFocus
        self.setFocusPolicy(empty)
        self.retheme()
        self.update()

    def mark(self, appointment: str) -> Block | None:
        """Make this the chosen one; its block, or None when it is not here."""
        found = None
        for block in self._blocks:
            block.mark(block.placed.line.id == appointment)
            if block.placed.line.id == appointment:
                found = block
        return found

    def column(self, day: int) -> tuple[int, int]:
        """Where a day begins and ends, in pixels."""
        wide = self.width() - self.left
        return self.left + wide * day // DAYS, self.left + wide * (day + 1) // DAYS

    def retranslate(self) -> None:
        """Say what this is, for screen readers."""
        self.setAccessibleName(say(Message("schedule", "Week without an appointment")))

    def retheme(self) -> None:
        """Take the height of an hour at the size of text in force."""
        hours = 10 if self._week is None else self._week.hours[1] - self._week.hours[0]
        self.setMinimumHeight(scaled(HOUR) * hours + 1)
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def top_of(self, minutes: int) -> int:
        """The height at which a minute of the day stands."""
        first = 0 if self._week is None else self._week.hours[0]
        return round((minutes - first * 60) * scaled(HOUR) / 60)

    def _place(self) -> None:
        for block in self._blocks:
            placed = block.placed
            start, end = self.column(placed.day)
            start, end = start + 3, end - 3
            wide = (end - start) // placed.lanes
            top, bottom = self.top_of(placed.start) + 1, self.top_of(placed.end)
            gap = 2 if placed.lane + 1 < placed.lanes else 0
            height = max(bottom - top, 24)
            block.setGeometry(QRect(start + wide * placed.lane, top, wide - gap, height))

    def _step(self, block: Block, across: int, down: int) -> None:
        """Up and Down within the day, Left and Right to the nearest time of another day."""
        if self._week is None:
            return
        here = block.placed
        target = None
        if down:
            same = [one for one in self._blocks if one.placed.day == here.day]
            number = same.index(block) + down
            target = same[number] if 0 <= number < len(same) else None
        else:
            days = range(here.day + across, DAYS if across > 0 else -1, across)
            for day in days:
                there = [one for one in self._blocks if one.placed.day == day]
                if there:
                    target = min(there, key=lambda one: abs(one.placed.start - here.start))
                    break
        if target is not None:
            target.setFocus(Qt.FocusReason.TabFocusReason)

    def paintEvent(self, event: QPaintEvent) -> None:
        week = self._week
        if week is None:
            return
        painter = QPainter(self)
        painter.fillRect(self.rect(), colour("surface"))
        if week.today is not None:
            start, end = self.column(week.today)
            painter.fillRect(QRect(start, 0, end - start, self.height()), colour("ground"))
        painter.setFont(text_font(Size.SMALL))
        for hour in range(*week.hours):
            top = self.top_of(hour * 60)
            painter.setPen(colour("line"))
            painter.drawLine(self.left, top, self.width(), top)
            painter.setPen(colour("ink_second"))
            for number, scale in enumerate(week.scales):
                wide = self.scale_width
                box = QRect(wide * number, top, wide - 6, scaled(20))
                painter.drawText(
                    box,
                    Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop,
                    scale_time(hour, scale),
                )
        painter.setPen(colour("line"))
        for day in range(DAYS):
            start, _ = self.column(day)
            painter.drawLine(start, 0, start, self.height())
        self._paint_now(painter, week)
        painter.end()

    def _paint_now(self, painter: QPainter, week: Week) -> None:
        minutes = week.now.hour * 60 + week.now.minute
        shown_hours = week.hours[0] * 60 <= minutes < week.hours[1] * 60
        if week.today is None or not shown_hours:
            return
        start, end = self.column(week.today)
        top = self.top_of(minutes)
        painter.setPen(QPen(colour("waits"), 2))
        painter.drawLine(start + 1, top, end - 1, top)


class _Heads(QWidget):
    """The headings of the columns, and the names of the clocks above their scales."""

    def __init__(self, hours: Hours) -> None:
        super().__init__()
        self._hours = hours
        self._week: Week | None = None
        self.retheme()

    def show_week(self, week: Week) -> None:
        """Show the days of a week."""
        self._week = week
        self.update()

    def retheme(self) -> None:
        """Take the height of the size of text in force."""
        self.setFixedHeight(scaled(_HEAD))

    def retranslate(self) -> None:
        """Say the days in the current language."""
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        week = self._week
        if week is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = self.height() // 2
        centre = Qt.AlignmentFlag.AlignHCenter
        for number, day in enumerate(week.days):
            start, end = self._hours.column(number)
            today = week.today == number
            if today:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(colour("accent_soft"))
                painter.drawRoundedRect(
                    QRectF(start + 4, 4, end - start - 8, self.height() - 8), 8, 8
                )
            name, date_words = column_heading(day)
            for text, bold, token, box, side in (
                (
                    name, True, "accent" if today else "ink",
                    QRect(start, 0, end - start, middle), Qt.AlignmentFlag.AlignBottom,
                ),
                (
                    date_words, False, "ink" if today else "ink_second",
                    QRect(start, middle, end - start, middle), Qt.AlignmentFlag.AlignTop,
                ),
            ):  # fmt: skip
                painter.setFont(text_font(Size.BODY if bold else Size.SMALL, bold=bold))
                painter.setPen(colour(token))
                painter.drawText(box, centre | side, text)
        if len(week.scales) > 1:
            font = text_font(Size.SMALL)
            painter.setFont(font)
            painter.setPen(colour("ink_second"))
            metrics = QFontMetrics(font)
            wide = self._hours.scale_width
            for number, scale in enumerate(week.scales):
                room = QRect(wide * number + 2, 0, wide - 8, self.height() - 4)
                # A name of two words stands in two lines.
                text = "\n".join(
                    metrics.elidedText(word, Qt.TextElideMode.ElideRight, room.width())
                    for word in scale.city.split(SAME_CLOCK)[0].split()
                )
                painter.drawText(
                    room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom, text
                )
        painter.end()


class WeekBoard(QFrame):
    """The headings, and under them the hours, which scroll. chosen, opened: the id."""

    chosen = Signal(str)
    opened = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("card", True)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        self.hours = Hours()
        self.hours.chosen.connect(self._chosen)
        self.hours.opened.connect(self.opened)
        self._heads = _Heads(self.hours)
        column.addWidget(self._heads)
        line = QFrame()
        line.setProperty("rule", True)
        line.setFixedHeight(1)
        column.addWidget(line)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setWidget(self.hours)
        # The first pictures of a window are smaller than the last: what was scrolled then is undone.
        self._area.verticalScrollBar().rangeChanged.connect(lambda low, high: self._bring_chosen())
        column.addWidget(self._area, 1)

    def show_week(self, week: Week, chosen: str) -> None:
        """Show a week; the keyboard stays on the board when it was there."""
        held = any(one.hasFocus() for one in (self.hours, *self.hours.blocks))
        self.hours.show_week(week)
        self._heads.show_week(week)
        block = self.hours.mark(chosen)
        if held:
            self.take_focus()
        if block is not None:
            self._bring(block)
        else:
            self._area.verticalScrollBar().setValue(0)

    def take_focus(self) -> None:
        """The keyboard goes to the chosen appointment, or to the empty board."""
        (self._marked() or self.hours).setFocus(Qt.FocusReason.OtherFocusReason)

    def _marked(self) -> Block | None:
        strong = Qt.FocusPolicy.StrongFocus
        return next((one for one in self.hours.blocks if one.focusPolicy() is strong), None)

    def _bring_chosen(self) -> None:
        block = self._marked()
        if block is not None:
            self._bring(block)

    def _chosen(self, appointment: str) -> None:
        block = self.hours.mark(appointment)
        if block is not None:
            self._bring(block)
        self.chosen.emit(appointment)

    def _bring(self, block: Block) -> None:
        """Scroll to it; where it can be seen from the morning on, the morning is shown too."""
        if block.geometry().bottom() + space(4) <= self._area.viewport().height():
            self._area.verticalScrollBar().setValue(0)
        else:
            self._area.ensureWidgetVisible(block, 0, space(4))

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() is QEvent.Type.LayoutRequest:
            self._heads.update()
        return done
