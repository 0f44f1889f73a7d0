"""The office's own letters, with the paper they make drawn beside them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtGui import QImage
from sqlalchemy.orm import Session

from vaetvient.desk.letter_writing import sample_letter
from vaetvient.desk.office_texts import write_letter
from vaetvient.documents.letters import render_letters
from vaetvient.domain.letter import LETTER_FIELDS, TEXT_WORDS, LetterText
from vaetvient.domain.office import Office
from vaetvient.domain.office_text import check_text
from vaetvient.language import N_, Language, _, as_language
from vaetvient.storage.letter_texts import own_letters, shipped_letters
from vaetvient.ui.pages.settings.article_editor import ParagraphEditor
from vaetvient.ui.pages.settings.paper_texts import PREVIEW_DPI, PaperTextSection
from vaetvient.ui.pages.settings.section import Setting
from vaetvient.ui.printing.pdf import draw_pages
from vaetvient.ui.widgets.fields import Choice, LineField

_LINES = 18


def _check(typed: str) -> str:
    return check_text(typed, fields=LETTER_FIELDS)


class LetterTextsSection(PaperTextSection):
    """Each letter may be in the office's words; one goes back to the shipped text in one press."""

    name = "letters"
    about = N_("Rappels de retard et avis de retrait, dans vos mots : sur papier et par e-mail.")
    settings = (
        Setting(
            "letter",
            N_("Lettre"),
            N_("Un point marque celles que vous avez changées."),
            N_("rappel relance retard avis retrait liste d'attente courrier modèle modifier"),
        ),
        Setting(
            "letter_title",
            N_("Objet"),
            N_("En tête de la lettre, et objet de l'e-mail."),
            N_("titre sujet"),
        ),
        Setting(
            "letter_language",
            N_("Langue des lettres"),
            N_("Chaque langue a ses textes : celle des lettres est dans l'affichage."),
            N_("version traduction"),
        ),
    )

    def build(self) -> None:
        theme = self.context.theme
        self._own: dict[str, LetterText] = {}
        self._started = False
        self._key = next(iter(TEXT_WORDS))
        self._language: Language = "fr"
        left = self.lay_out(_("Aperçu de la lettre"))
        self.letters = Choice()
        self.letters.activated.connect(lambda _place: self._open())
        self.languages.activated.connect(lambda _place: self._change_language())
        self.add("letter", self.letters, into=left)
        self.subject = LineField()
        self._subject = self.add("letter_title", self.subject, check=_check, into=left)
        self.editor = ParagraphEditor(
            theme, _("Texte"), "", lines=_LINES, check=_check, empty=_("Vide : la liste seule.")
        )
        left.addWidget(self.editor)
        self.offer_fields(LETTER_FIELDS, _("Champs remplis à l'envoi"), left)
        self.add("letter_language", self.languages, into=left)
        left.addStretch(1)
        self.subject.textEdited.connect(lambda _typed: self._edited())
        self.subject.editingFinished.connect(self.flush)
        self.editor.edited.connect(self._edited)
        self.editor.left.connect(self.flush)
        self.editor.back.clicked.connect(lambda _checked=False: self._reset_subject())

    @property
    def language(self) -> Language:
        """The language of the letters that are edited."""
        return self._language

    @property
    def key(self) -> str:
        """Which letter is edited."""
        return self._key

    def written(self) -> LetterText:
        """The letter as it now stands, right or wrong."""
        return LetterText(self.subject.text().strip(), self.editor.text.strip())

    # Load

    def read(self, session: Session) -> Any:
        office = session.get_one(Office, self.context.desk.office_id)
        language = self.language if self._started else as_language(office.language)
        return language, own_letters(session, office.id, language)

    def show_values(self, values: Any) -> None:
        language, own = values
        first = not self._started
        if first:
            self._started = True
            self._language = language
            self.languages.setCurrentIndex(self.languages.findData(language))
        if language != self.language:
            return
        typing = self.keeping.isActive()
        self._own = own
        self._list()
        if first or (not typing and self.written() != self._kept()):
            self._put()
        self.drawing.start()

    def _list(self) -> None:
        self.letters.clear()
        for key, words in TEXT_WORDS.items():
            shown = _(words)
            self.letters.addItem(f"{shown} •" if key in self._own else shown, key)
        self.letters.setCurrentIndex(self.letters.findData(self._key))

    def _shipped(self) -> LetterText:
        return shipped_letters(self.language)[self._key]

    def _kept(self) -> LetterText:
        return self._own.get(self._key, self._shipped())

    def _put(self) -> None:
        kept, shipped = self._kept(), self._shipped()
        self.entries["letter_title"].put(kept.title)
        self.editor.original = shipped.body
        self.editor.put(kept.body)
        self._show_way_back()

    def _show_way_back(self) -> None:
        self.editor.back.setVisible(self.written() != self._shipped())

    # Editing

    def _change_language(self) -> None:
        self.flush()  # what was typed is still of the other language
        self._language = as_language(str(self.languages.currentData()))
        self._own = {}
        self._put()
        self.load()

    def _open(self) -> None:
        self.flush()
        self._key = str(self.letters.currentData())
        self._put()
        self.drawing.start()

    def _edited(self) -> None:
        self._show_way_back()
        self.typed()

    def _reset_subject(self) -> None:
        self.subject.setText(self._shipped().title)
        self._edited()
        self.flush()

    def insert(self, field: str) -> None:
        if self.window().focusWidget() is self.subject:
            self.subject.insert(field)
            self._edited()
            return
        self.editor.field.setFocus()
        self.editor.field.insertPlainText(field)

    def flush(self) -> None:
        """Keep what can be; what is wrong is said beside it and stays as typed."""
        super().flush()
        self.keeping.stop()
        if not self._started:
            return
        written, key, language = self.written(), self._key, self.language
        right = self._subject.examine()
        if written == self._kept() or not self.editor.is_right or not right:
            return
        text = None if written == self._shipped() else written
        if text is None:
            self._own.pop(key, None)
        else:
            self._own[key] = text
        desk = self.context.desk
        self.apply("letter_title", partial(write_letter, desk, language, key, text))

    # The paper

    def drawer(self) -> Callable[[], list[QImage]]:
        desk, language, key, text = self.context.desk, self.language, self._key, self.written()

        def work() -> list[QImage]:
            with desk.database.reading() as session:
                letter = sample_letter(session, desk, language, key, text)
            return draw_pages(render_letters((letter,)), PREVIEW_DPI)

        return work
