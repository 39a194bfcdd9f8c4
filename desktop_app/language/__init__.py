"""Words a person reads: messages, catalogues and the table of languages.

This is the lowest room: it imports the standard library only, so every other room may
speak. Texts are English literals in the source; `translations/<code>.po` holds the others.
"""

from desktop_app.language.messages import (
    Label,
    Message,
    attested_word,
    base_language,
    current_language,
    fill,
    language_name,
    ntr,
    tr,
    use_language,
)
from desktop_app.language.table import (
    LANGUAGES,
    Language,
    client_languages,
    interface_languages,
    language,
    languages,
    word_packs,
)

__all__ = [
    "LANGUAGES",
    "Label",
    "Language",
    "Message",
    "attested_word",
    "base_language",
    "client_languages",
    "current_language",
    "fill",
    "interface_languages",
    "language",
    "language_name",
    "languages",
    "ntr",
    "tr",
    "use_language",
    "word_packs",
]
