from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from desktop_app.language import LANGUAGES, word_packs
from desktop_app.language.catalogues import read_catalogue
from desktop_app.language.screening import fault_of
from translations import check
from translations.collect import Sentence, collect

ROOT = Path(check.__file__).resolve().parent.parent
GLOSSARY = ROOT.parent / "shared" / "glossary.csv"
HEADER = (
    'msgid ""\nmsgstr ""\n"Project-Id-Version: Portage\\n"\n"Language: fr\\n"\n'
    '"MIME-Version: 1.0\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
    '"Content-Transfer-Encoding: 8bit\\n"\n"Plural-Forms: nplurals=2; plural=(n > 1);\\n"\n\n'
)


def collected_from(tmp_path: Path, source: str) -> tuple[list[Sentence], list[str]]:
    folder = tmp_path / "desktop_app"
    folder.mkdir(exist_ok=True)
    (folder / "screen.py").write_text(source, "utf-8")
    found = collect(tmp_path)
    return list(found.sentences), [problem.what for problem in found.problems]


def problems_of(entry: str, sentence: Sentence) -> list[str]:
    catalogue = read_catalogue((HEADER + entry).encode())
    return [problem.what for problem in check.catalogue_problems(catalogue, [sentence], "fr.po")]


def plain(text: str) -> Sentence:
    return Sentence("here", text, None, ("a.py",), ())


def entry(text: str, french: str) -> str:
    return f'msgctxt "here"\nmsgid "{text}"\nmsgstr "{french}"\n'


def test_every_way_of_saying_something_is_collected(tmp_path: Path) -> None:
    sentences, problems = collected_from(
        tmp_path,
        "# Translators: on a button\n"
        'tr("a", "Save")\n'
        'tr("a", "One " "two")\n'
        'ntr("a", "{n} day", "{n} days", n)\n'
        'Message("a", "{who} came", {"who": name})\n'
        'Message("a", "{n} file", plural="{n} files", n=3)\n'
        'Message("a", "{n} row of {name}", values, plural="{n} rows of {name}", n=3)\n'
        "Message(**plain)\n"
        'other("a", "not ours")\n',
    )
    assert problems == []
    assert {(one.text, one.plural) for one in sentences} == {
        ("Save", None),
        ("One two", None),
        ("{n} day", "{n} days"),
        ("{who} came", None),
        ("{n} file", "{n} files"),
        ("{n} row of {name}", "{n} rows of {name}"),
    }
    assert [one.notes for one in sentences if one.text == "Save"] == [("on a button",)]


@pytest.mark.parametrize(
    "call",
    [
        'tr("a", f"Hello {name}")',
        'tr("a", text)',
        'tr(context, "Hello")',
        'tr("a", "Hello " + name)',
        'tr("a")',
        'ntr("a", "one", many, n)',
        'Message("a", text)',
        'Message("a", "one", {}, plural=many, n=2)',
        'self.tr("a", "Hello")',
        'tr("a", " Hello")',
        'tr("a", "Hello ")',
        'tr("a", "")',
        'tr("a", "<b>Hello</b>")',
        'tr("a", "Fish &amp; chips")',
        'tr("a", "%d files")',
        'tr("a", "%(n)s files")',
        'tr("a", "{0} files")',
        'tr("a", "{n:02d} files")',
        'tr("a", "{person.name} files")',
        'tr("a", "{} files")',
        'tr("a", "Please wait")',
        'tr("a", "Invalid file")',
        'Message("a", "{name} came")',
        'Message("a", "{name} came", {"who": 1})',
    ],
)
def test_what_a_translator_could_not_work_with_is_told(tmp_path: Path, call: str) -> None:
    _, problems = collected_from(tmp_path, call + "\n")
    assert len(problems) == 1


def test_one_sentence_is_counted_in_one_way_only(tmp_path: Path) -> None:
    _, problems = collected_from(tmp_path, 'tr("a", "{n} day")\nntr("a", "{n} day", "days", n)\n')
    assert len(problems) == 1


@pytest.mark.parametrize(
    ("text", "french"),
    [
        ("Save", ""),
        ("Save", "Save"),
        ("{name} came.", "Quelqu'un est venu."),
        ("Somebody came.", "{name} est venu."),
        ("{name} came.", "{name.__class__} est venu."),
        ("Save", " Enregistrer"),
        ("Save", "Enregistrer "),
        ("Save", "<b>Enregistrer</b>"),
        ("Save", "Enregistrer %s"),
        ("Ready?", "Prêt ?"),
        ("Ready?", "Prêt\u00a0?"),
        ("Name: {name}", "Nom : {name}"),
        ("Name: {name}", "Nom: {name}"),
        ("Read it.", "Lisez « ceci »."),
        ("Read it.", r"Lisez \"ceci\"."),
        ("It is open.", "C\u2019est ouvert."),
    ],
)
def test_french_that_cannot_stand_is_told(text: str, french: str) -> None:
    assert len(problems_of(entry(text, french), plain(text))) >= 1


@pytest.mark.parametrize(
    ("text", "french"),
    [
        ("Save", "Enregistrer"),
        ("Notes", "Notes"),
        ("Ready?", "Prêt?"),
        ("Name: {name}", "Nom\u00a0: {name}"),
        ("At 14:05", "À 14:05"),
        ("Read “it”.", "Lisez «\u00a0ceci\u00a0»."),
        ("100 %", "100\u00a0%"),
    ],
)
def test_french_that_can_stand_passes(text: str, french: str) -> None:
    assert problems_of(entry(text, french), plain(text)) == []


