// Completions under the search box: a combobox with a listbox (WAI-ARIA Authoring Practices, "Editable Combobox
// With List Autocomplete"). The box stays a box: without this file, or while the server is slow, nothing is missing.
//   ↓ ↑      through the list and back into the box      Enter   asks what is chosen, or what was typed
//   Escape   closes the list                             Tab     leaves it
"use strict";

(() => {
  const WAIT = 120; // milliseconds without a key before the server is asked
  const MOST = 8;
  const page = document.documentElement.lang;
  const script = page.startsWith("zh") ? page : "zh"; // as `han` of the pages: it decides about glyphs
  const LONGEST = 60; // characters: who pastes a headline wants no completion of it
  const input = document.getElementById("q");
  const box = input?.closest(".box");
  if (!box) return;

  const list = document.createElement("ul");
  list.id = "suggestions";
  list.className = "suggestions";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", box.dataset.name);
  list.hidden = true;
  const status = document.createElement("p");
  status.className = "unseen";
  status.setAttribute("role", "status");
  box.append(list, status);
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("aria-expanded", "false");

  let offered = []; // what the list shows
  let chosen = -1; // its place in the list; -1 is the box itself
  let typed = input.value; // what the reader wrote, for the way back into the box
  let timer = 0;
  let request = null;
  let composing = false;

  const close = () => {
    clearTimeout(timer);
    request?.abort();
    request = null;
    list.hidden = true;
    chosen = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };

  const choose = (place) => {
    list.children[chosen]?.setAttribute("aria-selected", "false");
    chosen = place;
    const option = list.children[chosen];
    input.value = option && !offered[chosen].article_id ? offered[chosen].text : typed;
    if (!option) {
      input.removeAttribute("aria-activedescendant");
      return;
    }
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", option.id);
  };

  const take = (place) => {
    const { text, article_id: id } = offered[place];
    if (!id) {
      input.value = text;
      close();
      input.form.requestSubmit();
      return;
    }
    const language = new URLSearchParams(location.search).get("lang");
    const segment = encodeURIComponent(id).replace(/^\.{1,2}$/, (dots) => dots.replaceAll(".", "%2E"));
    location.assign(`/article/${segment}${language ? `?lang=${encodeURIComponent(language)}` : ""}`);
  };

  const show = (suggestions) => {
    offered = suggestions;
    chosen = -1;
    input.removeAttribute("aria-activedescendant");
    list.replaceChildren(
      ...suggestions.map((suggestion, place) => {
        const option = document.createElement("li");
        option.id = `suggestion-${place}`;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        const text = document.createElement("span");
        text.lang = script;
        text.textContent = suggestion.text;
        const count = document.createElement("small");
        count.textContent = suggestion.article_id ? box.dataset.title : suggestion.articles.toLocaleString("en");
        option.append(text, " ", count);
        return option;
      }),
    );
    list.hidden = !suggestions.length;
    input.setAttribute("aria-expanded", String(!list.hidden));
    status.textContent = suggestions.length ? box.dataset.some.replace("#", suggestions.length) : box.dataset.none;
  };

  const ask = async () => {
    const text = typed.trim();
    if (!text || text.length > LONGEST || composing) return close();
    request?.abort();
    const mine = (request = new AbortController());
    try {
      const answer = await fetch(`/api/v1/suggest?q=${encodeURIComponent(text)}&limit=${MOST}`, { signal: mine.signal });
      if (!answer.ok) return close();
      const { suggestions } = await answer.json();
      if (request === mine && document.activeElement === input) show(suggestions);
    } catch {
      if (request === mine) close(); // aborted, or no connection: the box works as before
    }
  };

  const later = () => {
    typed = input.value;
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  };

  input.addEventListener("compositionstart", () => { composing = true; });
  input.addEventListener("compositionend", () => { composing = false; later(); });
  input.addEventListener("input", () => { if (!composing) later(); });
  input.addEventListener("blur", close);
  input.form.addEventListener("submit", close);

  input.addEventListener("keydown", (event) => {
    if (event.isComposing || composing) return; // the keys belong to the input method
    const open = !list.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!open) return void ask();
      const places = offered.length + 1; // the box is one of them
      const step = event.key === "ArrowDown" ? 1 : -1;
      choose(((chosen + 1 + step + places) % places) - 1);
    } else if (event.key === "Enter" && open && chosen >= 0) {
      event.preventDefault();
      take(chosen);
    } else if (event.key === "Escape" && open) {
      event.preventDefault(); // a search field would empty itself
      input.value = typed;
      close();
    }
  });

  // Not "click": the box would lose the focus first, and the list with it.
  list.addEventListener("pointerdown", (event) => {
    event.preventDefault();
  });
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) take([...list.children].indexOf(option));
  });
})();
