"""The exchange file (`*.vav`), written and read as docs/exchange-format.md says.

    magic, version   clear header   one encrypted section per channel   signature over it all

The signature is verified before anything is decrypted, and everything is verified before anything
is applied. What is read is bounded while it is read.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, ClassVar

from vaetvient.domain.errors import EnvironmentFaultError
from vaetvient.language import N_
from vaetvient.storage.errors import clear_faults
from vaetvient.sync.keys import PublicKeys, SiteKeys
from vaetvient.sync.wire import UnreadableError, count_of, expect, key_of, pack, unpack

MAGIC = b"VAV\x1a"
VERSION = 1
SUFFIX = ".vav"
SIGNATURE = 64
_PURPOSE = b"vaetvient bundle 1\0"
_LARGEST_HEADER = 1 << 20
_LARGEST_RECORD = 80 << 20
_LARGEST_OUTPUT = 2 << 30
_WINDOW_LOG = 23
_LEVEL = 9
_BLOCK = 1 << 20
_IN_MEMORY = 4 << 20


class BundleRefusedError(EnvironmentFaultError):
    """A file that is not taken in; the database is untouched."""

    code: ClassVar[str] = "refused_file"
    text = N_("{file} n'est pas un fichier d'échange.")


class NotABundleError(BundleRefusedError):
    code = "not_a_bundle"


class TruncatedError(BundleRefusedError):
    code = "truncated"
    text = N_("{file} est incomplet : la copie s'est arrêtée en chemin.")
    way_out = N_("Copiez-le à nouveau. Rien n'a été changé ici.")


class TooNewError(BundleRefusedError):
    code = "too_new"
    text = N_("{file} vient d'une version plus récente du programme.")
    way_out = N_("Installez la dernière version, puis recommencez. Rien n'a été changé.")


class UnknownSignerError(BundleRefusedError):
    code = "unknown_signer"
    text = N_("{file} vient d'un poste que personne de ce réseau n'a admis.")
    way_out = N_("Si c'est un nouveau bureau, admettez-le d'abord.")


class RemovedSignerError(BundleRefusedError):
    code = "removed_signer"
    text = N_("{file} vient d'un poste retiré du réseau ({who}).")


class BadSignatureError(BundleRefusedError):
    code = "bad_signature"
    text = N_("{file} est abîmé ou a été modifié en chemin : sa signature ne correspond pas.")
    way_out = N_("Redemandez-le à son bureau. Rien n'a été changé ici.")


class NotForUsError(BundleRefusedError):
    code = "not_for_us"
    text = N_("{file} est adressé à d'autres bureaux.")


@dataclass(frozen=True, slots=True)
class Section:
    """What one group of recipients may read."""

    recipients: tuple[PublicKeys, ...]
    records: Iterable[Any]


@dataclass(frozen=True, slots=True)
class Envelope:
    """What can be known of a bundle without opening it."""

    sender: bytes
    """The id of the sender's keys."""
    sections: tuple[tuple[int, tuple[bytes, ...]], ...]
    """For each section its length in bytes and the ids of its recipients' keys."""
    start: int
    """Where the first section begins."""

    @property
    def size(self) -> int:
        """The whole file's length in bytes."""
        return self.start + sum(length for length, _to in self.sections) + SIGNATURE


def write(path: Path, network: bytes, keys: SiteKeys, sections: Iterable[Section]) -> None:
    """Write a bundle under a temporary name, flush it to the device, rename it, read it back.

    Raises EnvironmentFaultError subclasses: folder gone, disk full; no file is left then.
    """
    building = path.with_name(f"{path.name}.part")
    payloads: list[IO[bytes]] = []
    try:
        lengths = []
        readers = []
        for section in sections:
            payload = _payload(section)
            payloads.append(payload)
            lengths.append(payload.tell())
            readers.append([keys_.id for keys_ in section.recipients])
            payload.seek(0)
        described = [[n, ids] for n, ids in zip(lengths, readers, strict=True)]
        header = pack([keys.public.id, described])
        with clear_faults(path.parent):
            digest = hashlib.sha512()
            with building.open("wb") as file:
                for block in _blocks(header, payloads):
                    digest.update(block)
                    file.write(block)
                file.write(keys.sign(_message(network, digest.digest())))
                file.flush()
                os.fsync(file.fileno())
            building.replace(path)
            _sync_folder(path.parent)
            _read_back(path, keys.public, network)
    except BaseException:
        with contextlib.suppress(OSError):  # the stick is gone, or protected: nothing is left there
            building.unlink(missing_ok=True)
        raise
    finally:
        for payload in payloads:
            payload.close()


def _read_back(path: Path, keys: PublicKeys, network: bytes) -> None:
    """Hold that what the device kept is what was written; else it does not stay there."""
    try:
        with path.open("rb") as file:
            check(file, path.name, keys, network)
    except (BundleRefusedError, OSError):
        with contextlib.suppress(OSError):
            path.unlink()
        raise


def _blocks(header: bytes, payloads: Iterable[IO[bytes]]) -> Iterator[bytes]:
    yield MAGIC + bytes([VERSION]) + len(header).to_bytes(4, "big") + header
    for payload in payloads:
        while block := payload.read(_BLOCK):
            yield block


