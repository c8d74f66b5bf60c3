"""Where a document is from and where its clean text went, for the account of it."""

from __future__ import annotations

from typing import Any, NamedTuple


class Place(NamedTuple):
    """Where a document is from and where its clean text went.

    `path` is the source as the user named it, `name` the path of what was written inside the output folder (in
    place: of the source inside the folder that the user named). `record` counts from 1 in a file of records, of
    which `field` holds the clean text.
    """

    path: str
    name: str
    in_place: bool = False
    format: str = "text"
    encoding: str = "utf-8"
    record: int | None = None
    field: str | None = None

    def as_json(self) -> dict[str, Any]:
        """The fields that all lines of a document begin with."""
        return {"path": self.path} if self.record is None else {"path": self.path, "record": self.record}
