"""Three hundred and more packs that mean harm: each refused, or shown as plain words."""

from __future__ import annotations

import os
from itertools import product
from pathlib import Path

import pytest

from desktop_app.domain.errors import PortageError
from desktop_app.interchange.language_packs import (
    LARGEST_PACK,
    PackNamesNoLanguage,
    PackTooLarge,
    PackUnreadable,
    read_pack,
)
from desktop_app.language import fill

GOOD_NOTES = "# source: a speaker\n# status: to be reviewed by the community\n"
SOURCES = ('msgctxt "word"\nmsgid "Monday"\n', 'msgctxt "word"\nmsgid "{n} of {name}"\n')

MARKUP = (
    "<b>x</b>",
    "<img src='file:///etc/passwd'>",
    "<IMG SRC=x onerror=alert(1)>",
    "<a href=x>y</a>",
    "<script>x</script>",
    "<style>*{}</style>",
    "<table><tr><td>",
    "<!DOCTYPE html>",
    "<?xml version='1.0'?>",
    "<!ENTITY x SYSTEM 'y'>",
    "&lt;b&gt;",
    "&#60;b&#62;",
    "&amp;amp;",
    "a < b",
    "a > b",
    "<",
    "</",
    "<font size=100>",
    "<meta http-equiv=refresh>",
    "<svg onload=x>",
)
LINKS = (
    "http://example.org",
    "HTTPS://EXAMPLE.ORG",
    "www.example.org",
    "ftp://x",
    "file:/etc/passwd",
    "file:///c:/windows",
    "smb://host/share",
    "javascript:alert(1)",
    "data:text/plain,x",
    "mailto:x",
    "qrc:/image.png",
    "see www.example.org",
)
FORMATS = ("%n", "%s", "%d x", "%1$s", "%(name)s", "%%", "%08.3f", "%-5d", "%x", "%c%c", "%L1")
PLACES = (
    "{0}",
    "{}",
    "{{",
    "}}",
    "{",
    "}",
    "{other}",
    "{0.__class__}",
    "{name.__class__.__mro__}",
    "{n[0]}",
    "{n!r}",
    "{n:>99999999}",
    "{n:{name}}",
    "{__import__}",
    "{name} {extra}",
    "{ n }",
    "{n",
)
HIDDEN = tuple(
    f"a{chr(code)}b"
    for code in (
        *(0x00, 0x01, 0x07, 0x08, 0x0B, 0x0C, 0x1B, 0x7F, 0x80, 0x9F, 0xAD),
        *(0x061C, 0x200B, 0x200E, 0x200F, 0x2028, 0x2029, 0x202A, 0x202B, 0x202C, 0x202D, 0x202E),
        *(
            0x2060,
            0x2066,
            0x2067,
            0x2068,
            0x2069,
            0xE000,
            0xFEFF,
            0xFFF9,
            0xFFFE,
            0xE0001,
            0x10FFFF,
        ),
    )
)
LONG = ("x" * 4_001, "long " * 2_000)
SECURITY_CONTEXTS = (
    "bundle",
    "unlock",
    "vault",
    "trust",
    "device",
    "recovery",
    "errors",
    "sync",
    "",
    "Word",
    "word ",
    "words",
)

TEXTS = (*MARKUP, *LINKS, *FORMATS, *PLACES, *HIDDEN, *LONG)
SENTENCES = [*product(SOURCES, TEXTS)]

CODES = (
    "",
    "../../etc/passwd",
    "..",
    "/etc/passwd",
    "C:\\Windows",
    "fr\\..\\en",
    "fr/../en",
    "FR",
    "f",
    "français",
    "en.po",
    "en\x00",
    "iu-x-",
    "iu-x-" + "a" * 400,
    "-",
    "xx%2e",
    "{0}",
    "<b>",
    "iu-x-waytoolongsubtag",
)
DAMAGED = (
    b"",
    b"\x00" * 1_000,
    b"\xff\xfe\x00m\x00s",
    b"PK\x03\x04" + b"\x00" * 200,
    b"\xde\x12\x04\x95" + b"\x00" * 200,
    b'msgid "\n',
    b"msgid msgid msgid\n",
    b'msgid ""\nmsgid ""\n',
    b'msgid "' + b"\\" * 100_001 + b"\n",
    b'msgstr[9] "x"\n',
    b'msgid ""\nmsgstr "Plural-Forms: nplurals=2; plural=n**n**n;\\n"\n',
    b'msgid ""\nmsgstr "Plural-Forms: nplurals=2; plural=__import__(0);\\n"\n',
    b'msgid ""\nmsgstr "Plural-Forms: nplurals=7; plural=n;\\n"\n',
    b'msgid ""\nmsgstr "Language: fr\\n"\n\nmsgid "\\x41"\nmsgstr "x"\n',
    b"<?xml version='1.0'?><TS/>",
    b'{"Monday": "x"}',
    b"Monday,x\n",
    b'domain "x"\nmsgid "a"\nmsgstr "b"\n',
)


def quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def pack_file(folder: Path, body: str, code: str = "atj") -> Path:
    path = folder / "pack.po"
    header = f'msgid ""\nmsgstr ""\n{quoted(f"Language: {code}" + chr(10))}\n\n'
    path.write_bytes((header + body).encode("utf-8", "surrogatepass"))
    return path


