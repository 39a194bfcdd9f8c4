from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from desktop_app.ui.shared import theme as look
from desktop_app.ui.shared.buttons import Button
from desktop_app.ui.shared.icons import ICONS, icon_pixmap
from desktop_app.ui.shared.labels import STATE_LOOKS
from desktop_app.ui.shared.palettes import PALETTES, Palette
from desktop_app.ui.shared.stylesheet import stylesheet

UI = Path(__file__).resolve().parents[3] / "desktop_app" / "ui"


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("palette", PALETTES.values(), ids=list(PALETTES))
def test_body_text_reaches_seven_to_one(palette: Palette) -> None:
    for ground in ("ground", "surface", "accent_soft", "hover"):
        assert contrast(palette["ink"], palette[ground]) >= 7


@pytest.mark.parametrize("palette", PALETTES.values(), ids=list(PALETTES))
@pytest.mark.parametrize(
    ("ink", "ground"),
    [
        ("ink_second", "ground"),
        ("ink_second", "surface"),
        ("ink_second", "accent_soft"),
        ("accent", "ground"),
        ("accent", "surface"),
        ("accent", "accent_soft"),
        ("on_accent", "accent"),
        ("on_accent", "accent_hover"),
        ("waits", "waits_soft"),
        ("waits", "surface"),
        ("danger", "danger_soft"),
        ("danger", "surface"),
        ("danger", "ground"),
        ("on_danger", "danger"),
        ("done", "done_soft"),
        ("done", "surface"),
        ("rail_ink", "rail"),
        ("rail_ink", "rail_chosen"),
        ("on_mark", "rail_mark"),
    ],
)
def test_other_text_reaches_four_and_a_half(palette: Palette, ink: str, ground: str) -> None:
    assert contrast(palette[ink], palette[ground]) >= 4.5


@pytest.mark.parametrize("palette", PALETTES.values(), ids=list(PALETTES))
def test_what_can_be_typed_in_and_the_ring_can_be_seen(palette: Palette) -> None:
    for token in ("edge", "focus"):
        assert contrast(palette[token], palette["surface"]) >= 3
        assert contrast(palette[token], palette["ground"]) >= 3
    assert contrast(palette["rail_mark"], palette["rail_chosen"]) >= 3


def test_no_colour_stands_outside_the_palettes() -> None:
    found = [
        f"{file.name}: {match}"
        for file in UI.rglob("*.py")
        if file.name != "palettes.py"
        for match in re.findall(
            r"#[0-9A-Fa-f]{6}\b|Qt\.GlobalColor\.(?!transparent)\w+", file.read_text()
        )
    ]
    assert found == []


def test_the_style_sheet_has_every_colour_and_grows_with_the_text(qapp: QApplication) -> None:
    look.put_in_force("light", 100)
    small = stylesheet(PALETTES["light"])
    look.put_in_force("light", 200)
    large = stylesheet(PALETTES["light"])
    assert "$" not in small
    assert "min-height: 34px" in small
    assert "min-height: 70px" in large


def test_the_look_changes_at_once_for_what_is_open(qapp: QApplication) -> None:
    window = QWidget()
    column = QVBoxLayout(window)
    button = Button("Save", icon_name="save")
    column.addWidget(button)
    window.show()
    before = button.sizeHint()
    colour_before = look.colour("ink").name()
    look.apply_theme(qapp, "dark", 200)
    assert look.colour("ink").name() != colour_before
    assert button.sizeHint().height() == 2 * before.height()
    assert button.iconSize().width() == 34


def test_text_size_stays_between_one_and_two_hundred(qapp: QApplication) -> None:
    assert look.put_in_force("light", 20).text_percent == 100
    assert look.put_in_force("light", 900).text_percent == 200
    with pytest.raises(KeyError):
        look.put_in_force("pink", 100)
    with pytest.raises(KeyError):
        look.colour("pink")


def test_the_text_face_and_the_syllabics_face_are_loaded(qapp: QApplication) -> None:
    assert look.load_fonts() == ("BC Sans", "Noto Sans Canadian Aboriginal")
    assert look.text_font().families()[:2] == ["BC Sans", "Noto Sans Canadian Aboriginal"]


def test_icons_take_the_colour_of_the_palette(qapp: QApplication) -> None:
    picture = icon_pixmap("check", "danger", 20, 2.0).toImage()
    inks = {
        picture.pixelColor(x, y).name()
        for x in range(picture.width())
        for y in range(picture.height())
        if picture.pixelColor(x, y).alpha() == 255
    }
    assert inks == {look.colour("danger").name()}
    assert picture.width() == 40


def test_every_icon_that_is_named_is_there() -> None:
    named = {sign.icon for sign in STATE_LOOKS.values()}
    for file in UI.rglob("*.py"):
        text = file.read_text()
        named |= set(re.findall(r'icon_name="([a-z0-9-]+)"', text))
        named |= set(re.findall(r'(?:IconMark|icon_pixmap|_Said)\("([a-z0-9-]+)"', text))
    missing = {name for name in named if not (ICONS / f"{name}.svg").is_file()}
    assert missing == set()


def test_the_style_is_never_taken_away_under_what_is_drawn(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    look.apply_theme(qapp, "light", 100)
    taken: list[object] = []
    monkeypatch.setattr(QApplication, "setStyle", lambda *given: taken.append(given))
    look.apply_theme(qapp, "dark", 200)
    look.apply_theme(qapp, "light", 100)
    assert taken == []
