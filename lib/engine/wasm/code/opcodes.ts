/**
 * Functions that make WebAssembly instructions. A function that makes an
 * instruction takes the code of the operands of the instruction. A function
 * that makes an instruction returns the code of the operands and of the
 * instruction. Because each of these functions returns code, the code of a
 * kernel function can be written as one expression.
 *
 * @see https://webassembly.github.io/spec/core/binary/instructions.html
 *
 * @module
 */

/** WebAssembly code: bytes in nested arrays. The code of an operand is an inner array. */
export type Code = readonly (number | Code)[];

/** Encodes an unsigned integer in the variable-length format LEB128. */
export function u(n: number): number[] {
  return n < 128 ? [n] : [n % 128 + 128, ...u(Math.floor(n / 128))];
}

/** Encodes a signed integer in the variable-length format LEB128. */
function s(n: number): number[] {
  return n >= -64 && n < 64 ? [n & 127] : [n & 127 | 128, ...s(n >> 7)];
}

const floats = (
  ...x: number[]
) => [...new Uint8Array(Float32Array.from(x).buffer)];
const doubles = (x: number) => [...new Uint8Array(Float64Array.of(x).buffer)];

type One = (a: Code) => Code;
type Two = (a: Code, b: Code) => Code;
type Load = (address: Code, offset?: number) => Code;
type Store = (address: Code, value: Code, offset?: number) => Code;

const one = (...op: number[]): One => (a) => [a, op];
const two = (...op: number[]): Two => (a, b) => [a, b, op];
const load =
  (align: number, ...op: number[]): Load => (address, offset = 0) => [
    address,
    op,
    align,
    u(offset),
  ];
const store =
  (align: number, ...op: number[]): Store => (address, value, offset = 0) => [
    address,
    value,
    op,
    align,
    u(offset),
  ];
const simd = (n: number): number[] => [0xfd, ...u(n)];

/**
 * Instructions for 32-bit integers. Addresses are also 32-bit integers.
 * Comparisons and divisions use the operands as unsigned integers.
 */
export const i32 = {
  const: (n: number): Code => [0x41, s(n | 0)],
  load: load(2, 0x28),
  load8: load(0, 0x2d),
  load16: load(1, 0x2f),
  store: store(2, 0x36),
  store8: store(0, 0x3a),
  eqz: one(0x45),
  eq: two(0x46),
  ne: two(0x47),
  lt: two(0x49),
  gt: two(0x4b),
  le: two(0x4d),
  ge: two(0x4f),
  add: two(0x6a),
  sub: two(0x6b),
  mul: two(0x6c),
  div: two(0x6e),
  rest: two(0x70),
  and: two(0x71),
  or: two(0x72),
  xor: two(0x73),
  shiftLeft: two(0x74),
  /** A shift to the right that sets the highest bits to 0. */
  shiftRight: two(0x76),
  /** The index of the lowest bit that is 1, or 32 if all bits are 0. */
  trailingZeros: one(0x68),
  fromF64: one(0xab),
  fromF32x4: (a: Code, lane: number): Code => [a, simd(27), lane],
  atomicLoad: load(2, 0xfe, 0x10),
  atomicStore: store(2, 0xfe, 0x17),
  atomicAdd: store(2, 0xfe, 0x1e),
};

/** Instructions for 32-bit floating-point numbers. */
export const f32 = {
  const: (x: number): Code => [0x43, floats(x)],
  load: load(2, 0x2a),
  store: store(2, 0x38),
  eq: two(0x5b),
  ne: two(0x5c),
  gt: two(0x5e),
  add: two(0x92),
  mul: two(0x94),
  div: two(0x95),
  fromF64: one(0xb6),
  lane: (a: Code, lane: number): Code => [a, simd(31), lane],
};

/** Instructions for 64-bit floating-point numbers. */
export const f64 = {
  const: (x: number): Code => [0x44, doubles(x)],
  load: load(3, 0x2b),
  store: store(3, 0x39),
  lt: two(0x63),
  abs: one(0x99),
  sqrt: one(0x9f),
  add: two(0xa0),
  sub: two(0xa1),
  mul: two(0xa2),
  div: two(0xa3),
  min: two(0xa4),
  fromF32: one(0xbb),
  fromI32: one(0xb8),
};

/**
 * Instructions for vectors of four 32-bit numbers. An instruction with `whole`,
 * `shift` or `Unsigned` in the name uses integers, and an instruction with
 * `Bits` in the name uses single bits. All other arithmetic instructions and
 * comparisons use floating-point numbers.
 */
