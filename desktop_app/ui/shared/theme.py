"""The look of the program, changed at once: one call draws every window again.

Widgets that paint with tokens or hold pixmaps have a `retheme()`; `apply_theme` calls it on each
of them. The names of `look` are offered here too, so that a screen imports from one place.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory, QWidget

from desktop_app.ui.shared.focus import follow_focus
from desktop_app.ui.shared.look import (
    FAMILIES,
    FONTS,
    GRID,
    HEIGHT_ACTED,
    HEIGHT_CONTROL,
    HEIGHT_DENSE,
    HEIGHT_KIOSK,
    LARGEST_TEXT,
    RADIUS_CONTROL,
    RADIUS_KIOSK,
    RADIUS_LIST,
    SMALLEST_TEXT,
    Size,
    Theme,
    colour,
    load_fonts,
    put_in_force,
    scaled,
    space,
    text_font,
    theme,
)
from desktop_app.ui.shared.palettes import PALETTES, Palette
from desktop_app.ui.shared.stylesheet import stylesheet

__all__ = [
    "FAMILIES",
    "FONTS",
    "GRID",
    "HEIGHT_ACTED",
    "HEIGHT_CONTROL",
    "HEIGHT_DENSE",
    "HEIGHT_KIOSK",
    "LARGEST_TEXT",
    "PALETTES",
    "RADIUS_CONTROL",
    "RADIUS_KIOSK",
    "RADIUS_LIST",
    "SMALLEST_TEXT",
    "Palette",
    "Size",
    "Theme",
    "apply_theme",
    "colour",
    "draw_again",
    "load_fonts",
    "put_in_force",
    "scaled",
    "space",
    "text_font",
    "theme",
]

_STYLED = "portageStyled"


def apply_theme(app: QApplication, palette: str | Palette, text_percent: int = 100) -> None:
    """Draw everything with `palette` (its key or itself) and this size of text, at once.

    text_percent outside 100 to 200 is brought to the nearer end; KeyError for an unknown key.
    """
    now = put_in_force(palette, text_percent)
    # Once: to take the style away under widgets that are drawn with it has crashed inside Qt, and
    # under a style sheet Qt does not tell which one it is.
    if not app.property(_STYLED):
        app.setStyle(QStyleFactory.create("Fusion"))
        app.setProperty(_STYLED, True)
    for effect in (
        Qt.UIEffect.UI_AnimateMenu,
        Qt.UIEffect.UI_FadeMenu,
        Qt.UIEffect.UI_AnimateCombo,
        Qt.UIEffect.UI_AnimateTooltip,
        Qt.UIEffect.UI_FadeTooltip,
    ):
        QApplication.setEffectEnabled(effect, False)
    app.setPalette(_qt_palette(now.palette))
    app.setFont(text_font())
    app.setStyleSheet(stylesheet(now.palette))
    follow_focus(app)
    for window in app.topLevelWidgets():
        draw_again(window)


def draw_again(root: QWidget) -> None:
    """Call `retheme()` on `root` and everything in it that has one, inside first.

    So what measures its content measures the new sizes.
    """
    for widget in (*reversed(root.findChildren(QWidget)), root):
        retheme = getattr(widget, "retheme", None)
        if callable(retheme):
            retheme()


def _qt_palette(palette: Palette) -> QPalette:
    """Qt's own roles, so that what Qt draws by itself belongs to the rest."""
    role = QPalette.ColorRole
    roles = {
        role.Window: palette.ground,
        role.WindowText: palette.ink,
        role.Base: palette.surface,
        role.AlternateBase: palette.hover,
        role.Text: palette.ink,
        role.Button: palette.surface,
        role.ButtonText: palette.ink,
        role.BrightText: palette.ink,
        role.ToolTipBase: palette.ink,
        role.ToolTipText: palette.surface,
        role.PlaceholderText: palette.ink_second,
        role.Highlight: palette.accent,
        role.HighlightedText: palette.on_accent,
        role.Link: palette.accent,
        role.LinkVisited: palette.accent,
        role.Accent: palette.accent,
        role.Light: palette.surface,
        role.Midlight: palette.line,
        role.Mid: palette.line,
        role.Dark: palette.edge,
        role.Shadow: palette.ink_second,
    }
    result = QPalette()
    for name, value in roles.items():
        result.setColor(name, QColor(value))
    for name in (role.WindowText, role.Text, role.ButtonText):
        result.setColor(QPalette.ColorGroup.Disabled, name, QColor(palette.ink_second))
    return result
