"""The course as people use it: JupyterLab in a real browser, from the first lesson to the returned grade.

One checkout of its own, one server, one person who is both student and instructor, as on a laptop.
"""

import re
from pathlib import Path

import nbformat
from jupyterlab_page import SECONDS, menu, page, panel, picture, run_all, server, walk_down_to
from nbgrader.utils import is_grade, is_solution
from playwright.sync_api import Page, expect

from mla_course.answers import source_notebook
from mla_course.outline import load_outline

ASSIGNMENT = load_outline().assignments[0]
LESSON = load_outline().lessons[0]
# Fixtures, which pytest finds by their names.
__all__ = ["page", "server"]


def test_from_the_first_lesson_to_the_returned_grade(page: Page, server: str, checkout: Path) -> None:
    """One test, because each step works on what the one before left."""
    the_index_draws_the_map(page, server)
    the_lesson_runs_and_its_questions_answer_to_the_keyboard(page, server)
    the_assignment_is_fetched_solved_validated_and_submitted(page, server, checkout)
    the_instructor_collects_grades_and_returns(page, server, checkout)
    the_author_sees_nbgraders_panel(page, server)
    the_student_reads_the_feedback(page, server, checkout)


def the_index_draws_the_map(page: Page, server: str) -> None:
    run_all(page)
    link = panel(page).get_by_role("link", name=LESSON.title)
    expect(link).to_be_visible()
    expect(panel(page).get_by_text("not fetched").first).to_be_visible()
    picture(page, "index")
    link.click()
    expect(page.locator(".jp-NotebookPanel:not(.lm-mod-hidden) h1").first).to_contain_text(LESSON.title)


def the_lesson_runs_and_its_questions_answer_to_the_keyboard(page: Page, server: str) -> None:
    run_all(page)
    widget = panel(page).locator(".mla-question").first
    walk_down_to(page, widget)
    assert panel(page).locator('.jp-RenderedText[data-mime-type="application/vnd.jupyter.stderr"]').count() == 0
    question = panel(page).locator('.mla-question:has(input[type="radio"])').first
    question.scroll_into_view_if_needed()
    picture(page, "question")
    question.locator('input[type="radio"]').first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    expect(question.locator('input[type="radio"]').nth(1)).to_be_checked()
    page.keyboard.press("Shift+Enter")
    expect(question).to_have_attribute("data-state", "answered")
    expect(question.locator(".mla-status")).to_contain_text(re.compile("correct", re.IGNORECASE))
    picture(page, "answered")


def the_assignment_is_fetched_solved_validated_and_submitted(page: Page, server: str, checkout: Path) -> None:
    page.goto(f"{server}/lab/tree/course/index.ipynb")
    page.wait_for_selector(".jp-Notebook")
    menu(page, "Nbgrader", "Assignment List")
    released = page.locator("#released_assignments_list .list_item", has_text=ASSIGNMENT.folder)
    released.get_by_role("button", name="Fetch").click()
    page.locator("#fetched_assignments_list").get_by_role("button", name="Submit").wait_for()
    copy = checkout / "work" / ASSIGNMENT.folder / f"{ASSIGNMENT.folder}.ipynb"
    assert copy.exists()

    page.goto(f"{server}/lab/tree/work/{ASSIGNMENT.folder}/{copy.name}")
    page.wait_for_function(
        "() => document.querySelectorAll('.jp-NotebookPanel:not(.lm-mod-hidden) .jp-Cell').length > 3"
    )
    solve_first_question(page)
    page.keyboard.press("Control+s")
    for _ in range(100):
        saved = copy.read_text(encoding="utf-8")
        if "written in the browser" in saved:
            break
        page.wait_for_timeout(200)
    assert "written in the browser" in saved
    solve_the_rest(copy)

    menu(page, "Nbgrader", "Assignment List")
    row = page.locator("#fetched_assignments_list")
    row.get_by_text(ASSIGNMENT.folder).first.click()
    row.get_by_role("button", name="Validate").first.click()
    dialog = page.locator(".jp-Dialog")
    expect(dialog).to_contain_text("Success", timeout=120 * SECONDS)
    picture(page, "validated")
    dialog.get_by_role("button").last.click()
    row.get_by_role("button", name="Submit").click()
    expect(page.locator("#submitted_assignments_list")).to_contain_text(ASSIGNMENT.folder)
    picture(page, "submitted")


