"""The offices of the network: last heard, what they lack, and how to let one in or out."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from vaetvient.desk.posts import rename_post
from vaetvient.language import _, ngettext, show_moment, show_number
from vaetvient.ui.context import Context
from vaetvient.ui.pages.exchange.card import Card
from vaetvient.ui.pages.exchange.state import ExchangeState, PartnerRow
from vaetvient.ui.pages.exchange.words import age_words
from vaetvient.ui.tokens import S12
from vaetvient.ui.widgets.fields import LineField
from vaetvient.ui.widgets.inset import Inset
from vaetvient.ui.widgets.panes import button, clear, label

if TYPE_CHECKING:
    from vaetvient.sync.roster import Member


class OfficesPanel(QWidget):
    """A card for each computer of the network, this one first."""

    write_wanted = Signal(object)
    """A PartnerRow: write what it lacks, for it alone."""
    invite_wanted = Signal()
    changed = Signal()
    """The network is no longer what it was."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(S12)
        self.cards: dict[str, Card] = {}

    def show_state(self, state: ExchangeState) -> None:
        """Show the network as it now is."""
        clear(self._column)
        self.cards = {}
        ordered = sorted(
            (one for one in state.partners if one.active),
            key=lambda p: (not p.ourselves, not p.our_office, p.office, p.name),
        )
        for one in ordered:
            self.cards[one.id] = card = self._card(one)
            self._column.addWidget(card)
        if not state.others:
            self._column.addWidget(
                label(
                    _(
                        "Ce poste est encore seul dans le réseau. Invitez un bureau : il reçoit un "
                        "fichier, répond par un autre, et vous comparez une empreinte au téléphone."
                    ),
                    "muted",
                )
            )
        gone = [one for one in state.partners if not one.active]
        if gone:
            names = ", ".join(f"{one.office} · {one.name}" for one in gone)
            self._column.addWidget(label(_("Plus écoutés : {names}").format(names=names), "small"))

    def _card(self, one: PartnerRow) -> Card:
        theme = self._context.theme
        title = f"{one.office} · {one.name}"
        card = Card(theme, title, _("ce poste") if one.ourselves else "")
        if one.ourselves:
            card.say(_("Empreinte : {f}").format(f=one.fingerprint), "muted")
        else:
            self._say_news(card, one)
            card.offer(
                button(
                    theme,
                    _("Écrire pour lui…"),
                    "upload",
                    act=lambda: self.write_wanted.emit(one),
                )
            )
        if one.our_office:
            renaming = _Renaming(self._context, one)
            card.offer(button(theme, _("Renommer"), "pencil", kind="quiet", act=renaming.begin))
            card.add(renaming)
        if not one.ourselves:
            leaving = _Removing(self._context, one)
            leaving.removed.connect(self.changed)
            leaving.replaced.connect(self.invite_wanted)
            card.offer(
                button(
                    theme,
                    _("Perdu, ou plus du réseau…"),
                    "log-out",
                    kind="quiet",
                    act=leaving.begin,
                )
            )
            card.add(leaving)
        return card

    def _say_news(self, card: Card, one: PartnerRow) -> None:
        desk = self._context.desk
        heard = age_words(desk, one.heard_at)
        if one.heard_at is not None:
            at = show_moment(one.heard_at, desk.timezone)
            card.say(_("Dernières nouvelles : {age} ({at})").format(age=heard, at=at))
        else:
            card.say(_("Aucune nouvelle encore."))
        if one.to_tell:
            said = ngettext(
                "{n} changement ne lui est pas encore parvenu, pour ce qu'on en sait.",
                "{n} changements ne lui sont pas encore parvenus, pour ce qu'on en sait.",
                one.to_tell,
            )
            card.show_state(said.format(n=show_number(one.to_tell)), ("hourglass", "muted"))
        else:
            card.show_state(_("Il a tout ce que nous avons."), ("circle-check", "done"))
        if one.behind:
            said = _("Il manque un de ses fichiers : d'autres nouvelles l'attendent.")
            card.show_state(said, ("triangle-alert", "late"))


class _Renaming(Inset):
    """What a post of ours is called."""

    def __init__(self, context: Context, one: PartnerRow) -> None:
        super().__init__(context.theme, _("Comment s'appelle ce poste ?"), _("Renommer ⏎"))
        self._context, self._one = context, one
        self.add("name", _("Nom du poste"), LineField(_("Accueil, bureau du fond…")))
        self.confirmed.connect(self._do)

    def begin(self) -> None:
        """Ask, with the name as it is."""
        self.open({"name": self._one.name})

    def _do(self) -> None:
        desk, key, name = self._context.desk, UUID(self._one.id), self.text("name")
        self._context.work.do(
            lambda: rename_post(desk, key, name),
            lambda _done: self.close_up(),
            self.refuse,
            owner=self,
        )


class _Removing(Inset):
    """Hear a computer no more: said beforehand, since it cannot be undone."""

    removed = Signal()
    replaced = Signal()

    def __init__(self, context: Context, one: PartnerRow) -> None:
        name = f"{one.office} · {one.name}"
        question = _("Ne plus écouter {name} ?").format(name=name)
        super().__init__(context.theme, question, _("Ne plus l'écouter"))
        self._context, self._one = context, one
        self.add_widget(
            label(
                _(
                    "Ce qu'il a écrit jusqu'ici reste. Ce qu'il écrira ensuite sera refusé, ici et "
                    "chez tous ceux qui l'apprennent. Cela ne s'annule pas : pour le faire revenir,"
                    " il faut l'inviter à nouveau."
                ),
                "muted",
            )
        )
        self.replace = button(
            context.theme,
            _("L'ordinateur est perdu : le remplacer"),
            "repeat",
            act=partial(self._remove, replace=True),
        )
        self.add_widget(self.replace)
        self.confirmed.connect(partial(self._remove, replace=False))

    def begin(self) -> None:
        """Ask."""
        self.open()

    def _remove(self, *, replace: bool) -> None:
        desk, who = self._context.desk, self._one.id

        def work() -> Member:
            from vaetvient.sync import network
            from vaetvient.sync.site import open_site

            return network.remove(open_site(desk.database, desk.clock), who)

        def done(gone: Member) -> None:
            said = _("{office} · {site} n'est plus écouté.")
            self._context.say(said.format(office=gone.office_name, site=gone.site_name))
            self.close_up()
            self.removed.emit()
            if replace:
                self.replaced.emit()

        self._context.work.do(work, done, self.refuse, owner=self)
