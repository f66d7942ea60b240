// A button beside each citation that copies it; without this file it is selected by one click and copied by hand.
"use strict";

const words = document.querySelector("[data-copy]").dataset;

for (const citation of document.querySelectorAll(".citation")) {
  const section = citation.closest(".style");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.textContent = words.copy;
  button.setAttribute("aria-describedby", section.querySelector("h2").id);
  const said = document.createElement("span");
  said.setAttribute("role", "status");
  const row = section.querySelector(".file"); // it has the button's height before there is one: nothing moves
  row.prepend(button);
  row.append(said);
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(citation.textContent.trim());
      said.textContent = words.copied;
    } catch {
      // No permission, or no secure connection: browsers give the clipboard to neither.
      getSelection().selectAllChildren(citation);
      said.textContent = words.selected;
    }
  });
}
