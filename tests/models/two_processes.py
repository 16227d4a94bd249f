"""Run by torchrun: a step of a training of two processes, kept in FOLDER/two.safetensors."""

import sys
from pathlib import Path

import torch
from torch import distributed

from models.imagine.draws import rank_of
from models.imagine.lessons import Lessons
from models.imagine.listener import Listener
from models.imagine.play import Play, eyes_for
from models.paired.paired_set import PairedSet
from tests.models.test_imagine_training import KINDS, of_noise


def main(folder: Path, senses: Path, kind: str) -> None:
    torch.set_num_threads(1)
    distributed.init_process_group("gloo")
    paired = PairedSet.load(folder / "paired.npz")
    lessons = of_noise(Lessons(paired, Listener(folder=senses), seed=0, device="cpu", seen=True))
    eyes = eyes_for(KINDS[kind], senses)
    play = Play(KINDS[kind], heard=lessons.heard, classes=2, device="cpu", eyes=eyes)
    play.step(lessons)
    if rank_of()[0] == 0:
        play.save(folder / "two.safetensors")
    distributed.destroy_process_group()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
