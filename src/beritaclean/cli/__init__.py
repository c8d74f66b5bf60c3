"""The command line: `beritaclean [SOURCE]...` cleans, `beritaclean rules ...` shows and checks the rules."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from io import TextIOWrapper
from typing import TYPE_CHECKING, Any

from beritaclean.batch.stop import Stop, listen

if TYPE_CHECKING:
    import click


def main() -> None:
    """Run the command of `sys.argv`; a file called "rules" is given as ./rules."""
    arguments = sys.argv[1:]
    _open_closed()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # Whatever the system's own encoding is; a file's name may have bytes that are none of it.
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    listen()
    try:
        if arguments[:1] == ["rules"]:
            from beritaclean.cli.rules import rules

            _run(rules, arguments[1:], "beritaclean rules")
        else:
            from beritaclean.cli.clean import clean

            _run(clean, arguments, "beritaclean")
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
            if isinstance(end.__context__, BrokenPipeError):  # so does rich
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
