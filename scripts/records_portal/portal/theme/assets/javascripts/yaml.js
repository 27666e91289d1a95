// Writes a record as the command line writes it: block style, 100 columns, strings that any reader takes for strings.
// The rules are those of libyaml's emitter, as far as text, numbers, truth values, lists and mappings need them.
"use strict";

(() => {
  const WIDTH = 100;
  const NOT_TEXT = [
    /^(?:yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)$/,
    /^(?:[-+]?(?:[0-9][0-9_]*)\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/,
    /^(?:[-+]?0b[0-1_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+|[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+)$/,
    /^(?:[-+]?[0-9]+|0o[0-7]+)$/,
    /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/,
    /^(?:<<|=|~|null|Null|NULL|!|&|\*|)$/,
  ];
  const BREAK = /[\n\u0085\u2028\u2029]/;
  const UNPRINTABLE = /[^\n\u0020-\u007e\u0085\u00a0-\ud7ff\ue000-\ufefe\uff00-\ufffd]/u;
  const ESCAPES = {
    "\0": "0", "\x07": "a", "\b": "b", "\t": "t", "\n": "n", "\v": "v", "\f": "f", "\r": "r", "\x1b": "e",
    '"': '"', "\\": "\\", "\u0085": "N", "\u2028": "L", "\u2029": "P",
  };
  const blank = (character) => character === undefined || character === " " || character === "\t" || BREAK.test(character);

  /** What a text lets a writer do with it. */
  const analysed = (text) => {
    const characters = [...text];
    const multiline = BREAK.test(text);
    const spaceThenBreak = / [\n\u0085\u2028\u2029]/.test(text);
    const breakThenSpace = /[\n\u0085\u2028\u2029] /.test(text);
    const special = UNPRINTABLE.test(text);
    const ends = /^[ \n\u0085\u2028\u2029]|[ \n\u0085\u2028\u2029]$/.test(text);
    const starts =
      /^(?:---|\.\.\.)/.test(text) ||
      /^[#,[\]{}&*!|>'"%@`]/.test(text) ||
      (/^[?:-]/.test(text) && blank(characters[1]));
    const inside = characters.some(
      (character, index) =>
        index > 0 &&
        ((character === ":" && blank(characters[index + 1])) || (character === "#" && blank(characters[index - 1]))),
    );
    const odd = spaceThenBreak || special;
    return {
      plain: !(starts || inside || ends || multiline || odd || breakThenSpace) && !NOT_TEXT.some((kind) => kind.test(text)),
      single: !(odd || breakThenSpace),
      literal: multiline && !odd && !/ $/.test(text) && !/^[ \n]/.test(text) && text.includes("\n"),
      multiline,
    };
  };

  /** A text folded at spaces beyond the width; `column` is where it begins. */
  const folded = (text, column, indent, protectedEnds) => {
    const characters = [...text];
    let out = "";
    let spaces = false;
    characters.forEach((character, index) => {
      const inside = !protectedEnds || (index > 0 && index < characters.length - 1);
      if (character === " " && !spaces && column > WIDTH && inside && characters[index + 1] !== " ") {
        out += `\n${" ".repeat(indent)}`;
        column = indent;
      } else {
        out += protectedEnds && character === "'" ? "''" : character;
        column += protectedEnds && character === "'" ? 2 : 1;
      }
      spaces = character === " ";
    });
    return out;
  };

  const singleQuoted = (text, column, indent) => {
    const lines = text.split("\n");
    if (lines.length === 1) return `'${folded(text, column + 1, indent, true)}'`;
    return null; // a text of several lines is written as a block, or escaped
  };

  const doubleQuoted = (text, column, indent) => {
    const characters = [...text];
    let out = '"';
    column += 1;
    let spaces = false;
    characters.forEach((character, index) => {
      if (ESCAPES[character] || UNPRINTABLE.test(character) || BREAK.test(character)) {
        const code = character.codePointAt(0).toString(16).toUpperCase();
        const named = ESCAPES[character];
        const width = code.length <= 2 ? 2 : code.length <= 4 ? 4 : 8;
        const escape = `\\${named ?? `${{ 2: "x", 4: "u", 8: "U" }[width]}${code.padStart(width, "0")}`}`;
        out += escape;
        column += escape.length;
        spaces = false;
      } else if (character === " " && !spaces && column > WIDTH && index > 0 && index < characters.length - 1) {
        out += `\n${" ".repeat(indent)}${characters[index + 1] === " " ? "\\" : ""}`;
        column = indent + (characters[index + 1] === " " ? 1 : 0);
        spaces = true;
      } else {
        out += character;
        column += 1;
        spaces = character === " ";
      }
    });
    return `${out}"`;
  };

  const literal = (text, indent) => {
    const chomping = !text.endsWith("\n") ? "-" : /\n\n$/.test(text) ? "+" : "";
    const lines = text.replace(/\n$/, "").split("\n");
    return `|${chomping}\n${lines.map((line) => (line ? " ".repeat(indent) + line : "")).join("\n")}`;
  };

  const scalar = (value, column, indent) => {
    if (typeof value !== "string") return String(value);
    const may = analysed(value);
    if (may.literal) return literal(value, indent);
    if (may.plain) return folded(value, column, indent, false);
    return (may.single && singleQuoted(value, column, indent)) || doubleQuoted(value, column, indent);
  };

  const lines = (value, indent) => {
    const margin = " ".repeat(indent);
    if (Array.isArray(value)) {
      return value.flatMap((entry) => {
        if (entry === null || typeof entry !== "object") return [`${margin}- ${scalar(entry, indent + 2, indent + 2)}`];
        const [first, ...rest] = lines(entry, indent + 2);
        return [`${margin}- ${first.slice(indent + 2)}`, ...rest];
      });
    }
    return Object.entries(value).flatMap(([name, entry]) => {
      const key = scalar(name, 0, 0);
      if (entry !== null && typeof entry === "object") {
        return [`${margin}${key}:`, ...lines(entry, Array.isArray(entry) ? indent : indent + 2)];
      }
      return [`${margin}${key}: ${scalar(entry, indent + key.length + 2, indent + 2)}`];
    });
  };

  globalThis.recordsYaml = Object.freeze({ dump: (value) => `${lines(value, 0).join("\n")}\n` });
})();
