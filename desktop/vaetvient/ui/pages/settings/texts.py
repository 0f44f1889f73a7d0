"""The office's own texts of the agreement, with the paper they make drawn beside them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout
from sqlalchemy.orm import Session

from vaetvient.desk.office_texts import drop_article, write_article, write_text
from vaetvient.desk.sample_paper import KINDS, sample_agreement
from vaetvient.documents.agreement import render_agreement
from vaetvient.domain.errors import VaEtVientError
from vaetvient.domain.office import Office
from vaetvient.domain.office_text import TEXT_FIELDS, AddedArticle
from vaetvient.language import N_, Language, _, as_language
from vaetvient.storage.clauses import OwnTexts, default_clauses, own_texts
from vaetvient.ui.pages.settings.article_editor import OwnArticle, ShippedArticle
from vaetvient.ui.pages.settings.paper_texts import PREVIEW_DPI, PaperTextSection
from vaetvient.ui.pages.settings.section import Setting
from vaetvient.ui.printing.pdf import draw_pages
from vaetvient.ui.widgets.fields import Choice
from vaetvient.ui.widgets.panes import clear

_NEW = AddedArticle("", "", "")


class TextsSection(PaperTextSection):
    """Each paragraph may be the office's; what was printed before keeps its own."""

    name = "texts"
    about = N_("Vos articles, à la place de ceux du programme. Faites-les relire par un juriste.")
    settings = (
        Setting(
            "text_language",
            N_("Langue des textes"),
            N_("Chaque langue a ses textes : celle des conventions est dans l'affichage."),
            N_("version traduction"),
        ),
        Setting(
            "article",
            N_("Article"),
            N_("Un point marque ceux que vous avez changés. Ce qui est imprimé garde les siens."),
            N_("clause convention contrat conditions règlement rgpd assurance modifier"),
        ),
        Setting(
            "sample",
            N_("Aperçu pour"),
            N_("Certains paragraphes ne sont imprimés que pour un véhicule ou une salle."),
            N_("aperçu exemple véhicule salle"),
        ),
    )

    def build(self) -> None:
        self._own = OwnTexts()
        self._clauses = default_clauses("fr")
        self._started = False
        self._states_value = False
        self.editor: ShippedArticle | OwnArticle | None = None
        left = self.lay_out(_("Aperçu de la convention"))
        articles, kinds = Choice(), Choice()
        for kind, words in KINDS.items():
            kinds.addItem(_(words), kind)
        self.languages.activated.connect(lambda _place: self._change_language())
        articles.activated.connect(lambda _place: self._open_article())
        kinds.activated.connect(lambda _place: self.drawing.start())
        self.articles, self.kinds = articles, kinds
        self.add("article", articles, into=left)
        self.offer_fields(TEXT_FIELDS, _("Champs remplis à l'impression"), left)
        self._place = QVBoxLayout()
        left.addLayout(self._place)
        self.add("sample", kinds, into=left)
        self.add("text_language", self.languages, into=left)
        left.addStretch(1)

    @property
    def language(self) -> Language:
        """The language of the texts that are edited."""
        return as_language(str(self.languages.currentData()))

    # Load

    def read(self, session: Session) -> Any:
        office = session.get_one(Office, self.context.desk.office_id)
        paper = as_language(office.language)
        language = self.language if self._started else paper
        return language, own_texts(session, office.id, language), office.states_value

    def show_values(self, values: Any) -> None:
        language, own, self._states_value = values
        if not self._started:
            self._started = True
            self.languages.setCurrentIndex(self.languages.findData(language))
        if language != self.language:
            return
        self._clauses = default_clauses(language)
        first = self.editor is None
        typing = self.editor is not None and not self._is_saved()
        self._own = own
        self._list_articles()
        if first or (not typing and self._differs()):
            self.editor = None  # what it holds is not what is kept, and not to be kept again
            self._open_article()
        self.drawing.start()

    def _list_articles(self) -> None:
        chosen = self.articles.currentData()
        self.articles.clear()
        for clause in self._clauses:
            own = any(part.slot in self._own.paragraphs for part in clause.paragraphs)
            self.articles.addItem(f"{clause.title} •" if own else clause.title, clause.key)
        for article in self._own.added:
            self.articles.addItem(f"{article.title} •", article.slot)
        self.articles.addItem(_("Ajouter un article…"), "")
        place = self.articles.findData(chosen) if chosen is not None else 0
        self.articles.setCurrentIndex(max(0, place))

    def _differs(self) -> bool:
        """Whether what is kept is no more what is shown: an undo, another post."""
        editor = self.editor
        if isinstance(editor, ShippedArticle):
            kept = self._own.paragraphs
            return any(w.body != kept.get(w.slot) for w in editor.written())
        if isinstance(editor, OwnArticle):
            return bool(editor.article.slot) and editor.written() not in self._own.added
        return True

    # Editing

    def _change_language(self) -> None:
        self.flush()
        self.editor = None
        self.load()

    def _open_article(self) -> None:
        self.flush()
        clear(self._place)
        key, theme = self.articles.currentData(), self.context.theme
        clause = next((c for c in self._clauses if c.key == key), None)
        if clause is not None:
            shipped = ShippedArticle(theme, clause, dict(self._own.paragraphs))
            self.editor = shipped
        else:
            found = next((a for a in self._own.added if a.slot == key), _NEW)
            own = OwnArticle(theme, found)
            own.dropped.connect(self._drop)
            self.editor = own
        self.editor.edited.connect(self.typed)
        self.editor.left.connect(self.flush)
        self._place.addWidget(self.editor)
        if key == "":
            self.editor.focus_first()

    def insert(self, field: str) -> None:
        focused = self.window().focusWidget()
        if not isinstance(focused, QPlainTextEdit) and self.editor is not None:
            self.editor.focus_first()
            focused = self.editor.window().focusWidget()
        if isinstance(focused, QPlainTextEdit):
            focused.insertPlainText(field)

    def _is_saved(self) -> bool:
        return not self.keeping.isActive()

    def flush(self) -> None:
        """Keep what can be; what is wrong is said beside it and stays as typed."""
        super().flush()
        self.keeping.stop()
        desk, language, editor = self.context.desk, self.language, self.editor
        if isinstance(editor, ShippedArticle):
            right = editor.right_slots()
            for written in editor.written():
                kept = self._own.paragraphs.get(written.slot)
                if written.slot in right and written.body != kept:
                    slot, body = written.slot, written.body
                    self._note(slot, body)
                    self.apply("article", partial(write_text, desk, language, slot, body))
        elif isinstance(editor, OwnArticle):
            self._flush_own(editor)

    def _note(self, slot: str, body: str | None) -> None:
        """Take it as kept, so that it is not sent twice."""
        paragraphs = dict(self._own.paragraphs)
        if body is None:
            paragraphs.pop(slot, None)
        else:
            paragraphs[slot] = body
        self._own = OwnTexts(paragraphs, self._own.added)

    def _flush_own(self, editor: OwnArticle) -> None:
        desk, language, written = self.context.desk, self.language, editor.written()
        untouched = written == editor.article or written in self._own.added
        if untouched or not editor.editor.is_right:
            return
        if not written.title.strip() and not written.body.strip():
            return
        before = editor.article
        editor.article = written

        def done(slot: object) -> None:
            if isinstance(slot, str):
                editor.article = AddedArticle(slot, written.title, written.body, written.condition)
                place = self.articles.findData("")
                if not before.slot and self.articles.currentIndex() == place:
                    self.articles.setItemData(place, slot)
                    self.load()

        def refused(error: VaEtVientError) -> None:
            editor.article = before
            entry = editor.title_entry if error.field == "title" else editor.editor.entry
            entry.show_error(error.message)

        self.context.work.do(
            lambda: write_article(
                desk, language, written.title, written.body, written.condition, written.slot
            ),
            done,
            refused,
            owner=self,
        )

    def _drop(self) -> None:
        editor = self.editor
        if not isinstance(editor, OwnArticle):
            return
        desk, language, slot = self.context.desk, self.language, editor.article.slot
        self.editor = None
        clear(self._place)
        self.articles.setCurrentIndex(0)
        if slot:
            self.apply("article", lambda: drop_article(desk, language, slot))
        else:
            self._open_article()

    # The paper

    def typed_texts(self) -> OwnTexts:
        """The office's texts with what is being typed in their place."""
        paragraphs, added = dict(self._own.paragraphs), list(self._own.added)
        if isinstance(self.editor, ShippedArticle):
            for written in self.editor.written():
                paragraphs.pop(written.slot, None)
                if written.body is not None:
                    paragraphs[written.slot] = written.body
        elif isinstance(self.editor, OwnArticle):
            own = self.editor.written()
            added = [a for a in added if a.slot != own.slot]
            if own.title.strip() or own.body.strip():
                added.append(own)
        return OwnTexts(paragraphs, tuple(added))

    def drawer(self) -> Callable[[], list[QImage]]:
        desk, language, own = self.context.desk, self.language, self.typed_texts()
        kind = str(self.kinds.currentData())
        states_value, editor = self._states_value, self.editor
        if isinstance(editor, ShippedArticle):  # show what is written, whatever it needs
            states_value = states_value or "value" in editor.clause.when

        def work() -> list[QImage]:
            with desk.database.reading() as session:
                content = sample_agreement(
                    session, desk, language, own, kind=kind, states_value=states_value
                )
            return draw_pages(render_agreement(content), PREVIEW_DPI)

        return work
