"""The exam: forms, scores, sittings that survive anything, and what the browser is told."""

import json
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mla_course.exam import forms, rasch, simulate
from mla_course.exam.calibration import calibrate, levels
from mla_course.exam.page import PAGE, drawn, tables
from mla_course.exam.report import report
from mla_course.exam.sitting import EndedError, Sitting, begin, resume, sittings
from mla_course.exam.widget import Exam
from mla_course.outline import load_outline
from mla_course.paths import QUESTIONS
from mla_course.questions import history
from mla_course.questions.bank import Bank, load_bank
from mla_course.questions.model import MultipleChoice, Ordering, public
from mla_course.store import StoreError

OUTLINE = load_outline()
MINUTES = OUTLINE.blueprints[OUTLINE.exam].minutes


class Clock:
    """A wall's clock that the test sets."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture(scope="module")
def bank() -> Bank:
    return load_bank()


@pytest.fixture(scope="module")
def drawn_forms(bank: Bank) -> list[forms.Form]:
    return forms.draw(bank, OUTLINE, 3, 0)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def sitting(drawn_forms: list[forms.Form], tmp_path: Path, clock: Clock) -> Sitting:
    return begin(drawn_forms[0], MINUTES, tmp_path / "answers.sqlite", clock)


def right_response(question: Any) -> Any:
    key = question.key()
    return next(iter(key)) if isinstance(question, MultipleChoice) else list(key)


# --- Forms ---------------------------------------------------------------------------------------------------------------


def test_three_forms_have_no_question_in_common(drawn_forms: list[forms.Form]) -> None:
    ids = [question.id for form in drawn_forms for question in form.questions]
    assert len(ids) == len(set(ids)) == 3 * 65


def test_each_form_follows_the_blueprint(drawn_forms: list[forms.Form], bank: Bank) -> None:
    mean = np.mean([question.difficulty.level for question in bank.scored])
    for form in drawn_forms:
        scored = [question.id[0] for question in form.scored]
        unscored = [question.id[0] for question in form.questions if question.id in form.unscored]
        assert [scored.count(domain) for domain in "1234"] == [14, 13, 11, 12]
        assert [unscored.count(domain) for domain in "1234"] == [4, 4, 3, 4]
        assert abs(np.mean([question.difficulty.level for question in form.scored]) - mean) <= 0.051
        assert {question.id[:3] for question in form.questions} == {question.id[:3] for question in bank.scored}
        assert {"multiple_choice", "multiple_response", "ordering", "matching", "case_study"} == {
            unit.format for unit in form.units
        }
        first = [question.statements[0] for question in form.questions]
        assert max(map(first.count, first)) <= 2


def test_the_parts_of_a_case_stand_together_and_whole(drawn_forms: list[forms.Form], bank: Bank) -> None:
    for form in drawn_forms:
        ids = [question.id for question in form.questions]
        for at, id in enumerate(ids):
            if case := bank.case_of(id):
                first = ids.index(case.parts[0].id)
                assert ids[first : first + len(case.parts)] == [part.id for part in case.parts]
                assert first <= at < first + len(case.parts)


def test_a_forms_number_is_its_seed(bank: Bank, drawn_forms: list[forms.Form]) -> None:
    again = forms.form(bank, OUTLINE, 2)
    assert [question.id for question in again.questions] == [question.id for question in drawn_forms[1].questions]
    other = forms.form(bank, OUTLINE, 4)
    assert other.number == 4
    assert [question.id for question in other.questions] != [question.id for question in drawn_forms[0].questions]


def test_a_bank_that_is_too_small_is_told_of_what_it_lacks(bank: Bank) -> None:
    small = Bank([question for question in bank.questions if not question.id.startswith("3.")])
    with pytest.raises(forms.NoFormError, match="domain 3 has 0 questions of the 42 needed"):
        forms.draw(small, OUTLINE, 3, 0)
    with pytest.raises(ValueError, match="the first is 1"):
        forms.form(bank, OUTLINE, 0)


# --- Scores --------------------------------------------------------------------------------------------------------------


def test_scaled_scores_by_hand() -> None:
    # Where all questions are equally hard, the share that is right goes straight onto the scale.
    even = [0.3] * 50
    assert [rasch.scaled(right, even, even) for right in (0, 10, 25, 34, 35, 50)] == [100, 280, 550, 712, 730, 1000]
    # On a form harder by one logit, half right is an ability of 1 above the bank's level: 1 / (1 + exp(-1)) of the bank.
    assert rasch.scaled(25, [1.0] * 50, [0.0] * 200) == round(100 + 900 / (1 + np.exp(-1)))
    assert rasch.chance(rasch.passing_ability(even), even).mean() == pytest.approx(620 / 900)


def test_more_right_is_never_a_lower_score() -> None:
    random = np.random.default_rng(3)
    level, reference = random.normal(0, 1, 50), random.normal(0.2, 0.8, 250)
    scores = [rasch.scaled(right, level, reference) for right in range(51)]
    assert scores == sorted(scores) and len(set(scores)) == 51


@pytest.mark.parametrize("right", [-1, 51])
def test_impossible_numbers_are_refused(right: int) -> None:
    with pytest.raises(ValueError, match="right of 50"):
        rasch.scaled(right, [0.0] * 50, [0.0])


def test_reliability_by_hand() -> None:
    # Shares 3/4, 1/2, 1/4; sum of p(1-p) = 0.625; numbers right 0, 1, 2, 3 with variance 5/3: 3/2 (1 - 0.375) = 0.9375.
    right = np.array([[0, 0, 0], [1, 0, 0], [1, 1, 0], [1, 1, 1]], bool)
    assert rasch.kr20(right) == pytest.approx(0.9375)
    with pytest.raises(ValueError, match="people who differ"):
        rasch.kr20(np.ones((4, 3), bool))


def test_estimates_find_true_difficulties_again() -> None:
    random = np.random.default_rng(5)
    true = dict(zip("abcdefghij", np.linspace(-1.5, 1.5, 10), strict=True))
    people = random.normal(0, 1.2, 800)
    answers = [
        (str(who), name, bool(random.random() < rasch.chance(skill, [level])[0]))
        for who, skill in enumerate(people)
        for name, level in true.items()
    ]
    found = rasch.estimate(answers, dict.fromkeys(true, 0.0))
    error = np.array([found[name] - true[name] for name in true])
    assert np.abs(error - error.mean()).max() < 0.35
    assert np.corrcoef(list(found.values()), list(true.values()))[0, 1] > 0.98


def test_few_answers_move_a_difficulty_little() -> None:
    found = rasch.estimate([("one", "a", False), ("one", "stranger", True)], {"a": 0.5})
    assert list(found) == ["a"] and 0.5 < found["a"] < 0.8


def test_the_simulation_holds_and_the_page_has_its_numbers() -> None:
    table, holds = tables()
    assert holds, table
    assert table in PAGE.read_text(encoding="utf-8"), "Run: mla exam simulate --write"


def test_the_simulation_can_fail() -> None:
    levels, reference = drawn()
    assert not simulate.simulate(levels, reference, spread=0.5).holds
    # Forms that are scored as if they were equally hard, and aren't.
    unequal = simulate.simulate([levels[0], [each + 1 for each in levels[1]]], reference, authors_error=1.5, seed=1)
    assert unequal.difference > simulate.MOST_DIFFERENCE


# --- Sittings ------------------------------------------------------------------------------------------------------------


def test_answers_flags_and_place_outlive_the_process(sitting: Sitting, clock: Clock) -> None:
    questions = sitting.questions
    for question in questions[:5]:
        sitting.answer(question.id, right_response(question))
    sitting.flag(questions[7].id, True)
    sitting.go(7)
    sitting.answer(questions[0].id, None)
    clock.now += 600
    again = resume(sitting.id, sitting.path, clock)
    assert [question.id for question in again.questions] == [question.id for question in questions]
    assert again.unscored == sitting.unscored
    state = again.state()
    assert set(state.responses) == {question.id for question in questions[1:5]}
    assert all(state.responses[each.id] == json.loads(json.dumps(right_response(each))) for each in questions[1:5])
    assert state.flagged == {questions[7].id} and state.place == 7
    assert state.left == MINUTES * 60 - 600


def test_time_goes_on_while_nobody_looks_and_ends_the_exam(sitting: Sitting, clock: Clock) -> None:
    sitting.answer(sitting.questions[0].id, right_response(sitting.questions[0]))
    clock.now += MINUTES * 60 + 1
    with pytest.raises(EndedError):
        sitting.answer(sitting.questions[1].id, right_response(sitting.questions[1]))
    state = resume(sitting.id, sitting.path, clock).state()
    assert state.ended and state.left == 0
    assert list(state.responses) == [sitting.questions[0].id]


def test_a_clock_set_back_takes_no_time_back(sitting: Sitting, clock: Clock) -> None:
    clock.now += 1000
    assert sitting.state().left == MINUTES * 60 - 1000
    clock.now -= 7200
    state = sitting.state()
    assert state.left == MINUTES * 60 - 1000 and state.set_back == 7200
    clock.now += 60
    assert sitting.state().left == MINUTES * 60 - 1060


def test_what_is_handed_in_stays_so(sitting: Sitting, clock: Clock) -> None:
    sitting.end()
    clock.now += 10
    sitting.end()
    for change in (
        lambda: sitting.answer(sitting.questions[0].id, None),
        lambda: sitting.flag(sitting.questions[0].id, True),
        lambda: sitting.go(3),
    ):
        with pytest.raises(EndedError):
            change()
    assert [past.ended for past in sittings(sitting.path)] == [True]


def test_only_answers_to_its_questions_are_taken(sitting: Sitting) -> None:
    choice = next(each for each in sitting.questions if isinstance(each, MultipleChoice))
    for bad in (9, "A", [0], True, {"x": 1}):
        with pytest.raises(ValueError, match="doesn't fit"):
            sitting.answer(choice.id, bad)
    with pytest.raises(KeyError, match="no question"):
        sitting.answer("9.9-999", 0)
    with pytest.raises(KeyError, match="no question 66"):
        sitting.go(65)
    assert sitting.state().responses == {}


_DIE = """
import os, signal, sys
from pathlib import Path
from mla_course.exam.sitting import resume
sitting = resume(int(sys.argv[1]), Path(sys.argv[2]), lambda: float(sys.argv[3]))
for number, question in enumerate(sitting.questions):
    response = sorted(question.key()) if hasattr(question, "options") else list(question.key())
    sitting.answer(question.id, response[0] if question.format == "multiple_choice" else response)
    print(number, flush=True)
