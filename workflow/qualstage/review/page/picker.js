// Choosing a code by its first letters, with what it means beside it.

import { bdi, dialog, el, fill } from "./dom.js";
import { codesAt } from "./desk.js";

/** A code chosen at a stage, or null. `except` is not offered. */
export function pickCode(title, stage, except = "") {
  return new Promise((chosen) => {
    const codes = codesAt(stage).filter((code) => code.code !== except);
    const input = el("input", {
      type: "text", id: "picker", role: "combobox", autocomplete: "off", spellcheck: false,
      "aria-expanded": "true", "aria-controls": "picked", "aria-autocomplete": "list",
    });
    const list = el("ul", { id: "picked", role: "listbox", "aria-label": "Codes" });
    const about = el("div", { class: "about", "aria-live": "polite" });
    const box = dialog(title, el("label", { for: "picker" }, "Begin to type a code: "), input,
      el("div", { class: "picking" }, list, about),
      el("p", { class: "soft" }, "↑ ↓ choose, Enter takes it, Esc leaves."));
    let shown = [];
    let at = 0;
    let picked = null;

    function show() {
      shown = matching(codes, input.value);
      at = Math.min(at, Math.max(0, shown.length - 1));
      fill(list, shown.map((code, number) => el("li", {
        role: "option", id: `option-${number}`, "aria-selected": String(number === at),
        onclick: () => take(number),
      }, bdi(code.label), el("span", { class: "soft" }, " ", bdi(code.concept)))));
      point();
    }
    function point() {
      [...list.children].forEach((item, number) => item.setAttribute("aria-selected", String(number === at)));
      list.children[at]?.scrollIntoView({ block: "nearest" });
      if (shown[at]) input.setAttribute("aria-activedescendant", `option-${at}`);
      else input.removeAttribute("aria-activedescendant");
      fill(about, shown[at] ? definition(shown[at]) : el("p", {}, "No code is called so."));
    }
    function take(number) {
      picked = shown[number]?.code ?? null;
      if (picked) box.close();
    }
    input.addEventListener("input", () => { at = 0; show(); });
    input.addEventListener("keydown", (event) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step && shown.length) {
        event.preventDefault();
        at = (at + step + shown.length) % shown.length;
        point();
      } else if (event.key === "Enter") {
        event.preventDefault();
        take(at);
      }
    });
    box.addEventListener("close", () => chosen(picked));
    show();
    input.focus();
  });
}

/** Codes whose label begins so, then whose words do, then that hold it anywhere. */
export function matching(codes, typed) {
  const wanted = fold(typed);
  if (!wanted) return codes;
  const rank = (code) => {
    const [label, name] = [fold(code.label), fold(code.code)];
    if (label.startsWith(wanted) || name.startsWith(wanted)) return 0;
    if (label.split(/\s+/u).some((word) => word.startsWith(wanted))) return 1;
    if (label.includes(wanted) || name.includes(wanted)) return 2;
    return fold(`${code.concept} ${code.definition}`).includes(wanted) ? 3 : 4;
  };
  return codes.map((code) => [rank(code), code]).filter(([n]) => n < 4)
    .sort(([a], [b]) => a - b).map(([, code]) => code);
}

function fold(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLocaleLowerCase().trim();
}

/** What a code means, for whoever decides. */
export function definition(code) {
  const rule = (name, text) => [el("dt", {}, name), el("dd", { dir: "auto" }, text)];
  const examples = [["Typical", "typical"], ["Atypical", "atypical"], ["Close, but no", "close_but_no"]];
  return el("div", { class: "definition" },
    el("p", { dir: "auto" }, el("strong", {}, bdi(code.label)), ": ", code.definition),
    el("dl", {}, rule("Use when", code.use_when), rule("Not when", code.not_when),
      examples.flatMap(([name, key]) => code.examples[key].length
        ? [el("dt", {}, name), code.examples[key].map((text) => el("dd", { dir: "auto" }, `“${text}”`))] : [])));
}
