"""Writes docs/cli.md from the parser, so that the two cannot disagree.

Run `python -m tests.cli.reference` after a change of the command line.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from desktop_app.cli.parser import build
from desktop_app.language import use_language

PATH = Path(__file__).resolve().parents[2] / "docs" / "cli.md"

INTRODUCTION = """# The command line

`portage` without a command opens the window. With a command it needs no display.

- `--json` prints one JSON document on standard output; messages go to standard error.
- The exit status is 0 when it was done, 1 when it was refused or failed (the message says what was
  kept), 2 for wrong usage.
- The passphrase is asked for at a prompt, or read from the descriptor of `--passphrase-fd N`; with 0 it
  is the first line of standard input, and JSON follows after it. It is never an argument and never in
  the environment. `--person NAME` says who you are where several people work in a vault.
- `incidents add` and `incidents set` read `{"fields": {...}}` there; a wrong name is answered with all names.
- `clients add` and `clients set` read `{"fields": {...}, "note": "..."}` from standard input; `portage
  fields` lists the fields. `null` empties a field.

Keys of the JSON that `--json` prints stay as they are; more may be added.

| command | keys |
|---|---|
| `demo` | `office`, `north`, `south`, `passphrase`, `clients` |
| `vault check` | `ok`, `problems` [`code`, `message`], `entries`, `clients` |
| `bundle export` | `files`, `entries`, `bytes` |
| `bundle inspect` | `sender`, `recipients`, `organisation`, `sections`, `entries`, `signed`; null for what cannot be known |
| `bundle import` | `files` [`file`, `outcome`, `reason`, `message`, `new`, `changed`, `deleted`, `conflicts`, `by` [`person`, `type`, `new`, `changed`, `deleted`], `conflicts_by` [`person`, `conflicts`], `bundle`, `held`] |
| `bundle undo` | `deleted`, `restored`, `gone` and `as_before` (how many of each kind), `kept` [`type`, `id`, `title`, `reason`] |
| `clients export` | `file`, `rows`; of the list of clients also `clients`, the same number |
| `clients read-back` | `changed`, `changes` [`row`, `id`, `column`, `before`, `after`], `refused` [`where`, `reason`, `message`] |
| `forms list` | `forms` [`id`, `code`, `title`, `state`, `version`, `about`, `review_on`, `newer`] |
| `forms show` | the same, `questions`, `problems` [`question`, `message`] |
| `forms import` | `id` (null with `--dry-run`), `questions`, `remarks` [`sheet`, `row`, `message`] |
| `forms export` | `file`, `bytes`, `remarks` |
| `forms publish` | `id`, `version` |
| `forms quality` | `filled`, `complete`, `seconds`, `questions` [`name`, `asked`, `given`, `declined`, `later`, `missing`, `wrong`, `seconds`]; without a form `own` [`name`, `about`, `records`, `filled`] |
| `benefits list` | `edition`, `benefits` [`code`, `name`, `province`, `needs_return`, `maximum`, `per`, `amount_to`, `source`, `conditions_source`, `as_of`, `to_check`, `ended_on`, `stale`, `own`]; money in cents |
| `benefits import` | `edition`, `new`, `changed`, `kept`, `gone` |
| `benefits export` | `file`, `benefits` |
| `report list` | `reports` [`name`, `title`, `question`] |
| `report run` | `report`, `file` (null without `--out`), `columns`, `rows` |
| `fields` | `fields`, and with a vault `own` |
| `clients add` | `id` |
| `clients find` | `clients` [`id`, `name`, `birth_date`, `community`, `score`, `why`] |
| `clients list` | the same without `score`; `after` for the next page |
| `clients show` | `id`, `files`, `fields`, `timeline`, `state` (`only here`, `in a bundle`, `received`) |
| `clients set` | `id`, `changed` |
| `clients erase` | `erasure`, `records`, `waits_for_signature`, `laptops`, `linked` [`id`, `name`, `birth_date`, `community`, `records`, `who`, `laptop`, `at`, `goes`], `backups` [`name`, `medium`, `at`] |
| `clients redact` | `erasure`, `waits_for_signature`, `backups` [`name`, `medium`, `at`] |
| `clients report` | `file` |
| `erasures list` | `erasures` [`id`, `kind`, `basis`, `at`, `records`, `waits_for_signature`, `done`, `missing`, `gone`, `signed_here`, `request`], `refused` [`id`, `kind`, `basis`, `at`, `person`, `laptop`, `refused_at`, `request`]; `request` is null where nothing waits, otherwise what this vault shows of what would go: `asked_on`, `files` and `beside` [`id`, `name`, `birth_date`, `community`, `held`], `records` (how many of each kind), `missing` |
| `erasures sign` | `signed`, `waits_for_signature` |
| `erasures drop` | `dropped` |
| `retention list` | `rules` [`id`, `name`, `since`, `months`, `action`, `basis`, `community`, `status`] |
| `retention due` | `due` [`id`, `name`, `rule`, `rule_name`, `action`, `since`, `held`] |
| `retention add`, `drop` | `id`, `dropped` |
| `incidents list` | `incidents` [`id`, `keep_until`, `fields`] |
| `incidents add`, `set`, `delete`, `export` | `id`; `id`, `changed`; `deleted`; `file` |
| `settings show`, `set` | `erasure_signatures`, `backup_months`, `key_days`, `keys_kept` |
| `clients duplicates`, `directory duplicates` | `pairs` [`a`, `b`, `score`, `reasons`] |
| `clients link`, `unlink`, `different`, the same under `directory` | `a`, `b`, `verdict` |
| imports | `taken`, `changed`, `unchanged`, `refused` [`where`, `reason`, `message`], `undo` |
| `clients handover` | `id`, `community`, `records` |
| `conflicts list` | `conflicts` [`id`, `entity`, `field`, `reviewers`, `provisional`, `both`, `changed`, `values` [`value`, `author`, `device`, `at`]] |
| any, when refused | `error`, `message` |

`vault dump` prints one JSON line a record, sorted, the same on two vaults that hold the same entries of
the same scopes.

`clients show` and `clients report` open a file that is not one's own with a reason, which stays in it for the
person to read: give it with `--reason`, or at the terminal when it is asked. Of a script that gives none the
file says so.

"""


def reference() -> str:
    """The whole page, in English."""
    use_language("en")
    parts = [INTRODUCTION]
    for name, parser in _commands(build()):
        parser.formatter_class = lambda prog: argparse.HelpFormatter(prog, width=96)
        parts.append(f"## {name}\n\n```\n{parser.format_help().rstrip()}\n```\n")
    return "\n".join(parts).replace("\n\n\n", "\n\n")


def _commands(parser: argparse.ArgumentParser) -> list[tuple[str, argparse.ArgumentParser]]:
    found = []
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for one in action.choices.values():
                inner = _commands(one)
                found += inner or [(one.prog, one)]
    return found


if __name__ == "__main__":
    PATH.write_text(reference(), "utf-8")
