"""Members: entered, corrected, recognised, renewed, represented, archived, two made one."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.trial_office import PHASES, TrialOffice, examples
from vaetvient.desk import mandates, members
from vaetvient.desk.lending import BasketRefusedError
from vaetvient.desk.members import (
    CardTakenError,
    DifferentKindsError,
    KindStaysError,
    MemberForm,
    MissingNameError,
    NameTooLongError,
    NumberTakenError,
    PeriodBackwardsError,
    StillBorrowingError,
    lookalikes,
)
from vaetvient.desk.undo import undo
from vaetvient.domain.entities import (
    Member,
    Person,
)
from vaetvient.domain.errors import (
    ChangedElsewhereError,
    InvalidValueError,
    NotFoundError,
    VaEtVientError,
)
from vaetvient.domain.member import MemberKind
from vaetvient.domain.money import BadAmountError

ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=()), max_size=50)


def person(**typed: Any) -> MemberForm:
    return MemberForm(MemberKind.PERSON, **({"last_name": "Lefèvre", "first_name": "Zoé"} | typed))


def association(**typed: Any) -> MemberForm:
    return MemberForm(MemberKind.ASSOCIATION, **({"name": "Les Jardins"} | typed))


def called(office: TrialOffice, typed: str) -> UUID:
    with office.reading() as session:
        return members.member_called(session, typed).id


# Entering


def test_what_was_typed_is_kept_in_one_form(office: TrialOffice) -> None:
    key = members.enter_member(
        office.desk,
        person(
            last_name="  Lefèvre ",
            card=" C-1 ",
            email="Zoe@Jardins.Example",
            phone="04.76.01.23.45",
            birth_date="12/05/45",
            address="3, rue Thiers\n\n bât. B ",
            commune="st martin d'heres",
            tags="musique, bénévole,musique, ",
        ),
    )
    zoe = office.get(Person, key)
    assert (zoe.label, zoe.number, zoe.card) == ("Lefèvre Zoé", "1", "C-1")
    assert (zoe.email, zoe.phone) == ("Zoe@jardins.example", "+33476012345")
    assert zoe.birth_date == date(1945, 5, 12)
    assert zoe.address == "3, rue Thiers\n\nbât. B"
    assert (zoe.postal_code, zoe.commune_name) == ("38400", "Saint-Martin-d'Hères")
    assert zoe.commune_insee == "38421"
    assert zoe.tags == "musique, bénévole"
    assert zoe.joined_on == office.today()


def test_a_commune_that_is_not_french_is_kept_as_typed(office: TrialOffice) -> None:
    key = members.enter_member(office.desk, person(commune="Genève", postal_code="1204"))
    zoe = office.get(Member, key)
    assert (zoe.postal_code, zoe.commune_name, zoe.commune_insee) == ("1204", "Genève", None)


@pytest.mark.parametrize(
    ("form", "error", "field"),
    [
        (person(last_name="", first_name=" "), MissingNameError, "last_name"),
        (association(name="\x00"), MissingNameError, "name"),
        (person(last_name="L" * 401), NameTooLongError, "last_name"),
        (person(email="zoe"), InvalidValueError, "email"),
        (person(mobile="12"), InvalidValueError, "mobile"),
        (person(birth_date="31/02/1980"), InvalidValueError, "birth_date"),
        (person(birth_date="12/05/2062"), InvalidValueError, "birth_date"),
        (association(rna="W12"), InvalidValueError, "rna"),
        (association(siret="12345678901234"), InvalidValueError, "siret"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(
    office: TrialOffice, form: MemberForm, error: type[InvalidValueError], field: str
) -> None:
    with pytest.raises(error) as refused:
        members.enter_member(office.desk, form)
    assert refused.value.field == field
    assert office.count("member") == 0


@pytest.mark.parametrize(
    "name",
    [
        "L" * 400,
        "李小龍",
        "مرحبا بالعالم",
        "שלום עולם",
        "🪘 Batucada 🎉",
        "O'Brien-d'Hères",
        'Robert"); DROP TABLE member;--',
        "{borrower} %s {0}",
        "a\u0301" * 100,
    ],
)
def test_any_name_is_kept_found_lent_to_and_undone(office: TrialOffice, name: str) -> None:
    key = office.association(name)
    assert office.get(Member, key).label == name
    lent = office.lend(key, office.item())
    assert office.loan(lent).borrower_name == name
    assert name in undo(office.desk).what


def test_what_cannot_be_stored_is_left_out_of_a_name(office: TrialOffice) -> None:
    key = office.association("Les\x00 Jardins\udc80\u2028d'Échirolles")
    assert office.get(Member, key).label == "Les Jardins d'Échirolles"


TEXT_FIELDS = st.fixed_dictionaries(
    {},
    optional=dict.fromkeys(
        [
            *("last_name", "first_name", "name", "acronym", "number", "card", "email", "phone"),
            *("mobile", "birth_date", "address", "postal_code", "commune", "rna", "siret"),
            *("notes", "tags"),
        ],
        ANY_TEXT,
    ),
)


@pytest.fixture(scope="module")
def crowd(empty_office: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    office = TrialOffice.at(empty_office, tmp_path_factory.mktemp("crowd"))
    yield office
    office.close()


@settings(max_examples=examples(60), phases=PHASES)
@given(st.sampled_from(MemberKind), TEXT_FIELDS)
def test_whatever_is_typed_is_kept_or_refused_in_words(
    crowd: TrialOffice, kind: MemberKind, typed: dict[str, str]
) -> None:
    form = replace(MemberForm(kind), **typed)  # type: ignore[arg-type]
    with crowd.reading() as session:
        lookalikes(session, crowd.desk, form)
    try:
        key = members.enter_member(crowd.desk, form)
    except VaEtVientError as refused:
        assert refused.message  # noqa: PT017  (any refusal will do, if it says something)
    else:
        members.change_member(crowd.desk, key, form)


# Numbers and cards


def test_numbers_are_given_one_after_the_other(office: TrialOffice) -> None:
    given_numbers = [office.get(Member, office.person()).number for _n in range(3)]
    office.person(number="0150")
    office.person(number="B-77")
    given_numbers.append(office.get(Member, office.person()).number)
    assert given_numbers == ["1", "2", "3", "151"]


@pytest.mark.parametrize("scanned", ["999999999", "99999999", "3760123456789"])
def test_a_bar_code_typed_as_number_does_not_stop_the_series(
    office: TrialOffice, scanned: str
) -> None:
    office.person(number=scanned)
    numbers = {office.get(Member, office.person()).number for _n in range(3)}
    assert len(numbers) == 3


def test_a_number_or_a_card_is_one_member_s_only(office: TrialOffice) -> None:
    zoe = office.person(number="12", card="C-1")
    with pytest.raises(NumberTakenError) as number:
        office.person("Giraud", "Paul", number="12")
    assert "12 est déjà celui de Lefèvre Zoé" in number.value.message
    assert number.value.facts["id"] == zoe
    with pytest.raises(CardTakenError) as card:
        office.person("Giraud", "Paul", card="C-1")
    assert card.value.field == "card"
    paul = office.person("Giraud", "Paul")
    with pytest.raises(CardTakenError):
        members.change_member(
            office.desk, paul, person(last_name="Giraud", first_name="Paul", card="C-1")
        )
    members.change_member(office.desk, zoe, person(number="12", card="C-1"))


@pytest.mark.parametrize("typed", ["C-1", " C-1 ", "12", "C-1\r\n"])
def test_a_member_is_called_by_card_number_or_key(office: TrialOffice, typed: str) -> None:
    zoe = office.person(number="12", card="C-1")
    assert called(office, typed) == zoe
    assert called(office, str(zoe)) == zoe


@pytest.mark.parametrize("typed", ["", "nobody", "\udc80", "\x00", str(UUID(int=0))])
def test_nobody_answers_to_that(office: TrialOffice, typed: str) -> None:
    office.person(number="12")
    with pytest.raises(NotFoundError):
        called(office, typed)


def test_a_card_comes_before_a_number(office: TrialOffice) -> None:
    office.person(number="77")
    paul = office.person("Giraud", "Paul", card="77")
    assert called(office, "77") == paul


# Correcting


def test_a_form_opened_before_someone_else_s_change_is_told_so(office: TrialOffice) -> None:
    zoe = office.person()
    opened = office.get(Member, zoe).revision
    members.change_member(office.desk.seated("Marcel"), zoe, person(phone="0476012345"))
    with pytest.raises(ChangedElsewhereError) as refused:
        members.change_member(office.desk, zoe, person(email="z@z.example"), revision=opened)
    assert "Marcel" in refused.value.message
    members.change_member(office.desk, zoe, person(email="z@z.example"))  # keep mine


def test_a_person_does_not_become_an_association(office: TrialOffice) -> None:
    zoe = office.person()
    with pytest.raises(KindStaysError) as refused:
        members.change_member(office.desk, zoe, association())
    assert "Lefèvre Zoé" in refused.value.message


# Someone who seems to exist already


@pytest.mark.parametrize(
    ("form", "because"),
    [
        (person(), "name"),
        (person(last_name="LEFEVRE", first_name="zoe"), "name"),
        (person(last_name="Zoé", first_name="Lefèvre"), "name"),
        (person(last_name="Lefebvre"), "name"),
        (person(last_name="Martin", first_name="Léa", email="ZOE@jardins.example"), "email"),
        (person(last_name="Martin", first_name="Léa", card="C-1"), "card"),
    ],
)
def test_who_seems_to_be_there_already_is_said(
    office: TrialOffice, form: MemberForm, because: str
) -> None:
    zoe = office.person(email="zoe@jardins.example", card="C-1")
    office.person("Martin", "Jeanne")
    with office.reading() as session:
        (alike,) = lookalikes(session, office.desk, form)
        assert (alike.member_id, alike.because) == (zoe, because)
        assert lookalikes(session, office.desk, form, besides=zoe) == []


def test_an_association_is_known_by_its_numbers(office: TrialOffice) -> None:
    office.association("Les Jardins", rna="W381001234", siret="73282932000074")
    with office.reading() as session:
        for typed in ({"rna": "w 381 001 234"}, {"siret": "732 829 320 00074"}):
            (alike,) = lookalikes(session, office.desk, association(name="Autre", **typed))
            assert alike.label == "Les Jardins"
        assert lookalikes(session, office.desk, association(name="Autre", rna="W38")) == []


def test_a_sister_is_not_taken_for_her(office: TrialOffice) -> None:
    office.person("Lefèvre", "Zoé")
    with office.reading() as session:
        assert lookalikes(session, office.desk, person(first_name="Léa")) == []
        assert lookalikes(session, office.desk, person(first_name="")) == []


# Dues


@pytest.mark.parametrize(
    ("first_day", "last_day"),
    [
        (date(2026, 11, 23), date(2027, 11, 22)),
        (date(2028, 2, 29), date(2029, 2, 28)),
        (date(2027, 3, 1), date(2028, 2, 29)),
        (date(9999, 12, 31), date(9999, 12, 31)),
    ],
)
def test_dues_cover_a_year(office: TrialOffice, first_day: date, last_day: date) -> None:
    zoe = office.person(dues=False)
    assert members.renew_membership(office.desk, zoe, valid_from=first_day) == last_day


def test_dues_paid_early_begin_when_the_last_ones_end(office: TrialOffice) -> None:
    zoe = office.person(dues=False)
    first = members.renew_membership(office.desk, zoe, amount_cents=15_00, method="chèque")
    second = members.renew_membership(office.desk, zoe)
    assert (first, second) == (date(2027, 11, 22), date(2028, 11, 22))
    office.later(days=3000)
    assert members.renew_membership(office.desk, zoe) > office.today()


@pytest.mark.parametrize("cents", [-1, 10**12 + 1, 10**30])
def test_impossible_dues_are_refused(office: TrialOffice, cents: int) -> None:
    zoe = office.person(dues=False)
    with pytest.raises(BadAmountError):
        members.renew_membership(office.desk, zoe, amount_cents=cents)
    with pytest.raises(PeriodBackwardsError) as refused:
        members.renew_membership(
            office.desk, zoe, valid_from=date(2027, 1, 1), valid_to=date(2026, 1, 1)
        )
    assert "1er janvier 2026" in refused.value.message
    assert office.count("membership") == 0


# Representatives


def test_a_mandate_ends(office: TrialOffice) -> None:
    jardins, zoe = office.association(), office.person()
    mandate = mandates.name_representative(office.desk, jardins, zoe, role="présidente")
    office.lend(jardins, office.item(), signatory_id=zoe)
    mandates.end_representation(office.desk, mandate)
    with pytest.raises(BasketRefusedError):
        office.lend(jardins, office.item(), signatory_id=zoe)
    assert office.loan(office.lend(jardins, office.item())).signatory_name == ""


def test_only_a_person_represents_only_an_association(office: TrialOffice) -> None:
    jardins, zoe = office.association(), office.person()
    for one, other in ((zoe, jardins), (zoe, zoe), (jardins, jardins)):
        with pytest.raises(DifferentKindsError):
            mandates.name_representative(office.desk, one, other, role="présidente")
    with pytest.raises(PeriodBackwardsError):
        mandates.name_representative(
            office.desk,
            jardins,
            zoe,
            role="",
            valid_from=date(2027, 1, 1),
            valid_to=date(2026, 1, 1),
        )


# Archive


def test_who_has_something_out_is_not_archived(office: TrialOffice) -> None:
    zoe = office.person()
    lent = office.lend(zoe, office.item())
    with pytest.raises(StillBorrowingError) as refused:
        members.archive_member(office.desk, zoe)
    assert "Lefèvre Zoé" in refused.value.message
    office.bring_back(lent)
    members.archive_member(office.desk, zoe)
    archived_at = office.get(Member, zoe).archived_at
    office.later(days=1)
    members.archive_member(office.desk, zoe)
    assert office.get(Member, zoe).archived_at == archived_at


def test_an_archived_member_s_card_is_known_and_lends_nothing(office: TrialOffice) -> None:
    zoe = office.person(card="C-1")
    members.archive_member(office.desk, zoe)
    assert called(office, "C-1") == zoe
    with pytest.raises(BasketRefusedError) as refused:
        office.lend(zoe, office.item(), override_reason="elle est là")
    assert "archivée" in refused.value.message
    members.restore_member(office.desk, zoe)
    office.lend(zoe, office.item())


def test_a_birth_date_of_two_figures_is_in_the_past(office: TrialOffice) -> None:
    office.moment = datetime(2026, 11, 23, tzinfo=UTC)
    for typed, year in (("12/05/45", 1945), ("12/05/08", 2008), ("29/02/48", 1948)):
        zoe = members.enter_member(office.desk, person(birth_date=typed))
        assert office.get(Person, zoe).birth_date.year == year
