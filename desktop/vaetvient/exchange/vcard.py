"""Address books as vCard files, versions 2.1, 3.0 and 4.0 (RFC 2426, RFC 6350)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from vaetvient.domain.text import one_line
from vaetvient.exchange.encoding import Text, decoded
from vaetvient.exchange.errors import NoCardError
from vaetvient.exchange.source import Record, Source
from vaetvient.language import _

HEADER = (
    "type", "nom", "prénom", "dénomination", "sigle", "courriel", "téléphone", "mobile",
    "date de naissance", "adresse", "code postal", "commune", "mots-clés", "notes",
)  # fmt: skip
LONGEST_CARD = 4 << 20
"""In characters, its photograph included."""
_COMPANY = {"x-abshowas": "company", "kind": "org"}
_FOLDED = re.compile(r"\r?\n[ \t]")
_PICTURES = re.compile(
    r"^(?:item\d+\.)?(?:PHOTO|LOGO|SOUND|KEY)\b[^:\r\n]*:.*(?:\r?\n[ \t].*)*\r?\n?",
    re.IGNORECASE | re.MULTILINE,
)


class VcardSource(Source):
    """A file of cards; see `Source`."""

    form = "vcard"
    sheets = ("",)
    first_is_header = True

    def __init__(self, path: Path) -> None:
        """Raises what `decoded` raises."""
        self.path = path
        self.remarks: list[str] = []
        self._text: Text = decoded(path)

    def records(self, _sheet: str = "") -> Iterator[Record]:
        """The header, then one row for each card. Raises NoCardError."""
        yield Record(0, HEADER)
        found = False
        for line, text in _cards(self._text):
            found = True
            cells = _cells(text)
            fault = "" if cells else _("Cette carte est abîmée.")
            yield Record(line, cells, fault)
        if not found:
            raise NoCardError(path=str(self.path))

    def close(self) -> None:
        self._text.close()


def _cards(text: Text) -> Iterator[tuple[int, str]]:
    """Each card with its first line."""
    lines: list[str] = []
    start = size = depth = 0
    with text.open() as file:
        for number, line in enumerate(file, start=1):
            bare = line.strip().upper()
            if bare == "BEGIN:VCARD":
                depth += 1
                if depth == 1:
                    lines, start, size = [], number, 0
            if depth:
                size += len(line)
                if size <= LONGEST_CARD:
                    lines.append(line)
            if bare == "END:VCARD" and depth:
                depth -= 1
                if not depth:
                    yield start, "".join(lines)
    if depth:  # cut off in the middle: said as a card that cannot be read
        yield start, "".join(lines)


def _cells(text: str) -> tuple[str, ...]:
    """What stands on one card; nothing where it cannot be read."""
    try:
        import vobject

        card = vobject.readOne(_PICTURES.sub("", text), allowQP=True, ignoreUnreadable=True)
        said = _read(card)
    except Exception:  # noqa: BLE001  (whatever a damaged card makes the library say)
        said = None
    return tuple(said.get(field, "") for field in HEADER) if said else ()


def _read(card: Any) -> dict[str, str] | None:
    """The fields of one card; None where it is none."""
    contents = card.contents
    if getattr(card, "name", "") != "VCARD":
        return None
    said: dict[str, str] = {}
    extra: list[str] = []
    names = contents.get("n")
    if names:
        said["nom"], said["prénom"] = _joined(names[0].value.family), _joined(names[0].value.given)
    whole = _first(contents, "fn")
    organisation, *units = _organisation(contents)
    extra += units
    kinds = {name: _first(contents, name).lower() for name in _COMPANY}
    company = any(kinds[name].startswith(word) for name, word in _COMPANY.items())
    nameless = not said.get("nom") and not said.get("prénom")
    if company or (nameless and organisation and whole in ("", organisation)):
        said = {"type": "association", "dénomination": organisation or whole}
        said["sigle"] = _first(contents, "nickname")
        if whole and whole != said["dénomination"]:
            extra.append(whole)
    else:
        said["type"] = "personne"
        if nameless:
            said["prénom"], _space, said["nom"] = whole.rpartition(" ")
        if organisation:
            extra.append(organisation)
    mails = [one_line(str(line.value)) for line in contents.get("email", ())]
    if mails:
        said["courriel"] = mails[0]
        extra += mails[1:]
    _telephones(contents, said, extra)
    if contents.get("adr"):
        place = contents["adr"][0].value
        street = (place.box, place.extended, place.street)
        said["adresse"] = "\n".join(line for part in street for line in _lines(part))
        said["code postal"], said["commune"] = _joined(place.code), _joined(place.city)
    said["date de naissance"] = _birthday(_first(contents, "bday"))
    tags = contents.get("categories", ())
    said["mots-clés"] = ", ".join(_joined(line.value) for line in tags)
    said["notes"] = "\n".join([*_all(contents, "note"), *extra])
    return {field: _untouched(value) for field, value in said.items()}


def _telephones(contents: dict[str, Any], said: dict[str, str], extra: list[str]) -> None:
    for line in contents.get("tel", ()):
        number = one_line(str(line.value)).removeprefix("tel:")
        said_kinds = ",".join(str(kind) for kind in line.params.get("TYPE", []))
        kinds = set(said_kinds.lower().split(","))
        kinds |= {str(kind).lower() for kind in line.singletonparams}
        field = "mobile" if kinds & {"cell", "mobile"} else "téléphone"
        if "fax" in kinds or "pager" in kinds or field in said:
            extra.append(number)
        else:
            said[field] = number


def _organisation(contents: dict[str, Any]) -> list[str]:
    """The organisation, empty where none is said, then its departments."""
    found = contents.get("org")
    value = found[0].value if found else ""
    parts = value if isinstance(value, (list, tuple)) else [value]
    first, *rest = [one_line(str(part)) for part in parts] or [""]
    return [first, *(part for part in rest if part)]


def _birthday(text: str) -> str:
    """« --0315 » and « 1604-… » say a day without its year: not a date of birth."""
    return "" if text.startswith(("--", "1604")) else text


def _first(contents: dict[str, Any], name: str) -> str:
    found = contents.get(name)
    return one_line(str(found[0].value)) if found else ""


def _all(contents: dict[str, Any], name: str) -> list[str]:
    return [str(line.value) for line in contents.get(name, ())]


def _joined(part: Any) -> str:
    if isinstance(part, (list, tuple)):
        return ", ".join(text for one in part if (text := one_line(str(one))))
    return one_line(str(part))


def _lines(part: Any) -> list[str]:
    """What is on several lines stays so; what is parted by commas is one."""
    text = part if isinstance(part, str) else _joined(part)
    return [line for raw in text.splitlines() if (line := one_line(raw))]


def _untouched(value: str) -> str:
    return value.replace("\\n", "\n").replace("\\,", ",").replace("\\;", ";").strip()
