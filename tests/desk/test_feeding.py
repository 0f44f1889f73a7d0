"""A file that is followed brings its news and asks about the rest; nobody's hand is overwritten."""

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.trial_office import TrialOffice
from vaetvient.desk.baskets import stock_levels
from vaetvient.desk.equipment import move_stock
from vaetvient.desk.erasing import erase_members
from vaetvient.desk.feed_answers import answer_question
from vaetvient.desk.feeding import FeedForm, add_feed, due_feeds, find_feed, remove_feed, run_feed
from vaetvient.desk.intake_words import run_words
from vaetvient.desk.members import CardTakenError, MemberForm, change_member
from vaetvient.desk.undo import undo
from vaetvient.domain.equipment import Condition, Item, MovementReason
from vaetvient.domain.feeding import (
    AnswerError,
    FeedMissingError,
    FeedNamedError,
    FeedRun,
    QuestionKind,
    RunOutcome,
)
from vaetvient.domain.member import Association, Member, MemberKind
from vaetvient.exchange.feed_file import FeedFile, look_at, newest
from vaetvient.storage.queries.feeds import (
    FeedRow,
    QuestionRow,
    feeds,
    open_questions,
    questions,
    runs,
)

HEADER = "rna;dénomination;courriel;téléphone;commune\n"


class Followed:
    """A file, and the feed that follows it."""

    def __init__(
        self, office: TrialOffice, folder: Path, kind: str = "members", **more: object
    ) -> None:
        self.office, self.file = office, folder / "portail.csv"
        self.key = add_feed(
            office.desk,
            FeedForm("Portail", str(self.file), kind, **more),  # type: ignore[arg-type]
        )

    def write(self, lines: dict[int, str], header: str = HEADER) -> None:
        text = header + "".join(f"{line}\n" for line in lines.values())
        self.file.write_text(text, encoding="utf-8")
        os.utime(self.file, (1_700_000_000, 1_700_000_000))

    def run(self, *, accept_shrink: bool = False) -> FeedRun:
        feed = find_feed(self.office.desk, "Portail")
        return run_feed(
            self.office.desk, feed, lambda feed: look_at(feed, None), accept_shrink=accept_shrink
        )

    def waiting(self) -> int:
        """How many things wait for a person."""
        with self.office.reading() as session:
            return open_questions(session)

    def asked(self) -> list[QuestionRow]:
        with self.office.reading() as session:
            return questions(session)


@pytest.fixture
def followed(office: TrialOffice, tmp_path: Path) -> Followed:
    return Followed(office, tmp_path)


def row(n: int, phone: str = "", mail: str = "") -> str:
    mail = mail or f"contact{n}@exemple.org"
    return (
        f"W38100{n:04};Les amis du quartier {n};{mail};{phone or f'0476{10_200 + n:06}'};Échirolles"
    )


def rows(count: int) -> dict[int, str]:
    return {n: row(n) for n in range(count)}


def member(office: TrialOffice, n: int) -> Association:
    found: Association = office.one(select(Association).where(Association.rna == f"W38100{n:04}"))
    return found


def by_hand(office: TrialOffice, n: int, **said: str) -> None:
    """Somebody corrects a record at the desk."""
    known = member(office, n)
    form = MemberForm(
        kind=MemberKind.ASSOCIATION,
        number=known.number,
        name=known.name,
        rna=known.rna or "",
        email=said.get("email", known.email or ""),
        phone=said.get("phone", known.phone or ""),
        commune=said.get("commune", known.commune_name),
        postal_code=known.postal_code,
    )
    change_member(office.desk, known.id, form)


def figures(run: FeedRun) -> tuple[int, int, int, int, int]:
    """Added, changed, unchanged, gone, asked."""
    return run.added, run.changed, run.unchanged, run.gone, run.asked


