"""The engine process: it owns PortAudio and MIDI input, and loads neither Qt nor ONNX.

It starts, loads the compiled engine and waits as a spare. One line of JSON on its standard input tells
it the shared memory and the settings; then it plays until that input closes, which also happens when
the window dies. While it has no device it plays into none and looks for the wanted one every few seconds.
"""

import contextlib
import json
import os
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from app.engine import layout
from app.engine.device import NoDeviceError, check_output, open_output
from app.engine.midi_input import MidiInputs
from app.engine.player import NullStream, Player
from app.engine.priority import settle_memory
from app.engine.settings import AudioSettings
from synth.engine import jump_to_patch, jump_to_sample, set_marks
from synth.patch import Patch

TURN_S: Final = 0.05
MIDI_S: Final = 1.0
SEARCH_S: Final = 1.0
LONG_SEARCH_S: Final = 5.0
PATIENT_S: Final = 60.0
"""A device that is away for longer is looked for less often: each search costs some memory in PortAudio."""
UNDERRUNS_TO_STEP: Final = 4
STEP_WINDOW_S: Final = 10.0
LARGEST_STEP: Final = 1024
LEAVE_S: Final = 1.0
UNANSWERED: Final = "The audio device does not answer. Playing silently until it does."


class EngineProcess:
    """One engine on one stream, from the first sample to the last."""

    def __init__(self, record: NDArray[np.void], settings: AudioSettings, *, compiled: bool) -> None:
        self.record = record
        self.shared = record[0]
        self.wanted = settings
        self.settings = settings
        self.compiled = compiled
        self.stream: Any = None
        self.midi = MidiInputs(record, settings.midi_inputs)
        self._searched = self._midi_polled = time.monotonic()
        self._silent_since = 0.0
        self._silent_because = ""
        self._window = (time.monotonic(), int(self.shared["underruns"]))

    def start(self, *, silently: bool = False) -> None:
        """Open the wanted device, or none, and begin to play.

        `silently`: begin without a device, because the last engine hung when it opened one.
        """
        self._poll_midi()  # first: a key that goes up while the device opens must not be missed
        layout.put_text(self.record, "ports", "\n".join(self.midi.names))
        try:
            if silently:
                raise NoDeviceError(UNANSWERED)
            self._open_device(self.settings)
        except NoDeviceError as why:
            self._open_null(str(why))
        settle_memory()

    def turn(self) -> None:
        """What is done about twenty times a second beside the sound."""
        now = time.monotonic()
        if now - self._midi_polled >= MIDI_S:
            self._midi_polled = now
            self._poll_midi()
        pause_s = SEARCH_S if now - self._silent_since < PATIENT_S else LONG_SEARCH_S
        if self.shared["is_null"] and now - self._searched >= pause_s:
            self._search()
            self._searched = time.monotonic()
        self._watch_underruns(now)

    def close(self) -> None:
        """Stop playing."""
        self.midi.close()
        if self.stream is not None:
            self.stream.close()

    def _player_for(self, settings: AudioSettings) -> Player:
        player = Player(self.record, settings.sample_rate_hz)
        number = int(self.shared["patch_number"])
        jump_to_patch(player.state, self.shared["patch"][number & 1])
        self.shared["patch_seen"] = number
        marks = int(self.shared["marks_number"])
        set_marks(player.state, self.shared["marks"][marks & 1])
        self.shared["marks_seen"] = marks
        sample = int(self.shared["sample_number"])
        jump_to_sample(player.state, self.shared["sample"])
        self.shared["sample_seen"] = sample
        return player

    def _open_device(self, settings: AudioSettings) -> None:
        output = open_output(self._player_for(settings), settings, compiled=self.compiled)
        self.stream, self.settings = output.stream, settings
        self.shared["realtime"] = int(output.is_real_time)
        self.shared["latency_s"] = output.stream.latency
        self._silent_because = ""
        self._opened(output.name, is_null=False)

    def _open_null(self, why: str) -> None:
        self.stream = NullStream(self._player_for(self.settings), self.settings)
        self.stream.start()
        if why != self._silent_because:
            self._silent_because, self._silent_since = why, time.monotonic()
            self._say(why)
        self.shared["latency_s"] = 0.0
        self._opened("", is_null=True)

    def _opened(self, name: str, *, is_null: bool) -> None:
        self.shared["is_null"] = int(is_null)
        self.shared["rate_hz"] = self.settings.sample_rate_hz
        self.shared["block"] = self.settings.block_frames
        layout.put_text(self.record, "device", name)
        self.shared["ready"] += 1
        self.shared["opening"] = 0

    def _search(self) -> None:
        """Look for the wanted device while none plays; the null device goes on until one opens."""
        null = self.stream
        try:
            check_output(self.wanted)
            self.shared["opening"] = 1
            null.close()
            self._open_device(self.wanted)
            self._say("The audio device is back.")
        except NoDeviceError as why:
            if not null.is_playing:
                self._open_null(str(why))

    def _say(self, sentence: str) -> None:
        layout.put_text(self.record, "message", sentence)

    def _watch_underruns(self, now: float) -> None:
        """Step to a larger block when underruns rise."""
        began, count = self._window
        underruns = int(self.shared["underruns"])
        if now - began > STEP_WINDOW_S:
            self._window = (now, underruns)
        elif underruns - count >= UNDERRUNS_TO_STEP and not self.shared["is_null"]:
            larger = self.settings.block_frames * 2
            self._window = (now, underruns)
            if larger <= LARGEST_STEP:
                self._restart_with(larger)

    def _restart_with(self, block: int) -> None:
        self.shared["opening"] = 1
        self.stream.close()
        try:
            self._open_device(replace(self.settings, block_frames=block))
            self._say(f"The sound broke up, so the block is now {block} frames.")
        except NoDeviceError as why:
            self._open_null(str(why))

    def _poll_midi(self) -> None:
        if self.midi.poll():
            layout.put_text(self.record, "ports", "\n".join(self.midi.names))
        if self.midi.problem:
            self._say(self.midi.problem)
            self.midi.problem = ""


