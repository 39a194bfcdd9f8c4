"""docs/format.md is enough: a short script that knows nothing of Portage reads a bundle whole."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

from desktop_app.services.session import Session
from tests.builders import Bundle, a_laptop, an_office, bundle_for
from tests.golden.records import PATH, written
from tests.hostile.laptops import delete_person, write_person

READER = Path(__file__).resolve().parents[2] / "docs" / "reader.py"


def told_by_a_stranger(session: Session, bundle: Bundle, folder: Path) -> list[str]:
    with session.database.reading() as tables:
        key = session.sealing_keys(tables)[-1]
    (folder / "key.txt").write_text(key.secret)
    (folder / "one.portage").write_bytes(bundle.data)
    done = subprocess.run(
        [sys.executable, "-I", str(READER), "one.portage", "key.txt"],
        capture_output=True, text=True, check=True, cwd=folder, timeout=60,
        env={"PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip
    return done.stdout.splitlines()


def test_the_reader_is_short_and_a_stranger() -> None:
    text = READER.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 50
    imported = {
        name.split(".")[0]
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in ([one.name for one in node.names] if isinstance(node, ast.Import) else [str(node.module)])
    }  # fmt: skip
    assert imported - set(sys.stdlib_module_names) == {"cbor2", "pyrage"}
    assert "desktop_app" not in text


def test_what_the_numbers_mean_is_written_down() -> None:
    assert PATH.read_text(encoding="utf-8") == written()


def test_a_stranger_reads_who_sent_what(tmp_path: Path) -> None:
    office = an_office()
    north = a_laptop(office)
    ana = write_person(office, "Ana", preferred="ᐊᓇ")
    gone = write_person(office, "Zoé")
    delete_person(office, gone)
    lines = told_by_a_stranger(north, bundle_for(office, north), tmp_path)
    identity = office.registry["identity"]
    assert lines[0].split()[:3] == ["sender", office.device.hex(), "delta"]
    assert next(line.split()[1] for line in lines if line.startswith("section")) == "1"
    assert {"2"} <= {line.split()[1] for line in lines if line.startswith("section")}
    assert f"  record {identity.number} {ana.hex()}" in lines
    for name, value in (("given", "Ana"), ("family", "Exemple"), ("preferred", "ᐊᓇ")):
        assert f"   field {identity.field(name).number!r} = {value!r}" in lines
    assert "   field 0 = 'deleted'" in lines
    assert f"by {office.person.hex()}" in " ".join(lines)
    with office.database.reading() as tables:
        assert sum(line.startswith(" entry") for line in lines) == tables.log.count()
