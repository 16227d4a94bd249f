"""The compact network of the map "Paper": the paper's pictures, and as many human-like ones each epoch.

50 epochs of twice the pictures are the paper's 100 in steps. Weights are averaged and long gradients cut, so
that all 33 values become exact although some drawings stay doubtful; `models/TRAINING.md` has the comparison.
"""

from models.sketch_to_patch.dataset import TrainConfig

CONFIG = TrainConfig(network="compact", human_like_per_epoch=2625, epochs=50, averaging=0.998, largest_gradient=0.01)
