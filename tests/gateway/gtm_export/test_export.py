"""Reading an export: what is none is refused with every reason and its place, never with a traceback."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.gtm_export import ExportError, imported, read_export
from gateway.gtm_export.export import MOST_BYTES
from tests.gateway.gtm_export.small_exports import document, faults, thing

_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
_KEYS = "name type parameter filter firingTriggerId setupTag consentSettings formatValue notes priority templateData".split()
_LISTS = st.sampled_from(["tag", "trigger", "variable", "client", "transformation", "customTemplate", "folder"])


@pytest.mark.parametrize(
    ("written", "what"),
    [
        pytest.param(b"", "this is no JSON", id="nothing"),
        pytest.param(b'{"exportFormatVersion": 2,', "this is no JSON", id="cut off"),
        pytest.param(b"\xff\xfe{}", "byte 0 is no UTF-8", id="no UTF-8"),
        pytest.param(b"[" * 100_000, "nested too deep", id="a bomb of brackets"),
        pytest.param(b"[]", "no exportFormatVersion", id="a list"),
        pytest.param(b"null", "no exportFormatVersion", id="null"),
        pytest.param(b'{"a": 1}', "no exportFormatVersion", id="another document"),
        pytest.param(b'{"exportFormatVersion": 1}', "it is the number 1; only format 2", id="another format"),
        pytest.param(b'{"exportFormatVersion": 2}', "$.containerVersion: it must be an object", id="no container"),
        pytest.param(
            b'{"exportFormatVersion": 2, "containerVersion": {"container": {"usageContext": ["WEB"]}}}',
            "the container's usage context is WEB; only server containers",
            id="a web container",
        ),
        pytest.param(
            b'{"exportFormatVersion": 2, "containerVersion": {"container": 5}}',
            "$.containerVersion.container: it must be an object, and is the number 5.",
            id="a container that is none",
        ),
    ],
)
def test_what_is_no_export_of_a_server_container_is_refused(written: bytes, what: str) -> None:
    (fault,) = faults(written)

    assert what in fault


def test_a_file_that_is_too_large_is_not_even_read() -> None:
    (fault,) = faults(b" " * (MOST_BYTES + 1))

    assert "67,108,864 are allowed" in fault


def test_a_message_can_be_shown_whatever_the_export_says() -> None:
    written = document()
    written["containerVersion"]["container"]["usageContext"] = ["\x1b[31m\ud800"]

    assert faults(written)[0].isprintable()


def test_everything_that_is_wrong_is_told_at_once_with_its_place() -> None:
    told = faults(
        document(
            tag=[{"type": "x"}, 5, {"name": "A", "type": "x", "firingTriggerId": "7"}],
            trigger=[{"name": "B", "type": "ALWAYS", "filter": [{"parameter": 1, "type": "EQUALS"}, 5, {}]}],
            variable=[{"name": "C", "type": 5, "formatValue": {"convertNullToValue": {"list": 5}}}],
            customTemplate=[{"name": "D", "templateData": 5}],
            folder={},
        )
    )

    assert sorted(fault.partition(":")[0].removeprefix("$.containerVersion.") for fault in told) == [
        *("customTemplate[0].templateData", "folder", "tag[0].name", "tag[1]", "tag[2].firingTriggerId"),
        *("trigger[0].filter[0].parameter", "trigger[0].filter[1]", "trigger[0].filter[2].type"),
        *("variable[0].formatValue.convertNullToValue.list", "variable[0].type"),
    ]


def test_a_message_never_has_a_value_of_the_export() -> None:
    assert "s3cret" not in str(faults(document(tag=[{"name": {"s3cret": 1}, "type": "x"}])))


def test_names_are_made_unique_and_fit_on_a_line() -> None:
    export = read_export(
        json.dumps(document(tag=[{"name": name, "type": "x"} for name in ("A", " A\n", "", "A")])).encode(), "x.json"
    )

    assert [each.name for each in export["tag"]] == ["A", "A (2)", "unnamed tag 3", "A (3)"]


def test_many_objects_of_one_name_take_no_time() -> None:
    export = read_export(json.dumps(document(tag=[{"name": "A", "type": "x"}] * 20_000)).encode(), "x.json")

    assert export["tag"][-1].name == "A (20000)"


def test_a_mark_before_the_text_and_the_words_of_the_api_are_no_matter() -> None:
    written = document()
    written["containerVersion"]["container"]["usageContext"] = "server"

    assert read_export(b"\xef\xbb\xbf" + json.dumps(written).encode(), "x.json").public_id == "GTM-EXAMPLE"


def test_ids_may_be_numbers_or_blank() -> None:
    assert thing("tag", "x", tagId=7).id == "7"
    assert thing("tag", "x").id == ""


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(_LISTS, st.lists(st.dictionaries(st.sampled_from(_KEYS), _JSON, max_size=6), max_size=3)))
def test_any_objects_are_imported_or_refused_with_a_reason(lists: dict[str, Any]) -> None:
    for each in (one for some in lists.values() for one in some):
        each.setdefault("name", "A")
        each.setdefault("type", "ed")
    try:
        export = read_export(json.dumps(document(**lists)).encode(), "x.json")
    except ExportError as error:
        outcome = "refused" if all(fault.startswith("$") for fault in error.faults) else "refused without a place"
    else:
        outcome = "imported" if imported(export).rules.startswith("# Imported from") else "nothing"
    assert outcome in ("imported", "refused")