export const v128 = {
  const: (...x: number[]): Code => [
    simd(12),
    floats(...(x.length === 1 ? [x[0], x[0], x[0], x[0]] : x)),
  ],
  wholes: (...x: number[]): Code => [
    simd(12),
    [
      ...new Uint8Array(
        Int32Array.from(x.length === 1 ? [x[0], x[0], x[0], x[0]] : x).buffer,
      ),
    ],
  ],
  load: load(2, ...simd(0)),
  loadSplat: load(2, ...simd(9)),
  store: store(2, ...simd(11)),
  splat: one(...simd(19)),
  /**
   * Makes a vector from four lanes of `a` and `b`. A lane is one of the four
   * numbers of a vector. The numbers 0 to 3 in `lanes` select lanes of `a`, and
   * the numbers 4 to 7 select lanes of `b`.
   */
  shuffle: (a: Code, b: Code, ...lanes: number[]): Code => [
    a,
    b,
    simd(13),
    lanes.flatMap((
      lane,
    ) => [4 * lane, 4 * lane + 1, 4 * lane + 2, 4 * lane + 3]),
  ],
  splatWhole: one(...simd(17)),
  /** 1 if any bit of the vector is 1, else 0. */
  isAny: one(...simd(83)),
  ltUnsigned: two(...simd(58)),
  /**
   * An integer with four bits: the sign bits of the four lanes. Bit 0 is the
   * sign bit of lane 0.
   */
  signs: one(...simd(164)),
  eq: two(...simd(65)),
  ne: two(...simd(66)),
  lt: two(...simd(67)),
  gt: two(...simd(68)),
  le: two(...simd(69)),
  andBits: two(...simd(78)),
  /** Code that computes a & ~b. */
  andNotBits: two(...simd(79)),
  orBits: two(...simd(80)),
  xorBits: two(...simd(81)),
  /**
   * Takes each bit from `a` if the bit of `mask` at this position is 1, else
   * from `b`.
   */
  select: (a: Code, b: Code, mask: Code): Code => [a, b, mask, simd(82)],
  nearest: one(...simd(106)),
  abs: one(...simd(224)),
  neg: one(...simd(225)),
  sqrt: one(...simd(227)),
  add: two(...simd(228)),
  sub: two(...simd(229)),
  mul: two(...simd(230)),
  /** a * b + c, rounded once or twice, depending on the processor (relaxed SIMD). */
  multiplyAdd: (a: Code, b: Code, c: Code): Code => [a, b, c, simd(0x105)],
  div: two(...simd(231)),
  min: two(...simd(232)),
  max: two(...simd(233)),
  /** 1 if any bit of the vector is 1, else 0. */
  anyBits: one(...simd(83)),
  /** For each lane, b if a < b, else a. */
  pmax: two(...simd(235)),
  wholeFromFloat: one(...simd(248)),
  floatFromWhole: one(...simd(250)),
  shiftLeft: two(...simd(171)),
  shiftRight: two(...simd(172)),
  shiftRightUnsigned: two(...simd(173)),
  addWhole: two(...simd(174)),
  subWhole: two(...simd(177)),
  mulWhole: two(...simd(181)),
};

/** Instructions that copy memory, fill memory, or let workers wait for each other. */
export const memory = {
  copy: (to: Code, from: Code, bytes: Code): Code => [
    [to, from, bytes],
    [0xfc, 10, 0, 0],
  ],
  fill: (
    to: Code,
    byte: Code,
    bytes: Code,
  ): Code => [[to, byte, bytes], [0xfc, 11, 0]],
  /** Wakes at most `count` workers that wait at an address. */
  notify: (
    address: Code,
    count: Code,
  ): Code => [address, count, [0xfe, 0, 2, 0]],
  /**
   * If the word at an address is `value`, waits for a `notify` at this address,
   * but not longer than the given time in nanoseconds. The result is 2 if the
   * time has passed without a `notify`.
   */
  wait: (address: Code, value: Code, nanoseconds: bigint): Code => [
    [address, value],
    [0x42, signed64(nanoseconds)],
    [0xfe, 1, 2, 0],
  ],
};

function signed64(n: bigint): number[] {
  const low = Number(n & 127n);
  return n < 64n ? [low] : [low | 128, ...signed64(n >> 7n)];
}

/**
 * Branches to an enclosing block or loop. The innermost block or loop has depth
 * 0, and the block or loop around it has depth 1. A branch to a block jumps to
 * the end of the block, and a branch to a loop jumps to the start of the loop.
 */
export const br = (depth: number): Code => [0x0c, u(depth)];
/** Branches like `br`, but only if a condition is true. */
export const brIf = (depth: number, condition: Code): Code => [
  condition,
  0x0d,
  u(depth),
];
/** A block of code. `br` jumps to the end of the block. */
export const block = (body: Code): Code => [0x02, 0x40, body, 0x0b];
/** A loop. `br` jumps to the start of the loop. If `body` ends without `br`, the loop ends. */
export const again = (body: Code): Code => [0x03, 0x40, body, 0x0b];
/** Runs `then` if the condition is true, else runs `otherwise`. */
export const when = (
  condition: Code,
  then: Code,
  otherwise: Code = [],
): Code => [
  [condition, 0x04, 0x40, then],
  otherwise.length ? [0x05, otherwise] : [],
  0x0b,
];
/**
 * The value of `a` if the condition is true, else the value of `b`. The code
 * always evaluates both `a` and `b`.
 */
export const choose = (a: Code, b: Code, condition: Code): Code => [
  a,
  b,
  condition,
  0x1b,
];
/** Evaluates `a`, and discards the result. */
export const drop = (a: Code): Code => [a, 0x1a];
/** Returns from a function, with the result of `a` if the function has a result. */
export const leave = (a: Code = []): Code => [a, 0x0f];
