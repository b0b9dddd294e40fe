"""A whole exam in a real browser, by keyboard: all five formats, a crash in the middle, and the report."""

import sqlite3
import time
from pathlib import Path

from jupyterlab_page import SECONDS, menu, page, panel, picture, run_all, server, walk_down_to
from playwright.sync_api import Locator, Page, expect

# Fixtures, which pytest finds by their names.
__all__ = ["page", "server"]

NOTEBOOK = "course/practice-exam.ipynb"


def open_exam(page: Page, server: str) -> Locator:
    page.goto(f"{server}/lab/tree/{NOTEBOOK}?reset")
    page.wait_for_selector(".jp-Notebook")
    run_all(page)
    exam = panel(page).locator(".mla-exam")
    walk_down_to(page, exam)
    return exam


def press(page: Page, button: Locator) -> None:
    button.focus()
    page.keyboard.press("Enter")


def answer(page: Page, exam: Locator, number: int) -> str:
    """Answer the question that is shown, by keys, differently from one to the next; its format."""
    question = exam.locator("form.mla-question")
    if question.locator("select").count():
        for at in range(question.locator("select").count()):
            question.locator("select").nth(at).focus()
            for _ in range(1 + (number + at) % 2):
                page.keyboard.press("ArrowDown")
        return "matching"
    if question.locator(".mla-step").count():
        boxes = question.locator(".mla-step input")
        if boxes.count():
            wanted = {"three": 3, "four": 4, "five": 5, "two": 2}
            words = question.locator(".mla-help").inner_text()
            count = next(number for word, number in wanted.items() if f"Tick {word} of" in words)
            for _ in range(count):
                question.locator(".mla-step.mla-out").first.focus()
                page.keyboard.press("Space")
        question.locator(".mla-step").last.focus()
        page.keyboard.press("ArrowUp")
        drag_to_the_top(page, question)
        return "ordering"
    inputs = question.locator(".mla-option input")
    if inputs.first.get_attribute("type") == "radio":
        inputs.first.focus()
        page.keyboard.press("Space")
        for _ in range(number % 4):
            page.keyboard.press("ArrowDown")
        return "multiple choice"
    for at in range(2):
        inputs.nth((number + at) % inputs.count()).focus()
        page.keyboard.press("Space")
    return "multiple response"


def state_of(question: Locator) -> list:
    """What is chosen, as the page shows it."""
    return question.evaluate(
        """form => [...form.querySelectorAll("input")].map((each) => each.checked).concat(
            [...form.querySelectorAll("select")].map((each) => each.value),
            [...form.querySelectorAll(".mla-step")].map((each) => each.dataset.step))"""
    )


def test_an_exam_from_its_beginning_to_its_report(page: Page, server: str, checkout: Path) -> None:
    exam = open_exam(page, server)
    begin = exam.get_by_role("button", name="Begin the exam")
    expect(begin).to_be_visible()
    picture(page, "exam-start")
    begin.focus()
    page.keyboard.press("Enter")
    expect(exam).to_contain_text("Question 1 of 65")
    expect(exam.locator(".mla-timer")).to_contain_text("2:09:")
    picture(page, "exam-question")

    formats = [answer_and_go_on(page, exam, number) for number in range(1, 31)]
    expect(exam).to_contain_text("Question 31 of 65")
    formats.append(answer(page, exam, 31))
    press(page, exam.get_by_role("button", name="Flag"))
    expect(exam.get_by_role("button", name="Flagged")).to_be_visible()
    expect(exam.locator(".mla-bar")).to_contain_text("Saved")
    before = state_of(exam.locator("form.mla-question"))

    the_kernel_dies_and_the_page_goes(page, checkout)
    exam = open_exam(page, server)
    expect(exam).to_contain_text("Question 31 of 65")
    assert state_of(exam.locator("form.mla-question")) == before
    expect(exam.get_by_role("button", name="Flagged")).to_be_visible()
    press(page, exam.get_by_role("button", name="Review page"))
    expect(exam).to_contain_text("31 answered, 34 open, 1 flagged")
    picture(page, "exam-review")
    press(page, exam.get_by_role("button", name="Question 32, not answered"))

    formats += [answer_and_go_on(page, exam, number) for number in range(32, 66)]
    assert set(formats) == {"multiple choice", "multiple response", "ordering", "matching"}
    expect(exam).to_contain_text("65 answered, 0 open, 1 flagged")
    press(page, exam.get_by_role("button", name="End the exam"))
    expect(exam).to_contain_text("You can't come back")
    press(page, exam.get_by_role("button", name="End the exam"))
    the_report_is_read(page, exam)
    the_time_runs_out(page, exam, checkout)


