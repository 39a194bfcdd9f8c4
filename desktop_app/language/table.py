"""The table of languages: those of the program, of word packs, and those that a client may speak.

It is ours because no library knows the languages of the north: codes such as `atj`, `oj` or
`iu-Cans-x-nunavik` are refused or silently taken for English elsewhere. Codes are BCP 47, with
`-x-` for a variety. Names in the languages themselves come from Unicode CLDR 48 alone (Unicode
licence); where it has none, none is made up. French and English names follow CLDR and the
census of Canada (2021).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Language:
    """One row of the table of languages.

    code: BCP 47 with `-x-` for a variety. autonym: the language's name in itself, empty when no
    attested source gave it. script: ISO 15924, `Zxxx` for signed languages. english, french:
    its names there, French in lower case as in a sentence. fallback: codes asked in turn for a
    sentence that is missing here, English being always the last. plural_forms: how many forms a
    counted sentence has, 0 where no source tells.
    """

    code: str
    autonym: str
    script: str
    english: str
    french: str
    fallback: tuple[str, ...] = ()
    plural_forms: int = 0

    @property
    def right_to_left(self) -> bool:
        return self.script in ("Arab", "Hebr")

    @property
    def font(self) -> str:
        """Which face shows it: `text` and `syllabics` are shipped, `system` is the computer's."""
        return {"Latn": "text", "Cans": "syllabics"}.get(self.script, "system")


_INTERFACE: Final = (
    Language("fr", "Français", "Latn", "French", "français", plural_forms=2),
    Language("en", "English", "Latn", "English", "anglais", plural_forms=2),
)

