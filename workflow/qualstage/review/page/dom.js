// Elements, made of text alone: what people said or wrote never becomes markup.

import { forgetKeys } from "./pace.js";

/**
 * An element.
 *
 * `given` holds properties; `class`, `aria-…`, `data-…`, `role`, `for` and `dir` are attributes, and
 * `on…` are listeners. What is null, undefined or false is left out.
 */
export function el(tag, given = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(given)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (/^(class|role|for|dir|lang)$|^(aria|data)-/.test(name)) made.setAttribute(name, String(value));
    else made[name] = value;
  }
  made.append(...children.flat(Infinity).filter((c) => c !== null && c !== undefined && c !== false && c !== ""));
  return made;
}

/** A button that shows its key. */
export function keyed(label, key, act, given = {}) {
  return el("button", { type: "button", onclick: act, "aria-keyshortcuts": key, ...given },
    el("span", {}, label), " ", el("kbd", { "aria-hidden": "true" }, shownKey(key)));
}

const NAMES = { ArrowLeft: "←", ArrowRight: "→", ArrowUp: "↑", ArrowDown: "↓", Escape: "Esc" };

export function shownKey(key) {
  return NAMES[key] ?? key;
}

/** Words that may be in any script, kept apart from those around them. */
export function bdi(text) {
  return el("bdi", {}, text);
}

/** Put new children in place of all others. */
export function fill(parent, ...children) {
  parent.replaceChildren(...children.flat(Infinity).filter((c) => c !== null && c !== undefined && c !== false));
}

export function plural(n, noun) {
  return `${n} ${noun}${n === 1 ? "" : "s"}`;
}

/** A dialog that is gone once it is closed; whatever had the focus has it again. */
export function dialog(title, ...children) {
  const heading = el("h2", { id: "dialog-title" }, title);
  const made = el("dialog", { "aria-labelledby": "dialog-title" }, heading, ...children);
  const before = document.activeElement;
  forgetKeys();
  made.addEventListener("close", () => {
    made.remove();
    if (before?.isConnected && before !== document.body) before.focus();
    else (document.querySelector("#view .talk") ?? document.getElementById("view")).focus({ preventScroll: true });
  });
  document.body.append(made);
  made.showModal();
  return made;
}

/** A field for a reason: Enter leaves it, as Escape does; Shift+Enter begins a new line. */
export function reasonField(given, leave) {
  return el("textarea", {
    maxLength: 10000, dir: "auto", "aria-describedby": "reason-keys", ...given,
    onkeydown: (event) => {
      if (event.isComposing) return;
      if (event.key !== "Escape" && (event.key !== "Enter" || event.shiftKey)) return;
      event.preventDefault();
      leave();
    },
  });
}

/** What the field for a reason does with Enter, for whoever types there. */
export function reasonKeys() {
  return el("span", { id: "reason-keys", class: "soft" }, "Enter returns to the passage, Shift+Enter begins a new line.");
}

const FIELDS = "input, textarea, select, [contenteditable]";

/** Whether somebody types, or chooses, in a field: what is typed there is never a key. */
export function isInField(target = document.activeElement) {
  return Boolean(target?.closest?.(FIELDS));
}

export function isDialogOpen() {
  return document.querySelector("dialog[open]") !== null;
}