def test_a_file_is_taken_when_it_changed_and_not_before(followed: Followed) -> None:
    followed.write(rows(3))
    assert figures(followed.run()) == (3, 0, 0, 0, 0)
    assert followed.run().outcome is RunOutcome.SAME
    followed.write({**rows(3), 3: row(3), 1: row(1, phone="0476999999")})
    assert figures(followed.run()) == (1, 1, 2, 0, 0)
    assert member(followed.office, 1).phone == "+33476999999"


def test_what_a_volunteer_corrected_stays_and_is_shown(followed: Followed) -> None:
    followed.write(rows(3))
    followed.run()
    by_hand(followed.office, 1, email="vrai@exemple.org")
    followed.write({**rows(3), 2: row(2, phone="0476999999")})
    assert figures(followed.run()) == (0, 1, 2, 0, 0)  # the file says the same: nothing to ask
    assert member(followed.office, 1).email == "vrai@exemple.org"
    followed.write({**rows(3), 1: row(1, mail="nouveau@exemple.org")})
    followed.run()
    assert member(followed.office, 1).email == "vrai@exemple.org"
    (asked,) = [q for q in followed.asked() if q.field == "email"]
    assert (asked.kind, asked.now, asked.said) == (
        QuestionKind.FIELD,
        "vrai@exemple.org",
        "nouveau@exemple.org",
    )
    answer_question(followed.office.desk, asked.id, "theirs")
    assert member(followed.office, 1).email == "nouveau@exemple.org"
    undo(followed.office.desk)
    assert member(followed.office, 1).email == "vrai@exemple.org"


def test_a_question_is_asked_once_and_again_when_the_file_says_something_else(
    followed: Followed,
) -> None:
    followed.write(rows(2))
    followed.run()
    by_hand(followed.office, 1, email="vrai@exemple.org")
    followed.write({**rows(2), 1: row(1, mail="b@exemple.org")})
    followed.run()
    answer_question(followed.office.desk, followed.asked()[0].id, "ours")
    followed.write({**rows(2), 1: row(1, mail="b@exemple.org"), 2: row(2)})
    followed.run()
    assert followed.asked() == []
    followed.write({**rows(2), 1: row(1, mail="c@exemple.org"), 2: row(2)})
    followed.run()
    assert [q.said for q in followed.asked()] == ["c@exemple.org"]
    followed.write({**rows(2), 1: row(1, mail="d@exemple.org"), 2: row(2)})
    followed.run()
    assert [q.said for q in followed.asked()] == ["d@exemple.org"]  # in the place of the older one


def test_what_was_there_before_the_feed_is_only_completed(followed: Followed) -> None:
    followed.office.association("Les amis du quartier 1", rna="W381000001", email="a@exemple.org")
    followed.write(rows(2))
    run = followed.run()
    assert (run.added, run.changed) == (1, 1)
    known = member(followed.office, 1)
    assert (known.email, known.phone) == ("a@exemple.org", "+33476010201")
    assert [q.field for q in followed.asked()] == ["email"]


def test_the_office_keeps_the_columns_it_owns(office: TrialOffice, tmp_path: Path) -> None:
    followed = Followed(office, tmp_path, keeps=frozenset({"phone"}))
    followed.write(rows(1))
    followed.run()
    followed.write({0: row(0, phone="0476999999")})
    assert figures(followed.run()) == (0, 0, 1, 0, 0)
    assert member(office, 0).phone == "+33476010200"


def test_what_is_gone_is_proposed_to_the_archive_and_never_deleted(followed: Followed) -> None:
    followed.write(rows(12))
    followed.run()
    followed.write({n: line for n, line in rows(12).items() if n not in (3, 4)})
    assert figures(followed.run()) == (0, 0, 10, 2, 2)
    assert followed.office.count("member") == 12
    first, second = followed.asked()
    assert {first.kind, second.kind} == {QuestionKind.GONE}
    answer_question(followed.office.desk, first.id, "archive")
    answer_question(followed.office.desk, second.id, "keep")
    assert member(followed.office, 3).archived_at is not None
    assert member(followed.office, 4).archived_at is None
    followed.write({n: line for n, line in rows(13).items() if n not in (3, 4)})
    assert figures(followed.run()) == (1, 0, 10, 0, 0)  # asked once


