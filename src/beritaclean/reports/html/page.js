// What moves: the filters, the tabs, the rule beside a removal, the keys, the colours.
"use strict";

const at = (id) => document.getElementById(id);
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
  for (const name of fields) at(name).value = state[name];
  for (const name of ["within", "outlet", "family", "rule", "sort"]) {
    if (at(name).value !== state[name]) at(name).value = state[name] = initial[name]; // an address with an unknown name
  }
  for (const tab of document.querySelectorAll("[role=tab]")) {
    const now = tab.dataset.view === state.view;
    tab.setAttribute("aria-selected", String(now));
    tab.tabIndex = now ? 0 : -1;
    if (now) at("panel").setAttribute("aria-labelledby", tab.id);
  }
  for (const row of document.querySelectorAll("[data-filter]")) {
    row.setAttribute("aria-pressed", String(state[row.dataset.filter] === row.dataset.value));
  }
  const active = fields.filter((name) => !["query", "within", "sort"].includes(name) && state[name]).length;
  at("more-filters").textContent = active ? `Filters (${active})` : "Filters";
  at("clear").disabled = fields.every((name) => state[name] === initial[name]);
  at("order").hidden = state.view === "rules";
  hideTip();
  sight.disconnect();
  const list = el("div", { class: "list" });
  at("panel").replaceChildren(list);
  if (state.view === "documents") drawDocuments(list);
  else drawRules(list);
}

function drawDocuments(list) {
  const chosen = chosenDocuments();
  at("count").textContent = `${number(chosen.length)} of ${many(documents.length, "text")}`;
  if (chosen.length) more = lazily(list, chosen, card, 12, { scrolls: true });
  else nothing(list);
}

function drawRules(list) {
  const chosen = chosenRules();
  const removals = many(sum(chosen.map((rule) => rule.found.length)), "removal");
  at("count").textContent = `${many(chosen.length, "rule")}, ${removals} in the texts listed`;
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
  at("outlet").append(option("", "all"), ...outlets);
  const families = familyTotals();
  at("family").append(
    option("", "all"),
    ...families.map((each) => option(each.family, `${each.family} (${number(each.removals)})`)),
  );
  at("rule").append(option("", "all"));
  for (const { family } of families) {
    const rules = overview.rules.filter((rule) => rule.family === family);
    const group = el("optgroup", { label: family });
    group.append(...rules.map((rule) => option(rule.rule, `${rule.rule} (${number(rule.removals)})`)));
    at("rule").append(group);
  }
  if (documents.length < totals.documents) {
    at("notice").hidden = false;
    at("notice").textContent =
      `The totals above are those of all ${number(totals.documents)} texts. ${many(documents.length, "text")} of them are ` +
      "listed and searched below: a sample that is the same in every run (--html-limit takes more).";
  }
  at("foot").textContent =
    `Made by beritaclean ${overview.version}. Texts are shown after their encoding was mended; beside what is struck ` +
    "through, only white space is tidied. This page loads nothing and sends nothing.";
}

/* The rule beside a removal */

let shownFor = null;
let hiding = 0;

function showTip(struck) {
  clearTimeout(hiding);
  if (shownFor === struck) return;
  hideTip();
  const row = documents[struck.closest("[data-document]").dataset.document];
  const removal = row.removals[struck.dataset.removal];
  const rule = ruleOf.get(removal.rule);
  const words = removal.text.split(/\s+/).filter(Boolean).length;
  const tip = at("tip");
  tip.className = `tip ${colour(rule.family)}`;
  tip.replaceChildren(
    el("p", { class: "name" }, el("strong", {}, rule.rule), " ", el("span", { class: "badge" }, rule.family)),
    el("p", {}, rule.reason),
    el("p", { class: "small" }, `line ${number(removal.line)}, ${many(words, "word")}`),
  );
  struck.closest("dialog, main").append(tip); // beside an open dialog it would lie below it
  tip.hidden = false;
  shownFor = struck;
  place();
  struck.setAttribute("aria-describedby", "tip");
  for (const piece of pieces(struck)) piece.classList.add("on");
}

/** Put the rule below its removal, or above where there is no room. */
function place() {
  const tip = at("tip");
  const near = shownFor.getClientRects()[0] ?? shownFor.getBoundingClientRect();
  const size = tip.getBoundingClientRect();
  const below = near.bottom + 6 + size.height < innerHeight;
  tip.style.left = `${Math.max(8, Math.min(near.left, document.documentElement.clientWidth - size.width - 8))}px`;
  tip.style.top = `${Math.max(8, below ? near.bottom + 6 : near.top - size.height - 6)}px`;
}

function pieces(struck) {
  const text = struck.closest("[data-document]");
  return text ? text.querySelectorAll(`del[data-removal="${struck.dataset.removal}"]`) : [];
}

