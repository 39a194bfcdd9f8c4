"""Names find one another across accents, special letters and scripts."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.words.folding import (
    LOOSE_MARK,
    digits_of,
    fold,
    postal_code,
    query_forms,
    search_forms,
    telephone,
)
from desktop_app.domain.words.syllabics import readings

# Published pairs: the syllabics and the roman letters stand side by side in the source named.
INUKTITUT = [
    ("ᐃᖃᓗᐃᑦ", "Iqaluit", "Wikipedia, Iqaluit"),
    ("ᐃᒃᐱᐊᕐᔪᒃ", "Ikpiarjuk", "Wikipedia, Arctic Bay"),
    ("ᑰᔾᔪᐊᖅ", "Kuujjuaq", "Wikipedia, Kuujjuaq"),
    ("ᑰᑦᔪᐊᖅ", "Kuujjuaq", "Wikipedia, Kuujjuaq, second spelling"),
    ("ᓄᓇᕕᒃ", "Nunavik", "Wikipedia, Nunavik"),
    ("ᕿᑎᕐᒥᐅᑦ", "Qitirmiut", "Wikipedia, Kitikmeot Region"),
    ("ᑕᓪᓗᕈᑎᐅᑉ ᐃᒪᖓ", "Tallurutiup Imanga", "Wikipedia, Lancaster Sound"),
    ("ᖃᓂᐅᔮᖅᐸᐃᑦ", "qaniujaaqpait", "Wikipedia, Inuktitut syllabics; Pirurvik Centre, Kiputtijjut"),
    ("ᖃᓕᐅᔮᖅᐸᐃᑦ", "qaliujaaqpait", "Wikipedia, Inuktitut syllabics"),
    ("ᑎᑎᕋᐅᓯᖅ ᓄᑖᖅ", "titirausiq nutaaq", "Wikipedia, Inuktitut syllabics"),
    ("ᓄᖅᑲᕆᑦ", "nuqqarit", "Wikipedia, Inuktitut syllabics (stop sign)"),
    ("ᐱᒋᐊᕐᓂᖅ", "Pigiarniq", "Wikipedia, Inuktitut syllabics (typefaces of Nunavut)"),
    ("ᐅᖃᒻᒪᖅ", "Uqammaq", "Wikipedia, Inuktitut syllabics (typefaces of Nunavut)"),
    ("ᐃᓄᒃᑎᑐᑦ", "Inuktitut", "Wikipedia (German), Inuktitut; glibc locale iu_CA"),
    ("ᐃᓄᒃᑐᑦ", "Inuktut", "Wikipedia (German), Inuktitut"),
    ("ᐃᓄᐃᑦ ᓄᓇᖓᑦ", "Inuit Nunangat", "Wikipedia (German), Inuktitut"),
    ("ᐃᓄᒃ", "Inuk", "BGN/PCGN 2013 table of correspondences for Inuktitut"),
]
CREE = [
    ("ᓀᐦᐃᔭᐍᐏᐣ", "nêhiyawêwin", "cree-sro-syllabics documentation (Plains)"),
    ("ᓃᐦᐃᖬᐑᐏᐣ", "nīhithawīwin", "cree-sro-syllabics documentation (Woods)"),
    ("ᓀᐦᐃᓇᐍᐏᐣ", "nēhinawēwin", "cree-sro-syllabics documentation (Swampy)"),
    ("ᐊᒋᒧᓯᐢ", "acimosis", "cree-sro-syllabics documentation"),
    ("ᐊᑕᕽ", "atahk", "cree-sro-syllabics, word list"),
    ("ᐑᐢᑎᐦᑫᐤ", "wîstihkêw", "cree-sro-syllabics, word list"),
    ("ᒪᐢᑫᑯᓯᕽ", "Maskekosihk", "cree-sro-syllabics, word list"),
    ("ᓂᐱᕀ", "nipiy", "cree-sro-syllabics, word list"),
    ("ᓰᐱᐝ", "sîpiy", "Wikipedia, Western Cree syllabics (dot for y)"),
    ("ᔫᑎᓂᐯᐢᑖᐤ", "yōtinipēstāw", "cree-sro-syllabics, word list"),
    ("ᒋᓵᓰᐲ", "Cisâsîpî", "Wikipedia, Chisasibi"),
    ("ᐐᒥᓂᒌ", "Wîminicî", "Wikipedia, Wemindji"),
    ("ᐙᔅᑳᐦᐄᑲᓂᔥ", "wâskâhîkaniš", "Wikipedia, Waskaganish"),
    ("ᐧᐋᔅᑳᐦᐄᑲᓂᔥ", "Wâskâhîkaniš", "Wikipédia, Waskaganish (dot typed apart)"),
    ("ᐙᔂᓂᐲ", "Wâswânipî", "Wikipedia, Waswanipi"),
    ("ᒪᐢᑫᑯ ᓵᑲᐦᐃᑲᐣ", "maskêko-sâkahikan", "Wikipedia, Muskeg Lake Cree Nation"),
    ("ᒥᔑᐦᔦᐤ", "mišihyew", "creelanguage.wordpress.com (East Cree)"),
    ("ᒥᔑᓓᐤ", "mišilew", "creelanguage.wordpress.com (Moose Cree)"),
    ("ᒥᔑᓀᐗᒋᔾ", "mišinewaciy", "creelanguage.wordpress.com (Attawapiskat)"),
    ("ᒐᐦᑭᐯᐦᐃᑲᓇ", "cahkipêhikana", "Typotheque, syllabics knowledge base"),
]


def found(typed: str, record: str) -> bool:
    """Whether a search for `typed` meets `record`: each word of a form begins a word of it."""
    words = [word for form in search_forms(record) for word in form.split()]
    return any(
        all(any(word.startswith(asked) for word in words) for asked in form.split())
        for form in query_forms(typed)
    )


@pytest.mark.parametrize(("syllabics", "roman", "source"), INUKTITUT + CREE)
def test_published_pairs_find_each_other(syllabics: str, roman: str, source: str) -> None:
    assert found(roman, syllabics), source
    assert found(syllabics, roman), source
    assert found(roman, roman)
    assert found(syllabics, syllabics)


def test_different_words_do_not_meet() -> None:
    words = [(pair[0], pair[1]) for pair in INUKTITUT + CREE]
    strangers = [
        (syllabics, roman)
        for index, (syllabics, _) in enumerate(words)
        for other, (_, roman) in enumerate(words)
        if index != other and fold(words[index][1]) != fold(roman) and found(roman, syllabics)
    ]
    # Only the person (Inuk) begins the names of the language.
    assert {roman for _, roman in strangers} <= {"Inuk"}


def test_a_search_in_both_scripts_at_once() -> None:
    record = "ᐋᓚ ᐃᖃᓗᐃᑦ Tremblay"
    assert found("iqaluit tremblay", record)
    assert found("ᐃᖃᓗᐃᑦ tremb", record)
    assert not found("iqaluit gagnon", record)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Tłı̨chǫ", "tlicho"),
        ("Kwak̓wala", "kwakwala"),
        ("Lʼnuiʼsuti", "lnuisuti"),
        ("Dënesųłıné", "denesuline"),
        ("Hul'q'umi'num'", "hulquminum"),
        ("SENĆOŦEN", "sencoten"),
        ("nsyilxcən", "nsyilxcen"),
        ("X̱aad Kíl", "xaad kil"),
        ("Kanien’kéha", "kanienkeha"),
        ("Innu ᵘ", "innu u"),
        ("Secwepemctsín", "secwepemctsin"),
        ("Jean-François  L’Écuyer", "jean francois lecuyer"),
        ("CŒUR Straße Ærø", "coeur strasse aero"),
        ("a\u202eb\u200bc\u0000", "abc"),
        ("  St. John \t", "st john"),
        ("ŠŦ-ꝁ", "st k"),
        ("", ""),
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded
    assert fold(unicodedata.normalize("NFD", text)) == folded


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    folded = fold(text)
    assert fold(folded) == folded
    assert folded == " ".join(folded.split())


@given(st.text(max_size=40))
def test_capitals_are_folded_away(text: str) -> None:
    assert fold(text.lower()) == fold(text)


@given(st.text(alphabet="abcdefgh IJKL'-éÉ"))
def test_plain_and_accented_letters_agree(text: str) -> None:
    assert fold(text.replace("é", "e").replace("É", "E")) == fold(text)


@given(st.text())
def test_forms_are_distinct_and_begin_with_the_fold(text: str) -> None:
    forms = search_forms(text)
    assert forms[0] == fold(text)
    assert len(set(forms)) == len(forms)
    assert "" not in query_forms(text)


def test_prefixes_find_names_with_glottal_signs() -> None:
    assert found("tlicho", "Tłı̨chǫ Government")
    assert found("lnui", "Lʼnuiʼsuti")
    assert found("kwakwala", "Kwak̓wala")


def test_an_elided_word_is_found_by_itself() -> None:
    assert found("aide juridique", "Centre d'aide juridique")
    assert found("d'aide", "Centre d’aide juridique")
    assert found("ecuyer", "L'Écuyer")


def test_the_inuktitut_ampersand_is_a_lateral_and_a_company_keeps_its_letters() -> None:
    assert "ali" in search_forms("a&i")
    assert found("a&w", "A&W")


def test_loose_forms_meet_syllabics_only() -> None:
    assert found("Chisasibi", "ᒋᓵᓰᐲ")
    assert not found("Lee", "Leblanc") or fold("Leblanc").startswith("lee")
    assert all(word.startswith(LOOSE_MARK) for word in query_forms("Boucher Lee")[1].split())


def test_the_three_readings_differ_where_the_peoples_do() -> None:
    assert readings("ᐅᒋ ᐁ") == ("ugi ai", "uchi e", "oci e")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("x0a 0h0", "X0A 0H0"),
        ("J0M-1R0", "J0M 1R0"),
        ("h2x1y4", "H2X 1Y4"),
        ("D1A 1A1", None),
        ("W1A 1A1", None),
        ("A1O 1A1", None),
        ("A1A 1A", None),
        ("A1A 1A1 1", None),
        ("12345", None),
        ("", None),
    ],
)
def test_postal_codes(text: str, code: str | None) -> None:
    assert postal_code(text) == code


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("819 555-0123", "+18195550123"),
        ("(819) 555.0123", "+18195550123"),
        ("+1 819 555 0123", "+18195550123"),
        ("1-800-555-0199 poste 45", "+18005550199;ext=45"),
        ("867-555-0101 ext. 7", "+18675550101;ext=7"),
        ("867-555-0101x7", "+18675550101;ext=7"),
        ("867 555 0101 #12", "+18675550101;ext=12"),
        ("+33 1 99 00 12 34", "+33199001234"),
        ("011 33 1 99 00 12 34", "+33199001234"),
        ("555-0123", None),
        ("019 555 0123", None),
        ("819 155 0123", None),
        ("call the band office", None),
        ("", None),
    ],
)
def test_telephones(text: str, number: str | None) -> None:
    assert telephone(text) == number


def test_digits() -> None:
    assert digits_of("(819) 555-0123") == "8195550123"
    assert digits_of("٨١٩ x²") == "819"
