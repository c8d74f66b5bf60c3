"""Compression around the text formats: streams to read, and bytes packed a chunk at a time."""

from __future__ import annotations

import bz2
import gzip
import lzma
import sys
import zlib
from types import ModuleType
from typing import IO, Any

from beritaclean.formats import FormatError


def _zstd() -> ModuleType:
    try:
        if sys.version_info >= (3, 14):
            from compression import zstd
        else:
            from backports import zstd
    except ImportError:
        raise FormatError("reading and writing .zst needs: pip install 'beritaclean[zstd]'") from None
    module: ModuleType = zstd
    return module


def unpacked(file: IO[bytes], packing: str | None) -> IO[bytes]:
    """`file` as a stream of what is packed in it. Raises FormatError where the library is missing."""
    stream: Any = file
    if packing == "gz":
        stream = gzip.GzipFile(fileobj=file, mode="rb")
    elif packing == "bz2":
        stream = bz2.BZ2File(file, "rb")
    elif packing == "xz":
        stream = lzma.LZMAFile(file, "rb")  # noqa: SIM115 (the caller closes it)
    elif packing == "zst":
        stream = _zstd().ZstdFile(file, "rb")
    return stream  # type: ignore[no-any-return]


def pack(data: bytes, packing: str | None) -> bytes:
    """`data` as one whole member; members one after the other are one file in each of these formats."""
    if packing == "gz":
        return gzip.compress(data, 6, mtime=0)
    if packing == "bz2":
        return bz2.compress(data)
    if packing == "xz":
        return lzma.compress(data)
    if packing == "zst":
        packed: bytes = _zstd().compress(data)
        return packed
    return data


def complaint(error: BaseException) -> str | None:
    """What an error from reading a stream means to the user, or None for one that is not about its bytes."""
    if isinstance(error, FormatError):
        return str(error)
    if isinstance(error, EOFError):
        return "cut off: the compressed data end too early"
    if isinstance(error, OSError) and error.errno is not None:
        return f"cannot be read: {error.strerror}"
    if isinstance(error, (OSError, zlib.error, lzma.LZMAError)) or type(error).__name__ == "ZstdError":
        return f"broken compressed data: {error}"
    return None
