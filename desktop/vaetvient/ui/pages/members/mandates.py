"""Who acts for an association, until when; or, of a person, for which associations."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QWidget

from vaetvient.desk import mandates
from vaetvient.desk.members import MemberForm
from vaetvient.domain.errors import InvalidValueError
from vaetvient.domain.member import MemberKind
from vaetvient.language import N_, _, show_date
from vaetvient.storage.queries.member_file import MandateRow, MemberFile
from vaetvient.storage.queries.people import PersonFound, people_called
from vaetvient.ui.context import Context
from vaetvient.ui.models.columns import Sign
from vaetvient.ui.tokens import S4
from vaetvient.ui.widgets.days import DayLine, read_day
from vaetvient.ui.widgets.fields import LineField
from vaetvient.ui.widgets.inset import Inset
from vaetvient.ui.widgets.panes import LineButton, Section, button, clear, label
from vaetvient.ui.widgets.suggest import SuggestField, Suggestion


class NoPersonError(InvalidValueError):
    code = "no_person"
    text = N_("Tapez le nom et le prénom de la personne.")


class MandatesSection(Section):
    """Running mandates first. A person is found by name, or entered on the way."""

    def __init__(self, context: Context) -> None:
        super().__init__("")
        self._context = context
        self._file: MemberFile | None = None
        self._person: PersonFound | None = None
        theme = context.theme
        self.add_button = button(
            theme, _("Ajouter un représentant"), "user-plus", kind="quiet", act=self._ask
        )
        self.offer(self.add_button)
        self.asked = Inset(theme, _("Qui représente l'association ?"), _("Ajouter ⏎"))
        self.person = SuggestField(context.work, self._suggest, _("Nom et prénom"))
        self.person.picked.connect(self._picked)
        self.person.textEdited.connect(self._forget_person)
        self._entry = self.asked.add("person", _("Personne"), self.person, check=self._check)
        self.asked.add("role", _("Rôle"), LineField(_("présidente, trésorier, bénévole…")))
        self.until = DayLine(theme, context.desk.today)
        self.asked.add(
            "valid_to",
            _("Jusqu'au"),
            self.until,
            check=self._day,
            hint=_("Laissez vide : sans fin prévue."),
        )
        self.may_sign = QCheckBox()
        self.asked.add("may_sign", _("Peut signer les conventions"), self.may_sign)
        self.asked.confirmed.connect(self._add)
        self.body.addWidget(self.asked)
        self._rows = Section("")
        self._rows.heading.hide()
        self._rows.body.setSpacing(0)
        self.body.addWidget(self._rows)

    def show_mandates(self, file: MemberFile) -> None:
        """Show the mandates of a member."""
        self._file = file
        is_association = file.kind is MemberKind.ASSOCIATION
        self.setVisible(is_association or bool(file.mandates))
        self.heading.setText(_("Représentants") if is_association else _("Représente"))
        self.add_button.setVisible(is_association and file.archived_at is None)
        clear(self._rows.body)
        for row in file.mandates:
            self._rows.body.addWidget(self._line(row))
        if not file.mandates:
            words = _("Personne ne signe encore pour cette association.")
            self._rows.body.addWidget(label(words, "muted"))

    def close_up(self) -> None:
        """Another member is shown."""
        self.asked.hide()

    def _line(self, row: MandateRow) -> QWidget:
        today = self._context.desk.today()
        line = QWidget()
        across = QHBoxLayout(line)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(S4)
        words, sign = _standing(row, over=row.is_over(today))
        across.addWidget(
            LineButton(
                self._context.theme,
                row.other,
                row.role,
                state=words,
                sign=sign,
                act=partial(self._context.go, "members", row.other_id),
            ),
            1,
        )
        if not row.is_over(today):
            end = button(
                self._context.theme, _("Terminer"), kind="quiet", act=partial(self._end, row.id)
            )
            end.setAccessibleName(_("Terminer le mandat de {name}").format(name=row.other))
            end.setToolTip(_("Cette personne ne représente plus l'association"))
            across.addWidget(end)
        return line

    # Adding

    def _ask(self) -> None:
        self._person = None
        self.asked.open()
        self.may_sign.setChecked(True)
        self._entry.say(_("Cherchez-la par son nom ; une nouvelle fiche est créée au besoin."))

    def _suggest(self, typed: str) -> Sequence[Suggestion]:
        database = self._context.desk.database
        with database.reading() as session:
            found = people_called(session, database.lexicon, typed)
        return [Suggestion(_offered(person), person.label, person) for person in found]

    def _picked(self, person: PersonFound) -> None:
        self._person = person
        self._entry.clear_error()
        self._entry.say(_("Fiche n° {number}").format(number=person.number))

    def _forget_person(self, _typed: str) -> None:
        self._person = None
        self._entry.say(_("Une nouvelle fiche sera créée sous ce nom."))

    def _check(self, typed: str) -> None:
        if self._person is None and len(typed.split()) < 2:
            raise NoPersonError(field="person")

    def _day(self, typed: str) -> None:
        read_day(typed, self._context.desk.today())

    def _add(self) -> None:
        if self._file is None:
            return
        desk, association = self._context.desk, self._file.id
        person, typed = self._person, self.asked.text("person")
        role, may_sign = self.asked.text("role"), self.may_sign.isChecked()
        until = read_day(self.asked.text("valid_to"), desk.today())

        def add() -> UUID:
            named = person.id if person else _form(typed)
            return mandates.name_representative(
                desk, association, named, role=role, may_sign=may_sign, valid_to=until
            )

        self._context.work.do(
            add, lambda _key: self.asked.close_up(), self.asked.refuse, owner=self
        )

    def _end(self, mandate_id: UUID) -> None:
        desk = self._context.desk
        self._context.work.do(
            lambda: mandates.end_representation(desk, mandate_id),
            lambda _none: self._context.forgive(),
            owner=self,
        )


def _form(typed: str) -> MemberForm:
    """« Lefèvre Zoé »: the family name first, as lists show it."""
    last, _space, first = typed.partition(" ")
    return MemberForm(MemberKind.PERSON, last_name=last, first_name=first)


def _offered(person: PersonFound) -> str:
    place = f" · {person.commune}" if person.commune else ""
    return _("{name} · n° {number}").format(name=person.label, number=person.number) + place


def _standing(row: MandateRow, *, over: bool) -> tuple[str, Sign]:
    if over:
        day = show_date(row.valid_to, "short") if row.valid_to else ""
        return _("jusqu'au {day}").format(day=day), ("history", "muted")
    if not row.may_sign:
        return _("ne signe pas"), ("minus", "muted")
    if row.valid_to is not None:
        day = show_date(row.valid_to, "short")
        return _("signe jusqu'au {day}").format(day=day), ("circle-check", "done")
    return _("signe"), ("circle-check", "done")
