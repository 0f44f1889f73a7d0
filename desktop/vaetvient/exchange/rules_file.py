"""Lending rules as a file (JSON): written by one office, read and checked by another.

    {"format": "va-et-vient rules", "version": 1, "office": …, "made_on": "2026-11-28",
     "rules": [{"name": …, "category": ["Véhicules", "Minibus"], "values": {"least_age": 21},
                "prices": [{"unit": "day", "amount_cents": 3000}]}, …]}

What a rule leaves empty is left out. Nothing of a file is believed before it is checked.
`docs/rules-format.md` is the whole of the format.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

from vaetvient.domain.errors import VaEtVientError
from vaetvient.domain.member import MemberKind
from vaetvient.domain.policy import VALUE_WORDS, FeeUnit, Price
from vaetvient.domain.rule_set import MOST_RULES, RuleSet, SharedRule
from vaetvient.exchange.errors import (
    FileMissingError,
    FileRefusedError,
    FileUnreadableError,
    reason_of,
)
from vaetvient.exchange.saving import save
from vaetvient.language import N_

FORMAT = "va-et-vient rules"
VERSION = 1
ENDING = "regles.json"
_LARGEST = 4 << 20
_LONGEST = 2000
_MOST_CENTS = 100_000_000


class NoRulesFileError(FileRefusedError):
    code: ClassVar[str] = "no_rules_file"
    text: ClassVar[str] = N_("{file} n'est pas un fichier de règles de prêt.")
    way_out: ClassVar[str] = N_(
        "Demandez-le à l'autre bureau : Réglages, Règles de prêt, Exporter."
    )


class RulesFileTooNewError(FileRefusedError):
    code: ClassVar[str] = "rules_file_too_new"
    text: ClassVar[str] = N_("{file} vient d'une version plus récente de Va-et-vient.")
    way_out: ClassVar[str] = N_("Mettez ce poste à jour, puis reprenez-le.")


class RuleUnreadableError(FileRefusedError):
    code: ClassVar[str] = "rule_unreadable"
    text: ClassVar[str] = N_("La règle n° {number} de {file} ne se lit pas : {what}.")
    way_out: ClassVar[str] = N_("Rien n'a été pris. Demandez un nouveau fichier.")


class _WrongError(Exception):
    """Which part of a rule is not what it should be."""


def write_rules(path: Path, rules: RuleSet) -> None:
    """Write the file. Raises EnvironmentFaultError subclasses."""
    save(path, rules_as_json(rules))


def rules_as_json(rules: RuleSet) -> bytes:
    """The file's bytes: the same rules on the same day give the same bytes."""
    data = {
        "format": FORMAT,
        "version": VERSION,
        "office": rules.office,
        "made_on": rules.made_on,
        "rules": [_plain(rule) for rule in rules.rules],
    }
    return json.dumps(data, ensure_ascii=False, indent=2).encode() + b"\n"


def read_rules(path: Path) -> RuleSet:
    """What the file holds. Raises FileMissingError, FileUnreadableError, NoRulesFileError,
    RulesFileTooNewError, RuleUnreadableError."""
    try:
        with path.open("rb") as file:
            raw = file.read(_LARGEST + 1)
    except FileNotFoundError as gone:
        raise FileMissingError(path=str(path)) from gone
    except (OSError, ValueError) as error:
        raise FileUnreadableError(path=str(path), why=reason_of(error)) from error
    if len(raw) > _LARGEST:
        raise NoRulesFileError(file=path.name)
    return rules_of_json(raw, path.name)


def rules_of_json(raw: bytes, name: str) -> RuleSet:
    """What the bytes of the file called `name` hold. Raises as `read_rules` does."""
    try:
        data = json.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise NoRulesFileError(file=name) from error
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise NoRulesFileError(file=name)
    version, rules = data.get("version"), data.get("rules")
    if type(version) is not int or not isinstance(rules, list) or len(rules) > MOST_RULES:
        raise NoRulesFileError(file=name)
    if version > VERSION:
        raise RulesFileTooNewError(file=name)
    out = []
    for number, each in enumerate(rules, start=1):
        try:
            out.append(_rule(each))
        except _WrongError as wrong:
            raise RuleUnreadableError(number=number, file=name, what=str(wrong)) from wrong
        except VaEtVientError as wrong:
            raise RuleUnreadableError(number=number, file=name, what=wrong.sentence) from wrong
    return RuleSet(_text(data, "office"), _text(data, "made_on"), tuple(out))


