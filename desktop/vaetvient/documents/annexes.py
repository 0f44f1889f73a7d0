"""The annexes of an agreement: one for each vehicle, room or cold room that it lends."""

from __future__ import annotations

from collections.abc import Sequence

from vaetvient.documents import paper, sketch
from vaetvient.documents.blocks import LABEL_WIDTH, Blocks, Section, say
from vaetvient.documents.flow import Cell, Line, Rule, Tick, Words
from vaetvient.documents.paper import FULL, HALF, LABEL, LEFT, MM, PEN, SECOND, TEXT
from vaetvient.domain.agreement import AgreementContent, AgreementLine
from vaetvient.domain.vehicle import FUEL_WORDS
from vaetvient.language import N_, NBSP, _, show_number

_KINDS = {"vehicle": N_("Véhicule"), "room": N_("Salle"), "cold_room": N_("Chambre froide")}
_HEIGHTS = {"vehicle": 690.0, "room": 440.0, "cold_room": 320.0}
"""About how much each takes: an annex is not begun where it would be cut."""
_DRIVERS = 3
_LOW = PEN - 4.0
_ROOM_PARTS = (
    N_("Sols, murs, plafond"),
    N_("Portes, fenêtres, serrures"),
    N_("Tables et chaises"),
    N_("Éclairage et prises"),
    N_("Chauffage, ventilation"),
    N_("Sanitaires"),
    N_("Cuisine, appareils"),
    N_("Propreté, déchets"),
    N_("Abords"),
)


def annexed(line: AgreementLine) -> bool:
    """Whether a line has an annex."""
    return line.kind in _KINDS


def print_annexes(blocks: Blocks, content: AgreementContent) -> None:
    """Set the annexes, on pages of their own."""
    lines = [line for line in content.lines if annexed(line)]
    for number, line in enumerate(lines, start=1):
        if number == 1:
            blocks.flow.new_page()
        else:
            blocks.flow.need(_HEIGHTS[line.kind])
            blocks.flow.skip(18)
        _print_title(blocks, number, line)
        if line.kind == "vehicle":
            _print_vehicle(blocks, line)
        elif line.kind == "room":
            _print_room(blocks, line)
        else:
            _print_cold_room(blocks, line)


def _print_title(blocks: Blocks, number: int, line: AgreementLine) -> None:
    kind = say(_("Annexe {number} – {kind}"), number=number, kind=_(_KINDS[line.kind]))
    name = f"{line.tag}  {line.label}".strip()
    blocks.full([*blocks.lines(kind, FULL, paper.NUMBER), *blocks.lines(name, FULL, TEXT)], below=8)


def _print_vehicle(blocks: Blocks, line: AgreementLine) -> None:
    seats = "" if line.seats is None else show_number(line.seats)
    blocks.pair(
        Section(
            _("Véhicule"),
            [
                *blocks.field(_("Immatriculation"), line.plate, tall=True),
                *blocks.field(_("Places"), seats, tall=True),
                *blocks.field(_("Permis exigé"), line.licence_class, tall=True),
            ],
        ),
        Section(
            _("Conditions de conduite"),
            [
                *blocks.pens([(_("Permis depuis au moins (ans)"), HALF)]),
                *blocks.pens([(say(_("Rayon d'utilisation (km)")), HALF)]),
                *blocks.pens([(_("Assistance, téléphone"), HALF)]),
            ],
        ),
        gap=0,
    )
    mileage = "" if line.mileage_km is None else f"{show_number(line.mileage_km)}{NBSP}km"
    blocks.pair(
        Section(
            _("Au départ"),
            [*blocks.field(_("Kilométrage"), mileage, tall=True), *_gauge(blocks, line.fuel)],
        ),
        Section(_("Au retour"), [*blocks.pen(_("Kilométrage")), *_gauge(blocks)]),
    )
    _print_drivers(blocks)
    blocks.heading(_("À bord"), keep=30)
    blocks.full(
        blocks.ticks(
            (
                say(_("certificat d'immatriculation")),
                _("mémo véhicule assuré"),
                _("constat amiable"),
                _("gilet et triangle"),
                _("roue de secours ou kit"),
                _("clés"),
                _("notice"),
            ),
            FULL,
        )
    )
    _print_sketch(blocks)


def _gauge(blocks: Blocks, fuel: int | None = None) -> list[Line]:
    """The fuel gauge as boxes, from reserve to full; ticked where it was read."""
    words = [_(word) for word in FUEL_WORDS]
    (row,) = blocks.ticks(words, HALF, gap=5.0, ticked=fuel)
    start = LABEL_WIDTH
    pieces = tuple(
        piece._replace(x=piece.x + start) for piece in row.pieces if isinstance(piece, Words | Tick)
    )
    return [Line(PEN, (Words(0.0, _("Carburant"), LABEL), *pieces), baseline=_LOW)]


def _print_drivers(blocks: Blocks) -> None:
    edges = ((0.0, 66 * MM), (70 * MM, 96 * MM), (100 * MM, 138 * MM), (142 * MM, FULL))
    titles = (_("Nom et prénom"), _("Né·e le"), _("Permis n°"), _("Délivré le"))
    blocks.heading(_("Conducteurs autorisés"), keep=4 * PEN)
    blocks.flow.row(
        [
            Cell(LEFT + x0, blocks.lines(title, x1 - x0, LABEL))
            for (x0, x1), title in zip(edges, titles, strict=True)
        ]
    )
    rules = Line(PEN + 2, tuple(Rule(x0, x1) for x0, x1 in edges), baseline=_LOW)
    blocks.full([rules] * _DRIVERS)


