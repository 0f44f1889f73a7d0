"""How one program writes its lists: which of its columns is which field of ours.

A profile is a TOML file: those of `resources/profiles` come with the program, a user's own stand
in the data folder and go from office to office as files. `resources/profiles/README.md` says what
may stand in one.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from vaetvient.domain.text import fold
from vaetvient.exchange.columns import LAYOUTS, header_key
from vaetvient.exchange.encoding import read_text
from vaetvient.exchange.errors import ProfileDamagedError, ProfileMissingError
from vaetvient.exchange.saving import save
from vaetvient.paths import resources

NOTE = "note"
"""A column that belongs to no field and is kept in the notes."""
LEFT_OUT = "-"
"""A column that is not taken at all."""
FOLDER = "profils"
"""Within the data folder."""
LARGEST_PROFILE = 1 << 20


@dataclass(frozen=True)
class Profile:
    """One program's way to write one kind of list."""

    key: str
    name: str
    kind: str
    """« members » or « equipment »."""
    about: str = ""
    recognised_by: tuple[str, ...] = ()
    """Headers that are all there in this program's files, and in no other's."""
    columns: Mapping[str, str] = field(default_factory=dict)
    """By header: a field, NOTE or LEFT_OUT."""
    joined: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By field: the headers whose values make it, with spaces between."""
    constants: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """By field: what the program's own words mean."""
    left_out: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By header: values of rows that are not taken."""
    only_where: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    """By field: by header, the values of the rows in which that field is said at all."""
    one_row: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """« by »: the headers that say who a row speaks of, of whose rows one is taken; « newest »: the
    first of these headers that is there has the day."""
    month_first: bool = False
    last_name_first: bool = True
    own: bool = False
    """Whether it is a user's, not the program's."""

    @property
    def by_key(self) -> dict[str, str]:
        """The columns by header key."""
        return {header_key(header): said for header, said in self.columns.items()}

    def fits(self, headers: Iterable[str]) -> int:
        """How many of `headers` it names; 0 where these are not its program's."""
        keys = {header_key(header) for header in headers}
        if not self.recognised_by or not all(header_key(h) in keys for h in self.recognised_by):
            return 0
        joined = {header_key(header) for parts in self.joined.values() for header in parts}
        return len(keys & (set(self.by_key) | joined)) + len(self.recognised_by)

    def translated(self, said: str, value: str) -> str:
        """What `value` means under the field `said`."""
        words = self.values.get(said)
        if not words:
            return value
        return next((to for word, to in words.items() if fold(word) == fold(value)), value)


@cache
def shipped() -> tuple[Profile, ...]:
    """The profiles that come with the program, by name."""
    files = sorted((resources() / "profiles").glob("*.toml"))
    return tuple(sorted((read_profile(file) for file in files), key=lambda p: p.name))


def own_profiles(folder: Path) -> tuple[Profile, ...]:
    """The user's own, kept in the data folder `folder`; damaged ones are passed over."""
    out = []
    for file in sorted((folder / FOLDER).glob("*.toml")):
        try:
            out.append(read_profile(file, own=True))
        except ProfileDamagedError:
            continue
    return tuple(out)


def every_profile(folder: Path | None) -> tuple[Profile, ...]:
    """The user's own first, then those that come with the program."""
    return (*(own_profiles(folder) if folder else ()), *shipped())


def find_profile(name: str, folder: Path | None) -> Profile:
    """The profile called `name`, by its key or its name, or the file of one.

    Raises ProfileMissingError, ProfileDamagedError.
    """
    for profile in every_profile(folder):
        if fold(name) in (fold(profile.key), fold(profile.name)):
            return profile
    if name.lower().endswith(".toml"):
        return read_profile(Path(name), own=True)
    known = ", ".join(profile.key for profile in every_profile(folder))
    raise ProfileMissingError(name=name, known=known)


