"""What this machine offers the program: collected here, shown by `bouba doctor`."""

import platform
import sys
from collections.abc import Callable
from functools import partial
from importlib import metadata
from pathlib import Path
from typing import Any, Final

import numpy as np

from app import __version__, paths
from app.audio.devices import Listing, audio_inputs, audio_outputs, midi_inputs
from app.cli.display import display_problem
from app.map_folder import map_files
from models.card import file_sha256
from models.errors import ModelError
from models.imagine.imaginer import ENGINES, Imaginer
from models.imagine.imaginer import FOLDER as PICTURES_FOLDER
from models.imagine.listener import Listener
from models.sketch_map.factory_maps import FACTORY_MAPS_FOLDER, read_factory_maps
from models.sketch_map.map_file import load_map
from models.sketch_map.map_networks import missing_base, unfit_network
from models.sketch_map.sketch_map import SketchMap
from models.sketch_to_patch.predictor import DEFAULT_MAP, MAPS_FOLDER, SketchPredictor, available_maps
from models.sonify.voice import FOLDER as SOUNDS_FOLDER
from models.sonify.voice import NAME as VOICE
from models.sonify.voice import Voice

_LIBRARIES: Final = (
    "PySide6-Essentials", "numpy", "scipy", "numba", "pyqtgraph", "sounddevice", "soundfile", "mido", "python-rtmidi",
    "pillow", "pydantic", "onnxruntime-gpu", "onnxruntime",
)  # fmt: skip

Report = dict[str, Any]


def collect() -> Report:
    """The whole report as plain values, ready for JSON; "missing" lists what to get, and how."""
    audio, microphones, midi, models = audio_outputs(), audio_inputs(), midi_inputs(), _models()
    prediction = _prediction()
    report: Report = {
        "versions": _versions(),
        "audio": {"devices": list(audio.entries), "problem": audio.problem},
        "microphones": {"devices": list(microphones.entries), "problem": microphones.problem},
        "midi": {"inputs": [entry["name"] for entry in midi.entries], "problem": midi.problem},
        "prediction": prediction,
        "models": models,
        "maps": [*_factory_maps(), *_own_maps()],
        "senses": _senses(),
        "display": display_problem() or "ready",
        "realtime_priority": _realtime_priority(),
    }
    report["missing"] = _missing(report, audio, midi)
    return report


def _versions() -> dict[str, str]:
    found = {"Bouba": __version__, "Python": platform.python_version(), "system": platform.platform()}
    for name in _LIBRARIES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return found


def _models(folder: Path = MAPS_FOLDER) -> list[Report]:
    return [_model(folder, name) for name in available_maps(folder)]


def _model(folder: Path, name: str) -> Report:
    path = folder / f"{name}.onnx"
    entry: Report = {"map": name, "file": path.name, "bytes": path.stat().st_size, "sha256": file_sha256(path)}
    try:
        predictor = SketchPredictor(name, folder=folder)
    except ModelError as error:
        return {**entry, "state": "refused", "problem": str(error)}
    return {**entry, "state": "ready", "provider": predictor.provider, "parameters": predictor.card.parameters}


def _factory_maps(folder: Path = FACTORY_MAPS_FOLDER) -> list[Report]:
    found, problems = read_factory_maps(folder)
    entries = [_map(it.sketch_map, it.key, "Bouba", problem="") for it in found]
    return [*entries, *({"map": "", "of": "Bouba", "state": "refused", "problem": problem} for problem in problems)]


def _own_maps() -> list[Report]:
    """The player's maps. No file is touched, also not copied aside as the window does."""
    entries: list[Report] = []
    for path in map_files(paths.map_folder()):
        try:
            opened = load_map(path)
        except ModelError as error:
            entries.append({"map": "", "file": path.name, "of": "you", "state": "refused", "problem": str(error)})
            continue
        unfit = (missing_base(opened.sketch_map), unfit_network(opened.sketch_map))
        lost = " ".join(filter(None, opened.skipped or unfit))
        entries.append(_map(opened.sketch_map, path.name, "you", problem=lost))
    return entries


