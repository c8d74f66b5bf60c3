// The keys that go from removal to removal, and those of a single letter.
"use strict";

/** Go to the next removal, or the one before; in the list of rules, to the next rule or removal. */
function step(way) {
  const scope = byId("reader").open ? byId("reader") : byId("panel");
  const stops = "del[tabindex], .disclose, .body:not([hidden]) .link";
  let all = [...scope.querySelectorAll(stops)];
  const now = all.indexOf(document.activeElement);
  const below = all.findIndex((each) => each.getBoundingClientRect().top > 140);
  const start = below < 0 ? all.length : below;
  let next = now >= 0 ? now + way : way > 0 ? start : start - 1;
  while (next >= all.length && scope === byId("panel") && more().length) {
    all = [...scope.querySelectorAll(stops)];
  }
  const struck = all[Math.max(0, Math.min(next, all.length - 1))];
  struck?.scrollIntoView({ block: "center" });
  struck?.focus({ preventScroll: true });
}

function allOf(struck) {
  const row = documents[struck.closest("[data-document]").dataset.document];
  const { rule } = row.removals[struck.dataset.removal];
  byId("reader").close();
  change({ view: "rules", rule, family: "", query: "" }, { jump: true });
  byId("panel").querySelector(".disclose")?.focus();
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && shownFor) {
    dismiss();
    event.preventDefault();
    return;
  }
  const struck = struckOf(event);
  if (event.key === "Enter" && struck?.tabIndex === 0) {
    event.preventDefault(); // else the key would also press what takes the focus
    allOf(struck);
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || !byId("keys").checked) return;
  if (event.target.closest?.("input[type=search], select, #help")) return;
  const does = {
    "/": () => byId("query").focus(),
    j: () => step(1),
    k: () => step(-1),
    "?": () => byId("help").showModal(),
  };
  if (!Object.hasOwn(does, event.key) || (byId("reader").open && "/?".includes(event.key))) return;
  event.preventDefault();
  does[event.key]();
});