def test_who_comes_back_is_asked_about_no_more(followed: Followed) -> None:
    followed.write(rows(4))
    followed.run()
    followed.write(rows(3))
    followed.run()
    assert len(followed.asked()) == 1
    followed.write({**rows(4), 0: row(0, phone="0476999999")})
    followed.run()
    assert followed.asked() == []


def test_a_file_that_lost_much_at_once_is_not_taken(followed: Followed) -> None:
    followed.write(rows(20))
    followed.run()
    followed.write({n: row(n, phone="0476999999") for n in range(10)})
    run = followed.run()
    assert run.outcome is RunOutcome.REFUSED
    assert "10 fiches sur 20" in run.message
    assert member(followed.office, 1).phone == "+33476010201"
    assert followed.asked() == []
    assert followed.waiting() == 1
    run = followed.run(accept_shrink=True)
    assert figures(run) == (0, 10, 0, 10, 10)
    assert followed.waiting() == 10
    assert run_words(run) == "10 lignes modifiées, 10 disparues, 10 à décider"


def test_a_line_at_fault_makes_nobody_gone(followed: Followed) -> None:
    followed.write(rows(3))
    followed.run()
    followed.write({**rows(3), 1: row(1, mail="pas une adresse")})
    run = followed.run()
    assert (run.refused, run.gone) == (1, 0)
    assert "Ligne 3" in run.message


def test_a_file_that_is_being_written_waits(followed: Followed) -> None:
    followed.write(rows(3))
    feed = find_feed(followed.office.desk, "Portail")

    def growing(_seconds: float) -> None:
        with followed.file.open("a", encoding="utf-8") as file:
            file.write(row(4) + "\n")

    def looked(feed: FeedRow) -> FeedFile:
        return look_at(feed, None, wait=growing, clock=lambda: 1_700_000_001.0)

    assert run_feed(followed.office.desk, feed, looked).outcome is RunOutcome.WAITS
    assert followed.office.count("member") == 0
    beside = followed.file.with_name("portail.csv.part")
    beside.write_text("")
    os.utime(followed.file, (1_700_000_000, 1_700_000_000))
    assert followed.run().outcome is RunOutcome.WAITS
    beside.unlink()
    assert figures(followed.run()) == (4, 0, 0, 0, 0)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda file: file.unlink(),
        lambda file: file.write_bytes(b""),
        lambda file: file.write_bytes(b"PK\x03\x04"),
        lambda file: file.write_text("x;y\n1;2\n"),
        lambda file: file.write_text('rna;courriel\nW1;"x'),
    ],
    ids=["gone", "empty", "damaged", "another", "cut"],
)
def test_a_spoilt_file_is_logged_and_leaves_everything(
    followed: Followed, spoil: Callable[[Path], object]
) -> None:
    followed.write(rows(3))
    followed.run()
    spoil(followed.file)
    if followed.file.exists():
        os.utime(followed.file, (1_700_000_000, 1_700_000_000))
    run = followed.run()
    assert (run.outcome, bool(run.message)) == (RunOutcome.REFUSED, True)
    assert followed.office.count("member") == 3
    with followed.office.reading() as session:
        log = runs(session, followed.key)
    assert [entry.outcome for entry in log] == [RunOutcome.REFUSED, RunOutcome.TAKEN]


def test_a_doubtful_row_waits_and_is_settled_once(followed: Followed) -> None:
    known = followed.office.association("Les amis du quartier 01", commune="Échirolles")
    followed.write({0: "W381000001;Les amis du quartier 1;;;Grenoble", 1: row(2)})
    run = followed.run()
    assert (run.added, run.asked) == (1, 1)
    (asked,) = followed.asked()
    assert asked.kind is QuestionKind.DOUBT
    assert asked.now[0]["label"] == "Les amis du quartier 01"
    answer_question(followed.office.desk, asked.id, followed.office.get(Member, known).number)
    run = followed.run()
    assert (run.added, run.changed) == (0, 1)
    assert followed.office.get(Association, known).rna == "W381000001"
    assert followed.asked()[0].field == "name" if followed.asked() else True


