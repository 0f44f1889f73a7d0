"""Finding anything from a few letters: without accents, in any order, with a slip (invariant 6)."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.orm import Session

from tests.trial_office import PHASES, TrialOffice, examples
from vaetvient.desk import catalogue, equipment, loans, members, merging, undo
from vaetvient.desk.baskets import LineWanted
from vaetvient.desk.catalogue import CategoryForm, ModelForm
from vaetvient.desk.equipment import EquipmentForm
from vaetvient.desk.members import MemberForm
from vaetvient.domain.member import MemberKind
from vaetvient.storage import search_index, sqlite
from vaetvient.storage.search import HitKind, find, keys_matching

NAMES = [
    "École Jean-Jaurès",
    "École Jules-Ferry",
    "Amicale laïque de Saint-Martin-d'Hères",
    "Comité des fêtes de St-Martin-le-Vinoux",
    "L'Œuvre des sœurs",
    "Les Jardins d'Échirolles",
    "Batucada Pulsação",
    "Club Jeannette",
    "李小龍 Kung-fu",
]


@pytest.fixture(scope="module")
def town(empty_office: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    office = TrialOffice.at(empty_office, tmp_path_factory.mktemp("town"))
    for name in NAMES:
        office.association(name, dues=False, commune="38400" if "Hères" in name else "")
    office.person(
        "Lefèvre",
        "Zoé",
        card="C-00117",
        phone="04 76 01 23 45",
        email="zoe.lefevre@jardins.example",
        number="4117",
    )
    office.association("Moto-club", rna="W381001234", siret="73282932000074", acronym="MCG")
    image = office.category("Image et son", prefix="VID")
    projector = office.model(
        "Vidéoprojecteur", category_id=image, brand="Epson", reference="EB-X06"
    )
    office.items(3, model=projector, serial="X06SN-77", location="Armoire 3")
    office.stock("Chaise pliante", 200, tag="CHA-001")
    yield office
    office.close()


def labels(office: TrialOffice, query: str, **narrowed: Any) -> list[str]:
    with office.reading() as session:
        hits = find(session, office.desk.database.lexicon, query, **narrowed)
    return [hit.label for hit in hits]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("projecteur", "Vidéoprojecteur"),
        ("projecteurs epson", "Vidéoprojecteur"),
        ("30 chaises", ""),
        ("chaises", "Chaise pliante"),
        ("chaises pliantes", "Chaise pliante"),
    ],
)
def test_a_plural_finds_the_singular_and_a_part_the_word_that_holds_it(
    town: TrialOffice, typed: str, found: str
) -> None:
    assert (labels(town, typed)[:1] or [""]) == [found]
    with town.reading() as session:
        keys = keys_matching(
            session, town.desk.database.lexicon, typed, HitKind.EQUIPMENT, most=100
        )
    assert bool(keys) == bool(found)
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("ecole jean jaures", "École Jean-Jaurès"),
        ("JAURÈS école", "École Jean-Jaurès"),
        ("jean-jaures", "École Jean-Jaurès"),
        ("jaur", "École Jean-Jaurès"),
        ("j jau", "École Jean-Jaurès"),
        ("st martin dheres", "Amicale laïque de Saint-Martin-d'Hères"),
        ("saint martin d'heres", "Amicale laïque de Saint-Martin-d'Hères"),
        ("st martin le vinoux", "Comité des fêtes de St-Martin-le-Vinoux"),
        ("saint-martin-le-vinoux", "Comité des fêtes de St-Martin-le-Vinoux"),
        ("oeuvre", "L'Œuvre des sœurs"),
        ("œuvre soeurs", "L'Œuvre des sœurs"),
        ("pulsacao", "Batucada Pulsação"),
        ("李小", "李小龍 Kung-fu"),
        ("jardins", "Les Jardins d'Échirolles"),
        ("zoe lef", "Lefèvre Zoé"),
        ("zoe.lefevre@jardins", "Lefèvre Zoé"),
        ("C-00117", "Lefèvre Zoé"),
        ("4117", "Lefèvre Zoé"),
        ("0476012345", "Lefèvre Zoé"),
        ("W381001234", "Moto-club (MCG)"),
        ("w381001234", "Moto-club (MCG)"),
        ("73282932000074", "Moto-club (MCG)"),
        ("mcg", "Moto-club (MCG)"),
        ("motoclub", "Moto-club (MCG)"),
        ("VID-002", "Vidéoprojecteur"),
        ("vid002", "Vidéoprojecteur"),
        ("epson", "Vidéoprojecteur"),
        ("image son", "Vidéoprojecteur"),
        ("armoire 3", "Vidéoprojecteur"),
        ("x06sn", "Vidéoprojecteur"),
        ("chaise", "Chaise pliante"),
    ],
)
def test_a_few_letters_find_it(town: TrialOffice, typed: str, first: str) -> None:
    assert labels(town, typed)[:1] == [first]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("jaurse", "École Jean-Jaurès"),  # two letters the wrong way round
        ("ecole jean jaurres", "École Jean-Jaurès"),  # one too many
        ("echirrolles", "Les Jardins d'Échirolles"),
        ("vidéoprojectuer", "Vidéoprojecteur"),
        ("videoporjecter", "Vidéoprojecteur"),  # two slips in a long word
        ("btucada", "Batucada Pulsação"),  # one missing
        ("lefebre", "Lefèvre Zoé"),
        ("chiase", "Chaise pliante"),
        ("amicale laique saint bidule", "Amicale laïque de Saint-Martin-d'Hères"),
    ],
)
def test_a_slip_is_forgiven(town: TrialOffice, typed: str, first: str) -> None:
    assert labels(town, typed)[:1] == [first]


@pytest.mark.parametrize("typed", ["", "  ", "-", "'", "?!", "\x00", "\udc80", "zzzzzzzz"])
def test_nothing_answers_to_nothing(town: TrialOffice, typed: str) -> None:
    assert labels(town, typed) == []


def test_a_search_can_be_narrowed_to_a_kind_and_a_length(town: TrialOffice) -> None:
    assert labels(town, "e", kinds=(HitKind.EQUIPMENT,)) == ["Vidéoprojecteur"] * 3
    assert len(labels(town, "e", limit=2)) == 2
    assert labels(town, "jean", kinds=(HitKind.LOAN,)) == []


def test_whole_words_come_before_words_only_begun(town: TrialOffice) -> None:
    assert labels(town, "jean") == ["École Jean-Jaurès", "Club Jeannette"]


ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=()), max_size=30)


@settings(max_examples=examples(150))
@given(ANY_TEXT | st.lists(st.sampled_from([*NAMES, '"', "*", "AND", "NOT(", "^"])).map(" ".join))
@example("a\u19b0b")  # letters to one Unicode version, not to another
@example("\U0010ffff")
@example('" OR 1 --')
@example("NEAR(a b)")
def test_whatever_is_typed_is_searched(town: TrialOffice, typed: str) -> None:
    with town.reading() as session:
        find(session, town.desk.database.lexicon, typed)


@settings(max_examples=examples(25))
@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=20))
@example("a\u19b0b")
@example("王\U0002b820明")  # a family name of an extension newer than most tables
@example("ﷺ ™ ℌ")
def test_a_member_is_found_by_the_name_that_was_typed(town: TrialOffice, name: str) -> None:
    from vaetvient.domain.text import words

    if len(words(name)) == 0 or len(words(name)) > 8:
        return
    key = town.association(name, dues=False)
    with town.reading() as session:
        lexicon = town.desk.database.lexicon
        found = keys_matching(session, lexicon, name, HitKind.MEMBER, most=10_000)
    assert key in found


# Numbers


def test_an_exact_number_comes_first_however_much_else_begins_with_it(office: TrialOffice) -> None:
    """A tag, an agreement's number and a member's number are what scanners send."""
    many = office.model("Câble")
    office.items(90, model=many, tag="77001")
    wanted = office.item("Vidéoprojecteur", tag="77")
    zoe = office.person(number="7700")
    with office.reading() as session:
        lexicon = office.desk.database.lexicon
        assert find(session, lexicon, "77")[0].id == wanted
        assert find(session, lexicon, "77 ")[0].id == wanted
        assert find(session, lexicon, "7700")[0].id == zoe


def test_a_loan_is_found_by_its_number_its_borrower_and_what_it_lent(office: TrialOffice) -> None:
    jardins = office.association("Les Jardins d'Échirolles")
    projector = office.item(tag="VID-012")
    lent = office.lend(jardins, projector, pickup_name="Paul Giraud", purpose="Fête des voisins")
    with office.reading() as session:
        for typed in ("BUR-2026-0001", "bur 2026", "giraud", "voisins", "echirolles", "vid-012"):
            hits = find(session, office.desk.database.lexicon, typed, kinds=(HitKind.LOAN,))
            assert [hit.id for hit in hits] == [lent.loan_id], typed


# The index follows the data


def entries(session: Session) -> list[tuple[Any, ...]]:
    rows = session.execute(
        text("SELECT kind, ref, number, label, sort, body FROM search_entry ORDER BY kind, ref")
    )
    return [tuple(row) for row in rows]


def assert_index_is_what_a_rebuild_would_make(office: TrialOffice) -> None:
    with office.desk.database.writing() as session:
        kept = entries(session)
        assert sqlite.integrity_problems(session.connection()) == []
        words_kept = set(session.execute(text("SELECT word FROM search_word")).scalars())
        search_index.rebuild(session)
        assert kept == entries(session)
        assert set(session.execute(text("SELECT word FROM search_word")).scalars()) <= words_kept
        session.rollback()


def test_renaming_a_member_a_model_or_a_category_moves_what_finds_them(
    office: TrialOffice,
) -> None:
    category = office.category("Image et son")
    model = office.model("Vidéoprojecteur", category_id=category)
    office.item(model=model)
    zoe = office.person("Lefèvre", "Zoé")
    catalogue.change_category(office.desk, category, CategoryForm("Projection"))
    catalogue.change_model(office.desk, model, ModelForm("Rétroprojecteur", category))
    members.change_member(
        office.desk, zoe, MemberForm(MemberKind.PERSON, last_name="Giraud", first_name="Zoé")
    )
    assert labels(office, "projection") == ["Rétroprojecteur"]
    assert labels(office, "image") == []
    assert labels(office, "giraud") == ["Giraud Zoé"]
    assert labels(office, "lefevre") == []
    assert_index_is_what_a_rebuild_would_make(office)


def test_a_merged_member_is_found_under_the_entry_that_was_kept(office: TrialOffice) -> None:
    kept, gone = office.person("Lefèvre", "Zoé"), office.person("Lefebvre", "Zoé")
    merging.merge_members(office.desk, kept, gone)
    assert labels(office, "lefevre") == ["Lefèvre Zoé"]
    assert_index_is_what_a_rebuild_would_make(office)
    undo.undo(office.desk)
    assert labels(office, "lefebvre") == ["Lefebvre Zoé"]
    assert_index_is_what_a_rebuild_would_make(office)


def test_things_written_on_a_numbered_draft_find_it_and_no_longer_when_struck_out(
    office: TrialOffice,
) -> None:
    """A blank agreement being typed in, put aside with its list, then with another one."""
    (blank,) = loans.prepare_blank(office.desk)
    one, other = office.item(tag="VID-001"), office.item("Sono", tag="SON-001")
    zoe = office.person()
    for things in ((one,), (one, other), (), (other,)):
        lines = tuple(LineWanted(thing) for thing in things)
        loans.put_aside(office.desk, borrower_id=zoe, lines=lines, basket_id=blank)
        assert_index_is_what_a_rebuild_would_make(office)
    undo.undo(office.desk)
    assert_index_is_what_a_rebuild_would_make(office)


GESTURES: dict[str, Callable[[TrialOffice, Sequence[Any]], object]] = {}
"""What a random sequence is made of; each takes the office and a few small numbers."""


def gesture(make: Callable[[TrialOffice, Sequence[int]], object]) -> None:
    GESTURES[make.__name__] = make


def _pick(office: TrialOffice, table: str, number: int) -> Any:
    with office.reading() as session:
        keys = session.execute(text(f"SELECT id FROM {table} ORDER BY id")).scalars().all()
    from uuid import UUID

    return UUID(bytes=keys[number % len(keys)]) if keys else None


@gesture
def a_member(office: TrialOffice, n: Sequence[int]) -> None:
    office.association(NAMES[n[0]], dues=True, tags="musique" if n[1] % 2 else "")


@gesture
def a_changed_member(office: TrialOffice, n: Sequence[int]) -> None:
    if (key := _pick(office, "member", n[0])) is not None:
        form = MemberForm(MemberKind.ASSOCIATION, name=NAMES[n[1]], card=f"C{n[2]}")
        members.change_member(office.desk, key, form)


@gesture
def a_merge(office: TrialOffice, n: Sequence[int]) -> None:
    if (key := _pick(office, "member", n[0])) is not None:
        merging.merge_members(office.desk, key, _pick(office, "member", n[1]))


@gesture
def things(office: TrialOffice, n: Sequence[int]) -> None:
    category = _pick(office, "category", n[0]) if n[1] % 2 else office.category(NAMES[n[2]])
    office.items(2, model=office.model(NAMES[n[1]], category_id=category))


@gesture
def a_changed_thing(office: TrialOffice, n: Sequence[int]) -> None:
    if (key := _pick(office, "equipment", n[0])) is not None:
        model = _pick(office, "model", n[1])
        form = EquipmentForm(model, tag=f"T{n[2]}", location=NAMES[n[1]])
        equipment.change_equipment(office.desk, key, form)


@gesture
def a_renamed_model(office: TrialOffice, n: Sequence[int]) -> None:
    if (key := _pick(office, "model", n[0])) is not None:
        form = ModelForm(NAMES[n[1]], _pick(office, "category", n[2]))
        catalogue.change_model(office.desk, key, form)


@gesture
def a_renamed_category(office: TrialOffice, n: Sequence[int]) -> None:
    if (key := _pick(office, "category", n[0])) is not None:
        catalogue.change_category(office.desk, key, CategoryForm(NAMES[n[1]]))


@gesture
def a_loan(office: TrialOffice, n: Sequence[int]) -> None:
    borrower, thing = _pick(office, "member", n[0]), _pick(office, "equipment", n[1])
    if borrower is not None and thing is not None:
        office.lend(borrower, thing, purpose=NAMES[n[2]], override_reason="essai")


@gesture
def an_undone_gesture(office: TrialOffice, _n: Sequence[int]) -> None:
    undo.undo(office.desk)


@gesture
def a_redone_gesture(office: TrialOffice, _n: Sequence[int]) -> None:
    undo.redo(office.desk)


SMALL = st.integers(0, len(NAMES) - 1)


@settings(max_examples=examples(12), phases=PHASES)
@given(
    done=st.lists(
        st.tuples(st.sampled_from(sorted(GESTURES)), st.tuples(SMALL, SMALL, SMALL)),
        min_size=8,
        max_size=25,
    )
)
def test_after_any_gestures_the_index_is_what_a_rebuild_would_make(
    empty_office: Any, tmp_path_factory: pytest.TempPathFactory, done: list[tuple[str, Any]]
) -> None:
    from vaetvient.domain.errors import VaEtVientError

    office = TrialOffice.at(empty_office, tmp_path_factory.mktemp("index"))
    for name, numbers in done:
        try:
            GESTURES[name](office, numbers)
        except VaEtVientError:
            continue
    assert_index_is_what_a_rebuild_would_make(office)
    office.close()
