"""What the lessons, the assignments and the command line of the course share.

A lesson needs at most four of these modules: `data`, `plots`, `aws` and `questions`. An assignment needs `checks`.
The rest serves the people who write, grade and test the course.
"""
