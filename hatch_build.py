"""Put the compact form of the rules into the wheel, so that an installed beritaclean starts fast for every user."""

import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CustomBuildHook(BuildHookInterface[Any]):
    """The hook that hatchling looks for; an editable install keeps its compact form in the user's cache."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return
        sys.path.insert(0, str(Path(self.root) / "src"))
        from beritaclean import compact, rulebook

        file = Path(tempfile.mkdtemp()) / compact.NAME
        file.write_bytes(compact.dump(rulebook.load(), compact.listing()))
        build_data["force_include"][str(file)] = f"beritaclean/rules/{compact.NAME}"
