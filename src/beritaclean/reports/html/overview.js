// The overview: figures and charts of all documents of the run, also of those that are not listed.
"use strict";

function familyTotals() {
  const by = new Map();
  for (const { families } of overview.outlets) {
    for (const [family, words] of Object.entries(families)) by.set(family, (by.get(family) ?? 0) + words);
  }
  const removals = new Map();
  for (const rule of overview.rules) removals.set(rule.family, (removals.get(rule.family) ?? 0) + rule.removals);
  return [...by]
    .map(([family, words]) => ({ family, words, removals: removals.get(family) ?? 0 }))
    .sort((a, b) => b.words - a.words || (a.family < b.family ? -1 : 1));
}

function sum(values) {
  return values.reduce((total, value) => total + value, 0);
}

const totals = {
  documents: sum(overview.outlets.map((each) => each.documents)),
  words: sum(overview.outlets.map((each) => each.words)),
  removed: sum(familyTotals().map((each) => each.words)),
  removals: sum(overview.rules.map((each) => each.removals)),
};

/** A bar whose parts are [class, share of the whole bar]. */
function bar(parts, width = 1) {
  const made = el("span", { class: "track", "aria-hidden": "true" });
  for (const [name, part] of parts) {
    const piece = el("span", { class: `piece ${name}` });
    piece.style.width = `${100 * part * width}%`;
    made.append(piece);
  }
  return made;
}

/** [class, share] of the families, those without a colour of their own as one. */
function coloured(families, whole) {
  const by = new Map();
  for (const { family } of familyTotals()) {
    const words = families[family] ?? 0;
    if (words) by.set(colour(family), (by.get(colour(family)) ?? 0) + words / whole);
  }
  return [...by];
}

/** A row of a chart, which sets a filter. */
function chartRow(filter, value, label, bar, figure, more) {
  const button = el("button", { type: "button", class: "row", "data-filter": filter, "data-value": value });
  button.append(el("span", { class: "label" }, label), bar, el("span", { class: "figure" }, figure));
  button.append(el("span", { class: "small" }, more));
  button.setAttribute("aria-pressed", "false");
  button.addEventListener("click", () =>
    change({ [filter]: state[filter] === value ? "" : value, rule: filter === "family" ? "" : state.rule }),
  );
  return el("li", {}, button);
}

/** A chart that shows its first rows, and the others on demand. */
function chart(id, rows, most) {
  const list = byId(id);
  if (!rows.length) list.replaceWith(el("p", { class: "empty" }, "Nothing was removed."));
  list.append(...rows.slice(0, most));
  if (rows.length <= most) return;
  const all = el("button", { type: "button", class: "more" }, `Show all ${number(rows.length)}`);
  all.addEventListener("click", () => {
    list.append(...rows.slice(most));
    rows[most].firstChild.focus();
    all.remove();
  });
  list.after(all);
}

function drawOverview() {
  const { documents: all, words, removed, removals } = totals;
  const shareOf = share(removed, words);
  byId("lead").textContent = all
    ? `${many(removals, "removal")} in ${many(all, "text")}: ${shareOf} of the words were boilerplate. ` +
      "Below is every line of it where it stood, struck through, with the rule that cut it."
    : "No text was cleaned in this run.";
  const figures = [
    ["texts", number(all)],
    ["of them changed", number(overview.changed)],
    ["words", number(words)],
    ["words removed", number(removed)],
    ["removals", number(removals)],
    ["rules at work", number(overview.rules.length)],
  ];
  const made = figures.map(([name, figure]) => el("div", {}, el("dt", {}, name), el("dd", {}, figure)));
  byId("figures").append(...made);
  drawWhole();
  drawFamilies();
  drawOutlets();
  drawFailures();
}

/** One bar for all words: what is kept, and what was removed by family. */
function drawWhole() {
  if (!totals.words) return;
  const kept = totals.words - totals.removed;
  const families = Object.fromEntries(familyTotals().map((each) => [each.family, each.words]));
  const parts = coloured(families, totals.words);
  const said = `${share(kept, totals.words)} of the words kept, ${share(totals.removed, totals.words)} removed`;
  const box = byId("whole");
  box.append(bar([["kept", kept / totals.words], ...parts]));
  box.append(
    el(
      "p",
      {},
      el("span", {}, `kept ${share(kept, totals.words)}`),
      el("span", {}, `removed ${share(totals.removed, totals.words)}`),
    ),
  );
  box.setAttribute("role", "img");
  box.setAttribute("aria-label", said);
}

function drawFamilies() {
  const families = familyTotals();
  const largest = families[0]?.words || 1;
  const made = families.map((each) =>
    chartRow(
      "family",
      each.family,
      each.family,
      bar([[colour(each.family), 1]], each.words / largest),
      share(each.words, totals.removed),
      `${many(each.words, "word")} in ${many(each.removals, "removal")}`,
    ),
  );
  chart("families", made, 8);
}

function drawOutlets() {
  const rows = overview.outlets.map((each) => ({ ...each, removed: sum(Object.values(each.families)) }));
  const most = Math.max(...rows.map((each) => each.removed / (each.words || 1)), 1e-9);
  const made = rows.map((each) => {
    const parts = coloured(each.families, each.words * most);
    const more = `${number(each.removed)} of ${many(each.words, "word")}, ${many(each.documents, "text")}`;
    return chartRow(
      "outlet",
      each.outlet || "-",
      outletName(each.outlet),
      bar(parts),
      share(each.removed, each.words),
      more,
    );
  });
  chart("outlets", totals.documents ? made : [], 8);
}

function drawFailures() {
  const { failed, failures } = overview;
  if (!failed) return;
  const list = el("ul", {}, ...failures.map(([name, message]) => el("li", {}, el("bdi", {}, name), `: ${message}`)));
  const more = failed > failures.length ? el("p", {}, `and ${number(failed - failures.length)} more`) : null;
  const box = el("details", { class: "failures" }, el("summary", {}, `${many(failed, "failure")}`), list, more);
  byId("failures").append(box);
}
