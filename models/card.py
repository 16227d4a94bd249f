"""The card beside a network file: what goes in, what comes out, where it is from."""

import hashlib
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

from models.errors import ModelFileError
from models.regular_file import UnfitFileError, read_regular

CARD_VERSION: Final = 1
LARGEST_CARD_BYTES: Final = 200_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelCard:
    """Facts of a shipped network; `sha256` and `input_shape` are checked when it is loaded."""

    name: str
    version: int = CARD_VERSION
    task: str
    sha256: str
    input_shape: tuple[int, ...]
    outputs: tuple[str, ...]
    parameters: int
    data: str
    licence: str
    command: str
    seed: int
    metrics: dict[str, float] = field(default_factory=dict)
    limits: str = ""
    versions: dict[str, str] = field(default_factory=dict)

    def to_json(self) -> str:
        """The card as indented JSON text."""
        return json.dumps(asdict(self), indent=2, ensure_ascii=False) + "\n"


def read_card(path: Path) -> ModelCard:
    """Read a card. Raises ModelFileError in one sentence when it is missing or damaged."""
    try:
        data: Any = json.loads(read_regular(path, most_bytes=LARGEST_CARD_BYTES))
        if data.get("version") != CARD_VERSION:
            raise ModelFileError(
                f"The model card {path.name} has version {data.get('version')}; this program reads {CARD_VERSION}."
            )
        data["input_shape"] = tuple(int(n) for n in data["input_shape"])
        data["outputs"] = tuple(str(id) for id in data["outputs"])
        card = ModelCard(**data)
        _check_kinds(card)
        return card
    except UnfitFileError as error:
        raise ModelFileError(f"The model card {path.name} {error}. Install the program again.") from None
    except OSError:
        raise ModelFileError(
            f"The model card {path.name} is missing. Install the program again to get it back."
        ) from None
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise ModelFileError(
            f"The model card {path.name} is damaged. Install the program again to get it back."
        ) from None


def _check_kinds(card: ModelCard) -> None:
    """Raises TypeError or AttributeError where a field is no text, number or table as it should be."""
    texts = (card.name, card.task, card.sha256, card.data, card.licence, card.command, card.limits)
    numbers = (card.parameters, card.seed, *card.metrics.values())
    if not all(isinstance(text, str) for text in (*texts, *card.versions.values())):
        raise TypeError
    if not all(isinstance(number, int | float) for number in numbers):
        raise TypeError


def file_sha256(path: Path) -> str:
    """The SHA-256 of a file as hexadecimal text."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
