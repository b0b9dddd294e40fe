"""The question bank: its form, what is said when it is wrong, scoring, and what may be seen before an answer."""

import copy
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from mla_course import notebooks
from mla_course.outline import load_outline
from mla_course.paths import COURSE
from mla_course.questions import Bank, QuestionError, load_bank
from mla_course.questions.model import Scored, public, review, score
from mla_course.questions.widget import Quiz

COMMON = {
    "statements": ["1.3.K1"],
    "services": ["Amazon SageMaker"],
    "difficulty": {"level": 0.5, "why": "WHY it is hard"},
    "scenario": "A bank has 1,000 applications.",
    "sources": [{"url": "https://docs.aws.amazon.com/x.html", "checked": "2026-11-23"}],
}


def lines(*texts: str, **more: list[Any]) -> list[dict[str, Any]]:
    """Options, steps or prompts with a reason each; `more` gives a further field, None leaves it out."""
    made = [{"text": text, "why": f"WHY of {text}"} for text in texts]
    for field, values in more.items():
        for line, value in zip(made, values, strict=True):
            if value is not None:
                line[field] = value
    return made


def part(question_id: str, **fields: Any) -> dict[str, Any]:
    return copy.deepcopy({"id": question_id, "format": "multiple_choice", **COMMON, "ask": "Which one?", **fields})


CHOICE = part("1.3-001", options=lines("a", "b", "c", "d", correct=[None, True, False, None]))
RESPONSE = part(
    "1.3-002",
    format="multiple_response",
    ask="Which ones? Choose TWO.",
    options=lines("a", "b", "c", "d", "e", correct=[True, None, None, True, None]),
)
ORDERING = part("1.3-003", format="ordering", steps=lines("a", "b", "c", "d", position=[3, None, 1, 2]))
MATCHING = part(
    "1.3-004",
    format="matching",
    responses=lines("x", "y", "z", key=["kx", "ky", "kz"]),
    prompts=lines("a", "b", "c", response=["ky", "kx", "ky"]),
)
CASE = {
    "id": "1.3-005",
    "format": "case_study",
    "scenario": "A city has two parts.",
    "parts": [
        part("1.3-005a", options=CHOICE["options"], scenario=None),
        part("1.3-005b", format="multiple_response", ask=RESPONSE["ask"], options=RESPONSE["options"]),
    ],
}
del CASE["parts"][0]["scenario"]
ALL = [CHOICE, RESPONSE, ORDERING, MATCHING, CASE]


