"""Draws every screen into docs/screenshots, and fails when a text on one of them is cut off.

    python -m tests.screenshots            every picture; takes away those of which no scene is left
    python -m tests.screenshots today      only the scenes whose names begin so; takes nothing away
    python -m tests.screenshots --to DIR   into another folder

A picture is called <scene>-<language>-<palette>.png, with -200 for text at 200 %. No display is
needed. Nothing of the person who runs it is read or written: the home is a temporary folder.
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from PIL import Image
from PySide6.QtCore import QEvent, QMessageLogContext, QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from desktop_app.language import current_language
from desktop_app.ui.shared.theme import apply_theme, theme
from desktop_app.ui.shared.words import use_interface_language
from desktop_app.ui.shell.presenter import Look
from desktop_app.ui.shell.view import MainWindow
from tests.ui.day_pictures import draw_day, scene_names
from tests.ui.picture import cut_off_text, drawn, nameless, rich_text_labels, settle
from tests.ui.scene import Scene
from tests.ui.whole_window import make_world, window_scenes

ROOT: Final = Path(__file__).resolve().parents[1]
FOLDER: Final = ROOT / "docs" / "screenshots"
SIZE: Final = (1366, 768)
COLOURS: Final = 256
SCREENS: Final = (
    "today",
    "clients",
    "journey",
    "plan",
    "forms",
    "family",
    "benefits",
    "referrals",
    "tables",
    "directory",
    "schedule",
    "exchange",
    "conflicts",
    "devices",
    "duplicates",
    "followup",
    "privacy",
    "practice",
    "settings",
    "unlock",
)

PLAIN: Final = (Look("light", 100, "fr"), Look("light", 100, "en"))
DARK: Final = (Look("dark", 100, "fr"),)
LARGE: Final = (Look("light", 200, "fr"),)
CONTRAST: Final = (Look("white_on_black", 100, "en"),)

FURTHER: Final = {
    "today": (*DARK, *LARGE),
    "day-goal": LARGE,
    "day-plan": (*DARK, *LARGE),
    "day-consent": LARGE,
    "day-next-time": (*DARK, *LARGE),
    "day-end": (*DARK, *LARGE),
    "followup": (*DARK, *LARGE),
    "followup-history": LARGE,
    "clients-list": LARGE,
    "journey": (*DARK, *LARGE),
    "journey-board": (*DARK, *LARGE, *CONTRAST),
    "journey-settings": LARGE,
    "journey-service": LARGE,
    "journey-triage": (*DARK, *LARGE),
    "journey-template": LARGE,
    "journey-stage": LARGE,
    "clients-file": (*DARK, *LARGE, *CONTRAST),
    "clients-edit": (*LARGE, *DARK),
    "clients-attached": (*LARGE, *DARK),
    "clients-attached-picture": (*LARGE, *DARK),
    "clients-attached-missing": LARGE,
    "plan": (*LARGE, *DARK),
    "forms-filling": (*LARGE, *DARK),
    "forms-designer": (*LARGE, *DARK),
    "forms-office": LARGE,
    "forms-file": (*DARK, *LARGE),
    "forms-journey": LARGE,
    "forms-journey-asked": LARGE,
    "forms-service-given": (*DARK, *LARGE),
    "forms-service-filling": (*DARK, *LARGE),
    "forms-meeting-whole": (*DARK, *LARGE),
    "tables-read-back": (*DARK, *LARGE),
    "clients-columns": LARGE,
    "conflicts-answer": LARGE,
    "privacy-person-reads-form": (*DARK, *LARGE),
    "plan-empty": LARGE,
    "benefits": (*LARGE, *DARK),
    "benefits-check": LARGE,
    "benefits-hints": (*LARGE, *DARK),
    "documents": (*LARGE, *DARK),
    "papers": LARGE,
    "plan-step": LARGE,
    "family": (*DARK, *LARGE),
    "referrals": (*DARK, *LARGE),
    "family-move": LARGE,
    "directory-entry": (*LARGE, *DARK),
    "schedule-week": (*LARGE, *DARK, *CONTRAST),
    "schedule-errors": LARGE,
    "exchange-laptop": (*DARK, *LARGE),
    "exchange-held-up": (*DARK, *LARGE),
    "exchange-left-out": LARGE,
    "exchange-taken-back": (*DARK, *LARGE),
    "exchange-watching": LARGE,
    "exchange-write": LARGE,
    "exchange-office": (*DARK, *LARGE, *CONTRAST),
    "conflicts": (*DARK, *LARGE),
    "devices": (*DARK, *LARGE),
    "devices-stolen": LARGE,
    "devices-consequences": (*DARK, *LARGE),
    "devices-communities": (*DARK, *LARGE),
    "devices-remaining": (*DARK, *LARGE),
    "devices-cut-off": (*DARK, *LARGE),
    "devices-incident": LARGE,
    "duplicates": (*DARK, *LARGE),
    "privacy-room": (*DARK, *LARGE),
    "privacy-person-reads": (*DARK, *LARGE),
    "privacy-codes": LARGE,
    "privacy-settings": LARGE,
    "privacy-choose": LARGE,
    "privacy-closed-today": (*DARK, *LARGE),
    "privacy-closed-board": (*DARK, *LARGE),
    "settings": (*DARK, *LARGE),
    "settings-privacy": (*DARK, *LARGE),
    "settings-privacy-due": (*DARK, *LARGE),
    "settings-privacy-sign": (*DARK, *LARGE),
    "settings-privacy-settled": (*DARK, *LARGE),
    "settings-sign-erasure": (*DARK, *LARGE),
    "settings-sign-several": LARGE,
    "settings-privacy-register": LARGE,
    "settings-incident": LARGE,
    "settings-erase-several": (*DARK, *LARGE),
    "clients-note-whole": LARGE,
    "clients-redact": (*DARK, *LARGE),
    "clients-erase": (*DARK, *LARGE),
    "clients-erase-linked": LARGE,
    "practice-file": (*DARK, *LARGE),
    "practice-guidelines": LARGE,
    "practice-message": (*DARK, *LARGE),
    "practice-quality": (*DARK, *LARGE),
    "unlock-doors": (*DARK, *LARGE),
    "unlock-several": LARGE,
    "unlock-passphrase": LARGE,
    "unlock-anew": (*DARK, *LARGE),
    "unlock-copy": LARGE,
}


@dataclass
class Drawing:
    """What was drawn, and what was wrong on it."""

    folder: Path
    drawn: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)

    def keep(self, widget: QWidget, scene: str, look: Look) -> None:
        """Look at the widget as it stands and write its picture."""
        self.keep_picture(scene, look, drawn(widget), (widget,))

    def keep_picture(
        self, scene: str, look: Look, picture: QPixmap, widgets: Sequence[QWidget]
    ) -> None:
        """Look at the widgets that a picture shows and write it."""
        name = f"{scene}-{look.language}-{look.palette}"
        name += f"-{look.text_percent}" if look.text_percent != 100 else ""
        for widget in widgets:
            found = [
                *(f"cut off: {one}" for one in cut_off_text(widget)),
                *(f"without a name: {one}" for one in nameless(widget)),
                *(f"would read markup: {one}" for one in rich_text_labels(widget)),
            ]
            if not isinstance(widget, QDialog) and (widget.width(), widget.height()) != SIZE:
                found.append(f"of another size: {widget.width()} x {widget.height()}")
            self.faults += [f"{name}: {one}" for one in found]
        path = self.folder / f"{name}.png"
        if not picture.save(str(path)):
            raise OSError(f"{path} could not be written")
        _make_small(path)
        self.drawn.add(path.name)
        sys.stdout.write(f"{path.name} {path.stat().st_size // 1024} KB\n")
        sys.stdout.flush()

    def clear(self) -> None:
        """Take away the pictures that nothing makes any more."""
        for path in self.folder.glob("*.png"):
            if path.name not in self.drawn:
                path.unlink()
                sys.stdout.write(f"{path.name} taken away\n")


def _make_small(path: Path) -> None:
    """Keep the colours that cover most: planes stay exact, and the edges of letters go to the next.

    A median cut would wash the few bright signs out among so much grey.
    """
    with Image.open(path) as image:
        whole = image.convert("RGB")
    found: list[tuple[int, tuple[int, int, int]]]
    found = whole.getcolors(whole.width * whole.height) or []  # type: ignore[assignment]  # RGB
    chosen: dict[tuple[int, ...], tuple[int, int, int]] = {}
    for _, colour in sorted(found, reverse=True):
        chosen.setdefault(tuple(part >> 2 << 2 for part in colour), colour)
    kept = dict(list(chosen.items())[:COLOURS])
    # Pillow looks for the nearest in steps of 4, so it is given those, and then the real ones.
    steps = Image.new("P", (1, 1))
    steps.putpalette([part for one in kept for part in one])
    few = whole.quantize(palette=steps, dither=Image.Dither.NONE)
    few.putpalette([part for one in kept.values() for part in one])
    few.save(path, optimize=True)


@contextmanager
def _own_home() -> Iterator[Path]:
    """A home that is gone afterwards, so that no vault or setting of the person is touched."""
    with tempfile.TemporaryDirectory(prefix="portage-pictures-") as name:
        home = Path(name)
        for variable in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
            os.environ[variable] = name
        yield home


def _screens(wanted: Sequence[str], taken: set[str]) -> Iterator[Scene]:
    """The scenes of every screen; those whose name is the whole window's are left out."""
    for screen in SCREENS:
        module = importlib.import_module(f"tests.ui.{screen}.scenes")
        scenes: list[Scene] = module.scenes()
        if hasattr(module, "dialog_scenes"):
            scenes += module.dialog_scenes()
        for scene in scenes:
            if scene.name not in taken and _is_wanted(scene.name, wanted):
                yield scene


