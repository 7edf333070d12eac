// Transcripts: one source at a time, wholly, with what is coded in it.

import { bdi, el, fill, keyed, plural } from "./dom.js";
import { add, written } from "./actions.js";
import { ask, codesAt, desk, labelOf, record, say } from "./desk.js";
import { inTurn, later } from "./pace.js";
import { Panel } from "./panel.js";
import { markWords, selectedWords, turnElement } from "./turns.js";

const MAY_VOICE = ["respondent", "unknown", "document", "rater"];

export class Transcripts {
  constructor() {
    this.told = null;
    this.number = -1;
  }

  async start(root, { source, segment } = {}) {
    this.root = root;
    this.panel = new Panel(this);
    this.head = el("div", { class: "head" });
    this.words = el("div", {
      class: "talk", tabIndex: 0, role: "region", "aria-label": "The words", onmouseup: () => this.selected(),
    });
    fill(root, el("div", { class: "columns" }, el("div", { class: "read" }, this.head, this.words), this.panel.element));
    this.sources = await ask("/api/sources");
    const name = source ?? this.told?.source ?? (this.sources.find((s) => !s.read) ?? this.sources[0])?.source;
    if (name) await this.load(name, segment);
    else fill(this.words, el("p", {}, "The study has no sources."));
  }

  get turn() { return this.told?.turns[this.number] ?? null; }
  get source() { return this.told?.source; }
  get stage() { return this.told?.stage; }

  async load(name, segment = null) {
    const same = this.told?.source === name && !segment;
    this.told = await ask(`/api/sources/${encodeURIComponent(name)}`);
    desk.version = this.told.version;
    if (!same) {
      const asked = this.told.turns.findIndex((t) => t.segment_id === segment);
      this.number = asked >= 0 ? asked : this.told.turns.findIndex((t) => MAY_VOICE.includes(t.role));
    }
    this.draw();
    if (!same) this.reveal();
  }

  async reload() {
    const at = this.words.scrollTop;
    await this.load(this.told.source);
    this.words.scrollTop = at;
  }

  next() { return this.go(1); }

  go(step) {
    if (!this.told) return;
    let to = this.number + step;
    while (this.told.turns[to] && !MAY_VOICE.includes(this.told.turns[to].role)) to += step;
    if (!this.told.turns[to]) { say(step > 0 ? "This is the end of the talk." : "This is its beginning."); return; }
    this.choose(to);
  }

  choose(number) {
    const [old, now] = [this.number, number].map((n) => this.words.querySelectorAll(".turn")[n]);
    this.number = number;
    old?.classList.remove("current");
    old?.removeAttribute("aria-current");
    this.#mark(old);
    now?.classList.add("current");
    now?.setAttribute("aria-current", "true");
    this.#show();
    this.reveal();
    this.words.focus({ preventScroll: true });
  }

  reveal() {
    this.words.querySelector(".current")?.scrollIntoView({ block: "nearest" });
  }

  selected() {
    const words = selectedWords(this.words);
    if (!words) return;
    const at = this.told.turns.findIndex((t) => words.start < t.end && t.start < words.end);
    if (at >= 0 && at !== this.number) this.choose(at);
    inTurn(() => add(this.panel, words.start, words.end));
  }

  marked() {
    const words = this.words.querySelector(".current .words");
    if (words && this.turn) markWords(words, this.turn, this.panel.marks());
  }

  #mark(element) {
    const turn = this.told.turns.find((t) => t.segment_id === element?.dataset.segment);
    if (turn) markWords(element.querySelector(".words"), turn, this.#marksOf(turn));
  }

  #marksOf(turn) {
    return this.told.codings.filter((c) => c.start < turn.end && turn.start < c.end)
      .map((c) => ({ ...c, kind: `coding ${c.state} ${c.mine ? "mine" : "others"}` }));
  }

  #show() {
    const { turn } = this;
    const here = (this.told.proposals ?? []).filter((p) => turn && p.start < turn.end && turn.start < p.end);
    this.panel.show(here, this.told.codings);
  }

  draw() {
    fill(this.head, this.#choice(), this.#place());
    fill(this.words, this.told.turns.map((turn, number) => {
      const current = number === this.number;
      const codes = [...new Set(this.#marksOf(turn).filter((c) => c.state === "accepted").map((c) => labelOf(c.code)))];
      const made = turnElement(turn, this.#marksOf(turn), {
        class: `turn ${turn.role}${current ? " current" : ""}`, "aria-current": current ? "true" : null,
        onclick: () => { if (number !== this.number && document.getSelection().isCollapsed) inTurn(() => this.choose(number)); },
      });
      if (codes.length) made.append(el("div", { class: "codes" }, codes.map((code) => el("span", { class: "chip", dir: "auto" }, code))));
      return made;
    }));
    this.#show();
  }

  #choice() {
    const told = (s) => `${s.source}${s.read ? " ✓ read" : ""}, ${plural(s.codings, "coding")}`;
    return el("p", { class: "choice" }, el("label", { for: "source" }, "Source "),
      el("select", { id: "source", onchange: (event) => inTurn(() => this.load(event.target.value)) },
        this.sources.map((s) => el("option", { value: s.source, selected: s.source === this.source }, told(s)))));
  }

  #place() {
    const { told } = this;
    return el("div", { class: "place" },
      el("h2", {}, bdi(told.source), el("span", { class: "soft" }, ", ", bdi(desk.session.stages[told.stage] ?? told.stage))),
      told.changed ? el("span", { class: "kind wrong" }, "transcript changed since") : null,
      told.read ? el("span", { class: "kind" }, "you read it wholly") : null,
      el("span", { class: "go" }, keyed("Back", "k", later(() => this.go(-1))), keyed("On", "j", later(() => this.go(1))),
        keyed("I read it wholly", "m", later(() => this.read()))));
  }

  /** Say that the source was read wholly, once it is said plainly what that means. */
  async read() {
    const { told } = this;
    if (told.read_as_today) {
      say(`It stands already that you read ${told.source} wholly.`);
      return;
    }
    const open = (told.proposals ?? []).filter((p) => !told.codings.some((c) => c.code === p.code && c.start < p.end && p.start < c.end));
    const codes = codesAt(told.stage).length;
    const means = el("div", {},
      told.read ? el("p", {}, "You read it before, when the codebook said something else.") : null,
      el("p", {}, `You say that you read ${told.source} from beginning to end and looked for every one of the ${plural(codes, "code")} of its stage.`),
      el("p", {}, el("strong", {}, "Wherever you coded nothing, that now means ‘no’."),
        open.length ? ` ${plural(open.length, "proposal")} of the machine that nobody judged ${open.length === 1 ? "becomes" : "become"} a ‘no’ by it.` : "",
        desk.session.blind ? "" : " So do codings of others whose word is weaker than yours, where you have none."));
    await written(`${told.source}: read wholly`, async (reason) => {
      const kept = await record([{ action: "read", source: told.source, reason }], `you read ${told.source} wholly`);
      if (kept) await this.start(this.root, { source: told.source, segment: this.turn?.segment_id });
      return kept;
    }, means);
  }

  /** What a key does here: a function, or null. */
  key(key) {
    if (key === "j" || key === "ArrowDown") return () => this.go(1);
    if (key === "k" || key === "ArrowUp") return () => this.go(-1);
    return key === "m" ? () => this.read() : null;
  }
}
