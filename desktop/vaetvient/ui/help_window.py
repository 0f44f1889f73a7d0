"""The local help: topics at the left, the page of one at the right, a field that looks in all.

It stands beside the work and never in its way: the window behind it goes on being worked.
"""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QUrl
from PySide6.QtGui import (
    QGuiApplication,
    QImage,
    QResizeEvent,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from vaetvient.language import _
from vaetvient.ui.help_topics import TOPICS, Topic, help_folder, page_of, topic_named
from vaetvient.ui.likeness import likeness
from vaetvient.ui.placing import FRAME
from vaetvient.ui.theme import Theme
from vaetvient.ui.tokens import BODY_PT, LARGE_PT, S4, S8, S12, S16
from vaetvient.ui.widgets.bars import announce
from vaetvient.ui.widgets.filter_bar import FilterField
from vaetvient.ui.widgets.panes import button, label

_LISTED = 250
_SIZE = QSize(920, 640)
_LINE_PERCENT = 130.0
_TOPIC = Qt.ItemDataRole.UserRole


class HelpWindow(QDialog):
    """Shows one topic; Escape puts it away."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setWindowTitle(_("Aide"))
        self.field = FilterField(theme, _("Chercher dans l'aide"))
        self.topics = QListWidget()
        self.topics.setProperty("role", "ways")
        self.topics.setAccessibleName(_("Sujets de l'aide"))
        self.topics.setFrameShape(QFrame.Shape.NoFrame)
        self.topics.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.topics.setTextElideMode(Qt.TextElideMode.ElideNone)
        self.topics.setWordWrap(True)
        self.nothing = label("", "muted")
        self.page = HelpPage(theme)
        self._texts = {topic: page_of(topic) for topic in TOPICS}
        for topic in TOPICS:
            item = QListWidgetItem(_heading(self._texts[topic]))
            item.setData(_TOPIC, topic.name)
            self.topics.addItem(item)
        self._lay_out()
        self.field.textChanged.connect(self._look)
        self.field.left_down.connect(self._to_the_topics)
        self.topics.currentItemChanged.connect(self._chosen)
        theme.changed.connect(self._scale)
        self._scale()
        room = QGuiApplication.primaryScreen().availableGeometry().size() - FRAME
        wanted = QSize(theme.pixels(_SIZE.width()), theme.pixels(_SIZE.height()))
        self.resize(wanted.boundedTo(room))

    @property
    def topic(self) -> Topic | None:
        """What is shown."""
        if self.topics.currentRow() < 0:
            return None
        return topic_named(self.topics.currentItem().data(_TOPIC))

    def show_topic(self, name: str) -> None:
        """Show the page of a topic, and the window in front."""
        self.field.clear()
        wanted = topic_named(name).name
        for item in self._items():
            if item.data(_TOPIC) == wanted:
                self.topics.setCurrentItem(item)
        self.show()
        self.raise_()
        self.activateWindow()
        self.page.setFocus()

    def _lay_out(self) -> None:
        left = QVBoxLayout()
        left.setContentsMargins(S16, S16, S8, S16)
        left.setSpacing(S8)
        left.addWidget(self.field)
        left.addWidget(self.nothing)
        left.addWidget(self.topics, 1)
        self._left = QWidget()
        self._left.setLayout(left)
        close = button(self._theme, _("Fermer"), act=self.close)
        close.setAutoDefault(False)
        foot = QHBoxLayout()
        foot.setContentsMargins(S8, S8, S16, S16)
        foot.addWidget(label(_("F1 sur une page ouvre ce qui la concerne."), "small"), 1)
        foot.addWidget(close)
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        right.addWidget(self.page, 1)
        right.addLayout(foot)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self._left)
        whole.addLayout(right, 1)
        self.nothing.hide()

    def _scale(self) -> None:
        self._left.setFixedWidth(self._theme.pixels(_LISTED))
        self._show()

    @property
    def listed(self) -> list[QListWidgetItem]:
        """The topics that answer to what is typed."""
        return [item for item in self._items() if not item.isHidden()]

    def _items(self) -> list[QListWidgetItem]:
        return [self.topics.item(row) for row in range(self.topics.count())]

    def _look(self, typed: str) -> None:
        """List the topics that say what is typed, the first of them shown."""
        found = []
        for item in self._items():
            text = self._texts[topic_named(item.data(_TOPIC))]
            fits = not typed.strip() or likeness(typed, item.text(), text) > 0
            item.setHidden(not fits)
            if fits:
                found.append(item)
        self.nothing.setVisible(not found)
        if not found:
            self.nothing.setText(_("Rien dans l'aide sur « {text} ».").format(text=typed.strip()))
            announce(self.field, self.nothing.text())
        elif self.topics.currentItem() not in found:
            self.topics.setCurrentItem(found[0])

    def _to_the_topics(self) -> None:
        self.topics.setFocus()

    def _chosen(self, _now: object, _before: object) -> None:
        self._show()

    def _show(self) -> None:
        if self.topic is not None:
            self.page.show_text(self._texts[self.topic])


class HelpPage(QTextBrowser):
    """A page of Markdown in the program's own type, its pictures as wide as the page at most."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._text = ""
        self.setProperty("role", "help")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setOpenLinks(False)
        self.setAccessibleName(_("Page d'aide"))

    def show_text(self, text: str) -> None:
        """Show this page from its beginning."""
        self._text = text
        document = QTextDocument(self)
        document.setDocumentMargin(S16)
        document.setDefaultFont(self._theme.font(BODY_PT))
        document.setMarkdown(text, QTextDocument.MarkdownFeature.MarkdownNoHTML)
        self.setDocument(document)  # the one before goes
        self._dress()
        self.moveCursor(QTextCursor.MoveOperation.Start)
        self.verticalScrollBar().setValue(0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._text and event.size().width() != event.oldSize().width():
            place = self.verticalScrollBar().value()
            self.show_text(self._text)
            self.verticalScrollBar().setValue(place)

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        """A picture of the help's own folder, fitted to the page; nothing from anywhere else."""
        if kind != QTextDocument.ResourceType.ImageResource.value:
            return None
        file = help_folder() / QUrl(name).fileName()
        image = QImage(str(file))
        room = self.viewport().width() - 2 * S16 - S12
        if image.isNull() or room <= 0:
            return image
        ratio = self.devicePixelRatioF()
        width = min(room, image.width())
        fitted = image.scaledToWidth(
            round(width * ratio), Qt.TransformationMode.SmoothTransformation
        )
        fitted.setDevicePixelRatio(ratio)
        return fitted

    def _dress(self) -> None:
        """Headings and room between paragraphs, from the theme's one scale."""
        block = self.document().begin()
        while block.isValid():
            self._dress_block(block)
            block = block.next()

    def _dress_block(self, block: QTextBlock) -> None:
        level = block.blockFormat().headingLevel()
        cursor = QTextCursor(block)
        spaced = QTextBlockFormat()
        spaced.setTopMargin(S16 if level > 1 else S4)
        spaced.setBottomMargin(S8)
        spaced.setLineHeight(
            _LINE_PERCENT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value
        )
        if "\N{OBJECT REPLACEMENT CHARACTER}" in block.text():
            spaced.setLineHeight(100, QTextBlockFormat.LineHeightTypes.SingleHeight.value)
        cursor.mergeBlockFormat(spaced)
        if level:
            cursor.movePosition(
                QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor
            )
            letters = QTextCharFormat()
            size = LARGE_PT if level == 1 else BODY_PT
            letters.setFontPointSize(size * self._theme.text_percent / 100)
            letters.setFontWeight(600)
            cursor.setCharFormat(letters)


def _heading(text: str) -> str:
    return text.partition("\n")[0].lstrip("# ").strip()
