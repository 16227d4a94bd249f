"""The compact network of the map "Paper": the paper's pictures, and as many human-like ones each epoch."""

from models.sketch_to_patch.dataset import TrainConfig

CONFIG = TrainConfig(network="compact", human_like_per_epoch=2625)
