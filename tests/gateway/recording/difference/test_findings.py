"""What differs over many hits is counted by its sort."""

from __future__ import annotations

from gateway.recording.difference.findings import MOST, Example, Findings, Sort, Told

A, B = Sort("field", "A", "value", "changed"), Sort("field", "B", "value", "changed")


def example(hit: str = "hit 1") -> Example:
    return Example(hit, "id", Told("1"), Told("2"))


def test_each_sort_is_counted_with_its_first_example() -> None:
    findings = Findings()
    for number, sort in enumerate((A, B, B)):
        findings.add(sort, lambda number=number: example(f"hit {number}"))  # type: ignore[misc]

    assert [(each.sort.name, each.count, each.example.hit) for each in findings.of("field")] == [
        ("B", 2, "hit 1"),
        ("A", 1, "hit 0"),
    ]
    assert [each.sort for each in findings.of("field", "A")] == [A]
    assert list(findings.of("firing")) == []


def test_sorts_without_end_are_counted_and_not_kept() -> None:
    findings = Findings()
    for number in range(MOST + 3):
        findings.add(Sort("field", "A", f"k{number}", "added"), example)

    assert (len(list(findings.of("field"))), findings.untold, len(findings)) == (MOST, 3, MOST + 3)
