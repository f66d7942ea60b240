// Keys for those who have a keyboard; everything works without this file.
//   /       to the search box
// An article's matches have theirs in article.js.
"use strict";

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  if (typing || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.key === "/") {
    event.preventDefault();
    document.getElementById("q").select();
  }
});
