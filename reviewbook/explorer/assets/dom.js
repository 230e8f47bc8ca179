// Small helpers: elements, texts, files.
const NS = "http://www.w3.org/2000/svg";

export function set(element, attributes) {
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}

export function node(name, attributes = {}, ...children) {
  const made = set(document.createElement(name), attributes);
  made.append(...children);
  return made;
}

export function shape(name, attributes = {}, text = undefined) {
  const made = set(document.createElementNS(NS, name), attributes);
  if (text !== undefined) made.textContent = text;
  return made;
}

export function fill(template, facts) {
  return template.replace(/\{(\w+)\}/g, (_, name) => facts[name] ?? "");
}

export function same(a, b) {
  return JSON.stringify(a) === JSON.stringify(b);
}

export function wrap(text, letters) {
  const lines = [""];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last && `${last} ${word}`.length > letters) lines.push(word);
    else lines[lines.length - 1] = last ? `${last} ${word}` : word;
  }
  return lines;
}

export function save(name, blob) {
  const link = node("a", { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

const NUMBER = /^-?\d+(\.\d+)?$/;

export function csv(rows) {
  const safe = (text) => (/^[=+\-@\t\r\n]./.test(text) && !NUMBER.test(text) ? `'${text}` : text);
  const quoted = (text) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return rows.map((row) => row.map((text) => quoted(safe(String(text ?? "")))).join(",")).join("\r\n");
}
