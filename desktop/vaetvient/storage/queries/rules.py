"""The lending rules, and the cases they are asked about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from vaetvient.domain import policy
from vaetvient.domain.availability import Buffers
from vaetvient.domain.equipment import Category, Model
from vaetvient.domain.fees import unit_words
from vaetvient.domain.member import MemberKind
from vaetvient.domain.office import Office
from vaetvient.domain.policy import Borrows, Case, CategoryTerms, ModelTerms, Policy, Spoken
from vaetvient.language import N_, _, show_money
from vaetvient.storage.communes import recognise
from vaetvient.storage.prepared import Question, alone
from vaetvient.storage.queries import lendable

_KIND_WORDS = {
    MemberKind.PERSON: N_("les personnes"),
    MemberKind.ASSOCIATION: N_("les associations"),
}


def standing(session: Session) -> list[Policy]:
    """The rules in force, with their prices: the few of them at once."""
    return list(
        session.scalars(
            select(Policy)
            .where(Policy.archived.is_(False))
            .options(selectinload(Policy.prices))
            .order_by(Policy.name, Policy.id)
        )
    )


def any_written(session: Session) -> bool:
    """Whether there is a rule at all: most often the question ends here."""
    return _ANY.first(session) is not None


_ANY = Question(select(Policy.id).where(Policy.archived.is_(False)).limit(1), alone)


def lineage(
    categories: Mapping[UUID, CategoryTerms], model: ModelTerms
) -> tuple[CategoryTerms, ...]:
    """A model's category, the one above it, and so on to the root."""
    out: list[CategoryTerms] = []
    node = categories.get(model.category_id) if model.category_id else None
    while node is not None and node not in out:
        out.append(node)
        node = categories.get(node.parent_id) if node.parent_id else None
    return tuple(out)


def explain_models(
    session: Session,
    models: Iterable[ModelTerms],
    *,
    day: date,
    office_id: UUID | None,
    borrower: Borrows | None = None,
) -> dict[UUID, dict[str, Spoken]]:
    """What the rules say of each model, by its key; see `policy.explain`."""
    models = tuple(models)
    rules = standing(session) if any_written(session) else []
    categories = lendable.categories_of(session, models)
    return {
        model.id: policy.explain(
            rules,
            Case(
                day=day,
                office_id=office_id,
                model=model,
                categories=lineage(categories, model),
                borrower_kind=borrower.kind if borrower else None,
                commune_insee=borrower.commune_insee if borrower else None,
            ),
        )
        for model in models
    }


def buffers(
    session: Session, model_ids: Sequence[UUID], day: date, office_id: UUID | None
) -> dict[UUID, Buffers]:
    """What each model's uses need around them; models that need nothing are left out."""
    if not any_buffer(session):
        return {}
    models = lendable.models(session, model_ids).values()
    said = explain_models(session, models, day=day, office_id=office_id)
    return {
        key: Buffers(
            timedelta(minutes=spoken["minutes_before"].value),
            timedelta(minutes=spoken["minutes_after"].value),
        )
        for key, spoken in said.items()
        if spoken["minutes_before"].value or spoken["minutes_after"].value
    }


def any_buffer(session: Session) -> bool:
    """Whether any rule asks for time around uses."""
    return _ANY_BUFFER.first(session) is not None


_ANY_BUFFER = Question(
    select(Policy.id)
    .where(
        Policy.archived.is_(False),
        Policy.minutes_before.is_not(None) | Policy.minutes_after.is_not(None),
    )
    .limit(1),
    alone,
)


def about(session: Session, rule: Policy) -> dict[str, str]:
    """Whom and what a rule is about, in names: empty for a rule about everything."""
    named = {
        "model": session.get(Model, rule.model_id) if rule.model_id else None,
        "category": session.get(Category, rule.category_id) if rule.category_id else None,
        "office": session.get(Office, rule.office_id) if rule.office_id else None,
    }
    out = {word: found.name for word, found in named.items() if found is not None}
    if rule.commune_insee:
        commune = recognise(rule.commune_insee)
        out["commune"] = commune.name if commune else rule.commune_insee
    if rule.borrower_kind:
        out["borrower"] = _(_KIND_WORDS[rule.borrower_kind])
    if rule.season_from and rule.season_to:
        out["season"] = f"{rule.season_from} → {rule.season_to}"
    return out


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A rule as a list shows it."""

    id: UUID
    name: str
    about: tuple[str, ...]
    """Whom and what it is about; empty for everything."""
    says: tuple[tuple[str, str], ...]
    """What it gives: the name of each value and the value, in words."""


def in_order(session: Session) -> list[RuleRow]:
    """The rules in force, in the order of precedence that `policy` documents: the first that
    fits a case and fills a value speaks."""
    depths = _depths(session)
    found = sorted(
        standing(session),
        key=lambda rule: (
            rule.model_id is not None,
            depths.get(rule.category_id, 0) if rule.category_id else 0,
            rule.commune_insee is not None,
            rule.borrower_kind is not None,
            rule.season_from is not None,
            rule.office_id is not None,
            rule.id.bytes,
        ),
        reverse=True,
    )
    return [
        RuleRow(rule.id, rule.name, tuple(about(session, rule).values()), tuple(_says(rule)))
        for rule in found
    ]


def _depths(session: Session) -> dict[UUID, int]:
    """How far below the root each category is: the deeper one is the more specific."""
    parents = {
        row.id: row.parent_id for row in session.execute(select(Category.id, Category.parent_id))
    }
    out: dict[UUID, int] = {}
    for key, parent in parents.items():
        depth, node, seen = 1, parent, {key}
        while node is not None and node not in seen:
            seen.add(node)
            depth, node = depth + 1, parents.get(node)
        out[key] = depth
    return out


def _says(rule: Policy) -> list[tuple[str, str]]:
    out = []
    for name, words in policy.VALUE_WORDS.items():
        value = getattr(rule, name)
        if value is not None and value != []:
            out.append((_(words), value_words(name, value)))
    return out


def value_words(name: str, value: object) -> str:
    """A value of a rule in words: « oui », « 150,00 € », « 5,00 € / jour »."""
    if isinstance(value, bool):
        return _("oui") if value else _("non")
    if name == "deposit_cents" and isinstance(value, int):
        return show_money(value)
    if isinstance(value, (list, tuple)):
        return ", ".join(f"{show_money(p.amount_cents)} / {unit_words(p.unit)}" for p in value)
    return str(value)