def _input_closed() -> threading.Event:
    """Set when standard input closes: the window wants no more, or is dead. A thread, as Windows waits for no pipe.

    When nothing comes of it, because the sound server hangs, the process ends from here.
    """
    closed = threading.Event()

    def wait() -> None:
        sys.stdin.read()
        closed.set()
        time.sleep(LEAVE_S)
        os._exit(0)

    threading.Thread(target=wait, name="standard input", daemon=True).start()
    return closed


def _warm_up() -> None:
    """What a spare does before its order: load the kernels and make the usual tables. PortAudio comes later."""
    with contextlib.suppress(Exception):  # where it cannot be compiled, a callback in Python does its work
        import app.engine.callback  # noqa: F401
    usual = AudioSettings()
    player = Player(np.zeros(1, layout.SHARED), usual.sample_rate_hz)
    jump_to_patch(player.state, Patch.default().as_array())
    player.serve(np.zeros((usual.block_frames, 2), np.float32))


def main(arguments: Sequence[str] = ()) -> int:
    """Wait for the line that says what to play, play it, and end with it."""
    _warm_up()
    line = sys.stdin.readline()
    if not line.strip():
        return 0
    order = json.loads(line)
    memory, record = layout.attach(order["memory"])
    record["loaded"][0] += 1
    inputs = order["midi_inputs"]
    settings = AudioSettings(
        order["device"], int(order["sample_rate_hz"]), int(order["block_frames"]),
        None if inputs is None else tuple(inputs),
    )  # fmt: skip
    closed = _input_closed()
    engine = EngineProcess(record, settings, compiled=bool(order["compiled"]))
    engine.start(silently=bool(order["silently"]))
    while not record["stop"][0] and not closed.wait(TURN_S):
        engine.turn()
    del memory  # it stayed open as long as the record was used
    # Leave at once: a dead sound server can hold `close` for ever.
    os._exit(0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
