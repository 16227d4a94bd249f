"""AudioVision's three squared distances with weights 1, 1 and 1/200, and no critic.

Not as published: spectrograms lie in -1 to 1 and are not standardised clip by clip.
"""

from models.sonify.config import Meaning, SonifyConfig, SonifyTrainConfig

CONFIG = SonifyTrainConfig(
    network=SonifyConfig(meaning=Meaning.PUBLISHED, turns=False), learning_rate=3e-4, rebuilt=1.0, squared=True
)
