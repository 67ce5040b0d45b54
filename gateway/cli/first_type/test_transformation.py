"""What a tag sees behind a transformation of type new_type."""

RULES = """
clients: {GA4: {type: ga4}}
triggers: {Every event: always}
transformations:
  Whole values: {type: new_type, parameter: value}
tags:
  Shows it: {type: http_request, triggers: Every event, url: "https://crm.example/", body: {value: "{{Value}}"}}
variables:
  Value: {type: event_data, key: value}
"""


def test_the_value_is_rounded(container_of):
    run = container_of(RULES).replay("hits/new_type.http")

    assert run.tag("Shows it").sent[0].json == {"value": 60}