def _is_wanted(name: str, wanted: Sequence[str]) -> bool:
    return not wanted or any(name.startswith(one) for one in wanted)


def _looks(name: str) -> tuple[Look, ...]:
    return (*PLAIN, *FURTHER.get(name, ()))


def _put_on(app: QApplication, look: Look) -> None:
    """Every widget is styled anew by a theme, so it is set only where it differs."""
    if (theme().palette.key, theme().text_percent) != (look.palette, look.text_percent):
        apply_theme(app, look.palette, look.text_percent)
    if current_language() != look.language:
        use_interface_language(app, look.language)


def _draw_screens(app: QApplication, drawing: Drawing, wanted: Sequence[str]) -> None:
    taken = {one.name for one in window_scenes()}
    for scene in _screens(wanted, taken):
        looks = _looks(scene.name)
        _put_on(app, looks[0])
        widget = scene.make()
        for look in looks:
            _put_on(app, look)
            widget.show()
            if not isinstance(widget, QDialog):
                widget.resize(*SIZE)
            if isinstance(widget, MainWindow):
                widget.show_look(look)
            widget.activateWindow()
            settle(widget)
            drawing.keep(widget, scene.name, look)
        widget.close()
        widget.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def _draw_windows(app: QApplication, drawing: Drawing, wanted: Sequence[str], folder: Path) -> None:
    """The whole window: all that has one look is drawn before the look changes."""
    scenes = [one for one in window_scenes() if _is_wanted(one.name, wanted)]
    if not scenes:
        return
    world = make_world(folder)
    try:
        for look in dict.fromkeys(look for one in scenes for look in _looks(one.name)):
            for scene in scenes:
                if look not in _looks(scene.name):
                    continue
                window = world.window(scene)
                window.resize(*SIZE)
                window.show_look(look)
                world.wear(look)
                scene.show(world)
                window.toast.hide()
                settle(window)
                # A screen that is not there is small, and says so late.
                window.resize(*SIZE)
                settle(window)
                world.wait()
                drawing.keep(window, scene.name, look)
    finally:
        world.close()


