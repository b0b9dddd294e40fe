# %% [markdown]
# # Assignment @ID@: @TITLE@
#
# One story carries all questions: a person, a problem, and data. Tell it here in a few sentences, and say what is to be handed in.
#
# - **Hand in** this notebook with the four solution cells filled in. Don't rename it and don't change the test cells.
# - **12 points** in four questions. About **60 minutes**.
# - **Read first**: the lesson that teaches this.
# %% nbgrader={"schema_version": 3, "grade_id": "setup", "grade": false, "solution": false, "locked": true, "task": false}
from mla_course.checks import expect, expect_error
@QUESTIONS@
