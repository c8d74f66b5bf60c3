"""See that beritaclean, as it is installed here, needs nothing whose licence is not on the list."""

from __future__ import annotations

import re
import sys
from importlib.metadata import Distribution, distribution

ALLOWED = re.compile(r"MIT|BSD|Apache|MPL|Mozilla|PSF|Python Software Foundation|CNRI-Python|ISC", re.IGNORECASE)
DENIED = re.compile(r"A?GPL|General Public|SSPL|Proprietary|Commercial", re.IGNORECASE)


def licence(found: Distribution) -> str:
    """What a package says of its licence: an expression, else its classifiers, else the first line of its text."""
    meta = found.metadata
    classifiers = [each.rpartition(" :: ")[2] for each in meta.get_all("Classifier", []) if each.startswith("License")]
    said = meta.get("License-Expression") or ", ".join(classifiers) or meta.get("License") or ""
    return said.strip().partition("\n")[0]


def needed(name: str, seen: dict[str, Distribution]) -> None:
    """Add a package and all that it needs, extras apart."""
    key = re.sub(r"[-_.]+", "-", name).lower()
    if key in seen:
        return
    seen[key] = distribution(name)
    for line in seen[key].requires or ():
        if "extra ==" not in line and "sys_platform" not in line and "python_version" not in line:
            needed(re.match(r"[\w.-]+", line)[0], seen)  # type: ignore[index]


def main() -> int:
    found: dict[str, Distribution] = {}
    needed("beritaclean", found)
    wrong = 0
    for name, each in sorted(found.items()):
        said = licence(each)
        good = bool(ALLOWED.search(said)) and not DENIED.search(said)
        wrong += not good
        print(f"{'ok' if good else 'NOT ALLOWED':12}{name} {each.version}: {said or 'says nothing'}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
