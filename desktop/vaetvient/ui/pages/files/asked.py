"""One question of a followed file as the page shows it, with its answers."""

from __future__ import annotations

from collections.abc import Callable

from vaetvient.domain.feeding import QuestionKind
from vaetvient.exchange.columns import LAYOUTS
from vaetvient.language import _
from vaetvient.storage.queries.feeds import QuestionRow
from vaetvient.ui.pages.exchange.card import Card
from vaetvient.ui.pages.files.followed import named
from vaetvient.ui.pages.files.words import COLUMNS, field_word, value_word
from vaetvient.ui.theme import Theme
from vaetvient.ui.widgets.panes import button

_MOST_SAID = 10
_MOST_CANDIDATES = 3
_SILENT = frozenset({"commune_insee", "label", "id", "kind"})


def question_card(
    theme: Theme, asked: QuestionRow, answer: Callable[[str], None], look: Callable[[], None]
) -> Card:
    """The card of `asked`; `look` opens the record that it is about."""
    card = Card(theme, asked.label or asked.feed, asked.feed)
    offers: list[tuple[str, str, str]]
    if asked.kind is QuestionKind.FIELD:
        card.say(
            _("{field} : vous avez « {now} », le fichier dit « {said} ».").format(
                field=field_word(asked.field),
                now=value_word(asked.field, asked.now),
                said=value_word(asked.field, asked.said),
            )
        )
        offers = [
            (_("Garder la nôtre"), "check", "ours"),
            (_("Prendre celle du fichier"), "download", "theirs"),
        ]
    elif asked.kind is QuestionKind.GONE:
        card.say(_("N’est plus dans le fichier."))
        offers = [(_("Archiver"), "archive", "archive"), (_("Garder"), "check", "keep")]
    else:
        card.say(_row_words(asked))
        offers = _candidates(asked)
    buttons = [
        named(button(theme, words, icon, act=lambda said=said: answer(said)), asked.id, said)
        for words, icon, said in offers
    ]
    if asked.record_id is not None:
        words = _("Voir la fiche")
        buttons.append(named(button(theme, words, "eye", kind="quiet", act=look), asked.id, "look"))
    card.offer(*buttons)
    return card


def _row_words(asked: QuestionRow) -> str:
    """What the row says, in the order of a list's fields."""
    said = {c: v for c, v in (asked.said or {}).items() if v and c not in _SILENT}
    names = [COLUMNS.get(name, name) for name in LAYOUTS[asked.feed_kind].names]
    order = sorted(said, key=lambda c: names.index(c) if c in names else len(names))
    words = [f"{field_word(c)} : {value_word(c, said[c])}" for c in order[:_MOST_SAID]]
    return " · ".join(words)


def _candidates(asked: QuestionRow) -> list[tuple[str, str, str]]:
    offers = []
    for one in asked.now[:_MOST_CANDIDATES]:
        label = one["label"]
        if one.get("number") and asked.feed_kind == "members":
            label = _("{label}, n° {number}").format(label=label, number=one["number"])
        words = _("C’est {label} ({score} sur 100)").format(label=label, score=one["score"])
        offers.append((words, "check", str(one["id"])))
    if asked.feed_kind == "equipment":
        offers.append((_("C’en est une autre"), "package-plus", "new"))
    else:
        offers.append((_("C’est quelqu’un d’autre"), "user-plus", "new"))
    offers.append((_("Laisser de côté"), "x", "keep"))
    return offers
