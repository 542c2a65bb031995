import { RequestBucket } from './bucket.js';

describe('the requests that may still be made', () => {
  const at = (ms: number) => ({ now: ms });
  const bucketAt = (clock: { now: number }, perMinute = 200) => new RequestBucket({ perMinute, now: () => clock.now });
  const takeAll = (bucket: RequestBucket, urgency: 'cancel' | 'order' | 'routine') => {
    let taken = 0;
    while (bucket.take(urgency).taken) taken += 1;
    return taken;
  };

  it('keeps twenty for cancels, and more for what is more urgent than a routine look', () => {
    const bucket = bucketAt(at(0));
    expect(takeAll(bucket, 'routine')).toBe(160);
    expect(takeAll(bucket, 'order')).toBe(20);
    expect(takeAll(bucket, 'cancel')).toBe(20);
  });

  it('says when there is room again, and there is then', () => {
    const clock = at(0);
    const bucket = bucketAt(clock);
    takeAll(bucket, 'order');
    const answer = bucket.take('order');
    expect(answer).toEqual({ taken: false, retry_ms: 300 });
    clock.now = 300;
    expect(bucket.take('order').taken).toBe(true);
  });

  it('believes Alpaca where other tools used the keys', () => {
    const bucket = bucketAt(at(0));
    bucket.heard({ limit: 200, remaining: 5, reset_ms: 60_000, waitMs: null });
    expect(bucket.take('order').taken).toBe(false);
    expect(bucket.take('cancel').taken).toBe(true);
    expect(bucket.left).toBe(4);
  });

  it('waits after a 429, and never longer than a minute, whatever clock Alpaca has', () => {
    const clock = at(0);
    const bucket = bucketAt(clock);
    bucket.heard({ limit: 200, remaining: 0, reset_ms: 3_600_000, waitMs: 1000 });
    expect(bucket.take('cancel')).toEqual({ taken: false, retry_ms: 60_000 });
    clock.now = 60_000;
    expect(bucket.take('cancel').taken).toBe(true);
  });
});
