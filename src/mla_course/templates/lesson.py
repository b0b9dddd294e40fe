# %% [markdown]
# # @ID@ @TITLE@
#
# After this lesson you can decide something that a person in this job has to decide. Write that decision here, in one sentence, before anything else: the lesson keeps this promise and makes no other.
#
# **Covers**: @STATEMENTS@ (the statements of the exam guide, in a few words each)
#
# **Time**: @MINUTES@ minutes
#
# **Know first**: what the reader must bring along, in a line
# %%
import matplotlib.pyplot as plt
import numpy as np

from mla_course.plots import BLUE, GRAY, ORANGE, show, use_theme

use_theme()
# %% [markdown]
# A person with a name and a job has a problem and some data. Tell it in two or three sentences, so that the reader knows what would be a good answer and what a wrong one would cost. Take real data from `mla_course.data`, or make a table with a seed, and say which. The data of this page is made, and stands for yours: **200**<!--= len(days) --> days of one measurement, each with a date and a value. Give every column its unit, and show the first rows, so that the reader can follow by hand what the code does later.
# %%
rng = np.random.default_rng(0)
days = np.arange(200)
value = 20 + 0.05 * days + rng.normal(0, 2, size=200)
value[:5].round(1)
# %% [markdown]
# ## 1. The first question, as a question
#
# *8 minutes.* A section has one idea. It opens with a question that the reader can't answer yet and would like to. Say what the experiment will be, and what could come of it. If you need a definition, give it here with its symbols, its unit and its range, and not a line more than this section uses. Then let the reader commit to a guess, because a wrong guess is what makes the answer stay.
#
# <details><summary>Predict first: the values rise slowly under a lot of noise. How many of the last hundred lie above the mean of the first hundred?</summary>
#
# **98**<!--= above --> of a hundred. Say in a sentence why, so that a reader who guessed otherwise sees where the guess went wrong.
#
# </details>
# %%
mean_before = value[:100].mean()
above = int((value[100:] > mean_before).sum())
print(f"{above} of 100 above {mean_before:.1f}")
# %% [markdown]
# Then a few lines of code, rarely over fifteen, that the reader could keep: real library calls and plain names, no helper that hides the point. After it comes a plot or a small table. The title of a plot states the finding, its axes have names and units, its colors come from `mla_course.plots`, and its alternative text tells the finding to a reader who can't see it.
# %%
fig, ax = plt.subplots()
ax.plot(days, value, ".", color=GRAY)
ax.axhline(mean_before, color=BLUE)
ax.set(title="The second hundred lies above the mean of the first", xlabel="day", ylabel="value, units")
show(fig, alt="Values against days, rising slowly; most of the second hundred lie above the mean of the first hundred.")
# %% [markdown]
# **Notice.** Say what to see, with the number in it: **98**<!--= above --> of a hundred. A number in the prose that comes from the run carries its expression behind it in a comment that no reader sees; a test compares the two, so that prose and run never drift apart.
#
# **What would change it.** Name the condition under which the finding would be another one. This is where the exam asks, and where the reader learns to distrust a rule of thumb. Where it costs little, let the reader change a line and run it again.
# %% [markdown]
# ## 2. The second question
#
# *8 minutes.* The second section takes up what the first left open. Build on its data, so that the reader needn't learn a new table. Three to five sections are enough for a lesson; what doesn't fit goes to the next one. Keep sentences short and speak to the reader as you. Use the terms as AWS and scikit-learn use them, and explain each when it comes for the first time.
#
# <details><summary>Predict first: does the mean of ten days scatter less than a single day, and by how much?</summary>
#
# Less, by a factor of **2.9**<!--= scatter_ratio:.1f -->; the square root of ten is a little more. Where a formula predicts the result, say what it predicts and what came out.
#
# </details>
# %%
flat = value - 0.05 * days
ten_days = flat.reshape(20, 10).mean(axis=1)
scatter_ratio = flat.std() / ten_days.std()
print(f"{scatter_ratio:.1f} times")
# %%
fig, ax = plt.subplots()
ax.hist(flat, bins=20, density=True, color=GRAY, label="single days")
ax.hist(ten_days, bins=8, density=True, color=ORANGE, alpha=0.8, label="means of ten days")
ax.set(title="Means of ten days scatter a third as much", xlabel="value, units", ylabel="density, per unit")
ax.legend()
show(fig, alt="Two histograms around the same center; the one of ten-day means is about a third as wide.")
# %% [markdown]
# **Notice.** The factor is **2.9**<!--= scatter_ratio:.1f -->. Look at each figure in a browser before you go on. If it needs its paragraph to be understood, it isn't ready: change the title, take something out, or draw something else. Look at it once in gray, too.
#
# **What would change it.** If each day depended on the one before, the mean of ten would say less. Say it, and show it if a line is enough.
# %% [markdown]
# ## 3. The third question
#
# *8 minutes.* The last section before the cloud brings the decision within reach. Often it is a trade: cost against latency, effort against control, one kind of error against another. Measure both sides in the same run, so that a noisy machine can't turn the result. Where you show what goes wrong, show the cure as well, and measure that it cures. A leak, a lie of a metric or a hot shard is best made by the reader's own hands first.
#
# <details><summary>Predict first: is a longer average always better?</summary>
#
# No: it answers later. The best length here is neither the shortest nor the longest, and the curve below has its lowest point in between.
#
# </details>
# %%
lengths = np.arange(1, 61)
error = [np.mean([(value[t - n : t].mean() - (20 + 0.05 * t)) ** 2 for t in range(60, 200)]) ** 0.5 for n in lengths]
best_length = int(lengths[np.argmin(error)])
print(f"best length: {best_length} days")
# %%
fig, ax = plt.subplots()
ax.plot(lengths, error, color=BLUE)
ax.axvline(best_length, color=GRAY, linestyle=":")
ax.set(title="Too short is noisy, too long is late", xlabel="length of the average, days", ylabel="error, units")
show(fig, alt="Error of a moving average against its length: high for few days, lowest in between, rising again.")
# %% [markdown]
# **Notice.** The error is smallest at **15**<!--= best_length --> days. A single number is rarely the lesson; the shape is. Tell the reader which part of the curve is noise and which part would be there with other data as well.
#
# **What would change it.** A steeper trend moves the best length to the left, more noise to the right.
# %% [markdown]
# ## On AWS
#
# *5 minutes.* Say which service does this, and run the call that does it, for real, against the local endpoint wherever it can be. Give its limits and what it costs, from the official page, with the link and the date on which you read it, as here: [what Amazon S3 is](https://docs.aws.amazon.com/AmazonS3/latest/userguide/Welcome.html). What you can't confirm you leave out. Every cell that calls AWS says on its first line whether it is real, recorded or simulated, so that nobody takes a canned answer for a result.
# %%
# Real: the local endpoint stores the object as S3 would.
import boto3