def write(folder: Path, content: Any, name: str = "1.3.yaml") -> Path:
    text = content if isinstance(content, str) else yaml.safe_dump(content, sort_keys=False)
    (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def bank(tmp_path: Path) -> Bank:
    return load_bank(write(tmp_path, {"task": "1.3", "questions": ALL}))


def problems(folder: Path, **known: Any) -> list[str]:
    with pytest.raises(QuestionError) as error:
        load_bank(folder, **known)
    return str(error.value).splitlines()


# ---- the bank -----------------------------------------------------------------------------------------------------


def test_a_right_bank_is_loaded_with_parts_under_their_own_ids(bank: Bank) -> None:
    assert list(bank) == ["1.3-001", "1.3-002", "1.3-003", "1.3-004", "1.3-005", "1.3-005a", "1.3-005b"]
    assert bank["1.3-005"].parts[1] is bank["1.3-005b"]
    assert bank.case_of("1.3-005b") is bank["1.3-005"]
    assert bank.case_of("1.3-001") is None
    assert len(bank.questions) == 5
    assert "1.3-005" not in [question.id for question in bank.scored]


@pytest.mark.parametrize("question", [each for each in load_bank().scored if each.lesson], ids=lambda each: each.id)
def test_the_way_back_leads_to_a_section_of_the_lesson(question: Scored) -> None:
    lesson = notebooks.read(COURSE / load_outline().lesson(question.lesson).file)
    headings = re.findall(r"^## (.+)$", "\n".join(cell.source for cell in lesson.cells), flags=re.MULTILINE)
    assert question.section in headings


def test_the_courses_own_bank_is_right() -> None:
    load_bank()


def set_at(question: dict[str, Any], path: str, value: Any) -> None:
    *parents, last = [int(each) if each.isdigit() else each for each in path.split(".")]
    for each in parents:
        question = question[each]
    if value is ...:
        del question[last]
    else:
        question[last] = value


@pytest.mark.parametrize(
    ("question", "path", "value", "said"),
    [
        (CHOICE, "id", "1.3-1", "1.3-1: id is '1.3-1'; write it like 1.3-001"),
        (CHOICE, "id", ..., "question 1 (no id): id is missing; add it"),
        (CHOICE, "id", "2.1-001", "2.1-001: id isn't of task 1.3; start it with 1.3-"),
        (CHOICE, "id", "1.3-001a", "1.3-001a: id ends on a letter; that is for the parts of a case study"),
        (CHOICE, "format", "essay", "1.3-001: format is 'essay'; write one of multiple_choice, "),
        (CHOICE, "format", ..., "1.3-001: format is missing; write one of multiple_choice, "),
        (CHOICE, "note", "x", "1.3-001: note is no field here; mend its spelling or take it out"),
        (CHOICE, "ask", ..., "1.3-001: ask is missing; add it"),
        (CHOICE, "ask", "  ", "1.3-001: ask is blank; write it"),
        (CHOICE, "ask", ["x"], "1.3-001: ask is ['x'] and not text; put it in quotes"),
        (CHOICE, "scenario", ..., "1.3-001: scenario is missing; only a part of a case study may go without"),
        (CHOICE, "section", "1. Start", "1.3-001: section names a heading but no lesson; add the field lesson"),
        (CHOICE, "lesson", "1.3", "1.3-001: lesson is '1.3'; write it like 1.3.1"),
        (CHOICE, "statements", [], "1.3-001: statements is empty; give at least one"),
        (CHOICE, "statements.0", "K1", "1.3-001: statement 1 is 'K1'; write it like 1.3.K1"),
        (CHOICE, "statements", ["1.3.K1", "1.3.K1"], "1.3-001: statements say the same twice ('1.3.K1')"),
        (
            CHOICE,
            "services",
            "AWS Glue",
            "1.3-001: services is 'AWS Glue' and not a list; start each entry with a dash",
        ),
        (CHOICE, "difficulty.level", 7, "1.3-001: difficulty, level is 7; give a number from -3 to 3"),
        (CHOICE, "difficulty.level", "hard", "1.3-001: difficulty, level is 'hard'; write a number"),
        (CHOICE, "difficulty", "hard", "1.3-001: difficulty is 'hard' and not a group of fields; write field: value"),
        (CHOICE, "difficulty.why", ..., "1.3-001: difficulty, why is missing; add it"),
        (CHOICE, "sources", [], "1.3-001: sources is empty; give at least one"),
        (
            CHOICE,
            "sources.0.url",
            "http://aws.amazon.com/x",
            "1.3-001: source 1, url is 'http://aws.amazon.com/x'; write",
        ),
        (
            CHOICE,
            "sources.0.checked",
            "2026-13-45",
            "1.3-001: source 1, checked is '2026-13-45'; write a day like 2026-",
        ),
        (CHOICE, "options.1.why", ..., "1.3-001: option 2, why is missing; add it"),
        (CHOICE, "options.3.text", 0.62, "1.3-001: option 4, text is 0.62 and not text; put it in quotes"),
        (CHOICE, "options.0.correct", "maybe", "1.3-001: option 1, correct is 'maybe'; write true or false"),
        (CHOICE, "options.0.correct", True, "1.3-001: options have 2 marked correct; mark exactly 1"),
        (CHOICE, "options.1.correct", False, "1.3-001: options have 0 marked correct; mark exactly 1"),
        (CHOICE, "options.3", ..., "1.3-001: options are 3; give exactly 4"),
        (CHOICE, "options.3.text", " A ", "1.3-001: options say the same twice ('A'); make them differ"),
        (RESPONSE, "options.4", ..., "1.3-002: options are 4; give 5 or more"),
        (
            RESPONSE,
            "options.3.correct",
            False,
            "1.3-002: options have 1 marked correct of 5; mark 2 or more, and not all",
        ),
        (
            RESPONSE,
            "options.1.correct",
            True,
            '1.3-002: ask doesn\'t say how many to choose; end it with "Choose THREE."',
        ),
        (ORDERING, "steps.3.position", 4, "1.3-003: steps have the positions [1, 3, 4]; number them 1 to 3, each once"),
        (ORDERING, "steps.3.position", ..., "1.3-003: steps have 2 with a position; give 3 to 5"),
        (ORDERING, "steps.3.position", "2", "1.3-003: step 4, position is '2'; write a whole number"),
        (ORDERING, "steps.1.text", "a", "1.3-003: steps say the same twice ('a'); make them differ"),
        (MATCHING, "prompts.2", ..., "1.3-004: prompts are 2; give 3 to 7"),
        (MATCHING, "prompts.2.response", "kq", "1.3-004: prompt 3, response is 'kq'; take one of the keys kx, ky, kz"),
        (MATCHING, "prompts.1.response", "ky", "1.3-004: prompts all have the same response; ask for at least two"),
        (MATCHING, "responses.1.key", "kx", "1.3-004: responses say the same twice ('kx'); make them differ"),
        (MATCHING, "responses.1.why", ..., "1.3-004: response 2, why is missing; add it"),
        (CASE, "parts.1", ..., "1.3-005: parts are 1; give 2 to 4"),
        (CASE, "parts.1.id", "1.3-006b", "1.3-005: part 2, id is 1.3-006b; make it 1.3-005 and a letter from a to d"),
        (CASE, "parts.1.id", "1.3-005a", "1.3-005a: id is taken by another question in 1.3.yaml; give it a new number"),
        (CASE, "parts.1.format", "case_study", "1.3-005b: format is 'case_study'; write one of multiple_choice, "),
        (CASE, "parts.0.options.2.why", "", "1.3-005a: option 3, why is blank; write it"),
        (CASE, "parts.0.options.1.correct", False, "1.3-005a: options have 0 marked correct; mark exactly 1"),
    ],
)
def test_a_wrong_field_is_named_with_what_to_do(
    tmp_path: Path, question: dict[str, Any], path: str, value: Any, said: str
) -> None:
    question = copy.deepcopy(question)
    set_at(question, path, value)
    found = problems(write(tmp_path, {"task": "1.3", "questions": [question]}))
    assert any(line.startswith(f"{tmp_path.name}/1.3.yaml: {said}") for line in found), found


def test_steps_listed_in_order_are_refused(tmp_path: Path) -> None:
    question = ORDERING | {"steps": lines("a", "b", "c", "d", position=[1, None, 2, 3])}
    (line,) = problems(write(tmp_path, {"task": "1.3", "questions": [question]}))
    assert line.endswith("1.3-003: steps are listed in the right order already; list them in a mixed one")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "the file is empty and not a group of fields; write field: value"),
        ("- x", "the file is ['x'] and not a group of fields; write field: value"),
        ("task: '1.3'\nquestions: []", "questions is empty; give at least one"),
        ("task: '1.3'\nquestions: [x]", "question 1 is 'x' and not a group of fields; write field: value"),
        ("task: 1.3\nquestions: []", "task is 1.3 and not text; put it in quotes"),
        ("task: '1.4'\nquestions: []", "task is '1.4'; name the file 1.4.yaml or mend the task"),
        ("task: '1.3'\nmore: 1\nquestions: []", "more is no field here; mend its spelling or take it out"),
        (
            "questions:\n  - id: 1.3-007\n    ask: Which: one?\n",
            '1.3-007: line 3: mapping values are not allowed in this context; put a text with ": " or " #" in quotes',
        ),
        (
            "questions:\n  - id: 1.3-007\n    ask: x\n    ask: y\n",
            "1.3-007: ask is given twice, again in line 4; keep one",
        ),
    ],
)
def test_a_wrong_file_is_named_with_what_to_do(tmp_path: Path, text: str, said: str) -> None:
    found = problems(write(tmp_path, text))
    assert f"{tmp_path.name}/1.3.yaml: {said}" in found


