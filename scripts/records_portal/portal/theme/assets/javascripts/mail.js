// Writes a message as the command line writes it, records_portal/answers/procedure/eml.py, byte for byte: an unsent draft
// (RFC 5322), and the address that opens it in a mail program (RFC 6068). Nothing is sent.
"use strict";

(() => {
  const LINE = 76;
  const ENCODED_BYTES = 45;
  const PROSE = 72;
  const bytesOf = (text) => new TextEncoder().encode(text);
  // eslint-disable-next-line no-control-regex -- ASCII is what is asked for
  const isAscii = (text) => /^[\x00-\x7f]*$/.test(text);
  const lengthOf = (text) => [...text].length;

  const encodedWord = (part) => `=?utf-8?B?${btoa(String.fromCharCode(...bytesOf(part)))}?=`;
  const encodedWords = (text) => {
    const words = [];
    let part = "";
    for (const character of text) {
      if (bytesOf(part + character).length > ENCODED_BYTES) {
        words.push(encodedWord(part));
        part = "";
      }
      part += character;
    }
    return [...words, encodedWord(part)];
  };

  const phrase = (text) =>
    isAscii(text) && text.length <= LINE / 2
      ? [`"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`]
      : encodedWords(text);

  const unstructured = (text) => {
    const words = text.split(" ");
    return isAscii(text) && !text.includes("=?") && words.every((word) => word.length < LINE - 10) ? words : encodedWords(text);
  };

  const mailbox = ([name, address]) => {
    const words = phrase(name);
    return address ? [...words, `<${address}>`] : [...words.slice(0, -1), `${words.at(-1)}:;`];
  };

  /** A header's lines, each as full as it may be. */
  const folded = (name, words) => {
    const lines = [];
    let line = `${name}:`;
    words.forEach((word, index) => {
      if (index && line.length + 1 + word.length > LINE) {
        lines.push(line);
        line = "";
      }
      line = `${line} ${word}`;
    });
    return words.length ? [...lines, line] : [];
  };

  const field = (name, people) => {
    const words = people.flatMap((one) => {
      const own = mailbox(one);
      return [...own.slice(0, -1), `${own.at(-1)},`];
    });
    if (words.length) words[words.length - 1] = words.at(-1).slice(0, -1);
    return folded(name, words);
  };

  /** Quoted-printable (RFC 2045, 6.7): what is not plain ASCII escaped, spaces at a line's end too. */
  const printable = (text) =>
    text
      .split("\n")
      .map((line) => {
        const bytes = [...bytesOf(line)];
        const lines = [];
        let out = "";
        bytes.forEach((byte, index) => {
          const blank = byte === 32 || byte === 9;
          const plain = (byte > 32 && byte < 127 && byte !== 61) || (blank && index < bytes.length - 1);
          const token = plain ? String.fromCharCode(byte) : `=${byte.toString(16).toUpperCase().padStart(2, "0")}`;
          if (out.length + token.length > LINE - 1) {
            lines.push(`${out}=`);
            out = "";
          }
          out += token;
        });
        return [...lines, out].join("\n");
      })
      .join("\n");

  const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
  const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
  const two = (number) => String(number).padStart(2, "0");
  const moment = (at) =>
    `${DAYS[at.getUTCDay()]}, ${two(at.getUTCDate())} ${MONTHS[at.getUTCMonth()]} ${at.getUTCFullYear()} ` +
    `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())} +0000`;

  const eml = ({ sender, to, copies, subject, text }, at) => {
    const short = isAscii(text) && text.split("\n").every((line) => line.length <= LINE);
    return [
      ...field("From", [sender]),
      ...field("To", to),
      ...field("Cc", copies),
      ...folded("Subject", unstructured(subject)),
      `Date: ${moment(at)}`,
      "X-Unsent: 1",
      "MIME-Version: 1.0",
      "Content-Type: text/plain; charset=utf-8",
      `Content-Transfer-Encoding: ${short ? "7bit" : "quoted-printable"}`,
      "",
      short ? text : printable(text),
    ]
      .join("\n")
      .replaceAll("\n", "\r\n");
  };

  const quoted = (text) =>
    encodeURIComponent(text)
      .replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
      .replaceAll("%40", "@")
      .replaceAll("%2C", ",");

  const mailto = ({ to, copies, subject, text }) => {
    const addresses = (people) => people.map(([, address]) => address).filter(Boolean).join(",");
    const head = { cc: addresses(copies), subject, body: text.replaceAll("\n", "\r\n") };
    const asked = Object.entries(head)
      .filter(([, value]) => value)
      .map(([name, value]) => `${name}=${quoted(value)}`);
    return `mailto:${quoted(addresses(to))}?${asked.join("&")}`;
  };

  /** A paragraph in lines as mail has them; what is listed hangs. */
  const wrapped = (paragraph) =>
    paragraph
      .split("\n")
      .map((whole) => {
        if (lengthOf(whole) <= PROSE) return whole;
        const hanging = /^[0-9]/.test(whole) ? "   " : "";
        const lines = [];
        for (const word of whole.split(" ").filter(Boolean)) {
          const last = lines.at(-1);
          if (last !== undefined && lengthOf(last) + 1 + lengthOf(word) <= PROSE) lines[lines.length - 1] = `${last} ${word}`;
          else lines.push((lines.length ? hanging : "") + word);
        }
        return lines.join("\n");
      })
      .join("\n");

  globalThis.recordsMail = Object.freeze({ eml, mailto, wrapped });
})();
