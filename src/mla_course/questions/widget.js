// Shows the questions in `questions`, sends each response to the kernel and shows the review that comes back.
// The kernel holds the key: nothing here knows what is right before the answer.

const WAIT = 5000; // ms without a reply until we say so
const COUNTS = ["none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
const FOCUSABLE = "input, select, [tabindex='0']";

// ---- small helpers ----------------------------------------------------------------------------------------------

function h(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (typeof value === "function") node.addEventListener(name, value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value != null) node.setAttribute(name, value);
  }
  node.append(...children.flat(2).filter((child) => child != null && child !== false));
  return node;
}

// Text as it is; `code` in backticks is the only markup.
const rich = (text) => text.split(/`([^`]+)`/).map((part, n) => (n % 2 ? h("code", {}, part) : part));
const plain = (text) => text.replaceAll("`", "");
const paragraphs = (text) => (text ?? "").split(/\n+/).filter((p) => p.trim()).map((p) => h("p", {}, rich(p)));

// The reason below an option, step or prompt: word, symbol and (by data-mark) color say the same.
function mark(row, good, note, why, tone = good ? "right" : "wrong") {
  row.dataset.mark = tone;
  row.append(
    h("div", { class: "mla-why" },
      h("p", { class: "mla-verdict" },
        h("span", { class: "mla-sign", "aria-hidden": "true" }, good ? "✓" : "✗"),
        h("strong", {}, good ? "Correct" : "Not correct"),
        note && h("span", { class: "mla-note" }, note)),
      h("p", {}, rich(why))));
}

// ---- the formats: each gives its node, read() -> response, missing() -> what to do first, mark(review) ------------

function options(question, name) {
  const type = question.format === "multiple_choice" ? "radio" : "checkbox";
  const rows = question.options.map((text, n) =>
    h("div", { class: "mla-row mla-option" },
      h("label", {},
        h("input", { type, name, value: n }),
        h("span", { class: "mla-letter", "aria-hidden": "true" }, "ABCDEFGH"[n]),
        h("span", {}, rich(text)))));
  const chosen = () => rows.flatMap((row, n) => (row.querySelector("input").checked ? [n] : []));
  return {
    node: h("div", { class: "mla-rows" }, rows),
    read: () => (type === "radio" ? chosen()[0] : chosen()),
    missing: () => {
      const count = chosen().length;
      if (count === question.choose) return "";
      return `Choose ${COUNTS[question.choose]}${count ? `; you have chosen ${COUNTS[count]}` : " first"}.`;
    },
    mark: (review) =>
      review.items.forEach((item, n) => {
        const note = item.chosen ? "your choice" : item.correct ? "not chosen" : "";
        const tone = item.chosen ? undefined : item.correct ? "missed" : "quiet";
        mark(rows[n], item.correct, note, item.why, tone);
      }),
  };
}

