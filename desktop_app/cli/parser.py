"""Every command and option, in one place; a test holds docs/cli.md against it."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from desktop_app.cli.opening import add_passphrase_options, add_vault_options
from desktop_app.cli.parser_device import add_device
from desktop_app.cli.parser_erasing import add_erasing
from desktop_app.cli.parser_forms import add_forms
from desktop_app.cli.parser_office import add_office
from desktop_app.cli.parser_reports import add_reports
from desktop_app.domain.people.links import CLIENT, ORGANISATION
from desktop_app.domain.roles import Role
from desktop_app.language import tr


def build() -> argparse.ArgumentParser:
    """The parser of `portage`. Each final command sets `run` to "module.function" of this room."""
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--json", action="store_true", help=tr("cli", "print one JSON document"))
    shared.add_argument(
        "--language",
        choices=("fr", "en"),
        default=argparse.SUPPRESS,
        help=tr("cli", "language of the messages"),
    )
    parser = argparse.ArgumentParser(
        prog="portage",
        description=tr(
            "cli",
            "Portage keeps clients, cases and the referral directory on this laptop and exchanges "
            "them by sealed files. Without a command it opens the window.",
        ),
        parents=[shared],
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")

    def add(
        group: Any, name: str, words: str, run: str, vault: bool = True
    ) -> argparse.ArgumentParser:
        made: argparse.ArgumentParser = group.add_parser(
            name, parents=[shared], help=words, description=words
        )
        if vault:
            add_vault_options(made)
        made.set_defaults(run=run)
        return made

    def group(name: str, words: str) -> Any:
        made = commands.add_parser(name, help=words, description=words)
        return made.add_subparsers(dest="action", metavar="ACTION", required=True)

    demo = add(
        commands,
        "demo",
        tr("cli", "make an office and two field laptops with fictional people"),
        "demo.make",
        False,
    )
    demo.add_argument("folder", metavar="DIR", type=Path, nargs="?")
    demo.add_argument("--clients", metavar="N", type=_number, default=200)
    demo.add_argument("--seed", metavar="N", type=_number, default=1)
    demo.add_argument(
        "--walk",
        action="store_true",
        help=tr("cli", "walk one carry to the office and back, in words"),
    )
    fields = add(
        commands,
        "fields",
        tr("cli", "list the fields that can be set, with what they are for"),
        "fields.show",
        False,
    )
    fields.add_argument("vault", metavar="VAULT", type=Path, nargs="?")
    fields.add_argument(
        "--add",
        action="store_true",
        help=tr("cli", "add a field of the organisation's own from JSON on standard input"),
    )
    add_passphrase_options(fields)

    vault = group("vault", tr("cli", "make, prove, copy and restore a vault"))
    create = add(
        vault, "create", tr("cli", "make a new vault in an empty folder"), "vault.create", False
    )
    create.add_argument("vault", metavar="VAULT", type=Path)
    create.add_argument("--passphrase-fd", metavar="N", type=int)
    create.add_argument("--name", metavar="LAPTOP", required=True)
    create.add_argument("--person", metavar="NAME", required=True)
    create.add_argument(
        "--organisation",
        metavar="NAME",
        help=tr("cli", "start an organisation with this vault as its office"),
    )
    create.add_argument(
        "--community",
        metavar="NAME[=ZONE]",
        action="append",
        default=[],
        help=tr("cli", "a community of the organisation, with its time zone"),
    )
    _papers(create)
    paper = add(vault, "paper", tr("cli", "write the recovery papers as PDF"), "vault.paper")
    _papers(paper)
    add(vault, "info", tr("cli", "tell what a vault is and what waits in it"), "vault.info")
    add(vault, "check", tr("cli", "prove a vault whole without changing it"), "vault.check")
    dump = add(
        vault,
        "dump",
        tr("cli", "print the state of the shared tables as sorted JSON lines"),
        "vault.dump",
    )
    dump.add_argument("--scope", metavar="NAME", default="")
    backup = add(vault, "backup", tr("cli", "copy the vault and check the copy"), "vault.backup")
    backup.add_argument("--to", metavar="DIR", type=Path, help=tr("cli", "a second medium"))
    restore = add(
        vault,
        "restore",
        tr("cli", "put a backup in the place of the vault"),
        "vault.restore",
        False,
    )
    restore.add_argument("vault", metavar="VAULT", type=Path)
    add_passphrase_options(restore)
    restore.add_argument("--from", metavar="BACKUP", dest="backup", type=Path, required=True)
    recover = add(
        vault,
        "recover",
        tr("cli", "open a vault with its recovery paper and a new passphrase"),
        "vault.recover",
        False,
    )
    recover.add_argument("vault", metavar="VAULT", type=Path)
    add_passphrase_options(recover)
    recover.add_argument("--code-fd", metavar="N", type=int, required=True)
    _papers(recover)
    change = add(
        vault,
        "passphrase",
        tr("cli", "change the passphrase of a person"),
        "vault.change_passphrase",
    )
    change.add_argument("--new-passphrase-fd", metavar="N", type=int)

    add_device(
        group("device", tr("cli", "let laptops into the organisation, or cut them off")), add
    )

    people = group("people", tr("cli", "list who works here, and take rights away"))
    add(people, "list", tr("cli", "list the people of the organisation"), "people.show")
    remove = add(people, "remove", tr("cli", "somebody works here no more"), "people.remove")
    remove.add_argument("name", metavar="NAME")
    change_person = add(
        people, "change", tr("cli", "another role or other communities"), "people.change"
    )
    change_person.add_argument("name", metavar="NAME")
    change_person.add_argument("--role", choices=[role.value for role in Role], required=True)
    change_person.add_argument("--community", metavar="NAME", action="append", default=[])
    change_person.add_argument("--called", metavar="NAME", default="")

    add_office(group, add)

    keepers = group("keepers", tr("cli", "the papers of the organisation and who keeps them"))
    add(keepers, "state", tr("cli", "tell how many papers there are"), "keepers.state")
    rotate = add(
        keepers, "rotate", tr("cli", "make new papers with the codes of today's"), "keepers.rotate"
    )
    rotate.add_argument(
        "--code-fd",
        metavar="N",
        type=int,
        required=True,
        help=tr("cli", "the codes, one a line, ended by an empty line"),
    )
    drafted = add(
        keepers, "draft", tr("cli", "begin new papers whose keepers are elsewhere"), "keepers.draft"
    )
    for one in (rotate, drafted):
        one.add_argument("--keepers", metavar="N", type=_number, default=3)
        one.add_argument("--threshold", metavar="N", type=_number, default=2)
        one.add_argument(
            "--new-authority",
            action="store_true",
            help=tr("cli", "the key of the office is not to be trusted any more"),
        )
        one.add_argument(
            "--erasure-signatures",
            metavar="N",
            type=_number,
            choices=(1, 2),
            help=tr("cli", "how many office laptops have to sign what is erased: 1 or 2"),
        )
    signed = add(
        keepers, "sign", tr("cli", "sign a draft with the code of a paper"), "keepers.sign", False
    )
    signed.add_argument("--code-fd", metavar="N", type=int, required=True)
    published = add(
        keepers, "publish", tr("cli", "let a draft with enough signatures count"), "keepers.publish"
    )
    for one in (drafted, signed, published):
        one.add_argument("draft", metavar="FILE", type=Path)
    papers = add(
        keepers,
        "papers",
        tr("cli", "write the new papers as PDF, and forget their secrets here"),
        "keepers.papers",
    )
    for one in (rotate, published, papers):
        one.add_argument("--out", metavar="DIR", type=Path, required=one is papers)

    bundle = group("bundle", tr("cli", "write, look into and take in bundles"))
    export = add(
        bundle,
        "export",
        tr("cli", "write a bundle for another laptop or the office"),
        "bundle.export",
    )
    whom = export.add_mutually_exclusive_group(required=True)
    whom.add_argument("--to", metavar="NAME")
    whom.add_argument("--all", action="store_true")
    export.add_argument("--out", metavar="DIR", type=Path, required=True)
    size = export.add_mutually_exclusive_group()
    size.add_argument(
        "--limit",
        metavar="BYTES",
        type=_number,
        default=0,
        help=tr("cli", "the most bytes of the file; what is urgent goes first"),
    )
    size.add_argument(
        "--part-size",
        metavar="BYTES",
        type=_number,
        default=0,
        help=tr("cli", "several files of at most so many bytes, for mail"),
    )
    inspect = add(
        bundle,
        "inspect",
        tr("cli", "tell what can be known of a bundle, without importing it"),
        "bundle.inspect",
        False,
    )
    inspect.add_argument("file", metavar="FILE", type=Path)
    inspect.add_argument("--vault", metavar="VAULT", type=Path)
    add_passphrase_options(inspect)
    take = add(bundle, "import", tr("cli", "take bundles in"), "bundle.take_in")
    take.add_argument("files", metavar="FILE", type=Path, nargs="+")
    take.add_argument("--dry-run", action="store_true")
    take.add_argument(
        "--accept-mass-change",
        action="store_true",
        help=tr("cli", "take in what would delete many clients, after looking at it"),
    )
    back = add(
        bundle,
        "undo",
        tr("cli", "take back what a bundle brought, as far as it stands"),
        "bundle.undo",
    )
    back.add_argument("id", metavar="ID")
    back.add_argument(
        "--again", action="store_true", help=tr("cli", "bring it in again after that")
    )
    watch = add(
        bundle,
        "watch",
        tr("cli", "take in what comes into a folder, and keep the PCs of an office in step"),
        "watch.watch",
    )
    watch.add_argument("folder", metavar="FOLDER", type=Path)
    watch.add_argument(
        "--once", action="store_true", help=tr("cli", "look once and end, instead of going on")
    )

    clients = group("clients", tr("cli", "register, change and find clients"))
    add(clients, "add", tr("cli", "register a client from JSON on standard input"), "clients.add")
    one = add(
        clients,
        "set",
        tr("cli", "change fields of a client from JSON on standard input"),
        "clients.change",
    )
    one.add_argument("id", metavar="ID")
    one = add(clients, "show", tr("cli", "show the file of a client"), "clients.show")
    one.add_argument("id", metavar="ID")
    _add_reason(one)
    one = add(
        clients,
        "handover",
        tr("cli", "hand a client over to another community, with the whole file"),
        "clients.hand_over",
    )
    one.add_argument("id", metavar="ID")
    one.add_argument("--to", metavar="COMMUNITY", required=True)
    attach = add(
        clients,
        "attach",
        tr("cli", "add a PDF, a picture or a text to the file of a client"),
        "attachments.attach",
    )
    attach.add_argument("id", metavar="ID")
    attach.add_argument("file", metavar="FILE", type=Path)
    add_erasing(group, clients, add)
    told = add(
        clients, "report", tr("cli", "write all that is held about a person"), "privacy.report"
    )
    told.add_argument("id", metavar="ID")
    told.add_argument("--out", metavar="FILE", type=Path, required=True)
    _add_reason(told)
    find = add(clients, "find", tr("cli", "find clients by words"), "clients.find")
    find.add_argument("words", metavar="WORD", nargs="+")
    find.add_argument("--limit", metavar="N", type=_number, default=50)
    listing = add(
        clients, "list", tr("cli", "list clients by name, a page at a time"), "clients.list_clients"
    )
    listing.add_argument("--limit", metavar="N", type=_number, default=200)
    listing.add_argument("--after", metavar="ID")
    importing = add(
        clients, "import", tr("cli", "register the people of a workbook"), "clients.import_file"
    )
    _importing(importing)
    importing.add_argument("--mapping", metavar="FILE", type=Path)
    importing.add_argument("--save-mapping", metavar="FILE", type=Path)
    exporting = add(
        clients,
        "export",
        tr("cli", "write clients to a workbook or a table"),
        "clients.export_file",
    )
    exporting.add_argument("--out", metavar="FILE", type=Path, required=True)
    exporting.add_argument(
        "--list",
        dest="listed",
        choices=("clients", "contacts", "journeys", "services"),
        default="clients",
        help=tr("cli", "which list is written"),
    )
    reading = add(
        clients,
        "read-back",
        tr("cli", "read back what was changed in a list that was exported"),
        "clients.read_back",
    )
    reading.add_argument("file", metavar="FILE", type=Path)
    reading.add_argument(
        "--column",
        action="append",
        metavar="CODE",
        help=tr("cli", "a column that is taken, such as client.own_band; all without it"),
    )
    reading.add_argument("--dry-run", action="store_true")
    undo = add(clients, "undo", tr("cli", "take an import back"), "clients.undo_import")
    undo.add_argument("undo", metavar="UNDO")
    pairs = add(
        clients,
        "duplicates",
        tr("cli", "list likely duplicates with score and reasons"),
        "clients.duplicates",
        False,
    )
    pairs.add_argument("vault", metavar="VAULT", type=Path, nargs="?")
    add_passphrase_options(pairs)
    pairs.add_argument(
        "--table",
        metavar="FILE",
        type=Path,
        help=tr("cli", "any UTF-8 table of people instead of a vault"),
    )
    pairs.add_argument("--id", metavar="COLUMN")
    pairs.add_argument(
        "--columns",
        metavar="KIND=COLUMN,...",
        help=tr("cli", "given, family, birth, street, place, postcode, telephone, email"),
    )
    _deciding(add, clients, CLIENT)

    benefits = group("benefits", tr("cli", "the list of benefits: show it, take an edition in"))
    listing = add(
        benefits, "list", tr("cli", "list benefits with source and date"), "benefits.show"
    )
    listing.add_argument("--all", action="store_true", help=tr("cli", "those that have ended too"))
    edition = add(
        benefits,
        "import",
        tr("cli", "take in an edition of the list, or the one of this release"),
        "benefits.import_file",
    )
    edition.add_argument("file", metavar="FILE", type=Path, nargs="?")
    written = add(
        benefits, "export", tr("cli", "write the list as an edition"), "benefits.export_file"
    )
    written.add_argument("--out", metavar="FILE", type=Path, required=True)

    directory = group("directory", tr("cli", "bring in, find and give out the referral directory"))
    importing = add(
        directory,
        "import",
        tr("cli", "bring in a directory in HSDS 2 or 3"),
        "directory.import_file",
    )
    _importing(importing)
    exporting = add(
        directory,
        "export",
        tr("cli", "write the directory in HSDS 3 JSON or HSDS 2 CSV"),
        "directory.export_file",
    )
    exporting.add_argument("--out", metavar="FILE", type=Path, required=True)
    find = add(directory, "find", tr("cli", "find services by words"), "directory.find")
    find.add_argument("words", metavar="WORD", nargs="*")
    find.add_argument("--open-now", action="store_true")
    find.add_argument("--limit", metavar="N", type=_number, default=50)
    stale = add(
        directory,
        "stale",
        tr("cli", "list entries that nobody has verified lately"),
        "directory.stale",
    )
    stale.add_argument("--days", metavar="N", type=_number, default=180)
    stale.add_argument("--limit", metavar="N", type=_number, default=200)
    add(
        directory,
        "duplicates",
        tr("cli", "list organisations that may be listed twice, with score and reasons"),
        "duplicates.organisations",
    )
    _deciding(add, directory, ORGANISATION)
    undo = add(directory, "undo", tr("cli", "take an import back"), "clients.undo_import")
    undo.add_argument("undo", metavar="UNDO")

    add_forms(group("forms", tr("cli", "make, take over and write the organisation's forms")), add)
    add_reports(group("report", tr("cli", "add up what was done, without a name in it")), add)

    conflicts = group(
        "conflicts", tr("cli", "list and settle fields in which several values stand")
    )
    listing = add(
        conflicts, "list", tr("cli", "list conflicts, a page at a time"), "conflicts.list_conflicts"
    )
    listing.add_argument("--limit", metavar="N", type=_number, default=200)
    listing.add_argument("--after", metavar="ID")
    resolve = add(conflicts, "resolve", tr("cli", "settle one conflict"), "conflicts.resolve")
    resolve.add_argument("id", metavar="ID")
    how = resolve.add_mutually_exclusive_group(required=True)
    how.add_argument(
        "--take",
        metavar="N",
        type=_number,
        help=tr("cli", "the value of that number in the list, from 1"),
    )
    how.add_argument(
        "--value-stdin",
        action="store_true",
        help=tr("cli", "another value, as JSON on standard input"),
    )
    how.add_argument(
        "--both", action="store_true", help=tr("cli", "keep both, where the field can hold both")
    )
    return parser


def _deciding(add: Callable[..., argparse.ArgumentParser], group: Any, about: str) -> None:
    """Saying of two records that they are one, or are not, and taking it back."""
    for name, words in (
        ("link", tr("cli", "say that two files are one person or organisation")),
        ("different", tr("cli", "say that two files are not the same")),
        ("unlink", tr("cli", "take a verdict on two files back")),
    ):
        made = add(group, name, words, f"duplicates.{name}")
        made.add_argument("a", metavar="A")
        made.add_argument("b", metavar="B")
        made.set_defaults(about=about)
        if name == "link":
            made.add_argument("--keep", metavar="ID", help=tr("cli", "the file that leads"))


def _importing(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", type=Path)
    parser.add_argument("--dry-run", action="store_true")


def _papers(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--recovery",
        metavar="FILE.pdf",
        type=Path,
        help=tr("cli", "write the paper that opens this vault"),
    )
    parser.add_argument(
        "--root-paper",
        metavar="FILE.pdf",
        type=Path,
        help=tr("cli", "write the paper of the organisation, and forget its secret here"),
    )


def _add_reason(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--reason",
        metavar="WORDS",
        default="",
        help=tr("cli", "why a file of somebody else is opened; it stays in the file"),
    )


def _number(text: str) -> int:
    number = int(text)
    if number < 0:
        raise ValueError(text)
    return number
