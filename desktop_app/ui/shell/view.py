"""The window: the rail, the bars, the screens between them, and the keys that work everywhere.

A screen is registered as a factory and made when it is first shown. It is any widget; what it can
do beyond being shown it says by having `retranslate()`, `activate()` (it is shown again: ask for
fresh content), `show_detail(detail)` (a record's id, "" for the list), `print_asked()`,
`new_asked()` and `help_topic` (the name of a page of the manual).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QCursor,
    QKeySequence,
    QMouseEvent,
    QResizeEvent,
    QShortcut,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QApplication,
    QBoxLayout,
    QMainWindow,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop_app.language import Message
from desktop_app.ui.shared.announce import announce
from desktop_app.ui.shared.banner import Banner
from desktop_app.ui.shared.cover import Cover
from desktop_app.ui.shared.dialogs import PassphraseDialog
from desktop_app.ui.shared.hits import Hit
from desktop_app.ui.shared.key_sheet import KeySheet, keys_document
from desktop_app.ui.shared.labels import State
from desktop_app.ui.shared.look import space, theme
from desktop_app.ui.shared.printing import print_document
from desktop_app.ui.shared.search_palette import SearchPalette
from desktop_app.ui.shared.theme import apply_theme
from desktop_app.ui.shared.toast import UNDER, Toast
from desktop_app.ui.shared.words import Words, say, use_interface_language
from desktop_app.ui.shell.keys import KEY_GROUPS
from desktop_app.ui.shell.places import ALL_PLACES, EXCHANGE, Route
from desktop_app.ui.shell.presenter import Look, Standing, Waits
from desktop_app.ui.shell.rail import Rail
from desktop_app.ui.shell.status_bar import StatusBar
from desktop_app.ui.shell.top_bar import TopBar

NARROW_WIDTH = 1024
LARGE_TEXT = 175
SMALLEST = (720, 480)


class MainWindow(QMainWindow):
    """Shows what its presenter says and emits what the person asks for.

    closing: the window is about to close; jobs are to be ended now.
    """

    gone_to = Signal(object)
    back_asked = Signal()
    forward_asked = Signal()
    results_asked = Signal(str)
    hit_opened = Signal(object)
    new_person_asked = Signal(str)
    undo_asked = Signal()
    messages_asked = Signal()
    cover_asked = Signal()
    lift_asked = Signal(str)
    lock_asked = Signal()
    help_asked = Signal(str)
    text_size_asked = Signal(int)
    language_asked = Signal(str)
    closing = Signal()

    def __init__(self, languages: tuple[str, ...] = ("fr", "en")) -> None:
        """languages: the codes that the status bar offers."""
        super().__init__()
        self._factories: dict[str, Callable[[], QWidget]] = {}
        self._screens: dict[str, QWidget] = {}
        self._route = Route("")
        self.setMinimumSize(*SMALLEST)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self._layers = QStackedWidget()
        self.setCentralWidget(self._layers)
        self._work = QWidget()
        self._work.setProperty("ground", True)
        self._work.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self._work)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(0)
        self.rail, self.top_bar, self.status = Rail(), TopBar(), StatusBar(languages)
        self._box.addWidget(self.rail)
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(self.top_bar)
        self._banner_room = QWidget()
        self._banners = QVBoxLayout(self._banner_room)
        self._banners.setContentsMargins(space(5), space(3), space(5), 0)
        self._banner_room.hide()
        column.addWidget(self._banner_room)
        self._stack = QStackedWidget()
        column.addWidget(self._stack, 1)
        column.addWidget(self.status)
        self._box.addLayout(column, 1)
        self._layers.addWidget(self._work)
        self.cover = Cover()
        self._layers.addWidget(self.cover)
        self.palette_box = SearchPalette(self._work)
        self.toast = Toast(self._work)
        self._before_palette: QWidget | None = None
        self._join()
        self._take_keys()
        self.retranslate()

    def register(self, place: str, factory: Callable[[], QWidget]) -> None:
        """Say how the screen of a place is made, when it is first shown."""
        self._factories[place] = factory

    def screen_of(self, place: str) -> QWidget | None:
        """The screen of a place, if it has been shown already."""
        return self._screens.get(place)

    def show_route(self, route: Route, *, back: bool, forward: bool) -> None:
        """Show the place, and in it what is open; the keyboard goes to the screen."""
        self._route = route
        screen = self._screens.get(route.place)
        if screen is None:
            screen = self._factories[route.place]()
            self._screens[route.place] = screen
            self._stack.addWidget(screen)
        self._stack.setCurrentWidget(screen)
        self.rail.show_place(route.place)
        _call(screen, "show_detail", route.detail)
        _call(screen, "activate")
        self._focus_screen()
        self.retranslate()
        announce(self, self.windowTitle())

    def show_badges(self, badges: Mapping[str, Waits]) -> None:
        """Show how many things wait in each place."""
        self.rail.show_badges(badges)

    def show_standing(self, standing: Standing, now: datetime) -> None:
        """Show how the vault stands."""
        self.status.show_standing(standing, now)

    def show_person(self, name: str) -> None:
        """Show who is at work."""
        self.top_bar.show_person(name)

    def show_look(self, look: Look) -> None:
        """Draw and say everything anew, without a restart."""
        app = QApplication.instance()
        if not isinstance(app, QApplication):
            return
        if (theme().palette.key, theme().text_percent) != (look.palette, look.text_percent):
            apply_theme(app, look.palette, look.text_percent)
        self.status.show_look(look)
        use_interface_language(app, look.language)
        self._fit()
        # Rows are laid out anew first.
        QTimer.singleShot(0, self, lambda: QTimer.singleShot(0, self, self._keep_in_sight))

    def _keep_in_sight(self) -> None:
        """Where the keyboard is stays in sight when text grows under it."""
        held: QWidget | None = self.focusWidget()
        if held is None or held.objectName() == UNDER:
            return
        around = held.parentWidget()
        while around is not None:
            if isinstance(around, QScrollArea):
                around.ensureWidgetVisible(held, 0, space(6))
            around = around.parentWidget()

    def show_hits(self, words: str, hits: Sequence[Hit]) -> None:
        """Show what was found."""
        self.palette_box.show_hits(words, hits)

    def show_done(self, words: Message, *, undo: bool) -> None:
        """Say that something is done."""
        self.toast.show_done(words, undo=undo)

    def show_problem(self, words: Message) -> None:
        """Say above the screen that something did not go, until it is put away."""
        banner = Banner(State.DANGER, words, (Message("shell", "Put away"),))
        self.show_banner(banner)
        banner.acted.connect(lambda number: self.drop_banner(banner))

    def show_banner(self, banner: Banner) -> None:
        """Show a lasting state above every screen."""
        self._banners.addWidget(banner)
        self._banner_room.show()
        banner.read_out()

    def drop_banner(self, banner: Banner) -> None:
        """Take a banner away again."""
        self._banners.removeWidget(banner)
        banner.hide()
        banner.deleteLater()
        self._banner_room.setVisible(self._banners.count() > 0)

    def show_cover(self, *, pin: bool) -> None:
        """Hide the work, its dialogs and its words in the title of the window."""
        self.palette_box.close_palette()
        self.toast.hide()
        # A question over a question, a menu, a hint: each is a window of its own.
        for one in QApplication.topLevelWidgets():
            if one is not self and one.isVisible() and (one.isModal() or _belongs(one, self)):
                one.close()
                one.hide()
        self.cover.ask(pin=pin)
        self._layers.setCurrentWidget(self.cover)
        self.retranslate()
        self.cover.box.setFocus()

    def show_cover_problem(self, words: Message) -> None:
        """Say on the cover that it was not lifted."""
        self.cover.show_problem(words)

    def lift_cover(self) -> None:
        """Show the work again."""
        self._layers.setCurrentWidget(self._work)
        self.retranslate()

    @property
    def covered(self) -> bool:
        """Whether the work is hidden."""
        return self._layers.currentWidget() is self.cover

    def refresh(self) -> None:
        """The screen that is shown asks for its content again."""
        screen = self._stack.currentWidget()
        if screen is not None:
            _call(screen, "activate")

    def show_busy(self, busy: bool) -> None:
        """The pointer says that something takes its time; the window still answers."""
        if busy:
            QApplication.setOverrideCursor(QCursor(Qt.CursorShape.BusyCursor))
        else:
            QApplication.restoreOverrideCursor()

    def add_person_action(self, words: Words, run: Callable[[], None]) -> None:
        """One more line in the menu of the person at work."""
        self.top_bar.add_person_action(words, run)

    def ask_pin(self, choose: Callable[[str], Message | None]) -> None:
        """Ask for a PIN of this session. choose takes it, or says what is wrong with it."""
        dialog = PassphraseDialog(
            Message("cover", "Choose a PIN for this session"),
            Message("cover", "At least 4 digits. It lifts the cover (F12) and is kept nowhere."),
            Message("cover", "Use this PIN"),
            self,
            label=Message("cover", "PIN"),
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

        def take(pin: str) -> None:
            wrong = choose(pin)
            if wrong is None:
                dialog.accept()
            else:
                dialog.show_problem(wrong)

        dialog.given.connect(take)
        dialog.open()

    def open_search(self) -> None:
        """Show the one search."""
        if not self.covered:
            self._before_palette = self.focusWidget()
            self.palette_box.open()

    def show_keys(self) -> None:
        """Show all keys."""
        sheet = KeySheet(KEY_GROUPS, self)
        sheet.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        sheet.print_asked.connect(
            lambda: print_document(keys_document(KEY_GROUPS), sheet, "portage-keys.pdf")
        )
        sheet.open()

    def retranslate(self) -> None:
        """The title of the window; under the cover it says nothing of the work."""
        name = next((place.label for place in ALL_PLACES if place.key == self._route.place), None)
        if self.covered or name is None:
            self.setWindowTitle("Portage")
        else:
            self.setWindowTitle(say(Message("shell", "{place} - Portage", {"place": say(name)})))

    def retheme(self) -> None:
        """Put the rail where the size of text in force wants it."""
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._focus_screen()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.closing.emit()
        super().closeEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.palette_box and event.type() is QEvent.Type.Hide:
            before, self._before_palette = self._before_palette, None
            if before is not None and before.isVisible():
                before.setFocus(Qt.FocusReason.OtherFocusReason)
        return super().eventFilter(watched, event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.palette_box.close_palette()

    def _fit(self) -> None:
        """Under 1,024 px, or with text near 200 %, the rail lies across the top."""
        across = self.width() < NARROW_WIDTH or theme().text_percent >= LARGE_TEXT
        if across != self.rail.across:
            down, right = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
            self._box.setDirection(down if across else right)
            self.rail.lie_across(across)
        self.status.be_short(across)
        self.top_bar.be_flat(across)

    def _focus_screen(self) -> None:
        """The keyboard goes to the screen, not to the rail beside it."""
        screen = self._stack.currentWidget()
        if screen is None or not self.isVisible():
            return
        chosen = getattr(screen, "first_focus", None)
        first = (chosen() if callable(chosen) else None) or _first_in(screen)
        if first is not None and not self.covered:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _join(self) -> None:
        self.rail.gone_to.connect(lambda key: self.gone_to.emit(Route(key)))
        self.top_bar.search_asked.connect(self.open_search)
        self.top_bar.new_person_asked.connect(lambda: self.new_person_asked.emit(""))
        self.top_bar.lock_asked.connect(self.lock_asked)
        self.status.lost_asked.connect(lambda: self.gone_to.emit(Route(EXCHANGE)))
        self.status.text_size_asked.connect(self.text_size_asked)
        self.status.language_asked.connect(self.language_asked)
        self.palette_box.results_asked.connect(self.results_asked)
        self.palette_box.opened.connect(self.hit_opened)
        self.palette_box.new_person_asked.connect(self.new_person_asked)
        self.palette_box.installEventFilter(self)
        self.toast.undo_asked.connect(self.undo_asked)
        self.cover.lift_asked.connect(self.lift_asked)
        self.cover.lock_asked.connect(self.lock_asked)

    def _take_keys(self) -> None:
        """The keys that work everywhere; under the cover only the lock does."""
        keys: dict[str, Callable[[], None]] = {
            place.keys: partial(self.gone_to.emit, Route(place.key)) for place in ALL_PLACES
        }
        keys |= {
            "Alt+Left": self.back_asked.emit,
            "Alt+Right": self.forward_asked.emit,
            "Ctrl+K": self.open_search,
            "Ctrl+N": lambda: self.new_person_asked.emit(""),
            "Ctrl+Z": self.undo_asked.emit,
            "Ctrl+P": self._print,
            "Ctrl+/": self.show_keys,
            "F1": self._help,
            "F9": self.messages_asked.emit,
            "F12": self.cover_asked.emit,
        }
        for sequence, run in keys.items():
            shortcut = QShortcut(QKeySequence(sequence), self)
            shortcut.activated.connect(lambda run=run: None if self.covered else run())
        lock = QShortcut(QKeySequence("Ctrl+L"), self)
        lock.activated.connect(self.lock_asked)

    def _print(self) -> None:
        screen = self._stack.currentWidget()
        if screen is not None:
            _call(screen, "print_asked")

    def _help(self) -> None:
        screen = self._stack.currentWidget()
        self.help_asked.emit(str(getattr(screen, "help_topic", "")))


def _belongs(one: QWidget, window: QWidget) -> bool:
    """Whether a window was opened from another one, however far up."""
    parent = one.parentWidget()
    while parent is not None and parent is not window:
        parent = parent.parentWidget()
    return parent is window


def _call(screen: QWidget, name: str, *arguments: str) -> None:
    """Call what a screen may have."""
    method = getattr(screen, name, None)
    if callable(method):
        method(*arguments)


def _first_in(screen: QWidget) -> QWidget | None:
    """The first widget of the screen that takes the keyboard, in the order of Tab."""
    widget = screen.nextInFocusChain()
    while widget is not None and widget is not screen:
        takes = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        if screen.isAncestorOf(widget) and takes and widget.isVisible() and widget.isEnabled():
            return widget
        widget = widget.nextInFocusChain()
    return None
