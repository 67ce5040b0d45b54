"""GTM custom templates (`.tpl`) in an embedded JavaScript engine, unchanged, and with nothing they could hurt."""

from .google import GoogleStandIn
from .program import Lent
from .template_type import type_of
from .testing import Result, run_suite
from .tpl import Template, read_template

__all__ = ["GoogleStandIn", "Lent", "Result", "Template", "read_template", "run_suite", "type_of"]
