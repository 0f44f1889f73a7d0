"""What the fields of a member's form stand for, both ways."""

from __future__ import annotations

from vaetvient.desk.members import MemberForm
from vaetvient.domain.member import MemberKind
from vaetvient.domain.registration import show_phone, show_siret
from vaetvient.language import show_date
from vaetvient.storage.queries.member_file import MemberFile

OF_PERSON = ("last_name", "first_name", "birth_date")
OF_ASSOCIATION = ("name", "acronym", "rna", "siret")
_TYPED = (
    "number",
    "card",
    "email",
    "phone",
    "mobile",
    "address",
    "postal_code",
    "commune",
    "notes",
    "tags",
)


def texts_of(file: MemberFile) -> dict[str, str]:
    """A member as its form shows it."""
    return {
        "kind": file.kind.value,
        "last_name": file.last_name,
        "first_name": file.first_name,
        "birth_date": show_date(file.birth_date, "short") if file.birth_date else "",
        "name": file.name,
        "acronym": file.acronym,
        "rna": file.rna,
        "siret": show_siret(file.siret),
        "number": file.number,
        "card": file.card,
        "email": file.email,
        "phone": show_phone(file.phone),
        "mobile": show_phone(file.mobile),
        "address": file.address,
        "postal_code": file.postal_code,
        "commune": file.commune,
        "notes": file.notes,
        "tags": file.tags,
        "shared": "1" if file.shared else "",
    }


def form_of(kind: MemberKind, texts: dict[str, str]) -> MemberForm:
    """What is typed, as the use case takes it; fields of the other kind are left out."""
    own = OF_ASSOCIATION if kind is MemberKind.ASSOCIATION else OF_PERSON
    typed = {name: texts.get(name, "") for name in (*_TYPED, *own)}
    return MemberForm(kind=kind, shared=texts.get("shared") == "1", **typed)
