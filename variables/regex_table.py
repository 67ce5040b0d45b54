"""GTM's RegEx Table variable, with RE2's patterns."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any

from gateway import UNDEFINED, Found, Lookup, Match, SettingError, VariableType, matcher, names_in, text

_GROUP = re.compile(r"\$(\$|&|\d{1,2})")


class RegexTable(VariableType):
    """The value beside the first pattern that the input matches."""

    input: Annotated[Any, 'What is looked up, such as "{{Event Name}}".', {"examples": ["{{Page Path}}"]}]
    table: Annotated[
        Mapping[str, Any],
        "The rows: an RE2 pattern and its value, tried in their order.",
        {"examples": [{"/shop/.*": "shop", "/(blog|news)/.*": "reading"}]},
    ]
    full_match: Annotated[bool, "The pattern must match all of the input."] = True
    ignore_case: Annotated[bool, "Capital and small letters are the same."] = True
    replace_after_match: Annotated[
        bool, "Put the value, with $1 for the first group, in the place of what matched."
    ] = True
    default: Annotated[Any, "The value where no pattern matches.", {"examples": ["other"]}] = UNDEFINED

    def __post_init__(self) -> None:
        for source in self.table:
            if next(names_in(source), None) is None:
                try:
                    matcher(source)
                except ValueError as error:
                    raise SettingError("table", f'"{source}" is no pattern: {error}') from None

    def value(self, lookup: Lookup) -> Any:
        given = text(self.input)
        for source, value in self.table.items():
            # As GTM puts it: of `a|b` the `^` is for a and the `$` for b.
            found = matcher(f"^{source}$" if self.full_match else source, ignore_case=self.ignore_case)(given)
            if found.matches:
                return _put_in(value, found) if self.replace_after_match and isinstance(value, str) else value
        return self.default


def _put_in(value: str, found: Found) -> str:
    """JavaScript's replace() of every match: `$1` is a group, `$&` all that matched, `$$` a dollar."""
    return "".join(match.before + _filled(value, match) for match in found.matches) + found.rest


def _filled(value: str, match: Match) -> str:
    def group(found: re.Match[str]) -> str:
        sign = found.group(1)
        if sign in ("$", "&"):
            return "$" if sign == "$" else match.groups[0]
        number = int(sign)
        return match.groups[number] if 0 < number < len(match.groups) else found.group()

    return _GROUP.sub(group, value)
