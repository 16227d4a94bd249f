"""Notes from the screen, the computer keyboard and the audition, and what the engine hears of them."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from synth.events import Event, EventKind, Modulation, NoteOff, NoteOn, Panic, PitchBend, Sustain

AUDITION_NOTE: Final = 48
AUDITION_MS: Final = 900
LOWEST_OCTAVE, HIGHEST_OCTAVE = -2, 4
KEYS: Final = (
    Qt.Key.Key_A, Qt.Key.Key_W, Qt.Key.Key_S, Qt.Key.Key_E, Qt.Key.Key_D, Qt.Key.Key_F, Qt.Key.Key_T,
    Qt.Key.Key_G, Qt.Key.Key_Y, Qt.Key.Key_H, Qt.Key.Key_U, Qt.Key.Key_J, Qt.Key.Key_K, Qt.Key.Key_O,
    Qt.Key.Key_L, Qt.Key.Key_P, Qt.Key.Key_Semicolon,
)  # fmt: skip
"""The computer keys of one octave and a bit, from C upwards in semitones."""
FIRST_NOTE: Final = 48
STEERING: Final = (Qt.Key.Key_Z, Qt.Key.Key_X, Qt.Key.Key_C, Qt.Key.Key_V, Qt.Key.Key_Space)
"""Octave down and up, softer and louder, sustain."""


class Playing(QObject):
    """Keeps who holds which note; a note sounds until nobody holds it."""

    sounding_changed = Signal(object)
    """frozenset of the notes that are held."""
    keys_changed = Signal()
    """Octave or velocity of the computer keyboard changed."""
    bend_changed = Signal(float)
    modulation_changed = Signal(float)
    sustain_changed = Signal(bool)

    def __init__(self, send: Callable[[Event], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._send = send
        self._holders: dict[int, set[str]] = {}
        self._key_notes: dict[int, int] = {}
        self.octave = 0
        self.velocity = 100
        self.sustain = False
        self.audition_on = True
        self._audition_end = QTimer(self, singleShot=True, interval=AUDITION_MS)
        self._audition_end.timeout.connect(self._end_audition)

    @property
    def playing_keys(self) -> frozenset[int]:
        """Computer keys that play or steer playing."""
        return frozenset(KEYS) | frozenset(STEERING)

    @property
    def sounding(self) -> frozenset[int]:
        """Notes that somebody holds."""
        return frozenset(self._holders)

    def press(self, note: int, velocity: int, holder: str) -> None:
        """Somebody ("mouse", "keys", "audition") holds a note now."""
        if 0 <= note <= 127:
            self._holders.setdefault(note, set()).add(holder)
            self._send(NoteOn(note, velocity))
            self.sounding_changed.emit(self.sounding)

    def release(self, note: int, holder: str) -> None:
        """Somebody lets a note go."""
        holders = self._holders.get(note)
        if holders is None:
            return
        holders.discard(holder)
        if not holders:
            del self._holders[note]
            if holder != "midi":
                self._send(NoteOff(note))
            self.sounding_changed.emit(self.sounding)

    def release_all(self) -> None:
        """Let every note go that is held here: the window lost the keys (a dialog, another program)."""
        self._key_notes.clear()
        for note, holders in list(self._holders.items()):
            for holder in list(holders - {"midi"}):
                self.release(note, holder)

    def panic(self) -> None:
        """Silence at once."""
        self._holders.clear()
        self._key_notes.clear()
        self._send(Panic())
        self.set_sustain(False)
        self.sounding_changed.emit(self.sounding)

    def key_pressed(self, key: int) -> bool:
        """A computer key went down; True when it plays or steers playing."""
        if key in KEYS:
            if key not in self._key_notes:
                note = FIRST_NOTE + 12 * self.octave + KEYS.index(Qt.Key(key))
                self._key_notes[key] = note
                self.press(note, self.velocity, "keys")
            return True
        if key in (Qt.Key.Key_Z, Qt.Key.Key_X):
            step = 1 if key == Qt.Key.Key_X else -1
            self.octave = min(HIGHEST_OCTAVE, max(LOWEST_OCTAVE, self.octave + step))
        elif key in (Qt.Key.Key_C, Qt.Key.Key_V):
            step = 10 if key == Qt.Key.Key_V else -10
            self.velocity = min(127, max(10, self.velocity + step))
        elif key == Qt.Key.Key_Space:
            self.set_sustain(True)
            return True
        else:
            return False
        self.keys_changed.emit()
        return True

    def key_released(self, key: int) -> bool:
        """A computer key went up."""
        if key in self._key_notes:
            self.release(self._key_notes.pop(key), "keys")
            return True
        if key == Qt.Key.Key_Space:
            self.set_sustain(False)
            return True
        return False

    def set_sustain(self, down: bool) -> None:
        """The pedal."""
        if down != self.sustain:
            self.sustain = down
            self._send(Sustain(down))
            self.sustain_changed.emit(down)

    def set_bend(self, position: float) -> None:
        """The bend wheel, -1 to 1."""
        self._send(PitchBend(position))

    def set_modulation(self, position: float) -> None:
        """The modulation wheel, 0 to 1."""
        self._send(Modulation(position))

    def audition(self) -> None:
        """Play a short note of a new sound, unless somebody plays already."""
        if (
            self.audition_on
            and not (self._holders.keys() - {AUDITION_NOTE})
            and "keys" not in self._holders.get(AUDITION_NOTE, set())
        ):
            self._audition_end.start()
            self.press(AUDITION_NOTE, 100, "audition")

    def _end_audition(self) -> None:
        self.release(AUDITION_NOTE, "audition")

    def midi_seen(self, kind: int, a: float, b: float) -> None:
        """Show what a MIDI keyboard played: the engine has heard it already."""
        if kind == EventKind.NOTE_ON:
            self._holders.setdefault(int(a), set()).add("midi")
            self.sounding_changed.emit(self.sounding)
        elif kind == EventKind.NOTE_OFF:
            self.release(int(a), "midi")
        elif kind == EventKind.PITCH_BEND:
            self.bend_changed.emit(a)
        elif kind == EventKind.MODULATION:
            self.modulation_changed.emit(a)
        elif kind == EventKind.PANIC:
            self._holders.clear()
            self.sounding_changed.emit(self.sounding)
