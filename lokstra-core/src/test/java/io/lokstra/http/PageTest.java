package io.lokstra.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PageTest {
  @ParameterizedTest
  @CsvSource({
    "0, 1, 20, 0, false, false",
    "1, 1, 20, 1, false, false",
    "20, 1, 20, 1, false, false",
    "21, 1, 20, 2, true, false",
    "21, 2, 20, 2, false, true",
    "45, 2, 20, 3, true, true",
    "45, 9, 20, 3, false, true",
    "0, 2, 20, 0, false, false",
  })
  void saysWhereItStands(long total, int page, int size, long pages, boolean next, boolean prev) {
    assertThat(Page.of(List.of("a"), total, new PageQuery(page, size)).meta())
        .isEqualTo(new Page.Meta(page, size, total, pages, next, prev));
  }

  @Test
  void replacesItems() {
    Page<Integer> page = Page.of(List.of("a", "bb"), 2, PageQuery.first()).map(String::length);
    assertThat(page.items()).containsExactly(1, 2);
    assertThat(page.meta().total()).isEqualTo(2);
  }

  @Test
  void refusesNonsense() {
    assertThatThrownBy(() -> Page.of(List.of(), -1, PageQuery.first()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new PageQuery(0, 20)).hasMessageContaining("1 or greater");
    assertThatThrownBy(() -> new PageQuery(1, 101)).hasMessageContaining("1 to 100");
  }

  @Test
  void countsWhatComesBeforeIt() {
    assertThat(new PageQuery(Integer.MAX_VALUE, 100).offset()).isEqualTo(214_748_364_600L);
    assertThat(new PageQuery(3, 20).offset()).isEqualTo(40);
    assertThat(new PageQuery(3, 20).limit()).isEqualTo(20);
  }

  @Test
  void readsAnOrder() {
    assertThat(Sort.parse("-created, title").by())
        .containsExactly(new Sort.By("created", true), new Sort.By("title", false));
    assertThat(Sort.parse("")).isEqualTo(Sort.none());
    assertThat(Sort.parse("-a,b")).hasToString("-a,b");
    assertThat(Sort.parse("-a,b").names()).containsExactly("a", "b");
    for (String bad :
        List.of(",", "a,", "--a", "a,a", "a,-a", "a b", "a;drop", "1a", "a,b,c,d,e,f,g,h,i,j,k")) {
      assertThatThrownBy(() -> Sort.parse(bad))
          .as(bad)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void readsFields() {
    assertThat(Fields.parse("id, title").names()).isEqualTo(Set.of("id", "title"));
    assertThat(Fields.parse("").includes("x")).isTrue();
    assertThat(Fields.parse("id").includes("x")).isFalse();
    assertThat(Fields.parse("b,a")).hasToString("a,b");
    assertThatThrownBy(() -> Fields.parse("a,,b")).isInstanceOf(IllegalArgumentException.class);
  }
}
