// What the page knows, and how it speaks with the server: nothing is called recorded before the
// server says that it is on the disk.

import { el, fill } from "./dom.js";

export const desk = { session: null, codes: new Map(), version: "", undoable: kept() };

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
    if (done.entries.length) remember(done.entries);
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
  if (last) return undo(last);
  say("Nothing to undo in this window; older decisions are in the history.");
  return false;
}

export async function undo(entries) {
  try {
    await recorded("/api/undo", { entries });
  } catch (error) {
    warn(error);
    // What stands no more cannot be undone later either; what could not be reached can.
    if (!isGone(error)) forget(entries);
    return false;
  }
  forget(entries);
  say("Recorded: taken back. The decision and its undoing both stay on record.");
  return true;
}

function forget(entries) {
  desk.undoable = desk.undoable.filter((one) => one.join() !== entries.join());
  sessionStorage.setItem("undoable", JSON.stringify(desk.undoable));
}

function remember(entries) {
  desk.undoable = [...desk.undoable, entries].slice(-100);
  sessionStorage.setItem("undoable", JSON.stringify(desk.undoable));
}

function kept() {
  try {
    return JSON.parse(sessionStorage.getItem("undoable")) ?? [];
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
