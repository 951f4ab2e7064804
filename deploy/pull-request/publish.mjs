import { isOurs } from "./comment.mjs";
import { ForgeError, withRetries } from "./http.mjs";

/**
 * Posts the comment, or puts it in place of the one that is there. Looks again before each try, so that a comment whose
 * answer got lost on the way is updated and not posted twice. Gives its address, or why it could not be posted.
 */
export async function publish(forge, number, body, { name, retryMs }) {
  const hindrance = forge.whyNot();
  if (hindrance !== null) return { url: null, why: hindrance };
  try {
    return { url: await withRetries(() => put(forge, number, body, name), retryMs), why: null };
  } catch (error) {
    if (!(error instanceof ForgeError)) throw error;
    return { url: null, why: error.denied ? `${error.message}; it takes ${forge.permission}` : error.message };
  }
}

async function put(forge, number, body, name) {
  const own = (await forge.ownComments(number)).find((comment) => isOurs(comment.body, name));
  if (own === undefined) return await forge.create(number, body);
  return own.body === body ? own.url : await forge.update(number, own.id, body);
}
