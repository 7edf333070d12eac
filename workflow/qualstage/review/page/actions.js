// What can be done about a code in question: by key, or by the button that shows the key.

import { dialog, el, keyed } from "./dom.js";
import { desk, labelOf, record, say } from "./desk.js";
import { pickCode } from "./picker.js";

const CODE = "No code is in question here.";
const TURN = "No passage is chosen.";

/** Actions by key. `offered` says whether there is anything to do it to; `lacks` is said if not. */
export const ACTIONS = {
  a: { label: "Accept", class: "yes", offered: (p) => Boolean(p.target), run: (p) => judge(p, "accept"), lacks: CODE },
  r: { label: "Reject", class: "no", offered: (p) => Boolean(p.target), run: (p) => judge(p, "reject"), lacks: CODE },
  c: { label: "Recode", offered: (p) => Boolean(p.target), run: recode, lacks: CODE },
  s: { label: "Adjust span", offered: (p) => Boolean(p.target), run: (p) => p.adjust(false), lacks: CODE },
  d: { label: "Add a code", offered: (p) => Boolean(p.view.turn), run: (p) => p.adjust(true), lacks: TURN },
  e: { label: "None of the rest", offered: (p) => p.targets.some(waits), run: rejectRest, lacks: "No proposal waits here for a judgement." },
  n: { label: "Memo", offered: (p) => Boolean(p.view.turn), run: memo, lacks: TURN },
  p: { label: "Pin as quotation", offered: (p) => Boolean(p.target), run: pin, lacks: CODE },
  x: { label: "Take back", offered: (p) => Boolean(p.target?.mine), run: takeBack, lacks: "You have no judgement here that could be taken back." },
};
Object.defineProperty(ACTIONS, "takeSpan", { value: takeSpan });

function waits(target) {
  return Boolean(target.proposal?.likely) && !target.mine;
}

/** The panel's reason; an adjudicator is asked for one first. */
function reasonOf(panel) {
  const reason = panel.reason.value.trim();
  if (reason || desk.session.role !== "adjudicator") return reason;
  panel.why();
  say("Say why first: a resolution needs its reason.");
  return null;
}

/** Record decisions about the panel's source; what was typed goes once it is on the disk. */
async function done(panel, decisions, told, goesOn) {
  const { source } = panel.view;
  if (!(await record(decisions.map((one) => ({ source, ...one })), told))) return false;
  panel.reason.value = "";
  await panel.view.reload();
  if (goesOn) await panel.advance();
  return true;
}

function quoted(panel) {
  return `‘${labelOf(panel.target.code)}’ in ${panel.view.source}`;
}

async function judge(panel, action) {
  const { target } = panel;
  const reason = target ? reasonOf(panel) : null;
  if (reason === null) return;
  const { start, end } = target.mine ?? target;
  const told = `${action === "accept" ? "accepted" : "rejected"} ${quoted(panel)}`;
  await done(panel, [{ action, code: target.code, start, end, reason }], told, true);
}

async function rejectRest(panel) {
  const reason = reasonOf(panel);
  if (reason === null) return;
  const rest = panel.targets.filter(waits);
  const told = `rejected ${rest.map((t) => `‘${labelOf(t.code)}’`).join(", ")} in ${panel.view.source}`;
  const all = rest.map(({ code, start, end }) => ({ action: "reject", code, start, end, reason }));
  await done(panel, all, told, true);
}

async function recode(panel) {
  const { target } = panel;
  const reason = target ? reasonOf(panel) : null;
  if (reason === null) return;
  const to = await pickCode(`Recode ‘${labelOf(target.code)}’ as`, panel.view.stage, target.code);
  if (!to) return;
  const { start, end } = target.mine ?? target;
  const told = `recoded ${quoted(panel)} as ‘${labelOf(to)}’`;
  await done(panel, [{ action: "recode", code: target.code, to, start, end, reason }], told, true);
}

async function takeSpan(panel) {
  const { span, target } = panel;
  if (!span) return;
  if (span.adds) {
    await add(panel, span.start, span.end);
    return;
  }
  const reason = reasonOf(panel);
  if (reason === null) return;
  const { start, end } = span;
  const amends = target.mine?.state === "accepted";
  const decision = amends ? { action: "amend", entry: target.mine.entry } : { action: "accept" };
  const told = amends ? `other words for ${quoted(panel)}` : `accepted ${quoted(panel)}, for these words`;
  await done(panel, [{ ...decision, code: target.code, start, end, reason }], told, true);
}

/** Add a coding to words; nothing if no code is chosen. */
export async function add(panel, start, end) {
  const reason = reasonOf(panel);
  if (reason === null) return false;
  const code = await pickCode("Code these words as", panel.view.stage);
  if (!code) return false;
  const told = `coded ‘${labelOf(code)}’ in ${panel.view.source}`;
  return done(panel, [{ action: "add", code, start, end, reason }], told, false);
}

async function memo(panel) {
  const { start, end } = panel.place;
  const code = panel.target?.code ?? (await pickCode("About which code is the memo?", panel.view.stage));
  if (!code) return;
  const text = await written(`Memo on ‘${labelOf(code)}’ in ${panel.view.source}`, async (reason) =>
    done(panel, [{ action: "note", code, start, end, reason }], `a memo on ‘${labelOf(code)}’ in ${panel.view.source}`, false));
  if (text === null) say("No memo was written.");
}

/** A text typed in a dialog that closes only once `save` says that it is kept. */
export function written(title, save, before = null, label = before ? "Reason, if you like" : "Memo") {
  return new Promise((resolve) => {
    let kept = null;
    const field = el("textarea", { id: "written", rows: 5, maxLength: 10000, dir: "auto" });
    const keep = async () => {
      if (await save(field.value.trim())) {
        kept = field.value;
        box.close();
      } else {
        told.textContent = document.getElementById("alert").textContent;
      }
    };
    const told = el("p", { class: "wrong", role: "alert" });
    field.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) keep();
    });
    const box = dialog(title, before, el("label", { for: "written" }, label), field, told,
      el("p", { class: "actions" }, keyed("Record", "Ctrl+Enter", keep, { class: "yes" }),
        keyed("Leave it", "Escape", () => box.close())));
    box.addEventListener("close", () => resolve(kept));
    field.focus();
  });
}

async function pin(panel) {
  const { target } = panel;
  if (!target) return;
  const { start, end } = panel.place;
  const told = `these words are pinned as the quotation for ${quoted(panel)}`;
  await done(panel, [{ action: "quote", code: target.code, start, end, reason: "" }], told, false);
}

async function takeBack(panel) {
  const mine = panel.target?.mine;
  if (!mine) return;
  const reason = panel.reason.value.trim();
  await done(panel, [{ action: "withdraw", entry: mine.entry, reason }], `taken back ${quoted(panel)}`, false);
}
