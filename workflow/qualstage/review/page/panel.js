// Beside the words: the codes in question, what they mean, and what can be done about them.

import { bdi, el, fill, keyed, reasonField, reasonKeys } from "./dom.js";
import { desk, labelOf } from "./desk.js";
import { definition } from "./picker.js";
import { ACTIONS } from "./actions.js";
import { forgetKeys, later } from "./pace.js";
import { WordSpan } from "./turns.js";

/**
 * The panel of one turn.
 *
 * `view` has `turn`, `source`, `stage`; `reload()` after something was recorded, `marked()` when
 * what is marked has changed, `next()` to go on.
 */
export class Panel {
  constructor(view) {
    this.view = view;
    this.targets = [];
    this.at = 0;
    this.span = null;
    this.reason = reasonField({
      id: "reason", rows: 2,
      placeholder: desk.session.role === "adjudicator" ? "needed for each resolution" : "goes with the next decision, if you like",
    }, () => this.focus());
    this.list = el("div", { class: "targets" });
    this.about = el("div", { class: "about" });
    this.buttons = el("div", { class: "actions" });
    this.element = el("section", { class: "panel", "aria-label": "Codes of this passage" },
      this.list, this.buttons,
      el("p", { class: "reason" }, el("label", { for: "reason" }, "Why ", el("kbd", { "aria-hidden": "true" }, "w")), this.reason, reasonKeys()),
      this.about);
  }

  /** Show what is in question in a turn; the code that was chosen stays chosen. */
  show(proposals, codings) {
    const before = this.target;
    const same = this.shown === this.view.turn?.segment_id;
    this.shown = this.view.turn?.segment_id;
    this.span = null;
    this.targets = this.view.turn ? targetsOf(this.view.turn, proposals, codings) : [];
    const again = this.targets.findIndex((t) => same && before && t.code === before.code
      && t.start < before.end && before.start < t.end);
    const open = this.targets.findIndex(isOpen);
    this.at = again >= 0 ? again : Math.max(0, open);
    this.draw();
  }

  get target() {
    return this.targets[this.at] ?? null;
  }

  /** The span in question: as it is being adjusted, or as it is. */
  get place() {
    return this.span ?? this.target?.mine ?? this.target ?? this.view.turn;
  }

  choose(number) {
    if (!this.targets.length) return;
    this.at = (number + this.targets.length) % this.targets.length;
    this.span = null;
    this.draw();
  }

  /** Go to the next code that waits for a judgement, or to the next passage. */
  async advance() {
    const later = this.targets.findIndex((t, number) => number > this.at && isOpen(t));
    const any = later >= 0 ? later : this.targets.findIndex(isOpen);
    if (any >= 0) this.choose(any);
    else await this.view.next();
  }

  /** Begin to adjust the span in question, or one for a new coding. */
  adjust(adds) {
    const { turn } = this.view;
    if (!turn) return;
    const from = adds || !this.target ? turn : this.place;
    this.span = new WordSpan(turn, from.start, from.end);
    this.span.adds = adds || !this.target;
    this.draw();
  }

  /** Let a reason be typed. */
  why() {
    forgetKeys();
    this.reason.focus();
  }

  leave() {
    this.span = null;
    this.draw();
  }

  focus() {
    const chosen = this.list.querySelector("[aria-current=true]");
    (chosen ?? document.querySelector("#view .talk")).focus({ preventScroll: true });
  }

  /** What is marked in the words. */
  marks() {
    const { target } = this;
    const marks = (target?.proposal?.hits ?? []).map((hit) => ({ ...hit, kind: "hit" }));
    for (const one of this.targets) {
      for (const coding of one.codings) {
        marks.push({ ...coding, kind: `coding ${coding.state} ${coding.mine ? "mine" : "others"}` });
      }
    }
    const place = this.span ?? target?.mine ?? target;
    if (place) marks.push({ start: place.start, end: place.end, kind: this.span ? "adjusting" : "chosen" });
    return marks;
  }

