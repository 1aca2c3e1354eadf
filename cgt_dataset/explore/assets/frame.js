"use strict";
// A chart is as high as it is: its frame shows no second bar to scroll.
for (const frame of document.querySelectorAll("iframe.chart")) {
  frame.addEventListener("load", () => {
    const inner = frame.contentDocument;
    if (!inner) return;
    new ResizeObserver(() => {
      frame.style.height = `${Math.ceil(inner.documentElement.getBoundingClientRect().height)}px`;
    }).observe(inner.documentElement);
  });
}
