// Writes answers as the command line writes them: the block of records_portal/answers/block.py, byte for byte.
// Short lines, and nothing that a mail program trims, takes for a quotation or for the block's end.
"use strict";

(() => {
  const BEGIN = "--- records answers 1 ---";
  const END = "--- end ---";
  const WIDTH = 64;
  const DASH = "[-\\u2010-\\u2015\\u2212]";
  // Python's \s in a text: what Unicode calls white space, and the four separators of ASCII
  const SPACE = "[\\t-\\r\\u001c-\\u0020\\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]";
  const NOT_SPACE = SPACE.replace("[", "[^");
  const MARKER = new RegExp(`records${SPACE}+answers|${DASH}${SPACE}*end${SPACE}*${DASH}`, "iu");
  const FRAGILE = new RegExp(`^ | $|  |\\u00a0|(?:^|${SPACE})>|${NOT_SPACE} ?<`, "mu");
  const BETWEEN = new RegExp(`(?<=${NOT_SPACE}) (?=${NOT_SPACE})`, "u");
  const PLAIN_KEY = /^(?!(?:null|true|false)$)[A-Za-z_][A-Za-z0-9_]*$/i;
  const length = (text) => [...text].length;
  const margin = (indent) => " ".repeat(indent);
  const inOneLine = (value) => recordsYaml.dump([value]).slice(2).trimEnd();

  const escaped = (text) => {
    const hex = (character, width) => character.codePointAt(0).toString(16).padStart(width, "0");
    let plain = text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n").replaceAll("\u00a0", "\\_");
    plain = plain.replace(/[<>]/g, (found) => `\\x${hex(found, 2)}`);
    plain = plain.replace(/(?<= ) | (?=\\n)|(?<=\\n) |^ | $/g, "\\x20");
    if (MARKER.test(text)) {
      plain = plain.replace(new RegExp(DASH, "gu"), (found) => `\\u${hex(found, 4)}`);
      plain = plain.replace(new RegExp(`(records)(${SPACE})(answers)`, "giu"), "$1\\x20$3");
    }
    return `"${plain}"`;
  };

  /** A text cut at single spaces, each line indented; a word that is too long stands alone. */
  const folded = (text, indent) => {
    const [first, ...words] = text.split(BETWEEN);
    const lines = [first];
    for (const word of words) {
      const line = lines.at(-1);
      if (length(line) + 1 + length(word) <= WIDTH || !line.trim()) lines[lines.length - 1] = `${line} ${word}`;
      else lines.push(margin(indent) + word);
    }
    return lines;
  };

  /** A long text as YAML's folded scalar: a blank line stands for a line break. */
  const paragraphs = (before, text, indent) => {
    const body = text.replace(/\n+$/, "");
    const kept = text.length - body.length;
    if (!body) return [`${before} ${escaped(text)}`];
    const lines = [`${before} ${kept < 2 ? [">-", ">"][kept] : ">+"}`];
    body.split("\n").forEach((paragraph, number) => {
      if (number) lines.push("");
      if (paragraph) lines.push(...folded(margin(indent) + paragraph, indent));
    });
    return [...lines, ...Array(Math.max(kept - 1, 0)).fill("")];
  };

  const textOf = (before, text, indent) => {
    if (FRAGILE.test(text) || MARKER.test(text)) return folded(`${before} ${escaped(text)}`, indent);
    if (text.includes("\n")) return paragraphs(before, text, indent);
    const short = `${before} ${inOneLine(text)}`;
    if (length(short) <= WIDTH && !short.includes("\n")) return [short];
    return text.includes(" ") ? paragraphs(before, text, indent) : [short];
  };

  const isGroup = (value) => value !== null && typeof value === "object" && !Array.isArray(value);

  const valueOf = (before, value, indent) => {
    if (isGroup(value) && Object.keys(value).length) {
      return [before, ...Object.entries(value).flatMap(([key, one]) => entry(key, one, indent))];
    }
    if (Array.isArray(value) && value.length) return [before, ...value.flatMap((one) => listEntry(one, indent))];
    if (typeof value === "string") return textOf(before, value, indent);
    if (Array.isArray(value) || isGroup(value)) return [`${before} ${Array.isArray(value) ? "[]" : "{}"}`];
    return [value === null ? before : `${before} ${inOneLine(value)}`];
  };

  const listEntry = (value, indent) => {
    if (!isGroup(value) || !Object.keys(value).length) return valueOf(`${margin(indent)}-`, value, indent + 2);
    const [first, ...rest] = Object.entries(value).flatMap(([key, one]) => entry(key, one, indent + 2));
    return [`${margin(indent)}- ${first.slice(indent + 2)}`, ...rest];
  };

  const entry = (key, value, indent) =>
    valueOf(`${margin(indent)}${PLAIN_KEY.test(key) ? key : escaped(key)}:`, value, indent + 2);

  globalThis.recordsBlock = Object.freeze({
    render: (kind, target, values) =>
      [BEGIN, ...entry("kind", kind, 0), ...entry("target", target || null, 0), ...entry("values", values, 0), END].join("\n") + "\n",
  });
})();
