"""A recorded sound as the entry of a preset file, and back: bounded and checked before anything is used."""

import base64
import binascii
from collections.abc import Mapping
from functools import lru_cache
from typing import Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from synth.errors import SampleError
from synth.sample import MIDDLE_C, Sample
from synth.sample_bank import MOST_FRAMES

_LONGEST_TEXT: Final = 4 * (2 * MOST_FRAMES // 3 + 1)

_Seconds = Annotated[float, Field(ge=0.0, le=60.0, allow_inf_nan=False)]
_Words = Annotated[str, StringConstraints(max_length=200)]


class _Entry(BaseModel):
    model_config = ConfigDict(strict=True, frozen=True, extra="ignore")

    pcm: Annotated[str, StringConstraints(max_length=_LONGEST_TEXT)]
    rate_hz: int
    name: _Words = ""
    root_note: Annotated[float, Field(ge=0.0, le=127.0, allow_inf_nan=False)] = MIDDLE_C
    start_s: _Seconds = 0.0
    end_s: _Seconds
    loop: Annotated[tuple[_Seconds, _Seconds], Field(strict=False)] | None = None
    heard: _Words = ""
    confidence: Annotated[float, Field(ge=0.0, le=1.0, allow_inf_nan=False)] = 0.0
    like: _Words = ""


def entry_of(sample: Sample) -> dict[str, Any]:
    """The entry of a preset file."""
    return {
        "name": sample.name, "heard": sample.heard, "confidence": sample.confidence, "like": sample.like,
        "rate_hz": sample.rate_hz, "root_note": sample.root_note, "start_s": sample.start_s, "end_s": sample.end_s,
        "loop": None if sample.loop is None else list(sample.loop), "pcm": _text(sample.pcm),
    }  # fmt: skip


def sample_of(entry: Mapping[str, Any]) -> Sample:
    """What `entry_of` gave. Raises SampleError for anything else."""
    try:
        said = _Entry.model_validate(entry)
        pcm = base64.b64decode(said.pcm, validate=True)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        place = ".".join(str(part)[:40] for part in first["loc"][:2])
        raise SampleError(f"The voice in it cannot be read: {place}: {first['msg']}.") from None
    except (binascii.Error, ValueError):
        raise SampleError("The voice in it cannot be read: its sound is damaged.") from None
    about = said.model_dump(exclude={"pcm", "rate_hz"})
    return Sample(pcm[: len(pcm) // 2 * 2], said.rate_hz, **about)


@lru_cache(maxsize=8)
def _text(pcm: bytes) -> str:
    return base64.b64encode(pcm).decode("ascii")
