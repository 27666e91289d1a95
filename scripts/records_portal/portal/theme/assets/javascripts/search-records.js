// Records in the header's search: what the look-up's parts know about the words stands above the pages that the engine's
// own index finds, in the same list, and is reached by the same keys. Nothing is fetched before the box is used.
"use strict";

(() => {
  const field = document.querySelector("[data-md-component=search-query]");
  const results = document.querySelector("[data-md-component=search-result]");
  if (!field || !results) return;
  const folder = new URL("check/data/", __md_scope);
  const lookupScript = new URL("assets/javascripts/account-lookup.js", __md_scope);
  const PAUSE = 150;
  const ABOVE_ALL = 1e9; // the theme goes to the best score on Enter; those of its pages are far lower
  const meta = results.firstElementChild;

  const element = (name, look, text = "") => {
    const made = document.createElement(name);
    if (look) made.className = look;
    made.textContent = text;
    return made;
  };

  const section = element("div", "search-records");
  const count = element("div", "md-search-result__meta");
  const list = element("ol", "md-search-result__list");
  const status = element("div", "visually-hidden");
  section.hidden = true;
  list.setAttribute("aria-label", "Records");
  list.setAttribute("role", "list");
  status.setAttribute("role", "status");
  section.append(count, list);

  // The index is asked for anew; the other files by its version, so that two builds are never read as one.
  const fetched = async (name) => {
    const url = new URL(`${name}.json`, folder);
    if (name !== "index") url.searchParams.set("v", (await file("index")).version);
    const response = await fetch(url, { cache: name === "index" ? "no-cache" : "default" });
    if (!response.ok) throw new Error(`${name} answered ${response.status}`);
    return response.json();
  };
  const files = new Map();
  const file = (name) => {
    if (!files.has(name)) {
      const asked = fetched(name);
      files.set(name, asked);
      asked.catch(() => files.delete(name)); // what could not be fetched is asked for again
    }
    return files.get(name);
  };
  const search = async (text) => {
    if (!globalThis.accountLookup) await import(lookupScript.href);
    return globalThis.accountLookup.lookup(file).search(text);
  };

  const item = (row, tags, place) => {
    const [look, word] = row.tag ?? tags[row.state];
    const line = element("p", "search-records__line");
    const agency = element("bdi", "", row.agency ?? "");
    line.append(element("span", look ? `tag tag--${look}` : "tag", word), " ", agency);
    const title = element("h2", "search-records__title");
    title.append(element("bdi", "", row.title));
    const article = element("article", "md-search-result__article md-typeset");
    article.setAttribute("data-md-score", String(ABOVE_ALL - place));
    article.append(element("div", "md-search-result__icon md-icon"), title, line);
    const link = element("a", "md-search-result__link");
    link.href = new URL(row.address ?? `sites/${encodeURIComponent(row.site)}/`, __md_scope).href;
    link.tabIndex = -1;
    link.append(article);
    const made = element("li", "md-search-result__item");
    made.append(link);
    return made;
  };

  const counted = (all, shown) => {
    const words = all === 1 ? "1 matching record" : `${all.toLocaleString("en-US")} matching records`;
    return shown < all ? `${words}, ${shown} of them shown` : words;
  };

  const announce = () => {
    const said = section.hidden ? [meta] : [count, meta];
    status.textContent = said.map((one) => one.textContent.trim()).join(". ");
  };

  const show = (rows, all, tags) => {
    list.replaceChildren(...rows.map((row, place) => item(row, tags, place)));
    count.textContent = rows.length ? counted(all, rows.length) : "";
    section.hidden = !rows.length;
    announce();
  };

  let latest = 0, pause = 0, asked = "", isWaiting = false, isWanted = false;

  // Enter, pressed before the answer was there, goes to the first of it.
  const arrived = () => {
    isWaiting = false;
    if (isWanted) field.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true }));
    isWanted = false;
  };

  const ask = async (turn) => {
    try {
      const { rows, count: all } = asked ? await search(asked) : { rows: [], count: 0 };
      const { tags } = rows.length ? await file("index") : {};
      if (turn === latest) show(rows, all, tags);
    } catch {
      if (turn === latest) show([], 0); // the pages are found all the same
    }
    if (turn === latest) arrived();
  };

  const changed = () => {
    const text = field.value.trim();
    if (text === asked) return;
    asked = text;
    isWaiting = Boolean(text);
    isWanted = false;
    latest += 1;
    clearTimeout(pause);
    pause = setTimeout(ask, text ? PAUSE : 0, latest);
  };

  const start = () => {
    results.prepend(section);
    results.before(status);
    new MutationObserver(announce).observe(meta, { childList: true, characterData: true, subtree: true });
    field.addEventListener("focus", () => search("").catch(() => {}), { once: true });
    field.addEventListener("input", changed);
    field.form.addEventListener("reset", () => setTimeout(changed));
    field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !isWaiting || event.isComposing) return;
      event.preventDefault();
      event.stopPropagation();
      isWanted = true;
    });
    changed();
  };

  // The theme takes hold of the list's parts when the document is ready, so nothing is put between them before.
  if (document.readyState === "complete") start();
  else addEventListener("load", start, { once: true });
})();
