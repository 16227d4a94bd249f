"""The second judge of pictures: another architecture and seed, so that it does not share the first one's mistakes."""

from models.recognise.config import Block, RecogniserConfig, RecogniserTrainConfig, Sense

CONFIG = RecogniserTrainConfig(
    network=RecogniserConfig(sense=Sense.PICTURE, block=Block.SEPARABLE, channels=(32, 64, 96, 128)),
    epochs=60,
    seed=4052,
)
