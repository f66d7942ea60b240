// Keys for those who have a keyboard; everything works without this file.
//   /       to the search box
//   j  k    to the next, the previous article of a list of hits
//   n  p    to the next, the previous match of an article
//   ?       the list of keys, where they can be turned off (WCAG 2.1.4)
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

function walk(by) {
  const stops = document.querySelectorAll(".stop").length;
  if (!stops) return;
  const here = Number(/^#m(\d+)$/.exec(location.hash)?.[1] ?? 0);
  location.hash = `m${by > 0 ? (here % stops) + 1 : here > 1 ? here - 1 : stops}`;
}

const KEYS = {
  "/": () => document.getElementById("q").select(),
  "?": openSheet,
  j: () => step(1),
  k: () => step(-1),
  n: () => walk(1),
  p: () => walk(-1),
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
