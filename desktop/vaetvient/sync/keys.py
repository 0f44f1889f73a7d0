"""A site's own keys: one to sign (Ed25519), one to read what is meant for it (X25519, age).

The secret halves are kept in the system's key store where there is one, else in a file that only
its user can read. They never travel.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vaetvient.domain.errors import EnvironmentFaultError
from vaetvient.language import N_
from vaetvient.storage.errors import clear_faults
from vaetvient.sync.wire import UnreadableError, expect, pack, unpack

if TYPE_CHECKING:
    from collections.abc import Callable

FILE = "cles-echange"
_SERVICE = "vaetvient"
_GROUPS, _DIGITS = 5, 5


class KeysMissingError(EnvironmentFaultError):
    code = "keys_missing"
    text = N_("Les clés d'échange de ce poste sont introuvables.")
    way_out = N_("Faites admettre ce poste à nouveau, avec une nouvelle invitation.")


@dataclass(frozen=True, slots=True)
class PublicKeys:
    """What others need to know a site's signature and to write to it."""

    signing: bytes
    recipient: str

    @property
    def id(self) -> bytes:
        """Sixteen bytes that name these keys in the clear."""
        return hashlib.sha256(b"vaetvient keys 1\0" + self._material()).digest()[:16]

    @property
    def fingerprint(self) -> str:
        """Five groups of five digits, to be read aloud."""
        number = int.from_bytes(hashlib.sha256(b"vaetvient voice 1\0" + self._material()).digest())
        digits = f"{number % 10 ** (_GROUPS * _DIGITS):0{_GROUPS * _DIGITS}}"
        return " ".join(digits[i : i + _DIGITS] for i in range(0, len(digits), _DIGITS))

    def _material(self) -> bytes:
        return self.signing + self.recipient.encode()

    def signed(self, message: bytes, signature: bytes) -> bool:
        """Whether these keys' owner signed `message`."""
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

        try:
            Ed25519PublicKey.from_public_bytes(self.signing).verify(signature, message)
        except (InvalidSignature, ValueError):
            return False
        return True

    def usable(self) -> bool:
        """Whether both keys are keys."""
        import pyrage

        try:
            pyrage.x25519.Recipient.from_str(self.recipient)
        except pyrage.RecipientError:
            return False
        return len(self.signing) == 32


@dataclass(frozen=True, slots=True)
class SiteKeys:
    """The secret halves. `sign` and `identity` are all that the rest of the program uses."""

    seed: bytes
    identity: str
    public: PublicKeys

    def sign(self, message: bytes) -> bytes:
        """This site's signature of `message`."""
        return _signer(self.seed)(message)

    def age_identity(self) -> Any:
        """What decrypts what was written to this site."""
        import pyrage

        return pyrage.x25519.Identity.from_str(self.identity)


def same_fingerprint(typed: str, shown: str) -> bool:
    """Whether two fingerprints have the same digits, however they are spaced."""
    left, right = ("".join(c for c in text if c.isdigit()) for text in (typed, shown))
    return len(right) == _GROUPS * _DIGITS and left == right


def make() -> SiteKeys:
    """Fresh keys."""
    import pyrage

    return _keys(os.urandom(32), str(pyrage.x25519.Identity.generate()))


def keep(keys: SiteKeys, folder: Path, site: bytes) -> None:
    """Keep the keys of a site where only its user can read them."""
    data = pack([1, keys.seed, keys.identity])
    if not _keep_in_store(site, data):
        _keep_in_file(folder, data)


def load(folder: Path, site: bytes) -> SiteKeys:
    """The keys of a site. Raises KeysMissingError."""
    data = _read_file(folder) or _read_store(site)
    if data is None:
        raise KeysMissingError
    try:
        version, seed, identity = expect(unpack(data), int, bytes, str)
        if version != 1:
            raise UnreadableError(what="keys")
        return _keys(seed, identity)
    except (UnreadableError, ValueError) as error:
        raise KeysMissingError from error


def _keys(seed: bytes, identity: str) -> SiteKeys:
    import pyrage
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    signing = Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()
    recipient = str(pyrage.x25519.Identity.from_str(identity).to_public())
    return SiteKeys(seed, identity, PublicKeys(signing, recipient))


def _signer(seed: bytes) -> Callable[[bytes], bytes]:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return Ed25519PrivateKey.from_private_bytes(seed).sign


def _keep_in_file(folder: Path, data: bytes) -> None:
    path = folder / FILE
    building = folder / f"{FILE}.part"
    with clear_faults(folder):
        building.unlink(missing_ok=True)
        descriptor = os.open(building, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        building.replace(path)


def _read_file(folder: Path) -> bytes | None:
    with contextlib.suppress(FileNotFoundError):
        return (folder / FILE).read_bytes()
    return None


def _store() -> Any:
    """The system's key store; None where there is none that works without asking."""
    try:
        import keyring
        from keyring.backends import fail

        found = keyring.get_keyring()
    except Exception:  # noqa: BLE001  (a broken key store is no key store)
        return None
    return None if isinstance(found, fail.Keyring) or found.priority < 1 else found


def _keep_in_store(site: bytes, data: bytes) -> bool:
    store = _store()
    if store is None:
        return False
    try:
        store.set_password(_SERVICE, site.hex(), data.hex())
        return bool(store.get_password(_SERVICE, site.hex()) == data.hex())
    except Exception:  # noqa: BLE001  (locked, refused or full: the file serves)
        return False


def _read_store(site: bytes) -> bytes | None:
    store = _store()
    if store is None:
        return None
    try:
        found = store.get_password(_SERVICE, site.hex())
        return bytes.fromhex(found) if found else None
    except Exception:  # noqa: BLE001  (see above)
        return None
