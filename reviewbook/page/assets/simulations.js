// Asks for a prediction first, then says in words the state that the settings of the chart make.
(() => {
  function ask(place, told) {
    const check = place.querySelector(".rb-check");
    const verdict = place.querySelector(".rb-verdict");
    const show = (said) => {
      place.dataset.answered = "";
      verdict.textContent = said;
      verdict.focus({ preventScroll: true });
    };
    for (const input of place.querySelectorAll(".rb-predict input")) {
      input.addEventListener("change", () => {
        check.disabled = false;
      });
    }
    check.addEventListener("click", () => {
      const chosen = Number(place.querySelector(".rb-predict input:checked").value);
      show(chosen === told.right ? told.verdicts.right : told.verdicts.wrong);
    });
    place.querySelector(".rb-skip").addEventListener("click", () => show(""));
  }

  function follow(place, told) {
    const says = place.querySelector(".rb-says");
    place.addEventListener("rb-live", ({ detail: chart }) => {
      const say = () => {
        const at = told.settings.reduce(
          (sum, { name, low, step, count }) =>
            sum * count + Math.round((chart.signal(name) - low) / step),
          0,
        );
        says.textContent = told.sentences[at];
        place.querySelector(".rb-live").setAttribute("aria-label", told.sentences[at]);
      };
      for (const { name } of told.settings) chart.addSignalListener(name, say);
    });
  }

  document.addEventListener("DOMContentLoaded", () => {
    for (const place of document.querySelectorAll(".rb-simulation")) {
      const told = JSON.parse(place.querySelector(".rb-states").textContent);
      ask(place, told);
      follow(place, told);
    }
  });
})();
