/**
 * Who sent what in the last 24 hours: two million ids at most, outside the garbage collector's heap. As a map of objects they took 205 bytes each, every full
 * collection walked them, and the heap grew to a multiple of what lived. Here an id of 36 characters takes some 120 bytes that nothing walks.
 *
 * Ids are kept in blocks, oldest first, and found by an open hash table of 256 parts, each of which grows alone, so that no order waits for a large copy. Nearly every id is
 * new, and to find that out reads one line of memory: the bytes of a hash stand side by side, and only where one is equal is the id itself looked at.
 */
export interface ClientOrder {
  order_id: string;
  content_hash: number;
  at_us: number;
}

export const CLIENT_IDS_KEPT_US = 24 * 3600 * 1_000_000;
export const CLIENT_IDS_MAX = 2_000_000;

/** Of the order that was asked for last: its key is asked for again when it is let through. */
let last = { account: '', id: '', key: '\n' };

/** Joined, not a template: that would keep both parts and what was made of them. */
export function clientKey(account: string, clientOrderId: string): string {
  if (last.id !== clientOrderId || last.account !== account)
    last = { account, id: clientOrderId, key: [account, clientOrderId].join('\n') };
  return last.key;
}

const SUM_MODULUS = 2 ** 48;
const SLOTS = 4096;
const PARTS = 256;
const FIRST_TEXT_BYTES = 1 << 16;

/** A part of the table: for each id a byte of its hash, 0 where there is none, and a reference to it. Its length is a power of two. */
interface Part {
  tags: Uint8Array;
  refs: Uint32Array;
  used: number;
}
const newPart = (slots: number): Part => ({ tags: new Uint8Array(slots), refs: new Uint32Array(slots), used: 0 });

/** Where a key (clientKey) stands in some bytes of UTF-8, and right behind it the order's id. */
export interface IdBytes {
  from: number;
  keyBytes: number;
  idBytes: number;
}

/** Ids that came one after the other. What leaves keeps its slot until the whole block has left. */
class Block {
  used = 0;
  readonly hash = new Uint32Array(SLOTS);
  readonly atUs = new Float64Array(SLOTS);
  readonly contentHash = new Float64Array(SLOTS);
  /** Where each text begins, and where the last one ends: the key, then the order's id. */
  private readonly start = new Uint32Array(SLOTS + 1);
  /** Bytes of the key; 0 when the id has left. */
  private readonly keyBytes = new Uint32Array(SLOTS);
  private readonly wide = new Uint8Array(SLOTS);
  private text = Buffer.allocUnsafeSlow(FIRST_TEXT_BYTES);

  add(key: string, hash: number, entry: ClientOrder): number {
    const slot = this.used;
    const at = this.start[slot] ?? 0;
    this.makeRoom(at + 2 * (key.length + entry.order_id.length));
    const wide = !(this.writeNarrow(key, at) && this.writeNarrow(entry.order_id, at + key.length));
    const keyBytes = wide ? this.text.write(key, at, 'utf16le') : key.length;
    const idBytes = wide ? this.text.write(entry.order_id, at + keyBytes, 'utf16le') : entry.order_id.length;
    this.start[slot + 1] = at + keyBytes + idBytes;
    this.keyBytes[slot] = keyBytes;
    this.wide[slot] = wide ? 1 : 0;
    this.hash[slot] = hash;
    this.atUs[slot] = entry.at_us;
    this.contentHash[slot] = entry.content_hash;
    this.used += 1;
    if (this.used === SLOTS) this.text = this.copyOfText(this.start[SLOTS] ?? 0);
    return slot;
  }

