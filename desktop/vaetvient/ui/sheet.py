"""The style sheet, filled in with the tokens by `theme`."""

SHEET = """
QWidget { color: $ink; }
QMainWindow, QDialog, QWidget[role="page"] { background: $ground; }
QToolTip { background: $ink; color: $ground; border: none; padding: 6px 8px; font-size: $small; }

QLabel[role="title"] { font-size: $large; font-weight: 600; }
QLabel[role="page-title"] { font-size: $large; font-weight: 600; min-height: ${whole}px; }
QLabel[role="heading"] { font-size: $body; font-weight: 600; }
QLabel[role="muted"] { color: $muted; }
QLabel[role="small"] { color: $muted; font-size: $small; }
QLabel[role="late"] { color: $late; font-weight: 500; }
QLabel[role="done"] { color: $done; font-weight: 500; }
QLabel[role="smalllate"] { color: $late; font-size: $small; font-weight: 500; }
QLabel[role="smalldone"] { color: $done; font-size: $small; font-weight: 500; }
QLabel[role="figure"] { font-size: $large; font-weight: 600; }

QLineEdit, QPlainTextEdit, QTextEdit, QSpinBox, QDoubleSpinBox, QDateEdit, QDateTimeEdit,
QTimeEdit, QComboBox {
    background: $surface; color: $ink; border: 1px solid $edge; border-radius: ${radius}px;
    padding: 3px 10px; min-height: ${target}px;
    selection-background-color: $accent; selection-color: $on_accent;
    placeholder-text-color: $muted;
}
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus,
QDateEdit:focus, QDateTimeEdit:focus, QTimeEdit:focus, QComboBox:focus {
    border: 2px solid $accent; padding: 2px 9px;
}
QLineEdit:read-only { background: transparent; border-color: transparent; }
QLineEdit:disabled, QComboBox:disabled, QSpinBox:disabled, QDateEdit:disabled {
    color: $edge; border-color: $line; background: transparent;
}
QLineEdit[wrong="true"], QComboBox[wrong="true"], QDateEdit[wrong="true"],
QSpinBox[wrong="true"] { border: 2px solid $late; padding: 2px 9px; }
QLineEdit[role="scan"] {
    font-size: $large; padding: 8px 16px 8px ${scan}px; min-height: ${target}px;
    border-radius: 12px;
}
QLineEdit[role="scan"]:focus, QLineEdit[role="scan"][wrong="true"] {
    padding: 7px 15px 7px ${scan}px; }
QLineEdit[role="scan"][heard="taken"] { border-color: $done; background: $done_soft; }
QLineEdit[role="scan"][heard="refused"] { border-color: $late; background: $late_soft; }

QComboBox { padding-right: 2px; combobox-popup: 0; }
QComboBox::drop-down { border: none; width: ${drop}px; }
QComboBox::down-arrow, QDateEdit::down-arrow, QDateTimeEdit::down-arrow {
    image: url($chevron); width: ${arrow}px; height: ${arrow}px; }
QDateEdit::drop-down, QDateTimeEdit::drop-down { border: none; width: ${drop}px; }
QComboBox QAbstractItemView {
    background: $surface; border: 1px solid $line; outline: 0; padding: 4px;
    selection-background-color: $accent_soft; selection-color: $ink;
}
QComboBox QAbstractItemView::item { min-height: ${target}px; padding: 4px 8px;
    border-radius: 6px; }
QAbstractSpinBox QLineEdit { border: none; padding: 0; min-height: 0; background: transparent; }
QDateEdit, QDateTimeEdit, QTimeEdit { max-height: ${target}px; }
QSpinBox::up-button, QSpinBox::down-button { border: none; width: ${spin}px; }
QSpinBox::up-arrow { image: url($up); width: ${turn}px; height: ${turn}px; }
QSpinBox::down-arrow { image: url($chevron); width: ${turn}px; height: ${turn}px; }

QPushButton, QToolButton[kind="button"] {
    background: $surface; color: $ink; border: 1px solid $edge; border-radius: ${radius}px;
    padding: 3px 14px; min-height: ${target}px; font-weight: 500; outline: 0;
}
QPushButton:hover, QToolButton[kind="button"]:hover { background: $hover; }
QPushButton:focus, QToolButton[kind="button"]:focus {
    border: 2px solid $accent; padding: 2px 13px; }
QPushButton:disabled { color: $edge; border-color: $line; background: transparent; }
QPushButton::menu-indicator, QToolButton::menu-indicator {
    image: url($chevron); width: ${turn}px; height: ${turn}px;
    subcontrol-origin: padding; subcontrol-position: center right; right: 2px; }
QPushButton[kind="primary"] {
    background: $accent; color: $on_accent; border: 1px solid $accent; font-weight: 600;
    padding: 5px 18px;
}
QPushButton[kind="primary"]:hover { background: $accent_strong; border-color: $accent_strong; }
QPushButton[kind="primary"]:focus { border: 2px solid $ink; padding: 4px 17px; }
QPushButton[kind="primary"]:disabled { background: $hover; color: $muted; border-color: $hover; }
QPushButton[kind="quiet"], QToolButton {
    background: transparent; border: 1px solid transparent; color: $accent; font-weight: 500;
    border-radius: ${radius}px; padding: 3px 10px; min-height: ${target}px;
}
QPushButton[kind="quiet"]:hover, QToolButton:hover { background: $hover; }
QPushButton[kind="quiet"]:focus, QToolButton:focus { border: 2px solid $accent; padding: 2px 9px; }
QPushButton[kind="quiet"]:disabled { color: $edge; }
QPushButton[kind="link"] {
    background: transparent; border: 1px solid transparent; color: $accent; font-weight: 500;
    border-radius: ${radius}px; padding: 3px 4px; text-align: left; margin-left: -5px;
}
QPushButton[kind="link"]:hover { background: $hover; }
QPushButton[kind="link"]:focus { border: 2px solid $accent; padding: 2px 3px; }
QPushButton[kind="more"] {
    background: transparent; border: 1px solid transparent; color: $accent; font-weight: 500;
    border-radius: ${radius}px; padding: 3px 7px; text-align: left;
}
QPushButton[kind="more"]:hover { background: $hover; }
QPushButton[kind="more"]:focus { border: 2px solid $accent; padding: 2px 6px; }
QToolButton[kind="inline"] { background: transparent; border: none; padding: 0; min-height: 0; }
QToolButton[kind="inline"]:hover { background: $hover; }
QPushButton[kind="chip"] {
    background: transparent; border: 1px solid $line; border-radius: ${radius}px; color: $ink;
    padding: 3px 12px; font-weight: 400;
}
QPushButton[kind="chip"]:hover { background: $hover; }
QPushButton[kind="chip"]:checked {
    background: $accent_soft; border-color: $accent; color: $ink; font-weight: 600; }
QPushButton[kind="chip"]:focus { border: 2px solid $accent; padding: 2px 11px; }
QPushButton[kind="row"] {
    background: transparent; border: 1px solid transparent; border-radius: ${radius}px;
    text-align: left; padding: 4px 8px; font-weight: 400; color: $ink; min-height: 0;
}
QPushButton[kind="row"]:hover { background: $hover; }
QPushButton[kind="row"]:focus { border: 2px solid $accent; padding: 3px 7px; }

QPushButton[kind="pencil"] {
    background: transparent; border: 1px solid transparent; border-radius: ${radius}px;
    padding: 0; min-height: 30px; min-width: 30px;
}
QPushButton[kind="pencil"]:hover { background: $hover; }
QPushButton[kind="pencil"]:focus { border: 2px solid $accent; }
QPushButton[kind="head"] {
    background: transparent; border: 1px solid transparent; border-radius: ${radius}px;
    text-align: left; padding: 2px 6px; font-weight: 600; color: $ink;
}
QPushButton[kind="head"][late="true"] { color: $late; }
QPushButton[kind="head"]:hover { background: $hover; }
QPushButton[kind="head"]:focus { border: 2px solid $accent; padding: 1px 5px; }

QWidget[role="side"] { background: $side; }
QToolButton[kind="nav"] {
    color: $ink; text-align: left; border: 1px solid transparent; border-radius: ${radius}px;
    padding: 4px 12px; font-weight: 500; min-height: ${target}px;
}
QToolButton[kind="nav"]:hover { background: $hover; }
QToolButton[kind="nav"]:checked { background: $accent_soft; color: $accent; font-weight: 600; }
QToolButton[kind="nav"]:focus { border: 2px solid $accent; padding: 3px 11px; }

QWidget[role="bar"] { background: $side; border-top: 1px solid $line; }
QWidget[role="errorbar"] { background: $late_soft; border-bottom: 1px solid $late; }
QFrame[role="hairline"] { background: $line; border: none; max-height: 1px; min-height: 1px; }
QFrame[role="pop"] { background: $surface; border: 1px solid $edge; border-radius: 10px; }
QFrame[role="inset"] { background: $side; border-radius: ${radius}px; }
QFrame[role="inset"] QLabel { background: transparent; }
QFrame[role="note"] { background: $late_soft; border-radius: ${radius}px; }
QFrame[role="good"] { background: $done_soft; border-radius: ${radius}px; }
QFrame[role="note"] QLabel, QFrame[role="good"] QLabel { background: transparent; }

QAbstractItemView { background: transparent; border: none; outline: 0;
    selection-background-color: $accent_soft; selection-color: $ink; }
QListWidget[role="ways"] { background: transparent; border: none; outline: 0; }
QListWidget[role="ways"]::item {
    min-height: ${target}px; padding: 4px 8px; border-radius: ${radius}px; }
QTextBrowser[role="help"] { background: $ground; border: none; padding: 0; }
QTextBrowser[role="help"]:focus { border: none; padding: 0; }
QListView[role="offers"] { background: $surface; border: 1px solid $edge; padding: 4px; }
QTableView, QTreeView, QListView { alternate-background-color: transparent; }
QTableView::item, QTreeView::item { padding: 4px 8px; border: none;
    border-bottom: 1px solid $line; }
QTableView::item:hover, QTreeView::item:hover, QListView::item:hover { background: $hover; }
QTableView::item:selected, QTreeView::item:selected, QListView::item:selected {
    background: $accent_soft; color: $ink; }
QTableView::item:focus { border: 1px solid $accent; }
QHeaderView { background: transparent; border: none; }
QHeaderView::section {
    background: $ground; color: $muted; font-size: $small; font-weight: 500; border: none;
    border-bottom: 1px solid $line; padding: 6px 8px;
}
QHeaderView::down-arrow { image: url($up); width: ${turn}px; height: ${turn}px; }
QHeaderView::up-arrow { image: url($chevron); width: ${turn}px; height: ${turn}px; }
QTableCornerButton::section { background: transparent; border: none; }

QCheckBox, QRadioButton { spacing: 8px; min-height: ${whole}px; outline: 0; }
QCheckBox::indicator { width: ${box}px; height: ${box}px; border: 1px solid $edge;
    border-radius: 4px; background: $surface; }
QCheckBox::indicator:checked { background: $accent; border-color: $accent; image: url($check); }
QCheckBox:focus { color: $accent; }
QCheckBox::indicator:focus { border: 2px solid $accent; }

QScrollArea { background: transparent; border: none; }
QScrollArea > QWidget > QWidget[role="scrolled"] { background: $ground; }
QScrollBar:vertical { background: transparent; width: 12px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 0; }
QScrollBar::handle { background: $edge; border-radius: 4px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QTabBar::tab { background: transparent; color: $muted; padding: 6px 12px; border: none;
    border-bottom: 2px solid transparent; font-weight: 500; min-height: ${target}px; }
QTabBar::tab:selected { color: $accent; border-bottom-color: $accent; }
QTabBar::tab:focus { background: $hover; }
QTabWidget::pane { border: none; border-top: 1px solid $line; }
QMenu { background: $surface; border: 1px solid $line; padding: 4px; }
QMenu::item { padding: 7px 28px 7px 12px; border-radius: 6px; }
QMenu::item:selected { background: $accent_soft; color: $ink; }
QMenu::item:disabled { color: $edge; }
QMenu::separator { height: 1px; background: $line; margin: 4px 8px; }
QProgressBar { background: $line; border: none; border-radius: 2px; max-height: 4px;
    min-height: 4px; }
QProgressBar::chunk { background: $accent; border-radius: 2px; }
QSplitter::handle { background: $line; }
QCalendarWidget QWidget { background: $surface; }
QCalendarWidget QAbstractItemView { selection-background-color: $accent;
    selection-color: $on_accent; }
"""
