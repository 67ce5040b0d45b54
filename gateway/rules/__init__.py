"""From rules.yaml to a Container: read with places, checked against the types, every problem told at once."""

from .catalogue import Catalogue
from .editing import for_editor
from .reader import Checked, build, check, load
from .schema import schema_of
from .sources import Sources, collect, of_text, parsed
from .templates import templates_of

__all__ = [
    "Catalogue",
    "Checked",
    "Sources",
    "build",
    "check",
    "collect",
    "for_editor",
    "load",
    "of_text",
    "parsed",
    "schema_of",
    "templates_of",
]
