"""Custom templates: their files, and how the types of GTM that mean them are found."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.gtm_export.export import Thing
from gateway.gtm_export.templates import Template, by_types, templates_of, type_name


def written(name: str, id_: str = "", info: str = "cvt_temp_public_id", **more: Any) -> Thing:
    text = f'___INFO___\n\n{{\n  "type": "TAG",\n  "id": "{info}"\n}}\n'
    return Thing("customTemplate", "$", name, "", {"name": name, "templateId": id_, "templateData": text, **more})


def test_a_template_becomes_a_file_whose_name_is_its_type() -> None:
    (template,) = templates_of([written("Example: Événements (v2)")])

    assert (template.type, template.file) == ("example_evenements_v2", "templates/example_evenements_v2.tpl")


def test_no_template_takes_the_name_of_another_or_of_a_type_we_have() -> None:
    made = templates_of([written("TikTok"), written("tiktok!"), written("事件")], {"tiktok", "template"})

    assert [each.type for each in made] == ["tiktok_2", "tiktok_3", "template_2"]


@pytest.mark.parametrize(("name", "here"), [("9 lives", "template_9_lives"), ("", "template"), ("a" * 99, "a" * 60)])
def test_any_name_makes_a_type(name: str, here: str) -> None:
    assert type_name(name) == here
    assert here.isidentifier()


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        pytest.param("cvt_111_22", "By id", id="the id of the template"),
        pytest.param("cvt__22", "By id", id="a container without an id"),
        pytest.param("cvt_T5657", "By gallery", id="the gallery's id"),
        pytest.param("cvt_K8FK5", "By its text", id="the id in its text"),
        pytest.param("cvt_111_99", None, id="one that is not there"),
    ],
)
def test_the_type_of_an_entry_means_a_template(kind: str, name: str | None) -> None:
    gallery = {"galleryTemplateId": "T5657", "owner": "Example", "repository": "template"}
    made = templates_of(
        [
            written("By id", "22"),
            written("By gallery", "23", galleryReference=gallery),
            written("By its text", "24", "cvt_K8FK5"),
        ]
    )

    found = by_types([kind], made).get(kind)
    assert (found and found.name) == name
    assert made[1].repository == "example/template"


def test_only_types_of_templates_are_looked_up() -> None:
    template = Template("a", "A", "$", "text", id="2")

    assert by_types(["cvt_1_2", "sgtmgaaw", "cvt_1_3"], [template]) == {"cvt_1_2": template}
