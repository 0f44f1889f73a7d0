"""Members' cards: of those chosen, of everybody, or of those who have none yet."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from vaetvient.domain.entities import Office
from vaetvient.domain.member import MemberKind
from vaetvient.language import N_, _, as_language, ngettext
from vaetvient.storage.queries.listing import Order
from vaetvient.storage.queries.members import MEMBERS, Dues, MembersAsked
from vaetvient.storage.queries.prints import card_sheet
from vaetvient.ui.context import Context
from vaetvient.ui.printing.source import Make, Source
from vaetvient.ui.printing.uses import PaperUse
from vaetvient.ui.tokens import S8
from vaetvient.ui.widgets.entry import Entry
from vaetvient.ui.widgets.filter_bar import FilterChoice
from vaetvient.ui.widgets.panes import label

_MOST = 100_000
_CHOSEN, _PAID, _EVERYBODY, _PEOPLE, _ASSOCIATIONS = range(5)
_OF_WORDS = (
    (N_("Adhérents à jour"), _PAID),
    (N_("Tous les adhérents"), _EVERYBODY),
    (N_("Personnes à jour"), _PEOPLE),
    (N_("Associations à jour"), _ASSOCIATIONS),
)


class CardOptions(QWidget):
    """Whose cards."""

    changed = Signal()

    def __init__(self, context: Context, keys: Sequence[UUID]) -> None:
        super().__init__()
        offered = [(_(words), of) for words, of in _OF_WORDS]
        if keys:
            words = ngettext("{n} adhérent choisi", "{n} adhérents choisis", len(keys))
            offered.insert(0, (words.format(n=len(keys)), _CHOSEN))
        self.of = FilterChoice(_("Cartes de"), offered)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S8)
        column.addWidget(Entry(context.theme, "of", _("Cartes de"), self.of))
        hint = _("Dix cartes par feuille, à couper : 85,6 × 54 mm, comme une carte bancaire.")
        column.addWidget(label(hint, "small"))
        self.of.currentIndexChanged.connect(self.changed)


class CardsSource(Source):
    """Cards as they are chosen."""

    def __init__(self, context: Context, keys: tuple[UUID, ...]) -> None:
        super().__init__(_("Cartes d'adhérent"), _("cartes"), PaperUse.CARDS)
        self._context = context
        self._keys = keys
        self._options = CardOptions(context, keys)
        self._options.changed.connect(self.changed)

    @property
    def options(self) -> CardOptions:
        return self._options

    def make(self) -> Make:
        desk, of = self._context.desk, self._options.of.value
        asked = MembersAsked(
            desk.today(),
            desk.database.lexicon,
            kind={_PEOPLE: MemberKind.PERSON, _ASSOCIATIONS: MemberKind.ASSOCIATION}.get(of),
            dues=Dues.ANY if of == _EVERYBODY else Dues.PAID,
        )
        chosen = self._keys if of == _CHOSEN else None

        def work() -> bytes:
            from vaetvient.documents.cards import render_cards

            with desk.database.reading() as session:
                keys = chosen
                if keys is None:
                    rows = MEMBERS.window(session, asked, Order("label"), 0, _MOST)
                    keys = tuple(row.id for row in rows)
                if not keys:
                    return b""
                language = as_language(session.get_one(Office, desk.office_id).language)
                sheet = card_sheet(
                    session, desk.office_id, keys, language=language, made_on=desk.today()
                )
            return render_cards(sheet)

        return work

    def nothing(self) -> str:
        return _("Il n'y a personne ici : choisissez d'autres adhérents.")
