"""`vaetvient office show` and `vaetvient office set`."""

from __future__ import annotations

from typing import Any

from vaetvient.cli.arguments import UsageError
from vaetvient.cli.call import Call
from vaetvient.cli.output import aligned
from vaetvient.cli.values import weekday_words, weekdays
from vaetvient.domain.registration import show_phone, show_siret
from vaetvient.language import _

_AS_TYPED = (
    "name",
    "postal_code",
    "commune",
    "address",
    "code",
    "email",
    "phone",
    "rna",
    "siret",
    "opening_hours",
    "retention_years",
    "register_annex",
)
"""The postal code comes before the commune, which it helps to recognise."""


def office(call: Call) -> int:
    """Change the office if asked to, then say what it is."""
    from vaetvient.desk.office import set_office

    if call.typed.what == "set":
        fields = _fields(call)
        if not fields:
            raise UsageError(_("Dites ce qui change, par exemple --name ou --commune."), "")
        set_office(call.desk, fields)
    _show(call)
    return 0


def _fields(call: Call) -> dict[str, Any]:
    typed = vars(call.typed)
    fields: dict[str, Any] = {
        field: typed[field] for field in _AS_TYPED if typed[field] is not None
    }
    if typed["opening_days"] is not None:
        fields["opening_days"] = weekdays(typed["opening_days"])
    if typed["office_language"] is not None:
        fields["language"] = typed["office_language"]
    if typed["states_value"] is not None:
        fields["states_value"] = typed["states_value"]
    return fields


def _show(call: Call) -> None:
    from vaetvient.domain.office import Office

    with call.desk.database.reading() as session:
        found = session.get_one(Office, call.desk.office_id)
        value = {
            "id": str(found.id),
            "name": found.name,
            "code": found.code,
            "address": found.address,
            "postal_code": found.postal_code,
            "commune": found.commune_name,
            "commune_insee": found.commune_insee,
            "email": found.email,
            "phone": found.phone,
            "rna": found.rna,
            "siret": found.siret,
            "opening_days": weekday_words(found.opening_days).split(),
            "opening_hours": found.opening_hours,
            "language": found.language,
            "states_value": found.states_value,
            "retention_years": found.retention_years,
            "register_annex": found.register_annex,
        }
        rows = [
            (_("nom"), found.name),
            (_("code"), found.code),
            (_("adresse"), found.address.replace("\n", ", ")),
            (_("commune"), f"{found.postal_code} {found.commune_name}".strip()),
            (_("e-mail"), found.email or ""),
            (_("téléphone"), show_phone(found.phone)),
            (_("RNA"), found.rna or ""),
            (_("SIRET"), show_siret(found.siret)),
            (_("ouvert"), weekday_words(found.opening_days)),
            (_("horaires"), found.opening_hours.replace("\n", ", ")),
            (_("langue"), found.language),
        ]
    call.give(value, *aligned(row for row in rows if row[1]))
