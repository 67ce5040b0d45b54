"""What two containers make of the same hits, and where that differs."""

from .comparison import Comparison, compare
from .document import SCHEMA, document
from .lines import entry_named, lines
from .side import Side

__all__ = ["SCHEMA", "Comparison", "Side", "compare", "document", "entry_named", "lines"]