def _sync_folder(folder: Path) -> None:
    """Make the new name durable too, where folders can be flushed (not on Windows)."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError:  # some shared folders refuse it
        return
    finally:
        os.close(descriptor)


def _payload(section: Section) -> IO[bytes]:
    """The section's records, framed, compressed and encrypted, in a file without a name."""
    import pyrage
    import zstandard

    plain = _scratch()
    parameters = zstandard.ZstdCompressionParameters.from_level(_LEVEL, window_log=_WINDOW_LOG)
    compressor = zstandard.ZstdCompressor(compression_params=parameters)
    with plain:
        with compressor.stream_writer(plain, closefd=False) as stream:
            for record in section.records:
                data = pack(record)
                stream.write(len(data).to_bytes(4, "big") + data)
            stream.write(bytes(4))
        plain.seek(0)
        out = _scratch()
        recipients = [pyrage.x25519.Recipient.from_str(k.recipient) for k in section.recipients]
        pyrage.encrypt_io(plain, out, recipients)
    return out


def _scratch() -> IO[bytes]:
    return tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)


def _message(network: bytes, digest: bytes) -> bytes:
    return _PURPOSE + network + digest


def read_envelope(file: IO[bytes], name: str) -> Envelope:
    """The clear header. Raises NotABundleError, TruncatedError, TooNewError."""
    start = file.read(9)
    if not MAGIC.startswith(start[:4]) or not start:
        raise NotABundleError(file=name)
    if len(start) < 9:
        raise TruncatedError(file=name)
    if start[4] != VERSION:
        raise (TooNewError if start[4] > VERSION else NotABundleError)(file=name)
    length = int.from_bytes(start[5:], "big")
    if length > _LARGEST_HEADER:
        raise NotABundleError(file=name)
    data = file.read(length)
    if len(data) < length:
        raise TruncatedError(file=name)
    try:
        sender, described = expect(unpack(data), bytes, list)
        sections = []
        for section in described:
            size, recipients = expect(section, int, list)
            sections.append((count_of(size), tuple(key_of(id) for id in recipients)))
        return Envelope(key_of(sender), tuple(sections), 9 + length)
    except UnreadableError as error:
        raise NotABundleError(file=name) from error


def check(file: IO[bytes], name: str, keys: PublicKeys, network: bytes) -> None:
    """Verify length and signature of the whole file. Raises TruncatedError, BadSignatureError."""
    file.seek(0)
    envelope = read_envelope(file, name)
    size = file.seek(0, os.SEEK_END)
    if size < envelope.size:
        raise TruncatedError(file=name)
    if size > envelope.size:
        raise BadSignatureError(file=name)
    file.seek(0)
    digest = hashlib.sha512()
    left = envelope.size - SIGNATURE
    while left:
        block = file.read(min(_BLOCK, left))
        if not block:
            raise TruncatedError(file=name)
        digest.update(block)
        left -= len(block)
    if not keys.signed(_message(network, digest.digest()), file.read(SIGNATURE)):
        raise BadSignatureError(file=name)


def records(file: IO[bytes], envelope: Envelope, keys: SiteKeys, name: str) -> Iterator[Any]:
    """The records of all sections that these keys may read, of a file that was checked.

    Raises NotForUsError, UnreadableError.
    """
    ours = keys.public.id
    if not any(ours in recipients for _length, recipients in envelope.sections):
        raise NotForUsError(file=name)
    place = envelope.start
    for length, recipients in envelope.sections:
        if ours in recipients:
            yield from _section(file, place, length, keys)
        place += length


def _section(file: IO[bytes], place: int, length: int, keys: SiteKeys) -> Iterator[Any]:
    import pyrage
    import zstandard

    with _scratch() as sealed, _scratch() as plain:
        file.seek(place)
        left = length
        while left:
            block = file.read(min(_BLOCK, left))
            if not block:
                raise UnreadableError(what="section")
            sealed.write(block)
            left -= len(block)
        sealed.seek(0)
        try:
            pyrage.decrypt_io(sealed, plain, [keys.age_identity()])
        except pyrage.DecryptError as error:
            raise UnreadableError(what="age") from error
        plain.seek(0)
        decompressor = zstandard.ZstdDecompressor(max_window_size=1 << _WINDOW_LOG)
        try:
            with decompressor.stream_reader(plain, closefd=False) as stream:
                yield from _frames(stream)
        except zstandard.ZstdError as error:
            raise UnreadableError(what="zstd") from error


def _frames(stream: Any) -> Iterator[Any]:
    total = 0
    while True:
        length = int.from_bytes(_exactly(stream, 4), "big")
        total += length
        if length > _LARGEST_RECORD or total > _LARGEST_OUTPUT:
            raise UnreadableError(what="size")
        if length == 0:
            if stream.read(1):
                raise UnreadableError(what="end")
            return
        yield unpack(_exactly(stream, length))


def _exactly(stream: Any, length: int) -> bytes:
    """`length` bytes, read block by block, so that a lie about a length costs nothing."""
    parts = []
    left = length
    while left:
        part = stream.read(min(left, _BLOCK))
        if not part:
            raise UnreadableError(what="frame")
        parts.append(part)
        left -= len(part)
    return b"".join(parts)
