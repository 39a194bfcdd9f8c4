"""Builds the real objects once and hands them to each other; nothing else happens here."""

from __future__ import annotations

import gc
import importlib
import logging
import logging.handlers
import os
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import platformdirs

from desktop_app.language import Message, use_language
from desktop_app.settings import Settings, SettingsFile

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication, QWidget

    from desktop_app.services.vault.vaults import OpenVault
    from desktop_app.ui.workplace import Workplace

VERSION: Final = "0.1.0"
_WORK: Final = tuple(
    f"desktop_app.{name}"
    for name in (
        "services.schedule", "ui.shell.view", "ui.today.build", "ui.clients.build", "ui.workplace",
    )
)  # fmt: skip
"""The modules of the window and of its first list, which take the place of the first screens."""

_LATER: Final = tuple(
    f"desktop_app.ui.{name}"
    for name in (
        "schedule.build", "followup.build", "journey.build", "plan.build", "benefits.build",
        "documents.build", "forms.build", "family", "privacy.build", "practice.build", "work_rooms",
    )
)  # fmt: skip
"""The schedule and what a client's file is made of, which all at once would keep a person waiting;
in parts that are loaded one after the other. Other screens load quickly when they are opened."""

_PAUSE_MS: Final = 100
"""Between two of these while somebody works, so that no key waits for more than one of them."""

_LOG_BYTES: Final = 512 * 1024


def start(folder: Path | None = None) -> int:
    """Open the window; without a display, say so and walk the carry in the terminal.

    folder: the vault to unlock first, after locking. Gives the exit status.
    """
    keep_log()
    settings = SettingsFile()
    use_language(_language(settings.load()))
    if not has_display():
        told = Message(
            "main",
            "There is no display here, so the window cannot open. "
            "Here is one carry from the field to the office and back, on invented people:",
        )
        sys.stdout.write(f"{told}\n")
        sys.stdout.flush()
        from desktop_app.cli.run import run

        return run(["demo", "--walk"])
    return _open_window(settings, folder)


def has_display() -> bool:
    """Whether a window could be shown."""
    if sys.platform != "linux" or os.environ.get("QT_QPA_PLATFORM"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def keep_log() -> None:
    """Write warnings to a small rotating file; no record holds a name or a number of a person."""
    place = Path(platformdirs.user_log_dir("Portage", appauthor=False))
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    handler = logging.handlers.RotatingFileHandler(
        place / "portage.log", maxBytes=_LOG_BYTES, backupCount=2, encoding="utf-8", delay=True
    )
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.WARNING)


def _language(settings: Settings) -> str:
    from desktop_app.cli.run import system_language

    return settings.language or system_language()


def _open_window(settings: SettingsFile, folder: Path | None) -> int:
    from PySide6.QtWidgets import QApplication

    app = QApplication(sys.argv[:1])
    app.setApplicationName("Portage")
    program = Program(app, settings)
    program.unlock(folder)
    return app.exec()


def own_zone() -> str:
    """The IANA name of the clock of this computer, as far as it tells; UTC otherwise."""
    named = os.environ.get("TZ", "").lstrip(":")
    link = Path("/etc/localtime")
    if not named and link.is_symlink():
        named = str(link.readlink()).partition("zoneinfo/")[2]
    try:
        from zoneinfo import ZoneInfo

        return ZoneInfo(named).key if named else "UTC"
    except (ValueError, OSError, KeyError):
        return "UTC"


