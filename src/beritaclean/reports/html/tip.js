// The rule beside a removal, on hover, on focus and on a tap.
"use strict";

let shownFor = null;
let hiding = 0;
let dismissed = null;

function showTip(struck) {
  clearTimeout(hiding);
  if (shownFor === struck) return;
  hideTip();
  const row = documents[struck.closest("[data-document]").dataset.document];
  const removal = row.removals[struck.dataset.removal];
  const rule = ruleOf.get(removal.rule);
  const words = removal.text.split(/\s+/).filter(Boolean).length;
  const tip = byId("tip");
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

/** Put the rule below its removal, of which nothing is to be hidden if it is short, or above where there is no room. */
function place() {
  const tip = byId("tip");
  const boxes = [...pieces(shownFor)].map((piece) => piece.getBoundingClientRect());
  const top = Math.min(...boxes.map((box) => box.top));
  const bottom = Math.max(...boxes.map((box) => box.bottom));
  const first = shownFor.getClientRects()[0];
  const near = bottom - top > innerHeight / 3 ? first : { left: first.left, top, bottom };
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
  byId("tip").hidden = true;
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
    hiding = setTimeout(rest, 150);
  }
});
document.addEventListener("focusin", (event) => {
  dismissed = null;
  if (struckOf(event)) showTip(struckOf(event));
  else hideTip();
});
document.addEventListener("click", (event) => (struckOf(event) ? showTip(struckOf(event)) : hideTip()), true);
document.addEventListener("scroll", follow, { passive: true, capture: true });
addEventListener("resize", follow);

function follow() {
  if (shownFor !== document.activeElement) rest();
  else if (shownFor) place();
}

/** Nothing is pointed at any more: show the rule of the removal that has the focus, unless it was put away. */
function rest() {
  const struck = document.activeElement?.closest("del[data-removal]");
  if (struck && struck !== dismissed) showTip(struck);
  else hideTip();
}

/** Put the rule away until something else has the focus. */
function dismiss() {
  dismissed = document.activeElement;
  hideTip();
}
