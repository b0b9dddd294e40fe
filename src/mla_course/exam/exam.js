// The exam: start, questions, review page, report. Each answer, flag and step goes to the kernel at once, which keeps it
// on disk and counts the time; this page holds nothing that is lost with it, and no key.

const PATIENCE = 5000; // ms without a reply until we say so
const TICK = 15000; // ms between looks at the kernel's clock
const WARN = [30, 10, 5, 1]; // minutes left at which a screen reader hears of it

const clockText = (seconds) => {
  const whole = Math.max(0, Math.ceil(seconds));
  const two = (n) => String(n).padStart(2, "0");
  return `${Math.floor(whole / 3600)}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`;
};

// Requests and replies over the widget's connection; `ask` resolves with the reply, `late` is called while there is none.
function connection(model, late) {
  const view = Math.random().toString(36).slice(2);
  const waiting = new Map();
  let count = 0;
  const receive = (reply) => {
    const found = waiting.get(reply?.request);
    if (!found) return;
    clearTimeout(found.timer);
    waiting.delete(reply.request);
    found.resolve(reply);
  };
  model.on("msg:custom", receive);
  return {
    ask: (kind, more = {}) => new Promise((resolve) => {
      const request = `${view}-${++count}`;
      waiting.set(request, { resolve, timer: setTimeout(late, PATIENCE) });
      try {
        model.send({ ...more, kind, request });
      } catch {
        // The connection is closed; the timer says so in words.
      }
    }),
    close: () => {
      model.off("msg:custom", receive);
      waiting.forEach(({ timer }) => clearTimeout(timer));
    },
  };
}

