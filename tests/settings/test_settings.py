"""What a device remembers: written whole, upgraded, and never a reason not to open."""

from __future__ import annotations

import json
import os
import stat
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.settings import MOST_FOLDERS, Settings, SettingsFile, settings_folder

CHOSEN = Settings(
    language="fr",
    second_language="en",
    palette="yellow_on_black",
    text_percent=150,
    vaults=("/home/exemple/Portage/bureau", "/home/exemple/Portage/été ᓄᓇ"),
    places=("/media/exemple/STICK",),
    lock_minutes=10,
    cover_minutes=2,
)


def test_the_first_start_finds_defaults_and_writes_nothing(tmp_path: Path) -> None:
    assert SettingsFile(tmp_path / "none").load() == Settings()
    assert not (tmp_path / "none").exists()


def test_what_was_kept_is_found_again(tmp_path: Path) -> None:
    file = SettingsFile(tmp_path)
    file.save(CHOSEN)
    assert SettingsFile(tmp_path).load() == CHOSEN
    assert json.loads(file.path.read_text(encoding="utf-8"))["version"] == 1
    assert [one.name for one in tmp_path.iterdir()] == ["settings.json"]


def test_it_lies_in_the_systems_folder_for_settings(own_home: Path) -> None:
    file = SettingsFile()
    file.save(CHOSEN)
    assert file.path.parent == settings_folder()
    assert own_home in file.path.parents


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps rights in other ways")
def test_only_its_owner_may_read_it(tmp_path: Path) -> None:
    file = SettingsFile(tmp_path / "new")
    file.save(CHOSEN)
    assert stat.S_IMODE(file.path.stat().st_mode) == 0o600


@pytest.mark.expects_warnings
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'{"language": "fr"}',
        b'{"version": "1"}',
        b"\xff\xfe\x00",
        b"[" * 100_000,
        b" " * 1_000_001,
    ],
)
def test_a_damaged_file_is_kept_aside(tmp_path: Path, content: bytes) -> None:
    file = SettingsFile(tmp_path)
    file.path.write_bytes(content)
    assert file.load() == Settings()
    assert (tmp_path / "settings.json.damaged").read_bytes() == content
    file.save(CHOSEN)
    assert file.load() == CHOSEN


@pytest.mark.parametrize(
    ("name", "kept", "read"),
    [
        ("text_percent", 900, 200),
        ("text_percent", 3, 100),
        ("text_percent", True, 100),
        ("text_percent", "150", 100),
        ("lock_minutes", 0, 1),
        ("lock_minutes", 10_000, 15),
        ("cover_minutes", -5, 1),
        ("palette", 7, "light"),
        ("language", "x" * 101, ""),
        ("vaults", "/one", ()),
        ("vaults", ["/one", 2, "", None], ("/one",)),
    ],
)
def test_a_value_that_cannot_be_becomes_one_that_can(
    tmp_path: Path, name: str, kept: object, read: object
) -> None:
    file = SettingsFile(tmp_path)
    file.save(CHOSEN)
    content = json.loads(file.path.read_text(encoding="utf-8"))
    file.path.write_text(json.dumps({**content, name: kept}), encoding="utf-8")
    assert file.load() == replace(CHOSEN, **{name: read})  # type: ignore[arg-type]


def test_an_older_file_is_brought_forward_step_by_step(tmp_path: Path) -> None:
    SettingsFile(tmp_path).save(CHOSEN)

    def to_two(content: dict[str, Any]) -> dict[str, Any]:
        return {**content, "tone": content["palette"]}

    def to_three(content: dict[str, Any]) -> dict[str, Any]:
        return {**content, "palette": {"yellow_on_black": "dark"}[content.pop("tone")]}

    newer = SettingsFile(tmp_path, upgrades={1: to_two, 2: to_three}, version=3)
    assert newer.load() == replace(CHOSEN, palette="dark")


def test_of_a_newer_file_the_known_part_is_used(tmp_path: Path) -> None:
    file = SettingsFile(tmp_path)
    content = {"version": 99, "language": "fr", "hologram": [1, 2]}
    file.path.write_text(json.dumps(content), encoding="utf-8")
    assert file.load() == Settings(language="fr")


def test_the_vault_opened_last_comes_first() -> None:
    settings = Settings(vaults=("/one", "/two"))
    assert settings.with_vault(Path("/two")).vaults == ("/two", "/one")
    assert settings.without_vault(Path("/one")).vaults == ("/two",)
    for number in range(40):
        settings = settings.with_vault(Path(f"/{number}")).with_place(Path(f"/p{number}"))
    assert len(settings.vaults) == len(settings.places) == MOST_FOLDERS
    assert settings.places[0] == "/p39"


def test_a_change_is_kept_at_once(tmp_path: Path) -> None:
    file = SettingsFile(tmp_path)
    changed = file.change(lambda settings: replace(settings, palette="dark"))
    assert changed == file.load() == Settings(palette="dark")


def test_a_failed_save_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = SettingsFile(tmp_path)
    file.save(CHOSEN)

    def refuse(*_: object) -> None:
        raise OSError(28, "full")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(OSError, match="full"):
        file.save(Settings())
    monkeypatch.undo()
    assert file.load() == CHOSEN
    assert [one.name for one in tmp_path.iterdir()] == ["settings.json"]


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@given(
    st.dictionaries(
        st.sampled_from(["language", "palette", "text_percent", "vaults", "lock_minutes", "odd"]),
        _JSON,
    )
)
def test_any_content_gives_settings_that_work(
    tmp_path_factory: pytest.TempPathFactory, content: dict[str, object]
) -> None:
    file = SettingsFile(tmp_path_factory.mktemp("any"))
    file.path.write_text(json.dumps({"version": 1, **content}), encoding="utf-8")
    settings = file.load()
    assert 100 <= settings.text_percent <= 200
    assert 1 <= settings.lock_minutes <= 15
    assert all(isinstance(one, str) for one in settings.vaults)
