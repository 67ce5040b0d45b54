"""What people who know GTM write first in rules.yaml, and what they are told: where, what is wrong, and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.errors import RulesError
from gateway.rules import check, load

RULES = """container: Shop
clients:
  GA4: {type: ga4, priority: 10}
triggers:
  All events: always
  Purchase: client_name == GA4 and event_name == purchase
variables:
  Order value: {type: event_data, key: value}
  Page: {type: url, part: path}
transformations:
  No phone: {type: exclude_parameters, parameters: [user_data.phone_number], tags: [TikTok]}
tags:
  TikTok:
    type: tiktok
    triggers: Purchase
    consent: [ad_storage]
    pixel_code: C0FFEE
    access_token: ${TOKEN}
  CRM:
    type: http_request
    triggers: [All events]
    url: https://crm.example/
delivery: {give_up_after: 24h}
"""


CONDITION = "client_name == GA4 and event_name == purchase"
OPERATORS = "==, !=, <, <=, >, >=, contains, starts with, ends with, matches, exists, in or not"


def written(folder: Path, text: str) -> Path:
    (folder / "rules.yaml").write_text(text)
    return folder / "rules.yaml"


def test_the_rules_without_a_mistake_are_right(tmp_path: Path) -> None:
    assert load(written(tmp_path, RULES), {"TOKEN": "sesame"}).name == "Shop"


@pytest.mark.parametrize(
    ("wrote", "instead_of", "sentences"),
    [
        (
            "Event Name equals purchase",
            CONDITION,
            [
                (
                    '6:19  trigger "Purchase": after "Event" comes "Name", expected ==, !=, <, <=, >, >=, conta'
                    "ins, starts with, ends with, matches, exists, in or not. A name with blanks stands in {{…}"
                    "}: {{Event Name}}."
                )
            ],
        ),
        (
            '"{{Order Value}} > 100"',
            CONDITION,
            ['6:13  trigger "Purchase": there is no variable "{{Order Value}}". Did you mean "Order value"?'],
        ),
        (
            "client_name == GA4 AND event_name == purchase",
            CONDITION,
            [
                (
                    '6:32  trigger "Purchase": after "GA4" comes "AND", expected and, or or the end. Conditions are '
                    'joined by "and" and "or", in small letters.'
                )
            ],
        ),
        (
            "event_name === purchase",
            CONDITION,
            [
                (
                    '6:28  trigger "Purchase": after "===" comes "purchase", expected and, or or the end. Equality is '
                    '"==".'
                )
            ],
        ),
        (
            "event_name == purchase || event_name == refund",
            CONDITION,
            [
                (
                    '6:36  trigger "Purchase": after "purchase" comes "||", expected and, or or the end. Conditions are '
                    'joined by "and" and "or", in small letters.'
                )
            ],
        ),
        (
            "page_location does not contain test",
            CONDITION,
            [
                (
                    '6:27  trigger "Purchase": after "page_location" comes "does", '
                    f'expected {OPERATORS}. Write "not contains", "not starts with" and so on.'
                )
            ],
        ),
        (
            'page_location matches "^(?!.*test)"',
            CONDITION,
            [
                (
                    '6:27  trigger "Purchase": RE2 does not take this pattern: invalid perl operator: (?!. RE2 '
                    "has no lookahead: make two conditions of it, what must not match behind `not`."
                )
            ],
        ),
        (
            'page_location matches "[a-z"',
            CONDITION,
            [
                (
                    '6:27  trigger "Purchase": RE2 does not take this pattern: missing ]: [a-z. A `[` is not closed; a '
                    "`[` itself is written `\\[`."
                )
            ],
        ),
        (
            "{variable: page_path, matches: (?=a)}",
            CONDITION,
            [
                (
                    '6:44  trigger "Purchase": RE2 does not take this pattern: invalid perl operator: (?=. RE2 '
                    "has no lookahead: make two conditions of it, both of which must hold."
                )
            ],
        ),
        (
            "event_name in purchase, refund",
            CONDITION,
            ['6:27  trigger "Purchase": after "in" comes "purchase,", expected [. A list is written [a, b].'],
        ),
        (
            "event_name in (purchase, refund)",
            CONDITION,
            ['6:27  trigger "Purchase": after "in" comes "(purchase,", expected [. A list is written [a, b].'],
        ),
        (
            "value => 100",
            CONDITION,
            [
                (
                    '6:19  trigger "Purchase": after "value" comes "=>", expected ==, !=, <, <=, >, >=, contain'
                    's, starts with, ends with, matches, exists, in or not. Did you mean ">="?'
                )
            ],
        ),
        (
            "{variable: event_name, equals: purchase, contains: pur}",
            CONDITION,
            [
                (
                    '6:13  trigger "Purchase": equals and contains stand in one condition. Make two of it, in a list '
                    "under all: or any:."
                )
            ],
        ),
        (
            "{variable: event_name, equal: purchase}",
            CONDITION,
            ['6:36  trigger "Purchase": there is no setting "equal". Did you mean "equals"?'],
        ),
        (
            "{variable: page_path, matches_regex: ^/a}",
            CONDITION,
            ['6:35  trigger "Purchase": there is no setting "matches_regex". Did you mean "matches"?'],
        ),
        (
            "{variable: Order value, greater_than: 100}",
            CONDITION,
            [
                (
                    '6:24  trigger "Purchase": "Order value" is no name: write a key such as event_name, or a '
                    'variable as "{{Order value}}".'
                )
            ],
        ),
        (
            "{variable: event_name, equals: purchase, ignore_case: true}",
            CONDITION,
            ['6:67  trigger "Purchase": only matches and does_not_match can ignore case, as in GTM.'],
        ),
        (
            "{any: [event_name == purchase, event_name = refund]}",
            CONDITION,
            [(f'6:55  trigger "Purchase": after "event_name" comes "=", expected {OPERATORS}. Equality is "==".')],
        ),
        (
            "{all: {variable: event_name, equals: purchase}}",
            CONDITION,
            [
                (
                    '6:19  trigger "Purchase": "all" must be a list, not {"variable": "event_name", "equals": "'
                    'purchase"}. Begin each condition with "- ".'
                )
            ],
        ),
        (
            "{all: event_name == purchase}",
            CONDITION,
            [
                (
                    '6:19  trigger "Purchase": "all" must be a list, not "event_name == purchase". Begin each c'
                    'ondition with "- ".'
                )
            ],
        ),
        ("{all: []}", CONDITION, [('6:19  trigger "Purchase": "all" must not be empty.')]),
        (
            "{variable: event_name, in: purchase}",
            CONDITION,
            [('6:40  trigger "Purchase": "in" must be a list, not "purchase". Write [purchase].')],
        ),
        (
            "{variable: value, exists: yes}",
            CONDITION,
            [('6:39  trigger "Purchase": "exists" must be true or false, not "yes". Write true.')],
        ),
        (
            "trigger:\n  All",
            "triggers:\n  All",
            [('4:1  rules: there is no section "trigger". Did you mean "triggers"?')],
        ),
        (
            "Tags:\n  TikTok",
            "tags:\n  TikTok",
            [('12:1  rules: there is no section "Tags". Did you mean "tags"?')],
        ),
        (
            "triggers: {Refund: event_name == refund}",
            "delivery: {give_up_after: 24h}",
            [('23:1  "triggers" stands here a second time, first in line 4. Rename one.')],
        ),
        (
            "type: TikTok",
            "type: tiktok",
            ['14:11  tag "TikTok": there is no tag type "TikTok". Did you mean "tiktok"?'],
        ),
        (
            "type: custom_html",
            "type: http_request",
            ['20:11  tag "CRM": there is no tag type "custom_html". There is ga4, http_request, inert, tiktok.'],
        ),
        (
            "{type: Event Data, key: value}",
            "{type: event_data, key: value}",
            ['8:23  variable "Order value": there is no variable type "Event Data". Did you mean "event_data"?'],
        ),
        (
            "{type: data_layer, name: value}",
            "{type: event_data, key: value}",
            [
                (
                    '8:23  variable "Order value": there is no variable type "data_layer". There is constant, cookie, '
                    "event_data, inert, lookup_table, query_parameter, random_number, regex_table, request_header, url, "
                    "visitor_region."
                )
            ],
        ),
        (
            "{type: url, part: hostname}",
            "{type: url, part: path}",
            [
                (
                    '9:27  variable "Page": type url: "part" must be one of full, protocol, host, port, path, '
                    'filename_extension, query, fragment, not "hostname". Did you mean "host"?'
                )
            ],
        ),
        (
            (
                'Order value: {type: constant, constant: "{{Total}}"}\n  Total: {type: constant, constant: "{{Order '
                'value}}"}'
            ),
            "Order value: {type: event_data, key: value}",
            [
                (
                    '8:3  variable "Order value" needs its own value: {{Order value}} -> {{Total}} -> {{Order value}}. '
                    "Take one of them out."
                )
            ],
        ),
        (
            "triggers: purchase",
            "triggers: Purchase",
            ['15:15  tag "TikTok": there is no trigger "purchase". Did you mean "Purchase"?'],
        ),
        (
            "firing_triggers: Purchase",
            "triggers: Purchase",
            ['15:5  tag "TikTok": type tiktok: there is no setting "firing_triggers". Did you mean "triggers"?'],
        ),
        (
            "pixelCode: C0FFEE",
            "pixel_code: C0FFEE",
            [
                (
                    '14:5  tag "TikTok": type tiktok needs the field "pixel_code". The pixel\'s code, from Event'
                    "s Manager. For apps it is the TikTok App ID, for offline and CRM events the event set."
                ),
                ('17:5  tag "TikTok": type tiktok: there is no setting "pixelCode". Did you mean "pixel_code"?'),
            ],
        ),
        (
            "pixel_code: 5012345",
            "pixel_code: C0FFEE",
            ['17:17  tag "TikTok": type tiktok: "pixel_code" must be text, not 5012345. Put it in quotes.'],
        ),
        (
            "triggers: Purchase\n    paused: True",
            "triggers: Purchase",
            [('16:13  tag "TikTok": type tiktok: "paused" must be true or false, not "True". Write true.')],
        ),
        (
            "priority: high",
            "priority: 10",
            ['3:30  client "GA4": type ga4: "priority" must be a whole number, not "high".'],
        ),
        (
            'priority: "10"',
            "priority: 10",
            [('3:30  client "GA4": type ga4: "priority" must be a whole number, not "10". Write it without quotes.')],
        ),
        (
            "access_token: ${TIKTOK_TOKEN}",
            "access_token: ${TOKEN}",
            [
                (
                    "18:19  the environment variable TIKTOK_TOKEN is not set. Set it, or write ${TIKTOK_TOKEN:-text} to "
                    "give a fallback."
                )
            ],
        ),
        (
            "access_token: ${MY-TOKEN}",
            "access_token: ${TOKEN}",
            [
                (
                    '18:19  "${MY-TOKEN}" is no environment variable: letters, digits and _ only, and a fallback as '
                    "${NAME:-text}."
                )
            ],
        ),
        (
            "access_token: ${TOKEN",
            "access_token: ${TOKEN}",
            [
                (
                    '18:19  "${TOKEN" is no environment variable: letters, digits and _ only, and a fallback as '
                    "${NAME:-text}."
                )
            ],
        ),
        (
            "{type: constant, constant: ${SHOP}}",
            "{type: url, part: path}",
            [
                (
                    "9:37  this is not valid YAML: while parsing a flow mapping, did not find expected ',' or '}'. A "
                    "bracket is not closed, a comma is missing, or a ${NAME} inside brackets needs quotes."
                )
            ],
        ),
        (
            "access_token: {{TOKEN}}",
            "access_token: ${TOKEN}",
            [
                (
                    '18:20  a name must be text. One that begins with [ or {{ stands in quotes as a whole: "[GA'
                    '4] Purchase", "{{Name}} …".'
                )
            ],
        ),
        (
            'access_token: "{{Order value}}"',
            "access_token: ${TOKEN}",
            ['18:19  tag "TikTok": "access_token" is a credential and cannot name a variable. Write ${NAME}.'],
        ),
        (
            'url: https://crm.example/\n    headers: {Authorization: "Basic ${TOKEN}=="}',
            "url: https://crm.example/",
            [
                (
                    '23:30  tag "CRM": in "headers.Authorization" a credential stands alone or at the end, as in `Bearer '
                    "${NAME}`."
                )
            ],
        ),
        (
            "url: crm.example",
            "url: https://crm.example/",
            ['22:10  tag "CRM": "crm.example" is no address: it begins with https:// and has no blanks.'],
        ),
        (
            "[ad_storge]",
            "[ad_storage]",
            ['16:15  tag "TikTok": there is no type of consent "ad_storge". Did you mean "ad_storage"?'],
        ),
        (
            "[marketing]",
            "[ad_storage]",
            [
                (
                    '16:15  tag "TikTok": there is no type of consent "marketing". There is ad_storage, '
                    "analytics_storage, ad_user_data, ad_personalization, functionality_storage, personalization_storage, "
                    "security_storage."
                )
            ],
        ),
        (
            "{ad_storage: true}",
            "[ad_storage]",
            [
                (
                    '16:27  tag "TikTok": type tiktok: "consent" "ad_storage" must be one of skip, send_without'
                    "_user_data, not true. What happens where it is denied: nothing is sent, or nothing of the "
                    "visitor."
                )
            ],
        ),
        (
            "triggers: Purchase\n    setup: CRM lookup",
            "triggers: Purchase",
            [('16:12  tag "TikTok": there is no tag "CRM lookup". There is TikTok, CRM.')],
        ),
        (
            "triggers: Purchase\n    setup: TikTok",
            "triggers: Purchase",
            ['16:12  tag "TikTok" cannot be its own setup tag.'],
        ),
        (
            "triggers: Purchase\n    schedule: {from: Black Friday}",
            "triggers: Purchase",
            [
                (
                    '16:22  tag "TikTok": "schedule" from "Black Friday" is no moment: write 2026-11-27, 2026-11-27 09:00 '
                    "or 2026-11-27T09:00+01:00."
                )
            ],
        ),
        (
            "triggers: Purchase\n    schedule: {from: 27.11.2026}",
            "triggers: Purchase",
            [
                (
                    '16:22  tag "TikTok": "schedule" from "27.11.2026" is no moment: write 2026-11-27, 2026-11-27 09:00 '
                    "or 2026-11-27T09:00+01:00."
                )
            ],
        ),
        (
            "triggers: Purchase\n    schedule: {from: 2026-11-27, to: 2026-11-30}",
            "triggers: Purchase",
            ['16:34  tag "TikTok": type tiktok: there is no setting "to". It has from, until.'],
        ),
        (
            "triggers: Purchase\n    schedule: {from: 2026-11-30, until: 2026-11-27}",
            "triggers: Purchase",
            [('16:15  tag "TikTok": "schedule" must end after it begins; it begins 2026-11-30 and ends 2026-11-27.')],
        ),
        (
            "triggers: Purchase\n    firing_option: Once per event",
            "triggers: Purchase",
            [
                (
                    '16:20  tag "TikTok": type tiktok: "firing_option" must be one of once_per_event, unlimited, not '
                    '"Once per event". Did you mean "once_per_event"?'
                )
            ],
        ),
        (
            "tags: [Tiktok]",
            "tags: [TikTok]",
            ['11:85  transformation "No phone": there is no tag "Tiktok". Did you mean "TikTok"?'],
        ),
        (
            "types: [TikTok]",
            "tags: [TikTok]",
            ['11:86  transformation "No phone": no tag is of type "TikTok". Did you mean "tiktok"?'],
        ),
        (
            "parameters: [x-ga-measurement_id]",
            "parameters: [user_data.phone_number]",
            [
                (
                    '11:52  transformation "No phone": "x-ga-measurement_id" is one of Google\'s own, which no '
                    "transformation changes."
                )
            ],
        ),
        (
            "parameters: user_data.phone_number",
            "parameters: [user_data.phone_number]",
            [
                (
                    '11:52  transformation "No phone": type exclude_parameters: "parameters" must be a list, not '
                    '"user_data.phone_number".'
                )
            ],
        ),
        (
            "1 day",
            "24h",
            [
                (
                    '23:27  delivery: "give_up_after" cannot be "1 day". How long a request is tried: a number and s, m, '
                    "h or d, such as 24h."
                )
            ],
        ),
        (
            "24",
            "24h",
            [
                (
                    '23:27  delivery: "give_up_after" cannot be 24. How long a request is tried: a number and s, m, h or '
                    "d, such as 24h."
                )
            ],
        ),
        (
            "consent: {unknown: deny}\ndelivery: {",
            "delivery: {",
            ['23:20  consent: "unknown" must be one of granted, denied, not "deny". Did you mean "denied"?'],
        ),
        (
            "container: Shop\ninclude: rules/tiktok.yaml",
            "container: Shop",
            ['2:10  include: there is no file or folder "rules/tiktok.yaml".'],
        ),
        (
            "includes: rules/tiktok.yaml",
            "container: Shop",
            ['1:1  rules: there is no section "includes". Did you mean "include"?'],
        ),
        ("---\nvariables:", "variables:", ["7:1  a second document begins here. Rules are one document."]),
        ("TikTok:", "CRM:", ['19:3  "TikTok" stands here a second time, first in line 13. Rename one.']),
        (
            "{type:ga4, priority:10}",
            "{type: ga4, priority: 10}",
            [
                (
                    '3:3  client "GA4" needs the field "type": ga4, inert, json_post, measurement_protocol, web_container. A '
                    "blank belongs after the colon."
                )
            ],
        ),
        (
            "page_title contains Order: done",
            CONDITION,
            [
                (
                    "6:38  this is not valid YAML: mapping values are not allowed in this context. A text that "
                    "begins with {{ or a quote, or has a colon and a blank in it, stands in quotes as a whole; "
                    "or a line is indented differently from the ones above; or the line above lacks the blank a"
                    "fter its colon."
                )
            ],
        ),
        (
            "{type: url, part: path",
            "{type: url, part: path}",
            [
                (
                    "10:16  this is not valid YAML: while parsing a flow mapping, did not find expected ',' or '}'. A "
                    "bracket is not closed, a comma is missing, or a ${NAME} inside brackets needs quotes."
                )
            ],
        ),
        (
            "clients:\n",
            "clients:\n  GA4: {type: ga4, priority: 10}",
            ["2:1  there is no client, so no hit would ever be claimed. Add `clients: {GA4: {type: ga4}}`."],
        ),
    ],
    ids=[
        "GTM's words for a condition",
        "a variable in another case",
        "AND in capitals",
        "three equals signs",
        "signs for or",
        "GTM's does not contain",
        "a pattern that looks ahead",
        "a pattern with an open bracket",
        "a pattern that looks ahead, in the structured form",
        "a list without brackets",
        "a list in round brackets",
        "the sign for at least turned round",
        "two operators in one condition",
        "a misspelt operator key",
        "an operator key by GTM's name",
        "a variable without its braces",
        "a condition that cannot ignore case",
        "one equals sign deep in a group",
        "a mapping for all",
        "one condition for all",
        "an empty group",
        "one word for a list",
        "yes for exists",
        "a section in the singular",
        "a section with a capital",
        "a section twice",
        "a type with capitals",
        "a type of the web container",
        "a variable type by GTM's name",
        "a variable type of the web container",
        "an unknown part of an address",
        "a circle of variables",
        "a trigger in another case",
        "GTM's firing triggers",
        "a setting as JavaScript spells it",
        "a number for a text",
        "True with a capital",
        "a word for a priority",
        "a number in quotes",
        "an unset environment variable",
        "a dash in the name of an environment variable",
        "an environment variable without its end",
        "an environment variable in braces without quotes",
        "a variable without quotes",
        "a variable for a credential",
        "a credential in the middle",
        "an address without https",
        "a misspelt type of consent",
        "a type of consent of another system",
        "true for a denial",
        "a setup tag that is not there",
        "a tag that is its own setup",
        "a schedule by the name of a day",
        "a day as in Germany",
        "a schedule with another word for until",
        "a schedule that ends before it begins",
        "a firing option as GTM shows it",
        "a transformation for a tag in another case",
        "a transformation for a type that is none",
        "a transformation of Google's own parameter",
        "one parameter for a list",
        "a duration in words",
        "a duration without its unit",
        "a misspelt word for unknown consent",
        "a file that is not there",
        "a section in the plural",
        "three dashes",
        "two tags of one name",
        "no blank after the colon",
        "a colon in a condition",
        "a brace that is not closed",
        "no client",
    ],
)
def test_a_mistake_is_told_in_full(tmp_path: Path, wrote: str, instead_of: str, sentences: list[str]) -> None:
    assert instead_of in RULES
    with pytest.raises(RulesError) as refused:
        load(written(tmp_path, RULES.replace(instead_of, wrote, 1)), {"TOKEN": "sesame"})

    assert [str(problem).removeprefix("rules.yaml:") for problem in refused.value.problems] == sentences


@pytest.mark.parametrize(
    ("wrote", "sentence"),
    [
        (
            "client_name == Web and event_name == purchase",
            '6:25  warning: trigger "Purchase": `client_name == Web` can never hold: no client has that name. '
            "There is GA4.",
        ),
        (
            "client_name == ga4 and event_name == purchase",
            '6:25  warning: trigger "Purchase": `client_name == ga4` can never hold: no client has that name. '
            'Did you mean "GA4"?',
        ),
        (
            "request_method == post",
            '6:28  warning: trigger "Purchase": `request_method == post` can never hold: a hit is GET, POST or HEAD.',
        ),
        (
            "event_name == purchase and event_name == refund",
            '6:51  warning: trigger "Purchase": `event_name == refund` can never hold beside the other condition on '
            "event_name.",
        ),
        (
            "page_url_path == /thanks or transction_id exists",
            '6:55  warning: trigger "Purchase": nobody is known to send "transction_id". '
            'Did you mean "transaction_id"?',
        ),
    ],
    ids=[
        "a client that is not there",
        "a client's type for its name",
        "a method in small letters",
        "two events at once",
        "a misspelt event key",
    ],
)
def test_what_is_hardly_meant_is_a_warning(tmp_path: Path, wrote: str, sentence: str) -> None:
    text = RULES.replace(CONDITION, wrote)
    warnings = [str(each).removeprefix("rules.yaml:") for each in check(written(tmp_path, text), {}).warnings]

    assert sentence in warnings
