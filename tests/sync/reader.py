"""A reader of exchange files written from docs/exchange-format.md alone.

It knows nothing of the program: what it finds in the samples is what anybody would. Only the
cryptography and the compression are libraries'; even CBOR is read here, by the letter of the page.
"""

from __future__ import annotations

import hashlib
import io
import math
import struct
from dataclasses import dataclass, field
from typing import Any

import pyrage
import zstandard
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


class NotThatError(ValueError):
    """The file is not what the page says."""


def hold(condition: bool, what: str) -> None:
    """Refuse what is not so."""
    if not condition:
        raise NotThatError(what)


# ---- values ------------------------------------------------------------------------------------


def value_of(data: bytes) -> Any:
    """The one value that `data` spells."""
    value, end = _value(data, 0, 8)
    hold(end == len(data), "something follows")
    return value


def _value(data: bytes, place: int, deep: int) -> tuple[Any, int]:
    hold(place < len(data), "ends too soon")
    major, low = data[place] >> 5, data[place] & 31
    place += 1
    if major == 7:
        return _simple(data, place, low)
    number, place = _number(data, place, low)
    if major == 0:
        hold(number < 1 << 63, "too large")
        return number, place
    if major == 1:
        hold(number < 1 << 63, "too small")
        return -1 - number, place
    if major in (2, 3):
        hold(place + number <= len(data), "ends too soon")
        part = data[place : place + number]
        return (part if major == 2 else part.decode("utf-8")), place + number
    hold(major == 4, "neither maps nor tags")
    hold(deep > 0, "too deep")
    items = []
    for _ in range(number):
        item, place = _value(data, place, deep - 1)
        items.append(item)
    return items, place


def _number(data: bytes, place: int, low: int) -> tuple[int, int]:
    if low < 24:
        return low, place
    hold(low < 28, "indefinite")
    size = 1 << (low - 24)
    hold(place + size <= len(data), "ends too soon")
    number = int.from_bytes(data[place : place + size], "big")
    hold(number >= (24 if size == 1 else 1 << (4 * size)), "not the shortest spelling")
    return number, place + size


def _simple(data: bytes, place: int, low: int) -> tuple[Any, int]:
    if low in (20, 21, 22):
        return {20: False, 21: True, 22: None}[low], place
    sizes = {25: ("e", 2), 26: ("f", 4), 27: ("d", 8)}
    hold(low in sizes, "neither a simple value nor a number")
    form, size = sizes[low]
    number = struct.unpack(f">{form}", data[place : place + size])[0]
    hold(math.isfinite(number), "not a number")
    return number, place + size


# ---- the bundle --------------------------------------------------------------------------------


@dataclass
class Opened:
    """What is in a bundle, for one reader."""

    sender: bytes
    recipients: list[list[bytes]]
    records: list[Any] = field(default_factory=list)


def key_id(signing: bytes, recipient: str) -> bytes:
    """What names a site's keys in the clear."""
    return hashlib.sha256(b"vaetvient keys 1\0" + signing + recipient.encode()).digest()[:16]


def fingerprint(signing: bytes, recipient: str) -> str:
    """What is compared aloud."""
    digest = hashlib.sha256(b"vaetvient voice 1\0" + signing + recipient.encode()).digest()
    digits = f"{int.from_bytes(digest, 'big') % 10**25:025}"
    return " ".join(digits[start : start + 5] for start in range(0, 25, 5))


def open_bundle(data: bytes, network: bytes, signing: bytes, recipient: str, own: str) -> Opened:
    """Read a bundle of the sender with these public keys, with one's own secret age key."""
    hold(data[:4] == b"VAV\x1a", "magic")
    hold(data[4] == 1, "version")
    length = int.from_bytes(data[5:9], "big")
    hold(length <= 1 << 20, "header")
    sender, sections = value_of(data[9 : 9 + length])
    hold(sender == key_id(signing, recipient), "another's")
    start = 9 + length
    hold(len(data) == start + sum(size for size, _to in sections) + 64, "length")
    signed = b"vaetvient bundle 1\0" + network + hashlib.sha512(data[:-64]).digest()
    Ed25519PublicKey.from_public_bytes(signing).verify(data[-64:], signed)
    opened = Opened(sender, [to for _size, to in sections])
    identity = pyrage.x25519.Identity.from_str(own)
    ours = str(identity.to_public())
    for size, _to in sections:
        part = data[start : start + size]
        start += size
        try:
            packed = bytes(pyrage.decrypt(part, [identity]))
        except pyrage.DecryptError:
            continue  # for others
        opened.records += _records(packed)
    hold(bool(opened.records), f"nothing for {ours}")
    return opened


