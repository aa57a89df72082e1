// Elements are made by name from data. Nothing is ever parsed as markup; the page's policy forbids it too.
const MATHML = "http://www.w3.org/1998/Math/MathML";
const SVG = "http://www.w3.org/2000/svg";

export const $ = (id) => document.getElementById(id);
export const words = JSON.parse($("words").textContent);

// A sentence of the page's language with its `{name}`s filled in.
export const say = (sentence, values) => sentence.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

export function el(tag, attributes, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) if (value !== null && value !== undefined && value !== false) node.setAttribute(name, value === true ? "" : value);
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

export function svg(tag, attributes, ...children) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

// A tree of `[tag, {attributes}, …children]` becomes elements of the lists of known names; the rest stays text.
export function grower(allowed) {
  const html = new Set(allowed.html), math = new Set(allowed.mathml), attributes = new Set(allowed.attributes);
  return function grow(node) {
    if (typeof node === "string") return document.createTextNode(node);
    const given = node.length > 1 && typeof node[1] === "object" && !Array.isArray(node[1]) ? node[1] : {};
    const children = node.slice(given === node[1] ? 2 : 1);
    if (!html.has(node[0]) && !math.has(node[0])) return document.createTextNode(children.join(" "));
    const made = math.has(node[0]) ? document.createElementNS(MATHML, node[0]) : document.createElement(node[0]);
    for (const name of Object.keys(given)) if (attributes.has(name)) made.setAttribute(name, given[name]);
    made.append(...children.map(grow));
    return made;
  };
}

export function seconds(value) {
  if (value === null || value === undefined) return "–";
  return value < 1 ? `${Math.round(value * 1000)} ms` : `${value.toFixed(value < 10 ? 2 : 1)} s`;
}

export const percent = (value) => (value === null ? "–" : `${(100 * value).toFixed(1)} %`);

function theme() {
  const root = document.documentElement;
  const dark = () => (root.dataset.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
  const kept = localStorage.getItem("harness-theme");
  if (kept) root.dataset.theme = kept;
  $("theme").addEventListener("click", () => {
    root.dataset.theme = dark() ? "light" : "dark";
    localStorage.setItem("harness-theme", root.dataset.theme);
  });
}
theme();
