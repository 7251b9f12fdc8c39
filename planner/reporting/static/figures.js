"use strict";
// Charts are drawn when they come near the screen, and again when the language changes.
(function (R) {
  const config = { displayModeBar: false, responsive: true, doubleClick: false };
  const drawn = new Set();

  // With a view box the same drawing fits the paper, whatever the screen was.
  R.fitPaper = (box) => {
    for (const svg of box.querySelectorAll(".main-svg")) {
      const [width, height] = [svg.getAttribute("width"), svg.getAttribute("height")];
      if (width && height) svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    }
  };

  const draw = (box) => {
    const plot = structuredClone(R.data.figures[box.dataset.figure][R.lang]);
    Plotly.react(box, plot.data, plot.layout, config).then(() => R.fitPaper(box));
    if (!drawn.has(box)) box.on("plotly_afterplot", () => R.fitPaper(box));
    drawn.add(box);
  };

  R.watchFigures = () => {
    const boxes = [...document.querySelectorAll(".plot")];
    const watcher = new IntersectionObserver((entries) => {
      for (const entry of entries) if (entry.isIntersecting && !drawn.has(entry.target)) draw(entry.target);
    }, { rootMargin: "400px" });
    boxes.forEach((box) => watcher.observe(box));
    const printed = boxes.filter((box) => box.closest(".printed"));
    const idle = window.requestIdleCallback || ((work) => setTimeout(work, 200));
    const next = () => {
      const box = printed.shift();
      if (!box) return document.documentElement.setAttribute("data-ready", "");
      if (!drawn.has(box)) draw(box);
      idle(next);
    };
    idle(next);
  };

  // Paper has a width of its own: charts are laid out for it, then scaled as drawings.
  const paper = (width, height) => {
    for (const box of drawn) if (box.closest(".printed")) Plotly.relayout(box, { width, height, autosize: !width });
  };
  addEventListener("beforeprint", () => paper(500, 270));
  addEventListener("afterprint", () => paper(null, null));

  R.listeners.push(() => drawn.forEach(draw));
})(Report);
