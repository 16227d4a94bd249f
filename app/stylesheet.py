"""The style sheet of Qt's own widgets, made from a theme's colours and sizes.

What a widget of ours paints itself is not here. Properties that a page may set:
`role` of a QLabel: "title" (18), "heading" (13.5, half bold), "section" (small capitals), "secondary", "small";
"warning" (yellow); `role` of a QFrame: "panel"; `role` of a QPushButton: "primary" (the one warm button), "quiet".
"""

from collections.abc import Mapping
from pathlib import Path
from string import Template
from typing import Final

_SHEET: Final = Template("""
QToolTip {
    background: $raised; color: $text; border: 1px solid $edge; border-radius: 6px; padding: 6px 8px;
    font-size: ${small}pt;
}
QLabel { background: transparent; color: $text; }
QLabel[role="title"] { font-size: ${title}pt; font-weight: 600; }
QLabel[role="heading"] { font-size: ${large}pt; font-weight: 600; }
QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 0; }
QLabel[role="section"] { font-size: ${small}pt; font-weight: 600; color: $secondary; letter-spacing: 1px; }
QLabel[role="secondary"] { color: $secondary; }
QLabel[role="small"] { color: $secondary; font-size: ${small}pt; }
QLabel[role="warning"] { color: $yellow; }
QLabel:disabled { color: $secondary; }
QFrame[role="panel"] { background: $panel; border: 1px solid $edge; border-radius: 10px; }

QPushButton, QToolButton {
    background: $raised; color: $text; border: 1px solid $raised; border-radius: 7px;
    padding: 6px 12px;
}
QToolButton { padding: 5px; }
QPushButton:hover, QToolButton:hover { border-color: $faint; background: $edge; }
QPushButton:pressed, QToolButton:pressed { background: $faint; }
QPushButton:focus, QToolButton:focus { border-color: $coral; }
QPushButton:disabled, QToolButton:disabled { color: $secondary; background: $panel; border-color: $edge; }
QPushButton:checked, QToolButton:checked { border-color: $coral; color: $coral; }
QPushButton[role="primary"], QPushButton:default[role="primary"] {
    background: $coral; border-color: $coral; color: $ground; font-weight: 600;
}
QPushButton[role="primary"]:focus { border-color: $text; }
QPushButton[role="primary"]:disabled { background: $raised; border-color: $edge; color: $secondary; }
QPushButton[role="quiet"], QToolButton[role="quiet"] { background: transparent; border-color: transparent; }
QPushButton[role="quiet"]:hover, QToolButton[role="quiet"]:hover { background: $raised; }
QToolButton::menu-indicator { image: none; }

QLineEdit, QPlainTextEdit, QTextEdit, QSpinBox, QDoubleSpinBox, QComboBox {
    background: $raised; color: $text; border: 1px solid $edge; border-radius: 7px; padding: 5px 8px;
    selection-background-color: $coral; selection-color: $ground;
}
QLineEdit:focus,
QPlainTextEdit:focus,
QTextEdit:focus,
QSpinBox:focus,
QDoubleSpinBox:focus,
QComboBox:focus {
    border-color: $coral;
}
QLineEdit:disabled, QPlainTextEdit:disabled, QSpinBox:disabled, QDoubleSpinBox:disabled, QComboBox:disabled {
    color: $secondary; background: $panel;
}
QLineEdit[refused="true"] { border-color: $red; }
QComboBox::drop-down { border: none; width: 22px; }
QComboBox::down-arrow { image: url("${icons}/chevron.svg"); width: 9px; height: 9px; }
QSpinBox::up-button, QDoubleSpinBox::up-button { subcontrol-position: top right; }
QSpinBox::down-button, QDoubleSpinBox::down-button { subcontrol-position: bottom right; }
QSpinBox::up-button, QSpinBox::down-button, QDoubleSpinBox::up-button, QDoubleSpinBox::down-button {
    subcontrol-origin: border; border: none; background: transparent; width: 22px;
}
QSpinBox::up-arrow, QDoubleSpinBox::up-arrow { image: url("${icons}/chevron_up.svg"); width: 9px; height: 9px; }
QSpinBox::down-arrow, QDoubleSpinBox::down-arrow { image: url("${icons}/chevron.svg"); width: 9px; height: 9px; }
QComboBox QAbstractItemView {
    background: $raised; color: $text; border: 1px solid $edge; padding: 4px; outline: none;
    selection-background-color: $edge; selection-color: $text;
}

QMenuBar { background: $ground; color: $text; }
QMenuBar::item { background: transparent; padding: 5px 9px; border-radius: 6px; }
QMenuBar::item:selected { background: $raised; }
QMenu { background: $panel; color: $text; border: 1px solid $edge; padding: 5px; }
QMenu::item { padding: 6px 26px 6px 12px; border-radius: 6px; }
QMenu::item:selected { background: $edge; }
QMenu::item:disabled { color: $secondary; }
QMenu::separator { height: 1px; background: $edge; margin: 5px 6px; }
QMenu::icon { padding-left: 8px; }

QListView, QTreeView, QTableView {
    background: $panel; color: $text; border: 1px solid $edge; border-radius: 10px; outline: none;
    alternate-background-color: $panel; gridline-color: $edge;
}
QListView::item, QTreeView::item { border-radius: 7px; padding: 5px; }
QListView::item:selected, QTreeView::item:selected, QTableView::item:selected {
    background: $edge; color: $text;
}
QListView::item:hover, QTreeView::item:hover { background: $raised; }
QHeaderView::section {
    background: $panel; color: $secondary; border: none; border-bottom: 1px solid $edge;
    padding: 6px 8px;
}

QTabWidget::pane { border: 1px solid $edge; border-radius: 10px; top: -1px; }
QTabBar::tab {
    background: transparent; color: $secondary; padding: 7px 14px; border-radius: 7px; margin: 2px;
}
QTabBar::tab:selected { background: $raised; color: $text; font-weight: 600; }
QTabBar::tab:focus { border: 1px solid $coral; }

QScrollBar:vertical { background: transparent; width: 10px; margin: 2px; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 2px; }
QScrollBar::handle { background: $faint; border-radius: 3px; min-height: 24px; min-width: 24px; }
QScrollBar::handle:hover { background: $secondary; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QScrollArea { background: transparent; border: none; }

QSlider::groove:horizontal { background: $edge; height: 5px; border-radius: 2px; }
QSlider::sub-page:horizontal { background: $coral; border-radius: 2px; }
QSlider::handle:horizontal {
    background: $text; width: 13px; height: 13px; margin: -4px 0; border-radius: 6px;
}
QSlider::handle:horizontal:focus { background: $coral; }
QSlider::sub-page:horizontal:disabled { background: $faint; }
QSlider::handle:horizontal:disabled { background: $secondary; }
QProgressBar {
    background: $edge; border: none; border-radius: 4px; height: 8px; text-align: center;
    color: transparent;
}
QProgressBar::chunk { background: $coral; border-radius: 4px; }

QCheckBox, QRadioButton { spacing: 8px; }
QCheckBox::indicator, QRadioButton::indicator {
    width: 14px; height: 14px; border: 1px solid $secondary; border-radius: 4px; background: $raised;
}
QRadioButton::indicator { border-radius: 8px; }
QCheckBox::indicator:checked { background: $coral; border-color: $coral; image: url("${icons}/check.svg"); }
QRadioButton::indicator:checked { background: $coral; border: 4px solid $raised; width: 8px; height: 8px; }
QCheckBox::indicator:focus, QRadioButton::indicator:focus { border-color: $coral; }
QCheckBox:focus, QRadioButton:focus { color: $coral; }
QGroupBox { border: 1px solid $edge; border-radius: 10px; margin-top: 18px; padding: 12px; }
QGroupBox::title { subcontrol-origin: margin; left: 4px; color: $secondary; font-weight: 600; }
QStatusBar { background: $ground; color: $secondary; }
QStatusBar::item { border: none; }
QSplitter::handle { background: transparent; }
""")


def stylesheet(colours: Mapping[str, str], points: Mapping[str, float], *, icons: Path) -> str:
    """The sheet for colours by role name (hex codes), text sizes by name (points) and the folder of the icons."""
    sizes = {name: f"{value:.3f}" for name, value in points.items()}
    return _SHEET.substitute(colours, icons=icons.as_posix(), **sizes)
