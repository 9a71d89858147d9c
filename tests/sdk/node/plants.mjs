// Defects, planted one at a time in a scheme's line: each has to be noticed by every SDK that is asked, or its check
// would pass whatever the table says.

const SIGNATURE = /\{(hex|base64|base64url|token|token:base64)\}/;

const swapped = { hex: "base64", base64: "hex", base64url: "hex", token: "token:base64", "token:base64": "token" };
/** Not in a header: signing does not make such a field, so that nobody could notice its change. */
const elsewhere = (field) => /^(json|form|query):/.test(field);
const hashes = { sha1: "sha256", sha256: "sha512", sha384: "sha512", sha512: "sha256" };

/** The line with its field of the signature, or of the time, rewritten. */
const rewrite = (line, placeholder, change) => {
  const parts = line.split(" | ");
  const place = parts.findIndex((part, index) => index > 0 && part.includes(": ") && placeholder.test(part));
  if (place < 0) return undefined;
  parts[place] = change(parts[place]);
  return parts.join(" | ");
};

const defects = {
  "another header": (line) =>
    rewrite(line, SIGNATURE, (field) => (elsewhere(field) ? field : field.replace(/^[^:]+/, "x-planted"))),
  "another encoding": (line) =>
    rewrite(line, SIGNATURE, (field) => field.replace(SIGNATURE, (_, form) => `{${swapped[form]}}`)),
  "another unit of time": (line) =>
    rewrite(line, /\{timestamp/, (field) =>
      elsewhere(field)
        ? field
        : field.replace(/\{timestamp(:[^}]+)?\}/, (_, unit) => (unit ? "{timestamp}" : "{timestamp:ms}")),
    ),
  "another hash": (line) =>
    line.startsWith("token")
      ? undefined
      : line.replace(/^((?:hmac-)?)(sha\d+)/, (_, kind, hash) => kind + hashes[hash]),
  "one byte more in the message": (line) => (line.startsWith("token") ? undefined : `${line}~`),
};

/**
 * The defects that this line can have, each with the line that has it. An SDK that signs no time, and does not look at
 * its clock or only backwards, cannot notice the unit of a time.
 */
export const plants = (line, { clock }) =>
  Object.entries(defects)
    .filter(([defect]) => !(clock && defect === "another unit of time"))
    .map(([defect, plant]) => ({ defect, planted: plant(line) }))
    .filter(({ planted }) => planted !== undefined && planted !== line);
