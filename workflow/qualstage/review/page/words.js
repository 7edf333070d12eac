// Places in a text. The ledger counts code points; JavaScript counts UTF-16 units. An emoji is one of
// the first and two or more of the second, so nothing is handed over without being counted anew.

/** How many code points the first `units` UTF-16 units of a text are. */
export function pointsOf(text, units) {
  let points = 0;
  for (let i = 0; i < units && i < text.length; i++) {
    const unit = text.charCodeAt(i);
    const isSecondHalf = unit >= 0xdc00 && unit <= 0xdfff && i > 0 && isFirstHalf(text, i - 1);
    if (!isSecondHalf) points++;
  }
  return points;
}

function isFirstHalf(text, i) {
  const unit = text.charCodeAt(i);
  return unit >= 0xd800 && unit <= 0xdbff;
}

/** The UTF-16 unit at which a code point of a text begins. */
export function unitOf(text, points) {
  let i = 0;
  for (; points > 0 && i < text.length; points--) i += text.codePointAt(i) > 0xffff ? 2 : 1;
  return i;
}

/** A text's words as [start, end] in code points, with what clings to them: never half an emoji. */
export function wordsOf(text) {
  const words = [];
  let unit = 0;
  let point = 0;
  for (const found of text.matchAll(/\S+/gu)) {
    point += pointsOf(text.slice(unit, found.index), found.index - unit);
    const length = pointsOf(found[0], found[0].length);
    words.push([point, point + length]);
    unit = found.index + found[0].length;
    point += length;
  }
  return words;
}

/** The span, widened to whole words: what is inside half a word is about the word. */
export function wholeWords(words, start, end) {
  const touched = words.filter(([first, last]) => first < end && start < last);
  return touched.length ? [touched[0][0], touched[touched.length - 1][1]] : null;
}

/**
 * A text cut wherever a mark begins or ends.
 *
 * `marks` are {start, end, kind} in code points from the text's beginning; each piece has the kinds
 * that lie over it.
 */
export function piecesOf(text, marks) {
  const length = pointsOf(text, text.length);
  const inside = marks
    .map((m) => ({ kind: m.kind, start: Math.max(0, m.start), end: Math.min(length, m.end) }))
    .filter((m) => m.start < m.end);
  const cuts = [...new Set([0, length, ...inside.flatMap((m) => [m.start, m.end])])].sort((a, b) => a - b);
  const pieces = [];
  let unit = 0;
  for (let i = 0; i + 1 < cuts.length; i++) {
    const [start, end] = [cuts[i], cuts[i + 1]];
    const next = unit + unitOf(text.slice(unit), end - start);
    const kinds = [...new Set(inside.filter((m) => m.start <= start && end <= m.end).map((m) => m.kind))];
    pieces.push({ start, text: text.slice(unit, next), kinds });
    unit = next;
  }
  return pieces;
}
