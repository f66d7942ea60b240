// Keys for those who have a keyboard; everything works without this file.
//   /       to the search box
//   j  k    to the next, the previous article of a list of hits
//   ?       the list of keys, where they can be turned off (WCAG 2.1.4)
// An article's matches have theirs in article.js.
"use strict";

const KEPT = "dibao.keys";
const root = document.documentElement;

// Storage may be closed to us; then the choice holds for this page.
function keep(value) {
  root.dataset.keys = value;
  try {
    localStorage.setItem(KEPT, value);
  } catch {}
}

function kept() {
  try {
    return localStorage.getItem(KEPT) ?? "on";
  } catch {
    return "on";
  }
}

function openSheet() {
  const sheet = document.getElementById("keysheet");
  document.getElementById("keys-on").checked = root.dataset.keys !== "off";
  if (!sheet.open) sheet.showModal();
}

function step(by) {
  const hits = [...document.querySelectorAll(".hit h3 a")];
  const here = hits.findIndex((hit) => hit.closest(".hit").contains(document.activeElement));
  hits[here < 0 ? (by > 0 ? 0 : hits.length - 1) : here + by]?.focus();
}

const KEYS = {
  "/": () => document.getElementById("q").select(),
  "?": openSheet,
  j: () => step(1),
  k: () => step(-1),
};

root.dataset.keys = kept();

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable], dialog");
  if (typing || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (root.dataset.keys === "off" || !Object.hasOwn(KEYS, event.key)) return;
  event.preventDefault();
  KEYS[event.key]();
});

document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-opens=keysheet]")) return;
  event.preventDefault();
  openSheet();
});

document.getElementById("keys-on").addEventListener("change", (event) => keep(event.target.checked ? "on" : "off"));
