// What is listed: the filters, the search and the tabs, and the address that remembers them.
"use strict";

const fields = ["query", "within", "outlet", "family", "rule", "sort"];
const initial = { ...state };
let more = () => [];

/** Change what is listed; with `jump` the browser's way back leads to what was there before. */
function change(by, { jump = false } = {}) {
  Object.assign(state, by);
  const said = new URLSearchParams(Object.entries(state).filter(([name, value]) => value !== initial[name]));
  try {
    history[jump ? "pushState" : "replaceState"](null, "", `#${said}`);
  } catch {
    // a page that was opened in a frame may not change its address
  }
  draw();
}

/** Take the state from the address. */
function recall() {
  const said = new URLSearchParams(location.hash.slice(1));
  for (const name of Object.keys(state)) state[name] = said.get(name) ?? initial[name];
  if (!["documents", "rules"].includes(state.view)) state.view = "documents";
  draw();
}

function draw() {
  for (const name of fields) byId(name).value = state[name];
  for (const name of ["within", "outlet", "family", "rule", "sort"]) {
    if (byId(name).value !== state[name]) byId(name).value = state[name] = initial[name]; // an address with an unknown name
  }
  for (const tab of document.querySelectorAll("[role=tab]")) {
    const now = tab.dataset.view === state.view;
    tab.setAttribute("aria-selected", String(now));
    tab.tabIndex = now ? 0 : -1;
    if (now) byId("panel").setAttribute("aria-labelledby", tab.id);
  }
  for (const row of document.querySelectorAll("[data-filter]")) {
    row.setAttribute("aria-pressed", String(state[row.dataset.filter] === row.dataset.value));
  }
  const active = fields.filter((name) => !["query", "within", "sort"].includes(name) && state[name]).length;
  byId("more-filters").textContent = active ? `Filters (${active})` : "Filters";
  byId("clear").disabled = fields.every((name) => state[name] === initial[name]);
  byId("order").hidden = state.view === "rules";
  hideTip();
  const results = byId("results");
  if (results.getBoundingClientRect().top < 0) results.scrollIntoView(); // else a shorter list leaves its end in sight
  sight.disconnect();
  const list = el("div", { class: "list" });
  byId("panel").replaceChildren(list);
  if (state.view === "documents") drawDocuments(list);
  else drawRules(list);
}

function drawDocuments(list) {
  const chosen = chosenDocuments();
  byId("count").textContent = `${number(chosen.length)} of ${many(documents.length, "text")}`;
  if (chosen.length) more = lazily(list, chosen, card, 12, { scrolls: true });
  else nothing(list);
}

function drawRules(list) {
  const chosen = chosenRules();
  const removals = many(sum(chosen.map((rule) => rule.found.length)), "removal");
  byId("count").textContent = `${many(chosen.length, "rule")}, ${removals} in the texts listed`;
  if (chosen.length) more = lazily(list, chosen, ruleCard, 40, { scrolls: true });
  else nothing(list);
}

function nothing(list) {
  more = () => [];
  list.append(
    el("p", { class: "empty" }, documents.length ? "Nothing fits these filters." : "There is nothing to list."),
  );
}

function fillFilters() {
  const option = (value, label) => el("option", { value }, label);
  const outlets = overview.outlets.map(({ outlet, documents: n }) =>
    option(outlet || "-", `${outletName(outlet)} (${number(n)})`),
  );
  byId("outlet").append(option("", "all"), ...outlets);
  const families = familyTotals();
  byId("family").append(
    option("", "all"),
    ...families.map((each) => option(each.family, `${each.family} (${number(each.removals)})`)),
  );
  byId("rule").append(option("", "all"));
  for (const { family } of families) {
    const rules = overview.rules.filter((rule) => rule.family === family);
    const group = el("optgroup", { label: family });
    group.append(...rules.map((rule) => option(rule.rule, `${rule.rule} (${number(rule.removals)})`)));
    byId("rule").append(group);
  }
  if (documents.length < totals.documents) {
    byId("notice").hidden = false;
    byId("notice").textContent =
      `The totals above are those of all ${number(totals.documents)} texts. ${many(documents.length, "text")} of them are ` +
      "listed and searched below: a sample that is the same in every run (--html-limit takes more).";
  }
  byId("foot").textContent =
    `Made by beritaclean ${overview.version}. Texts are shown after their encoding was mended; beside what is struck ` +
    "through, only white space is tidied. This page loads nothing and sends nothing.";
}

let typing = 0;
byId("query").addEventListener("input", () => {
  clearTimeout(typing);
  typing = setTimeout(() => {
    const query = byId("query").value;
    if (query !== state.query) change({ query }); // typed and taken back: who went on from there keeps the place
  }, 150);
});
for (const name of ["within", "outlet", "sort"])
  byId(name).addEventListener("change", () => change({ [name]: byId(name).value }));
byId("family").addEventListener("change", () => change({ family: byId("family").value, rule: "" }));
byId("rule").addEventListener("change", () => change({ rule: byId("rule").value, family: "" }));
byId("controls").addEventListener("submit", (event) => event.preventDefault());
byId("controls").addEventListener("reset", (event) => {
  event.preventDefault();
  clearTimeout(typing);
  change({ ...initial, view: state.view });
  byId("query").focus();
});
byId("more-filters").addEventListener("click", () => {
  const open = byId("filters").classList.toggle("open");
  byId("more-filters").setAttribute("aria-expanded", String(open));
});
for (const tab of document.querySelectorAll("[role=tab]")) {
  tab.addEventListener("click", () => change({ view: tab.dataset.view }, { jump: true }));
  tab.addEventListener("keydown", (event) => {
    if (!["ArrowLeft", "ArrowRight", "Home", "End"].includes(event.key)) return;
    event.preventDefault();
    const other = document.querySelector("[role=tab][aria-selected=false]");
    change({ view: other.dataset.view }, { jump: true });
    other.focus();
  });
}
addEventListener("popstate", recall);
