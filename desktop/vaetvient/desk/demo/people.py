"""Members of the demonstration office, their dues, and who signs for the associations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

from vaetvient.desk.demo import names
from vaetvient.desk.demo.days import Days
from vaetvient.desk.demo.keys import Keys
from vaetvient.desk.demo.places import Places
from vaetvient.desk.demo.sizes import YEARS, Size
from vaetvient.desk.demo.word_lists import word_list
from vaetvient.domain.consent import USUAL_WORDING, ConsentMeans, ConsentSubject
from vaetvient.domain.member import association_label, person_label
from vaetvient.language import _
from vaetvient.storage.bulk import Row

YEAR = 365
_ADULT = 18 * YEAR + 5
_QUIET_BEFORE_ARCHIVING = 120

MEMBER_COLUMNS = (
    "id", "revision", "office_id", "kind", "number", "card", "label", "email", "phone", "mobile",
    "address", "postal_code", "commune_name", "commune_insee", "notes", "tags", "shared",
    "joined_on", "archived_at", "last_name", "first_name", "birth_date", "name", "acronym", "rna",
    "siret",
)  # fmt: skip
MEMBERSHIP_COLUMNS = (
    "id", "revision", "member_id", "valid_from", "valid_to", "amount_cents", "currency", "method",
    "paid_on",
)  # fmt: skip
CONSENT_COLUMNS = (
    "id", "revision", "member_id", "subject", "wording", "means", "given_on", "noted_by",
    "withdrawn_on", "withdrawn_noted_by",
)  # fmt: skip
MANDATE_COLUMNS = (
    "id", "revision", "association_id", "person_id", "role", "may_sign", "valid_from", "valid_to",
)  # fmt: skip


_LATELY, _MOST_LATELY = 30, 200
"""How many days back dues stand in the cash book, and how many of them at most."""


@dataclass(slots=True)
class Mandate:
    """Who signs for an association, between two days (included)."""

    person_id: bytes
    person_label: str
    role: str
    first_day: int
    last_day: int


@dataclass(slots=True)
class Borrower:
    """What the loans need to know of a member."""

    id: bytes
    label: str
    is_association: bool
    joined: int
    feminine: bool = False
    adult: bool = True
    last_loan_day: int = 1 << 40
    """Someone whose card is archived stopped borrowing well before."""
    paid: list[tuple[int, int]] = field(default_factory=list)
    signatories: list[Mandate] = field(default_factory=list)

    def member_on(self, day: int) -> bool:
        """Whether dues cover `day`."""
        return any(first <= day <= last for first, last in self.paid)

    def signatory_on(self, day: int) -> Mandate | None:
        """Who signs on `day`."""
        for mandate in self.signatories:
            if mandate.first_day <= day <= mandate.last_day:
                return mandate
        return None


class People:
    """Makes the rows, and remembers who may borrow.

    Rows are to be asked for in this order: `members`, `memberships`, `mandates`.
    """

    def __init__(
        self, rng: Random, keys: Keys, days: Days, size: Size, *, office_id: bytes, today: int
    ) -> None:
        self._rng, self._keys, self._days, self._size = rng, keys, days, size
        self._office_id = office_id
        self._today = today
        self._first_day = today - YEARS * YEAR
        self._places = Places(rng)
        self._people = names.PeopleNames(rng)
        self._groups = names.AssociationNames(rng, self._places)
        self._emails = names.Addresses()
        roles = word_list("names")["roles"]
        self._signing: list[list[str]] = roles["signing"]
        self._other_roles: list[list[str]] = roles["others"]
        self.persons: list[Borrower] = []
        self.associations: list[Borrower] = []
        self.lately: list[tuple[int, bytes, str, int, str]] = []
        """The dues of the last weeks, for the cash book: day, key, name, cents, means."""

    def members(self) -> Iterator[Row]:
        """Persons and associations in the order in which they joined."""
        size, rng = self._size, self._rng
        kinds = [True] * size.associations + [False] * size.persons
        rng.shuffle(kinds)
        before = int(size.members * 0.6)
        joined = sorted(
            [self._first_day - int(rng.random() ** 2 * 12 * YEAR) for _n in range(before)]
            + [
                self._first_day + int(rng.random() * (YEARS * YEAR - 1))
                for _n in range(size.members - before)
            ]
        )
        for number, (is_association, wish) in enumerate(zip(kinds, joined, strict=True), 1):
            day = min(self._days.next_open(wish), self._today - 1)
            yield self._association(number, day) if is_association else self._person(number, day)

    def _person(self, number: int, joined: int) -> Row:
        rng, places = self._rng, self._places
        name = self._people.person()
        home = places.home()
        age = 15 * YEAR + int(rng.random() * 3 * YEAR)
        if rng.random() > 0.01:
            age = _ADULT + YEARS * YEAR + int(rng.betavariate(1.6, 2.2) * 70 * YEAR)
        borrower = Borrower(
            id=self._key(joined),
            label=person_label(name.last, name.first),
            is_association=False,
            joined=joined,
            feminine=name.feminine,
            adult=age > _ADULT + YEARS * YEAR,
        )
        archived = self._archive(borrower)
        self.persons.append(borrower)
        email = self._emails.of(name.first, name.last, mark=".") if rng.random() < 0.86 else None
        return (
            borrower.id, 1, self._office_id, "person", str(number),
            names.card(number) if rng.random() < 0.9 else None, borrower.label, email,
            places.landline() if rng.random() < 0.25 else None,
            places.mobile() if rng.random() < 0.9 else None,
            home.address, home.postal_code, home.commune.name, home.commune.insee, "",
            "bénévole" if rng.random() < 0.2 else "", 0, self._days.day_text(joined), archived,
            name.last, name.first,
            self._days.day_text(self._today - age) if rng.random() < 0.7 or not borrower.adult
            else None,
            None, None, None, None,
        )  # fmt: skip

    def _association(self, number: int, joined: int) -> Row:
        rng, places = self._rng, self._places
        sequence = len(self.associations) + 1
        name = self._groups.association()
        home = places.home(name.commune)
        borrower = Borrower(
            id=self._key(joined),
            label=association_label(name.name, name.acronym),
            is_association=True,
            joined=joined,
        )
        archived = self._archive(borrower)
        self.associations.append(borrower)
        return (
            borrower.id, 1, self._office_id, "association", str(number),
            names.card(number) if rng.random() < 0.7 else None, borrower.label,
            self._emails.of(name.name, mark="-") if rng.random() < 0.92 else None,
            places.landline() if rng.random() < 0.5 else None,
            places.mobile() if rng.random() < 0.4 else None,
            home.address, home.postal_code, home.commune.name, home.commune.insee, "", name.tags,
            1, self._days.day_text(joined), archived, None, None, None, name.name, name.acronym,
            names.rna(sequence) if rng.random() < 0.92 else None,
            names.siret(sequence, 1 if rng.random() < 0.8 else 2) if rng.random() < 0.6 else None,
        )  # fmt: skip

    def _archive(self, borrower: Borrower) -> str | None:
        """Put away one member in forty, long after their last loan; the moment."""
        if self._rng.random() > 0.025:
            return None
        day = self._today - 5 - int(self._rng.random() * 300)
        if day < borrower.joined + _QUIET_BEFORE_ARCHIVING:
            return None
        borrower.last_loan_day = day - _QUIET_BEFORE_ARCHIVING
        return self._days.moment_text(self._days.at(day, 14 * 60 + 30))

    def memberships(self) -> Iterator[Row]:
        """Dues year by year; most were renewed in time, some late, some no more."""
        for borrower in self.associations:
            yield from self._dues(borrower, (3000, 4500, 6000), 0.03)
        for borrower in self.persons:
            yield from self._dues(borrower, (1000, 1500, 2000), 0.09)

    def _dues(self, borrower: Borrower, amounts: tuple[int, ...], leaves: float) -> Iterator[Row]:
        rng, days = self._rng, self._days
        amount = rng.choice(amounts)
        past = max(0, self._first_day - borrower.joined) // YEAR
        first = borrower.joined + past * YEAR
        until = min(self._today, borrower.last_loan_day)
        while first <= until:
            last = first + YEAR - 1
            borrower.paid.append((first, last))
            method = "cheque" if rng.random() < 0.55 else rng.choice(("cash", "transfer"))
            if self._today - _LATELY < first <= self._today and len(self.lately) < _MOST_LATELY:
                self.lately.append((first, borrower.id, borrower.label, amount, method))
            yield (
                self._key(first), 1, borrower.id, days.day_text(first), days.day_text(last),
                amount, "EUR", method, days.day_text(first),
            )  # fmt: skip
            if rng.random() < leaves:
                return
            first = last + 1 + (int(rng.random() * 30) if rng.random() < 0.1 else 0)

    def consents(self) -> Iterator[Row]:
        """Associations are shown to the other offices; each said so on its form."""
        wording = _(USUAL_WORDING[ConsentSubject.SHARING])
        subject, means = ConsentSubject.SHARING.value, ConsentMeans.PAPER.value
        for one in self.associations:
            key = self._keys.at(self._days.at(one.joined, 12 * 60))
            given = self._days.day_text(one.joined)
            yield key, 1, one.id, subject, wording, means, given, "", None, ""

    def mandates(self) -> Iterator[Row]:
        """For each association those who sign, some whose mandate is over, some who only help."""
        for association in self.associations:
            yield from self._board(association)

    def _board(self, association: Borrower) -> Iterator[Row]:
        rng = self._rng
        signing = [0, *rng.sample(range(1, len(self._signing)), rng.choice((0, 1, 1, 2)))]
        since = association.joined - int(rng.random() * 300)
        if rng.random() < 0.25 and self._today - since > 2 * YEAR:
            handover = self._today - 100 - int(rng.random() * 500)
            yield self._mandate(association, self._signing[0], since, handover)
            since = handover + 1
        for place in signing:
            yield self._mandate(association, self._signing[place], since, None)
        if rng.random() < 0.3:
            role = rng.choice(self._other_roles)
            yield self._mandate(association, role, since, None, may_sign=False)

    def _mandate(
        self,
        association: Borrower,
        role: list[str],
        first: int,
        last: int | None,
        *,
        may_sign: bool = True,
    ) -> Row:
        person = self._someone()
        title = role[0] if person.feminine else role[1]
        if may_sign:
            association.signatories.append(
                Mandate(person.id, person.label, title, first, 1 << 40 if last is None else last)
            )
        return (
            self._key(first), 1, association.id, person.id, title, int(may_sign),
            self._days.day_text(first), None if last is None else self._days.day_text(last),
        )  # fmt: skip

    def _someone(self) -> Borrower:
        """An adult whose card is not archived."""
        while True:
            person = self.persons[int(self._rng.random() * len(self.persons))]
            if person.adult and person.last_loan_day >= self._today:
                return person

    def _key(self, day: int) -> bytes:
        return self._keys.at(self._days.at(day, 9 * 60 + int(self._rng.random() * 540)))
