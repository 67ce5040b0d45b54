"""From rules.yaml to a Container: read with places, checked against the types, every problem told at once."""

from .catalogue import Catalogue
from .reader import load
from .schema import schema_of

__all__ = ["Catalogue", "load", "schema_of"]
