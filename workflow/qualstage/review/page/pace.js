// One thing after another: what is asked for while the server writes waits for its turn.

const waiting = []; // keys that were hit meanwhile
let working = Promise.resolve();
let told = (error) => console.error(error);

/** Whom to tell when something fails. */
export function onFailure(tell) {
  told = tell;
}

/** Do something once all before it is done. What is done in turn must not wait for a turn itself. */
export function inTurn(act) {
  working = working.then(act).catch((error) => told(error));
  return working;
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
