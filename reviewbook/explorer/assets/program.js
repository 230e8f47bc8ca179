// What is pooled in a state as a program in Python or R, to be copied or saved.
import { fill, node, save } from "./dom.js";
import { bit, isPooled } from "./outcome.js";

export const ENDINGS = { python: "py", R: "R" };

export function program(content, outcome, seen, said, language) {
  if (outcome.listed || !isPooled(said)) return "";
  const counted = outcome.members.filter(({ member }) => seen.counted & bit(member));
  const rows = counted.map(({ given }) => given).join("\n");
  const { title, informed } = outcome;
  const facts = { head: content.heads[outcome.kind], rows, title, informed: informed.toFixed(2) };
  const { sentence } = said;
  return fill(content.programs[language][outcome.kind], { ...facts, sentence, places: outcome.packed.places.estimate });
}

export class Program {
  constructor(content) {
    const { words } = content;
    this.words = words;
    this.said = node("p", { class: "rb-program-said", role: "status" });
    this.text = node("pre", { tabindex: 0, role: "group", "aria-label": words.program });
    const copy = node("button", { type: "button" }, words.copy);
    const keep = node("button", { type: "button" }, words.keep);
    copy.addEventListener("click", () => this.copy());
    keep.addEventListener("click", () => {
      const name = `${content.name}.${ENDINGS[this.language]}`;
      save(name, new Blob([this.text.textContent], { type: "text/plain" }));
      this.said.textContent = fill(words["program saved"], { name });
    });
    this.el = node("div", { class: "rb-program", hidden: "" }, this.text, copy, keep, this.said);
  }

  // Without a clipboard, as on a page that came without encryption, the text is left selected.
  async copy() {
    try {
      await navigator.clipboard.writeText(this.text.textContent);
      this.said.textContent = this.words["program copied"];
    } catch {
      getSelection().selectAllChildren(this.text);
      this.said.textContent = this.words["program selected"];
    }
  }

  open(language) {
    this.el.hidden = !this.el.hidden && this.language === language;
    this.language = language;
  }

  show(text) {
    this.said.textContent = "";
    this.text.textContent = text;
    if (!text) this.el.hidden = true;
  }
}