_INDIGENOUS: Final = (
    Language("iu", "ᐃᓄᒃᑎᑐᑦ", "Cans", "Inuktitut", "inuktitut", plural_forms=3),
    Language("ikt", "", "Latn", "Inuinnaqtun", "inuinnaqtun", plural_forms=3),
    Language(
        "iu-x-nunavik",
        "",
        "Cans",
        "Inuktitut (Nunavik)",
        "inuktitut (Nunavik)",
        fallback=("fr",),
        plural_forms=3,
    ),
    Language(
        "iu-x-qikiqt",
        "",
        "Cans",
        "Inuktitut (Baffin)",
        "inuktitut (Baffin)",
        plural_forms=3,
    ),
    Language(
        "iu-x-kivalliq",
        "",
        "Cans",
        "Inuktitut (Kivalliq)",
        "inuktitut (Kivalliq)",
        plural_forms=3,
    ),
    Language(
        "iu-x-nunatsia",
        "",
        "Latn",
        "Inuttitut (Nunatsiavut)",
        "inuttitut (Nunatsiavut)",
        plural_forms=3,
    ),
    Language("cr", "", "Cans", "Cree", "cri"),
    Language("crk", "", "Latn", "Plains Cree", "cri des plaines"),
    Language("cwd", "", "Latn", "Woods Cree", "cri des bois"),
    Language("csw", "ᓀᐦᐃᓇᐍᐏᐣ", "Cans", "Swampy Cree", "cri des marais", plural_forms=1),
    Language("crm", "", "Cans", "Moose Cree", "cri de Moose"),
    Language(
        "crl",
        "",
        "Cans",
        "Northern East Cree",
        "cri de l'Est (dialecte du Nord)",
        fallback=("fr",),
    ),
    Language(
        "crj",
        "",
        "Cans",
        "Southern East Cree",
        "cri de l'Est (dialecte du Sud)",
        fallback=("fr",),
    ),
    Language("oj", "", "Latn", "Ojibwe", "ojibwé"),
    Language("ojb", "", "Latn", "Northwestern Ojibwe", "ojibwé du Nord-Ouest"),
    Language("ojc", "", "Latn", "Central Ojibwe", "ojibwé central"),
    Language("ojg", "", "Latn", "Eastern Ojibwe", "ojibwé de l'Est"),
    Language("ojw", "", "Latn", "Western Ojibwe (Saulteaux)", "ojibwé de l'Ouest (saulteaux)"),
    Language("otw", "", "Latn", "Ottawa (Odawa)", "outaouais (odawa)"),
    Language("ojs", "", "Cans", "Oji-Cree", "oji-cri"),
    Language("moe", "", "Latn", "Innu-aimun", "innu-aimun", fallback=("fr",)),
    Language(
        "moe-x-nehluen",
        "",
        "Latn",
        "Innu-aimun (Mashteuiatsh)",
        "innu-aimun (Mashteuiatsh)",
        fallback=("fr",),
    ),
    Language("nsk", "", "Cans", "Naskapi", "naskapi", fallback=("fr",)),
    Language("atj", "", "Latn", "Atikamekw", "atikamekw", fallback=("fr",)),
    Language("alq", "", "Latn", "Algonquin", "algonquin", fallback=("fr",)),
    Language("mic", "", "Latn", "Mi'kmaq", "mi'kmaq"),
    Language("pqm", "", "Latn", "Wolastoqey and Passamaquoddy", "wolastoqey et passamaquoddy"),
    Language("abe", "", "Latn", "Abenaki", "abénaquis", fallback=("fr",)),
    Language("moh", "", "Latn", "Mohawk", "mohawk"),
    Language("one", "", "Latn", "Oneida", "oneida"),
    Language("see", "", "Latn", "Seneca", "seneca"),
    Language("bla", "", "Latn", "Blackfoot", "pied-noir"),
    Language("asb", "", "Latn", "Assiniboine (Nakoda)", "assiniboine (nakoda)"),
    Language("sto", "", "Latn", "Stoney", "stoney"),
    Language("dak", "", "Latn", "Dakota", "dakota"),
    Language("lkt", "Lakȟólʼiyapi", "Latn", "Lakota", "lakota"),
    Language("crg", "", "Latn", "Michif", "michif"),
    Language("chp", "", "Latn", "Dene (Dënesųłıné)", "déné (dënesųłıné)"),
    Language("dgr", "", "Latn", "Tłı̨chǫ", "tłı̨chǫ"),
    Language("scs", "", "Latn", "North Slavey", "esclave du Nord"),
    Language("xsl", "", "Latn", "South Slavey", "esclave du Sud"),
    Language("gwi", "", "Latn", "Gwich'in", "gwich'in"),
    Language("haa", "", "Latn", "Hän", "hän"),
    Language("kkz", "", "Latn", "Kaska", "kaska"),
    Language("ttm", "", "Latn", "Northern Tutchone", "tutchone du Nord"),
    Language("tce", "", "Latn", "Southern Tutchone", "tutchone du Sud"),
    Language("tli", "", "Latn", "Tlingit", "tlingit"),
    Language("srs", "", "Latn", "Tsuut'ina", "tsuut'ina"),
    Language("bea", "", "Latn", "Dane-zaa (Beaver)", "dane-zaa (castor)"),
    Language("sek", "", "Latn", "Sekani", "sekani"),
    Language("tht", "", "Latn", "Tahltan", "tahltan"),
    Language("crx", "", "Latn", "Dakelh (Carrier)", "dakelh (porteur)"),
    Language("bcr", "", "Latn", "Witsuwit'en-Babine", "witsuwit'en-babine"),
    Language("clc", "", "Latn", "Tsilhqot'in (Chilcotin)", "tsilhqot'in (chilcotin)"),
    Language("git", "", "Latn", "Gitxsan", "gitxsan"),
    Language("ncg", "", "Latn", "Nisga'a", "nisga'a"),
    Language("tsi", "", "Latn", "Ts'msyen (Tsimshian)", "ts'msyen (tsimshian)"),
    Language("hai", "", "Latn", "Haida", "haïda"),
    Language("hei", "", "Latn", "Heiltsuk", "heiltsuk"),
    Language("has", "", "Latn", "Haisla", "haisla"),
    Language("kwk", "", "Latn", "Kwak'wala", "kwak'wala"),
    Language("nuk", "", "Latn", "Nuu-chah-nulth", "nuu-chah-nulth"),
    Language("hur", "", "Latn", "Halkomelem", "halkomelem"),
    Language("str", "", "Latn", "Straits Salish", "salish des détroits"),
    Language("squ", "", "Latn", "Squamish", "squamish"),
    Language("lil", "", "Latn", "St'at'imcets (Lillooet)", "st'at'imcets (lillooet)"),
    Language("thp", "", "Latn", "Nlaka'pamuctsin (Thompson)", "nlaka'pamuctsin (thompson)"),
    Language("shs", "", "Latn", "Secwepemctsín (Shuswap)", "secwepemctsín (shuswap)"),
    Language("oka", "", "Latn", "Syilx (Okanagan)", "syilx (okanagan)"),
    Language("kut", "", "Latn", "Ktunaxa", "ktunaxa"),
)

