"""What the program is, and the licences of what it stands on."""

from importlib.metadata import PackageNotFoundError, version
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QTextBrowser, QVBoxLayout, QWidget

from app import __version__
from app.theme import GAP

LICENCES: Final = {
    "PySide6-Essentials": "LGPL-3.0, with Qt (LGPL-3.0)",
    "numpy": "BSD-3-Clause",
    "scipy": "BSD-3-Clause",
    "numba": "BSD-2-Clause",
    "llvmlite": "BSD-2-Clause, with LLVM (Apache-2.0)",
    "pyqtgraph": "MIT",
    "sounddevice": "MIT, with PortAudio (MIT)",
    "soundfile": "BSD-3-Clause, with libsndfile (LGPL-2.1)",
    "onnxruntime-gpu": "MIT",
    "onnxruntime": "MIT",
    "mido": "MIT",
    "python-rtmidi": "MIT, with RtMidi (MIT)",
    "pillow": "MIT-CMU",
    "platformdirs": "MIT",
    "pydantic": "MIT",
    "click": "BSD-3-Clause",
    "av": "BSD-3-Clause, with FFmpeg (LGPL-3.0), x264 and x265 (GPL-2.0)",
}
"""Every library that the program needs to run."""


def licence_lines() -> list[str]:
    """One line for each library that is installed: name, version, licence."""
    lines = []
    for name, licence in LICENCES.items():
        try:
            lines.append(f"{name} {version(name)}: {licence}")
        except PackageNotFoundError:
            continue
    return lines


class AboutDialog(QDialog):
    """Name, version, the network in use, thanks and licences."""

    def __init__(self, network: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("About Bouba")
        self.resize(520, 520)
        title = QLabel(f"Bouba {__version__}")
        title.setProperty("role", "title")
        text = QLabel(
            "Draw a shape, hear it.\n\n"
            "The 33 parameters and the three sounds of the map Paper are from Saldaña & Mendizabal-Ruiz, “Deep "
            f"Learning for Image to Sound Synthesis”, CCE 2020.\n\n{network}",
            wordWrap=True,
            textFormat=Qt.TextFormat.PlainText,
        )
        licences = QTextBrowser()
        licences.setAccessibleName("licences")
        licences.setPlainText(
            "Bouba is under the MIT licence. It stands on:\n\n"
            + "\n".join(licence_lines())
            + "\n\nThe font is Inter, under the SIL Open Font License 1.1."
        )
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setSpacing(GAP)
        for widget in (title, text, licences, buttons):
            column.addWidget(widget)
        column.setStretchFactor(licences, 1)