def _print_sketch(blocks: Blocks) -> None:
    scale = (HALF - 2 * MM) / sketch.SIDE_WIDTH
    height = sketch.SIDE_HEIGHT * scale
    legend = say(
        _(
            "Marquer au départ d'un cercle, au retour d'une croix ; R rayure, C choc, "
            "B bris, M manque."
        )
    )
    blocks.heading(_("Croquis des dommages"), keep=2 * height + 70)
    blocks.full(blocks.lines(legend, FULL, LABEL), below=8)
    end = SECOND + HALF - sketch.END_WIDTH * scale
    page, y = blocks.flow.page, blocks.flow.y
    page.outlines += sketch.side(LEFT, y, scale) + sketch.side(SECOND, y, scale, mirrored=True)
    blocks.flow.y = y + height
    _captions(blocks, ((LEFT, _("gauche")), (SECOND, _("droite"))))
    blocks.flow.y = y = blocks.flow.y + 8
    page.outlines += sketch.top(LEFT, y, scale)
    page.outlines += sketch.front(SECOND, y, scale) + sketch.rear(end, y, scale)
    blocks.flow.y = y + height
    _captions(blocks, ((LEFT, _("dessus")), (SECOND, _("avant")), (end, _("arrière"))))
    blocks.full(blocks.pen(_("Remarques"), FULL, None), above=4)


def _captions(blocks: Blocks, captions: Sequence[tuple[float, str]]) -> None:
    blocks.flow.row([Cell(x, blocks.lines(text, HALF, LABEL)) for x, text in captions])


def _print_room(blocks: Blocks, line: AgreementLine) -> None:
    seats = (
        ""
        if line.seats is None
        else say(_("{number} personnes au plus"), number=show_number(line.seats))
    )
    access = {None: "", True: _("de plain-pied"), False: _("avec des marches")}[line.step_free]
    blocks.pair(
        Section(
            _("Capacité et accès"),
            [
                *blocks.field(_("Capacité"), seats, tall=True),
                *blocks.field(_("Accès"), access, tall=True),
            ],
        ),
        Section(
            _("Clés et badges"),
            [
                *blocks.pens([(_("Remis, nombre"), HALF)]),
                *blocks.pens([(_("Rendus, nombre"), HALF)]),
            ],
        ),
        gap=0,
    )
    if line.fittings.strip():
        blocks.heading(say(_("Équipement de la salle")), keep=40)
        blocks.full(blocks.lines(line.fittings, FULL))
    blocks.heading(_("État des lieux"), keep=3 * PEN)
    edges = (58 * MM, 92 * MM, 126 * MM)
    heads = (say(_("À l'entrée")), _("À la sortie"), _("Remarques"))
    blocks.flow.row(
        [Cell(LEFT + x, blocks.lines(t, 40 * MM, LABEL)) for x, t in zip(edges, heads, strict=True)]
    )
    (choice,) = blocks.ticks((_("bon"), _("défaut")), HALF, gap=8.0)
    for part in _ROOM_PARTS:
        pieces: list[Words | Tick | Rule] = [Words(0.0, _(part), TEXT), Rule(edges[2], FULL)]
        for start in edges[:2]:
            pieces += [
                piece._replace(x=piece.x + start)
                for piece in choice.pieces
                if isinstance(piece, Words | Tick)
            ]
        blocks.full([Line(PEN, tuple(pieces), baseline=_LOW)])
    _print_checks(
        blocks,
        _("Sécurité"),
        (
            _("issues de secours dégagées"),
            _("extincteurs repérés"),
            say(_("consignes d'évacuation lues")),
            _("capacité respectée"),
            _("alarme expliquée"),
        ),
        say(_("Urgences : 112 (toutes), 18 (pompiers), 15 (Samu), 114 (par SMS).")),
    )


def _print_cold_room(blocks: Blocks, line: AgreementLine) -> None:
    blocks.pair(
        Section(
            _("Température"),
            [
                *blocks.pens([(_("Consigne (°C)"), HALF)]),
                *blocks.pens([(_("Relevée au départ (°C)"), HALF)]),
                *blocks.pens([(_("Relevée au retour (°C)"), HALF)]),
            ],
        ),
        Section(
            _("Alimentation électrique"),
            blocks.ticks(
                (
                    _("prise 230 V, 16 A, avec terre"),
                    _("protection différentielle 30 mA"),
                    _("rallonge entièrement déroulée"),
                    _("ventilation dégagée"),
                ),
                HALF,
            ),
        ),
        gap=0,
    )
    blocks.pair(
        Section(
            _("Remorquage"),
            [
                *blocks.field(_("Immatriculation"), line.plate, tall=True),
                *blocks.field(_("Permis exigé"), line.licence_class, tall=True),
                *blocks.pens([(_("PTAC de la remorque (kg)"), HALF)]),
                *blocks.pens([(_("Véhicule tracteur"), HALF)]),
                *blocks.pens([(_("Conducteur, permis n°"), HALF)]),
            ],
        ),
        Section(
            say(_("Vérifié à l'attelage")),
            blocks.ticks(
                (
                    _("attelage verrouillé"),
                    _("câble de sécurité"),
                    _("feux et clignotants"),
                    _("roue jockey relevée"),
                    _("pneus"),
                    _("porte fermée"),
                    _("cales"),
                ),
                HALF,
            ),
        ),
    )
    _print_checks(
        blocks,
        _("Au retour"),
        (_("vidée et sèche"), _("nettoyée"), _("dégivrée"), _("joint de porte intact")),
        "",
    )


def _print_checks(blocks: Blocks, title: str, labels: Sequence[str], note: str) -> None:
    blocks.heading(title, keep=40)
    blocks.full(blocks.ticks(labels, FULL))
    if note:
        blocks.full(blocks.lines(note, FULL), above=4)
