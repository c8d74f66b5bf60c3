"""Arrow batches in, Arrow batches out: for Ray Data, Spark, Hugging Face datasets and whatever else speaks Arrow."""

from __future__ import annotations

import pickle
from functools import lru_cache
from typing import TYPE_CHECKING, TypeVar

from beritaclean.batch.work import cleaned_record
from beritaclean.cleaner import Cleaner
from beritaclean.formats import Fields, Hands, Record, RecordError, chosen, fitted, parquet

if TYPE_CHECKING:
    import pyarrow as pa

    Batch = TypeVar("Batch", pa.RecordBatch, pa.Table)


@lru_cache(maxsize=8)
def _unpickled(data: bytes) -> Cleaner:
    """The cleaner that `data` is; engines send it with each batch, and its rules are read once a process."""
    cleaner: Cleaner = pickle.loads(data)
    return cleaner


def clean_batch(
    batch: Batch,
    *,
    field: str | None = None,
    url_field: str | None = None,
    outlet_field: str | None = None,
    title_field: str | None = None,
    into: str | None = None,
    on_error: str = "keep",
    cleaner: Cleaner | None = None,
) -> Batch:
    """A RecordBatch or Table with its texts cleaned, as the command line cleans them; other columns stay.

    Args:
        field: the column of the text; by default guessed. url_field, outlet_field, title_field: columns that help.
        into: a column to write beside the text. on_error: "keep" or "skip" a row that cannot be cleaned, or "fail".
        cleaner: the rules to use.

    Raises:
        FormatError: for columns that are not there. RecordError: with on_error="fail".
    """
    rules = _unpickled(pickle.dumps(cleaner or Cleaner()))
    fields = chosen(Fields(field, url_field, outlet_field, title_field, into), batch.schema.names)

    def clean(record: Record) -> str:
        return fitted(cleaned_record(rules, record, f"row {record.number}").text, record.text)

    def broken(number: int, message: str) -> bool:
        if on_error == "fail":
            raise RecordError(f"row {number}: {message}")
        return on_error == "keep"

    hands = Hands(clean, broken)
    if hasattr(batch, "to_batches"):
        if not batch.num_rows:
            return batch
        parts = [parquet.rewritten(each, 1, fields, hands) for each in batch.to_batches()]
        return type(batch).from_batches(parts)
    return parquet.rewritten(batch, 1, fields, hands)
