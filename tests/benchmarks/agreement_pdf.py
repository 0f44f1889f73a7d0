"""The agreement as PDF, against reportlab's canvas drawing the same strings at the same places.

The peer knows where everything stands; it breaks no line, measures no word and draws no rule.
It embeds the same font files.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from io import BytesIO
from itertools import cycle, islice
from pathlib import Path
from uuid import UUID

from sqlalchemy import text

from tests.benchmarks.figures import Figure
from tests.benchmarks.setting import Setting
from tests.benchmarks.timing import in_turn
from vaetvient.desk.baskets import LineWanted
from vaetvient.desk.demo import make_demo
from vaetvient.desk.desk import open_desk
from vaetvient.desk.lending import HandOut, hand_out
from vaetvient.desk.papers import agreement_of
from vaetvient.documents.agreement import compose_agreement, render_agreement
from vaetvient.documents.paper import HEIGHT, WIDTH, Document
from vaetvient.domain.agreement import AgreementContent
from vaetvient.paths import resources

_WEIGHTS = ("Regular", "SemiBold")


def measure(setting: Setting) -> Iterator[Figure]:
    """Three lines, as most are, and three hundred."""
    with tempfile.TemporaryDirectory(dir=setting.folder) as folder:
        whole = _agreement(Path(folder))
    _register_fonts()
    for count, usual in ((3, 40), (300, 10)):
        content = _with_lines(whole, count)
        drawn = compose_agreement(content)

        ours, theirs = in_turn(
            partial(render_agreement, content),
            partial(_draw, drawn),
            runs=setting.runs(usual),
            warm_up=2,
        )
        what = f"agreement of {count} lines ({len(drawn.pages)} pages)"
        yield Figure(what, ours, "reportlab's canvas, the same strings", theirs, 3)


def _agreement(folder: Path) -> AgreementContent:
    """The agreement of a loan of everything that is free in a small office."""
    desk = open_desk(folder, volunteer="Mesure")
    make_demo(desk, "small")
    with desk.database.reading() as session:
        items = session.execute(
            text(
                "SELECT e.id FROM equipment e JOIN model m ON m.id = e.model_id "
                "JOIN category c ON c.id = m.category_id "
                "WHERE e.kind = 'item' AND e.archived_at IS NULL AND e.condition <> 'broken' "
                "AND c.kind = 'thing' AND e.id NOT IN "
                "(SELECT equipment_id FROM loan_line WHERE state = 'out') ORDER BY e.serial"
            )
        ).scalars()
        lines = tuple(LineWanted(UUID(bytes=key)) for key in items)
        borrower = session.scalar(text("SELECT id FROM member WHERE kind = 'association' LIMIT 1"))
    command = HandOut(UUID(bytes=borrower), lines, override_reason="mesure", purpose="Forum")
    content = agreement_of(desk, hand_out(desk, command).loan_id).content
    desk.database.close()
    assert isinstance(content, AgreementContent)
    return content


def _with_lines(content: AgreementContent, count: int) -> AgreementContent:
    """`content` with so many lines, each under a tag and a serial number of its own."""
    lines = [
        replace(line, tag=f"{line.tag[:4]}{place:04}", serial=f"{line.serial[:6]}{place:05}")
        for place, line in enumerate(islice(cycle(content.lines), count))
    ]
    return replace(content, lines=tuple(lines))


def _register_fonts() -> None:
    from reportlab.pdfbase.pdfmetrics import registerFont
    from reportlab.pdfbase.ttfonts import TTFont

    for weight in _WEIGHTS:
        file = resources() / "fonts" / f"Inter-{weight}.ttf"
        registerFont(TTFont(f"Peer-{weight}", str(file)))


def _draw(document: Document) -> bytes:
    from reportlab.pdfgen.canvas import Canvas

    out = BytesIO()
    canvas = Canvas(out, pagesize=(WIDTH, HEIGHT), pageCompression=1)
    for page in document.pages:
        for placed in page.texts:
            canvas.setFont(f"Peer-{placed.style.weight}", placed.style.size)
            canvas.drawString(placed.x, HEIGHT - placed.baseline, placed.text)
        canvas.showPage()
    canvas.save()
    return out.getvalue()
