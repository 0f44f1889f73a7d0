"""One office: the program's own window in a process of its own, told line by line what to do.

Each line of the standard input is a JSON list, a verb and what it needs; each gets one line of
JSON back. Hands are keys and clicks on the widgets that a volunteer sees; a directory stands for
the stick.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

from PySide6.QtCore import QSocketNotifier, Qt
from sqlalchemy import text

from vaetvient import app
from vaetvient.desk.desk import open_desk
from vaetvient.ui.carrier import Stick
from vaetvient.ui.hand import Hand
from vaetvient.ui.pages.counter.page import CounterPage
from vaetvient.ui.pages.exchange.page import ExchangePage
from vaetvient.ui.pages.members.page import MembersPage
from vaetvient.ui.theme import Theme, load_fonts
from vaetvient.ui.tokens import Scheme

CTRL = Qt.KeyboardModifier.ControlModifier


class OfficeWindow:
    """The window, and what can be asked of it."""

    def __init__(self, folder: Path, volunteer: str) -> None:
        self.application = app.make_application(["vaetvient"])
        load_fonts()
        self.theme = Theme(self.application)
        self.theme.choose(Scheme.LIGHT)
        self.desk = open_desk(folder, volunteer=volunteer)
        self.sticks: list[Stick] = []
        self.window = app.open_window(self.application, self.theme, self.desk, folder)
        carrier = self.window.context.carrier
        assert carrier is not None
        self.carrier = carrier
        carrier._list_sticks = lambda: list(self.sticks)
        self.faults: list[str] = []
        self.window.context.work.unexpected.connect(lambda error: self.faults.append(repr(error)))
        self.window.context.refused.connect(lambda error: self.faults.append(error.message))
        self.window.resize(1280, 720)
        self.window.show()
        self.window.activateWindow()
        self.hand = Hand(self.window)
        self.hand.settle()

    def come_forward(self) -> None:
        """Be the window that keys go to: the other office's may be in front."""
        if not self.window.isActiveWindow():
            self.window.come_forward()
            self.hand.wait_until(self.window.isActiveWindow, "the window in front")

    def exchange(self) -> ExchangePage:
        self.window.visit("exchange")
        self.hand.settle()
        page = self.window.page
        assert isinstance(page, ExchangePage)
        return page

    def wait(self, reached: Callable[[], bool], what: str) -> None:
        self.hand.wait_until(reached, what)
        self.hand.settle()

    # Meeting

    def found(self, name: str) -> None:
        page = self.exchange()
        page.found_button.click()
        self.hand.type(name)
        self.hand.press(Qt.Key.Key_Return)
        self.wait(lambda: bool(page.state and page.state.network), "the network")

    def invite(self, file: str) -> None:
        page = self.exchange()
        page.invite_button.click()
        page.inviting.write(Path(file))
        self.wait(Path(file).exists, "the invitation")

    def take(self, file: str) -> None:
        page = self.exchange()
        page.take([Path(file)])
        self.hand.settle()

    def joining(self) -> str:
        page = self.exchange()
        self.wait(lambda: bool(page.joining.fingerprint.digits), "the fingerprint")
        return page.joining.fingerprint.digits

    def admit(self, digits: str, office: str) -> None:
        page = self.exchange()
        self.wait(page.admitting.isVisible, "the one who asks")
        page.admitting.entries["fingerprint"].field.setFocus()
        self.hand.type(digits)
        page.admitting.entries["office_name"].put(office)
        page.admitting.confirm.click()
        self.wait(lambda: bool(page.state and len(page.state.partners) == 2), "two offices")

    def joined(self) -> str:
        page = self.exchange()
        self.wait(lambda: bool(page.state and page.state.network), "the network")
        assert page.state is not None
        return page.state.network

    # The stick

    def plug(self, folder: str) -> list[str]:
        page = self.exchange()
        path = Path(folder)
        self.sticks = [Stick(path, path.name)]
        self.carrier.look_for_sticks()
        self.wait(lambda: path in self.carrier.sticks, "the stick")
        page.open("places")
        if not self.carrier.sticks[path].ours:
            self.carrier.visit_stick(path)
        self.wait(lambda: self.carrier.sticks[path].visit is not None, "the visit")
        visit = self.carrier.sticks[path].visit
        assert visit is not None
        return [f"{fresh.changes} {fresh.who}" for fresh in visit.fresh]

    def pull(self) -> None:
        self.sticks = []
        self.carrier.look_for_sticks()
        self.wait(lambda: not self.carrier.sticks, "no stick")

    # Work at the desk

    def lend(self, card: str, tag: str) -> str:
        self.hand.press(Qt.Key.Key_1, CTRL)
        self.hand.settle()
        counter = self.window.page
        assert isinstance(counter, CounterPage)
        self.hand.scan(card)
        self.hand.settle()
        self.hand.scan(tag)
        self.wait(counter.basket.lend_button.isEnabled, f"{tag} in the basket")
        self.hand.press(Qt.Key.Key_Return)
        self.wait(lambda: counter.lent.path is not None, "the agreement")
        assert counter.lent.path is not None
        number = counter.lent.path.stem
        self.hand.press(Qt.Key.Key_Escape)
        self.hand.settle()
        return number

    def correct(self, card: str, email: str) -> None:
        ((key,),) = self.rows(f"SELECT hex(id) FROM member WHERE card = '{card}'")
        page = self.window.visit("members", UUID(key))
        self.hand.settle()
        assert isinstance(page, MembersPage)
        page.details.correct_button.click()
        self.hand.settle()
        field = page.form.entries["email"].field
        field.setFocus()
        field.setText("")  # type: ignore[attr-defined]
        self.hand.type(email)
        self.hand.press(Qt.Key.Key_S, CTRL)
        self.wait(lambda: not page.form.isVisible(), "the record")

    def settle(self, take: str) -> None:
        page = self.exchange()
        page.open("conflicts")
        self.wait(lambda: len(page.conflicts.cards) == 1, "one conflict")
        (card,) = page.conflicts.cards.values()
        (card.ours if take == "ours" else card.theirs).click()
        self.wait(lambda: not page.conflicts.cards, "nothing left to settle")

    # What is there

    def rows(self, sql: str) -> list[list[Any]]:
        with self.desk.database.reading() as session:
            return [list(row) for row in session.execute(text(sql))]

    def state(self) -> dict[str, Any]:
        from vaetvient.sync.overview import overview
        from vaetvient.sync.site import open_site

        seen = overview(open_site(self.desk.database, self.desk.clock))
        return {
            "digest": seen.network_digest,
            "conflicts": seen.conflicts,
            "badge": self.window.navigation.ways["exchange"].waiting,
            "members": self.rows("SELECT label, email FROM member WHERE shared ORDER BY id"),
            "loans": self.rows("SELECT number, state, due_on FROM loan ORDER BY number"),
            "things": self.rows("SELECT tag FROM equipment ORDER BY tag"),
            "faults": self.faults,
        }

    def shot(self, file: str, scheme: str, percent: int, part: str) -> None:
        self.theme.choose(Scheme(scheme))
        if self.theme.text_percent != percent:
            self.theme.scale_text(percent)
        page = self.exchange()
        if part:
            page.open(part)
        self.hand.settle()
        assert self.window.grab().save(file)

    def speak(self, language: str) -> None:
        self.window.speak(language)  # type: ignore[arg-type]
        self.hand.settle()

    def close(self) -> None:
        self.window.close()
        self.window.context.close()
        self.window.context.work.close()
        self.desk.database.close()
        self.application.quit()


def main(folder: Path, volunteer: str) -> int:
    """Serve lines until « close »."""
    office = OfficeWindow(folder, volunteer)

    def answer() -> None:
        line = sys.stdin.readline()
        if not line:
            office.close()
            return
        verb, *words = json.loads(line)
        try:
            office.come_forward()
            said = {"said": getattr(office, verb)(*words)}
        except BaseException as error:  # noqa: BLE001  (told to the one who asked)
            said = {"error": f"{type(error).__name__}: {error}", "faults": office.faults}
        print(json.dumps(said), flush=True)  # noqa: T201

    notifier = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read)
    notifier.activated.connect(answer)
    print(json.dumps({"said": "ready"}), flush=True)  # noqa: T201
    return office.application.exec()


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2]))
