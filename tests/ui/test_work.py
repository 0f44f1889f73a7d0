"""Work leaves the window's thread, and its results come back only to those who still want them."""

import threading
from collections.abc import Callable
from functools import partial

import pytest
from PySide6.QtCore import QObject, QThread
from pytestqt.qtbot import QtBot

from vaetvient.domain.errors import NotFoundError, VaEtVientError
from vaetvient.ui.work import Work


class Gate:
    """Holds a lane until it is opened."""

    def __init__(self) -> None:
        self._open = threading.Event()
        self.passed = 0

    def __call__(self) -> None:
        assert self._open.wait(10)
        self.passed += 1

    def open(self) -> None:
        self._open.set()


def refuse() -> None:
    raise NotFoundError(what="VID-999")


def fail() -> None:
    raise ZeroDivisionError


def is_idle(work: Work) -> Callable[[], bool]:
    return lambda: work.is_idle


@pytest.fixture
def owner(qapp: object) -> QObject:
    return QObject()


def test_work_is_done_elsewhere_and_its_result_told_here(
    work: Work, owner: QObject, qtbot: QtBot
) -> None:
    here = QThread.currentThread()
    where: list[object] = []
    work.ask(
        lambda: where.append(threading.current_thread().name),
        lambda _result: where.append(QThread.currentThread() is here),
        owner=owner,
    )
    qtbot.waitUntil(is_idle(work))
    assert where == ["reads", True]


def test_use_cases_are_done_in_order_beside_the_reads(
    work: Work, owner: QObject, qtbot: QtBot
) -> None:
    done: list[object] = []
    gate = Gate()
    work.ask(gate, done.append, owner=owner)
    for number in range(5):
        work.do(partial(int, number), done.append, owner=owner)
    qtbot.waitUntil(lambda: done == [0, 1, 2, 3, 4])
    gate.open()
    qtbot.waitUntil(is_idle(work))


def test_a_stick_that_does_not_answer_keeps_no_page_waiting(
    work: Work, owner: QObject, qtbot: QtBot
) -> None:
    done: list[object] = []
    gate = Gate()
    work.probe(gate, done.append, owner=owner)
    work.ask(lambda: "page", done.append, owner=owner)
    work.long(lambda _report: "visit", done.append, owner=owner)
    qtbot.waitUntil(lambda: len(done) == 2)
    assert sorted(map(str, done)) == ["page", "visit"]
    gate.open()
    qtbot.waitUntil(is_idle(work))


def test_a_newer_question_replaces_one_that_still_waits(
    work: Work, owner: QObject, qtbot: QtBot
) -> None:
    gate = Gate()
    answers: list[str] = []
    asked: list[str] = []

    def look(text: str) -> str:
        asked.append(text)
        return text

    work.ask(gate, lambda _none: None, owner=owner)
    for text in ("v", "vi", "vid"):
        work.ask(partial(look, text), answers.append, owner=owner, key="answers")
    gate.open()
    qtbot.waitUntil(is_idle(work))
    assert asked == answers == ["vid"]


def test_a_cancelled_ticket_and_a_dead_owner_hear_nothing(
    work: Work, owner: QObject, qtbot: QtBot
) -> None:
    gate = Gate()
    heard: list[object] = []
    dying = QObject()
    work.ask(gate, lambda _none: None, owner=owner)
    work.ask(lambda: 1, heard.append, owner=owner).cancel()
    work.do(lambda: 2, heard.append, owner=dying)
    dying.deleteLater()
    qtbot.wait_signal(dying.destroyed, timeout=0, raising=False)
    gate.open()
    qtbot.waitUntil(is_idle(work))
    assert 1 not in heard


def test_what_is_refused_is_told_to_who_asked_or_else_to_the_window(
    work: Work, owner: QObject, qtbot: QtBot
) -> None:
    told: list[VaEtVientError] = []
    work.do(refuse, lambda _none: None, told.append, owner=owner)
    qtbot.waitUntil(lambda: len(told) == 1)
    with qtbot.waitSignal(work.refused) as said:
        work.do(refuse, lambda _none: None, owner=owner)
    assert said.args is not None
    assert str(said.args[0]) == str(told[0])


def test_what_nobody_expected_is_reported_and_the_lane_goes_on(
    work: Work, owner: QObject, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(work.unexpected) as said:
        work.ask(fail, lambda _none: None, owner=owner)
    assert said.args is not None
    assert isinstance(said.args[0], ZeroDivisionError)
    heard: list[int] = []
    work.ask(lambda: 3, heard.append, owner=owner)
    qtbot.waitUntil(lambda: heard == [3])


def test_where_the_program_is_at_fault_who_asked_for_long_work_hears_that_it_is_over(
    work: Work, owner: QObject, qtbot: QtBot
) -> None:
    over: list[str] = []
    with qtbot.waitSignal(work.unexpected):
        work.long(
            lambda _report: fail(),
            lambda _none: over.append("done"),
            lambda _error: over.append("failed"),
            owner=owner,
            broken=lambda: over.append("broken"),
        )
    assert over == ["broken"]


def test_long_work_says_how_far_it_is_and_stops_when_asked(
    work: Work, owner: QObject, qtbot: QtBot
) -> None:
    gate = Gate()
    done: list[object] = []
    steps: list[int] = []

    def count(report: Callable[[int, int, str], None]) -> str:
        report(1, 2, "un")
        gate()
        report(2, 2, "deux")
        return "fini"

    work.progressed.connect(lambda _ticket, value, _total, _what: steps.append(value))
    ticket = work.long(count, done.append, owner=owner)
    qtbot.waitUntil(lambda: steps == [1])
    ticket.cancel()
    gate.open()
    qtbot.waitUntil(is_idle(work))
    assert (steps, done) == ([1], [])


def test_only_what_lasts_shows_the_progress_line(work: Work, owner: QObject, qtbot: QtBot) -> None:
    gate = Gate()
    shown: list[bool] = []
    work.busy.connect(shown.append)
    work.ask(lambda: 1, lambda _one: None, owner=owner)
    qtbot.waitUntil(is_idle(work))
    assert shown == []
    work.ask(gate, lambda _none: None, owner=owner)
    qtbot.waitUntil(lambda: shown == [True])
    gate.open()
    qtbot.waitUntil(lambda: shown == [True, False])


def test_closing_finishes_the_use_cases_that_wait(owner: QObject) -> None:
    closing = Work()
    done: list[int] = []
    for number in range(20):
        closing.do(partial(done.append, number), lambda _none: None, owner=owner)
    closing.close()
    assert done == list(range(20))
