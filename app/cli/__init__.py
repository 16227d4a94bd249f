"""The command line: one file a command, each loaded only when it is asked for.

Every command works without a display and a sound card. What goes wrong is one sentence on the error
stream and exit code 1 (2 for wrong usage), never a trace.
"""

import io
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Final

import click

from app import __version__

_COMMANDS: Final = {
    "predict": "app.cli.predict",
    "why": "app.cli.why",
    "render": "app.cli.render",
    "mimic": "app.cli.mimic",
    "imagine": "app.cli.imagine",
    "sonify": "app.cli.sonify",
    "sketch": "app.cli.sketch",
    "morph": "app.cli.morph",
    "map": "app.cli.map",
    "train": "app.cli.train",
    "presets": "app.cli.presets",
    "doctor": "app.cli.doctor",
    "bench": "app.cli.bench",
    "prepare": "app.cli.prepare",
}
"""Name of each command and the module that has it as `command`."""

_SUMMARIES: Final = {
    "predict": "Show the sound of pictures: 33 values and the nearest preset.",
    "why": "Show what is measured in a drawing, and which part decides a knob.",
    "render": "Write the sound of a picture or a preset to a WAV file.",
    "mimic": "Search for the preset that comes nearest to a sound file.",
    "imagine": "Paint what is heard in sound files.",
    "sonify": "Make the sound of what is seen in pictures.",
    "sketch": "Draw the sound of a preset.",
    "morph": "Write a note that goes from drawing to drawing, or between presets.",
    "map": "Show what a map was taught, and teach it.",
    "train": "Refit the network of a map on its drawings.",
    "presets": "List the presets that come with Bouba.",
    "doctor": "Show what this machine offers and what is missing.",
    "bench": "Measure synthesizer, latency, start, underruns or pictures.",
    "prepare": "Compile the kernels for this machine, as the first start does.",
}
"""First line of each command's help, here so that `bouba --help` loads none of them."""


class CommandFailed(click.ClickException):
    """A command that could not do its work; the message is one sentence. Exit code 1."""


class _LazyCommands(click.Group):
    """A group that imports a command's module when the command is used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        command = import_module(_COMMANDS[cmd_name]).command
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(_SUMMARIES.items()))


@click.group(cls=_LazyCommands, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="Bouba")
@click.pass_context
def bouba(context: click.Context) -> int:
    """Draw a shape, hear it. Without a command the window opens."""
    if context.invoked_subcommand is not None:
        return 0
    from app.cli.display import display_problem
    from app.engine.layout import memory_problem

    problem = display_problem() or memory_problem()
    if problem:
        raise CommandFailed(problem)
    from app.run import run_window

    return run_window()


def _let_any_name_be_shown() -> None:
    """A sign that the terminal's encoding lacks, or a file name that is no text, is shown as a question mark."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def run_command_line(words: Sequence[str]) -> int:
    """Run `bouba WORDS...`; returns the exit code."""
    from models.errors import ModelError
    from synth.errors import SynthError

    _let_any_name_be_shown()
    try:
        result = bouba.main(list(words), prog_name="bouba", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except click.Abort:
        return 130
    except (SynthError, ModelError) as error:
        CommandFailed(str(error)).show()
        return 1
    return result if isinstance(result, int) else 0
