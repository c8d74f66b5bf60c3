"""What stops a run from outside: a signal; what is begun is finished or undone before the run ends."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

SIGNALS = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))

PATIENCE = 2.0
"""Seconds after a first signal in which a second one is taken for its echo; later, it ends the process at once."""


class Stop(BaseException):
    """The run is to stop because of the signal `number`; no error, so that nothing that handles errors takes it."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number

    @property
    def status(self) -> int:
        """The exit status, as a shell tells it of a process that the signal ended."""
        return 128 + self.number


_stopped = 0.0
_held = False
_pending = 0


def listen() -> None:
    """Raise Stop in the main thread at a signal; one that is ignored already (nohup) stays so."""
    for each in SIGNALS:
        if signal.getsignal(each) is not signal.SIG_IGN:
            signal.signal(each, _heard)


def _heard(number: int, frame: FrameType | None) -> None:
    global _stopped, _pending
    if _stopped:
        if time.monotonic() - _stopped > PATIENCE:
            os._exit(128 + number)
        return
    _stopped = time.monotonic()
    if _held:
        _pending = number
    else:
        raise Stop(number)


@contextmanager
def whole() -> Iterator[None]:
    """What is done inside is not torn apart by a signal, which is heard at its end."""
    global _held, _pending
    _held = True
    try:
        yield
    finally:
        _held = False
        number, _pending = _pending, 0
        if number:
            raise Stop(number)