def test_a_file_that_is_no_text_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "1.3.yaml").write_bytes(b"task: \xff\xfe")
    assert problems(tmp_path) == [f"{tmp_path.name}/1.3.yaml: isn't UTF-8 text; save it as UTF-8"]


def test_another_ending_of_the_name_is_said_so(tmp_path: Path) -> None:
    (line,) = problems(write(tmp_path, {"task": "1.3", "questions": [CHOICE]}, "1.3.yml"))
    assert line.endswith("1.3.yml: task is '1.3'; name the file 1.3.yaml or mend the task")


def test_no_folder_is_said_so(tmp_path: Path) -> None:
    assert "there is no such folder" in problems(tmp_path / "none")[0]


def test_an_id_is_unique_over_files(tmp_path: Path) -> None:
    write(tmp_path, {"task": "1.3", "questions": [CHOICE]})
    write(tmp_path, {"task": "1.4", "questions": [CHOICE]}, "1.4.yaml")
    assert f"{tmp_path.name}/1.4.yaml: 1.3-001: id is taken by another question in 1.3.yaml; give it a new number" in (
        problems(tmp_path)
    )


def test_statements_and_services_must_be_in_the_exam_guide(tmp_path: Path) -> None:
    folder = write(tmp_path, {"task": "1.3", "questions": [CHOICE, CASE]})
    load_bank(folder, statements={"1.3.K1"}, services={"Amazon SageMaker"})
    found = problems(folder, statements={"1.3.K1"}, services={"Amazon Sagemaker", "AWS Glue"})
    assert found == [
        f"{tmp_path.name}/1.3.yaml: {each}: services has 'Amazon SageMaker', which the exam guide hasn't; "
        "did you mean 'Amazon Sagemaker'?"
        for each in ("1.3-001", "1.3-005a", "1.3-005b")
    ]
    assert "statements has '1.3.K1'" in problems(folder, statements={"4.1.S1"})[0]


