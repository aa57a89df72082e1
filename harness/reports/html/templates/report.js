"use strict";
// Builds every element by name from data; nothing is ever parsed as markup (the page's policy forbids it too).
(() => {
  const $ = (id) => document.getElementById(id);
  const words = JSON.parse($("words").textContent);
  const PAGE = 100;
  const FILTERS = ["suite", "topic", "level", "lang", "template", "cause"];
  const COLUMNS = ["marks", "id", "question", "topic", "extracted", "target", "seconds", "tokens", "tools"];
  const NUMERIC = new Set(["seconds", "tokens", "tools"]);
  const SHOW = Object.keys(words.show);
  const MATHML = "http://www.w3.org/1998/Math/MathML";
  const SVG = "http://www.w3.org/2000/svg";
  const HTML_TAGS = new Set(words.allowed.html);
  const MATH_TAGS = new Set(words.allowed.mathml);
  const ATTRIBUTES = new Set(words.allowed.attributes);

  let rows = [];
  let chunkSize = 100;
  let shown = [];
  let rendered = 0;
  const chunks = new Map();
  const state = { q: "", show: "all", sort: "", dir: "asc", open: "" };

  // ---- elements

  function el(tag, attributes, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) {
      if (value === true) node.setAttribute(name, "");
      else if (value !== false && value !== null && value !== undefined) node.setAttribute(name, value);
    }
    node.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
    return node;
  }

  function svg(tag, attributes, ...children) {
    const node = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    node.append(...children);
    return node;
  }

  function tree(node) {
    if (typeof node === "string") return document.createTextNode(node);
    const tag = node[0];
    const hasAttributes = node.length > 1 && typeof node[1] === "object" && !Array.isArray(node[1]);
    const children = node.slice(hasAttributes ? 2 : 1);
    const math = MATH_TAGS.has(tag);
    if (!math && !HTML_TAGS.has(tag)) return document.createTextNode(children.join(" "));
    const made = math ? document.createElementNS(MATHML, tag) : document.createElement(tag);
    if (hasAttributes) for (const name of Object.keys(node[1])) if (ATTRIBUTES.has(name)) made.setAttribute(name, node[1][name]);
    if (tag === "pre" && children.every((child) => typeof child === "string")) made.append(...highlighted(children.join(""), node[1] && node[1]["data-lang"]));
    else made.append(...children.map(tree));
    return made;
  }

  const text = (nodes) => el("div", { class: "text" }, ...(nodes || []).map(tree));

  const PYTHON = new Set(("False None True and as assert async await break class continue def del elif else except finally for " +
    "from global if import in is lambda nonlocal not or pass raise return try while with yield").split(" "));
  const TOKENS = /(#[^\n]*)|([rbfuRBFU]{0,2}(?:"""[\s\S]*?(?:"""|$)|'''[\s\S]*?(?:'''|$)|"(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'?))|(\b\d[\w.]*)|([A-Za-z_]\w*)|([\s\S])/g;

  function highlighted(code, lang) {
    if (!/^(py|python|python3|)$/.test(lang || "")) return [code];
    const out = [];
    let plain = "";
    const colour = (kind, part) => { if (plain) out.push(plain); plain = ""; out.push(el("span", { class: kind }, part)); };
    for (const [whole, comment, string, numeral, word] of code.matchAll(TOKENS)) {
      if (comment) colour("o", whole);
      else if (string) colour("s", whole);
      else if (numeral) colour("n", whole);
      else if (word && PYTHON.has(word)) colour("k", whole);
      else plain += whole;
    }
    if (plain) out.push(plain);
    return out;
  }

  // ---- data

  async function unpack(id) {
    const raw = atob($(id).textContent);
    const bytes = new Uint8Array(raw.length);
    for (let i = 0; i < raw.length; i++) bytes[i] = raw.charCodeAt(i);
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return JSON.parse(await new Response(stream).text());
  }

  async function detail(row) {
    const number = Math.floor(row.index / chunkSize);
    if (!chunks.has(number)) chunks.set(number, unpack(`chunk-${number}`));
    return (await chunks.get(number))[row.index % chunkSize];
  }

  const share = (marks, letter) => ([...marks].filter((mark) => mark === letter).length / marks.length).toFixed(4);

  function read(data) {
    chunkSize = data.chunk;
    rows = data.rows.map((values, index) => {
      const row = { index };
      data.columns.forEach((name, i) => { row[name] = values[i]; });
      row.groups = row.marks.split(" ").map((group) => group.split(":"));
      const letters = row.groups.map(([, marks]) => [...new Set(marks)].sort().join(""));
      row.incorrect = row.marks.includes("i");
      row.error = /:.*e/.test(row.marks);
      row.flaky = letters.some((set) => set.length > 1);
      row.failures = row.incorrect || row.error;
      row.lost = row.flip === "lost";
      row.gained = row.flip === "gained";
      row.differ = new Set(row.groups.map(([, marks]) => share(marks, "c") + "/" + share(marks, "e"))).size > 1;
      row.cause = row.causes;
      row.key = `${row.suite}/${row.id}`;
      row.hay = `${row.id} ${row.question} ${row.answer} ${row.extracted} ${row.target} ${row.topic}`.toLowerCase();
      row.rank = -[...row.marks].filter((mark) => mark === "c").length;
      return row;
    });
  }

  // ---- state in the URL

  function readUrl() {
    const params = new URLSearchParams(location.hash.slice(1));
    for (const name of ["q", "show", "sort", "dir", "open", ...FILTERS]) state[name] = params.get(name) || "";
    if (!SHOW.includes(state.show)) state.show = "all";
    if (!COLUMNS.includes(state.sort)) state.sort = "";
    if (state.dir !== "desc") state.dir = "asc";
  }

  function writeUrl() {
    const params = new URLSearchParams();
    for (const name of ["q", "show", ...FILTERS, "sort", "dir", "open"]) {
      if (state[name] && !(name === "show" && state.show === "all") && !(name === "dir" && !state.sort)) params.set(name, state[name]);
    }
    const hash = params.toString();
    history.replaceState(null, "", hash ? `#${hash}` : location.pathname + location.search);
  }

  // ---- filter and sort

  function matches(row, terms) {
    if (state.show !== "all" && !row[state.show]) return false;
    for (const name of FILTERS) {
      if (!state[name]) continue;
      if (name === "cause" ? !row.cause.split(" ").includes(state.cause) : row[name] !== state[name]) return false;
    }
    return terms.every((term) => row.hay.includes(term));
  }

  function update() {
    const terms = state.q.toLowerCase().split(/\s+/).filter(Boolean);
    shown = rows.filter((row) => matches(row, terms));
    if (state.sort) {
      const key = state.sort === "marks" ? "rank" : state.sort;
      const sign = state.dir === "desc" ? -1 : 1;
      const compare = new Intl.Collator(undefined, { numeric: true }).compare;
      const order = NUMERIC.has(key) || key === "rank"
        ? (a, b) => (a[key] ?? Infinity) - (b[key] ?? Infinity)
        : (a, b) => compare(a[key], b[key]);
      shown.sort((a, b) => sign * order(a, b) || a.index - b.index);
    }
    $("rows").replaceChildren();
    rendered = 0;
    append();
    $("count").textContent = shown.length
      ? words.shown.replace("{shown}", shown.length.toLocaleString()).replace("{all}", rows.length.toLocaleString())
      : words.none;
    controls();
    writeUrl();
  }

  function append(upTo = rendered + PAGE) {
    const fragment = document.createDocumentFragment();
    for (; rendered < Math.min(upTo, shown.length); rendered++) fragment.append(tableRow(shown[rendered]));
    $("rows").append(fragment);
    $("more").hidden = rendered >= shown.length;
    const open = shown.find((row) => row.key === state.open);
    if (open && $(`row-${open.index}`) && !$(`detail-${open.index}`)) expand(open);
  }

  // ---- table

  function marks(row) {
    return row.groups.map(([transport, letters]) => {
      const name = words.groups[transport] || transport;
      const spoken = [...letters].map((letter) => words.verdict[{ c: "correct", i: "incorrect", e: "error" }[letter]]).join(", ");
      return el("span", { class: "marks", role: "img", "aria-label": `${name}: ${spoken}`, title: `${name}: ${spoken}` },
        ...[...letters].slice(0, 8).map((letter) => el("span", { class: `mark ${letter}`, "aria-hidden": "true" }, { c: "✓", i: "✗", e: "!" }[letter])),
        letters.length > 8 ? "…" : null);
    });
  }

  function tableRow(row) {
    const opener = el("button", { type: "button", class: "open-row", "aria-expanded": "false", title: row.id }, row.id);
    const cells = COLUMNS.map((name) => {
      const cell = el("td", { class: `c-${name}${NUMERIC.has(name) ? " num" : ""}` });
      if (name === "marks") cell.append(...marks(row));
      else if (name === "id") cell.append(opener);
      else if (name === "seconds") cell.append(seconds(row.seconds));
      else cell.append(NUMERIC.has(name) ? row[name].toLocaleString() : row[name]);
      if (["question", "extracted", "target"].includes(name)) cell.title = row[name];
      return cell;
    });
    const line = el("tr", { class: "row", id: `row-${row.index}` }, ...cells);
    line.addEventListener("click", () => { if (!String(getSelection())) toggle(row); });
    return line;
  }

  function toggle(row) {
    const existing = $(`detail-${row.index}`);
    if (existing) {
      existing.remove();
      mark(row, false);
      if (state.open === row.key) state.open = "";
    } else {
      expand(row);
      state.open = row.key;
    }
    writeUrl();
  }

  function mark(row, open) {
    const line = $(`row-${row.index}`);
    line.classList.toggle("open", open);
    const opener = line.querySelector(".open-row");
    opener.setAttribute("aria-expanded", String(open));
    if (open) opener.setAttribute("aria-controls", `detail-${row.index}`);
    else opener.removeAttribute("aria-controls");
  }

  async function expand(row) {
    const cell = el("td", { colspan: COLUMNS.length }, words.loading);
    $(`row-${row.index}`).after(el("tr", { class: "detail", id: `detail-${row.index}` }, cell));
    mark(row, true);
    try {
      cell.replaceChildren(...sample(row, await detail(row)));
    } catch (error) {
      cell.replaceChildren(words.broken);
      throw error;
    }
  }

  // ---- one sample

  function sample(row, data) {
    const ask = el("div", { class: "ask" },
      el("div", {}, el("div", { class: "label" }, words.question), text(data.question)),
      el("div", {}, el("div", { class: "label" }, words.target), el("div", { class: "value-box", tabindex: "0" }, data.target)));
    if (data.diff) ask.append(el("div", { class: "diff" }, el("div", { class: "label" }, words.diff), text(data.diff)));
    return [ask, el("div", { class: "attempts", tabindex: "0", role: "group", "aria-label": row.id }, ...data.attempts.map((one) => attempt(one, data.attempts)))];
  }

  function attempt(one, all) {
    const epochs = all.some((other) => other.epoch > 0);
    const title = (one.side ? `${one.side} · ` : "") + words.transport[one.transport] + (epochs ? ` · ${words.epoch} ${one.epoch + 1}` : "");
    return el("article", { class: "attempt" },
      el("header", {}, el("span", { class: `badge ${one.verdict}` }, words.verdict[one.verdict]), el("h3", { class: `series ${one.transport}` }, title), el("span", { class: "dim" }, one.status || "")),
      judged(one),
      ...(one.items || []).map((part) => item(part, one.pixels || {})),
      steps(one.waterfall),
      facts(one.facts || {}));
  }

  function judged(one) {
    const box = el("div", { class: "judged" },
      el("div", {}, el("div", { class: "label" }, words.extracted + (one.rule ? ` (${words.rule} ${one.rule})` : "")), el("div", { class: "value-box" }, one.extracted || words.nothing)),
      el("div", {}, el("div", { class: "label" }, words.target), el("div", { class: "value-box" }, one.expected || "")));
    if (one.reason) box.append(el("div", { class: "why" }, el("div", { class: "label" }, words.reason), el("div", { class: "text" }, one.reason)));
    if (one.cause) box.append(el("div", { class: "why" }, el("div", { class: "label" }, words.cause), el("div", { class: "text bad" }, one.cause)));
    return box;
  }

  function item(one, pixels) {
    if (one.role === "tool") return tool(one, pixels);
    if (one.role === "error") return el("div", { class: "turn error" }, el("div", { class: "who" }, words.error), el("div", { class: "text" }, one.text));
    const turn = el("div", { class: `turn ${one.role}` }, el("div", { class: "who" }, words[one.role]), ...pictures(one, pixels), text(one.body));
    if (one.cites) turn.append(el("div", { class: "who" }, words.cites), el("ul", { class: "text" }, ...one.cites.map((cite) => el("li", {}, cite))));
    return turn;
  }

  function tool(one, pixels) {
    const failed = one.ok === false;
    const name = one.name === one.tool ? one.tool : `${one.tool}: ${one.name}`;
    const box = el("div", { class: failed ? "tool failed" : "tool" },
      el("div", { class: "who" }, el("span", {}, name), failed ? el("span", { class: "bad" }, one.error ? `${words.failed}: ${one.error}` : words.failed) : null),
      el("pre", { "aria-label": words.input, tabindex: "0" }, ...(one.tool === "code_interpreter" ? highlighted(one.input || "", "python") : [one.input || ""])));
    if (one.output) box.append(el("pre", { class: "out", "aria-label": words.output, tabindex: "0" }, one.output));
    box.append(...pictures(one, pixels));
    return box;
  }

  function pictures(one, pixels) {
    return (one.images || []).map((name) => Object.hasOwn(pixels, name) && /^data:image\/(png|jpeg|gif|webp);base64,/.test(pixels[name])
      ? el("img", { src: pixels[name], alt: `${words.image} ${name}`, decoding: "async" })
      : el("span", { class: "no-image" }, `${words.image}: ${name}`));
  }

  // ---- waterfall

  function steps(data) {
    if (!data || !(data.total > 0)) return "";
    const grid = el("div", { class: "waterfall", role: "table", "aria-label": words.waterfall });
    const row = (class_, ...cells) => grid.append(el("div", { class: class_, role: "row" }, ...cells));
    const heads = ["step", "", "start", "length", "tokens"].map((name) => el("span", { class: "head", role: "columnheader" }, words.bars[name] || ""));
    row("lane", ...heads);
    for (const line of lines(data)) {
      const known = line.from !== undefined && line.to !== undefined;
      row(line.inner ? "lane inner" : "lane",
        el("span", { class: "name", role: "cell", title: [line.name, line.note].filter(Boolean).join(": ") }, line.name),
        el("span", { class: "plot", role: "cell" }, bar(data, line)),
        el("span", { class: "num dim", role: "cell" }, line.from === undefined ? "" : seconds(line.from)),
        el("span", { class: "num dim", role: "cell", title: known || line.note ? "" : words.unknown }, known ? seconds(line.to - line.from) : line.note ? "" : "–"),
        el("span", { class: "num dim", role: "cell" }, line.tokens ? line.tokens.toLocaleString() : ""));
    }
    const section = el("section", { class: "steps" }, el("div", { class: "label" }, words.waterfall), grid);
    const notes = [data.ttft ? `┆ ${words.firstToken} ${seconds(data.ttft)}` : "", (data.steps || []).some((step) => !step.precise) ? words.coarse : ""].filter(Boolean);
    if (notes.length) section.append(el("p", { class: "note" }, notes.join(" · ")));
    return section;
  }

  function* lines(data) {
    if (data.queued) yield { name: words.queued, from: 0, to: data.queued, kind: "queued-bar" };
    for (const step of data.steps || []) {
      const coarse = step.precise ? "" : " coarse";
      const name = step.kind === "message" ? words.message : step.name;
      yield { name, from: step.started, to: step.ended, kind: `${step.failed ? "failed" : step.kind}-bar${coarse}`, tokens: step.tokens };
      for (const call of step.calls || []) yield { name: call.name, from: call.started, to: call.ended, kind: `${call.failed ? "failed" : "tool"}-bar`, inner: true };
    }
    if (data.waited && data.polls) yield { name: words.waited, from: data.waited[0], to: data.waited[1], kind: "waited-bar" };
    for (const retry of data.retries || []) yield { name: words.retry, from: retry.at || 0, kind: "waited-bar", note: retry.reason || "" };
  }

  function bar(data, line) {
    const share = (value) => `${(100 * Math.min(Math.max(value / data.total, 0), 1)).toFixed(2)}%`;
    const drawing = svg("svg", { "aria-hidden": "true" }, svg("line", { class: "track", x1: 0, x2: "100%", y1: 7, y2: 7 }));
    if (line.from !== undefined) {
      const width = Math.max((line.to ?? line.from) - line.from, data.total / 400);
      drawing.append(svg("rect", { class: line.kind, x: share(Math.min(line.from, data.total - width)), width: share(width), y: line.inner ? 4 : 2, height: line.inner ? 6 : 10, rx: 2 }));
    }
    if (data.ttft) drawing.append(svg("line", { class: "first", x1: share(data.ttft), x2: share(data.ttft), y1: 0, y2: 14 }));
    return drawing;
  }

  function facts(values) {
    const list = el("dl", { class: "few" });
    for (const [name, label] of Object.entries(words.facts)) {
      if (values[name] === undefined || values[name] === 0) continue;
      const value = name === "seconds" || name === "ttft" ? seconds(values[name]) : values[name].toLocaleString();
      list.append(el("div", {}, el("dt", {}, label), el("dd", {}, value)));
    }
    return list;
  }

  function seconds(value) {
    if (value === null || value === undefined) return "–";
    if (value < 0.1) return `${Math.round(value * 1000)} ms`;
    return value < 10 ? `${value.toFixed(2)} s` : `${value.toFixed(1)} s`;
  }

  // ---- controls

  function setUp() {
    for (const name of FILTERS) {
      const values = name === "cause" ? new Set(rows.flatMap((row) => row.cause.split(" "))) : new Set(rows.map((row) => row[name]));
      values.delete("");
      if (values.size < (name === "cause" ? 1 : 2)) continue;
      const select = $(name);
      select.append(...[...values].sort(new Intl.Collator(undefined, { numeric: true }).compare).map((value) => el("option", { value }, value)));
      select.parentElement.hidden = false;
      select.addEventListener("change", () => { state[name] = select.value; update(); });
    }
    for (const name of SHOW) {
      const count = name === "all" ? rows.length : rows.filter((row) => row[name]).length;
      const chip = el("button", { type: "button", "data-show": name }, words.show[name], el("small", {}, count.toLocaleString()));
      chip.addEventListener("click", () => { state.show = name; update(); });
      $("show").append(chip);
    }
    for (const name of COLUMNS) {
      const sorter = el("button", { type: "button" }, words.columns[name]);
      sorter.addEventListener("click", () => {
        state.dir = state.sort === name && state.dir === "asc" ? "desc" : "asc";
        state.sort = name;
        update();
      });
      $("head").append(el("th", { scope: "col", class: `c-${name}${NUMERIC.has(name) ? " num" : ""}`, "data-sort": name }, sorter));
    }
    $("q").addEventListener("input", () => { state.q = $("q").value; update(); });
    $("reset").addEventListener("click", clear);
    $("more").textContent = words.more;
    $("more").addEventListener("click", () => append());
    new IntersectionObserver((entries) => { if (entries[0].isIntersecting) append(); }, { rootMargin: "600px" }).observe($("more"));
    addEventListener("hashchange", fromUrl);
    addEventListener("keydown", keyboard);
    addEventListener("beforeprint", () => append(2000));
    $("controls").hidden = $("table").hidden = false;
  }

  function controls() {
    if ($("q").value !== state.q) $("q").value = state.q;
    for (const name of FILTERS) $(name).value = state[name] || "";
    for (const chip of $("show").children) chip.setAttribute("aria-pressed", String(chip.dataset.show === state.show));
    for (const head of $("head").children) {
      if (head.dataset.sort === state.sort) head.setAttribute("aria-sort", state.dir === "desc" ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    }
  }

  function clear() {
    for (const name of ["q", "sort", "open", ...FILTERS]) state[name] = "";
    state.show = "all";
    update();
  }

  function fromUrl() {
    if (location.hash && !location.hash.includes("=")) return;
    readUrl();
    update();
    if (!state.open) { if (location.hash) $("samples").scrollIntoView(); return; }
    const at = shown.findIndex((row) => row.key === state.open);
    if (at < 0) return;
    append(at + 1);
    $(`row-${shown[at].index}`).scrollIntoView({ block: "start" });
  }

  function keyboard(event) {
    const typing = event.target.closest && event.target.closest("input, select, textarea");
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape" && (typing || state.q)) { $("q").blur(); clear(); }
    else if (typing) return;
    else if (event.key === "/") { event.preventDefault(); $("q").focus(); }
    else if (event.key === "j" || event.key === "k") move(event.key === "j" ? 1 : -1);
  }

  function move(step) {
    const openers = [...document.querySelectorAll(".open-row")];
    const at = openers.indexOf(document.activeElement);
    const next = openers[at < 0 ? 0 : Math.min(Math.max(at + step, 0), openers.length - 1)];
    if (next) { next.focus(); next.scrollIntoView({ block: "nearest" }); }
  }

  function theme() {
    const dark = () => (document.documentElement.dataset.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
    try { const kept = localStorage.getItem("harness-theme"); if (kept) document.documentElement.dataset.theme = kept; } catch { /* storage may be off for files */ }
    $("theme").addEventListener("click", () => {
      document.documentElement.dataset.theme = dark() ? "light" : "dark";
      try { localStorage.setItem("harness-theme", document.documentElement.dataset.theme); } catch { /* as above */ }
    });
  }

  theme();
  unpack("data").then((data) => { read(data); setUp(); fromUrl(); document.documentElement.dataset.ready = "1"; })
    .catch((error) => { $("count").textContent = words.broken; throw error; });
})();
