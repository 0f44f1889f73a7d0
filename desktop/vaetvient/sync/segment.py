"""A segment: what one site changed between two exchanges, signed by it once and for ever.

Relays pass segments on byte for byte. What is signed is the header and the root of a tree of
salted commitments, one per row, so that a row can be erased later (its place then holds its
commitment) while the signature over everything else still holds. See docs/exchange-format.md.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from vaetvient.sync.state import Said, columns_of
from vaetvient.sync.wire import (
    UnreadableError,
    check,
    count_of,
    decode,
    expect,
    key_of,
    pack,
    unpack,
)

VERSION = 1
PURPOSE = b"vaetvient segment 1\0"
MOST_ROWS = 2000
MOST_BYTES = 4 << 20
"""A segment has no more, unless a single row has."""
_SALT = 16
_LONGEST_NAME = 64
_LAST_CLOCK = 1 << 63
_COMMON = frozenset({str, bytes, type(None)})

WRITTEN, DELETED, ERASED = "w", "d", "x"
_KINDS = (WRITTEN, DELETED, ERASED)


class Change(NamedTuple):
    """What a segment says of one row: registers written, or the row deleted or erased."""

    table: str
    row: bytes
    clock: int
    kind: str
    said: Said
    """What a change that is WRITTEN gives each register."""


class Name(NamedTuple):
    """The name of a segment within its channel."""

    site: bytes
    epoch: int
    sequence: int


class Need(NamedTuple):
    """What the author had: everything of one site's epoch up to a sequence number."""

    channel: bytes
    site: bytes
    epoch: int
    sequence: int


@dataclass(frozen=True, slots=True)
class Header:
    """What a segment says of itself; signed, never erased."""

    network: bytes
    channel: bytes
    name: Name
    previous: bytes
    """The head of the segment before it: two histories under one name cannot hide."""
    needs: tuple[Need, ...]
    newest: int
    """The latest clock among its changes."""

    def pack(self) -> bytes:
        """The header's bytes, as signed."""
        needs = [list(need) for need in self.needs]
        return pack(
            [
                VERSION,
                self.network,
                self.channel,
                list(self.name),
                self.previous,
                needs,
                self.newest,
            ]
        )


@dataclass(frozen=True, slots=True)
class Segment:
    """A segment as it is kept and carried."""

    header: Header
    head: bytes
    """SHA-256 of what was signed: tells two segments of one name apart."""
    signature: bytes
    leaves: tuple[bytes | None, ...]
    """One packed change a row; None where it was erased."""
    body: bytes
    """All of it, as carried."""
    _told: list[Change] = field(default_factory=list, compare=False, repr=False)

    def changes(self) -> list[Change]:
        """The changes that are still there, read once. Raises UnreadableError."""
        if not self._told:
            self._told.extend(_read_changes([leaf for leaf in self.leaves if leaf is not None]))
        return self._told


Sign = Callable[[bytes], bytes]


def seal(header: Header, changes: Iterable[Change], sign: Sign, secret: bytes) -> Segment:
    """Make and sign a segment; `secret` (32 random bytes) salts its commitments."""
    told = list(changes)
    leaves = tuple(_pack_change(change) for change in told)
    head_bytes = header.pack()
    commitments = [_commit(_salt(secret, i), leaf) for i, leaf in enumerate(leaves)]
    message = _message(head_bytes, commitments)
    signature = sign(message)
    body = pack([head_bytes, secret, list(leaves), signature])
    return Segment(header, hashlib.sha256(message).digest(), signature, leaves, body, told)


def read(body: bytes) -> Segment:
    """The segment in `body`; who signed it is still to be checked (`message_of`).

    Raises UnreadableError.
    """
    return _read(body)[0]


def message_of(body: bytes) -> bytes:
    """What the author signed, from a segment whole or partly erased. Raises UnreadableError."""
    return _read(body)[1]


def read_signed(body: bytes) -> tuple[Segment, bytes]:
    """The segment, and the message that its signature must be over. Raises UnreadableError."""
    return _read(body)


