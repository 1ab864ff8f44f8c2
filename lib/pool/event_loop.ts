/**
 * A return to the event loop during long work.
 *
 * @module
 */

/**
 * Waits until pending timers, signals, messages and terminal input have been
 * handled. The wait takes about 20 microseconds, while a timer would take 2
 * milliseconds.
 */
export function yieldToEventLoop(): Promise<void> {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.onmessage = () => {
      port1.close();
      port2.close(); // otherwise it stays open until it is garbage-collected
      resolve();
    };
    port2.postMessage(0);
  });
}