  draw() {
    const had = this.element.contains(document.activeElement) && document.activeElement !== this.reason;
    const groups = [
      ["Proposed", (t) => t.proposal?.likely],
      ["Coded", (t) => !t.proposal],
      ["Less likely", (t) => t.proposal && !t.proposal.likely],
    ];
    fill(this.list, groups.map(([name, belongs]) => this.#group(name, belongs)),
      this.targets.length ? null : el("p", { class: "soft" },
        this.view.turn ? "No code is in question here. Select words to add one, or press d." : "No passage is chosen."));
    fill(this.about, this.#details());
    fill(this.buttons, this.span ? this.#adjusting() : this.#offered());
    if (had) this.focus();
    this.view.marked();
  }

  #group(name, belongs) {
    const items = this.targets.map((t, number) => [t, number]).filter(([t]) => belongs(t));
    if (!items.length) return null;
    return [el("h3", {}, name), el("ul", {}, items.map(([t, number]) => el("li", {},
      el("button", {
        type: "button", class: `target ${t.mine?.state ?? ""}`, onclick: () => this.choose(number),
        "aria-current": String(number === this.at),
      }, el("span", { class: "label" }, bdi(labelOf(t.code))), el("span", { class: "state" }, stateOf(t))))))];
  }

  #details() {
    const { target } = this;
    if (!target) return null;
    const code = desk.codes.get(target.code);
    const { proposal } = target;
    return [
      target.codings.filter((c) => c.reason || c.stale).map((c) => el("p", { class: "why", dir: "auto" },
        `${c.mine ? "You" : c.coder}: ${c.reason}`, c.stale ? " (decided under an older definition)" : "")),
      code ? definition(code) : el("p", {}, `'${target.code}' is not in the codebook any more.`),
      proposal ? el("details", {}, el("summary", {}, "Why the machine proposes it"),
        el("p", { dir: "auto" }, proposal.why || "No reason is on record."),
        proposal.words.length ? el("p", { class: "soft" }, "Words that speak for it: ", bdi(proposal.words.join(", "))) : null,
        proposal.context ? el("p", { class: "soft" }, `Its indicators stand ${proposal.context}.`) : null) : null,
    ];
  }

  #offered() {
    return Object.entries(ACTIONS)
      .filter(([, action]) => action.offered(this))
      .map(([key, action]) => keyed(action.label, key, later(() => action.run(this)), { class: action.class ?? "" }));
  }

  #adjusting() {
    const { span } = this;
    const step = (edge, by) => () => { this.step(edge, by); };
    return [
      el("p", { class: "hint" }, span.adds ? "Which words? " : "Which words does it rest on? ",
        "← → move the beginning, Shift with ← → the end, Enter takes it, Esc leaves."),
      el("div", { class: "steps" }, el("span", {}, "Beginning"),
        el("button", { type: "button", onclick: step("start", -1), "aria-label": "Begin a word earlier" }, "−"),
        el("button", { type: "button", onclick: step("start", 1), "aria-label": "Begin a word later" }, "+"),
        el("span", {}, "End"),
        el("button", { type: "button", onclick: step("end", -1), "aria-label": "End a word earlier" }, "−"),
        el("button", { type: "button", onclick: step("end", 1), "aria-label": "End a word later" }, "+")),
      keyed(span.adds ? "Choose a code" : "Take these words", "Enter", later(() => ACTIONS.takeSpan(this))),
      keyed("Leave it", "Escape", () => this.leave()),
    ];
  }

  step(edge, by) {
    this.span.move(edge, by);
    this.draw();
  }
}

/** Codes in question in a turn: proposals first, then what else somebody coded there. */
export function targetsOf(turn, proposals, codings) {
  const targets = proposals.map((p) => ({ code: p.code, start: p.start, end: p.end, proposal: p, codings: [] }));
  const here = codings.filter((c) => c.state !== "quotation" && c.start < turn.end && turn.start < c.end);
  for (const coding of here) {
    const about = targets.find((t) => t.code === coding.code && t.start < coding.end && coding.start < t.end);
    if (about) about.codings.push(coding);
    else targets.push({ code: coding.code, start: coding.start, end: coding.end, proposal: null, codings: [coding] });
  }
  for (const target of targets) target.mine = target.codings.filter((c) => c.mine).pop() ?? null;
  return targets;
}

/** Whether a proposal waits for the coder's judgement. */
export function isOpen(target) {
  return Boolean(target.proposal?.likely) && !target.mine;
}

function stateOf(target) {
  const told = target.codings.map((c) => `${c.state === "accepted" ? "✓" : "✗"} ${c.mine ? "you" : `${c.coder} (${c.role})`}`);
  const score = target.proposal?.score;
  if (target.proposal) told.unshift(score === null || score === undefined ? "proposed" : `${Math.round(100 * score)} %`);
  return told.join("  ");
}
