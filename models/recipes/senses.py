"""The encoders of sounds and pictures that all generators share."""

from models.recognise.config import RecogniserConfig, Sense
from models.senses.config import SensesTrainConfig

CONFIG = SensesTrainConfig(
    sound=RecogniserConfig(sense=Sense.SOUND, channels=(16, 32, 64, 96, 128)),
    picture=RecogniserConfig(sense=Sense.PICTURE, channels=(32, 64, 96, 128)),
)
