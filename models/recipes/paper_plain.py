"""The compact network on the paper's pictures alone: the published experiment to the letter."""

from models.sketch_to_patch.dataset import TrainConfig

CONFIG = TrainConfig(network="compact")
