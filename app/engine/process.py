"""The engine process: it owns PortAudio and MIDI input, and loads neither Qt nor ONNX.

It starts, loads the compiled engine and waits as a spare. One line of JSON on its standard input tells
it the shared memory and the settings; then it plays until that input closes, which also happens when
the window dies. While it has no device it plays into none and looks for the wanted one every second.
"""

import json
import os
import select
import sys
import time
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import sounddevice as sd
from numpy.typing import NDArray

from app.engine import layout
from app.engine.midi_input import MidiInputs
from app.engine.priority import real_time_threads, settle_memory
from app.engine.settings import AudioSettings
from app.engine.stream import CompiledStream, NullStream, Player, PythonStream, find_device, rescanned_devices
from synth.engine import jump_to_patch

TURN_S: Final = 0.05
SEARCH_S: Final = 1.0
UNDERRUNS_TO_STEP: Final = 4
STEP_WINDOW_S: Final = 10.0
LARGEST_STEP: Final = 1024


class EngineProcess:
    """One engine on one stream, from the first sample to the last."""

    def __init__(self, record: NDArray[np.void], settings: AudioSettings, *, compiled: bool) -> None:
        self.record = record
        self.shared = record[0]
        self.wanted = settings
        self.settings = settings
        self.compiled = compiled
        self.player: Player | None = None
        self.stream: Any = None
        self.midi = MidiInputs(record, settings.midi_inputs)
        self._searched = self._midi_polled = time.monotonic()
        self._window = (time.monotonic(), 0)

    def start(self) -> None:
        """Open the wanted device, or none, and begin to play."""
        try:
            self._open_device(self.settings)
        except (sd.PortAudioError, ValueError) as error:
            self._open_null(_reason(error, self.settings))
        settle_memory()
        self._poll_midi()

    def turn(self) -> None:
        """What is done about twenty times a second beside the sound."""
        now = time.monotonic()
        self.shared["heartbeat"] += 1
        if now - self._midi_polled >= 1.0:
            self._midi_polled = now
            self._poll_midi()
        if self.shared["is_null"] and now - self._searched >= SEARCH_S:
            self._searched = now
            self._search()
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
        return player

    def _open_device(self, settings: AudioSettings) -> None:
        device = find_device(settings.device)
        player = self._player_for(settings)
        kind = CompiledStream if self.compiled else PythonStream
        with real_time_threads() as granted:
            stream = kind(player, settings, device)
            stream.start()
        self.player, self.stream, self.settings = player, stream, settings
        self.shared["realtime"] = int(granted)
        self.shared["latency_s"] = stream.latency
        self._opened(str(sd.query_devices(stream.device)["name"]), is_null=False)

    def _open_null(self, why: str) -> None:
        self.player = self._player_for(self.settings)
        self.stream = NullStream(self.player, self.settings)
        self.stream.start()
        self.shared["latency_s"] = 0.0
        layout.put_text(self.record, "message", why)
        self._opened("", is_null=True)

    def _opened(self, name: str, *, is_null: bool) -> None:
        self.shared["is_null"] = int(is_null)
        self.shared["compiled"] = int(self.compiled)
        self.shared["rate_hz"] = self.settings.sample_rate_hz
        self.shared["block"] = self.settings.block_frames
        layout.put_text(self.record, "device", name)
        self.shared["ready"] += 1

    def _search(self) -> None:
        """Look for the wanted device while none plays; the null device goes on until one opens."""
        null = self.stream
        with rescanned_devices():
            try:
                find_device(self.wanted.device)
                sd.check_output_settings(self.wanted.device, 2, "float32", samplerate=self.wanted.sample_rate_hz)
                null.close()
                self._open_device(self.wanted)
                layout.put_text(self.record, "message", "The audio device is back.")
            except (sd.PortAudioError, ValueError):
                if not null._thread.is_alive():
                    self._open_null(_reason(ValueError("it went away again"), self.wanted))

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
        settings = AudioSettings(self.settings.device, self.settings.sample_rate_hz, block, self.settings.midi_inputs)
        self.stream.close()
        try:
            self._open_device(settings)
            layout.put_text(self.record, "message", f"The sound broke up, so the block is now {block} frames.")
        except sd.PortAudioError as error:
            self._open_null(_reason(error, settings))

    def _poll_midi(self) -> None:
        if self.midi.poll():
            layout.put_text(self.record, "ports", "\n".join(self.midi.names))


def _reason(error: Exception, settings: AudioSettings) -> str:
    """Why there is no device, as one sentence for a player."""
    name = settings.device or "the audio device"
    text = str(error.args[0] if error.args else error)
    if "sample rate" in text.lower():
        return f"{name} refuses {settings.sample_rate_hz} Hz: playing silently. Choose another rate in the settings."
    return f"No sound: {name} cannot be opened. Playing silently until it is there."


def _has_line(seconds: float) -> bool:
    """Whether standard input has something to read, or has closed, within a time."""
    if sys.platform == "win32":
        time.sleep(seconds)  # select takes no pipes there; the stop flag ends the process instead
        return False
    return bool(select.select([sys.stdin], [], [], seconds)[0])


def main(arguments: Sequence[str] = ()) -> int:
    """Wait for the line that says what to play, play it, and end with it."""
    line = sys.stdin.readline()
    if not line.strip():
        return 0
    order = json.loads(line)
    memory, record = layout.attach(order["memory"])
    inputs = order["midi_inputs"]
    settings = AudioSettings(
        order["device"], int(order["sample_rate_hz"]), int(order["block_frames"]),
        None if inputs is None else tuple(inputs),
    )  # fmt: skip
    engine = EngineProcess(record, settings, compiled=bool(order["compiled"]))
    engine.start()
    while not record["stop"][0] and not _has_line(TURN_S):
        engine.turn()
    del memory  # it stayed open as long as the record was used
    # The window is gone or wants no more. Leave at once: a dead sound server can hold `close` for ever.
    os._exit(0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