  /** The same of a key and an order's id that stand one after the other in `bytes`, one byte a character. */
  addBytes(bytes: Buffer, { from, keyBytes, idBytes }: IdBytes, hash: number, contentHash: number, atUs: number): number {
    const slot = this.used;
    const at = this.start[slot] ?? 0;
    const end = at + keyBytes + idBytes;
    this.makeRoom(end);
    bytes.copy(this.text, at, from, from + keyBytes + idBytes);
    this.start[slot + 1] = end;
    this.keyBytes[slot] = keyBytes;
    this.wide[slot] = 0;
    this.hash[slot] = hash;
    this.atUs[slot] = atUs;
    this.contentHash[slot] = contentHash;
    this.used += 1;
    if (this.used === SLOTS) this.text = this.copyOfText(this.start[SLOTS] ?? 0);
    return slot;
  }

  holds(slot: number): boolean {
    return this.keyBytes[slot] !== 0;
  }

  key(slot: number): string {
    const at = this.start[slot] ?? 0;
    return this.text.toString(encodingOf(this.wide[slot] === 1), at, at + (this.keyBytes[slot] ?? 0));
  }

  entry(slot: number): ClientOrder {
    const at = (this.start[slot] ?? 0) + (this.keyBytes[slot] ?? 0);
    return {
      order_id: this.text.toString(encodingOf(this.wide[slot] === 1), at, this.start[slot + 1] ?? at),
      content_hash: this.contentHash[slot] ?? 0,
      at_us: this.atUs[slot] ?? 0,
    };
  }

  drop(slot: number): void {
    this.keyBytes[slot] = 0;
  }

  /** A byte a character, in a loop: two calls of Buffer take longer for so short a text. False when a character needs more than a byte. */
  private writeNarrow(text: string, at: number): boolean {
    const bytes = this.text;
    let all = 0;
    for (let i = 0; i < text.length; i += 1) {
      const code = text.charCodeAt(i);
      bytes[at + i] = code;
      all |= code;
    }
    return all < 256;
  }

  private makeRoom(bytes: number): void {
    if (bytes > this.text.length) this.text = this.copyOfText(2 * Math.max(bytes, this.text.length));
  }

  private copyOfText(bytes: number): Buffer<ArrayBuffer> {
    const copy = Buffer.allocUnsafeSlow(bytes);
    this.text.copy(copy);
    return copy;
  }
}

const encodingOf = (wide: boolean) => (wide ? 'utf16le' : 'latin1');

export class ClientIds {
  size = 0;
  /** Sum over all, kept as they come and go: hashing two million of them at once would hold orders up. */
  sum = 0;
  /** So that nobody can choose ids that meet in the table. No decision depends on it. */
  private readonly seed = Math.floor(Math.random() * 2 ** 32);
  private readonly parts: Part[] = Array.from({ length: PARTS }, () => newPart(16));
  /** By number; a reference is the block's number, the slot, and one more. */
  private readonly blocks: Block[] = [];
  private readonly free: number[] = [];
  /** Numbers of the blocks in use, oldest first. */
  private readonly order: number[] = [];
  /** The oldest id's slot in the oldest block. */
  private oldestSlot = 0;
  /** The key that was asked for last, and its hash: what is not known is mostly remembered next. */
  private asked = { key: '', hash: hashOf('', this.seed) };

  constructor(private readonly max = CLIENT_IDS_MAX) {}

  /** Room for so many, before they come: growing by doubles moves each of them several times. Only of a table that is empty. */
  reserve(count: number): void {
    const each = Math.min(count, this.max) / PARTS;
    const slots = 2 ** Math.ceil(Math.log2(Math.max(16, 2.2 * each)));
    for (const part of this.parts) if (part.used === 0) Object.assign(part, newPart(slots));
  }

  get(key: string): ClientOrder | undefined {
    const ref = this.find(key, this.hashOf(key));
    return ref === 0 ? undefined : this.blockOf(ref).entry(slotOf(ref));
  }

  has(key: string): boolean {
    return this.find(key, this.hashOf(key)) !== 0;
  }

  /** Those that are 24 hours older leave, or the oldest when there are too many. */
  remember(key: string, entry: ClientOrder): void {
    const hash = this.hashOf(key);
    const known = this.find(key, hash);
    if (known !== 0) this.forget(known);
    this.put(hash, this.append(key, hash, entry));
    this.size += 1;
    this.sum = (this.sum + weight(entry.content_hash, entry.at_us)) % SUM_MODULUS;
    this.expire(entry.at_us - CLIENT_IDS_KEPT_US);
  }

