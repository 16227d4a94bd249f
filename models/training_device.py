"""What a training runs on: the processor, a GPU, or one of several processes that train together."""

import os

from models.errors import ModelError


def pick_device(wanted: str) -> str:
    """The device to train on; "auto" takes the GPU when torch can use one. Raises ModelError for a missing GPU."""
    import torch

    there = torch.cuda.is_available()
    if wanted == "auto":
        return "cuda" if there else "cpu"
    if wanted == "cuda" and not there:
        raise ModelError("torch finds no GPU here. Train with --device cpu, or install torch for your GPU.")
    return wanted


def start_torch(wanted: str, threads: int) -> str:
    """Pick the device, set its threads (0: torch's choice), and join the processes that `torchrun` started."""
    import torch
    from torch import distributed

    if threads:
        torch.set_num_threads(threads)
    device = pick_device(wanted)
    if "LOCAL_RANK" in os.environ and not distributed.is_initialized():
        if device == "cuda":
            torch.cuda.set_device(int(os.environ["LOCAL_RANK"]))
        # Processes agree on the processor, whatever they compute on.
        distributed.init_process_group("cpu:gloo,cuda:nccl" if device == "cuda" else "gloo")
    return device
