"""Parquet: the text column is written anew, all others are passed on; chunks travel as Arrow streams."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, TYPE_CHECKING, Any

from beritaclean.formats import MOST, Chunk, Fields, FormatError, Hands, Record, RecordError, too_large

if TYPE_CHECKING:
    import pyarrow as pa

LARGEST_GROUP = 64 * 1024 * 1024
"""Bytes in memory of the largest row group that is written; a larger one of the source is parted."""

SPREAD = 4
"""Rows that take so many times what their number lets expect are parted."""

_GROUP = b"beritaclean.group"  # travels in the chunks' metadata: which row group of the source a chunk is from


def _arrow() -> Any:
    try:
        import pyarrow
        import pyarrow.compute
        import pyarrow.parquet
    except ImportError:
        raise FormatError("reading and writing Parquet needs: pip install 'beritaclean[parquet]'") from None
    return pyarrow


def _opened(file: IO[bytes]) -> Any:
    arrow = _arrow()
    try:
        return arrow.parquet.ParquetFile(file, pre_buffer=False)
    except (arrow.ArrowException, OSError, UnicodeDecodeError) as error:
        raise FormatError(f"broken Parquet: {error}") from None


def chunks(file: IO[bytes], size: int, most: int = MOST) -> Iterator[Chunk]:
    """The rows of a file in chunks of about `size` bytes, none of them across two row groups.

    Raises FormatError for a row with a text of more than `most` bytes.
    """
    arrow = _arrow()
    source = _opened(file)
    meta, schema = source.metadata, source.schema_arrow
    total = sum(meta.row_group(group).total_byte_size for group in range(meta.num_row_groups))
    rows = max(1, min(100_000, size * meta.num_rows // max(total, 1)))
    done = 0
    try:
        # As dictionaries, because a text that the file holds once may be the text of a million rows.
        plain = (arrow.types.is_string, arrow.types.is_large_string)
        texts = [field.name for field in schema if any(is_one(field.type) for is_one in plain)]
        source = arrow.parquet.ParquetFile(file, metadata=meta, pre_buffer=False, read_dictionary=texts)
        for group in range(meta.num_row_groups):
            for read in source.iter_batches(rows, row_groups=[group], use_threads=False):
                for part in _parts(arrow, read, done + 1, size, most):
                    batch = part if part.schema.equals(schema) else part.cast(schema)
                    done += batch.num_rows
                    marked = {**(schema.metadata or {}), _GROUP: str(group).encode()}
                    yield Chunk(dumped(batch.replace_schema_metadata(marked)), done - batch.num_rows + 1, done)
    except (arrow.ArrowException, OSError) as error:
        raise FormatError(f"broken Parquet: {error}") from None


def _parts(arrow: Any, batch: pa.RecordBatch, first: int, size: int, most: int) -> Iterator[pa.RecordBatch]:
    """A batch whose first row has the number `first`, in parts whose texts take about `size` bytes, or in one row."""
    compute = arrow.compute
    sizes = arrow.array([0] * batch.num_rows, arrow.int64())
    for column in batch.columns:
        if _is_text(arrow, column.type):
            lengths = _lengths(arrow, column)
            if (compute.max(lengths).as_py() or 0) > most:
                row = compute.index(compute.greater(lengths, most), True).as_py()
                raise FormatError(too_large(f"record {first + row}", most))
            sizes = compute.add(sizes, lengths)
    start = held = 0
    if (compute.sum(sizes).as_py() or 0) > SPREAD * size:
        for row, taken in enumerate(sizes.to_pylist()):
            if held + taken > size and row > start:
                yield batch.slice(start, row - start)
                start, held = row, 0
            held += taken
    yield batch.slice(start)


def _lengths(arrow: Any, column: Any) -> Any:
    """The bytes of each text of a column, 0 for none."""
    compute = arrow.compute
    if _is_view(arrow, column.type):
        column = column.cast(arrow.large_string())
    if arrow.types.is_dictionary(column.type):
        lengths = compute.take(compute.binary_length(column.dictionary), column.indices)
    else:
        lengths = compute.binary_length(column)
    return compute.fill_null(lengths.cast(arrow.int64()), 0)


def dumped(batch: pa.RecordBatch) -> bytes:
    """A batch as an Arrow stream of its own."""
    arrow = _arrow()
    sink = arrow.BufferOutputStream()
    with arrow.ipc.new_stream(sink, batch.schema) as writer:
        writer.write_batch(batch)
    data: bytes = sink.getvalue().to_pybytes()
    return data


def names(file: IO[bytes]) -> list[str]:
    """The names of the columns that hold text."""
    arrow = _arrow()
    return [column.name for column in _opened(file).schema_arrow if _is_text(arrow, column.type)]


def _is_text(arrow: Any, kind: Any) -> bool:
    if arrow.types.is_dictionary(kind):
        kind = kind.value_type
    types = arrow.types
    return bool(types.is_string(kind) or types.is_large_string(kind) or _is_view(arrow, kind))


def _is_view(arrow: Any, kind: Any) -> bool:
    return bool(getattr(arrow.types, "is_string_view", lambda _: False)(kind))


def rewrite(chunk: Chunk, fields: Fields, encoding: str | None, hands: Hands) -> bytes:
    """The chunk, an Arrow stream, with its texts cleaned."""
    arrow = _arrow()
    try:
        with arrow.ipc.open_stream(chunk.data) as reader:
            batch = reader.read_next_batch()
        return dumped(rewritten(batch, chunk.first, fields, hands))
    except arrow.ArrowException as error:
        raise FormatError(f"broken Parquet: {error}") from None


def rewritten(batch: pa.RecordBatch, first: int, fields: Fields, hands: Hands) -> pa.RecordBatch:
    """A batch whose first row has the number `first`, with its texts cleaned.

    Raises FormatError for a field that the batch has not, or that holds no text.
    """
    arrow = _arrow()
    columns: list[list[object]] = []
    for name in (fields.text, fields.url, fields.outlet, fields.title):
        place = batch.schema.get_field_index(name) if name else -1
        if name and (place < 0 or (name == fields.text and not _is_text(arrow, batch.schema.field(place).type))):
            raise FormatError(f"no text field {name!r} (fields: {', '.join(batch.schema.names)})")
        columns.append(_values(arrow, batch.column(place)) if name else [None] * batch.num_rows)
    texts: list[str | bytes | None] = []
    kept: list[bool] = []
    for number, (text, url, outlet, title) in enumerate(zip(*columns, strict=True), first):
        keep, clean = True, text if isinstance(text, (str, bytes)) else None
        if clean or (clean is not None and hands.empty):
            try:
                if isinstance(clean, bytes):
                    raise RecordError("not UTF-8")
                clean = hands.clean(Record(number, clean, _string(url), _string(outlet), _string(title)))
            except RecordError as error:
                keep = hands.broken(number, str(error))
                clean = None if fields.into not in (None, fields.text) else clean
        texts.append(clean)
        kept.append(keep)
    kind = batch.schema.field(batch.schema.get_field_index(fields.text or "")).type
    values = _column(arrow, texts, kind.value_type if arrow.types.is_dictionary(kind) else kind)
    if arrow.types.is_dictionary(kind):
        values = values.dictionary_encode().cast(kind)
    at = batch.schema.get_field_index(fields.into or fields.text or "")
    if at < 0:
        schema = batch.schema.append(arrow.field(fields.into, kind))
        arrays = [*batch.columns, values]
    else:
        schema = batch.schema.set(at, batch.schema.field(at).with_type(kind))
        arrays = [values if place == at else column for place, column in enumerate(batch.columns)]
    batch = arrow.RecordBatch.from_arrays(arrays, schema=schema)
    return batch if all(kept) else batch.filter(arrow.array(kept))


def _values(arrow: Any, column: Any) -> list[object]:
    """A column's values; a text that is not UTF-8 as bytes."""
    try:
        values: list[object] = column.to_pylist()
    except UnicodeDecodeError:
        if arrow.types.is_dictionary(column.type):
            column = column.dictionary_decode()
        values = [_decoded(value) for value in column.cast(arrow.large_binary()).to_pylist()]
    return values