  /** As `remember`, without a text for each: a start reads a million of them. */
  rememberBytes(bytes: Buffer, id: IdBytes, contentHash: number, atUs: number): void {
    const { from, keyBytes, idBytes } = id;
    const hash = isAscii(bytes, from, from + keyBytes + idBytes) ? hashOfBytes(bytes, from, keyBytes, this.seed) : null;
    if (hash === null || this.mayHold(hash)) {
      const [keyEnd, end] = [from + keyBytes, from + keyBytes + idBytes];
      const entry = { order_id: bytes.toString('utf8', keyEnd, end), content_hash: contentHash, at_us: atUs };
      return this.remember(bytes.toString('utf8', from, keyEnd), entry);
    }
    const number = this.numberWithRoom();
    this.put(hash, number * SLOTS + this.block(number).addBytes(bytes, id, hash, contentHash, atUs) + 1);
    this.size += 1;
    this.sum = (this.sum + weight(contentHash, atUs)) % SUM_MODULUS;
    this.expire(atUs - CLIENT_IDS_KEPT_US);
  }

  /** Oldest first. */
  *[Symbol.iterator](): Generator<[string, ClientOrder]> {
    for (const [index, number] of this.order.entries()) {
      const block = this.block(number);
      for (let slot = index === 0 ? this.oldestSlot : 0; slot < block.used; slot += 1)
        if (block.holds(slot)) yield [block.key(slot), block.entry(slot)];
    }
  }

  *keys(): Generator<string> {
    for (const [key] of this) yield key;
  }

  private hashOf(key: string): number {
    if (this.asked.key !== key) this.asked = { key, hash: hashOf(key, this.seed) };
    return this.asked.hash;
  }

  private append(key: string, hash: number, entry: ClientOrder): number {
    const number = this.numberWithRoom();
    const slot = this.block(number).add(key, hash, entry);
    return number * SLOTS + slot + 1;
  }

  /** Of the newest block, or of a new one when that is full. */
  private numberWithRoom(): number {
    let number = this.order.at(-1);
    if (number === undefined || this.block(number).used === SLOTS) {
      number = this.free.pop() ?? this.blocks.length;
      this.blocks[number] = new Block();
      this.order.push(number);
    }
    return number;
  }

  private expire(upToUs: number): void {
    for (let number = this.order[0]; number !== undefined; number = this.order[0]) {
      const block = this.block(number);
      for (; this.oldestSlot < block.used; this.oldestSlot += 1) {
        if (!block.holds(this.oldestSlot)) continue;
        if ((block.atUs[this.oldestSlot] ?? 0) > upToUs && this.size <= this.max && !this.tooManyHoles()) return;
        this.forget(number * SLOTS + this.oldestSlot + 1);
      }
      if (block.used < SLOTS) return;
      this.order.shift();
      this.blocks[number] = EMPTY;
      this.free.push(number);
      this.oldestSlot = 0;
    }
  }

  /** Ids that were replaced leave holes; they must not grow without bound either. */
  private tooManyHoles(): boolean {
    return this.order.length * SLOTS > 2 * this.max;
  }

  private forget(ref: number): void {
    const block = this.blockOf(ref);
    const slot = slotOf(ref);
    this.remove(block.hash[slot] ?? 0, ref);
    this.size -= 1;
    this.sum = (this.sum + SUM_MODULUS - weight(block.contentHash[slot] ?? 0, block.atUs[slot] ?? 0)) % SUM_MODULUS;
    block.drop(slot);
  }

  // ---- the table ----