def test_what_was_taken_back_does_not_come_again(followed: Followed) -> None:
    office = followed.office
    followed.write(rows(2))
    followed.run()
    followed.write(rows(4))
    assert figures(followed.run()) == (2, 0, 2, 0, 0)
    undone = undo(office.desk)
    assert office.count("member") == 2
    followed.write({**rows(5), 3: row(3, phone="0476999999", mail="autre@exemple.org")})
    run = followed.run()
    assert figures(run) == (1, 0, 2, 0, 0)
    assert "2 lignes laissées de côté" in run.message
    undo(office.desk)
    undo(office.desk, undone.gesture_id)  # done again
    followed.write({**rows(4), 0: row(0, phone="0476999999")})
    run = followed.run()
    assert (figures(run), run.message) == ((0, 1, 3, 0, 0), "")
    remove_feed(office.desk, "Portail")
    again = Followed(office, followed.file.parent)
    again.write(rows(5))
    assert again.run().added == 1


def test_a_run_that_only_left_rows_aside_says_so_in_whole_sentences(followed: Followed) -> None:
    followed.write(rows(1))
    followed.run()
    undo(followed.office.desk)
    followed.write({0: row(0, phone="0476999999")})
    words = run_words(followed.run())
    assert words.startswith("rien de nouveau. 1 ligne laissée de côté : ")


def test_who_was_erased_does_not_come_again(office: TrialOffice, tmp_path: Path) -> None:
    followed = Followed(office, tmp_path)
    header = "nom;prénom;date de naissance;courriel;commune\n"
    people = {
        0: "Lefèvre;Zoé;14/02/1961;zoe@exemple.org;Grenoble",
        1: "Martin;Anne;03/05/1970;anne@exemple.org;Grenoble",
        2: "Durand;Paul;21/07/1955;paul@exemple.org;Grenoble",
    }
    followed.write(people, header)
    assert followed.run().added == 3
    zoe, anne = (
        office.one(select(Member).where(Member.label == name)).id
        for name in ("Lefèvre Zoé", "Martin Anne")
    )
    office.bring_back(office.lend(anne, office.item()))  # her figures stay, without her
    erase_members(office.desk, [zoe, anne])
    again = {**people, 3: "Petit;Léa;01/01/1990;lea@exemple.org;Grenoble"}
    followed.write(again, header)
    run = followed.run()
    assert (run.added, run.changed) == (1, 0)
    assert "2 lignes laissées de côté" in run.message
    assert followed.asked() == []


def test_a_card_that_someone_else_has_by_now_is_refused_in_words(followed: Followed) -> None:
    office = followed.office
    header = "numéro;nom;prénom;carte\n"
    followed.write({0: "1;Lefèvre;Zoé;C1"}, header)
    followed.run()
    zoe = office.one(select(Member).where(Member.number == "1"))
    form = MemberForm(MemberKind.PERSON, "Lefèvre", "Zoé", number="1", card="C2")
    change_member(office.desk, zoe.id, form)
    followed.write({0: "1;Lefèvre;Zoé;C3"}, header)
    followed.run()
    (asked,) = followed.asked()
    office.person("Martin", "Paul", card="C3")
    with pytest.raises(CardTakenError):
        answer_question(office.desk, asked.id, "theirs")
    assert followed.asked() == [asked]


