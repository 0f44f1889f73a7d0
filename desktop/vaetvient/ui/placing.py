"""Where the window stands: whole on a screen that is there, title bar included."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QRect, QSize
from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtWidgets import QMainWindow, QWidget

LEAST_WIDTH, LEAST_HEIGHT = 900, 600
USUAL = QSize(1280, 800)
FRAME = QSize(4, 40)
"""What a title bar and its borders may take, before the system has said how much they do."""
_GRIP = 48
"""How much of the title bar must be in reach of the mouse, in pixels."""


def place_window(window: QMainWindow, kept: object) -> None:
    """Put the window where it was left, as long as that is on a screen; else in the middle."""
    if not (isinstance(kept, QByteArray) and window.restoreGeometry(kept)):
        window.setGeometry(first_place(QGuiApplication.primaryScreen().availableGeometry()))
    bring_back(window)


def first_place(room: QRect) -> QRect:
    """A window of the usual size, or as large as the screen lets it be with its frame."""
    size = USUAL.boundedTo(room.size() - FRAME)
    place = QRect(room.topLeft(), size)
    place.moveCenter(room.center())
    place.moveTop(max(place.top(), room.top() + FRAME.height()))
    if place.bottom() > room.bottom():
        place.setBottom(room.bottom())
    return place


def bring_back(window: QMainWindow) -> None:
    """Bring a window that no screen shows any more to one that is there."""
    if window.isMaximized() or window.isFullScreen():
        return  # the system keeps those on a screen by itself
    frame = window.geometry()
    if any(_in_reach(frame, screen) for screen in QGuiApplication.screens()):
        return
    room = QGuiApplication.primaryScreen().availableGeometry()
    size = frame.size().boundedTo(room.size() - FRAME)
    place = first_place(room)
    place.setSize(size.expandedTo(QSize(LEAST_WIDTH, LEAST_HEIGHT)).boundedTo(room.size() - FRAME))
    window.setGeometry(place)


def _in_reach(frame: QRect, screen: QScreen) -> bool:
    """Whether the title bar can be taken hold of on this screen, and nothing hangs over it."""
    room = screen.availableGeometry()
    seen = room.intersected(frame)
    top_is_there = room.top() <= frame.top() <= room.bottom() - _GRIP
    return top_is_there and seen.width() >= min(frame.width(), LEAST_WIDTH) // 2


def bring_forward(window: QWidget) -> None:
    """Let a window be seen: someone started the program again."""
    if window.isMinimized():
        window.showNormal()
    window.show()
    window.raise_()
    window.activateWindow()
