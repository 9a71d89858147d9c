// Finds the header values that a scheme reads. Every occurrence of a name is passed on: whether one too many is
// an error is not decided here.

const FORM = "a Headers object, an object of names and values, or pairs of them";

const refuse = (what) => {
  throw new TypeError(`hookproof: ${what}`);
};

const one = (found, index, name, value) => {
  if (typeof value !== "string") refuse(`header ${name} must be a string or an array of strings`);
  found.push(index, value);
};

const add = (found, index, name, value) => {
  if (Array.isArray(value)) for (const each of value) one(found, index, name, each);
  else if (value !== undefined && value !== null) one(found, index, name, value);
};

/** The index among the (lower-case) names of the name in any case; -1 if it is not there. */
const find = (names, name) => {
  for (let i = 0; i < names.length; i++) {
    // Most headers of a request are of another length: nothing is made for them.
    if (names[i].length === name.length && (names[i] === name || names[i] === name.toLowerCase())) return i;
  }
  return -1;
};

/** [index, value, index, value, ...] for the names of a scheme. */
export const collect = (headers, names) => {
  if (headers === null || typeof headers !== "object") refuse(`headers must be ${FORM}`);
  const found = [];
  const iterable = typeof headers[Symbol.iterator] === "function";
  // A Headers object; a Map has `get`, too, but finds a name in one spelling only.
  if (typeof headers.get === "function" && (!iterable || typeof headers.append === "function")) {
    for (let i = 0; i < names.length; i++) add(found, i, names[i], headers.get(names[i]));
  } else if (iterable) {
    for (const pair of headers) {
      if (pair === null || typeof pair !== "object" || typeof pair[0] !== "string") {
        refuse(`headers must be ${FORM} (a flat list, like Node's rawHeaders, is none)`);
      }
      const i = find(names, pair[0]);
      if (i >= 0) add(found, i, names[i], pair[1]);
    }
  } else {
    for (const name of Object.keys(headers)) {
      const i = find(names, name);
      if (i >= 0) add(found, i, names[i], headers[name]);
    }
  }
  return found;
};
