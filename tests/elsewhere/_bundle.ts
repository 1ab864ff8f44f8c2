/**
 * Bundles that run where there is no Deno.
 *
 * @module
 */

/** Bundles the training of XOR into one file, as a page or Node.js would load it. */
export async function bundleXor(folder: string): Promise<string> {
  const path = `${folder}/xor.js`;
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["bundle", "--quiet", "--platform=browser", "-o", path, ENTRY],
  }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  return path;
}

const ENTRY = new URL("./xor.ts", import.meta.url).pathname;