_SIGNED: Final = (
    Language(
        "ase",
        "",
        "Zxxx",
        "American Sign Language (ASL)",
        "langue des signes américaine (ASL)",
    ),
    Language(
        "fcs",
        "",
        "Zxxx",
        "Quebec Sign Language (LSQ)",
        "langue des signes québécoise (LSQ)",
        fallback=("fr",),
    ),
    Language("iks", "", "Zxxx", "Inuit Sign Language", "langue des signes inuite"),
)

_WORLD: Final = (
    Language("am", "አማርኛ", "Ethi", "Amharic", "amharique"),
    Language("ar", "العربية", "Arab", "Arabic", "arabe"),
    Language("az", "azərbaycan", "Latn", "Azerbaijani", "azerbaïdjanais"),
    Language("be", "беларуская", "Cyrl", "Belarusian", "biélorusse"),
    Language("bg", "български", "Cyrl", "Bulgarian", "bulgare"),
    Language("bn", "বাংলা", "Beng", "Bengali", "bengali"),
    Language("bo", "བོད་སྐད་", "Tibt", "Tibetan", "tibétain"),
    Language("bs", "bosanski", "Latn", "Bosnian", "bosniaque"),
    Language("ckb", "کوردیی ناوەندی", "Arab", "Kurdish (Sorani)", "kurde (sorani)"),
    Language("cs", "čeština", "Latn", "Czech", "tchèque"),
    Language("da", "dansk", "Latn", "Danish", "danois"),
    Language("de", "Deutsch", "Latn", "German", "allemand"),
    Language("el", "Ελληνικά", "Grek", "Greek", "grec"),
    Language("es", "español", "Latn", "Spanish", "espagnol"),
    Language("et", "eesti", "Latn", "Estonian", "estonien"),
    Language("fa", "فارسی", "Arab", "Persian (Farsi)", "persan (farsi)"),
    Language("ff", "Pulaar", "Latn", "Fula", "peul", fallback=("fr",)),
    Language("fi", "suomi", "Latn", "Finnish", "finnois"),
    Language("fil", "Filipino", "Latn", "Filipino (Tagalog)", "filipino (tagalog)"),
    Language("gu", "ગુજરાતી", "Gujr", "Gujarati", "gujarati"),
    Language("ha", "Hausa", "Latn", "Hausa", "haoussa"),
    Language("hak", "", "Hani", "Hakka Chinese", "hakka"),
    Language("he", "עברית", "Hebr", "Hebrew", "hébreu"),
    Language("hi", "हिन्दी", "Deva", "Hindi", "hindi"),
    Language("hr", "hrvatski", "Latn", "Croatian", "croate"),
    Language(
        "ht",
        "Kreyòl Ayisyen",
        "Latn",
        "Haitian Creole",
        "créole haïtien",
        fallback=("fr",),
    ),
    Language("hu", "magyar", "Latn", "Hungarian", "hongrois"),
    Language("hy", "հայերեն", "Armn", "Armenian", "arménien"),
    Language("id", "Indonesia", "Latn", "Indonesian", "indonésien"),
    Language("ig", "Igbo", "Latn", "Igbo", "igbo"),
    Language("is", "íslenska", "Latn", "Icelandic", "islandais"),
    Language("it", "italiano", "Latn", "Italian", "italien"),
    Language("ja", "日本語", "Jpan", "Japanese", "japonais"),
    Language("ka", "ქართული", "Geor", "Georgian", "géorgien"),
    Language("kg", "", "Latn", "Kongo", "kikongo", fallback=("fr",)),
    Language("kk", "қазақ тілі", "Cyrl", "Kazakh", "kazakh"),
    Language("km", "ខ្មែរ", "Khmr", "Khmer", "khmer"),
    Language("kmr", "kurdî", "Latn", "Kurdish (Kurmanji)", "kurde (kurmandji)"),
    Language("kn", "ಕನ್ನಡ", "Knda", "Kannada", "kannada"),
    Language("ko", "한국어", "Kore", "Korean", "coréen"),
    Language("ky", "кыргызча", "Cyrl", "Kyrgyz", "kirghize"),
    Language("lg", "Luganda", "Latn", "Ganda", "ganda"),
    Language("ln", "lingála", "Latn", "Lingala", "lingala", fallback=("fr",)),
    Language("lo", "ລາວ", "Laoo", "Lao", "lao"),
    Language("lt", "lietuvių", "Latn", "Lithuanian", "lituanien"),
    Language("lv", "latviešu", "Latn", "Latvian", "letton"),
    Language("mg", "Malagasy", "Latn", "Malagasy", "malgache", fallback=("fr",)),
    Language("mk", "македонски", "Cyrl", "Macedonian", "macédonien"),
    Language("ml", "മലയാളം", "Mlym", "Malayalam", "malayalam"),
    Language("mn", "монгол", "Cyrl", "Mongolian", "mongol"),
    Language("mr", "मराठी", "Deva", "Marathi", "marathi"),
    Language("ms", "Melayu", "Latn", "Malay", "malais"),
    Language("my", "မြန်မာ", "Mymr", "Burmese", "birman"),
    Language("nan", "", "Hani", "Min Nan Chinese", "minnan"),
    Language("ne", "नेपाली", "Deva", "Nepali", "népalais"),
    Language("nl", "Nederlands", "Latn", "Dutch", "néerlandais"),
    Language("no", "norsk", "Latn", "Norwegian", "norvégien"),
    Language("om", "Oromoo", "Latn", "Oromo", "oromo"),
    Language("pa", "ਪੰਜਾਬੀ", "Guru", "Punjabi", "pendjabi"),
    Language("pl", "polski", "Latn", "Polish", "polonais"),
    Language("prs", "دری", "Arab", "Dari", "dari"),
    Language("ps", "پښتو", "Arab", "Pashto", "pachto"),
    Language("pt", "português", "Latn", "Portuguese", "portugais"),
    Language("rhg", "", "Arab", "Rohingya", "rohingya"),
    Language("rn", "Ikirundi", "Latn", "Kirundi", "kirundi", fallback=("fr",)),
    Language("ro", "română", "Latn", "Romanian", "roumain"),
    Language("ru", "русский", "Cyrl", "Russian", "russe"),
    Language("rw", "Ikinyarwanda", "Latn", "Kinyarwanda", "kinyarwanda"),
    Language("sd", "سنڌي", "Arab", "Sindhi", "sindhi"),
    Language("sg", "Sängö", "Latn", "Sango", "sango", fallback=("fr",)),
    Language("si", "සිංහල", "Sinh", "Sinhala", "cingalais"),
    Language("sk", "slovenčina", "Latn", "Slovak", "slovaque"),
    Language("sl", "slovenščina", "Latn", "Slovenian", "slovène"),
    Language("sn", "chiShona", "Latn", "Shona", "shona"),
    Language("so", "Soomaali", "Latn", "Somali", "somali"),
    Language("sq", "shqip", "Latn", "Albanian", "albanais"),
    Language("sr", "српски", "Cyrl", "Serbian", "serbe"),
    Language("sv", "svenska", "Latn", "Swedish", "suédois"),
    Language("sw", "Kiswahili", "Latn", "Swahili", "swahili"),
    Language("ta", "தமிழ்", "Taml", "Tamil", "tamoul"),
    Language("te", "తెలుగు", "Telu", "Telugu", "télougou"),
    Language("th", "ไทย", "Thai", "Thai", "thaï"),
    Language("ti", "ትግርኛ", "Ethi", "Tigrinya", "tigrigna"),
    Language("tr", "Türkçe", "Latn", "Turkish", "turc"),
    Language("tw", "", "Latn", "Twi", "twi"),
    Language("ug", "ئۇيغۇرچە", "Arab", "Uyghur", "ouïghour"),
    Language("uk", "українська", "Cyrl", "Ukrainian", "ukrainien"),
    Language("ur", "اردو", "Arab", "Urdu", "ourdou"),
    Language("uz", "o‘zbek", "Latn", "Uzbek", "ouzbek"),
    Language("vi", "Tiếng Việt", "Latn", "Vietnamese", "vietnamien"),
    Language("wo", "Wolof", "Latn", "Wolof", "wolof", fallback=("fr",)),
    Language("yi", "ייִדיש", "Hebr", "Yiddish", "yiddish"),
    Language("yo", "Èdè Yorùbá", "Latn", "Yoruba", "yoruba"),
    Language("yue", "粵語", "Hani", "Cantonese", "cantonais"),
    Language("zh", "中文", "Hani", "Chinese (Mandarin)", "chinois (mandarin)"),
    Language("zu", "isiZulu", "Latn", "Zulu", "zoulou"),
)

