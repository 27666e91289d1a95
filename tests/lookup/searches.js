// Asks the search of the portal's script: node searches.js SCRIPT FOLDER < texts; prints each with the bytes it read.
"use strict";

const { readFileSync } = require("node:fs");
const { join } = require("node:path");
const { gzipSync } = require("node:zlib");
const [, , script, folder] = process.argv;
require(script);

const search = async (text) => {
  const read = new Map();
  const file = (name) => {
    if (!read.has(name)) read.set(name, readFileSync(join(folder, `${name}.json`)));
    return Promise.resolve(JSON.parse(read.get(name)));
  };
  const start = performance.now();
  const { rows, count } = await globalThis.accountLookup.lookup(file).search(text);
  const bytes = [...read.values()];
  return {
    text,
    count,
    found: rows.map((row) => row.address ?? row.site),
    milliseconds: performance.now() - start,
    files: read.size,
    bytes: bytes.reduce((sum, one) => sum + one.length, 0),
    compressed: bytes.reduce((sum, one) => sum + gzipSync(one).length, 0),
  };
};

(async () => {
  const answers = [];
  for (const text of JSON.parse(readFileSync(0, "utf-8"))) answers.push(await search(text));
  process.stdout.write(JSON.stringify(answers));
})();
