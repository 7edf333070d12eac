"use strict";
// Filters the codings of a source, and goes from one to the next by keys.
const form = document.getElementById("filters");
const notes = [...document.querySelectorAll("li.note")];
const first = notes.filter((note) => note.id);
const order = ["accepted", "open", "disputed", "rejected", "proposal"];
const state = new Map(first.map((note) => [note.dataset.note, note.dataset.state]));
const marks = [...document.querySelectorAll("mark[data-notes]")].map((mark) => [mark, mark.dataset.notes.split(" ")]);
const refs = [...document.querySelectorAll("a.ref")];
let shown = new Set();

function filter() {
  const states = new Set([...form.querySelectorAll("input[name=state]:checked")].map((box) => box.value));
  const { code, coder } = form.elements;
  shown = new Set();
  for (const note of notes) {
    const { dataset } = note;
    note.hidden =
      !states.has(dataset.state) ||
      (code.value !== "" && dataset.code !== code.value) ||
      (coder.value !== "" && dataset.coder !== coder.value);
    if (!note.hidden) shown.add(dataset.note);
  }
  for (const ref of refs) ref.hidden = !shown.has(ref.dataset.note);
  for (const [mark, numbers] of marks) {
    const mine = numbers.filter((number) => shown.has(number));
    const best = order.find((name) => mine.some((number) => state.get(number) === name));
    mark.className = best ? `is-${best}${mine.length > 1 ? " several" : ""}` : "plain";
  }
  document.getElementById("shown").textContent = `${shown.size} of ${first.length} codings shown.`;
}

function go(note) {
  for (const now of document.querySelectorAll(".now")) now.classList.remove("now");
  note.classList.add("now");
  for (const [mark, numbers] of marks) if (numbers.includes(note.dataset.note)) mark.classList.add("now");
  note.focus({ preventScroll: true });
  note.closest(".passage").scrollIntoView({ block: "center" });
}

function step(by) {
  const those = first.filter((note) => !note.hidden);
  if (!those.length) return;
  const at = those.findIndex((note) => note.classList.contains("now"));
  go(those[at < 0 ? (by > 0 ? 0 : those.length - 1) : (at + by + those.length) % those.length]);
}

const keys = { n: () => step(1), j: () => step(1), p: () => step(-1), k: () => step(-1) };
document.addEventListener("keydown", (event) => {
  if (event.target.closest("input, textarea, select") || event.ctrlKey || event.metaKey || event.altKey) return;
  const now = document.querySelector(".note.now");
  if (event.key === "?") {
    const list = document.getElementById("keys");
    list.open = !list.open;
    list.querySelector("summary").focus();
  } else if (event.key === "Enter" && now && event.target === now) {
    location.href = now.querySelector("a").href;
  } else if (keys[event.key]) {
    event.preventDefault();
    keys[event.key]();
  }
});

// A link to a coding shows it, whatever the filters say of it.
function show() {
  const note = document.getElementById(location.hash.slice(1));
  if (!note || !note.classList.contains("note")) return;
  for (const box of form.querySelectorAll("input[name=state]")) box.checked ||= box.value === note.dataset.state;
  filter();
  go(note);
}
form.hidden = false;
form.addEventListener("change", filter);
form.addEventListener("submit", (event) => event.preventDefault());
window.addEventListener("hashchange", show);
filter();
show();
