"""What the program is, and the licences of what it stands on."""

from importlib.metadata import PackageNotFoundError, version

from PySide6.QtWidgets import QMessageBox, QWidget

from app import __version__

LICENCES = {
    "PySide6-Essentials": "LGPL 3.0",
    "numpy": "BSD",
    "scipy": "BSD",
    "numba": "BSD",
    "pyqtgraph": "MIT",
    "sounddevice": "MIT",
    "soundfile": "BSD, with libsndfile (LGPL 2.1)",
    "onnxruntime-gpu": "MIT",
    "onnxruntime": "MIT",
    "mido": "MIT",
    "python-rtmidi": "MIT",
    "pillow": "MIT-CMU",
    "platformdirs": "MIT",
    "pydantic": "MIT",
    "click": "BSD",
}


def licence_lines() -> list[str]:
    """One line for each library that is installed: name, version, licence."""
    lines = []
    for name, licence in LICENCES.items():
        try:
            lines.append(f"{name} {version(name)}: {licence}")
        except PackageNotFoundError:
            continue
    return lines


def show_about(parent: QWidget, model: str) -> None:
    """The About box."""
    box = QMessageBox(parent)
    box.setWindowTitle("About Bouba")
    box.setText(f"<b>Bouba {__version__}</b><br>Draw a sound, hear a picture.")
    box.setInformativeText(
        "The 33 parameters and the three sounds of the map Paper are from Saldaña & Mendizabal-Ruiz, "
        "“Deep Learning for Image to Sound Synthesis”, CCE 2020.<br><br>"
        f"{model}<br><br>Bouba is under the MIT licence. It stands on:<br>" + "<br>".join(licence_lines())
        + "<br>The font is Inter, under the SIL Open Font License."
    )  # fmt: skip
    box.exec()
