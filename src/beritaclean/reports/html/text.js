// How the text of a document is drawn: its lines with their numbers, what was removed struck through, and what is far
// from any removal folded away.
"use strict";

/** Characters, and lines, that stay in sight around a removal, and of a text without any. */
const AROUND = 150;
const LINES = 3;
/** Texts up to this length are not folded, and no stretch shorter than the second is. */
const SHORT = 500;
const LEAST = 80;

/** An element; strings among the children become text. Attributes that are null or false are left out. */
function el(tag, attributes, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value !== null && value !== undefined && value !== false) made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child !== null));
  return made;
}

/** The class that gives an element the colour of a family: the larger ones have one of their own. */
function colour(family) {
  colour.order ??= familyTotals().map((each) => each.family);
  const place = colour.order.indexOf(family);
  return place >= 0 && place < 7 ? `f${place}` : "f7";
}

/** A document's text as an element; it holds its own state: what the reader has unfolded. */
function drawn(row, { hits = [], whole = false } = {}) {
  const box = el("div", { class: "text", lang: "id", "data-document": row.index });
  const opened = [];
  const draw = (everything) => {
    const spots = [...row.removals.filter(wanted).flatMap((each) => edges(row, each)), ...hits];
    const shown = everything ? [{ start: 0, end: row.length }] : inSight(row, spots, opened);
    box.replaceChildren(...rows(row, shown, hits, unfold));
    box.classList.toggle("whole", Boolean(everything));
  };
  const unfold = (stretch) => {
    opened.push(stretch);
    draw(false);
    const next = [...box.querySelectorAll("[data-at]")].find((each) => Number(each.dataset.at) >= stretch.start);
    (next ?? box.closest("article, dialog").querySelector("button")).focus();
  };
  draw(whole);
  return { box, draw };
}

/** Where to look for a removal: a long one at its two ends. */
function edges(row, { start, end, text }) {
  if (end - start <= 4 * AROUND && ends(text) <= 4 * LINES) return [{ start, end }];
  return [
    { start, end: reach(textOf(row), start, 1) },
    { start: reach(textOf(row), end, -1), end },
  ];
}

/** How far is in sight from an offset on: some characters, of which not more than some lines are filled. */
function reach(text, at, way) {
  const stop = Math.max(0, Math.min(text.length, at + way * AROUND));
  let lines = 0;
  for (let place = at; place !== stop; place += way) {
    const here = way < 0 ? place - 1 : place;
    if (text[here] === "\n" && text[here + way] !== "\n" && (lines += 1) > LINES) return place;
  }
  return stop;
}

/** The stretches of a text to show, in order, so that each spot is seen with what stands around it. */
function inSight(row, spots, opened) {
  if (row.length <= SHORT) return [{ start: 0, end: row.length }];
  const text = textOf(row);
  const wide = (spots.length ? spots : [{ start: 0, end: AROUND }]).map(({ start, end }) => ({
    start: snapped(text, reach(text, start, -1), -1),
    end: snapped(text, reach(text, end, 1), 1),
  }));
  const merged = [];
  for (const each of [...wide, ...opened].sort((a, b) => a.start - b.start)) {
    const last = merged.at(-1);
    if (last && each.start - last.end < LEAST) last.end = Math.max(last.end, each.end);
    else merged.push({ ...each });
  }
  if (merged[0].start < LEAST) merged[0].start = 0;
  if (row.length - merged.at(-1).end < LEAST) merged.at(-1).end = row.length;
  return merged;
}

/** An offset moved out to its line's end, where that is near, else to the next blank on the way. */
function snapped(text, at, way) {
  if (at <= 0 || at >= text.length) return Math.max(0, Math.min(at, text.length));
  const line = way < 0 ? text.lastIndexOf("\n", at - 1) + 1 : text.indexOf("\n", at);
  if (line < 0) return text.length - at < LEAST ? text.length : blankNear(text, at, way);
  return Math.abs(line - at) < LEAST ? line : blankNear(text, at, way);
}

