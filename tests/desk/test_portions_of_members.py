"""Rows taken in by the portion become what they become when each is looked at by itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from tests.desk.lists import sheet_of
from tests.trial_office import PHASES, TrialOffice, examples
from vaetvient.desk import intake
from vaetvient.desk.intake import IntakeReport
from vaetvient.desk.manner import Manner
from vaetvient.desk.member_intake import take_in_members
from vaetvient.desk.undo import undo
from vaetvient.exchange.sheet import Sheet

FIELDS: Mapping[str, tuple[str, ...]] = {
    "numéro": ("", "", "1", "2", "3", "A 4", " 5", "9" * 33),
    "type": ("", "", "personne", "association", "robot"),
    "nom": ("", "Martin", "Le  Goff", "Durand", "Amis du jeu", "?"),
    "prénom": ("", "Paul", "Zoé"),
    "dénomination": ("", "", "", "Les Jardins", "Martin Paul"),
    "sigle": ("", "", "", "LJ"),
    "courriel": ("", "", "a@exemple.org", "B@Exemple.org", "b@exemple.org", "x", "a@b.fr; c@d.fr"),
    "téléphone": ("", "0476010203", "04 76 01 02 04", "+33476010203", "06 01 02 03 04 / 0476"),
    "date de naissance": ("", "", "12/03/1980", "1980-03-12", "13/03/1980", "31/02/1980"),
    "adresse": ("", "1 rue X", "2  rue Y", "\t"),
    "code postal": ("", "38000", "38400"),
    "commune": ("", "Grenoble", "st martin d heres", "Bruxelles"),
    "rna": ("", "", "", "W381001234", "w381 001 234"),
    "carte": ("", "", "", "C-1", "C-2"),
    "mots-clés": ("", "", "jeu, prêt"),
    "fin d'adhésion": ("", "", "", "31/12/2026", "hier"),
    "montant de l'adhésion": ("", "", "", "10"),
    "adhésion réglée par": ("", "", "", "chèque"),
    "fonction": ("", "", "trésorière"),
    "notes": ("", "", "vient le mardi", "fonction : trésorière"),
}
ROWS = st.lists(
    st.fixed_dictionaries({name: st.sampled_from(said) for name, said in FIELDS.items()}),
    min_size=1,
    max_size=12,
)


class OneByOne(Manner):
    """Listens to each row, which is therefore looked at by itself."""

    def took(
        self, line: int, key: UUID, said: Mapping[str, Any], subject: Callable[[], str]
    ) -> None:
        assert line > 1


def what_is_there(office: TrialOffice) -> list[tuple[Any, ...]]:
    """Every member and every membership, keys apart, in the order in which they came."""
    columns = (
        "number, kind, card, label, email, phone, mobile, address, postal_code, commune_name, "
        "commune_insee, notes, tags, last_name, first_name, birth_date, name, acronym, rna, siret"
    )
    dues = "m.number, d.valid_from, d.valid_to, d.amount_cents, d.method"
    with office.reading() as session:
        people = session.execute(text(f"SELECT {columns} FROM member ORDER BY rowid")).all()
        paid = session.execute(
            text(f"SELECT {dues} FROM membership d JOIN member m ON m.id = d.member_id ORDER BY 1")
        ).all()
    return [tuple(row) for row in (*people, *paid)]


def told(report: IntakeReport) -> tuple[Any, ...]:
    changes = [(c.line, c.label, c.changes) for c in report.changes]
    return report.added, report.changed, report.unchanged, report.refused, changes


def taken(office: TrialOffice, sheet: Sheet, manner: Manner) -> list[Any]:
    """What a list leads to; then it is undone."""
    report = take_in_members(office.desk, sheet, keep_going=True, manner=manner)
    there = what_is_there(office)
    if report.gesture_id is not None:
        undo(office.desk, report.gesture_id)
    return [told(report), there]


@pytest.fixture(params=[False, True], ids=["a new office", "an office with members"])
def desk_of(
    request: pytest.FixtureRequest, office: TrialOffice, monkeypatch: pytest.MonkeyPatch
) -> TrialOffice:
    """Portions of five rows."""
    monkeypatch.setattr(intake, "_BATCH", 5)
    if request.param:
        office.person("Martin", "Paul", number="1", email="a@exemple.org", dues=False)
        office.person("Durand", "Zoé", number="2", birth_date="12/03/1980", card="C-1", dues=False)
        office.association("Les Jardins", number="3", rna="W381001234", dues=False)
    return office


@settings(max_examples=examples(12), phases=PHASES)
@given(rows=ROWS, chosen=st.sets(st.sampled_from(sorted(FIELDS)), min_size=4))
def test_a_portion_is_taken_as_its_rows_are_one_by_one(
    desk_of: TrialOffice, rows: list[dict[str, str]], chosen: set[str]
) -> None:
    headers = [name for name in FIELDS if name in chosen | {"nom"}]
    lines = [";".join(f'"{row[name]}"' for name in headers) for row in rows]
    lines.append(";".join(name if name == "nom" else "" for name in headers))  # one says something
    sheet = sheet_of(desk_of, "members", "\n".join((";".join(headers), *lines, "")))
    assert taken(desk_of, sheet, Manner()) == taken(desk_of, sheet, OneByOne())


def test_two_of_one_name_in_one_portion_are_both_known_to_the_next(
    office: TrialOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "_BATCH", 3)  # the header goes with the first of them
    lines = (
        "numéro;nom;prénom;courriel;téléphone;date de naissance",
        "1;Martin;Paul;a@exemple.org;;12/03/1980",
        "2;Martin;Paul;b@exemple.org;0476010203;12/03/1980",
        "3;Martin;Paul;;0476010204;12/03/1980",  # the first perhaps, not the second
        "",
    )
    sheet = sheet_of(office, "members", "\n".join(lines))
    assert taken(office, sheet, Manner()) == taken(office, sheet, OneByOne())


@pytest.mark.parametrize("portion", [2, 3])
def test_rows_are_compared_with_what_was_known_before_the_list_whatever_the_portion(
    office: TrialOffice, monkeypatch: pytest.MonkeyPatch, portion: int
) -> None:
    monkeypatch.setattr(intake, "_BATCH", portion)
    office.person("Martin", "Paul", number="1", dues=False)
    sheet = sheet_of(office, "members", "numéro;nom;prénom\n1;Durand;Zoé\n;Durand;Zoé\n")
    report = take_in_members(office.desk, sheet)
    assert (report.added, report.changed, report.refused) == (1, 1, ())