function hideTip() {
  clearTimeout(hiding);
  if (!shownFor) return;
  at("tip").hidden = true;
  shownFor.removeAttribute("aria-describedby");
  for (const piece of pieces(shownFor)) piece.classList.remove("on");
  shownFor = null;
}

function struckOf(event) {
  return event.target instanceof Element ? event.target.closest("del[data-removal]") : null;
}

document.addEventListener("pointerover", (event) => {
  const struck = struckOf(event);
  if (struck) showTip(struck);
  else if (event.target.closest?.("#tip")) clearTimeout(hiding);
  else if (shownFor && shownFor !== document.activeElement) {
    clearTimeout(hiding);
    hiding = setTimeout(hideTip, 150);
  }
});
document.addEventListener("focusin", (event) => (struckOf(event) ? showTip(struckOf(event)) : hideTip()));
document.addEventListener("click", (event) => (struckOf(event) ? showTip(struckOf(event)) : hideTip()), true);
document.addEventListener("scroll", follow, { passive: true, capture: true });
addEventListener("resize", follow);

function follow() {
  if (shownFor && shownFor === document.activeElement) place();
  else hideTip();
}

/* The keys */

/** Go to the next removal, or the one before. */
function step(way) {
  const scope = at("reader").open ? at("reader") : at("panel");
  let all = [...scope.querySelectorAll("del[tabindex]")];
  const now = all.indexOf(document.activeElement);
  const below = all.findIndex((each) => each.getBoundingClientRect().top > 140);
  const start = below < 0 ? all.length : below;
  let next = now >= 0 ? now + way : way > 0 ? start : start - 1;
  while (next >= all.length && scope === at("panel") && state.view === "documents" && more().length) {
    all = [...scope.querySelectorAll("del[tabindex]")];
  }
  const struck = all[Math.max(0, Math.min(next, all.length - 1))];
  struck?.scrollIntoView({ block: "center" });
  struck?.focus({ preventScroll: true });
}

function allOf(struck) {
  const row = documents[struck.closest("[data-document]").dataset.document];
  const { rule } = row.removals[struck.dataset.removal];
  at("reader").close();
  change({ view: "rules", rule, family: "", query: "" }, { jump: true });
  at("panel").querySelector(".disclose")?.focus();
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && shownFor) {
    hideTip();
    event.preventDefault();
    return;
  }
  const struck = struckOf(event);
  if (event.key === "Enter" && struck?.tabIndex === 0) {
    event.preventDefault(); // else the key would also press what takes the focus
    allOf(struck);
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || !at("keys").checked) return;
  if (event.target.closest?.("input[type=search], select, #help")) return;
  const does = {
    "/": () => at("query").focus(),
    j: () => step(1),
    k: () => step(-1),
    "?": () => at("help").showModal(),
  };
  if (!Object.hasOwn(does, event.key) || (at("reader").open && "/?".includes(event.key))) return;
  event.preventDefault();
  does[event.key]();
});

/* The controls */

let typing = 0;
at("query").addEventListener("input", () => {
  clearTimeout(typing);
  typing = setTimeout(() => change({ query: at("query").value }), 150);
});
for (const name of ["within", "outlet", "sort"])
  at(name).addEventListener("change", () => change({ [name]: at(name).value }));
at("family").addEventListener("change", () => change({ family: at("family").value, rule: "" }));
at("rule").addEventListener("change", () => change({ rule: at("rule").value, family: "" }));
at("controls").addEventListener("submit", (event) => event.preventDefault());
at("controls").addEventListener("reset", (event) => {
  event.preventDefault();
  clearTimeout(typing);
  change({ ...initial, view: state.view });
  at("query").focus();
});
at("more-filters").addEventListener("click", () => {
  const open = at("filters").classList.toggle("open");
  at("more-filters").setAttribute("aria-expanded", String(open));
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
at("help-open").addEventListener("click", () => at("help").showModal());
for (const dialog of document.querySelectorAll("dialog")) {
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close()); // on what lies around it
  dialog.addEventListener("close", hideTip);
}
addEventListener("popstate", recall);

/* The colours */

function paint(theme) {
  if (theme) document.documentElement.dataset.theme = theme;
  else delete document.documentElement.dataset.theme;
}

for (const choice of document.querySelectorAll("[name=theme]")) {
  choice.addEventListener("change", () => {
    paint(choice.value);
    try {
      localStorage.setItem("beritaclean-theme", choice.value);
    } catch {
      // a page from a file may have no store: the choice holds until it is closed
    }
  });
}
try {
  const theme = localStorage.getItem("beritaclean-theme");
  const choice = [...document.querySelectorAll("[name=theme]")].find((each) => each.value === theme);
  if (choice) {
    choice.checked = true;
    paint(theme);
  }
} catch {
  // as above
}

drawOverview();
fillFilters();
recall();
