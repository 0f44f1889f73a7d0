"""Rules that go from one office to another: given as a set, looked at, taken in one gesture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from vaetvient.desk.desk import Desk
from vaetvient.desk.rules import SCOPE_FIELDS, RuleForm, Touched, check_rule, put_rule, seen_after
from vaetvient.domain.equipment import Category, Model
from vaetvient.domain.errors import VaEtVientError
from vaetvient.domain.office import Office
from vaetvient.domain.policy import VALUE_WORDS, Policy, Price
from vaetvient.domain.rule_set import RuleSet, SharedRule
from vaetvient.domain.text import fold
from vaetvient.language import N_, _
from vaetvient.storage.communes import recognise
from vaetvient.storage.queries import rules
from vaetvient.storage.queries.categories import category_tree

_NOT_HERE = N_("{what} n'existe pas ici")


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A rule of the set that cannot be taken, and why."""

    name: str
    why: str


@dataclass(frozen=True, slots=True)
class RulesTaken:
    """What taking a set does, by the names of the rules, and whom it touches."""

    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    same: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    touched: tuple[Touched, ...] = ()

    @property
    def does_something(self) -> bool:
        """Whether anything would be other than it is."""
        return bool(self.new or self.changed or self.dropped)


def rules_to_give(session: Session, desk: Desk) -> RuleSet:
    """The rules in force, named by words that another office knows. Those of other offices alone
    are not given."""
    office = session.get_one(Office, desk.office_id)
    given = [
        _shared(session, rule)
        for rule in rules.standing(session)
        if rule.office_id in (None, desk.office_id)
    ]
    return RuleSet(office.name, desk.today().isoformat(), tuple(given))


def foresee_rules(desk: Desk, given: Sequence[SharedRule], *, replace: bool = False) -> RulesTaken:
    """What `take_rules` would do, with the reservations it would refuse or price otherwise.
    Nothing is written."""
    taken, touched = seen_after(desk, lambda session: _take(session, desk, given, replace=replace))
    return _with(taken, touched)


def take_rules(desk: Desk, given: Sequence[SharedRule], *, replace: bool = False) -> RulesTaken:
    """Write the rules of a set: a rule of the same name is written anew, the others are added;
    with `replace` those that are not in the set are put away. One gesture, which can be undone."""
    with desk.gesture("take_rules") as gesture:
        taken = _take(gesture.session, desk, given, replace=replace)
        gesture.say(count=len(taken.new) + len(taken.changed) + len(taken.dropped))
        return taken


def taken_words(found: RulesTaken) -> list[str]:
    """What taking a set does, for a reader."""
    out = [
        f"{words} : {', '.join(names)}"
        for words, names in (
            (_("Nouvelles"), found.new),
            (_("Changées"), found.changed),
            (_("Déjà les mêmes"), found.same),
            (_("Retirées"), found.dropped),
        )
        if names
    ]
    out += [
        _("Laissée : {rule} — {why}").format(rule=one.name, why=one.why) for one in found.left_out
    ]
    return out or [_("Ce fichier ne contient aucune règle.")]


def _with(taken: RulesTaken, touched: Sequence[Touched]) -> RulesTaken:
    return RulesTaken(
        taken.new, taken.changed, taken.same, taken.dropped, taken.left_out, tuple(touched)
    )


def _take(
    session: Session, desk: Desk, given: Sequence[SharedRule], *, replace: bool
) -> RulesTaken:
    mine = [rule for rule in rules.standing(session) if rule.office_id in (None, desk.office_id)]
    known = {fold(rule.name): rule for rule in mine}
    places = _Places(session, desk)
    named: set[str] = set()
    new: list[str] = []
    changed: list[str] = []
    same: list[str] = []
    left_out: list[LeftOut] = []
    for each in given:
        name = fold(each.name)
        if name in named:
            left_out.append(LeftOut(each.name, _("deux règles de ce nom")))
            continue
        named.add(name)
        rule = known.get(name)
        try:
            form = places.form(each)
            check_rule(form)
        except _NotHereError as gone:
            left_out.append(LeftOut(each.name, str(gone)))
            continue
        except VaEtVientError as wrong:
            left_out.append(LeftOut(each.name, wrong.sentence))
            continue
        if rule is not None and _is_same(_as_form(rule), form):
            same.append(rule.name)
            continue
        written = put_rule(session, form, rule.id if rule is not None else None)
        (new if rule is None else changed).append(written.name)
    dropped = []
    for name, rule in known.items():
        if replace and name not in named:
            rule.archived = True
            dropped.append(rule.name)
    session.flush()
    return RulesTaken(tuple(new), tuple(changed), tuple(same), tuple(dropped), tuple(left_out))