  private find(key: string, hash: number): number {
    const { tags, refs } = this.partOf(hash);
    const mask = tags.length - 1;
    const tag = tagOf(hash);
    for (let at = hash & mask; tags[at] !== 0; at = (at + 1) & mask) {
      if (tags[at] !== tag) continue;
      const ref = refs[at] ?? 0;
      if (this.hashAt(ref) === hash && this.blockOf(ref).key(slotOf(ref)) === key) return ref;
    }
    return 0;
  }

  /** Whether one of the same hash is known. */
  private mayHold(hash: number): boolean {
    const { tags, refs } = this.partOf(hash);
    const mask = tags.length - 1;
    const tag = tagOf(hash);
    for (let at = hash & mask; tags[at] !== 0; at = (at + 1) & mask)
      if (tags[at] === tag && this.hashAt(refs[at] ?? 0) === hash) return true;
    return false;
  }

  private put(hash: number, ref: number): void {
    const part = this.partOf(hash);
    if (2 * (part.used + 1) > part.tags.length) {
      const grown = newPart(2 * part.tags.length);
      part.refs.forEach((kept, at) => {
        if (part.tags[at] !== 0) place(grown, this.hashAt(kept), kept);
      });
      Object.assign(part, grown);
    }
    place(part, hash, ref);
  }

  /** Takes one out and moves those behind it up, so that no search ends at its place. */
  private remove(hash: number, ref: number): void {
    const part = this.partOf(hash);
    const { tags, refs } = part;
    const mask = tags.length - 1;
    let hole = hash & mask;
    while (refs[hole] !== ref) hole = (hole + 1) & mask;
    for (let at = (hole + 1) & mask; tags[at] !== 0; at = (at + 1) & mask) {
      const next = refs[at] ?? 0;
      const wanted = this.hashAt(next) & mask;
      if (((at - wanted) & mask) < ((at - hole) & mask)) continue;
      refs[hole] = next;
      tags[hole] = tags[at] as number;
      hole = at;
    }
    refs[hole] = tags[hole] = 0;
    part.used -= 1;
  }

  private hashAt(ref: number): number {
    return this.blockOf(ref).hash[slotOf(ref)] ?? 0;
  }

  private partOf(hash: number): Part {
    return this.parts[hash >>> 24] as Part;
  }

  private blockOf(ref: number): Block {
    return this.block(Math.floor((ref - 1) / SLOTS));
  }

  private block(number: number): Block {
    return this.blocks[number] as Block;
  }
}

/** Stands where a block was, so that its memory is given back. */
const EMPTY = new Block();

const slotOf = (ref: number) => (ref - 1) % SLOTS;
const weight = (contentHash: number, atUs: number) => (contentHash + atUs) % SUM_MODULUS;

/** Of bits that neither choose the part nor, while it is small, the place in it. */
const tagOf = (hash: number): number => (hash >>> 16) & 255 || 1;

function place(part: Part, hash: number, ref: number): void {
  const { tags, refs } = part;
  const mask = tags.length - 1;
  let at = hash & mask;
  while (tags[at] !== 0) at = (at + 1) & mask;
  tags[at] = tagOf(hash);
  refs[at] = ref;
  part.used += 1;
}

function hashOf(key: string, seed: number): number {
  let h = seed;
  for (let i = 0; i < key.length; i += 1) h = mixed(h, key.charCodeAt(i));
  return ended(h);
}

/** The same of a text that stands in bytes, one byte a character. */
function hashOfBytes(bytes: Buffer, from: number, count: number, seed: number): number {
  let h = seed;
  for (let i = from; i < from + count; i += 1) h = mixed(h, bytes[i] ?? 0);
  return ended(h);
}

function isAscii(bytes: Buffer, from: number, to: number): boolean {
  let all = 0;
  for (let i = from; i < to; i += 1) all |= bytes[i] ?? 0;
  return all < 128;
}

function mixed(hash: number, code: number): number {
  const h = Math.imul(hash ^ code, 0x9e3779b1);
  return h ^ (h >>> 15);
}

function ended(hash: number): number {
  let h = hash;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  return (h ^ (h >>> 13)) >>> 0;
}
