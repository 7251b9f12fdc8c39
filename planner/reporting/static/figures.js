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

  // On a narrow screen long labels take several lines, and bars leave room for what stands beside them. Bars are laid
  // out for the widths of a figure of half and of the whole section (PLOT_PX in figures/base.py).
  const NARROW = 480, LAID_OUT = [560, 1180];
  const pen = document.createElement("canvas").getContext("2d");
  const width = (text, size) => { pen.font = `${size}px sans-serif`; return Math.max(...text.split("<br>").map((line) => pen.measureText(line).width)); };

  const folded = (text, most) => {
    if (/[<&]/.test(text)) return text;
    const lines = [""];
    for (const part of text.match(/[\u2e80-\uffff]|[^\s\u2e80-\uffff]+|\s+/g) || [text]) {
      if (lines[lines.length - 1] && width(lines[lines.length - 1] + part.trimEnd(), 12) > most) lines.push("");
      if (lines[lines.length - 1] || part.trim()) lines[lines.length - 1] += part;
    }
    return lines.map((line) => line.trim()).join("<br>");
  };

  const refit = (plot, room) => {
    const [bars] = plot.data, axis = plot.layout.xaxis;
    if (plot.data.length > 1 || bars.textposition !== "outside" || axis.showticklabels !== false) return;
    const ends = [0, ...bars.x, ...(plot.layout.shapes || []).map((shape) => shape.x0)];
    const [low, high] = [Math.min(...ends), Math.max(...ends)];
    const span = high - low || 1;
    const beside = (side) => Math.max(0, ...bars.text.filter((_, k) => side * bars.x[k] >= 0 && (side > 0 || bars.x[k])).map((text) => width(text, 11.5) + 12));
    const [left, right] = [beside(-1), beside(1)];
    const unit = span / Math.max(room - left - right, 60);
    axis.range = [low - left * unit, high + right * unit];
  };

  const narrow = (box, plot) => {
    const axis = plot.layout.yaxis, room = box.clientWidth;
    box.style.removeProperty("height");
    const laid = LAID_OUT[Number(box.closest(".figure").matches(".wide"))];
    if (room >= Math.max(laid, NARROW) || !axis || !axis.ticktext || !axis.ticktext.length) return;
    const labels = () => Math.max(...axis.ticktext.map((text) => width(text, 12)));
    if (room >= NARROW) return refit(plot, room - labels() - 32);
    axis.ticktext = axis.ticktext.map((text) => folded(text, room * 0.34));
    const lines = Math.max(...axis.ticktext.map((text) => text.split("<br>").length));
    if (lines > 2) box.style.height = `${box.clientHeight + (lines - 2) * 14 * axis.ticktext.length}px`;
    const left = room - labels() - 32;
    refit(plot, left);
    // What is written beside a bar by an annotation needs its room, too.
    for (const note of plot.layout.annotations || []) {
      if (note.xanchor !== "left" || note.yref || note.xref) continue;
      note.text = folded(note.text, left * 0.6);
      const range = plot.layout.xaxis.range;
      range[1] = Math.max(range[1], note.x * left / Math.max(left - width(note.text, 12) - 16, 30));
    }
  };

  const draw = (box) => {
    const plot = structuredClone(R.data.figures[box.dataset.figure][R.lang]);
    narrow(box, plot);
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
  const SUMMARY = [500, 270], HALF = 440, WHOLE = 900;
  let onPaper = [];
  const toPaper = () => {
    const full = R.state().print === "full";
    onPaper = [...document.querySelectorAll(full ? ".plot" : ".printed .plot")];
    for (const box of onPaper) {
      if (!drawn.has(box)) draw(box);
      const figure = box.closest(".figure");
      const [width, height] = full ? [figure.matches(".wide, :only-child") ? WHOLE : HALF, parseFloat(box.style.getPropertyValue("--height"))] : SUMMARY;
      box.style.setProperty("--paper", `${width} / ${height}`);
      Plotly.relayout(box, { width, height, autosize: false });
    }
  };
  addEventListener("beforeprint", toPaper);
  addEventListener("afterprint", () => { for (const box of onPaper) Plotly.relayout(box, { width: null, height: null, autosize: true }); });

  R.listeners.push(() => drawn.forEach(draw));
})(Report);