class Program:
    """The first screens, then the work, then the first screens again in a new process."""

    def __init__(self, app: QApplication, settings: SettingsFile) -> None:
        from desktop_app.ui.shared.imports import import_plainly

        import_plainly()
        from desktop_app.ui.shared.qt_jobs import ThreadJobs
        from desktop_app.ui.shared.theme import apply_theme
        from desktop_app.ui.shared.words import use_interface_language

        self._app, self._settings = app, settings
        self._jobs = ThreadJobs()
        kept = settings.load()
        use_interface_language(app, _language(kept))
        apply_theme(app, kept.palette, kept.text_percent)
        self._first: object | None = None
        self._work: Workplace | None = None

    @property
    def work(self) -> Workplace:
        """The window of the open vault; ValueError while none is open."""
        if self._work is None:
            raise ValueError("no vault is open")
        return self._work

    @property
    def is_open(self) -> bool:
        """Whether the work is shown."""
        return self._work is not None

    def unlock(self, folder: Path | None) -> None:
        """Show the first screens."""
        from PySide6.QtCore import Qt
        from PySide6.QtGui import QKeySequence, QShortcut

        from desktop_app.services.processes.reader import ProcessBundleReader
        from desktop_app.services.trust.beginning import Beginnings
        from desktop_app.ui.unlock import build as unlocking
        from desktop_app.ui.unlock.services import UnlockServices

        vaults_folder = Path(platformdirs.user_documents_dir()) / "Portage"
        screen = unlocking.build(
            UnlockServices(
                Beginnings(vaults_folder),
                self._settings,
                ProcessBundleReader,
                make_demo,
                time.monotonic,
            ),
            self._jobs,
            self,
            folder,
        )
        screen.setWindowTitle("Portage")
        screen.resize(1366, 768)
        help_key = QShortcut(QKeySequence(Qt.Key.Key_F1), screen)
        help_key.activated.connect(lambda: _show_manual(screen.help_topic, screen))
        screen.show()
        screen.activateWindow()
        self._first = screen
        self._load_ahead()

    def _load_ahead(self) -> None:
        """Load what the work needs while a person types, a part at a time, so that no key waits."""
        from PySide6.QtCore import QTimer

        names = iter((*_WORK, *_LATER))

        def load() -> None:
            name = next(names, None)
            if name is None:
                gc.enable()
                return
            importlib.import_module(name)
            QTimer.singleShot(_PAUSE_MS if self.is_open else 0, load)

        # Loading makes a million objects and no garbage, and what was loaded stays (`opened`).
        gc.disable()
        QTimer.singleShot(0, load)

    # What the first screens ask

    def opened(self, vault: OpenVault) -> None:
        """A vault is open: show the work in its place."""
        from PySide6.QtWidgets import QWidget

        from desktop_app.ui.workplace import Workplace

        # What is there now stays: looking through it for garbage again and again would cost time.
        gc.freeze()
        gc.enable()
        first, self._first = self._first, None
        self._work = Workplace(
            self._app,
            vault,
            self._settings,
            self._jobs,
            zone=own_zone,
            version=VERSION,
        )
        self._work.show()
        if isinstance(first, QWidget):
            first.close()
            first.deleteLater()

    def print_pdf(
        self,
        pdf: bytes,
        title: Message,
        printed: Callable[[], None],
        problem: Callable[[Message], None],
    ) -> None:
        """Print or save a paper of the first screens."""
        from PySide6.QtWidgets import QWidget

        from desktop_app.ui.shared.paper import PaperTold, bring_to_paper

        if isinstance(self._first, QWidget):
            told = PaperTold(lambda words: printed(), problem)
            bring_to_paper(pdf, title, self._first, self._jobs, told)

    def language(self, code: str) -> None:
        """Say everything in that language from now on."""
        from desktop_app.ui.shared.words import use_interface_language

        self._settings.change(lambda kept: replace(kept, language=code))
        use_interface_language(self._app, code)


def _show_manual(topic: str, parent: QWidget) -> None:
    from desktop_app.ui.manual.view import show_manual

    show_manual(topic, parent)


def make_demo(folder: Path, clients: int, progress: object) -> OpenVault:
    """The three vaults of the demonstration; the laptop of the north is given open."""
    from desktop_app.services.fiction import demo
    from desktop_app.services.progress import Progress
    from desktop_app.services.vault import vaults

    step = progress if isinstance(progress, Progress) else Progress.silent()
    made = demo.make(folder, clients, progress=step)
    return vaults.open_vault(made.north, made.passphrase)
