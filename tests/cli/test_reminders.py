"""Lateness letters from a script."""

from email import policy
from email.parser import BytesParser
from pathlib import Path

import pytest
import time_machine
from pypdf import PdfReader

from tests.cli.conftest import CommandLine
from tests.trial_office import MONDAY_MORNING, TrialOffice


@pytest.fixture
def late(office: TrialOffice) -> None:
    """Two who are late: one has an e-mail address, the other has none."""
    reached = office.person(email="zoe@example.org")
    office.lend(reached, office.item(tag="VID-001"))
    office.lend(office.association(), office.item("Sono", "SON-001"))
    office.later(days=10)


@pytest.mark.usefixtures("late")
def test_who_has_an_address_gets_a_message_the_others_a_letter(
    call: CommandLine, tmp_path: Path
) -> None:
    paper, folder = tmp_path / "rappels.pdf", tmp_path / "messages"
    with time_machine.travel(MONDAY_MORNING.replace(month=12, day=3), tick=False):
        told = call.json("reminders")
        assert [row["step"] for row in told["letters"]] == [1, 1]
        made = call.json("reminders", "--pdf", paper, "--eml", folder)
        assert len(made["files"]) == 2
        refused = call.json("reminders")
    assert refused["error"]["code"] == "nobody_late"
    text = "".join(page.extract_text() for page in PdfReader(paper).pages)
    assert "Les Jardins d'Échirolles" in text
    assert "SON-001" in text
    assert "VID-001" not in text
    (file,) = folder.iterdir()
    mail = BytesParser(policy=policy.default).parsebytes(file.read_bytes())
    assert mail["To"] == "zoe@example.org"
    assert mail["Subject"] == "Matériel à rapporter"
    assert "VID-001 Vidéoprojecteur" in mail.get_content()
