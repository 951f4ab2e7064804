/** Which values look like secrets, by the name they stand under and by their own form. Used to mask, never to decide. */

const SECRET_NAME =
  /pass(word|wd|phrase)|secret|token|api[_-]?key|credential|private[_-]?key|access[_-]?key|auth[_-]?key|^pwd$|_pwd$/i;

const SECRET_FORMS: readonly RegExp[] = [
  // AWS access key ids (IAM user guide, "IAM identifiers").
  /\b(AKIA|ASIA)[A-Z0-9]{16}\b/,
  // PEM, whatever it holds.
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  // A JSON web token: base64url of `{"…`, twice, and a signature.
  /\beyJ[\w-]+\.eyJ[\w-]+\.[\w-]*/,
  // A URL with a password in it.
  /:\/\/[^\s/:@]*:[^\s/@]+@/,
  // Tokens that say what they are: GitHub, Slack, Stripe.
  /\b(gh[pousr]_[A-Za-z0-9]{20,}|xox[abprs]-[\w-]{10,}|sk_(live|test)_[A-Za-z0-9]{10,})/,
];

/** One search is faster than one for each form. */
const SECRET_FORM = new RegExp(SECRET_FORMS.map(({ source }) => `(?:${source})`).join("|"));

export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name);
}

/** Looks at every text inside a value. */
export function isSecretValue(value: unknown): boolean {
  if (typeof value === "string") return SECRET_FORM.test(value);
  if (typeof value !== "object" || value === null) return false;
  return Object.values(value).some(isSecretValue);
}
