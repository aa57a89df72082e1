// The thread as it streams in: what a model wrote is text until the server hands it over as a tree of known elements.
import { $, el, grower, say, seconds, svg, words } from "./elements.js";

const grow = grower(JSON.parse($("allowed").textContent));
const drawn = (id) => el("img", { src: `/api/files/${encodeURIComponent(id)}/picture`, alt: `${words.picture} ${id}` });

// A picture takes its room when it has come: the thread stays at its end then.
function picture(id) {
  const made = drawn(id);
  const thread = $("thread");
  made.addEventListener("load", () => {
    if (thread.scrollHeight - thread.scrollTop - thread.clientHeight < made.height + 120) thread.scrollTop = thread.scrollHeight;
  });
  return made;
}

export class Transcript {
  constructor(thread) { this.thread = thread; this.release = () => {}; this.clear(); }

  clear() { this.thread.replaceChildren(); this.messages = new Map(); this.steps = new Map(); this.answer = ""; }

  add(node) {
    const near = this.thread.scrollHeight - this.thread.scrollTop - this.thread.clientHeight < 80;
    if (!node.isConnected) this.thread.append(node);
    if (near) this.thread.scrollTop = this.thread.scrollHeight;
  }

  turn(role, ...children) {
    const node = el("div", { class: `turn ${role}` }, el("div", { class: "who" }, words.role[role] || role), ...children);
    this.add(node);
    return node;
  }

  said(text) { this.turn("user", el("div", { class: "text plain" }, text)); }

  error(text) { this.turn("error", el("div", { class: "text plain" }, text)); }

  text(event) {
    if (!this.messages.has(event.message)) {
      const body = el("div", { class: "text plain" });
      this.messages.set(event.message, body);
      this.turn("assistant", body);
    }
    const body = this.messages.get(event.message);
    body.append(event.text);
    this.add(body);
  }

  message(event) {
    this.text({ message: event.message, text: "" });
    const body = this.messages.get(event.message);
    body.classList.remove("plain");
    body.replaceChildren(...event.body.map(grow), ...event.images.map(picture));
    if (event.cites.length) body.append(el("p", { class: "note" }, event.cites.join("\n")));
    this.answer = event.text;
    this.add(body);
  }

  step(event) {
    for (const call of event.calls) this.call(event.step, call, event.status !== "delta" && event.status !== "created" && event.status !== "in_progress");
    if (event.error) this.error(event.error);
  }

  calls(event) { for (const call of event.calls) this.call(event.step, call, false); }

  call(step, call, whole) {
    const key = `${step} ${call.index}`;
    if (!this.steps.has(key)) {
      const card = { name: el("span", {}), input: el("pre", {}), output: el("pre", { class: "out", hidden: true }), pictures: el("div", {}) };
      card.node = el("div", { class: "tool" }, el("div", { class: "who" }, card.name), card.input, card.output, card.pictures);
      this.steps.set(key, card);
    }
    const card = this.steps.get(key);
    if (!card.name.textContent || whole) card.name.textContent = call.name;
    const put = (node, text) => { if (text) { node.hidden = false; if (whole) node.textContent = text; else node.append(text); } };
    put(card.input, call.input);
    put(card.output, call.output);
    if (call.images.length) card.pictures.replaceChildren(...call.images.map(picture));
    this.add(card.node);
  }

  // Asks for the output of each function that the run waits for; resolves with them, or with null after `release()`.
  wanted(calls) {
    return new Promise((resolve) => {
      this.release = () => resolve(null);
      const fields = calls.map((call) => el("textarea", { rows: "2", "aria-label": say(words.output_of, call) }));
      const parts = calls.map((call, i) => el("label", {}, `${call.name}(${call.input})`, fields[i]));
      const button = el("button", { type: "submit", class: "main" }, words.send_outputs);
      const form = el("form", { class: "answer-call" }, ...parts, button);
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        for (const node of [...fields, button]) node.disabled = true;
        resolve(calls.map((call, i) => ({ id: call.id, output: fields[i].value })));
      });
      this.turn("function", form);
      fields[0].focus();
    });
  }
}

export function waterfall(done) {
  const total = done.total || 1;
  const share = (value) => `${((100 * value) / total).toFixed(2)}%`;
  const cell = (class_, ...children) => el("span", { class: class_, role: "cell" }, ...children);
  const lane = (name, kind, from, to, tokens) => el("div", { class: "lane", role: "row" },
    el("span", { class: "name", role: "cell", title: name }, name),
    cell("plot", svg("svg", { "aria-hidden": "true" }, svg("line", { class: "track", x1: 0, x2: "100%", y1: 7, y2: 7 }),
      svg("rect", { class: `${kind}-bar`, x: share(from), width: share(Math.max(total / 160, to - from)), y: "2", height: "10", rx: "2" }))),
    cell("num dim", seconds(from)), cell("num dim", seconds(to - from)), cell("num dim", tokens ? tokens.toLocaleString() : ""));
  const heads = [words.step, "", words.start, words.length, words.tokens].map((text) => el("span", { class: "head", role: "columnheader" }, text));
  return [el("div", { class: "lane", role: "row" }, ...heads),
    ...(done.queued ? [lane(words.queued, "queued", 0, done.queued)] : []),
    ...done.steps.map((step) => lane(step.kind === "message" ? words.written : step.name, step.status === "failed" ? "failed" : step.kind, step.started, step.ended, step.tokens))];
}
