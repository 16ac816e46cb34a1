// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// node server.js MODULES DATA: an S3 server on a free port of 127.0.0.1 with the bucket "cars", for tests.
// s3rver keeps the objects; it believes every Signature Version 4, so what stands before it here works each
// signature out anew with another implementation (aws4), and compares the body with its hashes. It prints
// "listening on http://127.0.0.1:PORT" and ends with its standard input.
'use strict';

const crypto = require('crypto');
const http = require('http');
const path = require('path');

const modules = path.resolve(process.argv[2]);
const aws4 = require(path.join(modules, 'aws4'));
const S3rver = require(path.join(modules, 's3rver'));

const region = 'us-east-1';
const keys = { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' };

function refuse(response, status, code, further = '') {
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code>${further}</Error>`;
  response.writeHead(status, { 'Content-Type': 'application/xml', 'Content-Length': Buffer.byteLength(body) });
  response.end(body);
}

// The name of what is wrong with a request, or nothing.
function judge(request, body) {
  const header = request.headers.authorization || '';
  const parts = /^AWS4-HMAC-SHA256 Credential=([^/]+)\/\d{8}\/([^/]+)\/s3\/aws4_request, SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/.exec(header);
  if (!parts) return [403, 'AccessDenied'];
  const [, keyId, keyRegion, names, signature] = parts;
  if (keyRegion !== region) return [400, 'AuthorizationHeaderMalformed', `<Region>${region}</Region>`];
  if (keyId !== keys.accessKeyId) return [403, 'InvalidAccessKeyId'];
  const signed = {};
  for (const name of names.split(';')) signed[name] = request.headers[name];
  for (const name of Object.keys(request.headers)) {
    if ((name.startsWith('x-amz-') || name === 'host') && !(name in signed)) return [403, 'AccessDenied'];
  }
  const again = aws4.sign(
    { method: request.method, path: request.url, headers: { ...signed }, service: 's3', region },
    { ...keys },
  );
  if (!again.headers.Authorization.endsWith(`Signature=${signature}`)) return [403, 'SignatureDoesNotMatch'];
  if (request.headers['x-amz-security-token'] === 'expired') return [400, 'ExpiredToken'];
  const hash = crypto.createHash('sha256').update(body).digest('hex');
  if (request.headers['x-amz-content-sha256'] !== hash) return [400, 'XAmzContentSHA256Mismatch'];
  const md5 = crypto.createHash('md5').update(body).digest('base64');
  if ('content-md5' in request.headers && request.headers['content-md5'] !== md5) return [400, 'BadDigest'];
  return null;
}

function pass(request, body, response, port) {
  const onward = http.request(
    { host: '127.0.0.1', port, method: request.method, path: request.url, headers: request.headers },
    answer => {
      response.writeHead(answer.statusCode, answer.headers);
      answer.pipe(response);
    },
  );
  onward.on('error', () => refuse(response, 500, 'InternalError'));
  onward.end(body);
}

async function main() {
  const store = new S3rver({
    address: '127.0.0.1',
    port: 0,
    silent: true,
    vhostBuckets: false,
    directory: path.resolve(process.argv[3]),
    configureBuckets: [{ name: 'cars' }],
  });
  const { port } = await store.run();
  const gate = http.createServer((request, response) => {
    const chunks = [];
    request.on('data', chunk => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks);
      const wrong = judge(request, body);
      if (wrong) refuse(response, ...wrong);
      else pass(request, body, response, port);
    });
  });
  gate.listen(0, '127.0.0.1', () => console.log(`listening on http://127.0.0.1:${gate.address().port}`));
}

process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
main().catch(error => {
  console.error(error);
  process.exit(1);
});