function render({ model, el }) {
  const name = `mla-exam-${Math.random().toString(36).slice(2)}`;
  const status = h("p", { class: "mla-status", role: "status", "aria-live": "polite" });
  const screen = h("div", { class: "mla-screen" });
  const root = h("div", { class: "mla-quiz mla-exam", "data-lm-suppress-shortcuts": "true",
    keydown: (event) => event.stopPropagation() }, screen, status);
  const kernel = connection(model, () => say("The kernel doesn't reply. If it is busy, this goes on when it is free. If it " +
    "stopped, restart it (Kernel menu) and run this cell again: all that was saved is there, and the clock goes on.", "hint"));
  let endSitting = () => {};
  let shown = false;

  const say = (text, tone = "") => {
    status.dataset.tone = tone;
    status.textContent = text;
  };
  const button = (text, click, more = {}) => h("button", { type: "button", class: "mla-button", click, ...more }, text);
  const show = (...nodes) => {
    screen.replaceChildren(...nodes.filter(Boolean));
    // The first screen comes by itself: only what follows a key or a click takes the focus there.
    if (shown) {
      screen.querySelector("[data-first]")?.focus({ preventScroll: true });
      root.scrollIntoView({ block: "nearest" });
    }
    shown = true;
  };

  async function open(kind, more) {
    const reply = await kernel.ask(kind, more);
    say("");
    if (reply.kind === "error") say(reply.text, "hint");
    else if (reply.screen === "exam") sit(reply);
    else if (reply.screen === "report") report(reply);
    else start(reply);
  }

  // ---- start --------------------------------------------------------------------------------------------------

  function start({ facts, forms, past }) {
    let chosen = forms.find((form) => !form.taken)?.number ?? forms[0].number;
    const begin = button("Begin the exam", async () => {
      begin.disabled = true;
      say("Drawing your exam …");
      await open("begin", { form: chosen });
      begin.disabled = false;
    }, { "data-first": true });
    show(
      h("section", { class: "mla-question", "aria-label": "Practice exam" },
        h("h3", { class: "mla-title" }, "Practice exam"),
        h("ul", { class: "mla-facts" }, facts.map((fact) => h("li", {}, fact))),
        h("fieldset", {}, h("legend", {}, h("span", { class: "mla-ask" }, "Which form?")),
          h("div", { class: "mla-rows" }, forms.map(({ number, taken }) =>
            h("div", { class: "mla-row mla-option" }, h("label", {},
              h("input", { type: "radio", name: `${name}-form`, checked: number === chosen,
                change: () => (chosen = number) }),
              h("span", {}, `Form ${number}${taken ? ", taken before" : ""}`)))))),
        h("div", { class: "mla-foot" }, begin)),
      past.length > 0 && h("section", { class: "mla-question", "aria-label": "Earlier exams" },
        h("p", { class: "mla-ask" }, "Earlier exams"),
        h("ul", {}, past.map(({ id, form, day }) => h("li", {}, `${day}, form ${form}: `,
          button("See the report", () => open("look", { sitting: id }), { class: "mla-link" }))))));
  }

  // ---- under way ----------------------------------------------------------------------------------------------

  function sit({ entries, responses, flagged, place, left, set_back }) {
    const asked = flatten(entries);
    const flags = new Set(flagged);
    const saving = new Map(); // by question: the newest response that is not on its way yet
    let until = performance.now() + left * 1000;
    let told = new Set(WARN.filter((minutes) => minutes * 60 >= left));
    let over = false;
    let asking = false;

    const timer = h("span", { class: "mla-timer", role: "timer" });
    const aloud = h("span", { class: "mla-hidden", role: "status" });
    const saved = h("span", { class: "mla-note" });

    async function tell(kind, more) {
      const reply = await kernel.ask(kind, more);
      if (over) return reply;
      if (reply.kind === "error") say(reply.text, "hint");
      else if (reply.screen === "report") {
        over = true;
        report(reply);
      } else {
        say("");
        until = performance.now() + reply.left * 1000;
        if (reply.set_back > 60) say("The computer's clock was set back. The time counted so far stays counted.", "hint");
      }
      return reply;
    }

    // One message a question at a time: what changes meanwhile goes after it, the newest only.
    async function save(id, response) {
      responses[id] = response;
      saved.textContent = "Saving";
      const busy = saving.has(id);
      saving.set(id, response);
      if (busy) return;
      for (let next = response; ; next = saving.get(id)) {
        const reply = await tell("answer", { id, response: next });
        if (saving.get(id) === next) {
          saving.delete(id);
          if (!saving.size) saved.textContent = reply.kind === "kept" ? "Saved" : "Not saved";
          return;
        }
      }
    }

    function beat() {
      const seconds = (until - performance.now()) / 1000;
      timer.textContent = `${clockText(seconds)} left`;
      timer.dataset.low = seconds < 600;
      const minutes = WARN.find((each) => seconds <= each * 60 && !told.has(each));
      if (minutes) {
        told = new Set(WARN.filter((each) => each >= minutes));
        aloud.textContent = `${minutes} ${minutes === 1 ? "minute" : "minutes"} left`;
      }
      if (seconds <= 0 && !asking) tick();
    }
    const clocks = [setInterval(beat, 250), setInterval(() => tick(), TICK)];
    async function tick() {
      asking = true;
      await tell("tick");
      asking = false;
    }

    const isAnswered = ({ id }) => responses[id] != null && !(Array.isArray(responses[id]) && !responses[id].length);
    const head = (text) => h("div", { class: "mla-bar" }, h("strong", {}, text), timer, saved, aloud);
    const flagText = (on) => (on ? "⚑ Flagged" : "⚐ Flag");

    function go(at) {
      place = at;
      tell("go", { place });
      const { question, scenario, part } = asked[at];
      const [build, words] = FORMATS[question.format];
      const answer = build(question, `${name}-${at}`);
      if (isAnswered(question)) answer.write(responses[question.id]);
      answer.node.addEventListener("change", () => save(question.id, answer.read() ?? null));
      const clear = () => {
        save(question.id, null);
        go(at);
      };
      const flag = h("button", { type: "button", class: "mla-button mla-quiet", "aria-pressed": flags.has(question.id),
        click: () => {
          const on = !flags.has(question.id);
          on ? flags.add(question.id) : flags.delete(question.id);
          flag.setAttribute("aria-pressed", on);
          flag.textContent = flagText(on);
          tell("flag", { id: question.id, flagged: on });
        } }, flagText(flags.has(question.id)));
      show(
        head(`Question ${at + 1} of ${asked.length}`),
        h("form", { class: "mla-question", "data-id": question.id, submit: (event) => event.preventDefault(),
          "aria-label": `Question ${at + 1} of ${asked.length}, ${words(question)}` },
          h("p", { class: "mla-head" }, h("span", {}, part || ""), h("span", { class: "mla-format" }, words(question))),
          h("div", { class: "mla-scenario" }, paragraphs(scenario)),
          h("fieldset", {}, h("legend", {}, h("span", { class: "mla-ask", role: "heading", "aria-level": 4, tabindex: -1,
            "data-first": true }, rich(question.ask))), answer.node),
          h("div", { class: "mla-foot" },
            button("Previous", () => go(at - 1), { disabled: at === 0, class: "mla-button mla-quiet" }),
            button(at + 1 < asked.length ? "Next" : "Review", () => (at + 1 < asked.length ? go(at + 1) : overview())),
            flag,
            button("Clear", clear, { class: "mla-button mla-quiet" }),
            button("Review page", () => overview(), { class: "mla-button mla-quiet" }))));
    }

    function overview() {
      const open = asked.filter(({ question }) => !isAnswered(question)).length;
      const tiles = h("ol", { class: "mla-tiles" }, asked.map(({ question }, at) => {
        const done = isAnswered(question);
        const marked = flags.has(question.id);
        const words = `Question ${at + 1}, ${done ? "answered" : "not answered"}${marked ? ", flagged" : ""}`;
        return h("li", {}, h("button", { type: "button", "aria-label": words, title: words, "data-done": String(done),
          click: () => go(at) }, String(at + 1), h("span", { "aria-hidden": "true" }, ` ${done ? "●" : "○"}${marked ? "⚑" : ""}`)));
      }));
      const foot = h("div", { class: "mla-foot" });
      const ask = () => {
        foot.replaceChildren(h("strong", { role: "alert" }, open
          ? `${open} ${open === 1 ? "question has" : "questions have"} no answer and count as wrong. End the exam?`
          : "End the exam? You can't come back."),
          button("End the exam", () => tell("end")),
          button("Go on", () => overview(), { class: "mla-button mla-quiet" }));
        foot.querySelector("button").focus();
      };
      foot.append(button("Back to the question", () => go(place)), button("End the exam", ask, { class: "mla-button mla-quiet" }));
      show(head("Review"), h("section", { class: "mla-question", "aria-label": "Review page" },
        h("p", { class: "mla-ask", tabindex: -1, "data-first": true },
          `${asked.length - open} answered, ${open} open, ${flags.size} flagged`),
        h("p", { class: "mla-help" }, "● answered, ○ open, ⚑ flagged. Choose one to go to it."), tiles, foot));
    }

    endSitting = () => {
      clocks.forEach(clearInterval);
    };
    if (set_back > 60) say("The computer's clock was set back. The time counted so far stays counted.", "hint");
    go(Math.min(place, asked.length - 1));
    beat();
  }
  // ---- over ---------------------------------------------------------------------------------------------------

  function report({ report: result, entries, sitting }) {
    endSitting();
    const { scaled, passed, sections, advice, caution, least, most, pass, right, unscored } = result;
    const percent = (score) => `${(100 * (score - least)) / (most - least)}%`;
    const asked = flatten(entries);
    const list = h("ol", { class: "mla-tiles" }, asked.map(({ question }, at) => {
      const good = right[question.id];
      const words = `Question ${at + 1}, ${good ? "right" : "wrong"}${unscored.includes(question.id) ? ", unscored" : ""}`;
      return h("li", {}, h("button", { type: "button", "aria-label": words, title: words, "data-right": String(good),
        click: () => look(at) }, String(at + 1), h("span", { "aria-hidden": "true" }, good ? " ✓" : " ✗")));
    }));
    const place = h("div", {});

    async function look(at) {
      const { question, scenario, part } = asked[at];
      const reply = await kernel.ask("review", { sitting, id: question.id });
      if (reply.kind === "error") return say(reply.text, "hint");
      const [build, words] = FORMATS[question.format];
      const answer = build(question, `${name}-look-${at}`);
      if (reply.response != null) answer.write(reply.response);
      answer.mark(reply.review);
      place.replaceChildren(h("form", { class: "mla-question", "data-state": "answered", "data-id": question.id,
        "aria-label": `Question ${at + 1}, with reasons` },
        h("p", { class: "mla-head" }, h("span", {}, `Question ${at + 1}${part ? `: ${part}` : ""}`),
          h("span", { class: "mla-format" }, words(question))),
        h("div", { class: "mla-scenario" }, paragraphs(scenario)),
        h("fieldset", { disabled: true }, h("legend", {}, h("span", { class: "mla-ask", tabindex: -1, "data-first": true },
          rich(question.ask))), answer.node),
        h("ul", {}, reply.review.sources.map(({ url }) => h("li", {}, link(url))))));
      place.querySelector("[data-first]").focus();
    }

    show(
      h("section", { class: "mla-question", "aria-label": "Report" },
        h("p", { class: "mla-head" }, h("span", {}, `Form ${result.form}`), h("span", {}, result.day)),
        h("h3", { class: "mla-title", tabindex: -1, "data-first": true }, `${scaled} of ${most}: ${passed ? "pass" : "no pass"}`),
        h("div", { class: "mla-scale", role: "img",
          "aria-label": `On the scale from ${least} to ${most}: you have ${scaled}, and ${pass} passes` },
          h("span", { class: "mla-filled", style: `width: ${percent(scaled)}`, "data-passed": String(passed) }),
          h("span", { class: "mla-cut", style: `left: ${percent(pass)}` }, h("span", {}, String(pass)))),
        h("table", { class: "mla-sections" },
          h("thead", {}, h("tr", {}, h("th", {}, "Section"), h("th", {}, "Of the score"), h("th", {}, "Your answers"))),
          h("tbody", {}, sections.map(({ title, weight, met }) => h("tr", {}, h("td", {}, title), h("td", {}, `${weight} %`),
            h("td", { "data-met": String(met) }, met ? "✓ Meets what passes" : "✗ Needs work"))))),
        h("p", { class: "mla-help" }, caution)),
      advice.length > 0 && h("section", { class: "mla-question", "aria-label": "What to study next" },
        h("p", { class: "mla-ask" }, "What to study next"),
        h("ul", { class: "mla-advice" }, advice.map(({ statement, title, lessons, links }) => h("li", {},
          h("strong", {}, statement), ` ${title}`, lessons.length > 0 && ` (lesson ${lessons.join(", ")})`,
          h("ul", {}, links.map((url) => h("li", {}, link(url)))))))),
      h("section", { class: "mla-question", "aria-label": "Your answers" },
        h("p", { class: "mla-ask" }, "Go through your answers, with a reason for every option"), list),
      place,
      h("div", { class: "mla-foot" }, button("Another exam", () => open("start"))));
  }

  const link = (url) => h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, url.slice("https://".length));

  function flatten(entries) {
    return entries.flatMap((entry) => entry.format !== "case_study"
      ? [{ question: entry, scenario: entry.scenario }]
      : entry.parts.map((question, n) => ({ question, scenario: entry.scenario,
          part: `Case study, question ${n + 1} of ${entry.parts.length}` })));
  }

  el.append(root);
  open("open");
  return () => {
    endSitting();
    kernel.close();
  };
}

export default { render };