"""


def test_killed_in_the_middle_nothing_that_was_saved_is_lost(sitting: Sitting, clock: Clock) -> None:
    run = subprocess.Popen(
        [sys.executable, "-c", _DIE, str(sitting.id), str(sitting.path), str(clock.now)],
        stdout=subprocess.PIPE,
        text=True,
    )
    for line in run.stdout:
        if int(line) == 20:
            break
    run.kill()
    run.wait()
    state = resume(sitting.id, sitting.path, clock).state()
    assert {question.id for question in sitting.questions[:21]} <= set(state.responses)


def test_a_damaged_file_is_told_of_and_left_alone(tmp_path: Path, clock: Clock) -> None:
    path = tmp_path / "answers.sqlite"
    path.write_bytes(b"This is no database. " * 500)
    before = path.read_bytes()
    with pytest.raises(StoreError, match=r"is damaged .* left as it is.*mv answers.sqlite answers-damaged.sqlite"):
        sittings(path)
    assert path.read_bytes() == before


def test_a_file_of_a_later_version_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "answers.sqlite"
    with sqlite3.connect(path) as store:
        store.execute("PRAGMA user_version = 99")
    with pytest.raises(StoreError, match="later version"):
        sittings(path)


# --- The report ------------------------------------------------------------------------------------------------------------


def test_all_right_is_1000_and_nothing_is_100(sitting: Sitting, bank: Bank) -> None:
    level = levels(bank)
    everything = {question.id: right_response(question) for question in sitting.questions}
    best = report(sitting, everything, OUTLINE, level)
    assert (best.scaled, best.passed, best.advice) == (1000, True, ())
    assert all(section.met for section in best.sections)
    worst = report(sitting, {}, OUTLINE, level)
    assert (worst.scaled, worst.passed) == (100, False)
    assert not any(section.met for section in worst.sections)
    assert worst.advice and all(each.links for each in worst.advice)


def test_unscored_questions_count_for_nothing(sitting: Sitting, bank: Bank) -> None:
    only = {each.id: right_response(each) for each in sitting.questions if each.id in sitting.unscored}
    assert len(only) == 15
    assert report(sitting, only, OUTLINE, levels(bank)).scaled == 100


def test_a_section_is_weak_by_itself_and_the_whole_decides(sitting: Sitting, bank: Bank) -> None:
    """Compensatory: all of three domains and nothing of the fourth."""
    given = {each.id: right_response(each) for each in sitting.questions if not each.id.startswith("3")}
    result = report(sitting, given, OUTLINE, levels(bank))
    assert [section.met for section in result.sections] == [True, True, False, True]
    assert result.passed == (result.scaled >= 720) and 700 < result.scaled < 900
    assert {each.statement[0] for each in result.advice} == {"3"}


def test_partly_right_is_wrong(sitting: Sitting, bank: Bank) -> None:
    question = next(each for each in sitting.questions if isinstance(each, Ordering))
    swapped = list(question.key())
    swapped[0], swapped[1] = swapped[1], swapped[0]
    assert report(sitting, {question.id: swapped}, OUTLINE, levels(bank)).right[question.id] is False


# --- Difficulties from answers ---------------------------------------------------------------------------------------------


def test_difficulties_are_estimated_from_first_answers(tmp_path: Path, bank: Bank) -> None:
    folder = tmp_path / "questions"
    folder.mkdir()
    for path in QUESTIONS.glob("*.yaml"):
        (folder / path.name).write_bytes(path.read_bytes())
    id = bank.scored[0].id
    files = [tmp_path / f"{name}.sqlite" for name in "abc"]
    for path in files:
        history.keep(id, False, path, moment=1.0)
        history.keep(id, True, path, moment=2.0)
    found = calibrate(files, folder)
    assert list(found) == [id]
    before, after, count = found[id]
    assert before == bank[id].difficulty.level and after > before and count == 3
    assert levels(load_bank(folder), folder)[id] == pytest.approx(after)
    (folder / "calibration.json").write_text("[]")
    with pytest.raises(ValueError, match="mla exam calibrate"):
        levels(bank, folder)
    with pytest.raises(ValueError, match="no answers yet"):
        calibrate([tmp_path / "empty.sqlite"], folder)


# --- The widget ------------------------------------------------------------------------------------------------------------


def as_sent(content: dict) -> dict:
    """What arrives: what JSON can't hold would end the sending, and the page would wait for ever."""
    return json.loads(json.dumps(content))


