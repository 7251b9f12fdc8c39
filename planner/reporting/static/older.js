"use strict";
// What the page and plotly use of browsers newer than Chromium 80, for those that lack it: offices keep theirs long.
(function () {
  const lend = (owner, name, value) => { if (!owner[name]) Object.defineProperty(owner, name, { value, writable: true, configurable: true }); };
  const at = function (index) { return this[index < 0 ? this.length + index : index]; };
  lend(Object, "hasOwn", (object, name) => Object.prototype.hasOwnProperty.call(object, name));
  lend(Array.prototype, "at", at);
  lend(String.prototype, "at", at);
  lend(String.prototype, "replaceAll", function (from, to) { return from instanceof RegExp ? this.replace(from, to) : this.split(from).join(to); });
  lend(Element.prototype, "replaceChildren", function (...children) { this.textContent = ""; this.append(...children); });
})();
