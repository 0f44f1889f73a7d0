"""An address book that is written reads back the same, and tells no more than it needs to."""

from pathlib import Path

import pytest

from tests.trial_office import TrialOffice
from vaetvient.desk.member_intake import take_in_members
from vaetvient.exchange.columns import MEMBERS
from vaetvient.exchange.export import Listed, export_list
from vaetvient.exchange.sheet import read_sheet
from vaetvient.exchange.writing.vcard_file import CardsAreMembersError


def quietly(_done: int, _total: int) -> None:
    """Nobody watches."""


def write(office: TrialOffice, target: Path, listed: Listed = Listed.MEMBERS) -> Path:
    """The office's members as cards."""
    with office.reading() as session:
        export_list(session, listed, target, office.desk.zone, quietly)
    return target


def test_members_go_out_as_cards_and_come_back_the_same(
    office: TrialOffice, empty_office: Path, tmp_path: Path
) -> None:
    office.person(
        "L'Épée; de, la\\barre",
        "Zoé",
        email="zoe@exemple.org",
        phone="0476010203",
        mobile="0612345678",
        address="3, rue de l'Église ; bât. A\nchez Martin",
        postal_code="38000",
        commune="Grenoble",
        tags="Jardin, Été",
    )
    office.person("Martin", "Paul")
    office.association("Les Jardins ; d'Échirolles, " + "très " * 30 + "loin", acronym="JE")
    other = TrialOffice.at(empty_office, tmp_path / "other")
    file = write(office, tmp_path / "m.vcf")
    report = take_in_members(other.desk, read_sheet(file, MEMBERS))
    assert (report.added, report.refused) == (3, ())
    assert write(other, tmp_path / "again.vcf").read_bytes() == file.read_bytes()
    other.close()


def test_taking_one_s_own_cards_changes_nothing(office: TrialOffice, tmp_path: Path) -> None:
    office.person("Lefèvre", "Zoé", email="zoe@exemple.org", notes="à rappeler", card="C-1")
    office.association(notes="une\ndeux", email="jardins@exemple.org")
    report = take_in_members(office.desk, read_sheet(write(office, tmp_path / "m.vcf"), MEMBERS))
    assert (report.added, report.changed, report.refused) == (0, 0, ())


def test_cards_are_as_the_standard_says_and_keep_to_what_is_needed(
    office: TrialOffice, tmp_path: Path
) -> None:
    office.person(
        "Lefèvre", "Zoé", phone="0476010203", birth_date="12/03/1980", notes="secret", card="C-1"
    )
    data = write(office, tmp_path / "m.vcf").read_bytes()
    assert data.startswith(b"BEGIN:VCARD\r\nVERSION:3.0\r\n")
    assert data.endswith(b"END:VCARD\r\n")
    assert b"TEL;TYPE=VOICE:+33476010203\r\n" in data
    assert not any(word in data for word in (b"secret", b"1980", b"C-1"))
    assert max(map(len, data.split(b"\r\n"))) <= 75


def test_a_line_that_breaks_begins_no_property_of_its_own(
    office: TrialOffice, tmp_path: Path
) -> None:
    office.person("Lefèvre", "Zoé", address="3 rue A\rTEL:17\r\nEND:VCARD")
    (row,) = read_sheet(write(office, tmp_path / "m.vcf"), MEMBERS).rows
    assert (row.fault, row.cells["last_name"]) == ("", "Lefèvre")
    assert "phone" not in row.cells


@pytest.mark.parametrize("listed", [one for one in Listed if one is not Listed.MEMBERS])
def test_only_members_are_in_an_address_book(
    office: TrialOffice, tmp_path: Path, listed: Listed
) -> None:
    with pytest.raises(CardsAreMembersError):
        write(office, tmp_path / "l.vcf", listed)
    assert not (tmp_path / "l.vcf").exists()
