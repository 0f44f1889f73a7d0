"""One strict way of writing values as bytes: deterministic CBOR without maps or tags.

What is read must be exactly what would be written (RFC 8949, 4.2), so that one value has one
spelling: no second encoding, no duplicate key, no cycle, no indefinite length, no tag, no NaN.
"""

from __future__ import annotations

import math
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
    import cbor2

    return cbor2.dumps(value, canonical=True)


def unpack(data: bytes) -> Any:
    """The value that `data` spells. Raises UnreadableError for anything else than `pack` writes."""
    value = unpack_signed(data)
    if pack(value) != data:
        raise UnreadableError(what="CBOR")
    return value


def unpack_signed(data: bytes) -> Any:
    """The same for bytes whose one spelling a signature vouches for. Raises UnreadableError."""
    import cbor2

    try:
        value = cbor2.loads(
            data, max_depth=DEEPEST, allow_indefinite=False, allow_duplicate_keys=False
        )
        _check(value, DEEPEST)
    except UnreadableError:
        raise
    except Exception as error:
        raise UnreadableError(what="CBOR") from error
    return value


def _check(value: Any, depth: int) -> None:
    kind = type(value)
    if kind is list:
        if depth == 0:
            raise UnreadableError(what="CBOR")
        for part in value:
            _check(part, depth - 1)
    elif kind is int:
        if not -_INTEGER_LIMIT <= value < _INTEGER_LIMIT:
            raise UnreadableError(what="integer")
    elif kind is float:
        if not math.isfinite(value):
            raise UnreadableError(what="number")
    elif value is not None and kind not in (str, bytes, bool):
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
