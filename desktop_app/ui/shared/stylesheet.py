"""The one style sheet, written from the tokens; no colour and no size is repeated in a screen."""

from __future__ import annotations

from string import Template
from typing import Final

from desktop_app.ui.shared.look import (
    HEIGHT_ACTED,
    HEIGHT_CONTROL,
    HEIGHT_DENSE,
    HEIGHT_KIOSK,
    RADIUS_CONTROL,
    RADIUS_KIOSK,
    RADIUS_LIST,
    Size,
    scaled,
)
from desktop_app.ui.shared.palettes import TOKENS, Palette

_SHEET: Final = Template("""
* { widget-animation-duration: 0; }
QMainWindow, QDialog, QWidget[ground="true"] { background: $ground; color: $ink; }
QWidget[surface="true"] { background: $surface; }
QScrollArea, QScrollArea > QWidget > QWidget[scrolled="true"] {
    background: transparent; border: none; }
QFrame[card="true"] {
    background: $surface; border: 1px solid $line; border-radius: ${radius_list}px; }
QFrame[problems="true"] {
    background: $surface; border: 2px solid $danger; border-radius: ${radius_control}px; }
QFrame[rule="true"] { background: $line; border: none; }
QToolTip {
    background: $ink; color: $surface; border: 1px solid $ink; padding: 4px 8px;
    font-size: ${small}px; }

QPushButton {
    background: $surface; color: $ink; border: 1px solid $line;
    border-radius: ${radius_control}px; padding: 0 ${button_side}px;
    min-height: ${control_inner}px; font-weight: 700; text-align: center; outline: none; }
QPushButton:hover { background: $hover; }
QPushButton:pressed, QPushButton:checked { background: $accent_soft; border-color: $accent; }
QPushButton:disabled { color: $ink_second; background: $ground; border-style: dashed; }
QPushButton[kind="primary"] { background: $accent; color: $on_accent; border-color: $accent; }
QPushButton[kind="primary"]:hover, QPushButton[kind="primary"]:pressed {
    background: $accent_hover; border-color: $accent_hover; }
QPushButton[kind="primary"]:disabled {
    background: $ground; color: $ink_second; border-color: $edge; }
QPushButton[kind="danger"] { background: $danger; color: $on_danger; border-color: $danger; }
QPushButton[kind="danger"]:disabled {
    background: $ground; color: $ink_second; border-color: $edge; }
QPushButton[kind="quiet"] {
    background: transparent; border-color: transparent; color: $accent; padding: 0 8px; }
QPushButton[kind="quiet"]:hover { background: $accent_soft; }
QPushButton[kind="status"] {
    background: transparent; border-color: transparent; color: $ink_second; font-weight: 400;
    font-size: ${small}px; padding: 0 4px; min-height: ${status_inner}px; }
QPushButton[kind="status"]:hover { background: $hover; color: $ink; }
QPushButton[kind="plain"] {
    background: transparent; border-color: transparent; color: $ink_second; font-weight: 400;
    padding: 0 4px; }
QPushButton[kind="plain"]:hover { background: $hover; color: $ink; }
QPushButton[kind="link"] {
    background: transparent; border-color: transparent; color: $accent; padding: 0 4px;
    text-align: left; text-decoration: underline; min-height: ${link_inner}px; }
QPushButton[kind="search"] {
    background: $ground; color: $ink_second; border-color: $line; font-weight: 400; }
QPushButton[kind="search"]:hover { border-color: $edge; }
QPushButton[tall="list"] {
    min-height: ${small_inner}px; padding: 0 10px; font-size: ${list_text}px; }
QPushButton[tall="acted"] { min-height: ${acted_inner}px; }
QPushButton[tall="kiosk"] {
    min-height: ${kiosk_inner}px; border-radius: ${radius_kiosk}px; font-size: ${kiosk_text}px; }
QPushButton::menu-indicator { width: 0; }

QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QAbstractSpinBox {
    background: $surface; color: $ink; border: 1px solid $edge;
    border-radius: ${radius_control}px; padding: 0 10px; min-height: ${control_inner}px;
    placeholder-text-color: $ink_second;
    selection-background-color: $accent; selection-color: $on_accent; }
QPlainTextEdit, QTextEdit { padding: 6px 6px; }
QLineEdit:focus, QPlainTextEdit:focus, QComboBox:focus, QAbstractSpinBox:focus {
    border-color: $accent; }
QLineEdit[problem="true"], QPlainTextEdit[problem="true"], QComboBox[problem="true"] {
    border: 2px solid $danger; }
QLineEdit:disabled, QPlainTextEdit:disabled, QComboBox:disabled, QLineEdit:read-only {
    background: $ground; color: $ink_second; border-color: $line; }
QComboBox { padding-right: ${arrow_room}px; }
QComboBox::drop-down { border: none; width: ${arrow_room}px; }
QComboBox::down-arrow { image: none; }
QComboBox QAbstractItemView {
    background: $surface; color: $ink; border: 1px solid $edge; padding: 4px; outline: none;
    selection-background-color: $accent; selection-color: $on_accent; }
QComboBox QAbstractItemView::item { min-height: ${dense}px; padding: 0 8px; }

QTableView, QListView, QTreeView {
    background: $surface; color: $ink; border: 1px solid $line;
    border-radius: ${radius_list}px; gridline-color: $line; outline: none;
    selection-background-color: $accent_soft; selection-color: $ink; }
QTableView::item, QListView::item { padding: 0 12px; border-bottom: 1px solid $line; }
/* Qt adds 3 pixels to the text of a cell, not to that of a heading. */
QTableView::item { padding: 0 9px; }
QTableView::item:selected, QListView::item:selected { background: $accent_soft; color: $ink; }
QListWidget[plain="true"] { border: none; background: transparent; }
QListWidget[plain="true"]::item { border: none; padding: 0; }
QHeaderView { background: transparent; border: none; }
QHeaderView::section {
    background: $surface; color: $ink_second; border: none; border-bottom: 1px solid $line;
    padding: 0 12px; min-height: ${header}px; font-weight: 700; font-size: ${small}px; }
QHeaderView::section:hover { color: $ink; }
QTableView QTableCornerButton::section { background: $surface; border: none; }

QScrollBar:vertical { background: transparent; width: 12px; margin: 2px; border: none; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 2px; border: none; }
QScrollBar::handle { background: $edge; border-radius: 4px; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::handle:hover { background: $ink_second; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; border: none; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QProgressBar {
    background: $line; border: none; border-radius: 4px; min-height: 8px; max-height: 8px; }
QProgressBar::chunk { background: $accent; border-radius: 4px; }

QMenu { background: $surface; color: $ink; border: 1px solid $edge; padding: 4px; }
QMenu::item { padding: 0 16px; min-height: ${dense}px; border-radius: 6px; }
QMenu::item:selected { background: $accent; color: $on_accent; }
QMenu::item:disabled { color: $ink_second; }
QMenu::separator { height: 1px; background: $line; margin: 4px 8px; }

QTabBar { background: transparent; border: none; font-weight: 700; }
QTabBar::tab {
    background: transparent; color: $ink_second; border: none; padding: 0 ${tab_side}px;
    min-height: ${control_inner}px; border-bottom: 3px solid transparent; }
QTabBar::tab:hover { color: $ink; border-bottom-color: $line; }
QTabBar::tab:selected { color: $ink; border-bottom-color: $accent; }
QSplitter::handle { background: $line; }
""")


def stylesheet(palette: Palette) -> str:
    """The sheet for `palette` at the text size in force."""
    border = 2
    sizes = {
        "radius_control": RADIUS_CONTROL,
        "radius_list": RADIUS_LIST,
        "radius_kiosk": RADIUS_KIOSK,
        "small": scaled(Size.SMALL),
        "list_text": scaled(13),
        "kiosk_text": scaled(Size.TITLE),
        "button_side": scaled(14),
        "tab_side": scaled(10),
        "control_inner": scaled(HEIGHT_CONTROL) - border,
        "small_inner": scaled(HEIGHT_CONTROL - 6) - border,
        "acted_inner": scaled(HEIGHT_ACTED) - border,
        "kiosk_inner": scaled(HEIGHT_KIOSK) - border,
        "status_inner": scaled(24) - border,
        "link_inner": scaled(24) - border,
        "header": scaled(HEIGHT_DENSE),
        "dense": scaled(HEIGHT_DENSE),
        "arrow_room": scaled(28),
    }
    colours = {token: palette[token] for token in TOKENS}
    return _SHEET.substitute(colours | {name: str(size) for name, size in sizes.items()})
