// What an address names after its #; null where it cannot be read.
globalThis.decoded = (hash) => {
  try {
    return decodeURIComponent(hash.slice(1));
  } catch {
    return null;
  }
};
