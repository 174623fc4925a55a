package io.lokstra.bind;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamingTest {
  @ParameterizedTest
  @CsvSource({
    "pageSize, page_size, pageSize, page-size",
    "PageSize, page_size, pageSize, page-size",
    "PAGE_SIZE, page_size, pageSize, page-size",
    "page_size, page_size, pageSize, page-size",
    "userURL, user_url, userUrl, user-url",
    "URLList, url_list, urlList, url-list",
    "utf8Text, utf8_text, utf8Text, utf8-text",
    "id, id, id, id",
    "X, x, x, x",
    "_, _, _, _",
    "http2, http2, http2, http2",
  })
  void spellsNames(String java, String snake, String camel, String kebab) {
    assertThat(Naming.SNAKE_CASE.of(java)).isEqualTo(snake);
    assertThat(Naming.CAMEL_CASE.of(java)).isEqualTo(camel);
    assertThat(Naming.KEBAB_CASE.of(java)).isEqualTo(kebab);
  }
}
