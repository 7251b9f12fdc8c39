"use strict";
// Starts the page: language from the address, buttons, tables, charts, map and finder.
(function (R) {
  for (const button of document.querySelectorAll("[data-language]"))
    button.addEventListener("click", () => {
      R.remember({ lang: button.dataset.language });
      R.setLanguage(button.dataset.language);
    });

  for (const button of document.querySelectorAll("[data-opens]"))
    button.addEventListener("click", () => {
      const box = button.closest(".figure, .more").querySelector(".table");
      const open = box.hidden;
      if (open) R.openTable(box);
      else R.closeTable(box);
      button.setAttribute("aria-expanded", String(open));
    });

  // Links inside the page must not overwrite what the address remembers.
  for (const link of document.querySelectorAll('a[href^="#"]'))
    link.addEventListener("click", (event) => {
      const goal = document.getElementById(link.getAttribute("href").slice(1));
      if (!goal) return;
      event.preventDefault();
      const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
      goal.scrollIntoView({ behavior: still ? "auto" : "smooth" });
      goal.focus({ preventScroll: true });
    });

  // What goes to paper: two pages that stand alone, or the whole report; the address keeps it, for programs that print.
  const paper = () => {
    const full = R.state().print === "full";
    document.querySelector('[data-style="print.css"]').media = full ? "not all" : "print";
    document.querySelector('[data-style="print_full.css"]').media = full ? "print" : "not all";
  };
  for (const button of document.querySelectorAll("button[data-print]"))
    button.addEventListener("click", () => {
      R.remember({ print: button.dataset.print === "full" ? "full" : "" });
      paper();
      print();
    });

  const apply = () => {
    const state = R.state();
    paper();
    if ((state.lang === "en" ? "en" : "zh") !== R.lang) R.setLanguage(state.lang);
    if (R.data.map) R.select(state.city ? R.data.cities.id.indexOf(state.city) : -1);
  };

  if (R.data.map) { R.startMap(); R.startFinder(); }
  R.setLanguage(R.state().lang);  // draws the map and the finder's answer
  for (const box of document.querySelectorAll("[data-open]")) R.openTable(box);
  apply();
  R.watchFigures();
  addEventListener("hashchange", apply);
})(Report);
