// The page: who sits before it, its views, its keys, and what others did meanwhile.

import { ACTIONS } from "./actions.js";
import { ask, desk, isGone, say, undoLast, warn } from "./desk.js";
import { Differing } from "./differing.js";
import { bdi, dialog, el, fill, isDialogOpen, isInField, shownKey } from "./dom.js";
import { Again, Codebook, History } from "./lists.js";
import { busyWhile, inTurn, keyInTurn, later, onFailure } from "./pace.js";
import { Queue } from "./queue.js";
import { Transcripts } from "./transcripts.js";

const POLL = 4000;
const VIEWS = {
  queue: ["Passages", () => new Queue(open)],
  transcripts: ["Transcripts", () => new Transcripts()],
  differing: ["Disagreements", () => new Differing(open)],
  again: ["Look again", () => new Again()],
  history: ["History", () => new History()],
  codebook: ["Codebook", () => new Codebook()],
};
const views = {};
let now = "";
let differing = 0;
let away = false;
let noticed = "[]";

async function open(name, where = {}) {
  now = name;
  views[name] ??= VIEWS[name][1]();
  drawTabs();
  const root = document.getElementById("view");
  root.setAttribute("aria-label", VIEWS[name][0]);
  await views[name].start(root, where);
  (root.querySelector(".talk") ?? root).focus({ preventScroll: true });
}

function names() {
  return Object.keys(VIEWS).filter((name) => !(desk.session.blind && name === "differing"));
}

function drawTabs() {
  fill(document.getElementById("tabs"), el("ul", {}, names().map((name, number) => el("li", {}, el("button", {
    type: "button", "aria-current": name === now ? "page" : null, "aria-keyshortcuts": String(number + 1),
    onclick: later(() => open(name)),
  }, VIEWS[name][0], name === "differing" && differing ? ` (${differing})` : "", " ",
  el("kbd", { "aria-hidden": "true" }, String(number + 1)))))));
}

const TAKEN = ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "Enter", "Escape"];

/** A key is never taken while somebody types, nor from a button that has the focus. */
function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || isDialogOpen()) return;
  if (isInField(event.target) || isInField()) return;
  const adjusts = Boolean(views[now]?.panel?.span ?? views[now]?.span);
  if ([" ", "Enter"].includes(event.key) && event.target.closest("button, a, summary") && !adjusts) return;
  if (event.key.length > 1 && !TAKEN.includes(event.key)) return;
  const moves = event.key.startsWith("Arrow") && views[now]?.panel;
  // A letter that opens a field must not be typed into it.
  const letter = event.key.length === 1 && event.key !== " ";
  if (letter || moves || (adjusts && event.key.length > 1)) event.preventDefault();
  keyInTurn([event.key, event.shiftKey], ([key, shift]) => {
    const act = meaning(key, shift);
    // What was said of an earlier key must not be taken for an answer to this one.
    if (!isDialogOpen() && !isInField()) say("");
    return act?.();
  });
}

/** What a key does now: a function, or nothing. */
function meaning(key, shift) {
  const view = views[now];
  if (!view || isDialogOpen() || isInField()) return null;
  const here = (view.panel && panelKey(view.panel, key, shift)) ?? view.key(key, shift);
  if (here) return here;
  if (key === "u") return undone;
  if (key === "?") return help;
  const to = names()[Number(key) - 1];
  return to ? () => open(to) : null;
}

async function undone() {
  if (await undoLast()) await views[now].reload();
}

function panelKey(panel, key, shift) {
  const arrows = { ArrowLeft: -1, ArrowRight: 1 };
  if (panel.span) {
    if (key === "Enter") return () => ACTIONS.takeSpan(panel);
    if (key === "Escape") return () => panel.leave();
    if (!arrows[key]) return null;
    const words = document.querySelector(".turn.current .words");
    const sign = words && getComputedStyle(words).direction === "rtl" ? -1 : 1;
    return () => panel.step(shift ? "end" : "start", sign * arrows[key]);
  }
  if (arrows[key]) return () => panel.choose(panel.at + arrows[key]);
  if (key === "w") return () => panel.why();
  const action = ACTIONS[key];
  if (!action || shift) return null;
  return action.offered(panel) ? () => action.run(panel) : () => say(action.lacks);
}

