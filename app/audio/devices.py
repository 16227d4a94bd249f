"""Audio devices and MIDI ports, asked for in a fresh process.

PortAudio lists the devices of the moment it was loaded, its libraries write to the error stream, and
a dead sound server may never answer. A process of its own, with a time limit, cures all three.
"""

import multiprocessing
import os
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any, Final

PATIENCE_S: Final = 15.0


@dataclass(frozen=True, slots=True)
class Listing:
    """What one kind of device gave: plain entries, or one sentence about why not."""

    entries: tuple[dict[str, Any], ...] = ()
    problem: str = ""


def audio_outputs() -> Listing:
    """Outputs of a fresh PortAudio: name, api, channels, rate_hz, default."""
    return _ask(_audio_entries, "PortAudio")


def audio_inputs() -> Listing:
    """Inputs of a fresh PortAudio, none of them opened: name, api, channels, rate_hz, default."""
    return _ask(_input_entries, "PortAudio")


def midi_inputs() -> Listing:
    """MIDI input ports: name."""
    return _ask(_midi_entries, "The MIDI system")


def _audio_entries() -> list[dict[str, Any]]:
    return _entries(1, "max_output_channels")


def _input_entries() -> list[dict[str, Any]]:
    return _entries(0, "max_input_channels")


def _entries(direction: int, channels: str) -> list[dict[str, Any]]:
    import sounddevice

    default = sounddevice.default.device[direction]
    return [
        {
            "name": device["name"],
            "api": sounddevice.query_hostapis(device["hostapi"])["name"],
            "channels": device[channels],
            "rate_hz": device["default_samplerate"],
            "default": device["index"] == default,
        }
        for device in sounddevice.query_devices()
        if device[channels] > 0
    ]


def _midi_entries() -> list[dict[str, Any]]:
    import rtmidi

    return [{"name": name} for name in rtmidi.MidiIn(name="Bouba doctor").get_ports()]


def _ask(entries: Callable[[], list[dict[str, Any]]], system: str) -> Listing:
    # Spawned, not forked: this process may have threads of the network library.
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_answer, args=(entries, theirs), daemon=True)
    process.start()
    theirs.close()
    try:
        if not ours.poll(PATIENCE_S):
            return Listing(problem=f"{system} did not answer within {PATIENCE_S:g} s; a sound server may hang.")
        found, problem = ours.recv()
        return Listing(tuple(found), f"{system} does not work: {problem}." if problem else "")
    except EOFError:
        return Listing(problem=f"{system} crashed when it was asked for its devices.")
    finally:
        process.kill()
        process.join()
        ours.close()


def _answer(entries: Callable[[], list[dict[str, Any]]], to: Connection) -> None:
    """Runs in the fresh process; what libraries write to the error stream is dropped."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    try:
        to.send((entries(), ""))
    except Exception as error:  # whatever a driver raises becomes a sentence in the report
        to.send(([], " ".join(str(error).split()).rstrip(".") or type(error).__name__))
