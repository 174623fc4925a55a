package io.lokstra.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.entry;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueryParametersTest {

  private static QueryParameters parse(String query) {
    return QueryParameters.parse(query, QueryParameters.DEFAULT_LIMIT);
  }

  @Test
  void keepsOrderAndRepetition() {
    QueryParameters parameters = parse("b=1&a=2&b=3&c");

    List<String> seen = new ArrayList<>();
    parameters.forEach((name, value) -> seen.add(name + "=" + value));

    assertThat(seen).containsExactly("b=1", "a=2", "b=3", "c=");
    assertThat(parameters.size()).isEqualTo(4);
    assertThat(parameters.names()).containsExactly("b", "a", "c");
    assertThat(parameters.first("b")).contains("1");
    assertThat(parameters.all("b")).containsExactly("1", "3");
    assertThat(parameters.first("d")).isEmpty();
    assertThat(parameters.all("d")).isEmpty();
    assertThat(parameters.contains("c")).isTrue();
    assertThat(parameters.contains("d")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "a=b+c, 'b c'",
    "a=b%2Bc, b+c",
    "a=b%20c, 'b c'",
    "a=caf%C3%A9, café",
    "a=b=c, b=c",
    "a=b%26c, b&c",
    "a=100%25, 100%",
    "a=%2541, %41",
    "a=[]{}|\\^, '[]{}|\\^'",
    "&&a=b&&, b",
  })
  void decodesValues(String query, String value) {
    assertThat(parse(query).first("a")).contains(value);
    assertThat(parse(query).size()).isEqualTo(1);
  }

  @Test
  void decodesNames() {
    assertThat(parse("a%20b=1&c+d=2").names()).containsExactly("a b", "c d");
  }

  @Test
  void readsTheSameWithAndWithoutEmptyPairs() {
    assertThat(parse("")).isSameAs(QueryParameters.empty());
    assertThat(parse("&")).isSameAs(QueryParameters.empty());
    assertThat(parse("a=1&&b=2")).isEqualTo(parse("a=1&b=2"));
    assertThat(parse("a=1&&b=2")).hasSameHashCodeAs(parse("a=1&b=2"));
    assertThat(parse("a=1")).isNotEqualTo(parse("a=2"));
    assertThat(parse("=x").first("")).contains("x");
  }

  @Test
  void readsMapsByPrefix() {
    QueryParameters parameters =
        parse(
            "filter[status]=open&sort=x&filter%5Btag%5D=a&filter[tag]=b&filter[]=c&filter[x=1"
                + "&filter[a]b=1&filters[q]=1");

    assertThat(parameters.map("filter"))
        .containsExactly(
            entry("status", List.of("open")),
            entry("tag", List.of("a", "b")),
            entry("", List.of("c")));
    assertThat(parameters.map("sort")).isEmpty();
  }

  @Test
  void readsFormBodiesAsBytes() {
    byte[] body = "xxname=J%C3%B6rg+Müller&age=5yy".getBytes(StandardCharsets.UTF_8);

    QueryParameters form = QueryParameters.parseForm(body, 2, body.length - 2, 10);

    assertThat(form.first("name")).contains("Jörg Müller");
    assertThat(form.first("age")).contains("5");
    assertThat(QueryParameters.parseForm(body, 0, 0, 10)).isSameAs(QueryParameters.empty());
  }

  @Test
  void refusesMoreParametersThanTheLimit() {
    assertThat(QueryParameters.parse("a&b", 2).size()).isEqualTo(2);
    assertThatExceptionOfType(HttpException.class)
        .isThrownBy(() -> QueryParameters.parse("a&b&c", 2))
        .withMessage("The query has more than 2 parameters.")
        .satisfies(e -> assertThat(e.failure().status()).isEqualTo(400));
  }

  @ParameterizedTest
  @CsvSource({
    "page=%zz, The value of query parameter 'page': malformed percent triplet",
    "page=1%, The value of query parameter 'page': malformed percent triplet",
    "page=1%4, The value of query parameter 'page': malformed percent triplet",
    "page=%FF, The value of query parameter 'page': not UTF-8 once decoded",
    "page=%C0%AF, The value of query parameter 'page': not UTF-8 once decoded",
    "page=%E2%82, The value of query parameter 'page': not UTF-8 once decoded",
    "a=1&%zz=1, The name of query parameter 2: malformed percent triplet",
    "a%0A'b=%zz, The value of query parameter 'a??b': malformed percent triplet",
  })
  void namesTheParameterThatCannotBeDecoded(String query, String message) {
    assertThatExceptionOfType(HttpException.class)
        .isThrownBy(() -> parse(query))
        .withMessage(message)
        .satisfies(e -> assertThat(e.failure().code()).isEqualTo("bad_parameter"));
  }

  @Test
  void cutsLongNamesInMessages() {
    assertThatExceptionOfType(HttpException.class)
        .isThrownBy(() -> parse("n".repeat(100) + "=%"))
        .withMessageContaining("'" + "n".repeat(64) + "...'");
  }

  @Test
  void showsNoValues() {
    assertThat(parse("token=secret")).hasToString("QueryParameters[token]");
  }
}
