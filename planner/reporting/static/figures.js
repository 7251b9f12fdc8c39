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

  const planned = (box) => parseFloat(box.style.getPropertyValue("--height"));
  const isWide = (box) => box.closest(".figure").matches(".wide");

  // `paper`: width and height of the sheet's place for it, the height as a start only where it `grows`.
  const draw = (box, paper = null) => {
    const plot = JSON.parse(JSON.stringify(R.data.figures[box.dataset.figure][R.lang]));
    const { width, height, grows } = paper || { width: box.clientWidth, height: planned(box), grows: true };
    const needed = R.fit(plot, width, height, isWide(box), grows);
    if (paper) {
      Object.assign(plot.layout, { width, height: needed, autosize: false });
      box.style.setProperty("--paper", `${width} / ${needed}`);
    } else if (needed > height) box.style.height = `${needed}px`;
    else box.style.removeProperty("height");
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

  // Paper has a width of its own: charts are laid out for it, then scaled as drawings. The summary holds a few of them,
  // all of one shape; the whole report holds all, each as high as it needs to be.
  const SUMMARY = { width: 500, height: 270, grows: false }, HALF = 440, WHOLE = 900;
  let onPaper = [];
  const toPaper = () => {
    const full = R.state().print === "full";
    onPaper = [...document.querySelectorAll(full ? ".plot" : ".printed .plot")];
    for (const box of onPaper) {
      const width = isWide(box) || box.closest(".column:only-child") ? WHOLE : HALF;
      draw(box, full ? { width, height: planned(box), grows: true } : SUMMARY);
    }
  };
  addEventListener("beforeprint", toPaper);
  addEventListener("afterprint", () => onPaper.forEach((box) => draw(box)));

  R.listeners.push(() => drawn.forEach((box) => draw(box)));
})(Report);
