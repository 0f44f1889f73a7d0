"""`vaetvient set`: fields of a record as if typed in its form."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from vaetvient.cli.answer import Answer
from vaetvient.cli.call import Call
from vaetvient.desk.desk import Desk
from vaetvient.domain.errors import InvalidValueError
from vaetvient.language import _


def change(call: Call) -> int:
    """`vaetvient set`."""
    answer = set_fields(call.desk, call.typed)
    call.give(answer.data, *answer.lines)
    return answer.code


def set_fields(desk: Desk, asked: argparse.Namespace) -> Answer:
    """Change some fields of a member or a thing as if they were typed in its form."""
    from vaetvient.desk import equipment, members

    wanted = {}
    for pair in asked.fields:
        name, equals, value = pair.partition("=")
        if not equals:
            raise InvalidValueError(value=pair, field=name)
        wanted[name] = value
    with desk.database.reading() as session:
        if asked.kind == "members":
            record: Any = members.member_called(session, asked.which)
            form = _form(members.MemberForm, record, wanted, _MEMBER_TEXTS)
        else:
            record = equipment.equipment_called(session, asked.which)
            form = _form(equipment.EquipmentForm, record, wanted, {})
        key = record.id
    if asked.kind == "members":
        members.change_member(desk, key, form)
    else:
        equipment.change_equipment(desk, key, form)
    return Answer({"id": str(key), "set": wanted}, [_("Fiche modifiée.")])


_MEMBER_TEXTS = {"commune": "commune_name"}
_YES = frozenset({"yes", "true", "1", "oui", "vrai"})
_NO = frozenset({"no", "false", "0", "non", "faux"})


def _form(kind: Any, record: Any, wanted: dict[str, str], columns: dict[str, str]) -> Any:
    """The record's form as it would be shown, with `wanted` typed over it."""
    import dataclasses

    names = {one.name: one for one in dataclasses.fields(kind)}
    values = {}
    for name, one in names.items():
        value = getattr(record, columns.get(name, name), None)
        if value is not None:
            typed_text = one.type == "str" and not isinstance(value, str)
            values[name] = value.isoformat() if typed_text else value
    for name, text in wanted.items():
        if name not in names or name == "kind":
            raise InvalidValueError(value=name, field=name)
        values[name] = _typed(names[name], text)
    return kind(**values)


def _typed(one: Any, text: str) -> Any:
    """What was typed, as the form's field wants it."""
    from datetime import date
    from uuid import UUID

    from vaetvient.domain.equipment import Condition

    wanted = str(one.type)
    if "bool" in wanted:
        if text.casefold() not in _YES | _NO:
            raise InvalidValueError(value=text, field=one.name)
        return text.casefold() in _YES
    if wanted == "str":
        return text
    if not text and "None" in wanted:
        return None
    readers: dict[str, Callable[[str], Any]] = {
        "int": int,
        "date": date.fromisoformat,
        "UUID": UUID,
        "Condition": Condition,
    }
    for word, reader in readers.items():
        if word in wanted:
            try:
                return reader(text)
            except ValueError as error:
                raise InvalidValueError(value=text, field=one.name) from error
    raise InvalidValueError(value=text, field=one.name)
