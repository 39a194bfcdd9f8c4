from __future__ import annotations

import pytest

from desktop_app.language import (
    Message,
    attested_word,
    base_language,
    client_languages,
    current_language,
    fill,
    interface_languages,
    language,
    language_name,
    languages,
    ntr,
    tr,
    use_language,
    word_packs,
)


def test_a_sentence_is_said_in_the_language_that_was_chosen() -> None:
    assert tr("calendar", "tomorrow") == "tomorrow"
    use_language("fr")
    assert current_language() == "fr"
    assert tr("calendar", "tomorrow") == "demain"


def test_a_message_is_said_late_in_the_language_of_its_reader() -> None:
    message = Message("calendar", "{n} day ago", plural="{n} days ago", n=3)
    assert str(message) == "3 days ago"
    use_language("fr")
    assert str(message) == "il y a 3 jours"


@pytest.mark.parametrize(
    ("n", "in_english", "in_french"), [(0, "days", "jour"), (1, "day", "jour")]
)
def test_french_counts_nothing_as_one(n: int, in_english: str, in_french: str) -> None:
    assert ntr("calendar", "{n} day ago", "{n} days ago", n) == f"{{n}} {in_english} ago"
    use_language("fr")
    assert ntr("calendar", "{n} day ago", "{n} days ago", n) == f"il y a {{n}} {in_french}"


def test_a_sentence_without_translation_is_said_in_english() -> None:
    use_language("fr")
    assert tr("nowhere", "A sentence nobody translated") == "A sentence nobody translated"


def test_a_language_that_is_not_known_is_english() -> None:
    use_language("tlh")
    assert current_language() == "en"
    assert tr("calendar", "tomorrow") == "tomorrow"


def test_a_language_without_catalogue_falls_back_as_the_table_says() -> None:
    use_language("atj")
    assert tr("calendar", "tomorrow") == "demain"
    use_language("crk-Latn")
    assert tr("calendar", "tomorrow") == "tomorrow"


def test_the_second_language_is_the_persons_own_choice() -> None:
    use_language("atj", second="en")
    assert tr("calendar", "tomorrow") == "tomorrow"
    use_language("crk-Latn", second="fr")
    assert tr("calendar", "tomorrow") == "demain"
    assert base_language() == "fr"


def test_a_word_is_attested_or_absent_and_never_borrowed() -> None:
    assert attested_word("atj", "Monday") == "ockorkananiwon"
    assert attested_word("moe-x-nehluen", "Monday") is None  # moe has one; it is another variety
    assert attested_word("fr", "Monday") is None
    assert attested_word("../fr", "Monday") is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{name} came.", "Ana came."),
        ("{name}, {name}", "Ana, Ana"),
        ("{other}", "{other}"),
        ("{name.__class__}", "{name.__class__}"),
        ("{0.__class__}", "{0.__class__}"),
        ("{name[0]}", "{name[0]}"),
        ("{name!r}", "{name!r}"),
        ("{name:>1000000000}", "{name:>1000000000}"),
        ("{{name}}", "{Ana}"),
        ("{", "{"),
        ("{}", "{}"),
        ("%s %(name)s 100 %", "%s %(name)s 100 %"),
    ],
)
def test_only_whole_names_are_filled(text: str, said: str) -> None:
    assert fill(text, {"name": "Ana"}) == said


def test_a_value_with_braces_is_not_filled_again() -> None:
    assert fill("{a} {b}", {"a": "{b}", "b": "secret"}) == "{b} secret"


def test_equal_messages_are_equal_and_hash_alike() -> None:
    one, other = (Message("a", "{x}", {"x": 1}) for _ in range(2))
    assert one == other
    assert hash(one) == hash(other)


def test_languages_are_named_in_the_language_of_the_reader() -> None:
    assert language_name("crk") == "Plains Cree"
    assert language_name("iu-x-somewhere") == "Inuktitut"
    assert language_name("zxx-unknown") == "zxx-unknown"
    use_language("fr")
    assert language_name("crk") == "cri des plaines"


def test_the_table_of_languages_is_sound() -> None:
    codes = [row.code for row in languages()]
    assert len(codes) == len(set(codes))
    assert codes[:2] == ["fr", "en"]
    assert [row.code for row in interface_languages()] == ["fr", "en"]
    for row in languages():
        assert row.english, row.code
        assert row.french, row.code
        assert set(row.fallback) <= set(codes), row.code
        assert row.plural_forms in range(7)
    spoken = {row.code for row in client_languages()}
    assert {"iu", "cr", "oj", "moe", "atj", "mic", "chp", "fcs", "ar", "ht"} <= spoken
    assert "iu-Cans-x-glibc" not in spoken
    assert {row.code for row in word_packs()} >= {"atj", "csw-Cans", "iu-Cans-x-qikiqt"}


def test_names_in_indigenous_languages_are_only_those_with_a_source() -> None:
    world = {"fr", "en"}
    with_name = {
        row.code
        for row in languages()
        if row.autonym and row.code not in world and row.script in ("Cans",)
    }
    assert with_name == {"iu", "csw", "csw-Cans", "iu-Cans-x-cldr"}


def test_scripts_tell_direction_and_face() -> None:
    arabic, cree, french = language("ar"), language("csw-Cans"), language("fr")
    assert arabic is not None
    assert cree is not None
    assert french is not None
    assert (arabic.right_to_left, arabic.font) == (True, "system")
    assert (cree.right_to_left, cree.font) == (False, "syllabics")
    assert (french.right_to_left, french.font) == (False, "text")
