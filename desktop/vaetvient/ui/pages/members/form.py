"""The form of a member: a person or an association, checked as typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from uuid import UUID

from PySide6.QtCore import QSettings, QTimer, Signal
from PySide6.QtWidgets import QButtonGroup, QCheckBox, QFrame, QPlainTextEdit, QVBoxLayout

from vaetvient.desk import members
from vaetvient.desk.members import Lookalike, MissingNameError
from vaetvient.domain import registration
from vaetvient.domain.member import MemberKind
from vaetvient.domain.text import one_line
from vaetvient.language import N_, _
from vaetvient.storage.communes import Commune, find_communes, recognise
from vaetvient.storage.queries.member_file import MemberFile, member_file
from vaetvient.ui.context import Context
from vaetvient.ui.pages.members.form_values import OF_ASSOCIATION, OF_PERSON, form_of, texts_of
from vaetvient.ui.tokens import S4, S8, S12
from vaetvient.ui.widgets.bars import announce
from vaetvient.ui.widgets.days import DayLine
from vaetvient.ui.widgets.fields import LineField
from vaetvient.ui.widgets.flow import Flow
from vaetvient.ui.widgets.panes import LineButton, button, clear, label
from vaetvient.ui.widgets.record_form import RecordForm
from vaetvient.ui.widgets.suggest import SuggestField, Suggestion

_LOOK_AFTER_MS = 250
_NOTE_LINES = 3
_POSTAL_CODE = 5
_BECAUSE = {
    "name": N_("même nom"),
    "email": N_("même e-mail"),
    "rna": N_("même RNA"),
    "siret": N_("même SIRET"),
    "card": N_("même carte"),
}


class MemberFormPane(RecordForm):
    """Adds or corrects a member."""

    looked_up = Signal(object)
    """Someone who seems to be the one being entered was chosen: their key."""

    draft_name = "member"

    def __init__(self, context: Context, settings: QSettings) -> None:
        super().__init__(context, settings)
        self.kind = MemberKind.PERSON
        self._looking = QTimer(self, singleShot=True, interval=_LOOK_AFTER_MS)
        self._looking.timeout.connect(self._look)
        self._add_kinds()
        self._add_lookalikes()
        self._add_names()
        self._add_contacts()
        self._add_place()
        self._add_rest()
        self.column.addStretch(1)
        for name in ("last_name", "first_name", "name", "email", "rna", "siret", "card"):
            self.entries[name].changed.connect(self._looking.start)

    # Beginning

    def begin_new(self, kind: MemberKind) -> None:
        """A new member, of this kind unless another one was begun."""
        self.begin(_("Nouvel adhérent"), {"kind": kind.value})

    def begin_file(self, file: MemberFile) -> None:
        """A member to be corrected."""
        self.begin(file.label, texts_of(file), key=file.id, revision=file.revision)

    def fill(self, texts: Mapping[str, str]) -> None:
        super().fill(texts)
        self._set_kind(MemberKind(texts.get("kind") or MemberKind.PERSON))
        self.entries["shared"].tick(texts.get("shared") == "1")
        for chip in self._chips.values():
            chip.setEnabled(self.key is None)
        self.entries["commune"].say("")
        self._show_lookalikes([])

    def texts(self) -> dict[str, str]:
        shared = "1" if self.entries["shared"].ticked else ""
        return {**super().texts(), "kind": self.kind.value, "shared": shared}

    def reload(self) -> None:
        database, key = self.context.desk.database, self.key
        if key is None:
            return

        def read() -> MemberFile:
            with database.reading() as session:
                return member_file(session, key)

        self.context.work.ask(read, self.begin_file, owner=self)

    # Saving

    def commit(self, *, overwrite: bool) -> None:
        desk, key = self.context.desk, self.key
        form, revision = form_of(self.kind, self.texts()), None if overwrite else self.revision

        def save() -> UUID:
            if key is None:
                return members.enter_member(desk, form)
            members.change_member(desk, key, form, revision=revision)
            return key

        self.context.work.do(save, self.accepted, self.refuse, owner=self)

    # Who

    def _add_kinds(self) -> None:
        chips = Flow()
        self._kinds = QButtonGroup(self)
        self._chips = {}
        for kind, words, icon in (
            (MemberKind.PERSON, _("Une personne"), "user"),
            (MemberKind.ASSOCIATION, _("Une association"), "users"),
        ):
            chip = button(self.context.theme, words, icon, kind="chip")
            chip.setCheckable(True)
            chip.clicked.connect(partial(self._choose_kind, kind))
            self._kinds.addButton(chip)
            self._chips[kind] = chip
            chips.addWidget(chip)
        self.column.addLayout(chips)

    def _choose_kind(self, kind: MemberKind, _checked: bool = False) -> None:
        self._set_kind(kind)
        self.focus_first()
        self._changed()
        self._look()

    def _set_kind(self, kind: MemberKind) -> None:
        self.kind = kind
        self._chips[kind].setChecked(True)
        self.show_entries(OF_PERSON, shown=kind is MemberKind.PERSON)
        self.show_entries(OF_ASSOCIATION, shown=kind is MemberKind.ASSOCIATION)

    def _add_names(self) -> None:
        last = self.add("last_name", _("Nom"), LineField(), check=self._named)
        first = self.add("first_name", _("Prénom"), LineField())
        born = self.add(
            "birth_date",
            _("Date de naissance"),
            DayLine(self.context.theme, self.context.desk.today),
            check=partial(registration.read_date, field="birth_date"),
        )
        name = self.add("name", _("Nom de l'association"), LineField(), check=self._named)
        acronym = self.add("acronym", _("Sigle"), LineField())
        rna = self.add("rna", _("N° RNA"), LineField("W381001234"), check=registration.read_rna)
        siret = self.add(
            "siret",
            _("N° SIRET"),
            LineField("123 456 789 00012"),
            check=registration.read_siret,
        )
        self.row(last, first)
        self.row(born)
        self.row(name)
        self.row(acronym, rna)
        self.row(siret)

    def _named(self, _typed: str) -> None:
        texts = {entry.name: entry.text() for entry in self.entries.values()}
        if self.kind is MemberKind.ASSOCIATION:
            if not one_line(texts["name"]):
                raise MissingNameError(field="name")
        elif not one_line(texts["last_name"]) and not one_line(texts.get("first_name")):
            raise MissingNameError(field="last_name")

    def _add_contacts(self) -> None:
        self.row(
            self.add("email", _("E-mail"), LineField(), check=registration.read_email),
        )
        self.row(
            self.add("phone", _("Téléphone"), LineField(), check=registration.read_phone),
            self.add(
                "mobile",
                _("Mobile"),
                LineField(),
                check=partial(registration.read_phone, field="mobile"),
            ),
        )

    # Where

    def _add_place(self) -> None:
        address = QPlainTextEdit()
        address.setFixedHeight(self.context.theme.pixels(60))
        self.commune = SuggestField(
            self.context.work, self._suggest_communes, _("nom, code postal ou INSEE")
        )
        self.commune.picked.connect(self._pick_commune)
        self.commune.settled.connect(self._recognise)
        self.postal_code = LineField()
        self.postal_code.textEdited.connect(self._postal_code_typed)
        self.row(self.add("address", _("Adresse"), address))
        self.row(
            self.add("postal_code", _("Code postal"), self.postal_code),
            self.add("commune", _("Commune"), self.commune),
        )

    def _suggest_communes(self, typed: str) -> Sequence[Suggestion]:
        return [Suggestion(c.label, c.name, c) for c in find_communes(typed)]

    def _pick_commune(self, commune: Commune) -> None:
        if self.postal_code.text().strip() not in commune.postal_codes and commune.postal_codes:
            self.postal_code.setText(commune.postal_codes[0])
        self._say_commune(commune)
        self._changed()

    def _postal_code_typed(self, typed: str) -> None:
        code = typed.strip()
        if len(code) == _POSTAL_CODE and code.isdigit() and not self.commune.text().strip():
            self.context.work.ask(
                lambda: recognise("", code), self._fill_commune, owner=self, key="commune"
            )

    def _fill_commune(self, commune: Commune | None) -> None:
        if commune is not None and not self.commune.text().strip():
            self.commune.setText(commune.name)
            self._say_commune(commune)

    def _recognise(self, typed: str) -> None:
        if not typed.strip():
            self.entries["commune"].say("")
            return
        code = self.postal_code.text()
        self.context.work.ask(
            lambda: recognise(typed, code), self._say_commune, owner=self, key="commune"
        )

    def _say_commune(self, commune: Commune | None) -> None:
        if commune is None:
            words = _("Absente de la liste des communes : gardée telle quelle.")
        else:
            words = _("{name}, INSEE {code}").format(name=commune.name, code=commune.insee)
        self.entries["commune"].say(words)

    # The rest

    def _add_rest(self) -> None:
        notes = QPlainTextEdit()
        notes.setFixedHeight(self.context.theme.pixels(_NOTE_LINES * 28))
        self.row(
            self.add("card", _("Carte"), LineField(_("scannez-la"))),
            self.add("number", _("N° d'adhérent"), LineField(_("le suivant"))),
        )
        self.row(self.add("tags", _("Mots-clés"), LineField(_("séparés par des virgules"))))
        self.row(self.add("notes", _("Notes"), notes))
        self.row(self.add("shared", _("Montrer cette fiche aux autres bureaux"), QCheckBox()))

    # Someone who seems to exist already

    def _add_lookalikes(self) -> None:
        self.lookalikes = QFrame()
        self.lookalikes.setProperty("role", "note")
        column = QVBoxLayout(self.lookalikes)
        column.setContentsMargins(S12, S8, S4, S8)
        column.setSpacing(S4)
        self._lookalikes_title = label("", "heading")
        self._lookalikes_rows = QVBoxLayout()
        self._lookalikes_rows.setSpacing(0)
        column.addWidget(self._lookalikes_title)
        column.addLayout(self._lookalikes_rows)
        self.lookalikes.hide()
        self.column.addWidget(self.lookalikes)

    def _look(self) -> None:
        desk, besides = self.context.desk, self.key
        form = form_of(self.kind, self.texts())

        def look() -> list[Lookalike]:
            with desk.database.reading() as session:
                return members.lookalikes(session, desk, form, besides=besides)

        self.context.work.ask(look, self._show_lookalikes, owner=self, key="lookalikes")

    def _show_lookalikes(self, found: list[Lookalike]) -> None:
        clear(self._lookalikes_rows)
        for lookalike in found:
            self._lookalikes_rows.addWidget(
                LineButton(
                    self.context.theme,
                    lookalike.label,
                    _("n° {number}").format(number=lookalike.number),
                    state=_(_BECAUSE[lookalike.because]),
                    act=partial(self._go_to, lookalike.member_id),
                )
            )
        was_hidden = self.lookalikes.isHidden()
        self.lookalikes.setVisible(bool(found))
        if found:
            self._lookalikes_title.setText(_("Existe déjà ?"))
            if was_hidden:
                words = _("Existe déjà ? {name}").format(name=found[0].label)
                announce(self, words)

    def _go_to(self, key: UUID) -> None:
        self.keep_draft()
        self.looked_up.emit(key)
