// Replaces the still picture of a figure by its live view when the reader comes near it.
(() => {
  const root = document.documentElement;
  root.classList.add("js");
  let loading;

  function vega() {
    loading ??= new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = `${root.dataset.content_root ?? ""}_static/vendor/vega.js`;
      // No page lets a text be run: Vega reads its expressions instead of making functions of them.
      script.onload = () =>
        resolve((place, spec, options) => window.vegaEmbed(place, spec, { ...options, ast: true }));
      script.onerror = () => reject(new Error("the chart scripts could not be read"));
      document.head.append(script);
    });
    return loading;
  }

  window.reviewbook = { vega };

  function nameInputs(controls) {
    for (const row of controls.querySelectorAll(".vega-bind")) {
      const name = row.querySelector(".vega-bind-name")?.textContent ?? "";
      for (const input of row.querySelectorAll("select, input:not([type=radio])")) {
        input.setAttribute("aria-label", name);
      }
      const radios = row.querySelector(".vega-bind-radio");
      radios?.setAttribute("role", "radiogroup");
      radios?.setAttribute("aria-label", name);
    }
  }

  async function enliven(stage) {
    const view = stage.querySelector(".rb-view");
    const still = view.querySelector(".rb-static");
    const spec = JSON.parse(stage.querySelector(".rb-spec").textContent);
    const live = document.createElement("div");
    live.className = "rb-live";
    live.setAttribute("role", "img");
    live.setAttribute("aria-label", still.getAttribute("aria-label"));
    const controls = stage.querySelector(".rb-controls");
    const inputs = document.createElement("div");
    inputs.className = "rb-controls";
    try {
      const embed = await vega();
      view.append(live);
      const { view: chart } = await embed(live, spec, {
        renderer: "svg",
        mode: "vega-lite",
        actions: false,
        defaultStyle: false,
        bind: inputs,
        tooltip: { theme: "reviewbook", disableDefaultStyle: true },
      });
      await chart.runAsync();
      const drawing = live.querySelector("svg");
      drawing.removeAttribute("role");
      drawing.setAttribute("aria-hidden", "true");
      drawing.setAttribute("focusable", "false");
      if (controls) {
        nameInputs(inputs);
        controls.replaceWith(inputs);
      }
      chart.addResizeListener(() => resize(view, drawing));
      stage.dataset.state = "live";
    } catch (problem) {
      live.remove();
      stage.dataset.state = "still";
      console.warn(`The figure ${stage.dataset.figure} stays as drawn: ${problem.message}`);
    }
  }

  // A filter may leave fewer rows: the room then follows the drawing.
  function resize(view, drawing) {
    requestAnimationFrame(() => {
      const [, , width, height] = drawing.getAttribute("viewBox").split(" ");
      view.style.setProperty("--width", width);
      view.style.setProperty("--height", height);
    });
  }

  document.addEventListener("DOMContentLoaded", () => {
    const near = new IntersectionObserver(
      (entries) => {
        for (const { isIntersecting, target } of entries) {
          if (!isIntersecting) continue;
          near.unobserve(target);
          enliven(target);
        }
      },
      { rootMargin: "400px 0px" },
    );
    for (const stage of document.querySelectorAll(".rb-stage")) near.observe(stage);
  });
})();
