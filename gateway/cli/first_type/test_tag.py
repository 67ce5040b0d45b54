"""What a tag of type new_type sends."""

RULES = """
clients: {GA4: {type: ga4}}
triggers: {Every event: always}
tags:
  Mine: {type: new_type, triggers: Every event, url: "https://crm.example/orders"}
"""


def test_an_order_is_sent(container_of):
    run = container_of(RULES).replay("hits/new_type.http")

    assert run.tag("Mine").sent[0].json == {"order": "T-1001", "value": 59.9, "items": 1}


def test_an_event_without_an_order_is_skipped(container_of):
    run = container_of(RULES).replay("hits/new_type.http", **{"ep.transaction_id": ""}, en="page_view")

    assert run.tag("Mine").outcome == "skipped"
