import { $, el, percent, say, seconds, svg, words } from "./elements.js";

function interval(row) {
  const drawn = svg("svg", { class: `interval ${row.transport}`, width: "100%", height: "14", "aria-hidden": "true" },
    svg("line", { class: "track", x1: "0", x2: "100%", y1: "7", y2: "7" }),
    svg("line", { class: "range", x1: `${100 * row.low}%`, x2: `${100 * row.high}%`, y1: "7", y2: "7" }));
  if (row.estimate !== null) drawn.append(svg("circle", { cx: `${100 * row.estimate}%`, cy: "7", r: "4.5" }));
  return drawn;
}

function line(row) {
  return el("tr", {},
    el("th", { scope: "row" }, row.suite),
    el("td", {}, el("span", { class: `series ${row.transport}` }, words.transport[row.transport] || row.transport)),
    el("td", { class: "wide" }, el("strong", {}, percent(row.estimate)), " ", el("span", { class: "dim" }, `${percent(row.low)} – ${percent(row.high)}`), interval(row)),
    el("td", { class: "num" }, String(row.correct)),
    el("td", { class: "num" }, String(row.incorrect)),
    el("td", { class: row.errors ? "num bad" : "num" }, String(row.errors)),
    el("td", { class: "num" }, seconds(row.seconds)));
}

function show(state) {
  $("live").tBodies[0].replaceChildren(...state.rows.map(line));
  const count = say(state.planned ? words.of : words.attempts, state);
  $("count").textContent = `${count} · ${state.finished ? words.done : "…"}`;
  $("progress").value = state.done;
  if (state.finished) $("report").textContent = words.report;
}

const table = $("live");
if (table) {
  const source = new EventSource(table.dataset.events);
  source.addEventListener("message", (event) => {
    const state = JSON.parse(event.data);
    show(state);
    if (state.finished) source.close();
  });
}
document.documentElement.dataset.ready = "";
