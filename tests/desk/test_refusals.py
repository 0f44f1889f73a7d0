"""What is refused when things go out and come back: each with its facts and its way out."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from tests.trial_office import TrialOffice
from vaetvient.desk import equipment, loans, mandates, members
from vaetvient.desk.lending import BasketRefusedError
from vaetvient.desk.returning import LineBack
from vaetvient.domain import lending
from vaetvient.domain.entities import Item, Office
from vaetvient.domain.equipment import Condition
from vaetvient.domain.errors import NotFoundError
from vaetvient.domain.lending import LendingRefusedError
from vaetvient.domain.money import BadAmountError
from vaetvient.domain.records import new_id

# Refusals: every one, with its facts


def _out(o: TrialOffice) -> Any:
    thing = o.item(tag="VID-001")
    o.lend(o.person("Martin", "Léa"), thing)
    return o.lend(o.person(), thing)


def _twice(o: TrialOffice) -> Any:
    thing = o.item(tag="VID-001")
    return o.lend(o.person(), thing, thing)


def _stopped(o: TrialOffice) -> Any:
    thing = o.item(tag="VID-001")
    equipment.take_out_of_service(o.desk, thing, "lampe grillée")
    return o.lend(o.person(), thing)


def _broken(o: TrialOffice) -> Any:
    return o.lend(o.person(), o.item(tag="VID-001", condition=Condition.BROKEN))


def _archived(o: TrialOffice) -> Any:
    thing = o.item(tag="VID-001")
    equipment.archive_equipment(o.desk, thing)
    return o.lend(o.person(), thing)


def _kept_elsewhere(o: TrialOffice) -> Any:
    thing = o.item(tag="VID-001")
    with o.desk.database.writing() as session:
        other = Office(name="Maison des habitants", code="MDH")
        session.add(other)
        session.flush()
        session.get_one(Item, thing).custody_office_id = other.id
    return o.lend(o.person(), thing)


def _too_many(o: TrialOffice) -> Any:
    chairs = o.stock("Chaise pliante", 200)
    o.lend(o.person("Martin", "Léa"), (chairs, 180))
    return o.lend(o.person(), (chairs, 30))


def _expired(o: TrialOffice) -> Any:
    zoe = o.person(dues=False)
    members.renew_membership(o.desk, zoe, valid_from=date(2025, 9, 1), valid_to=date(2026, 8, 31))
    return o.lend(zoe, o.item())


def _no_dues(o: TrialOffice) -> Any:
    asked = o.category("Son", membership_required=True)
    return o.lend(o.person(dues=False), o.item(model=o.model("Sono", category_id=asked)))


def _archived_member(o: TrialOffice) -> Any:
    zoe = o.person()
    members.archive_member(o.desk, zoe)
    return o.lend(zoe, o.item())


def _cannot_sign(o: TrialOffice) -> Any:
    jardins, paul = o.association("Les Jardins"), o.person("Giraud", "Paul")
    mandates.name_representative(
        o.desk, jardins, paul, role="secrétaire", valid_to=date(2026, 11, 22)
    )
    return o.lend(jardins, o.item(), signatory_id=paul)


def _due_before(o: TrialOffice) -> Any:
    return o.lend(o.person(), o.item(), due_on=date(2026, 11, 20))


def _due_too_far(o: TrialOffice) -> Any:
    return o.lend(o.person(), o.item(), due_on=date(2062, 11, 30))


def _not_out(o: TrialOffice) -> Any:
    lent = o.lend(o.person(), o.item(tag="VID-001"))
    o.bring_back(lent)
    return o.take(LineBack(o.loan(lent).lines[0].id))


def _closed(o: TrialOffice) -> Any:
    lent = o.lend(o.person(), o.item())
    o.bring_back(lent)
    return loans.extend(o.desk, lent.loan_id, date(2026, 12, 15))


def _back_too_many(o: TrialOffice) -> Any:
    lent = o.lend(o.person(), (o.stock(tag="CHA-001"), 10))
    return o.take(LineBack(o.loan(lent).lines[0].id, quantity=8, lost=3))


def _back_before(o: TrialOffice) -> Any:
    lent = o.lend(o.person(), o.item())
    return o.bring_back(lent, at=datetime(2026, 11, 22, 8, 0, tzinfo=UTC))


def _out_tomorrow(o: TrialOffice) -> Any:
    return o.lend(o.person(), o.item(), out_at=datetime(2026, 11, 24, 9, 0, tzinfo=UTC))


def _back_tomorrow(o: TrialOffice) -> Any:
    lent = o.lend(o.person(), o.item())
    return o.bring_back(lent, at=datetime(2026, 11, 24, 9, 0, tzinfo=UTC))


def _no_reason(o: TrialOffice) -> Any:
    return loans.cancel_loan(o.desk, o.lend(o.person(), o.item()).loan_id, "  ")


REFUSALS: list[tuple[type[LendingRefusedError], Callable[[TrialOffice], Any], str]] = [
    (
        lending.ItemAlreadyOutError,
        _out,
        (
            "VID-001 est déjà prêté à Martin Léa (BUR-2026-0001), "
            "retour prévu le 30 novembre 2026. Scannez-le seul pour le rendre d'abord."
        ),
    ),
    (
        lending.SameTagTwiceError,
        _twice,
        "VID-001 est deux fois dans la liste. Une seule ligne suffit.",
    ),
    (
        lending.OutOfServiceError,
        _stopped,
        (
            "VID-001 est hors service : lampe grillée. "
            "Remettez-le en service depuis sa fiche, ou prenez-en un autre."
        ),
    ),
    (
        lending.OutOfServiceError,
        _broken,
        (
            "VID-001 est hors service : hors d'usage. "
            "Remettez-le en service depuis sa fiche, ou prenez-en un autre."
        ),
    ),
    (
        lending.ArchivedEquipmentError,
        _archived,
        "VID-001 a été retiré du matériel. Remettez-le au matériel depuis sa fiche.",
    ),
    (
        lending.NotInCustodyError,
        _kept_elsewhere,
        "VID-001 est gardé par Maison des habitants : lui seul le prête. Faites-lui une demande.",
    ),
    (
        lending.NotEnoughStockError,
        _too_many,
        "Il reste 20 Chaise pliante sur 200 : impossible d'en prêter 30. Réduisez la quantité.",
    ),
    (
        lending.MembershipExpiredError,
        _expired,
        (
            "L'adhésion de Lefèvre Zoé a expiré le 31 août 2026. "
            "Renouvelez-la, ou passez outre avec une raison."
        ),
    ),
    (
        lending.NoMembershipError,
        _no_dues,
        (
            "Lefèvre Zoé n'a pas d'adhésion à jour. "
            "Enregistrez son adhésion, ou passez outre avec une raison."
        ),
    ),
    (
        lending.ArchivedMemberError,
        _archived_member,
        "La fiche de Lefèvre Zoé est archivée. Sortez-la des archives pour lui prêter.",
    ),
    (
        lending.CannotSignError,
        _cannot_sign,
        (
            "Giraud Paul ne peut pas signer pour Les Jardins. "
            "Choisissez un représentant en cours, ou passez outre avec une raison."
        ),
    ),
    (
        lending.NothingToLendError,
        lambda o: o.lend(o.person()),
        "La liste est vide. Scannez au moins une chose à prêter.",
    ),
    (
        lending.DueBeforeHandOutError,
        _due_before,
        (
            "Le retour (20 novembre 2026) ne peut pas précéder le départ (23 novembre 2026). "
            "Choisissez une date de retour plus tardive."
        ),
    ),
    (
        lending.DueTooFarError,
        _due_too_far,
        "Le retour (30 novembre 2062) est dans plus de cinq ans. Vérifiez l'année.",
    ),
    (
        lending.NotHandedOutError,
        _not_out,
        "VID-001 n'est pas en prêt. Il n'y a rien à rendre.",
    ),
    (lending.LoanNotOpenError, _closed, "Le prêt BUR-2026-0001 n'est plus en cours (rendu)."),
    (
        lending.ReturnTooManyError,
        _back_too_many,
        "CHA-001 : 10 en prêt, impossible d'en rendre 11.",
    ),
    (
        lending.ReturnBeforeHandOutError,
        _back_before,
        "Le retour (22/11/2026 09:00) ne peut pas précéder le départ (23/11/2026 10:00).",
    ),
    (
        lending.HandOutToComeError,
        _out_tomorrow,
        (
            "Le départ (24/11/2026 10:00) n'a pas encore eu lieu : il est 23/11/2026 10:00. "
            "Vérifiez la date et l'heure, et l'horloge de l'ordinateur."
        ),
    ),
    (
        lending.ReturnToComeError,
        _back_tomorrow,
        (
            "Le retour (24/11/2026 10:00) n'a pas encore eu lieu : il est 23/11/2026 10:00. "
            "Vérifiez la date et l'heure, et l'horloge de l'ordinateur."
        ),
    ),
    (
        lending.ReasonNeededError,
        _no_reason,
        (
            "Une raison est nécessaire. "
            "Dites en quelques mots pourquoi : elle est gardée dans l'historique."
        ),
    ),
]


@pytest.mark.parametrize(
    ("kind", "attempt", "said"), REFUSALS, ids=[attempt.__name__ for _k, attempt, _s in REFUSALS]
)
def test_a_refusal_says_what_is_wrong_and_the_way_out(
    office: TrialOffice,
    kind: type[LendingRefusedError],
    attempt: Callable[[TrialOffice], Any],
    said: str,
) -> None:
    with pytest.raises((BasketRefusedError, LendingRefusedError)) as refused:
        attempt(office)
    error = refused.value
    if isinstance(error, BasketRefusedError):
        assert [type(refusal.error) for refusal in error.refusals] == [kind]
    else:
        assert type(error) is kind
    assert error.message == said


def test_every_refusal_of_the_domain_is_shown_above() -> None:
    classes = {
        thing
        for _name, thing in inspect.getmembers(lending, inspect.isclass)
        if issubclass(thing, LendingRefusedError) and thing is not LendingRefusedError
    }
    assert classes == {kind for kind, _attempt, _said in REFUSALS}


def test_all_that_is_wrong_is_said_at_once_beside_its_line(office: TrialOffice) -> None:
    archived, out, fine = office.items(3, tag="VID-001")
    equipment.archive_equipment(office.desk, archived)
    office.lend(office.person("Martin", "Léa"), out)
    zoe = office.person()
    members.archive_member(office.desk, zoe)
    with pytest.raises(BasketRefusedError) as refused:
        office.lend(zoe, fine, archived, out, due_on=date(2026, 1, 1))
    told = [(refusal.line, refusal.error.code) for refusal in refused.value.refusals]
    assert told == [
        (1, "archived_equipment"),
        (2, "item_already_out"),
        (None, "archived_member"),
        (None, "due_before_hand_out"),
    ]
    assert refused.value.field == ""
    assert office.count("loan") == 1


def test_no_borrower_and_nothing_to_lend(office: TrialOffice) -> None:
    with pytest.raises(BasketRefusedError) as refused:
        office.lend(None)
    assert [refusal.error.code for refusal in refused.value.refusals] == [
        "nothing_to_lend",
        "no_borrower",
    ]


@pytest.mark.parametrize("quantity", [0, -1, -(10**9)])
def test_less_than_one_is_nothing_to_lend(office: TrialOffice, quantity: int) -> None:
    with pytest.raises(BasketRefusedError) as refused:
        office.lend(office.person(), (office.stock(), quantity))
    assert refused.value.refusals[0].error.code == "nothing_to_lend"


@pytest.mark.parametrize("quantity", [201, 10**9, 10**30])
def test_more_than_there_is(office: TrialOffice, quantity: int) -> None:
    with pytest.raises(BasketRefusedError) as refused:
        office.lend(office.person(), (office.stock(count=200), quantity))
    assert [r.error.code for r in refused.value.refusals] == ["not_enough_stock"]


@pytest.mark.parametrize("cents", [-1, 10**12 + 1, 10**30])
def test_an_impossible_deposit_is_refused(office: TrialOffice, cents: int) -> None:
    with pytest.raises(BadAmountError) as refused:
        office.lend(office.person(), office.item(), deposit_cents=cents)
    assert refused.value.field == "deposit"
    assert office.count("loan") == 0


@pytest.mark.parametrize("missing", ["borrower", "thing", "signatory", "basket"])
def test_what_does_not_exist_is_said_not_to(office: TrialOffice, missing: str) -> None:
    ghost = new_id()
    jardins, thing = office.association(), office.item()
    with pytest.raises((NotFoundError, BasketRefusedError)):
        office.lend(
            ghost if missing == "borrower" else jardins,
            ghost if missing == "thing" else thing,
            signatory_id=ghost if missing == "signatory" else None,
            basket_id=ghost if missing == "basket" else None,
        )
    assert office.count("loan") == 0


# Going past a rule


@pytest.mark.parametrize("attempt", [_stopped, _broken, _expired, _no_dues, _cannot_sign])
def test_a_volunteer_goes_past_a_rule_with_a_reason_that_is_kept(
    office: TrialOffice, monkeypatch: pytest.MonkeyPatch, attempt: Callable[[TrialOffice], Any]
) -> None:
    lend = TrialOffice.lend
    monkeypatch.setattr(
        TrialOffice,
        "lend",
        lambda *given, **decided: lend(*given, override_reason="accord du maire", **decided),
    )
    assert office.loan(attempt(office)).override_reason == "accord du maire"


@pytest.mark.parametrize(
    "attempt",
    [_out, _twice, _archived, _kept_elsewhere, _too_many, _archived_member, _due_before],
)
def test_some_rules_nobody_goes_past(
    office: TrialOffice, monkeypatch: pytest.MonkeyPatch, attempt: Callable[[TrialOffice], Any]
) -> None:
    lend = TrialOffice.lend
    monkeypatch.setattr(
        TrialOffice,
        "lend",
        lambda *given, **decided: lend(*given, override_reason="accord du maire", **decided),
    )
    with pytest.raises(BasketRefusedError):
        attempt(office)


def test_a_blank_reason_is_no_reason(office: TrialOffice) -> None:
    jardins, paul = office.association(), office.person("Giraud", "Paul")
    for blank in ("", " \n ", "\x00", "\udc80"):
        with pytest.raises(BasketRefusedError):
            office.lend(jardins, office.item(), signatory_id=paul, override_reason=blank)


def test_a_reason_given_for_nothing_is_not_kept(office: TrialOffice) -> None:
    loan = office.loan(office.lend(office.person(), office.item(), override_reason="au cas où"))
    assert loan.override_reason == ""