def redact(body: bytes, gone: Callable[[Change], bool]) -> bytes:
    """The same segment with some changes replaced by their commitments; its signature holds."""
    head_bytes, secret, leaves, signature = expect(unpack(body), bytes, object, list, bytes)
    out: list[Any] = []
    for i, leaf in enumerate(leaves):
        if type(leaf) is bytes and secret is None:
            out.append(leaf)  # a commitment already
            continue
        salt, data = (_salt(secret, i), leaf) if secret is not None else expect(leaf, bytes, bytes)
        out.append(_commit(salt, data) if gone(_read_changes([data])[0]) else [salt, data])
    return pack([head_bytes, None, out, signature])


def _read(body: bytes) -> tuple[Segment, bytes]:
    head_bytes, secret, carried, signature = expect(unpack(body), bytes, object, list, bytes)
    header = _read_header(head_bytes)
    leaves: list[bytes | None] = []
    commitments: list[bytes] = []
    if secret is not None and (type(secret) is not bytes or len(secret) != 32):
        raise UnreadableError(what="salt")
    for i, leaf in enumerate(carried):
        if secret is not None:
            if type(leaf) is not bytes:
                raise UnreadableError(what="change")
            leaves.append(leaf)
            commitments.append(_commit(_salt(secret, i), leaf))
        elif type(leaf) is bytes and len(leaf) == 32:
            leaves.append(None)
            commitments.append(leaf)
        else:
            salt, data = expect(leaf, bytes, bytes)
            leaves.append(data)
            commitments.append(_commit(salt, data))
    message = _message(head_bytes, commitments)
    segment = Segment(header, hashlib.sha256(message).digest(), signature, tuple(leaves), body)
    return segment, message


def _read_header(data: bytes) -> Header:
    fields = unpack(data)
    if type(fields) is not list or not fields or fields[0] != VERSION:
        raise UnreadableError(what="segment version")
    _, network, channel, name, previous, needs, newest = expect(
        fields, int, bytes, bytes, list, bytes, list, int
    )
    site, epoch, sequence = expect(name, bytes, int, int)
    if len(previous) != 32 or sequence < 1:
        raise UnreadableError(what="header")
    read_needs = []
    for need in needs:
        where, who, era, place = expect(need, bytes, bytes, int, int)
        read_needs.append(Need(key_of(where), key_of(who), count_of(era), count_of(place)))
    return Header(
        key_of(network),
        key_of(channel),
        Name(key_of(site), count_of(epoch), count_of(sequence)),
        previous,
        tuple(read_needs),
        count_of(newest),
    )


def _pack_change(change: Change) -> bytes:
    registers = [[name, list(columns_of(value))] for name, value in change.said.items()]
    return pack([change.table, change.row, change.clock, change.kind, registers])


def _read_changes(leaves: list[bytes]) -> list[Change]:
    """Many at once: a segment has up to thousands."""
    out = []
    rare: list[Any] = []
    """Values that are neither text, bytes nor nothing: all looked at in the end."""
    try:
        for table, row, clock, kind, registers in decode(leaves):
            if (
                type(table) is not str
                or type(row) is not bytes
                or type(clock) is not int
                or type(registers) is not list
                or kind not in _KINDS
                or len(table) > _LONGEST_NAME
                or len(row) != 16
                or not 0 <= clock < _LAST_CLOCK
            ):
                raise UnreadableError(what="change")
            said: Said = {}
            for name, values in registers:
                if (
                    type(name) is not str
                    or type(values) is not list
                    or not values
                    or len(name) > _LONGEST_NAME
                ):
                    raise UnreadableError(what="register")
                value = values[0]
                if len(values) > 1 or type(value) is list:
                    value = list(values)
                if type(value) not in _COMMON:
                    rare.append(value)
                said[name] = value
            if len(said) < len(registers):
                raise UnreadableError(what="register")
            out.append(Change(table, row, clock, kind, said))
    except (TypeError, ValueError) as error:
        raise UnreadableError(what="shape") from error
    check(rare)
    return out


def _salt(secret: bytes, place: int) -> bytes:
    return hashlib.blake2b(place.to_bytes(8, "big"), key=secret, digest_size=_SALT).digest()


def _commit(salt: bytes, leaf: bytes) -> bytes:
    return hashlib.sha256(salt + leaf).digest()


def _message(head_bytes: bytes, commitments: list[bytes]) -> bytes:
    root = hashlib.sha256(b"".join(commitments)).digest()
    return PURPOSE + hashlib.sha256(head_bytes).digest() + root
