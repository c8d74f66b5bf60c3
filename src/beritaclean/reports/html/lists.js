// The lists below the overview: documents with their texts, rules with their removals, and the reader of one document.
"use strict";

const sight = new IntersectionObserver(
  (seen) => {
    for (const each of seen) if (each.isIntersecting) each.target.more?.();
  },
  { rootMargin: "800px" },
);

/** Fill a list step by step: more comes when its end comes into sight, or the button there is used. */
function lazily(list, items, make, step, { scrolls }) {
  let done = 0;
  const button = el("button", { type: "button", class: "more" });
  const more = () => {
    const next = items.slice(done, done + step).map(make);
    done += next.length;
    list.append(...next);
    button.textContent = `Show ${Math.min(step, items.length - done)} more of ${number(items.length - done)}`;
    button.hidden = done >= items.length;
    if (button.hidden) sight.unobserve(button);
    else if (scrolls) {
      sight.unobserve(button); // to be told anew, in case it is still in sight
      sight.observe(button);
    }
    return next;
  };
  button.more = more;
  button.addEventListener("click", () => more()[0]?.querySelector("button, [tabindex]")?.focus());
  list.after(button);
  more();
  return more;
}

/** Where in a document its removals stand. */
function strip(row) {
  const drawing = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const size = { class: "strip", viewBox: "0 0 1000 4", preserveAspectRatio: "none", "aria-hidden": "true" };
  for (const [name, value] of Object.entries(size)) drawing.setAttribute(name, value);
  for (const removal of row.removals) {
    const bar = document.createElementNS("http://www.w3.org/2000/svg", "rect");
    const width = Math.max(4, (1000 * (removal.end - removal.start)) / row.length);
    const place = { x: Math.min((1000 * removal.start) / row.length, 996), width, height: 4 };
    for (const [name, value] of Object.entries(place)) bar.setAttribute(name, value);
    bar.setAttribute("class", colour(ruleOf.get(removal.rule).family));
    drawing.append(bar);
  }
  return drawing;
}

function factsOf(row) {
  const facts = [
    el("bdi", { class: "path" }, placeOf(row)),
    row.outlet || null,
    row.page ? "dump of a page" : null,
    many(row.removals.length, "removal"),
    row.lost
      ? `${number(row.lost)} of ${many(row.words, "word")} (${share(row.lost, row.words)})`
      : many(row.words, "word"),
  ].filter(Boolean);
  return el("p", { class: "facts" }, ...facts.map((fact) => el("span", {}, fact)));
}

function leftOut(row) {
  return row.left ? el("p", { class: "note" }, `${many(row.left, "character")} more are not in this page.`) : null;
}

/** A document in the list. */
function card(row) {
  const id = `document-${row.index}`;
  const text = drawn(row, { hits: hitsOf(row, patternOf(state.query)) });
  const whole = el("button", { type: "button", class: "quiet", "aria-pressed": "false" }, "Whole text");
  whole.setAttribute("aria-describedby", id);
  whole.hidden = !text.box.querySelector(".fold");
  whole.addEventListener("click", () => {
    const now = whole.getAttribute("aria-pressed") !== "true";
    whole.setAttribute("aria-pressed", String(now));
    text.draw(now);
  });
  const head = el("header", {}, el("h3", { id, lang: "id", dir: "auto" }, titleOf(row)), whole, factsOf(row));
  return el("article", { class: "card", "aria-labelledby": id }, strip(row), head, text.box, leftOut(row));
}

/** A removal in the list of its rule, with a way to its document. */
function excerpt(removal) {
  const row = documents[removal.document];
  const [from, to] = around(row, removal);
  const line = el("p", { class: "excerpt", lang: "id", dir: "auto" });
  line.append(from > 0 ? "…" : "");
  for (let at = from; at < to;) {
    const next = row.removals.find((each) => each.end > at && each.start < to);
    line.append(oneLine(textOf(row).slice(at, next ? Math.max(at, next.start) : to)));
    if (next)
      line.append(...struckLine(next, textOf(row).slice(Math.max(at, next.start), Math.min(to, next.end)), removal));
    at = next ? next.end : to;
  }
  line.append(to < row.length ? "…" : "");
  const where = `${placeOf(row)}, line ${number(removal.line)}`;
  const button = el("button", { type: "button", class: "link", "aria-haspopup": "dialog" }, el("bdi", {}, where));
  button.addEventListener("click", () => read(row, removal));
  return el("li", {}, line, button);
}

/** A removal as part of a line, which is about the removal `main`; the blanks around it are not struck. */
function struckLine(removal, text, main) {
  const [, before, inner, after] = /^(\s*)([^]*?)(\s*)$/.exec(text);
  const shown = inner.length > 420 ? `${clipped(inner, 260)} … ${inner.slice(-120)}` : inner;
  const name = `${colour(ruleOf.get(removal.rule).family)}${removal === main ? "" : " aside"}`;
  return [oneLine(before), el("del", { class: name }, oneLine(shown)), oneLine(after)];
}

function oneLine(text) {
  return text.replace(/\s*\n\s*/g, " ↵ ");
}

/** A rule in the list; its removals are drawn when it is opened. */
function ruleCard(rule) {
  const id = `rule-${rule.rule.replace(/[^\w-]/g, "-")}`;
  const open = el(
    "button",
    { type: "button", class: "disclose", "aria-expanded": "false", "aria-controls": id },
    rule.rule,
  );
  const body = el("div", { id, class: "body", hidden: true });
  const toggle = (now) => {
    open.setAttribute("aria-expanded", String(now));
    body.hidden = !now;
    if (!now || body.childNodes.length) return;
    const list = el("ol", { class: "excerpts" });
    body.append(list);
    if (rule.found.length) lazily(list, rule.found, excerpt, 20, { scrolls: false });
    else body.append(el("p", { class: "note" }, "None of its removals is in the texts that are listed."));
  };
  open.addEventListener("click", () => toggle(body.hidden));
  const here = rule.found.length === rule.removals ? "" : `, ${number(rule.found.length)} of them below`;
  const facts = [`${many(rule.removals, "removal")}${here}`, many(rule.documents, "text"), many(rule.words, "word")];
  const made = el(
    "article",
    { class: `card rule ${colour(rule.family)}` },
    el("header", {}, el("h3", {}, open), el("span", { class: "badge" }, rule.family)),
    el("p", { class: "reason" }, rule.reason),
    el("p", { class: "facts" }, ...facts.map((fact) => el("span", {}, fact))),
    body,
  );
  if (state.rule) toggle(true);
  return made;
}

/** Open the reader with one document, at one of its removals. */
function read(row, removal) {
  const reader = byId("reader");
  const close = el("button", { type: "button", class: "solid", "aria-label": "Close the text" }, "Close");
  close.addEventListener("click", () => reader.close());
  const title = el("h2", { id: "reader-title", lang: "id", dir: "auto" }, titleOf(row));
  const text = drawn(row, { whole: true });
  reader.replaceChildren(el("header", {}, title, close, factsOf(row)), text.box, leftOut(row) ?? "");
  reader.showModal();
  const struck = text.box.querySelector(`del[data-removal="${removal.number}"]`);
  struck?.scrollIntoView({ block: "center" });
  struck?.focus({ preventScroll: true });
}
