"""What the README and its neighbors say is so."""

import hashlib
import re
import tomllib

import pytest
import yaml

from mla_course.outline import load_outline
from mla_course.paths import ROOT
from mla_course.questions import load_bank

README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = sorted(path for path in ROOT.glob("*.md"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_and_pictures_are_there(page) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text(encoding="utf-8")):
        assert target.startswith("https://") or (page.parent / target).exists(), target


def test_its_numbers_are_those_of_the_course() -> None:
    outline = load_outline()
    first, second = outline.statements("MLA-C01"), outline.statements("MLA-C02")
    kept = len(set(first) & set(second))
    added = sum(id.startswith("MLA-C02:") for id in second)
    assert f"MLA-C02 keeps {kept} of the {len(first)} statements" in README
    assert f"drops {len(first) - kept}, and adds\n{added}" in README
    assert f"each of the exam's {len(first)} statements and {len(outline.services())} services" in README
    assert (
        f"{len(outline.lessons)} lessons, {len(outline.assignments)} assignments and {len(load_bank().scored)} exam questions"
        in README
    )


def test_every_make_target_that_is_named_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = set(re.findall(r"(?<![\w/])make ([a-z]+)(?=[\s`])", README + (ROOT / "CONTRIBUTING.md").read_text()))
    assert named <= targets


def test_the_citation_fits_the_package() -> None:
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text())
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert citation["version"] == project["version"]
    assert f"## {project['version']} " in (ROOT / "CHANGELOG.md").read_text()


def test_data_sets_are_what_their_readme_says() -> None:
    for readme in (ROOT / "datasets").glob("*/README.md"):
        text = readme.read_text(encoding="utf-8")
        for name, digest in re.findall(r"SHA-256\*\* of `([^`]+)`: `([0-9a-f]{64})`", text):
            assert hashlib.sha256((readme.parent / name).read_bytes()).hexdigest() == digest
        assert "SHA-256" in text and "License" in text and "Source" in text
