/**
 * Where the files of a named data set may be.
 *
 * @module
 */

import { mustBeFunctions, mustBeNumber, mustBeStrings } from "../options.ts";
import { catalogue, type DatasetName } from "../catalogue.ts";
import { inside } from "./cache.ts";
import { isPackaged } from "../dataset/mod.ts";
import { DatasetError } from "../format/mod.ts";
import type { DownloadOptions, Places } from "./download.ts";

/** Where to find the files of a named data set. */
export interface PlaceOptions extends DownloadOptions {
  /** A folder that has the files, zipped or not; then no server is asked. */
  readonly data?: string | undefined;
  /** The addresses of folders on servers, to be asked before the others, and instead of the copy in the package. */
  readonly mirror?: string | readonly string[] | undefined;
  /** The folder that keeps downloads, `data` unless given. */
  readonly cache?: string | undefined;
}

/** Whether the files are those that come with the package. */
export function inPackage(
  name: DatasetName,
  { data, mirror = [] }: Pick<PlaceOptions, "data" | "mirror">,
): boolean {
  const elsewhere = data !== undefined || [mirror].flat().length > 0;
  return isPackaged(name) && !elsewhere;
}

/**
 * Refuses places that are no paths or addresses, and times that no timer has.
 *
 * @throws {TypeError|RangeError} If one is no such thing.
 */
export function mustBePlaces(
  { data, cache, mirror = [], now, onNote, onProgress, timeouts = {} }:
    PlaceOptions,
): void {
  mustBeStrings({ data, cache });
  for (const address of [mirror].flat()) {
    mustBeStrings({ mirror: address ?? null });
  }
  mustBeFunctions({ now, onNote, onProgress });
  for (const [name, ms] of Object.entries(timeouts)) {
    mustBeNumber(`timeouts.${name}`, ms, { from: 1, to: 2 ** 31 - 1 });
  }
}

/** Where a named data set's files may be. */
export function places(
  name: DatasetName,
  { data, mirror = [], cache = "data" }: PlaceOptions,
): Places {
  if (data !== undefined) return { folder: data, mirrors: [] };
  const mirrors = [[mirror].flat(), catalogue[name].mirrors].flat();
  return { folder: inside(cache, name), mirrors: mirrors.map(server) };
}

/** The address of a folder on a server, ready for names to be added. */
function server(address: string): URL {
  const url = URL.parse(address.endsWith("/") ? address : `${address}/`);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new DatasetError(
      `mirror must be an address that begins with https:// or http://: found ${address}`,
    );
  }
  if (url.username || url.password || url.search || url.hash) {
    throw new DatasetError( // it would be shown, and kept in the run's record
      `mirror must be an address without a user, a password, ? or #: found one of them for ${url.host}`,
    );
  }
  return url;
}