# Ways of writing for which there are words in translations/packs, none of them a language to
# speak of its own. Sources that disagree are never merged into one.
_WRITTEN: Final = (
    Language(
        "iu-Cans-x-qikiqt",
        "",
        "Cans",
        "Inuktitut (Baffin, syllabics)",
        "inuktitut (Baffin, syllabique)",
        plural_forms=3,
    ),
    Language(
        "iu-Latn-x-qikiqt",
        "",
        "Latn",
        "Inuktitut (Baffin, roman)",
        "inuktitut (Baffin, alphabet latin)",
        plural_forms=3,
    ),
    Language(
        "iu-Cans-x-nunavik",
        "",
        "Cans",
        "Inuktitut (Nunavik, syllabics)",
        "inuktitut (Nunavik, syllabique)",
        fallback=("fr",),
        plural_forms=3,
    ),
    Language(
        "iu-Cans-x-cldr",
        "ᐃᓄᒃᑎᑐᑦ",
        "Cans",
        "Inuktitut (syllabics, CLDR words)",
        "inuktitut (syllabique, mots du CLDR)",
        plural_forms=3,
    ),
    Language(
        "iu-Cans-x-glibc",
        "",
        "Cans",
        "Inuktitut (syllabics, glibc words)",
        "inuktitut (syllabique, mots de glibc)",
        plural_forms=3,
    ),
    Language(
        "iu-Latn",
        "",
        "Latn",
        "Inuktitut (roman)",
        "inuktitut (alphabet latin)",
        plural_forms=3,
    ),
    Language(
        "iu-Latn-x-other",
        "",
        "Latn",
        "Inuktitut (roman, second dialect)",
        "inuktitut (alphabet latin, second dialecte)",
        plural_forms=3,
    ),
    Language(
        "csw-Cans",
        "ᓀᐦᐃᓇᐍᐏᐣ",
        "Cans",
        "Swampy Cree (syllabics)",
        "cri des marais (syllabique)",
        plural_forms=1,
    ),
    Language(
        "crk-Latn",
        "",
        "Latn",
        "Plains Cree (roman)",
        "cri des plaines (alphabet latin)",
    ),
)

