package io.lokstra.redis.internal;

import io.lokstra.redis.RedisScript;

/** The scripts of this module; docs/redis.md tells of each. */
final class Scripts {
  /** Value, other value, milliseconds or 0: whether the one was there and the other is now. */
  static final RedisScript COMPARE_AND_SET =
      RedisScript.of(
          "store.compare-and-set",
          """
          if redis.call('get', KEYS[1]) ~= ARGV[1] then return 0 end
          if ARGV[3] == '0' then redis.call('set', KEYS[1], ARGV[2])
          else redis.call('set', KEYS[1], ARGV[2], 'PX', ARGV[3]) end
          return 1
          """);

  /** Value: whether it was there and is gone. */
  static final RedisScript DELETE_IF =
      RedisScript.of(
          "store.delete-if",
          """
          if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end
          return 0
          """);

  /** Number, milliseconds or 0: the sum, as text, since Lua's numbers end at 2^53. */
  static final RedisScript INCREMENT =
      RedisScript.of(
          "store.increment",
          """
          local fresh = redis.call('exists', KEYS[1]) == 0
          redis.call('incrby', KEYS[1], ARGV[1])
          if fresh and ARGV[2] ~= '0' then redis.call('pexpire', KEYS[1], ARGV[2]) end
          return redis.call('get', KEYS[1])
          """);

  /**
   * Owner, milliseconds of the lease, milliseconds the last token is kept: the token, or nothing
   * where somebody has the lock. A token is the time in microseconds, or one more than the last: it
   * grows also where the last was lost with the server's memory.
   */
  static final RedisScript LOCK =
      RedisScript.of(
          "lock.take",
          """
          if redis.call('exists', KEYS[1]) == 1 then return false end
          local time = redis.call('time')
          local token = time[1] * 1000000 + time[2]
          local last = tonumber(redis.call('get', KEYS[2]) or '0')
          if last >= token then token = last + 1 end
          local text = string.format('%.0f', token)
          redis.call('set', KEYS[1], ARGV[1], 'PX', ARGV[2])
          redis.call('set', KEYS[2], text, 'PX', ARGV[3])
          return text
          """);

  /** Owner, milliseconds: whether the lock is the owner's, and is so for so long now. */
  static final RedisScript RENEW =
      RedisScript.of(
          "lock.renew",
          """
          if redis.call('get', KEYS[1]) == ARGV[1] then
            return redis.call('pexpire', KEYS[1], ARGV[2])
          end
          return 0
          """);

  /**
   * Microseconds for one, microseconds for all at once: whether it may be done, the microseconds
   * until all may, and until one more may. The generic cell rate algorithm (ITU-T I.371): what is
   * kept is when all would be allowed again.
   */
  static final RedisScript RATE =
      RedisScript.of(
          "rate.take",
          """
          local time = redis.call('time')
          local now = time[1] * 1000000 + time[2]
          local one = tonumber(ARGV[1])
          local all = tonumber(ARGV[2])
          local full = tonumber(redis.call('get', KEYS[1]) or '0')
          if full < now then full = now end
          if full > now + all then full = now + all end
          local after = full + one
          if after - all > now then
            return {0, math.ceil(full - now), math.ceil(after - all - now)}
          end
          redis.call('set', KEYS[1], string.format('%.3f', after),
            'PX', math.max(1, math.ceil((after - now) / 1000)))
          return {1, math.ceil(after - now), 0}
          """);

  private Scripts() {}
}
