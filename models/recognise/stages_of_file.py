"""The convolutions of a recogniser back from its ONNX file, as a network that slopes pass through."""

from itertools import count, takewhile
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import nn

from models.errors import ModelFileError
from models.recognise.config import RecogniserConfig, Sense
from models.recognise.network import Recogniser
from models.sketch_to_patch.export import fused


def picture_stages(path: Path) -> nn.Sequential:
    """The stages of a picture recogniser, batch norms folded in, never to be trained.

    They take pictures (n, 3, 64, 64), -1 to 1. Raises ModelFileError for a file of something else.
    """
    try:
        weights = {
            it.name.removeprefix("network.").removesuffix(".half"): torch.from_numpy(
                numpy_helper.to_array(it).astype(np.float32)
            )
            for it in onnx.load(path).graph.initializer
        }
        names = takewhile(weights.__contains__, (f"stages.{stage}.body.0.0.weight" for stage in count()))
        config = RecogniserConfig(sense=Sense.PICTURE, channels=tuple(len(weights[name]) for name in names))
        stages: nn.Sequential = fused(Recogniser(config, classes=2)).stages
        stages.load_state_dict({name: weights[f"stages.{name}"] for name in stages.state_dict()})
    except (OSError, KeyError, RuntimeError, ValueError):
        raise ModelFileError(f"{path.name} is not a picture encoder of this version. Train `senses` again.") from None
    return stages.eval().requires_grad_(False)
