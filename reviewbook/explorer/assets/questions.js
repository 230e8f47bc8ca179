// Questions to answer before looking.
import { fill, node } from "./dom.js";

function judged(exercise, chosen, words) {
  if (exercise.right === null) return ["open", words.open];
  if (chosen === exercise.right) return ["right", words.right];
  return ["wrong", fill(words.wrong, { answer: exercise.options[exercise.right] })];
}

// A question with its options; `answered` is given what to show of the answer and where.
function question({ words, name }, exercise, number, answered) {
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
    result.replaceChildren(node("p", {}, node("strong", {}, said), ` ${exercise.why}`));
    result.dataset.verdict = verdict;
    answered(result, field);
  });
  field.append(check, result);
  return field;
}

// The question an explorer begins with: once it is answered, or skipped, `begin` is called.
export function leading(content, begin) {
  const { words } = content;
  const [exercise] = content.exercises;
  const section = node("section", { class: "rb-lead", "aria-label": words.lead });
  const skip = node("button", { type: "button", "data-action": "skip" }, words.skip);
  const field = question(content, exercise, "lead", (result, asked) => {
    section.replaceChildren(node("p", { class: "rb-asked" }, asked.firstChild.textContent), result);
    begin(exercise.state);
  });
  skip.addEventListener("click", () => {
    section.remove();
    begin(null);
  });
  field.lastChild.before(skip);
  section.append(node("p", { class: "rb-exercises-title" }, words.lead), field);
  return section;
}

export function questions(content, show) {
  const { words } = content;
  const section = node("section", { class: "rb-exercises", "aria-label": words.exercises });
  const shown = (exercise) => (result) => {
    const button = node("button", { type: "button" }, words.show);
    button.addEventListener("click", () => show(exercise.state));
    result.append(button);
  };
  const fields = content.exercises.map((each, i) => question(content, each, i, shown(each)));
  section.append(node("p", { class: "rb-exercises-title" }, words.exercises), ...fields.slice(1));
  return section;
}