def test_missing_fuzzy_obsolete_and_miscounted_entries_are_told() -> None:
    assert "missing" in problems_of("", plain("Save"))[0]
    assert "fuzzy" in problems_of("#, fuzzy\n" + entry("Save", "Garder"), plain("Save"))[0]
    assert (
        "no longer"
        in problems_of(entry("Save", "Garder") + "\n" + entry("Old", "Vieux"), plain("Save"))[0]
    )
    counted = Sentence("here", "Save", "Saves", ("a.py",), ())
    assert "counted" in problems_of(entry("Save", "Garder"), counted)[0]


def test_the_singular_may_leave_the_number_out_and_nothing_else() -> None:
    sentence = Sentence("here", "{n} day of {name}", "{n} days of {name}", ("a.py",), ())
    head = 'msgctxt "here"\nmsgid "{n} day of {name}"\nmsgid_plural "{n} days of {name}"\n'
    good = head + 'msgstr[0] "un jour de {name}"\nmsgstr[1] "{n} jours de {name}"\n'
    bad = head + 'msgstr[0] "un jour"\nmsgstr[1] "des jours de {name}"\n'
    assert problems_of(good, sentence) == []
    assert len(problems_of(bad, sentence)) == 2


def test_a_header_tells_nothing_of_people_days_or_machines() -> None:
    good = read_catalogue(HEADER.encode())
    assert [*check.header_problems(good, "fr.po")] == []
    told = HEADER.replace("MIME", 'Last-Translator: somebody\\n"\n"MIME')
    assert len([*check.header_problems(read_catalogue(told.encode()), "fr.po")]) == 1
    assert len([*check.header_problems(read_catalogue(b""), "fr.po")]) >= 5


def test_update_keeps_what_is_translated_and_is_stable(tmp_path: Path) -> None:
    path = tmp_path / "fr.po"
    long = plain(
        "A long sentence with “quotes”, a \\ and enough words to be broken over lines. " * 3
    )
    sentences = [long, plain("Old"), plain("Save")]
    assert check.update(path, sentences) == (3, 0)
    path.write_text(
        path.read_text("utf-8").replace('msgid "Save"\nmsgstr ""', 'msgid "Save"\nmsgstr "Garder"'),
        "utf-8",
    )
    counted = Sentence("here", "{n} day", "{n} days", ("a.py",), ("a note",))
    assert check.update(path, [counted, long, plain("Save")]) == (1, 1)
    once = path.read_bytes()
    assert check.update(path, [counted, long, plain("Save")]) == (0, 0)
    assert path.read_bytes() == once
    catalogue = read_catalogue(once)
    assert catalogue.said("here", "Save") == "Garder"
    assert {one.text for one in catalogue.entries} == {"{n} day", long.text, "Save"}
    assert b"#~" not in once


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("# source: ", "# sauce: "),
        ("# status: to be reviewed by the community", "# status: perfect"),
        ('msgstr "Ehe"', 'msgstr "<b>Ehe</b>"'),
        ('msgstr "Ehe"', 'msgstr ""'),
        ("Language: moe-x-nehluen", "Language: moe"),
        ('msgid "yes"', 'msgid "yes'),
        ("msgctxt", "#~ msgctxt"),
    ],
)
def test_a_word_pack_needs_source_status_and_plain_words(
    tmp_path: Path, old: str, new: str
) -> None:
    text = (ROOT / "translations" / "packs" / "moe-x-nehluen.po").read_text("utf-8")
    path = tmp_path / "moe-x-nehluen.po"
    path.write_text(text, "utf-8")
    assert [*check.pack_problems(path)] == []
    path.write_text(text.replace(old, new, 1), "utf-8")
    assert [*check.pack_problems(path)] != []


def test_a_pack_that_the_table_does_not_name_is_told(tmp_path: Path) -> None:
    (tmp_path / "zz.po").write_text(HEADER.replace("Language: fr", "Language: zz"), "utf-8")
    assert [*check.pack_problems(tmp_path / "zz.po")] != []


def test_shipped_packs_are_those_of_the_table() -> None:
    shipped = {path.stem for path in (ROOT / "translations" / "packs").glob("*.po")}
    assert shipped == {row.code for row in word_packs()}
    assert shipped <= {row.code for row in LANGUAGES}


def test_shipped_packs_are_sound() -> None:
    for path in sorted((ROOT / "translations" / "packs").glob("*.po")):
        assert [*check.pack_problems(path)] == [], path.name
        assert all(fault_of(one) is None for one in read_catalogue(path.read_bytes()).entries)


@pytest.mark.real_data
@pytest.mark.skipif(not GLOSSARY.is_file(), reason="the glossary is not beside the checkout")
def test_no_word_of_a_pack_is_without_its_row_in_the_glossary() -> None:
    with GLOSSARY.open(encoding="utf-8", newline="") as file:
        rows = {
            (row["language_code"], row["english"], row["term"], row["source"])
            for row in csv.DictReader(file)
        }
    words = 0
    for path in (ROOT / "translations" / "packs").glob("*.po"):
        code = path.stem.replace("-x-cldr", "").replace("-x-glibc", "")
        for one in read_catalogue(path.read_bytes()).entries:
            assert (code, one.text, one.forms[0], one.notes["source"]) in rows
            words += 1
    assert words > 300


def test_the_catalogues_of_this_program_are_complete(
    capsys: pytest.CaptureFixture[str],
) -> None:
    outcome = check.main([])
    assert outcome == 0, capsys.readouterr().out


def test_english_calls_a_decision_and_a_duplicate_by_one_word_each() -> None:
    said = [one.text for one in collect(ROOT).sentences if one.context != "cli"]
    wrong = re.compile(r"(?<!{)\b(doubles?|conflicts)\b", re.IGNORECASE)
    assert [text for text in said if wrong.search(text)] == []
