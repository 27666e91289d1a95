// What the theme leaves to the mouse: its labels for menu and search become buttons that a keyboard reaches.
"use strict";

(() => {
  const names = { __search: "Search", __drawer: "Menu" };

  for (const label of document.querySelectorAll(".md-header__button[for]")) {
    const toggle = document.getElementById(label.htmlFor);
    const name = names[label.htmlFor];
    if (!name || !toggle) continue;
    const button = document.createElement("button");
    button.type = "button";
    button.className = label.className;
    button.setAttribute("for", label.htmlFor); // the theme's style sheet tells the two apart by this
    button.setAttribute("aria-label", name);
    button.append(...label.childNodes);
    label.replaceWith(button);

    const show = () => button.setAttribute("aria-expanded", String(toggle.checked));
    show();
    toggle.addEventListener("change", show);
    if (toggle.id === "__search") {
      toggle.addEventListener("change", () => {
        if (toggle.checked) document.querySelector(".md-search__input")?.focus();
        else if (document.activeElement === document.body || document.activeElement.closest(".md-search")) button.focus();
      });
    }
    button.addEventListener("click", () => {
      toggle.click();
      if (toggle.id === "__drawer" && toggle.checked) {
        setTimeout(() => document.querySelector(".md-nav--primary .md-nav__list a")?.focus(), 300);
      }
    });
    addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || toggle.id !== "__drawer" || !toggle.checked) return;
      toggle.click();
      button.focus();
    });
  }

  const results = document.querySelector(".md-search__scrollwrap");
  document.querySelector(".md-search")?.setAttribute("aria-label", "Search");
  results?.setAttribute("role", "region");
  results?.setAttribute("aria-label", "Search results");

  // What is folded on the screen is still part of the record on paper.
  addEventListener("beforeprint", () => {
    for (const folded of document.querySelectorAll("details:not([open])")) folded.open = true;
  });
})();
