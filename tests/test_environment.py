"""One environment, however it is made; and the first set-up says plainly what it lacks."""

import importlib.util
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from conftest import need

from mla_course import environment
from mla_course.paths import ROOT

BOOTSTRAP = ROOT / "src" / "mla_course" / "bootstrap.py"


@pytest.fixture
def bootstrap():
    spec = importlib.util.spec_from_file_location("bootstrap", BOOTSTRAP)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def project() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


def test_conda_users_get_the_versions_of_the_lock_file() -> None:
    assert environment.ENVIRONMENT.read_text() == environment.as_yaml(), "Run: make lock"


def test_the_lock_file_fits_the_project() -> None:
    result = subprocess.run([environment.UV, "lock", "--check"], cwd=ROOT, capture_output=True, text=True)
    assert result.returncode == 0, f"Run: make lock\n{result.stderr}"


def test_the_packages_that_the_course_promises_are_there() -> None:
    pip = next(
        entry["pip"]
        for entry in yaml.safe_load(environment.ENVIRONMENT.read_text())["dependencies"]
        if isinstance(entry, dict)
    )
    names = {re.match(r"[\w-]+", pin)[0] for pin in pip if not pin.startswith("-")}
    wanted = (
        "jupyterlab nbgrader pandas scikit-learn xgboost xgboost-cpu matplotlib shap imbalanced-learn papermill pytest"
    )
    assert set(wanted.split()) <= names


def test_the_supported_pythons_are_the_same_everywhere(bootstrap) -> None:
    (low, high) = bootstrap.OLDEST, (bootstrap.NEWEST[0], bootstrap.NEWEST[1] + 1)
    assert project()["requires-python"] == ">={}.{},<{}.{}".format(*low, *high)
    assert "python>={}.{},<{}.{}".format(*low, *high) in environment.ENVIRONMENT.read_text()
    assert f"(3, {low[1]}) <= sys.version_info[:2] <= (3, {high[1] - 1})" in (ROOT / "Makefile").read_text()


def test_a_wrong_python_is_named(bootstrap, monkeypatch) -> None:
    monkeypatch.setattr(bootstrap.sys, "version_info", (3, 9, 1))
    with pytest.raises(SystemExit, match=r"This is Python 3\.9[\s\S]*make lab PYTHON="):
        bootstrap.main([])


def test_the_bootstrap_reads_on_any_python_3() -> None:
    # Python 3.6's grammar: no walrus, no match, no positional-only parameters, so that the message is reached.
    import ast

    ast.parse(BOOTSTRAP.read_text(), feature_version=(3, 6))


def test_a_full_disk_is_named(bootstrap, monkeypatch, tmp_path: Path) -> None:
    monkeypatch.setattr(bootstrap, "ENVIRONMENT", tmp_path / "venv")
    monkeypatch.setattr(bootstrap.shutil, "disk_usage", lambda path: type("Usage", (), {"free": 1e8})())
    with pytest.raises(SystemExit, match=r"0\.1 GB free[\s\S]*Make room"):
        bootstrap.main([])


def test_no_network_is_named(bootstrap, monkeypatch, tmp_path: Path) -> None:
    def refuse(*_: object) -> None:
        raise OSError("no name service")

    for name in ("UV_DEFAULT_INDEX", "HTTPS_PROXY", "https_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(bootstrap.socket, "getaddrinfo", refuse)
    with pytest.raises(SystemExit, match=r"can't be reached[\s\S]*needs a network"):
        bootstrap.run([sys.executable, "-c", "raise SystemExit(1)"], "It failed")


def test_a_second_call_finds_everything_there(bootstrap, monkeypatch, tmp_path: Path) -> None:
    monkeypatch.setattr(bootstrap, "ENVIRONMENT", tmp_path)
    (tmp_path / ".ready").write_text(bootstrap.fingerprint())
    monkeypatch.setattr(bootstrap, "install_uv", lambda: pytest.fail("nothing was to be done"))
    bootstrap.main([])


def test_make_lists_its_targets() -> None:
    listed = subprocess.run([need("make", "make")], cwd=ROOT, capture_output=True, text=True).stdout
    for target in ("lab", "test", "demo", "format", "coverage", "answers"):
        assert re.search(rf"^{target} - ", listed, re.MULTILINE)


def test_ci_calls_what_the_readme_says() -> None:
    assert "\nmake test\n" in (ROOT / ".ci" / "run").read_text()
    assert "make test" in (ROOT / "README.md").read_text()
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
