"""How each kind of recipe is trained."""

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, Final

from models.crossmodal.config import CrossmodalTrainConfig
from models.errors import ModelError
from models.imagine.config import ImagineTrainConfig
from models.paired.pack import open_paired
from models.paired.paired_set import PairedSet
from models.recipes import load_recipe
from models.recognise.config import RecogniserTrainConfig
from models.senses.config import SensesTrainConfig
from models.sketch_to_patch.dataset import TrainConfig
from models.sketch_to_patch.map_config import MapTrainConfig
from models.sonify.config import SonifyTrainConfig

ASSETS: Final = Path(__file__).resolve().parents[1] / "assets" / "models"


def train_recipe(
    name: str,
    folder: Path,
    *,
    data: Path | PairedSet | None,
    minutes: float,
    device: str,
    resume: bool,
    epochs: int | None = None,
    sets: Path = Path("runs/sets"),
    assets: Path = ASSETS,
) -> dict[str, float]:
    """Train a recipe into a run folder; returns its last figures. Raises ModelError, or ImportError without torch.

    Painters learn with the encoders and judges that lie below `assets`.
    """
    config = load_recipe(name)
    if epochs is not None:
        if not hasattr(config, "epochs"):
            raise ModelError(f"{name} counts images and not epochs: give its time with --minutes.")
        config = replace(config, epochs=epochs)
    if isinstance(config, MapTrainConfig):
        from models.sketch_to_patch.map_train import train_map

        return train_map(config, folder, sets=sets, minutes=minutes, device=device, resume=resume)
    if isinstance(config, TrainConfig):
        from models.sketch_to_patch.train import train

        drawings = data if isinstance(data, Path) else None
        return train(config, folder, data=drawings, minutes=minutes, device=device, resume=resume)
    if data is None:
        raise ModelError(f"{name} learns from sounds and pictures: give their folder with --data.")
    learn = _learner_of(config, assets)
    paired = data if isinstance(data, PairedSet) else open_paired(data)
    if device == "cuda" and isinstance(config, ImagineTrainConfig | CrossmodalTrainConfig | SonifyTrainConfig):
        config = for_gpu(config)
    report: dict[str, float] = learn(config, folder, paired=paired, minutes=minutes, device=device, resume=resume)
    return report


def for_gpu(config: Any) -> Any:
    """The recipe of a painter for a large GPU: eight times the batch at twice the rates, looked at less often."""
    plan = config.plan
    plan = replace(
        plan,
        batch=8 * plan.batch,
        probe_images=4 * plan.probe_images,
        averaging_images=2 * plan.averaging_images,
    )
    rates = {
        name: 2.0 * getattr(config, name) for name in ("learning_rate", "critic_learning_rate") if hasattr(config, name)
    }
    return replace(config, plan=plan, **rates)


def _learner_of(config: Any, assets: Path) -> Any:
    """What trains a config that learns from sounds and pictures by class."""
    from models.crossmodal.train import train_crossmodal
    from models.imagine.draws import rank_of
    from models.imagine.train import Known, train_imagine
    from models.recognise.train import train_recogniser
    from models.senses.train import train_senses
    from models.sonify.train import train_sonify

    if isinstance(config, RecogniserTrainConfig | SensesTrainConfig) and rank_of()[1] > 1:
        raise ModelError("Encoders and judges are trained by one process; painters by as many as you like.")
    known = Known(senses=assets / "senses", judges=assets / "judges")
    return {
        RecogniserTrainConfig: train_recogniser,
        SensesTrainConfig: train_senses,
        ImagineTrainConfig: partial(train_imagine, known=known),
        CrossmodalTrainConfig: partial(train_crossmodal, known=known),
        SonifyTrainConfig: partial(train_sonify, known=known),
    }[type(config)]
