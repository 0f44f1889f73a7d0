"""The agreements of many loans, one after the other, as one paper to look at and print."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from vaetvient.desk import papers
from vaetvient.domain.errors import RefusedError
from vaetvient.language import N_, _
from vaetvient.ui.context import Context
from vaetvient.ui.printing.pdf import joined
from vaetvient.ui.printing.source import Made, Source
from vaetvient.ui.printing.uses import PaperUse

MOST = 100


class TooManyAgreementsError(RefusedError):
    code = "too_many_agreements"
    text = N_("{count} conventions d'un coup, c'est trop : {most} au plus.")
    way_out = N_("Choisissez-en moins.")


@dataclass(frozen=True, slots=True)
class AgreementsAsked:
    """Those of these loans, in this order."""

    keys: tuple[UUID, ...]

    def source(self, context: Context) -> Source:
        from vaetvient.ui.papers import render

        desk, keys = context.desk, self.keys

        def make() -> bytes:
            if len(keys) > MOST:
                raise TooManyAgreementsError(count=len(keys), most=MOST)
            return joined([render(papers.agreement_of(desk, key)) for key in keys])

        return Made(_("Conventions de prêt"), _("conventions"), PaperUse.AGREEMENT, make)
