"""Generating Images from Sounds Using Multimodal Features, at a width that two cores train, and trained as a whole.

Not as published: features are 2 x 32 x 32 numbers of the shared picture encoder that keep their places (there 4,096 of
VGG's first full layer), the second U-Net works at 64 pixels, the nearest of eight pictures of a class counts as right,
and one more critic sees what both U-Nets make of a sound.
"""

from models.crossmodal.config import CrossmodalTrainConfig

CONFIG = CrossmodalTrainConfig()
