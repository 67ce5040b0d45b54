"""Exports of GTM server containers, as rules.yaml and templates."""

from .account import Line, as_lines, summary
from .container import Imported, imported
from .environment import Credential
from .export import Export, ExportError, read_export

__all__ = [
    "Credential",
    "Export",
    "ExportError",
    "Imported",
    "Line",
    "as_lines",
    "imported",
    "read_export",
    "summary",
]