def _plain(rule: SharedRule) -> dict[str, Any]:
    said: dict[str, Any] = {
        "name": rule.name,
        "note": rule.note,
        "here_only": rule.here_only,
        "commune": rule.commune,
        "borrower": rule.borrower.value if rule.borrower else "",
        "category": list(rule.category),
        "model": rule.model,
        "season_from": rule.season_from,
        "season_to": rule.season_to,
        "values": dict(rule.values),
        "prices": [_price_plain(price) for price in rule.prices],
    }
    return {name: value for name, value in said.items() if value or name == "name"}


def _price_plain(price: Price) -> dict[str, Any]:
    out: dict[str, Any] = {"unit": price.unit.value, "amount_cents": price.amount_cents}
    if price.for_members is not None:
        out["for_members"] = price.for_members
    if price.from_day != 1:
        out["from_day"] = price.from_day
    return out


def _rule(said: Any) -> SharedRule:
    if not isinstance(said, dict):
        raise _WrongError("{}")
    known = {*SharedRule.__dataclass_fields__}
    for name in said:
        if name not in known:
            raise _WrongError(str(name)[:80])
    name = _text(said, "name")
    if not name.strip():
        raise _WrongError("name")
    borrower = _text(said, "borrower")
    if borrower not in ("", *MemberKind):
        raise _WrongError("borrower")
    path = said.get("category", [])
    if not isinstance(path, list) or not all(isinstance(node, str) for node in path):
        raise _WrongError("category")
    return SharedRule(
        name=name,
        note=_text(said, "note"),
        here_only=_flag(said, "here_only"),
        commune=_text(said, "commune"),
        borrower=MemberKind(borrower) if borrower else None,
        category=tuple(path),
        model=_text(said, "model"),
        season_from=_text(said, "season_from") or None,
        season_to=_text(said, "season_to") or None,
        values=_values(said.get("values", {})),
        prices=_prices(said.get("prices", [])),
    )


def _text(said: Mapping[str, Any], name: str) -> str:
    value = said.get(name, "")
    if not isinstance(value, str) or len(value) > _LONGEST:
        raise _WrongError(name)
    return value


def _flag(said: Mapping[str, Any], name: str) -> bool:
    value = said.get(name, False)
    if not isinstance(value, bool):
        raise _WrongError(name)
    return value


def _values(said: Any) -> dict[str, Any]:
    if not isinstance(said, dict):
        raise _WrongError("values")
    for name, value in said.items():
        flag = name.endswith("_required")
        right = (
            isinstance(value, str) and len(value) <= 8
            if name == "licence_class"
            else isinstance(value, bool)
            if flag
            else type(value) is int and 0 <= value <= _MOST_CENTS
        )
        if name not in VALUE_WORDS or name == "prices" or not right:
            raise _WrongError(str(name)[:80])
    return dict(said)


def _prices(said: Any) -> tuple[Price, ...]:
    if not isinstance(said, list) or len(said) > 100:
        raise _WrongError("prices")
    out = []
    for each in said:
        if not isinstance(each, dict) or not {"unit", "amount_cents"} <= set(each):
            raise _WrongError("prices")
        unit, cents = each["unit"], each["amount_cents"]
        members, day = each.get("for_members"), each.get("from_day", 1)
        right = (
            unit in tuple(FeeUnit)
            and type(cents) is int
            and 0 <= cents <= _MOST_CENTS
            and (members is None or isinstance(members, bool))
            and type(day) is int
            and 1 <= day <= 10_000
        )
        if not right:
            raise _WrongError("prices")
        out.append(Price(FeeUnit(unit), cents, members, day))
    return tuple(out)
