// Turns a form that the server wrote into the text of a record. Without this script the form is read and printed.
// Nothing leaves the page: the text is shown, copied, saved, or carried in a link that its reader follows.
//
//   [data-name][data-form]   a question: line, text, url, date, number, truth, choice, radios, ticks, list, group, one,
//                            fixed (the answer is set), same (the answer to another question), beside (questions
//                            whose answers stand elsewhere in the file)
//   [data-when="KIND KIND"]  asked of facts of these kinds only
"use strict";

(() => {
  const form = document.querySelector("form.request");
  if (!form || !globalThis.recordsYaml) return;

  const LONGEST_ADDRESS = 8000;
  const LONGEST_MAIL_ADDRESS = 1900; // Windows hands no more to a mail program
  const UNSEEN =
    /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\uffff\u{e0000}-\u{e0fff}]/u;
  const summary = document.getElementById("error-summary");
  const result = document.getElementById("result");
  const recordField = form.querySelector("[data-record]");
  let attempted = false;
  let listed = "";
  let made = null;

  const known = new Map(
    [...form.querySelectorAll("datalist")].map((list) => [
      list.id.replace("known-", ""),
      new Set([...list.options].map((option) => option.value)),
    ]),
  );
  const designated = new Set(form.dataset.designated.split(" "));
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
      case "fixed":
        return part.value;
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
    for (const one of questionsIn(part).filter((each) => each.dataset.form !== "beside")) {
      if (one.dataset.form === "same") said[one.dataset.name] = { same: one.dataset.as };
      else {
        const answer = answerOf(one);
        if (!empty(answer)) said[one.dataset.name] = answer;
      }
    }
    return said;
  };

  const withSame = (value, whole) => {
    if (Array.isArray(value)) return value.map((one) => withSame(one, whole));
    if (value === null || typeof value !== "object") return value;
    const entries = Object.entries(value).map(([name, one]) => [
      name,
      typeof one === "object" && !Array.isArray(one) && "same" in one && Object.keys(one).length === 1
        ? one.same.split(".").reduce((found, step) => found?.[step], whole)
        : withSame(one, whole),
    ]);
    return Object.fromEntries(entries.filter(([, one]) => !empty(one)));
  };

  // Faults

  const article = (noun) => `${/^[aeiou]/i.test(noun) ? "an" : "a"} ${noun}`;
  const isDay = (text) => {
    const day = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
    if (!day) return false;
    const moment = new Date(`${text}T00:00:00Z`);
    return !Number.isNaN(moment.valueOf()) && moment.toISOString().startsWith(text);
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
    if (pattern && !new RegExp(pattern, "u").test(text)) return `${title}: this is not ${article(name)}${suchAs}`;
    if (part.dataset.form === "url" && !URL.canParse(text)) return `${title}: an address is needed${suchAs}`;
    if (among && known.has(among) && !known.get(among).has(text)) return `${title}: ${text} is not in this register`;
    return "";
  };

  const faultOf = (part) => {
    if (part === recordField) {
      const fault = faultOfText(part, textOf(part));
      const exists = !form.dataset.into && known.get("sites")?.has(textOf(part));
      return fault || (exists ? `${part.dataset.title}: ${textOf(part)} exists already; choose another name` : "");
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
    const own = part === form ? [recordField] : [];
    for (const one of questionsIn(part)) {
      const kind = one.dataset.form;
      if (kind === "fixed" || kind === "same") continue;
      if (kind === "group") {
        if ("required" in one.dataset || !empty(withSame(groupOf(one), {}))) own.push(...asked(one));
      } else if (kind === "one" || kind === "beside") own.push(...asked(one));
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

  const record = () => {
    const said = groupOf(form);
    const value = withSame(said, said);
    const id = textOf(recordField);
    const path = form.dataset.path.replace("{id}", id);
    const into = form.dataset.into;
    const whole = !into || (form.dataset.request === "designation" && known.has("sites") && !designated.has(id));
    if (!into) return { path, text: recordsYaml.dump(value), whole };
    if (form.dataset.request === "cadence") return { path, text: recordsYaml.dump({ [into]: value }), whole };
    return { path, text: recordsYaml.dump(whole ? { [into]: [value] } : [value]), whole };
  };

  const besideText = () => {
    const part = form.querySelector("[data-form=beside]:not([hidden])");
    const said = part ? groupOf(part) : {};
    return empty(said) ? "" : recordsYaml.dump(said);
  };

  const forgeAddress = ({ path, text, whole }) => {
    const template = whole ? form.dataset.forgeNew : form.dataset.forgeEdit;
    if (!template) return { address: "", carries: false };
    const filled = template.replace("{path}", whole ? encodeURIComponent(path) : encodeURI(path));
    const address = filled.replace("{text}", () => encodeURIComponent(text));
    const carries = template.includes("{text}") && address.length <= LONGEST_ADDRESS;
    return { address: carries ? address : filled.replace(/&value=\{text\}/, ""), carries };
  };

  /** The answers as a block for a message, and the links that open a message with it. */
  const mail = () => {
    const said = groupOf(form);
    const beside = form.querySelector("[data-form=beside]:not([hidden])");
    const values = { ...withSame(said, said), ...(beside ? groupOf(beside) : {}) };
    const kindOf = form.dataset.request === "fact" ? values.kind : form.dataset.request;
    const target = textOf(recordField);
    const block = `--- records answers 1 ---\n${recordsYaml.dump({ kind: kindOf, target, values })}--- end ---\n`;
    result.querySelector("[data-block]").textContent = block;
    for (const part of result.querySelectorAll("[data-mail]")) {
      const { mailTo, mailCc, mailTitle } = part.dataset;
      const copies = mailCc ? `cc=${encodeURIComponent(mailCc)}&` : "";
      const head = `mailto:${encodeURI(mailTo)}?${copies}subject=${encodeURIComponent(`${mailTitle}: ${target}`)}`;
      const whole = `${head}&body=${encodeURIComponent(block.replace(/\n/g, "\r\n"))}`;
      const fits = whole.length <= LONGEST_MAIL_ADDRESS;
      part.querySelector("a").href = fits ? whole : head;
      part.querySelector("[data-mail-paste]").hidden = fits;
    }
  };

  const publish = () => {
    made = record();
    const { address, carries } = forgeAddress(made);
    result.querySelector("[data-text]").textContent = made.text;
    result.querySelector("[data-where]").textContent = made.whole
      ? `This is the whole file ${made.path}.`
      : form.dataset.request === "cadence"
        ? `These lines belong in ${made.path}. Where the file has lines for capture, they take their place.`
        : `This is the last entry under ${form.dataset.into} in ${made.path}: add these lines at the end of that list.`;
    const beside = besideText();
    result.querySelector("[data-beside]").hidden = !beside;
    result.querySelector("[data-beside-text]").textContent = beside;
    const save = result.querySelector("[data-save]");
    if (save.href.startsWith("blob:")) URL.revokeObjectURL(save.href);
    save.href = URL.createObjectURL(new Blob([made.text], { type: "text/plain" }));
    save.download = made.path.split("/").pop();
    const link = result.querySelector("[data-forge]");
    link.hidden = !address;
    if (address) link.href = address;
    link.textContent = made.whole ? "Open a new file in the forge" : "Open the file in the forge";
    result.querySelector("[data-paste]").hidden = !address || carries;
    result.querySelector("[data-said]").textContent = "";
    mail();
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

  const kind = form.querySelector(":scope > [data-name=kind] select");
  const only = () => {
    for (const part of document.querySelectorAll("[data-when]")) {
      part.hidden = !kind?.value || !part.dataset.when.split(" ").includes(kind.value);
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
    only();
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
      await navigator.clipboard.writeText(made.text);
      said.textContent = "Copied";
    } catch {
      getSelection().selectAllChildren(result.querySelector("[data-text]"));
      said.textContent = "Selected: copy it with the keyboard or the menu";
    }
  });

  const asking = new URLSearchParams(location.search);
  const preset = (control, name) => {
    const value = asking.get(name);
    if (control && value && value.length <= 60) control.value = value;
  };
  preset(recordField.querySelector("input"), "site");
  preset(kind, "kind");
  prepare(form);
  only();
  form.querySelector("[data-make]").hidden = false;
})();
