// Where coders who read the same source differ, side by side, and what settles it.

import { bdi, el, fill, isInField, keyed, reasonField, reasonKeys } from "./dom.js";
import { ask, desk, labelOf, record, say } from "./desk.js";
import { forgetKeys, later } from "./pace.js";
import { definition } from "./picker.js";
import { markWords, turnElement, WordSpan } from "./turns.js";

/** Keys that accept the first coder's words, the second's, and so on; digits are the views'. */
const PLACES = ["a", "b", "c", "d", "e"];

/** Each row with what it is known by: source, code and beginning; parts of a merged code may share these, so they are counted. */
function numbered(rows) {
  const seen = {};
  return rows.map((row) => {
    const place = JSON.stringify([row.source, row.code, row.start]);
    seen[place] = (seen[place] ?? 0) + 1;
    return { ...row, key: `${place} ${seen[place]}` };
  });
}

export class Differing {
  constructor(open) {
    this.open = open;
    this.at = 0;
    this.rows = [];
    this.drafts = new Map(); // reasons that were typed, each with the disagreement it is about
  }

  async start(root) {
    this.root = root;
    this.span = null;
    if (!this.frame) this.#build();
    await this.reload();
  }

  #build() {
    this.shown = null;
    this.reason = reasonField({ id: "resolution", rows: 3 }, () => this.root.focus());
    this.read = el("div", { class: "read" });
    this.settling = el("div");
    this.about = el("div", { class: "about" });
    // The reason stays in the page, whatever is drawn anew around it: it may have the focus.
    this.frame = el("div", { class: "columns" }, this.read,
      el("section", { class: "panel", "aria-label": "What settles it" }, this.#decides()
        ? [el("h3", {}, "Settle it"), el("p", {}, el("label", { for: "resolution" }, "Why ", el("kbd", { "aria-hidden": "true" }, "w")), this.reason, reasonKeys())]
        : el("p", {}, "Differences are settled by an adjudicator: ", el("code", {}, "qualstage review … --role adjudicator"), "."),
      this.settling, this.about));
  }

  get row() { return this.rows[this.at] ?? null; }

  #decides() { return desk.session.role === "adjudicator"; }

  /** What is open by now. The one that is shown stays; while its reason is typed, all does. */
  async reload(settled = false) {
    const rows = numbered(await ask("/api/disagreements"));
    if (!settled && document.activeElement === this.reason) {
      desk.version = "";
      return;
    }
    const before = this.row?.key ?? null;
    this.#keepDraft();
    this.rows = rows;
    const again = rows.findIndex((row) => row.key === before);
    this.at = again >= 0 ? again : Math.max(0, Math.min(this.at, rows.length - 1));
    this.draw();
    if (again < 0 && this.drafts.get(before)) {
      say("The disagreement that you wrote about is settled meanwhile. Your reason is taken to no other.");
    }
  }

  #keepDraft() {
    if (this.shown) this.drafts.set(this.shown, this.reason.value);
  }

  /** A reason is shown with the disagreement that it was typed for, and with no other. */
  #showDraft() {
    const now = this.row?.key ?? null;
    if (now === this.shown) return;
    this.#keepDraft();
    this.shown = now;
    this.reason.value = this.drafts.get(now) ?? "";
  }

  /** The spans that may be accepted: each coder's, then whatever is adjusted. */
  get places() {
    return this.row.sides.flatMap((side) => side.codings.filter((c) => c.state === "accepted"));
  }

  draw() {
    const { row } = this;
    const had = this.root.contains(document.activeElement);
    this.#showDraft();
    if (row) this.#drawRow(row);
    else {
      fill(this.root, el("div", { class: "alone" }, el("h2", {}, "Disagreements"),
        el("p", {}, "Nobody differs: wherever two coders read the same source wholly, they see it alike, or it is settled.")));
    }
    if (had && !this.root.contains(document.activeElement)) this.root.focus();
  }

  #drawRow(row) {
    const turns = el("div", { class: "talk", tabIndex: 0, role: "region", "aria-label": "The words" }, row.turns.map((turn) =>
      turnElement(turn, this.#marks(), { class: `turn ${turn.role}${turn.start < row.end && row.start < turn.end ? " current" : ""}` })));
    fill(this.read, this.#head(row), turns, el("div", { class: "sides", tabIndex: 0, role: "region", "aria-label": "What each coder said" }, row.sides.map((side) => this.#side(side))));
    fill(this.settling, this.#decides() ? this.#settling() : null);
    fill(this.about, desk.codes.has(row.code) ? definition(desk.codes.get(row.code)) : null);
    if (!this.frame.isConnected) fill(this.root, this.frame);
  }

  #head(row) {
    return el("div", { class: "head" }, el("div", { class: "place" },
      el("h2", {}, bdi(labelOf(row.code)), el("span", { class: "soft" }, " in ", bdi(row.source), ", ", bdi(desk.session.stages[row.stage] ?? row.stage))),
      el("span", { class: "kind" }, `${this.at + 1} of ${this.rows.length}`),
      el("span", { class: "go" }, keyed("Back", "k", later(() => this.go(-1))), keyed("On", "j", later(() => this.go(1))),
        keyed("Whole talk", "t", later(() => this.#talk())))));
  }

  #side(side) {
    const said = side.codings.map((c) => [
      el("p", {}, c.state === "accepted" ? "✓ accepted: " : "✗ rejected: ", el("q", { dir: "auto" }, this.#words(c))),
      c.reason ? el("p", { class: "why", dir: "auto" }, c.reason) : el("p", { class: "soft" }, "No reason is on record."),
    ]);
    return el("section", { class: `side ${side.coded ? "coded" : ""}`, "aria-label": side.coder },
      el("h3", {}, bdi(side.coder), el("span", { class: "soft" }, ` (${side.roles.join(", ")})`)),
      said.length ? said : el("p", {}, "Read the source wholly and did not code it here."));
  }

  #words({ start, end }) {
    return this.row.turns.map((turn) => {
      const points = [...turn.text];
      return points.slice(Math.max(0, start - turn.start), Math.max(0, end - turn.start)).join("");
    }).filter(Boolean).join(" … ");
  }

  #settling() {
    const { places, span } = this;
    return [
      el("div", { class: "actions" },
        places.map((place, n) => this.#accepts(place, PLACES[n])),
        keyed("Reject: it is not this", "r", later(() => this.settle("reject", this.row)), { class: "no" }),
        keyed(span ? "Accept these words" : "Other words", span ? "Enter" : "s", later(() => (span ? this.settle("accept", span) : this.adjust())))),
      span ? el("p", { class: "hint" }, "← → move the beginning, Shift with ← → the end, Enter accepts these words, Esc leaves.") : null,
    ];
  }

  #accepts(place, key) {
    const told = `Accept ${place.coder}’s words`;
    const act = later(() => this.settle("accept", place));
    return key ? keyed(told, key, act, { class: "yes" }) : el("button", { type: "button", class: "yes", onclick: act }, told);
  }

  #marks() {
    const { row, span } = this;
    const codings = row.sides.flatMap((side, n) => side.codings.map((c) => ({ ...c, kind: `coding ${c.state} side${n}` })));
    return span ? [...codings, { start: span.start, end: span.end, kind: "adjusting" }] : codings;
  }

  adjust() {
    const place = this.places[0] ?? this.row;
    const turn = this.row.turns.find((t) => t.start < place.end && place.start < t.end);
    if (!turn) return;
    this.span = new WordSpan(turn, place.start, place.end);
    this.draw();
    this.root.focus();
  }

  step(edge, by) {
    this.span.move(edge, by);
    for (const words of this.root.querySelectorAll(".words")) {
      const turn = this.row.turns.find((t) => t.segment_id === words.parentElement.dataset.segment);
      markWords(words, turn, this.#marks());
    }
  }

  leave() {
    this.span = null;
    this.draw();
    this.root.focus();
  }

  async settle(action, place) {
    const { row } = this;
    const reason = this.reason.value.trim();
    if (!reason) {
      this.why();
      say("Say why first: a resolution needs its reason.");
      return;
    }
    const { start, end } = place;
    const told = `${action === "accept" ? "accepted" : "rejected"} ‘${labelOf(row.code)}’ in ${row.source}, as adjudicator`;
    if (!(await record([{ action, source: row.source, code: row.code, start, end, reason }], told))) return;
    this.reason.value = "";
    this.span = null;
    await this.reload(true);
    if (!isInField()) this.root.focus();
  }

  go(step) {
    const to = this.at + step;
    if (!this.rows[to]) { say(step > 0 ? "This is the last one." : "This is the first one."); return; }
    this.at = to;
    this.span = null;
    this.draw();
    this.root.focus();
  }

  async #talk() {
    const { row } = this;
    const turn = row.turns.find((t) => t.start < row.end && row.start < t.end);
    await this.open("transcripts", { source: row.source, segment: turn?.segment_id });
  }

  why() {
    forgetKeys();
    this.reason.focus();
  }

  /** What a key does here: a function, or null. */
  key(key, shift) {
    if (!this.row) return null;
    const arrows = { ArrowLeft: -1, ArrowRight: 1 };
    if (this.span && arrows[key]) return () => this.step(shift ? "end" : "start", arrows[key]);
    if (this.span && key === "Enter") return () => this.settle("accept", this.span);
    if (this.span && key === "Escape") return () => this.leave();
    if (key === "j") return () => this.go(1);
    if (key === "k") return () => this.go(-1);
    if (key === "t") return () => this.#talk();
    if (!this.#decides()) return null;
    if (key === "w") return () => this.why();
    if (key === "r") return () => this.settle("reject", this.row);
    if (key === "s") return () => this.adjust();
    const place = this.places[PLACES.indexOf(key)];
    return place ? () => this.settle("accept", place) : null;
  }
}
