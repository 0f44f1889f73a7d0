"""A list is taken in whole or not at all, in one gesture, and says where it was refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from tests.desk.lists import figures, sheet_of, take_equipment, take_members
from tests.trial_office import TrialOffice
from vaetvient.desk import intake
from vaetvient.desk.intake import with_notes
from vaetvient.desk.member_intake import take_in_members
from vaetvient.desk.undo import undo
from vaetvient.domain.member import Member
from vaetvient.storage import bulk
from vaetvient.storage.capture import install_capture
from vaetvient.storage.search import find
from vaetvient.storage.sqlite import search_index_problems

GOOD_AND_BAD = """
    numéro;nom;prénom;siret;courriel
    1;Martin;Paul;;paul@exemple.org
    2;Durand;Ida;;ida chez exemple
    3;Petit;Léo;;leo@exemple.org
    """


def test_nothing_is_kept_of_a_list_with_one_bad_line(office: TrialOffice) -> None:
    report = take_members(office, GOOD_AND_BAD)
    assert figures(report) == (0, 0, 0, 1)
    assert office.count("member") == 0


def test_a_refusal_names_the_line_the_column_the_value_and_the_reason(office: TrialOffice) -> None:
    (refused,) = take_members(office, GOOD_AND_BAD).refused
    assert (refused.line, refused.column) == (3, "courriel")
    assert refused.value == "ida chez exemple"
    assert "adresse e-mail" in refused.reason


def test_all_that_is_wrong_with_a_line_is_said_at_once(office: TrialOffice) -> None:
    report = take_members(office, "nom;siret;rna;courriel\nX;123;456;@\n")
    assert [refused.column for refused in report.refused] == ["courriel", "rna", "siret"]


def test_keep_going_leaves_the_bad_lines_out(office: TrialOffice) -> None:
    report = take_members(office, GOOD_AND_BAD, keep_going=True)
    assert figures(report) == (2, 0, 0, 1)
    assert office.count("member") == 2


@pytest.mark.parametrize("keep_going", [False, True])
def test_a_dry_run_reports_the_same_and_writes_nothing(
    office: TrialOffice, keep_going: bool
) -> None:
    trial = take_members(office, GOOD_AND_BAD, keep_going=keep_going, dry_run=True)
    assert office.count("member") == 0
    assert office.count("gesture") == 0
    assert take_members(office, GOOD_AND_BAD, keep_going=keep_going) == trial


def test_a_ragged_line_is_refused(office: TrialOffice) -> None:
    (refused,) = take_members(office, "nom;prénom\nMartin\n").refused
    assert (refused.line, refused.column, refused.value) == (2, "", "")
    assert "2 cases" in refused.reason


def test_a_list_is_one_gesture_that_can_be_undone(office: TrialOffice) -> None:
    take_members(office, "numéro;nom\n1;Martin\n2;Durand\n")
    take_members(office, "numéro;nom;carte\n1;Martin;C-1\n3;Petit;\n")
    undo(office.desk)
    assert office.count("member") == 2
    with office.reading() as session:
        assert session.query(Member).filter_by(card="C-1").count() == 0


def test_what_was_taken_in_is_found_by_search(office: TrialOffice) -> None:
    take_members(office, "dénomination;commune\nLes Jardins d'Échirolles;Échirolles\n")
    with office.reading() as session:
        hits = find(session, office.desk.database.lexicon, "jardins echirol")
    assert [hit.label for hit in hits] == ["Les Jardins d'Échirolles"]


def test_a_list_known_already_leaves_no_trace(office: TrialOffice) -> None:
    take_members(office, "numéro;nom\n1;Martin\n")
    gestures = office.count("gesture")
    assert figures(take_members(office, "numéro;nom\n1;Martin\n")) == (0, 0, 1, 0)
    assert office.count("gesture") == gestures


def test_stopping_half_way_keeps_nothing(office: TrialOffice) -> None:
    lines = "".join(f"{n};Martin {n}\n" for n in range(1, 1200))
    sheet = sheet_of(office, "members", "numéro;nom\n" + lines)

    def stop(done: int, total: int) -> None:
        assert total == 1199
        if done > 500:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        take_in_members(office.desk, sheet, progress=stop)
    assert office.count("member") == 0


def test_a_value_too_long_is_refused_beside_its_column(office: TrialOffice) -> None:
    (refused,) = take_members(office, f"nom;carte\nMartin;{'9' * 65}\n").refused
    assert refused.column == "carte"
    assert "64 au plus" in refused.reason


@pytest.mark.parametrize("name", ["x" * 401, "名" * 401])
def test_a_name_of_more_than_400_characters_is_refused(office: TrialOffice, name: str) -> None:
    (refused,) = take_members(office, f"dénomination\n{name}\n").refused
    assert "400" in refused.reason


@pytest.mark.parametrize("name", ["جمعية الحدائق", "花园协会", "𝔄sso 🎪", "x" * 400])
def test_names_in_any_script_are_taken(office: TrialOffice, name: str) -> None:
    assert figures(take_members(office, f"dénomination\n{name}\n")) == (1, 0, 0, 0)
    assert figures(take_members(office, f"dénomination\n{name}\n")) == (0, 0, 1, 0)


# ---- notes ---------------------------------------------------------------------------------


def test_unknown_columns_become_notes_and_are_not_written_twice(office: TrialOffice) -> None:
    text = "numéro;nom;fonction;notes\n1;Martin;trésorier;vient le mardi\n"
    take_members(office, text)
    take_members(office, text)
    with office.reading() as session:
        assert session.query(Member).one().notes == "vient le mardi\nfonction : trésorier"


def test_a_note_that_changed_takes_the_place_of_the_old_one() -> None:
    known = "à rappeler\nfonction : trésorier\nbâtiment : B"
    said = with_notes(known, "", [("fonction", "présidente")])
    assert said == "à rappeler\nfonction : présidente\nbâtiment : B"


def test_what_a_person_wrote_in_the_notes_stays() -> None:
    assert with_notes("écrit au comptoir", "du fichier", []) == "écrit au comptoir\ndu fichier"


def test_two_columns_of_one_name_are_both_kept() -> None:
    others = [("téléphone", "1"), ("téléphone", "2")]
    once = with_notes("", "", others)
    assert once == "téléphone : 1\ntéléphone : 2"
    assert with_notes(once, "", others) == once


line = st.text(st.characters(categories=("L", "N")), min_size=1)
lines = st.lists(line, max_size=4).map("\n".join)
others = st.lists(st.tuples(line, line), max_size=4)


@given(lines, lines, others)
def test_saying_the_same_notes_twice_adds_nothing(
    known: str, cell: str, others: list[tuple[str, str]]
) -> None:
    once = with_notes(known, cell, others)
    assert with_notes(once, cell, others) == once
    assert set(known.splitlines()) - {f"{h} : {v}" for h, v in others} <= set(once.splitlines())


# ---- a hundred lines at once ------------------------------------------------------------------


def test_thousands_of_lines_are_taken_in_batches(office: TrialOffice) -> None:
    header = "étiquette;modèle;catégorie;numéro de série\n"
    lines = "".join(f"A-{n:04};Modèle {n % 7};Cat {n % 3} > Sous;S{n}\n" for n in range(1500))
    assert figures(take_equipment(office, header + lines)) == (1500, 0, 0, 0)
    assert (office.count("equipment"), office.count("model")) == (1500, 7)
    assert office.count("category") == 6
    assert figures(take_equipment(office, header + lines)) == (0, 0, 1500, 0)


MANY = "numéro;nom\n" + "".join(f"{n};Martin {n}\n" for n in range(1, 21))


def schema_of(office: TrialOffice) -> set[tuple[str, str]]:
    """Every table, index and trigger, and what made it."""
    with office.desk.database.reading() as session:
        rows = session.execute(text("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"))
        return {(row.name, row.sql) for row in rows}


@pytest.fixture
def by_the_thousand(office: TrialOffice, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """An office in a network, for which ten rows are many; the tables journalled at once."""
    with office.desk.database.writing() as session:
        install_capture(session.connection())
        session.execute(text("DELETE FROM sync_pending"))
    monkeypatch.setattr(intake, "_BATCH", 5)
    monkeypatch.setattr(bulk, "_FEW", 10)
    opened: list[str] = []
    at_once = bulk._AT_ONCE["journal"]

    def journalled(table: str) -> str:
        opened.append(table)
        return at_once(table)

    monkeypatch.setitem(bulk._AT_ONCE, "journal", journalled)
    return opened


def test_many_rows_are_journalled_and_noted_at_once_as_one_by_one(
    office: TrialOffice, by_the_thousand: list[str]
) -> None:
    before = schema_of(office)
    report = take_members(office, MANY)
    assert by_the_thousand == ["member"]
    assert schema_of(office) == before
    with office.desk.database.reading() as session:
        keys = [key for (key,) in session.execute(text("SELECT id FROM member ORDER BY rowid"))]
        journalled = session.execute(
            text(
                "SELECT gesture_id, change_table, change_row, operation, change_column, old_value, "
                "new_value FROM recorded_change ORDER BY id"
            )
        ).all()
        noted = session.execute(
            text("SELECT gesture_id, change_table, change_row, columns FROM sync_pending")
        ).all()
    assert report.gesture_id is not None
    gesture = report.gesture_id.bytes
    assert len(keys) == 20
    assert [tuple(r) for r in journalled] == [
        (gesture, "member", key, "+", "", None, None) for key in keys
    ]
    assert [tuple(r) for r in noted if r.change_table == "member"] == [
        (gesture, "member", key, "*") for key in keys
    ]
    with office.reading() as session:
        hits = find(session, office.desk.database.lexicon, "martin 17")
        assert [hit.number for hit in hits] == ["17"]
        assert search_index_problems(session.connection()) == []
        assert session.execute(text("SELECT count(*) FROM search_entry")).scalar() == len(keys)
    with office.desk.database.writing() as session:  # as much memory as usual again
        assert session.execute(text("PRAGMA cache_size")).scalar() == -32000
    undo(office.desk, report.gesture_id)
    assert office.count("member") == office.count("search_entry") == 0


def test_many_rows_stopped_midway_leave_nothing_and_the_triggers_as_they_were(
    office: TrialOffice, by_the_thousand: list[str]
) -> None:
    before = schema_of(office)

    def stop(done: int, _all: int) -> None:
        if done >= 15:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        take_members(office, MANY, progress=stop)
    assert schema_of(office) == before
    assert office.count("member") == office.count("recorded_change") == 0
    assert figures(take_members(office, MANY)) == (20, 0, 0, 0)
