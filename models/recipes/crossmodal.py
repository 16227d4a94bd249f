"""Generating Images from Sounds Using Multimodal Features, at a width that two cores train, and trained as a whole."""

from models.crossmodal.config import CrossmodalTrainConfig

CONFIG = CrossmodalTrainConfig()
