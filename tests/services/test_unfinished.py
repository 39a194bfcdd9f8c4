"""What was typed and not saved: what it is called, whom it is about, where to go on with it."""

from __future__ import annotations

from pathlib import Path

from desktop_app.services.casework.tasks import Tasks
from desktop_app.services.unfinished import UnfinishedList
from desktop_app.storage.drafts import Drafts
from tests.builders import a_client, an_office


def test_every_form_and_dialog_is_in_one_list(tmp_path: Path) -> None:
    office = an_office()
    client = a_client(office)
    task = Tasks(office).add(client, {"title": "Tâche"})
    drafts = Drafts(tmp_path / "drafts.db", b"k" * 32)
    for at, (form, record, field) in enumerate((
        ("client", "", "given"), ("client", client, "given"), ("note", client, "text"),
        ("appointment", client, "place"), ("appointment", "", "place"),
        ("directory service", "", "name"), ("encounter", client, "text"), ("task", task, "why"),
        ("plan_step", client + "ab" * 16, "words"), ("put_aside", f"task/{task}", "reason"),
        ("of a newer release", "", "what"), ("look", client, "reason"), ("cancel", task, "reason"),
    )):  # fmt: skip
        drafts.save(form, record, field, f"Texte {at}\nsuite", at)
    drafts.save("consent", client, "words", "", 99)
    listed = UnfinishedList(office, drafts)
    found = {(one.form, one.record): one for one in listed.all()}
    assert len(found) == 13
    ways = {name: (one.place, one.detail) for name, one in found.items()}
    assert ways["client", ""] == ("clients", "resume")
    assert ways["client", client] == ("clients", f"{client}/resume")
    assert ways["note", client] == ("clients", f"{client}/resume note")
    assert ways["appointment", client] == ("clients", f"{client}/resume appointment")
    assert ways["appointment", ""] == ("schedule", "new")
    assert ways["directory service", ""] == ("directory", "new/service")
    assert ways["task", task] == ("clients", f"{client}/resume followup/task/{task}")
    assert ways["put_aside", f"task/{task}"][0] == "clients"
    assert ways["of a newer release", ""] == ("today", "")
    assert ways["look", client] == ("clients", client)
    assert ways["cancel", task] == ("schedule", task)
    about = found["task", task]
    assert (about.about, about.said) == ("Ana Exemple", "Texte 7 suite")
    listed.discard("task", task)
    assert ("task", task) not in {(one.form, one.record) for one in listed.all()}
    drafts.close()
