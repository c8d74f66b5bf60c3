// The dialogs, the colours, and the start.
"use strict";

byId("help-open").addEventListener("click", () => byId("help").showModal());
for (const dialog of document.querySelectorAll("dialog")) {
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close()); // on what lies around it
  dialog.addEventListener("close", hideTip);
}

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
