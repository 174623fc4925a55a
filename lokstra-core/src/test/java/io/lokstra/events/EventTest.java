package io.lokstra.events;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lokstra.json.Json;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An event as it goes over the wire. */
class EventTest {
  private static String wire(Event event) {
    return new String(event.encode(Json::standard), UTF_8);
  }

  @Test
  void writesEveryField() {
    assertThat(wire(Event.of("hello").id(7).name("greeting").retry(Duration.ofSeconds(3))))
        .isEqualTo("retry: 3000\nevent: greeting\nid: 7\ndata: hello\n\n");
  }

  @Test
  void writesALineOfDataForEachLineHoweverItEnds() {
    assertThat(wire(Event.of("a\nb\rc\r\nd\n\ne\r\n")))
        .isEqualTo("data: a\ndata: b\ndata: c\ndata: d\ndata: \ndata: e\ndata: \n\n");
    assertThat(wire(Event.of(""))).isEqualTo("data: \n\n");
    assertThat(wire(Event.of(" x"))).isEqualTo("data:  x\n\n");
  }

  /** Whatever the data holds, it stays data. */
  @Test
  void letsNoDataBecomeAField() {
    for (String end : new String[] {"\n", "\r", "\r\n"}) {
      String text = wire(Event.of("x" + end + "event: admin" + end + end + "data: forged"));
      assertThat(text.lines()).allMatch(line -> line.isEmpty() || line.startsWith("data: "));
      assertThat(text).endsWith("\n\n").doesNotContain("\r");
      assertThat(text.substring(0, text.length() - 2)).doesNotContain("\n\n");
    }
  }

  @Test
  void writesJsonInOneLine() {
    record Price(String article, int cents) {}
    assertThat(wire(Event.json(new Price("tea\nleaves", 250))))
        .isEqualTo("data: {\"article\":\"tea\\nleaves\",\"cents\":250}\n\n");
  }

  @Test
  void needsNoJsonForText() {
    Event event = Event.of("text");
    byte[] bytes =
        event.encode(() -> {
          throw new AssertionError("asked for JSON");
        });
    assertThat(bytes).asString(UTF_8).isEqualTo("data: text\n\n");
  }

  @Test
  void isEncodedOnceForAllStreams() {
    Event event = Event.json(7);
    Json one = Json.standard();
    assertThat(event.encode(() -> one)).isSameAs(event.encode(() -> one));
    assertThat(event.encode(() -> one)).isNotSameAs(event.encode(Json::standard));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\nb", "a\rb", "a\r\n\r\nb", "\0"})
  void refusesAnIdOrNameThatIsNotOneLine(String value) {
    assertThatThrownBy(() -> Event.of("x").id(value))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("id must not have a line's end");
    assertThatThrownBy(() -> Event.of("x").name(value))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("name must not have a line's end");
  }

  /** A browser sends the id back as a field of its request, which loses or refuses these. */
  @ParameterizedTest
  @ValueSource(strings = {"a\tb", "\u0001", "\u007f", " a", "a ", " "})
  void refusesAnIdThatWouldNotComeBack(String value) {
    assertThatThrownBy(() -> Event.of("x").id(value))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("id must not have control characters");
    assertThat(wire(Event.of("x").id("a b\u00e4"))).startsWith("id: a b\u00e4\n");
  }

  @Test
  void refusesWhatWouldMeanNothing() {
    assertThatThrownBy(() -> Event.of("x").name("")).hasMessageContaining("name is empty");
    assertThatThrownBy(() -> Event.of("x").retry(Duration.ofMillis(-1)))
        .hasMessageContaining("negative");
  }

  @Test
  void tellsWhatItIs() {
    Event event = Event.of("x").id("7").name("n");
    assertThat(event.id()).contains("7");
    assertThat(event.name()).contains("n");
    assertThat(event.data()).isEqualTo("x");
    assertThat(event).hasToString("Event[id=7, name=n, data=x]");
  }
}
