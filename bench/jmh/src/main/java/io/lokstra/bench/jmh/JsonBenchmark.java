package io.lokstra.bench.jmh;

import io.lokstra.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import tools.jackson.databind.json.JsonMapper;

/**
 * What it costs to write and to read records, beside Jackson's mapper on the same data. {@code
 * bench/json} runs it.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class JsonBenchmark {
  private final Json json = Json.standard();
  private final JsonMapper mapper = JsonMapper.builder().build();
  private final Message message = new Message("Hello, World!");
  private final byte[] document =
      "{\"message\":\"Hello, World!\"}".getBytes(StandardCharsets.UTF_8);
  private final Items items = items();
  private final byte[] itemsDocument = json.encode(items);

  /** The smallest answer. */
  public record Message(String message) {}

  /** One of a list. */
  public record Item(long id, String title, boolean done, int count, LocalDate due) {}

  /** A list. */
  public record Items(List<Item> items) {}

  private static Items items() {
    List<Item> items = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      items.add(new Item(i, "Title number " + i, i % 2 == 0, i * 7, LocalDate.of(2026, 1, 1 + i)));
    }
    return new Items(items);
  }

  /** A record of one text. */
  @Benchmark
  public byte[] writeMessage() {
    return json.encode(message);
  }

  /** The same. */
  @Benchmark
  public byte[] writeMessageJackson() {
    return mapper.writeValueAsBytes(message);
  }

  /** Twenty records of five components. */
  @Benchmark
  public byte[] writeItems() {
    return json.encode(items);
  }

  /** The same. */
  @Benchmark
  public byte[] writeItemsJackson() {
    return mapper.writeValueAsBytes(items);
  }

  /** A record of one text. */
  @Benchmark
  public Message readMessage() {
    return json.decode(document, Message.class);
  }

  /** The same. */
  @Benchmark
  public Message readMessageJackson() {
    return mapper.readValue(document, Message.class);
  }

  /** Twenty records of five components. */
  @Benchmark
  public Items readItems() {
    return json.decode(itemsDocument, Items.class);
  }

  /** The same. */
  @Benchmark
  public Items readItemsJackson() {
    return mapper.readValue(itemsDocument, Items.class);
  }
}
