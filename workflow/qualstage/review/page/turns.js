// Turns of a talk, with what is marked in them, and the words that somebody selects.

import { el } from "./dom.js";
import { piecesOf, pointsOf, wholeWords, wordsOf } from "./words.js";

const places = new WeakMap(); // text node: the code point of the source at which it begins
const turnsOf = new WeakMap(); // element of words: its turn

/** A turn as an element. `marks` are {start, end, kind}, in code points of the source. */
export function turnElement(turn, marks = [], given = {}) {
  const words = el("div", { class: "words", dir: "auto" });
  turnsOf.set(words, turn);
  markWords(words, turn, marks);
  return el("div", { class: `turn ${turn.role}`, "data-segment": turn.segment_id, ...given },
    el("div", { class: "speaker", dir: "auto" }, turn.speaker || "note"), words);
}

/** Mark a turn's words anew. */
export function markWords(words, turn, marks) {
  const inside = marks.map((m) => ({ ...m, start: m.start - turn.start, end: m.end - turn.start }));
  words.replaceChildren(...piecesOf(turn.text, inside).map((piece) => {
    const node = document.createTextNode(piece.text);
    places.set(node, turn.start + piece.start);
    return piece.kinds.length ? el("mark", { class: piece.kinds.join(" ") }, node) : node;
  }));
}

/** What is selected, in whole words: {start, end} in code points of the source; null if nothing. */
export function selectedWords(root) {
  const selection = document.getSelection();
  if (!selection || selection.isCollapsed || !selection.rangeCount) return null;
  const range = selection.getRangeAt(0);
  let [start, end] = [null, null];
  for (const words of root.querySelectorAll(".words")) {
    if (!range.intersectsNode(words)) continue;
    const turn = turnsOf.get(words);
    const span = spanWithin(words, range);
    const whole = span && wholeWords(wordsOf(turn.text), span[0] - turn.start, span[1] - turn.start);
    if (!whole) continue;
    start ??= turn.start + whole[0];
    end = turn.start + whole[1];
  }
  return start === null ? null : { start, end };
}

/** The part of a turn's words within a range, in code points of the source. */
function spanWithin(words, range) {
  const walker = document.createTreeWalker(words, NodeFilter.SHOW_TEXT);
  let [start, end] = [null, null];
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (!range.intersectsNode(node)) continue;
    const first = node === range.startContainer ? range.startOffset : 0;
    const last = node === range.endContainer ? range.endOffset : node.data.length;
    if (first >= last) continue;
    start ??= places.get(node) + pointsOf(node.data, first);
    end = places.get(node) + pointsOf(node.data, last);
  }
  return start === null ? null : [start, end];
}

/**
 * A span of a turn that is moved by words.
 *
 * `move(edge, step)` moves its 'start' or its 'end'; it stays at least a word long.
 */
export class WordSpan {
  constructor(turn, start, end) {
    this.turn = turn;
    this.bounds = wordsOf(turn.text);
    const whole = wholeWords(this.bounds, start - turn.start, end - turn.start) ?? [0, 0];
    this.first = Math.max(0, this.bounds.findIndex(([a]) => a === whole[0]));
    this.last = Math.max(this.first, this.bounds.findIndex(([, b]) => b === whole[1]));
    // What reaches beyond the turn keeps its far edge until that edge is moved.
    this.before = start < turn.start ? start : null;
    this.after = end > turn.start + pointsOf(turn.text, turn.text.length) ? end : null;
  }

  get start() {
    return this.before ?? this.turn.start + (this.bounds[this.first]?.[0] ?? 0);
  }

  get end() {
    return this.after ?? this.turn.start + (this.bounds[this.last]?.[1] ?? 0);
  }

  move(edge, step) {
    if (edge === "start") {
      this.before = null;
      this.first = Math.min(this.last, Math.max(0, this.first + step));
    } else {
      this.after = null;
      this.last = Math.max(this.first, Math.min(this.bounds.length - 1, this.last + step));
    }
  }
}
