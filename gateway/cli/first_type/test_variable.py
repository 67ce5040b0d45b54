"""The value of a variable of type new_type."""

RULES = """
clients: {GA4: {type: ga4}}
variables:
  All items: {type: new_type}
  Plates: {type: new_type, category: plates}
triggers: {Every event: always}
tags:
  Shows it:
    type: http_request
    triggers: Every event
    url: https://crm.example/
    body: {all: "{{All items}}", plates: "{{Plates}}"}
"""


def test_items_are_counted(container_of):
    run = container_of(RULES).replay("hits/new_type.http")

    assert run.tag("Shows it").sent[0].json == {"all": 1, "plates": 0}
