// Decisions to look at again, and the history of the coder's own.

import { written } from "./actions.js";
import { bdi, el, fill, plural } from "./dom.js";
import { ask, desk, labelOf, record, redo, undo } from "./desk.js";
import { inTurn } from "./pace.js";
import { definition } from "./picker.js";

export class Again {
  async start(root) {
    this.root = root;
    await this.reload();
  }

  async reload() {
    const told = await ask("/api/again");
    fill(this.root, el("div", { class: "alone" },
      el("h2", {}, "Decided under an older definition"),
      el("p", { class: "soft" }, "These decisions of yours stand. The code’s definition, rules or examples have changed since: do they still hold?"),
      told.stale.length ? told.stale.map((one) => this.#stale(one)) : el("p", {}, "There are none."),
      el("h2", {}, "Words that are not found any more"),
      el("p", { class: "soft" }, "A transcript was changed, so that these decisions count nowhere. Restore the words, or take the decision back and judge again."),
      told.lost.length ? told.lost.map((one) => this.#lost(one)) : el("p", {}, "There are none.")));
  }

  #stale(one) {
    const about = `‘${labelOf(one.code)}’ in ${one.source}`;
    const again = (action, told) => () => this.#record([{ action, source: one.source, entry: one.entry }], told);
    const holds = `confirmed ${about}`;
    const asks = desk.session.role === "adjudicator" && !one.reason;
    return el("article", { class: "one", "aria-label": about },
      el("h3", {}, bdi(labelOf(one.code)), el("span", { class: "soft" }, " ", one.state === "accepted" ? "✓ accepted" : "✗ rejected", " in ", bdi(one.source))),
      el("blockquote", { dir: "auto" }, one.words),
      one.reason ? el("p", { class: "why", dir: "auto" }, one.reason) : null,
      desk.codes.has(one.code) ? definition(desk.codes.get(one.code)) : null,
      el("p", { class: "actions" },
        el("button", { type: "button", class: "yes", onclick: asks ? () => this.#confirm(one, holds) : again("confirm", holds) }, "It still holds"),
        el("button", { type: "button", class: "no", onclick: again("withdraw", `taken back ${about}`) }, "Take it back")));
  }

  #lost(one) {
    const about = `‘${labelOf(one.code)}’ in ${one.source}`;
    return el("article", { class: "one", "aria-label": about },
      el("h3", {}, bdi(labelOf(one.code)), el("span", { class: "soft" }, ` by ${one.mine ? "you" : `${one.coder} (${one.role})`}, in `, bdi(one.source))),
      el("blockquote", { dir: "auto" }, one.words), el("p", {}, one.problem),
      one.mine ? el("p", { class: "actions" }, el("button", { type: "button", class: "no",
        onclick: () => this.#record([{ action: "withdraw", source: one.source, entry: one.entry }], `taken back ${about}`) }, "Take it back")) : null);
  }

  /** A resolution that gave no reason is confirmed with one. */
  #confirm({ source, entry }, told) {
    return inTurn(() => written("Why does it still hold?", async (reason) => {
      if (!(await record([{ action: "confirm", source, entry, reason }], told))) return false;
      await this.reload();
      return true;
    }, null, "Reason"));
  }

  #record(decisions, told) {
    return inTurn(async () => {
      if (await record(decisions, told)) await this.reload();
      this.root.focus();
    });
  }

  key() { return null; }
}

const TOLD = {
  accept: "accepted", add: "coded", reject: "rejected", amend: "other words for", note: "memo on",
  quote: "pinned a quotation for", read: "read wholly", withdraw: "taken back",
};

export class History {
  async start(root) {
    this.root = root;
    await this.reload();
  }

  async reload() {
    const told = await ask("/api/history?n=50");
    fill(this.root, el("div", { class: "alone" }, el("h2", {}, "History"),
      el("p", { class: "soft" }, `Your last ${plural(told.length, "decision")}, the latest first. Undoing adds an entry and erases none.`),
      el("ol", { class: "history" }, told.map((one) => this.#one(one)))));
  }

  #one(one) {
    const stands = one.entries.filter((entry) => entry.stands);
    const back = one.entries.length === 1 && one.entries[0].action === "withdraw" && one.entries[0];
    return el("li", {},
      el("div", {}, el("time", { dateTime: one.at }, when(one.at)), " ", one.entries.map((entry) => this.#entry(entry))),
      el("div", { class: "actions" },
        stands.length ? el("button", { type: "button", onclick: () => this.#undo(stands.map((e) => e.entry)) }, "Undo") : null,
        back ? el("button", { type: "button", onclick: () => this.#redo(back) }, "Judge so again") : null));
  }

  #entry(entry) {
    const gone = !entry.stands && entry.action !== "withdraw";
    const what = entry.action === "withdraw" ? `taken back: ${TOLD[entry.of] ?? entry.of}` : TOLD[entry.action] ?? entry.action;
    return el("div", { class: gone ? "gone" : "" }, what, " ", entry.code ? [bdi(labelOf(entry.code)), " in "] : null,
      bdi(entry.source), gone ? " (stands no more)" : "",
      entry.words ? el("blockquote", { dir: "auto" }, short(entry.words)) : null,
      entry.reason ? el("p", { class: "why", dir: "auto" }, entry.reason) : null);
  }

  #undo(entries) {
    return inTurn(async () => {
      if (await undo(entries)) await this.reload();
      this.root.focus();
    });
  }

  #redo(back) {
    return inTurn(async () => {
      if (await redo(back.entry, back.supersedes)) await this.reload();
      this.root.focus();
    });
  }

  key() { return null; }
}

export class Codebook {
  async start(root) {
    fill(root, el("div", { class: "alone" }, el("h2", {}, "Codebook"),
      [...desk.codes.values()].map((code) => el("article", { class: "one" },
        el("h3", {}, bdi(code.label), el("span", { class: "soft" }, " ", bdi(code.concept))),
        definition(code), el("p", { class: "soft" }, "Looked for at: ",
          code.stages.map((stage) => desk.session.stages[stage] ?? stage).join("; "))))));
  }

  async reload() {}

  key() { return null; }
}

function short(text) {
  const points = [...text];
  return points.length > 240 ? `${points.slice(0, 240).join("")}…` : text;
}

function when(at) {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? at : date.toLocaleString();
}
