// The queue: one passage after the other, what may change a number first.

import { bdi, el, fill, keyed, plural } from "./dom.js";
import { add } from "./actions.js";
import { ask, desk, say } from "./desk.js";
import { inTurn, later } from "./pace.js";
import { Panel } from "./panel.js";
import { markWords, selectedWords, turnElement } from "./turns.js";

const PAGE = 20;
const NAMES = { queue: "What may change a number", sample: "Random sample of the unread", passages: "All passages, as they were said" };

export class Queue {
  constructor(open) {
    this.open = open; // to another view
    this.items = [];
    this.at = 0;
    this.todo = true;
    this.list = Object.entries(desk.session.lists).find(([, n]) => n)?.[0] ?? "passages";
    this.left = this.total = 0;
  }

  async start(root) {
    this.root = root;
    this.panel = new Panel(this);
    this.head = el("div", { class: "head" });
    this.words = el("div", {
      class: "talk", tabIndex: 0, role: "region", "aria-label": "The words", onmouseup: () => this.selected(),
    });
    fill(root, el("div", { class: "columns" }, el("div", { class: "read" }, this.head, this.words), this.panel.element));
    if (!this.items.length) await this.load(0);
    else await this.reload();
  }

  get item() { return this.items[this.at] ?? null; }
  get turn() { return this.item; }
  get source() { return this.item?.source; }
  get stage() { return this.item?.stage; }

  async load(first) {
    const told = await ask(`/api/passages?list=${this.list}&first=${first}&n=${PAGE}&todo=${this.todo ? 1 : 0}`);
    this.items = first ? [...this.items, ...told.items] : told.items;
    if (!first) this.at = 0;
    [this.left, this.total, desk.version] = [told.left, told.total, told.version];
    this.draw();
    return told.items.length;
  }

  /** The passage that is shown, as it stands by now. */
  async reload() {
    const { item } = this;
    if (item) {
      const anew = await ask(`/api/passages/${encodeURIComponent(item.segment_id)}?list=${this.list}`);
      if (anew.done !== item.done) this.left += anew.done ? -1 : 1;
      this.items[this.at] = { place: item.place, ...anew };
    }
    this.draw();
  }

  async go(step) {
    const to = this.at + step;
    if (to < 0) { say("This is the first passage."); return; }
    if (to >= this.items.length) {
      const last = this.items[this.items.length - 1];
      const more = last ? await this.load(last.place + 1) : 0;
      if (!more) { say(this.left ? "This is the end of the list; some passages before it wait still." : "This is the end of the list."); this.draw(); return; }
    }
    this.at = to;
    await this.reload();
    this.words.focus({ preventScroll: true });
    this.words.querySelector(".current")?.scrollIntoView({ block: "nearest" });
  }

  next() { return this.go(1); }

  selected() {
    const words = selectedWords(this.words.querySelector(".current") ?? this.words);
    if (words) inTurn(() => add(this.panel, words.start, words.end));
  }

  marked() {
    const words = this.words.querySelector(".current .words");
    if (words && this.turn) markWords(words, this.turn, this.panel.marks());
  }

  draw() {
    const { item } = this;
    fill(this.head, this.#choice(), item ? this.#place(item) : null);
    if (item) {
      fill(this.words, item.before.map((t) => turnElement(t)),
        turnElement(item, [], { class: `turn current ${item.role}`, "aria-current": "true" }),
        item.after.map((t) => turnElement(t)));
    } else {
      fill(this.words, el("p", {}, this.#nothing()));
    }
    this.panel.show(item?.proposals ?? [], item?.codings ?? []);
  }

  #nothing() {
    if (this.total && this.todo) return "Nothing is left to judge in this list. Untick ‘only what waits’ to look at it again.";
    return this.list === "passages" ? "There is no passage that may voice a code." : "This list is empty.";
  }

  #choice() {
    const names = [...Object.keys(desk.session.lists), "passages"];
    const lists = el("select", { id: "list", onchange: (event) => {
      this.list = event.target.value;
      inTurn(() => this.load(0));
    } }, names.map((name) => el("option", { value: name, selected: name === this.list },
      name in desk.session.lists ? `${NAMES[name]} (${desk.session.lists[name]})` : NAMES[name])));
    const only = el("input", { type: "checkbox", id: "todo", checked: this.todo, onchange: (event) => {
      this.todo = event.target.checked;
      inTurn(() => this.load(0));
    } });
    return el("p", { class: "choice" },
      names.length > 1 ? [el("label", { for: "list" }, "List "), lists, " "] : null,
      only, el("label", { for: "todo" }, " only what waits"),
      el("span", { class: "soft" }, `  (${this.left} of ${plural(this.total, "passage")})`));
  }

  #place(item) {
    return el("div", { class: "place" },
      el("h2", {}, bdi(item.source), el("span", { class: "soft" }, ", ", bdi(desk.session.stages[item.stage] ?? item.stage))),
      item.kind ? el("span", { class: "kind" }, item.kind) : null,
      item.changed ? el("span", { class: "kind wrong" }, "transcript changed since") : null,
      el("span", { class: "go" },
        keyed("Back", "k", later(() => this.go(-1))), keyed("On", "j", later(() => this.go(1))),
        keyed("Whole talk", "t", later(() => this.#talk()))));
  }

  async #talk() {
    if (this.item) await this.open("transcripts", { source: this.item.source, segment: this.item.segment_id });
  }

  /** What a key does here: a function, or null. */
  key(key) {
    if (key === "j" || key === "ArrowDown") return () => this.go(1);
    if (key === "k" || key === "ArrowUp") return () => this.go(-1);
    return key === "t" ? () => this.#talk() : null;
  }
}