def test_all_problems_are_said_at_once_in_words(tmp_path: Path) -> None:
    one, two, three = copy.deepcopy([CHOICE, RESPONSE, CASE])
    set_at(one, "ask", ...)
    set_at(one, "options.0.why", "")
    set_at(two, "options.0.correct", False)
    set_at(two, "options.1.text", "c")
    set_at(three, "parts.0.ask", 3)
    write(tmp_path, {"task": "1.4", "questions": [MATCHING]}, "1.4.yaml")
    found = problems(write(tmp_path, {"task": "1.3", "questions": [one, two, three]}))
    assert len(found) == 6
    assert not any("pydantic" in line or "validation error" in line or "Input should" in line for line in found)


# ---- scoring ------------------------------------------------------------------------------------------------------

RIGHT = {
    "1.3-001": [1],
    "1.3-002": [{0, 3}, [3, 0], (0, 3), frozenset({0, 3})],
    "1.3-003": [[2, 3, 0], (2, 3, 0)],
    "1.3-004": [["ky", "kx", "ky"], ("ky", "kx", "ky")],
}
WRONG = {
    "1.3-001": [0, 4, -3, True, "1", 1.0, [1], {1}],
    "1.3-002": [{0}, {0, 1}, {0, 1, 3}, [0, 0, 3], [0, "3"], [[0], 3], {0: 1, 3: 1}, 0],
    "1.3-003": [[2, 3], [0, 3, 2], [2, 3, 0, 1], [2, 2, 3], {2, 3, 0}, [None], [2, 3, 99]],
    "1.3-004": [["ky", "kx"], ["ky", "kx", "kz"], ["ky", "kx", None], ["ky", "kx", ["ky"]], "kyx", {"a": "ky"}],
}
NEVER = [None, [], {}, set(), "", 10**30, float("nan"), object(), [None, None, None], [object()] * 3]


