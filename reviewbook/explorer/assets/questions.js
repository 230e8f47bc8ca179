// Questions to answer before looking.
import { fill, node } from "./dom.js";

function judged(exercise, chosen, words) {
  if (exercise.right === null) return ["open", words.open];
  if (chosen === exercise.right) return ["right", words.right];
  return ["wrong", fill(words.wrong, { answer: exercise.options[exercise.right] })];
}

function question(content, exercise, number, show) {
  const { words, name } = content;
  const field = node("fieldset", {}, node("legend", {}, exercise.question));
  const result = node("div", { class: "rb-result", role: "status" });
  const check = node("button", { type: "button", disabled: "" }, words.check);
  exercise.options.forEach((option, i) => {
    const input = node("input", { type: "radio", name: `${name}-${number}`, value: i });
    input.addEventListener("change", () => check.removeAttribute("disabled"));
    field.append(node("label", {}, input, option));
  });
  check.addEventListener("click", () => {
    const chosen = Number(field.querySelector("input:checked").value);
    const [verdict, said] = judged(exercise, chosen, words);
    const button = node("button", { type: "button" }, words.show);
    button.addEventListener("click", () => show(exercise.state));
    result.replaceChildren(node("p", {}, node("strong", {}, said), ` ${exercise.why}`), button);
    result.dataset.verdict = verdict;
  });
  field.append(check, result);
  return field;
}

export function questions(content, show) {
  const { words } = content;
  const section = node("section", { class: "rb-exercises", "aria-label": words.exercises });
  section.append(node("p", { class: "rb-exercises-title" }, words.exercises));
  section.append(...content.exercises.map((each, i) => question(content, each, i, show)));
  return section;
}
