"""GTM's RegEx Table variable, with RE2's patterns."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any

from gateway import UNDEFINED, Lookup, Match, SettingError, VariableType, matcher, text

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
            try:
                self._matcher(source)
            except ValueError as error:
                raise SettingError("table", f'"{source}" is no pattern: {error}.') from None

    def value(self, lookup: Lookup) -> Any:
        given = text(self.input)
        for source, value in self.table.items():
            if match := self._matcher(source)(given):
                return _put_in(value, match) if self.replace_after_match and isinstance(value, str) else value
        return self.default

    def _matcher(self, source: str) -> Any:
        return matcher(source, ignore_case=self.ignore_case, full=self.full_match)


def _put_in(value: str, match: Match) -> str:
    """JavaScript's replace(): `$1` is a group, `$&` all that matched, `$$` a dollar."""

    def group(found: re.Match[str]) -> str:
        sign = found.group(1)
        if sign in ("$", "&"):
            return "$" if sign == "$" else match.groups[0]
        number = int(sign)
        return match.groups[number] if 0 < number < len(match.groups) else found.group()

    return match.before + _GROUP.sub(group, value) + match.after
