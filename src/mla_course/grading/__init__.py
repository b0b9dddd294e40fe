"""Grading: what the course adds to nbgrader, through nbgrader's own extension points."""
