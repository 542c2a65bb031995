// node verify-audit.mjs FOLDER: checks what `breakwater audit export` wrote. Needs nothing of Breakwater and no package. Ends with 1 at the first bad line.
import { createHash, createPublicKey, verify } from 'node:crypto';
import { createReadStream, readFileSync } from 'node:fs';

const folder = process.argv[2] ?? '.';
const sha256 = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest();

function bad(what) {
  console.error(`BAD: ${what}`);
  process.exit(1);
}

/** RFC 8785 for what an entry holds: text, whole numbers, booleans, null; keys in ASCII. */
function canonical(value) {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  const fields = Object.keys(value).sort();
  return `{${fields.map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(',')}}`;
}

async function* lines(file) {
  let [rest, number] = ['', 0];
  for await (const chunk of createReadStream(`${folder}/${file}`, 'utf8')) {
    const parts = (rest + chunk).split('\n');
    rest = parts.pop();
    for (const text of parts) {
      const place = `${file}, line ${++number}`;
      try {
        yield [place, JSON.parse(text)];
      } catch (error) {
        bad(`${place}: ${error.message}`);
      }
    }
  }
  if (rest !== '') bad(`${file}, line ${number + 1} is cut off`);
}

const spki = (key) => Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), Buffer.from(key, 'base64')]);
const signed = (text, { public_key }, signature) =>
  verify(null, Buffer.from(text), createPublicKey({ key: spki(public_key), type: 'spki', format: 'der' }), signature);

const { origin, keys } = JSON.parse(readFileSync(`${folder}/keys.json`, 'utf8'));
const known = new Map();
for (const key of keys) {
  const { key_id: id, public_key: bytes, signed_by } = key;
  const own = sha256(`${origin}\n`, '\x01', Buffer.from(bytes, 'base64')).hexSlice(0, 4);
  if (own !== id) bad(`keys.json: ${id} is not the id of its key`);
  const by = known.get(signed_by);
  if (known.size > 0 && !by) bad(`keys.json: ${id} was not announced by a key before it`);
  if (by && !signed(`breakwater audit key\n${id}\n${bytes}\n`, by, Buffer.from(key.signature, 'base64')))
    bad(`keys.json: ${id} does not bear the signature of ${signed_by}`);
  known.set(id, key);
}

const NOTE = /^((.+)\n(\d+)\n([0-9a-f]{64})\n)\n— .+ (\S+)\n$/u;
const heads = new Map();
for await (const [place, { note }] of lines('checkpoints.ndjson')) {
  const [, body, from, size, head, base64] = NOTE.exec(note) ?? bad(`${place} is no signed note`);
  const bytes = Buffer.from(base64, 'base64');
  const key = known.get(bytes.hexSlice(0, 4)) ?? bad(`${place} is signed by an unknown key`);
  if (from !== origin || !signed(body, key, bytes.subarray(4))) bad(`${place} does not bear its signature`);
  if ((heads.get(Number(size)) ?? head) !== head) bad(`${place}: two checkpoints of entry ${size} differ`);
  heads.set(Number(size), head);
}

let [first, last, sealed, prev] = [0, 0, 0, ''];
for await (const [place, { hash, ...entry }] of lines('entries.ndjson')) {
  const { seq } = entry;
  if (sha256(canonical(entry)).toString('hex') !== hash) bad(`${place}: entry ${seq} was changed`);
  if (first === 0) [first, last, prev] = [seq, seq - 1, seq === 1 ? '0'.repeat(64) : (heads.get(seq - 1) ?? entry.prev)];
  if (seq !== last + 1 || entry.prev !== prev) bad(`${place}: entry ${seq} does not follow entry ${last}`);
  if ((heads.get(seq) ?? hash) !== hash) bad(`${place}: a checkpoint signed another entry ${seq}`);
  [last, prev, sealed] = [seq, hash, heads.has(seq) ? seq : sealed];
}
const cut = Math.max(0, ...heads.keys());
if (cut > last) bad(`entries.ndjson ends with entry ${last}, and a checkpoint signed entry ${cut}`);
console.log(
  `entries ${first} to ${last} are good; signed up to entry ${sealed}; keys ${[...known.keys()].join(', ')}: compare them with what you were given`,
);
