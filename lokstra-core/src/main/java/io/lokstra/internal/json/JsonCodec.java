package io.lokstra.internal.json;

import io.lokstra.bind.Converters;
import io.lokstra.internal.record.TypeShape;
import io.lokstra.internal.validation.Findings;
import io.lokstra.json.Json;
import io.lokstra.json.JsonException;
import io.lokstra.json.JsonNull;
import io.lokstra.json.JsonOptions;
import java.lang.reflect.Type;
import java.time.Clock;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * JSON by one set of options. The parser's classes are not loaded before a document is read.
 * Thread-safe.
 */
public final class JsonCodec implements Json {
  private static final byte[] NOTHING = {};

  private final JsonOptions options;
  private final Converters converters;
  private final Clock clock;
  // Bounded by the number of types a program reads.
  private final Map<Type, BodyReader> readers = new ConcurrentHashMap<>();
  private final Writers writers = new Writers(this);
  private volatile @Nullable JsonInput input;
  private volatile @Nullable FallbackMapper mapper;

  /** A codec by the system's clock. */
  public JsonCodec(JsonOptions options, Converters converters) {
    this(options, converters, Clock.system(ZoneId.systemDefault()));
  }

  /** A codec; {@code clock} is what constraints such as {@code @Past} go by. */
  public JsonCodec(JsonOptions options, Converters converters, Clock clock) {
    this.options = options;
    this.converters = converters.withNaming(options.naming());
    this.clock = clock;
  }

  /** The options. */
  public JsonOptions options() {
    return options;
  }

  /** The converters. */
  public Converters converters() {
    return converters;
  }

  /** The clock. */
  public Clock clock() {
    return clock;
  }

  /** A compiler of readers by this codec's rules. */
  public ReaderCompiler compiler() {
    return new ReaderCompiler(this);
  }

  JsonInput input() {
    JsonInput made = input;
    return made != null ? made : makeInput();
  }

  private synchronized JsonInput makeInput() {
    JsonInput made = input;
    if (made == null) {
      made = new JsonInput();
      input = made;
    }
    return made;
  }

  /** Jackson's own mapper, for classes that are none of ours. */
  FallbackMapper mapper() {
    FallbackMapper made = mapper;
    if (made == null) {
      made = new FallbackMapper(options.naming());
      mapper = made;
    }
    return made;
  }

  @Override
  public byte[] encode(Object value) {
    return encode(NOTHING, value, NOTHING, 0);
  }

  /**
   * A document whose middle is a value: an envelope around it, an object, costs no copy.
   *
   * @param before what goes before it, in UTF-8
   * @param after what goes after it, in UTF-8
   * @throws JsonException when the value has no JSON
   */
  public byte[] encode(byte[] before, Object value, byte[] after) {
    return encode(before, value, after, 1);
  }

  private byte[] encode(byte[] before, Object value, byte[] after, int depth) {
    ValueWriter writer = writers.of(value.getClass());
    int around = before.length + after.length;
    JsonOutput out = new JsonOutput(writer.hint() + around, depth);
    out.raw(before);
    writer.write(value, out);
    out.raw(after);
    byte[] document = out.toBytes();
    writer.remember(document.length - around);
    return document;
  }

  @Override
  @SuppressWarnings("unchecked") // the reader of a class gives that class, boxed
  public <T> T decode(byte[] document, Class<T> type) {
    return (T) decode(document, (Type) type);
  }

  @Override
  public Object decode(byte[] document, Type type) {
    Findings findings = new Findings();
    Object value = reader(type).read(document, findings);
    if (!findings.none()) {
      throw JsonException.mismatch(findings.errors());
    }
    return value == null ? JsonNull.NULL : value;
  }

  @Override
  public Object decode(byte[] document) {
    return decode(document, Object.class);
  }

  private BodyReader reader(Type type) {
    BodyReader known = readers.get(type);
    return known != null ? known : readers.computeIfAbsent(type, this::compile);
  }

  private BodyReader compile(Type type) {
    ReaderCompiler compiler = compiler();
    BodyReader reader = compiler.document(TypeShape.of(type));
    List<String> problems = compiler.problems();
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", problems));
    }
    return reader;
  }
}
