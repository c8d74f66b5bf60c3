"""The engines, for real: each one's texts are those that the command line writes."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest
from conftest import ROOT
from test_cli import RAW, run

from beritaclean import Cleaner

SAMPLES = sorted(path for path in (ROOT / "samples").rglob("*.txt") if not path.name.endswith(".clean.txt"))[:12]


@pytest.fixture(scope="module")
def rows() -> list[dict[str, object]]:
    texts = [path.read_text(encoding="utf-8").rstrip("\n") for path in SAMPLES] + [RAW, "", "Tanpa sampah."]
    urls = [None, "https://www.viva.co.id/1", "https://contoh.test/2"]
    return [{"id": str(n), "text": text, "url": urls[n % 3]} for n, text in enumerate(texts)]


@pytest.fixture(scope="module")
def shards(tmp_path_factory: pytest.TempPathFactory, rows: list[dict[str, object]]) -> Path:
    folder = tmp_path_factory.mktemp("rows") / "raw"
    folder.mkdir()
    for part in (0, 1):
        lines = [json.dumps(row) + "\n" for row in rows[part::2]]
        (folder / f"{part}.jsonl").write_text("".join(lines), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def expected(shards: Path) -> dict[str, str]:
    """The clean text of each id, from the command line."""
    out = shards.parent / "out"
    assert run(shards, "-o", out, "--field", "text", "--url-field", "url", "-q").returncode == 0
    lines = [line for path in sorted(out.iterdir()) for line in path.read_text(encoding="utf-8").splitlines()]
    found = {row["id"]: row["text"] for row in map(json.loads, lines)}
    assert len(found) == len(SAMPLES) + 3
    return found


def texts(table: object) -> dict[str, str]:
    return dict(zip(table["id"].to_pylist(), table["text"].to_pylist(), strict=True))  # type: ignore[index]


def test_arrow(rows: list[dict[str, object]], expected: dict[str, str]) -> None:
    pa = pytest.importorskip("pyarrow", reason="the parquet extra is not installed")
    from beritaclean.adapters.arrow import clean_batch
    from beritaclean.formats import FormatError

    batch = pa.RecordBatch.from_pylist(rows)
    assert texts(clean_batch(batch, url_field="url")) == expected
    table = clean_batch(pa.Table.from_batches([batch.slice(0, 4), batch.slice(4)]), url_field="url")
    assert isinstance(table, pa.Table) and texts(table) == expected
    beside = clean_batch(batch, url_field="url", into="clean")
    assert beside.drop_columns(["clean"]).equals(batch)
    assert dict(zip(beside["id"].to_pylist(), beside["clean"].to_pylist(), strict=True)) == expected
    raw = clean_batch(batch, cleaner=Cleaner(ignore=["all"]))
    assert raw["text"].to_pylist()[-1] == "Tanpa sampah." and RAW in raw["text"].to_pylist()
    with pytest.raises(FormatError, match="no text field 'isi'"):
        clean_batch(batch, field="isi")


@pytest.mark.filterwarnings("default")
def test_datatrove(shards: Path, expected: dict[str, str], tmp_path: Path) -> None:
    pytest.importorskip("datatrove", reason="the datatrove extra is not installed")
    from datatrove.executor import LocalPipelineExecutor
    from datatrove.pipeline.readers import JsonlReader
    from datatrove.pipeline.writers import JsonlWriter

    from beritaclean.adapters.datatrove import BeritaClean

    out, logs = tmp_path / "out", tmp_path / "logs"

    def executor() -> LocalPipelineExecutor:
        pipeline = [
            JsonlReader(str(shards), glob_pattern="*.jsonl"),
            BeritaClean(),
            JsonlWriter(str(out), output_filename="${rank}.jsonl", compression=None),
        ]
        return LocalPipelineExecutor(pipeline, tasks=2, workers=2, logging_dir=str(logs))

    executor().run()
    lines = [line for path in sorted(out.iterdir()) for line in path.read_text(encoding="utf-8").splitlines()]
    found = {row["id"]: row["text"] for row in map(json.loads, lines)}
    assert found == {key: text for key, text in expected.items() if text}  # its reader leaves empty texts out
    stats = json.loads((logs / "stats.json").read_text(encoding="utf-8"))
    step = next(each["stats"] for each in stats if "beritaclean" in each["name"])
    assert step["total"] == len(found)
    assert step["rule/ad/advertisement"] >= 1
    before = {path: path.stat().st_mtime_ns for path in out.iterdir()}
    executor().run()
    assert {path: path.stat().st_mtime_ns for path in out.iterdir()} == before


@pytest.mark.filterwarnings("default")
def test_ray_data(rows: list[dict[str, object]], expected: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    pa = pytest.importorskip("pyarrow", reason="the ray extra is not installed")
    monkeypatch.setenv("RAY_AUTH_MODE", "disabled")
    monkeypatch.setenv("RAY_USAGE_STATS_ENABLED", "0")
    ray = pytest.importorskip("ray", reason="the ray extra is not installed")
    pytest.importorskip("ray.data")
    from beritaclean.adapters.arrow import clean_batch

    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False)
    try:
        data = ray.data.from_arrow(pa.Table.from_pylist(rows)).repartition(2)
        clean = data.map_batches(clean_batch, batch_format="pyarrow", fn_kwargs={"url_field": "url"})
        found = {row["id"]: row["text"] for row in clean.take_all()}
    finally:
        ray.shutdown()
    assert found == expected


@pytest.mark.filterwarnings("default")
def test_spark(rows: list[dict[str, object]], expected: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    import shutil

    monkeypatch.setenv("PYSPARK_PYTHON", sys.executable)
    sql = pytest.importorskip("pyspark.sql", reason="the spark extra is not installed")
    if not (shutil.which("java") or "JAVA_HOME" in os.environ):
        pytest.skip("Spark needs Java, which is not installed")
    from functools import partial

    from beritaclean.adapters.arrow import clean_batch

    builder = sql.SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    session = builder.config("spark.driver.host", "127.0.0.1").getOrCreate()
    try:
        frame = session.createDataFrame(rows, "id string, text string, url string").repartition(2)
        step = partial(clean_batch, url_field="url")
        found = {row["id"]: row["text"] for row in frame.mapInArrow(lambda it: map(step, it), frame.schema).collect()}
    finally:
        session.stop()
    assert found == expected


@pytest.mark.filterwarnings("default")
def test_hugging_face_datasets(
    rows: list[dict[str, object]], expected: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_HOME", str(tmp_path))
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    datasets = pytest.importorskip("datasets", reason="the datasets extra is not installed")
    from beritaclean.adapters.arrow import clean_batch

    data = datasets.Dataset.from_list(rows).with_format("arrow")
    clean = data.map(clean_batch, batched=True, batch_size=4, fn_kwargs={"url_field": "url"})
    assert {row["id"]: row["text"] for row in clean.with_format(None)} == expected
