/**
 * A function that lets the event loop run during a long computation.
 *
 * @module
 */

/**
 * Waits until pending timers, signals, messages and terminal input have been
 * handled. The wait takes about 20 microseconds. Waiting for a timer instead
 * would take about 2 milliseconds.
 */
export function yieldToEventLoop(): Promise<void> {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.onmessage = () => {
      port1.close();
      port2.close(); // an unclosed port stays open until it is garbage-collected
      resolve();
    };
    port2.postMessage(0);
  });
}