def answer_and_go_on(page: Page, exam: Locator, number: int) -> str:
    expect(exam).to_contain_text(f"Question {number} of 65")
    if exam.locator(".mla-head", has_text="Case study").count():
        picture(page, "exam-case")
    found = answer(page, exam, number)
    picture(page, f"exam-{found.replace(' ', '-')}")
    press(page, exam.get_by_role("button", name="Next" if number < 65 else "Review", exact=True))
    return found


def the_kernel_dies_and_the_page_goes(page: Page, checkout: Path) -> None:
    menu(page, "Kernel", "Shut Down Kernel")
    page.goto("about:blank")
    time.sleep(1)
    with sqlite3.connect(checkout / ".mla" / "answers.sqlite") as store:
        assert store.execute("SELECT count(*) FROM response WHERE value IS NOT NULL").fetchone() == (31,)


def the_report_is_read(page: Page, exam: Locator) -> None:
    report = exam.get_by_label("Report", exact=True)
    expect(report).to_contain_text("of 1000:")
    assert report.locator("tbody tr").count() == 4
    expect(exam).to_contain_text("What to study next")
    picture(page, "exam-report")
    tiles = exam.get_by_label("Your answers").locator("button")
    assert tiles.count() == 65
    press(page, tiles.first)
    shown = exam.locator("form[data-state=answered]")
    expect(shown.locator(".mla-why").first).to_be_visible(timeout=60 * SECONDS)
    shown.scroll_into_view_if_needed()
    picture(page, "exam-reasons")
    press(page, exam.get_by_role("button", name="Another exam"))
    expect(exam).to_contain_text("taken before")
    expect(exam.get_by_label("Earlier exams")).to_contain_text("form 1")


def drag_to_the_top(page: Page, question: Locator) -> None:
    """By mouse, what the keys have just done: the second of the steps above the first."""
    steps = question.locator(".mla-step:not(.mla-out)")
    moved = steps.nth(1).get_attribute("data-step")
    start, end = steps.nth(1).bounding_box(), steps.nth(0).bounding_box()
    page.mouse.move(start["x"] + 15, start["y"] + start["height"] / 2)
    page.mouse.down()
    page.mouse.move(start["x"] + 15, end["y"] + 2, steps=8)
    page.mouse.up()
    assert steps.nth(0).get_attribute("data-step") == moved


def the_time_runs_out(page: Page, exam: Locator, checkout: Path) -> None:
    """A second form, of which all but a few seconds have passed: it ends by itself, and what was answered counts."""
    press(page, exam.get_by_role("button", name="Begin the exam"))
    expect(exam).to_contain_text("Question 1 of 65")
    answer(page, exam, 1)
    expect(exam.locator(".mla-bar")).to_contain_text("Saved")
    with sqlite3.connect(checkout / ".mla" / "answers.sqlite", timeout=30) as store:
        store.execute("UPDATE sitting SET elapsed = 130 * 60 - 20 WHERE ended IS NULL")
    expect(exam.get_by_label("Report", exact=True)).to_contain_text("of 1000: no pass", timeout=120 * SECONDS)
    expect(exam).to_contain_text("Form 2")
