"""Practice: what was wrong comes back, and nothing that was answered is lost."""

import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from mla_course.practice import practice
from mla_course.questions import QuestionError, history, load_bank
from mla_course.questions.widget import Quiz
from mla_course.store import StoreError

DAY = 86_400


def asked(quiz: Quiz) -> list[str]:
    return [part["id"] for entry in quiz.questions for part in entry.get("parts", [entry])]


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    return tmp_path / "answers.sqlite"


@pytest.fixture
def at(answers: Path) -> Callable[..., list[str]]:
    """What is asked so many seconds after the first moment."""

    def ask(moment: float, **what: object) -> list[str]:
        return asked(practice(answers=answers, clock=lambda: float(moment), **what))

    return ask


def test_questions_are_of_the_domain_or_on_the_statement(at: Callable[..., list[str]]) -> None:
    bank = load_bank()
    assert {id[0] for id in at(0, domain=2, count=20)} == {"2"}
    chosen = at(0, statement="2.3.K1", count=4)
    assert len(chosen) >= 4
    alone = [id for id in chosen if not bank.case_of(id)]
    assert alone and all("2.3.K1" in bank[id].statements for id in alone)


def test_a_case_study_comes_whole(at: Callable[..., list[str]]) -> None:
    bank = load_bank()
    chosen = at(0, count=len(bank.scored))
    assert len(chosen) == len(set(chosen)) == len(bank.scored)
    for id in at(0, count=40):
        if case := bank.case_of(id):
            assert {part.id for part in case.parts} <= set(at(0, count=len(bank.scored)))


def test_what_was_wrong_comes_back_soon_and_what_was_right_later(at: Callable[..., list[str]], answers: Path) -> None:
    history.keep("1.3-001", False, answers, moment=0)
    history.keep("1.3-002", True, answers, moment=0)
    first = at(60, domain=1, count=5)
    assert not {"1.3-001", "1.3-002"} & set(first)
    assert at(601, domain=1, count=1) == ["1.3-001"]
    assert at(DAY + 1, domain=1, count=2) == ["1.3-001", "1.3-002"]


def test_pauses_grow_with_each_right_answer_and_a_wrong_one_starts_anew(answers: Path) -> None:
    moment, due = 0.0, []
    for good in (True, True, True, False, True):
        history.keep("1.3-001", good, answers, moment=moment)
        due.append(history.histories(answers)["1.3-001"].due - moment)
        moment += 100
    assert due == [1 * DAY, 3 * DAY, 7 * DAY, 600, 1 * DAY]


def test_weak_is_what_was_wrong_until_it_is_right_again_and_again(at: Callable[..., list[str]], answers: Path) -> None:
    with pytest.raises(QuestionError, match="Nothing is weak"):
        at(0, weak=True)
    history.keep("1.3-001", True, answers, moment=0)
    history.keep("1.3-002", False, answers, moment=1)
    assert at(5, weak=True) == ["1.3-002"]
    for moment in (10, 20, 30):
        history.keep("1.3-002", True, answers, moment=moment)
    with pytest.raises(QuestionError, match="Nothing is weak"):
        at(40, weak=True)


@pytest.mark.parametrize(
    ("what", "says"),
    [
        ({"domain": 7}, "no question of a domain 7; they are 1 to 4"),
        ({"statement": "9.9.K9"}, "no statement '9.9.K9'; they are written like 2.3.K1"),
        ({"domain": 1, "statement": "2.3.K1"}, "no question on 2.3.K1"),
    ],
)
def test_what_nothing_fits_is_said(at: Callable[..., list[str]], what: dict, says: str) -> None:
    with pytest.raises(QuestionError, match=says):
        at(0, **what)


def test_the_widget_keeps_each_answer(answers: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    quiz = practice(statement="1.3.K1", count=1, answers=answers)
    (id, *_) = asked(quiz)
    got = []
    monkeypatch.setattr(quiz, "send", lambda content, buffers=None: got.append(content))
    quiz._handle_custom_msg({"kind": "answer", "id": id, "response": None, "request": 1}, [])
    assert got[0]["review"]["right"] is False
    assert history.histories(answers)[id].asked == 1


def test_a_file_that_cant_be_used_costs_no_review(answers: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    quiz = practice(statement="1.3.K1", count=1, answers=answers)
    answers.unlink()
    answers.write_bytes(b"damaged " * 4000)
    got = []
    monkeypatch.setattr(quiz, "send", lambda content, buffers=None: got.append(content))
    quiz._handle_custom_msg({"kind": "answer", "id": asked(quiz)[0], "response": None, "request": 1}, [])
    assert got[0]["kind"] == "review" and "left as it is" in got[0]["note"]


def test_two_notebooks_at_once_lose_nothing(answers: Path) -> None:
    def keep(number: int) -> None:
        history.keep(f"1.3-{number % 30 + 1:03d}", bool(number % 2), answers, moment=number)

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(keep, range(240)))
    assert sum(each.asked for each in history.histories(answers).values()) == 240


def test_those_who_open_the_file_as_it_is_made_or_closed_wait_for_each_other(tmp_path: Path) -> None:
    together = threading.Barrier(6)

    def keep(path: Path) -> None:
        together.wait()
        history.keep("1.3-001", True, path, moment=0.0)

    with ThreadPoolExecutor(6) as threads:
        for number in range(60):
            path = tmp_path / f"{number}.sqlite"
            list(threads.map(keep, [path] * 6))
            assert history.histories(path)["1.3-001"].asked == 6


_KEEP = """
import sys
from pathlib import Path
from mla_course.questions import history
for number in range(10_000):
    history.keep("1.3-001", True, Path(sys.argv[1]), moment=float(number))
    print(number, flush=True)
"""


def test_killed_while_it_keeps_answers_the_file_is_sound(answers: Path) -> None:
    for after in (3, 11, 25):
        known = history.histories(answers).get("1.3-001")
        run = subprocess.Popen([sys.executable, "-c", _KEEP, str(answers)], stdout=subprocess.PIPE, text=True)
        for line in run.stdout:
            if int(line) == after:
                break
        run.kill()
        run.wait()
        assert history.histories(answers)["1.3-001"].asked >= (known.asked if known else 0) + after + 1
    with sqlite3.connect(answers) as store:
        assert store.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_locked_file_is_said_and_nothing_is_lost(answers: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    history.keep("1.3-001", True, answers, moment=0)
    real = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda path, timeout, **more: real(path, timeout=0.1, **more))
    other = real(answers, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match="another program holds the file"):
        history.keep("1.3-002", True, answers, moment=1)
    other.execute("ROLLBACK")
    assert list(history.histories(answers)) == ["1.3-001"]