def solution_of(number: int) -> str:
    cells = [cell for cell in source_notebook(ASSIGNMENT.folder).cells if is_solution(cell)]
    return cells[number].source


def solve_first_question(page: Page) -> None:
    """Type the first answer into its cell, as a student would."""
    stub = panel(page).locator(".jp-CodeCell", has_text="YOUR CODE HERE").first
    walk_down_to(page, stub)
    stub.locator(".cm-content").click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text("# written in the browser\n" + solution_of(0))
    page.keyboard.press("Shift+Enter")


def solve_the_rest(copy: Path) -> None:
    notebook = nbformat.read(copy, as_version=4)
    for number, cell in enumerate(cell for cell in notebook.cells if is_solution(cell)):
        if number:
            cell.source = solution_of(number)
    nbformat.write(notebook, copy)


def the_instructor_collects_grades_and_returns(page: Page, server: str, checkout: Path) -> None:
    page.goto(f"{server}/formgrader/manage_assignments")
    row = page.locator("tr", has_text=ASSIGNMENT.folder)
    row.locator(".collect a").click()
    close_dialog(page)
    page.goto(f"{server}/formgrader/manage_submissions/{ASSIGNMENT.folder}")
    page.locator(".autograde a").first.click()
    close_dialog(page)
    expect(page.locator("tbody tr").first).to_contain_text(f"{ASSIGNMENT.points} / {ASSIGNMENT.points}")
    picture(page, "graded")
    the_instructor_looks_into_the_submission(page, server)
    page.locator(".generate-feedback a").first.click()
    close_dialog(page)
    page.locator(".release-feedback a").first.click()
    close_dialog(page)
    page.goto(f"{server}/formgrader/gradebook")
    expect(page.locator("body")).to_contain_text(ASSIGNMENT.folder)


def the_instructor_looks_into_the_submission(page: Page, server: str) -> None:
    """The manual view: the student's notebook with a box for points and a comment at each question."""
    page.goto(f"{server}/formgrader/gradebook/{ASSIGNMENT.folder}/{ASSIGNMENT.folder}")
    page.locator("tbody a").first.click()
    # The page is large and arrives in parts: wait for the box of the last question.
    graded = [cell for cell in source_notebook(ASSIGNMENT.folder).cells if is_grade(cell)]
    expect(page.locator("input.score")).to_have_count(len(graded))
    assert page.locator("math").count() > 0
    picture(page, "manual")
    page.goto(f"{server}/formgrader/manage_submissions/{ASSIGNMENT.folder}")


def the_author_sees_nbgraders_panel(page: Page, server: str) -> None:
    """Create Assignment, beside the source of the assignment."""
    page.goto(f"{server}/lab/tree/source/{ASSIGNMENT.folder}/{ASSIGNMENT.folder}.ipynb")
    expect(page.get_by_role("button", name="| Idle")).to_be_visible()
    page.get_by_role("tab", name="Create Assignment").click()
    expect(page.locator(".nbgrader-CreateAssignmentWidget, .nbgrader-NotebookWidget").first).to_be_visible()
    expect(page.locator(".nbgrader-TotalPointsInput").first).to_have_value(str(ASSIGNMENT.points))
    picture(page, "create-assignment")


def close_dialog(page: Page) -> None:
    dialog = page.locator(".modal-dialog:visible")
    expect(dialog).to_contain_text("Success", timeout=120 * SECONDS)
    dialog.get_by_role("button", name="Close").first.click()
    expect(dialog).to_have_count(0)


def the_student_reads_the_feedback(page: Page, server: str, checkout: Path) -> None:
    # Without a reset the notebook that was open comes back, and at some moment to the front of what is clicked.
    page.goto(f"{server}/lab/tree/course/index.ipynb?reset")
    expect(page.get_by_role("button", name="| Idle")).to_be_visible()
    menu(page, "Nbgrader", "Assignment List")
    submitted = page.locator("#submitted_assignments_list")
    submitted.get_by_role("button", name="Fetch Feedback").first.click()
    expect(submitted).to_contain_text("view feedback", ignore_case=True)
    pages = list((checkout / "work" / ASSIGNMENT.folder / "feedback").rglob("*.html"))
    assert len(pages) == 1
    page.goto(f"file://{pages[0]}")
    expect(page.locator("body")).to_contain_text(f"(Score: {ASSIGNMENT.points}.0 / {ASSIGNMENT.points}.0)")
    picture(page, "feedback")
    assert "HIDDEN TESTS" not in page.content()
