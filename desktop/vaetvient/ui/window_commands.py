"""The commands that may be asked from anywhere: pages, undo, sight, and what a page begins."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from vaetvient.domain.letter import LetterKind
from vaetvient.language import N_, _
from vaetvient.storage.queries.results import FoundKit, FoundWare
from vaetvient.ui.commands import HELP, PAGES, SIGHT, Command
from vaetvient.ui.help_topics import TOPICS
from vaetvient.ui.pages.files.outgoing import OUTGOING
from vaetvient.ui.printing.asked import (
    BlankAgreementsAsked,
    CardsAsked,
    DaySheetAsked,
    LabelsAsked,
    LettersAsked,
    OutListAsked,
    PaperAsked,
    ShelfListAsked,
)
from vaetvient.ui.tokens import Scheme

if TYPE_CHECKING:
    from vaetvient.ui.main_window import MainWindow

_OTHER_WORDS = {
    "counter": N_("accueil guichet prêter rendre scanner emprunter"),
    "loans": N_("sorties conventions retards en cours"),
    "reservations": N_("planning calendrier réserver promis retraits liste d'attente"),
    "equipment": N_("choses objets exemplaires lots étiquettes catalogue"),
    "members": N_("personnes associations emprunteurs adhésions"),
    "inventory": N_("récolement compter pointer manquants rayons scanner tout"),
    "exchange": N_("réseau bureaux clé USB demandes divergences partage"),
    "settings": N_("préférences options configuration paramètres"),
    "cash": N_("argent encaisser reçu espèces chèque copies livre comptes"),
    "history": N_("journal gestes qui a fait quoi annuler"),
}


def window_commands(window: MainWindow) -> tuple[Command, ...]:
    """What the window fills the table with."""
    return (
        *_places(window),
        *_gestures(window),
        *_papers(window),
        *_files(window),
        *_sight(window),
        *_help(window),
    )


def _places(window: MainWindow) -> list[Command]:
    from vaetvient.ui.navigation import SETTINGS_KEY
    from vaetvient.ui.pages.settings.contents import CONTENTS
    from vaetvient.ui.places import PLACES, SETTINGS

    def visit(name: str) -> Callable[[], object]:
        return lambda: window.visit(name)

    def look_at(section: str) -> Callable[[], None]:
        def act() -> None:
            from vaetvient.ui.pages.settings.page import SettingsPage

            page = window.visit(SETTINGS.name)
            assert isinstance(page, SettingsPage)
            page.go_to(section)

        return act

    return [
        Command(
            f"page.{place.name}",
            place.title,
            visit(place.name),
            place.icon,
            synonyms=_OTHER_WORDS.get(place.name, ""),
            shortcut=f"Ctrl+{number}" if number < 10 else "",
            group=PAGES,
        )
        for number, place in enumerate(PLACES, start=1)
    ] + [
        Command(
            f"page.{SETTINGS.name}",
            SETTINGS.title,
            visit(SETTINGS.name),
            SETTINGS.icon,
            synonyms=_OTHER_WORDS[SETTINGS.name],
            shortcut=SETTINGS_KEY,
            group=PAGES,
        ),
        *(
            Command(
                f"settings.{name}",
                title,
                look_at(name),
                icon,
                synonyms=_OTHER_WORDS[SETTINGS.name],
                detail=lambda: _(SETTINGS.title),
                group=PAGES,
            )
            for name, (title, icon) in CONTENTS.items()
        ),
    ]


def _gestures(window: MainWindow) -> list[Command]:
    context = window.context
    return [
        Command(
            "search.everywhere",
            N_("Chercher partout"),
            window.search_everywhere,
            "search",
            shortcut="Ctrl+K",
            group=PAGES,
            listed=False,
        ),
        Command(
            "gesture.undo",
            N_("Annuler le dernier geste"),
            window.undo,
            "undo-2",
            synonyms=N_("défaire revenir en arrière erreur"),
            shortcut="Ctrl+Z",
            detail=lambda: window.done_bar.undoable,
        ),
        Command(
            "gesture.redo",
            N_("Rétablir le geste annulé"),
            window.redo,
            "redo-2",
            synonyms=N_("refaire"),
            shortcut="Ctrl+Shift+Z, Ctrl+Y",
            detail=lambda: window.done_bar.redoable,
        ),
        Command(
            "loan.new",
            N_("Nouveau prêt"),
            lambda: window.visit("counter"),
            "hand-helping",
            synonyms=N_("prêter emprunter sortir"),
        ),
        Command(
            "member.new",
            N_("Nouvelle fiche d'adhérent"),
            _begin(window, "members"),
            "user-plus",
            synonyms=N_("nouvelle adhérente nouvel ajouter inscrire personne association"),
        ),
        Command(
            "member.review",
            N_("Revue annuelle : les fiches sans nouvelles"),
            lambda: context.go_to_list("members", kept="review"),
            "users",
            synonyms=N_("rgpd conservation archiver effacer garder anciens adhérents"),
        ),
        Command(
            "equipment.new",
            N_("Ajouter du matériel"),
            _begin(window, "equipment"),
            "package-plus",
            synonyms=N_("nouveau nouvelle chose exemplaire lot créer"),
        ),
        Command(
            "equipment.kits",
            N_("Voir les kits"),
            _show_kits(window),
            "boxes",
            synonyms=N_("ensemble lot groupé assortiment nouveau kit complet"),
        ),
        Command(
            "cash.take",
            N_("Encaisser"),
            _begin(window, "cash"),
            "banknote",
            synonyms=N_("paiement payer argent espèces chèque copies reçu"),
        ),
        Command(
            "cash.count",
            N_("Compter la caisse"),
            _count_cash(window),
            "list-checks",
            synonyms=N_("clore clôture fin de journée soir espèces tiroir"),
        ),
        Command(
            "paper.print_last",
            N_("Imprimer le dernier document"),
            window.papers.print_last,
            "printer",
            synonyms=N_("convention reçu réimprimer encore"),
            shortcut="Ctrl+P",
        ),
        Command(
            "paper.open_last",
            N_("Ouvrir le dernier document"),
            context.open_last_wanted.emit,
            "file-text",
            synonyms=N_("convention reçu voir pdf"),
        ),
    ]


def _papers(window: MainWindow) -> list[Command]:
    """What can be had on paper, from anywhere."""

    def show(asked: PaperAsked) -> Callable[[], None]:
        return lambda: window.context.show_asked(asked)

    return [
        Command(
            "paper.labels",
            N_("Imprimer les étiquettes"),
            show(LabelsAsked()),
            "tag",
            synonyms=N_("étiquette code-barres qr rouleau planche coller nouveautés"),
        ),
        Command(
            "paper.cards",
            N_("Imprimer les cartes d'adhérent"),
            show(CardsAsked()),
            "id-card",
            synonyms=N_("carte badge membres"),
        ),
        Command(
            "paper.out_list",
            N_("Imprimer la liste de ce qui est en prêt"),
            show(OutListAsked()),
            "printer",
            synonyms=N_("sorti dehors retards emprunteurs"),
        ),
        Command(
            "paper.shelf_list",
            N_("Imprimer la liste à pointer"),
            show(ShelfListAsked()),
            "list-checks",
            synonyms=N_("inventaire rayon emplacement cocher"),
        ),
        *(
            Command(
                f"paper.letters_{kind.value}",
                title,
                show(LettersAsked(kind)),
                "mail",
                synonyms=N_("courrier relance relancer prévenir avis rappel retard e-mail lettre"),
            )
            for kind, title in (
                (LetterKind.LATE, N_("Écrire les lettres de rappel")),
                (LetterKind.PICK_UP, N_("Écrire les avis de retrait")),
                (LetterKind.FREE, N_("Prévenir qui attend : de nouveau libre")),
            )
        ),
        Command(
            "paper.day",
            N_("Imprimer ce qui est à préparer et à reprendre aujourd'hui"),
            show(DaySheetAsked()),
            "calendar-clock",
            synonyms=N_("feuille du jour retraits retours étagère planning"),
        ),
        Command(
            "paper.blank",
            N_("Imprimer des conventions vierges"),
            show(BlankAgreementsAsked()),
            "file-text",
            synonyms=N_("panne courant stylo à remplir numéro"),
        ),
    ]


def _files(window: MainWindow) -> list[Command]:
    """What can be written to a file, from anywhere."""

    def give(name: str) -> Callable[[], None]:
        def act() -> None:
            from vaetvient.ui.pages.files.page import FilesPage

            page = window.visit("files")
            assert isinstance(page, FilesPage)
            page.give_out(name)

        return act

    return [
        Command(f"out.{one.name}", one.command, give(one.name), one.icon, synonyms=one.synonyms)
        for one in OUTGOING
    ]


def _sight(window: MainWindow) -> list[Command]:
    theme = window.context.theme

    def choose(scheme: Scheme) -> Callable[[], None]:
        return lambda: theme.choose(scheme)

    def scale(step: int) -> Callable[[], None]:
        return lambda: theme.scale_text(theme.text_percent + step if step else 100)

    looks = (
        ("light", N_("Aspect clair"), Scheme.LIGHT, "sun"),
        ("dark", N_("Aspect sombre"), Scheme.DARK, "moon"),
        ("contrast", N_("Aspect très contrasté"), Scheme.CONTRAST, "contrast"),
        ("system", N_("Aspect comme l'ordinateur"), Scheme.SYSTEM, "settings"),
    )
    other = N_("thème couleurs affichage mode")
    return [
        *(
            Command(f"look.{name}", title, choose(scheme), icon, synonyms=other, group=SIGHT)
            for name, title, scheme, icon in looks
        ),
        Command(
            "text.larger",
            N_("Agrandir le texte"),
            scale(10),
            "plus",
            synonyms=N_("zoom grossir plus grand taille"),
            shortcut="Ctrl++, Ctrl+=",
            group=SIGHT,
        ),
        Command(
            "text.smaller",
            N_("Réduire le texte"),
            scale(-10),
            "minus",
            synonyms=N_("zoom rapetisser plus petit taille"),
            shortcut="Ctrl+-",
            group=SIGHT,
        ),
        Command(
            "text.plain",
            N_("Texte à sa taille normale"),
            scale(0),
            "eye",
            synonyms=N_("zoom 100"),
            shortcut="Ctrl+0",
            group=SIGHT,
        ),
        Command(
            "sounds.turn",
            N_("Sons du comptoir : les entendre ou non"),
            lambda: _turn_sounds(window),
            "scan-barcode",
            synonyms=N_("bruit muet silence couper bip scanner"),
            group=SIGHT,
        ),
        Command(
            "window.refresh",
            N_("Tout relire"),
            window.context.refresh_requested.emit,
            "refresh-cw",
            synonyms=N_("actualiser rafraîchir"),
            shortcut="F5",
            group=SIGHT,
        ),
    ]


def _turn_sounds(window: MainWindow) -> None:
    sounds = window.context.sounds
    sounds.want(not sounds.wanted)
    said = (
        _("On entend de nouveau les sons du comptoir.") if sounds.wanted else _("Plus aucun son.")
    )
    window.context.say(said)


def _help(window: MainWindow) -> list[Command]:
    return [
        Command(
            "help.page",
            N_("Aide sur cette page"),
            window.leaflets.show_help,
            "circle-question-mark",
            synonyms=N_("comment faire mode d'emploi manuel"),
            shortcut="F1",
            group=HELP,
        ),
        *(
            Command(
                f"help.{topic.name}",
                topic.title,
                partial(window.leaflets.show_help, topic.name),
                "circle-question-mark",
                synonyms=topic.synonyms,
                group=HELP,
            )
            for topic in TOPICS
        ),
        Command(
            "help.shortcuts",
            N_("Voir les raccourcis"),
            window.leaflets.show_shortcuts,
            "keyboard",
            synonyms=N_("clavier touches aide"),
            shortcut="?",
            group=HELP,
        ),
        Command(
            "help.about",
            N_("À propos de Va-et-vient"),
            window.leaflets.show_about,
            "info",
            synonyms=N_("version licence rapport où sont les données"),
            group=HELP,
        ),
    ]


def _count_cash(window: MainWindow) -> Callable[[], None]:
    def count() -> None:
        from vaetvient.ui.pages.cash.page import CashPage

        page = window.visit("cash")
        assert isinstance(page, CashPage)
        page.begin_count()

    return count


def _show_kits(window: MainWindow) -> Callable[[], None]:
    def show() -> None:
        from vaetvient.ui.pages.equipment import EquipmentPage

        page = window.visit("equipment")
        assert isinstance(page, EquipmentPage)
        page.show_kits()

    return show


def show_answer(window: MainWindow, found: FoundKit | FoundWare) -> None:
    """A kit is looked at among the kits; what is sold is sold at the counter."""
    from vaetvient.ui.pages.counter.page import CounterPage
    from vaetvient.ui.pages.equipment import EquipmentPage

    if isinstance(found, FoundKit):
        equipment = window.visit("equipment")
        assert isinstance(equipment, EquipmentPage)
        equipment.show_kits(found.id)
    else:
        counter = window.visit("counter")
        assert isinstance(counter, CounterPage)
        counter.sell(found.id)


def _begin(window: MainWindow, place: str) -> Callable[[], None]:
    """Show a page of records, and begin a new one there."""

    def begin() -> None:
        from vaetvient.ui.pages.records import RecordsPage

        page = window.visit(place)
        assert isinstance(page, RecordsPage)
        page.begin_new()

    return begin
