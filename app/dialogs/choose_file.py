"""Asking for a file: to open, and to save with the right ending and no silent overwriting."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from app.preset_names import is_there, with_suffix


def file_to_open(parent: QWidget, title: str, *, start: Path | None = None, kinds: str) -> Path | None:
    """The file that was chosen, or None. `kinds` is a filter of Qt: "Presets (*.json)"."""
    chosen, _ = QFileDialog.getOpenFileName(parent, title, str(start or ""), kinds)
    return Path(chosen) if chosen else None


def file_to_save(parent: QWidget, title: str, *, start: Path, kinds: str, suffixes: tuple[str, ...]) -> Path | None:
    """Where to save, or None. A name without one of the endings gets the first."""
    chosen, _ = QFileDialog.getSaveFileName(parent, title, str(start), kinds)
    if not chosen:
        return None
    path = Path(chosen)
    if path.suffix.lower() in suffixes:
        return path  # the file dialog has asked when it exists
    path = with_suffix(path, suffixes[0])
    return path if not is_there(path) or _may_replace(parent, path) else None


def _may_replace(parent: QWidget, path: Path) -> bool:
    buttons = QMessageBox.StandardButton
    answer = QMessageBox.question(
        parent, "Replace file", f"{path.name} exists already. Replace it?", buttons.Yes | buttons.Cancel, buttons.Cancel
    )
    return answer == buttons.Yes
