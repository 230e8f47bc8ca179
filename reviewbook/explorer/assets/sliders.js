// The sliders of ipywidgets have no accessible names of their own.
function nameAll(root) {
  for (const slider of root.querySelectorAll(".widget-slider")) {
    const label = slider.querySelector(".widget-label")?.textContent ?? "";
    slider.querySelectorAll(".noUi-handle").forEach((handle, i) => {
      const end = i ? slider.dataset.to ?? "to" : slider.dataset.from ?? "from";
      handle.setAttribute("aria-label", `${label}, ${end}`);
    });
    const readout = slider.querySelector(".widget-readout");
    readout?.setAttribute("role", "textbox");
    readout?.setAttribute("aria-label", label);
  }
}

export function nameSliders(el, signal) {
  const watch = new MutationObserver(() => nameAll(el.closest(".rb-explorer")));
  const begin = () => {
    if (signal.aborted) return;
    const root = el.closest(".rb-explorer");
    if (!root) {
      requestAnimationFrame(begin);
      return;
    }
    nameAll(root);
    watch.observe(root, { childList: true, subtree: true });
    setTimeout(() => watch.disconnect(), 3000);
  };
  begin();
  signal.addEventListener("abort", () => watch.disconnect());
}