def read_profile(path: Path, *, own: bool = False) -> Profile:
    """The profile in the file at `path`. Raises ProfileDamagedError, what `read_text` raises."""
    text = read_text(path)
    try:
        if len(text) > LARGEST_PROFILE:
            raise ValueError("too long")
        return _made(path.stem, tomllib.loads(text), own)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ProfileDamagedError(path=str(path), why=str(error)[:200]) from error


def _made(key: str, said: Mapping[str, Any], own: bool) -> Profile:
    kind = str(said["kind"])
    layout = LAYOUTS[kind]
    fields = {*layout.names, NOTE, LEFT_OUT}
    profile = Profile(
        key=key,
        name=str(said["name"]),
        kind=kind,
        about=str(said.get("about", "")),
        recognised_by=tuple(str(header) for header in said.get("recognised_by", ())),
        columns={str(h): str(f) for h, f in said.get("columns", {}).items()},
        joined={str(f): tuple(map(str, hs)) for f, hs in said.get("joined", {}).items()},
        constants={str(f): str(v) for f, v in said.get("constants", {}).items()},
        values={
            str(f): {str(word): str(to) for word, to in words.items()}
            for f, words in said.get("values", {}).items()
        },
        left_out={str(h): tuple(map(str, vs)) for h, vs in said.get("left_out", {}).items()},
        only_where={
            str(f): {str(h): tuple(map(str, vs)) for h, vs in where.items()}
            for f, where in said.get("only_where", {}).items()
        },
        one_row={str(k): tuple(map(str, vs)) for k, vs in said.get("one_row", {}).items()},
        month_first=said.get("dates") == "month first",
        last_name_first=said.get("names", "last name first") == "last name first",
        own=own,
    )
    named = {*profile.columns.values(), *profile.joined, *profile.constants, *profile.values}
    unknown = sorted((named | {*profile.only_where}) - fields)
    if unknown:
        raise ValueError(", ".join(unknown))
    return profile


def profile_text(profile: Profile) -> str:
    """`profile` as the file that `read_profile` reads."""
    lines = [f"name = {_quoted(profile.name)}", f"kind = {_quoted(profile.kind)}"]
    if profile.about:
        lines.append(f"about = {_quoted(profile.about)}")
    if profile.recognised_by:
        lines.append(f"recognised_by = {_list(profile.recognised_by)}")
    if profile.month_first:
        lines.append('dates = "month first"')
    if not profile.last_name_first:
        lines.append('names = "first name first"')
    for title, told in (("columns", profile.columns), ("constants", profile.constants)):
        if told:
            lines += ["", f"[{title}]", *(f"{_quoted(k)} = {_quoted(v)}" for k, v in told.items())]
    for title, lists in (
        ("joined", profile.joined),
        ("left_out", profile.left_out),
        ("one_row", profile.one_row),
    ):
        if lists:
            lines += ["", f"[{title}]", *(f"{_quoted(k)} = {_list(v)}" for k, v in lists.items())]
    for name, where in profile.only_where.items():
        lines += ["", f"[only_where.{_quoted(name)}]"]
        lines += [f"{_quoted(k)} = {_list(v)}" for k, v in where.items()]
    for name, words in profile.values.items():
        lines += ["", f"[values.{_quoted(name)}]"]
        lines += [f"{_quoted(k)} = {_quoted(v)}" for k, v in words.items()]
    return "\n".join(lines) + "\n"


def keep_profile(folder: Path, profile: Profile) -> Path:
    """Keep `profile` as the user's own in the data folder; where. Raises what `save` raises."""
    target = folder / FOLDER / f"{profile.key}.toml"
    target.parent.mkdir(exist_ok=True)
    save(target, profile_text(profile).encode())
    return target


def key_of(name: str) -> str:
    """What the file of a profile called `name` is called: « mairie-de-gieres »."""
    letters = "".join(c if c.isascii() and c.isalnum() else " " for c in fold(name))
    return "-".join(letters.split())[:60] or "profil"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _list(texts: Iterable[str]) -> str:
    return "[" + ", ".join(_quoted(text) for text in texts) + "]"
