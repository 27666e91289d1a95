// Turns a form that the server wrote into a block of answers, in an e-mail, an issue for the forge or a file. Without
// this script the form is read and printed. Nothing leaves the page: its reader opens, saves or copies what it shows.
//
//   [data-name][data-form]   a question: line, text, url, date, number, truth, choice, radios, ticks, list, group, one,
//                            settled (what the step settles, as JSON)
"use strict";

(() => {
  const asking = new URLSearchParams(location.search);
  const site = asking.get("site");
  if (site && /^[a-z0-9-]{1,60}$/.test(site)) {
    for (const link of document.querySelectorAll("[data-carries-site]")) link.search = `?site=${site}`;
  }
  const form = document.querySelector("form.request");
  if (!form || !globalThis.recordsBlock || !globalThis.recordsMail) return;

  const LONGEST_ADDRESS = 8000;
  const LONGEST_MAIL_ADDRESS = 1900; // Windows hands no more to a mail program
  const UNSEEN =
    /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\uffff\u{e0000}-\u{e0fff}]/u;
  const summary = document.getElementById("error-summary");
  const result = document.getElementById("result");
  const recordField = form.querySelector("[data-record]");
  let attempted = false;
  let listed = "";
  let block = "";

  /** What may be named of each kind: by its name or its id, and how people call it. */
  const known = new Map(
    [...form.querySelectorAll("datalist")].map((list) => [
      list.id.replace("known-", ""),
      new Map([...list.options].flatMap((option) => [option.value, option.dataset.id ?? option.value].map((name) => [name, option]))),
    ]),
  );
  const questionsIn = (part) =>
    [...part.querySelectorAll("[data-name]")].filter((one) => one.parentElement.closest("[data-name], [data-entry], form") === (part.closest("[data-name], [data-entry], form") ?? part) && !one.closest("[hidden]"));
  const textOf = (part) => {
    const control = part.querySelector("input, select, textarea");
    const text = control.value.replace(/\r\n?/g, "\n").normalize("NFC");
    return text.split("\n").map((line) => line.replace(/\s+$/u, "")).join("\n").trim();
  };
  const empty = (value) =>
    value === undefined || value === "" || (typeof value === "object" && Object.keys(value).length === 0);

  // Answers

  const entriesOf = (list) => [...list.querySelectorAll("[data-entry]")].filter((one) => one.parentElement.closest("[data-name]") === list);

  const answerOf = (part) => {
    switch (part.dataset.form) {
      case "settled":
        return JSON.parse(part.value);
      case "group":
        return groupOf(part);
      case "one":
        return [groupOf(part)];
      case "list":
        return entriesOf(part).map((one) => (one.querySelector("[data-name]") ? groupOf(one) : answerOf(one.querySelector("[data-form]")))).filter((one) => !empty(one));
      case "ticks":
        return [...part.querySelectorAll("input:checked")].map((box) => box.value);
      case "radios":
        return part.querySelector("input:checked")?.value ?? "";
      case "truth":
        return { true: true, false: false }[textOf(part)];
      case "number":
        return /^[0-9]{1,15}$/.test(textOf(part)) ? Number(textOf(part)) : textOf(part);
      default:
        return textOf(part);
    }
  };

  const groupOf = (part) => {
    const said = {};
    for (const one of questionsIn(part)) {
      const answer = answerOf(one);
      if (!empty(answer)) said[one.dataset.name] = answer;
    }
    return said;
  };

  // Faults

  const article = (noun) => `${/^[aeiou]/i.test(noun) ? "an" : "a"} ${noun}`;
  const isDay = (text) => {
    const day = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
    if (!day) return false;
    const moment = new Date(`${text}T00:00:00Z`);
    return !Number.isNaN(moment.valueOf()) && moment.toISOString().startsWith(text);
  };

  /** Whether a text names exactly one record of a kind, as the register will read it, or the platform is chosen. */
  const namesOne = (kind, text) => {
    const chosen = form.querySelector("[data-name=platform] select, [data-name=platform] input")?.value;
    const words = text.toLowerCase().split(/[^\p{L}\p{N}_]+/u);
    const names = new Set([...(known.get(kind)?.values() ?? [])].map((option) => option.value.toLowerCase()));
    return Boolean(chosen) || words.filter((word, index) => names.has(word) && words.indexOf(word) === index).length === 1;
  };

  const faultOfText = (part, text) => {
    const { title, pattern, longest, among, example } = part.dataset;
    const name = title.toLowerCase();
    const suchAs = example ? `, such as ${example}` : "";
    if (!text) return "required" in part.dataset ? `${title}: an answer is needed` : "";
    if (UNSEEN.test(text)) return `${title}: a character that cannot be seen is in the text; type it anew`;
    if (part.dataset.form !== "text" && text.includes("\n")) return `${title}: one line only`;
    if (part.dataset.form === "date" && !isDay(text)) return `${title}: a date is needed, such as 2026-05-01`;
    if (part.dataset.form === "number" && !/^[0-9]{1,15}$/.test(text)) return `${title}: a whole number is needed`;
    if (longest && [...text].length > Number(longest)) return `${title}: ${[...text].length} characters; at most ${longest}`;
    if (pattern && !among && !new RegExp(pattern, "u").test(text)) return `${title}: this is not ${article(name)}${suchAs}`;
    if (part.dataset.form === "url" && !URL.canParse(text)) return `${title}: an address is needed${suchAs}`;
    if (among && !part.matches("[data-new]") && known.has(among) && !known.get(among).has(text)) return `${title}: ${text} is not in this register`;
    if (part.dataset.names && !namesOne(part.dataset.names, text)) return `${title}: it names no platform of this register${suchAs}, or choose the platform under “More”`;
    return "";
  };

  /** What is wrong with the name of a new record: another one has it, or the one that would be made for it is taken. */
  const taken = (name) => {
    const there = known.get(recordField.dataset.new);
    const { agency, platform, type = "" } = groupOf(form);
    const words = type.toLowerCase().split(/[^\p{L}\p{N}_]+/u);
    const named = [...(known.get("platforms") ?? [])].find(([word]) => words.includes(word.toLowerCase()));
    const made = name || `${agency}-${platform ?? named?.[1].dataset.id ?? named?.[0]}`;
    if (recordField.dataset.new === undefined || !there?.has(made)) return "";
    return `${recordField.dataset.title}: ${made} exists already; ${name ? "choose another name" : "give the new one a name of its own"}`;
  };

  const faultOf = (part) => {
    if (part === recordField) {
      const fault = faultOfText(part, textOf(part));
      return fault || taken(textOf(part));
    }
    const { form: kind, title } = part.dataset;
    if (["list", "ticks", "radios"].includes(kind)) {
      const answer = answerOf(part);
      if (empty(answer) && "required" in part.dataset) return `${title}: an answer is needed`;
      if (part.dataset.every && answer.length < Number(part.dataset.every)) return `${title}: all ${part.dataset.every} are confirmed, or none`;
      if (kind === "list" && new Set(answer.map((one) => JSON.stringify(one))).size < answer.length) return `${title}: the same stands twice`;
      return "";
    }
    return faultOfText(part, textOf(part));
  };

  /** Every question that is put now, in order, each where its fault is shown. */
  const asked = (part) => {
    const own = part === form && recordField ? [recordField] : [];
    for (const one of questionsIn(part)) {
      const kind = one.dataset.form;
      if (kind === "settled") continue;
      if (kind === "group") {
        if ("required" in one.dataset || !empty(groupOf(one))) own.push(...asked(one));
      } else if (kind === "one") own.push(...asked(one));
      else {
        own.push(one);
        if (kind !== "list") continue;
        entriesOf(one).forEach((entry, index, all) => {
          const inside = entry.querySelector("[data-name]") ? asked(entry) : [entry.querySelector("[data-form]")];
          const blank = inside.every((each) => empty(answerOf(each)));
          if (!blank || (inside.length > 1 && "required" in one.dataset && all.length === 1)) own.push(...inside);
        });
      }
    }
    return own;
  };

  const focusOf = (part) => part.querySelector(".question__error")?.id.replace(/-error$/, "") ?? part.id;

  const show = (part, fault) => {
    const place = [...part.children].find((one) => one.matches(".question__error"));
    if (!place) return;
    place.textContent = fault ? `Error: ${fault}` : "";
    place.hidden = !fault;
    part.classList.toggle("question--wrong", Boolean(fault));
    if (fault) part.closest("details")?.setAttribute("open", "");
    const control = document.getElementById(focusOf(part));
    if (!control) return;
    if (fault) control.setAttribute("aria-invalid", "true");
    else control.removeAttribute("aria-invalid");
    if (part.matches(".question--entry")) {
      if (fault) control.setAttribute("aria-describedby", place.id);
      else control.removeAttribute("aria-describedby");
    }
  };

  /** The faults as links; left alone where nothing changed, or the link that is being pressed would vanish. */
  const list = (faults) => {
    const told = JSON.stringify(faults.map(({ part, fault }) => [focusOf(part), fault]));
    if (told === listed) return;
    listed = told;
    const links = faults.map(({ part, fault }) => {
      const link = document.createElement("a");
      link.href = `#${focusOf(part)}`;
      link.textContent = fault;
      link.addEventListener("click", (event) => {
        event.preventDefault();
        const target = document.getElementById(focusOf(part));
        target.focus();
        target.scrollIntoView({ block: "center" });
      });
      const item = document.createElement("li");
      item.append(link);
      return item;
    });
    summary.querySelector("ul").replaceChildren(...links);
  };

  const check = () => {
    for (const place of form.querySelectorAll(".question__error:not([hidden])")) show(place.parentElement, "");
    const faults = asked(form).map((part) => ({ part, fault: faultOf(part) })).filter(({ fault }) => fault);
    for (const { part, fault } of faults) show(part, fault);
    list(faults);
    summary.hidden = faults.length === 0;
    return faults.length === 0;
  };

  // What follows from the answers

  const title = () => {
    const target = recordField ? textOf(recordField) : "";
    const option = known.get(recordField?.dataset.among)?.get(target);
    return option?.label && option.label !== target ? `${option.label} (${target})` : target;
  };

  const filled = (text, values) => {
    const named = (value, kind) => known.get(kind)?.get(value)?.label || value;
    const agency = values.agency ? named(values.agency, "agencies") : "";
    const own = [agency, values.type].filter(Boolean).join(", ");
    const isNew = recordField?.dataset.new !== undefined;
    const words = { site: (isNew && own) || title() || own || "______", agency: agency || title() || "______", person: values.person || title() || "______" };
    return text.replace(/\{(site|agency|person)\}/g, (_, name) => words[name]);
  };

  const mailOf = (values) => {
    const { mailFrom, mailTo, mailCopies, mailSubject, mailWords, fillIn } = result.dataset;
    const paragraphs = [...filled(mailWords, values).split("\n\n"), fillIn];
    return {
      sender: JSON.parse(mailFrom),
      to: JSON.parse(mailTo),
      copies: JSON.parse(mailCopies),
      subject: filled(mailSubject, values).replace(/\s+/gu, " ").trim(),
      text: `${paragraphs.map(recordsMail.wrapped).join("\n\n")}\n\n${block}`,
    };
  };

  /** A link to a text that is saved as a file. */
  const saves = (link, text, type, name) => {
    if (link.href.startsWith("blob:")) URL.revokeObjectURL(link.href);
    link.href = URL.createObjectURL(new Blob([text], { type }));
    link.download = name;
  };

  const publish = () => {
    const values = groupOf(form);
    const { kind } = form.dataset;
    const written = recordField ? textOf(recordField) : "portal";
    const target = known.get(recordField?.dataset.among)?.get(written)?.dataset.id ?? written;
    block = recordsBlock.render(kind, target, values);
    const mail = mailOf(values);
    const part = (name) => result.querySelector(`[data-${name}]`);
    part("subject").textContent = mail.subject;
    part("letter").textContent = mail.text;
    part("block").textContent = block;
    const addresses = [mail.text, block, ""].map((text) => recordsMail.mailto({ ...mail, text }));
    const opened = addresses.find((address) => address.length <= LONGEST_MAIL_ADDRESS) ?? addresses.at(-1);
    part("mailto").href = opened;
    part("mail-long").hidden = opened !== addresses.at(-1);
    const name = target ? `${kind}-${target}` : kind;
    saves(part("eml"), recordsMail.eml(mail, new Date()), "message/rfc822", `${name}.eml`);
    saves(part("save"), block, "text/plain", `${name}.txt`);
    const forge = part("forge");
    if (forge) {
      const heading = [result.dataset.title, title()].filter(Boolean).join(": ");
      const filledIn = (body) =>
        result.dataset.issue.replace("{title}", () => encodeURIComponent(heading)).replace("{body}", () => encodeURIComponent(body));
      const address = filledIn(`\`\`\`text\n${block}\`\`\`\n`);
      const carries = address.length <= LONGEST_ADDRESS;
      forge.href = carries ? address : filledIn("");
      part("issue-long").hidden = carries;
    }
    part("said").textContent = "";
    result.hidden = false;
  };

  // Groups that repeat, and questions of some facts only

  const number = (list) => {
    const entries = entriesOf(list);
    entries.forEach((entry, index) => {
      for (const place of entry.querySelectorAll("[data-number]")) place.textContent = index + 1;
      const remove = [...entry.children].find((one) => one.matches("[data-remove]"));
      remove.hidden = entries.length === 1;
    });
  };

  let last = 0;
  const blanks = new WeakMap();
  const add = (list) => {
    last += 1;
    const entry = blanks.get(list).cloneNode(true);
    for (const part of entry.querySelectorAll("[id], [for], [name], [aria-describedby]")) {
      for (const name of ["id", "for", "name"]) if (part.hasAttribute(name)) part.setAttribute(name, `${part.getAttribute(name)}-n${last}`);
      const about = part.getAttribute("aria-describedby");
      // an id ends in -hint or -error, and has been given the same number
      if (about) part.setAttribute("aria-describedby", about.split(" ").map((id) => id.replace(/-(hint|error)$/, `-n${last}-$1`)).join(" "));
    }
    for (const part of entry.querySelectorAll("[id*='-hint-n'], [id*='-error-n']")) part.id = part.id.replace(/-(hint|error)-n(\d+)$/, "-n$2-$1");
    [...list.children].find((one) => one.matches("ol")).append(entry);
    number(list);
    prepare(entry);
    entry.querySelector("input, select, textarea").focus();
  };

  const prepare = (part) => {
    for (const button of part.querySelectorAll("[data-add]")) button.hidden = false;
    for (const list of part.querySelectorAll("[data-form=list]")) {
      const blank = entriesOf(list)[0].cloneNode(true);
      for (const control of blank.querySelectorAll("select, textarea, input:not([type=checkbox], [type=radio], [type=hidden])")) {
        control.value = "";
      }
      blanks.set(list, blank);
      number(list);
    }
  };

  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-add], [data-remove]");
    if (!button) return;
    const list = button.closest("[data-form=list]");
    if (button.matches("[data-add]")) add(list);
    else {
      const entry = button.closest("[data-entry]");
      const next = entry.nextElementSibling ?? entry.previousElementSibling;
      entry.remove();
      number(list);
      next?.querySelector("input, select, textarea").focus();
    }
    if (attempted) check();
  });

  const changed = (event) => {
    if (attempted) {
      check();
      if (!result.hidden) result.hidden = true;
      return;
    }
    const part = event.target.closest("[data-form]:not([data-form=group])") ?? event.target.closest("[data-record]");
    if (!part) return;
    const wrong = part.classList.contains("question--wrong");
    if (event.type === "change" || wrong) show(part, empty(answerOf(part)) ? "" : faultOf(part));
  };
  form.addEventListener("input", changed);
  form.addEventListener("change", changed);

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    attempted = true;
    if (!check()) {
      result.hidden = true;
      summary.focus();
      return;
    }
    publish();
    result.focus();
  });

  result.querySelector("[data-copy]").addEventListener("click", async () => {
    const said = result.querySelector("[data-said]");
    try {
      await navigator.clipboard.writeText(block);
      said.textContent = "Copied";
    } catch {
      result.querySelector("details").open = true;
      getSelection().selectAllChildren(result.querySelector("[data-block]"));
      said.textContent = "Selected: copy it with the keyboard or the menu";
    }
  });

  const named = recordField?.querySelector("input");
  if (named && site && site.length <= 60) named.value = site;
  const day = new Date();
  const today = [day.getFullYear(), day.getMonth() + 1, day.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
  for (const input of form.querySelectorAll("[data-today]")) input.value = today;
  prepare(form);
  form.querySelector("[data-make]").hidden = false;
})();
