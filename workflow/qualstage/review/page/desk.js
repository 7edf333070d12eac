// What the page knows, and how it speaks with the server: nothing is called recorded before the
// server says that it is on the disk.

import { el, fill } from "./dom.js";

export const desk = { session: null, codes: new Map(), version: "", withdrawn: 0, undoable: kept() };

export class Refusal extends Error {
  constructor(problems) {
    super(problems.map((p) => p.fact).join(" "));
    this.problems = problems;
  }
}

const GONE = {
  place: "", fact: "The review cannot be reached: it was stopped, or this machine was asleep.",
  remedy: "Nothing was recorded, and what you typed is kept. Start `qualstage review` again.",
};

/** Whether the server could not be reached at all. */
export const isGone = (error) => error.problems?.[0] === GONE;

async function answer(path, options = {}) {
  let response;
  try {
    response = await fetch(path, { cache: "no-store", redirect: "error", ...options });
  } catch {
    throw new Refusal([GONE]);
  }
  const told = await response.json().catch(() => null);
  if (response.ok && told !== null) return told;
  throw new Refusal(told?.problems ?? [{ place: "", fact: `The server failed (${response.status}).`, remedy: "" }]);
}

export const ask = (path) => answer(path);

const tell = (path, body) => answer(path, {
  method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
});

/** Have something recorded; what the ledger holds from then on is no news to this window. */
export async function recorded(path, body) {
  const done = await tell(path, body);
  desk.version = done.version;
  return done;
}

/** Say what happened, to eyes and to screen readers. */
export function say(text) {
  fill(document.getElementById("alert"));
  document.getElementById("status").textContent = text;
}

/** Say what went wrong, and how it is mended. */
export function warn(error, what = "Not recorded.") {
  const problems = error instanceof Refusal ? error.problems : [{ place: "", fact: String(error), remedy: "" }];
  document.getElementById("status").textContent = "";
  fill(document.getElementById("alert"), el("p", {}, el("strong", {}, what)),
    problems.map((p) => el("p", {}, p.place ? `${p.place}: ` : "", p.fact, " ", p.remedy)));
  if (!(error instanceof Refusal)) console.error(error);
}

/**
 * Have decisions recorded, all or none; `told` is said once they are.
 *
 * Returns whether they were, so that what was typed can be kept where they were not.
 */
export async function record(decisions, told) {
  try {
    const done = await recorded("/api/decisions", { decisions });
    if (done.entries.length) remember(undoing(decisions, done.entries));
    say(done.entries.length ? `Recorded: ${told}.` : `That stands already: ${told}.`);
    return true;
  } catch (error) {
    warn(error);
    return false;
  }
}

/** Take back what was recorded last in this window. */
export async function undoLast() {
  const last = desk.undoable[desk.undoable.length - 1];
  if (last) return last.redo ? redo(last.redo, last.of) : undo(last.undo);
  say("Nothing to undo in this window; older decisions are in the history.");
  return false;
}

export async function undo(entries) {
  let done;
  try {
    done = await recorded("/api/undo", { entries });
  } catch (error) {
    warn(error);
    // What stands no more cannot be undone later either; what could not be reached can.
    if (!isGone(error)) forget(entries);
    return false;
  }
  // Words that were amended stand again, by another entry.
  const { of } = desk.undoable.find((one) => isUndoOf(one, entries)) ?? {};
  forget(entries);
  if (of && done.entries[1]) replace(of, done.entries[1]);
  say("Recorded: taken back. The decision and its undoing both stay on record.");
  return true;
}

/** Say anew what the entry `name` took back: `of`, whose place the new entry has from then on. */
export async function redo(name, of) {
  const isThis = (one) => one.redo === name;
  let done;
  try {
    done = await recorded("/api/redo", { entry: name });
    keep(desk.undoable.filter((one) => !isThis(one)));
    if (done.entries.length) replace(of, done.entries[0]);
  } catch (error) {
    warn(error);
    if (!isGone(error)) keep(desk.undoable.filter((one) => !isThis(one)));
    return false;
  }
  say(done.entries.length ? "Recorded: it stands again." : "It stands again already: nothing more was recorded.");
  return true;
}

/** How decisions are undone: by taking them back, or, what took another back, by saying that anew. */
function undoing(decisions, entries) {
  const [first] = decisions;
  if (first.action === "withdraw") return { redo: entries[0], of: first.entry };
  return first.action === "amend" ? { undo: entries, of: first.entry } : { undo: entries };
}

const isUndoOf = (one, entries) => one.undo?.join() === entries.join();

function forget(entries) {
  keep(desk.undoable.filter((one) => !isUndoOf(one, entries)));
}

/** An entry said anew is undone in place of the older one. */
function replace(old, anew) {
  const now = (entry) => (entry === old ? anew : entry);
  keep(desk.undoable.map((one) => ({ ...one, ...(one.undo ? { undo: one.undo.map(now) } : {}), ...(one.of ? { of: now(one.of) } : {}) })));
}

function remember(how) {
  keep([...desk.undoable, how].slice(-100));
}

function keep(undoable) {
  desk.undoable = undoable;
  sessionStorage.setItem("undoable", JSON.stringify(undoable));
}

function kept() {
  try {
    return JSON.parse(sessionStorage.getItem("undoable")).filter((one) => one.undo || one.redo);
  } catch {
    return [];
  }
}

export function labelOf(code) {
  return desk.codes.get(code)?.label ?? code;
}

/** The codes that are looked for at a stage. */
export function codesAt(stage) {
  return [...desk.codes.values()].filter((code) => code.stages.includes(stage));
}
