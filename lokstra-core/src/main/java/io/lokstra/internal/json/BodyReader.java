package io.lokstra.internal.json;

import io.lokstra.internal.validation.Findings;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonToken;

/** Reads a whole document, as one value or as the properties of an object. */
public abstract class BodyReader {
  private final JsonCodec codec;

  BodyReader(JsonCodec codec) {
    this.codec = codec;
  }

  /**
   * Reads a document.
   *
   * @return the value, or an array of the properties' values, or {@link Findings#FAILED}
   * @throws io.lokstra.json.JsonException when it is not JSON
   */
  public final @Nullable Object read(byte[] document, Findings findings) {
    return codec.input().read(document, findings, this::read);
  }

  abstract @Nullable Object read(Reading in);

  /** Whether there need not be a document. */
  public abstract boolean mayBeMissing();

  /** What there is without a document. */
  public abstract @Nullable Object missing(Findings findings);

  /** A document that is one value. */
  static final class Whole extends BodyReader {
    private final Slot slot;

    Whole(JsonCodec codec, Slot slot) {
      super(codec);
      this.slot = slot;
    }

    @Override
    @Nullable Object read(Reading in) {
      return slot.read(in);
    }

    @Override
    public boolean mayBeMissing() {
      return slot.rules().mayBeMissing();
    }

    @Override
    public @Nullable Object missing(Findings findings) {
      return slot.rules().missing(findings);
    }
  }

  /** An object, its properties in an array. */
  static final class Members extends BodyReader {
    private final Properties properties;
    private final int size;

    Members(JsonCodec codec, Properties properties, int size) {
      super(codec);
      this.properties = properties;
      this.size = size;
    }

    @Override
    Object read(Reading in) {
      if (in.parser.currentToken() != JsonToken.START_OBJECT) {
        return in.mismatch("an object");
      }
      @Nullable Object[] values = new @Nullable Object[size];
      return properties.read(in, values) ? values : Findings.FAILED;
    }

    @Override
    public boolean mayBeMissing() {
      return properties.mayBeMissing();
    }

    @Override
    public Object missing(Findings findings) {
      @Nullable Object[] values = new @Nullable Object[size];
      return properties.absent(values, findings) ? values : Findings.FAILED;
    }
  }
}
