"""Looking for audio devices and MIDI inputs beside the window: it takes a second, or many with a dead server."""

import threading

from PySide6.QtCore import QObject, Signal

from app.audio.devices import Listing, audio_inputs, audio_outputs, midi_inputs


class DeviceSearch(QObject):
    """One search. Thread: worker."""

    outputs_found = Signal(object)
    """A Listing."""
    microphones_found = Signal(object)
    """A Listing."""
    inputs_found = Signal(object)
    """A Listing of MIDI inputs."""

    def start(self) -> None:
        """Begin; each signal comes when its list is there."""
        threading.Thread(target=self._run, name="devices", daemon=True).start()

    def _run(self) -> None:
        for found, look in (
            (self.outputs_found, audio_outputs),
            (self.microphones_found, audio_inputs),
            (self.inputs_found, midi_inputs),
        ):
            listing: Listing = look()
            try:
                found.emit(listing)
            except RuntimeError:  # the dialog was closed meanwhile
                return