def test_what_a_file_says_of_things_is_taken_when_somebody_says_so(
    office: TrialOffice, tmp_path: Path
) -> None:
    header = "étiquette;modèle;sorte;quantité;état;valeur;date d'achat\n"
    followed = Followed(office, tmp_path, "equipment")
    followed.write({0: "VID-1;Vidéo;exemplaire;;neuf;100;", 1: "CHA-1;Chaise;lot;40;;;"}, header)
    assert figures(followed.run()) == (2, 0, 0, 0, 0)
    followed.write({0: "VID-1;Vidéo;;;usure;100;", 1: "CHA-1;Chaise;;50;;;"}, header)
    assert figures(followed.run()) == (0, 2, 0, 0, 0)  # nobody changed what the file had said
    chairs = office.tagged("CHA-1")
    move_stock(office.desk, chairs.id, -5, reason=MovementReason.COUNT)
    with office.desk.gesture("change_equipment") as gesture:
        spoilt = gesture.session.scalars(select(Item)).one()
        spoilt.condition, spoilt.purchased_on = Condition.BROKEN, date(2020, 1, 1)
    followed.write(
        {0: "VID-1;Projecteur;;;bon état;100;2021-02-03", 1: "CHA-1;Chaise;;60;;;"}, header
    )
    followed.run()
    asked = {question.field: question for question in followed.asked()}
    assert asked.keys() == {"condition", "purchased_on", "quantity"}
    for question in asked.values():
        answer_question(office.desk, question.id, "theirs")
    projector = office.tagged("VID-1")
    assert isinstance(projector, Item)
    assert projector.condition is Condition.GOOD
    assert projector.purchased_on == date(2021, 2, 3)
    with office.reading() as session:
        assert stock_levels(session, [chairs.id])[chairs.id] == (60, 0)


def test_answers_that_make_no_sense_are_refused(followed: Followed) -> None:
    followed.write(rows(2))
    followed.run()
    followed.write(rows(1))
    followed.run()
    (asked,) = followed.asked()
    with pytest.raises(AnswerError):
        answer_question(followed.office.desk, asked.id, "theirs")


def test_feeds_are_listed_and_looked_at_in_their_time(followed: Followed) -> None:
    desk = followed.office.desk
    assert [feed.name for feed in due_feeds(desk)] == ["Portail"]
    followed.write(rows(1))
    followed.run()
    assert due_feeds(desk) == []
    with pytest.raises(FeedNamedError):
        add_feed(desk, FeedForm("Portail", "x", "members"))
    remove_feed(desk, "portail")
    assert followed.office.count("member") == 1
    with pytest.raises(FeedMissingError):
        find_feed(desk, "Portail")


def test_the_newest_list_of_a_folder_is_followed(tmp_path: Path) -> None:
    for name, at in (("a.csv", 1), ("b.xlsx", 3), ("c.pdf", 9), (".~lock.csv", 9), ("d.csv", 2)):
        (tmp_path / name).write_text("x")
        os.utime(tmp_path / name, (at, at))
    assert newest(tmp_path).name == "b.xlsx"


def test_ten_rounds_over_a_changing_file_with_hands_in_between(followed: Followed) -> None:
    office, lines = followed.office, rows(30)
    corrected: dict[int, str] = {}
    for turn in range(10):
        lines[100 + turn] = row(100 + turn)
        lines[turn] = row(turn, phone=f"04769900{turn:02}")
        lines.pop(20 + turn)
        followed.write(lines)
        run = followed.run()
        assert run.outcome is RunOutcome.TAKEN, run.message
        assert run.added == (1 if turn else 30)
        hand = 10 + turn
        corrected[hand] = f"main{turn}@exemple.org"
        by_hand(office, hand, email=corrected[hand])
        lines[hand] = row(hand, mail=f"fichier{turn}@exemple.org")
        for asked in followed.asked():
            if asked.kind is QuestionKind.GONE and turn % 2:
                answer_question(office.desk, asked.id, "archive")
    followed.write(lines)
    followed.run()
    for hand, email in corrected.items():
        assert member(office, hand).email == email
    for turn in range(10):
        assert member(office, turn).phone == f"+334769900{turn:02}"
    fields = [q for q in followed.asked() if q.kind is QuestionKind.FIELD]
    assert {q.said for q in fields} == {f"fichier{turn}@exemple.org" for turn in range(10)}
    assert office.count("member") == 39
    with office.reading() as session:
        (feed,) = feeds(session)
        assert open_questions(session) == feed.open_questions == len(followed.asked())
    assert followed.run().outcome is RunOutcome.SAME
