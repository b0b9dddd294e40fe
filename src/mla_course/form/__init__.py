"""What a notebook of the course must be. Each rule says what is wrong and how to mend it; none raises.

`notebook` holds the rules for every stored notebook, `lesson` and `assignment` those for their kind, and `prose` the
one that compares numbers in the text with the run.
"""
