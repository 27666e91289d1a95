// Runs the vectors of vectors.json through the portal's script: node vectors.js SCRIPT DATA < vectors; prints results.
"use strict";

const { readFileSync } = require("node:fs");
const [, , script, data] = process.argv;
require(script);
const { readAccount, resemblance } = globalThis.accountLookup;
const { table, links, readings, nearness } = JSON.parse(readFileSync(0, "utf-8"));
const near = resemblance(JSON.parse(readFileSync(data, "utf-8")));
process.stdout.write(
  JSON.stringify({
    readings: readings.map(({ text }) => readAccount(text, table, links)),
    nearness: nearness.map(([asked, known]) => near.nearness(near.skeleton(asked), near.skeleton(known))),
    skeletons: nearness.map(([asked]) => near.skeleton(asked)),
  }),
);
