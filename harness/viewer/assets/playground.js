import { $, el, say as filled, seconds, words } from "./elements.js";
import { Transcript, waterfall } from "./transcript.js";

const token = document.querySelector('meta[name="harness-token"]').content;
const transcript = new Transcript($("thread"));
const state = { assistant: "", thread: "", model: "", run: "", busy: false, questions: [] };

// ---- requests

async function ask(path, body, type) {
  const raw = body instanceof Blob;
  const response = await fetch(path, {
    method: "POST", body: raw ? body : JSON.stringify(body),
    headers: { "X-Harness-Token": token, "Content-Type": raw ? "application/octet-stream" : "application/json" },
  });
  if (response.ok) return type === "stream" ? response : response.json();
  throw new Error((await response.json().catch(() => ({}))).error || `HTTP ${response.status}`);
}

async function* events(response) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const parts = (rest + value).split("\n\n");
    rest = parts.pop();
    for (const part of parts) yield JSON.parse(part.slice("data: ".length));
  }
}

function problem(error) {
  $("problem").hidden = !error;
  $("problem").textContent = error ? error.message : "";
  if (error) $("problem").scrollIntoView({ block: "nearest" });
}

// ---- the assistant

async function upload() {
  const files = [];
  for (const file of $("files").files) files.push((await ask(`/api/files?name=${encodeURIComponent(file.name)}`, file)).file);
  return files;
}

function functions() {
  const text = $("functions").value.trim();
  if (!text) return [];
  const value = JSON.parse(text);
  return Array.isArray(value) ? value : [value];
}

async function make(event) {
  event.preventDefault();
  const button = $("make").querySelector("button");
  button.disabled = true;
  problem(null);
  $("made").textContent = words.making;
  try {
    const tools = [...document.querySelectorAll('[name="tool"]:checked')].map((box) => box.value);
    const asked = { instructions: $("instructions").value, model: $("model").value.trim(), tools, functions: functions(), files: await upload() };
    Object.assign(state, await ask("/api/assistants", asked));
    $("made").textContent = filled(words.made, state);
    begin();
  } catch (error) {
    $("made").textContent = "";
    problem(error);
  } finally { button.disabled = false; }
}

function begin() {
  transcript.clear();
  state.questions = [];
  state.run = "";
  $("run-panel").hidden = true;
  $("save").hidden = true;
  enable();
  $("text").focus();
}

function enable() {
  const ready = Boolean(state.thread) && !state.busy;
  for (const id of ["text", "send", "fresh"]) $(id).disabled = !ready;
  $("cancel").disabled = !state.busy;
  $("make").querySelector("button").disabled = state.busy;
}

// ---- a message and its run

async function say(event) {
  event.preventDefault();
  const text = $("text").value;
  if (!text.trim() || state.busy || !state.thread) return;
  problem(null);
  transcript.said(text);
  state.questions.push(text);
  $("text").value = "";
  await follow("/api/messages", { thread: state.thread, assistant: state.assistant, text });
}

async function follow(path, body) {
  state.busy = true;
  enable();
  $("status").textContent = words.sent;
  let wanted = null;
  try {
    for await (const event of events(await ask(path, body, "stream"))) {
      if (event.type === "status") wanted = status(event);
      else if (event.type === "done") finished(event);
      else if (event.type === "error") transcript.error(event.text);
      else transcript[event.type](event);
    }
  } catch (error) { problem(error); }
  if (wanted) {
    const outputs = await transcript.wanted(wanted);
    if (outputs) return follow("/api/outputs", { thread: state.thread, run: state.run, outputs });
  }
  state.busy = false;
  enable();
  offer();
  $("text").focus();
}

function status(event) {
  state.run = event.run;
  $("status").textContent = event.status;
  if (event.error) transcript.error(event.error);
  return event.wanted || null;
}

function finished(event) {
  const facts = { ...event.run, [words.time]: seconds(event.total), [words.first_text]: seconds(event.ttft) };
  $("run-facts").replaceChildren(...Object.entries(facts).filter(([, value]) => value !== null && value !== "")
    .map(([name, value]) => el("div", {}, el("dt", {}, name), el("dd", {}, String(value)))));
  $("waterfall").replaceChildren(...waterfall(event));
  $("raw").hidden = true;
  $("inspect").textContent = words.show;
  $("run-panel").hidden = !state.run;
}

async function cancel() {
  if (!state.run) return;
  $("cancel").disabled = true;
  try { $("status").textContent = (await ask("/api/cancel", { thread: state.thread, run: state.run })).status; transcript.release(); } catch (error) { problem(error); }
}

async function inspect() {
  if (!$("raw").hidden) { $("raw").hidden = true; $("inspect").textContent = words.show; return; }
  try {
    const response = await fetch(`/api/runs/${state.thread}/${state.run}`);
    const found = await response.json();
    if (!response.ok) throw new Error(found.error);
    $("raw").textContent = found.text;
    $("raw").hidden = false;
    $("inspect").textContent = words.hide;
  } catch (error) { problem(error); }
}

// ---- the dataset

function offer() {
  if (!transcript.answer) return;
  $("save").hidden = false;
  $("saved").textContent = "";
  $("sample-id").value = `play-${new Date().toISOString().slice(0, 19).replace(/[^0-9]/g, "")}`;
}

async function save(event) {
  event.preventDefault();
  problem(null);
  const [question, ...turns] = state.questions;
  const sample = { id: $("sample-id").value.trim(), question, target: $("target").value, metadata: { answer: transcript.answer, model: state.model } };
  if (turns.length) sample.turns = turns;
  for (const name of ["topic", "level"]) if ($(name).value.trim()) sample[name] = $(name).value.trim();
  try {
    const saved = await ask("/api/samples", { dataset: $("dataset").value.trim(), sample });
    $("saved").textContent = filled(words.saved, saved) + (saved.warning ? ` ${filled(words.careful, saved)}` : "");
  } catch (error) { $("saved").textContent = ""; problem(error); }
}

$("make").addEventListener("submit", make);
$("say").addEventListener("submit", say);
$("save").addEventListener("submit", save);
$("cancel").addEventListener("click", cancel);
$("inspect").addEventListener("click", inspect);
$("fresh").addEventListener("click", async () => {
  try { state.thread = (await ask("/api/threads", {})).thread; begin(); } catch (error) { problem(error); }
});
$("text").addEventListener("keydown", (event) => { if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) $("say").requestSubmit(); });
enable();
document.documentElement.dataset.ready = "";
