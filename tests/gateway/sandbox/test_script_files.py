"""The files of the prelude that a template needs."""

from __future__ import annotations

import pytest

from gateway.sandbox.script_files import api_files, files_for, requires_by_name


def test_a_template_gets_the_files_of_what_it_requires() -> None:
    files = files_for("const send = require('sendHttpRequest');")

    assert "http" in files
    assert "google" not in files


def test_and_those_they_stand_on() -> None:
    assert {"urls", "hosts", "bytes"} <= set(files_for("const parse = require('parseUrl');"))


@pytest.mark.parametrize("code", ["const ask = require;", "require(name);", "require('a' + 'b');"])
def test_one_that_makes_up_names_gets_all(code: str) -> None:
    assert not requires_by_name(code)
    assert files_for(code) == api_files()


def test_what_nobody_requires_is_left_out() -> None:
    assert set(files_for("")) < set(api_files())
