// Applies the reader's colours before the page is painted: the stored choice, else what the system asks for.
"use strict";

(() => {
  const choice = (__md_get("__palette") || {}).color;
  const system = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  const media =
    choice && choice.media !== "(prefers-color-scheme)" ? choice.media : `(prefers-color-scheme: ${system})`;
  const option = [...document.querySelectorAll("[data-md-color-media]")].find(
    (input) => input.getAttribute("data-md-color-media") === media,
  );
  if (!option) return;
  for (const name of ["scheme", "primary", "accent"]) {
    document.body.setAttribute(`data-md-color-${name}`, option.getAttribute(`data-md-color-${name}`));
  }
})();
