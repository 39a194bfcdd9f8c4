"""How modules are imported once Qt is there."""

from __future__ import annotations

import builtins


def import_plainly() -> None:
    """Have Python import modules in its own way again.

    PySide6 puts itself before every import, reads the whole source of each module in search of its
    own name, and keeps it: a third of the time of our imports and 15 MB for 900 modules. It does so
    for `from __feature__ import ...`, which nobody here writes. To be called once Qt is imported and
    before the modules that make the screens.
    """
    genuine = getattr(builtins, "__orig_import__", None)
    if genuine is not None:
        setattr(builtins, "__import__", genuine)  # noqa: B010 - its type tells nothing of this
