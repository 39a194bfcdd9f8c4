"""What a field may hold, and the sentence for what it may not."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.fields import Choice, Field, Kind, Value
from desktop_app.domain.values import LONG_TEXT_BYTES, TEXT_LETTERS, ValueRefused, checked
from desktop_app.language import Message
from desktop_app.sync.log import MAXIMUM_TEXT

TODAY = date(2026, 3, 2)


def a_field(kind: Kind, name: str = "something") -> Field:
    choices = (Choice("red", Message("test", "red")),) if kind is Kind.CHOICE else ()
    return Field(
        1, name, kind, Message("test", "Something"), Message("test", "A test"), choices=choices
    )


KEPT: list[tuple[Kind, Value, Value]] = [
    (Kind.TEXT, "  Ana ", "Ana"),
    (Kind.TEXT, "", None),
    (Kind.TEXT, " \n", None),
    (Kind.TEXT, None, None),
    (Kind.TEXT, "Ana\nExemple", "Ana Exemple"),
    (Kind.TEXT, "<b>&amp;", "<b>&amp;"),
    (Kind.TEXT, "שרה\u200f", "שרה\u200f"),
    (Kind.TEXT, "x" * TEXT_LETTERS, "x" * TEXT_LETTERS),
    (Kind.LONG_TEXT, "one\r\ntwo\rthree\tfour", "one\ntwo\nthree\tfour"),
    (Kind.LONG_TEXT, "x" * LONG_TEXT_BYTES, "x" * LONG_TEXT_BYTES),
    (Kind.CHOICE, "red", "red"),
    (Kind.YES_NO, False, False),
    (Kind.INTEGER, 0, 0),
    (Kind.MONEY, -250, -250),
    (Kind.DATE, "2024-02-29", "2024-02-29"),
    (Kind.PARTIAL_DATE, "1951", "1951"),
    (Kind.PARTIAL_DATE, "1951-03", "1951-03"),
    (Kind.PARTIAL_DATE, "~1951", "~1951"),
    (Kind.PARTIAL_DATE, "~1951-03-02", "~1951-03-02"),
    (Kind.INSTANT, "2026-03-02T15:00Z", "2026-03-02T15:00Z"),
    (Kind.TIME, "09:30", "09:30"),
    (Kind.TIME_ZONE, "America/Iqaluit", "America/Iqaluit"),
    (Kind.LANGUAGE, "iu", "iu"),
    (Kind.LANGUAGE, "IU", "iu"),
    (Kind.LANGUAGE, "x-village", "x-village"),
    (Kind.LANGUAGE, "fr-CA", "fr-CA"),
    (Kind.TELEPHONE, "819.555.0142 poste 3", "819.555.0142 poste 3"),
    (Kind.TELEPHONE, "chez Ana, 0142", "chez Ana, 0142"),
    (Kind.EMAIL, "ana@example.org", "ana@example.org"),
    (Kind.POSTAL_CODE, "x0a0h0", "X0A 0H0"),
    (Kind.POSTAL_CODE, "33101-1234", "33101-1234"),
    (Kind.WEB, "www.example.org/a?b=c", "www.example.org/a?b=c"),
    (Kind.WEB, "example.org:8080", "example.org:8080"),
    (Kind.REFERENCE, "019CAF10-6830-7a14-acf0-d98a98e19661", "019caf1068307a14acf0d98a98e19661"),
]


@pytest.mark.parametrize(("kind", "given_value", "kept"), KEPT)
def test_what_is_kept(kind: Kind, given_value: Value, kept: Value) -> None:
    assert checked(a_field(kind), given_value, TODAY) == kept
    assert checked(a_field(kind), kept, TODAY) == kept


REFUSED: list[tuple[Kind, Value]] = [
    (Kind.TEXT, "x" * (TEXT_LETTERS + 1)),
    (Kind.TEXT, "a\x00b"),
    (Kind.TEXT, "a\u202eb"),
    (Kind.TEXT, "a\ud800"),
    (Kind.TEXT, 5),
    (Kind.TEXT, True),
    (Kind.LONG_TEXT, "x" * (LONG_TEXT_BYTES + 1)),
    (Kind.LONG_TEXT, "ᐃ" * (LONG_TEXT_BYTES // 3 + 1)),
    (Kind.CHOICE, "blue"),
    (Kind.CHOICE, "Red"),
    (Kind.YES_NO, "yes"),
    (Kind.YES_NO, 1),
    (Kind.INTEGER, -1),
    (Kind.INTEGER, "3"),
    (Kind.INTEGER, True),
    (Kind.MONEY, 10**13),
    (Kind.DATE, "2023-02-29"),
    (Kind.DATE, "2023-2-9"),
    (Kind.DATE, "1951"),
    (Kind.PARTIAL_DATE, "1951-13"),
    (Kind.PARTIAL_DATE, "1951-02-30"),
    (Kind.PARTIAL_DATE, "51"),
    (Kind.PARTIAL_DATE, "0001"),
    (Kind.PARTIAL_DATE, "winter"),
    (Kind.PARTIAL_DATE, "~"),
    (Kind.INSTANT, "2026-03-02T25:00Z"),
    (Kind.INSTANT, "2026-03-02 15:00"),
    (Kind.TIME, "9:30"),
    (Kind.TIME, "24:30"),
    (Kind.TIME_ZONE, "Mars/Olympus"),
    (Kind.TIME_ZONE, "../../etc/passwd"),
    (Kind.LANGUAGE, "Inuktitut"),
    (Kind.LANGUAGE, "zz"),
    (Kind.TELEPHONE, "none"),
    (Kind.EMAIL, "ana"),
    (Kind.EMAIL, "ana @example.org"),
    (Kind.POSTAL_CODE, "?"),
    (Kind.POSTAL_CODE, "12345678901234567890"),
    (Kind.WEB, "javascript:alert(1)"),
    (Kind.WEB, "file:///etc/passwd"),
    (Kind.REFERENCE, "ana"),
]


@pytest.mark.parametrize(("kind", "value"), REFUSED)
def test_what_is_refused_with_a_sentence_at_its_field(kind: Kind, value: Value) -> None:
    field = a_field(kind)
    with pytest.raises(ValueRefused) as refused:
        checked(field, value, TODAY)
    assert refused.value.field is field
    assert refused.value.code == "value_refused"
    sentence = str(refused.value)
    assert "Nothing was changed." in sentence
    assert "{" not in sentence
    if isinstance(value, str) and len(value) > 8:
        assert value not in sentence


@pytest.mark.parametrize(
    ("value", "future"),
    [
        ("2026-03-02", False),
        ("2026-03-03", True),
        ("2026-03", False),
        ("2026-04", True),
        ("2026", False),
        ("~2027", True),
    ],
)
def test_nobody_is_born_tomorrow(value: str, future: bool) -> None:
    field = a_field(Kind.PARTIAL_DATE, "birth_date")
    if future:
        with pytest.raises(ValueRefused):
            checked(field, value, TODAY)
    else:
        assert checked(field, value, TODAY) == value
    assert checked(field, value) == value
    assert checked(a_field(Kind.PARTIAL_DATE), value, TODAY) == value


@given(st.text(max_size=600), st.sampled_from(list(Kind)))
def test_any_text_is_kept_in_one_form_or_refused(text: str, kind: Kind) -> None:
    field = a_field(kind)
    try:
        kept = checked(field, text, TODAY)
    except ValueRefused:
        return
    assert checked(field, kept, TODAY) == kept
    if isinstance(kept, str):
        assert len(kept.encode()) <= MAXIMUM_TEXT
