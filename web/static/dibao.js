// Keys for those who have a keyboard; everything works without this file.
//   /       to the search box
//   n  p    to the next, the previous match of an article
"use strict";

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  if (typing || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.key === "/") {
    event.preventDefault();
    document.getElementById("q").select();
  } else if (event.key === "n" || event.key === "p") {
    const stops = document.querySelectorAll(".stop").length;
    if (!stops) return;
    const here = Number(/^#m(\d+)$/.exec(location.hash)?.[1] ?? 0);
    const next = event.key === "n" ? (here % stops) + 1 : here > 1 ? here - 1 : stops;
    location.hash = `m${next}`;
  }
});
