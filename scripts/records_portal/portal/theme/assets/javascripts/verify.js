// The page "Verify a file": works out the digest of a file here, and looks for it in the published list.
//
//   <form id="verify" data-source="…/data/" data-files="N" data-package="…/datapackage.json" hidden>
//   <progress id="verify-progress">, <p id="verify-status" role="status">, <section id="verify-answer" hidden>
//
// A file is read piece by piece, so that one of many gigabytes needs no more memory than a small one. The browser's own
// digest takes a whole file at once, and only over https; so this page has one that takes pieces (FIPS 180-4).
"use strict";

(() => {
  const primes = [];
  for (let number = 2; primes.length < 64; number += 1) {
    if (primes.every((prime) => number % prime)) primes.push(number);
  }
  const fraction = (value) => Math.floor((value - Math.floor(value)) * 2 ** 32) | 0;
  const ROUNDS = Int32Array.from(primes, (prime) => fraction(Math.cbrt(prime)));
  const START = Int32Array.from(primes.slice(0, 8), (prime) => fraction(Math.sqrt(prime)));

  class Sha256 {
    constructor() {
      this.state = START.slice();
      this.words = new Int32Array(64);
      this.rest = new Uint8Array(64);
      this.filled = 0;
      this.length = 0;
    }

    add(bytes) {
      this.length += bytes.length;
      let at = 0;
      if (this.filled) {
        at = Math.min(64 - this.filled, bytes.length);
        this.rest.set(bytes.subarray(0, at), this.filled);
        this.filled += at;
        if (this.filled < 64) return;
        this.block(this.rest, 0);
        this.filled = 0;
      }
      for (; at + 64 <= bytes.length; at += 64) this.block(bytes, at);
      this.rest.set(bytes.subarray(at));
      this.filled = bytes.length - at;
    }

    block(bytes, start) {
      const words = this.words;
      for (let place = 0, at = start; place < 16; place += 1, at += 4) {
        words[place] = (bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3];
      }
      for (let place = 16; place < 64; place += 1) {
        const early = words[place - 15];
        const late = words[place - 2];
        const one = ((early >>> 7) | (early << 25)) ^ ((early >>> 18) | (early << 14)) ^ (early >>> 3);
        const two = ((late >>> 17) | (late << 15)) ^ ((late >>> 19) | (late << 13)) ^ (late >>> 10);
        words[place] = (words[place - 16] + one + words[place - 7] + two) | 0;
      }
      let [a, b, c, d, e, f, g, h] = this.state;
      for (let place = 0; place < 64; place += 1) {
        const sums = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
        const first = (h + sums + ((e & f) ^ (~e & g)) + ROUNDS[place] + words[place]) | 0;
        const turns = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
        const second = (turns + ((a & b) ^ (a & c) ^ (b & c))) | 0;
        h = g;
        g = f;
        f = e;
        e = (d + first) | 0;
        d = c;
        c = b;
        b = a;
        a = (first + second) | 0;
      }
      [a, b, c, d, e, f, g, h].forEach((value, place) => {
        this.state[place] = (this.state[place] + value) | 0;
      });
    }

    hex() {
      const bits = this.length * 8;
      const end = new Uint8Array((this.filled < 56 ? 64 : 128) - this.filled);
      end[0] = 0x80;
      const view = new DataView(end.buffer);
      view.setUint32(end.length - 8, Math.floor(bits / 2 ** 32));
      view.setUint32(end.length - 4, bits >>> 0);
      this.add(end);
      return Array.from(this.state, (value) => (value >>> 0).toString(16).padStart(8, "0")).join("");
    }
  }
  globalThis.Sha256 = Sha256;

  const form = document.getElementById("verify");
  if (!form) return;
  const input = document.getElementById("verify-file");
  const progress = document.getElementById("verify-progress");
  const status = document.getElementById("verify-status");
  const answer = document.getElementById("verify-answer");
  const root = new URL("../", document.baseURI);
  const LOOK = { held: "good", published: "good" };
  const WORDS = {
    held: "Held here",
    destroyed: "Destroyed",
    transferred: "Handed over to the archives",
    named: "Named in a record",
    published: "Published on this portal",
  };
  let latest = 0;
  form.hidden = false;

  const fetched = async (url, missing) => {
    const response = await fetch(url, { cache: "no-cache" });
    if (response.status === 404 && missing !== undefined) return missing;
    if (!response.ok) throw new Error(`${url} answered ${response.status}`);
    return response.json();
  };

  const digestOf = async (file, turn) => {
    const digest = new Sha256();
    const reader = file.stream().getReader();
    for (let read = 0, shown = 0; ; ) {
      const { done, value } = await reader.read();
      if (turn !== latest) return "";
      if (done) return digest.hex();
      digest.add(value);
      read += value.length;
      progress.value = file.size ? read / file.size : 1;
      if (read - shown > 2 ** 24) {
        shown = read;
        status.textContent = `Reading ${file.name}: ${Math.round((100 * read) / file.size)} %`;
        await new Promise((go) => setTimeout(go));
      }
    }
  };

  const known = async (digest) => {
    const part = Number.parseInt(digest.slice(0, 8), 16) % Number(form.dataset.files);
    const found = (await fetched(new URL(`${part}.json`, new URL(form.dataset.source, document.baseURI))))[digest] ?? [];
    const published = await fetched(new URL(form.dataset.package, document.baseURI), { resources: [] });
    for (const resource of published.resources ?? []) {
      if (resource.hash === `sha256:${digest}`) {
        found.push({ state: "published", what: `The download ${resource.path}`, page: "data/", title: "Open data" });
      }
    }
    return found;
  };

  const paragraph = (text, look = "") => {
    const made = document.createElement("p");
    if (look) made.className = look;
    made.textContent = text;
    return made;
  };

  const shown = (file, digest, found) => {
    const boxes = found.map((row) => {
      const box = document.createElement("div");
      box.className = `alert alert--${LOOK[row.state] ?? "info"}`;
      box.append(paragraph(`${WORDS[row.state] ?? row.state}: ${file.name}`, "alert__title"));
      box.append(paragraph(`${row.what}${row.on ? `, ${row.on}` : ""}.`));
      if (row.page) {
        const link = document.createElement("a");
        link.href = new URL(row.page, root);
        link.textContent = row.title ?? row.page;
        const line = paragraph("The record: ");
        line.append(link);
        box.append(line);
      }
      return box;
    });
    if (!boxes.length) {
      const box = document.createElement("div");
      box.className = "alert alert--info";
      box.append(paragraph(`Unknown here: ${file.name}`, "alert__title"));
      box.append(paragraph("No record of this register names a file of this digest. That does not make it false."));
      boxes.push(box);
    }
    const code = document.createElement("code");
    code.textContent = digest;
    const line = paragraph("SHA-256: ");
    line.append(code);
    return [...boxes, line];
  };

  const verify = async (files) => {
    latest += 1;
    const turn = latest;
    answer.hidden = true;
    answer.replaceChildren();
    for (const file of files) {
      progress.hidden = false;
      status.textContent = `Reading ${file.name}`;
      try {
        const digest = await digestOf(file, turn);
        if (turn !== latest) return;
        answer.append(...shown(file, digest, await known(digest)));
        answer.hidden = false;
        status.textContent = "";
      } catch (error) {
        if (turn !== latest) return;
        status.textContent = `${file.name} could not be verified: ${error.message}`;
      }
      progress.hidden = true;
    }
  };

  form.addEventListener("submit", (event) => event.preventDefault());
  input.addEventListener("change", () => verify([...input.files]));
  document.addEventListener("dragover", (event) => event.preventDefault());
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    if (event.dataTransfer.files.length) verify([...event.dataTransfer.files]);
  });
})();