def _decoded(value: bytes | None) -> str | bytes | None:
    try:
        return value.decode("utf-8") if value is not None else None
    except UnicodeDecodeError:
        return value


def _column(arrow: Any, texts: list[str | bytes | None], kind: Any) -> Any:
    """Texts as a column; one that is not UTF-8 stays as it is, as bytes that only an unsafe cast lets through."""
    if not any(isinstance(text, bytes) for text in texts):
        return arrow.array(texts, kind)
    plain = [text.encode("utf-8") if isinstance(text, str) else text for text in texts]
    return arrow.array(plain, arrow.large_binary()).cast(kind, safe=False)


def _string(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def finish(parts: IO[bytes], source: IO[bytes], target: IO[bytes]) -> None:
    """Write the Parquet file that the chunks in `parts`, Arrow streams one after the other, make up.

    The compression is the source's, and so are the row groups, as far as they are not too large.
    """
    arrow = _arrow()
    old = _opened(source)
    packing = "none"
    if old.metadata.num_row_groups and old.metadata.num_columns:
        packing = old.metadata.row_group(0).column(0).compression.lower().replace("uncompressed", "none")
    writer, last = None, b""
    held: list[Any] = []
    for group, batch in _batches(parts):
        if writer is None:
            writer = arrow.parquet.ParquetWriter(target, batch.schema, compression=packing)
        if held and (group != last or sum(each.nbytes for each in held) + batch.nbytes > LARGEST_GROUP):
            writer.write_table(arrow.Table.from_batches(held), row_group_size=1 << 40)
            held = []
        held.append(batch)
        last = group
    if writer is None:
        writer = arrow.parquet.ParquetWriter(target, old.schema_arrow, compression=packing)
    if held:
        writer.write_table(arrow.Table.from_batches(held), row_group_size=1 << 40)
    writer.close()


def _batches(parts: IO[bytes]) -> Iterator[tuple[bytes, Any]]:
    arrow = _arrow()
    end = parts.seek(0, 2)
    parts.seek(0)
    while parts.tell() < end:
        with arrow.ipc.open_stream(parts) as reader:
            batch = reader.read_next_batch()
            if next(reader, None) is not None:
                raise FormatError("a chunk holds more than one batch")
        metadata = dict(batch.schema.metadata)
        group = metadata.pop(_GROUP)
        yield group, batch.replace_schema_metadata(metadata or None)
