import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { pause } from "../../lib/disk/_pause.ts";
import { fetchFile, MirrorError } from "../../lib/disk/mirror.ts";
import { diskTest, patient, zipped } from "./_download.ts";
import { serveFaults } from "./_fault_server.ts";

/** Fetches from an address whose server redirects to another address. */
async function sentOn(from: string, to: string): Promise<Uint8Array> {
  const real = globalThis.fetch;
  globalThis.fetch = (input) =>
    Promise.resolve(
      `${input}` === from
        ? new Response(null, { status: 302, headers: { location: to } })
        : new Response(`${input}`),
    );
  try {
    return await fetchFile(new URL(from), {
      maxBytes: 100,
      timeouts: patient,
      hosts: new Set(["a.example", "b.example"]),
    });
  } finally {
    globalThis.fetch = real;
  }
}

Deno.test("fetchFile() follows redirects from http to https, not from https to http, and only to hosts of the list", async (t) => {
  const followed: [from: string, to: string][] = [
    ["https://a.example/f", "https://b.example/g?h"],
    ["http://a.example/f", "https://a.example/f"],
    ["http://a.example/f", "http://b.example/f"],
  ];
  for (const [from, to] of followed) {
    await t.step(`${from} to ${to}`, async () => {
      const answer = await sentOn(from, to);
      assertEquals(new TextDecoder().decode(answer), to);
    });
  }
  const refused: [from: string, to: string, over: string][] = [
    ["https://a.example/f", "http://a.example/f", " over https"],
    ["https://a.example/f", "ftp://a.example/f", " over https"],
    ["https://a.example/f", "https://c.example/f", ""],
    ["https://a.example/f", "https://a.example:8443/f", ""],
    ["http://a.example/f", "https://a.example.org/f", ""],
  ];
  for (const [from, to, over] of refused) {
    await t.step(`${from} not to ${to}`, async () => {
      const { message } = await assertRejects(
        () => sentOn(from, to),
        MirrorError,
      );
      assertEquals(
        message,
        `must redirect only to the host of a mirror${over}: found ${to}`,
      );
    });
  }
});

Deno.test("fetchFile() follows only redirects with a location", async () => {
  const real = globalThis.fetch;
  const asked = async (status: number, headers: Record<string, string>) => {
    globalThis.fetch = (input) =>
      Promise.resolve(
        `${input}`.endsWith("/f")
          ? new Response("first", { status, headers })
          : new Response("second"),
      );
    const hosts = new Set(["a.example"]);
    const url = new URL("https://a.example/f");
    const options = { maxBytes: 100, timeouts: patient, hosts };
    try {
      return new TextDecoder().decode(await fetchFile(url, options));
    } catch (error) {
      assert(error instanceof MirrorError);
      return error.message;
    } finally {
      globalThis.fetch = real;
    }
  };
  const location = "https://a.example/g";
  for (const status of [301, 302, 303, 307, 308]) {
    assertEquals(await asked(status, { location }), "second");
  }
  assertEquals(await asked(200, { location }), "first");
  assertStringIncludes(await asked(302, {}), "302");
  assertStringIncludes(await asked(404, { location }), "404");
});

diskTest(
  "fetchFile() allows a second try after no response, but not after a response that is not HTTP",
  async (t) => {
    await using server = await serveFaults(zipped);
    const another = "must respond in HTTP: found another response (";
    const problems: [folder: string, problem: string, again: boolean][] = [
      ["negativeLength", `${another}invalid content-length`, false],
      ["twoLengths", `${another}invalid content-length`, false],
      ["notHttp", `${another}invalid HTTP version`, false],
      ["wrongStatus", `${another}invalid HTTP status-code`, false],
      ["badHeader", `${another}invalid HTTP header`, false],
      ["endlessHeader", `${another}message head is too large`, false],
      ["halfAHeader", "closed the connection without a response (", true],
      ["hungUp", "closed the connection without a response (", true],
    ];
    for (const [folder, problem, again] of problems) {
      await t.step(folder, async () => {
        const options = {
          maxBytes: 100_000,
          timeouts: patient,
          hosts: new Set<string>(),
        };
        const error = await assertRejects(
          () => fetchFile(new URL("file", server.url(folder)), options),
          MirrorError,
        );
        assertStringIncludes(error.message, problem);
        assertEquals(error.againMs !== undefined, again);
      });
    }
  },
);

diskTest(
  "fetchFile() closes the connection when a server sends too many bytes, or sends too slowly",
  async (t) => {
    const servers: [
      name: string,
      headers: HeadersInit,
      chunk: (n: number) => Uint8Array<ArrayBuffer>,
      problem: string,
    ][] = [
      ["no length", {}, () => new Uint8Array(2 ** 12), "found more"],
      [
        "a length that is too large",
        { "content-length": "1000001" },
        () => new Uint8Array(2 ** 12),
        "must send at most 100000 bytes: found 1000001",
      ],
      [
        "the whole file, then more bytes",
        {},
        (n) => new Uint8Array(n === 0 ? 100_000 : 1),
        "found more",
      ],
      ["single bytes, slowly", {}, () => new Uint8Array(1), "sent less than"],
    ];
    for (const [name, headers, chunk, problem] of servers) {
      await t.step(name, async () => {
        const dropped = Promise.withResolvers<number>();
        let n = 0;
        let pulled: Promise<void> | undefined;
        const server = Deno.serve(
          { hostname: "127.0.0.1", port: 0, onListen() {} },
          () =>
            new Response(
              new ReadableStream({
                pull: (controller) =>
                  pulled = pause(5).then(() => controller.enqueue(chunk(n++))),
                cancel: () => dropped.resolve(performance.now()),
              }),
              { headers },
            ),
        );
        const url = new URL(`http://127.0.0.1:${server.addr.port}/f`);
        const error = await assertRejects(
          () =>
            fetchFile(url, {
              maxBytes: 100_000,
              timeouts: problem === "sent less than"
                ? { ...patient, paceMs: 300 }
                : patient,
              hosts: new Set<string>(),
            }),
          MirrorError,
        );
        const refused = performance.now();
        assertStringIncludes(error.message, problem);
        const later = await dropped.promise - refused; // otherwise the test never ends
        assert(later < patient.paceMs / 3, `${later} ms`);
        await server.shutdown();
        await pulled?.catch(() => {}); // a canceled stream can still wait in pull
      });
    }
  },
);
