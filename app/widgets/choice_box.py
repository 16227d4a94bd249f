"""A box that shows one of a row's choices and opens a list of them."""

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QActionGroup, QFont, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QMenu, QSizePolicy, QWidget

from app.theme import Accent, TextSize, text_font, theme_of, with_alpha
from app.widgets.glyphs import draw_chevron
from app.widgets.parameter_control import ParameterControl
from synth.parameters import Parameter


class ChoiceBox(ParameterControl):
    """A choice row. Click, Space or Return opens the list; wheel and arrow keys go from one to the next."""

    def __init__(self, row: Parameter, accent: Accent, parent: QWidget | None = None) -> None:
        super().__init__(row, accent, parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setMinimumWidth(92)

    def sizeHint(self) -> QSize:
        return QSize(100, 26)

    def lock_rect(self) -> QRectF:
        return QRectF(self.width() - 28.0, self.height() / 2.0 - 5.5, 8.0, 10.0)

    def choices_menu(self) -> QMenu:
        """The list of choices with the present one marked."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        group = QActionGroup(menu)
        for index, choice in enumerate(self.row.choices):
            action = menu.addAction(choice)
            action.setCheckable(True)
            action.setChecked(index == int(self.value))
            action.setData(index)
            group.addAction(action)
        group.triggered.connect(self._chosen)
        return menu

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            super().mousePressEvent(event)
        elif self.hits_lock(event.position()):
            self.toggle_lock()
        else:
            self.open_list()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.open_list()
        elif event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Left):  # up in a list is towards its first entry
            self.step(-1.0)
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Right):
            self.step(1.0)
        else:
            super().keyPressEvent(event)

    def open_list(self) -> None:
        """Shows the choices under the box."""
        menu = self.choices_menu()
        menu.setMinimumWidth(self.width())
        menu.popup(self.mapToGlobal(QPoint(0, self.height() + 2)))

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = theme_of(self.palette())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        border = self.live_colour() if self.hasFocus() else theme.faint if self.underMouse() else theme.edge
        painter.setPen(QPen(border, 1.0))
        painter.setBrush(theme.raised)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6.0, 6.0)
        painter.setFont(text_font(TextSize.NORMAL, QFont.Weight.Medium))
        painter.setPen(theme.text if self.is_lively else theme.secondary)
        room = QRectF(8.0, 0.0, self.width() - 28.0, self.height())
        text = self.row.format(self.value)
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
        draw_chevron(painter, QPointF(self.width() - 12.0, self.height() / 2.0), 7.0, theme.secondary)
        if self.differs_from_prediction():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(with_alpha(theme.text, 0.85))
            painter.drawEllipse(QPointF(self.width() - 4.0, 4.0), 2.0, 2.0)
        self.paint_lock(painter)

    def _chosen(self, action: object) -> None:
        self.edit_once(float(action.data()))  # type: ignore[attr-defined]