function ordering(question, name) {
  const count = question.steps.length;
  const extras = question.choose < count; // there are distractors, so steps are selected, too
  const live = h("span", { class: "mla-hidden", role: "status" });
  const line = h("li", { class: "mla-line", "aria-hidden": "true" });
  const help = h("p", { class: "mla-help", id: `${name}-help` });
  const steps = question.steps.map((text, n) => step(text, n));
  const list = h("ol", { class: "mla-rows mla-steps" }, extras && line, steps);

  const kept = () => {
    const items = [...list.children];
    return extras ? items.slice(0, items.indexOf(line)) : items;
  };

  function step(text, n) {
    const label = plain(text);
    const button = (sign, what, way) =>
      h("button", { type: "button", tabindex: -1, "aria-label": `Move ${what}: ${label}`, title: `Move ${what}`,
        click: () => move(item, way) }, sign);
    const words = [h("span", { class: "mla-place", "aria-hidden": "true" }), h("span", {}, rich(text))];
    const box = extras && h("input", { type: "checkbox", tabindex: -1, "aria-label": `In the list: ${label}`,
      change: () => toggle(item) });
    const item = h("li", { class: "mla-row mla-step", tabindex: 0, "data-step": n, "aria-describedby": `${name}-help`,
      keydown: (event) => key(event, item), pointerdown: (event) => grab(event, item) },
      h("span", { class: "mla-grip", "aria-hidden": "true" }, "⠿"),
      extras ? h("label", {}, box, words) : h("span", { class: "mla-words" }, words),
      h("span", { class: "mla-buttons" }, button("↑", "up", -1), button("↓", "down", 1)));
    return item;
  }

  // The neighbor moves, never the step itself: a node that moves loses focus and the pointer.
  function swap(item, way) {
    if (list.closest("fieldset").disabled) return false;
    const other = way < 0 ? item.previousElementSibling : item.nextElementSibling;
    if (!other) return false;
    way < 0 ? item.after(other) : item.before(other);
    return true;
  }

  function move(item, way) {
    if (swap(item, way)) number(item);
  }

  function toggle(item) {
    const out = kept().includes(item);
    while (kept().includes(item) === out) if (!swap(item, out ? 1 : -1)) break;
    number(item);
  }

  function key(event, item) {
    if (event.target !== item || event.ctrlKey || event.metaKey) return;
    if (event.key === "ArrowUp") move(item, -1);
    else if (event.key === "ArrowDown") move(item, 1);
    else if (event.key === " " && extras) toggle(item);
    else return;
    event.preventDefault();
  }

  // Drag with the mouse anywhere on the step, with a finger on its grip (elsewhere a finger scrolls the page).
  function grab(event, item) {
    const onGrip = event.target.closest(".mla-grip");
    if (event.button || event.target.closest("button, input") || (event.pointerType === "touch" && !onGrip)) return;
    const drag = (e) => {
      const on = item.classList.contains("mla-dragged");
      if (e.pointerId !== event.pointerId || (!on && Math.abs(e.clientY - event.clientY) < 5)) return;
      if (!on) item.setPointerCapture(e.pointerId); // from here on, letting go is no click on the label
      item.classList.add("mla-dragged");
      const middle = (node) => node.getBoundingClientRect().top + node.offsetHeight / 2;
      const [before, after] = [item.previousElementSibling, item.nextElementSibling];
      if (before && e.clientY < middle(before)) move(item, -1);
      else if (after && e.clientY > middle(after)) move(item, 1);
    };
    const end = new AbortController();
    const until = { signal: end.signal };
    const drop = () => {
      item.classList.remove("mla-dragged");
      end.abort();
    };
    document.addEventListener("pointermove", drag, until);
    document.addEventListener("pointerup", drop, until);
    document.addEventListener("pointercancel", drop, until);
  }

  function number(moved) {
    const order = kept();
    steps.forEach((item) => {
      const place = order.indexOf(item) + 1;
      item.querySelector(".mla-place").textContent = place || "";
      item.classList.toggle("mla-out", !place);
      if (extras) item.querySelector("input").checked = place > 0;
      // Not `disabled`, which would drop the focus from the button that was just pressed.
      const [up, down] = item.querySelectorAll("button");
      up.setAttribute("aria-disabled", !item.previousElementSibling);
      down.setAttribute("aria-disabled", !item.nextElementSibling);
    });
    const invite = `Put ${COUNTS[question.choose]} steps above this line`;
    line.textContent = order.length ? "Steps below this line are left out" : invite;
    if (moved) {
      const place = order.indexOf(moved) + 1;
      live.textContent = place ? `Place ${place} of ${order.length}` : "Left out";
    }
  }

  help.textContent = extras
    ? `Tick ${COUNTS[question.choose]} of the ${COUNTS[count]} steps in their order, then move them by drag or ` +
      "arrows. Keyboard: Tab to a step, Space takes it in or out, ↑ and ↓ move it."
    : "Drag the steps into order, or use their arrows. Keyboard: Tab to a step, ↑ and ↓ move it.";
  number();
  return {
    node: h("div", {}, help, list, live),
    read: () => kept().map((item) => Number(item.dataset.step)),
    missing: () => {
      const have = kept().length;
      if (have === question.choose) return "";
      return `Put ${COUNTS[question.choose]} steps in the list; it has ${COUNTS[have]}.`;
    },
    mark: (review) => {
      help.textContent = "The right order:";
      list.classList.add("mla-done");
      const order = [...review.items.keys()];
      order.sort((a, b) => (review.items[a].correct ?? 99) - (review.items[b].correct ?? 99));
      for (const n of order) {
        const { chosen, correct, right, why } = review.items[n];
        const had = chosen ? `you had it in place ${chosen}` : "you left it out";
        steps[n].querySelector(".mla-place").textContent = correct ?? "–";
        steps[n].classList.toggle("mla-out", !correct);
        steps[n].removeAttribute("tabindex");
        mark(steps[n], right, right ? (correct ? "" : "it stays out") : correct ? had : `${had}; it stays out`, why);
        list.append(steps[n]);
      }
      line.remove();
    },
  };
}

function matching(question, name) {
  const texts = Object.fromEntries(question.responses.map(({ key, text }) => [key, text]));
  const long = question.responses.some(({ text }) => text.length > 36); // too long for half a line
  const rows = question.prompts.map((text, n) =>
    h("div", { class: `mla-row mla-pair ${long ? "mla-long" : ""}` },
      h("label", { for: `${name}-${n}` }, rich(text)),
      h("select", { id: `${name}-${n}` },
        h("option", { value: "" }, "Choose a match"),
        question.responses.map((each) => h("option", { value: each.key }, plain(each.text))))));
  const read = () => rows.map((row) => row.querySelector("select").value || null);
  const node = h("div", { class: "mla-rows" }, rows);
  return {
    node,
    read,
    missing: () => {
      const open = read().filter((key) => key === null).length;
      return open ? `Match each line first; ${COUNTS[open] ?? open} ${open === 1 ? "is" : "are"} open.` : "";
    },
    mark: (review) => {
      review.items.forEach((item, n) => {
        mark(rows[n], item.right, item.right ? "" : `the match is ${plain(texts[item.correct])}`, item.why);
      });
      const about = review.responses.map(({ key, why }) =>
        h("li", {}, h("strong", {}, rich(texts[key]), ": "), rich(why)));
      node.append(h("p", { class: "mla-help" }, "About each response:"), h("ul", {}, about));
    },
  };
}

const FORMATS = {
  multiple_choice: [options, () => "Choose one"],
  multiple_response: [options, (question) => `Choose ${COUNTS[question.choose]}`],
  ordering: [ordering, () => "Put in order"],
  matching: [matching, () => "Match each"],
};

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
      if (reply.kind === "review") return show(reply.review);
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

  function show(review) {
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
      h("ul", {}, links));
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
