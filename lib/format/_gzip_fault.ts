/**
 * Finds the first error of a gzip file that the platform could not decompress;
 * the platform does not report the cause. The Huffman codes are read, but the
 * contents are not decompressed.
 *
 * @module
 * @see RFC 1951 and 1952 for the formats
 */

/** The first error in a gzip file. */
export interface GzipFault {
  /** The position in the compressed file, in bytes. */
  readonly offset: number;
  /** The rule that the file breaks, and the value that was found. */
  readonly problem: string;
}

/** Thrown at the first error, to end the check. */
class Stop extends Error {
  constructor(readonly fault: GzipFault) {
    super(fault.problem);
  }
}

function damaged(offset: number, found: string): Stop {
  return new Stop({
    offset,
    problem: `must be undamaged gzip: found ${found} at byte ${offset}`,
  });
}

/**
 * Finds the first error of a file that begins like gzip and cannot be
 * decompressed.
 *
 * @param file The whole file, or the part that was read before the failure.
 * @param ended Whether `file` is the whole file.
 */
export function gzipFault(file: Uint8Array, ended = true): GzipFault {
  try {
    const bits = new Bits(file, ended);
    header(bits);
    const unpacked = blocks(bits);
    bits.align();
    bits.number(4); // the checksum is not compared: if there is no other error, it is wrong
    const said = bits.number(4);
    const end = bits.offset;
    if (said !== unpacked % 2 ** 32) {
      const found = `the length ${said} for ${unpacked} decompressed bytes`;
      throw damaged(end - 4, found);
    }
    return after(file, end) ?? {
      offset: end - 8,
      problem:
        `must have the checksum of its contents: found a different checksum at byte ${
          end - 8
        }`,
    };
  } catch (error) {
    if (error instanceof Stop) return error.fault;
    throw error;
  }
}

/** The error for bytes after the first gzip member; undefined if there are no such bytes. */
function after(file: Uint8Array, offset: number): GzipFault | undefined {
  const rest = file.subarray(offset);
  if (rest.length === 0) return undefined;
  const found = rest[0] === 0x1f && rest[1] === 0x8b
    ? `a second gzip file from byte ${offset}`
    : `more bytes from byte ${offset}`;
  return {
    offset,
    problem: `must be one gzip file with nothing after it: found ${found}`,
  };
}

/** A reader of bits, from the least significant bit of each byte. */
class Bits {
  readonly #file: Uint8Array;
  readonly #ended: boolean;
  #at = 0;
  #held = 0;
  #count = 0;

  constructor(file: Uint8Array, ended: boolean) {
    this.#file = file;
    this.#ended = ended;
  }

  /** The position of the byte that contains the next bit. */
  get offset(): number {
    return this.#at - (this.#count > 0 ? 1 : 0);
  }

  bit(): number {
    if (this.#count === 0) {
      this.#held = this.byte();
      this.#count = 8;
    }
    const bit = this.#held & 1;
    this.#held >>= 1;
    this.#count--;
    return bit;
  }

  bits(count: number): number {
    let value = 0;
    for (let b = 0; b < count; b++) value |= this.bit() << b;
    return value;
  }

  /** Skips the remaining bits of the current byte. */
  align(): void {
    this.#count = 0;
  }