class Browser:
    """Sends messages as the page does, and keeps what comes back."""

    def __init__(self, path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
        self.exam = Exam(path, clock=clock)
        self.got: list[dict] = []
        monkeypatch.setattr(self.exam, "send", lambda content, buffers=None: self.got.append(as_sent(content)))

    def ask(self, kind: Any, **more: Any) -> dict[str, Any]:
        self.exam._handle_custom_msg({"kind": kind, "request": len(self.got), **more}, [])
        assert self.got[-1]["request"] == len(self.got) - 1
        return self.got[-1]


@pytest.fixture
def browser(tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Browser:
    return Browser(tmp_path / "answers.sqlite", clock, monkeypatch)


def test_no_key_reaches_the_browser_before_the_end(browser: Browser, bank: Bank) -> None:
    assert browser.ask("open")["screen"] == "start"
    begun = browser.ask("begin", form=1)
    assert begun["screen"] == "exam" and begun["left"] == MINUTES * 60
    asked = [part for entry in begun["entries"] for part in entry.get("parts", [entry])]
    assert len(asked) == 65
    for question in asked:
        browser.ask("answer", id=question["id"], response=json.loads(json.dumps(right_response(bank[question["id"]]))))
    assert "isn't over" in browser.ask("review", id=asked[0]["id"])["text"]
    sent = json.dumps(browser.got) + json.dumps(browser.exam.get_state(), default=str)
    for question in asked:
        own = bank[question["id"]]
        # What is shown is exactly the public part.
        assert {**question, "scenario": None} == {**public(own), "scenario": None}
        lines = [*getattr(own, "options", ()), *getattr(own, "steps", ()), *getattr(own, "prompts", ())]
        assert not any(json.dumps(line.why)[1:-1] in sent for line in lines)
    assert '"unscored"' not in sent

    ended = browser.ask("end")
    assert ended["report"]["scaled"] == 1000 and ended["report"]["passed"]
    seen = browser.ask("review", sitting=ended["sitting"], id=asked[0]["id"])
    assert seen["review"]["right"] and seen["response"] == right_response(bank[asked[0]["id"]])


def test_a_new_kernel_goes_on_where_the_old_one_was(
    browser: Browser, tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = browser.ask("begin", form=2)
    first = begun["entries"][0].get("parts", begun["entries"])[0]["id"]
    browser.ask("flag", id=first, flagged=True)
    browser.ask("go", place=30)
    clock.now += 1200
    other = Browser(tmp_path / "answers.sqlite", clock, monkeypatch)
    state = other.ask("open")
    assert (state["screen"], state["flagged"], state["place"]) == ("exam", [first], 30)
    assert state["left"] == MINUTES * 60 - 1200
    # A second exam can't be begun beside it.
    assert other.ask("begin", form=3)["entries"] == begun["entries"]
    clock.now += MINUTES * 60
    assert other.ask("tick")["screen"] == "report"
    start = other.ask("start")
    assert [form["taken"] for form in start["forms"]] == [False, True, False]
    assert other.ask("look", sitting=start["past"][0]["id"])["screen"] == "report"


def test_the_page_opens_without_the_bank(
    tmp_path: Path, clock: Clock, sitting: Sitting, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So it opens as soon with 2,000 questions as with 200; `make bench` prints the seconds."""
    browser = Browser(tmp_path / "answers.sqlite", clock, monkeypatch)
    monkeypatch.setattr("mla_course.exam.widget.load_bank", None)
    assert browser.ask("open")["screen"] == "exam"
    assert Browser(tmp_path / "new.sqlite", clock, monkeypatch).ask("open")["screen"] == "start"


@pytest.mark.parametrize(
    ("kind", "more", "says"),
    [
        ("dance", {}, "don't match"),
        (None, {}, "don't match"),
        ("answer", {"id": "1.3-001", "response": 0}, "No exam is open"),
        ("tick", {}, "No exam is open"),
        ("look", {"sitting": 77}, "no exam number 77"),
        ("begin", {"form": 0}, "the first is 1"),
        ("begin", {"form": "x"}, "invalid literal"),
        ("begin", {}, "form"),
    ],
)
def test_a_strange_message_gets_an_answer_in_words(browser: Browser, kind: Any, more: dict, says: str) -> None:
    reply = browser.ask(kind, **more)
    assert reply["kind"] == "error" and says in reply["text"]


def test_a_damaged_file_is_told_in_the_page(browser: Browser, tmp_path: Path) -> None:
    (tmp_path / "answers.sqlite").write_bytes(b"not a database, but long enough to be read as one " * 50)
    assert "left as it is" in browser.ask("open")["text"]


def test_a_malformed_question_file_is_told_in_the_page_and_costs_nothing(
    browser: Browser, tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "questions"
    folder.mkdir()
    (folder / "1.1.yaml").write_text('task: "1.1"\nquestions:\n  - id: 1.1-001\n    format: riddle\n')
    browser.exam._questions = folder
    said = browser.ask("begin", form=1)
    assert said["kind"] == "error" and "questions/1.1.yaml: 1.1-001: format is 'riddle'" in said["text"]
    assert browser.ask("open")["screen"] == "start"
    # Under way an exam needs no file; its report does, and is there when the file is mended.
    browser.exam._questions = QUESTIONS
    first = browser.ask("begin", form=1)["entries"][0]
    browser.exam._questions = folder
    id = first.get("parts", [first])[0]["id"]
    assert browser.ask("flag", id=id, flagged=True)["kind"] == "kept"
    assert "riddle" in browser.ask("end")["text"]
    browser.exam._questions = QUESTIONS
    assert browser.ask("tick")["screen"] == "report"


def test_an_exams_answers_count_as_practice_once(browser: Browser, tmp_path: Path) -> None:
    browser.ask("begin", form=1)
    ended = browser.ask("end")
    for _ in range(2):
        browser.ask("look", sitting=ended["sitting"])
    known = history.histories(tmp_path / "answers.sqlite")
    assert len(known) == 65 and {each.asked for each in known.values()} == {1}
