"""The office: its name and place, how it numbers, when it is open, and who sits at its desk."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from tests.trial_office import TrialOffice
from vaetvient.desk import office as own_office
from vaetvient.desk import volunteers
from vaetvient.desk.desk import open_desk, own_language
from vaetvient.desk.office import BadCodeError, UnknownFieldError
from vaetvient.desk.undo import undo
from vaetvient.domain.entities import Gesture, Office
from vaetvient.domain.errors import InvalidValueError


def told(office: TrialOffice) -> Any:
    return office.get(Office, office.desk.office_id)


def test_an_office_takes_its_code_from_its_commune_until_it_has_numbered_something(
    office: TrialOffice,
) -> None:
    own_office.set_office(office.desk, {"name": " MDA  de Vif ", "commune": "vif"})
    own = told(office)
    assert (own.name, own.code) == ("MDA de Vif", "VIF")
    assert (own.postal_code, own.commune_name, own.commune_insee) == ("38450", "Vif", "38545")
    assert office.lend(office.person(), office.item()).number == "VIF-2026-0001"


def test_a_code_that_was_given_or_used_stays(office: TrialOffice) -> None:
    office.lend(office.person(), office.item())
    own_office.set_office(office.desk, {"commune": "Grenoble"})
    assert told(office).code == "BUR"
    own_office.set_office(office.desk, {"code": " mda38 "})
    own_office.set_office(office.desk, {"commune": "Vif"})
    assert told(office).code == "MDA38"


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ({"commune": "Saint-Denis", "postal_code": "93200"}, ("93200", "Saint-Denis", "93066")),
        ({"postal_code": "97400", "commune": "Saint-Denis"}, ("97400", "Saint-Denis", "97411")),
        ({"commune": "echirolles"}, ("38130", "Échirolles", "38151")),
        ({"commune": "Grenoble", "postal_code": "38029"}, ("38029", "Grenoble", "38185")),
        ({"commune": "", "postal_code": "38130"}, ("38130", "Échirolles", "38151")),
        ({"commune": "Genève", "postal_code": "1204"}, ("1204", "Genève", None)),
    ],
)
def test_an_office_is_where_it_says(
    office: TrialOffice, fields: dict[str, str], place: tuple[str, str, str | None]
) -> None:
    own_office.set_office(office.desk, {"commune": "Grenoble"})
    own_office.set_office(office.desk, fields)
    own = told(office)
    assert (own.postal_code, own.commune_name, own.commune_insee) == place


def test_an_office_in_alsace_keeps_its_own_holidays(office: TrialOffice) -> None:
    own_office.set_office(office.desk, {"commune": "Strasbourg"})
    lent = office.lend(office.person(), office.item(), due_on=date(2026, 12, 25))
    assert lent.due_on == date(2026, 12, 28)  # the 26th is one, the 27th a Sunday


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", " \x00"),
        ("code", "G"),
        ("code", "GRENOBLOIS"),
        ("code", "GR-E"),
        ("code", "ÉTÉ"),
        ("email", "mda"),
        ("phone", "12"),
        ("rna", "W1"),
        ("siret", "1"),
        ("opening_days", 0),
        ("opening_days", 128),
        ("opening_days", "lundi"),
        ("opening_days", None),
        ("language", "es"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(
    office: TrialOffice, field: str, value: Any
) -> None:
    with pytest.raises(InvalidValueError) as refused:
        own_office.set_office(office.desk, {"name": "MDA", field: value})
    assert refused.value.field == field
    assert told(office).name == "Bureau"
    if field == "code":
        assert isinstance(refused.value, BadCodeError)


def test_an_unknown_field_is_said(office: TrialOffice) -> None:
    with pytest.raises(UnknownFieldError) as refused:
        own_office.set_office(office.desk, {"color": "red"})
    assert "color" in refused.value.message


def test_the_language_of_the_office_is_the_one_that_is_spoken(office: TrialOffice) -> None:
    with office.reading() as session:
        assert own_language(session) == "fr"
    own_office.set_office(office.desk, {"language": "en"})
    with office.reading() as session:
        assert own_language(session) == "en"


def test_a_closure_typed_backwards_is_turned_round_and_can_be_undone(office: TrialOffice) -> None:
    zoe, one, other = office.person(), office.item(), office.item()
    own_office.close_office(office.desk, date(2026, 12, 5), date(2026, 11, 30), "travaux")
    assert office.lend(zoe, one).due_on == date(2026, 12, 7)
    undo(office.desk)
    undo(office.desk)
    assert office.lend(zoe, other).due_on == date(2026, 11, 30)


# Who sits there


def test_the_volunteer_is_remembered(office: TrialOffice) -> None:
    seated = volunteers.sit_down(office.desk, " Marcel  Petit ")
    assert seated.volunteer == "Marcel Petit"
    again = open_desk(office.folder)
    assert again.volunteer == "Marcel Petit"
    again.database.close()
    assert office.desk.seated("  ").volunteer == "Odile"


@pytest.mark.parametrize("name", ["Odile\udc80", "Od\x00ile", "奥黛尔", "O" * 400])
def test_any_name_sits_at_the_desk(office: TrialOffice, name: str) -> None:
    desk = open_desk(office.folder, volunteer=name)
    own_office.set_office(desk, {"name": "MDA"})
    own_office.set_office(desk.seated(name), {"name": "Maison"})
    desk.database.close()
    with office.reading() as session:
        whos = {gesture.who for gesture in session.query(Gesture)}
    assert len(whos) == 1


def test_a_login_that_is_not_text_still_sits_at_the_desk(
    office: TrialOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("getpass.getuser", lambda: "\udcff")
    desk = open_desk(office.folder)
    assert desk.volunteer == "bénévole"
    desk.database.close()


def test_today_is_the_day_at_the_office(office: TrialOffice) -> None:
    office.moment = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
    assert office.desk.today() == date(2027, 1, 1)
    assert office.desk.day_of(datetime(2026, 7, 1, 21, 59, tzinfo=UTC)) == date(2026, 7, 1)
    assert office.desk.day_of(datetime(2026, 7, 1, 22, 0, tzinfo=UTC)) == date(2026, 7, 2)
