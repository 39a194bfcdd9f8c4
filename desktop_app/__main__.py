"""Reads the command line and starts the window, a command, or one of the two helper processes."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def main() -> int:
    """The `portage` program; gives the exit status."""
    os.umask(0o077)
    words = sys.argv[1:]
    if words and words[0] in ("--reader", "--writer"):
        from desktop_app.services.processes import child

        return child.main(words[0][2:])
    from desktop_app.services.processes.caps import keep_private

    keep_private()  # it will hold keys and people's lives: no dump of its memory, no debugger
    if words[:1] == ["--vault"] and len(words) == 2:
        from desktop_app.main import start

        return start(Path(words[1]))
    if words:
        from desktop_app.cli.run import run

        return run(words)
    from desktop_app.main import start

    return start()


if __name__ == "__main__":
    sys.exit(main())