_WRITTEN_AS: Final = {
    "iu-x-nunavik": "iu-Cans-x-nunavik",
    "iu-x-qikiqt": "iu-Cans-x-qikiqt",
    "csw": "csw-Cans",
    "crk": "crk-Latn",
}
"""Which words a paper takes for somebody who speaks a language: those of the same variety, in the
writing that the table gives it. Inuktitut without a variety has none: its sources disagree."""

_PACKS_OF_SPOKEN: Final = ("atj", "mic", "moe", "moe-x-nehluen", "oj", "ojb")

LANGUAGES: Final = (*_INTERFACE, *_INDIGENOUS, *_SIGNED, *_WORLD, *_WRITTEN)

_BY_CODE: Final = {row.code: row for row in LANGUAGES}


def languages() -> tuple[Language, ...]:
    """Every language that the program knows by name, those it is complete in first."""
    return LANGUAGES


def interface_languages() -> tuple[Language, ...]:
    """The languages in which the whole program speaks."""
    return _INTERFACE


def client_languages() -> tuple[Language, ...]:
    """The languages that a client may speak: official, Indigenous, signed, then all others."""
    return (*_INTERFACE, *_INDIGENOUS, *_SIGNED, *_WORLD)


def word_packs() -> tuple[Language, ...]:
    """The languages of which a few words are shipped, each with its source, all to be reviewed."""
    return (*(_BY_CODE[code] for code in _PACKS_OF_SPOKEN), *_WRITTEN)


def pack_of(code: str) -> str:
    """The word pack of a spoken language: its own, or that of the way in which it is written."""
    return _WRITTEN_AS.get(code, code)


def language(code: str) -> Language | None:
    """The row of a code, or of the language it is a variety of; None when neither is known."""
    parts = code.split("-")
    for length in range(len(parts), 0, -1):
        row = _BY_CODE.get("-".join(parts[:length]))
        if row is not None:
            return row
    return None
