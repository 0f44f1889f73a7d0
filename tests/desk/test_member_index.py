"""Whom a row speaks of, found at once, is who comparing it with everyone would have found."""

from collections.abc import Iterator, Sequence

from hypothesis import given
from hypothesis import strategies as st

from tests.trial_office import TrialOffice
from vaetvient.desk.member_index import MemberIndex
from vaetvient.desk.member_marks import (
    ASSOCIATION,
    PERSON,
    AskedMember,
    KeptMember,
    name_key,
    place_key,
)
from vaetvient.domain.records import new_key


def some(*choices: str) -> st.SearchStrategy[str]:
    return st.sampled_from(("", *choices))


ROWS = st.lists(
    st.tuples(
        st.sampled_from((PERSON, ASSOCIATION)),
        st.sampled_from(("Martin Paul", "Paul Martin", "Durand Ida")),
        some("1945-05-12", "1980-01-01"),
        some("+33476000001", "+33476000002"),
        some("a@exemple.org", "b@exemple.org"),
        some("Grenoble", "Échirolles"),
        st.booleans(),
    ),
    max_size=14,
)


def asked_of(row: tuple[str, str, str, str, str, str, bool], number: int) -> AskedMember:
    kind, name, born, phone, email, commune, numbered = row
    return AskedMember(
        kind,
        number=str(number) if numbered else "",
        name=name_key(name),
        email=email,
        phone=phone,
        birth_date=born if kind == PERSON else "",
        commune=place_key(commune),
    )


def kept_of(row: tuple[str, str, str, str, str, str, bool], number: int) -> KeptMember:
    kind, name, born, phone, email, commune, _numbered = row
    own = (
        {"last_name": name, "first_name": "", "birth_date": born or None}
        if kind == PERSON
        else {"name": name}
    )
    return KeptMember(
        number + 1, new_key(), kind, f"n{number}", None, name, email or None, phone or None, None,
        "", "", commune, None, "", "", **own,
    )  # fmt: skip


def told_apart(asked: AskedMember, known: KeptMember, claimed: bool) -> bool:
    pairs = [(asked.birth_date, known.birth_date)]
    if claimed:
        pairs += [(asked.email, known.email), (asked.phone, known.phone)]
    return any(left and right and left != right for left, right in pairs)


def one_by_one(index: MemberIndex, asked: AskedMember) -> KeptMember | None:
    """The rule for those who share no number and no e-mail address, read off plainly."""
    alike = [
        known
        for known in index.kept.values()
        if known.kind == asked.kind
        and known.name_key == asked.name
        and not told_apart(asked, known, known.place in index.claimed)
    ]

    def choices() -> Iterator[Sequence[KeptMember]]:
        yield [k for k in alike if asked.birth_date and k.birth_date == asked.birth_date]
        yield [k for k in alike if asked.phone and k.phone == asked.phone]
        if not asked.number:
            yield [k for k in alike if place_key(k.commune_name) == asked.commune]
            yield alike if len(alike) == 1 and not asked.commune else []

    found = next((some for some in choices() if some), [])
    return min(found, key=lambda known: known.place in index.claimed, default=None)


@given(ROWS, ROWS)
def test_a_row_finds_whom_comparing_it_with_everyone_would_find(
    office: TrialOffice,
    before: list[tuple[str, str, str, str, str, str, bool]],
    rows: list[tuple[str, str, str, str, str, str, bool]],
) -> None:
    with office.desk.database.reading() as session:
        index = MemberIndex(session, office.desk.office_id)
    for number, row in enumerate(before):
        known = kept_of(row, number)
        index.kept.add(known)
    for line, row in enumerate(rows):
        asked = asked_of(row, 1_000 + line)
        bare = asked._replace(email="")  # addresses come before names: not what is held here
        match = index.match(bare)
        assert (match[0] if match else None) == one_by_one(index, bare)
        if match is None:
            index.add(kept_of(row, 1_000 + line), asked, line)
        else:
            index.claim(match[0], bare, line)


def test_an_address_that_hundreds_share_gives_nobody_away(office: TrialOffice) -> None:
    with office.desk.database.reading() as session:
        index = MemberIndex(session, office.desk.office_id)
    for number in range(301):
        row = (PERSON, f"Martin Paul {number}", "", "", "inconnu@exemple.org", "", False)
        asked = asked_of(row, number)
        index.add(kept_of(row, number), asked, number)
    assert index.match(AskedMember(PERSON, name="", email="inconnu@exemple.org")) is None
