"""Calendar files on the command line."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import CommandLine
from tests.trial_office import TrialOffice
from vaetvient.domain.entities import Member

_ROOM = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:mairie
BEGIN:VEVENT
UID:conseil
DTSTART;TZID=Europe/Paris:20261126T180000
DTEND;TZID=Europe/Paris:20261126T220000
SUMMARY:Conseil de quartier
END:VEVENT
END:VCALENDAR
"""


def test_what_a_calendar_says_is_taken_is_promised_to_nobody(
    call: CommandLine, office: TrialOffice, tmp_path: Path
) -> None:
    office.item("Salle Drac", "SAL-001")
    jardins = str(office.get(Member, office.association("Les Jardins")).number)
    call("reserve", "--member", jardins, "--item", "SAL-001", "--from", "26/11/2026 21:00",
         "--to", "26/11/2026 23:00")  # fmt: skip
    file = tmp_path / "mairie.ics"
    file.write_text(_ROOM, "utf-8")
    seen = call("calendar", "import", file, "--item", "SAL-001", "--dry-run")
    assert seen.out.splitlines()[1] == "  26/11/2026 18:00 – 26/11/2026 22:00  Conseil de quartier"
    assert office.count("busy_time") == 0
    said = call("calendar", "import", file, "--item", "SAL-001")
    assert said.out.splitlines() == [
        "1 moment occupé",
        "La réservation R-BUR-2026-0001 tombe pendant un moment occupé.",
    ]
    call("calendar", "import", file, "--item", "SAL-001")
    assert office.count("busy_time") == 1, "the same file replaces what it gave"
    refused = call("reserve", "--member", jardins, "--item", "SAL-001", "--from",
                   "26/11/2026 18:00", "--to", "26/11/2026 19:00")  # fmt: skip
    assert refused.status == 1
    assert "Conseil de quartier, jusqu'au" in refused.err
    free = call.json("availability", "--from", "26/11/2026 18:00", "--to", "26/11/2026 19:00")
    assert free == [], "the shelf as a whole says the same"
    call("undo")
    assert office.count("busy_time") == 1, "the second taking is undone: the first stands"


def test_the_reservations_of_a_room_and_of_a_member_are_written(
    call: CommandLine, office: TrialOffice, tmp_path: Path
) -> None:
    office.item("Salle Drac", "SAL-001")
    jardins = str(office.get(Member, office.association("Les Jardins")).number)
    call("reserve", "--member", jardins, "--item", "SAL-001", "--from", "26/11/2026 21:00",
         "--to", "26/11/2026 23:00", "--purpose", "Répétition")  # fmt: skip
    room, member = tmp_path / "salle.ics", tmp_path / "jardins.ics"
    assert call.json("calendar", "export", room, "--item", "SAL-001")["events"] == 1
    assert call.json("calendar", "export", member, "--member", jardins)["events"] == 1
    assert b"SUMMARY:Les Jardins" in room.read_bytes()
    assert b"SUMMARY:SAL-001 Salle Drac" in member.read_bytes()
    assert b"DTSTART:20261126T200000Z" in room.read_bytes()


def test_what_is_no_calendar_or_nobodys_is_refused(
    call: CommandLine, office: TrialOffice, tmp_path: Path
) -> None:
    office.item("Salle Drac", "SAL-001")
    wrong = tmp_path / "x.ics"
    wrong.write_text("bonjour", "utf-8")
    assert (
        "n'est pas un fichier d'agenda"
        in call("calendar", "import", wrong, "--item", "SAL-001").err
    )
    assert call("calendar", "import", tmp_path / "rien.ics", "--item", "SAL-001").status == 1
    assert "Dites de quoi ou de qui" in call("calendar", "export", wrong).err
