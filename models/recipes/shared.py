"""AudioVision with a latent space taught by classes, details drawn by chance, and a critic that keeps sounds sharp."""

from models.sonify.config import SonifyTrainConfig

CONFIG = SonifyTrainConfig()