def _records(packed: bytes) -> list[Any]:
    out: list[Any] = []
    reader = zstandard.ZstdDecompressor(max_window_size=1 << 23).stream_reader(io.BytesIO(packed))
    plain = reader.read(64 << 20)
    place = 0
    while True:
        length = int.from_bytes(plain[place : place + 4], "big")
        place += 4
        if length == 0:
            hold(place == len(plain), "something follows the end")
            return out
        hold(length <= 80 << 20, "record")
        out.append(value_of(plain[place : place + length]))
        place += length


# ---- the segment -------------------------------------------------------------------------------


@dataclass
class Said:
    """A segment: its header, and what is left of its changes."""

    header: list[Any]
    head: bytes
    changes: list[Any]


def read_segment(body: bytes, signing: bytes) -> Said:
    """Read a segment that the author with this signing key made."""
    header_bytes, secret, leaves, signature = value_of(body)
    commitments, told = [], []
    for place, leaf in enumerate(leaves):
        if secret is not None:
            salt = hashlib.blake2b(place.to_bytes(8, "big"), key=secret, digest_size=16).digest()
            data = leaf
        elif isinstance(leaf, bytes):
            hold(len(leaf) == 32, "commitment")
            commitments.append(leaf)
            continue
        else:
            salt, data = leaf
        commitments.append(hashlib.sha256(salt + data).digest())
        told.append(value_of(data))
    message = (
        b"vaetvient segment 1\0"
        + hashlib.sha256(header_bytes).digest()
        + hashlib.sha256(b"".join(commitments)).digest()
    )
    Ed25519PublicKey.from_public_bytes(signing).verify(signature, message)
    header = value_of(header_bytes)
    hold(header[0] == 1, "segment version")
    return Said(header, hashlib.sha256(message).digest(), told)


# ---- statements --------------------------------------------------------------------------------


def read_admission(data: bytes, network: bytes, signing_of: dict[bytes, bytes]) -> list[Any]:
    """What an admission says; its signer's key is in `signing_of`, or in itself for a founder."""
    payload, signature = value_of(data)
    said = value_of(payload)
    _one, where, site, _office, _n, _o, signing, recipient, by, _at, seed = said
    hold(where == network, "another network")
    if by == site:
        made = hashlib.sha256(b"vaetvient network 1\0" + signing + recipient.encode() + seed)
        hold(made.digest()[:16] == network, "not its founder")
    voucher = signing if by == site else signing_of[by]
    message = b"vaetvient admission 1\0" + payload
    Ed25519PublicKey.from_public_bytes(voucher).verify(signature, message)
    return list(said)


# ---- the state ---------------------------------------------------------------------------------


def digest_of(segments: list[Said], channel: bytes) -> bytes:
    """A channel's digest from its segments, where nobody wrote without knowing of another."""
    rows: dict[tuple[str, bytes], dict[str, Any]] = {}
    for one in segments:
        if one.header[2] != channel:
            continue
        for table, row, _clock, kind, registers in one.changes:
            if kind == "w":
                values = {name: v[0] if len(v) == 1 else v for name, v in registers}
                rows.setdefault((table, row), {}).update(values)
            else:
                rows.pop((table, row), None)
    total = 0
    for (table, row), values in rows.items():
        told: list[Any] = [table, row]
        for name in sorted(values):
            told += [name, values[name]]
        total += int.from_bytes(hashlib.sha256(spell(told)).digest(), "big")
    return (total % (1 << 256)).to_bytes(32, "big")


def spell(value: Any) -> bytes:
    """The one spelling of a value without fractions."""
    if value is None or isinstance(value, bool):
        return {None: b"\xf6", False: b"\xf4", True: b"\xf5"}[value]
    if isinstance(value, int):
        return _head(0, value) if value >= 0 else _head(1, -1 - value)
    if isinstance(value, bytes):
        return _head(2, len(value)) + value
    if isinstance(value, str):
        return _head(3, len(value.encode())) + value.encode()
    return _head(4, len(value)) + b"".join(spell(part) for part in value)


def _head(major: int, number: int) -> bytes:
    if number < 24:
        return bytes([major << 5 | number])
    for low, size in ((24, 1), (25, 2), (26, 4), (27, 8)):
        if number < 1 << (8 * size):
            return bytes([major << 5 | low]) + number.to_bytes(size, "big")
    raise NotThatError("too large")
