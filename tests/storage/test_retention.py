"""The yearly review: whom nobody heard of, and no one else."""

from __future__ import annotations

from tests.trial_office import TrialOffice
from vaetvient.desk import mandates, members, together
from vaetvient.desk.office import set_office
from vaetvient.storage.queries.retention import review


def asked(office: TrialOffice) -> list[str]:
    with office.reading() as session:
        found = review(session, office.desk.office_id, office.today())
    return [one.label for one in found.members]


def test_only_who_was_not_heard_of_for_three_years_is_asked_about(office: TrialOffice) -> None:
    office.person("Silencieux", "Paul", dues=False)
    borrows = office.person("Emprunteuse", "Ida", dues=False)
    pays = office.person("Cotisante", "Ada")
    lent = office.lend(borrows, office.item(), override_reason="essai")
    office.later(days=3 * 365 + 2)
    assert asked(office) == ["Silencieux Paul"]
    members.renew_membership(office.desk, pays)
    office.bring_back(lent)
    office.later(days=700)
    assert asked(office) == ["Silencieux Paul"]
    set_office(office.desk, {"retention_years": 1})
    assert asked(office) == ["Silencieux Paul", "Emprunteuse Ida"]


def test_who_is_kept_a_year_more_is_asked_about_again_then(office: TrialOffice) -> None:
    quiet = office.person("Silencieux", "Paul", dues=False)
    office.later(days=4 * 366)
    assert asked(office) == ["Silencieux Paul"]
    together.keep_members(office.desk, [quiet])
    assert asked(office) == []
    office.later(days=367)
    assert asked(office) == ["Silencieux Paul"]


def test_who_acts_for_an_association_is_not_forgotten(office: TrialOffice) -> None:
    person = office.person("Présidente", "Ida", dues=False)
    association = office.association(dues=False)
    mandates.name_representative(office.desk, association, person, role="présidente")
    office.later(days=4 * 366)
    assert asked(office) == ["Les Jardins d'Échirolles"]
