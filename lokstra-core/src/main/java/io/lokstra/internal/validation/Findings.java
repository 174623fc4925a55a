package io.lokstra.internal.validation;

import io.lokstra.http.FieldError;
import io.lokstra.http.HttpException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a reading is, and everything that was found to be wrong on the way. One per request, for
 * one thread.
 *
 * <p>Bounded whatever the input is: at most {@link #MOST} errors are kept, and names that come from
 * the input are cut and escaped.
 */
public final class Findings {
  /**
   * Stands for a value that could not be had; why is among the findings. Never leaves a reading.
   */
  public static final Object FAILED = new Object();

  /** Whether {@code value} is {@link #FAILED}. */
  @SuppressWarnings("ReferenceEquality") // there is one of it, and nothing equals it
  public static boolean isFailed(@Nullable Object value) {
    return value == FAILED;
  }

  /** How many errors are kept; what is found beyond them still decides the status. */
  public static final int MOST = 100;

  private static final int LONGEST_NAME = 60;
  private static final int LONGEST_PATH = 400;

  // names[i] is null where the step is an index.
  private @Nullable String[] names = new @Nullable String[8];
  private int[] indexes = new int[8];
  private int depth;
  private @Nullable List<FieldError> errors;
  private boolean unreadable;

  /** Steps into a component, property or key. */
  public void enter(String name) {
    grow();
    names[depth++] = name;
  }

  /** Steps into an element. */
  public void enter(int index) {
    grow();
    names[depth] = null;
    indexes[depth++] = index;
  }

  /** Steps out again. */
  public void leave() {
    depth--;
  }

  private void grow() {
    if (depth == names.length) {
      names = Arrays.copyOf(names, depth * 2);
      indexes = Arrays.copyOf(indexes, depth * 2);
    }
  }

  /** The value here could not be read or converted: the answer will be 400. */
  public void unreadable(String code, String message) {
    unreadable = true;
    add(code, message);
  }

  /** The value here could be read, and is not valid: 422 if nothing else was unreadable. */
  public void invalid(String code, String message) {
    add(code, message);
  }

  private void add(String code, String message) {
    if (errors == null) {
      errors = new ArrayList<>();
    }
    if (errors.size() < MOST) {
      errors.add(new FieldError(path(), code, message));
    }
  }

  /** Whether nothing was found. */
  public boolean none() {
    return errors == null;
  }

  /** Whether anything could not be read. */
  public boolean anyUnreadable() {
    return unreadable;
  }

  /** What was found, in its order. */
  public List<FieldError> errors() {
    return errors == null ? List.of() : List.copyOf(errors);
  }

  /** The answer to what was found: 400 if any value could not be read, otherwise 422. */
  public HttpException toException() {
    return unreadable
        ? new HttpException(400, "bad_request", "Some fields could not be read.", errors())
        : HttpException.invalid(errors());
  }

  /** Where the reading is, as a form names its fields: {@code items[0].title}. */
  public String path() {
    StringBuilder path = new StringBuilder();
    for (int i = 0; i < depth; i++) {
      String name = names[i];
      if (name == null) {
        path.append('[').append(indexes[i]).append(']');
      } else {
        if (i > 0) {
          path.append('.');
        }
        appendPrintable(path, name, LONGEST_NAME);
      }
      if (path.length() > LONGEST_PATH) {
        return path.append('…').toString();
      }
    }
    return path.toString();
  }

  /** Text from outside as it may be shown: cut, and without control characters. */
  public static String printable(String text) {
    StringBuilder out = new StringBuilder();
    appendPrintable(out, text, LONGEST_NAME);
    return out.toString();
  }

  private static void appendPrintable(StringBuilder out, String text, int longest) {
    int end = Math.min(text.length(), longest);
    for (int i = 0; i < end; i++) {
      char c = text.charAt(i);
      boolean harmless = !Character.isISOControl(c) && !Character.isSurrogate(c) && c < '\u2000';
      out.append(harmless ? c : '?');
    }
    if (end < text.length()) {
      out.append('…');
    }
  }
}