function blankNear(text, at, way) {
  for (let step = 0; step < 30; step += 1) {
    if (/\s/.test(text[at + way * step] ?? " ")) return at + way * step + (way < 0 ? 1 : 0);
  }
  return at;
}

/** The rows of a text: one a line in sight, and buttons where something is folded. */
function rows(row, shown, hits, unfold) {
  const text = textOf(row);
  const made = [];
  let line = 1;
  let at = 0;
  let open = null; // the row that is being filled; null between lines
  const fresh = (mark) => {
    const inside = mark && at > 0 && text[at - 1] !== "\n";
    open = el("span", { class: inside ? "words inside" : "words", dir: "auto" });
    made.push(el("div", { class: "line", "data-line": mark ? line : null }, open));
    return open;
  };
  for (const stretch of [...shown, { start: row.length, end: row.length }]) {
    if (at < stretch.start) {
      const gap = { start: at, end: stretch.start };
      (open ?? fresh(false)).append(folded(row, text, gap, unfold));
      const count = ends(text.slice(gap.start, gap.end));
      line += count;
      if (count || text[gap.start - 1] === "\n") open = null;
    }
    for (at = stretch.start; at < stretch.end;) {
      const stop = text.indexOf("\n", at);
      const end = stop < 0 || stop >= stretch.end ? stretch.end : stop;
      fill(open ?? fresh(true), row, text, at, end, hits);
      at = end;
      if (end === stop) {
        at += 1;
        line += 1;
        open = null;
      }
    }
  }
  made.forEach(annotated);
  return made;
}

/** Beside a row stand the rules of what begins in it; those who cannot see it are told with the removal itself. */
function annotated(line) {
  line.classList.toggle("blank", !line.textContent.trim());
  const starts = [...line.querySelectorAll("del[tabindex]")];
  if (!starts.length) return;
  const names = starts.map((each) => el("span", { class: each.className }, each.dataset.rule));
  line.append(el("span", { class: "margin", "aria-hidden": "true" }, ...names));
}

function folded(row, text, { start, end }, unfold) {
  const lines = ends(text.slice(start, end));
  const cut = row.removals.some((each) => each.start <= start && end <= each.end);
  const what = lines > 1 ? many(lines, "line") : many(end - start, "character");
  const button = el("button", { type: "button", class: "fold", "data-at": start }, `⋯ ${what}${cut ? " removed" : ""}`);
  button.setAttribute("aria-label", `Show ${what}${cut ? " removed" : ""}`);
  button.addEventListener("click", () => unfold({ start, end }));
  return button;
}

/** Put the characters from `start` to `end`, which stand in one line, into an element. */
function fill(into, row, text, start, end, hits) {
  let at = start;
  for (const removal of row.removals) {
    if (removal.end <= at || removal.start >= end) continue;
    const [from, to] = [Math.max(at, removal.start), Math.min(end, removal.end)];
    marked(into, text, at, from, hits);
    if (text.slice(from, to).trim()) {
      const struck = el("del", { class: colour(ruleOf.get(removal.rule).family), "data-removal": removal.number });
      if (!wanted(removal)) struck.classList.add("aside");
      if (from === Math.max(removal.start, start) && firstFilled(text, removal) >= from) {
        struck.tabIndex = 0;
        struck.dataset.at = from;
        struck.dataset.rule = removal.rule;
      }
      marked(struck, text, from, to, hits);
      into.append(struck);
    } else {
      marked(into, text, from, to, hits);
    }
    at = to;
  }
  marked(into, text, at, end, hits);
}

/** Where a removal has its first character that is no blank: the piece that holds it takes the focus. */
function firstFilled(text, removal) {
  removal.first ??= removal.start + removal.text.search(/\S|$/);
  return removal.first;
}

/** Put plain text into an element, with what the search found marked. */
function marked(into, text, start, end, hits) {
  let at = start;
  for (const hit of hits) {
    if (hit.end <= at || hit.start >= end) continue;
    const [from, to] = [Math.max(at, hit.start), Math.min(end, hit.end)];
    into.append(text.slice(at, from), el("mark", {}, text.slice(from, to)));
    at = to;
  }
  if (at < end) into.append(text.slice(at, end));
}