def _map(sketch_map: SketchMap, file: str, of: str, *, problem: str) -> Report:
    return {
        "map": sketch_map.name, "file": file, "of": of, "base": sketch_map.base,
        "drawings": len(sketch_map.examples), "state": "ready", "problem": problem,
    }  # fmt: skip


def _senses() -> list[Report]:
    """The encoders of sounds and pictures, the engines that paint sounds, and the one that sounds pictures."""
    try:
        listener = Listener()
        listener.see(np.zeros((1, 64, 64, 3), dtype=np.uint8))
    except ModelError as error:
        return [{"network": "encoders", "state": "refused", "problem": str(error)}]
    entries = [_sense("encoders", lambda: None)]
    there = [name for name in ENGINES if (PICTURES_FOLDER / f"{name}.onnx").exists()]
    entries += [_sense(f"pictures, {name}", partial(Imaginer, name, listener)) for name in there]
    if (SOUNDS_FOLDER / f"{VOICE}.onnx").exists():
        entries.append(_sense(f"sounds, {VOICE}", partial(Voice, listener)))
    return entries


def _sense(name: str, opened: Callable[[], Any]) -> Report:
    try:
        opened()
    except ModelError as error:
        return {"network": name, "state": "refused", "problem": str(error)}
    return {"network": name, "state": "ready", "problem": ""}


def _prediction() -> Report:
    """The provider of a real session: that a provider was compiled in says nothing about this machine."""
    import onnxruntime

    compiled = list(onnxruntime.get_available_providers())
    try:
        used = SketchPredictor(DEFAULT_MAP).provider
    except ModelError as error:
        return {"used": "", "compiled_in": compiled, "problem": str(error)}
    return {"used": used, "compiled_in": compiled, "problem": ""}


def _realtime_priority() -> str:
    if sys.platform != "linux":
        return "given by the system's audio service"
    import resource

    limit = resource.getrlimit(resource.RLIMIT_RTPRIO)[0]
    return f"allowed up to {limit}" if limit > 0 else "not allowed"


def _missing(report: Report, audio: Listing, midi: Listing) -> list[Report]:
    """What is not there, and how to get it."""
    missing: list[Report] = []

    def add(what: str, get: str) -> None:
        missing.append({"what": what, "get": get})

    if audio.problem:
        add(audio.problem, "On Debian and Ubuntu: sudo apt-get install libportaudio2. Elsewhere, install Bouba again.")
    elif not audio.entries:
        add("There is no sound device.", "Connect one, or start the sound server; until then Bouba plays silently.")
    if midi.problem:
        add(midi.problem, "On Linux, load the kernel module snd-seq (sudo modprobe snd-seq).")
    if report["display"] != "ready":
        add(report["display"], "Start Bouba in a desktop session.")
    if not report["models"]:
        add("There is no network.", "Install Bouba again; assets/models must hold the networks and their cards.")
    for model in report["models"]:
        if model["state"] != "ready":
            add(model["problem"], "Install Bouba again.")
    for entry in report["senses"]:
        if entry["problem"]:
            add(entry["problem"].removesuffix(" Install the program again."), "Install Bouba again.")
    for entry in report["maps"]:
        if entry["problem"]:
            again = "Install Bouba again." if entry["of"] == "Bouba" else "Open a copy of it, or teach it anew."
            add(entry["problem"].removesuffix(again).strip(), again)
    if "CUDAExecutionProvider" in report["prediction"]["compiled_in"] and report["prediction"]["used"] == "CPU":
        add(
            "The network runs on the processor, not on an NVIDIA card.",
            "That is fast enough. With such a card: install packaging/requirements-gpu.txt.",
        )
    if report["realtime_priority"] == "not allowed":
        add(
            "The engine may not ask for real-time priority, so a busy machine may click.",
            "Add your user to a group with an rtprio limit in /etc/security/limits.d (on Debian: the group audio, "
            "after apt-get install jackd2).",
        )
    return missing
