// What the page knows: the totals of the run, the documents that are listed, and which of them the filters leave.
"use strict";

const byId = (id) => document.getElementById(id);

/** The data that stands in the page. It only ever becomes text: no markup is made of it. */
const overview = JSON.parse(byId("overview").textContent);
const documents = JSON.parse(byId("documents").textContent).map(opened);
const ruleOf = new Map(overview.rules.map((rule) => [rule.rule, rule]));

const state = { view: "documents", query: "", within: "all", outlet: "", family: "", rule: "", sort: "run" };

/** A document with its removals; offsets are those of the browser's strings, lines count from 1. */
function opened(row, index) {
  const removals = [];
  let at = row.parts[0].length;
  let line = 1 + ends(row.parts[0]);
  for (let n = 1; n < row.parts.length; n += 3) {
    const [rule, text, kept] = row.parts.slice(n, n + 3);
    removals.push({ number: removals.length, document: index, rule, text, start: at, end: at + text.length, line });
    at += text.length + kept.length;
    line += ends(text) + ends(kept);
  }
  return { ...row, outlet: row.outlet ?? "", index, removals, length: at };
}

function ends(text) {
  let count = 0;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) count += 1;
  return count;
}

/** The whole repaired text of a document. */
function textOf(row) {
  row.text ??= row.parts.filter((_, n) => n % 3 !== 1).join("");
  return row.text;
}

/** What a document is called: the first line that is kept of it, and the next ones where that is a mere word or two. */
function titleOf(row) {
  if (row.title === undefined) {
    const kept = row.parts.filter((_, n) => n % 3 === 0).join("\n");
    const lines = kept
      .slice(0, 2000)
      .split("\n")
      .map((line) => line.trim())
      .filter(Boolean);
    let title = lines.shift() ?? "";
    while (title.length < 30 && lines.length) title += ` ${lines.shift()}`;
    row.title = title ? clipped(title, 110) : "(nothing is kept)";
  }
  return row.title;
}

function placeOf(row) {
  return row.record === undefined ? row.name : `${row.name}, record ${number(row.record)}`;
}

/** The text's beginning, to the end of a word; no half of a surrogate pair. */
function clipped(text, most) {
  if (text.length <= most) return text;
  const cut = text.slice(0, most);
  const blank = cut.lastIndexOf(" ");
  return `${(blank > most / 2 ? cut.slice(0, blank) : cut.replace(/[\ud800-\udbff]$/, "")).trimEnd()}…`;
}

/** A pattern for the query, in which any blanks and line ends stand for each other; null without a query. */
function patternOf(query) {
  const words = query.trim().split(/\s+/).filter(Boolean);
  if (!words.length) return null;
  return new RegExp(words.map((word) => word.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")).join("\\s+"), "giu");
}

function found(pattern, text) {
  pattern.lastIndex = 0;
  return pattern.test(text);
}

/** Whether the filters for families and rules leave a removal. */
function wanted(removal) {
  if (state.rule) return removal.rule === state.rule;
  return !state.family || ruleOf.get(removal.rule).family === state.family;
}

/** The documents that the filters leave, in the order asked for. */
function chosenDocuments() {
  const pattern = patternOf(state.query);
  const left = documents.filter((row) => {
    if (state.outlet && (row.outlet || "-") !== state.outlet) return false;
    if ((state.family || state.rule) && !row.removals.some(wanted)) return false;
    if (!pattern) return true;
    if (state.within === "removed") return row.removals.some((each) => wanted(each) && found(pattern, each.text));
    if (state.within === "kept") return row.parts.some((part, n) => n % 3 === 0 && found(pattern, part));
    return found(pattern, textOf(row)) || found(pattern, row.name);
  });
  const key = {
    share: (row) => row.lost / (row.words || 1),
    words: (row) => row.lost,
    removals: (row) => row.removals.length,
  }[state.sort];
  return key ? left.sort((a, b) => key(b) - key(a) || a.index - b.index) : left;
}

/** The rules that the filters leave, each with its removals in the documents listed. */
function chosenRules() {
  const pattern = patternOf(state.query);
  const by = new Map();
  for (const row of documents) {
    if (state.outlet && (row.outlet || "-") !== state.outlet) continue;
    for (const removal of row.removals) {
      if (!wanted(removal) || (pattern && !found(pattern, searched(row, removal)))) continue;
      if (!by.has(removal.rule)) by.set(removal.rule, []);
      by.get(removal.rule).push(removal);
    }
  }
  const narrowed = state.outlet || pattern;
  return overview.rules
    .filter((rule) => by.has(rule.rule) || (!narrowed && wanted({ rule: rule.rule })))
    .map((rule) => ({ ...rule, found: by.get(rule.rule) ?? [] }));
}

/** What a search among the rules looks at: a removal, and what stands around it. */
function searched(row, removal) {
  if (state.within === "removed") return removal.text;
  const [from, to] = around(row, removal);
  const text = textOf(row);
  const [before, after] = [text.slice(from, removal.start), text.slice(removal.end, to)];
  return state.within === "kept" ? `${before}\n\n${after}` : before + removal.text + after;
}

/** The stretch of whole words that is shown around a removal in a list. */
function around(row, removal, most = 90) {
  const text = textOf(row);
  const before = text.slice(Math.max(0, removal.start - most), removal.start);
  const after = text.slice(removal.end, removal.end + most);
  const cut = removal.start > most ? before.search(/(?<=\s)\S|$/) : 0;
  const left = removal.end + most < row.length ? /\S*$/.exec(after)[0].length : 0;
  return [removal.start - before.length + cut, removal.end + after.length - left];
}

/** Where a pattern is found in a document's text, as far as the search is to look there. */
function hitsOf(row, pattern) {
  if (!pattern) return [];
  const hits = [];
  for (const match of textOf(row).matchAll(pattern)) {
    const [start, end] = [match.index, match.index + match[0].length];
    const cut = row.removals.some((each) => each.start < end && start < each.end);
    if (state.within === "all" || (state.within === "removed") === cut) hits.push({ start, end });
  }
  return hits;
}

function number(value) {
  return value.toLocaleString("en");
}

function many(value, noun) {
  return `${number(value)} ${noun}${value === 1 ? "" : "s"}`;
}

function share(part, whole) {
  const percent = whole ? (100 * part) / whole : 0;
  if (part && percent < 0.05) return "< 0.1 %";
  return `${percent.toLocaleString("en", { minimumFractionDigits: 1, maximumFractionDigits: 1 })} %`;
}

function outletName(key) {
  return key || "not known";
}
