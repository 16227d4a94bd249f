"""Trimming a take: what stays is sample for sample what was there, undo brings all back, failures change nothing."""

import errno
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from app import take_trim
from app.controllers.preferences import Preferences
from app.controllers.take_shelf import MOST_DELETED, TakeShelf
from app.controllers.trimming import Trimming
from app.dialogs.trim_dialog import TrimDialog
from app.settings import Settings
from app.take_trim import TakeReadError, heard_of, outline, write_part
from app.takes import Facts, Take, takes_in, write_beside
from app.trim_span import SHORTEST_S, Span, moment
from synth.errors import FileWriteError
from tests.app import made_up_children as children

RATE_HZ = 8_000
FACTS = Facts(name="Harbour", seconds=4.0, peaks=(0.5,) * 64, engine="bouba", seed=7, classes=(("sea_waves", 0.7),))


def written(path: Path, *, seconds: float = 4.0, subtype: str = "PCM_24", channels: int = 2) -> np.ndarray:
    """A sound that grows louder, in a file; what the file holds."""
    rng = np.random.default_rng(0)
    sound = (
        rng.uniform(-0.5, 0.5, (round(seconds * RATE_HZ), channels))
        * np.linspace(0.1, 1.0, round(seconds * RATE_HZ))[:, None]
    )
    soundfile.write(path, sound, RATE_HZ, subtype=subtype)
    return soundfile.read(path, always_2d=True)[0]


Said = list[str]
"""Sentences that were said."""


@pytest.fixture
def said() -> Said:
    return []


@pytest.fixture
def shelf(tmp_path: Path, qapp: object, said: Said) -> TakeShelf:
    """One take of four seconds with a picture."""
    written(tmp_path / "it.wav")
    write_beside(tmp_path / "it.wav", FACTS, np.full((64, 64, 3), 90, np.uint8))
    it = TakeShelf(tmp_path)
    it.message.connect(said.append)
    it.look_again()
    return it


def trim(shelf: TakeShelf, qtbot: QtBot, said: Said, span: Span) -> None:
    before = len(said)
    shelf.trim(shelf.takes[0], span)
    qtbot.waitUntil(lambda: len(said) >= before + 2, timeout=5_000)


def test_a_span_keeps_its_ends_apart_and_inside() -> None:
    span = Span.all_of(2.0)
    assert span.is_all
    assert span.with_start(-3.0) == span.with_end(9.0) == span
    assert span.with_start(9.0).seconds == pytest.approx(SHORTEST_S)
    assert span.with_end(-9.0) == Span(0.0, SHORTEST_S, 2.0)
    assert not span.with_start(0.5).is_all
    assert Span.all_of(0.1).with_start(0.05).with_end(0.01) == Span.all_of(0.1), "a shorter one stays as it is"
    assert [moment(seconds) for seconds in (0.0, 5.678, 65.3, 3599.999)] == [
        "0:00.00",
        "0:05.68",
        "1:05.30",
        "60:00.00",
    ]


