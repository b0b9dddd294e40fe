"""`environment.yml` for conda users, made from the same lock file as everybody's environment."""

import subprocess

from mla_course.files import write_atomically
from mla_course.paths import ROOT

ENVIRONMENT = ROOT / "environment.yml"
UV = ROOT / ".uv" / "bin" / "uv"

HEADER = """\
# The course's environment for conda: conda env create -f environment.yml && conda activate mla-course && mla lab
# Made from uv.lock by `make lock`, so that conda users get the very versions that everybody else has.
name: mla-course
channels:
  - conda-forge
dependencies:
  - python>=3.11,<3.14
  - pip
  - pip:
      - --editable .
"""


def as_yaml() -> str:
    """The text of `environment.yml`: the versions in `uv.lock`, one line a package.

    Raises:
        subprocess.CalledProcessError: uv can't read the lock file, or it doesn't fit `pyproject.toml`.
    """
    export = [UV, "export", "--locked", "--no-dev", "--no-hashes", "--no-annotate", "--no-header", "--no-emit-project"]
    pins = subprocess.run(export, cwd=ROOT, check=True, capture_output=True, text=True).stdout.splitlines()
    return HEADER + "".join(f"      - {pin}\n" for pin in pins if pin.strip())


if __name__ == "__main__":
    write_atomically(ENVIRONMENT, as_yaml())
