"""What the documents say is true: doctests, and the README's Python."""

from __future__ import annotations

import doctest
import importlib

import pytest
from conftest import ROOT


@pytest.mark.parametrize("name", ["cleaner", "formats", "limits", "repair", "reports.visible", "titles"])
def test_doctests(name: str) -> None:
    assert doctest.testmod(importlib.import_module(f"beritaclean.{name}")).failed == 0


def test_readme_python() -> None:
    failed, tried = doctest.testfile(str(ROOT / "README.md"), module_relative=False)
    assert tried > 0
    assert failed == 0
