"""The first judge of pictures: a residual network."""

from models.recognise.config import RecogniserConfig, RecogniserTrainConfig, Sense

CONFIG = RecogniserTrainConfig(
    network=RecogniserConfig(sense=Sense.PICTURE, channels=(32, 64, 96, 128)),
    epochs=60,
    seed=2026,
)
