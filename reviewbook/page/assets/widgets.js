// Makes the explorers of a page live, without a kernel: loads what they need after the page itself.
(() => {
  const VIEW = 'script[type="application/vnd.jupyter.widget-view+json"]';

  function load(name) {
    const vendor = `${document.documentElement.dataset.content_root ?? ""}_static/vendor/`;
    return new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = vendor + name;
      script.onload = resolve;
      script.onerror = () => reject(new Error(`${name} could not be read`));
      document.head.append(script);
    });
  }

  async function enliven() {
    const vendor = `${document.documentElement.dataset.content_root ?? ""}_static/vendor/`;
    try {
      await load("require.js");
      window.requirejs.config({ paths: { anywidget: `${vendor}anywidget` } });
      await load("html-manager.js");
      window.requirejs(["@jupyter-widgets/html-manager/dist/libembed-amd"], (manager) => {
        manager.renderWidgets(document.documentElement);
        document.documentElement.dataset.widgets = "live";
      });
    } catch (problem) {
      document.documentElement.dataset.widgets = "still";
      console.warn(`The explorers of this page stay still: ${problem.message}`);
    }
  }

  // At once and not when a reader comes near: what takes the place of a still figure must not move
  // the words beside it.
  document.addEventListener("DOMContentLoaded", () => {
    if (document.querySelector(VIEW)) enliven();
  });
})();
