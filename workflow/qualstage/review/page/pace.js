// One thing after another: what is asked for while the server writes waits for its turn.

const waiting = []; // keys that were hit meanwhile
let working = Promise.resolve();
let turns = 0;
let told = (error) => console.error(error);

/** Whom to tell when something fails. */
export function onFailure(tell) {
  told = tell;
}

/** Do something once all before it is done. What is done in turn must not wait for a turn itself. */
export function inTurn(act) {
  pending(1);
  working = working.then(act).catch((error) => told(error)).finally(() => pending(-1));
  return working;
}

/** The same of what does not wait for its turn, such as a look for news. */
export async function busyWhile(act) {
  pending(1);
  await act().finally(() => pending(-1));
}

/** While anything waits or goes on, the view says that it is about to change. */
function pending(change) {
  turns += change;
  document.getElementById("view").setAttribute("aria-busy", String(turns > 0));
}

/** A listener that does something in its turn. */
export function later(act) {
  return () => inTurn(act);
}

/**
 * Handle a key in its turn, so that it means what it would have meant if nobody had to wait.
 *
 * Keys that wait are forgotten as soon as somebody is to type: they were the beginning of that.
 */
export function keyInTurn(key, handle) {
  waiting.push(key);
  return inTurn(async () => {
    const next = waiting.shift();
    if (next) await handle(next);
  });
}

/** Forget keys that wait. */
export function forgetKeys() {
  waiting.length = 0;
}
