"""Long output goes through a pager, as git's does: BERITACLEAN_PAGER, PAGER or less, on a terminal only."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, redirect_stderr, redirect_stdout, suppress
from io import StringIO, TextIOWrapper

import click

CHOICES = ("auto", "always", "never")


def command(choice: str) -> list[str]:
    """The pager and its arguments; none where nothing is paged."""
    if choice == "never" or not sys.stdout.isatty() or os.environ.get("TERM") == "dumb":
        return []
    given = os.environ.get("BERITACLEAN_PAGER", os.environ.get("PAGER"))
    if given is None:
        return ["less"] if shutil.which("less") else []
    try:
        words = shlex.split(given, posix=os.name != "nt")
    except ValueError as error:
        raise click.UsageError(f"the pager {given!r} cannot be read: {error}") from None
    return [] if words == ["cat"] else words


@contextmanager
def paged(choice: str) -> Iterator[None]:
    """Send what is printed to the pager. With "always", less stays open for what fits on one screen, too.

    Messages to a standard error on the same terminal wait until the pager is left, so that none is lost in it.
    Raises SystemExit (0) where the pager is left before everything is printed: nothing is wrong then.
    """
    words = command(choice)
    if not words:
        yield
        return
    import subprocess

    environment = {"LESS": "RX" if choice == "always" else "FRX", "LV": "-c", "LESSCHARSET": "utf-8", **os.environ}
    try:
        pager = subprocess.Popen(words, stdin=subprocess.PIPE, env=environment)
    except OSError as error:
        click.echo(f"beritaclean: the pager {words[0]} cannot be run: {error.strerror}", err=True)
        yield
        return
    assert pager.stdin is not None
    stream = TextIOWrapper(pager.stdin, encoding="utf-8", newline="\n", line_buffering=True)
    said = StringIO()  # no file: worker processes that take over standard error must not hold the pager's pipe open
    try:
        with redirect_stdout(stream), redirect_stderr(said) if sys.stderr.isatty() else nullcontext():
            yield
    except BrokenPipeError:
        sys.exit(0)
    finally:
        with suppress(BrokenPipeError):
            stream.close()
        while pager.returncode is None:
            with suppress(KeyboardInterrupt):  # that key is the pager's own
                pager.wait()
        sys.stderr.write(said.getvalue())
