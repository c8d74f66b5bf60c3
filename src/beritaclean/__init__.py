"""beritaclean strips boilerplate from scraped Indonesian news text and tells what it cut and why."""

from beritaclean.cleaner import Cleaned, Cleaner, clean
from beritaclean.document import Document
from beritaclean.rule import Removal
from beritaclean.rulebook import RuleError

__version__ = "0.1.0"

__all__ = ["Cleaned", "Cleaner", "Document", "Removal", "RuleError", "__version__", "clean"]
