"""The section `egress`: hosts that requests may go to beside those of the types, and what only events say where it goes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..container import declared_addresses
from ..egress import Host, declared, is_filled_in
from ..errors import GatewayError, SettingError
from ..place import Problem
from .entry import Entry
from .written import Written


def allowed(section: Written | None, found: list[Problem]) -> frozenset[Host]:
    """The hosts that are listed; what is none is a problem in its place."""
    listed = section.at(("allow",)) if section is not None else None
    if listed is None or listed is section:
        return frozenset()
    hosts = set()
    for each in listed.value if isinstance(listed.value, list) else [listed]:
        is_unset = each.is_filled_in() and "<" in str(each.value)  # in a part of it, too: ${HOST}:8443
        if isinstance(each.value, str) and not is_unset:
            try:
                hosts.add(Host.of(each.value))
            except GatewayError as error:
                found.append(Problem(each.place, f'egress: "allow": {error}', "settings"))
    return frozenset(hosts)


def check_hosts(entry: Entry, values: Mapping[str, Any]) -> None:
    """Refuse an entry that declares what is no host, at the setting that says it."""
    for address in declared_addresses(entry.kind, values):
        try:
            declared(address)
        except GatewayError as error:
            raise SettingError(_setting(entry, address), str(error)) from None


def warnings(sections: Mapping[str, Mapping[str, Entry]], listed: frozenset[Host]) -> Iterator[Problem]:
    """Requests whose host an event fills in, while no host is listed: none of them would be sent."""
    if listed:
        return
    for section in ("variables", "tags"):
        for entry in sections[section].values():
            values = {key: written.data() for key, written in entry.own_settings().items()}
            for address in filter(is_filled_in, declared_addresses(entry.kind, values)):
                what = "says for each event to which host it goes, and goes to none that is not listed."
                what = f'{entry.where}: "{_setting(entry, address)}" {what} Write egress: {{allow: [collect.vendor.example]}}.'
                yield Problem(
                    entry.place_of(SettingError(_setting(entry, address), "")), what, "egress", is_warning=True
                )


def _setting(entry: Entry, address: str) -> str:
    """The setting that has this address; where it is none of its own, its type."""
    own = entry.own_settings().items()
    return next((key for key, written in own if written.value == address), "type")
