"""No comparison shows a person or a secret, whatever differs: every form of output over hits full of them."""

from __future__ import annotations

import json
from itertools import permutations
from pathlib import Path

import pytest

from gateway.container import Container
from gateway.recording.difference import Side, compare, document, lines
from gateway.rules import build, of_text
from tests.canaries import CANARY_HITS, seen_in

SENDS = """
triggers: {All: always, Wrong: "user_data.email == nobody@shop.example and user_id == x and page_location contains nothing"}
tags:
  TikTok: {type: tiktok, triggers: %s, pixel_code: C4, access_token: "${TOKEN}"}
  GA4: {type: ga4, triggers: All%s}
  Mine: {type: http_request, triggers: All, url: "https://crm.example/{{%s}}", query: {all: "{{%s}}"}}
"""
RULES = {
    "all": "clients: {GA4: {type: ga4}}" + SENDS % ("All", "", "Client Name", "Query String"),
    "less": "clients: {GA4: {type: ga4}}" + SENDS % ("Wrong", ", measurement_id: G-2", "Page URL", "Page URL"),
    "other": "clients: {Own: {type: ga4, cookie_management: server}}\n"
    "transformations: {No: {type: exclude_parameters, parameters: [user_data, page_location, client_id, user_id]}}"
    + SENDS
    % ("All", "", "Query String", "Client Name"),
    "nothing": "clients: {Other: {type: ga4, path: /other}}\n",
}


def container(name: str) -> Container:
    return build(of_text(RULES[name], Path(), "rules.yaml"), {}, rehearsing=True)


@pytest.mark.parametrize(("old", "new"), list(permutations(RULES, 2)))
def test_no_comparison_shows_a_person(old: str, new: str) -> None:
    before, after = (Side(name, container(name)) for name in (old, new))
    said = document(compare(before, after, CANARY_HITS.items()))

    assert said["differs"]
    assert seen_in(json.dumps(said)) == seen_in("\n".join(lines(said))) == []
