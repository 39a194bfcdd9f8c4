from __future__ import annotations

import pytest

from desktop_app.language.catalogues import CatalogueError, read_catalogue

HEADER = (
    'msgid ""\nmsgstr ""\n"Language: xx\\n"\n"Plural-Forms: nplurals=2; plural=(n > 1);\\n"\n\n'
)


def test_an_entry_is_read_with_its_notes_context_and_escapes() -> None:
    catalogue = read_catalogue(
        (
            HEADER
            + "# source: a book\n#: some/file.py\n#, python-format\n"
            + 'msgctxt "here"\nmsgid ""\n"One\\n"\n"two \\"three\\" \\\\"\nmsgstr "Un"\n'
        ).encode()
    )
    (entry,) = catalogue.entries
    assert entry.context == "here"
    assert entry.text == 'One\ntwo "three" \\'
    assert entry.forms == ("Un",)
    assert entry.notes == {"source": "a book"}
    assert entry.flags == {"python-format"}
    assert catalogue.said("here", entry.text) == "Un"
    assert catalogue.said("there", entry.text) is None


def test_plural_forms_follow_the_rule_of_the_file() -> None:
    dual = HEADER.replace(
        "nplurals=2; plural=(n > 1)", "nplurals=3; plural=(n==1 ? 0 : n==2 ? 1 : 2)"
    )
    body = 'msgid "day"\nmsgid_plural "days"\n' + "".join(
        f'msgstr[{i}] "{form}"\n' for i, form in enumerate(("one", "two", "many"))
    )
    catalogue = read_catalogue((dual + body).encode())
    assert [catalogue.said("", "day", n) for n in (0, 1, 2, 3, -2)] == [
        "many",
        "one",
        "two",
        "many",
        "two",
    ]


def test_what_is_fuzzy_or_empty_says_nothing() -> None:
    catalogue = read_catalogue(
        (HEADER + '#, fuzzy\nmsgid "a"\nmsgstr "A"\n\nmsgid "b"\nmsgstr ""\n').encode()
    )
    assert len(catalogue.entries) == 2
    assert catalogue.said("", "a") is None
    assert catalogue.said("", "b") is None


def test_a_sentence_may_hold_characters_that_break_lines_elsewhere() -> None:
    catalogue = read_catalogue((HEADER + 'msgid "a"\nmsgstr "x\u2028y\x85z"\n').encode())
    assert catalogue.said("", "a") == "x\u2028y\x85z"


def test_windows_line_ends_and_a_mark_at_the_start_are_read() -> None:
    text = "\ufeff" + (HEADER + 'msgid "a"\nmsgstr "b"\n').replace("\n", "\r\n")
    assert read_catalogue(text.encode()).said("", "a") == "b"


@pytest.mark.parametrize(
    "body",
    [
        b"\xff\xfe",
        b"hello",
        b'"belongs to nothing"\n',
        b'msgid "a\nmsgstr "b"\n',
        b'msgid "a" "b"\nmsgstr ""\n',
        b'msgid "a"\nmsgstr "\\x41"\n',
        b'msgid "a"\n',
        b'msgstr "a"\n',
        b'msgid "a"\nmsgid "b"\nmsgstr "c"\n',
        b'msgid "a"\nmsgstr "b"\n\nmsgid "a"\nmsgstr "c"\n',
        b'msgid "a"\nmsgid_plural "b"\nmsgstr "c"\n',
        b'msgid "a"\nmsgid_plural "b"\nmsgstr[0] "c"\n',
        b'msgid "a"\nmsgid_plural "b"\nmsgstr[0] "c"\nmsgstr[1] "c"\nmsgstr[2] "c"\n',
        b'msgid "a"\nmsgstr "b"\n\nmsgid ""\nmsgstr "Language: yy\\n"\n',
    ],
)
def test_what_is_not_a_catalogue_is_refused_with_its_line(body: bytes) -> None:
    with pytest.raises(CatalogueError) as raised:
        read_catalogue(HEADER.encode() + body)
    assert raised.value.line >= 5


@pytest.mark.parametrize(
    "rule",
    [
        "nonsense",
        "nplurals=2",
        "nplurals=99; plural=0;",
        "nplurals=0; plural=0;",
        "nplurals=2; plural=n;",
        "nplurals=2; plural=__import__('os');",
        "nplurals=2; plural=n/0;",
        "nplurals=2; plural=n%0;",
        "nplurals=1; plural=" + "(" * 200 + "0" + ")" * 200 + ";",
    ],
)
def test_a_plural_rule_that_is_none_is_refused(rule: str) -> None:
    with pytest.raises(CatalogueError):
        read_catalogue(HEADER.replace("nplurals=2; plural=(n > 1);", rule).encode())


def test_a_rule_that_goes_astray_later_still_answers() -> None:
    rule = "nplurals=2; plural=(n==777777 ? 9 : n==888888 ? 1/0 : 0);"
    body = 'msgid "a"\nmsgid_plural "b"\nmsgstr[0] "one"\nmsgstr[1] "last"\n'
    catalogue = read_catalogue(
        (HEADER.replace("nplurals=2; plural=(n > 1);", rule) + body).encode()
    )
    assert catalogue.said("", "a", 777_777) == "last"
    assert catalogue.said("", "a", 888_888) == "one"


def test_too_many_sentences_are_refused() -> None:
    body = "".join(f'msgid "{i}"\nmsgstr "x"\n\n' for i in range(11))
    with pytest.raises(CatalogueError):
        read_catalogue((HEADER + body).encode(), most_entries=10)
