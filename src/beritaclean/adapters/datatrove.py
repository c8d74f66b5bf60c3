"""A step for datatrove's pipelines, with its statistics by rule: local, Slurm and Ray executors run it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from datatrove.pipeline.base import PipelineStep

from beritaclean.batch.work import cleaned_record
from beritaclean.cleaner import Cleaner
from beritaclean.formats import Record, RecordError, fitted

if TYPE_CHECKING:
    from datatrove.data import Document


class BeritaClean(PipelineStep):  # datatrove knows a step by its class
    """Cleans each document's text; the URL and the outlet may stand in its metadata.

    Args:
        cleaner: the rules to use. url_key, outlet_key: the names in the metadata, None for none.
    """

    name = "beritaclean"
    type = "✂️ - FORMAT"

    def __init__(
        self, cleaner: Cleaner | None = None, url_key: str | None = "url", outlet_key: str | None = None
    ) -> None:
        super().__init__()
        self.cleaner = cleaner or Cleaner()
        self.url_key = url_key
        self.outlet_key = outlet_key

    def run(self, data: Iterable[Document], rank: int = 0, world_size: int = 1) -> Iterator[Document]:
        """Yield the documents with clean texts; one that cannot be cleaned stays as it is and is counted."""
        for number, document in enumerate(data, 1):
            self.stat_update("total")
            url, outlet = (document.metadata.get(key) if key else None for key in (self.url_key, self.outlet_key))
            try:
                with self.track_time():
                    cleaned = cleaned_record(self.cleaner, Record(number, document.text, url, outlet), document.id)
            except RecordError:
                self.stat_update("failed")
                yield document
                continue
            text = fitted(cleaned.text, document.text)
            self.stat_update("changed", value=int(text != document.text))
            for removal in cleaned.removals:
                self.stat_update(f"rule/{removal.rule}")
                self.stat_update("removed_characters", value=removal.end - removal.start)
            document.text = text
            yield document
