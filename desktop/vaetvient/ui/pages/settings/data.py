"""Where the data is, how much of it, its copies, and how to go back to one."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from vaetvient.desk.safekeeping import Safety, choose_second_folder, safety
from vaetvient.domain.errors import VaEtVientError
from vaetvient.language import N_, _, ngettext, show_moment, show_number, show_size
from vaetvient.storage import backups, salvage
from vaetvient.storage.backups import Copy
from vaetvient.ui.demo_office import FOLDER as DEMO_FOLDER
from vaetvient.ui.pages.settings.section import Section, Setting
from vaetvient.ui.tokens import S4, S8
from vaetvient.ui.widgets.fields import Choice, LineField
from vaetvient.ui.widgets.flow import Flow
from vaetvient.ui.widgets.inset import Inset
from vaetvient.ui.widgets.panes import StateLabel, button, label

COPY_REASONS = {
    backups.AUTOMATIC: N_("automatique"),
    backups.ASIDE: N_("mise de côté"),
    backups.BEFORE_EXCHANGE: N_("avant un grand échange"),
    "avant-mise-a-jour": N_("avant une mise à jour"),
}


@dataclass(frozen=True, slots=True)
class _Data:
    size: int
    safety: Safety


class DataSection(Section):
    """All of it is one file in one folder, on this computer."""

    name = "data"
    about = N_("Tout est dans un dossier de cet ordinateur. Rien n'en sort sans vous.")
    settings = (
        Setting(
            "folder",
            N_("Dossier des données"),
            N_("La base, les conventions en PDF et les copies."),
            N_("emplacement fichier disque taille où"),
        ),
        Setting(
            "copies",
            N_("Copies automatiques"),
            N_("À la fermeture et une fois par jour ; gardées 7 jours, 4 semaines, 12 mois."),
            N_("sauvegarde backup reprendre restaurer récupérer"),
        ),
        Setting(
            "second_folder",
            N_("Second dossier pour les copies"),
            N_("Une clé ou un disque du réseau : si l'ordinateur est perdu, elles restent."),
            N_("clé usb réseau sauvegarde externe"),
        ),
        Setting(
            "demo",
            N_("Bureau d'exemple"),
            N_("Un bureau inventé, dans une fenêtre et un dossier à lui, pour s'exercer."),
            N_("démonstration essai formation apprendre exercice démo"),
        ),
    )

    def build(self) -> None:
        theme, context = self.context.theme, self.context
        folder = QWidget()
        column = QVBoxLayout(folder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S4)
        self.where = label("", "")
        self.where.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.open_button = button(
            theme, _("Ouvrir le dossier"), "folder", act=lambda: open_folder(context.folder)
        )
        column.addWidget(self.where)
        column.addWidget(self.open_button, 0, Qt.AlignmentFlag.AlignLeft)
        folder.setFocusProxy(self.open_button)
        self.add("folder", folder)
        self._build_copies()
        self._build_second()
        self._build_demo()
        context.copies_changed.connect(self.load)

    def _build_demo(self) -> None:
        theme, context = self.context.theme, self.context
        holder = QWidget()
        buttons = Flow(holder)
        self.demo_button = button(
            theme, _("Ouvrir le bureau d'exemple"), "eye", act=context.demo_wanted.emit
        )
        self.no_demo_button = button(
            theme,
            _("Supprimer l'exemple"),
            "trash-2",
            kind="quiet",
            act=context.demo_unwanted.emit,
        )
        for made in (self.demo_button, self.no_demo_button):
            buttons.addWidget(made)
        holder.setFocusProxy(self.demo_button)
        self.add("demo", holder)

    def _build_copies(self) -> None:
        theme, context = self.context.theme, self.context
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S8)
        self.state = StateLabel(theme)
        self.trouble = label("", "late")
        self.choice = Choice()
        self.choice.setAccessibleName(_("Copies gardées"))
        self.copies: list[Copy] = []
        buttons = Flow()
        self.now_button = button(
            theme, _("Copier maintenant"), "copy", act=context.copy_wanted.emit
        )
        self.back_button = button(
            theme, _("Revenir à cette copie…"), "archive-restore", act=self._ask
        )
        for made in (self.now_button, self.back_button):
            buttons.addWidget(made)
        self.asked = Inset(theme, "", _("Revenir à cette copie"))
        self.lacking = label("", "")
        self.asked.add_widget(self.lacking)
        self.asked.confirmed.connect(self._go_back)
        for widget in (self.state, self.trouble, self.choice):
            column.addWidget(widget)
        column.addLayout(buttons)
        column.addWidget(self.asked)
        self.trouble.hide()
        self.choice.activated.connect(lambda _place: self.asked.close_up())
        holder.setFocusProxy(self.now_button)
        self.add("copies", holder)

    def _build_second(self) -> None:
        desk = self.context.desk
        self.second = LineField(_("Aucun"))

        def save(typed: str) -> None:
            self.apply("second_folder", lambda: choose_second_folder(desk, typed))

        self.add("second_folder", self.second, save)
        row = QHBoxLayout()
        browse = button(
            self.context.theme, _("Choisir le dossier…"), "folder", act=self._choose_folder
        )
        row.addWidget(browse)
        row.addStretch(1)
        self.column.addLayout(row)

    # Load

    def read(self, session: Session) -> Any:
        desk = self.context.desk
        path = desk.database.path
        parts = (path, path.with_name(f"{path.name}-wal"))
        return _Data(sum(p.stat().st_size for p in parts if p.exists()), safety(desk))

    def show_values(self, values: Any) -> None:
        found: Safety = values.safety
        self.where.setText(f"{self.context.folder} · {show_size(values.size)}")
        self.put("second_folder", found.second_folder)
        chosen = self.choice.currentIndex()
        before = self.copies[chosen].path if 0 <= chosen < len(self.copies) else None
        self.copies = list(found.copies)
        self.choice.clear()
        for copy in self.copies:
            self.choice.addItem(copy_words(copy))
        places = [place for place, copy in enumerate(self.copies) if copy.path == before]
        self.choice.setCurrentIndex(places[0] if places else 0)
        self.choice.setVisible(bool(self.copies))
        self.back_button.setEnabled(bool(self.copies))
        self._say_state(found)
        self.no_demo_button.setVisible((self.context.folder / DEMO_FOLDER).exists())

    def _say_state(self, found: Safety) -> None:
        if found.copies:
            words = ngettext(
                "{n} copie, la dernière du {when}",
                "{n} copies, la dernière du {when}",
                len(found.copies),
            ).format(n=len(found.copies), when=show_moment(found.copies[0].at))
            self.state.show_state(words, ("circle-check", "done"))
        else:
            self.state.show_state(_("Aucune copie pour le moment"), ("info", "muted"))
        self.trouble.setText(found.trouble)
        self.trouble.setVisible(bool(found.trouble))

    # Going back

    def _ask(self) -> None:
        copy = self.copies[self.choice.currentIndex()]
        path, desk = self.context.desk.database.path, self.context.desk

        def look() -> list[str] | None:
            held = salvage.holds(copy.path)
            return None if held is None else salvage.gestures_after(path, held.last, most=1_000)

        def show(lacks: list[str] | None) -> None:
            self.asked.question.setText(
                _("Revenir au {when} ?").format(when=show_moment(copy.at, desk.timezone))
            )
            self.lacking.setText(_lacking(lacks))
            self.asked.open()

        self.context.work.ask(look, show, owner=self, key="what a copy lacks")

    def _go_back(self) -> None:
        copy = self.copies[self.choice.currentIndex()].path
        self.asked.confirm.setEnabled(False)

        def refused(error: VaEtVientError) -> None:
            self.asked.confirm.setEnabled(True)
            self.asked.refuse(error)

        self.context.work.do(
            lambda: backups.refuse_unsound(copy),
            lambda _done: self.context.reopening_wanted.emit(copy),
            refused,
            owner=self,
        )

    def _choose_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(
            self, _("Second dossier pour les copies"), self.second.text()
        )
        if chosen:
            self.second.setText(chosen)
            self.save("second_folder")


def _lacking(lacks: list[str] | None) -> str:
    kept = _("Les données d'aujourd'hui sont mises de côté, dans les copies : on peut y revenir.")
    if lacks is None:
        return kept
    if not lacks:
        return _("Rien n'a été fait depuis.") + " " + kept
    first = "\n".join(f"• {words}" for words in lacks[:5])
    more = len(lacks) - 5
    words = ngettext(
        "{n} geste fait depuis n'y sera pas :",
        "{n} gestes faits depuis n'y seront pas :",
        len(lacks),
    ).format(n=show_number(len(lacks)))
    tail = "\n" + _("et {n} de plus").format(n=show_number(more)) if more > 0 else ""
    return f"{words}\n{first}{tail}\n{kept}"


def copy_words(copy: Copy) -> str:
    """« 27/11/2026 18:02 · automatique · 4,2 Mo »."""
    reason = _(COPY_REASONS[copy.why]) if copy.why in COPY_REASONS else copy.why.replace("-", " ")
    return f"{show_moment(copy.at)} · {reason} · {show_size(copy.size)}"


def open_folder(folder: Path) -> bool:
    """Show a folder in the system's own window."""
    return QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
