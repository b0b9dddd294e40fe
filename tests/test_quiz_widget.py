"""The kernel's side of the quiz: an answer comes in, a review goes out, and nothing that is sent can break it."""

from pathlib import Path
from typing import Any

import pytest
from test_questions import ALL, write

from mla_course.questions import QuestionError, check_yourself, load_bank
from mla_course.questions.widget import Quiz


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path, {"task": "1.3", "questions": ALL})


class Browser:
    """Stands for the page: sends messages the way the front end does and keeps what comes back."""

    def __init__(self, quiz: Quiz, monkeypatch: pytest.MonkeyPatch) -> None:
        self.quiz = quiz
        self.got: list[Any] = []
        monkeypatch.setattr(quiz, "send", lambda content, buffers=None: self.got.append(content))

    def send(self, content: Any) -> Any:
        self.quiz._handle_custom_msg(content, [])
        (reply,) = self.got
        self.got.clear()
        return reply


@pytest.fixture
def browser(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Browser:
    return Browser(check_yourself("1.3-001", "1.3-003", "1.3-005", folder=folder), monkeypatch)


def answer(question_id: Any, response: Any) -> dict[str, Any]:
    return {"kind": "answer", "request": "r1", "id": question_id, "response": response}


def test_an_answer_comes_back_as_a_review(browser: Browser) -> None:
    reply = browser.send(answer("1.3-001", 1))
    assert (reply["kind"], reply["request"], reply["review"]["right"]) == ("review", "r1", True)
    assert reply["review"]["items"][0] == {"chosen": False, "correct": False, "right": True, "why": "WHY of a"}


def test_a_question_can_be_answered_again(browser: Browser) -> None:
    assert [browser.send(answer("1.3-003", each))["review"]["right"] for each in ([0, 2, 3], [2, 3, 0])] == [
        False,
        True,
    ]


def test_the_parts_of_a_case_study_are_answered_by_themselves(browser: Browser) -> None:
    assert browser.send(answer("1.3-005a", 1))["review"]["right"]
    assert not browser.send(answer("1.3-005b", [0, 1]))["review"]["right"]


def test_no_answer_is_reviewed_as_wrong(browser: Browser) -> None:
    assert browser.send(answer("1.3-001", None))["review"]["right"] is False


@pytest.mark.parametrize(
    "content",
    [
        None,
        "text",
        [],
        {},
        {"kind": "other"},
        {"kind": ["answer"], "request": {}},
        {"kind": "answer"},
        answer("1.3-999", 1),
        answer("1.3-002", [0, 3]),  # in the bank, but not asked here
        answer("1.3-005", 1),
        answer(["1.3-001"], 1),
        answer("1.3-001", "1"),
        answer("1.3-001", 99),
        answer("1.3-003", [0, 0, 0]),
        answer("1.3-005b", {"0": True}),
    ],
)
def test_a_malformed_message_gets_an_error_and_no_review(browser: Browser, content: Any) -> None:
    reply = browser.send(content)
    assert set(reply) == {"kind", "text", "request"}
    assert reply["kind"] == "error"
    assert reply["text"].endswith("Run the cell again.")
    assert "WHY" not in reply["text"]


def test_an_id_that_is_not_there_names_near_ones(folder: Path) -> None:
    with pytest.raises(QuestionError, match=r"no question '1.3-01' in the bank. Near it are .*1.3-001"):
        check_yourself("1.3-01", folder=folder)
    with pytest.raises(QuestionError, match="Near it are"):
        check_yourself(3, folder=folder)


def test_no_id_says_what_to_give(folder: Path) -> None:
    with pytest.raises(QuestionError, match="Give the id of at least one question"):
        check_yourself(folder=folder)


def test_a_part_is_shown_with_its_cases_scenario_once(folder: Path) -> None:
    quiz = Quiz(load_bank(folder), ("1.3-005b", "1.3-005a", "1.3-005b", "1.3-001"))
    case, single = quiz.questions
    assert case["scenario"] == "A city has two parts."
    assert [each["id"] for each in case["parts"]] == ["1.3-005b", "1.3-005a"]
    assert single["id"] == "1.3-001"


def test_the_plain_text_of_the_widget_is_a_sentence(folder: Path) -> None:
    quiz = check_yourself("1.3-001", folder=folder)
    assert quiz._repr_mimebundle_()[0]["text/plain"].startswith("Questions 1.3-001: run this cell in JupyterLab")
