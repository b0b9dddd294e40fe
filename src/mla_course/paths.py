"""Where the parts of the course are on disk."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
"""The checkout: the package is installed in place, so the course is where the package is."""

COURSE = ROOT / "course"
SOURCE = ROOT / "source"
RELEASE = ROOT / "release"
QUESTIONS = ROOT / "questions"
DATASETS = ROOT / "datasets"
ANSWERS = ROOT / "tests" / "answers"
WORK = ROOT / "work"