@pytest.mark.parametrize(("question_id", "response"), [(q, r) for q, rs in RIGHT.items() for r in rs])
def test_the_right_response_scores(bank: Bank, question_id: str, response: Any) -> None:
    assert score(bank[question_id], response) is True
    shown = review(bank[question_id], response)
    assert shown["right"] is True
    assert all(item["right"] for item in shown["items"])


@pytest.mark.parametrize(("question_id", "response"), [(q, r) for q, rs in WRONG.items() for r in rs + NEVER])
def test_any_other_response_is_wrong_and_never_raises(bank: Bank, question_id: str, response: Any) -> None:
    assert score(bank[question_id], response) is False
    shown = review(bank[question_id], response)
    assert shown["right"] is False
    assert not all(item["right"] for item in shown["items"])


def test_the_review_has_chosen_correct_and_reason_for_each(bank: Bank) -> None:
    def seen(question_id: str, response: Any) -> list[tuple[Any, ...]]:
        return [(i["chosen"], i["correct"], i["right"]) for i in review(bank[question_id], response)["items"]]

    assert seen("1.3-001", 0) == [
        (True, False, False),
        (False, True, False),
        (False, False, True),
        (False, False, True),
    ]
    assert seen("1.3-002", [0, 1])[:2] == [(True, True, True), (True, False, False)]
    assert seen("1.3-003", [0, 3, 1]) == [(1, 3, False), (3, None, False), (None, 1, False), (2, 2, True)]
    assert seen("1.3-004", ["ky", None, "kz"]) == [("ky", "ky", True), (None, "kx", False), ("kz", "ky", False)]
    assert review(bank["1.3-004"], None)["responses"][0] == {"key": "kx", "why": "WHY of x"}
    json.dumps([review(bank[each], None) for each in RIGHT])


# ---- what is seen before the answer -------------------------------------------------------------------------------


def walk(value: Any) -> Iterator[Any]:
    yield value
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from walk(inner)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from walk(inner)


@pytest.mark.parametrize("see", [public, lambda q: json.loads(json.dumps(public(q)))], ids=["public", "as json"])
def test_nothing_shown_before_the_answer_gives_it_away(bank: Bank, see: Callable[[Any], Any]) -> None:
    for question in bank.questions:
        words = [each for each in walk(see(question)) if isinstance(each, str)]
        assert not {"why", "correct", "position", "response", "difficulty", "sources"} & set(words)
        assert not any("WHY" in word for word in words)
        assert not any(isinstance(each, bool) for each in walk(see(question)))


def test_two_questions_that_differ_in_the_key_alone_look_the_same(tmp_path: Path, bank: Bank) -> None:
    others = copy.deepcopy(ALL[:4])
    for question, lines_of, field, values in (
        (others[0], "options", "correct", [True, False, False, False]),
        (others[1], "options", "correct", [False, True, True, False, False]),
        (others[2], "steps", "position", [2, 1, None, 3]),
        (others[3], "prompts", "response", ["kz", "kx", "kx"]),
    ):
        for line, value in zip(question[lines_of], values, strict=True):
            line[field] = value
    folder = tmp_path / "other"
    folder.mkdir()
    other = load_bank(write(folder, {"task": "1.3", "questions": others}))
    for question_id in other:
        assert other[question_id].key() != bank[question_id].key()
        assert public(other[question_id]) == public(bank[question_id])


def test_the_widgets_state_holds_no_reason_before_the_answer(bank: Bank) -> None:
    quiz = Quiz(bank, tuple(each.id for each in bank.questions))
    state = quiz.get_state()
    # The widget's own code and style are no secret.
    text = json.dumps({name: value for name, value in state.items() if name not in ("_esm", "_css")}, default=str)
    assert "1.3-005b" in text
    for secret in ("WHY", '"correct"', '"position"', '"response"', '"why"'):
        assert secret not in text
