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
      drawing.setAttribute("focusable", "false");
      present(live, drawing);
      if (controls) {
        nameInputs(inputs);
        controls.replaceWith(inputs);
      }
      chart.addResizeListener(() => resize(view, drawing));
      stage.dataset.state = "live";
      stage.dispatchEvent(new CustomEvent("rb-live", { bubbles: true, detail: chart }));
    } catch (problem) {
      live.remove();
      stage.dataset.state = "still";
      console.warn(`The figure ${stage.dataset.figure} stays as drawn: ${problem.message}`);
    }
  }

  // A live view is one image to those who do not see it. If its rows lead somewhere it is a group of
  // links, of which nothing else is read; Vega follows them by click alone.
  function present(live, drawing) {
    const to = (text) => text.__data__?.href;
    const furnish = () => {
      for (const text of drawing.querySelectorAll("text")) {
        if (to(text)) setAll(text, { role: "link", tabindex: 0 });
        else if (text.hasAttribute("role")) setAll(text, { role: null, tabindex: null });
      }
      hideButLinks(drawing);
    };
    furnish();
    if (!drawing.querySelector("[role=link]")) {
      live.setAttribute("role", "img");
      drawing.setAttribute("aria-hidden", "true");
      return;
    }
    live.setAttribute("role", "group");
    drawing.addEventListener("keydown", ({ key, target }) => {
      if (key === "Enter" && to(target)) location.assign(to(target));
    });
    const changes = { childList: true, subtree: true, characterData: true };
    new MutationObserver(furnish).observe(drawing, changes);
  }

  function setAll(element, attributes) {
    for (const [name, value] of Object.entries(attributes)) {
      if (value === null) element.removeAttribute(name);
      else element.setAttribute(name, value);
    }
  }

  function hideButLinks(element) {
    for (const child of element.children) {
      if (child.getAttribute("role") === "link") continue;
      const holds = child.querySelector("[role=link]");
      setAll(child, { "aria-hidden": holds ? null : "true" });
      if (holds) hideButLinks(child);
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

  // A figure as a picture in pixels: its finding, its drawing as it stands in the page, its source.
  async function picture(figure, source) {
    const drawing = figure.querySelector(".rb-static").cloneNode(true);
    const [, , width, height] = drawing.getAttribute("viewBox").split(" ").map(Number);
    drawing.setAttribute("width", width);
    drawing.setAttribute("height", height);
    const image = new Image();
    const text = new XMLSerializer().serializeToString(drawing);
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
    await image.decode();
    const margin = 16;
    const canvas = document.createElement("canvas");
    const pen = canvas.getContext("2d");
    const sharpness = 2;
    const wide = Math.max(width, 420) + 2 * margin;
    const family = getComputedStyle(figure.querySelector("figcaption")).fontFamily;
    const fonts = { finding: `bold 16px ${family}`, source: `11px ${family}` };
    const finding = figure.querySelector(".rb-finding")?.textContent ?? "";
    const above = wrapped(pen, finding, fonts.finding, wide - 2 * margin);
    const below = wrapped(pen, source, fonts.source, wide - 2 * margin);
    const top = 1.5 * margin + 22 * above.length;
    canvas.width = wide * sharpness;
    canvas.height = (top + height + margin + 16 * below.length) * sharpness;
    pen.scale(sharpness, sharpness);
    pen.fillStyle = "#ffffff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(image, margin, top, width, height);
    pen.fillStyle = "#1d2430";
    pen.font = fonts.finding;
    above.forEach((line, at) => pen.fillText(line, margin, margin + 16 + 22 * at));
    pen.fillStyle = "#5a6372";
    pen.font = fonts.source;
    below.forEach((line, at) => pen.fillText(line, margin, top + height + margin + 16 * at));
    return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
  }

  function wrapped(pen, text, font, room) {
    pen.font = font;
    const lines = [];
    for (const word of text.split(" ").filter(Boolean)) {
      const longer = lines.length ? `${lines.at(-1)} ${word}` : word;
      if (lines.length && pen.measureText(longer).width <= room) lines[lines.length - 1] = longer;
      else lines.push(word);
    }
    return lines;
  }

  async function give(button) {
    const figure = button.closest("figure");
    const link = document.createElement("a");
    link.href = URL.createObjectURL(await picture(figure, button.dataset.source));
    link.download = `${figure.id}.png`;
    link.click();
    URL.revokeObjectURL(link.href);
  }

  // A narrow page shows a drawing of its own, which stays as it is.
  function isNarrow(stage) {
    return stage.querySelector(".rb-narrow")?.checkVisibility() ?? false;
  }

  document.addEventListener("DOMContentLoaded", () => {
    for (const button of document.querySelectorAll(".rb-png")) {
      button.addEventListener("click", () => give(button));
    }
    const near = new IntersectionObserver(
      (entries) => {
        for (const { isIntersecting, target } of entries) {
          if (!isIntersecting) continue;
          if (isNarrow(target)) {
            target.dataset.state = "still";
            continue;
          }
          near.unobserve(target);
          enliven(target);
        }
      },
      { rootMargin: "400px 0px" },
    );
    const stages = document.querySelectorAll(".rb-stage");
    for (const stage of stages) near.observe(stage);
    // A page that was turned is looked at anew.
    matchMedia("(max-width: 600px)").addEventListener("change", () => {
      for (const stage of stages) {
        if (stage.dataset.state === "live") continue;
        near.unobserve(stage);
        near.observe(stage);
      }
    });
  });
})();
