"use strict";
// What every part of the page shares: the data, the language, words and numbers in that language, safe elements.
const Report = {};
(function (R) {
  R.data = JSON.parse(document.getElementById("data").textContent);
  R.lang = "zh";
  R.listeners = [];

  R.NARROW = 480;  // pixels below which a screen or a chart is that of a telephone

  R.side = (pair) => pair[R.lang === "zh" ? 0 : 1];

  // A sentence of the page's own; placeholders {like this} are filled with text that is already in the reader's language.
  R.say = (id, values = {}) => R.side(R.data.ui[id]).replace(/\{(\w+)\}/g, (_, name) => String(values[name]));

  R.join = (items) => items.join(R.say("join"));

  // An element; text only ever becomes text, never markup.
  R.el = (tag, attributes = {}, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
      else if (value === true) element.setAttribute(name, "");
      else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value);
    }
    element.append(...children.filter((child) => child !== null && child !== undefined));
    return element;
  };

  // Text for plotly, which reads a few tags and entities.
  R.inert = (text) => String(text).replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");

  R.fixed = (value, digits) =>
    value.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });

  // About three significant digits, thousands separated.
  R.number = (value) => {
    if (value === 0) return "0";
    const before = Math.floor(Math.log10(Math.abs(value))) + 1;
    return value.toLocaleString("en-US", { maximumFractionDigits: Math.max(0, Math.min(12, 3 - before)) });
  };

  // Millions of currency in the unit that reads best, three significant digits; as in the report's sentences.
  R.money = (amount) => {
    const myuan = Number(amount.toPrecision(3));
    const size = Math.abs(myuan);
    const zh = R.lang === "zh";
    if (size >= (zh ? 100 : 1000)) return R.say("unit_yi", { value: R.number(myuan / (zh ? 100 : 1000)) });
    if (size >= (zh ? 0.01 : 1) || size === 0) return R.say("unit_wan", { value: R.number(myuan * (zh ? 100 : 1)) });
    return R.say("unit_yuan", { value: R.number(myuan * 1e6) });
  };

  // A first year in a table: the year before the plan stands for that year or any earlier one.
  R.year = (year) => (!year ? "" : R.data.map && year <= R.data.map.before ? `≤${year}` : String(year));

  R.people = (persons) => {
    if (persons === null) return "—";
    const zh = R.lang === "zh";
    const [large, middle] = zh ? [1e8, 1e4] : [1e9, 1e6];
    if (persons >= large) return R.say("people_yi", { value: R.number(persons / large) });
    if (persons >= middle) return R.say("people_wan", { value: R.number(persons / middle) });
    return R.say("people", { value: R.fixed(persons, 0) });
  };

  R.percent = (share) => {
    const size = Math.abs(share);
    const digits = size >= 0.0995 || size === 0 ? 0 : size >= 0.00995 ? 1 : 2;
    return R.fixed(share * 100, digits) + (R.lang === "zh" ? "%" : " %");
  };

  // The address keeps what the reader chose: #lang=en&city=360101
  R.state = () => Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
  R.remember = (changes) => {
    const state = { ...R.state(), ...changes };
    for (const [name, value] of Object.entries(state)) if (!value) delete state[name];
    history.replaceState(null, "", "#" + new URLSearchParams(state).toString());
  };

  R.setLanguage = (lang) => {
    R.lang = lang === "en" ? "en" : "zh";
    const root = document.documentElement;
    root.lang = R.lang;
    root.dataset.lang = R.lang;
    document.title = R.side(R.data.title);
    for (const button of document.querySelectorAll("[data-language]"))
      button.setAttribute("aria-pressed", String(button.dataset.language === R.lang));
    for (const input of document.querySelectorAll("[data-placeholder]")) input.placeholder = R.say(input.dataset.placeholder);
    for (const button of document.querySelectorAll("[data-label]")) {
      button.title = R.say(button.dataset.label);
      button.setAttribute("aria-label", button.title);
    }
    for (const listener of R.listeners) listener();
  };
})(Report);
