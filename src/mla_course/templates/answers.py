# %% [markdown]
# # Answers to @ID@, right and wrong
#
# Each cell takes the place of the solution cell of its question. A wrong answer is named for the misconception behind it and lists the test cells that it must fail; a right one is written in another way than the reference.
@ANSWERS@
