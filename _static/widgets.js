// Makes the explorers of a page live, without a kernel: loads what they need when they come near.
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

  document.addEventListener("DOMContentLoaded", () => {
    const views = document.querySelectorAll(VIEW);
    const near = new IntersectionObserver(
      (entries) => {
        if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
        near.disconnect();
        enliven();
      },
      { rootMargin: "600px 0px" },
    );
    const asked = views.length > 0 && location.hash.startsWith("#explore-");
    if (asked) enliven();
    else for (const view of views) near.observe(view.parentElement);
  });
})();
