"""Entries of custom templates."""

from __future__ import annotations

from gateway.gtm_export.around import Around
from gateway.gtm_export.template_entries import template_entry
from gateway.gtm_export.templates import Template
from tests.gateway.gtm_export.small_exports import NOTHING_AROUND, flag, table, text, thing

AROUND = Around(templates={"cvt_1_2": Template("crm", "CRM", "$", "___INFO___", id="2")})


def test_its_parameters_are_settings_by_their_names() -> None:
    rows = table("rows", {"name": "{{_event}}", "value": "1"})
    made = template_entry(thing("tag", "cvt_1_2", text("url", "{{Page}}"), flag("on"), rows), AROUND)

    assert made.value == {
        "type": "crm",
        "url": "{{Page}}",
        "on": True,
        "rows": [{"name": "{{Event Name}}", "value": "1"}],
    }
    assert (made.outcome, made.notes) == ("template", ("templates/crm.tpl",))


def test_a_parameter_called_like_a_field_of_entries_has_a_sign_behind_it() -> None:
    made = template_entry(thing("tag", "cvt_1_2", text("type", "lead")), AROUND)

    assert made.value == {"type": "crm", "type_": "lead"}
    assert 'its parameter "type" is written "type_"' in made.notes[1]


def test_a_template_that_is_not_there_leaves_a_visible_entry() -> None:
    made = template_entry(thing("tag", "cvt_1_9", text("url", "x")), NOTHING_AROUND)

    assert (made.outcome, made.kept) == ("inert", ("url: x",))
    assert "cvt_1_9 is not in the export" in made.value["reason"]


def test_a_template_without_text_is_told() -> None:
    empty = Around(templates={"cvt_1_2": Template("crm", "CRM", "$", " \n", id="2")})

    assert "no text of its template" in template_entry(thing("tag", "cvt_1_2"), empty).value["reason"]


def test_a_field_the_template_has_no_more_is_left_out_and_told() -> None:
    around = Around(
        templates={"cvt_1_2": Template("crm", "CRM", "$", "___INFO___", id="2", fields=frozenset(("url",)))}
    )
    made = template_entry(thing("tag", "cvt_1_2", text("url", "x"), text("apiKey", "s3cret-s3cret")), around)

    assert made.value == {"type": "crm", "url": "x"}
    assert made.notes[1] == '"apiKey" is not taken over: its template has no such field any more.'
    assert made.kept == ("apiKey: (a credential, which stays in GTM)",)
