"""The command line: `beritaclean [SOURCE]...` cleans; `rules`, `explain`, `learn` and `restore` stand beside it."""

from __future__ import annotations

import gc
import os
import sys
from io import TextIOWrapper


def main() -> None:
    """Run the command of `sys.argv`; a file called "rules" (or "explain" …) is given as ./rules."""
    gc.disable()  # loading makes no garbage, and looking for it costs as much as a tenth of a start
    arguments = sys.argv[1:]
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8")  # whatever the system's own encoding is
    try:
        if arguments[:1] == ["rules"]:
            from beritaclean.cli.rules import rules

            gc.enable()
            rules.main(args=arguments[1:], prog_name="beritaclean rules")
        elif arguments[:1] == ["restore"]:
            from beritaclean.cli.restore import restore

            gc.enable()
            restore.main(args=arguments[1:], prog_name="beritaclean restore")
        elif arguments[:1] == ["learn"]:
            from beritaclean.cli.learn import learn

            gc.enable()
            learn.main(args=arguments[1:], prog_name="beritaclean learn")
        elif arguments[:1] == ["explain"]:
            from beritaclean.cli.explain import explain

            gc.enable()
            explain.main(args=arguments[1:], prog_name="beritaclean explain")
        else:
            from beritaclean.cli.clean import clean

            clean.main(args=arguments, prog_name="beritaclean")
    except BrokenPipeError:
        # The reader has gone (`| head`): that is no error, and Python must not complain while closing.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    finally:
        gc.freeze()  # what is left goes with the process: no need to search it for cycles first
