"""What a field offers while one types can be read, in every scheme."""

import pytest
from pytestqt.qtbot import QtBot

from vaetvient.ui.theme import Theme
from vaetvient.ui.tokens import Scheme
from vaetvient.ui.widgets.suggest import SuggestField, Suggestion
from vaetvient.ui.work import Work


@pytest.mark.parametrize("scheme", [Scheme.LIGHT, Scheme.DARK, Scheme.CONTRAST])
def test_the_list_of_suggestions_has_a_ground_of_its_own(
    theme: Theme, work: Work, qtbot: QtBot, scheme: Scheme
) -> None:
    theme.choose(scheme)
    field = SuggestField(work, lambda typed: [Suggestion(typed, typed, typed)])
    qtbot.addWidget(field)
    popup = field._popup
    popup.resize(200, 60)
    picture = popup.grab().toImage()
    ground = picture.pixelColor(picture.width() - 12, picture.height() - 6)
    assert ground.name() == theme.colours.surface
