package io.lokstra.internal.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.lokstra.http.Header;
import io.lokstra.http.ResponseHeaders;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ListFieldTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '\'',
      value = {
        "private                      ; true",
        "public, PRIVATE              ; true",
        " , private ,                 ; true",
        "private=\"set-cookie\"       ; false",
        "x=\"a, private, b\"          ; false",
        "x=\"a\\\", private, b\"       ; false",
        "x=\"a\", private             ; true",
        "x=\"never closed, private    ; false",
        "x-private, private-ish       ; false",
        "''                           ; false",
      })
  void findsAWordThatIsAnElement(String list, boolean found) {
    ResponseHeaders headers =
        ResponseHeaders.of(Header.of("cache-control", "a"), Header.of("Cache-Control", list));
    assertThat(ListField.has(headers, "cache-control", "private")).isEqualTo(found);
  }
}
