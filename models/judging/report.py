"""What the shipped file of each engine is worth on the test split, as values and as a table."""

from pathlib import Path
from typing import Any, Final

import numpy as np

from models.errors import ModelError, ModelFileError
from models.imagine.imaginer import ENGINES, FOLDER, Imaginer
from models.imagine.listener import Listener
from models.imagine.sheet import write_sheet
from models.judging.made import Calmer, Made
from models.judging.pictures import PictureJudge
from models.paired.paired_set import PairedSet

SIDE_BY_SIDE: Final = 12


def picture_report(
    paired: PairedSet,
    engines: tuple[str, ...] = ENGINES,
    *,
    with_cas: bool,
    imagination: float = 1.0,
    sheets: Path | None = None,
    split: str = "test",
) -> dict[str, Any]:
    """The bounds, then the figures of each engine whose file is there. Raises ModelError if none is.

    With `sheets`, a folder, two PNG files are written for each: samples by class, and one of each class beside the
    training picture nearest to it.
    """
    listener = Listener()
    if listener.classes != paired.classes:
        raise ModelError("These data have other classes than the encoders know.")
    judge = PictureJudge(paired, listener, split=split)
    report: dict[str, Any] = {
        "data_sha256": paired.fingerprint,
        "split": split,
        "imagination": imagination,
        "bounds": judge.bounds(),
        "engines": {},
    }
    if with_cas:
        from models.judging.classifier import taught_with_made, taught_with_real

        report["bounds"]["cas_of_real"] = taught_with_real(paired)
    missing = []
    for name in engines:
        try:
            imaginer = Calmer(Imaginer(name, listener), imagination)
        except ModelFileError as error:
            missing.append(str(error))
            continue
        figures, made = judge.figures(imaginer)
        if with_cas:
            accuracy = taught_with_made(paired, imaginer, listener)
            figures["cas"] = accuracy
            figures["cas_share"] = accuracy / report["bounds"]["cas_of_real"]
        report["engines"][name] = figures
        if sheets is not None:
            write_samples(made, sheets / f"{name}.png", classes=len(paired.classes))
            pairs = judge.nearest_training(made)
            write_sheet(pairs, sheets / f"{name}_nearest.png", columns=SIDE_BY_SIDE)
    report["missing"] = missing
    if not report["engines"]:
        raise ModelError(f"There is no engine to judge in {FOLDER}. {' '.join(missing)}")
    return report


def write_samples(made: Made, path: Path, *, classes: int, each: int = 12) -> None:
    """A class a row, `each` pictures. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write_sheet(
        np.concatenate([made.pixels[made.labels == label][:each] for label in range(classes)]), path, columns=each
    )


COLUMNS: Final = {
    "CAS, share of real": ("cas_share",), "Fréchet": ("frechet",), "by the second judge": ("second_judge", "frechet"),
    "precision": ("precision",), "recall": ("recall",), "top 1": ("top", "top1"), "top 3": ("top", "top3"),
    "top 1, second judge": ("top_second_judge", "top1"), "IS ratio": ("inception_score_ratio",),
    "choice": ("forced_choice",), "spread": ("spread_within_ratio",), "change rises": ("loudness", "change_rises"),
}  # fmt: skip


def as_table(report: dict[str, Any]) -> str:
    """The figures of a `picture_report` that say most, a line an engine, as Markdown."""
    bounds = report["bounds"]
    real = {
        **bounds["real_halves"], "second_judge": bounds["real_halves_second_judge"], "top": bounds["real_top"],
        "cas_share": 1.0, "top_second_judge": bounds["real_top_second_judge"], "inception_score_ratio": 1.0,
        "spread_within_ratio": 1.0,
    }  # fmt: skip
    chance = {"top": {"top1": bounds["chance_top1"]}, "frechet": bounds["frechet_of_class_means"]}
    rows = {"real pictures": real, **report["engines"], "chance, or mean pictures of classes": chance}
    lines = [f"| | {' | '.join(COLUMNS)} |", f"|---|{'---|' * len(COLUMNS)}"]
    for name, figures in rows.items():
        cells = [_cell(figures, keys) for keys in COLUMNS.values()]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    said = f"Imagination {report['imagination']:g}, {report['split']} split."
    return "\n".join([said, "", *lines, *report["missing"]])


def _cell(figures: Any, keys: tuple[str, ...]) -> str:
    for key in keys:
        figures = figures.get(key) if isinstance(figures, dict) else None
    return "" if figures is None else f"{figures:.3g}"