def test_there_are_three_hundred_of_them() -> None:
    assert len(SENTENCES) + len(SECURITY_CONTEXTS) + len(CODES) + len(DAMAGED) + 120 >= 300


@pytest.mark.parametrize("number", range(len(SENTENCES)))
def test_a_text_that_means_harm_is_left_out_with_its_reason(number: int, tmp_path: Path) -> None:
    source, text = SENTENCES[number]
    good = GOOD_NOTES + 'msgctxt "word"\nmsgid "Tuesday"\nmsgstr "nicw kicikaw"\n'
    body = f"{GOOD_NOTES}{source}msgstr {quoted(text)}\n\n{good}"
    pack = read_pack(pack_file(tmp_path, body))
    assert [entry.text for entry in pack.catalogue.entries] == ["Tuesday"]
    assert pack.catalogue.said("word", "Tuesday") == "nicw kicikaw"
    ((line, reason),) = pack.refused
    assert line == 7  # below the header and the two notes
    assert str(reason)


@pytest.mark.parametrize("context", SECURITY_CONTEXTS)
def test_a_pack_cannot_speak_where_the_program_warns(context: str, tmp_path: Path) -> None:
    body = (
        f"{GOOD_NOTES}msgctxt {quoted(context)}\n"
        'msgid "{name} was changed after it was signed. Nothing was imported."\n'
        'msgstr "{name} is good."\n'
    )
    pack = read_pack(pack_file(tmp_path, body))
    assert pack.catalogue.entries == ()
    assert len(pack.refused) == 1


@pytest.mark.parametrize("code", CODES)
def test_a_pack_must_name_a_language_and_nothing_else(code: str, tmp_path: Path) -> None:
    body = f'{GOOD_NOTES}msgctxt "word"\nmsgid "yes"\nmsgstr "Ehe"\n'
    with pytest.raises((PackNamesNoLanguage, PackUnreadable)):
        read_pack(pack_file(tmp_path, body, code))


@pytest.mark.parametrize("data", DAMAGED, ids=range(len(DAMAGED)))
def test_what_is_no_pack_is_refused_in_a_sentence(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "pack.po"
    path.write_bytes(data)
    with pytest.raises(PortageError) as raised:
        read_pack(path)
    assert "Nothing was taken" in str(raised.value)


@pytest.mark.parametrize("cut", range(120))
def test_a_pack_that_is_cut_anywhere_is_refused_or_read_in_part(cut: int, tmp_path: Path) -> None:
    body = f'{GOOD_NOTES}msgctxt "word"\nmsgid "yes"\nmsgstr "Ehe"\n'
    path = pack_file(tmp_path, body)
    path.write_bytes(path.read_bytes()[: -cut or None])
    try:
        pack = read_pack(path)
    except PortageError:
        return
    assert [entry.forms for entry in pack.catalogue.entries] in ([("Ehe",)], [])


def test_a_hundred_megabytes_are_refused_before_they_are_read(tmp_path: Path) -> None:
    path = tmp_path / "pack.po"
    with path.open("wb") as file:
        os.truncate(file.fileno(), 100 * 1024 * 1024)
    assert path.stat().st_size > LARGEST_PACK
    with pytest.raises(PackTooLarge):
        read_pack(path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes on this system")
def test_a_pipe_or_a_folder_is_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.po")
    with pytest.raises(PackUnreadable):
        read_pack(tmp_path / "pipe.po")
    with pytest.raises(PackUnreadable):
        read_pack(tmp_path)


def test_a_word_without_source_or_status_is_left_out(tmp_path: Path) -> None:
    body = (
        '# source: a speaker\nmsgctxt "word"\nmsgid "yes"\nmsgstr "Ehe"\n\n'
        '# status: attested\nmsgctxt "word"\nmsgid "no"\nmsgstr "Nama"\n'
    )
    assert read_pack(pack_file(tmp_path, body)).catalogue.entries == ()


def test_what_looks_like_a_path_is_only_a_word(tmp_path: Path) -> None:
    body = f'{GOOD_NOTES}msgctxt "word"\nmsgid "yes"\nmsgstr "../../etc/passwd"\n'
    pack = read_pack(pack_file(tmp_path, body, "iu-Cans-x-nunavik"))
    assert pack.code == "iu-Cans-x-nunavik"
    assert pack.catalogue.said("word", "yes") == "../../etc/passwd"


def test_a_good_counted_text_is_kept_and_filled(tmp_path: Path) -> None:
    path = tmp_path / "pack.po"
    path.write_text(
        'msgid ""\nmsgstr ""\n"Language: csw-Cans\\n"\n"Plural-Forms: nplurals=1; plural=0;\\n"\n\n'
        f"{GOOD_NOTES}"
        'msgctxt "word"\nmsgid "{n} day"\nmsgid_plural "{n} days"\nmsgstr[0] "{n} ᑮᓯᑳᐤ"\n',
        "utf-8",
    )
    said = read_pack(path).catalogue.said("word", "{n} day", 7)
    assert said is not None
    assert fill(said, {"n": 7}) == "7 ᑮᓯᑳᐤ"
