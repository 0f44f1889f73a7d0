"""One strict way of writing values as bytes: deterministic CBOR without maps or tags.

What is read must be exactly what would be written (RFC 8949, 4.2), so that one value has one
spelling: no second encoding, no duplicate key, no cycle, no indefinite length, no tag, no NaN.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from vaetvient.domain.errors import EnvironmentFaultError
from vaetvient.language import N_

DEEPEST = 8
_INTEGER_LIMIT = 1 << 63


class UnreadableError(EnvironmentFaultError):
    """Bytes that are not what the format says; `what` is for the log and for scripts."""

    code = "unreadable"
    text = N_("Ce fichier d'échange est abîmé ou incomplet ({what}).")
    way_out = N_("Redemandez-le à son bureau. Rien n'a été changé ici.")


def pack(value: Any) -> bytes:
    """The one spelling of `value`: None, bool, int, float, str, bytes, and lists of those."""
    from cbor2 import dumps

    return dumps(value, canonical=True)


def unpack(data: bytes) -> Any:
    """The value that `data` spells. Raises UnreadableError for anything else than `pack` writes."""
    value = unpack_signed(data)
    if pack(value) != data:
        raise UnreadableError(what="CBOR")
    return value


def unpack_signed(data: bytes) -> Any:
    """The same for bytes whose one spelling a signature vouches for. Raises UnreadableError."""
    values = decode([data])
    check(values)
    return values[0]


def decode(parts: Iterable[bytes]) -> list[Any]:
    """What many pieces spell, still to be checked: here whatever CBOR can say may be in them.

    Raises UnreadableError.
    """
    from cbor2 import loads

    try:
        return [
            loads(
                data,
                max_depth=DEEPEST,
                allow_indefinite=False,
                allow_duplicate_keys=False,
                semantic_decoders=_REFUSED_TAGS,
            )
            for data in parts
        ]
    except Exception as error:
        raise UnreadableError(what="CBOR") from error


def _refuse(_decoder: Any) -> Any:
    raise UnreadableError(what="tag")


_REFUSED_TAGS = dict.fromkeys((25, 28, 29, 256), _refuse)
"""References to what was said before, of which cycles and bombs are made; other tags give values
of kinds that `check` refuses."""

_KINDS = frozenset({list, int, float, str, bytes, bool, type(None)})


def check(values: list[Any]) -> None:
    """Whether only what `pack` writes is in there, one level of all values after the other.

    Raises UnreadableError.
    """
    level: Any = values
    for _depth in range(DEEPEST + 1):
        kinds = set(map(type, level))
        if not kinds <= _KINDS:
            raise UnreadableError(what="CBOR")
        if int in kinds:
            numbers = [part for part in level if type(part) is int]
            if min(numbers) < -_INTEGER_LIMIT or max(numbers) >= _INTEGER_LIMIT:
                raise UnreadableError(what="integer")
        if float in kinds and not all(math.isfinite(part) for part in level if type(part) is float):
            raise UnreadableError(what="number")
        if list not in kinds:
            return
        level = [part for inner in level if type(inner) is list for part in inner]
    if level:
        raise UnreadableError(what="CBOR")


def expect(value: Any, *kinds: type) -> Any:
    """`value` as a list whose items have exactly these types. Raises UnreadableError."""
    if type(value) is not list or len(value) != len(kinds):
        raise UnreadableError(what="shape")
    for part, kind in zip(value, kinds, strict=True):
        if kind is not object and type(part) is not kind:
            raise UnreadableError(what="shape")
    return value


def key_of(value: Any) -> bytes:
    """`value` as the 16 bytes of an identifier."""
    if type(value) is not bytes or len(value) != 16:
        raise UnreadableError(what="key")
    return value


def count_of(value: Any) -> int:
    """`value` as a count: an integer from zero."""
    if type(value) is not int or value < 0:
        raise UnreadableError(what="count")
    return value
