/**
 * Opens a text in the YAML language server like an editor. The input is
 * `{ uri, text, position }`. The output is `{ labels, messages }`: the
 * completions at the position, and the errors in the text. This folder has a
 * separate lock file. The program is JavaScript, so that `deno check` of the
 * project does not need the server.
 *
 * @module
 */

import { spawn } from "node:child_process";
import process from "node:process";
// @ts-ignore: only the config in this folder has this package
import * as protocol from "vscode-languageserver-protocol/node";

const {
  CompletionRequest,
  ConfigurationRequest,
  createProtocolConnection,
  DidOpenTextDocumentNotification,
  InitializedNotification,
  InitializeRequest,
  PublishDiagnosticsNotification,
  StreamMessageReader,
  StreamMessageWriter,
} = protocol;

const { uri, text, position } = await new Response(Deno.stdin.readable).json();
const server = spawn(process.execPath, [
  "run",
  `--config=${new URL("deno.json", import.meta.url).pathname}`,
  ...["--frozen", "--no-prompt", "--allow-read", "--allow-env", "--allow-sys"],
  ...["npm:yaml-language-server", "--stdio"],
], { stdio: ["pipe", "pipe", "inherit"] });
const connection = createProtocolConnection(
  new StreamMessageReader(server.stdout),
  new StreamMessageWriter(server.stdin),
);
const diagnosed = new Promise((resolve) => {
  connection.onNotification(PublishDiagnosticsNotification.type, resolve);
});
connection.onRequest(
  ConfigurationRequest.type,
  ({ items }) => items.map(() => ({})),
);
connection.listen();
await connection.sendRequest(InitializeRequest.type, {
  processId: null,
  rootUri: null,
  capabilities: { textDocument: { publishDiagnostics: {} } },
});
await connection.sendNotification(InitializedNotification.type, {});
const textDocument = { uri, languageId: "yaml", version: 1, text };
await connection.sendNotification(DidOpenTextDocumentNotification.type, {
  textDocument,
});
const completions = await connection.sendRequest(CompletionRequest.type, {
  textDocument: { uri },
  position,
});
const { diagnostics } = await diagnosed;
console.log(JSON.stringify({
  labels: (completions.items ?? completions).map(({ label }) => label),
  messages: diagnostics.map(({ message }) => message),
}));
connection.dispose();
server.kill();
