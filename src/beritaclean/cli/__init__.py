"""The command line: `beritaclean [SOURCE]...` cleans; `rules`, `explain`, `learn` and others stand beside it."""

from __future__ import annotations

import gc
import os
import sys
from importlib import import_module
from io import TextIOWrapper

COMMANDS = {
    "completion": "Print what a shell needs to complete words.",
    "explain": "Tell why a line was cut or kept.",
    "learn": "List what many texts print, as candidates for rules.",
    "restore": "Put removed text back.",
    "rules": "Show and check the rules.",
}
"""The commands beside the main one; each has a module of its name, which is imported when it is called."""

COMPLETE = "_BERITACLEAN_COMPLETE"
"""The variable by which a shell's script asks for completions."""


def main() -> None:
    """Run the command of `sys.argv`; a file called "rules" (or "explain" …) is given as ./rules."""
    gc.disable()  # loading makes no garbage, and looking for it costs as much as a tenth of a start
    name, *rest = sys.argv[1:] or [""]
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8")  # whatever the system's own encoding is
    try:
        if COMPLETE in os.environ:
            from beritaclean.cli.completion import answer

            answer()
        elif name in COMMANDS:
            command = getattr(import_module(f"beritaclean.cli.{name}"), name)
            gc.enable()
            command.main(args=rest, prog_name=f"beritaclean {name}")
        else:
            from beritaclean.cli.clean import clean

            clean.main(args=sys.argv[1:], prog_name="beritaclean")
    except BrokenPipeError:
        # The reader has gone (`| head`): that is no error, and Python must not complain while closing.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    finally:
        gc.freeze()  # what is left goes with the process: no need to search it for cycles first
