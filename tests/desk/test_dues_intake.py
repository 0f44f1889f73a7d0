"""Dues told by a list become memberships, once."""

from datetime import date

import pytest
from sqlalchemy import select

from tests.desk.lists import figures, take_members
from tests.trial_office import TrialOffice
from vaetvient.desk.members import renew_membership
from vaetvient.desk.undo import undo
from vaetvient.domain.member import Member, Membership

TODAY = date(2026, 11, 23)


def dues(office: TrialOffice) -> list[tuple[date, date, int, str]]:
    """From, to, cents and method of every membership."""
    with office.reading() as session:
        found = session.scalars(select(Membership).order_by(Membership.valid_from))
        return [(one.valid_from, one.valid_to, one.amount_cents, one.method) for one in found]


def test_a_list_says_when_dues_were_paid_or_when_they_end(office: TrialOffice) -> None:
    text = """
        numéro;nom;prénom;début d'adhésion;fin d'adhésion;montant de l'adhésion;adhésion réglée par
        1;Lefèvre;Zoé;01/09/2026;31/08/2027;15,00;chèque
        2;Martin;Paul;02/09/2026;;20;carte
        3;Durand;Léa;;2027-06-30;;
        4;Petit;Ana;;31/12/2028;;
        5;Roux;Inès;;;12,00;
        """
    assert figures(take_members(office, text)) == (5, 0, 0, 0)
    assert dues(office) == [
        (date(2026, 7, 1), date(2027, 6, 30), 0, ""),
        (date(2026, 9, 1), date(2027, 8, 31), 1500, "cheque"),
        (date(2026, 9, 2), date(2027, 9, 1), 2000, "card"),
        (TODAY, date(2028, 12, 31), 0, ""),  # up to date today, whatever a year would be
    ]
    assert office.one(select(Member).where(Member.number == "5")).notes.endswith("12,00")
    assert office.count("cash_entry") == 0
    assert figures(take_members(office, text)) == (0, 0, 5, 0)
    assert len(dues(office)) == 4


def test_a_renewal_follows_what_was_paid_and_is_undone_with_the_list(office: TrialOffice) -> None:
    office.person("Lefèvre", "Zoé", number="1", dues=False)
    zoe = office.one(select(Member)).id
    renew_membership(office.desk, zoe, valid_from=date(2025, 12, 1), valid_to=date(2026, 11, 30))
    text = "numéro;nom;prénom;début d'adhésion\n1;Lefèvre;Zoé;20/11/2026\n"
    report = take_members(office, text)
    assert figures(report) == (0, 1, 0, 0)
    (change,) = report.changes[0].changes
    assert (change.column, change.now, change.said) == ("dues_to", "2026-11-30", "2027-11-30")
    assert dues(office)[1][:2] == (date(2026, 12, 1), date(2027, 11, 30))
    assert figures(take_members(office, text)) == (0, 0, 1, 0)
    undo(office.desk)
    assert len(dues(office)) == 1


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ("31/08/2027;01/09/2026;", "fin d'adhésion"),
        ("32/08/2027;;", "début d'adhésion"),
        (";2027-01-01;vingt", "montant de l'adhésion"),
    ],
)
def test_dues_that_cannot_be_are_refused_with_their_column(
    office: TrialOffice, cells: str, column: str
) -> None:
    header = "numéro;nom;début d'adhésion;fin d'adhésion;montant de l'adhésion"
    report = take_members(office, f"{header}\n1;Lefèvre;{cells}\n")
    assert [row.column for row in report.refused] == [column]
    assert office.count("member") == 0
