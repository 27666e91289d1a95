// The page "The register on a day": reads the stretches of a year and shows those that include the day.
//
//   <form id="days" data-source="…/data/YEAR.json" data-sites="…/sites/" hidden>, its field is named day
//   <p id="days-status" role="status">, <section id="days-answer" hidden>
"use strict";

(() => {
  const form = document.getElementById("days");
  if (!form) return;
  const field = form.elements.namedItem("day");
  const status = document.getElementById("days-status");
  const answer = document.getElementById("days-answer");
  const folder = new URL(form.dataset.source, document.baseURI);
  const sites = new URL(form.dataset.sites, document.baseURI);
  const COLUMNS = ["Site", "State", "Handle", "Agency", "Since"];
  let latest = 0;
  form.hidden = false;

  const element = (name, text = "", look = "") => {
    const made = document.createElement(name);
    if (look) made.className = look;
    made.textContent = text;
    return made;
  };

  const line = (row) => {
    const made = document.createElement("tr");
    const head = element("th");
    head.scope = "row";
    const link = element("a", row.title);
    link.href = new URL(`${row.site}/`, sites);
    head.append(link);
    const state = element("td");
    state.append(element("span", row.status, `tag tag--${row.status}`));
    if (row.compromised) state.append(" ", element("span", "compromised", "tag tag--compromised"));
    made.append(head, state);
    for (const text of [row.handle && `@${row.handle}`, row.agency, row.from_on]) made.append(element("td", text));
    return made;
  };

  const table = (rows, day) => {
    const scroll = element("div", "", "table-scroll");
    const made = element("table", "", "records");
    const caption = element("caption", `Sites on ${day}`);
    const head = document.createElement("tr");
    for (const name of COLUMNS) {
      const cell = element("th", name);
      cell.scope = "col";
      head.append(cell);
    }
    const top = document.createElement("thead");
    top.append(head);
    const main = document.createElement("tbody");
    main.append(...rows.map(line));
    made.append(caption, top, main);
    scroll.tabIndex = 0;
    scroll.setAttribute("role", "region");
    scroll.setAttribute("aria-label", caption.textContent);
    scroll.append(made);
    return scroll;
  };

  const show = async (day) => {
    latest += 1;
    const turn = latest;
    answer.hidden = true;
    if (!form.reportValidity()) return;
    status.textContent = "Reading the register";
    try {
      const response = await fetch(new URL(`${day.slice(0, 4)}.json`, folder), { cache: "no-cache" });
      if (!response.ok) throw new Error(`the year answered ${response.status}`);
      const rows = (await response.json()).filter((row) => row.from_on <= day && (!row.to_on || day <= row.to_on));
      if (turn !== latest) return;
      answer.replaceChildren(...(rows.length ? [table(rows, day)] : []));
      answer.hidden = !rows.length;
      status.textContent = rows.length === 1 ? "1 site on that day" : `${rows.length} sites on that day`;
    } catch (error) {
      if (turn === latest) status.textContent = `The day could not be shown: ${error.message}`;
    }
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const url = new URL(document.location);
    url.searchParams.set("day", field.value);
    history.replaceState(null, "", url);
    show(field.value);
  });
  const asked = new URL(document.location).searchParams.get("day") ?? "";
  if (/^\d{4}-\d\d-\d\d$/.test(asked)) {
    field.value = asked;
    show(asked);
  }
})();
