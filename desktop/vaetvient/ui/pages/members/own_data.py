"""What a member agreed to, the file of all that is known of them, and forgetting them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QWidget

from vaetvient.desk.consents import note_consent, withdraw_consent
from vaetvient.desk.erasing import erase_members
from vaetvient.documents.person_file import render_person_file
from vaetvient.domain.consent import (
    MEANS_WORDS,
    SUBJECT_WORDS,
    USUAL_WORDING,
    ConsentMeans,
    ConsentSubject,
)
from vaetvient.domain.personal_data import Erased, is_nobody
from vaetvient.exchange.saving import check_target, save
from vaetvient.language import _, show_date
from vaetvient.storage.queries.consents import ConsentRow
from vaetvient.storage.queries.member_file import MemberFile
from vaetvient.storage.queries.person_file import person_file
from vaetvient.sync import erasure, sent
from vaetvient.sync.site import NoNetworkError, Site, open_site
from vaetvient.ui.context import Context
from vaetvient.ui.giving import ask_where, remember_given
from vaetvient.ui.pages.looked_at import SETTINGS_NAME
from vaetvient.ui.tokens import S4
from vaetvient.ui.widgets.fields import Choice
from vaetvient.ui.widgets.flow import Flow
from vaetvient.ui.widgets.inset import Inset
from vaetvient.ui.widgets.menu_button import MenuButton
from vaetvient.ui.widgets.panes import LineButton, Section, button, clear, label


class OwnDataSection(Section):
    """« Données personnelles » : consents, a copy of everything, erasure."""

    def __init__(self, context: Context) -> None:
        super().__init__(_("Données personnelles"))
        self._context = context
        self._file: MemberFile | None = None
        theme = context.theme
        self.consent_button = button(
            theme, _("Noter un accord"), "badge-check", kind="quiet", act=self._ask_consent
        )
        self.give_button = MenuButton(theme, _("Remettre son dossier"), "file-text")
        self.give_button.offer(_("En PDF, pour la lire…"), partial(self._give, ".pdf"))
        self.give_button.offer(_("En JSON, pour un autre programme…"), partial(self._give, ".json"))
        self.erase_button = button(
            theme, _("Effacer…"), "trash-2", kind="quiet", act=self._ask_erasing
        )
        self.erase_button.setAccessibleName(_("Effacer les données de cette fiche"))
        deeds = QWidget()
        across = Flow(deeds)
        for made in (self.consent_button, self.give_button, self.erase_button):
            across.addWidget(made)
        self.agreed = self._consent_inset()
        self.erasing = Inset(theme, "", _("Effacer pour toujours"))
        self.erasing.add_widget(label(_erasing_words(), ""))
        self.erasing.confirmed.connect(self._erase)
        self._rows = Section("")
        self._rows.heading.hide()
        self._rows.body.setSpacing(0)
        for widget in (self._rows, deeds, self.agreed, self.erasing):
            self.body.addWidget(widget)

    def _consent_inset(self) -> Inset:
        asked = Inset(self._context.theme, _("Noter un accord"), _("Enregistrer l'accord"))
        self.subject, self.means, self.wording = Choice(), Choice(), QPlainTextEdit()
        for subject in ConsentSubject:
            self.subject.addItem(_(SUBJECT_WORDS[subject]), subject)
        for means in ConsentMeans:
            self.means.addItem(_(MEANS_WORDS[means]), means)
        self.wording.setTabChangesFocus(True)
        self.subject.currentIndexChanged.connect(self._propose)
        asked.add("subject", _("À quoi"), self.subject)
        asked.add("means", _("Comment"), self.means)
        asked.add("wording", _("Avec ces mots"), self.wording)
        asked.confirmed.connect(self._agree)
        return asked

    def show_data(self, file: MemberFile) -> None:
        """Show what a member agreed to."""
        self._file = file
        nameless = is_nobody(file.number)
        self.setVisible(not nameless)
        self.consent_button.setVisible(file.archived_at is None)
        clear(self._rows.body)
        for row in file.consents:
            self._rows.body.addWidget(self._line(row))
        if not file.consents:
            words = _("Aucun accord n'est noté.")
            if file.shared:
                words = _("Montrée aux autres bureaux sans que l'accord soit noté : notez-le.")
            self._rows.body.addWidget(label(words, "muted"))

    def close_up(self) -> None:
        """Another member is shown."""
        self.agreed.hide()
        self.erasing.hide()

    def _line(self, row: ConsentRow) -> QWidget:
        line = QWidget()
        across = QHBoxLayout(line)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(S4)
        given = _("donné le {day}, {how}").format(
            day=show_date(row.given_on, "short"), how=_(MEANS_WORDS[row.means])
        )
        if row.withdrawn_on is None:
            state, mark, tone = _("valable"), "circle-check", "done"
        else:
            day = show_date(row.withdrawn_on, "short")
            state, mark, tone = _("retiré le {day}").format(day=day), "history", "muted"
        subject = _(SUBJECT_WORDS[row.subject])
        said = LineButton(self._context.theme, subject, given, state=state, sign=(mark, tone))
        said.setToolTip(row.wording)
        across.addWidget(said, 1)
        if row.withdrawn_on is None:
            end = button(
                self._context.theme, _("Retirer"), kind="quiet", act=partial(self._withdraw, row.id)
            )
            end.setAccessibleName(_("Retirer l'accord : {subject}").format(subject=subject))
            across.addWidget(end)
        return line

    # Consents

    def _ask_consent(self) -> None:
        self.erasing.hide()
        self.agreed.open(
            {
                "subject": _(SUBJECT_WORDS[ConsentSubject.NEWS]),
                "means": _(MEANS_WORDS[ConsentMeans.DESK]),
            }
        )
        self._propose()

    def _propose(self) -> None:
        usual = USUAL_WORDING[ConsentSubject(self.subject.currentData())]
        self.wording.setPlainText(_(usual) if usual else "")

    def _agree(self) -> None:
        if self._file is None:
            return
        desk, key = self._context.desk, self._file.id
        subject = ConsentSubject(self.subject.currentData())
        means = ConsentMeans(self.means.currentData())
        wording = self.wording.toPlainText()
        self._context.work.do(
            lambda: note_consent(desk, key, subject, means, wording=wording),
            lambda _key: self.agreed.close_up(),
            self.agreed.refuse,
            owner=self,
        )

    def _withdraw(self, consent_id: UUID) -> None:
        desk = self._context.desk
        self._context.work.do(
            lambda: withdraw_consent(desk, consent_id),
            lambda _none: self._context.forgive(),
            owner=self,
        )

    # A copy

    def _give(self, ending: str) -> None:
        file = self._file
        if file is None:
            return
        kept = _window_settings(self._context)
        name = _("Dossier {number}").format(number=file.number)
        kind = ending.removeprefix(".")
        ask_where(self, kept, _("Où écrire le dossier ?"), name, {kind.upper(): kind}, self.give_to)

    def give_to(self, target: Path) -> None:
        """Write all that is known of the member to a PDF or a JSON file."""
        file, desk = self._file, self._context.desk
        if file is None:
            return

        def write() -> Path:
            check_target(target)
            site = _site(self._context)
            told = sent.told_of(site, file.id) if site else []
            with desk.database.reading() as session:
                found = person_file(
                    session,
                    file.id,
                    zone=desk.zone,
                    now=desk.clock(),
                    sent=[(one.file, one.at, one.to) for one in told],
                )
            if target.suffix == ".json":
                save(target, json.dumps(found.data(), ensure_ascii=False, indent=2).encode())
            else:
                save(target, render_person_file(found))
            return target

        def written(path: Path) -> None:
            remember_given(_window_settings(self._context), path.parent)
            self._context.say(_("Le dossier est dans {file}.").format(file=path.name))

        self._context.work.ask(write, written, self._context.refuse, owner=self)

    # Erasing

    def _ask_erasing(self) -> None:
        if self._file is None:
            return
        self.agreed.hide()
        self.erasing.question.setText(
            _("Effacer les données de {name} ?").format(name=self._file.label)
        )
        self.erasing.open()

    def _erase(self) -> None:
        file, context = self._file, self._context
        if file is None:
            return

        def erase() -> int:
            return erase_everywhere(context, [file.id])[1]

        def erased(files: int) -> None:
            self.erasing.close_up()
            _window_settings(context).remove(f"drafts/member-{file.id}")
            words = _("Données effacées.")
            if files:
                words = _("Données effacées. La page Échanges dit quels fichiers détruire.")
            context.say(words)

        context.work.do(erase, erased, self.erasing.refuse, owner=self)


def erase_everywhere(context: Context, keys: Sequence[UUID]) -> tuple[Erased, int]:
    """Erase members here and at the other sites of the network, where there is one.

    Also how many files that went out tell of them. Raises what `erase_members` raises.
    """
    desk, site = context.desk, _site(context)
    if site is None:
        return erase_members(desk, keys), 0
    erased, files = erasure.erase(site, *keys, who=desk.volunteer)
    return erased, len(files)


def _site(context: Context) -> Site | None:
    """This post's place in its network, if it has one."""
    try:
        return open_site(context.desk.database, context.desk.clock)
    except NoNetworkError:
        return None


def _window_settings(context: Context) -> QSettings:
    return QSettings(str(context.folder / SETTINGS_NAME), QSettings.Format.IniFormat)


def _erasing_words() -> str:
    return "\n".join(
        (
            _(
                "Disparaissent : nom, coordonnées, notes, adhésions, mandats, pièces, accords, "
                "conventions et reçus, ici et chez les autres bureaux au prochain échange."
            ),
            _(
                "Restent, sans nom : les prêts et leurs dates, ce qui a été prêté, le montant des "
                "cautions."
            ),
            _(
                "On ne peut ni revenir en arrière, ni rappeler les papiers et fichiers déjà "
                "remis ; les copies de sauvegarde gardent la fiche un an au plus."
            ),
            _(
                "Les reçus de cotisation et de caution se gardent dix ans (Code de commerce, "
                "L123-22) : imprimez-les avant, s'il vous les faut."
            ),
        )
    )
