"""The outline, the files and the blueprint agree, and coverage never falls."""

import re

import pytest
import yaml

from mla_course.coverage import coverage, levels
from mla_course.outline import load_outline, natural
from mla_course.paths import COURSE, QUESTIONS
from mla_course.questions import load_bank
from mla_course.release import assignments

OUTLINE = load_outline()


def test_the_blueprint_is_whole() -> None:
    domains = OUTLINE.blueprints["MLA-C01"].domains
    assert len(OUTLINE.statements("MLA-C01")) == 133
    assert len(OUTLINE.services("MLA-C01")) == 88
    assert [domain.weight for domain in domains] == [28, 26, 22, 24]
    assert sum(len(domain.tasks) for domain in domains) == 12


def test_the_second_blueprint_stands_beside_the_first() -> None:
    first, second = OUTLINE.statements("MLA-C01"), OUTLINE.statements("MLA-C02")
    removed = set(OUTLINE.blueprints["MLA-C02"].removed)
    assert removed < set(first)
    assert set(second) == (set(first) - removed) | {id for id in second if id.startswith("MLA-C02:")}


def test_outline_and_lessons_on_disk_agree() -> None:
    on_disk = {
        str(path.relative_to(COURSE)) for path in COURSE.glob("*/*.ipynb") if ".ipynb_checkpoints" not in path.parts
    }
    assert {lesson.file for lesson in OUTLINE.lessons} == on_disk
    for lesson in OUTLINE.lessons:
        assert re.search(rf"/{re.escape(lesson.id)}-[a-z0-9-]+\.ipynb$", lesson.file)


def test_outline_and_assignments_on_disk_agree() -> None:
    assert sorted(entry.folder for entry in OUTLINE.assignments) == assignments()
    for entry in OUTLINE.assignments:
        assert entry.folder.startswith(f"{entry.id}-")
        assert set(entry.lessons) <= {lesson.id for lesson in OUTLINE.lessons}


def test_statements_and_services_exist() -> None:
    for entry in (*OUTLINE.lessons, *OUTLINE.assignments):
        assert set(entry.statements) <= OUTLINE.known_statements, entry.id
        assert set(entry.services) <= set(OUTLINE.services()), entry.id


def test_the_bank_knows_only_what_the_blueprint_has() -> None:
    bank = load_bank(statements=OUTLINE.known_statements, services=set(OUTLINE.services()))
    lessons = {lesson.id for lesson in OUTLINE.lessons}
    for question in bank.scored:
        assert question.lesson is None or question.lesson in lessons, question.id


def test_each_question_file_is_of_a_task() -> None:
    tasks = {task.id for domain in OUTLINE.blueprints["MLA-C01"].domains for task in domain.tasks}
    assert {path.stem for path in QUESTIONS.glob("*.yaml")} <= tasks


def test_coverage_does_not_fall() -> None:
    result = coverage(OUTLINE)
    floor = OUTLINE.coverage
    for name, rows, least in (
        ("statements", result.statements, floor.statements),
        ("services", result.services, floor.services),
    ):
        now = levels(rows)
        assert now == least, f"course/outline.yaml says coverage of {name} is {least}, and it is {now}."


def test_a_lesson_covers_what_it_says_in_the_table() -> None:
    rows = {row.id: row for row in coverage(OUTLINE).statements}
    for lesson in OUTLINE.lessons:
        for statement in lesson.statements:
            if statement in rows:
                assert lesson.id in rows[statement].taught


def test_a_malformed_outline_names_its_fields(tmp_path) -> None:
    broken = yaml.safe_load((COURSE / "outline.yaml").read_text())
    broken["lessons"][0]["minutes"] = "many"
    del broken["assignments"][0]["points"]
    path = tmp_path / "outline.yaml"
    path.write_text(yaml.safe_dump(broken))
    with pytest.raises(ValueError, match=r"lessons\.0\.minutes[\s\S]*assignments\.0\.points"):
        load_outline(path)


def test_ids_sort_as_people_count() -> None:
    assert sorted(["4.2.S10", "4.2.S9", "4.2.K1"], key=natural) == ["4.2.K1", "4.2.S9", "4.2.S10"]