  byte(): number {
    if (this.#at < this.#file.length) return this.#file[this.#at++];
    const offset = this.#file.length;
    if (!this.#ended) throw damaged(offset, "an earlier error");
    throw new Stop({
      offset,
      problem:
        `must be a complete gzip file: the file ends too early, at byte ${offset}`,
    });
  }

  /** Reads an integer of `length` bytes, the least significant byte first. */
  number(length: number): number {
    let value = 0;
    for (let b = 0, unit = 1; b < length; b++, unit *= 256) {
      value += this.byte() * unit;
    }
    return value;
  }
}

function header(bits: Bits): void {
  bits.number(2); // the magic number, which was checked before
  const method = bits.byte();
  if (method !== 8) throw damaged(2, `method ${method}, not 8 (deflate)`);
  const flags = bits.byte();
  if (flags > 0x1f) throw damaged(3, `undefined bits in the flags ${flags}`);
  bits.number(6); // time, level, system
  if (flags & 4) {
    const length = bits.number(2);
    for (let b = 0; b < length; b++) bits.byte();
  }
  for (const flag of [8, 16]) { // the file name and the comment
    if (flags & flag) { while (bits.byte() !== 0); }
  }
  if (flags & 2) bits.number(2); // the header's checksum
}

/** Reads the deflate blocks; returns the number of bytes that they decompress to. */
function blocks(bits: Bits): number {
  let unpacked = 0;
  for (let last = 0; last === 0;) {
    last = bits.bit();
    const type = bits.bits(2);
    if (type === 0) unpacked += stored(bits);
    else if (type === 1) unpacked += coded(bits, fixed(), unpacked);
    else if (type === 2) unpacked += coded(bits, dynamic(bits), unpacked);
    else throw damaged(bits.offset, "a block of an unknown type");
  }
  return unpacked;
}

function stored(bits: Bits): number {
  bits.align();
  const length = bits.number(2);
  if (bits.number(2) !== (length ^ 0xffff)) {
    throw damaged(bits.offset - 4, "a stored block with contradictory lengths");
  }
  for (let b = 0; b < length; b++) bits.byte();
  return length;
}

/** A canonical Huffman code: the number of codes of each length, and their symbols. */
interface Code {
  readonly counts: Uint16Array;
  readonly symbols: Uint16Array;
}

/** Builds a Huffman code from the code lengths of its symbols, if these lengths are valid. */
function code(lengths: readonly number[], mayLack: boolean): Code | undefined {
  const counts = new Uint16Array(16);
  for (const length of lengths) counts[length]++;
  let left = 1;
  for (let length = 1; length < 16; length++) {
    left = 2 * left - counts[length];
    if (left < 0) return undefined;
  }
  const used = lengths.length - counts[0];
  if (left > 0 && !(mayLack && used <= 1)) return undefined;
  const symbols = lengths.map((length, symbol) => ({ length, symbol }))
    .filter(({ length }) => length > 0)
    .sort((a, b) => a.length - b.length || a.symbol - b.symbol)
    .map(({ symbol }) => symbol);
  counts[0] = 0;
  return { counts, symbols: Uint16Array.from(symbols) };
}

function symbol(bits: Bits, { counts, symbols }: Code): number {
  let value = 0, first = 0, index = 0;
  for (let length = 1; length < 16; length++) {
    value |= bits.bit();
    const count = counts[length];
    if (value - count < first) return symbols[index + value - first];
    index += count;
    first = 2 * (first + count);
    value *= 2;
  }
  throw damaged(bits.offset, "an undefined code");
}

/** The two Huffman codes of a block: one for literals and lengths, and one for distances. */
type Codes = readonly [Code, Code];

function fixed(): Codes {
  const lengths = Array.from(
    { length: 288 },
    (_, s) => s < 144 ? 8 : s < 256 ? 9 : s < 280 ? 7 : 8,
  );
  return [code(lengths, false)!, code(Array(32).fill(5), false)!];
}

/** The order in which a block stores its 19 code lengths (RFC 1951, 3.2.7). */
const order = [
  ...[16, 17, 18, 0, 8, 7, 9, 6, 10, 5],
  ...[11, 4, 12, 3, 13, 2, 14, 1, 15],
];

function dynamic(bits: Bits): Codes {
  const start = bits.offset;
  const wrong = () => damaged(start, "an invalid table of Huffman codes");
  const literals = bits.bits(5) + 257, distances = bits.bits(5) + 1;
  const outer = Array<number>(19).fill(0);
  const given = bits.bits(4) + 4;
  for (const place of order.slice(0, given)) outer[place] = bits.bits(3);
  const ofLengths = code(outer, true);
  if (ofLengths === undefined || literals > 286) throw wrong();
  const lengths: number[] = [];
  while (lengths.length < literals + distances) {
    const meaning = symbol(bits, ofLengths);
    if (meaning < 16) lengths.push(meaning);
    else {
      if (meaning === 16 && lengths.length === 0) throw wrong();
      const again = meaning === 16 ? lengths[lengths.length - 1] : 0;
      const times = meaning === 16
        ? 3 + bits.bits(2)
        : meaning === 17
        ? 3 + bits.bits(3)
        : 11 + bits.bits(7);
      for (let n = 0; n < times; n++) lengths.push(again);
    }
  }
  const first = code(lengths.slice(0, literals), true);
  const second = code(lengths.slice(literals), true);
  const fits = lengths.length === literals + distances && lengths[256] > 0;
  if (!fits || first === undefined || second === undefined) throw wrong();
  return [first, second];
}

/** Returns the decompressed length of a block; `before` is the length of all earlier blocks. */
function coded(bits: Bits, [literal, distance]: Codes, before: number): number {
  for (let made = 0;;) {
    const meaning = symbol(bits, literal);
    if (meaning === 256) return made;
    if (meaning < 256) {
      made++;
      continue;
    }
    const length = copyLength(bits, meaning - 257);
    const back = symbol(bits, distance);
    if (length === undefined || back > 29) {
      throw damaged(bits.offset, "an undefined code");
    }
    const steps = back < 4
      ? back + 1
      : 1 + ((2 + back % 2) << (back >> 1) - 1) + bits.bits((back >> 1) - 1);
    if (steps > before + made) {
      throw damaged(
        bits.offset,
        "a reference to bytes before the start of the data",
      );
    }
    made += length;
  }
}

/** The number of bytes to copy. The codes 8 to 27 are followed by one to five more bits. */
function copyLength(bits: Bits, code: number): number | undefined {
  if (code < 8) return 3 + code;
  if (code === 28) return 258;
  if (code > 28) return undefined;
  const extra = (code >> 2) - 1;
  return 3 + ((4 + code % 4) << extra) + bits.bits(extra);
}
