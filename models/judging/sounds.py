"""The figures of a decoder of sounds: rebuilt, and made of pictures, heard after Griffin-Lim by both judges."""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from models.band_turning import phases_of
from models.griffin_lim import griffin_lim, magnitudes
from models.imagine.listener import Listener
from models.paired.features import LOUDEST_DB, RATE_HZ, SILENCE_DB, features, network_input
from models.paired.paired_set import PairedSet
from models.recognise.measures import frechet_distance, kernel_distance, nearest, spread_within, top_k
from models.recognise.saved import SavedRecogniser, sound_input
from models.sonify.lessons import loudest_parts
from models.sonify.memory import KnownSounds
from models.sonify.network import Sonifier
from models.sonify.probe import drawn_spectra, rebuilt_spectra, standardised_error
from models.sonify.voice import TURNED_ITERATIONS

JUDGES: Final = ("judge_sound", "judge_sound_2")
PICTURES: Final = 720
SEED: Final = 20_261_122

Spectra = NDArray[np.float32]


def sound_report(sonifier: Sonifier, paired: PairedSet, listener: Listener, *, split: str) -> dict[str, Any]:
    """Every figure, with what real sounds reach and chance beside them."""
    judges = [SavedRecogniser(name) for name in JUDGES]
    sounds = paired.sounds.of(split)
    pixels, labels = paired.pictures.rgb(split)
    rows = np.random.default_rng(SEED).permutation(len(labels))[:PICTURES]
    seen, labels = listener.see(pixels[rows]).conditions[:, :-1], labels[rows]
    real, meanings = loudest_parts(sounds), listener.hear(sounds.inputs()).conditions[:, :-1]
    known = KnownSounds(paired, listener)
    rebuilt = rebuilt_spectra(sonifier, real, meanings, device="cpu")
    made = drawn_spectra(sonifier, known.remembered(sonifier), seen, seed=SEED, device="cpu")
    retrieved = known.spectra[(seen @ known.meanings.T).argmax(axis=1)]
    report: dict[str, Any] = {
        "split": split,
        "chance_top1": 1.0 / len(paired.classes),
        "standardised_error": standardised_error(rebuilt, real),
        "standardised_error_in_training": standardised_error(
            rebuilt_spectra(sonifier, known.spectra, known.meanings, device="cpu"), known.spectra
        ),
    }
    kinds = {
        "real": (real, sounds.labels), "rebuilt": (rebuilt, sounds.labels), "from_picture": (made, labels),
        "retrieved": (retrieved, labels),
    }  # fmt: skip
    heard = {name: again(spectra) for name, (spectra, _) in kinds.items()}
    learnt = again(known.spectra)
    for judge in judges:
        known_embedding, _ = judge.recognise(sound_input(learnt))
        told = {name: judge.recognise(sound_input(inputs)) for name, inputs in heard.items()}
        figures = {f"{name}_top1": top_k(told[name][1], kinds[name][1], 1) for name in kinds}
        figures |= {f"{name}_top3": top_k(told[name][1], kinds[name][1], 3) for name in kinds}
        figures["frechet_from_picture"] = frechet_distance(told["real"][0], told["from_picture"][0])
        figures["frechet_retrieved"] = frechet_distance(told["real"][0], told["retrieved"][0])
        figures["kernel_from_picture"] = kernel_distance(told["real"][0], told["from_picture"][0])
        spreads = [spread_within(told[name][0], kinds[name][1]) for name in ("from_picture", "real")]
        figures["spread_within_ratio"] = spreads[0] / spreads[1]
        for name in ("from_picture", "rebuilt", "real"):
            figures[f"{name}_nearest_training"] = float(np.median(nearest(told[name][0], known_embedding)[1]))
        report[judge.card.name] = figures
    return report


def again(spectra: Spectra) -> Spectra:
    """What is heard of sounds with these spectrograms (n, 1 or 2, 128, 128): inputs (n, frames, bands) of judges."""
    return np.stack([network_input(features(sound_with(it))) for it in spectra])


def sound_with(channels: Spectra) -> NDArray[np.float32]:
    """The sound of one spectrogram (1 or 2, frames, bands), -1 to 1, at RATE_HZ and at its own level."""
    decibels = 0.5 * (channels[0] + 1.0) * (LOUDEST_DB - SILENCE_DB) + SILENCE_DB
    wanted = magnitudes(decibels, RATE_HZ)
    if len(channels) == 1:
        return griffin_lim(wanted, seed=SEED)
    return griffin_lim(wanted, iterations=TURNED_ITERATIONS, start=phases_of(channels[1], RATE_HZ))
