// Finds the header values that a scheme reads: those of its names, or all where the request itself says which count.
// Every occurrence of a name is passed on: whether one too many is an error is not decided here.

const FORM = "a Headers object, an object of names and values, or pairs of them";

const refuse = (what) => {
  throw new TypeError(`hookproof: ${what}`);
};

const one = (found, key, name, value) => {
  if (typeof value !== "string") refuse(`header ${name} must be a string or an array of strings`);
  found.push(key, value);
};

const add = (found, key, name, value) => {
  if (Array.isArray(value)) for (const each of value) one(found, key, name, each);
  else if (value !== undefined && value !== null) one(found, key, name, value);
};

/** The index among the (lower-case) names of the name in any case; -1 if it is not there. */
const find = (names, name) => {
  for (let i = 0; i < names.length; i++) {
    // Most headers of a request are of another length: nothing is made for them.
    if (names[i].length === name.length && (names[i] === name || names[i] === name.toLowerCase())) return i;
  }
  return -1;
};

const addNamed = (found, names, name, value) => {
  if (names === undefined) {
    add(found, name, name, value);
    return;
  }
  const i = find(names, name);
  if (i >= 0) add(found, i, names[i], value);
};

/** [index, value, index, value, ...] for these names; [name, value, ...] of all headers where no names are given. */
export const collect = (headers, names) => {
  if (headers === null || typeof headers !== "object") refuse(`headers must be ${FORM}`);
  const found = [];
  const iterable = typeof headers[Symbol.iterator] === "function";
  // A Headers object; a Map has `get`, too, but finds a name in one spelling only.
  if (typeof headers.get === "function" && (!iterable || typeof headers.append === "function") && names) {
    for (let i = 0; i < names.length; i++) add(found, i, names[i], headers.get(names[i]));
  } else if (iterable) {
    for (const pair of headers) {
      if (pair === null || typeof pair !== "object" || typeof pair[0] !== "string") {
        refuse(`headers must be ${FORM} (a flat list, like Node's rawHeaders, is none)`);
      }
      addNamed(found, names, pair[0], pair[1]);
    }
  } else {
    if (typeof headers.get === "function") {
      refuse("the requests of this scheme say which headers are signed: headers must be an object that lists them");
    }
    for (const name of Object.keys(headers)) addNamed(found, names, name, headers[name]);
  }
  return found;
};
