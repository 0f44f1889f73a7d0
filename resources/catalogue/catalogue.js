// Searches the page as one types: case, accents, hyphens and the order of words do not matter.
"use strict";
(() => {
  const fold = (text) =>
    text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase()
      .replace(/œ/g, "oe").replace(/æ/g, "ae").replace(/[^\p{L}\p{N}]+/gu, " ");
  const field = document.getElementById("cherche");
  const said = document.getElementById("combien");
  const shelves = [...document.querySelectorAll("main section")].map((section) => ({
    section,
    things: [...section.querySelectorAll(".thing")].map((thing) => ({
      thing,
      words: fold(`${section.querySelector("h2").textContent} ${thing.textContent}`),
    })),
  }));
  const say = (count) => {
    said.textContent = count === 0 ? said.dataset.none
      : count === 1 ? said.dataset.one : said.dataset.many.replace("{n}", count);
  };
  const search = () => {
    const wanted = fold(field.value).split(" ").filter(Boolean);
    let count = 0;
    for (const { section, things } of shelves) {
      let here = 0;
      for (const { thing, words } of things) {
        const fits = wanted.every((word) => words.includes(word));
        thing.hidden = !fits;
        here += fits ? 1 : 0;
      }
      section.hidden = here === 0;
      count += here;
    }
    say(count);
  };
  document.querySelector(".search").hidden = false;
  field.addEventListener("input", search);
  search();
})();
