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
