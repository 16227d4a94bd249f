"""The published network, for the record. Pictures stay 100 x 100, as in the paper."""

from models.sketch_to_patch.dataset import TrainConfig

CONFIG = TrainConfig(network="inception", pixels=100, judged_every=5)
