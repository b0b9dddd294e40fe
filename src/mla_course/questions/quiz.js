// Asks questions one by one: sends each response to the kernel and shows the review that comes back.

const WAIT = 5000; // ms without a reply until we say so

// ---- one question -----------------------------------------------------------------------------------------------

function ask(question, number, total, name, send, done) {
  const [build, words] = FORMATS[question.format];
  const status = h("p", { class: "mla-status", role: "status", "aria-live": "polite" });
  const button = h("button", { type: "submit", class: "mla-button" });
  const after = h("div", { class: "mla-after" });
  const body = h("fieldset");
  const head = `Question ${number} of ${total}`;
  const form = h("form", { class: "mla-question", "aria-label": `${head}, ${words(question)}`, "data-id": question.id,
    submit: (event) => {
      event.preventDefault();
      if (form.dataset.state === "answered") again();
      else check();
    } },
    h("p", { class: "mla-head" }, h("span", {}, head), h("span", { class: "mla-format" }, words(question))),
    h("div", { class: "mla-scenario" }, paragraphs(question.scenario)),
    body,
    h("div", { class: "mla-foot" }, button, status),
    after);
  let answer;

  function say(text, tone = "", sign = "") {
    status.dataset.tone = tone;
    status.replaceChildren(...(sign ? [h("span", { class: "mla-sign", "aria-hidden": "true" }, sign)] : []), text);
  }

  function start() {
    answer = build(question, name);
    const heading = h("span", { class: "mla-ask", role: "heading", "aria-level": 4 }, rich(question.ask));
    body.replaceChildren(h("legend", {}, heading), answer.node);
    body.disabled = false;
    after.replaceChildren();
    form.dataset.state = "open";
    button.textContent = "Check answer";
    say("");
  }

  function again() {
    start();
    body.querySelector(FOCUSABLE)?.focus();
  }

  async function check() {
    const missing = answer.missing();
    if (missing) return say(missing, "hint");
    if (form.dataset.state === "sent") return;
    lock();
    form.dataset.state = "sent";
    button.textContent = "Checking";
    say("");
    const late = () => {
      // A busy kernel answers later, and we still take it, so the answer stays locked; a dead one never does.
      form.dataset.state = "late";
      button.textContent = "Send again";
      say("The kernel doesn't reply. If it is busy, the result comes when it is free. If it has stopped, restart it " +
        "(Kernel menu) and run the notebook's cells again.", "hint");
    };
    send(question.id, answer.read(), late, (reply) => {
      if (form.dataset.state === "answered") return;
      if (reply.kind === "review") return show(reply.review, reply.note);
      body.disabled = false;
      form.dataset.state = "open";
      button.textContent = "Check answer";
      say(reply.text, "hint");
    });
  }

  function lock() {
    // Disabled inputs drop the focus to the page, where a key would be JupyterLab's: keep it here.
    if (form.contains(document.activeElement)) button.focus({ preventScroll: true });
    body.disabled = true;
  }

  function show(review, note) {
    lock();
    form.dataset.state = "answered";
    button.textContent = "Try again";
    answer.mark(review);
    say(review.right ? "Correct" : "Not correct", review.right ? "right" : "wrong", review.right ? "✓" : "✗");
    const back = review.lesson && `Lesson ${review.lesson}${review.section ? `, section “${review.section}”` : ""}`;
    const days = new Set(review.sources.map(({ checked }) => checked));
    const links = review.sources.map(({ url, checked }) => h("li", {},
      h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, url.slice("https://".length)),
      days.size > 1 && h("span", { class: "mla-note" }, ` (checked ${checked})`)));
    after.replaceChildren(
      ...(back ? [h("p", {}, h("strong", {}, "Read again: "), back)] : []),
      h("p", {}, h("strong", {}, links.length > 1 ? "Sources" : "Source"),
        days.size === 1 && h("span", { class: "mla-note" }, ` (checked ${[...days][0]})`)),
      h("ul", {}, links),
      ...(note ? [h("p", { role: "alert" }, note)] : []));
    form.querySelector(".mla-foot").scrollIntoView({ block: "nearest" });
    done(question.id, review.right);
  }

  start();
  return form;
}

// ---- the widget -------------------------------------------------------------------------------------------------

function render({ model, el }) {
  const view = Math.random().toString(36).slice(2);
  const waiting = new Map();
  const results = new Map();
  const entries = model.get("questions");
  const total = entries.reduce((sum, entry) => sum + (entry.parts?.length ?? 1), 0);
  const tally = h("p", { class: "mla-tally" });
  let sent = 0;
  let number = 0;

  function send(id, response, late, done) {
    const request = `${view}-${++sent}`;
    waiting.set(request, { done, timer: setTimeout(late, WAIT) });
    try {
      model.send({ kind: "answer", request, id, response });
    } catch {
      // The connection is closed; the timer says so in words.
    }
  }

  function receive(reply) {
    const { done, timer } = waiting.get(reply?.request) ?? {};
    if (!done) return; // another view's
    clearTimeout(timer);
    waiting.delete(reply.request);
    done(reply);
  }

  function done(id, right) {
    results.set(id, right);
    const good = [...results.values()].filter(Boolean).length;
    const open = total - results.size;
    if (total > 1) tally.textContent = `${good} of ${total} correct${open ? `, ${open} not answered yet` : ""}`;
  }

  const one = (question) => ask(question, ++number, total, `mla-${view}-${number}`, send, done);
  const root = h("div", { class: "mla-quiz", "data-lm-suppress-shortcuts": "true",
    keydown: (event) => event.stopPropagation() },
    entries.map((entry) => entry.format !== "case_study" ? one(entry)
      : h("section", { class: "mla-case", "aria-label": "Case study" },
        h("p", { class: "mla-head" }, h("span", {}, "Case study")),
        h("div", { class: "mla-scenario" }, paragraphs(entry.scenario)),
        entry.parts.map(one))),
    tally);
  el.append(root);
  model.on("msg:custom", receive);
  return () => {
    model.off("msg:custom", receive);
    waiting.forEach(({ timer }) => clearTimeout(timer));
  };
}

export default { render };
