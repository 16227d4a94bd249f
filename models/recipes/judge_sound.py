"""The first judge of sounds: a residual network."""

from models.recognise.config import RecogniserConfig, RecogniserTrainConfig, Sense

CONFIG = RecogniserTrainConfig(
    network=RecogniserConfig(sense=Sense.SOUND, channels=(16, 32, 64, 96, 128)),
    epochs=60,
    seed=2027,
)
