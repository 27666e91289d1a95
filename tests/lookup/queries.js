// Asks the portal's script: node queries.js SCRIPT FOLDER < texts; prints each answer with the bytes it had to read.
"use strict";

const { readFileSync } = require("node:fs");
const { join } = require("node:path");
const { gzipSync } = require("node:zlib");
const [, , script, folder] = process.argv;
require(script);

const ask = async (text) => {
  const read = new Map();
  const file = (name) => {
    if (!read.has(name)) read.set(name, readFileSync(join(folder, `${name}.json`)));
    return Promise.resolve(JSON.parse(read.get(name)));
  };
  const start = performance.now();
  const { outcome, matches, count } = await globalThis.accountLookup.lookup(file)(text);
  const milliseconds = performance.now() - start;
  const { sentences } = await file("index");
  const bytes = [...read.values()];
  return {
    text,
    outcome,
    count,
    sites: matches.map(({ row }) => row.site),
    states: matches.map(({ state }) => state),
    said: matches.map((match) => globalThis.accountLookup.saidOf(match, sentences, (day) => day)),
    milliseconds,
    files: read.size,
    bytes: bytes.reduce((sum, one) => sum + one.length, 0),
    compressed: bytes.reduce((sum, one) => sum + gzipSync(one).length, 0),
  };
};

(async () => {
  const answers = [];
  for (const text of JSON.parse(readFileSync(0, "utf-8"))) answers.push(await ask(text));
  process.stdout.write(JSON.stringify(answers));
})();
