"use strict";
// Searches the index in search/, of which it loads no more than a question needs.
const SHOWN = 25;
const form = document.getElementById("search");
const told = document.getElementById("told");
const list = document.getElementById("found");
const called = document.getElementById("called");
const more = document.getElementById("more");
const UNSPACED = "\\u0e00-\\u0eff\\u1000-\\u109f\\u1780-\\u17ff\\u3040-\\u30ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\uf900-\\ufaff";
const WORD = new RegExp(`[${UNSPACED}]|(?:(?![${UNSPACED}])[\\p{L}\\p{N}])+`, "gu");
const held = new Map();
const waiting = new Map();
let asked = 0;

// The files call this with what they hold.
window.qualstageSearch = (what, name, content) => held.set(`${what} ${name}`, content);

function load(file, key) {
  if (held.has(key)) return Promise.resolve(held.get(key));
  if (!waiting.has(key)) {
    waiting.set(key, new Promise((done, failed) => {
      const script = document.createElement("script");
      script.src = `search/${file}.js`;
      script.onload = () => done(held.get(key));
      script.onerror = () => failed(new Error(`search/${file}.js is missing`));
      document.head.append(script);
    }));
  }
  return waiting.get(key);
}

// As the index folds words: without accents, in small letters.
function folded(text) {
  return text.normalize("NFKD").toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "");
}
function wordsOf(text) {
  return [...new Set(folded(text).match(WORD) || [])];
}
function fileOf(word) {
  return [...word].slice(0, 2).map((letter) => letter.codePointAt(0).toString(16)).join("-");
}
function passagesOf(steps) {
  let at = 0;
  return steps.split(" ").map((step) => (at += parseInt(step, 36)));
}

// The passages that have a word, or one that begins with it; null if it is too common.
async function having(word, files) {
  const name = fileOf(word);
  if (!files.has(name)) return new Set();
  const part = await load(`w-${name}`, `words ${name}`);
  const found = new Set();
  const long = [...word].length > 1;
  for (const other of Object.keys(part)) {
    if (other !== word && !(long && other.startsWith(word))) continue;
    if (part[other] === "") return null;
    for (const passage of passagesOf(part[other])) found.add(passage);
  }
  return found;
}

function element(name, text, more = {}) {
  return Object.assign(document.createElement(name), { textContent: text }, more);
}

// The words around the first that was asked for, those asked for marked.
function snippet(text, words) {
  const parts = [...text.matchAll(/[\p{L}\p{N}\p{M}]+/gu)].filter((match) =>
    wordsOf(match[0]).some((one) => words.some((word) => one.startsWith(word)))
  );
  const first = parts.length ? parts[0].index : 0;
  const from = first > 120 ? text.indexOf(" ", first - 110) + 1 : 0;
  const to = text.length > from + 320 ? text.lastIndexOf(" ", from + 320) : text.length;
  const shown = element("p", from ? "… " : "", { dir: "auto" });
  let at = from;
  for (const match of parts) {
    if (match.index < at || match.index + match[0].length > to) continue;
    shown.append(text.slice(at, match.index), element("mark", match[0]));
    at = match.index + match[0].length;
  }
  shown.append(text.slice(at, Math.max(at, to)), to < text.length ? " …" : "");
  return shown;
}

async function show(passages, words, contents, from, question) {
  const some = passages.slice(from, from + SHOWN);
  const blocks = new Map();
  for (const passage of some) {
    const block = Math.floor(passage / contents.block);
    if (!blocks.has(block)) blocks.set(block, await load(`p-${block}`, `passages ${block}`));
    if (question !== asked) return;
  }
  for (const passage of some) {
    const block = blocks.get(Math.floor(passage / contents.block));
    const [source, number, place, speaker, text] = block[passage % contents.block];
    const [name, address, stage] = contents.sources[source];
    const line = element("p", "", { className: "small" });
    line.append(
      element("a", `${name}, passage ${number}`, { href: `${address}#${place}` }),
      ` ${stage}${speaker ? `; ${speaker}` : ""}`
    );
    const item = element("li", "");
    item.append(line, snippet(text, words));
    list.append(item);
  }
  more.hidden = from + SHOWN >= passages.length;
  more.onclick = async () => {
    const n = list.children.length;
    await show(passages, words, contents, from + SHOWN, question);
    list.children[n].querySelector("a").focus();
  };
}

// The sources whose name is what was typed, or begins with it: "su2" is SU2, and SU20 to SU29.
function showSources(typed, contents) {
  const wanted = folded(typed.trim());
  const named = contents.sources.filter(([name]) => wanted.length > 1 && folded(name).startsWith(wanted));
  for (const [name, address, stage] of named.slice(0, SHOWN)) {
    const item = element("li", "");
    item.append(element("a", name, { href: address }), ` ${stage}: the whole source`);
    called.append(item);
  }
  if (!named.length) return "";
  return named.length === 1 ? "1 source, " : `${named.length} sources, `;
}

async function search(typed) {
  const question = ++asked;
  list.replaceChildren();
  called.replaceChildren();
  more.hidden = true;
  const words = wordsOf(typed);
  told.textContent = words.length ? "Searching …" : "";
  if (!words.length) return;
  const contents = await load("contents", "contents ");
  const files = new Set(contents.files.split(" "));
  const found = await Promise.all(words.map((word) => having(word, files)));
  if (question !== asked) return;
  const sources = showSources(typed, contents);
  const common = words.filter((_, at) => found[at] === null);
  const sets = found.filter((one) => one !== null).sort((a, b) => a.size - b.size);
  const beside = common.length ? ` Too common to be looked for: ${common.join(", ")}.` : "";
  if (!sets.length) {
    told.textContent = `${sources}${beside.trim()}`;
    return;
  }
  const passages = [...sets[0]].filter((one) => sets.every((set) => set.has(one))).sort((a, b) => a - b);
  const n = passages.length.toLocaleString("en");
  told.textContent = `${sources}${n} ${passages.length === 1 ? "passage" : "passages"}.${beside}`;
  await show(passages, words, contents, 0, question);
}

function ask() {
  const typed = decodeURIComponent(location.hash.slice(1));
  form.elements.words.value = typed;
  search(typed).catch((error) => (told.textContent = `The search failed: ${error.message}.`));
}
form.hidden = false;
document.getElementById("off").hidden = true;
form.addEventListener("submit", (event) => {
  event.preventDefault();
  const typed = form.elements.words.value.trim();
  if (location.hash.slice(1) === encodeURIComponent(typed)) ask();
  else location.hash = encodeURIComponent(typed);
});
window.addEventListener("hashchange", ask);
ask();
if (!location.hash) form.elements.words.focus();
