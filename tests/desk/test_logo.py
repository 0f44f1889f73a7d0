"""The logo is brought to a size that prints well, and papers printed before keep theirs."""

import base64
import io
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy.orm import undefer

from tests.trial_office import TrialOffice
from vaetvient.desk import papers
from vaetvient.desk.logo import LONGEST_SIDE_PX, set_logo
from vaetvient.desk.photos import NotAPhotoError
from vaetvient.desk.undo import undo
from vaetvient.domain.agreement import AgreementContent
from vaetvient.domain.entities import Office


def picture(width: int = 3000, height: int = 1000, mode: str = "RGBA") -> bytes:
    out = io.BytesIO()
    Image.new(mode, (width, height), (200, 30, 30, 0)[: len(mode)]).save(out, "PNG")
    return out.getvalue()


def logo(office: TrialOffice) -> bytes | None:
    with office.reading() as session:
        return session.get_one(Office, office.desk.office_id, options=[undefer(Office.logo)]).logo


def test_a_logo_is_small_opaque_and_printed(office: TrialOffice, tmp_path: Path) -> None:
    file = tmp_path / "logo.png"
    file.write_bytes(picture())
    set_logo(office.desk, file)
    kept = logo(office)
    assert kept is not None
    shown = Image.open(io.BytesIO(kept))
    assert shown.size == (LONGEST_SIDE_PX, LONGEST_SIDE_PX // 3)
    assert shown.convert("RGB").getpixel((5, 5)) == (255, 255, 255)
    lent = office.lend(office.person(), office.item())
    content = papers.agreement_of(office.desk, lent.loan_id).content
    assert isinstance(content, AgreementContent)
    assert base64.b64decode(content.logo) == kept


def test_what_is_no_picture_changes_nothing(office: TrialOffice) -> None:
    set_logo(office.desk, picture())
    before = logo(office)
    with pytest.raises(NotAPhotoError):
        set_logo(office.desk, b"bonjour")
    assert logo(office) == before


def test_it_is_taken_away_and_brought_back(office: TrialOffice) -> None:
    set_logo(office.desk, picture())
    before = logo(office)
    set_logo(office.desk, None)
    assert logo(office) is None
    undo(office.desk)
    assert logo(office) == before
