// Whether an account is official: the same reading of addresses, skeletons and answers as in the program, on the data
// that the portal publishes. Values in, values out; nothing here touches the page.
"use strict";

globalThis.accountLookup = (() => {
  const LONGEST = 2000;
  const PREFIXES = new Set(["www", "m", "mobile", "web", "touch", "mbasic", "business", "music"]);
  const BLANK_LETTERS = /[\u034f\u115f\u1160\u3164\uffa0\u2800\ufe00-\ufe0f]/g;
  const DELIMITERS = /[/\\?#@:]/;
  const TRACKING =
    /^(?:utm_\w+|fbclid|gclid|igshid|igsh|mibextid|ref|ref_src|ref_url|si|feature|lang|hl|locale|trk)$/;
  const WEB = /^(?:https?:[\\/]*|[\\/]{2})/i;
  const SCHEME = /^[a-z][a-z0-9+.-]*:[\\/]{2}/i;
  const FEDERATED = /^(?:acct:)?@?([^\s@/\\?#:]+)@([^\s@/\\?#:]+\.[^\s@/\\?#:]+)$/;
  const CAPTURES = { handle: "@?([^@/]+|[^@/]+@[^./]+)", id: "([^/]+)", number: "([0-9]{5,25})", name: "([^@/]+)" };
  const MARKS = { handle: "@", id: "#", number: "#", name: "~" };
  const STATES = [
    "compromised", "registered", "activated", "listed", "suspended", "decommissioning", "former", "delisted",
    "renamed",
  ];
  const FORMER = new Set(["former", "delisted"]);
  const SAME_LETTERS = 1, ADDED_WORD = 2, ONE_EDIT = 3, TWO_EDITS = 4, CONTAINED = 5;
  const SHORTEST_FOR_EDITS = 6, SHORTEST_FOR_TWO_EDITS = 10, SHORTEST_CORE = 4, SHORTEST_PART = 8;
  const MOST_WRAPPINGS = 3;
  const NO_LINKS = { wrappers: [], short: [] };
  const LONGEST_COMPARED = 100, MOST_SHOWN = 10, MOST_NEAR = 5, SHORTEST_WORD = 2, SHORTEST_START = 3;
  const MOST_FOUND = 10, MOST_OTHERS = 3, MOST_WORDS = 5, FEW = 8;

  const once = (values) => [...new Set(values)];
  const wide = (text) =>
    text
      .replace(/[\uff01-\uff5e]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) - 0xfee0))
      .replace(/\u3000/g, " ")
      .replace(/[\u3002\uff61]/g, ".");

  const visible = (text) =>
    text
      .replace(/\p{Cs}/gu, "\ufffd")
      .replace(/\p{Cf}/gu, "")
      .replace(/[\p{Cc}\p{Z}]/gu, " ")
      .replace(BLANK_LETTERS, "")
      .replace(/ +/g, " ")
      .trim()
      .replace(/^[<>"'“”‘’«»()[\]]+|[<>"'“”‘’«»()[\]]+$/gu, "")
      .trim();

  // Percent signs that stand for bytes; bytes that are no text become replacement characters.
  const decoded = (text) =>
    text.replace(/(?:%[0-9a-f]{2})+/gi, (run) =>
      new TextDecoder("utf-8", { ignoreBOM: true }).decode(
        Uint8Array.from(run.slice(1).split("%"), (pair) => Number.parseInt(pair, 16)),
      ),
    );

  const parameters = (query) =>
    query
      .split("&")
      .map((pair) => {
        const at = pair.indexOf("=");
        const plain = (text) => decoded(text.replace(/\+/g, " "));
        return at < 0 ? ["", ""] : [plain(pair.slice(0, at)), plain(pair.slice(at + 1))];
      })
      .filter(([, value]) => value !== "");

  const folded = (handle, platform) => {
    const text = wide(handle).normalize("NFC");
    const cased = platform.sensitive ? text : text.toLowerCase();
    return [...cased].filter((letter) => !platform.ignored.includes(letter)).join("") || cased;
  };

  const asciiHost = (authority) => {
    let host = decoded(authority.slice(authority.lastIndexOf("@") + 1));
    const port = /:([0-9]*)$/.exec(host);
    if (port && !["", "80", "443"].includes(port[1])) return "";
    host = (port ? host.slice(0, port.index) : host).toLowerCase();
    if (/[^\0-\x7f]/.test(host)) {
      try {
        host = new URL(`http://${host}`).hostname;
      } catch {
        return "";
      }
    }
    host = host.replace(/\.$/, "");
    return /^[a-z0-9_.-]+$/.test(host) ? host : "";
  };

  const platformsOf = (host, table) => {
    const exact = table.filter((one) => one.hosts.includes(host));
    if (exact.length) return [exact, ""];
    const at = host.indexOf(".");
    const first = at < 0 ? host : host.slice(0, at);
    const rest = at < 0 ? "" : host.slice(at + 1);
    const found = table.filter((one) => one.hosts.includes(rest));
    const named = found.filter((one) => one.forms.some((form) => !form.startsWith("/")));
    if (named.length && !PREFIXES.has(first)) return [named, first];
    return [PREFIXES.has(first) || /^[a-z]{2}(?:-[a-z]{2})?$/.test(first) ? found : [], ""];
  };

  const literal = (text) => text.replace(/[.?+^$|()[\]{}\\-]/g, "\\$&").replace(/\*/g, "[^/]*");

  const matched = (pattern, text) => {
    const placeholder = /\{(handle|id|number|name)\}/.exec(pattern);
    if (!placeholder) return null;
    const before = pattern.slice(0, placeholder.index);
    const after = pattern.slice(placeholder.index + placeholder[0].length);
    const kind = placeholder[1];
    const capture = before === "@" ? "([^@/]+)" : CAPTURES[kind];
    const match = new RegExp(`^(?:${literal(before)}${capture}${literal(after)})$`).exec(text);
    return match && [kind, match[1]];
  };

  const inPath = (wanted, segments) => {
    let found = null;
    if (segments.length < wanted.length) return null;
    for (const [index, pattern] of wanted.entries()) {
      if (pattern.includes("{")) {
        found = matched(pattern, segments[index]);
        if (!found) return null;
      } else if (pattern !== "*" && pattern !== segments[index].toLowerCase()) {
        return null;
      }
    }
    return found;
  };

  const keyOf = ([kind, value], platform) =>
    MARKS[kind] + (MARKS[kind] === "#" ? value.trim() : folded(value.trim(), platform));

  const keysOf = (platform, segments, query, subdomain) => {
    const keys = [];
    for (const form of platform.forms) {
      if (subdomain || !form.startsWith("/")) {
        if (subdomain && !form.startsWith("/")) keys.push(keyOf(["handle", subdomain], platform));
        continue;
      }
      const [path, parameter] = form.split("?");
      const wanted = path.split("/").filter(Boolean);
      let found = null;
      if (parameter) {
        const at = parameter.indexOf("=");
        const pair = parameters(query).find(([name]) => name === parameter.slice(0, at));
        const isHere = segments.map((one) => one.toLowerCase()).join("/") === wanted.join("/");
        found = pair && isHere ? matched(parameter.slice(at + 1), pair[1]) : null;
      } else if (!(wanted[0]?.startsWith("{") && platform.stop_words.includes(segments[0]?.toLowerCase()))) {
        found = inPath(wanted, segments);
      }
      if (found) keys.push(keyOf(found, platform));
    }
    return keys;
  };

  const segmentsOf = (path) => {
    const segments = [];
    for (const raw of path.split(/[\\/]/)) {
      const segment = decoded(raw).trim();
      if (segment === "..") segments.pop();
      else if (segment !== "" && segment !== ".") segments.push(segment);
    }
    return segments;
  };

  const cut = (text, mark) => {
    const at = text.indexOf(mark);
    return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
  };

  const pathAndQuery = (tail) => {
    const [before, fragment] = cut(tail, "#");
    const [path, query] = cut(before, "?");
    return fragment.startsWith("!/") && !/[^/\\]/.test(path) ? cut(fragment.slice(1), "?") : [path, query];
  };

  const wholeKey = (platforms, host, segments, query) => {
    const path = ["", platforms.length ? platforms[0].hosts[0] : host, ...segments].join("/");
    const cased = !platforms.length || platforms[0].sensitive ? path : path.toLowerCase();
    const told = parameters(query)
      .filter(([name]) => !TRACKING.test(name))
      .map((pair) => pair.join("="))
      .sort();
    return told.length ? `${cased}?${told.join("&")}` : cased;
  };

  const saidIn = (platforms, segments, host, found) => {
    if (found.length) return (found.find((key) => "@~".includes(key[0])) || " ").slice(1);
    if (!segments.length) return platforms.length ? "" : host.split(".")[0];
    const first = segments[0].toLowerCase();
    if (platforms.length && platforms.every((one) => one.posts.includes(first))) return "";
    const name = segments[platforms.length ? segments.length - 1 : 0].replace(/^@+/, "");
    return platforms.some((one) => one.stop_words.includes(name.toLowerCase())) ? "" : name;
  };

  const reading = (outcome, { platforms = [], keys = [], said = "", host = "" } = {}) => ({
    outcome,
    platforms: platforms.map((one) => one.id),
    keys,
    said,
    host,
  });

  const readFederated = (name, server, table) => {
    const host = asciiHost(server);
    const [platforms] = platformsOf(host, table);
    const keys = once(platforms.map((platform) => `@${folded(name, platform)}`));
    return reading("read", { platforms, keys, said: name, host: host || server });
  };

  const withoutPrefix = (host) => host.replace(/^(?:www|m|mobile)\./, "");

  // The address that another one stands around, by the published rows: host, pattern of the path, parameter.
  const innerAddress = (host, path, query, { wrappers }) => {
    const hosts = [host, withoutPrefix(host)];
    for (const [around, pattern, parameter] of wrappers) {
      if (around.startsWith("*.") ? !host.endsWith(around.slice(1)) : !hosts.includes(around)) continue;
      const match = new RegExp(`^(?:${pattern})$`).exec(path);
      if (!match) continue;
      const inner = parameter ? parameters(query).find(([name]) => name === parameter)?.[1] : match[1];
      if (inner) return !parameter && query ? `${inner}?${query}` : inner;
    }
    return "";
  };

  const hidesIn = (text) =>
    DELIMITERS.test(text) && [...text].some((letter) => wide(letter) !== letter && DELIMITERS.test(wide(letter)));

  const readInner = (text, table, links, wrappings) => {
    if (hidesIn(text)) return reading("hidden", { said: text });
    const web = WEB.exec(text);
    if (!web && SCHEME.test(text)) return reading("other-scheme", { said: text });
    return readAddress(web ? text.slice(web[0].length) : text, table, links, wrappings);
  };

  const readAddress = (rest, table, links, wrappings) => {
    const end = rest.search(/[\\/?#]/);
    const authority = end < 0 ? rest : rest.slice(0, end);
    const host = asciiHost(authority);
    const [path, query] = pathAndQuery(end < 0 ? "" : rest.slice(end));
    const inner = wrappings ? visible(innerAddress(host, path, query, links)) : "";
    if (inner) return readInner(inner, table, links, wrappings - 1);
    const isShort = links.short.includes(withoutPrefix(host)) && /[^/\\]/.test(path);
    if (isShort) return reading("short", { said: host });
    const segments = segmentsOf(path);
    const [platforms, subdomain] = platformsOf(host, table);
    const federated = segments.length && platforms.length && FEDERATED.exec(segments[0].replace(/^@+/, ""));
    if (federated) return readFederated(federated[1], federated[2], table);
    const found = once(platforms.flatMap((platform) => keysOf(platform, segments, query, subdomain)));
    const whole = host && !found.length ? [wholeKey(platforms, host, segments, query)] : [];
    const said = saidIn(platforms, segments, host, found);
    return reading("read", { platforms, keys: [...found, ...whole], said, host: host || authority });
  };

  const readName = (text) => {
    const said = text.replace(/^@+/, "").trim();
    if (!said || said.includes(" ")) return reading("read", { said });
    const exact = said.normalize("NFC");
    return reading("read", { keys: once([`@${exact.toLowerCase()}`, `@${exact}`, `#${exact}`]), said });
  };

  // What somebody pasted, read by a table of platforms.
  const readAccount = (pasted, table, links = NO_LINKS) => {
    if (pasted.length > 2 * LONGEST || [...pasted].length > LONGEST) return reading("too-long");
    let text = visible(pasted);
    if (!text) return reading("empty");
    const narrow = wide(text);
    if (narrow !== text) {
      if (hidesIn(text)) return reading("hidden", { said: text });
      text = narrow;
    }
    const within = text.includes(" ") && text.match(/https?:\/\/[^ ]+/gi);
    if (within?.length > 1) return reading("several", { said: text });
    if (within) text = within[0].replace(/[.,;:!?)\]'"]+$/, "");
    const web = WEB.exec(text);
    if (web) return readAddress(text.slice(web[0].length), table, links, MOST_WRAPPINGS);
    if (SCHEME.test(text)) return reading("other-scheme", { said: text });
    const federated = FEDERATED.exec(text);
    if (federated) return readFederated(federated[1], federated[2], table);
    const first = /^([^\s/\\?#]*\.[^\s/\\?#]*)([/\\?#]|$)/.exec(text);
    if (first && !text.startsWith("@") && (first[2] || platformsOf(asciiHost(first[1]), table)[0].length)) {
      return readAddress(text, table, links, MOST_WRAPPINGS);
    }
    return readName(text);
  };

  const hash = (text) => {
    let value = 0x811c9dc5;
    for (const byte of new TextEncoder().encode(text)) value = Math.imul(value ^ byte, 0x01000193) >>> 0;
    return value;
  };

  const wordsIn = (text) =>
    once(
      text
        .normalize("NFKD")
        .toLowerCase()
        .replace(/\p{M}/gu, "")
        .replace(/[^\p{L}\p{N}]/gu, " ")
        .split(" ")
        .filter((word) => [...word].length >= SHORTEST_WORD),
    );

  // How skeletons are made and compared, by the rules that `resemblances.json` gives.
  const resemblance = ({ letters, pairs, digits, added }) => {
    const plainOf = new Map(Object.entries(letters).flatMap(([plain, all]) => [...all].map((one) => [one, plain])));
    const looks = new Map(Object.entries(digits));
    const plain = (letter) =>
      letter <= "\x7f"
        ? letter.toLowerCase()
        : (plainOf.get(letter) ?? plainOf.get(letter.toLowerCase()) ?? letter.toLowerCase());

    const skeleton = (handle) => {
      let text = [...handle.normalize("NFKD")].map(plain).join("").replace(/[^\p{L}\p{N}|]/gu, "");
      for (const [pair, one] of pairs) text = text.replaceAll(pair, one);
      return [...text].map((letter) => looks.get(letter) ?? letter).join("");
    };

    const core = (text) => {
      for (const word of added) {
        if (text.length - word.length < SHORTEST_CORE) continue;
        if (text.startsWith(word)) return core(text.slice(word.length));
        if (text.endsWith(word)) return core(text.slice(0, -word.length));
      }
      return text;
    };

    // Insertions, removals, replacements and swaps of neighbours, or one more than `most`.
    const editsBetween = (one, other, most) => {
      if (Math.abs(one.length - other.length) > most) return most + 1;
      let start = 0;
      while (start < one.length && start < other.length && one[start] === other[start]) start += 1;
      const a = one.slice(start), b = other.slice(start);
      if (!a.length || !b.length) return a.length + b.length;
      let last = [], before = [], row = [...b, ""].map((_, index) => index);
      for (let at = 1; at <= a.length; at += 1) {
        [last, before, row] = [before, row, [at]];
        for (let index = 1; index <= b.length; index += 1) {
          let cost = Math.min(
            before[index] + 1,
            row[index - 1] + 1,
            before[index - 1] + (a[at - 1] === b[index - 1] ? 0 : 1),
          );
          if (at > 1 && index > 1 && a[at - 1] === b[index - 2] && a[at - 2] === b[index - 1]) {
            cost = Math.min(cost, last[index - 2] + 1);
          }
          row.push(cost);
        }
        if (Math.min(...row) > most) return most + 1;
      }
      return Math.min(row[b.length], most + 1);
    };

    let lastAsked = "", lastCore = "";
    const nearness = (asked, known) => {
      if (!asked || Math.max(asked.length, known.length) > LONGEST_COMPARED) return 0;
      if (asked === known) return SAME_LETTERS;
      if (asked !== lastAsked) [lastAsked, lastCore] = [asked, core(asked)];
      if (known.includes(lastCore) && core(known) === lastCore) return ADDED_WORD;
      const shorter = Math.min(asked.length, known.length);
      const most = shorter >= SHORTEST_FOR_TWO_EDITS ? 2 : shorter >= SHORTEST_FOR_EDITS ? 1 : 0;
      const edits = editsBetween([...asked], [...known], most);
      if (edits <= most) return edits === 1 ? ONE_EDIT : TWO_EDITS;
      const isPart = known.length >= SHORTEST_PART && (asked.startsWith(known) || asked.endsWith(known));
      return isPart ? CONTAINED : 0;
    };

    return { skeleton, core, editsBetween, nearness };
  };

  // The answers, from a function that gives one of the published files by its name and remembers it.
  const lookup = (file) => {
    const entry = (part, key) => (Object.hasOwn(part, key) ? part[key] : []);

    // The numbers of a key's accounts on some platforms, or on any: an entry is pairs of a platform's place and a number.
    const numbersOf = async (key, platforms) => {
      const index = await file("index");
      const pairs = entry(await file(`keys/${hash(key) % index.files.keys}`), key);
      const isMeant = (place) => !platforms.length || platforms.includes(index.platforms[place].id);
      return pairs.filter((_, at) => at % 2 && isMeant(pairs[at - 1]));
    };

    const rowsOf = async (numbers) => {
      const { rows } = (await file("index")).files;
      return Promise.all(numbers.map(async (number) => (await file(`rows/${Math.floor(number / rows)}`))[number % rows]));
    };

    const match = (row, key, unsure, table) => {
      const platform = table.find((one) => one.id === row.platform);
      const isMeant = ([handle]) => key[0] === "@" && folded(handle, platform) === folded(key.slice(1), platform);
      const [handle = "", last = ""] = row.handles?.filter(isMeant).at(-1) ?? [];
      const until = FORMER.has(row.state) ? "" : last;
      return { row, handle, until, unsure, state: until && row.state !== "compromised" ? "renamed" : row.state };
    };

    const plainMatch = (row) => ({ row, handle: "", until: "", unsure: false, state: row.state });
    const byState = (a, b) => STATES.indexOf(a.state) - STATES.indexOf(b.state);

    const meantBy = async (read, table) => {
      const keys = read.keys.flatMap((key) => (key[0] === "~" ? [[key, false], [`@${key.slice(1)}`, true]] : [[key, false]]));
      for (const [key, unsure] of keys) {
        const numbers = await numbersOf(key, key[0] === "/" ? [] : read.platforms);
        const rows = await rowsOf(numbers.slice(0, MOST_SHOWN));
        const found = rows.map((row) => match(row, key, unsure, table)).sort(byState);
        if (found.length) return { found, count: numbers.length };
      }
      return { found: [], count: 0 };
    };

    // The numbers of everything that has a word with this beginning, each with whether it is the whole word.
    const beginning = async (start) => {
      const index = await file("index");
      const letters = [...start];
      const first = (length) => letters.slice(0, length).join("");
      let length = SHORTEST_START;
      while (letters.length > length && index.crowded.includes(first(length))) length += 1;
      const part = await file(`words/${hash(first(length)) % index.files.words}`);
      const found = new Map();
      for (const [word, distances] of Object.entries(part)) {
        if (letters.length < SHORTEST_START ? word !== start : !word.startsWith(start)) continue;
        const add = (number) => found.set(number, word === start || Boolean(found.get(number)));
        let number = 0;
        for (const distance of distances) {
          if (distance >= 0) add((number += distance));
          else for (let more = distance; more < 0; more += 1) add((number += 1));
        }
      }
      return found;
    };

    const rowWords = (row) => {
      const handles = (row.handles ?? []).map(([handle]) => handle);
      return wordsIn([row.title, row.agency, row.platform_name, row.name, ...handles].filter(Boolean).join(" "));
    };

    // The numbers of everything that has all words of a text, in order; first what has more of them whole. The longest
    // words are looked for first, and a few candidates are compared with the other words by what is said of them.
    const withAllWords = async (words) => {
      let common = null;
      const starts = longestFirst(words);
      for (const [place, start] of starts.entries()) {
        if (common && common.size <= FEW) return confirmed(common, starts.slice(place));
        const found = await beginning(start);
        const both = [...(common ?? found)].filter(([number]) => found.has(number));
        common = new Map(both.map(([number, whole]) => [number, (common ? whole : 0) + Number(found.get(number))]));
      }
      return inOrder(common ?? new Map());
    };
    const longestFirst = (words) => [...words].sort((a, b) => b.length - a.length);
    const confirmed = async (common, starts) => {
      const numbers = [...common.keys()];
      const words = (await rowsOf(numbers)).map(rowWords);
      const begins = (word, start) => ([...start].length < SHORTEST_START ? word === start : word.startsWith(start));
      const kept = numbers.flatMap((number, at) => {
        if (!starts.every((start) => words[at].some((word) => begins(word, start)))) return [];
        return [[number, common.get(number) + starts.filter((start) => words[at].includes(start)).length]];
      });
      return inOrder(new Map(kept));
    };
    const inOrder = (common) => [...common].sort((a, b) => b[1] - a[1] || a[0] - b[0]).map(([number]) => number);

    const named = async (said) => {
      const { accounts } = await file("index");
      return (await withAllWords(wordsIn(said))).filter((number) => number < accounts).sort((a, b) => a - b);
    };

    const near = async (said) => {
      const data = await file("resemblances");
      const { skeleton, nearness } = resemblance(data);
      const asked = skeleton(said);
      const kinds = new Map();
      let known = "";
      for (const [place, line] of (data.skeletons ? data.skeletons.split("\n") : []).entries()) {
        known = known.slice(0, Number.parseInt(line[0], 36)) + line.slice(1);
        const kind = nearness(asked, known);
        if (!kind) continue;
        for (const number of [data.numbers[place]].flat()) {
          if (!(kinds.get(number) <= kind)) kinds.set(number, kind);
        }
      }
      const closest = [...kinds].sort((a, b) => a[1] - b[1] || a[0] - b[0]);
      const rows = await rowsOf(closest.slice(0, 4 * MOST_NEAR).map(([number]) => number));
      return rows
        .map((row, place) => ({ ...plainMatch(row), kind: closest[place][1], count: closest.length }))
        .sort((a, b) => a.kind - b.kind || byState(a, b));
    };

    // A last word of two letters, with which nothing is found, may be one that is still being typed.
    const searched = async (text) => {
      const words = wordsIn(text);
      const found = await withAllWords(longestFirst(words).slice(0, MOST_WORDS));
      const isTyped = !found.length && words.length > 1 && [...words.at(-1)].length < SHORTEST_START;
      return isTyped ? withAllWords(longestFirst(words.slice(0, -1)).slice(0, MOST_WORDS)) : found;
    };

    // The records that a text names, as rows: by address or id where it is one, else by its longest words; and their
    // number.
    const search = async (text) => {
      const { platforms: table, sites, links } = await file("index");
      const read = readAccount(text, table, links);
      if (read.outcome !== "read") return { rows: [], count: 0 };
      if (read.platforms.length || read.host || /^[0-9]{5,}$/.test(read.said)) {
        const { found, count } = await meantBy(read, table);
        if (count) return { rows: found.map(({ row }) => row), count };
      }
      const numbers = await searched(text);
      const found = numbers.filter((number) => number < sites);
      const others = numbers.filter((number) => number >= sites);
      const first = found.slice(0, MOST_FOUND - Math.min(others.length, MOST_OTHERS));
      const shown = [...first, ...others].slice(0, MOST_FOUND);
      return { rows: await rowsOf(shown), count: numbers.length };
    };

    // What the register knows about what somebody pasted: the outcome, the reading, some matches and their number.
    const answered = async (text) => {
      const { platforms: table, links } = await file("index");
      const read = readAccount(text, table, links);
      const answer = (outcome, found = [], count = found.length) => ({ outcome, read, matches: found, count });
      if (read.outcome !== "read") return answer(read.outcome);
      const { found, count } = await meantBy(read, table);
      if (found.length) return answer("found", found, count);
      if (!read.said && read.keys[0]?.startsWith("#")) return answer("unknown");
      const single = !read.said.includes(" ");
      const isName = !read.platforms.length && !read.host && !text.trim().startsWith("@");
      const byName = async () => {
        const numbers = isName ? await named(read.said) : [];
        const rows = await rowsOf(numbers.slice(0, MOST_SHOWN));
        return numbers.length ? answer("names", rows.map(plainMatch).sort(byState), numbers.length) : null;
      };
      const first = single ? null : await byName();
      if (first) return first;
      const alike = read.said ? await near(read.said) : [];
      if (alike.length) {
        const isSame = ({ kind, row }) =>
          kind === SAME_LETTERS && row.handles?.some(([handle]) => handle.toLowerCase() === read.said.toLowerCase());
        const same = alike.filter(isSame);
        if (same.length) return answer("elsewhere", same.slice(0, MOST_NEAR), same.length);
        return answer("resembles", alike.slice(0, MOST_NEAR), alike[0].count);
      }
      const later = single ? await byName() : null;
      return later ?? answer(read.said || !read.platforms.length ? "unknown" : "no-account");
    };
    return Object.assign(answered, { search });
  };

  // An answer about one account in words: the heading and the text, from the published sentences.
  const saidOf = (match, sentences, day) => {
    const { row, handle, until, unsure, state } = match;
    const current = row.handles?.find(([, end]) => !end) ?? row.handles?.at(-1);
    const shown = handle || current?.[0];
    const values = new Map([
      ["account", shown ? `@${shown} on ${row.platform_name}` : row.title],
      ["agency", row.agency],
      ["since", day(row.since)],
      ["checked", day(row.checked_on ?? "")],
      ["until", day(until)],
      ["now", `@${current?.[0] ?? ""}`],
      ["successor", row.successor?.[1] || row.successor?.[0] || ""],
    ]);
    const fill = (text) => text.replace(/\{(\w+)\}/g, (_, name) => values.get(name) ?? "");
    const [title, text] = sentences[state];
    const more = [
      ["checked", state === "registered" && (row.checked_on ?? "") > row.since],
      ["successor", Boolean(row.successor) && FORMER.has(state)],
      ["lost", Boolean(row.lost) && FORMER.has(state)],
      ["unsure", unsure],
    ];
    return [fill(title), fill([text, ...more.filter(([, is]) => is).map(([key]) => sentences[key][1])].join(" "))];
  };

  return { readAccount, resemblance, lookup, saidOf, wordsIn, hash };
})();
