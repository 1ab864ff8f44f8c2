/**
 * The folders and servers where the files of a named data set may be.
 *
 * @module
 */

import { mustBeFunctions, mustBeNumber, mustBeStrings } from "../options.ts";
import { catalogue, type DatasetName } from "../catalogue.ts";
import { inside } from "./cache.ts";
import { isPackaged } from "../dataset/mod.ts";
import { DatasetError } from "../format/mod.ts";
import type { DownloadOptions, Places } from "./download.ts";

/** Options that say where the files of a named data set are. */
export interface PlaceOptions extends DownloadOptions {
  /**
   * A folder that must have the files, gzipped or not. With the option `data`,
   * nothing is downloaded.
   */
  readonly data?: string | undefined;
  /**
   * The URLs of folders on servers, which are tried before other servers. With
   * the option `mirror`, the data set files in the package are not used.
   */
  readonly mirror?: string | readonly string[] | undefined;
  /**
   * The folder for downloads; default: a folder with the name `data` in the
   * current folder.
   */
  readonly cache?: string | undefined;
}

/** Whether the files of a data set are read from the package. */
export function inPackage(
  name: DatasetName,
  { data, mirror = [] }: Pick<PlaceOptions, "data" | "mirror">,
): boolean {
  const elsewhere = data !== undefined || [mirror].flat().length > 0;
  return isPackaged(name) && !elsewhere;
}

/**
 * Checks that folders and mirrors are strings, and that time limits are valid.
 *
 * @throws {TypeError|RangeError} If a folder or mirror is not a string, or a
 * time limit is not a number in the allowed range.
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

/** The folder and the mirrors that may have the files of a named data set. */
export function places(
  name: DatasetName,
  { data, mirror = [], cache = "data" }: PlaceOptions,
): Places {
  if (data !== undefined) return { folder: data, mirrors: [] };
  const mirrors = [[mirror].flat(), catalogue[name].mirrors].flat();
  return { folder: inside(cache, name), mirrors: mirrors.map(server) };
}

/** The URL of a folder on a server, with a final slash. */
function server(address: string): URL {
  const url = URL.parse(address.endsWith("/") ? address : `${address}/`);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new DatasetError(
      `mirror must be a URL that begins with https:// or http://: found ${address}`,
    );
  }
  if (url.username || url.password || url.search || url.hash) {
    throw new DatasetError( // these URLs are refused, since messages and the run's record contain the URL
      `mirror must be a URL without user, password, ? or #: found one of them in the URL of the host ${url.host}`,
    );
  }
  return url;
}
