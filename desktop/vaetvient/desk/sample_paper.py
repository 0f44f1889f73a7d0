"""An agreement of nobody's, to see the office's texts on: its own head, an invented borrower."""

from __future__ import annotations

import base64
from datetime import timedelta

from sqlalchemy.orm import Session, undefer

from vaetvient.desk.desk import Desk
from vaetvient.desk.papers import office_party
from vaetvient.domain.agreement import AgreementContent, AgreementLine, DepositTerms, Party
from vaetvient.domain.entities import Office
from vaetvient.domain.loan import agreement_number
from vaetvient.language import N_, Language, _, show_date, show_money, speaking
from vaetvient.storage.clauses import OwnTexts, load_clauses

KINDS = {
    "thing": N_("Du matériel"),
    "vehicle": N_("Un véhicule"),
    "room": N_("Une salle"),
    "cold_room": N_("Une chambre froide"),
}
"""What may be lent on the sample, and how it is called."""
_LABELS = {
    "thing": ("VID-012", N_("Vidéoprojecteur")),
    "vehicle": ("VEH-001", N_("Minibus neuf places")),
    "room": ("SAL-002", N_("Grande salle")),
    "cold_room": ("FRO-001", N_("Remorque frigorifique")),
}
_DEPOSIT_CENTS = 15_000
_VALUE_CENTS = 48_000


def sample_agreement(
    session: Session,
    desk: Desk,
    language: Language,
    own: OwnTexts,
    *,
    kind: str = "thing",
    has_deposit: bool = True,
    states_value: bool = False,
) -> AgreementContent:
    """What an agreement would say today with these texts, in a language. Nothing is written."""
    office = session.get_one(Office, desk.office_id, options=[undefer(Office.logo)])
    today = desk.today()
    due = today + timedelta(days=7)
    with speaking(language):
        tag, label = _LABELS[kind]
        deposit = DepositTerms(_DEPOSIT_CENTS, _("chèque")) if has_deposit else DepositTerms()
        borrower = Party(
            name=_("Association d'exemple"),
            form=_("association"),
            address_lines=(_("1 rue de l'Exemple"), "38000 Grenoble"),
            number="A-0001",
        )
        number = agreement_number(office.code, today.year, 0)
        return AgreementContent(
            number=number,
            language=language,
            office=office_party(office),
            place=office.commune_name,
            made_on=today.isoformat(),
            out_at=f"{today.isoformat()}T10:00",
            due_on=due.isoformat(),
            borrower=borrower,
            currency=office.currency,
            signatory=_("Camille Exemple"),
            signatory_capacity=_("présidente"),
            lines=(
                AgreementLine(
                    tag=tag,
                    label=_(label),
                    brand="",
                    serial="",
                    quantity=1,
                    value_cents=_VALUE_CENTS,
                    owner="",
                    condition=_("bon état"),
                    defects="",
                    kind=kind,
                ),
            ),
            states_value=states_value,
            purpose=_("fête de quartier"),
            deposit=deposit,
            clauses=load_clauses(
                language,
                kinds=frozenset({kind}),
                has_deposit=has_deposit,
                states_value=states_value,
                fields={
                    "borrower": borrower.name,
                    "office": office.name,
                    "number": number,
                    "due": show_date(due),
                    "place": office.commune_name,
                    "deposit": show_money(deposit.amount_cents, office.currency),
                    "email": office.email or "",
                },
                own=own,
            ),
            logo=base64.b64encode(office.logo).decode("ascii") if office.logo else "",
        )
