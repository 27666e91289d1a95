// The box of the page "Is this account official?": asks the published data and writes the answer as text.
//
//   <form id="check" data-source="…/index.json" data-sites="…/sites/">   the box; its field is named q
//   <p id="check-status" role="status">                                 what is going on, and what went wrong
//   <section id="answer" hidden>                                        the answer; its heading gets the focus
"use strict";

(() => {
  const form = document.getElementById("check");
  if (!form) return;
  const status = document.getElementById("check-status");
  const section = document.getElementById("answer");
  const folder = new URL(form.dataset.source, document.baseURI);
  const sites = new URL(form.dataset.sites, document.baseURI);
  const GOOD = new Set(["registered", "activated", "listed"]);
  const LONGEST_SHOWN = 200;
  let latest = 0;

  // The index is asked for anew; the other files by its version, so that two builds are never read as one.
  const fetchFile = async (name) => {
    const isIndex = name === "index";
    const url = new URL(`${name}.json`, folder);
    if (!isIndex) url.searchParams.set("v", (await cached("index")).version);
    const response = await fetch(url, { cache: isIndex ? "no-cache" : "default" });
    if (!response.ok) throw new Error(`${name} answered ${response.status}`);
    return response.json();
  };
  const files = new Map();
  const cached = (name) => {
    if (!files.has(name)) files.set(name, fetchFile(name));
    return files.get(name);
  };
  const ask = globalThis.accountLookup.lookup(cached);

  const element = (name, { text = "", look = "", ...rest } = {}, ...children) => {
    const made = document.createElement(name);
    if (look) made.className = look;
    if (text) made.textContent = text;
    for (const [key, value] of Object.entries(rest)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  };

  const day = (text) => {
    const date = new Date(`${text}T00:00:00Z`);
    if (!text || Number.isNaN(date.getTime())) return text ?? "";
    return new Intl.DateTimeFormat("en-US", { dateStyle: "long", timeZone: "UTC" }).format(date);
  };

  const heading = (text, level = "h2") => element(level, { look: "alert__title answer__title", tabindex: "-1", dir: "auto", text });

  const facts = (row) => {
    const list = element("dl", { look: "summary" });
    const add = (term, ...values) => list.append(element("div", {}, element("dt", { text: term }), element("dd", {}, ...values)));
    add("Agency", row.agency);
    add("Platform", row.platform_name);
    if (row.name) add("Shown as", row.name);
    if (row.handles) {
      const names = row.handles.flatMap(([handle, until], place) => [
        place ? ", " : "",
        element("code", { text: `@${handle}` }),
        until ? ` (until ${day(until)})` : "",
      ]);
      add("Names", ...names);
    }
    if (row.account_id) add("Account id", element("code", { text: row.account_id }));
    if (row.url && GOOD.has(row.state) && /^https?:\/\//.test(row.url)) {
      add("Address", element("a", { href: row.url, rel: "noopener nofollow", text: row.url }));
    }
    add("In the register", element("a", { href: new URL(`${encodeURIComponent(row.site)}/`, sites).href, text: row.title }));
    return list;
  };

  // An account that is only like the one that was asked about never looks like the answer.
  const card = (match, sentences, level, isMeant = true) => {
    const look = !isMeant
      ? "alert alert--info"
      : match.state === "compromised"
        ? "alert alert--danger"
        : GOOD.has(match.state)
          ? "alert alert--good"
          : "alert";
    const [said, text] = globalThis.accountLookup.saidOf(match, sentences, day);
    const title = isMeant ? said : sentences.other[0].replace("{answer}", () => said);
    return element("div", { look }, heading(title, level), element("p", { text }), facts(match.row));
  };

  const cards = (answer, sentences) => {
    const { outcome, matches, count } = answer;
    const said = sentences[outcome];
    if (outcome === "found") return matches.map((match) => card(match, sentences, "h2"));
    const text = said[1].replace("{count}", new Intl.NumberFormat("en-US").format(count));
    const parts = [heading(said[0]), element("p", { text })];
    const notFound = ["elsewhere", "resembles", "unknown"].includes(outcome);
    const box = element("div", { look: notFound ? "alert" : "answer__plain" }, ...parts);
    if (notFound) box.append(element("p", { text: sentences["not-false"][1] }));
    return [box, ...matches.map((match) => card(match, sentences, "h3", !notFound))];
  };

  const asked = (text, read) => {
    const shown = text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text;
    const host = read.host && !read.platforms.length ? ` on ${read.host}, which is no platform of this register` : "";
    return element("p", { look: "answer__asked" }, "You asked about ", element("code", {}, element("bdi", { text: shown })), `${host}.`);
  };

  const show = async (text) => {
    const turn = (latest += 1);
    status.textContent = "Looking in the register…";
    try {
      const answer = await ask(text);
      const { sentences } = await cached("index");
      if (turn !== latest) return;
      const more = answer.count > answer.matches.length ? `The first ${answer.matches.length} of ${answer.count} are shown.` : "";
      section.replaceChildren(...(text.trim() ? [asked(text.trim(), answer.read)] : []), ...cards(answer, sentences));
      section.hidden = false;
      status.textContent = more;
      section.querySelector(".answer__title").focus();
    } catch (fault) {
      if (turn !== latest) return;
      files.clear(); // what could not be fetched is asked for again
      section.hidden = true;
      section.replaceChildren();
      status.textContent = `The register could not be read (${fault.message}). Look in the complete list below, or try again.`;
    }
  };

  const age = () => {
    const time = document.getElementById("check-fresh");
    const days = Math.floor((Date.now() - Date.parse(time?.dateTime ?? "")) / 86_400_000);
    if (!(days >= 0)) return;
    const words = days === 0 ? "today" : days === 1 ? "yesterday" : `${days.toLocaleString("en-US")} days ago`;
    time.append(` (${words})`);
  };

  const field = form.elements.namedItem("q");
  const here = new URL(location.href);
  const given = here.searchParams.get("q");
  const address = (text) => {
    const url = new URL(location.href);
    url.search = "";
    url.hash = "";
    if (text) url.searchParams.set("q", text);
    return url;
  };

  // The theme's own search opens on the same parameter, so it is put aside until the theme has looked.
  if (given !== null) {
    history.replaceState(history.state, "", here.pathname + here.hash);
    field.value = given;
    addEventListener("load", () => setTimeout(() => history.replaceState(history.state, "", address(given))), { once: true });
    addEventListener("load", () => setTimeout(() => show(given)), { once: true });
  }
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    history.pushState(null, "", address(field.value.slice(0, 2000)));
    show(field.value);
  });
  addEventListener("popstate", () => {
    const text = new URL(location.href).searchParams.get("q");
    field.value = text ?? "";
    if (text !== null) show(text);
    else section.hidden = true;
  });
  age();
})();
