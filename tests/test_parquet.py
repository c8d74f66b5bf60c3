"""Parquet: the text column is cleaned, all else passes through."""

from __future__ import annotations

from pathlib import Path

import pytest
from test_cli import CLEAN, RAW, run

pa = pytest.importorskip("pyarrow", reason="the parquet extra is not installed")
pq = pytest.importorskip("pyarrow.parquet")


def make(path: Path, rows: int = 7, group: int = 3, kind: object = None) -> object:
    texts = pa.array([RAW if n % 3 else None for n in range(rows)], kind or pa.string())
    table = pa.table(
        {
            "id": pa.array(range(rows), pa.uint16()),
            "isi": texts,
            "tags": [["a", "b"]] * rows,
            "x": pa.array([1.5] * rows, pa.float32()),
        }
    ).replace_schema_metadata({"sumber": "uji"})
    pq.write_table(table, path, row_group_size=group, compression="zstd")
    return pq.read_table(path)


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string(), pa.dictionary(pa.int32(), pa.string())])
def test_only_the_text_column_changes(tmp_path: Path, kind: object) -> None:
    table = make(tmp_path / "a.parquet", kind=kind)
    for jobs in ("1", "2"):
        target = tmp_path / f"b{jobs}.parquet"
        assert run(tmp_path / "a.parquet", "-o", target, "-j", jobs, "--chunk-size", "1").returncode == 0
    assert (tmp_path / "b1.parquet").read_bytes() == (tmp_path / "b2.parquet").read_bytes()
    found = pq.ParquetFile(tmp_path / "b1.parquet")
    clean = found.read()
    assert clean.schema.equals(table.schema, check_metadata=True)  # type: ignore[attr-defined]
    assert clean.drop(["isi"]).equals(table.drop(["isi"]))  # type: ignore[attr-defined]
    assert clean["isi"].to_pylist() == [CLEAN if n % 3 else None for n in range(7)]
    assert found.num_row_groups == 3
    assert found.metadata.row_group(0).column(0).compression == "ZSTD"


def test_into_and_no_rows(tmp_path: Path) -> None:
    make(tmp_path / "a.parquet")
    target = tmp_path / "b.parquet"
    assert run(tmp_path / "a.parquet", "-o", target, "--into", "bersih").returncode == 0
    found = pq.read_table(target)
    assert found.column_names == ["id", "isi", "tags", "x", "bersih"]
    assert found["bersih"].to_pylist()[:2] == [None, CLEAN] and found["isi"].to_pylist()[1] == RAW
    make(tmp_path / "c.parquet", rows=0)
    assert run(tmp_path / "c.parquet", "-o", target).returncode == 0
    assert pq.read_table(target).num_rows == 0


def test_a_truncated_file_fails_by_name(tmp_path: Path) -> None:
    make(tmp_path / "a.parquet")
    data = (tmp_path / "a.parquet").read_bytes()
    (tmp_path / "a.parquet").write_bytes(data[: len(data) // 2])
    done = run(tmp_path / "a.parquet", "-o", tmp_path / "b.parquet")
    assert done.returncode == 3
    assert b"a.parquet: broken Parquet" in done.stderr
    assert not (tmp_path / "b.parquet").exists()


def test_in_place(tmp_path: Path) -> None:
    make(tmp_path / "a.parquet")
    assert run("-i", tmp_path / "a.parquet").returncode == 0
    assert pq.read_table(tmp_path / "a.parquet")["isi"].to_pylist()[1] == CLEAN
    assert [path.name for path in tmp_path.iterdir()] == ["a.parquet"]