def _draw_day(app: QApplication, drawing: Drawing, wanted: Sequence[str], folder: Path) -> None:
    """A worker's day, from the first screen of the morning to the papers that go home."""
    if not any(_is_wanted(one, wanted) for one in scene_names()):
        return
    folder.mkdir()
    draw_day(
        app,
        folder,
        lambda name: _looks(name) if _is_wanted(name, wanted) else (),
        lambda look: _put_on(app, look),
        drawing.keep_picture,
    )


def _say(kind: QtMsgType, context: QMessageLogContext, said: str) -> None:
    """What Qt says while it draws; that a window without a screen has no size hints is no news."""
    if "propagateSizeHints" not in said:
        sys.stderr.write(f"{said}\n")


def main(arguments: Sequence[str]) -> int:
    """Draw; the exit status is 1 when something was wrong on a picture."""
    parser = argparse.ArgumentParser(prog="python -m tests.screenshots")
    parser.add_argument("scenes", nargs="*", help="beginnings of names of scenes")
    parser.add_argument("--to", type=Path, default=FOLDER)
    given = parser.parse_args(arguments)
    given.to.mkdir(parents=True, exist_ok=True)
    drawing = Drawing(given.to)
    # The pictures show the clock of one place, wherever they are made.
    os.environ["TZ"] = "America/Iqaluit"
    time.tzset()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with _own_home() as home:
        qInstallMessageHandler(_say)
        app = QApplication(sys.argv[:1])
        app.setQuitOnLastWindowClosed(False)
        apply_theme(app, "light", 100)
        use_interface_language(app, "fr")
        _draw_windows(app, drawing, given.scenes, home / "world")
        _draw_day(app, drawing, given.scenes, home / "day")
        _put_on(app, PLAIN[0])
        _draw_screens(app, drawing, given.scenes)
    if not given.scenes and not drawing.faults:
        drawing.clear()
    total = sum(path.stat().st_size for path in given.to.glob("*.png"))
    sys.stdout.write(f"{len(drawing.drawn)} pictures, {total / 1e6:.1f} MB in the folder\n")
    for fault in drawing.faults:
        sys.stderr.write(f"{fault}\n")
    return 1 if drawing.faults else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
