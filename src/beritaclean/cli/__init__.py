"""The command line: `beritaclean [SOURCE]...` cleans; `rules`, `explain`, `learn` and others stand beside it."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from importlib import import_module
from io import TextIOWrapper
from typing import TYPE_CHECKING, Any

from beritaclean.batch.stop import Stop, listen

if TYPE_CHECKING:
    import click

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
    _open_closed()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # Whatever the system's own encoding is; a file's name may have bytes that are none of it.
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    listen()
    try:
        if COMPLETE in os.environ:
            from beritaclean.cli.completion import answer

            answer()
        elif name in COMMANDS:
            command = getattr(import_module(f"beritaclean.cli.{name}"), name)
            gc.enable()
            _run(command, rest, f"beritaclean {name}")
        else:
            from beritaclean.cli.clean import clean

            _run(clean, sys.argv[1:], "beritaclean")
    except Stop as stop:
        _end(stop)
    except OSError as error:
        # Of a file it would have been told as that file's failure: this is about the previews and lists.
        where = error.filename or "the standard output"
        with suppress(OSError):
            print(f"beritaclean: cannot write {where}: {error.strerror}", file=sys.stderr)
        sys.exit(3)
    finally:
        for number, stream in ((1, sys.stdout), (2, sys.stderr)):
            try:
                stream.flush()
            except OSError:  # it has been told; Python must not complain once more while closing
                os.dup2(os.open(os.devnull, os.O_WRONLY), number)
        gc.freeze()  # what is left goes with the process: no need to search it for cycles first


def _open_closed() -> None:
    """Open the standard streams that are closed, so that no file takes their numbers; reading and writing fails."""
    for number, flags in ((0, os.O_WRONLY), (1, os.O_RDONLY), (2, os.O_WRONLY)):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, flags)  # takes the lowest number that is free
    if sys.stdin is None:
        sys.stdin = open(0, closefd=False)  # noqa: SIM115
    if sys.stdout is None:
        sys.stdout = open(1, "w", closefd=False)  # noqa: SIM115
    if sys.stderr is None:
        sys.stderr = open(2, "w", closefd=False)  # noqa: SIM115


def _run(command: click.Command, arguments: list[str], name: str) -> None:
    for each in (command, *getattr(command, "commands", {}).values()):
        if each.callback:
            each.callback = _until_unread(each.callback)
    command.main(args=arguments, prog_name=name)


def _until_unread(callback: Callable[..., Any]) -> Callable[..., Any]:
    """A reader that has gone (`| head`) ends a command as a signal does; click would call it a failure."""

    @wraps(callback)
    def run(*given: Any, **named: Any) -> Any:
        import signal

        try:
            return callback(*given, **named)
        except BrokenPipeError:
            raise Stop(signal.SIGPIPE) from None
        except SystemExit as end:
            if end.code and isinstance(end.__context__, BrokenPipeError):  # so does rich; leaving a pager is 0
                raise Stop(signal.SIGPIPE) from None
            raise

    return run


def _end(stop: Stop) -> None:
    """End with the status that a shell tells of a process that the signal ended; of `| head`, in silence."""
    import signal

    if stop.number != signal.SIGPIPE:
        name = signal.Signals(stop.number).name
        with suppress(OSError):  # the terminal may have gone
            print(f"beritaclean: stopped by {name}; what is finished is kept", file=sys.stderr, flush=True)
    sys.exit(stop.status)