function help() {
  const rows = [
    ["j ↓, k ↑", "the next passage, the one before"], ["← →", "the next code in question, the one before"],
    ...Object.entries(ACTIONS).map(([key, action]) => [key, MEANT[key] ?? action.label]),
    ["w", "say why: goes with the next decision; Enter returns, Shift+Enter begins a new line"], ["t", "the whole talk around the passage"],
    ["m", "in a transcript: I read it wholly"], ["u", "undo what was recorded last in this window"],
    ["1 … 6", "the views"], ["?", "this list"],
    ["mouse", "select words to add a code to them"],
  ];
  dialog("Keys", el("table", {}, el("tbody", {}, rows.map(([key, told]) => el("tr", {},
    el("th", { scope: "row" }, key.split(" ").map((one) => /^[←→↑↓…]$|^.,?$/u.test(one) ? [el("kbd", {}, shownKey(one.replace(",", ""))), " "] : [one, " "])),
    el("td", {}, told))))),
    el("p", { class: "soft" }, "Keys rest while you type. Every decision goes to the ledger at once; it is called recorded only when it is on the disk."),
    el("form", { method: "dialog" }, el("button", { autofocus: true }, "Close")));
}

const MEANT = {
  a: "accept the code for its words", r: "reject it: the words do not voice it", c: "recode: reject it, and accept another",
  s: "adjust the words it rests on", d: "add a code, word by word", e: "reject all proposals that wait here",
  n: "a memo on the code and its words", p: "pin the words as the code’s quotation", x: "take your judgement back, as if never said",
};

const look = () => busyWhile(news);

/** See whether anybody wrote to the ledger; what is being typed or adjusted is left alone. */
async function news() {
  if (document.hidden || isDialogOpen()) return;
  const told = await ask("/api/changes").catch((error) => { warn(error, isGone(error) ? "No connection." : "The ledger cannot be shown."); return null; });
  if (told && away) say("");
  away = !told;
  if (!told) return;
  drawNotices(told.notices);
  if ((told.disagreements ?? 0) !== differing) {
    differing = told.disagreements ?? 0;
    drawTabs();
  }
  await inTurn(async () => {
    // Whoever began to type, or to adjust, since it was asked is left alone too, until they are done.
    const left = told.withdrawn.length !== desk.withdrawn;
    if ((told.version === desk.version && !left) || isBusy()) return;
    desk.version = told.version;
    if (left) await leaveOut(told.withdrawn.length);
    else await views[now]?.reload();
  });
}

/** Forget what is kept of passages: some are of a source that was withdrawn, and are shown no more. */
async function leaveOut(withdrawn) {
  desk.session = await ask("/api/session"); // How long the lists are now.
  desk.withdrawn = withdrawn;
  delete views.queue;
  delete views.transcripts;
  await open(now);
}

/** What whoever decides should know, until they say that they understood it. */
function drawNotices(notices) {
  if (JSON.stringify(notices) === noticed) return;
  noticed = JSON.stringify(notices);
  fill(document.getElementById("notices"), notices.map((told) => el("p", { role: "note" }, told, " ",
    el("button", { type: "button", onclick: (event) => event.target.parentElement.remove() }, "Understood"))));
}

function isBusy() {
  return isDialogOpen() || isInField() || Boolean(views[now]?.panel?.span || views[now]?.span);
}

async function begin() {
  onFailure((error) => {
    warn(error);
    if (!isGone(error)) look(); // It may be about what was withdrawn, and is to be shown no more.
  });
  // The token has done its work: the cookie lets in from now on, and the address shows nothing.
  history.replaceState(null, "", "/");
  const [session, codes] = await Promise.all([ask("/api/session"), ask("/api/codebook")]);
  desk.session = session;
  desk.codes = new Map(codes.map((code) => [code.code, code]));
  desk.version = session.version;
  desk.withdrawn = session.withdrawn.length;
  differing = session.disagreements ?? 0;
  document.title = `Review: ${session.study.title}`;
  document.getElementById("title").textContent = session.study.title;
  fill(document.getElementById("person"), bdi(session.coder), ` (${session.role})`,
    session.blind ? el("strong", {}, " blind: neither the machine nor other coders are shown") : "",
    session.study.notice ? el("span", { class: "soft" }, ` ${session.study.notice}`) : "");
  drawNotices(session.notices);
  document.getElementById("help").addEventListener("click", help);
  document.getElementById("undo").addEventListener("click", later(undone));
  document.addEventListener("keydown", onKey);
  window.addEventListener("focus", look);
  setInterval(look, POLL);
  await open(session.role === "adjudicator" ? "differing" : "queue");
  say("");
}

inTurn(begin);