# ---- from keys to words, and back ----------------------------------------------------------------


class _NotHereError(Exception):
    """What a rule is about is not known at this office."""


def _shared(session: Session, rule: Policy) -> SharedRule:
    model = session.get(Model, rule.model_id) if rule.model_id else None
    return SharedRule(
        name=rule.name,
        note=rule.note,
        here_only=rule.office_id is not None,
        commune=rule.commune_insee or "",
        borrower=rule.borrower_kind,
        category=_path(session, rule.category_id),
        model=model.name if model else "",
        season_from=rule.season_from,
        season_to=rule.season_to,
        values={
            name: getattr(rule, name)
            for name in VALUE_WORDS
            if name != "prices" and getattr(rule, name) is not None
        },
        prices=_prices(rule),
    )


def _prices(rule: Policy) -> tuple[Price, ...]:
    return tuple(Price(p.unit, p.amount_cents, p.for_members, p.from_day) for p in rule.prices)


def _path(session: Session, key: UUID | None) -> tuple[str, ...]:
    out: list[str] = []
    while key is not None and len(out) < 20:
        node = session.get(Category, key)
        if node is None:
            break
        out.append(node.name)
        key = node.parent_id
    return tuple(reversed(out))


class _Places:
    """What the words of a set stand for at this office; its categories and models read once."""

    def __init__(self, session: Session, desk: Desk) -> None:
        self._desk = desk
        self._paths: dict[tuple[str, ...], list[UUID]] = {}
        self._categories: dict[str, list[UUID]] = {}
        above: dict[UUID | None, tuple[str, ...]] = {}
        for node in category_tree(session):  # parents before children
            path = above[node.id] = (*above.get(node.parent_id, ()), fold(node.name))
            self._paths.setdefault(path, []).append(node.id)
            self._categories.setdefault(path[-1], []).append(node.id)
        self._models: dict[str, list[UUID]] = {}
        for key, name in session.execute(select(Model.id, Model.name)):
            self._models.setdefault(fold(name), []).append(key)

    def form(self, rule: SharedRule) -> RuleForm:
        """The rule as it is written here. Raises _NotHereError."""
        scope: dict[str, Any] = {
            "office_id": self._desk.office_id if rule.here_only else None,
            "commune_insee": _commune(rule.commune),
            "borrower_kind": rule.borrower,
            "category_id": self._category(rule.category),
            "model_id": self._model(rule.model),
            "season_from": rule.season_from,
            "season_to": rule.season_to,
        }
        return RuleForm(rule.name, scope, dict(rule.values), rule.prices, rule.note)

    def _category(self, path: tuple[str, ...]) -> UUID | None:
        """By its whole path; else by its last name, where only one category has it."""
        if not path:
            return None
        folded = tuple(map(fold, path))
        found = self._paths.get(folded) or self._categories.get(folded[-1])
        return _only(found, f"« {' › '.join(path)} »")

    def _model(self, name: str) -> UUID | None:
        return _only(self._models.get(fold(name)), f"« {name} »") if name else None


def _commune(typed: str) -> str | None:
    if not typed:
        return None
    found = recognise(typed)
    if found is None:
        raise _NotHereError(_(_NOT_HERE).format(what=typed))
    return found.insee


def _only(found: Sequence[UUID] | None, what: str) -> UUID:
    """The one that is so called; none and several are as good as none."""
    if not found or len(found) > 1:
        raise _NotHereError(_(_NOT_HERE).format(what=what))
    return found[0]


def _as_form(rule: Policy) -> RuleForm:
    return RuleForm(
        rule.name,
        {name: getattr(rule, name) for name in SCOPE_FIELDS},
        {name: getattr(rule, name) for name in VALUE_WORDS if name != "prices"},
        _prices(rule),
        rule.note,
    )


def _is_same(one: RuleForm, other: RuleForm) -> bool:
    """Whether two forms say the same: an empty value is as good as none."""

    def said(form: RuleForm) -> tuple[Any, ...]:
        scope = {name: value for name, value in form.scope.items() if value is not None}
        values = {name: value for name, value in form.values.items() if value is not None}
        return form.name, scope, values, form.prices, form.note.strip()

    return said(one) == said(other)
