// The matches of an article, walked along with buttons or with n and p. Without this file each match carries
// its own links. Steps leave no trace in the history, so one step back leads to the results.
"use strict";

{
  const walk = document.querySelector(".walk");
  const [back, on] = walk.querySelectorAll("a");
  const count = walk.querySelector("[role=status]");
  const stops = Number(walk.dataset.stops);

  const place = () => {
    const number = Number(/^#m(\d+)$/.exec(location.hash)?.[1] ?? 0);
    return number <= stops ? number : 0;
  };

  const tell = () => {
    const here = place();
    back.hash = `m${here > 1 ? here - 1 : stops}`;
    on.hash = `m${(here % stops) + 1}`;
    if (here) {
      count.textContent = `${here} / ${stops}`;
      for (const link of [back, on]) link.setAttribute("aria-label", link.dataset.label);
    }
    for (const link of document.querySelectorAll(".display a")) link.hash = here ? location.hash : "";
  };

  // Going to an anchor takes the focus away from where it was; on the buttons it stays.
  const go = (link) => {
    const focused = document.activeElement;
    location.replace(link.hash);
    tell();
    if (walk.contains(focused)) focused.focus({ preventScroll: true });
  };

  document.documentElement.classList.add("walking");
  tell();
  window.addEventListener("hashchange", tell);
  walk.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    go(link);
  });
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable], dialog");
    if (document.documentElement.dataset.keys === "off") return; // a reader's choice, kept by dibao.js
    if (typing || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.key === "n") go(on);
    else if (event.key === "p") go(back);
  });
}
