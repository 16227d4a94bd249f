"""Where the program starts: the window without arguments, the command line with them.

The frozen program has one executable, so the engine process starts through it as well: with
`--engine-process` as its first argument.
"""

import multiprocessing
import os
import sys
import traceback
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program and return its exit code: 0 worked, 1 failed in words, 2 wrong usage."""
    multiprocessing.freeze_support()  # a child process of the frozen program ends in here
    words = list(sys.argv[1:] if arguments is None else arguments)
    if words[:1] == ["--engine-process"]:
        # Imported here alone: the engine process loads neither Qt nor the command line.
        from app.engine.process import main as engine_main

        return engine_main(words[1:])
    from app.cli import run_command_line

    try:
        return run_command_line(words)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # the reader of our output has gone (`bouba presets | head`)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:  # the outermost edge: nobody is left who could do more than say it
        return _report(error)


def _report(error: Exception) -> int:
    """Say an unexpected failure in one sentence; its trace goes to the log file."""
    from app.crash_log import write_crash_log

    trace = "".join(traceback.format_exception(error))
    path = write_crash_log(trace)
    where = f" The details are in {path}." if path else ""
    print(f"Error: Bouba met something it did not expect: {type(error).__name__}: {error}.{where}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
