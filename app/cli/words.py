"""Kinds of words on the command line that several commands take."""

import math
from typing import Any, Final

import click

from models.sketch_to_patch.predictor import DEFAULT_MAP
from synth.units import parse_note


class NoteWord(click.ParamType):
    """A note by name or number."""

    name = "note"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> int:
        try:
            return parse_note(str(value))
        except ValueError as error:
            self.fail(str(error), param, ctx)


class FiniteRange(click.FloatRange):
    """A number in a range; what is not a number lies in none."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        number = float(super().convert(value, param, ctx))
        if math.isnan(number):
            self.fail(f"{value!r} is not a number.", param, ctx)
        return number


NOTE: Final = NoteWord()

map_option: Final = click.option(
    "--map", "map_name", default=DEFAULT_MAP, show_default=True, help="Factory map, map of yours, or map file."
)
"""Which map predicts."""
