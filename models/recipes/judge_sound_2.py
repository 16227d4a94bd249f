"""The second judge of sounds: another architecture and seed, and only 64 bands."""

from models.recognise.config import Block, RecogniserConfig, RecogniserTrainConfig, Sense

CONFIG = RecogniserTrainConfig(
    network=RecogniserConfig(sense=Sense.SOUND, block=Block.SEPARABLE, channels=(16, 32, 64, 96, 128), bands=64),
    epochs=150,
    seed=4053,
)