from mla_course.aws import start_local_aws

start_local_aws()
s3 = boto3.client("s3")
s3.create_bucket(Bucket="lesson-data")
s3.put_object(Bucket="lesson-data", Key="values.csv", Body="\n".join(f"{v:.2f}" for v in value))
[item["Key"] for item in s3.list_objects_v2(Bucket="lesson-data")["Contents"]]
# %% [markdown]
# End the section with what an exam question may turn on: a fixed name, a default that surprises, a limit that decides between two services.
# %% [markdown]
# ## Decide
#
# *3 minutes.* From the requirement to the choice, in the words that a question of the exam would use.
#
# | The requirement says | Choose | Because |
# |---|---|---|
# | lowest latency | the first | it answers from memory |
# | least effort | the second | nothing is to be run by you |
# | cheapest | the third | you pay for what you use |
# %% [markdown]
# ## Check yourself
#
# *5 minutes.* Three to five questions from the bank, of different formats, with a reason for every option. `mla new question` starts one.
# %%
from mla_course.questions import check_yourself

check_yourself("@QUESTION@")
# %% [markdown]
# ## Remember
#
# 1. Five lines answer the promise of the first cell.
# 2. Each is a sentence that the reader could say to a colleague.
# 3. None has a number that nobody needs to know by heart.
# 4. The fourth is the one that most readers get wrong at first.
# 5. The last says when the rule doesn't hold.
#
# Then name the assignment that practices the lesson, and the lesson that comes next.
# %% [markdown]
# *Before you call it done: run everything from the top, look at every figure in a browser, read the lesson aloud as a reader who doesn't know the answer, and take out each sentence that you could spare. Then delete this cell.*
