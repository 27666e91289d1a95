// The names that the theme's bundle expects. The place of the site is read off this script's own address, so that one
// page works at any depth and under any base path without an inline script.
"use strict";

var __md_scope = new URL("../../", document.currentScript.src);

var __md_hash = (text) => [...text].reduce((hash, letter) => (hash << 5) - hash + letter.charCodeAt(0), 0);

var __md_get = (key, storage = localStorage, scope = __md_scope) => {
  try {
    return JSON.parse(storage.getItem(`${scope.pathname}.${key}`));
  } catch {
    return null; // storage may be refused, or hold what another page wrote
  }
};

var __md_set = (key, value, storage = localStorage, scope = __md_scope) => {
  try {
    storage.setItem(`${scope.pathname}.${key}`, JSON.stringify(value));
  } catch {
    // without storage the choice lasts for this page only
  }
};

document.documentElement.classList.replace("no-js", "js");

// The search's index weighs as much as all else that a page loads, so it waits until somebody turns to the search.
(() => {
  const { open, send } = XMLHttpRequest.prototype;
  const waiting = new Set();
  let wanted = new URLSearchParams(location.search).has("h");
  XMLHttpRequest.prototype.open = function (method, url, ...rest) {
    if (String(url).endsWith("/search/search_index.json")) waiting.add(this);
    return open.call(this, method, url, ...rest);
  };
  XMLHttpRequest.prototype.send = function (...rest) {
    if (wanted || !waiting.has(this)) send.apply(this, rest);
  };
  const turnTo = ({ target }) => {
    if (wanted || !target.closest?.(".md-search, #__search")) return;
    wanted = true;
    for (const request of waiting) send.call(request);
  };
  for (const kind of ["focusin", "change"]) document.addEventListener(kind, turnTo);
})();
