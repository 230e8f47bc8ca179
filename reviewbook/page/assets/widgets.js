// Brings the widgets of a page to life, without a kernel. Anywidgets need nothing but their own
// script; any other widget needs the library that draws it, which is loaded after the page itself.
(() => {
  const VIEW = 'script[type="application/vnd.jupyter.widget-view+json"]';
  const root = document.documentElement;
  window.reviewbook.widgets = {};

  // What the script of an anywidget may ask of its model.
  function model(state) {
    const told = new EventTarget();
    const heard = new Map();
    const names = (text) => text.split(" ");
    return {
      get: (name) => state[name],
      set(name, value) {
        if (JSON.stringify(state[name]) === JSON.stringify(value)) return;
        state[name] = value;
        for (const event of [`change:${name}`, "change"]) told.dispatchEvent(new Event(event));
      },
      save_changes() {},
      send() {},
      on(events, listener) {
        heard.set(listener, heard.get(listener) ?? (() => listener()));
        for (const event of names(events)) told.addEventListener(event, heard.get(listener));
      },
      off(events, listener) {
        for (const event of names(events)) told.removeEventListener(event, heard.get(listener));
      },
    };
  }

  async function show({ script, state }, places) {
    const exported = await window.reviewbook.widgets[script];
    if (!exported) throw new Error(`the script ${script} could not be read`);
    const widget = typeof exported === "function" ? await exported() : exported;
    const shared = model(state);
    await widget.initialize?.({ model: shared });
    for (const el of places) await widget.render?.({ model: shared, el });
  }

  function carried() {
    const all = JSON.parse(document.querySelector("script.rb-widgets").textContent);
    const places = [...document.querySelectorAll(".rb-widget")];
    return Promise.all(all.map((each, i) => show(each, places.filter(({ dataset }) => Number(dataset.widget) === i))));
  }

  function load(name) {
    const vendor = `${root.dataset.content_root ?? ""}_static/vendor/`;
    return new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = vendor + name;
      script.onload = resolve;
      script.onerror = () => reject(new Error(`${name} could not be read`));
      document.head.append(script);
    });
  }

  async function managed() {
    await load("require.js");
    window.requirejs.config({ paths: { anywidget: `${root.dataset.content_root ?? ""}_static/vendor/anywidget` } });
    await load("html-manager.js");
    const name = "@jupyter-widgets/html-manager/dist/libembed-amd";
    const manager = await new Promise((resolve, reject) => {
      window.requirejs([name], resolve, reject);
    });
    manager.renderWidgets(root);
  }

  async function enliven(way) {
    try {
      await way();
      root.dataset.widgets = "live";
    } catch (problem) {
      root.dataset.widgets = "still";
      console.warn(`The explorers of this page stay still: ${problem.message}`);
    }
  }

  // At once and not when a reader comes near: what takes the place of a still figure must not move
  // the words beside it.
  document.addEventListener("DOMContentLoaded", () => {
    if (document.querySelector(".rb-widget")) enliven(carried);
    else if (document.querySelector(VIEW)) enliven(managed);
  });
})();
