package io.lokstra.redis;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.ProtocolKeyword;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A command and its arguments:
 *
 * <pre>{@code
 * RedisCommand.of("SET").key("shop:greeting").arg("hello").arg("PX").arg(5000)
 * }</pre>
 *
 * <p>Built by one thread, then sent, as often as one likes. Which arguments are keys matters in a
 * cluster: the first of them says which node is asked. Arrays are not copied.
 */
public final class RedisCommand {
  private final ProtocolKeyword type;
  private final String name;
  private final @Nullable RedisScript script;
  private final CommandArgs<byte[], byte[]> args = new CommandArgs<>(ByteArrayCodec.INSTANCE);
  private List<byte[]> keys = List.of();
  private List<byte[]> arguments = List.of();
  private long bytes;

  private RedisCommand(ProtocolKeyword type, String name, @Nullable RedisScript script) {
    this.type = type;
    this.name = name;
    this.script = script;
  }

  /**
   * A command without arguments.
   *
   * @param name {@code "GET"}; one of two words is {@code of("CLIENT").arg("ID")}
   */
  public static RedisCommand of(String name) {
    String upper = name.toUpperCase(Locale.ROOT);
    return new RedisCommand(keyword(upper), upper, null);
  }

  private static ProtocolKeyword keyword(String name) {
    try {
      return CommandType.valueOf(name);
    } catch (IllegalArgumentException e) {
      byte[] bytes = name.getBytes(StandardCharsets.US_ASCII);
      return new ProtocolKeyword() {
        @Override
        public byte[] getBytes() {
          return bytes;
        }

        @Override
        public String toString() {
          return name;
        }
      };
    }
  }

  static RedisCommand ofScript(RedisScript script, List<byte[]> keys, List<byte[]> arguments) {
    RedisCommand command =
        new RedisCommand(CommandType.EVALSHA, "script " + script.name(), script)
            .arg(script.digest())
            .arg(keys.size());
    return command.ran(keys, arguments);
  }

  /** The same run, with the script's text, for a server that does not know it. */
  RedisCommand withSource(RedisScript of) {
    return new RedisCommand(CommandType.EVAL, name, null)
        .arg(of.source())
        .arg(keys.size())
        .ran(keys, arguments);
  }

  private RedisCommand ran(List<byte[]> withKeys, List<byte[]> withArguments) {
    keys = withKeys;
    arguments = withArguments;
    withKeys.forEach(this::key);
    withArguments.forEach(this::arg);
    return this;
  }

  /** One more argument, which is a key. */
  public RedisCommand key(byte[] key) {
    args.addKey(key);
    bytes += key.length;
    return this;
  }

  /** One more argument, which is a key, in UTF-8. */
  public RedisCommand key(String key) {
    return key(key.getBytes(StandardCharsets.UTF_8));
  }

  /** One more argument. */
  public RedisCommand arg(byte[] argument) {
    args.add(argument);
    bytes += argument.length;
    return this;
  }

  /** One more argument, in UTF-8. */
  public RedisCommand arg(String argument) {
    return arg(argument.getBytes(StandardCharsets.UTF_8));
  }

  /** One more argument, in decimal. */
  public RedisCommand arg(long argument) {
    args.add(argument);
    bytes += 8;
    return this;
  }

  /** Its name in errors, without arguments. */
  String name() {
    return name;
  }

  ProtocolKeyword type() {
    return type;
  }

  CommandArgs<byte[], byte[]> args() {
    return args;
  }

  /** About how much it is to send. */
  long bytes() {
    return bytes;
  }

  @Nullable RedisScript script() {
    return script;
  }

  @Override
  public String toString() {
    return name;
  }
}