@pytest.mark.parametrize("subtype", ["PCM_16", "PCM_24", "FLOAT", "DOUBLE"])
@pytest.mark.parametrize("channels", [1, 2])
def test_a_part_is_sample_for_sample_what_was_there(tmp_path: Path, subtype: str, channels: int) -> None:
    whole = written(tmp_path / "it.wav", subtype=subtype, channels=channels)
    part = write_part(tmp_path / "it.wav", tmp_path / "part.wav", Span(1.0, 2.5, 4.0))
    info = soundfile.info(part.path)
    assert (info.subtype, info.samplerate, info.channels) == (subtype, RATE_HZ, channels)
    assert np.array_equal(soundfile.read(part.path, always_2d=True)[0], whole[RATE_HZ : 5 * RATE_HZ // 2])
    assert part.seconds == 1.5
    assert len(part.peaks) == 30
    assert part.peaks[-1] == pytest.approx(float(np.abs(whole[: 5 * RATE_HZ // 2][-RATE_HZ // 20 :]).max()), rel=1e-4)


def test_an_outline_is_as_high_as_the_sound_and_a_long_one_is_looked_at_in_pieces(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = written(tmp_path / "it.wav")
    seen = outline(tmp_path / "it.wav", 100)
    assert seen.seconds == 4.0
    assert len(seen.low) == len(seen.high) == 100
    assert seen.high.max() == pytest.approx(whole.max(), abs=1e-6)
    assert seen.low.min() == pytest.approx(whole.min(), abs=1e-6)
    monkeypatch.setattr(take_trim, "MOST_OF_COLUMN", 10)
    assert outline(tmp_path / "it.wav", 100).high[50] == pytest.approx(whole[16_000:16_010].max(), abs=1e-6)
    sound, rate_hz = heard_of(tmp_path / "it.wav", Span(1.0, 3.0, 4.0), most_s=0.5)
    assert rate_hz == RATE_HZ
    assert sound == pytest.approx(whole[RATE_HZ : 3 * RATE_HZ // 2].mean(axis=1), abs=1e-6)


def test_trimming_keeps_the_part_and_undo_brings_all_of_it_back(
    shelf: TakeShelf, qtbot: QtBot, said: Said, tmp_path: Path
) -> None:
    path, before = tmp_path / "it.wav", (tmp_path / "it.wav").read_bytes()
    trim(shelf, qtbot, said, Span(1.0, 2.5, 4.0))
    assert said[-1] == "Trimmed Harbour to 0:01.50. Undo brings all of it back."
    (take,) = shelf.takes
    assert take.facts.seconds == soundfile.info(path).duration == 1.5
    assert take.facts.peaks != FACTS.peaks
    assert (take.facts.name, take.facts.seed, take.facts.classes) == (FACTS.name, FACTS.seed, FACTS.classes)
    assert take.picture is not None
    trimmed = path.read_bytes()
    trim(shelf, qtbot, said, Span(0.0, 1.0, 1.5))
    assert shelf.takes[0].facts.seconds == 1.0
    shelf.undo_stack.undo()
    assert path.read_bytes() == trimmed
    shelf.undo_stack.undo()
    assert path.read_bytes() == before
    assert shelf.takes[0].facts == FACTS
    shelf.undo_stack.redo()
    assert path.read_bytes() == trimmed
    assert shelf.takes[0].facts.seconds == 1.5
    assert len(takes_in(tmp_path)) == 1, "what is kept aside is no take"


def test_a_trimmed_take_can_be_deleted_and_comes_back_trimmed_then_whole(
    shelf: TakeShelf, qtbot: QtBot, said: Said
) -> None:
    trim(shelf, qtbot, said, Span(1.0, 2.0, 4.0))
    shelf.rename(shelf.takes[0], "Rex")
    shelf.delete(shelf.takes[0])
    assert shelf.takes == ()
    shelf.undo_stack.undo()
    assert (shelf.takes[0].facts.name, shelf.takes[0].facts.seconds) == ("Rex", 1.0)
    shelf.undo_stack.undo()
    shelf.undo_stack.undo()
    assert shelf.takes[0].facts == FACTS


def test_a_disk_that_cannot_link_copies(
    shelf: TakeShelf, qtbot: QtBot, said: Said, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    before = (tmp_path / "it.wav").read_bytes()
    trim(shelf, qtbot, said, Span(1.0, 2.0, 4.0))
    assert shelf.takes[0].facts.seconds == 1.0
    shelf.undo_stack.undo()
    assert (tmp_path / "it.wav").read_bytes() == before


def full(*_: object, **__: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.filterwarnings("error")
def test_a_full_disk_is_one_sentence_and_changes_nothing(
    shelf: TakeShelf, qtbot: QtBot, said: Said, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    before = (tmp_path / "it.wav").read_bytes()
    with monkeypatch.context() as patch:
        patch.setattr(take_trim._Through, "write", lambda self, _data: self._tried(full))
        trim(shelf, qtbot, said, Span(1.0, 2.0, 4.0))
    assert "The disk is full" in said[-1] and said[-1].endswith(".")
    with monkeypatch.context() as patch:
        patch.setattr(os, "link", full)
        patch.setattr(shutil, "copyfile", full)
        trim(shelf, qtbot, said, Span(1.0, 2.0, 4.0))
    assert said[-1] == "Trim Harbour: not done. No space left on device."

    def no_facts(*_: object) -> None:
        raise FileWriteError("it.json was not saved. The disk is full.")

    with monkeypatch.context() as patch:
        patch.setattr("app.controllers.take_shelf.write_beside", no_facts)
        trim(shelf, qtbot, said, Span(1.0, 2.0, 4.0))
    assert said[-1] == "Trim Harbour: not done. it.json was not saved. The disk is full."
    assert (tmp_path / "it.wav").read_bytes() == before
    assert shelf.takes[0].facts == FACTS
    assert not shelf.undo_stack.canUndo()
    assert "Traceback" not in capfd.readouterr().err
    assert len(list((tmp_path / ".deleted").glob("*whole*"))) == 0


def test_a_take_that_is_gone_or_damaged_is_one_sentence(
    shelf: TakeShelf, qtbot: QtBot, said: Said, tmp_path: Path
) -> None:
    (tmp_path / "it.wav").write_bytes(b"RIFF nonsense")
    trim(shelf, qtbot, said, Span(1.0, 2.0, 4.0))
    assert said[-1] == "it.wav cannot be read: it is damaged. It stays as it is."
    written(tmp_path / "it.wav", seconds=0.5)
    trim(shelf, qtbot, said, Span(1.0, 2.0, 4.0))
    assert said[-1] == "it.wav is shorter than it was. Nothing was changed."
    (tmp_path / "it.wav").unlink()
    trim(shelf, qtbot, said, Span(1.0, 2.0, 4.0))
    assert said[-1] == "it.wav is not there any more, so it cannot be trimmed."
    with pytest.raises(TakeReadError, match="not there"):
        outline(tmp_path / "it.wav", 10)


def test_what_was_deleted_or_renamed_while_it_was_trimmed(shelf: TakeShelf, qtbot: QtBot, said: Said) -> None:
    take = shelf.takes[0]
    shelf.trim(take, Span(1.0, 2.0, 4.0))
    shelf.trim(take, Span(1.0, 3.0, 4.0))
    assert said[-1] == "Another take is being trimmed. Trim this one when that is done."
    shelf.rename(take, "Rex")
    qtbot.waitUntil(lambda: said[-1].startswith("Trimmed"), timeout=5_000)
    assert (shelf.takes[0].facts.name, shelf.takes[0].facts.seconds) == ("Rex", 1.0)
    shelf.trim(shelf.takes[0], Span(0.2, 0.9, 1.0))
    shelf.delete(shelf.takes[0])
    words = ("deleted meanwhile", "not there any more")  # as it was cut already or not
    qtbot.waitUntil(lambda: any(it in said[-1] for it in words), timeout=5_000)
    assert shelf.takes == ()


def test_of_all_that_is_kept_aside_the_oldest_is_forgotten(
    shelf: TakeShelf, qtbot: QtBot, said: Said, tmp_path: Path
) -> None:
    (tmp_path / ".deleted").mkdir()
    for number in range(MOST_DELETED + 3):
        (tmp_path / ".deleted" / f"{number}.wav").touch()
        os.utime(tmp_path / ".deleted" / f"{number}.wav", (number, number))
    trim(shelf, qtbot, said, Span(1.0, 2.0, 4.0))
    assert len(list((tmp_path / ".deleted").glob("*.wav"))) == MOST_DELETED
    shelf.undo_stack.undo()
    assert shelf.takes[0].facts == FACTS


# the dialog


@pytest.fixture
def dialog(qtbot: QtBot, tmp_path: Path) -> TrimDialog:
    written(tmp_path / "it.wav")
    it = TrimDialog("Harbour", outline(tmp_path / "it.wav", 400))
    qtbot.addWidget(it)
    it.resize(700, 360)
    it.show()
    return it


def test_handles_are_dragged(dialog: TrimDialog, qtbot: QtBot) -> None:
    view = dialog.view
    assert not dialog.trim.isEnabled()
    for seconds, to in ((0.0, 1.0), (4.0, 3.0)):
        at, there = (QPoint(round(view.x_of(moment)), 40) for moment in (seconds, to))
        qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=at)
        qtbot.mouseMove(view, there)
        qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=there)
    assert dialog.span.start_s == pytest.approx(1.0, abs=0.01)
    assert dialog.span.end_s == pytest.approx(3.0, abs=0.01)
    assert dialog.trim.isEnabled()
    assert dialog.begins.text() == f"from {moment(dialog.span.start_s)}"
    assert dialog.stays.text().endswith("of 0:04.00 stays")


def test_handles_move_by_keys_and_say_where_they_are(dialog: TrimDialog, qtbot: QtBot) -> None:
    start, end = dialog.view.start, dialog.view.end
    assert (start.accessibleName(), end.accessibleName()) == ("beginning", "end")
    for _ in range(3):
        qtbot.keyClick(start, Qt.Key.Key_Right)
    qtbot.keyClick(start, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert dialog.span.start_s == pytest.approx(0.031)
    assert start.accessibleDescription().startswith("0:00.03 of 0:04.00")
    qtbot.keyClick(end, Qt.Key.Key_PageDown)
    assert dialog.span.end_s == pytest.approx(3.8)
    qtbot.keyClick(end, Qt.Key.Key_Home)
    assert dialog.span.seconds == pytest.approx(SHORTEST_S)
    qtbot.keyClick(end, Qt.Key.Key_End)
    qtbot.keyClick(start, Qt.Key.Key_Home)
    assert dialog.span.is_all
    assert not dialog.trim.isEnabled()


def test_what_stays_is_played_and_a_refusal_is_shown(
    qtbot: QtBot, shelf: TakeShelf, said: Said, tmp_path: Path
) -> None:
    trimming = Trimming(None, shelf.trim, Preferences(Settings(), tmp_path / "settings.json"))  # type: ignore[arg-type]
    trimming.play_work = children.mute
    trimming.message.connect(said.append)
    dialog = trimming.dialog(shelf.takes[0])
    assert dialog is not None
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.play.click()
    assert dialog.play.text() == "Stop"
    qtbot.waitUntil(lambda: dialog.problem.text() != "", timeout=20_000)
    assert dialog.problem.isVisible()
    assert dialog.play.text() == "Play"
    dialog.play.click()
    dialog.set_span(Span(1.0, 2.0, 4.0))
    assert dialog.play.text() == "Play", "another span is not what is heard"
    shelf.takes[0].path.unlink()
    dialog.play.click()
    assert "not there any more" in dialog.problem.text()
    assert trimming.dialog(shelf.takes[0]) is None
    assert "not there any more" in said[-1]
    dialog.reject()


def test_the_answer_of_the_dialog_is_what_is_trimmed(
    qtbot: QtBot, shelf: TakeShelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[Take, Span]] = []
    ask: Callable[[Take, Span], None] = lambda take, span: asked.append((take, span))  # noqa: E731
    trimming = Trimming(None, ask, Preferences(Settings(), tmp_path / "settings.json"))  # type: ignore[arg-type]
    for answer in (0, 1):
        monkeypatch.setattr(TrimDialog, "exec", lambda it, answer=answer: it.set_span(Span(1.0, 2.0, 4.0)) or answer)
        trimming.ask(shelf.takes[0])
    assert asked == [(shelf.takes[0], Span(1.0, 2.0, 4.0))]
