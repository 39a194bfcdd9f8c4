"""Checks that every sentence of the program has its French, and that catalogues are sound.

    python translations/check.py             says what is wrong, and ends with 1 if anything is
    python translations/check.py --update    first brings new sentences into fr.po, untranslated,
                                             and takes out those that are no longer said

Nothing is compiled: the program reads the catalogues as they stand.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import polib

ROOT: Final = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from desktop_app.language import LANGUAGES, language, word_packs  # noqa: E402
from desktop_app.language.catalogues import Catalogue, CatalogueError, Entry, read_catalogue  # noqa: E402
from desktop_app.language.screening import fault_of, places  # noqa: E402
from translations.collect import MARKUP, PERCENT, Problem, Sentence, collect  # noqa: E402

COMPLETE: Final = ("fr",)

# Words that French and English write alike. Anything else that is alike was not translated.
SAME_IN_BOTH: Final = frozenset(
    {
        "{day}, {name}",
        "{day}, {what}",
        "{before} → {after}",
        "({part})",
        "{one} + {other}",
        "{one} − {other}",
        "{one} × {other}",
        "{one} ÷ {other}",
        "Triage…",
        "{stage}, {days}",
        "{n} minutes",
        "{n} contact",
        "{n} contacts",
        "{n} document",
        "{n} documents",
        "{n} triage",
        "{n} triages",
        "{n} minute",
        "Action {number}",
        "Action",
        "Actions",
        "Condition",
        "Question",
        "Triage",
        "Situation",
        "simple",
        "triage",
        "Alberta",
        "Client",
        "Clients",
        "Code",
        "Date",
        "Description",
        "Document",
        "Documents",
        "HH:MM",
        "Important",
        "Questions",
        "Version",
        "Version {n}",
        "version {n}",
        "important",
        "message",
        "note",
        "urgent",
        "Inuktitut",
        "{n} min",
        "{what}, {how}",
        "Latitude",
        "Longitude",
        "Plan",
        "MM",
        "Manitoba",
        "Message",
        "Minutes",
        "Note",
        "Notes",
        "Nunavut",
        "OK",
        "Ontario",
        "PDF",
        "Page",
        "Portage",
        "Saskatchewan",
        "Service",
        "Services",
        "Source",
        "Type",
        "Yukon",
        "Note, {mode}",
        "Note, {mode}, {n} minute",
        "Note, {mode}, {n} minutes",
        "{date} ({n})",
        "{n} note",
        "{n} notes",
        "{place} - Portage",
        "{when}, {name}",
    }
)

STATUSES: Final = re.compile(
    r"attested|to be reviewed by the community|reviewed by .+, \d{4}-\d{2}-\d{2}"
)

_HEADER: Final = {
    "Project-Id-Version": "Portage",
    "Language": "fr",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=2; plural=(n > 1);",
}

# Canadian French: no space before ; ! ?, a no-break space before a colon and inside « ».
# One kind of apostrophe, the one that people type.
_FRENCH_MARKS: Final = (
    (re.compile(r"\s[;!?]"), "has a space before ; ! or ?"),
    (re.compile(r"(?<!\u00a0):(?=\s|$)"), "lacks a no-break space before its colon"),
    (re.compile(r"«(?!\u00a0)|(?<!\u00a0)»"), "lacks a no-break space inside « »"),
    (re.compile(r"\""), "has straight quotation marks: « » in French"),
    (re.compile("\u2019"), "has a curly apostrophe: straight ones everywhere"),
)


def catalogue_problems(
    catalogue: Catalogue, sentences: Sequence[Sentence], name: str
) -> Iterator[Problem]:
    """What is missing or wrong in a complete catalogue, beside the sentences of the source."""
    by_key = {(entry.context, entry.text): entry for entry in catalogue.entries}
    wanted = {sentence.key for sentence in sentences}
    for sentence in sentences:
        where = f"{name}: {sentence.context}: {sentence.text!r}"
        entry = by_key.get(sentence.key)
        if entry is None:
            yield Problem(where, "is missing; run translations/check.py --update")
        elif entry.plural != sentence.plural:
            yield Problem(where, "is counted in another way than in the source")
        else:
            yield from (Problem(where, what) for what in _entry_faults(entry))
    for key, entry in by_key.items():
        if key not in wanted:
            yield Problem(f"{name}:{entry.line}", f"{entry.text!r} is no longer said")


def _entry_faults(entry: Entry) -> Iterator[str]:
    if "fuzzy" in entry.flags:
        yield "is marked fuzzy"
    if not all(entry.forms):
        yield "is not translated"
        return
    for index, form in enumerate(entry.forms):
        source = entry.text if index == 0 or entry.plural is None else entry.plural
        allowed = places(entry.text) | places(entry.plural or "")
        required = places(source) - ({"n"} if entry.plural is not None and index == 0 else set())
        if not required <= places(form) <= allowed:
            yield f"has other places to fill: {form!r}"
        if form != form.strip():
            yield f"begins or ends with a space: {form!r}"
        if MARKUP.search(form) or PERCENT.search(form):
            yield f"has markup or a % format: {form!r}"
        if form == source and form not in SAME_IN_BOTH and re.search(r"[A-Za-z]{2}", form):
            yield "is the English again; if French says it alike, add it to SAME_IN_BOTH"
        for pattern, what in _FRENCH_MARKS:
            if pattern.search(form):
                yield f"{what}: {form!r}"


def header_problems(catalogue: Catalogue, name: str) -> Iterator[Problem]:
    """Whether a header says what it must and nothing of whoever, whenever or on what machine."""
    for field, value in _HEADER.items():
        if catalogue.header.get(field) != value:
            yield Problem(name, f"its header should say {field}: {value}")
    for field in sorted(set(catalogue.header) - set(_HEADER)):
        yield Problem(name, f"its header should not say {field}")


def pack_problems(pack: Path) -> Iterator[Problem]:
    """Whether a word pack is named in the table, and each word has a source and a status."""
    catalogue = _read(pack)
    if isinstance(catalogue, Problem):
        yield catalogue
        return
    row = language(pack.stem)
    if row is None or row.code != pack.stem or row not in word_packs():
        yield Problem(pack.name, "is not among the word packs of the table of languages")
    elif row.plural_forms and row.plural_forms != catalogue.plural_count:
        yield Problem(pack.name, f"should count {row.plural_forms} plural forms")
    if catalogue.header.get("Language") != pack.stem:
        yield Problem(pack.name, "its header names another language")
    for entry in catalogue.entries:
        where = f"{pack.name}:{entry.line}"
        fault = fault_of(entry)
        if fault is not None:
            yield Problem(where, f"{entry.text!r} cannot be used: {fault}")
        elif not STATUSES.fullmatch(entry.notes["status"]):
            yield Problem(where, f"{entry.text!r} has a status that is not known")


def _read(path: Path) -> Catalogue | Problem:
    data = path.read_bytes()
    if re.search(rb"^#~", data, re.MULTILINE):
        return Problem(path.name, "keeps sentences that are no longer said (#~)")
    try:
        return read_catalogue(data)
    except CatalogueError as fault:
        return Problem(f"{path.name}:{fault.line}", fault.reason)


def update(path: Path, sentences: Sequence[Sentence]) -> tuple[int, int]:
    """Bring a catalogue up to the source: how many sentences came in and went out.

    Translations are kept where text and plural are the same; files are named without lines, so
    that moving code does not change the catalogue.
    """
    before = polib.pofile(str(path)) if path.is_file() else polib.POFile()
    old = {(one.msgctxt or "", one.msgid): one for one in before if not one.obsolete}
    after = polib.POFile(wrapwidth=98)
    after.metadata = dict(_HEADER)
    came = 0
    for sentence in sentences:
        entry = polib.POEntry(
            msgctxt=sentence.context,
            msgid=sentence.text,
            comment="\n".join(sentence.notes),
            occurrences=[(file, "") for file in sentence.files],
        )
        if sentence.plural is not None:
            entry.msgid_plural, entry.msgstr_plural = sentence.plural, {0: "", 1: ""}
        known = old.get(sentence.key)
        if known is None or (known.msgid_plural or None) != sentence.plural:
            came += 1
        else:
            entry.msgstr, entry.msgstr_plural = known.msgstr, known.msgstr_plural
            entry.flags, entry.tcomment = known.flags, known.tcomment
        after.append(entry)
    after.save(str(path))
    return came, len(set(old) - {sentence.key for sentence in sentences})


def main(arguments: Sequence[str] | None = None) -> int:
    """Check, or update and check. Ends with 0 when nothing is wrong."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--update", action="store_true", help="bring new sentences into fr.po")
    asked = parser.parse_args(arguments)
    folder = ROOT / "translations"
    collected = collect(ROOT)
    problems = list(collected.problems)
    for code in COMPLETE:
        path = folder / f"{code}.po"
        if asked.update:
            came, went = update(path, collected.sentences)
            print(f"{path.name}: {came} sentences to translate came in, {went} went out")
        if not path.is_file():
            problems.append(Problem(path.name, "is missing"))
            continue
        catalogue = _read(path)
        if isinstance(catalogue, Problem):
            problems.append(catalogue)
            continue
        problems.extend(header_problems(catalogue, path.name))
        problems.extend(catalogue_problems(catalogue, collected.sentences, path.name))
    packs = sorted((folder / "packs").glob("*.po"))
    for pack in packs:
        problems.extend(pack_problems(pack))
    for problem in problems:
        print(problem)
    print(
        f"{len(collected.sentences)} sentences, {len(COMPLETE)} complete catalogue, "
        f"{len(packs)} word packs, {len(LANGUAGES)} languages: {len(problems)} problems"
    )
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
