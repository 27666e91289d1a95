// Filters and sorts tables that the server wrote. Without this script they are complete plain tables.
//
//   <form class="filter" data-filter="TABLE" data-noun="sites" hidden>
//     <input type="search" name="find">         every word must occur in the row; the theme's search answers to q
//     <select name="status">                    one of the words in the row's data-status
//     <input type="date" name="from" data-min="on">   the row's data-on is not before it (data-max: not after it)
//   <table class="records" id="TABLE">
//     <th scope="col" data-sort="text">         or "number"; a cell's data-value sorts in place of its text
"use strict";

(() => {
  const collator = new Intl.Collator(document.documentElement.lang || "en", { numeric: true, sensitivity: "base" });
  const tables = [...document.querySelectorAll("table.records[id]")];
  const parameters = new URLSearchParams(location.search);
  const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

  const remember = (name, value) => {
    if (value) parameters.set(name, value);
    else parameters.delete(name);
    const query = parameters.toString();
    history.replaceState(history.state, "", location.pathname + (query ? `?${query}` : "") + location.hash);
  };

  const statusAfter = (element) => {
    const status = document.createElement("p");
    status.className = "filter__count";
    status.setAttribute("role", "status");
    element.after(status);
    return status;
  };

  const matches = (row, controls) =>
    controls.every(({ control, value }) => {
      if (control.dataset.min) return (row.dataset[control.dataset.min] || "") >= value;
      if (control.dataset.max) return (row.dataset[control.dataset.max] || "\uffff") <= value;
      if (control.type === "search") {
        row.folded ??= fold(row.textContent);
        return fold(value).split(/\s+/).every((word) => row.folded.includes(word));
      }
      return (row.dataset[control.name] || "").split(" ").includes(value);
    });

  const addFilter = (form, table, parameter, say) => {
    const body = table.tBodies[0];
    const controls = [...form.elements].filter((control) => control.name);
    const noun = form.dataset.noun || "rows";

    const apply = () => {
      const wanted = controls
        .map((control) => ({ control, value: control.value.trim() }))
        .filter(({ value }) => value);
      let shown = 0;
      for (const row of body.rows) {
        row.hidden = !matches(row, wanted);
        if (!row.hidden) shown += 1;
      }
      say(
        wanted.length
          ? `${shown} of ${body.rows.length} ${noun} shown${shown ? "" : ": clear a filter to see more"}`
          : `${body.rows.length} ${noun}`,
      );
    };

    for (const control of controls) {
      const stored = parameters.get(parameter(control.name));
      if (stored !== null) control.value = stored;
      control.addEventListener("input", () => {
        remember(parameter(control.name), control.value.trim());
        apply();
      });
    }
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("reset", () =>
      setTimeout(() => {
        for (const control of controls) remember(parameter(control.name), control.value.trim());
        apply();
      }),
    );
    form.hidden = false;
    apply();
  };

  const addSorting = (table, parameter, say) => {
    const heads = [...table.tHead.rows[table.tHead.rows.length - 1].cells];
    const key = (row, column, kind) => {
      const cell = row.cells[column];
      const text = cell?.dataset.value ?? cell?.textContent.trim() ?? "";
      return kind === "number" ? Number.parseFloat(text.replace(/[^\d.+-]/g, "")) : text;
    };
    const compare = (kind) =>
      kind === "number"
        ? (a, b) => (Number.isNaN(a) ? (Number.isNaN(b) ? 0 : 1) : Number.isNaN(b) ? -1 : a - b)
        : (a, b) => (a === "" || b === "" ? (a === b ? 0 : a === "" ? 1 : -1) : collator.compare(a, b));

    const sort = (column, descending) => {
      const kind = heads[column].dataset.sort;
      const order = compare(kind);
      const empty = (value) => value === "" || Number.isNaN(value);
      const rows = [...table.tBodies[0].rows].map((row) => ({ row, value: key(row, column, kind) }));
      rows.sort((a, b) =>
        descending && !empty(a.value) && !empty(b.value) ? order(b.value, a.value) : order(a.value, b.value),
      );
      table.tBodies[0].append(...rows.map(({ row }) => row));
      for (const head of heads) head.removeAttribute("aria-sort");
      heads[column].setAttribute("aria-sort", descending ? "descending" : "ascending");
    };

    heads.forEach((head, column) => {
      if (!head.dataset.sort) return;
      const button = document.createElement("button");
      button.type = "button";
      button.className = "sort";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const descending = head.getAttribute("aria-sort") === "ascending";
        sort(column, descending);
        remember(parameter("sort"), `${descending ? "-" : ""}${column + 1}`);
        say(`sorted by ${button.textContent.trim()}, ${descending ? "descending" : "ascending"}`);
      });
    });

    const stored = /^(-?)(\d{1,2})$/.exec(parameters.get(parameter("sort")) || "");
    if (stored && heads[stored[2] - 1]?.dataset.sort) sort(stored[2] - 1, stored[1] === "-");
  };

  for (const table of tables) {
    if (!table.tBodies.length || !table.tHead) continue;
    const form = [...document.querySelectorAll("form[data-filter]")].find((one) => one.dataset.filter === table.id);
    const parameter = (name) => (tables.length > 1 ? `${table.id}.${name}` : name);
    const wrapper = table.closest(".table-scroll");
    const status = form ? statusAfter(form) : null;
    let count = "";
    const counted = (text) => {
      count = text;
      status.textContent = text;
    };
    if (form) addFilter(form, table, parameter, counted);
    addSorting(table, parameter, (text) => {
      if (status) status.textContent = `${count}, ${text}`;
      else (wrapper ?? table).setAttribute("aria-description", text);
    });
  }
})();
