"""`python -m models.sound_to_patch.evaluate --data DIR --sounds N`: how near the mimic comes, as JSON.

In domain: patches drawn from the prior with a seed that neither library nor training uses, the 33 values fitted
alone. Foreign: recorded sounds of the test split, everything fitted. All distances are at the final rate.
"""

import csv
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import click
import numpy as np

from models.errors import ModelError
from models.sound_to_patch.candidate import Guess
from models.sound_to_patch.distance import FINAL_RATE_HZ, fingerprint, noise_floor_db
from models.sound_to_patch.hearing import Heard, hear
from models.sound_to_patch.library import nearest_units
from models.sound_to_patch.predictor import Memory, open_memory
from models.sound_to_patch.prior import draw
from models.sound_to_patch.search import Budget, guess_distance_db, mimic
from models.sound_to_patch.sound_file import hear_file
from synth.patch import Patch
from synth.presets import Preset, factory_presets
from synth.render import render_note

SEED: Final = 77_003
NOTES: Final = (36, 80)
HELD_S, TAIL_S = 0.9, 0.4


def drawn_sounds(count: int, seed: int = SEED) -> Iterator[tuple[Patch, int, Heard]]:
    """Patches of the prior, the note each is played at, and what is heard of it."""
    rng = np.random.default_rng(seed)
    for i in range(count):
        patch, note = Patch.default().with_unit(draw(rng)), int(rng.integers(*NOTES))
        audio = render_note(patch, note, seconds=HELD_S, tail=TAIL_S, sample_rate_hz=FINAL_RATE_HZ, seed=1 + i)
        yield patch, note, hear(audio, FINAL_RATE_HZ, name="A drawn patch")


def in_domain(memory: Memory, presets: tuple[Preset, ...], *, sounds: int, renders: int, seed: int) -> dict[str, Any]:
    """Distances of the library's nearest neighbour, of the best first guess and after the search; notes heard."""
    rows = []
    for patch, note, heard in drawn_sounds(sounds):
        neighbour = Patch.default().with_unit(nearest_units(memory.library, heard, 1)[0])
        near = guess_distance_db(
            Guess(neighbour, heard.note, heard.held_s), heard, fingerprint(heard.sound), sample_rate_hz=FINAL_RATE_HZ
        )
        seeds = memory.seeds(heard, with_envelopes=False)
        result = mimic(heard, seeds, presets, budget=Budget(renders=renders), fit="predicted", seed=seed)
        floor = noise_floor_db(patch, replace(heard, note=note, held_s=min(HELD_S, heard.seconds)))
        rows.append((near, result.start_distance_db, result.distance_db, floor, float(result.note == note)))
        click.echo(f"drawn {len(rows)}: {near:.2f} dB nearest, {result.distance_db:.2f} dB found", err=True)
    table = np.array(rows)
    medians = np.median(table, axis=0)
    return {
        "sounds": sounds,
        "nearest_neighbour_db": float(medians[0]),
        "first_guess_db": float(medians[1]),
        "after_search_db": float(medians[2]),
        "noise_floor_db": float(medians[3]),
        "right_note": float(table[:, 4].mean()),
        "search_of_neighbour": float(medians[2] / medians[0]),
    }


def recorded_files(data: Path, sounds: int) -> list[Path]:
    """Recorded sounds of the test split, the classes in turn. Raises ModelError when there is no index."""
    try:
        with (data / "index.csv").open(encoding="utf-8", newline="") as file:
            rows = [row for row in csv.DictReader(file) if row["modality"] == "sound" and row["split"] == "test"]
    except (OSError, KeyError, ValueError):
        raise ModelError(f"There are no recorded sounds in {data}: index.csv is missing or damaged.") from None
    by_class: dict[str, list[str]] = {}
    for row in sorted(rows, key=lambda row: row["path"]):
        by_class.setdefault(row["class"], []).append(row["path"])
    turns = max((len(paths) for paths in by_class.values()), default=0)
    in_turn = [paths[i] for i in range(turns) for paths in by_class.values() if i < len(paths)]
    return [data / path for path in in_turn[:sounds]]


def foreign(
    memory: Memory, presets: tuple[Preset, ...], files: list[Path], *, renders: int, seed: int
) -> dict[str, Any]:
    """How often recorded sounds come nearer than the best preset, and how near."""
    rows: list[dict[str, Any]] = []
    for path in files:
        heard = hear_file(path)
        seeds = memory.seeds(heard, with_envelopes=True)
        result = mimic(heard, seeds, presets, budget=Budget(renders=renders), seed=seed)
        rows.append(
            {
                "sound": f"{path.parent.name}/{path.name}",
                "preset_db": round(result.nearest_preset_distance_db, 2),
                "first_guess_db": round(result.start_distance_db, 2),
                "after_search_db": round(result.distance_db, 2),
            }
        )
        click.echo(json.dumps(rows[-1]), err=True)
    return {
        "sounds": len(rows),
        "better_than_preset": float(np.mean([row["after_search_db"] < row["preset_db"] for row in rows])),
        "preset_db": float(np.median([row["preset_db"] for row in rows])),
        "after_search_db": float(np.median([row["after_search_db"] for row in rows])),
        "each": rows,
    }


@click.command()
@click.option("--data", type=click.Path(path_type=Path), help="Folder with index.csv and recorded sounds.")
@click.option("--sounds", type=click.IntRange(min=1), default=20, show_default=True, help="Sounds of each kind.")
@click.option("--renders", type=click.IntRange(min=1), default=500, show_default=True, help="Budget of a search.")
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True, help="Seed of the searches.")
def main(data: Path | None, *, sounds: int, renders: int, seed: int) -> None:
    """Print the figures; without --data those of drawn patches alone."""
    try:
        memory, presets = open_memory(), factory_presets()
        report: dict[str, Any] = {"library": len(memory.library), "network": memory.network is not None}
        report |= {
            "renders": renders,
            "in_domain": in_domain(memory, presets, sounds=sounds, renders=renders, seed=seed),
        }
        if data is not None:
            files = recorded_files(data, sounds)
            report["foreign"] = foreign(memory, presets, files, renders=renders, seed=seed)
    except ModelError as error:
        raise click.ClickException(str(error)) from None
    click.echo(json.dumps(report, indent=1))


if __name__ == "__main__":
    main()
