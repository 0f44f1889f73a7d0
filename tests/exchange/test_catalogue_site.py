"""The public sees what is lent and nobody's name; nothing that was typed runs in its browser."""

import io
import json
from html.parser import HTMLParser
from pathlib import Path
from uuid import UUID

import pytest
from PIL import Image

from tests.documents.reading import whole
from tests.trial_office import TrialOffice
from vaetvient.desk.catalogue import ModelForm, change_model
from vaetvient.desk.equipment import archive_equipment
from vaetvient.desk.photos import set_photo
from vaetvient.documents.catalogue import render_catalogue
from vaetvient.domain.equipment import Condition
from vaetvient.domain.showcase import Showcase
from vaetvient.exchange.catalogue_site import FolderInUseError, Photograph, write_site
from vaetvient.exchange.errors import FileUnwritableError, FolderMissingError
from vaetvient.storage.queries import showcase as query


def content_of(office: TrialOffice) -> Showcase:
    """What the office shows."""
    with office.reading() as session:
        return query.showcase(session, office.desk.office_id, office.today())


def publish(office: TrialOffice, folder: Path) -> str:
    """The page of the office's catalogue."""
    content = content_of(office)
    with office.reading() as session:

        def photo(key: UUID) -> Photograph | None:
            found = query.photo(session, key)
            return None if found is None else Photograph(*found)

        write_site(folder, content, photo)
    return (folder / "index.html").read_text("utf-8")


class Page(HTMLParser):
    """The tags of a page with their attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


@pytest.fixture
def shown(office: TrialOffice) -> TrialOffice:
    """An office with a projector that has a photo, chairs, and things not to be shown."""
    son = office.category("Image et son")
    projector = office.item(
        tag="VID-1", model=office.model("Vidéoprojecteur", category_id=son), value_cents=45_000
    )
    picture = io.BytesIO()
    Image.new("RGB", (800, 600), "teal").save(picture, "PNG")
    set_photo(office.desk, projector, picture.getvalue())
    office.stock("Chaise pliante", tag="CHA-1", count=200)
    office.item("Marmite fendue", tag="MAR-1", condition=Condition.BROKEN)
    archive_equipment(office.desk, office.item("Vieux poste", tag="VIE-1"))
    office.lend(office.association("Les Jardins"), projector)
    return office


def test_what_is_kept_and_sound_is_shown(shown: TrialOffice) -> None:
    content = content_of(shown)
    told = {shelf.title: [(s.name, s.quantity) for s in shelf.shown] for shelf in content.shelves}
    assert told == {"Image et son": [("Vidéoprojecteur", 1)], "": [("Chaise pliante", 200)]}


def test_no_person_place_value_or_loan_is_told(shown: TrialOffice, tmp_path: Path) -> None:
    page = publish(shown, tmp_path / "site")
    data = (tmp_path / "site" / "catalogue.json").read_text("utf-8")
    for secret in ("Jardins", "450", "VID-1"):
        assert secret not in page
        assert secret not in json.dumps(
            [
                {k: v for k, v in one.items() if k not in ("key", "photo")}
                for shelf in json.loads(data)["shelves"]
                for one in shelf["shown"]
            ]
        )


def test_a_photo_lies_beside_the_page(shown: TrialOffice, tmp_path: Path) -> None:
    page = Page(publish(shown, tmp_path / "site"))
    (image,) = page.all("img")
    assert image["alt"] == "Photo : Vidéoprojecteur"
    with Image.open(tmp_path / "site" / str(image["src"])) as picture:
        assert picture.size == (800, 600)
    assert (image["width"], image["height"]) == ("800", "600")


def test_nothing_comes_from_elsewhere(shown: TrialOffice, tmp_path: Path) -> None:
    page = Page(publish(shown, tmp_path / "site"))
    sources = [a.get("src") or a.get("href") or "" for _tag, a in page.tags]
    assert [s for s in sources if "//" in s] == []


def test_what_was_typed_is_only_text(office: TrialOffice, tmp_path: Path) -> None:
    hostile = '<script>alert(1)</script>"onload="x" {{ 7*7 }}'
    office.item(tag="X-1", model=office.model(hostile))
    page = publish(office, tmp_path / "site")
    assert len(Page(page).all("script")) == 1
    assert "&lt;script&gt;alert(1)" in page
    assert "{{ 7*7 }}" in page


def test_it_is_made_for_everybody(shown: TrialOffice, tmp_path: Path) -> None:
    page = Page(publish(shown, tmp_path / "site"))
    assert page.all("html")[0]["lang"] == "fr"
    assert [len(page.all(tag)) for tag in ("h1", "main", "header", "footer")] == [1, 1, 1, 1]
    (field,) = page.all("input")
    assert [label["for"] for label in page.all("label")] == [field["id"]]
    names = {a["id"] for _tag, a in page.tags if a.get("id")}
    referred = [href[1:] for a in page.all("a") if (href := a.get("href") or "").startswith("#")]
    assert set(referred) <= names


def test_it_is_said_in_the_office_s_language(shown: TrialOffice, tmp_path: Path) -> None:
    from vaetvient.desk.office import set_office

    set_office(shown.desk, {"language": "en"})
    page = publish(shown, tmp_path / "site")
    assert '<html lang="en">' in page
    assert "Search" in page


def test_an_older_catalogue_is_replaced(shown: TrialOffice, tmp_path: Path) -> None:
    publish(shown, tmp_path / "site")
    shown.item("Barnum", tag="BAR-1")
    assert "Barnum" in publish(shown, tmp_path / "site")
    assert [path.name for path in tmp_path.iterdir() if "site" in path.name] == ["site"]


def test_a_folder_with_other_things_is_left_alone(shown: TrialOffice, tmp_path: Path) -> None:
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "index.html").write_text("le site de l'office", "utf-8")
    with pytest.raises(FolderInUseError, match="autre chose"):
        publish(shown, folder)
    assert (folder / "index.html").read_text("utf-8") == "le site de l'office"


def test_a_place_that_is_gone_is_said(shown: TrialOffice, tmp_path: Path) -> None:
    with pytest.raises(FolderMissingError):
        publish(shown, tmp_path / "absent" / "site")


def test_a_disk_that_fills_up_leaves_the_older_one(
    shown: TrialOffice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = publish(shown, tmp_path / "site")

    def full(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(FileUnwritableError, match="plus de place"):
        publish(shown, tmp_path / "site")
    assert (tmp_path / "site" / "index.html").read_text("utf-8") == before
    assert not list(tmp_path.glob(".site*"))


def test_the_same_on_paper(shown: TrialOffice) -> None:
    with shown.reading() as session:
        pdf = render_catalogue(content_of(shown), lambda key: query.thumbnail(session, key))
    words = whole(pdf)
    assert "Vidéoprojecteur" in words
    assert "200" in words
    assert "23/11/2026" in words


def test_an_office_with_nothing_says_so(office: TrialOffice, tmp_path: Path) -> None:
    assert "encore rien à prêter" in publish(office, tmp_path / "site")
    assert "encorerien" in whole(render_catalogue(content_of(office), lambda _key: None))


def test_a_model_is_described(office: TrialOffice, tmp_path: Path) -> None:
    model = office.model("Barnum")
    change_model(
        office.desk, model, ModelForm(name="Barnum", description="3 × 6 m\nà monter à trois")
    )
    office.item(tag="B-1", model=model)
    assert "à monter à trois" in publish(office, tmp_path / "site")
