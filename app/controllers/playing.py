"""Notes from the screen, the computer keyboard and the audition, and what the engine hears of them."""

from collections.abc import Callable
from enum import StrEnum
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from synth.events import Event, EventKind, Modulation, NoteOff, NoteOn, Panic, PitchBend, Sustain

AUDITION_NOTE: Final = 48
AUDITION_VELOCITY: Final = 100
AUDITION_MS: Final = 900


class Holder(StrEnum):
    """Who can hold a note."""

    MOUSE = "mouse"
    KEYS = "keys"
    MIDI = "midi"
    """The engine hears a MIDI keyboard by itself; here its notes are only known."""
    AUDITION = "audition"


class Playing(QObject):
    """Keeps who holds which note; a note sounds until nobody holds it."""

    sounding_changed = Signal(object)
    """frozenset of the notes that are held."""
    bend_changed = Signal(float)
    modulation_changed = Signal(float)
    sustain_changed = Signal(bool)

    def __init__(self, send: Callable[[Event], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._send = send
        self._holders: dict[int, set[Holder]] = {}
        self.sustain = False
        self.audition_on = True
        self._audition_note = AUDITION_NOTE
        self._audition_end = QTimer(self, singleShot=True)
        self._audition_end.timeout.connect(lambda: self.release(self._audition_note, Holder.AUDITION))

    @property
    def sounding(self) -> frozenset[int]:
        """Notes that somebody holds."""
        return frozenset(self._holders)

    def press(self, note: int, velocity: int, holder: Holder) -> None:
        """Somebody holds a note now."""
        if 0 <= note <= 127:
            self._holders.setdefault(note, set()).add(holder)
            self._send(NoteOn(note, velocity))
            self.sounding_changed.emit(self.sounding)

    def release(self, note: int, holder: Holder) -> None:
        """Somebody lets a note go."""
        holders = self._holders.get(note, set())
        if holder not in holders:
            return
        holders.discard(holder)
        if not holders:
            del self._holders[note]
            if holder is not Holder.MIDI:
                self._send(NoteOff(note))
            self.sounding_changed.emit(self.sounding)

    def release_all(self) -> None:
        """Let go of every note held in the window: it lost the keys to a dialog or another program."""
        for note, holders in list(self._holders.items()):
            for holder in holders - {Holder.MIDI}:
                self.release(note, holder)

    def panic(self) -> None:
        """Silence at once, pedal up, wheels at rest."""
        self._audition_end.stop()
        self._holders.clear()
        self._send(Panic())
        self._rest()
        self.sounding_changed.emit(self.sounding)

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
        """Play a short note of a new sound, unless the player wants none, or somebody plays already."""
        if self.audition_on:
            self.listen()

    def listen(self, note: int = AUDITION_NOTE, ms: int = AUDITION_MS) -> None:
        """Play a short note that was asked for, unless somebody plays already: then that is heard."""
        if all(holders == {Holder.AUDITION} for holders in self._holders.values()):
            if note != self._audition_note:
                self.release(self._audition_note, Holder.AUDITION)
                self._audition_note = note
            self._audition_end.start(ms)
            self.press(note, AUDITION_VELOCITY, Holder.AUDITION)

    def midi_seen(self, kind: int, a: float, b: float) -> None:
        """Show what a MIDI keyboard played: the engine has heard it already."""
        match kind:
            case EventKind.NOTE_ON:
                self._holders.setdefault(int(a), set()).add(Holder.MIDI)
                self.sounding_changed.emit(self.sounding)
            case EventKind.NOTE_OFF:  # the engine has ended it, whoever else held it
                if self._holders.pop(int(a), None):
                    self.sounding_changed.emit(self.sounding)
            case EventKind.SUSTAIN:
                self.sustain = bool(a)
                self.sustain_changed.emit(self.sustain)
            case EventKind.PITCH_BEND:
                self.bend_changed.emit(a)
            case EventKind.MODULATION:
                self.modulation_changed.emit(a)
            case EventKind.PANIC:  # not sent again: the next notes may be under way
                self._holders.clear()
                self._rest()
                self.sounding_changed.emit(self.sounding)

    def midi_gone(self, *, was_last: bool) -> None:
        """A MIDI keyboard was unplugged: nobody else would let go of its notes.

        Pedal and wheels rest only when it `was_last`: they may be another keyboard's.
        """
        for note, holders in list(self._holders.items()):
            if Holder.MIDI in holders:
                self.release(note, Holder.MIDI)
                if note not in self._holders:
                    self._send(NoteOff(note))
        if was_last:
            self._rest()

    def _rest(self) -> None:
        """Pedal up, wheels at rest, in the engine and in the window."""
        self._send(Sustain(False))
        self._send(PitchBend(0.0))
        self._send(Modulation(0.0))
        self.sustain = False
        self.sustain_changed.emit(False)
        self.bend_changed.emit(0.0)
        self.modulation_changed.emit(0.0)
