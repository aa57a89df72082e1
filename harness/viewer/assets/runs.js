import { $, say, words } from "./elements.js";

const form = $("compare");
const picked = [];

function show() {
  const two = picked.length === 2;
  if (two) [form.elements.a.value, form.elements.b.value] = picked;
  form.querySelector("button").disabled = !two;
  $("chosen").textContent = two ? say(words.versus, { a: picked[0], b: picked[1] }) : picked.length === 1 ? say(words.and, { a: picked[0] }) : words.choose_two;
}

function toggle(event) {
  const box = event.target;
  if (!box.checked) picked.splice(picked.indexOf(box.value), 1);
  else if (picked.push(box.value) > 2) {
    const first = picked.shift();
    for (const other of document.querySelectorAll(".pick")) if (other.value === first) other.checked = false;
  }
  show();
}

if (form) {
  for (const box of document.querySelectorAll(".pick")) { box.checked = false; box.addEventListener("change", toggle); }
  show();
}
document.documentElement.dataset.ready = "";
