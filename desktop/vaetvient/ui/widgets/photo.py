"""The photo of a thing: dropped, pasted or chosen from a file, seen large when clicked."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QMimeData, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QImage,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import QFileDialog, QPushButton, QSizePolicy

from vaetvient.language import _
from vaetvient.ui import icons
from vaetvient.ui.theme import Theme
from vaetvient.ui.tokens import RADIUS, S8, SMALL_PT

_WIDTH, _HEIGHT = 176, 132


class PhotoButton(QPushButton):
    """Enter or a click chooses a file; Ctrl+V pastes; a picture may be dropped on it."""

    given = Signal(object)
    """A Path, or the bytes of a picture."""

    def __init__(
        self, theme: Theme, *, name: str = "", invitation: str = "", whole: bool = False
    ) -> None:
        """A photo unless it has another name; `whole` shows all of it, rather than fill."""
        super().__init__()
        self._theme = theme
        self._picture = QPixmap()
        self._whole = whole
        self._invitation = invitation or _("Ajouter une photo")
        self.setProperty("kind", "row")
        self.setAcceptDrops(True)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name or _("Photo"))
        self.setToolTip(_("Déposez une image ici, collez-la (Ctrl+V) ou cliquez pour la choisir"))
        self.setAccessibleDescription(self.toolTip())
        self.clicked.connect(self.choose)

    @property
    def has_picture(self) -> bool:
        return not self._picture.isNull()

    def show_jpeg(self, jpeg: bytes) -> None:
        """Show a picture; empty: none."""
        self._picture = QPixmap()
        if jpeg:
            self._picture.loadFromData(jpeg)
        self.update()

    def choose(self) -> None:
        """Ask for a file."""
        name, _kind = QFileDialog.getOpenFileName(
            self,
            _("Choisir une image"),
            "",
            _("Images") + " (*.jpg *.jpeg *.png *.webp *.gif *.bmp *.tif *.tiff)",
        )
        if name:
            self.given.emit(Path(name))

    def sizeHint(self) -> QSize:
        return QSize(self._theme.pixels(_WIDTH), self._theme.pixels(_HEIGHT))

    # Given by drop or paste

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _picture_in(event.mimeData()) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self._take(event.mimeData())
        event.acceptProposedAction()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste):
            self._take(QGuiApplication.clipboard().mimeData())
            return
        super().keyPressEvent(event)

    def _take(self, data: QMimeData) -> None:
        picture = _picture_in(data)
        if picture is not None:
            self.given.emit(picture)

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        frame = self.rect().adjusted(3, 3, -3, -3)
        path = QPainterPath()
        path.addRoundedRect(frame, RADIUS, RADIUS)
        if self._picture.isNull():
            self._paint_invitation(painter, frame, path)
        else:
            painter.setClipPath(path)
            if self._whole:
                painter.fillPath(path, Qt.GlobalColor.white)  # as on paper
                inner = frame.adjusted(S8, S8, -S8, -S8)
                size = self._picture.size().scaled(inner.size(), Qt.AspectRatioMode.KeepAspectRatio)
                shown = QRect(QPoint(0, 0), size)
                shown.moveCenter(inner.center())
                painter.drawPixmap(shown, self._picture)
            else:
                painter.drawPixmap(frame, self._picture, _middle(self._picture, frame))
        painter.end()

    def _paint_invitation(self, painter: QPainter, frame: QRect, path: QPainterPath) -> None:
        theme = self._theme
        painter.setPen(QPen(theme.colour("edge"), 1, Qt.PenStyle.DashLine))
        painter.drawPath(path)
        side = theme.pixels(24)
        ratio = self.devicePixelRatioF()
        sign = icons.pixmap("camera", theme.colours.muted, side, ratio)
        left = frame.center().x() - side // 2
        painter.drawPixmap(left, frame.center().y() - side, sign)
        painter.setFont(theme.font(SMALL_PT))
        painter.setPen(theme.colour("muted"))
        below = QRect(frame.left() + S8, frame.center().y() + S8, frame.width() - 2 * S8, 100)
        centred = int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        painter.drawText(below, centred | int(Qt.TextFlag.TextWordWrap), self._invitation)


def _picture_in(data: QMimeData) -> Path | bytes | None:
    """The first picture that was dropped or pasted."""
    for url in data.urls():
        if url.isLocalFile():
            return Path(url.toLocalFile())
    if data.hasImage():
        image = data.imageData()
        if isinstance(image, QImage):
            buffer = QBuffer()
            buffer.open(QIODevice.OpenModeFlag.WriteOnly)
            image.save(buffer, b"PNG")
            return bytes(buffer.data().data())
    return None


def _middle(picture: QPixmap, frame: QRect) -> QRect:
    """The part of a picture that fills `frame` without being stretched."""
    size = frame.size().scaled(picture.size(), Qt.AspectRatioMode.KeepAspectRatio)
    left = (picture.width() - size.width()) // 2
    top = (picture.height() - size.height()) // 2
    return QRect(left, top, size.width(), size.height())
