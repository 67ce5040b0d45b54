"""Signs and tallies become findings: what they do not say, the manual says."""

from __future__ import annotations

from gateway.fake_tiktok.diagnostics.manual import MANUAL
from gateway.fake_tiktok.diagnostics.signs import Sign, Tally
from tests.purchases import findings, purchase


def test_a_sign_says_no_more_than_it_must() -> None:
    assert Sign("value_missing") == ("value_missing", "", "", "", None)


def test_a_tally_says_of_how_many() -> None:
    tally = Tally("latency", "Purchase", 2, 3)

    assert (tally.sample, tally.why, tally.field, tally.severity) == ("", "", "", None)


def test_the_manual_says_field_and_severity_where_a_sign_does_not() -> None:
    found = findings(purchase({"properties.currency": "XXX"}))["currency_unsupported"]
    about = MANUAL[found.id]

    assert (found.field, found.severity) == (about.field, about.severity)
    assert (found.advice, found.basis) == (about.advice, about.basis)


def test_a_signs_own_field_and_severity_win() -> None:
    found = findings(purchase({"properties.value": "20.00", "page.url": "https://shop.test/?m=anna@example.com"}))

    assert found["value_not_number"].severity == "warning" != MANUAL["value_not_number"].severity
    assert found["pii_unhashed"].field == "page.url" != MANUAL["pii_unhashed"].field


def test_many_signs_of_a_kind_are_one_finding_with_the_first_sample() -> None:
    found = findings(*[purchase({"properties.currency": f"XX{number}"}) for number in range(4)], purchase())

    assert (found["currency_unsupported"].count, found["currency_unsupported"].of) == (4, 5)
    assert found["currency_unsupported"].share == 0.8
    assert found["currency_unsupported"].sample == "XX0"
