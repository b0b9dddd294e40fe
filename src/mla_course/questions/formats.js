// The exam's formats, each as a form to answer in and to show the review in. What follows in the page's script uses them.
// The kernel holds the key: nothing here knows what is right before the answer.

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

// ---- the formats ------------------------------------------------------------------------------------------------
// Each gives its node, which says "change" when the response does; read() -> response, write(response) to put back an
// earlier one, missing() -> what to do first, mark(review).

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
    write: (response) => [response].flat().forEach((n) => (rows[n].querySelector("input").checked = true)),
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
      list.dispatchEvent(new Event("change", { bubbles: true }));
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
    write: (response) => {
      list.prepend(...response.map((n) => steps[n]), ...(extras ? [line] : []));
      number();
    },
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
    write: (response) => response.forEach((key, n) => (rows[n].querySelector("select").value = key ?? "")),
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
